//! Damaged JSON: a malformed record costs only itself, and is counted.

use super::{check_damaged, check_sound, envelope, query, record, unreadable};
use crate::trail::{Trail, event, fixture, repository, run, with};

/// The record `Bad` after one replacement in its text.
#[track_caller]
fn spoilt(written: &str, spoilt: &str) -> String {
    let record = with(event("Bad"), "userAgent", "agent").to_string();
    assert!(record.contains(written), "{written} in {record}");
    record.replacen(written, spoilt, 1)
}

/// Text that loses its last byte.
fn beheaded(text: &str) -> &str {
    &text[..text.len() - 1]
}

/// A malformed record between good ones costs only itself, in an envelope and in JSON Lines.
#[track_caller]
fn check_costs_itself(bad: &str) {
    let good: Vec<String> = ["A", "B", "C", "D"].map(record).into();
    let all = [&good[0], &good[1], bad, &good[2], &good[3]];
    check_damaged("a.json", envelope(&all), &["A", "B", "C", "D"], 1, "after 2 events");
    check_damaged("a.jsonl", all.join("\n"), &["A", "B", "C", "D"], 1, "after 2 events");
}

#[test]
fn one_malformed_record_does_not_hide_its_neighbours() {
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#""eventName":"Bad"#));
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#""eventName":Bad""#));
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#"eventName":"Bad""#));
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#""eventName":"B"ad""#));
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#""eventName" "Bad""#));
    check_costs_itself(&spoilt(r#""eventName":"Bad""#, r#""eventName":"#));
    check_costs_itself(&spoilt(r#","eventName""#, r#""eventName""#));
    check_costs_itself(&spoilt(r#","eventName""#, r#",,"eventName""#));
    check_costs_itself(&spoilt(r#""userAgent":"agent""#, r#"'userAgent':'agent'"#));
    check_costs_itself(&spoilt(r#""agent""#, "nul"));
    check_costs_itself(&spoilt(r#""agent""#, "True"));
    check_costs_itself(&spoilt(r#""agent""#, "NaN"));
    check_costs_itself(&spoilt(r#""agent""#, "01"));
    check_costs_itself(&spoilt(r#""agent""#, r#""\x""#));
    check_costs_itself(&spoilt(r#""agent""#, r#""\u12g4""#));
    check_costs_itself(&spoilt(r#""userIdentity":{"#, r#""userIdentity":["#));
    check_costs_itself(beheaded(&record("Bad")));
    check_costs_itself(beheaded(beheaded(&record("Bad"))));
}

#[test]
fn an_event_inside_a_malformed_record_is_not_made_up() {
    let inner = record("Inner");
    let bad = spoilt(r#""agent""#, &format!(r#"{{"entry":{inner}}},"x":nul"#));
    check_costs_itself(&bad);
}

#[test]
fn one_malformed_wrapper_does_not_hide_its_neighbours() {
    let wrapper = |name: &str| {
        let text = serde_json::Value::from(record(name));
        format!(r#"{{"EventId":"1","Username":"alice","CloudTrailEvent":{text}}}"#)
    };
    let [a, b, c] = ["A", "B", "C"].map(wrapper);
    for bad in [
        wrapper("Bad").replacen(r#""alice""#, r#""alice"#, 1),
        wrapper("Bad").replacen(r#""1""#, r#""1"#, 1),
        wrapper("Bad").replacen(r#""alice""#, "nul", 1),
        beheaded(&wrapper("Bad")).to_owned(),
    ] {
        let text = format!(r#"{{"Events":[{a},{bad},{b},{c}]}}"#);
        check_damaged("a.json", text, &["A", "B", "C"], 1, "after 1 event");
    }
    let text = format!(r#"{{"Events":[{a},oops{b},{c}]}}"#);
    check_damaged("a.json", text, &["A", "B", "C"], 0, "not JSON");
}

#[test]
fn a_key_may_hold_the_delete_character_and_no_other_control() {
    let log = |key: &str| envelope(&[spoilt("\"userAgent\"", &format!("\"{key}\""))]);
    check_sound("a.json", log("a\u{7f}"), &["Bad"]);
    check_damaged("a.json", log("a\u{1}"), &[], 1, "control character");
    check_damaged("a.json", log("a\u{1}\\n"), &[], 1, "control character");
}

#[test]
fn an_envelope_whose_key_is_damaged_does_not_hide_its_records() {
    let log = envelope(&["A", "B"].map(record));
    for (key, code) in [("Rec\u{1}rds", 2), ("Rec\\ords", 2), ("Rec\"rds", 2), ("Rekords", 0)] {
        let trail = Trail::new();
        trail.write("a.json", log.replacen("Records", key, 1));
        query(&trail).finds(&["A", "B"]).exits(code);
    }
}

#[test]
fn an_envelope_that_is_no_json_does_not_hide_the_messages_in_it() {
    let message = |name: &str| {
        format!(r#"{{"timestamp":1,"message":{}}}"#, serde_json::Value::from(record(name)))
    };
    let (a, b) = (message("A"), message("B"));
    for key in ["log\u{1}vents", "log\\xEvents"] {
        let unclosed = format!("{{\"Records\":[{},\n{{\"{key}\":[{a},{b}]}}", record("Z"));
        check_damaged("a.json", unclosed, &["Z", "A", "B"], 1, "after 1 event");
        let trail = Trail::new();
        trail.write("a.json", format!(r#"{{"owner":"1","{key}":[{a},{b}]}}"#));
        query(&trail).exits(2).finds(&["A", "B"]);
    }
}

#[test]
fn a_brace_too_many_behind_a_record_costs_nothing() {
    let records = [record("A"), format!("{}}}", record("B")), record("C")];
    check_damaged("a.json", envelope(&records), &["A", "B", "C"], 0, "not JSON");
}

#[test]
fn a_brace_too_many_within_a_record_does_not_hide_its_neighbours() {
    let bad = spoilt(r#""eventName":"Bad","#, r#""eventName":"Bad"},"#);
    let trail = Trail::new();
    trail.write("a.json", envelope(&[&record("A"), &bad, &record("C")]));
    // Of the record that ends too soon, what stands before its brace is one, too.
    query(&trail).exits(2).finds(&["A", "Bad", "C"]);
}

#[test]
fn a_record_without_its_opening_brace_does_not_hide_its_neighbours() {
    let bad = record("Bad")[1..].to_owned();
    check_damaged(
        "a.json",
        envelope(&[&record("A"), &bad, &record("C")]),
        &["A", "C"],
        1,
        "a.json",
    );
}

#[test]
fn a_stray_quote_between_records_costs_at_most_the_next() {
    let good = ["A", "B", "C", "D", "E"].map(record);
    let [a, b, c, d, e] = &good;
    let trail = Trail::new();
    trail.write("a.json", format!(r#"{{"Records":[{a},"{b},{c},{d},{e}]}}"#));
    let run = query(&trail);
    let names = run.exits(2).names();
    assert_eq!(names[..1], ["A"], "{run}");
    assert!(names.ends_with(&["C", "D", "E"].map(str::to_owned)), "{run}");
}

#[test]
fn a_word_between_records_costs_nothing() {
    let [a, b, c] = &["A", "B", "C"].map(record);
    let text = format!(r#"{{"Records":[{a},oops{b},{c}]}}"#);
    let trail = Trail::new();
    trail.write("a.json", text);
    query(&trail).exits(2).finds(&["A", "B", "C"]);
}

#[test]
fn two_malformed_records_are_counted_both() {
    let quote = spoilt(r#""eventName":"Bad""#, r#""eventName":"Bad"#);
    let literal = spoilt(r#""agent""#, "nul");
    let (a, b, c) = (record("A"), record("B"), record("C"));
    for bad in [&quote, &literal] {
        let apart = envelope(&[&a, bad, &b, bad, &c]);
        check_damaged("a.json", apart, &["A", "B", "C"], 2, "1 more like it");
    }
    let together = envelope(&[&a, &literal, &literal, &c]);
    check_damaged("a.json", together, &["A", "C"], 2, "1 more like it");
}

#[test]
fn only_malformed_records_are_counted_and_reported_too() {
    let bad = spoilt(r#""agent""#, "nul");
    check_damaged("a.json", envelope(&[&bad, &bad]), &[], 2, "not valid JSON");
    check_damaged("a.json", &bad, &[], 1, "not valid JSON");
}

#[test]
fn text_that_ends_in_mid_record_counts_that_record_as_unreadable() {
    let text = envelope(&[record("A"), record("B"), record("C")]);
    let last = text.rfind(r#"{"awsRegion""#).unwrap_or_default();
    assert!(last > 0, "{text}");
    for length in [last + 1, last + 20, text.len() - 4, text.len() - 3] {
        check_damaged(
            "a.json",
            &text[..length],
            &["A", "B"],
            1,
            "JSON ends early at byte … after 2 events\n",
        );
    }
    for length in [last, last - 1, text.len() - 1, text.len() - 2] {
        let names: &[&str] = if length > last { &["A", "B", "C"] } else { &["A", "B"] };
        check_damaged("a.json", &text[..length], names, 0, "JSON ends early at byte … after");
    }
}

#[test]
fn json_lines_that_end_in_mid_record_keep_the_lines_before() {
    let text = ["A", "B"].map(record).join("\n");
    check_damaged(
        "a.jsonl",
        &text[..text.len() - 20],
        &["A"],
        1,
        "JSON ends early at byte … after 1 event",
    );
}

#[test]
fn a_raw_control_character_is_never_silent_whatever_the_question() {
    let whole = with(event("Bad"), "requestParameters", serde_json::json!({"path": "p-q"}));
    let whole = with(whole, "userAgent", "agent").to_string();
    for (written, raw) in [
        ("agent", "age\u{1}nt"),
        ("agent", "age\nnt"),
        ("p-q", "p\tq"),
        ("\"path\"", "\"pa\u{2}th\""),
        ("\"userAgent\"", "\"user\u{2}Agent\""),
    ] {
        let trail = Trail::new();
        let bad = whole.replacen(written, raw, 1);
        trail.write("a.json", envelope(&[&record("A"), &bad, &record("C")]));
        let all = query(&trail);
        for question in [
            &["-n", "A"][..],
            &["--user-agent", "*"],
            &["--text", "agent"],
            &["--where", "requestParameters.path exists"],
            &["--resource", "*"],
            &["-n", "Nothing"],
        ] {
            let run = trail.query(&[question, &["--stats=json"]].concat());
            run.balances().exits(2).says("trailscan: a.json: ");
            assert_eq!(unreadable(&run), unreadable(&all), "{raw:?}, {run}");
        }
        let names = all.names();
        let both = names.contains(&"A".to_owned()) && names.contains(&"C".to_owned());
        assert!(both && names.len() as u64 + unreadable(&all) == 3, "{raw:?}, {all}");
    }
}

#[test]
fn a_record_that_is_not_utf8_is_used_and_reported() {
    let whole = with(event("B"), "userAgent", "M?ller").to_string();
    for wrong in [&b"\xfc"[..], b"\xc3", b"\xed\xa0\x80", b"\xff\xff"] {
        let bad: Vec<u8> = whole.bytes().collect::<Vec<u8>>();
        let at = whole.find('?').unwrap_or_default();
        let bad = [&bad[..at], wrong, &bad[at + 1..]].concat();
        let text = [b"{\"Records\":[", record("A").as_bytes(), b",", &bad, b"]}"].concat();
        check_damaged("a.json", &text, &["A", "B"], 0, "not valid UTF-8");
        let trail = Trail::new();
        trail.write("a.json", &text);
        trail.query(&["--user-agent", "/^M\u{fffd}+ller$/"]).exits(2).finds(&["B"]);
    }
}

#[test]
fn a_lone_surrogate_escape_passes_through_byte_for_byte() {
    for escape in [r"\ud800", r"\udc00", r"\ud83d\ud83d", r"\uD800A"] {
        let agent = spoilt(r#""agent""#, &format!(r#""x{escape}y""#));
        let key = spoilt(r#""userAgent""#, &format!(r#""user{escape}""#));
        for line in [agent, key] {
            let trail = Trail::new();
            trail.write("a.json", envelope(&[&line]));
            trail.query(&[]).exits(0).says_nothing().prints(&format!("{line}\n"));
        }
    }
}

#[test]
fn an_empty_object_beside_an_event_is_a_record_that_cannot_be_read() {
    let text = envelope(&[&record("A"), "{}", &record("C")]);
    check_damaged("a.json", text, &["A", "C"], 1, "a record without any CloudTrail field");
    let text = envelope(&[&record("A"), "null", &record("C")]);
    check_damaged("a.json", text, &["A", "C"], 1, "a record");
}

/// A log with one record that nests `depth` arrays or objects, and that record.
fn deep(depth: usize, open: &str, close: &str) -> (Trail, String) {
    let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let line = spoilt(r#""userAgent":"agent""#, &format!(r#""requestParameters":{deep}"#));
    let trail = Trail::new();
    trail.write("a.json", envelope(&[&line]));
    (trail, line)
}

const ARRAY: (&str, &str) = ("[", "]");
const OBJECT: (&str, &str) = (r#"{"a":"#, "}");

#[test]
fn deep_nesting_passes_through_and_overflows_no_stack() {
    for (open, close) in [ARRAY, OBJECT] {
        let (trail, line) = deep(100_000, open, close);
        let run = trail.query(&[]);
        assert!(run.stdout == format!("{line}\n"), "the record as written");
        run.exits(0).says_nothing();
        trail.query(&["--resource", "!x"]).exits(0).says_nothing();
        trail.query(&["--text", "{\"a\":[["]).exits(1);
        trail.run(&["query", "{}"]).exits(0);
        trail.run(&["query", "{}", "-f", "csv", "--fields", "requestParameters"]).exits(0);
    }
}

#[test]
fn questions_reach_into_deep_nesting() {
    for (open, close) in [ARRAY, OBJECT] {
        let (trail, _) = deep(10_000, open, close);
        trail.query(&["--where", "requestParameters exists"]).exits(0).says_nothing();
        trail.query(&["--where", "requestParameters != x"]).exits(0).says_nothing();
        let reached = trail.query(&["--where", "requestParameters.a.a exists"]);
        reached.exits(u8::from(open == ARRAY.0)).says_nothing();
    }
}

#[test]
fn deep_nesting_of_anything_else_overflows_no_stack() {
    let depth = 100_000;
    for text in ["[".repeat(depth), "{\"a\":".repeat(depth), "[".repeat(depth) + &"]".repeat(depth)]
    {
        let trail = Trail::new();
        trail.write("a.json", text);
        let run = query(&trail);
        assert!(run.code == 1 || run.code == 2, "{}", run.code);
    }
}

/// The record in seed 002, which AWS printed without its last brace.
fn printed_sample() -> String {
    let page = repository().join("fixtures/seeds/a4b-as-printed.txt");
    let page = std::fs::read_to_string(page).expect("the seed");
    page.split("```").nth(1).expect("the text between the fences").to_owned()
}

#[test]
fn the_sample_that_lacks_its_last_brace_yields_its_event_and_a_warning() {
    let words = "JSON ends early at byte … after 1 event";
    check_damaged("a4b.json", printed_sample(), &["CreateRoom"], 0, words);
    check_damaged("a4b.json", printed_sample().trim(), &["CreateRoom"], 0, words);
    check_damaged(
        "a4b.json.gz",
        crate::trail::gzip(printed_sample().as_bytes()),
        &["CreateRoom"],
        0,
        words,
    );
    let trail = Trail::new();
    trail.write("a.json", printed_sample()).log("b.json.gz", &[event("B")]);
    query(&trail).exits(2).finds(&["CreateRoom", "B"]).says("1 of 2 files");
    trail.query(&["-n", "B"]).exits(2).finds(&["B"]);
}

#[test]
fn a_page_around_a_sample_is_read_through_when_it_is_named() {
    let page = fixture("seeds/a4b-as-printed.txt");
    let run = run(&["query", &page, "-f", "jsonl", "--stats=json"]);
    run.balances().exits(2).finds(&["CreateRoom"]);
}

#[test]
fn blanks_of_every_kind_between_tokens_are_no_damage() {
    let [a, b] = &["A", "B"].map(record);
    let bom = "\u{feff}";
    check_sound(
        "a.json",
        format!("\r\n{{ \"Records\" :\t[\r\n{a}\r\n,\r\n{b} ] }}\r\n"),
        &["A", "B"],
    );
    check_sound("a.jsonl", format!("{a}\r\n\r\n{b}\r\n"), &["A", "B"]);
    check_sound("a.json", format!("{bom}{{\"Records\":[{a},{b}]}}"), &["A", "B"]);
    check_sound("a.jsonl", format!("{bom}{a}\n{b}"), &["A", "B"]);
    let text = format!("{bom}{{\"Records\":[{a},{b}]}}");
    check_sound("a.json.gz", crate::trail::gzip(text.as_bytes()), &["A", "B"]);
    check_sound("no-extension", text, &["A", "B"]);
}
