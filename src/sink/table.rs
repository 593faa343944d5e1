//! The table that people read.
//!
//! In a pipe nothing is cut. On a terminal every row takes one line, and [`layout`] says how much
//! of it is whose. An absent value is a dash, so that every row has as many words as columns.

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
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{
    Fault, Shortage,
    safe::{Surface, shown},
};
use crate::{
    row::{self, Row},
    spool::Spool,
};
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

/// Cuts what is longer than its room. comfy-table would, too, in a time that grows with the square
/// of the length: 45 s for a megabyte (measured).
fn cut(text: Cow<'_, str>, room: u16) -> Cow<'_, str> {
    if text.len() <= usize::from(room) || text.width() <= usize::from(room) {
        return text;
    }
    let mut left = usize::from(room).saturating_sub(1);
    let start = text.chars().map_while(|character| {
        left = left.checked_sub(character.width().unwrap_or(0))?;
        Some(character)
    });
    Cow::Owned(start.chain(['…']).collect())
}

/// Cuts an actor in the middle: the name of a session tells more than the role before it, which for
/// people who sign in through IAM Identity Center is `AWSReservedSSO_…` and a long hash.
fn keep_end(text: Cow<'_, str>, room: u16) -> Cow<'_, str> {
    let room = usize::from(room);
    let end = text.rfind('/').map_or("", |at| &text[at..]);
    if text.width() <= room || end.is_empty() || end.width() + 2 > room {
        return text;
    }
    let mut left = room - end.width() - 1;
    let start = text.chars().take_while(|character| {
        let width = character.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    });
    Cow::Owned(format!("{}…{end}", start.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str], may_give_way: bool) -> Vec<Column> {
        names.iter().map(|name| Column::text(*name, may_give_way)).collect()
    }

    struct Drawn {
        text: String,
        shortage: Shortage,
    }

    fn drawn<'r>(
        columns: &[Column],
        rows: impl Iterator<Item = Row<'r>> + Clone,
        style: Style,
    ) -> Drawn {
        let mut text = Vec::new();
        let shortage = draw(&mut text, columns, rows, style, None).expect("in memory");
        Drawn { text: String::from_utf8(text).expect("UTF-8"), shortage }
    }

    fn draw_at(width: Option<u16>, may_give_way: bool) -> Drawn {
        let columns = columns(&crate::event::field::DEFAULT_COLUMNS, may_give_way);
        let row: Row<'_> = [
            "2024-05-01T09:30:00Z",
            "participant-connect.amazonaws.com",
            "GetTranscript",
            "AssumedRole",
            "Auditor/müller-überprüfung",
            "203.0.113.200",
            "eu-central-1",
        ]
        .into_iter()
        .map(|cell| Some(cell.into()))
        .chain([None])
        .collect();
        drawn(&columns, std::iter::once(row), Style { width, color: false })
    }

    #[test]
    fn nothing_is_cut_in_a_pipe() {
        let drawn = draw_at(None, true);
        assert!(
            drawn.text.contains("participant-connect.amazonaws.com  GetTranscript  AssumedRole")
        );
        assert!(drawn.text.ends_with("eu-central-1  -\n"), "{}", drawn.text);
        assert!(drawn.shortage.dropped.is_empty());
    }

    #[test]
    fn a_cell_of_any_length_is_whole_in_a_pipe() {
        let columns = columns(&["who", "error"], false);
        let long = "p".repeat(90_000);
        let row: Row<'_> = vec![Some(long.as_str().into()), Some("x".into())];
        let style = Style { width: None, color: false };
        let text = drawn(&columns, std::iter::once(row), style).text;
        assert_eq!(text.lines().nth(1), Some(format!("{long}  x").as_str()));
    }

    #[test]
    fn one_value_of_a_megabyte_takes_no_longer_and_makes_no_other_row_long() {
        let columns = columns(&["who", "agent", "error"], false);
        let long = "word ".repeat(200_000);
        let row = |text: &'static str| -> Row<'_> {
            vec![Some(long.as_str().into()), Some(text.into()), Some(long.as_str().into())]
        };
        let short: Row<'_> = vec![Some("a".into()), Some("b".into()), Some("c".into())];
        for width in [Some(80), None] {
            let style = Style { width, color: false };
            let rows = [row("x"), short.clone()];
            let text = drawn(&columns, rows.into_iter(), style).text;
            assert!(text.lines().nth(2).is_some_and(|line| line.len() < 500));
        }
    }

    #[test]
    fn every_row_fits_the_terminal_on_one_line() {
        for width in [54, 60, 70, 80, 100, 120, 200] {
            let drawn = draw_at(Some(width), true);
            assert_eq!(drawn.text.lines().count(), 2, "{}", drawn.text);
            for line in drawn.text.lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
    }

    #[test]
    fn columns_that_nobody_asked_for_give_way_and_others_do_not() {
        assert_eq!(draw_at(Some(80), true).shortage.dropped, ["identity", "region"]);
        assert_eq!(draw_at(Some(105), true).shortage.dropped, ["region"]);
        assert_eq!(draw_at(Some(64), true).shortage.dropped, ["identity", "ip", "region"]);
        assert!(draw_at(Some(80), false).shortage.dropped.is_empty());
        assert!(draw_at(Some(140), true).shortage.dropped.is_empty());
    }

    #[test]
    fn an_actor_that_is_too_long_keeps_the_end_of_its_name() {
        let columns = columns(&["who"], false);
        let sso = "AWSReservedSSO_Admin_0123456789abcdef/jane.doe@example.com";
        let rows = [sso, "alice", "role/with-a-session-name-that-is-longer-than-the-room"];
        let rows = rows.into_iter().map(|who| -> Row<'_> { vec![Some(who.into())] });
        let style = Style { width: Some(36), color: false };
        let text = drawn(&columns, rows, style).text;
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "AWSReservedSSO…/jane.doe@example.com", "{text}");
        assert_eq!(lines[2], "alice");
        assert!(lines[3].starts_with("role/with-a-session"), "{text}");
    }

    #[test]
    fn columns_that_were_asked_for_are_cut_as_far_as_they_must_be_and_that_is_said() {
        for width in [30, 40, 60] {
            let drawn = draw_at(Some(width), false);
            assert!(drawn.shortage.cramped && drawn.shortage.dropped.is_empty());
            for line in drawn.text.lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
        assert!(!draw_at(Some(120), false).shortage.cramped);
    }

    #[test]
    fn a_table_of_many_parts_looks_like_one() {
        let columns = columns(&["event", "who"], false);
        let cell = |number: usize| "x".repeat(1 + number % 7) + &number.to_string();
        let row = |number| -> Row<'static> { vec![Some(cell(number).into()), None] };
        let rows = (0..3 * ROWS_AT_ONCE + 5).map(row);
        for width in [None, Some(40)] {
            let style = Style { width, color: false };
            let text = drawn(&columns, rows.clone(), style).text;
            let widest = 7 + 4;
            for (line, number) in text.lines().skip(1).zip(0..) {
                assert_eq!(line, format!("{:widest$}  -", cell(number)));
            }
            assert_eq!(text.lines().count(), 1 + 3 * ROWS_AT_ONCE + 5);
            assert_eq!(text.lines().next(), Some(format!("{:widest$}  WHO", "EVENT").as_str()));
        }
    }

    #[test]
    fn long_non_ascii_values_are_cut_between_characters() {
        let columns = columns(&["who"], false);
        let row: Row<'_> = vec![Some("ä😀".repeat(30).into())];
        let style = Style { width: Some(20), color: false };
        let drawn = drawn(&columns, std::iter::once(row), style);
        assert!(drawn.text.contains("ä😀ä"));
        assert!(drawn.text.contains('…'), "{}", drawn.text);
    }
}
