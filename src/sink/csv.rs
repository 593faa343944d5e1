//! CSV and TSV: a line of titles, then a line for each row.
//!
//! CSV is RFC 4180's, and no cell of it can become a formula. TSV is for `cut` and `awk`: no
//! quotes; a tab, line break or backslash inside a value is written `\t`, `\n`, `\r`, `\\`, as jq's
//! `@tsv` does. An absent value is an empty cell.

use csv::WriterBuilder;

use super::safe::{Surface, no_formula, shown};
use crate::{row::Cell, text::every_byte};

/// The two dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Comma,
    Tab,
}

/// Appends one line.
pub(crate) fn write_line<'r>(
    cells: impl IntoIterator<Item = Cell<'r>>,
    dialect: Dialect,
    surface: Surface,
    out: &mut Vec<u8>,
) {
    let separator = match dialect {
        Dialect::Comma => b',',
        Dialect::Tab => b'\t',
    };
    let start = out.len();
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(separator);
        }
        match cell.as_deref().unwrap_or_default() {
            plain if is_plain(plain) => out.extend_from_slice(plain.as_bytes()),
            cell if dialect == Dialect::Comma => comma_cell(cell, surface, out),
            cell => tab_cell(cell, surface, out),
        }
    }
    // An empty line would be no row of one empty cell, but none.
    if dialect == Dialect::Comma && out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

/// Whether a cell is written as it is in either dialect and on any surface, as nearly all are: the
/// check costs a few nanoseconds, the way of the others fifty and more.
fn is_plain(cell: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') & !matches!(byte, b',' | b'"' | b'\\');
    every_byte(cell.as_bytes(), is_plain) && !cell.starts_with(['=', '+', '-', '@'])
}

/// A cell by RFC 4180: in quotes where it must be, and a quote inside them doubled.
fn comma_cell(cell: &str, surface: Surface, out: &mut Vec<u8>) {
    let cell = no_formula(cell);
    let cell = match surface {
        Surface::Pipe => cell,
        Surface::Terminal => shown(&cell, surface).into_owned().into(),
    };
    let mut writer = WriterBuilder::new().buffer_capacity(256).from_writer(&mut *out);
    // Writing to memory cannot fail, and the writer flushes when it is dropped.
    let _ = writer.write_record([cell.as_ref()]);
    drop(writer);
    // A quote is closed at the line's end, which is not here.
    out.pop();
}

fn tab_cell(cell: &str, surface: Surface, out: &mut Vec<u8>) {
    if cell.contains('\\') {
        let doubled = cell.replace('\\', "\\\\");
        out.extend_from_slice(shown(&doubled, surface).as_bytes());
    } else {
        out.extend_from_slice(shown(cell, surface).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(cells: &[Option<&str>], dialect: Dialect, line: &str) {
        let row = cells.iter().map(|cell| cell.map(Cow::Borrowed));
        let mut out = Vec::new();
        write_line(row, dialect, Surface::Pipe, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), line);
    }

    #[test]
    fn csv_cells_are_quoted_where_they_must_be_and_never_begin_a_formula() {
        check(&[Some("a"), None, Some("b,\"c\"\nd")], Dialect::Comma, "a,,\"b,\"\"c\"\"\nd\"\n");
        check(&[Some("=1+1"), Some("-")], Dialect::Comma, "'=1+1,-\n");
        check(&[None], Dialect::Comma, "\"\"\n");
    }

    #[test]
    fn tsv_is_one_line_a_row_whatever_the_values_hold() {
        check(&[Some("a\tb"), None, Some("c\\n\nd")], Dialect::Tab, "a\\tb\t\tc\\\\n\\nd\n");
    }

    /// The line that the csv crate writes.
    fn by_the_crate(cells: &[String], surface: Surface) -> Vec<u8> {
        let mut writer = WriterBuilder::new().from_writer(Vec::new());
        for cell in cells {
            let cell = no_formula(cell);
            let cell = if surface == Surface::Pipe { cell } else { shown(&cell, surface) };
            writer.write_field(cell.as_ref()).expect("memory");
        }
        writer.write_record(None::<&[u8]>).expect("memory");
        writer.into_inner().expect("memory")
    }

    proptest! {
        #[test]
        fn cells_are_quoted_as_the_csv_crate_quotes_them(
            cells in prop::collection::vec(r#"[-=+@a-z ,"'\\\r\n\t\u{7f}\u{9b}\u{e4}]{0,6}"#, 1..5),
        ) {
            for surface in [Surface::Pipe, Surface::Terminal] {
                let mut out = Vec::new();
                let row = cells.iter().map(|cell| Some(cell.as_str().into()));
                write_line(row, Dialect::Comma, surface, &mut out);
                prop_assert_eq!(out, by_the_crate(&cells, surface));
            }
        }
    }
}
