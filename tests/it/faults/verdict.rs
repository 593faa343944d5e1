//! Whether text is wholly sound: every value JSON, and every event in a string, too. The slow and
//! obvious way, by `serde_json`'s trees.

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value};

use super::enclosed::ARRAYS;

/// What must be said of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Sound,
    Damaged,
    /// It is JSON, but what it means is open, for this reason.
    Open(&'static str),
}

impl Verdict {
    fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Damaged, _) | (_, Verdict::Damaged) => Verdict::Damaged,
            (Verdict::Sound, open) => open,
            (open, _) => open,
        }
    }
}

/// Whether text is a stream of sound values.
pub(super) fn verdict(text: &[u8]) -> Verdict {
    let Ok(text) = std::str::from_utf8(text) else { return Verdict::Damaged };
    let mut rest = blanks(text.strip_prefix('\u{feff}').unwrap_or(text));
    // A file named like a log holds one.
    let mut verdict = if rest.is_empty() { Verdict::Damaged } else { Verdict::Sound };
    while !rest.is_empty() {
        let (value, time) = without_time(rest);
        verdict = verdict.and(time);
        // A number or a word by itself is prose.
        if !value.starts_with(['{', '[', '"']) {
            return Verdict::Damaged;
        }
        let mut values = Deserializer::from_str(value).into_iter::<IgnoredAny>();
        let Some(Ok(_)) = values.next() else { return Verdict::Damaged };
        let (text, behind) = value.split_at(values.byte_offset());
        if text.starts_with('"') && behind.starts_with(|next| !" \t\r\n\"{[".contains(next)) {
            return Verdict::Open("a string with something else right behind it");
        }
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            return Verdict::Open("a tree cannot hold it");
        };
        if ["message", "CloudTrailEvent"].iter().any(|key| is_doubled(text, key, &value)) {
            return Verdict::Open("a key that stands twice in an object");
        }
        verdict = verdict.and(inside(&value));
        rest = blanks(behind);
    }
    verdict
}

/// Whether a key stands in the text of a value more often than in its tree, which keeps the last.
fn is_doubled(text: &str, key: &str, value: &Value) -> bool {
    fn count(key: &str, value: &Value) -> usize {
        match value {
            Value::Array(elements) => elements.iter().map(|element| count(key, element)).sum(),
            Value::Object(members) => {
                let inside: usize = members.values().map(|member| count(key, member)).sum();
                inside + usize::from(members.contains_key(key))
            }
            _ => 0,
        }
    }
    text.matches(&format!("\"{key}\":")).count() > count(key, value)
}

fn blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\r', '\n'])
}

/// A line of an export of `CloudWatch` Logs begins with a time, as AWS writes it.
fn without_time(text: &str) -> (&str, Verdict) {
    let Some((time, rest)) = text.split_once(' ') else { return (text, Verdict::Sound) };
    let rest = blanks(rest);
    let begins = time.contains(':') && time.starts_with(|first: char| first.is_ascii_digit());
    if !begins || !rest.starts_with('{') {
        (text, Verdict::Sound)
    } else if time.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(time).is_ok() {
        (rest, Verdict::Sound)
    } else {
        (rest, Verdict::Open("a time in another form, or none"))
    }
}

/// What is wrong inside a value that is JSON.
fn inside(value: &Value) -> Verdict {
    match value {
        Value::Array(elements) => elements.iter().map(inside).fold(Verdict::Sound, Verdict::and),
        // What stands inside an event is a part of it.
        Value::Object(members) if is_event(members) => object(members),
        Value::Object(members) => members.values().map(inside).fold(object(members), Verdict::and),
        Value::String(text) if text.contains("\"event") && event_in(text) == Verdict::Damaged => {
            Verdict::Open("a string that may have been an event, where anything may stand")
        }
        _ => Verdict::Sound,
    }
}

/// Keys that an event may be told by.
const EVENT_KEYS: [&str; 12] = [
    "eventVersion",
    "eventTime",
    "eventName",
    "eventID",
    "eventSource",
    "sourceIPAddress",
    "awsRegion",
    "readOnly",
    "recipientAccountId",
    "requestParameters",
    "responseElements",
    "userIdentity",
];

fn is_event(members: &Map<String, Value>) -> bool {
    let is_array = |key: &&str| members.get(*key).is_some_and(Value::is_array);
    EVENT_KEYS.iter().any(|key| members.contains_key(*key)) && !ARRAYS.iter().any(is_array)
}

fn may_be_event(value: &Value) -> bool {
    value.as_object().is_some_and(is_event)
}

/// What an object says of the event in it.
fn object(members: &Map<String, Value>) -> Verdict {
    let has = |key: &str| members.contains_key(key);
    let string = |key: &str| members.get(key).and_then(Value::as_str);
    let was_entry = has("EventId") && has("EventName") && (has("ReadOnly") || has("Resources"));
    let was_detail = string("detail-type").is_some_and(|kind| kind.ends_with("via CloudTrail"));
    if is_event(members) {
        let was_other = was_entry || was_detail || has("CloudTrailEvent") || has("message");
        return match was_other {
            true => Verdict::Open("an event that came by an entry for another"),
            false => Verdict::Sound,
        };
    }
    if members
        .get("Records")
        .and_then(Value::as_array)
        .is_some_and(|all| !all.iter().all(may_be_event))
    {
        return Verdict::Open("a record that is none, but may hold one");
    }
    match (string("CloudTrailEvent"), string("message")) {
        (Some(text), _) if event_in(text) == Verdict::Sound => {
            let event = serde_json::from_str::<Value>(text);
            match event.is_ok_and(|event| may_be_event(&event)) {
                true => Verdict::Sound,
                false => Verdict::Open("an entry of something else"),
            }
        }
        (Some(_), _) => Verdict::Damaged,
        (_, Some(text)) if was_event(text) => event_in(text),
        _ if has("CloudTrailEvent") => Verdict::Damaged,
        _ if was_entry => Verdict::Open("an entry without an event, in an array of any name"),
        _ if was_detail && !members.get("detail").is_some_and(may_be_event) => Verdict::Damaged,
        _ => Verdict::Sound,
    }
}

/// Whether a message, which may be any text, was an event beyond doubt.
fn was_event(text: &str) -> bool {
    text.starts_with("{\"event") && text.contains("\"eventVersion\"")
}

/// An event in a string stands there alone.
fn event_in(text: &str) -> Verdict {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Verdict::Sound,
        Err(_) => Verdict::Damaged,
    }
}
