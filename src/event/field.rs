//! The one table of names that a person may type for a value of an event.
//!
//! A name is short and folds case (`ip`, `who`), or it is a JSON path as AWS spells it. Documented
//! keys fold case too, since Athena and Lake users type `useridentity.arn`; below those, and behind
//! a leading dot, a path is taken to the letter. A name close to a documented one is a slip and is
//! refused; any other is taken for a key that AWS has added since.

mod documented;
mod named;

use std::borrow::Cow;

use super::{
    Record,
    path::{Path, Step},
};
use documented::DOCUMENTED;
pub(crate) use documented::Values;
pub(crate) use named::{DEFAULT_COLUMNS, names_help};
use named::{NAMED, Named};

use crate::{
    json::{self, Json, Kind},
    text::Text,
    time::Zone,
    wrong::{Wrong, did_you_mean},
};

/// A value that a person may ask for by name.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// As typed: the column's title and the key in projected JSON.
    pub(crate) title: String,
    meant: Meant,
}

#[derive(Clone, Debug)]
enum Meant {
    Named(&'static Named),
    Path(Path),
}

/// Where the values of a field are found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way<'f> {
    /// A value of our own, by the first of its names.
    Named(&'static str),
    Path(&'f [Step]),
}

impl Field {
    pub(crate) fn parse(typed: &str) -> Result<Field, Wrong> {
        let typed = typed.trim();
        let field = |meant| Ok(Field { title: typed.to_owned(), meant });
        let folded = typed.to_ascii_lowercase().replace('_', "-");
        if let Some(named) = NAMED.iter().find(|named| named.names.contains(&folded.as_str())) {
            return field(Meant::Named(named));
        }
        if let Some(literal) = typed.strip_prefix("$.").or_else(|| typed.strip_prefix('.')) {
            return field(Meant::Path(Path::parse(literal)?));
        }
        let same = |name: &&&str| name.eq_ignore_ascii_case(typed);
        if let Some(documented) = DOCUMENTED.iter().find(same) {
            return field(Meant::Path(Path::parse(documented)?));
        }
        let path = Path::parse(typed)?;
        let deeper = |name: &&&str| {
            let (_, last) = name.rsplit_once('.').unwrap_or_default();
            last.eq_ignore_ascii_case(typed)
        };
        // The identity's own before a resource's or an issuer's.
        let nearest = |name: &&&str| (!name.starts_with("userIdentity."), name.len());
        if let Some(documented) = DOCUMENTED.iter().filter(deeper).min_by_key(nearest) {
            return Err(Wrong::new(format!("`{typed}`"), "unknown field").hint(format!(
                "did you mean `{documented}`? A key at the top of a record is written `.{typed}`"
            )));
        }
        let first = path.first_key().unwrap_or_default().to_owned();
        if let Some(key) = DOCUMENTED.iter().find(|name| name.eq_ignore_ascii_case(&first)) {
            return field(Meant::Path(path.with_first_key(key)));
        }
        let names = NAMED.iter().flat_map(|named| named.names).chain(&DOCUMENTED).copied();
        match did_you_mean(&first, names) {
            None => field(Meant::Path(path)),
            Some(advice) => Err(Wrong::new(format!("`{typed}`"), "unknown field").hint(format!(
                "{advice} A key that trailscan does not know is written with a dot before it, `.{typed}`"
            ))),
        }
    }

    /// Every field that has a name, by each of its names.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn all() -> impl Iterator<Item = Field> {
        let names = NAMED.iter().flat_map(|named| named.names).chain(&DOCUMENTED);
        names.filter_map(|name| Field::parse(name).ok())
    }

    /// Where its values are found, for who asks for them in other words.
    pub(crate) fn way(&self) -> Way<'_> {
        match &self.meant {
            Meant::Named(named) => Way::Named(named.names[0]),
            Meant::Path(path) => Way::Path(path.steps()),
        }
    }

    /// What its values are, as far as AWS documents it.
    pub(crate) fn values(&self) -> Values {
        let key = self.title.trim_start_matches(['$', '.']);
        // A key behind a dot may be spelt like a name of ours.
        let is_own = NAMED.iter().any(|named| named.names.contains(&key));
        match self.meant {
            Meant::Path(_) if is_own => Values::Any,
            _ => documented::values(key),
        }
    }

    /// Whether the record's key is none that AWS documents, so that it may be a mistake.
    pub(crate) fn is_unfamiliar(&self) -> bool {
        match &self.meant {
            Meant::Named(_) => false,
            Meant::Path(path) => {
                !self.title.starts_with(['.', '$'])
                    && !path.first_key().is_some_and(|key| DOCUMENTED.contains(&key))
            }
        }
    }

    /// The values as JSON text; several where the path led through arrays.
    pub(crate) fn reach<'a>(&self, record: &Record<'a>) -> Option<super::path::Reached<'a>> {
        match &self.meant {
            Meant::Named(_) => None,
            Meant::Path(path) => Some(path.reach(record)),
        }
    }

    /// The value of one of our own names; nothing for a path.
    pub(crate) fn read_named<'r>(
        &self,
        record: &'r Record<'_>,
        zone: Zone,
    ) -> Option<Cow<'r, str>> {
        match &self.meant {
            Meant::Named(named) => (named.read)(&record.event, zone),
            Meant::Path(_) => None,
        }
    }

    /// The value as a table cell: strings without quotes, anything nested as compact JSON.
    pub(crate) fn cell<'r>(&self, record: &'r Record<'_>, zone: Zone) -> Option<Cow<'r, str>> {
        match &self.meant {
            Meant::Named(named) => (named.read)(&record.event, zone),
            Meant::Path(path) => {
                let cells: Vec<_> =
                    path.reach(record).values.into_iter().filter_map(cell).collect();
                (!cells.is_empty()).then(|| Cow::Owned(cells.join(",")))
            }
        }
    }

    /// Each value as a text that a group may be named by: without blanks around it, and none that
    /// is empty. There are several where the path leads through an array.
    pub(crate) fn each_text<'r>(
        &self,
        record: &'r Record<'_>,
        zone: Zone,
        mut take: impl FnMut(Cow<'r, str>),
    ) {
        let path = match &self.meant {
            Meant::Named(named) => {
                let text = (named.read)(&record.event, zone).and_then(Text::new);
                return text.into_iter().for_each(|text| take(text.into_cow()));
            }
            Meant::Path(path) => path,
        };
        // A string at the top of the record needs no way to it.
        if let Some(text) = path.only_key().and_then(|key| record.event.text(key)) {
            return take(text.into_cow());
        }
        let cells = path.reach(record).values.into_iter().filter_map(cell);
        cells.filter_map(|cell| Text::new(cell.into())).for_each(|text| take(text.into_cow()));
    }

    /// The value as JSON: null where there is none, an array where the path led through one.
    pub(crate) fn write_json(&self, record: &Record<'_>, zone: Zone, out: &mut Vec<u8>) {
        let Some(reached) = self.reach(record) else {
            match self.cell(record, zone) {
                Some(cell) => json::write_string(&cell, out),
                None => out.extend_from_slice(b"null"),
            }
            return;
        };
        match reached.values.as_slice() {
            [] if !reached.spread => out.extend_from_slice(b"null"),
            [value] if !reached.spread => value.write_compact(out),
            values => {
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    value.write_compact(out);
                }
                out.push(b']');
            }
        }
    }
}

fn cell(value: Json<'_>) -> Option<String> {
    match value.kind() {
        Kind::Null => None,
        Kind::Array | Kind::Object => {
            let mut compact = Vec::new();
            value.write_compact(&mut compact);
            String::from_utf8(compact).ok()
        }
        _ => value.as_scalar().map(Cow::into_owned),
    }
}

#[cfg(test)]
mod tests;
