//! What `summary` and `trace` must say of a corpus: the parts of their JSON that follow from the
//! made events.

use serde_json::{Value, json};

use crate::sheet::Sheet;

/// How many of each kind it names.
const TOP: usize = 5;

/// The parts of the page; `sheet` has the events by event source, event name and region.
pub(crate) fn parts(sheet: &Sheet) -> Value {
    let [sources, names, regions] = [0, 1, 2].map(|key| sheet.by_key(key));
    let all = sheet.whole();
    let ranking = |sheet: &Sheet, title: &str| {
        let rows = sheet.rows(title);
        json!({
            "different": rows.len(),
            "events": all.count,
            "top": rows.into_iter().take(TOP).collect::<Vec<_>>(),
        })
    };
    json!({
        "events": all.count,
        "rejected": 0,
        "unreadable": 0,
        "copies": 0,
        "without_time": 0,
        "without_event_id": 0,
        "damaged": 0,
        "first_seen": all.first,
        "last_seen": all.last,
        "event_sources": ranking(&sources, "source"),
        "event_names": ranking(&names, "name"),
        "regions": regions.rows("region"),
        "denied": {"events": all.denied},
    })
}

/// What `trace` must say of a key that nobody handed out; `sheet` has its calls.
pub(crate) fn tree(sheet: &Sheet, key: &str) -> Value {
    let all = sheet.whole();
    let traced = json!({
        "access_keys": [key],
        "relation": "traced",
        "calls": all.count,
        "denied": all.denied,
        "first_seen": all.first,
        "last_seen": all.last,
    });
    json!({"id": key, "credentials": [traced]})
}

/// In words, the first part of what is expected that is not there as it is expected.
pub(crate) fn difference(expected: &Value, got: &Value, place: &str) -> Option<String> {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => expected.iter().find_map(|(key, part)| {
            difference(part, got.get(key).unwrap_or(&Value::Null), &format!("{place}.{key}"))
        }),
        (Value::Array(expected), Value::Array(got)) if place.ends_with(".credentials") => {
            let parts = expected.iter().enumerate();
            let mut parts = parts.map(|(at, part)| (part, got.get(at).unwrap_or(&Value::Null)));
            parts.find_map(|(part, got)| difference(part, got, &format!("{place}[]")))
        }
        (expected, got) if expected == got => None,
        (expected, got) => Some(format!("{place}: expected {expected}, got {got}")),
    }
}
