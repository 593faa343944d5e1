//! What stands in the columns: for every event the same as a slow reading finds, and the record as
//! `query` prints it.

use serde_json::{Value, json};

use super::{expected, read};
use crate::{
    real::real_logs,
    trail::{self, Trail, event, with},
};

/// Exports a directory and holds every row against the line that `query` prints. How many there
/// are.
#[track_caller]
fn agrees(logs: &str) -> usize {
    let trail = Trail::new();
    let set = trail.path("set");
    let code = trail.run(&["export", logs, "--to", "{}/set"]).code;
    let query = trail::run(&["query", logs, "--format", "jsonl"]);
    assert_eq!(code, query.code);
    let mut rows = read::rows(&set);
    let mut lines: Vec<&str> = query.stdout.lines().collect();
    let raw = |row: &Value| row["raw"].as_str().unwrap_or_default().to_owned();
    rows.sort_by_key(raw);
    lines.sort_unstable();
    for (row, line) in rows.iter().zip(&lines) {
        assert_eq!(row["raw"], *line);
        assert_eq!(row, &expected::row(line));
    }
    assert_eq!(rows.len(), lines.len());
    rows.len()
}

#[test]
fn every_column_of_the_fixtures_is_what_a_slow_reading_finds() {
    assert!(agrees(&trail::fixture("AWSLogs")) > 100);
    assert!(agrees(&trail::fixture("shapes")) > 10);
}

#[test]
fn every_column_of_real_logs_is_what_a_slow_reading_finds() {
    let Some(directory) = real_logs() else { return };
    assert!(agrees(&directory) > 1000);
}

#[test]
fn values_of_every_type_are_in_every_column_what_they_should_be() {
    let values = [
        json!(null),
        json!(true),
        json!("True "),
        json!("false"),
        json!(0),
        json!(-1.5e3),
        json!(""),
        json!(" \t"),
        json!(" a b "),
        json!("null"),
        json!("\0\u{7f}\"\\\u{2028}é💥"),
        json!("012345678901"),
        json!([]),
        json!([1, [], null, {"ARN": 7, "accountId": " x "}, {}, "s", {"ARN": "a", "type": null}]),
        json!({}),
        json!({"type": "T", "arn": {}, "attributes": {"a": 1}, "sessionIssuer": []}),
        json!({"attributes": {"mfaAuthenticated": "TRUE", "creationDate": 5}, "reason": "r"}),
        json!({
            "sessionContext": {"attributes": {"mfaAuthenticated": false}, "sessionIssuer": null,
                "webIdFederationData": {"federatedProvider": "p", "attributes": {"b": "c", "a": {}}}},
            "onBehalfOf": {"userId": "u"}, "tlsVersion": "1.3",
        }),
    ];
    let keys = expected::row("{}");
    let keys: Vec<&String> = keys.as_object().expect("columns").keys().collect();
    let trail = Trail::new();
    let mut events = Vec::new();
    for key in
        ["vpcEndpointId", "apiVersion", "userIdentity", "resources", "readOnly", "tlsDetails"]
            .into_iter()
            .chain(["requestParameters", "responseElements", "addendum", "edgeDeviceDetails"])
            .chain(["sessionCredentialFromConsole", "recipientAccountId", "awsRegion", "eventTime"])
            .chain(["eventID", "serviceEventDetails", "errorCode", "additionalEventData"])
    {
        assert!(keys.iter().any(|name| **name == key.to_ascii_lowercase()), "{key}");
        events.extend(values.iter().map(|value| with(event("A"), key, value.clone())));
    }
    trail.log("logs/a.json.gz", &events);
    let pretty = serde_json::to_string_pretty(&json!({ "Records": events })).expect("JSON");
    trail.write("logs/b.json", pretty);
    let logs = trail.path("logs").display().to_string();
    assert_eq!(agrees(&logs), 2 * events.len());
}

#[test]
fn text_is_kept_as_it_was_written() {
    let trail = Trail::new();
    let start = r#"{"eventVersion":"1.08","eventTime":"2024-05-01T10:00:00Z","eventSource":"s""#;
    let twice = r#""eventName":"first","eventName":"\u0041\u00e9\/","requestParameters":1"#;
    let escaped = r#""request\u0050arameters":{ "b" : 1.50 , "a" : "\u00e9\ud800" , "b" : [ ] }"#;
    let lone = r#""userAgent":"\udc00x\ud83d\udca5""#;
    trail.write("logs/a.json", format!("{start},{twice},{escaped},{lone}}}\n"));
    trail.run(&["export", "{}/logs", "--to", "{}/set"]).exits(0);
    let rows = read::rows(&trail.path("set"));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["eventname"], "Aé/");
    assert_eq!(rows[0]["requestparameters"], r#"{"b":1.50,"a":"\u00e9\ud800","b":[]}"#);
    assert_eq!(rows[0]["useragent"], "\u{fffd}x💥");
    let lines = trail.run(&["query", "{}/logs", "--format", "jsonl"]).stdout;
    assert_eq!(rows[0]["raw"], lines.trim_end_matches('\n'));
}

#[test]
fn text_that_is_no_utf_8_is_replaced_and_reported() {
    let trail = Trail::new();
    let text = event("A").to_string().into_bytes();
    let at = text.windows(5).position(|window| window == b"alice").expect("a name");
    let mut bad = text.clone();
    bad[at] = 0xff;
    trail.write("logs/a.json", bad);
    trail.run(&["export", "{}/logs", "--to", "{}/set"]).exits(2).says("UTF-8");
    let rows = read::rows(&trail.path("set"));
    assert_eq!(rows[0]["useridentity"]["username"], "\u{fffd}lice");
}

#[test]
fn without_raw_only_the_columns_are_there() {
    let trail = Trail::new();
    trail.log("logs/a.json.gz", &[event("A")]);
    trail.run(&["export", "{}/logs", "--to", "{}/set", "--raw", "no"]).exits(0);
    let rows = read::rows(&trail.path("set"));
    let mut expected = expected::row(&event("A").to_string());
    expected.as_object_mut().expect("columns").remove("raw");
    assert_eq!(rows, [expected]);
}
