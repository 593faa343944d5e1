//! Counts and timelines beside DuckDB's own, over the fixtures and over real logs.
//!
//! Asked only where `python3` can import DuckDB; elsewhere these tests say that they were skipped.
//! Which files are read, `duckdb/counted.py` decides; trailscan is given the same ones.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::{
    real::real_logs,
    trail::{self, Trail},
};

const PYTHON: &str = include_str!("duckdb/counted.py");

/// What events are grouped by; of which fields values are counted, and which are summed.
const GROUPINGS: [[&[&str]; 3]; 6] = [
    [&[], &["eventID", "recipientAccountId"], &["additionalEventData.bytesTransferredOut"]],
    [&["eventName"], &[], &["additionalEventData.bytesTransferredOut"]],
    [&["eventSource", "eventName"], &["sourceIPAddress", "userAgent"], &[]],
    [
        &["userIdentity.accessKeyId"],
        &["eventName", "sourceIPAddress", "awsRegion"],
        &["additionalEventData.bytesTransferredOut", "additionalEventData.bytesTransferredIn"],
    ],
    [&["userAgent", "errorCode"], &["eventTime"], &["additionalEventData.bytesTransferredOut"]],
    [&["recipientAccountId", "awsRegion"], &["userIdentity.accessKeyId", "errorCode"], &[]],
];

/// How long each stretch is, since when, and until when; empty where that is left open.
type Ruler = [&'static str; 3];

/// Years of short stretches would be too many.
const REAL_RULERS: [Ruler; 4] = [
    ["5m", "2024-02-01", "2025-01-01"],
    ["1h", "2016-01-01", "2026-07-01"],
    ["1d", "", ""],
    ["1d", "2024-01-01", "2025-01-01"],
];

const FIXTURE_RULERS: [Ruler; 4] = [
    ["5m", "", ""],
    ["1h", "", ""],
    ["1d", "", ""],
    ["5m", "2024-05-02T03:02:00", "2024-05-02T06:00:00"],
];

/// Whether DuckDB is there; if it is not, says so.
fn is_there() -> bool {
    let mut probe = Command::new("python3");
    probe.args(["-c", "import duckdb"]).stdin(Stdio::null()).stderr(Stdio::null());
    let is_there = probe.status().is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: python3 cannot import duckdb");
    }
    is_there
}

/// The files that DuckDB read of a directory, and the rows by which it answers each question.
fn asked_of_duckdb(directory: &str, questions: &[Value]) -> (Vec<String>, Vec<Vec<Value>>) {
    let records = NamedTempFile::new().expect("a file for the records");
    let output = Command::new("python3")
        .args(["-c", PYTHON, directory, &Value::from(questions).to_string()])
        .arg(records.path())
        // What says no zone is meant in UTC.
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", output.status);
    let all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a path").to_owned();
    let files = list(&all["files"]).iter().map(text).collect();
    (files, list(&all["answers"]).iter().map(list).collect())
}

/// The rows that trailscan prints for a question about these files.
fn asked_of_trailscan(files: &[String], question: &Value) -> Vec<Value> {
    let texts = |key: &str| {
        let texts = question[key].as_array().into_iter().flatten();
        texts.map(|text| text.as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let mut flags = vec!["--format=json".to_owned()];
    let command = if question["every"].is_null() { "count" } else { "timeline" };
    for (flag, key) in [("by", "by"), ("distinct", "distinct"), ("sum", "sums")] {
        flags.extend(texts(key).iter().map(|field| format!("--{flag}={field}")));
    }
    for key in ["every", "since", "until"] {
        flags.extend(question[key].as_str().map(|value| format!("--{key}={value}")));
    }
    let mut arguments = vec![command];
    arguments.extend(flags.iter().chain(files).map(String::as_str));
    let run = trail::run(&arguments);
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no rows\n{}", run.stderr))
}

/// Asks both about a directory; how many events there are.
#[track_caller]
fn agrees(directory: &str, rulers: &[Ruler]) -> u64 {
    let grouping = |[by, distinct, sums]: &[&[&str]; 3]| json!({ "by": by, "distinct": distinct, "sums": sums });
    let ruler = |[every, since, until]: &Ruler| match (*since, *until) {
        ("", _) | (_, "") => json!({ "every": every }),
        (since, until) => json!({ "every": every, "since": since, "until": until }),
    };
    let questions: Vec<Value> =
        GROUPINGS.iter().map(grouping).chain(rulers.iter().map(ruler)).collect();
    let (files, answers) = asked_of_duckdb(directory, &questions);
    assert_eq!(answers.len(), questions.len());
    for (question, expected) in questions.iter().zip(&answers) {
        let rows = asked_of_trailscan(&files, question);
        let first = rows.iter().zip(expected).find(|(row, expected)| row != expected);
        assert_eq!(first, None, "the first that differ, trailscan's and DuckDB's, of {question}");
        assert_eq!(rows.len(), expected.len(), "rows of {question}");
    }
    answers[0][0]["count"].as_u64().unwrap_or_default()
}

#[test]
fn duckdb_counts_the_fixtures_alike() {
    if !is_there() {
        return;
    }
    let events = agrees(&trail::fixture("AWSLogs"), &FIXTURE_RULERS);
    assert_eq!(events, 120);
}

#[test]
fn duckdb_counts_real_logs_alike() {
    let Some(directory) = real_logs() else { return };
    if !is_there() {
        return;
    }
    let events = agrees(&directory, &REAL_RULERS);
    assert!(events > 1_000, "only {events} events");
}

/// Values that are easily counted wrong: absent in several ways, in blanks, of other types; numbers
/// and times in forms that AWS does not write.
#[test]
fn duckdb_counts_awkward_values_alike() {
    if !is_there() {
        return;
    }
    let texts = [
        json!("a"),
        json!(" a\t"),
        json!("\u{a0}a\u{2003}"),
        json!("A"),
        json!(""),
        json!(" \n"),
        json!(null),
        json!(7),
        json!("7"),
        json!(true),
        json!({"b": [1, "c"]}),
        json!("é,\"\n"),
    ];
    let codes = [
        json!("AccessDenied"),
        json!(" vpcACCESSdenied "),
        json!("Client.UnauthorizedOperation"),
        json!("ThrottlingException"),
        json!(""),
        json!(" \n"),
        json!(null),
    ];
    let numbers = [
        json!(1),
        json!(2.5),
        json!("3"),
        json!(" 4 "),
        json!(-0.125),
        json!("1e3"),
        json!("x"),
        json!(4_294_967_297_u64),
        json!(null),
    ];
    let times = [
        json!("2024-05-01T23:59:59Z"),
        json!("2024-05-01T23:59:59.999999Z"),
        json!("2024-05-02T00:00:00Z"),
        json!("2024-05-02T01:04:59+02:00"),
        json!("2024-05-02T00:05:00.250Z"),
        json!("2024-05-03 12:00:00"),
        json!("yesterday"),
        json!(null),
    ];
    let mut events = Vec::new();
    for number in 0..texts.len() * numbers.len() * times.len() {
        // Each list goes round at a pace of its own, so that all of their values meet.
        let one = trail::with(trail::event("X"), "userAgent", texts[number % texts.len()].clone());
        let one = trail::with(one, "eventTime", times[number / 5 % times.len()].clone());
        let one = trail::with(one, "errorCode", codes[number / 7 % codes.len()].clone());
        let moved = numbers[number / 3 % numbers.len()].clone();
        let one = trail::with(one, "additionalEventData", json!({ "bytesTransferredOut": moved }));
        events.push(one);
    }
    let trail = Trail::new();
    trail.log("a.json.gz", &events[..events.len() / 3]);
    trail.log("b.json.gz", &events[events.len() / 3..]);
    let directory = trail.path("").display().to_string();
    assert_eq!(agrees(&directory, &[["5m", "", ""], ["1d", "", ""]]), events.len() as u64);
}
