//! Sections of a summary that are tables: the most frequent values, and what is looked at closely.

use crate::{
    aggregate::{
        choice::{Choice, Order},
        groups::{Counted, Grouping, Groups},
        overview::Subject,
        ranking::{Ranked, Top},
    },
    sink::{
        sheet::{Sheet, Value},
        table::Column,
    },
};

/// A table, and how much of it there would be.
pub(super) struct Section {
    /// In JSON; above the table it has blanks and capitals.
    pub(super) key: &'static str,
    /// Values or groups in all.
    pub(super) different: usize,
    /// Events that are of the kind.
    pub(super) events: u64,
    /// The first of them.
    pub(super) sheet: Sheet,
}

impl Section {
    pub(super) fn ranking(key: &'static str, title: &str, values: Top) -> Section {
        let row = |ranked: &Ranked| {
            let Ranked { value, span } = ranked;
            vec![
                Value::Count(span.count),
                Value::Text(value.clone()),
                span.first.into(),
                span.last.into(),
            ]
        };
        let columns = vec![
            Column::number("count", false),
            Column::text(title, false),
            Column::text("first_seen", true),
            Column::text("last_seen", true),
        ];
        let rows = values.first.iter().map(row).collect();
        let sheet = Sheet { columns, rows };
        Section { key, different: values.different, events: values.events, sheet }
    }

    pub(super) fn groups(
        subject: Subject,
        groups: Groups<'_>,
        grouping: &Grouping,
        top: usize,
    ) -> Section {
        let key = match subject {
            Subject::Denied => "denied",
            Subject::SignIns => "console_sign_ins",
            Subject::Root => "root_use",
            Subject::Watching => "logging_changes",
        };
        let order = match subject {
            // What was done to the trails is a story.
            Subject::Watching => Order::OldestFirst,
            _ => Order::MostFirst,
        };
        let events = groups.total().count;
        let top = Some(top);
        let choice = Choice { order, top, count_min: 1, distinct_min: 0, new_since: None };
        let chosen = choice.of(groups.counted());
        let different = chosen.groups.len() + chosen.beyond_top;
        let mut columns = vec![Column::number("count", false)];
        columns.extend(grouping.by.iter().map(|field| Column::text(&field.title, false)));
        columns.extend(["first_seen", "last_seen"].map(|title| Column::text(title, true)));
        let distinct = grouping.distinct.iter();
        columns.extend(
            distinct.map(|field| Column::number(format!("distinct_{}", field.title), true)),
        );
        let row = |group: Counted| {
            let mut row = vec![Value::Count(group.span.count)];
            row.extend(group.keys.into_iter().map(Value::from));
            row.extend([group.span.first.into(), group.span.last.into()]);
            row.extend(group.distinct.into_iter().map(Value::Count));
            row
        };
        let rows = chosen.groups.into_iter().map(row).collect();
        Section { key, different, events, sheet: Sheet { columns, rows } }
    }
}
