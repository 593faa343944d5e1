//! The outline of a record, found slowly and obviously, to hold the scanner against.
//!
//! Where a record ends and whether it is JSON, `serde_json` says. Where its commas are, and whether
//! it is in AWS's own form, a walk from byte to byte says, which trusts `serde_json` and nothing of
//! the scanner's. Only tests and fuzzing have this.

use serde::de::IgnoredAny;

use super::{
    super::simd::Level,
    {Outline, Outlined},
};

/// Records in AWS's own form have an outline if they keep these limits. Beyond them they may have
/// one.
const LEVELS: usize = 32;
const COMMAS: usize = 96;
const WORDS: usize = 224;

/// What a text begins with.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::decode) enum Obvious {
    /// A record that must have an outline.
    Record { end: usize, commas: Vec<u32> },
    /// A record that may have one: it is larger than is promised.
    Large { end: usize, commas: Vec<u32> },
    /// The beginning of a record that would have an outline.
    Cut,
    /// The beginning of one that would be larger than is promised.
    LargeCut,
    /// What must have none.
    Other,
}

/// Outlines the object that `bytes` begin with in every way that this machine has. Panics where one
/// of them differs from another, or from the obvious.
pub(in crate::decode) fn check(bytes: &[u8]) -> Outlined {
    let mut outline = Outline::new();
    let mut outlined = |level: Level| {
        let outlined = level.outline(bytes, &mut outline);
        let is_record = matches!(outlined, Outlined::Record(_));
        (outlined, if is_record { outline.commas().to_vec() } else { Vec::new() })
    };
    let (first, first_commas) = outlined(Level::Portable);
    for level in Level::all() {
        let other = outlined(*level);
        let same = other == (first, first_commas.clone());
        assert!(same, "{level:?} says {other:?}, plain arithmetic {first:?}: {}", shown(bytes));
    }
    let expected = obvious(bytes);
    let right = match &expected {
        Obvious::Record { end, commas } => is_record(first, &first_commas, *end, commas),
        Obvious::Large { end, commas } => {
            first == Outlined::Odd || is_record(first, &first_commas, *end, commas)
        }
        Obvious::Cut => first == Outlined::Unfinished,
        Obvious::LargeCut | Obvious::Other => !matches!(first, Outlined::Record(_)),
    };
    assert!(right, "{first:?} {first_commas:?}, but {expected:?}: {}", shown(bytes));
    first
}

fn is_record(outlined: Outlined, found: &[u32], end: usize, commas: &[u32]) -> bool {
    outlined == Outlined::Record(end) && found == commas
}

fn shown(bytes: &[u8]) -> impl std::fmt::Display {
    bytes.escape_ascii()
}

/// What a text begins with, by `serde_json` and a walk from byte to byte.
pub(in crate::decode) fn obvious(bytes: &[u8]) -> Obvious {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
    let (end, is_whole) = match values.next() {
        Some(Ok(_)) => (values.byte_offset(), true),
        Some(Err(error)) if error.is_eof() => (bytes.len(), false),
        None => (0, false),
        Some(Err(_)) => return Obvious::Other,
    };
    let Walked { is_own_form, commas, words, levels } = walked(&bytes[..end]);
    let is_large = levels > LEVELS || commas.len() > COMMAS || words > WORDS;
    match (is_own_form, is_whole, is_large) {
        (false, _, _) => Obvious::Other,
        (true, true, false) => Obvious::Record { end, commas },
        (true, true, true) => Obvious::Large { end, commas },
        (true, false, false) => Obvious::Cut,
        (true, false, true) => Obvious::LargeCut,
    }
}

struct Walked {
    /// Neither blanks between tokens nor escaped keys.
    is_own_form: bool,
    /// Those between the members at the top.
    commas: Vec<u32>,
    /// Numbers, `true`, `false` and `null`.
    words: usize,
    levels: usize,
}

/// Walks through JSON, or the beginning of it.
fn walked(text: &[u8]) -> Walked {
    let mut walked = Walked { is_own_form: true, commas: Vec::new(), words: 0, levels: 0 };
    let mut open = Vec::new();
    // The last byte outside strings, their quotes included.
    let mut last = b' ';
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                let is_key = open.last() == Some(&b'{') && matches!(last, b'{' | b',');
                at += 1;
                while let Some(byte) = text.get(at).filter(|byte| **byte != b'"') {
                    let is_escape = *byte == b'\\';
                    walked.is_own_form &= !(is_escape && is_key);
                    at += 1 + usize::from(is_escape);
                }
            }
            b'{' | b'[' => {
                open.push(*byte);
                walked.levels = walked.levels.max(open.len());
            }
            b'}' | b']' => drop(open.pop()),
            b',' if open.len() == 1 => walked.commas.push(at as u32),
            b',' | b':' => {}
            b' ' | b'\t' | b'\r' | b'\n' => walked.is_own_form = false,
            _ => walked.words += usize::from(matches!(last, b'[' | b',' | b':')),
        }
        last = *byte;
        at += 1;
    }
    walked
}
