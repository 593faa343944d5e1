//! The other half of `row`: a packed row, read leaf by leaf.

use crate::dataset::row::{HAS_VALUE, IS_LIST};

const LEVEL: u8 = !(HAS_VALUE | IS_LIST);

/// What is left of a row, read leaf by leaf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest<'r>(pub(super) &'r [u8]);

/// An entry of a leaf: a row has one of each leaf that is in no list, and at least one of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'r> {
    /// Whether it is the first of its row.
    pub(super) is_first: bool,
    pub(super) level: u8,
    pub(super) value: Option<&'r [u8]>,
}

impl<'r> Rest<'r> {
    /// Reads the next leaf. Nothing of it where a row ends early, which none does.
    pub(super) fn leaf(&mut self, mut take: impl FnMut(Entry<'r>)) -> Option<()> {
        let mark = *self.0.first()?;
        if mark & IS_LIST == 0 {
            take(self.entry(true)?);
            return Some(());
        }
        self.take(1)?;
        let entries = self.number()?;
        if entries == 0 {
            take(Entry { is_first: true, level: mark & LEVEL, value: None });
        }
        for index in 0..entries {
            take(self.entry(index == 0)?);
        }
        Some(())
    }

    fn entry(&mut self, is_first: bool) -> Option<Entry<'r>> {
        let mark = *self.take(1)?.first()?;
        let value = if mark & HAS_VALUE == 0 {
            None
        } else {
            let length = self.number()?;
            Some(self.take(length)?)
        };
        Some(Entry { is_first, level: mark & LEVEL, value })
    }

    fn number(&mut self) -> Option<usize> {
        let number = *self.take(size_of::<u32>())?.first_chunk()?;
        usize::try_from(u32::from_le_bytes(number)).ok()
    }

    fn take(&mut self, bytes: usize) -> Option<&'r [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dataset::row::pack,
        event::{
            Event, Record,
            column::{COLUMNS, Column, Holds},
        },
        json::Json,
    };

    /// The entries of every leaf of a row, as its columns come.
    fn read(columns: &'static [Column], rest: &mut Rest<'_>, leaves: &mut Vec<(String, String)>) {
        for column in columns {
            if let Holds::Struct(fields) | Holds::List(fields) = column.holds {
                read(fields, rest, leaves);
                continue;
            }
            let mut entries = Vec::new();
            let taken = rest.leaf(|entry| {
                let value = entry.value.map(|value| String::from_utf8_lossy(value));
                let first = if entry.is_first { "" } else { "+" };
                entries.push(format!("{first}{}{}", entry.level, value.unwrap_or_default()));
            });
            assert!(taken.is_some());
            leaves.push((column.name.to_owned(), entries.join(" ")));
        }
    }

    #[track_caller]
    fn check(text: &str, name: &str, expected: &[&str]) {
        let json = Json::unchecked(text);
        let record = Record { json, event: Event::from_json(json), is_compact: false };
        let mut row = Vec::new();
        pack(&record, false, &mut row);
        let (mut rest, mut leaves) = (Rest(&row), Vec::new());
        read(&COLUMNS, &mut rest, &mut leaves);
        assert!(rest.0.is_empty());
        let of_name = leaves.iter().filter(|leaf| leaf.0 == name);
        assert_eq!(of_name.map(|leaf| leaf.1.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn a_level_says_how_much_around_a_value_is_there() {
        check("{}", "username", &["0", "0"]);
        check(r#"{"userIdentity":{}}"#, "username", &["1", "1"]);
        check(r#"{"userIdentity":{"userName":"a"}}"#, "username", &["2a", "1"]);
        let issuer = r#"{"userIdentity":{"sessionContext":{"sessionIssuer":{"userName":" b "}}}}"#;
        check(issuer, "username", &["1", "4b"]);
        check(r#"{"userIdentity":{"sessionContext":7}}"#, "mfaauthenticated", &["1"]);
        check(r#"{ "requestParameters" : { "a" : 1 } }"#, "requestparameters", &[r#"1{"a":1}"#]);
    }

    #[test]
    fn a_list_has_an_entry_for_each_object() {
        check(r#"{"resources":null}"#, "arnprefix", &["0"]);
        check(r#"{"resources":{"ARNPrefix":"a"}}"#, "arnprefix", &["0"]);
        check(r#"{"resources":[]}"#, "arnprefix", &["1"]);
        let three = r#"{"resources":[{"ARNPrefix":"a"},7,{},[],{"ARNPrefix":"b","ARN":"c"}]}"#;
        check(three, "arnprefix", &["4a +3 +4b"]);
    }
}
