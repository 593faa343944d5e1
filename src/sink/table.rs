//! The table that people read.
//!
//! In a pipe nothing is cut. On a terminal every row takes one line, and [`layout`] says how much
//! of it is whose. An absent value is a dash, so that every row has as many words as columns.

mod cut;
mod layout;
mod picture;

use std::{
    borrow::Cow,
    io::{self, Write},
};

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Row as Line,
    Table, Width, presets,
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    Fault, Shortage,
    safe::{Surface, shown},
};
use crate::{
    row::{self, Row},
    spool::Spool,
};
use cut::{cut, keep_end};
use picture::Beside;
pub(crate) use picture::Picture;

/// What the place of printing allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Columns of the terminal; none in a pipe.
    pub(crate) width: Option<u16>,
    pub(crate) color: bool,
}

/// A column, and what may be done to it where there is little room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// Numbers stand to the right, and are whole or not there.
    pub(crate) is_number: bool,
    /// Whether it may be left out: only what nobody asked for.
    pub(crate) may_give_way: bool,
}

impl Column {
    pub(crate) fn text(title: impl Into<String>, may_give_way: bool) -> Column {
        Column { title: title.into(), is_number: false, may_give_way }
    }

    pub(crate) fn number(title: impl Into<String>, may_give_way: bool) -> Column {
        Column { is_number: true, ..Column::text(title, may_give_way) }
    }
}

/// Rows that are laid out at once, because comfy-table takes some 3 kB for each (measured: 1.7 GB
/// for 534,000 rows of the eight columns).
const ROWS_AT_ONCE: usize = 1024;

/// Rows that can be run through more than once.
pub(crate) trait Rows {
    fn each(&mut self, take: impl FnMut(Row<'_>) -> io::Result<()>) -> Result<(), Fault>;
}

/// Rows in memory.
impl<'r, I: Iterator<Item = Row<'r>> + Clone> Rows for I {
    fn each(&mut self, take: impl FnMut(Row<'_>) -> io::Result<()>) -> Result<(), Fault> {
        Ok(self.clone().try_for_each(take)?)
    }
}

/// Packed rows, wherever they are.
impl Rows for &mut Spool {
    fn each(&mut self, mut take: impl FnMut(Row<'_>) -> io::Result<()>) -> Result<(), Fault> {
        self.replay(|packed| Ok(take(row::unpack(packed))?))
    }
}

/// Draws a table. The rows are run through twice: how wide they are decides how they are cut.
pub(crate) fn draw(
    to: &mut dyn Write,
    columns: &[Column],
    mut rows: impl Rows,
    style: Style,
    picture: Option<&Picture<'_>>,
) -> Result<Shortage, Fault> {
    let widths = widths(columns, &mut rows, style)?;
    if style.width.is_none() && !style.color {
        return pad(to, columns, rows, &widths);
    }
    let narrow = |width| u16::try_from(width).unwrap_or(u16::MAX);
    let widths: Vec<u16> = widths.into_iter().map(narrow).collect();
    let beside = picture.and_then(|picture| {
        let (rooms, room) = layout::rooms_beside(columns, &widths, style.width?, picture)?;
        Some((rooms, Beside::new(picture, room)))
    });
    let (rooms, mut beside) = match beside {
        Some((rooms, beside)) => (rooms, Some(beside)),
        None => (layout::rooms(columns, &widths, style.width), None),
    };
    let mut part = empty(style);
    let titles = columns.iter().map(|column| heading(&column.title, style));
    let mut header = Line::from(titles.collect::<Vec<_>>());
    header.max_height(1);
    part.set_header(header);
    let mut waiting = 0;
    rows.each(|row| {
        if waiting == ROWS_AT_ONCE {
            arrange(&mut part, columns, &rooms, style);
            write(to, &std::mem::replace(&mut part, empty(style)), beside.as_mut())?;
            waiting = 0;
        }
        part.add_row(line(&row, columns, &rooms, style));
        waiting += 1;
        Ok(())
    })?;
    arrange(&mut part, columns, &rooms, style);
    write(to, &part, beside.as_mut())?;
    let mut shortage = layout::shortage(columns, &rooms, &widths);
    if beside.is_some() {
        // The picture shows what the column said.
        shortage.dropped.clear();
    }
    Ok(shortage)
}

/// One row, laid out for a terminal.
fn line(row: &Row<'_>, columns: &[Column], rooms: &[Option<u16>], style: Style) -> Line {
    let cells = row.iter().zip(columns).zip(rooms).map(|((cell, column), room)| {
        let title = column.title.as_str();
        let text = cell.as_deref().map(|text| legible(column, text, style));
        let fitting = text.map(|text| match (room, style.width) {
            (Some(room), Some(_)) if title == "who" => cut(keep_end(text, *room), *room),
            (Some(room), Some(_)) => cut(text, *room),
            _ => text,
        });
        content(title, fitting, style.color)
    });
    let mut line = Line::from(cells.collect::<Vec<_>>());
    line.max_height(1);
    line
}

/// Blanks are put up to here: beside one value of a megabyte thousands of others would become
/// gigabytes of them.
const PADDED_MAX: usize = 400;

/// A table for a pipe, where nothing is cut and nothing coloured: only blanks are put between the
/// cells. (comfy-table cuts cells at 65,535 columns.)
fn pad(
    to: &mut dyn Write,
    columns: &[Column],
    mut rows: impl Rows,
    widths: &[usize],
) -> Result<Shortage, Fault> {
    let mut line = String::new();
    let mut pad_row = |row: Row<'_>| {
        line.clear();
        for ((cell, width), column) in row.iter().zip(widths).zip(columns) {
            let text = shown(cell.as_deref().unwrap_or("-"), Surface::Terminal);
            let missing = width.min(&PADDED_MAX).saturating_sub(text.width());
            let before = if column.is_number { missing } else { 0 };
            line.extend(std::iter::repeat_n(' ', before));
            line.push_str(&text);
            let behind = missing - before + usize::from(layout::GAP);
            line.extend(std::iter::repeat_n(' ', behind));
        }
        writeln!(to, "{}", line.trim_end())
    };
    pad_row(columns.iter().map(|column| Some(titled(&column.title, false).into())).collect())?;
    rows.each(pad_row)?;
    Ok(Shortage::default())
}

/// An empty part of a table.
fn empty(style: Style) -> Table {
    let mut table = Table::new();
    // Rows take one line, so a cell is cut where it is full and not at the blank before.
    table.force_no_tty().load_style(presets::NOTHING).set_delimiter('\0');
    if style.color {
        table.enforce_styling();
    }
    if let Some(width) = style.width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table
}

/// Makes the columns of a part as wide as those of every other.
fn arrange(part: &mut Table, columns: &[Column], rooms: &[Option<u16>], style: Style) {
    let last = rooms.iter().rposition(Option::is_some);
    for (index, column) in part.column_iter_mut().enumerate() {
        let padding = if Some(index) == last { 0 } else { layout::GAP };
        column.set_padding((0, padding));
        if columns.get(index).is_some_and(|column| column.is_number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        column.set_constraint(match (rooms.get(index).copied().flatten(), style.width) {
            (None, _) => ColumnConstraint::Hidden,
            (Some(room), Some(_)) => ColumnConstraint::Absolute(Width::Fixed(room + padding)),
            // Colours that someone insists on in a pipe, where nothing is cut that need not be.
            (Some(room), None) => {
                ColumnConstraint::LowerBoundary(Width::Fixed(room.saturating_add(padding)))
            }
        });
    }
}

/// Writes a part. Its lines are all as long as the terminal leaves them room, so that what stands
/// beside them begins at one place.
fn write(to: &mut dyn Write, part: &Table, mut beside: Option<&mut Beside<'_>>) -> io::Result<()> {
    for line in part.lines() {
        match &mut beside {
            Some(beside) => {
                let whole = format!("{line}{:1$}{2}", "", usize::from(layout::GAP), beside.next());
                writeln!(to, "{}", whole.trim_end())?;
            }
            None => writeln!(to, "{}", line.trim_end())?,
        }
    }
    Ok(())
}

/// How wide the widest cell of each column is, its title included.
fn widths(columns: &[Column], rows: &mut impl Rows, style: Style) -> Result<Vec<usize>, Fault> {
    let titles = columns.iter().map(|column| titled(&column.title, style.width.is_some()));
    let mut widths: Vec<usize> = titles.map(|title| title.width()).collect();
    rows.each(|row| {
        for ((cell, column), widest) in row.iter().zip(columns).zip(&mut widths) {
            let width = cell.as_deref().map_or(1, |text| legible(column, text, style).width());
            *widest = width.max(*widest);
        }
        Ok(())
    })?;
    Ok(widths)
}

/// A cell as a person can read it.
fn legible<'t>(column: &Column, text: &'t str, style: Style) -> Cow<'t, str> {
    shown(shorter(column, text, style), Surface::Terminal)
}

/// The ending that nearly every event source has says nothing on a screen; in a pipe it stays.
fn shorter<'t>(column: &Column, text: &'t str, style: Style) -> &'t str {
    if column.title == "source" && style.width.is_some() && column.may_give_way {
        return text.strip_suffix(".amazonaws.com").unwrap_or(text);
    }
    text
}

fn heading(title: &str, style: Style) -> Cell {
    let cell = Cell::new(titled(title, style.width.is_some()));
    if style.color { cell.add_attribute(Attribute::Bold) } else { cell }
}

/// A path stays as AWS spells it, so that it can be copied; our own names are typed in lower case.
/// Above a number on a terminal the end of a path must do.
fn titled(title: &str, on_terminal: bool) -> String {
    for (prefix, word) in [("distinct_", "DISTINCT"), ("sum_", "SUM")] {
        if let Some(field) = title.strip_prefix(prefix) {
            let end = field.rsplit('.').next().filter(|_| on_terminal);
            return format!("{word} {}", titled(end.unwrap_or(field), on_terminal));
        }
    }
    let is_own = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b' ');
    if !title.bytes().all(is_own) {
        return title.to_owned();
    }
    title.to_ascii_uppercase().replace('_', " ")
}

fn content(title: &str, text: Option<Cow<'_, str>>, color: bool) -> Cell {
    let absent = text.is_none();
    let cell = Cell::new(text.unwrap_or(Cow::Borrowed("-")));
    match (color, absent, title) {
        (true, true, _) => cell.add_attribute(Attribute::Dim),
        (true, false, "error" | "error-code" | "errorCode") => cell.fg(Color::Red),
        _ => cell,
    }
}

#[cfg(test)]
mod tests;
