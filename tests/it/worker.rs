//! One of many processes, as `xargs -P`, GNU parallel or an engine starts them: lists of files by
//! any name, an answer that does not depend on how the list was cut, and exit codes that such a
//! parent understands. What Spark makes of it is told in `spark`.

use serde_json::json;

use crate::{
    shell::shell_in,
    trail::{Setting, Trail, event, run, run_with, with},
};

/// Directories by names that a list of lines or words stumbles over.
const AWKWARD: &[&str] =
    &["plain", "a blank", "a\nnewline", "it's", "a \"quote\"", "back\\slash", "-n", "é"];

/// A log in each of these directories.
fn logs_in(names: &[&str]) -> Trail {
    let trail = Trail::new();
    for (number, name) in names.iter().enumerate() {
        let events: Vec<_> = (0..5)
            .map(|at| with(event("GetObject"), "eventID", json!(format!("e{number}-{at}"))))
            .collect();
        trail.log(&format!("{name}/{number}.json.gz"), &events);
    }
    trail
}

fn sorted(lines: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_list_with_nul_bytes_names_files_whatever_they_are_called() {
    let trail = logs_in(AWKWARD);
    let (whole, code) = shell_in(&trail, "trailscan query . -f jsonl");
    assert_eq!((sorted(&whole).len(), code), (40, Some(0)));
    let listed = "find . -type f -print0 | trailscan query --files-from - -0 -f jsonl 2>&1";
    let (printed, code) = shell_in(&trail, listed);
    assert_eq!((sorted(&printed), code), (sorted(&whole), Some(0)));
    let kept =
        "find . -name '*.gz' -print0 >list; trailscan query --null --files-from list -f jsonl";
    assert_eq!(shell_in(&trail, kept), (printed, Some(0)));
}

#[test]
fn many_processes_find_together_what_one_finds() {
    let trail = logs_in(AWKWARD);
    let (whole, _) = shell_in(&trail, "trailscan query . -n getobject -f jsonl");
    for some in [1, 3, 100] {
        let cut = format!(
            "find . -type f -print0 | \
             xargs -0 -P2 -n {some} trailscan query --threads 1 -n getobject -f jsonl"
        );
        let (printed, code) = shell_in(&trail, &cut);
        assert_eq!((sorted(&printed), code), (sorted(&whole), Some(0)), "{some} at a time");
    }
}

/// Each write ends at the end of a line, and a file takes each write whole. A pipe does not.
#[test]
fn lines_of_many_processes_stay_whole_in_a_file() {
    let trail = Trail::new();
    for file in 0..8 {
        let events: Vec<_> = (0..400)
            .map(|at| with(event("PutObject"), "eventID", json!(format!("e{file}-{at}"))))
            .map(|event| with(event, "userAgent", "long ".repeat(100)))
            .collect();
        trail.log(&format!("logs/{file}.json.gz"), &events);
    }
    let (whole, _) = shell_in(&trail, "trailscan query logs -f jsonl");
    let cut = "find logs -type f -print0 | \
               xargs -0 -P4 -n 1 trailscan query --threads 1 -f jsonl >out; cat out";
    let (printed, _) = shell_in(&trail, cut);
    assert_eq!(sorted(&whole).len(), 3200);
    assert_eq!(sorted(&printed), sorted(&whole));
}

/// As each job of an array would: every line of the list is one job's.
#[test]
fn jobs_that_know_their_number_alone_find_together_what_one_finds() {
    let trail = logs_in(&["a", "a blank", "it's", "b", "c", "é", "d"]);
    let (whole, _) = shell_in(&trail, "trailscan query . -f jsonl");
    let jobs = "find . -name '*.gz' | sort >list; for job in 0 1 2; do \
                awk -v jobs=3 -v job=$job 'NR % jobs == job' list | trailscan query \
                --files-from - --threads 1 --allow-empty -f jsonl >part.$job || exit; done; \
                cat part.*";
    let (printed, code) = shell_in(&trail, jobs);
    assert_eq!((sorted(&printed), code), (sorted(&whole), Some(0)));
}

#[test]
fn a_part_without_a_match_fails_nobody_and_an_unreadable_one_does() {
    let trail = logs_in(AWKWARD);
    let ask = |flags: &str, extra: &str| {
        let line = format!(
            "{{ find . -type f -print0; printf '{extra}'; }} | \
             xargs -0 -P2 -n 3 trailscan query --threads 1 --event-id e3-2 {flags} -f jsonl"
        );
        let (printed, code) = shell_in(&trail, &line);
        (printed.lines().count(), code)
    };
    // 123: some process ended with a code from 1 to 125.
    assert_eq!(ask("", ""), (1, Some(123)));
    assert_eq!(ask("--allow-empty", ""), (1, Some(0)));
    assert_eq!(ask("--allow-empty", "no/such/file\\0"), (1, Some(123)));
}

#[test]
fn an_empty_part_is_no_failure_where_that_was_asked_for() {
    let nothing = Setting::default();
    let flags = ["query", "--files-from", "-", "-0", "--threads", "1", "-f", "jsonl"];
    run_with(&flags, &nothing).exits(1).prints("");
    run_with(&[&flags[..], &["--allow-empty"]].concat(), &nothing).exits(0).prints("");
}

#[test]
fn a_list_that_is_told_apart_by_the_other_byte_is_refused_with_advice() {
    let list = |bytes: &str| Setting { stdin: bytes.into(), ..Setting::default() };
    run_with(&["query", "--files-from", "-"], &list("a.json\0b.json\0"))
        .exits(2)
        .says("--files-from `-`: holds NUL bytes")
        .says("are read with -0");
    run_with(&["query", "--files-from", "-", "-0"], &list("a.json\nb.json\n"))
        .exits(2)
        .says("holds newlines and no NUL byte, though --null is given")
        .says("leave out -0");
    for command in ["query", "count", "timeline", "summary"] {
        run(&[command, "-0"]).exits(2).says("--null: there is no --files-from").says("-print0 |");
        run(&[command, "--null", "logs"]).exits(2).says("there is no --files-from");
    }
}
