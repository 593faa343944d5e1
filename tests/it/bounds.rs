//! What passes a bound is reported, what stands beside it is used, and nothing else changes.
//!
//! How much memory hostile input takes is measured by the benchmark (`--only bounds`), which also
//! has the sizes that are too large for a test.

use serde_json::json;

use crate::trail::{Run, Setting, Trail, event, run_with, with};

/// The bounds of an event, of copies of text, and of brackets in brackets.
const EVENT_BYTES_MAX: usize = 4 << 20;
const COPIES_BYTES_MAX: usize = 32 << 20;
const NESTED_MAX: usize = 1 << 20;

/// An event with a field of so many bytes.
fn long(name: &str, bytes: usize) -> String {
    with(event(name), "userAgent", "x".repeat(bytes)).to_string()
}

/// A log of these records, compressed.
fn log(trail: &Trail, name: &str, records: &[String]) {
    trail.gzip(name, format!("{{\"Records\":[{}]}}", records.join(",")));
}

/// The events of this name are found; so many records are not read, and these words are said of
/// them, however many threads read.
#[track_caller]
fn check(trail: &Trail, names: &[&str], unreadable: u64, words: &str) {
    for threads in ["1", "3"] {
        let run = trail.query(&["--threads", threads, "--stats=json"]);
        run.balances().finds(names).exits(2).says(words);
        assert_eq!(run.stats()["unreadable"], unreadable, "{run}");
    }
    trail.run(&["summary", "{}"]).exits(2).says(words);
}

#[test]
fn an_event_beyond_the_bound_is_reported_and_those_beside_it_are_used() {
    let trail = Trail::new();
    let none = long("None", 0).len();
    let records = [long("A", 10), long("TooLong", EVENT_BYTES_MAX), long("C", 10)];
    log(&trail, "a.json.gz", &records);
    // As long as may be.
    log(&trail, "b.json.gz", &[long("Long", EVENT_BYTES_MAX - none)]);
    trail.gzip("c.json.gz", json!({"message": records[1]}).to_string());
    check(
        &trail,
        &["A", "C", "Long"],
        2,
        "a.json.gz: an event of more than 4,194,304 bytes at byte",
    );
    for question in [&["query", "-f", "csv"][..], &["count", "--by", "agent"], &["timeline"]] {
        trail.run(&[question, &["{}"]].concat()).exits(2).says("a.json.gz: an event of more than");
    }
    trail.query(&[]).says("c.json.gz: an event of more than 4,194,304 bytes at byte 0,");
}

#[test]
fn large_values_in_many_files_are_the_same_on_any_number_of_threads() {
    let trail = Trail::new();
    for file in 0..8 {
        let size = 300_000 + file * 500_000;
        let records = [event("First").to_string(), long("Large", size), event("Last").to_string()];
        log(&trail, &format!("{file}.json.gz"), &records);
        let unended = format!("{}\n{}", records[0], &records[1][..records[1].len() - 9]);
        trail.gzip(&format!("{file}-unended.json.gz"), unended);
    }
    let told = |run: &Run| (run.stdout.clone(), run.stderr.clone(), run.code);
    for question in [&[][..], &["--limit", "10"], &["-n", "Large", "--sort", "time"]] {
        let ask = |threads| trail.query(&[question, &["--threads", threads]].concat());
        let one = ask("1");
        one.exits(2);
        for threads in ["2", "8", "16"] {
            assert!(told(&ask(threads)) == told(&one), "{question:?} on {threads} threads");
        }
    }
    trail.query(&["--threads", "8", "--quiet"]).exits(0);
}

#[test]
fn strings_in_strings_that_would_take_too_much_together_are_reported() {
    let mut text = long("Deep", COPIES_BYTES_MAX / 2);
    for _ in 0..2 {
        text = json!({ "message": text }).to_string();
    }
    let trail = Trail::new();
    trail.gzip("a.json.gz", format!("{}\n{text}\n{}", event("A"), event("C")));
    check(
        &trail,
        &["A", "C"],
        0,
        "text that is not searched for events: unescaped it may pass 33,554",
    );
    // Of one level there is room for one as large, and its events are read.
    let names: Vec<String> = (0..8).map(|number| format!("Each{number}")).collect();
    let long = |name: &String| with(event(name), "userAgent", "x".repeat(3 << 20));
    let records: Vec<_> = names.iter().map(long).collect();
    let wrapped = json!({"Body": json!({ "Records": records }).to_string()});
    let trail = Trail::new();
    trail.gzip("a.json.gz", json!([wrapped]).to_string());
    trail
        .query(&[])
        .finds(&names.iter().map(String::as_str).collect::<Vec<_>>())
        .exits(0)
        .says_nothing();
}

#[test]
fn bytes_that_are_no_utf8_and_too_many_to_be_mended_are_reported_and_searched() {
    let mut bytes = json!({"took": 1, "wrapped": [event("Inside")]}).to_string().into_bytes();
    let end = bytes.len() - 1;
    bytes.splice(end..end, *b",\"z\":\"");
    bytes.extend(vec![0xff; COPIES_BYTES_MAX / 3]);
    bytes.extend(b"\"}\n");
    bytes.extend(event("C").to_string().into_bytes());
    let trail = Trail::new();
    trail.gzip("a.json.gz", &bytes);
    check(&trail, &["Inside", "C"], 1, "text that is not searched for events");
}

#[test]
fn an_envelope_with_too_much_before_its_records_is_reported_and_they_are_read() {
    let before = json!({"eventSource": "x".repeat(COPIES_BYTES_MAX)}).to_string();
    let trail = Trail::new();
    let text = format!("{{\"a\":{before},\"Records\":[{}]}}", event("A"));
    trail.gzip("a.json.gz", text);
    check(&trail, &["A"], 0, "text that is not searched for events");
}

#[test]
fn a_million_brackets_are_read_or_reported_wherever_they_stand() {
    let deep = |open: &str, close: &str, levels| open.repeat(levels) + "1" + &close.repeat(levels);
    let brackets = deep("[", "]", 1_000_000);
    let braces = deep("{\"a\":", "}", 1_000_000);
    let in_field = |value: &str| {
        let text = with(event("Deep"), "requestParameters", "HERE").to_string();
        text.replace("\"HERE\"", value)
    };
    let trail = Trail::new();
    let records = [event("A").to_string(), in_field(&brackets), event("C").to_string()];
    log(&trail, "a.json.gz", &records);
    let run = trail.query(&["--where", "requestParameters != 7"]);
    assert_eq!(run.exits(0).says_nothing().stdout.lines().count(), 3);
    trail.run(&["query", "{}", "--fields", "requestParameters[0]"]).exits(0);
    trail.run(&["count", "{}", "--by", "requestParameters.a"]).exits(0);
    trail.run(&["summary", "{}"]).exits(0);

    let too_deep = deep("[", "]", NESTED_MAX + 1);
    let text = |value: &str| json!({ "message": format!("{{\"eventName\":{value}}}") }).to_string();
    for (value, words) in [
        (in_field(&too_deep), "JSON nests too deep to be searched for events"),
        (too_deep.clone(), "JSON nests too deep to be searched for events"),
        (in_field(&braces), "an event of more than 4,194,304 bytes"),
        (braces.clone(), "a record without any CloudTrail field"),
        ("[".repeat(1_000_000), "JSON ends early"),
        ("{\"a\":".repeat(1_000_000), "JSON ends early"),
        (text(&too_deep), "JSON nests too deep to be searched for events"),
    ] {
        let trail = Trail::new();
        log(&trail, "a.json.gz", &[event("A").to_string(), value]);
        let run = trail.query(&["--stats=json"]);
        run.balances().finds(&["A"]).exits(2).says(words);
    }
}

#[test]
fn a_line_without_an_end_is_passed_over_whatever_it_is_made_of() {
    let blanks_and_strings = [" ", "\""];
    let damage = ["x", "\\", "\0", ",", "{", "[", "1,", "{\"a\":"];
    for byte in blanks_and_strings.iter().chain(&damage) {
        let line = byte.repeat((5 << 18) / byte.len());
        let text = format!("{}\n{line}\n{}\n", event("A"), event("C"));
        let trail = Trail::new();
        let run = trail.write("a.jsonl", &text).query(&["--stats=json"]);
        run.balances().exits(if damage.contains(byte) { 2 } else { 0 });
        assert_eq!(run.names().first().map(String::as_str), Some("A"), "{byte:?}");
        assert_eq!(run.names().last().map(String::as_str), Some("C"), "{byte:?}");
        let setting = Setting { stdin: text.clone().into_bytes(), ..Setting::default() };
        let piped = run_with(&["query", "-", "-f", "jsonl"], &setting);
        assert_eq!(piped.stdout, run.stdout, "{byte:?}");
    }
}

#[test]
fn tiny_records_and_empty_ones_are_counted_one_by_one() {
    let trail = Trail::new();
    let tiny = r#"{"eventName":"A"}"#;
    trail.gzip(
        "a.json.gz",
        format!("{{\"Records\":[{}{tiny}]}}", format!("{tiny},").repeat(99_999)),
    );
    trail.gzip("b.json.gz", format!("{{\"Records\":[{}{tiny}]}}", "{},".repeat(100_000)));
    let run = trail.run(&["count", "{}", "--stats=json"]);
    run.balances()
        .exits(2)
        .says("without any CloudTrail field at byte 12, after 0 events, and 99999");
    assert_eq!(run.stats()["matched"], 100_001, "{run}");
    assert_eq!(run.stats()["unreadable"], 100_000, "{run}");
}

#[test]
fn a_bomb_inside_a_bomb_is_read_to_its_end() {
    let blanks = " ".repeat(1 << 20);
    let inner = crate::trail::gzip(format!("{blanks}{}{blanks}", event("A")).as_bytes());
    let trail = Trail::new();
    trail.gzip("a.json.gz", inner);
    trail.query(&[]).finds(&["A"]).exits(0).says_nothing();
}

#[cfg(unix)]
#[test]
fn a_thousand_directories_deep_is_read_as_far_as_paths_reach_and_the_rest_is_reported() {
    use std::{fs, process::Command};

    let trail = Trail::new();
    trail.write("a.json", event("A").to_string());
    let short = vec!["d"; 1000].join("/");
    fs::create_dir_all(trail.path(&short)).expect("made");
    trail.write(&format!("{short}/b.json"), event("B").to_string());
    trail.query(&[]).finds(&["A", "B"]).exits(0).says_nothing();
    // Longer than a path may be: a part of it is made from inside.
    let half = vec!["directory".repeat(20); 15].join("/");
    fs::create_dir_all(trail.path(&half)).expect("made");
    let made = Command::new("mkdir").args(["-p", &half]).current_dir(trail.path(&half)).status();
    assert!(made.is_ok_and(|made| made.success()), "mkdir");
    trail.query(&[]).finds(&["A", "B"]).exits(2).says("directory: file name too long\n");
}
