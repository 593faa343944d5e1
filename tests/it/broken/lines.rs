//! What stands around records where nothing should: the records are used and the rest is reported.

use super::{check_damaged, check_sound, envelope, query, record, unreadable};
use crate::trail::{Trail, event};

#[test]
fn a_comma_too_many_is_reported_and_the_records_are_used() {
    let [a, b] = &["A", "B"].map(record);
    for text in [
        format!(r#"{{"Records":[{a},{b},]}}"#),
        format!(r#"{{"Records":[{a},,{b}]}}"#),
        format!(r#"{{"Records":[,{a},{b}]}}"#),
        format!("[{a},{b},]"),
        format!("{a},\n{b},\n"),
    ] {
        check_damaged("a.json", text, &["A", "B"], 0, "a comma where none belongs");
    }
}

#[test]
fn nothing_behind_the_records_of_an_envelope_is_passed_over_silently() {
    let log = format!(r#"{{"Records":[{}]"#, record("A"));
    for rest in [
        ",}",
        ",,\"x\":1}",
        " \"x\":1}",
        ",\"x\" 1}",
        ",\"x\":nul}",
        ",\"x\":}",
        ",\"x\":1,}",
        ",\"x\":\"\u{1}\"}",
        ",x}",
        "]",
        "",
        ",\"x",
        ",\"x\":[1",
    ] {
        let trail = Trail::new();
        trail.write("a.json", format!("{log}{rest}"));
        query(&trail).finds(&["A"]).exits(2).says("trailscan: a.json: ");
    }
    check_sound("a.json", format!("{log},\"x\":[1,{{}}],\"y\" : null }}"), &["A"]);
    check_sound("a.json", format!("{{\"x\":1,\"y\":[],{}}}", &log[1..]), &["A"]);
}

#[test]
fn nothing_before_the_records_of_an_envelope_is_passed_over_silently() {
    let records = format!(r#""Records":[{}]}}"#, record("A"));
    for before in ["{,", "{\"x\":1,,", "{\"x\":nul,", "{\"x\":1 ", "{\"x\":\"\u{1}\","] {
        let text = format!("{before}{records}");
        check_damaged("a.json", text, &["A"], 0, "not JSON");
    }
}

#[test]
fn a_missing_comma_is_reported_and_the_records_are_used() {
    let [a, b, c] = &["A", "B", "C"].map(record);
    for text in [format!(r#"{{"Records":[{a}{b},{c}]}}"#), format!("[{a}\n{b},\n{c}]")] {
        check_damaged("a.json", text, &["A", "B", "C"], 0, "no comma between two values");
    }
}

#[test]
fn prose_behind_or_before_the_json_is_reported_and_the_records_are_used() {
    let [a, b] = &["A", "B"].map(record);
    let log = envelope(&[a, b]);
    for text in [
        format!("{log}\nthat was all"),
        format!("{log} that was all"),
        format!("{log}]"),
        format!("{log}}}\n"),
        format!("the log:\n{log}"),
        format!("{a}\nan aside, with a {{brace}}\n{b}\n"),
        format!("# one\n# two\n{a}\n\n# three\n{b}\n"),
    ] {
        check_damaged("a.log", text, &["A", "B"], 0, "not JSON");
    }
}

#[test]
fn junk_between_documents_on_one_line_does_not_hide_the_second() {
    let (a, b) = (envelope(&[record("A")]), envelope(&[record("B")]));
    for junk in ["\0\0\0\0", " and ", "}", "]", "\u{1e}", ";", "\u{feff}"] {
        let trail = Trail::new();
        trail.write("a.json", format!("{a}{junk}{b}"));
        query(&trail).exits(2).finds(&["A", "B"]).says("a.json: ");
    }
}

#[test]
fn a_record_behind_a_prefix_on_its_line_is_used() {
    let [a, b] = &["A", "B"].map(record);
    for prefix in ["May  3 10:00:00 host trail[7]: ", "\u{1e}", "stdout F ", "data: "] {
        let trail = Trail::new();
        trail.write("a.log", format!("{prefix}{a}\n{prefix}{b}\n"));
        query(&trail).exits(2).finds(&["A", "B"]).says("a.log: ");
    }
}

#[test]
fn a_quote_in_front_of_a_record_costs_nothing() {
    let [a, b] = &["A", "B"].map(record);
    check_damaged("a.jsonl", format!("\"{a}\n\"{b}\n"), &["A", "B"], 0, "not JSON");
}

#[test]
fn a_string_that_is_never_closed_beside_the_records_costs_nothing_behind_it() {
    let [a, b, c] = &["A", "B", "C"].map(record);
    let text = format!(r#"{{"Records":[{a}],"name": "x}},{b},{c}]}}"#);
    check_damaged("a.json", text, &["A", "B", "C"], 0, "not JSON");
}

#[test]
fn an_exported_time_that_has_lost_a_digit_is_reported() {
    let lines = |time: &str| format!("{time} {}\n{time} {}\n", record("A"), record("B"));
    check_sound("a.log", lines("2024-05-03T10:00:00.000Z"), &["A", "B"]);
    check_damaged("a.log", lines("024-05-03T10:00:00.000Z"), &["A", "B"], 0, "not JSON");
}

#[test]
fn nul_bytes_are_reported_and_the_records_are_used() {
    let log = envelope(&[record("A"), record("B")]);
    check_damaged("a.json", format!("{log}{}", "\0".repeat(600)), &["A", "B"], 0, "not JSON");
    check_damaged("a.json", format!("{log}\n\0"), &["A", "B"], 0, "not JSON");
    check_damaged("a.json", [0; 4096], &[], 0, "a.json: ");
}

#[test]
fn an_envelope_that_is_never_closed_does_not_hide_the_next() {
    let [a, b] = &["A", "B"].map(record);
    let next = envelope(&[b]);
    for first in [
        format!(r#"{{"Records":[{a}"#),
        format!(r#"{{"Records":[{a}]"#),
        format!(r#"{{"Records":[{a}}}"#),
        format!(r#"{{"Records":[{a},"#),
    ] {
        for between in ["", "\n"] {
            let trail = Trail::new();
            trail.write("a.json", format!("{first}{between}{next}"));
            query(&trail).exits(2).finds(&["A", "B"]).says("a.json: ");
        }
    }
}

/// Lines of one shape, the second cut: the others are used, and one is counted as unreadable.
#[track_caller]
fn check_cut_line(shape: impl Fn(&str) -> String, lengths: &[usize]) {
    for length in lengths {
        let mut lines = ["A", "B", "C", "D"].map(&shape);
        lines[1].truncate(*length);
        check_damaged("a.jsonl", lines.join("\n"), &["A", "C", "D"], 1, "after 1 event");
    }
}

fn quoted(name: &str) -> String {
    serde_json::Value::from(record(name)).to_string()
}

#[test]
fn a_cut_line_costs_only_itself() {
    check_cut_line(record, &[1, 12, 20, 100, 250]);
    check_cut_line(|name| envelope(&[record(name)]), &[100, 250]);
}

#[test]
fn many_cut_lines_cost_no_more_than_each_alone() {
    let line = record("A");
    for length in [line.len() - 1, line.len() - 2, line.find("us-").unwrap_or_default() + 2] {
        let trail = Trail::new();
        trail.write("a.jsonl", format!("{line}\n{}\n", &line[..length]).repeat(20_000));
        let run = query(&trail);
        assert_eq!((run.names().len(), unreadable(&run)), (20_000, 20_000), "cut at {length}");
    }
}

#[test]
fn a_cut_line_of_eventbridge_costs_only_itself() {
    let kind = "AWS API Call via CloudTrail";
    let line = |name: &str| format!(r#"{{"detail-type":"{kind}","detail":{}}}"#, record(name));
    check_cut_line(line, &[5, 30, 100, 250]);
}

#[test]
fn a_cut_line_of_lookup_events_costs_only_itself() {
    let line = |name: &str| format!(r#"{{"EventId":"1","CloudTrailEvent":{}}}"#, quoted(name));
    check_cut_line(line, &[5, 12, 30, 100, 250]);
}

#[test]
fn a_cut_line_of_cloudwatch_logs_costs_only_itself() {
    let line = |name: &str| format!(r#"{{"timestamp":1714730400000,"message":{}}}"#, quoted(name));
    check_cut_line(line, &[5, 30, 100, 250]);
    let line = |name: &str| format!("2024-05-03T10:00:00.000Z {}", record(name));
    check_cut_line(line, &[26, 40, 100, 250]);
}

#[test]
fn a_long_export_of_cloudwatch_logs_is_sound_wherever_its_pieces_end() {
    // Without its first keys a record is only found where its line begins with a time.
    let line =
        format!("2024-05-03T10:00:00.000Z {}\n", r#"{"zone":1,"eventName":"A","eventID":"1"}"#);
    let trail = Trail::new();
    trail.gzip("a.gz", line.repeat(30_000));
    let run = query(&trail);
    run.exits(0);
    assert_eq!(run.names().len(), 30_000);
    assert_eq!(run.stats()["damaged"], 0, "{}", run.stderr);
}

#[test]
fn a_prefix_on_every_line_of_a_long_log_hides_no_record() {
    let trail = Trail::new();
    trail.write("a.log", format!("May  3 10:00:00 host: {}\n", record("A")).repeat(20_000));
    let run = query(&trail);
    assert_eq!(run.exits(2).names().len(), 20_000);
}

#[test]
fn an_embedded_record_that_is_malformed_costs_only_itself() {
    let line = |text: &str| {
        format!(r#"{{"EventId":"1","CloudTrailEvent":{}}}"#, serde_json::Value::from(text))
    };
    let bad = &record("Bad")[..100];
    let text = [line(&record("A")), line(bad), line(&record("C"))].join("\n");
    check_damaged("a.jsonl", text, &["A", "C"], 1, "after 1 event");
}

#[test]
fn empty_lines_and_several_documents_are_no_damage() {
    let [a, b] = &["A", "B"].map(|name| envelope(&[event(name).to_string()]));
    check_sound("a.json", format!("\n\n{a}\n\n\n{b}\n\n"), &["A", "B"]);
    check_sound("a.json", format!("{a}{b}"), &["A", "B"]);
}
