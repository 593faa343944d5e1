//! CSV and TSV: a line of titles, then a line for each row.
//!
//! CSV is RFC 4180's, and no cell of it can become a formula. TSV is for `cut` and `awk`: no
//! quotes; a tab, line break or backslash inside a value is written `\t`, `\n`, `\r`, `\\`, as jq's
//! `@tsv` does. An absent value is an empty cell.

use csv::{QuoteStyle, WriterBuilder};

use super::safe::{Surface, no_formula, shown};
use crate::row::Row;

/// The two dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Comma,
    Tab,
}

/// Appends one line.
pub(crate) fn write_line(row: &Row<'_>, dialect: Dialect, surface: Surface, out: &mut Vec<u8>) {
    match dialect {
        Dialect::Comma => comma_line(row, surface, out),
        Dialect::Tab => tab_line(row, surface, out),
    }
}

fn comma_line(row: &Row<'_>, surface: Surface, out: &mut Vec<u8>) {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .buffer_capacity(512)
        .from_writer(out);
    // Writing to memory cannot fail, and the writer flushes when it is dropped.
    for cell in row {
        let cell = no_formula(cell.as_deref().unwrap_or_default());
        let _ = match surface {
            Surface::Pipe => writer.write_field(cell.as_ref()),
            Surface::Terminal => writer.write_field(shown(&cell, surface).as_ref()),
        };
    }
    let _ = writer.write_record(None::<&[u8]>);
}

fn tab_line(row: &Row<'_>, surface: Surface, out: &mut Vec<u8>) {
    for (index, cell) in row.iter().enumerate() {
        if index > 0 {
            out.push(b'\t');
        }
        let cell = cell.as_deref().unwrap_or_default();
        if cell.contains('\\') {
            let doubled = cell.replace('\\', "\\\\");
            out.extend_from_slice(shown(&doubled, surface).as_bytes());
        } else {
            out.extend_from_slice(shown(cell, surface).as_bytes());
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[track_caller]
    fn check(cells: &[Option<&str>], dialect: Dialect, line: &str) {
        let row: Row<'_> = cells.iter().map(|cell| cell.map(Cow::Borrowed)).collect();
        let mut out = Vec::new();
        write_line(&row, dialect, Surface::Pipe, &mut out);
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
}
