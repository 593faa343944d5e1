//! Where a record may begin in damaged text.
//!
//! Behind damage nothing is sure, not even what is inside a string, so that beginnings are told by
//! the bytes alone: the keys that records begin with, the envelope, an object at the start of a
//! line. A beginning is a candidate; whether a whole record stands there, `records` checks.

use std::ops::Range;

use memchr::memchr_iter;

use crate::json::{is_blank, skip_blanks};

/// Keys that a record begins with, in AWS's order or sorted by somebody's program.
const FIRST_KEYS: [&str; 10] = [
    "eventVersion",
    "userIdentity",
    "awsRegion",
    "eventTime",
    "eventSource",
    "eventName",
    "eventID",
    "additionalEventData",
    "addendum",
    "apiVersion",
];

/// Keys that the objects around events begin with: `lookup-events` output, CloudWatch Logs,
/// EventBridge.
const FIRST_WRAPPER_KEYS: [&str; 13] = [
    "AccessKeyId",
    "CloudTrailEvent",
    "EventId",
    "EventName",
    "EventTime",
    "account",
    "detail",
    "detail-type",
    "eventId",
    "id",
    "logStreamName",
    "timestamp",
    "version",
];

/// Bytes in which every beginning shows itself, unless many blanks stand in it.
pub(super) const LOOK_BYTES: usize = 64;

/// What seems to begin at a brace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Record,
    /// `{"Records":[`
    Envelope,
    /// An object around an event.
    Wrapper,
    /// An object at the start of a line, so one of JSON Lines.
    Line,
}

/// The first beginning whose brace is within a range.
pub(super) fn find(bytes: &[u8], within: Range<usize>) -> Option<(usize, Start)> {
    memchr_iter(b'{', bytes.get(within.clone())?)
        .map(|brace| within.start + brace)
        .find_map(|brace| Some((brace, at(bytes, brace)?)))
}

/// What seems to begin at this brace, if anything. No more is looked at than is always there, so
/// that the answer does not depend on how the bytes come.
pub(super) fn at(bytes: &[u8], brace: usize) -> Option<Start> {
    let bytes = &bytes[..bytes.len().min(brace + LOOK_BYTES)];
    let key = skip_blanks(bytes, brace + 1);
    let rest = bytes.get(key..)?.strip_prefix(b"\"")?;
    if let Some(behind) = rest.strip_prefix(b"Records\"") {
        let colon = skip_blanks(behind, 0);
        let bracket = skip_blanks(behind, colon + 1);
        let is_array = behind.get(colon) == Some(&b':') && behind.get(bracket) == Some(&b'[');
        return is_array.then_some(Start::Envelope);
    }
    if is_one_of(rest, &FIRST_KEYS) {
        return Some(Start::Record);
    }
    if is_one_of(rest, &FIRST_WRAPPER_KEYS) {
        return Some(Start::Wrapper);
    }
    let begins_line = brace.checked_sub(1).is_some_and(|before| bytes[before] == b'\n');
    begins_line.then_some(Start::Line)
}

/// Whether one of these keys stands here, behind its opening quote.
fn is_one_of(text: &[u8], keys: &[&str]) -> bool {
    keys.iter().any(|key| {
        text.strip_prefix(key.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'"'))
    })
}

/// Whether a whole key, quotes included, is one that records begin with.
pub(super) fn is_first(quoted: &[u8]) -> bool {
    quoted.strip_prefix(b"\"").is_some_and(|key| is_one_of(key, &FIRST_KEYS))
}

/// The length of `2024-05-03T10:00:00.000Z ` before an opening brace: a line of an export of
/// CloudWatch Logs to S3. A year that has lost a digit is none that an export writes.
pub(super) fn export_time(bytes: &[u8]) -> Option<usize> {
    let space = bytes.iter().take(40).position(|byte| is_blank(*byte))?;
    if bytes[space] != b' ' || bytes[..space].get(4) != Some(&b'-') {
        return None;
    }
    let time = std::str::from_utf8(&bytes[..space]).ok()?;
    let brace = skip_blanks(bytes, space);
    (bytes.get(brace) == Some(&b'{') && crate::time::parse(time).is_some()).then_some(brace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, found: Option<(usize, Start)>) {
        assert_eq!(find(text.as_bytes(), 0..text.len()), found, "{text}");
    }

    #[test]
    fn records_envelopes_and_lines_begin_at_their_braces() {
        check(r#"x{"a":{ "eventVersion" :"1"#, Some((6, Start::Record)));
        check(r#"{"eventVersions":1} {"Records": [{}"#, Some((20, Start::Envelope)));
        check("{\"a\":\"cut\n{\"b\":1}", Some((10, Start::Line)));
        check("{brace} { } {\"a\":1}{\"Records\":1}", None);
        check("", None);
    }

    #[test]
    fn an_exported_line_begins_with_its_time() {
        assert_eq!(export_time(br#"2024-05-03T10:00:00.000Z {"eventVersion""#), Some(25));
        assert_eq!(export_time(b"2024-05-03T10:00:00.000Z started"), None);
        assert_eq!(export_time(b"once upon {"), None);
        assert_eq!(export_time(b"2024-05-03T10:00:00.000Z\n {"), None);
        assert_eq!(export_time(b"024-05-03T10:00:00.000Z {"), None);
    }
}
