//! The fields of a statement, read where the events are.
//!
//! Whatever the place, a field leaves here as trailscan reads it: without blanks around it, and
//! absent where it is empty or of another type. What follows from fields is not known here.

use super::{
    Dialect, Layout, Place,
    term::{Steps, Term, sql},
};
use crate::{
    event::{
        column::{COLUMNS, Column, Holds},
        path::Step,
    },
    wrong::Wrong,
};

/// The column that holds the blanks around values.
pub(super) const BLANKS: &str = "blanks";

/// The column, or field of a struct, that a path of keys leads to.
pub(super) fn column(path: &[&str]) -> Option<&'static Column> {
    let (first, rest) = path.split_first()?;
    let mut found = COLUMNS.iter().find(|column| column.key == *first)?;
    for key in rest {
        let Holds::Struct(fields) = found.holds else { return None };
        found = fields.iter().find(|field| field.key == *key)?;
    }
    Some(found)
}

/// The fields of a statement, read where the events are.
#[derive(Debug)]
pub(super) struct Draft<'p> {
    pub(super) place: &'p Place,
    pub(super) dialect: Dialect,
    pub(super) steps: Steps,
    /// The paths that conditions lead along; their values are named by their places here.
    pub(super) paths: Vec<Vec<Step>>,
    /// What DuckDB reads of a record at one go: for each function it would parse the record anew.
    found: Vec<Term>,
}

/// The record, where it is JSON.
fn record() -> Term {
    Term::constant("record")
}

impl<'p> Draft<'p> {
    pub(super) fn new(place: &'p Place) -> Draft<'p> {
        let mut steps = Steps::default();
        // Of the row that stands beside all others.
        steps.define(BLANKS, Term::constant(BLANKS));
        let mut draft =
            Draft { place, dialect: place.dialect, steps, paths: Vec::new(), found: Vec::new() };
        // The place's own bounds ask for it.
        draft.value(&["eventType"]);
        draft
    }

    /// What stands behind the first `from`.
    pub(super) fn rows(&self) -> Result<String, Wrong> {
        let rows = self.place.rows()?;
        if self.found.is_empty() {
            return Ok(rows);
        }
        let found = Term::joined(&self.found, ", ");
        Ok(format!(
            "(\n  select record, json_extract(record, [{found}]) as found\n  from {}\n) as found",
            rows.replace('\n', "\n  ")
        ))
    }

    pub(super) fn define(&mut self, name: &str, term: Term) -> Term {
        self.steps.define(name, term)
    }

    /// A column that is worked out once.
    pub(super) fn once(
        &mut self,
        name: &str,
        work_out: impl FnOnce(&mut Draft<'p>) -> Term,
    ) -> Term {
        if let Some(known) = self.steps.known(name) {
            return known;
        }
        let term = work_out(self);
        self.define(name, term)
    }

    /// A text of the record. Keys are AWS's own, without signs.
    pub(super) fn text(&mut self, path: &[&str]) -> Term {
        self.once(&own_name(path), |draft| {
            let dialect = draft.dialect;
            let value = draft.value(path);
            match draft.place {
                place if !place.has_columns() => dialect.tidy(&dialect.string(&value)),
                place if place.is_of_aws() => dialect.tidy(&value),
                _ => value,
            }
        })
    }

    /// The same, its letters in lower case.
    pub(super) fn folded(&mut self, path: &[&str]) -> Term {
        self.once(&format!("{}_folded", own_name(path)), |draft| {
            let text = draft.text(path);
            draft.dialect.fold(&text)
        })
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, path: &[&str]) -> Term {
        self.once(&own_name(path), |draft| {
            let value = draft.value(path);
            let dialect = draft.dialect;
            match draft.place {
                place if !place.has_columns() => dialect.flag(&dialect.scalar(&value)),
                place if place.is_of_aws() => dialect.flag(&value),
                _ => value,
            }
        })
    }

    /// A value at the top of the record, as JSON text.
    pub(super) fn json(&mut self, key: &str) -> Term {
        self.once(&own_name(&[key]), |draft| {
            let value = draft.value(&[key]);
            match draft.place {
                place if !place.has_columns() => {
                    let written = draft.dialect.written(&value);
                    sql!([written], "nullif({written}, 'null')")
                }
                place if place.is_of_aws() => sql!([value], "nullif({value}, 'null')"),
                _ => value,
            }
        })
    }

    /// The same, to look into.
    pub(super) fn parsed(&mut self, key: &str) -> Term {
        self.once(&format!("{}_json", own_name(&[key])), |draft| {
            let text = draft.json(key);
            let parsed = draft.dialect.parsed(&text);
            if !draft.place.is_of_aws() {
                return parsed;
            }
            // A value that is a string itself stands in AWS's table without its quotes.
            sql!([parsed, text], "coalesce({parsed}, cast({text} as json))")
        })
    }

    /// A text in an object at the top of the record.
    pub(super) fn text_in(&mut self, key: &str, member: &str) -> Term {
        self.once(&own_name(&[key, member]), |draft| {
            let object = draft.parsed(key);
            draft.dialect.tidy(&draft.dialect.string_at(&object, &draft.way(&[member])))
        })
    }

    /// Whether there is an identity at all.
    pub(super) fn has_identity(&mut self) -> Term {
        self.once("has_identity", |draft| {
            let value = draft.value(&["userIdentity"]);
            if draft.place.has_columns() {
                sql!([value], "{value} is not null")
            } else {
                draft.dialect.is_object(&value).known()
            }
        })
    }

    /// One text of each resource; nothing stands for those that lack it.
    pub(super) fn of_resources(&mut self, key: &str) -> Term {
        self.once(&own_name(&["resources", key]), |draft| {
            let dialect = draft.dialect;
            let value = draft.value(&["resources"]);
            if !draft.place.has_columns() {
                let path = draft.way(&[key]);
                let texts = dialect.each("r", &dialect.elements(&value), |resource| {
                    dialect.tidy(&dialect.string_at(resource, &path))
                });
                return dialect.or_empty(&texts);
            }
            let name = key.to_ascii_lowercase();
            let texts = dialect.each("r", &dialect.or_empty(&value), |resource| {
                let text = match dialect {
                    Dialect::DuckDb => sql!([resource], "struct_extract({resource}, '{name}')"),
                    _ => sql!([resource], "{resource}.{name}"),
                };
                if draft.place.is_of_aws() { dialect.tidy(&text) } else { text }
            });
            dialect.or_empty(&texts)
        })
    }

    /// The whole record, to look into; nothing where the place has not kept it.
    pub(super) fn whole(&mut self) -> Option<Term> {
        if !self.place.has_columns() {
            return Some(self.once("record", |_| record()));
        }
        (self.place.layout == Layout::Parquet).then(|| {
            self.once("record", |draft| {
                let raw = draft.raw();
                draft.dialect.parsed(&raw)
            })
        })
    }

    /// The record as it is written, of what `trailscan export` wrote.
    pub(super) fn raw(&mut self) -> Term {
        self.once("raw", |_| Term::constant("raw"))
    }

    /// A value as it stands in the record or in its column.
    pub(super) fn value(&mut self, path: &[&str]) -> Term {
        if self.place.has_columns() {
            return Term::constant(path.join(".").to_ascii_lowercase());
        }
        let way = self.way(path);
        if self.dialect != Dialect::DuckDb {
            return self.dialect.at(&record(), &way);
        }
        let place = self.found.iter().position(|known| *known == way).unwrap_or_else(|| {
            self.found.push(way);
            self.found.len() - 1
        });
        Term::constant(format!("found[{}]", place + 1))
    }

    /// A path of AWS's own keys.
    fn way(&self, path: &[&str]) -> Term {
        self.dialect.text(&format!("$.{}", path.join(".")))
    }
}

/// What a value is called in a statement: `useridentity_arn`.
fn own_name(path: &[&str]) -> String {
    path.join("_").to_ascii_lowercase()
}
