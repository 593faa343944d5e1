//! Where matches go: from a record or row to bytes on a stream.
//!
//! Printing has two halves. [`Rendering`] turns one match into bytes on whatever thread found it;
//! the [`Sink`] of a [`Frame`] writes these pieces in order on one. Neither sees a filter, and
//! neither asks about terminals: what the place of printing allows is handed in.
//!
//! JSON is the record's own text, byte for byte; the blanks between its tokens go, so that a record
//! is one line. `json` is one array with a record to a line, `jsonl` the lines alone.

pub(crate) mod csv;
pub(crate) mod safe;
pub(crate) mod table;

use std::io::{self, Write};

use crate::{
    event::Record,
    row::{self, Columns},
};
use csv::Dialect;
use safe::Surface;
use table::Style;

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

    pub(crate) fn render(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        match self {
            Rendering::Record => record.json.write_compact(out),
            Rendering::Object(columns) => columns.write_object(record, out),
            Rendering::Line(columns, dialect, surface) => {
                csv::write_line(&columns.row(record), *dialect, *surface, out);
            }
            Rendering::Packed(columns) => row::pack(&columns.row(record), out),
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
    /// Opens the sink; `titles` are those of the columns, for frames that show them.
    pub(crate) fn sink<'w>(
        self,
        titles: Vec<String>,
        to: impl Write + Send + 'w,
    ) -> Box<dyn Sink + 'w> {
        match self {
            Frame::Array => Box::new(Array { to, empty: true }),
            Frame::Lines => Box::new(Lines { to, ending: b"\n", opening: Vec::new() }),
            Frame::Titled(dialect) => {
                let mut opening = Vec::new();
                let titles = titles.iter().map(|title| Some(title.as_str().into())).collect();
                csv::write_line(&titles, dialect, Surface::Terminal, &mut opening);
                Box::new(Lines { to, ending: b"", opening })
            }
            Frame::Table(style) => Box::new(Table { to, titles, style, rows: Vec::new() }),
        }
    }
}

/// Writes rendered pieces in the order in which they come.
pub(crate) trait Sink: Send {
    fn piece(&mut self, piece: &[u8]) -> io::Result<()>;

    /// Writes what comes behind the last piece.
    fn finish(&mut self) -> io::Result<Shortage>;
}

/// What a terminal had no room for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shortage {
    /// Titles of columns that gave way.
    pub(crate) dropped: Vec<String>,
    /// Whether columns were cut so short that they may tell nothing.
    pub(crate) cramped: bool,
}

/// Pieces that need no more than a line's end, behind an optional line of titles.
struct Lines<W> {
    to: W,
    /// Rows bring their own.
    ending: &'static [u8],
    opening: Vec<u8>,
}

impl<W: Write + Send> Sink for Lines<W> {
    fn piece(&mut self, piece: &[u8]) -> io::Result<()> {
        self.to.write_all(&std::mem::take(&mut self.opening))?;
        self.to.write_all(piece)?;
        self.to.write_all(self.ending)
    }

    fn finish(&mut self) -> io::Result<Shortage> {
        self.to.write_all(&std::mem::take(&mut self.opening))?;
        self.to.flush()?;
        Ok(Shortage::default())
    }
}

/// One JSON array, an element to a line; `[]` without any.
struct Array<W> {
    to: W,
    empty: bool,
}

impl<W: Write + Send> Sink for Array<W> {
    fn piece(&mut self, piece: &[u8]) -> io::Result<()> {
        self.to.write_all(if self.empty { b"[\n" } else { b",\n" })?;
        self.empty = false;
        self.to.write_all(piece)
    }

    fn finish(&mut self) -> io::Result<Shortage> {
        self.to.write_all(if self.empty { b"[]\n" } else { b"\n]\n" })?;
        self.to.flush()?;
        Ok(Shortage::default())
    }
}

/// A table, which is drawn when all its rows are known. Without a row there is none.
struct Table<W> {
    to: W,
    titles: Vec<String>,
    style: Style,
    rows: Vec<Box<[u8]>>,
}

impl<W: Write + Send> Sink for Table<W> {
    fn piece(&mut self, piece: &[u8]) -> io::Result<()> {
        self.rows.push(piece.into());
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Shortage> {
        if self.rows.is_empty() {
            return Ok(Shortage::default());
        }
        let rows = self.rows.iter().map(|packed| row::unpack(packed));
        let shortage = table::draw(&mut self.to, &self.titles, rows, self.style)?;
        self.to.flush()?;
        Ok(shortage)
    }
}
