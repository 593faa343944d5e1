//! The fields of a record, held against the tree that `serde_json` makes of it.
//!
//! Who acted, and what follows from several values, `tests/it/oracle` knows in full. Only tests and
//! fuzzing have this.

use std::sync::LazyLock;

use serde_json::Value;

use super::{Event, Key, Record, field::Field, path};
use crate::{
    json::{self, Json},
    time::{self, Zone},
};

/// Names of our own that stand for one text of the record.
const SAME: [(&str, &[&str]); 14] = [
    ("source", &["eventSource"]),
    ("name", &["eventName"]),
    ("identity", &["userIdentity", "type"]),
    ("arn", &["userIdentity", "arn"]),
    ("key", &["userIdentity", "accessKeyId"]),
    ("via", &["userIdentity", "invokedBy"]),
    ("ip", &["sourceIPAddress"]),
    ("agent", &["userAgent"]),
    ("region", &["awsRegion"]),
    ("error-code", &["errorCode"]),
    ("category", &["eventCategory"]),
    ("type", &["eventType"]),
    ("id", &["eventID"]),
    ("request", &["requestID"]),
];

/// Every field that has a name.
static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| Field::all().collect());

/// Reads the record below a field as a person types it. Panics where a field of it is another than
/// the tree says.
pub(crate) fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (typed, text) = text.split_once('\n').unwrap_or(("", &text));
    let asked = Field::parse(typed);
    let Ok(tree @ Value::Object(_)) = serde_json::from_str(text) else { return };
    let json = Json::unchecked(text);
    json::obvious::check(json, &tree);
    let record = Record { json, event: Event::from_json(json), is_compact: false };
    check_keys(&record, &tree);
    path::obvious::check(typed, &record, &tree);
    for field in FIELDS.iter().chain(&asked.ok()) {
        check_shown(field, &record);
    }
    check_names(&record, &tree);
}

/// The values that an event keeps are those of the tree, and serde finds the same.
fn check_keys(record: &Record<'_>, tree: &Value) {
    let text = record.json.text();
    let trees = tree.as_object().into_iter().flatten();
    let mut known = 0;
    for (name, tree) in trees {
        let key = Key::named(name.as_bytes());
        if !name.contains(['"', '\\']) {
            // At least as much stands behind a key as its value and the end of the object.
            let behind = format!("{name}\":\"{:8}\"}}", "");
            assert_eq!(Key::at(behind.as_bytes()), key, "{name} in {text}");
        }
        let Some(key) = key else { continue };
        known += 1;
        let written = record.event.written(key);
        let written = written.and_then(|value| serde_json::from_str(value.text()).ok());
        assert_eq!(written.as_ref(), Some(tree), "{name} in {text}");
        let found = record.event.text(key);
        assert_eq!(found.as_deref(), trimmed(tree), "{name} in {text}");
    }
    assert_eq!(record.event.values.iter().flatten().count(), known, "{text}");
    // serde refuses keys with control characters, which no field of AWS's has.
    if let Ok(event) = serde_json::from_str::<Event<'_>>(text) {
        assert_eq!(event.in_words(), record.event.in_words(), "{text}");
    }
}

/// What is shown of a field in a table, in JSON and as the name of a group.
fn check_shown(field: &Field, record: &Record<'_>) {
    let place = || format!("{} in {}", field.title, record.json.text());
    let mut written = Vec::new();
    field.write_json(record, Zone::Utc, &mut written);
    let written: Option<Value> = serde_json::from_slice(&written).ok();
    let cell = field.cell(record, Zone::Utc);
    let mut texts = Vec::new();
    field.each_text(record, Zone::Utc, |text| texts.push(text.into_owned()));
    assert!(texts.iter().all(|text| !text.is_empty() && text.trim() == text), "{}", place());
    let expected = match field.reach(record) {
        None => {
            let named = cell.as_deref().map(str::trim).filter(|text| !text.is_empty());
            assert!(texts.iter().map(String::as_str).eq(named), "{}", place());
            cell.map_or(Value::Null, |cell| Value::String(cell.into_owned()))
        }
        Some(reached) => {
            let values = reached.values.iter().map(|value| serde_json::from_str(value.text()));
            let values: Vec<Value> = values.filter_map(Result::ok).collect();
            assert!(texts.len() <= values.len(), "{}", place());
            assert_eq!(cell.is_some(), values.iter().any(|value| !value.is_null()), "{}", place());
            if reached.spread {
                Value::Array(values)
            } else {
                values.into_iter().next().unwrap_or_default()
            }
        }
    };
    assert_eq!(written, Some(expected), "{}", place());
}

/// What our own names stand for.
fn check_names(record: &Record<'_>, tree: &Value) {
    let cell = |name| {
        let field = Field::parse(name).ok()?;
        Some(field.cell(record, Zone::Utc)?.into_owned())
    };
    let check = |name, expected: Option<&str>| {
        assert_eq!(cell(name).as_deref(), expected, "{name} in {}", record.json.text());
    };
    let own = |path| text(tree, path);
    for (name, path) in SAME {
        check(name, own(path));
    }
    let source = own(&["eventSource"]);
    check("service", source.map(|source| source.strip_suffix(".amazonaws.com").unwrap_or(source)));
    check("event", own(&["eventName"]).or(own(&["eventType"])));
    check("account", own(&["recipientAccountId"]).or(own(&["userIdentity", "accountId"])));
    check("access", Some(access(tree.get("readOnly"))));
    let written = own(&["eventTime"]);
    let instant = written.and_then(time::parse).map(|time| Zone::Utc.show(time));
    check(
        "time",
        instant.as_deref().filter(|_| !written.is_some_and(|time| time.ends_with('Z'))).or(written),
    );
    let has_identity = tree.get("userIdentity").is_some_and(Value::is_object);
    assert_eq!([cell("who"), cell("credential")].map(|cell| cell.is_some()), [has_identity; 2]);
    let error = own(&["errorCode"]).or(own(&["errorMessage"]));
    assert_eq!(cell("outcome").as_deref() == Some("ok"), cell("error").is_none());
    assert!(error.is_none() || cell("error").as_deref() == error);
}

fn access(tree: Option<&Value>) -> &'static str {
    let word = match tree {
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::String(text)) => text.trim().to_ascii_lowercase(),
        _ => String::new(),
    };
    match word.as_str() {
        "true" => "read",
        "false" => "write",
        _ => "unknown",
    }
}

/// The text at a path of keys through objects.
fn text<'t>(tree: &'t Value, path: &[&str]) -> Option<&'t str> {
    trimmed(path.iter().try_fold(tree, |tree, key| tree.get(key))?)
}

/// A string without blanks around it, unless there is nothing else.
fn trimmed(tree: &Value) -> Option<&str> {
    tree.as_str().map(str::trim).filter(|text| !text.is_empty())
}
