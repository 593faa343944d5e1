//! What comes out is what was written: whole records, byte for byte.

use serde_json::{Value, json};

use super::{SHAPES, bytes, events, shape, source};
use crate::trail::{Trail, event, run};

/// A record in a log comes out as this line.
#[track_caller]
fn check_line(written: &str, line: &str) {
    let trail = Trail::new();
    trail.write("a.json", format!("{{\"Records\":[{written}]}}"));
    trail.query(&[]).exits(0).says_nothing().prints(&format!("{line}\n"));
    trail.write("a.json", written);
    trail.query(&[]).exits(0).says_nothing().prints(&format!("{line}\n"));
    let quoted = json!({ "Events": [{ "CloudTrailEvent": written }] });
    trail.write("a.json", quoted.to_string());
    trail.query(&[]).exits(0).says_nothing().prints(&format!("{line}\n"));
}

#[test]
fn compact_sources_come_out_byte_for_byte() {
    let lines = source();
    for name in [
        "json-lines.jsonl",
        "back-to-back.json",
        "plain-without-extension",
        "two-members.json.gz",
        "eventbridge.jsonl",
        "cloudwatch-export.gz",
        "cloudwatch-subscription.json.gz",
        "cloudwatch-get-log-events.json",
    ] {
        let whole = format!("{}\n", lines.join("\n"));
        run(&["query", &shape(name), "-f", "jsonl"]).exits(0).prints(&whole);
    }
    let newest_first: Vec<&str> = lines.iter().rev().map(String::as_str).collect();
    for name in ["lookup-events.json", "lookup-events.jsonl"] {
        let whole = format!("{}\n", newest_first.join("\n"));
        run(&["query", &shape(name), "-f", "jsonl"]).exits(0).prints(&whole);
    }
}

#[test]
fn a_pretty_source_loses_only_the_blanks_between_tokens() {
    let whole = format!("{}\n", source().join("\n"));
    for name in ["records-pretty.json", "crlf-bom.json", "named-events.json"] {
        run(&["query", &shape(name), "-f", "jsonl"]).exits(0).prints(&whole);
    }
    let text = String::from_utf8(bytes("array.json")).expect("text");
    let run = run(&["query", &shape("array.json"), "-f", "jsonl"]);
    let printed: String = run.stdout.split_whitespace().collect();
    let written: String = text.split_whitespace().collect();
    assert_eq!(format!("[{}]", printed.replace("}}{", "}},{")), written);
}

#[test]
fn json_output_equals_the_source_whatever_the_shape() {
    for (name, ids) in SHAPES {
        let run = run(&["query", &shape(name), "-f", "json"]);
        let array: Value = serde_json::from_str(&run.stdout).expect("one array");
        assert_eq!(array, Value::from(events(ids)), "{run}");
    }
}

#[test]
fn numbers_escapes_and_key_order_stay_as_written() {
    let id = r#""eventID":"1","eventName":"A""#;
    for rest in [
        r#""a":1.0,"b":1.0E-4,"c":8.82e-05,"d":-0,"e":12345678901234567890123"#,
        r#""a":"\u003d\u0026\/\"\\ \b\f\n\r\t","b":"=&/""#,
        r#""a":"\u202f\ud83d\ude00😀ü","":" ","\u0061":"a""#,
        r#""z":1,"a":2,"Z":3,"arn":"small","aRN":"mixed""#,
        r#""a":{},"b":[],"c":[{},[]],"d":null,"e":true"#,
        r#""a":"{ \"b\" : [ 1 , 2 ] }","c":"  ""#,
        r#""eventVersion":"1.08","eventVersion":"1.09""#,
    ] {
        let record = format!("{{{id},{rest}}}");
        check_line(&record, &record);
    }
}

#[test]
fn blanks_go_between_tokens_only() {
    let written =
        "{ \"eventID\" : \"1\" ,\r\n\t\"eventName\":\"A  B\" , \"a\" : [ 1 , { } , [ ] ] }";
    check_line(written, r#"{"eventID":"1","eventName":"A  B","a":[1,{},[]]}"#);
}

#[test]
fn the_output_is_itself_a_source() {
    let whole = run(&["query", &shape("records-pretty.json"), "-f", "jsonl"]);
    for format in ["json", "jsonl"] {
        let first = run(&["query", &shape("records-pretty.json"), "-f", format]);
        let trail = Trail::new();
        trail.write("a", &first.stdout);
        trail.query(&[]).exits(0).says_nothing().prints(&whole.stdout);
    }
}

#[test]
fn a_record_larger_than_any_buffer_comes_out_whole() {
    let mut large = event("Large");
    large["requestParameters"] = json!({ "text": "0123456789".repeat(300_000) });
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A"), large.clone(), event("B")]);
    trail.query(&[]).exits(0).finds(&["A", "Large", "B"]);
    let run = trail.query(&["-n", "Large"]);
    assert!(run.stdout == format!("{large}\n"), "the record as written");
}
