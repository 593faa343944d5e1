//! Exporting again: logs that have grown add what is new of them, once, and touch nothing else.
//!
//! The harness runs whatever is asked twice, so that each export here is also made again as it is.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::{Value, json};

use super::read::{files, rows};
use crate::trail::{Trail, event, with};

const EXPORT: [&str; 4] = ["export", "{}/logs", "--to", "{}/set"];

fn at(name: &str, time: &str) -> Value {
    with(event(name), "eventTime", time)
}

fn names(trail: &Trail) -> Vec<String> {
    let rows = rows(&trail.path("set"));
    let mut names: Vec<String> =
        rows.iter().map(|row| row["eventname"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}

/// The data set holds exactly the events of the logs, each as often as they do.
#[track_caller]
pub(super) fn holds_the_logs(trail: &Trail, set: &str) {
    let printed = trail.run(&["query", "{}/logs", "--format", "jsonl"]).stdout;
    let mut lines: Vec<&str> = printed.lines().collect();
    lines.sort_unstable();
    let rows = rows(&trail.path(set));
    let mut raws: Vec<&str> = rows.iter().map(|row| row["raw"].as_str().expect("raw")).collect();
    raws.sort_unstable();
    assert!(raws == lines, "{set} holds {} events of {}", raws.len(), lines.len());
}

#[track_caller]
fn is_untouched(trail: &Trail, before: &BTreeMap<PathBuf, Vec<u8>>) {
    let after = files(&trail.path("set"));
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)));
}

#[test]
fn a_directory_that_has_grown_adds_only_its_new_events() {
    let trail = Trail::new();
    trail.log("logs/a.json.gz", &[event("A"), event("C")]);
    trail.run(&EXPORT).exits(0);
    let before = files(&trail.path("set"));
    trail.log("logs/b.json.gz", &[event("B")]);
    let run = trail.run(&EXPORT);
    run.exits(0)
        .says("set: 1 event in 1 new file, … bytes, in 1 partition; already there: 2 events\n");
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    is_untouched(&trail, &before);
    assert_eq!(names(&trail), ["A", "B", "C"]);
    trail.run(&EXPORT).exits(0).says("set: nothing new, 3 events were there already\n");
    trail.log("logs/0.json.gz", &[event("0")]);
    trail.run(&EXPORT).exits(0).says("1 event in 1 new file").says("already there: 3 events");
    is_untouched(&trail, &before);
    holds_the_logs(&trail, "set");
    assert_eq!(files(&trail.path("set")).len(), 3);
}

/// What each night's sync brings: files of the day that began, and of the one before. Events of a
/// day come in the next day's directory, too, and copies of some in later files.
fn night(night: usize) -> Vec<(String, Vec<Value>)> {
    let mut brought = Vec::new();
    for (day, part) in [(night, "a"), (night, "c"), (night.saturating_sub(1), "b")] {
        let one = |number: usize| {
            let hours = number * 5 % 48;
            let time = format!("2024-05-{:02}T{:02}:07:00Z", 10 + day - hours / 24, hours % 24);
            let event = at(&format!("{day}{part}{number}"), &time);
            with(event, "awsRegion", ["us-east-1", "eu-west-1"][number % 2])
        };
        let mut events: Vec<Value> = (0..12).map(one).collect();
        events.push(with(event("again"), "eventID", "again"));
        brought.push((format!("logs/{day}/{part}{night}.json.gz"), events));
    }
    brought
}

#[test]
fn exports_of_every_night_hold_exactly_the_events_of_the_logs() {
    let trail = Trail::new();
    let sets = ["1", "2", "8"];
    for set in sets {
        fs::create_dir(trail.path(set)).expect("made");
    }
    for number in 0..4 {
        for (name, events) in night(number) {
            trail.log(&name, &events);
        }
        for threads in sets {
            let before = files(&trail.path(threads));
            let to = format!("{{}}/{threads}");
            trail.run(&["export", "{}/logs", "--to", &to, "--threads", threads]).exits(0);
            let after = files(&trail.path(threads));
            assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)));
            assert!(after.len() > before.len());
            holds_the_logs(&trail, threads);
        }
    }
    let [one, two, eight] = sets.map(|set| files(&trail.path(set)));
    assert!(one == two && one == eight);
}

#[test]
fn whatever_an_interrupted_run_had_written_the_next_adds_the_rest() {
    let trail = Trail::new();
    for number in 0..2 {
        for (name, events) in night(number) {
            trail.log(&name, &events);
        }
    }
    trail.run(&EXPORT).exits(0);
    let before = files(&trail.path("set"));
    for (name, events) in night(2) {
        trail.log(&name, &events);
    }
    trail.run(&EXPORT).exits(0);
    let after = files(&trail.path("set"));
    let new: Vec<&PathBuf> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert!(new.len() > 3, "{new:?}");
    // Some, many, and in the end all.
    let all = (1 << new.len()) - 1;
    for lost in (0..16).map(|step| all * step / 15) {
        for (index, name) in new.iter().enumerate() {
            if lost >> index & 1 == 1 {
                fs::remove_file(trail.path("set").join(name)).expect("removed");
            }
        }
        trail.run(&[&EXPORT[..], &["--stats=json"]].concat()).exits(0);
        holds_the_logs(&trail, "set");
    }
    is_untouched(&trail, &before);
}

#[test]
fn directories_that_share_a_partition_may_grow_in_turn() {
    let trail = Trail::new();
    for (run, name) in ["1/a", "2/a", "1/b", "2/b", "0/a", "3/a", "1/c"].iter().enumerate() {
        let events = ["x", "y"].map(|which| event(&format!("{name}{which}")));
        trail.log(&format!("logs/{name}.json"), &events);
        let line = trail.run(&EXPORT);
        line.exits(0).says("set: 2 events in 1 new file, ");
        assert_eq!(files(&trail.path("set")).len(), run + 1);
        holds_the_logs(&trail, "set");
    }
}

#[test]
fn copies_are_as_many_as_in_the_logs() {
    let trail = Trail::new();
    trail.log("logs/1/a.json", &[event("A"), event("A"), event("B")]);
    trail.run(&EXPORT).exits(0);
    trail.log("logs/1/b.json", &[event("C")]);
    trail.log("logs/2/a.json", &[event("A"), event("B")]);
    trail.run(&EXPORT).exits(0).says("3 events in 2 new files");
    assert_eq!(names(&trail), ["A", "A", "A", "B", "B", "C"]);
    // One that comes before what is there, and takes its place.
    trail.log("logs/0/a.json", &[event("C"), event("D")]);
    trail.run(&EXPORT).exits(0).says("set: 2 events in 2 new files");
    assert_eq!(names(&trail), ["A", "A", "A", "B", "B", "C", "C", "D"]);
    holds_the_logs(&trail, "set");
}

#[test]
fn directories_with_the_same_events_are_a_file_each() {
    let trail = Trail::new();
    for directory in ["1", "2", "3"] {
        trail.log(&format!("logs/{directory}/a.json"), &[event("A"), event("B")]);
    }
    trail.run(&EXPORT).exits(0).says("6 events in 3 new files");
    let whole = files(&trail.path("set"));
    for lost in whole.keys() {
        fs::remove_file(trail.path("set").join(lost)).expect("removed");
        trail.run(&EXPORT).exits(0).says("2 events in 1 new file").says("already there: 4 events");
        assert!(files(&trail.path("set")) == whole);
    }
}

#[test]
fn dropped_copies_are_dropped_over_all_runs() {
    let trail = Trail::new();
    let export = [&EXPORT[..], &["--dedup"]].concat();
    trail.log("logs/1/a.json", &[event("A"), event("A"), event("B")]);
    trail.run(&export).exits(0);
    trail.log("logs/0/a.json", &[event("B"), event("0")]);
    trail.log("logs/2/a.json", &[event("A"), event("C")]);
    trail
        .run(&export)
        .exits(0)
        .says("set: 2 events in 2 new files")
        .says("already there: 2 events");
    assert_eq!(names(&trail), ["0", "A", "B", "C"]);
}

#[test]
fn the_same_id_in_another_account_is_another_event() {
    let trail = Trail::new();
    // The partition is the identity's account where nobody received it.
    let none = with(event("A"), "recipientAccountId", "");
    trail.log("logs/a.json", &[event("A")]);
    trail.run(&EXPORT).exits(0);
    trail.log("logs/b.json", &[none]);
    trail.run(&EXPORT).exits(0).says("1 event in 1 new file").says("already there: 1 event\n");
    holds_the_logs(&trail, "set");
}

#[test]
fn events_without_an_id_are_known_by_all_of_their_columns() {
    let trail = Trail::new();
    let old = |name: &str| {
        let mut event = event(name);
        event.as_object_mut().expect("an object").remove("eventID");
        event
    };
    let resources = |arns: &[&str]| {
        let resources: Vec<Value> = arns.iter().map(|arn| json!({"ARN": arn})).collect();
        with(old("A"), "resources", resources)
    };
    let mut events = vec![
        old("A"),
        old("A"),
        with(old("N"), "eventID", 7),
        with(old("A"), "requestParameters", json!({"a": 1})),
        with(old("A"), "responseElements", json!({"a": 1})),
        resources(&["a"]),
        resources(&["a", "b"]),
        event("A"),
    ];
    trail.log("logs/b.json", &events);
    trail.run(&EXPORT).exits(0);
    for more in [
        event("B"),
        old("B"),
        old("A"),
        with(old("A"), "requestParameters", json!({"a": 2})),
        resources(&["b", "a"]),
        resources(&["b"]),
    ] {
        events.insert(0, more);
        trail.log("logs/b.json", &events);
        trail.run(&EXPORT).exits(0).says("1 event in 1 new file");
        holds_the_logs(&trail, "set");
    }
    let run = trail.run(&[&EXPORT[..], &["--raw", "no"]].concat());
    run.exits(0).says("set: nothing new, 14 events were there already\n");
}

#[test]
fn an_event_that_is_there_without_its_record_is_there() {
    let trail = Trail::new();
    trail.log("logs/a.json", &[event("A")]);
    trail.run(&[&EXPORT[..], &["--raw", "no"]].concat()).exits(0);
    trail.run(&EXPORT).exits(0).says("set: nothing new, 1 event was there already\n");
    trail.log("logs/b.json", &[event("B")]);
    trail.run(&EXPORT).exits(0).says("set: 1 event in 1 new file").says("already there: 1 event\n");
    assert_eq!(names(&trail), ["A", "B"]);
}

#[test]
fn filters_that_overlap_add_what_is_new() {
    let trail = Trail::new();
    trail.log("logs/a.json", &["A", "B", "C", "D"].map(event));
    for (names, new) in [("B", 1), ("A,B", 1), ("B,C", 1), ("*", 1)] {
        let run = trail.run(&[&EXPORT[..], &["-n", names]].concat());
        run.exits(0).says(&format!("set: {new} event in 1 new file"));
    }
    holds_the_logs(&trail, "set");
    trail.run(&[&EXPORT[..], &["-n", "A,C,D"]].concat()).exits(0).says("nothing new, 3 events");
}
