//! Headings of the sections of a page, and how wide a page is.

use std::io::Write;

use crate::{
    sink::{Fault, Frame, sheet::Form},
    text::wrapped,
};

/// A title, and what is said of the section, in as many lines as it takes.
pub(super) fn heading(
    title: &str,
    words: &str,
    form: Form,
    to: &mut (dyn Write + Send),
) -> Result<(), Fault> {
    let (bold, plain) = if form.is_coloured() { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let gap = if words.is_empty() { "" } else { "  " };
    let indent = title.len() + gap.len();
    let words = width(form).map_or(words.to_owned(), |width| wrapped(words, width, indent));
    Ok(writeln!(to, "{bold}{title}{plain}{gap}{words}")?)
}

/// Columns of the terminal, if it is one.
pub(super) fn width(form: Form) -> Option<usize> {
    match form.frame {
        Frame::Table(style) => style.width.map(usize::from),
        _ => None,
    }
}
