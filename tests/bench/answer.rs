//! The answer to one question: what is known of it, what must be printed, and whether it was.

use serde_json::Value;

use crate::{fingerprint::Fingerprint, page, sheet::Sheet};

/// What is known of the answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) matches: u64,
    /// Where a line is printed of each match; without titles.
    pub(crate) lines: Fingerprint,
    /// Where matches are counted.
    pub(crate) sheet: Sheet,
}

/// What must be printed.
pub(crate) enum Expected {
    /// Of what is too long to be kept.
    Fingerprint(Fingerprint),
    Text(String),
    /// Parts of a JSON object.
    Parts(Value),
}

/// What was printed.
#[derive(Default)]
pub(crate) struct Printed {
    whole: Fingerprint,
    /// As much as shows where it is wrong.
    beginning: Vec<u8>,
}

const BEGINNING_BYTES: usize = 1 << 20;

impl Printed {
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.whole.push(text);
        let room = BEGINNING_BYTES.saturating_sub(self.beginning.len());
        self.beginning.extend(&text[..room.min(text.len())]);
    }
}

impl Expected {
    /// In words, how what was printed differs from what must be.
    pub(crate) fn difference(&self, printed: &Printed) -> Option<String> {
        let whole = match self {
            Expected::Fingerprint(whole) => *whole,
            Expected::Text(text) => Fingerprint::of(text.as_bytes()),
            Expected::Parts(parts) => {
                let got = serde_json::from_slice(&printed.beginning).unwrap_or_default();
                return page::difference(parts, &got, "printed");
            }
        };
        if whole == printed.whole {
            return None;
        }
        let Expected::Text(text) = self else {
            return Some(format!("printed: expected {whole}, got {}", printed.whole));
        };
        let beginning = String::from_utf8_lossy(&printed.beginning);
        let (mut expected, mut got) = (text.split('\n'), beginning.split('\n'));
        let mut line = 1;
        loop {
            match (expected.next(), got.next()) {
                (Some(one), Some(other)) if one == other => line += 1,
                (one, other) => {
                    let [one, other] = [one, other].map(|line| line.unwrap_or("no more lines"));
                    return Some(format!("line {line}: expected {one}, got {other}"));
                }
            }
        }
    }
}
