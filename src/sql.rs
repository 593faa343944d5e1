//! The same question for an engine: filters as SQL for Athena, Spark or DuckDB.
//!
//! A statement means what the filter means: which values are absent, how patterns match, what an
//! outcome is. What an engine cannot be asked for is refused, under the name of the flag, and never
//! answered in another way. Nothing is sent anywhere, and no logs are read.

mod address;
mod comparison;
mod condition;
mod dialect;
mod draft;
mod facts;
mod groups;
mod identity;
mod json;
mod named;
mod pattern;
mod place;
mod regex;
mod resource;
mod statement;
mod table;
mod term;

use crate::{event::field::Field, filter::Condition, wrong::Wrong};
pub(crate) use dialect::Dialect;
use draft::Draft;
pub(crate) use place::{Layout, Place};
use statement::Statement;
pub(crate) use table::DEFAULT_TABLE;
use term::Term;

/// What is asked, and of what events.
#[derive(Debug)]
pub(crate) struct Inquiry {
    pub(crate) conditions: Vec<Condition>,
    pub(crate) answer: Answer,
    /// Whether of several copies one is enough.
    pub(crate) dedup: bool,
}

/// What a statement returns.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Event IDs.
    Ids,
    Columns(Vec<Column>),
    /// How many events there are of each group.
    Counts(Vec<Field>),
}

/// What is returned of an event.
#[derive(Clone, Debug)]
pub(crate) enum Column {
    Field(Field),
    /// The record as it is written.
    Record,
}

/// The statement that makes the table at a place.
pub(crate) fn table(place: &Place) -> Result<String, Wrong> {
    place.ddl()
}

/// The statement that answers a question.
pub(crate) fn statement(inquiry: &Inquiry, place: &Place) -> Result<String, Wrong> {
    place.rows()?;
    let mut draft = Draft::new(place);
    let mut conditions = Vec::new();
    for condition in &inquiry.conditions {
        conditions.push(draft.condition(condition)?);
    }
    let id = draft.text(&["eventID"]);
    let copies_of = inquiry.dedup.then(|| (id.clone(), draft.text(&["recipientAccountId"])));
    let range = inquiry.conditions.iter().find_map(|condition| match condition {
        Condition::Time(range) => Some(*range),
        _ => None,
    });
    let mut statement = Statement {
        place,
        rows: String::new(),
        bounds: place.bounds(range),
        conditions,
        copies_of,
        shown: Vec::new(),
    };
    match &inquiry.answer {
        Answer::Ids => statement.shown.push((id.text.clone(), id)),
        Answer::Columns(columns) => statement.shown = draft.columns(columns)?,
        Answer::Counts(by) => return draft.counted(by, statement),
    }
    statement.rows = draft.rows()?;
    Ok(format!("{};", statement.written(&draft.steps)))
}

impl Draft<'_> {
    fn columns(&mut self, columns: &[Column]) -> Result<Vec<(String, Term)>, Wrong> {
        let shown = columns.iter().map(|column| {
            let (title, value) = match column {
                Column::Field(field) => (field.title.as_str(), self.cell(field)),
                Column::Record => ("record", self.written_record()),
            };
            Ok((self.dialect.quoted(title), value.map_err(|wrong| wrong.under("--fields"))?))
        });
        shown.collect()
    }

    fn written_record(&mut self) -> Result<Term, Wrong> {
        if self.place.layout == Layout::Parquet {
            return Ok(self.raw());
        }
        Err(Wrong::new(
            "`record`",
            format!("{} has not kept it as it was written", self.dialect.title()),
        )
        .hint("a data set of `trailscan export` keeps it (--layout parquet)"))
    }
}
