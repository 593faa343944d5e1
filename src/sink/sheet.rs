//! A small table of results in any format: counts, shares, times.
//!
//! Unlike rows of events, which are rendered as they are found, these are few and known together,
//! and their cells are numbers and times as well as texts: JSON has them as such, and a person
//! reads them grouped and aligned.

use std::{borrow::Cow, io::Write};

use chrono::SubsecRound as _;

use super::{
    Fault, Frame, Shortage, Sink, csv, nearest,
    safe::Surface,
    table::{self, Column, Picture},
};
use crate::{
    aggregate::sum::Sum,
    json,
    row::Row,
    text::grouped,
    time::{Timestamp, Zone},
};

/// What is shown.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Absent,
    Text(String),
    Count(u64),
    /// So many of so many.
    Share(u64, u64),
    Time(Timestamp),
    Sum(Sum),
}

impl Sheet {
    /// The rows as JSON objects.
    pub(crate) fn json(&self, zone: Zone) -> Vec<serde_json::Value> {
        let object = |row: &Vec<Value>| {
            let titles = self.columns.iter().map(|column| column.title.clone());
            titles.zip(row.iter().map(|value| value.json(zone))).collect()
        };
        self.rows.iter().map(object).collect()
    }
}

/// How it is printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) frame: Frame,
    pub(crate) surface: Surface,
    pub(crate) zone: Zone,
}

impl Form {
    pub(crate) fn is_coloured(self) -> bool {
        matches!(self.frame, Frame::Table(style) if style.color)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Value {
        text.map_or(Value::Absent, Value::Text)
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(time: Option<Timestamp>) -> Value {
        time.map_or(Value::Absent, Value::Time)
    }
}

impl From<Option<Sum>> for Value {
    fn from(sum: Option<Sum>) -> Value {
        sum.filter(|sum| sum.in_billionths().is_some()).map_or(Value::Absent, Value::Sum)
    }
}

/// Prints a sheet; the picture stands beside a table where a terminal has room for it.
pub(crate) fn print(
    sheet: &Sheet,
    form: Form,
    picture: Option<&Picture<'_>>,
    to: &mut (dyn Write + Send),
) -> Result<Shortage, Fault> {
    if let Frame::Table(style) = form.frame {
        if sheet.rows.is_empty() {
            return Ok(Shortage::default());
        }
        let rows = sheet
            .rows
            .iter()
            .map(|row| -> Row<'_> { row.iter().map(|value| value.for_a_person(form)).collect() });
        let shortage = table::draw(to, &sheet.columns, rows, style, picture)?;
        to.flush()?;
        return Ok(shortage);
    }
    let Sink::Stream(mut stream) = form.frame.sink(sheet.columns.clone(), to) else {
        return Ok(Shortage::default());
    };
    let mut piece = Vec::new();
    for row in &sheet.rows {
        piece.clear();
        write_piece(&sheet.columns, row, form, &mut piece);
        stream.write(&piece)?;
    }
    stream.finish()?;
    Ok(Shortage::default())
}

fn write_piece(columns: &[Column], row: &[Value], form: Form, out: &mut Vec<u8>) {
    match form.frame {
        Frame::Titled(dialect) => {
            let cells = row.iter().map(|value| value.for_a_program(form.zone));
            csv::write_line(cells, dialect, form.surface, out);
        }
        Frame::Array => {
            out.extend_from_slice(b",\n");
            write_object(columns, row, form.zone, out);
        }
        Frame::Lines | Frame::Table(_) => {
            write_object(columns, row, form.zone, out);
            out.push(b'\n');
        }
    }
}

fn write_object(columns: &[Column], row: &[Value], zone: Zone, out: &mut Vec<u8>) {
    for (index, (column, value)) in columns.iter().zip(row).enumerate() {
        out.push(if index == 0 { b'{' } else { b',' });
        json::write_string(&column.title, out);
        out.push(b':');
        match value.for_a_program(zone) {
            None => out.extend_from_slice(b"null"),
            Some(text) if value.is_number() => out.extend_from_slice(text.as_bytes()),
            Some(text) => json::write_string(&text, out),
        }
    }
    out.push(b'}');
}

impl Value {
    fn is_number(&self) -> bool {
        matches!(self, Value::Count(_) | Value::Share(..) | Value::Sum(_))
    }

    fn json(&self, zone: Zone) -> serde_json::Value {
        match self.for_a_program(zone) {
            // Every number is written as JSON has them.
            Some(text) if self.is_number() => serde_json::from_str(&text).unwrap_or_default(),
            text => text.into(),
        }
    }

    /// Plain digits, a fraction for a share.
    fn for_a_program(&self, zone: Zone) -> Option<Cow<'_, str>> {
        Some(match self {
            Value::Absent => return None,
            Value::Text(text) => text.into(),
            Value::Count(count) => count.to_string().into(),
            Value::Share(part, whole) => fraction(*part, *whole).into(),
            Value::Time(time) => zone.show(*time).into(),
            Value::Sum(sum) => sum.to_string().into(),
        })
    }

    /// On a terminal thousands are set apart; in a pipe `awk` should read them.
    fn for_a_person(&self, form: Form) -> Option<Cow<'_, str>> {
        match self {
            Value::Count(count) if form.surface == Surface::Terminal => {
                Some(grouped(*count).into())
            }
            Value::Share(part, whole) => Some(percent(*part, *whole).into()),
            // A part of a second takes room from all other rows and tells nobody anything.
            Value::Time(time) if form.surface == Surface::Terminal => {
                Some(form.zone.show(time.trunc_subsecs(0)).into())
            }
            _ => self.for_a_program(form.zone),
        }
    }
}

/// To a tenth of a percent.
fn percent(part: u64, whole: u64) -> String {
    let tenths = nearest(part, whole, 1000);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// To six places.
fn fraction(part: u64, whole: u64) -> String {
    let millionths = nearest(part, whole, 1_000_000);
    let digits = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    let short = digits.trim_end_matches('0');
    short.strip_suffix('.').unwrap_or(short).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        assert_eq!(percent(1, 3), "33.3%");
        assert_eq!(percent(2, 3), "66.7%");
        assert_eq!(percent(5, 5), "100.0%");
        assert_eq!(fraction(1, 3), "0.333333");
        assert_eq!(fraction(1, 4), "0.25");
        assert_eq!(
            (fraction(7, 7), fraction(0, 7), fraction(0, 0)),
            ("1".into(), "0".into(), "0".into())
        );
    }
}
