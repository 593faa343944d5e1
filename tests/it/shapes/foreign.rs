//! Events inside JSON of other programs: found wherever they stand, and never made up.

use serde_json::{Value, json};

use crate::trail::{Trail, event, gzip, with};

/// What a file of this name and content holds, in a directory of its own.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, names: &[&str]) {
    let trail = Trail::new();
    trail.write(name, bytes);
    let run = trail.query(&["--stats=json"]);
    run.finds(names).exits(u8::from(names.is_empty())).balances();
    assert_eq!(
        (&run.stats()["damaged"], &run.stats()["unreadable"]),
        (&json!(0), &json!(0)),
        "{run}"
    );
}

fn text(value: &Value) -> String {
    value.to_string()
}

#[test]
fn events_are_found_in_whatever_people_and_programs_wrap_them() {
    let (a, b) = (event("A"), event("B"));
    let bridge = json!({"detail-type": "AWS API Call via CloudTrail", "detail": a});
    let envelope = json!({"Records": [a, b]});
    let search = json!({"hits": {"hits": [{"_source": {"event": {"original": text(&a)}}}]}});
    for (wrapped, names) in [
        (json!({"records": [a, b]}), &["A", "B"][..]),
        (json!({"a": a, "deep": {"x": b}, "rest": [event("C")]}), &["A", "B", "C"]),
        (json!({"hits": {"hits": [{"_source": a}, {"_source": b}]}}), &["A", "B"]),
        (json!({"responses": [search]}), &["A"]),
        (json!({"_raw": text(&a)}), &["A"]),
        (json!({"event": {"original": text(&a)}}), &["A"]),
        (json!({"results": [[{"field": "@message", "value": text(&b)}]]}), &["B"]),
        (json!({"Messages": [{"MessageId": "1", "Body": text(&bridge)}]}), &["A"]),
        (json!({"Records": [{"eventSource": "aws:sqs", "body": text(&bridge)}]}), &["A"]),
        (
            json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": text(&envelope)}}]}),
            &["A", "B"],
        ),
        (json!({"Entries": [{"DetailType": "x", "Detail": text(&a)}]}), &["A"]),
        (json!({"s3Bucket": "b", "s3ObjectKey": "k", "event": a}), &["A"]),
        (json!({"timeWindow": "2024-05-01/2024-05-02", "results": [a, b]}), &["A", "B"]),
        (json!({"message": "{\"level\":\"info\"}", "event": a}), &["A"]),
        (json!({"x\ty": {"z": a}, "b": b}), &["B", "A"]),
    ] {
        check("a.json", text(&wrapped), names);
        let beside = format!("[{wrapped},{}]", event("C2"));
        check("a.json", beside, &[names, &["C2"]].concat());
    }
}

#[test]
fn what_borrows_the_keys_of_events_is_none() {
    for other in [
        json!({"source": ["aws.s3"], "detail-type": ["AWS API Call via CloudTrail"],
            "detail": {"eventSource": ["s3.amazonaws.com"], "eventName": ["PutBucketPolicy"]}}),
        json!({"mappings": {"properties": {"eventName": {"type": "keyword"},
            "eventSource": {"type": "keyword"}, "eventTime": {"type": "date"}}}}),
        json!({"aggregations": {"eventName": {"buckets": []}, "eventSource": {"buckets": []}}}),
        json!({"Item": {"eventName": {"S": "x"}, "eventSource": {"S": "y"}}}),
        json!({"unmapped": {"eventType": "AwsApiCall", "recipientAccountId": "123456789012"}}),
        json!({"detection": {"selection": {"eventSource": "iam.amazonaws.com",
            "eventName": "CreateUser"}}}),
        json!({"metricFilters": [{"filterPattern": "{ ($.eventName = ConsoleLogin) && \
            ($.errorMessage = \"Failed authentication\") }"}]}),
        json!({"data": {"Records": []}}),
    ] {
        check("a.json", text(&other), &[]);
        check("a.json", format!("{other}\n{}", event("A")), &["A"]);
    }
}

#[test]
fn lines_of_other_logs_are_no_damage() {
    for lines in [
        r#"["[INFO] started","[WARN] slow"]"#,
        "\"[INFO] started\"\n\"[INFO] stopped\"",
        r#"{"events":["[INFO] started"]}"#,
        r#"{"message":"{'a': 1}"}"#,
        r#"{"template":"{{ name }}","note":"[todo]"}"#,
        r#"{"EventId":1,"EventName":"ProcessCreate","Image":"a.exe"}"#,
    ] {
        check("app.json", lines, &[]);
    }
}

#[test]
fn an_event_that_a_wrapper_tells_twice_is_read_once() {
    let event = event("A");
    check("a.json", text(&json!({"full_log": text(&event), "data": {"aws": event}})), &["A"]);
    let state = json!({"input": text(&event)});
    check("a.json", text(&json!({"events": [{"a": state}, {"b": state}]})), &["A", "A"]);
    let mut row = event.clone();
    row["userIdentity.userName"] = row["userIdentity"]["userName"].take();
    row.as_object_mut().expect("an object").remove("userIdentity");
    row["_raw"] = text(&event).into();
    let trail = Trail::new();
    trail.write("a.json", text(&json!({"result": row})));
    trail.query(&["--principal", "alice"]).finds(&["A"]).exits(0);
}

#[test]
fn an_event_inside_that_was_cut_is_damage() {
    let cut = json!({"Messages": [{"Body": "{\"eventSource\":\"s3.amazonaws.com\",\"ev"}]});
    let trail = Trail::new();
    trail.write("a.json", format!("[{cut},{}]", event("A")));
    trail.query(&[]).finds(&["A"]).exits(2).says("a record is not valid JSON");
}

#[test]
fn what_nests_too_deep_to_be_searched_is_said() {
    let mut deep = event("A");
    for _ in 0..40 {
        deep = json!({ "x": deep });
    }
    let trail = Trail::new();
    trail.write("a.json", text(&deep));
    trail.query(&[]).finds(&[]).exits(2).says("JSON nests too deep to be searched for events");
    check("a.json", format!("{}{}", "{\"a\":".repeat(500), "1") + &"}".repeat(500), &[]);
}

#[test]
fn events_that_stand_beside_the_records_of_an_envelope_are_read() {
    let trail = Trail::new();
    let (a, b) = (event("A"), event("B"));
    trail.write("a.json", format!(r#"{{"before":{a},"Records":[{b}],"behind":[{a}]}}"#));
    trail.write("b.json", format!(r#"{{"Records":[],"detail":{b}}}"#));
    // What is common to all records makes no record of the envelope.
    trail.write("c.json", format!(r#"{{"account":"1","region":"x","Records":[{a}]}}"#));
    trail.query(&[]).finds(&["A", "B", "A", "B", "A"]).exits(0).says_nothing();
    let odd = [&b"{\"x\":\"\xff\",\"Records\":["[..], text(&b).as_bytes(), b"]}"].concat();
    let trail = Trail::new();
    trail.write("a.json", odd);
    trail.query(&[]).finds(&["B"]).exits(2).says("is not valid UTF-8");
}

#[test]
fn a_file_without_a_telling_name_is_judged_by_its_first_text_and_not_its_first_piece() {
    let events = gzip(text(&json!({"Records": [event("A")]})).as_bytes());
    for start in [&b"\n"[..], b"", &[b' '; 300_000][..]] {
        check("data", [gzip(start), events.clone()].concat(), &["A"]);
    }
}

#[test]
fn a_valid_key_with_an_escaped_control_character_spoils_no_record() {
    let odd = with(event("A"), "a\tb", 1);
    check("a.json", text(&json!({"Records": [odd, event("B")]})), &["A", "B"]);
}
