//! Counts in SQL: how many events there are of each group, when the first was and when the last.

use super::{
    Dialect,
    draft::Draft,
    statement::Statement,
    term::{Term, sql},
};
use crate::{
    event::field::{Field, Way},
    wrong::Wrong,
};

/// A field that events are grouped by.
struct GroupKey {
    name: String,
    /// Whether it holds a list, each value of which is in a group of its own.
    is_list: bool,
}

impl Draft<'_> {
    pub(super) fn counted(
        mut self,
        by: &[Field],
        mut statement: Statement<'_>,
    ) -> Result<String, Wrong> {
        let dialect = self.dialect;
        let mut keys: Vec<GroupKey> = Vec::new();
        for field in by {
            let (value, is_list) = match field.way() {
                Way::Named(named) => {
                    (self.named(named).map_err(|wrong| wrong.under("--count-by"))?, false)
                }
                Way::Path(_) if keys.iter().any(|key| key.is_list) => {
                    let typed = format!("--count-by `{}`", field.title);
                    return Err(Wrong::new(typed, "a second path").hint(
                        "a path may lead to several values; name one, and beside it names such as \
                         event or who",
                    ));
                }
                Way::Path(_) => {
                    (self.spread_key(field).map_err(|wrong| wrong.under("--count-by"))?, true)
                }
            };
            statement.shown.push((key_name(keys.len()), value));
            keys.push(GroupKey { name: dialect.quoted(&field.title), is_list });
        }
        statement.shown.push(("instant".to_owned(), self.instant()));
        statement.rows = self.rows()?;
        let matches = statement.named("matches", &self.steps);
        let rows = keys.iter().position(|key| key.is_list).map(key_name);
        let rows = match (rows, dialect) {
            (None, _) => "matches".to_owned(),
            (Some(key), Dialect::Athena) => {
                format!("matches cross join unnest({key}) as spread (value)")
            }
            (Some(key), Dialect::DuckDb) => {
                format!("(select *, unnest({key}) as value from matches) as spread")
            }
            (Some(key), Dialect::Spark) => {
                format!("matches lateral view explode({key}) spread as value")
            }
        };
        let shown = keys.iter().enumerate().map(|(place, key)| {
            let value = if key.is_list { "value".to_owned() } else { key_name(place) };
            format!("{value} as {}", key.name)
        });
        let moment = |which: &str| {
            let instant = Term::constant(format!("{which}(instant)"));
            dialect.shown_whole(&instant).text
        };
        let (first, last) = (moment("min"), moment("max"));
        let own = ["count(*) as events".to_owned(), format!("{first} as first_seen")];
        let own = own.into_iter().chain([format!("{last} as last_seen")]);
        let shown: Vec<String> = shown.chain(own).collect();
        let places: Vec<String> = (1..=keys.len()).map(|place| place.to_string()).collect();
        let places = places.join(", ");
        let grouped = match keys.is_empty() {
            true => String::new(),
            false => format!("\ngroup by {places}\norder by events desc, {places}"),
        };
        Ok(format!("{matches}\nselect {}\nfrom {rows}{grouped};", shown.join(",\n  ")))
    }

    /// The different values of a field; nothing is a value where there is none.
    fn spread_key(&mut self, field: &Field) -> Result<Term, Wrong> {
        let dialect = self.dialect;
        let cells = self.cells(field)?;
        let values = self.once("group_values", |_| dialect.distinct(&cells));
        let none = dialect.list(&[Term::constant("null")]);
        let some = dialect.any("x", &values, |value| sql!([value], "{value} is not null"));
        Ok(sql!([values, some], "case when {some} then {values} else {none} end"))
    }

    /// A field as a cell of a table shows it.
    pub(super) fn cell(&mut self, field: &Field) -> Result<Term, Wrong> {
        match field.way() {
            Way::Named(name) => self.named(name),
            Way::Path(_) => {
                let cells = self.cells(field)?;
                Ok(self.dialect.with_commas(&cells))
            }
        }
    }
}

fn key_name(place: usize) -> String {
    format!("key_{}", place + 1)
}
