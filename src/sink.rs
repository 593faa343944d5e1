//! Where matches go: from a record or row to bytes on a stream.
//!
//! Printing has two halves. A [`Rendering`] in its [`Frame`] turns one match into bytes on whatever
//! thread found it; the frame's [`Sink`] writes these pieces in order on one. Neither sees a
//! filter, and neither asks about terminals: what the place of printing allows is handed in.
//!
//! JSON is the record's own text, byte for byte; the blanks between its tokens go, so that a record
//! is one line. `json` is one array with a record to a line, `jsonl` the lines alone. Only on its
//! way to a terminal it meets what escapes the characters that steer one.

pub(crate) mod bar;
pub(crate) mod csv;
pub(crate) mod harmless;
pub(crate) mod safe;
pub(crate) mod sheet;
mod stream;
pub(crate) mod table;

use std::io::{self, Write};

use crate::{
    event::Record,
    row::{self, Columns},
    spool::Spool,
    wrong::Wrong,
};
use csv::Dialect;
use safe::Surface;
use stream::Edges;
pub(crate) use stream::Stream;
use table::{Column, Style};

/// How one match becomes bytes.
#[derive(Clone, Debug)]
pub(crate) enum Rendering {
    Record,
    Object(Columns),
    Line(Columns, Dialect, Surface),
    Packed(Columns),
}

impl Rendering {
    /// What is printed of a record; none, if it is the whole.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        match self {
            Rendering::Record => None,
            Rendering::Object(columns)
            | Rendering::Line(columns, ..)
            | Rendering::Packed(columns) => Some(columns),
        }
    }

    /// Appends one match.
    pub(crate) fn render(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        match self {
            Rendering::Record if record.is_compact => {
                out.extend_from_slice(record.json.text().as_bytes());
            }
            Rendering::Record => record.json.write_compact(out),
            Rendering::Object(columns) => columns.write_object(record, out),
            Rendering::Line(columns, dialect, surface) => {
                csv::write_line(columns.cells(record), *dialect, *surface, out);
            }
            Rendering::Packed(columns) => row::pack(columns.cells(record), out),
        }
    }
}

/// What stands around and between the pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// One JSON array.
    Array,
    /// JSON, a text to a line.
    Lines,
    /// Rows under a line of titles.
    Titled(Dialect),
    Table(Style),
}

impl Frame {
    /// Whether nothing is printed before all is known.
    pub(crate) fn waits_for_all(self) -> bool {
        matches!(self, Frame::Table(_))
    }

    /// Appends one match with what sets it apart from others, so that pieces that stand back to
    /// back can be written as they are.
    pub(crate) fn render(self, record: &Record<'_>, rendering: &Rendering, out: &mut Vec<u8>) {
        if self == Frame::Array {
            out.extend_from_slice(b",\n");
        }
        rendering.render(record, out);
        if self == Frame::Lines {
            out.push(b'\n');
        }
    }

    /// Opens the sink; the columns are for frames that show their titles.
    pub(crate) fn sink<'w>(self, columns: Vec<Column>, to: impl Write + Send + 'w) -> Sink<'w> {
        let to = Box::new(to);
        let edges = match self {
            Frame::Table(style) => return Sink::Table(Table { to, columns, style }),
            // The comma before the first record goes.
            Frame::Array => Edges {
                opening: b"[".to_vec(),
                dropped_bytes: 1,
                closing: b"\n]\n",
                alone: b"[]\n".to_vec(),
            },
            Frame::Lines => Edges::default(),
            Frame::Titled(dialect) => {
                let mut opening = Vec::new();
                let titles = columns.iter().map(|column| Some(column.title.as_str().into()));
                csv::write_line(titles, dialect, Surface::Terminal, &mut opening);
                Edges { alone: opening.clone(), opening, ..Edges::default() }
            }
        };
        Sink::Stream(Stream::new(to, edges))
    }
}

/// What prints the rendered pieces.
pub(crate) enum Sink<'w> {
    /// As they come.
    Stream(Stream<'w>),
    /// Once all are known.
    Table(Table<'w>),
}

/// Why nothing more was printed.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The stream took no more.
    Output(io::Error),
    /// What was kept until all had come could not be kept, or not be read again.
    Kept(Wrong),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Output(error)
    }
}

impl From<Wrong> for Fault {
    fn from(wrong: Wrong) -> Fault {
        Fault::Kept(wrong)
    }
}

/// What a terminal had no room for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shortage {
    /// Titles of columns that gave way.
    pub(crate) dropped: Vec<String>,
    /// Whether columns were cut so short that they may tell nothing.
    pub(crate) cramped: bool,
}

impl Shortage {
    /// Adds what there was no room for elsewhere.
    pub(crate) fn join(&mut self, other: Shortage) {
        self.cramped |= other.cramped;
        for title in other.dropped {
            if !self.dropped.contains(&title) {
                self.dropped.push(title);
            }
        }
    }
}

/// A table, which is drawn when all its rows are known. Without a row there is none.
pub(crate) struct Table<'w> {
    to: Box<dyn Write + Send + 'w>,
    columns: Vec<Column>,
    style: Style,
}

impl Table<'_> {
    /// Draws the packed rows.
    pub(crate) fn print(&mut self, rows: &mut Spool) -> Result<Shortage, Fault> {
        if rows.is_empty() {
            return Ok(Shortage::default());
        }
        let shortage = table::draw(&mut self.to, &self.columns, rows, self.style, None)?;
        self.to.flush()?;
        Ok(shortage)
    }
}

/// `part` where `whole` would be `units`, rounded to the nearest, half up: the same everywhere.
fn nearest(part: u64, whole: u64, units: u128) -> u128 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    (part * units * 2 + whole) / (whole * 2)
}
