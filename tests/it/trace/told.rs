//! `--events`: exactly the calls of what was traced and of all that it minted.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{
    chain,
    signer::{HOME, OTHER, Signer},
    story::{Place, Story, at_home},
};
use crate::trail::{Run, Setting, Trail, process};

fn events(trail: &Trail, id: &str, flags: &[&str]) -> Run {
    trail.run(&[&["trace", id, "{}", "--events"], flags].concat())
}

/// The IDs of the events that are printed, sorted.
#[track_caller]
fn ids(trail: &Trail, id: &str, flags: &[&str]) -> Vec<String> {
    let run = events(trail, id, &[&["-f", "jsonl"], flags].concat());
    let id = |event: &Value| event["eventID"].as_str().unwrap_or_default().to_owned();
    let mut ids: Vec<String> = run.events().iter().map(id).collect();
    run.exits(u8::from(ids.is_empty()));
    ids.sort();
    ids
}

#[test]
fn the_calls_of_descendants_are_printed_and_those_of_ancestors_are_not() {
    let trail = chain().written();
    assert_eq!(ids(&trail, "ASIAROLE3", &[]), ["call 3", "call 4", "call 5", "mint 4", "mint 5"]);
    assert_eq!(ids(&trail, "ASIAROLE5", &[]), ["call 5"]);
    assert_eq!(ids(&trail, "alice", &[]).len(), 2 + 5 + 5);
    assert_eq!(ids(&trail, "mint 5", &[]), ["call 5"]);
}

#[test]
fn events_are_printed_as_they_are_and_as_query_prints_them() {
    let trail = chain().written();
    let by_key = ["query", "{}", "--access-key", "ASIAROLE4,ASIAROLE5"];
    for format in ["table", "json", "jsonl", "csv", "tsv"] {
        for more in [
            &[][..],
            &["--sort", "time"],
            &["--sort=-time", "--limit", "2"],
            &["--fields", "time,event,eventID,who"],
            &["--name", "AssumeRole"],
            &["--tz", "+02:00", "--sort", "time"],
        ] {
            let flags = [&["-f", format], more].concat();
            let expected = trail.run(&[&by_key[..], &flags].concat());
            let found = events(&trail, "ASIAROLE4", &flags);
            assert_eq!((&found.stdout, found.code), (&expected.stdout, 0), "{found}");
            found.says_nothing();
        }
    }
}

#[test]
fn filters_choose_among_the_events() {
    let mut story = chain();
    story.fail("call 4", "AccessDenied");
    let trail = story.written();
    assert_eq!(ids(&trail, "ASIAROLE3", &["--name", "AssumeRole"]), ["mint 4", "mint 5"]);
    assert_eq!(ids(&trail, "ASIAROLE3", &["--outcome", "denied"]), ["call 4"]);
    assert_eq!(ids(&trail, "ASIAROLE3", &["--ip", "198.51.100.1"]), [""; 0]);
    // What was minted at the end of the time is not followed.
    let until = ["--until", "2024-05-01T09:05:00Z"];
    assert_eq!(ids(&trail, "ASIAROLE3", &until), ["call 3", "call 4", "mint 4"]);
}

#[test]
fn order_limit_and_fields_are_those_of_query() {
    let trail = chain().written();
    let flags = ["-f", "csv", "--fields", "eventID", "--sort", "time", "--limit", "3"];
    events(&trail, "ASIAROLE3", &flags).exits(0).prints("eventID\ncall 3\nmint 4\ncall 4\n");
    let flags = ["-f", "tsv", "--fields", "eventID,who", "--sort=-time", "--limit", "2"];
    events(&trail, "ASIAROLE3", &flags)
        .exits(0)
        .prints("eventID\twho\ncall 5\tRole5/s5\nmint 5\tRole4/s4\n");
    let flags = ["-f", "jsonl", "--fields", "eventID", "--sort", "time", "--limit", "1"];
    events(&trail, "ASIAROLE3", &flags).exits(0).prints("{\"eventID\":\"call 3\"}\n");
}

#[test]
fn what_shapes_events_is_refused_where_a_tree_is_asked_for() {
    let trail = chain().written();
    for flags in [&["--fields", "eventID"][..], &["--sort", "time"], &["--limit", "3"]] {
        let run = trail.run(&[&["trace", "alice", "{}"], flags].concat());
        run.exits(2).prints("");
    }
}

#[test]
fn the_other_accounts_record_of_a_call_is_printed_beside_it() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let place = Place { account: OTHER, role: "Audit", session: "s1" };
    let session = story.assume(&alice, ("09:00:00", "m"), place, "ASIA1");
    story.call(&alice, "09:01:00", "a").call(&session, "09:02:00", "c");
    story.share("m", OTHER).share("a", OTHER).share("c", HOME);
    // Of another caller, seen by the same account.
    let bob = Signer::user(HOME, "bob", "AKIABOB");
    story.call(&bob, "09:03:00", "b").share("b", OTHER);
    let trail = story.written();
    let both = |id: &str| [id.to_owned(), format!("{id} in the other account")];
    assert_eq!(ids(&trail, "ASIA1", &[]), both("c"));
    assert_eq!(ids(&trail, "AKIAALICE", &[]), [both("a"), both("c"), both("m")].concat());
    assert_eq!(
        ids(&trail, "AKIAALICE", &["--name", "AssumeRole"]),
        both("m"),
        "filters choose among copies too"
    );
}

#[test]
fn redelivered_copies_are_printed_as_often_as_they_came_unless_they_are_dropped() {
    let mut story = chain();
    story.redeliver("call 5").redeliver("call 5").redeliver("mint 5");
    let trail = story.written();
    assert_eq!(ids(&trail, "ASIAROLE5", &[]), ["call 5"; 3]);
    assert_eq!(ids(&trail, "ASIAROLE4", &["--dedup"]), ["call 4", "call 5", "mint 5"]);
}

#[test]
fn a_credential_that_was_never_used_has_no_events() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    story.assume(&alice, ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    let trail = story.written();
    events(&trail, "ASIA1", &["-f", "json"]).exits(1).prints("[]\n");
    events(&trail, "ASIA1", &["--allow-empty"]).exits(0);
    trail.run(&["trace", "ASIA1", "{}"]).exits(0);
}

#[test]
fn a_session_with_a_blank_key_has_its_events() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let session = story.assume(&alice, ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    let earlier = at_home("Admin", "s1").signer("", "07:00:00");
    story.call(&session.with("accessKeyId", ""), "09:01:00", "c1");
    story.call(&session.without("accessKeyId"), "09:02:00", "c2");
    story.call(&earlier, "09:03:00", "other session");
    let trail = story.written();
    assert_eq!(ids(&trail, "m", &[]), ["c1", "c2"]);
    assert_eq!(ids(&trail, "alice", &[]), ["c1", "c2", "m"]);
}

#[test]
fn events_do_not_depend_on_how_many_threads_look_for_them() {
    let mut story = chain();
    for number in 0..300 {
        let place = at_home("Many", "s");
        let by = place.signer(&format!("ASIAMANY{}", number % 9), "09:00:00");
        story.call(&by, "09:30:00", &format!("many {number}"));
    }
    let trail = story.written();
    for flags in [
        &["-f", "json"][..],
        &["--events", "-f", "jsonl"],
        &["--events", "-f", "csv", "--sort", "time", "--limit", "40"],
        &[],
        &["-f", "csv", "--dedup"],
    ] {
        let run = |threads| {
            trail.run(&[&["trace", "Role2,Many", "{}", "--threads", threads], flags].concat())
        };
        let one = run("1");
        one.exits(0);
        for threads in ["2", "8"] {
            let more = run(threads);
            assert_eq!((&more.stdout, &more.stderr), (&one.stdout, &one.stderr), "{more}");
        }
    }
}

#[test]
fn events_are_refused_of_what_can_be_read_once() {
    let log = json!({ "Records": chain().events }).to_string();
    let setting = Setting { stdin: log.clone().into_bytes(), ..Setting::default() };
    for path in [&["-"][..], &["{}", "-"]] {
        let arguments = [&["trace", "ASIAROLE4", "--events"], path].concat();
        let run = chain().written().run_with(&arguments, &setting);
        run.exits(2).prints("").says("--events").says("twice");
    }
    let mut child = process()
        .args(["trace", "ASIAROLE4", "/dev/stdin", "--events"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // It may be gone before all of it is written.
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), log.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
}

#[test]
fn a_list_of_paths_on_standard_input_is_no_log_there() {
    let trail = chain().written();
    let paths = trail.path("AWSLogs").display().to_string();
    let setting = Setting { stdin: paths.into_bytes(), ..Setting::default() };
    let arguments = ["trace", "ASIAROLE5", "--events", "--files-from", "-", "-f", "csv"];
    let run = trail.run_with(&[&arguments[..], &["--fields", "eventID"]].concat(), &setting);
    run.exits(0).prints("eventID\ncall 5\n");
}
