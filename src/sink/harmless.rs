//! The last thing between an answer and a terminal: what steers it or hides text becomes an escape.
//!
//! Tables and lines have escaped it before, so that only JSON is changed, whose values are the
//! log's own bytes: there `\u009b` is the same text to whatever reads it. Characters below U+0020
//! pass, because JSON's grammar escapes them and colours are made of them. Nothing of this is done
//! to a file or a pipe.

use std::{
    fmt::Write as _,
    io::{self, Write},
    mem,
};

use super::safe::steers_or_hides;

/// Writes to a terminal.
pub(crate) struct Harmless<W> {
    terminal: W,
    /// The beginning of a character whose end has not come.
    begun: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(terminal: W) -> Harmless<W> {
        Harmless { terminal, begun: Vec::new() }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut harmless = String::with_capacity(all.len());
        let mut length = 0;
        for chunk in all.utf8_chunks() {
            push(chunk.valid(), &mut harmless);
            length += chunk.valid().len() + chunk.invalid().len();
            if length == all.len() {
                self.begun = chunk.invalid().to_vec();
            } else {
                harmless.push(char::REPLACEMENT_CHARACTER);
            }
        }
        self.terminal.write_all(harmless.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.terminal.flush()
    }
}

fn push(text: &str, to: &mut String) {
    for character in text.chars() {
        if character < '\u{7f}' || !steers_or_hides(character) {
            to.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(to, "\\u{unit:04x}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]]) -> String {
        let mut terminal = Vec::new();
        let mut harmless = Harmless::new(&mut terminal);
        for piece in pieces {
            harmless.write_all(piece).and_then(|()| harmless.flush()).expect("in memory");
        }
        String::from_utf8(terminal).expect("text")
    }

    #[test]
    fn what_steers_a_terminal_is_escaped_as_json_would() {
        let text = "{\"a\":\"ä\u{9b}2J\u{202e}\u{7f}\u{e0041}😀\"}\n\u{1b}[1mB";
        let json = "{\"a\":\"ä\\u009b2J\\u202e\\u007f\\udb40\\udc41😀\"}\n\u{1b}[1mB";
        assert_eq!(written(&[text.as_bytes()]), json);
    }

    #[test]
    fn a_character_may_come_in_pieces() {
        let text = "ä\u{9b}\u{202e}\u{e0041}😀b".as_bytes();
        let whole = written(&[text]);
        for first in 0..text.len() {
            for second in first..text.len() {
                assert_eq!(
                    written(&[&text[..first], &text[first..second], &text[second..]]),
                    whole
                );
            }
        }
        assert_eq!(written(&[b"a\xff", b"b"]), "a\u{fffd}b");
    }
}
