//! A plain reading of a directory: every event in it, wherever in the JSON it lies.

use std::{fs, io::Read as _, path::Path};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use super::evaluate::Event;

const KEYS: [&str; 12] = [
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "userIdentity",
    "eventID",
    "eventType",
    "eventCategory",
    "recipientAccountId",
    "sourceIPAddress",
    "insightDetails",
];

/// All events below a directory. What they were written like is not kept: it is written anew.
pub(crate) fn events(directory: &Path) -> Vec<Event> {
    let mut values = Vec::new();
    directory_events(directory, &mut values);
    values.into_iter().map(|value| Event { raw: value.to_string(), value }).collect()
}

fn directory_events(directory: &Path, events: &mut Vec<Value>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            directory_events(&path, events);
        } else {
            text_events(&text(&path), events);
        }
    }
}

/// The text of a file; of prose, nothing.
fn text(path: &Path) -> String {
    let bytes = fs::read(path).expect("a file");
    let mut text = Vec::new();
    let zipped = MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text).is_ok();
    let text = String::from_utf8_lossy(if zipped { &text } else { &bytes }).into_owned();
    let text = text.trim_start_matches('\u{feff}').trim();
    if !zipped && !text.starts_with(['{', '[']) {
        return String::new();
    }
    text.to_owned()
}

fn text_events(text: &str, events: &mut Vec<Value>) {
    if text.starts_with(['{', '[']) {
        for value in serde_json::Deserializer::from_str(text).into_iter() {
            value_events(value.expect("JSON"), events);
        }
        return;
    }
    // Lines of a time and a record.
    for record in text.lines().filter_map(|line| line.find('{').map(|start| &line[start..])) {
        value_events(serde_json::from_str(record).expect("JSON"), events);
    }
}

fn value_events(value: Value, events: &mut Vec<Value>) {
    match value {
        Value::Object(fields)
            if KEYS.iter().filter(|key| fields.contains_key(**key)).count() > 1 =>
        {
            let value = Value::Object(fields);
            events.extend(Some(value).filter(|value| !is_look_alike(value)));
        }
        Value::Object(fields) => {
            fields.into_iter().for_each(|(_, value)| value_events(value, events));
        }
        Value::Array(values) => values.into_iter().for_each(|value| value_events(value, events)),
        Value::String(text) if text.trim_start().starts_with('{') => {
            if let Ok(value) = serde_json::from_str(&text) {
                value_events(value, events);
            }
        }
        _ => {}
    }
}

/// Shaped like an event, and none: many calls in one, a notification, another vendor's.
fn is_look_alike(value: &Value) -> bool {
    let aggregated = value["eventCategory"] == "Aggregated";
    let notified = value["eventSource"].as_str().is_some_and(|source| source.starts_with("aws:"));
    aggregated || notified || value.get("acsRegion").is_some()
}
