//! Good files: events in every shape that reaches people, plain and compressed.
//!
//! What is told apart here is a *unit*: an event with whatever object is its own (an entry of
//! `lookup-events`, a message of `CloudWatch` Logs, an envelope of `EventBridge`). Damage to a unit
//! may cost its event; damage beside it may not.

use serde_json::{Value, json};

use super::chance::Chance;
use crate::trail::gzip;

/// One event as it stands in a file, and as it must be printed.
pub(super) struct Unit {
    pub(super) id: String,
    pub(super) standing: String,
    pub(super) printed: String,
    /// As it would be printed if it were a part of a larger event.
    pub(super) compact: String,
}

/// A good file before it is compressed.
pub(super) struct Good {
    pub(super) shape: Shape,
    pub(super) units: Vec<Unit>,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Records,
    RecordsPretty,
    RecordsWindows,
    Documents,
    Array,
    Lines,
    LookupEvents,
    LookupEventsLines,
    EventBridge,
    Subscription,
    Subscriptions,
    GetLogEvents,
    Export,
}

const SHAPES: [Shape; 13] = [
    Shape::Records,
    Shape::RecordsPretty,
    Shape::RecordsWindows,
    Shape::Documents,
    Shape::Array,
    Shape::Lines,
    Shape::LookupEvents,
    Shape::LookupEventsLines,
    Shape::EventBridge,
    Shape::Subscription,
    Shape::Subscriptions,
    Shape::GetLogEvents,
    Shape::Export,
];

/// What requests look like: structure in strings, escapes, JSON in strings, other scripts, nothing.
const PARAMETERS: [&str; 8] = [
    r#"{"bucketName":"example","Host":"s3.amazonaws.com"}"#,
    r#"{"policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"}]}"}"#,
    r#"{"filter":"}]},{[{\"a\":","note":"a \\ b \" c \/ d \u00e9 \ud83d\ude00","n":[1.0,-2e-5]}"#,
    r#"{"name":"Zoë Übel","text":"漢字 😀 русский","deep":[[{"a":[{}]}],{"b":{"c":[null,true]}}]}"#,
    r##"{"script":"#!\/bin\/sh\necho \"{\\\"Records\\\":[\"\n\ttrue","empty":{},"none":[]}"##,
    r#"{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]},"force":false}"#,
    "{}",
    "null",
];

impl Good {
    /// A good file; `mark` tells its events from those of all other files.
    pub(super) fn new(mark: &str, chance: &mut Chance) -> Good {
        let shape = *chance.one_of(&SHAPES);
        let count = 2 + chance.below(7);
        let units: Vec<Unit> =
            (0..count).map(|index| unit(shape, format!("{mark}{index:02}."), chance)).collect();
        let text = arrange(shape, &units, chance);
        Good { shape, units, text }
    }
}

fn record(id: &str, chance: &mut Chance) -> String {
    let parameters = chance.one_of(&PARAMETERS);
    let response = chance.one_of(&PARAMETERS);
    let seconds = chance.below(60);
    let user = chance.one_of(&["alice", "Zoë", "o\\\"neil", "漢"]);
    format!(
        "{{\"eventVersion\":\"1.09\",\"userIdentity\":{{\"type\":\"IAMUser\",\"userName\":\"{user}\",\
         \"accountId\":\"123456789012\",\"sessionContext\":{{\"attributes\":{{}}}}}},\
         \"eventTime\":\"2024-05-01T10:00:{seconds:02}Z\",\"eventSource\":\"s3.amazonaws.com\",\
         \"eventName\":\"PutObject\",\"awsRegion\":\"us-east-1\",\"sourceIPAddress\":\"192.0.2.1\",\
         \"requestParameters\":{parameters},\"responseElements\":{response},\"eventID\":\"{id}\",\
         \"readOnly\":false,\"recipientAccountId\":\"123456789012\"}}"
    )
}

fn unit(shape: Shape, id: String, chance: &mut Chance) -> Unit {
    let mut printed = record(&id, chance);
    let quoted = Value::from(printed.as_str());
    let wrapped = match shape {
        Shape::LookupEvents | Shape::LookupEventsLines => Some(format!(
            "{{\"EventId\":\"entry-{id}\",\"EventName\":\"PutObject\",\"ReadOnly\":\"false\",\
             \"Resources\":[],\"CloudTrailEvent\":{quoted}}}"
        )),
        Shape::EventBridge => Some(format!(
            "{{\"version\":\"0\",\"id\":\"entry\",\"detail-type\":\"AWS API Call via CloudTrail\",\
             \"source\":\"aws.s3\",\"account\":\"123456789012\",\"resources\":[],\
             \"detail\":{printed}}}"
        )),
        Shape::Subscription | Shape::Subscriptions => {
            Some(format!("{{\"id\":\"3729\",\"timestamp\":1714730400000,\"message\":{quoted}}}"))
        }
        Shape::GetLogEvents => Some(format!(
            "{{\"timestamp\":1714730400000,\"message\":{quoted},\"ingestionTime\":17}}"
        )),
        _ => None,
    };
    let compact = wrapped.unwrap_or_else(|| printed.clone());
    let (standing, compact) = match shape {
        Shape::RecordsPretty | Shape::RecordsWindows => {
            let record: Value = serde_json::from_str(&printed).expect("an event");
            printed = record.to_string();
            let pretty = serde_json::to_string_pretty(&record).expect("in memory");
            let is_windows = shape == Shape::RecordsWindows;
            (if is_windows { pretty.replace('\n', "\r\n") } else { pretty }, printed.clone())
        }
        Shape::GetLogEvents => (
            format!(
                "{{\n  \"timestamp\": 1714730400000,\n  \"message\": {quoted},\n  \
                 \"ingestionTime\": 17\n}}"
            ),
            compact,
        ),
        _ => (compact.clone(), compact),
    };
    Unit { id, standing, printed, compact }
}

fn arrange(shape: Shape, units: &[Unit], chance: &mut Chance) -> String {
    let units: Vec<&str> = units.iter().map(|unit| unit.standing.as_str()).collect();
    let subscription = |units: &[&str]| {
        format!(
            "{{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\
             \"logGroup\":\"CloudTrail/logs\",\"subscriptionFilters\":[\"all\"],\"logEvents\":[{}]}}",
            units.join(",")
        )
    };
    let pieces = |chance: &mut Chance| units.chunks(1 + chance.below(3)).collect::<Vec<_>>();
    match shape {
        Shape::Records => format!("{{\"Records\":[{}]}}", units.join(",")),
        Shape::RecordsPretty => format!("{{\n\"Records\" : [\n{}\n]\n}}\n", units.join(",\n")),
        Shape::RecordsWindows => {
            format!("\u{feff}{{\r\n\"Records\": [\r\n{}\r\n]\r\n}}", units.join(",\r\n"))
        }
        Shape::Documents => {
            let document = |units: &&[&str]| format!("{{\"Records\":[{}]}}", units.join(","));
            pieces(chance)
                .iter()
                .map(document)
                .collect::<Vec<_>>()
                .join(*chance.one_of(&["", "\n"]))
        }
        Shape::Array => format!("[{}]", units.join(*chance.one_of(&[",", ",\n", " , "]))),
        Shape::Lines | Shape::LookupEventsLines | Shape::EventBridge => units.join("\n") + "\n",
        Shape::LookupEvents => {
            format!("{{\"Events\": [{}], \"NextToken\": \"next\"}}", units.join(", "))
        }
        Shape::Subscription => subscription(&units),
        Shape::Subscriptions => {
            pieces(chance).iter().map(|units| subscription(units)).collect::<Vec<_>>().concat()
        }
        Shape::GetLogEvents => format!(
            "{{\n \"events\": [\n{}\n ],\n \"nextForwardToken\": \"f/1\"\n}}\n",
            units.join(",\n")
        ),
        Shape::Export => {
            units.iter().map(|unit| format!("2024-05-03T10:00:00.000Z {unit}\n")).collect()
        }
    }
}

/// A file as it is stored, and where its gzip members meet.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) joints: Vec<usize>,
    pub(super) packing: &'static str,
}

/// Compresses text, or leaves it as it is.
pub(super) fn pack(text: &[u8], chance: &mut Chance) -> Packed {
    let (members, packing) = match chance.below(8) {
        0..3 => return Packed { bytes: text.to_vec(), joints: Vec::new(), packing: "plain" },
        3 | 4 => (vec![gzip(text)], "gzip"),
        5 => (split(text, chance), "gzip members"),
        6 => (split(&split(text, chance).concat(), chance), "gzip members, twice"),
        _ => (vec![gzip(&gzip(text))], "gzip, twice"),
    };
    let mut joints = Vec::new();
    let mut bytes = Vec::new();
    for member in members {
        joints.push(bytes.len());
        bytes.extend(member);
    }
    joints.push(bytes.len());
    Packed { bytes, joints, packing }
}

/// Text in one to four members, cut anywhere or where a line or a document ends.
fn split(text: &[u8], chance: &mut Chance) -> Vec<Vec<u8>> {
    let mut members = Vec::new();
    let mut rest = text;
    for _ in 0..chance.below(4) {
        let at = chance.below(rest.len());
        let ending = |pair: &[u8]| pair == b"}\n" || pair == b"}{" || pair == b",{";
        let end =
            rest[at..].windows(2).position(ending).map_or(rest.len(), |length| at + length + 1);
        let (member, behind) = rest.split_at(if chance.once_in(3) { at } else { end });
        members.push(gzip(member));
        rest = behind;
    }
    members.push(gzip(rest));
    members
}

/// Somebody else's text, which holds no event.
pub(super) fn prose(chance: &mut Chance) -> String {
    let values = [json!(17), json!("prose"), json!({"a": [1, {"b": 2}]}), json!([])];
    chance.one_of(&values).to_string()
}
