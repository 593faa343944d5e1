//! What tells one event from another, as a fingerprint: of a packed row, and of the rows of a file.
//!
//! An event is known by its ID and the account that received it. Old events have no ID; they are
//! known by all of their columns but the whole record, which not every file holds. Columns that a
//! file lacks are as if no event had a value there, and those that only it has tell nothing. Of a
//! file only the two columns are read, unless there are events without an ID.

use std::{fs::File, io, sync::LazyLock};

use parquet::{
    column::reader::ColumnReader,
    errors::{ParquetError, Result},
    file::reader::{FileReader as _, RowGroupReader, SerializedFileReader},
    schema::types::SchemaDescriptor,
};

use super::{BATCH_ROWS, in_io, leaves::Rest, schema};
use crate::fingerprint::Seeds;

const EVENT_ID: &str = "eventid";
const RECIPIENT: &str = "recipientaccountid";

/// The paths of all leaves but the whole record, in the order in which a row has them.
static LEAVES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let Ok(schema) = schema(false) else { return Vec::new() };
    let schema = SchemaDescriptor::new(schema);
    schema.columns().iter().map(|column| column.path().string()).collect()
});

/// The fingerprint of a packed row's event.
pub(in crate::dataset) fn identity(row: &[u8], seeds: &Seeds) -> u128 {
    let (mut event_id, mut recipient) = (None, None);
    each_leaf(row, |leaf, value| match LEAVES.get(leaf).map(String::as_str) {
        Some(EVENT_ID) => event_id = Some(seeds.of(value)),
        Some(RECIPIENT) => recipient = Some(value),
        _ => {}
    });
    match (event_id, recipient) {
        (Some(event_id), Some(recipient)) => seeds.of((event_id, recipient)),
        (Some(event_id), None) => event_id,
        (None, _) => {
            let mut whole = 0;
            each_leaf(row, |leaf, value| whole = seeds.of((whole, leaf, value)));
            whole
        }
    }
}

fn each_leaf<'r>(row: &'r [u8], mut take: impl FnMut(usize, &'r [u8])) {
    let mut rest = Rest(row);
    for leaf in 0..LEAVES.len() {
        // No row ends early.
        let _ = rest.leaf(|entry| {
            if let Some(value) = entry.value {
                take(leaf, value);
            }
        });
    }
}

/// Appends the fingerprints of all events that a file holds, in no order that means anything.
pub(in crate::dataset) fn held(file: File, seeds: &Seeds, out: &mut Vec<u128>) -> io::Result<()> {
    let held = || {
        let file = SerializedFileReader::new(file)?;
        for index in 0..file.num_row_groups() {
            held_in_group(&*file.get_row_group(index)?, seeds, out)?;
        }
        Ok(())
    };
    held().map_err(in_io)
}

fn held_in_group(group: &dyn RowGroupReader, seeds: &Seeds, out: &mut Vec<u128>) -> Result<()> {
    let columns = group.metadata().columns();
    let find = |path: &str| columns.iter().position(|one| one.column_path().string() == path);
    let must = |path| find(path).ok_or_else(|| fault(format!("it has no column `{path}`")));
    // As many as there are, not as many as a damaged file may say.
    let mut known: Vec<Option<u128>> = Vec::new();
    each_value(group, must(EVENT_ID)?, |row, value| {
        known.resize(row + 1, None);
        if let (Some(one), Some(value)) = (known.get_mut(row), value) {
            *one = Some(seeds.of(value));
        }
    })?;
    if i64::try_from(known.len()) != Ok(group.metadata().num_rows()) {
        return Err(fault(format!("it ends after {} events", known.len())));
    }
    each_value(group, must(RECIPIENT)?, |row, value| {
        if let (Some(Some(one)), Some(value)) = (known.get_mut(row), value) {
            *one = seeds.of((*one, value));
        }
    })?;
    if known.contains(&None) {
        let mut wholes = vec![0; known.len()];
        for (leaf, path) in LEAVES.iter().enumerate() {
            let Some(column) = find(path) else { continue };
            each_value(group, column, |row, value| {
                if let (Some(whole), Some(value)) = (wholes.get_mut(row), value) {
                    *whole = seeds.of((*whole, leaf, value));
                }
            })?;
        }
        for (one, whole) in known.iter_mut().zip(wholes) {
            one.get_or_insert(whole);
        }
    }
    out.extend(known.into_iter().flatten());
    Ok(())
}

/// The entries of a column, each with the number of its row.
fn each_value(
    group: &dyn RowGroupReader,
    column: usize,
    mut take: impl FnMut(usize, Option<&[u8]>),
) -> Result<()> {
    let metadata = group.metadata().column(column);
    let whole = metadata.column_descr().max_def_level();
    let ColumnReader::ByteArrayColumnReader(mut reader) = group.get_column_reader(column)? else {
        return Err(fault(format!("its column `{}` is no text", metadata.column_path())));
    };
    let (mut levels, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let mut rows = 0;
    loop {
        let (levels_into, repeated_into) = (Some(&mut levels), Some(&mut repeated));
        let (_, _, entries) =
            reader.read_records(BATCH_ROWS, levels_into, repeated_into, &mut values)?;
        if entries == 0 {
            return Ok(());
        }
        let mut values_left = values.iter();
        for entry in 0..entries {
            // Where a column can be neither absent nor a list, there are no levels.
            rows += usize::from(repeated.get(entry).is_none_or(|level| *level == 0));
            let is_there = levels.get(entry).is_none_or(|level| *level == whole);
            let value = if is_there { values_left.next() } else { None };
            take(rows.saturating_sub(1), value.map(|value| value.data()));
        }
        levels.clear();
        repeated.clear();
        values.clear();
    }
}

fn fault(words: String) -> ParquetError {
    ParquetError::General(words)
}
