//! Rows: an event's values in the order of the leaves of the columns, back to back as bytes.
//!
//! A leaf is a column, or a field of one that is a struct or a list. It is written as its level,
//! and its value where it has one. The level says how much of what stands around a value is there,
//! the value included, as Parquet counts it (its *definition level*). Rows are packed by whichever
//! thread finds an event, and read leaf by leaf by `encode`, when a file is written. Which columns
//! there are is `event::column`'s to say, and nothing here knows Parquet's bytes.

use crate::{
    event::{
        FromJson as _, Record,
        column::{COLUMNS, Column, Holds},
    },
    json::{Json, Kind},
    sink::Rendering,
    text::Text,
};

/// Marks a leaf that has a value: its length and bytes follow.
pub(super) const HAS_VALUE: u8 = 0x80;

/// Marks a leaf in a list that is there: the number of its entries follows, then each entry.
pub(super) const IS_LIST: u8 = 0x40;

/// What a list adds to the level around it: that it is there, that it has an entry, that the entry
/// is there.
const LEVELS_OF_LIST: u8 = 3;

/// Appends the row of a record.
pub(crate) fn pack(record: &Record<'_>, keeps_raw: bool, out: &mut Vec<u8>) {
    let mut packing = Packing { is_compact: record.is_compact, out };
    packing.object(&COLUMNS, record.json, 0);
    if keeps_raw {
        packing.value(0, |out| Rendering::Record.render(record, out));
    }
}

struct Packing<'o> {
    is_compact: bool,
    out: &'o mut Vec<u8>,
}

impl Packing<'_> {
    /// The columns of an object that is there. Of duplicate keys the last wins.
    fn object(&mut self, columns: &[Column], object: Json<'_>, level: u8) {
        let mut values = [None; COLUMNS.len()];
        for (key, value) in object.members() {
            if let Some(index) = columns.iter().position(|column| column.key == key) {
                values[index] = Json::from_json(value);
            }
        }
        for (column, value) in columns.iter().zip(values) {
            self.column(column, value, level);
        }
    }

    fn column(&mut self, column: &Column, value: Option<Json<'_>>, level: u8) {
        let of_kind = |kind| value.filter(|value: &Json<'_>| value.kind() == kind);
        match column.holds {
            Holds::Struct(fields) => match of_kind(Kind::Object) {
                Some(object) => self.object(fields, object, level + 1),
                None => self.absent(fields, level),
            },
            Holds::List(fields) => match of_kind(Kind::Array) {
                Some(list) => self.list(fields, list, level),
                None => self.absent(fields, level),
            },
            _ => self.leaf(column, value, level),
        }
    }

    /// All leaves of something that is not there.
    fn absent(&mut self, fields: &[Column], level: u8) {
        for field in fields {
            match field.holds {
                Holds::Struct(fields) => self.absent(fields, level),
                _ => self.out.push(level),
            }
        }
    }

    /// The leaves of a list, each with all of its entries.
    fn list(&mut self, fields: &[Column], list: Json<'_>, level: u8) {
        let objects = list.elements().filter(|element| element.kind() == Kind::Object);
        let entries: Vec<Json<'_>> = objects.collect();
        for field in fields {
            self.out.push(IS_LIST | (level + 1));
            self.number(entries.len());
            for entry in &entries {
                let value = entry.member(field.key).and_then(Json::from_json);
                self.leaf(field, value, level + LEVELS_OF_LIST);
            }
        }
    }

    /// A leaf. What is no text or flag is JSON text.
    fn leaf(&mut self, column: &Column, value: Option<Json<'_>>, level: u8) {
        let is_compact = self.is_compact;
        match column.holds {
            Holds::Text => match value.and_then(Text::from_json) {
                Some(text) => self.value(level, |out| out.extend_from_slice(text.as_bytes())),
                None => self.out.push(level),
            },
            Holds::Flag => match value.and_then(bool::from_json) {
                Some(true) => self.value(level, |out| out.extend_from_slice(b"true")),
                Some(false) => self.value(level, |out| out.extend_from_slice(b"false")),
                None => self.out.push(level),
            },
            _ => match value {
                Some(json) if is_compact => {
                    self.value(level, |out| out.extend_from_slice(json.text().as_bytes()));
                }
                Some(json) => self.value(level, |out| json.write_compact(out)),
                None => self.out.push(level),
            },
        }
    }

    /// A value that is there, below so many others that are.
    fn value(&mut self, level: u8, write: impl FnOnce(&mut Vec<u8>)) {
        self.out.push(HAS_VALUE | (level + 1));
        let start = self.out.len();
        self.number(0);
        write(self.out);
        let length = number_bytes(self.out.len() - start - size_of::<u32>());
        if let Some(place) = self.out.get_mut(start..start + size_of::<u32>()) {
            place.copy_from_slice(&length);
        }
    }

    fn number(&mut self, number: usize) {
        self.out.extend_from_slice(&number_bytes(number));
    }
}

/// No record is as long as the largest number.
fn number_bytes(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries are packed as leaves, which have no leaves of their own.
    #[test]
    fn a_list_holds_no_structs_and_stands_in_none() {
        for column in &COLUMNS {
            match column.holds {
                Holds::List(fields) => assert!(fields.iter().all(is_leaf), "{}", column.name),
                Holds::Struct(fields) => assert!(!fields.iter().any(holds_list), "{}", column.name),
                _ => {}
            }
        }
    }

    fn is_leaf(column: &Column) -> bool {
        !matches!(column.holds, Holds::Struct(_) | Holds::List(_))
    }

    fn holds_list(column: &Column) -> bool {
        match column.holds {
            Holds::List(_) => true,
            Holds::Struct(fields) => fields.iter().any(holds_list),
            _ => false,
        }
    }
}
