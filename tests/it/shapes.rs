//! Every shape in which events reach people: the same events come out, as they were written.
//!
//! `fixtures/shapes` holds three made events in each shape. `foreign` is about events inside JSON
//! of other programs, `written` about the bytes that come out, `order` about which files are read,
//! and in which order.

mod foreign;
mod order;
mod written;

use serde_json::{Value, json};

use crate::trail::{Run, Setting, Trail, event, fixture, gzip, repository, run, run_with};

const BUCKET: &str = "0999fe31-d065-42c1-b705-e0944e916c1b";
const INSTANCES: &str = "aed5d12b-772c-4266-b648-db90fe97b04a";
const POLICY: &str = "894a45f5-f1ba-46ca-988c-4566460d9843";
const ALL: [&str; 3] = [BUCKET, INSTANCES, POLICY];
const NEWEST_FIRST: [&str; 3] = [POLICY, INSTANCES, BUCKET];

/// Each fixture that holds events, and which.
const SHAPES: [(&str, &[&str]); 17] = [
    ("array.json", &ALL),
    ("back-to-back.json", &ALL),
    ("bare-event.json", &[BUCKET]),
    ("cloudwatch-export.gz", &ALL),
    ("cloudwatch-get-log-events.json", &ALL),
    ("cloudwatch-subscription.json.gz", &ALL),
    ("crlf-bom.json", &ALL),
    ("empty-records.json", &[]),
    ("eventbridge.json", &[BUCKET]),
    ("eventbridge.jsonl", &ALL),
    ("json-lines.jsonl", &ALL),
    ("lookup-events.json", &NEWEST_FIRST),
    ("lookup-events.jsonl", &NEWEST_FIRST),
    ("named-events.json", &ALL),
    ("plain-without-extension", &ALL),
    ("records-pretty.json", &ALL),
    ("two-members.json.gz", &ALL),
];

/// What lies beside logs, and the kind that the statistics count it under.
const COMPANIONS: [(&str, &str); 6] = [
    ("README.md", "not_logs"),
    ("aliyun.json", "look_alikes"),
    ("config-snapshot.json", "companions"),
    ("lambda-report.json", "other_json"),
    ("s3-notification.json", "look_alikes"),
    ("sns-notification.json", "companions"),
];

const KINDS: [&str; 6] = ["logs", "digests", "companions", "look_alikes", "other_json", "not_logs"];

fn shape(name: &str) -> String {
    fixture(&format!("shapes/{name}"))
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(shape(name)).expect("a fixture")
}

/// The source of all shapes: the three events, each a compact line.
fn source() -> Vec<String> {
    let lines = String::from_utf8(bytes("json-lines.jsonl")).expect("text");
    lines.lines().map(str::to_owned).collect()
}

/// The events of the source with these identifiers.
fn events(ids: &[&str]) -> Vec<Value> {
    let all: Vec<Value> =
        source().iter().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let with_id = |id: &&str| all.iter().find(|event| event["eventID"] == **id);
    ids.iter().map(|id| with_id(id).expect("its source").clone()).collect()
}

/// The statistics count one file, of this kind.
#[track_caller]
fn check_kind(run: &Run, kind: &str) {
    let stats = run.balances().stats();
    for other in KINDS {
        assert_eq!(stats[other], u64::from(other == kind), "{other} in {run}");
    }
}

/// A run that finds exactly these events and has nothing to say but statistics.
#[track_caller]
fn check_found(run: &Run, ids: &[&str]) {
    run.exits(u8::from(ids.is_empty()));
    assert_eq!(run.events(), events(ids), "{run}");
    check_kind(run, "logs");
    let said = run.stderr.lines().count();
    assert_eq!(said, if ids.is_empty() { 2 } else { 1 }, "{run}");
}

#[test]
fn every_shape_yields_the_same_events() {
    for (name, ids) in SHAPES {
        check_found(&run(&["query", &shape(name), "-f", "jsonl", "--stats=json"]), ids);
    }
}

#[test]
fn every_shape_is_read_from_standard_input() {
    for (name, ids) in SHAPES {
        let setting = Setting { stdin: bytes(name), ..Setting::default() };
        check_found(&run_with(&["query", "-", "-f", "jsonl", "--stats=json"], &setting), ids);
    }
}

#[test]
fn every_shape_is_known_by_its_content_and_not_by_its_name() {
    for (name, ids) in SHAPES {
        for other in ["x", "x.txt", "x.json.gz", "x.json"] {
            let trail = Trail::new();
            trail.write(other, bytes(name));
            check_found(&trail.query(&["--stats=json"]), ids);
        }
    }
}

#[test]
fn every_shape_is_read_compressed() {
    for (name, ids) in SHAPES {
        if !name.ends_with(".gz") {
            let trail = Trail::new();
            trail.gzip("x.json.gz", bytes(name));
            check_found(&trail.query(&["--stats=json"]), ids);
        }
    }
}

#[test]
fn companions_and_look_alikes_are_counted_and_are_no_errors() {
    for (name, kind) in COMPANIONS {
        let trail = Trail::new();
        trail.write(name, bytes(name));
        let run = trail.query(&["--stats=json"]);
        run.exits(1).prints("");
        check_kind(&run, kind);
    }
}

#[test]
fn every_fixture_of_a_shape_is_in_one_of_the_tables() {
    let known: Vec<&str> = SHAPES
        .iter()
        .map(|(name, _)| *name)
        .chain(COMPANIONS.iter().map(|(name, _)| *name))
        .collect();
    let directory = std::fs::read_dir(repository().join("fixtures/shapes")).expect("shapes");
    for entry in directory {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        assert!(known.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn the_shapes_together_are_counted_by_kind() {
    let run = run(&["query", &fixture("shapes"), "-f", "jsonl", "--stats=json"]);
    run.exits(0).balances();
    let stats = run.stats();
    let count = |kind: &str| COMPANIONS.iter().filter(|(_, own)| *own == kind).count();
    for kind in &KINDS[1..] {
        assert_eq!(stats[kind], count(kind), "{kind} in {run}");
    }
    assert_eq!(stats["logs"], SHAPES.len(), "{run}");
    assert_eq!(stats["files"], SHAPES.len() + COMPANIONS.len(), "{run}");
    let events: usize = SHAPES.iter().map(|(_, ids)| ids.len()).sum();
    assert_eq!(stats["records"], events, "{run}");
}

#[test]
fn a_tree_as_cloudtrail_lays_it_out_is_read_whole() {
    let run = run(&["query", &fixture("AWSLogs"), "-f", "jsonl", "--stats=json"]);
    run.exits(0).balances();
    let stats = run.stats();
    for (key, number) in [
        ("files", 22),
        ("logs", 18),
        ("digests", 2),
        ("companions", 2),
        ("matched", 120),
        ("unreadable", 0),
        ("damaged", 0),
    ] {
        assert_eq!(stats[key], number, "{key} in {run}");
    }
}

#[test]
fn all_fixtures_are_read_and_nothing_is_said() {
    let run = run(&["query", &repository().join("fixtures").display().to_string(), "-f", "jsonl"]);
    run.exits(0).says_nothing();
    assert_eq!(run.stdout.lines().count(), 180);
    assert_eq!(run.events().len(), 180);
}

#[test]
fn a_gzip_file_with_two_members_yields_both() {
    let members = [gzip(br#"{"Records":["#), gzip(event("A").to_string().as_bytes())].concat();
    let members = [members, gzip(b","), gzip(b""), gzip(event("B").to_string().as_bytes())];
    let trail = Trail::new();
    trail.write("a.json.gz", [members.concat(), gzip(b"]}")].concat());
    trail.query(&[]).finds(&["A", "B"]).exits(0).says_nothing();
    let document = |name: &str| gzip(format!(r#"{{"Records":[{}]}}"#, event(name)).as_bytes());
    trail.write("a.json.gz", [document("A"), document("B"), document("C")].concat());
    trail.query(&[]).finds(&["A", "B", "C"]).exits(0).says_nothing();
}

#[test]
fn shapes_may_follow_one_another_in_one_file() {
    let trail = Trail::new();
    let (a, b, c) = (event("A"), event("B"), event("C"));
    let text = format!(r#"{{"Records":[{a}]}} [{b}] {c}{{"Records":[]}}{{"detail":{a}}}"#);
    trail.write("a.json", text);
    trail.query(&[]).finds(&["A", "B", "C", "A"]).exits(0).says_nothing();
}

#[test]
fn keys_beside_the_records_do_not_matter() {
    let trail = Trail::new();
    let (a, b) = (event("A"), event("B"));
    let beside = r#""note":{"Records":"[]"},"count":1"#;
    trail.write("a.json", format!(r#"{{{beside},"Records":[{a}]}}"#));
    trail.write("b.json", format!(r#"{{"Records":[{b}],{beside}}}"#));
    trail.query(&[]).finds(&["A", "B"]).exits(0).says_nothing();
}

#[test]
fn a_control_message_of_cloudwatch_logs_holds_no_events() {
    let trail = Trail::new();
    let message = r#"{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","timestamp":1,
        "message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;
    trail.write("a.json", message).log("b.json.gz", &[event("B")]);
    trail.query(&[]).finds(&["B"]).exits(0).says_nothing();
}

#[test]
fn an_entry_that_has_lost_its_record_is_unreadable_and_not_passed_over() {
    for lost in [
        r#"{"EventId":"1","EventName":"A","Username":"alice"}"#,
        r#"{"EventId":"1","EventName":"A","CloudTrailEvent":null}"#,
        r#"{"detail-type":"AWS API Call via CloudTrail","detail":null}"#,
        r#"{"detail-type":"AWS API Call via CloudTrail","detail":"gone"}"#,
        r#"{"detail-type":"AWS Console Sign In via CloudTrail"}"#,
    ] {
        let trail = Trail::new();
        trail.write("a.json", format!("[{lost},{}]", event("B")));
        let run = trail.query(&["--stats=json"]);
        run.finds(&["B"]).exits(2).balances().says("a record without any CloudTrail field");
        assert_eq!(run.stats()["unreadable"], 1, "{run}");
        trail.write("a.json", format!(r#"{{"Events":[{lost}]}}"#));
        trail.query(&[]).finds(&[]).exits(2).says("a record without any CloudTrail field");
    }
}

#[test]
fn a_detail_may_stand_in_a_string() {
    let trail = Trail::new();
    let detail = event("A").to_string();
    let envelope = json!({"detail-type": "AWS API Call via CloudTrail", "detail": detail});
    trail.write("a.json", envelope.to_string());
    trail.query(&[]).finds(&["A"]).exits(0).says_nothing();
}

#[test]
fn one_field_is_enough_where_only_cloudtrail_writes() {
    let trail = Trail::new();
    trail.write("a.json", r#"{"Records":[{"eventName":"A"}]}"#);
    trail.write("b.json", r#"{"CloudTrailEvent":"{\"eventName\":\"B\"}"}"#);
    trail.query(&[]).finds(&["A", "B"]).exits(0).says_nothing();
}
