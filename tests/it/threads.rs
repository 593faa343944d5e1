//! Any number of threads: the same answer, the same words, the same counts.

use crate::trail::{Run, Trail, event};

/// Lines that hold events, with a cut one after every `sound` of them.
fn lines(events: usize, sound: usize) -> String {
    let text = event("E").to_string();
    let mut lines = String::new();
    for number in 1..=events {
        lines.push_str(&text);
        lines.push('\n');
        if number % sound == 0 {
            lines.push_str(&text[..60]);
            lines.push('\n');
        }
    }
    lines
}

/// What a run says apart from how long it took.
fn told(run: &Run) -> String {
    let counts = |line: &str| match serde_json::from_str::<serde_json::Value>(line) {
        // What was read ahead is told as it was.
        Ok(mut stats) => {
            for key in ["seconds", "bytes_read", "bytes_inflated"] {
                stats[key].take();
            }
            stats.to_string()
        }
        Err(_) => line.to_owned(),
    };
    run.stderr.lines().map(counts).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(trail: &Trail, arguments: &[&str]) -> Run {
    let run = |threads| trail.query(&[arguments, &["--threads", threads, "--stats=json"]].concat());
    let one = run("1");
    one.balances();
    for threads in ["2", "4"] {
        let more = run(threads);
        let arguments = arguments.join(" ");
        assert!(one.stdout == more.stdout, "{arguments} with {threads} threads");
        assert_eq!((told(&one), one.code), (told(&more), more.code), "{arguments}");
    }
    one
}

#[test]
fn workers_that_wait_for_their_turn_lose_nothing() {
    let trail = Trail::new();
    // The first keeps its worker busy while others hold more than each may, and than all may.
    trail.write("a.jsonl", lines(50_000, 7_000)).write("h.jsonl", lines(18_000, 5_000));
    for name in ["b", "c", "d", "e", "f", "g"] {
        trail.write(&format!("{name}.jsonl"), lines(10_000, 3_000));
    }
    let run = check(&trail, &[]);
    assert_eq!(run.stdout.lines().count(), 50_000 + 6 * 10_000 + 18_000);
    run.exits(2).says("b.jsonl: a record is not valid JSON");
}

#[test]
fn a_limit_within_a_file_that_was_read_ahead_counts_what_lies_before_it() {
    let trail = Trail::new();
    trail.write("a.jsonl", lines(9_000, 2_000)).write("b.jsonl", lines(20_000, 1_500));
    for limit in ["1", "5000", "9000", "9001", "14000", "28999", "29000"] {
        check(&trail, &["--limit", limit]).exits(if limit == "1" { 0 } else { 2 });
    }
}

#[test]
fn what_lies_behind_a_limit_is_not_read() {
    let trail = Trail::new();
    let big: Vec<_> = (0..2000).map(|number| event(&number.to_string())).collect();
    trail.log("a.json.gz", &[event("A")]).log("c.json.gz", &big).write("d.json.gz", "garbage");
    trail.write("b.json", format!("{} {}", event("B"), &event("Cut").to_string()[..50]));
    for threads in ["1", "2", "4", "8"] {
        for _ in 0..10 {
            let first = trail.query(&["--limit", "1", "--threads", threads]);
            first.exits(0).says_nothing().finds(&["A"]);
            let two = trail.query(&["--limit", "2", "--threads", threads]);
            two.exits(2)
                .says("b.json: JSON ends early at byte … after 1 event\n")
                .finds(&["A", "B"]);
            assert!(!two.stderr.contains("d.json.gz"), "{two}");
            let many = trail.query(&["--limit", "1500", "--threads", threads]);
            many.exits(2).says("trailscan: 1 of 3 files");
        }
    }
}
