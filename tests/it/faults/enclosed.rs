//! Where an event that stands in a text is none of its own: inside another event or its entry, of
//! which it is a part, even where that is malformed; and beside its own copy, in an object of
//! somebody else's, where an event is told once.
//!
//! Only structure is looked at, as it is written in RFC 8259; what numbers, words and strings hold
//! is not.

use std::ops::Range;

use memchr::memmem;
use serde_json::{Map, Value};

/// What events and the objects around single ones begin with.
const BEGINNINGS: [&str; 6] =
    ["eventVersion", "awsRegion", "EventId", "version", "id", "timestamp"];

/// What single events stand in.
const ENTRIES: [&str; 2] = ["CloudTrailEvent", "message"];

/// The arrays that events stand in.
pub(super) const ARRAYS: [&str; 4] = ["Records", "Events", "logEvents", "events"];

/// Whether an event or entry of sound structure holds this range of a text.
pub(super) fn is_enclosed(text: &[u8], range: &Range<usize>) -> bool {
    let is_entry = |object: &[u8]| {
        members(object).is_some_and(|members| ENTRIES.iter().any(|key| members.contains_key(*key)))
    };
    objects_around(text, range).any(|object| begins_event(object) || is_entry(object))
}

/// Whether a sound object without any array for events holds this range, and its ID once more.
pub(super) fn is_foreign_copy(text: &[u8], range: &Range<usize>, id: &str) -> bool {
    let is_foreign = |object: &[u8]| {
        members(object).is_some_and(|members| {
            !ARRAYS.iter().any(|key| members.get(*key).is_some_and(Value::is_array))
        })
    };
    let count = |bytes| memmem::find_iter(bytes, id).count();
    let once = count(&text[range.clone()]);
    objects_around(text, range).any(|object| count(object) > once && is_foreign(object))
}

fn objects_around<'t>(
    text: &'t [u8],
    range: &'t Range<usize>,
) -> impl Iterator<Item = &'t [u8]> + use<'t> {
    let braces = (0..range.start).filter(|at| text[*at] == b'{');
    braces.filter_map(|at| {
        let end = value_end(text, at)?;
        (range.end < end).then(|| &text[at..end])
    })
}

fn members(object: &[u8]) -> Option<Map<String, Value>> {
    // What is no UTF-8 does not break the structure.
    serde_json::from_str(&String::from_utf8_lossy(object)).ok()
}

fn begins_event(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"{") else { return false };
    let rest = &rest[blanks(rest, 0)..];
    BEGINNINGS.iter().any(|key| rest.starts_with(format!("\"{key}\"").as_bytes()))
}

fn value_end(text: &[u8], at: usize) -> Option<usize> {
    match *text.get(at)? {
        b'"' => string_end(text, at),
        b'{' => list_end(text, at, b'}', |text, at| {
            let colon = blanks(text, string_end(text, at)?);
            (text.get(colon) == Some(&b':')).then_some(())?;
            value_end(text, blanks(text, colon + 1))
        }),
        b'[' => list_end(text, at, b']', value_end),
        b'}' | b']' | b',' | b':' => None,
        _ => {
            let word = |byte: &u8| !b" \t\r\n\"{}[],:".contains(byte);
            Some(at + text[at..].iter().take_while(|byte| word(byte)).count())
        }
    }
}

/// The end of what stands between brackets, with commas between.
fn list_end(
    text: &[u8],
    open: usize,
    close: u8,
    element_end: impl Fn(&[u8], usize) -> Option<usize>,
) -> Option<usize> {
    let mut at = blanks(text, open + 1);
    if text.get(at) == Some(&close) {
        return Some(at + 1);
    }
    loop {
        at = blanks(text, element_end(text, at)?);
        match *text.get(at)? {
            b',' => at = blanks(text, at + 1),
            byte if byte == close => return Some(at + 1),
            _ => return None,
        }
    }
}

fn string_end(text: &[u8], open: usize) -> Option<usize> {
    (text.get(open) == Some(&b'"')).then_some(())?;
    let mut at = open + 1;
    loop {
        match *text.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn blanks(text: &[u8], at: usize) -> usize {
    at + text
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| b" \t\r\n".contains(byte))
        .count()
}
