//! Sorts and tables of more matches than may wait in memory: the same output, by way of a file.

use serde_json::{Value, json};

use crate::trail::{Run, Setting, Trail, event, run_with, with};

/// Events out of order and of few times and IDs, some without one or the other, some of them long.
fn trail() -> Trail {
    let made = |number: usize| -> Value {
        let time = match number % 11 {
            0 => "no time".to_owned(),
            7 => "2024-05-01T10:00:03.5Z".to_owned(),
            other => format!("2024-05-01T10:00:0{}Z", other * 7 % 5),
        };
        let event_id = match number % 13 {
            0 => Value::Null,
            1..5 => json!(format!("id-{}", number % 3)),
            _ => json!(format!("6f0e1c2d-0123-4567-89ab-{:012x}", number * 7919 % 301)),
        };
        let agent = "ä".repeat(if number.is_multiple_of(97) { 9000 } else { number % 50 });
        let made = with(event(&format!("E{number}")), "eventTime", time);
        with(with(made, "eventID", event_id), "userAgent", agent)
    };
    let trail = Trail::new();
    for file in 0..4 {
        // A third of each file's events are those of the next, too.
        let events: Vec<_> = (0..100).map(|number| made(file * 70 + number)).collect();
        trail.log(&format!("{file}.json.gz"), &events);
    }
    trail
}

fn with_memory(kept_bytes_max: usize) -> Setting {
    Setting { kept_bytes_max, ..Setting::default() }
}

/// Whatever may wait in memory, the output is the same.
#[track_caller]
fn check(trail: &Trail, arguments: &[&str], terminal: Option<u16>) -> Run {
    let arguments = [&["query", "{}"], arguments].concat();
    let run = |memory| {
        let setting = Setting { terminal, ..with_memory(memory) };
        trail.run_with(&arguments, &setting)
    };
    let whole = run(usize::MAX);
    whole.exits(0);
    for memory in [1, 1024, 64 * 1024] {
        let spilled = run(memory);
        let same = (&whole.stdout, &whole.stderr, whole.code)
            == (&spilled.stdout, &spilled.stderr, spilled.code);
        assert!(same, "{memory} bytes: {} for {}", spilled.stdout.len(), whole.stdout.len());
    }
    whole
}

#[test]
fn every_format_and_order_is_the_same_by_way_of_a_file() {
    let trail = trail();
    for format in ["table", "json", "jsonl", "csv", "tsv"] {
        for sort in ["time", "-time", "none"] {
            let plain = ["--format", format, "--sort", sort];
            let all = check(&trail, &plain, None);
            assert!(all.stdout.lines().count() >= 400, "{all}");
            for more in [
                &["--dedup"][..],
                &["--limit", "7"],
                &["--limit", "399"],
                &["--dedup", "--limit", "150"],
            ] {
                check(&trail, &[&plain[..], more].concat(), None);
            }
        }
    }
}

#[test]
fn the_order_is_by_time_then_event_id_then_as_the_files_have_it() {
    let trail = trail();
    let key = |event: &Value| {
        let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
        // `.` sorts before `Z`.
        (text("eventTime").replace("Z", ""), text("eventID"))
    };
    let unsorted = trail.query(&[]).events();
    for (sort, newest_first) in [("time", false), ("-time", true)] {
        let mut events = unsorted.clone();
        events.sort_by(|left, right| {
            let ((left_time, left_id), (right_time, right_id)) = (key(left), key(right));
            let by_time = left_time.cmp(&right_time);
            let timeless = [&left_time, &right_time].iter().any(|time| **time == "no time");
            let by_time = if newest_first && !timeless { by_time.reverse() } else { by_time };
            by_time.then(left_id.cmp(&right_id))
        });
        let arguments = ["query", "{}", "-f", "jsonl", "--sort", sort];
        let spilled = trail.run_with(&arguments, &with_memory(5000)).events();
        assert!(spilled == events, "{sort}");
    }
}

#[test]
fn a_table_on_a_terminal_is_as_wide_as_what_it_shows() {
    let trail = trail();
    for limit in ["3", "400"] {
        for color in ["never", "always"] {
            check(&trail, &["--limit", limit, "--color", color], Some(90));
        }
    }
    let fields = ["--fields", "event,agent", "--sort", "none", "--limit"];
    let narrow = check(&trail, &[&fields[..], &["1"]].concat(), None);
    // The first event has the longest value, the second one of a letter.
    assert!(narrow.stdout.lines().any(|line| line.chars().count() > 9000));
    let newest = ["--fields", "agent,event", "--sort", "-time", "--limit", "1"];
    check(&trail, &newest, None).shows("AGENT  ");
}

#[test]
fn where_no_file_can_be_made_the_program_says_so_and_what_would_work() {
    let trail = trail();
    let nowhere = Setting { scratch: trail.path("none"), ..with_memory(1024) };
    trail
        .run_with(&["query", "{}", "-f", "jsonl", "--sort", "time"], &nowhere)
        .exits(2)
        .prints("")
        .says(
            "trailscan: sorting: cannot create a temporary file in none: no such file or \
             directory\n\nhint: set TMPDIR to a directory with more room, or narrow the question \
             (--since, --limit, --sort none)\n",
        );
    trail
        .run_with(&["query", "{}", "--sort", "none"], &nowhere)
        .exits(2)
        .prints("")
        .says("trailscan: table: cannot create a temporary file in none: ")
        .says("(--since, --limit, --format tsv)\n");
    // Nothing has to wait, or little enough.
    trail.run_with(&["query", "{}", "-f", "jsonl"], &nowhere).exits(0).says_nothing();
    let roomy = Setting { kept_bytes_max: 100_000, ..nowhere };
    let few = ["query", "{}", "--fields", "time,event", "--limit", "5"];
    assert_eq!(trail.run_with(&few, &roomy).exits(0).says_nothing().stdout.lines().count(), 6);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_with_its_cause() {
    // A process of its own, because a bound on the length of files, which stands here for a full
    // disk, holds for all of it. Without the trap a signal would come instead of an error.
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" --exact spill::no_room --ignored --nocapture"])
        .arg(std::env::current_exe().expect("this program"))
        .output()
        .expect("sh");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
#[ignore = "run by the test of a full disk, in a process of its own"]
fn no_room() {
    use nix::sys::resource::{Resource, setrlimit};

    let trail = trail();
    let scratch = Trail::new();
    let setting = Setting { scratch: scratch.path("."), ..with_memory(16 * 1024) };
    setrlimit(Resource::RLIMIT_FSIZE, 20_000, 20_000).expect("a bound");
    for (command, purpose) in [
        (&["query", "{}", "-f", "jsonl", "--sort", "time"][..], "sorting"),
        (&["query", "{}"], "table"),
    ] {
        trail
            .run_with(command, &setting)
            .exits(2)
            .prints("")
            .says(&format!(
                "trailscan: {purpose}: cannot write to a temporary file in …: file too large"
            ))
            .says("hint: set TMPDIR to a directory with more room");
    }
    let copies = Setting { kept_bytes_max: 1, ..setting };
    let many: String = (0..2000).map(|n| format!("{}\n", event(&n.to_string()))).collect();
    let summary = run_with(&["summary", "-"], &Setting { stdin: many.into_bytes(), ..copies });
    summary.exits(2).says("counting copies: cannot write to a temporary file in …: file too large");
    assert_eq!(std::fs::read_dir(scratch.path(".")).expect("a directory").count(), 0);
}

#[test]
fn nothing_is_left_behind_where_events_waited() {
    let trail = trail();
    let scratch = Trail::new();
    let setting = Setting { scratch: scratch.path("."), ..with_memory(1024) };
    trail.run_with(&["query", "{}"], &setting).exits(0).says_nothing();
    assert_eq!(std::fs::read_dir(scratch.path(".")).expect("a directory").count(), 0);
}
