//! Makes values from a log safe to show: they are written by whoever made the call.
//!
//! A user agent may hold terminal escapes, characters that reverse the line, or a spreadsheet
//! formula. Clean text, which nearly all is, passes through borrowed. JSON does not come here: it
//! is kept byte for byte, and what of it reaches a terminal passes [`harmless`](super::harmless).

use std::{borrow::Cow, fmt::Write as _};

use crate::text::every_byte;

/// What reads the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    /// A person: what steers a terminal or hides text is escaped.
    Terminal,
    /// A program: only what would break a line apart is escaped.
    Pipe,
}

/// A value as one line of text.
pub(crate) fn shown(text: &str, surface: Surface) -> Cow<'_, str> {
    if every_byte(text.as_bytes(), |byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let unsafe_here = |character: char| match surface {
        Surface::Terminal => steers_or_hides(character),
        Surface::Pipe => matches!(character, '\n' | '\r' | '\t'),
    };
    if !text.chars().any(unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            _ if unsafe_here(character) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and the format characters that reorder text or take no room (Unicode's
/// bidirectional controls, zero-width characters, line separators and tags).
pub(super) fn steers_or_hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A cell that no spreadsheet takes for a formula: an apostrophe before the characters that begin
/// one (OWASP, CSV injection). Numbers may keep their sign.
pub(crate) fn no_formula(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !begins || text.parse::<f64>().is_ok() || text == "-" {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, on_terminal: &str, in_pipe: &str) {
        assert_eq!(shown(text, Surface::Terminal), on_terminal);
        assert_eq!(shown(text, Surface::Pipe), in_pipe);
    }

    #[test]
    fn control_characters_are_escaped_for_a_person_and_only_line_breaks_for_a_program() {
        check("plain äöü 😀", "plain äöü 😀", "plain äöü 😀");
        check("\u{1b}[31mred", "\\u{1b}[31mred", "\u{1b}[31mred");
        check(
            "a\u{202e}b\u{200b}c\u{9b}",
            "a\\u{202e}b\\u{200b}c\\u{9b}",
            "a\u{202e}b\u{200b}c\u{9b}",
        );
        check("one\ntwo\tthree", "one\\ntwo\\tthree", "one\\ntwo\\tthree");
    }

    #[test]
    fn what_begins_a_formula_is_quoted_and_numbers_are_not() {
        assert_eq!(no_formula("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(no_formula("@x"), "'@x");
        assert_eq!(no_formula("-1+cmd"), "'-1+cmd");
        assert_eq!(no_formula("-1.5"), "-1.5");
        assert_eq!(no_formula("a=b"), "a=b");
    }
}
