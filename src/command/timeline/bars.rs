//! One timeline for a person at a terminal: a row and a bar for each stretch.

use std::io::Write;

use super::counts;
use crate::{
    aggregate::{ended::Ended, timeline::Stretches},
    sink::{
        Fault, Shortage, bar,
        sheet::{self, Form, Sheet, Value},
        table::{Column, Picture},
    },
    time::Timestamp,
};

/// A row of a timeline that is drawn.
enum Line {
    Stretch(Timestamp, Ended),
    /// So many stretches without an event.
    Silence(usize),
}

/// Longer silences take one row.
const SILENCE_ROWS_MAX: usize = 4;

/// One timeline, with a bar for each stretch.
pub(super) fn print(
    drawn: &Stretches,
    form: Form,
    to: &mut (dyn Write + Send),
) -> Result<Shortage, Fault> {
    let color = form.is_coloured();
    let ended = |start| drawn.series.first().map_or(Ended::default(), |series| series.at(start));
    let all: Vec<(Timestamp, Ended)> =
        drawn.starts.iter().map(|start| (*start, ended(*start))).collect();
    let mut lines = Vec::new();
    for run in all.chunk_by(|(_, one), (_, next)| one.all() == 0 && next.all() == 0) {
        if run.len() > SILENCE_ROWS_MAX {
            lines.push(Line::Silence(run.len()));
        } else {
            lines.extend(run.iter().map(|(start, ended)| Line::Stretch(*start, *ended)));
        }
    }
    let row = |line: &Line| match line {
        Line::Stretch(start, ended) => {
            let mut row = vec![Value::Time(*start)];
            row.extend(counts(*ended));
            row
        }
        Line::Silence(stretches) => {
            let words = format!("⋮ {stretches} without events");
            vec![
                Value::Text(words),
                Value::Text(String::new()),
                Value::Text(String::new()),
                Value::Text(String::new()),
            ]
        }
    };
    let columns = vec![
        Column::text("time", false),
        Column::number("count", false),
        Column::number("failed", true),
        Column::number("denied", true),
    ];
    let sheet = Sheet { columns, rows: lines.iter().map(row).collect() };
    let most = all.iter().map(|(_, ended)| ended.all()).max().unwrap_or_default();
    let picture = Picture {
        least: 8,
        most: 120,
        heading: &|room| bar::legend(room, color),
        beside: &|row, room| match lines.get(row) {
            Some(Line::Stretch(_, ended)) => bar::parted_bar(*ended, most, room, color),
            _ => String::new(),
        },
    };
    sheet::print(&sheet, form, Some(&picture), to)
}
