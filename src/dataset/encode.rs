//! Rows as a Parquet file: one group of rows, zstd, every leaf an optional string.
//!
//! The low-level writer is told levels and values leaf by leaf, which spares the dozen packages
//! that Arrow would bring. Values are handed over in short batches, so that beside the rows
//! themselves little is held. Where a file lies is not known here.

mod identity;
mod leaves;

use std::{
    io::{self, Write},
    sync::{Arc, LazyLock},
};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel},
    column::writer::ColumnWriterImpl,
    data_type::{ByteArray, ByteArrayType},
    errors::{ParquetError, Result},
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::SerializedFileWriter,
    },
    schema::types::{ColumnPath, Type, TypePtr},
};

use crate::{
    event::column::{COLUMNS, Column, Holds},
    wrong::Wrong,
};
pub(super) use identity::{held, identity};
use leaves::Rest;

/// The column that holds the whole record, where it is kept.
const RAW: &str = "raw";

/// What is different in nearly every row: a dictionary of such values is work for nothing.
const ALWAYS_NEW: [&str; 3] = ["eventid", "requestid", RAW];

/// How many rows' values of a leaf are handed over at once.
const BATCH_ROWS: usize = 4096;

/// And about how many bytes of them.
const BATCH_BYTES: usize = 1024 * 1024;

pub(crate) fn is_built() -> std::result::Result<(), Wrong> {
    Ok(())
}

/// Writes rows as one file.
pub(super) fn write(rows: &[&[u8]], has_raw: bool, to: &mut (impl Write + Send)) -> io::Result<()> {
    encode(rows, has_raw, to).map_err(in_io)
}

/// What the disk said, or the format's reader or writer.
fn in_io(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        ParquetError::General(words) | ParquetError::EOF(words) => io::Error::other(words),
        error => io::Error::other(error),
    }
}

fn encode(rows: &[&[u8]], has_raw: bool, to: &mut (impl Write + Send)) -> Result<()> {
    static WITH_RAW: LazyLock<Option<TypePtr>> = LazyLock::new(|| schema(true).ok());
    static WITHOUT_RAW: LazyLock<Option<TypePtr>> = LazyLock::new(|| schema(false).ok());
    static PROPERTIES: LazyLock<Arc<WriterProperties>> = LazyLock::new(|| Arc::new(properties()));
    let schema = if has_raw { &*WITH_RAW } else { &*WITHOUT_RAW };
    let Some(schema) = schema else { return Err(ParquetError::General("no schema".into())) };
    let mut file = SerializedFileWriter::new(to, schema.clone(), PROPERTIES.clone())?;
    let mut group = file.next_row_group()?;
    let mut rests: Vec<Rest<'_>> = rows.iter().map(|row| Rest(row)).collect();
    while let Some(mut column) = group.next_column()? {
        write_leaf(&mut rests, column.typed::<ByteArrayType>())?;
        column.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(())
}

/// Writes the next leaf of all rows.
fn write_leaf(
    rests: &mut [Rest<'_>],
    column: &mut ColumnWriterImpl<'_, ByteArrayType>,
) -> Result<()> {
    let is_listed = column.get_descriptor().max_rep_level() > 0;
    let mut batch = Batch::default();
    for rest in rests {
        let taken = rest.leaf(|entry| {
            batch.levels.push(entry.level.into());
            batch.repeated.push((!entry.is_first).into());
            if let Some(value) = entry.value {
                batch.bytes.extend_from_slice(value);
                batch.ends.push(batch.bytes.len());
            }
        });
        taken.ok_or_else(|| ParquetError::General("a row ends early".into()))?;
        if batch.levels.len() >= BATCH_ROWS || batch.bytes.len() >= BATCH_BYTES {
            batch.write(column, is_listed)?;
        }
    }
    batch.write(column, is_listed)
}

/// Levels and values on their way to a column.
#[derive(Default)]
struct Batch {
    levels: Vec<i16>,
    repeated: Vec<i16>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Batch {
    fn write(
        &mut self,
        column: &mut ColumnWriterImpl<'_, ByteArrayType>,
        is_listed: bool,
    ) -> Result<()> {
        // One allocation for all values, each of which is a slice of it.
        let bytes = ByteArray::from(std::mem::take(&mut self.bytes));
        let mut start = 0;
        let slices = self.ends.drain(..).map(|end| {
            let from = std::mem::replace(&mut start, end);
            bytes.slice(from, end - from)
        });
        let values: Vec<ByteArray> = slices.collect();
        let repeated = is_listed.then_some(self.repeated.as_slice());
        column.write_batch(&values, Some(&self.levels), repeated)?;
        self.levels.clear();
        self.repeated.clear();
        Ok(())
    }
}

fn schema(keeps_raw: bool) -> Result<TypePtr> {
    let mut columns = fields(&COLUMNS)?;
    if keeps_raw {
        columns.push(string(RAW)?);
    }
    Ok(Arc::new(Type::group_type_builder("event").with_fields(columns).build()?))
}

fn fields(columns: &[Column]) -> Result<Vec<TypePtr>> {
    let field = |column: &Column| match column.holds {
        Holds::Struct(inner) => group(column.name, fields(inner)?),
        Holds::List(inner) => list(column.name, inner),
        _ => string(column.name),
    };
    columns.iter().map(field).collect()
}

fn string(name: &str) -> Result<TypePtr> {
    let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
    let builder = builder.with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(builder.with_logical_type(Some(LogicalType::String)).build()?))
}

fn group(name: &str, fields: Vec<TypePtr>) -> Result<TypePtr> {
    let builder = Type::group_type_builder(name).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(builder.with_fields(fields).build()?))
}

/// The form in three levels that the format's specification asks for.
fn list(name: &str, columns: &[Column]) -> Result<TypePtr> {
    let strings: Result<Vec<TypePtr>> = columns.iter().map(|column| string(column.name)).collect();
    let entries = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
    let entries = Arc::new(entries.with_fields(vec![group("element", strings?)?]).build()?);
    let list = Type::group_type_builder(name).with_repetition(Repetition::OPTIONAL);
    let list = list.with_logical_type(Some(LogicalType::List));
    Ok(Arc::new(list.with_fields(vec![entries]).build()?))
}

fn properties() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_created_by(concat!("trailscan ", env!("CARGO_PKG_VERSION")).to_owned());
    for name in ALWAYS_NEW {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(name), false);
    }
    // Where JSON text begins and ends, by its bytes, helps nobody to pass over it.
    let is_json = |column: &&Column| matches!(column.holds, Holds::Json);
    let json = COLUMNS.iter().filter(is_json).map(|column| column.name);
    for name in json.chain([RAW]) {
        let path = ColumnPath::from(name);
        builder = builder.set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    builder.build()
}
