//! Rows: the finished cells that stand between events and whatever prints them.
//!
//! A row is made on a worker and printed elsewhere, perhaps after a sort, so it can be packed into
//! bytes and unpacked again. Nothing here knows a format.

use std::borrow::Cow;

use crate::{
    event::{Record, field::Field},
    json,
    time::Zone,
};

/// The columns that were asked for, and the time zone that they are shown in.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) fields: Vec<Field>,
    pub(crate) zone: Zone,
    /// Whether a person chose them, so that all must be shown.
    pub(crate) chosen: bool,
}

/// One value of a row; an absent value is no empty one.
pub(crate) type Cell<'r> = Option<Cow<'r, str>>;

/// The cells of one row.
pub(crate) type Row<'r> = Vec<Cell<'r>>;

impl Columns {
    /// The cells of a record's row, each made when it is asked for.
    pub(crate) fn cells<'r>(&self, record: &'r Record<'_>) -> impl Iterator<Item = Cell<'r>> {
        self.fields.iter().map(|field| field.cell(record, self.zone))
    }

    /// The same values as one JSON object, keyed by what was typed.
    pub(crate) fn write_object(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        for (index, field) in self.fields.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            json::write_string(&field.title, out);
            out.push(b':');
            field.write_json(record, self.zone, out);
        }
        out.push(b'}');
    }
}

/// Marks an absent cell: no cell is this long, since no record is.
const ABSENT: u32 = u32::MAX;

/// Appends a row as bytes: the length of each cell before it.
pub(crate) fn pack<'r>(cells: impl IntoIterator<Item = Cell<'r>>, out: &mut Vec<u8>) {
    for cell in cells {
        let length = cell.as_ref().and_then(|cell| u32::try_from(cell.len()).ok());
        out.extend_from_slice(&length.unwrap_or(ABSENT).to_le_bytes());
        if let (Some(cell), Some(_)) = (cell, length) {
            out.extend_from_slice(cell.as_bytes());
        }
    }
}

/// Reads a packed row.
pub(crate) fn unpack(mut packed: &[u8]) -> Row<'_> {
    let mut row = Row::new();
    while let Some((length, rest)) = packed.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length);
        if length == ABSENT {
            row.push(None);
            packed = rest;
            continue;
        }
        let (cell, rest) = rest.split_at(rest.len().min(length as usize));
        row.push(Some(String::from_utf8_lossy(cell)));
        packed = rest;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_comes_out_as_it_went_in() {
        let row: Row<'_> =
            vec![Some("a\tb\n".into()), None, Some("".into()), Some("ä\0".into()), None];
        let mut packed = Vec::new();
        pack(row.clone(), &mut packed);
        assert_eq!(unpack(&packed), row);
    }
}
