//! `trailscan timeline`: stretches of time, groups over them, exit codes, drawings.

mod drawn;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::trail::{Run, Setting, Trail, event, on_terminal, run_with, with};

fn at(name: &str, time: &str) -> Value {
    with(event(name), "eventTime", time)
}

/// Events at these times.
fn trail_of(times: &[&str]) -> Trail {
    let trail = Trail::new();
    trail.log("a.json.gz", &times.iter().map(|time| at("A", time)).collect::<Vec<_>>());
    trail
}

fn timeline(trail: &Trail, flags: &[&str]) -> Run {
    trail.run(&[&["timeline", "{}"], flags].concat())
}

/// When each stretch begins, and how many events it holds.
#[track_caller]
fn stretches(trail: &Trail, flags: &[&str]) -> Vec<(String, u64)> {
    let run = timeline(trail, &[flags, &["-f", "jsonl"]].concat());
    let start = |row: &Value| row["time"].as_str().unwrap_or_else(|| panic!("{run}")).to_owned();
    run.events().iter().map(|row| (start(row), row["count"].as_u64().unwrap_or_default())).collect()
}

#[track_caller]
fn check(times: &[&str], flags: &[&str], expected: &[(&str, u64)]) {
    let found = stretches(&trail_of(times), flags);
    let found: Vec<(&str, u64)> = found.iter().map(|(start, count)| (&**start, *count)).collect();
    assert_eq!(found, expected, "{flags:?}");
}

const MORNING: [&str; 3] =
    ["2024-05-01T08:59:59.999Z", "2024-05-01T11:00:00Z", "2024-05-01T08:00:00Z"];

#[test]
fn every_stretch_from_the_first_event_to_the_last_is_there() {
    check(
        &MORNING,
        &[],
        &[
            ("2024-05-01T08:00:00Z", 2),
            ("2024-05-01T09:00:00Z", 0),
            ("2024-05-01T10:00:00Z", 0),
            ("2024-05-01T11:00:00Z", 1),
        ],
    );
    check(&MORNING, &["--every", "1d"], &[("2024-05-01T00:00:00Z", 3)]);
    check(
        &MORNING,
        &["--every", "90m"],
        &[("2024-05-01T07:30:00Z", 2), ("2024-05-01T09:00:00Z", 0), ("2024-05-01T10:30:00Z", 1)],
    );
    // A Wednesday, whose week began on Monday.
    check(&MORNING, &["--every", "1w"], &[("2024-04-29T00:00:00Z", 3)]);
    assert_eq!(stretches(&trail_of(&MORNING), &["--every", "30s"]).len(), 3 * 120 + 1);
}

#[test]
fn every_stretch_that_was_asked_for_is_there() {
    let around = ["--since", "2024-05-01T06:30:00Z", "--until", "2024-05-01T13:00:00Z"];
    let found = stretches(&trail_of(&MORNING), &around);
    let starts: Vec<&str> = found.iter().map(|(start, _)| &start[11..16]).collect();
    assert_eq!(starts, ["06:00", "07:00", "08:00", "09:00", "10:00", "11:00", "12:00"]);
    assert_eq!(found.iter().map(|(_, count)| count).sum::<u64>(), 3);
    let since = stretches(&trail_of(&MORNING), &["--since", "2024-05-01T07:00:00Z"]);
    assert_eq!(since.len(), 5);
    let until = stretches(&trail_of(&MORNING), &["--until", "2024-05-01T13:00:01Z"]);
    assert_eq!(until.len(), 6);
    assert_eq!(stretches(&trail_of(&MORNING), &["--since", "7d", "--every", "1d"]).len(), 1);
    let inside = ["--since", "2024-05-01T08:30:00Z", "--until", "2024-05-01T11:00:00Z"];
    let expected =
        [("2024-05-01T08:00:00Z", 1), ("2024-05-01T09:00:00Z", 0), ("2024-05-01T10:00:00Z", 0)];
    check(&MORNING, &inside, &expected);
}

#[test]
fn a_range_too_wide_for_short_stretches_shows_where_the_events_are() {
    let wide = ["--since", "1970-01-01", "--every", "1m"];
    let found = stretches(&trail_of(&MORNING), &wide);
    assert_eq!((found[0].0.as_str(), found.len()), ("2024-05-01T08:00:00Z", 181));
}

#[test]
fn how_the_calls_ended_stands_beside_the_count() {
    let trail = Trail::new();
    let ended = |code: &str| with(event("A"), "errorCode", code);
    trail.log("a.json.gz", &[event("A"), ended("AccessDenied"), ended("Throttling"), ended("x")]);
    timeline(&trail, &["-f", "csv"])
        .exits(0)
        .prints("time,count,failed,denied\n2024-05-01T10:00:00Z,4,2,1\n");
    timeline(&trail, &["-f", "json"]).prints(
        "[\n{\"time\":\"2024-05-01T10:00:00Z\",\"count\":4,\"failed\":2,\"denied\":1}\n]\n",
    );
    timeline(&trail, &[]).prints(
        "TIME                  COUNT  FAILED  DENIED\n2024-05-01T10:00:00Z      4       2       1\n",
    );
}

#[test]
fn groups_have_a_row_in_every_stretch_those_with_the_most_events_first() {
    let trail = Trail::new();
    trail.log(
        "a.json.gz",
        &[
            at("B", "2024-05-01T10:00:00Z"),
            at("A", "2024-05-01T12:00:00Z"),
            at("B", "2024-05-01T12:00:00Z"),
            at("C", "2024-05-01T12:00:00Z"),
            with(at("A", "2024-05-01T12:00:00Z"), "eventName", json!(null)),
            at("D", "soon"),
        ],
    );
    let by = ["--by", "name", "-f", "csv", "--every", "2h"];
    let run = timeline(&trail, &by);
    run.exits(0).says("1 event in no stretch: no usable eventTime").prints(
        "time,name,count,failed,denied\n\
         2024-05-01T10:00:00Z,B,1,0,0\n2024-05-01T10:00:00Z,A,0,0,0\n\
         2024-05-01T10:00:00Z,C,0,0,0\n2024-05-01T10:00:00Z,,0,0,0\n\
         2024-05-01T12:00:00Z,B,1,0,0\n2024-05-01T12:00:00Z,A,1,0,0\n\
         2024-05-01T12:00:00Z,C,1,0,0\n2024-05-01T12:00:00Z,,1,0,0\n",
    );
    timeline(&trail, &[&by[..], &["--top", "1"]].concat()).prints(
        "time,name,count,failed,denied\n\
         2024-05-01T10:00:00Z,B,1,0,0\n2024-05-01T12:00:00Z,B,1,0,0\n",
    );
    let json = timeline(&trail, &["--by", "name", "-f", "jsonl", "--every", "1d"]);
    assert_eq!(
        json.events().iter().map(|row| row["name"].clone()).collect::<Vec<_>>(),
        [json!("B"), json!("A"), json!("C"), json!(null)]
    );
}

#[test]
fn an_event_is_in_each_group_that_a_path_leads_to() {
    let trail = Trail::new();
    let named = with(event("A"), "resources", json!([{"ARN": "x"}, {"ARN": "y"}, {"ARN": "x"}]));
    trail.log("a.json.gz", &[named, event("B")]);
    timeline(&trail, &["--by", "resources.ARN,event", "-f", "tsv"]).prints(
        "time\tresources.ARN\tevent\tcount\tfailed\tdenied\n\
         2024-05-01T10:00:00Z\tx\tA\t1\t0\t0\n2024-05-01T10:00:00Z\ty\tA\t1\t0\t0\n\
         2024-05-01T10:00:00Z\t\tB\t1\t0\t0\n",
    );
}

#[test]
fn events_without_a_usable_time_are_in_no_stretch_and_that_is_said() {
    let trail = trail_of(&["soon", "2024-05-01T10:00:00Z", "2024-02-30T10:00:00Z"]);
    let run = timeline(&trail, &["-f", "csv"]);
    run.exits(0).prints("time,count,failed,denied\n2024-05-01T10:00:00Z,1,0,0\n");
    run.says("trailscan: 2 events in no stretch: no usable eventTime\n");
    let none = trail_of(&["soon"]);
    timeline(&none, &["-f", "json"]).exits(0).prints("[]\n").says("1 event in no stretch");
    timeline(&none, &[]).exits(0).prints("").says("1 event in no stretch");
    timeline(&none, &["--by", "ip", "-f", "jsonl"]).exits(0).prints("").says("1 event in no");
    // Said once.
    let filtered = timeline(&trail, &["--since", "2024-05-01"]);
    filtered.says("2 events left out by --since or --until");
    assert!(!filtered.stderr.contains("in no stretch"), "{filtered}");
}

#[test]
fn exit_codes_are_those_of_grep_and_quiet_prints_nothing() {
    let trail = trail_of(&MORNING);
    timeline(&trail, &[]).exits(0).says_nothing();
    timeline(&trail, &["-n", "Z"]).exits(1).prints("").says_nothing();
    timeline(&trail, &["-n", "Z", "-f", "json"]).exits(1).prints("[]\n");
    timeline(&trail, &["-n", "Z", "-f", "csv"]).exits(1).prints("time,count,failed,denied\n");
    timeline(&trail, &["-n", "Z", "--allow-empty"]).exits(0).prints("");
    timeline(&trail, &["--quiet"]).exits(0).prints("").says_nothing();
    timeline(&trail, &["--quiet", "-n", "Z"]).exits(1).prints("");
    trail.write("b.json", format!("{} {}", event("B"), &event("Cut").to_string()[..50]));
    let run = timeline(&trail, &["-f", "csv", "--every", "1d"]);
    run.exits(2).shows("2024-05-01T00:00:00Z,4,0,0").says("b.json: JSON ends early");
}

#[test]
fn of_copies_the_first_in_path_order_counts_for_any_number_of_threads() {
    let trail = Trail::new();
    for file in 0..8 {
        let copies: Vec<Value> = (0..if file < 2 { 800 } else { 30 })
            .map(|number| {
                let copy = at("A", &format!("2024-05-01T{:02}:00:00Z", 10 + file));
                let copy = with(copy, "userAgent", format!("agent {file}"));
                with(copy, "eventID", format!("e{}", (number * 5 + file * 11) % 1000))
            })
            .collect();
        trail.log(&format!("{file}.json.gz"), &copies);
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut expected = [0; 8];
    for (file, expected) in expected.iter_mut().enumerate() {
        for number in 0..if file < 2 { 800 } else { 30 } {
            *expected += u64::from(seen.insert((number * 5 + file * 11) % 1000));
        }
    }
    for threads in ["1", "2", "3", "7"] {
        for _ in 0..5 {
            let flags = ["--dedup", "--threads", threads];
            let found = stretches(&trail, &flags);
            let counts: Vec<u64> = found.iter().map(|(_, count)| *count).collect();
            assert_eq!(counts, expected[..counts.len()], "{threads} threads");
            assert_eq!(counts.iter().sum::<u64>(), seen.len() as u64);
            let agents = timeline(&trail, &[&flags[..], &["--by", "agent", "--top", "1"]].concat());
            agents.exits(0).shows("agent 0");
        }
    }
}

#[test]
fn a_time_zone_moves_the_borders_of_stretches() {
    let times = ["2024-05-01T09:59:59Z", "2024-05-01T20:00:00Z"];
    check(
        &times,
        &["--every", "1d", "--tz", "+05:30"],
        &[("2024-05-01T00:00:00+05:30", 1), ("2024-05-02T00:00:00+05:30", 1)],
    );
    check(&times[..1], &["--tz", "+05:30"], &[("2024-05-01T15:00:00+05:30", 1)]);
    check(&times[..1], &["--tz", "-05:00", "--every", "6h"], &[("2024-05-01T00:00:00-05:00", 1)]);
}

#[test]
fn where_clocks_move_no_event_is_lost_and_none_counts_twice() {
    let berlin = ["--tz", "Europe/Berlin"];
    // Two hours are called 2 o'clock on this day.
    let autumn = [
        "2024-10-26T23:59:00Z",
        "2024-10-27T00:30:00Z",
        "2024-10-27T01:30:00Z",
        "2024-10-27T02:00:00Z",
    ];
    check(
        &autumn,
        &berlin,
        &[
            ("2024-10-27T01:00:00+02:00", 1),
            ("2024-10-27T02:00:00+02:00", 1),
            ("2024-10-27T02:00:00+01:00", 1),
            ("2024-10-27T03:00:00+01:00", 1),
        ],
    );
    // And none on this one.
    check(
        &["2024-03-31T00:59:59Z", "2024-03-31T01:00:00Z"],
        &berlin,
        &[("2024-03-31T01:00:00+01:00", 1), ("2024-03-31T03:00:00+02:00", 1)],
    );
    check(
        &[
            "2024-03-30T22:59:59Z",
            "2024-03-30T23:00:00Z",
            "2024-03-31T21:59:59Z",
            "2024-03-31T22:00:00Z",
        ],
        &["--every", "1d", "--tz", "Europe/Berlin"],
        &[
            ("2024-03-30T00:00:00+01:00", 1),
            ("2024-03-31T00:00:00+01:00", 2),
            ("2024-04-01T00:00:00+02:00", 1),
        ],
    );
    check(
        &["2024-03-30T23:00:00Z", "2024-03-31T04:30:00Z", "2024-03-31T22:00:00Z"],
        &["--every", "6h", "--tz", "Europe/Berlin"],
        &[
            ("2024-03-31T00:00:00+01:00", 1),
            ("2024-03-31T06:00:00+02:00", 1),
            ("2024-03-31T12:00:00+02:00", 0),
            ("2024-03-31T18:00:00+02:00", 0),
            ("2024-04-01T00:00:00+02:00", 1),
        ],
    );
    // Clocks that move by half an hour, a midnight that is skipped, a day that is.
    for (zone, first) in [
        ("Australia/Lord_Howe", "2024-04-05T00:00:00Z"),
        ("Asia/Beirut", "2024-03-29T00:00:00Z"),
        ("Pacific/Apia", "2011-12-28T00:00:00Z"),
        ("America/Sao_Paulo", "2018-11-02T00:00:00Z"),
    ] {
        let first: chrono::DateTime<chrono::Utc> = first.parse().expect("a time");
        let times: Vec<String> = (0..4 * 96)
            .map(|quarter| (first + chrono::TimeDelta::minutes(15 * quarter)).to_rfc3339())
            .collect();
        let trail = trail_of(&times.iter().map(String::as_str).collect::<Vec<_>>());
        for every in ["15m", "1h", "6h", "1d", "1w"] {
            let found = stretches(&trail, &["--every", every, "--tz", zone]);
            let total: u64 = found.iter().map(|(_, count)| count).sum();
            assert_eq!(total, 4 * 96, "{zone} {every}");
            let empty = found.iter().any(|(_, count)| *count == 0);
            assert!(!empty, "{zone} {every} {found:?}");
            let starts: Vec<_> = found
                .iter()
                .map(|(start, _)| {
                    start.parse::<chrono::DateTime<chrono::FixedOffset>>().expect("a time")
                })
                .collect();
            assert!(starts.is_sorted_by(|one, next| one < next), "{zone} {every} {found:?}");
        }
    }
}

#[test]
fn a_false_date_that_makes_too_many_stretches_is_an_error_that_names_both_ends() {
    let trail = trail_of(&["0001-01-01T00:00:00Z", "2024-05-01T10:20:30Z"]);
    for every in ["1m", "1h", "1d"] {
        let run = timeline(&trail, &["--every", every, "-f", "csv"]);
        run.exits(2).prints("").says(&format!(
            "--every `{every}`: too many stretches from 0001-01-01T00:00:00Z to 2024-05-01T"
        ));
        run.says("--since and --until leave out false dates");
    }
    timeline(&trail, &["--every", "30d"]).exits(0);
    timeline(&trail, &["--every", "1m", "--since", "2024-04-01"]).exits(0).says_nothing();
    let shown = timeline(&trail, &["--every", "1m", "--since", "2024-01-01"]);
    shown.exits(0).says("too far apart");
    assert_eq!(shown.stdout.lines().count(), 2, "{shown}");
    timeline(&trail, &["--every", "1m", "--quiet"]).exits(0);
}

#[test]
fn years_at_the_ends_of_the_calendar_stop_nothing() {
    let trail = trail_of(&["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]);
    for zone in ["UTC", "+14:00", "-12:00", "Europe/Berlin", "Pacific/Apia"] {
        for every in ["1m", "6h", "1d", "1w", "3650d", "86400w"] {
            let run = timeline(&trail, &["--every", every, "--tz", zone, "-f", "json"]);
            assert!(matches!(run.code, 0 | 2), "{run}");
            trail.run(&["count", "{}", "--by", "day,hour", "--tz", zone]).exits(0);
        }
    }
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let trail = drawn::week();
    for file in 0..9 {
        let time = format!("2024-05-0{}T10:00:00Z", 9 - file);
        let events: Vec<Value> =
            (0..50).map(|number| at(&format!("E{}", number % 7), &time)).collect();
        trail.log(&format!("{file}.json.gz"), &events);
    }
    for flags in [&["-f", "json"][..], &["--by", "event,agent", "-f", "csv"], &["--by", "agent"]] {
        let ask = |threads| timeline(&trail, &[flags, &["--threads", threads]].concat());
        let one = ask("1");
        for threads in ["2", "3", "7"] {
            assert_eq!(ask(threads).stdout, one.stdout, "{one}");
        }
    }
}

#[test]
fn what_is_too_much_is_said_and_nothing_is_not() {
    let trail = Trail::new();
    let events: Vec<Value> = (0..2000)
        .map(|number| {
            let time = format!("2024-{:02}-{:02}T10:00:00Z", 1 + number % 12, 1 + number % 28);
            with(at("A", &time), "userAgent", format!("agent {number}"))
        })
        .collect();
    trail.log("a.json.gz", &events);
    let run = timeline(&trail, &["--by", "agent", "-f", "csv"]);
    run.exits(2).prints("").says("a row for each of 2,000 groups in each of ").says("--top");
    let setting = Setting { terminal: Some(120), stderr_is_terminal: true, ..Setting::default() };
    let path = trail.path("").display().to_string();
    let drawn = run_with(&["timeline", &path, "--by", "agent", "--every", "1d"], &setting);
    drawn.exits(0).shows("agent 7 ");
    let nothing = run_with(&["timeline", &path, "--by", "agent", "-n", "Z"], &setting);
    nothing.exits(1).prints("").says("none of 2,000 events matched");
    assert!(!nothing.stderr.contains("room"), "{nothing}");
}

#[test]
fn what_was_asked_for_from_one_time_to_another_is_shown_even_if_nothing_happened() {
    let trail = trail_of(&["2024-05-01T10:20:30Z"]);
    let bounds = ["--since", "2024-05-02", "--until", "2024-05-03", "--every", "12h", "-f", "csv"];
    timeline(&trail, &bounds).exits(1).prints(
        "time,count,failed,denied\n2024-05-02T00:00:00Z,0,0,0\n2024-05-02T12:00:00Z,0,0,0\n",
    );
    timeline(&trail, &bounds[..2]).exits(1).prints("");
}
