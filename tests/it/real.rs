//! Real logs, where they are present: everything is found, nothing is made up, the counts balance.
//!
//! The environment variable `TRAILSCAN_REAL_LOGS` names their directory. Without it these tests say
//! that they were skipped. What single shapes and flags promise is told elsewhere.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::{env, path::Path};

use serde_json::Value;

use crate::{
    oracle::{QUESTIONS, agrees, asked, read, summed},
    trail,
};

/// The directory of real logs; if there is none, says so.
pub(crate) fn real_logs() -> Option<String> {
    let directory = env::var("TRAILSCAN_REAL_LOGS").ok();
    if directory.is_none() {
        eprintln!("skipped: TRAILSCAN_REAL_LOGS names no directory of real logs");
    }
    directory
}

#[test]
fn every_real_event_is_printed_as_it_is_and_nothing_else() {
    let Some(directory) = real_logs() else { return };
    let events = read::events(Path::new(&directory));
    let run = trail::run(&["query", &directory, "--format", "jsonl", "--stats=json"]);
    let mut printed: Vec<String> = run.events().iter().map(Value::to_string).collect();
    let mut expected: Vec<String> = events.iter().map(|event| event.value.to_string()).collect();
    printed.sort();
    expected.sort();
    let first = printed.iter().zip(&expected).find(|(one, other)| one != other);
    assert_eq!(first, None, "the first that differ");
    assert_eq!(printed.len(), expected.len());
    run.exits(0).balances();
    assert_eq!(run.stats()["matched"], printed.len());
    assert_eq!(run.stats()["unreadable"], 0);
}

#[test]
fn hand_chosen_questions_about_real_logs_get_the_same_answers() {
    let Some(directory) = real_logs() else { return };
    let events = read::events(Path::new(&directory));
    for line in QUESTIONS {
        agrees(&directory, &events, &asked(line));
    }
}

#[test]
fn counts_and_timelines_of_real_logs_agree() {
    let Some(directory) = real_logs() else { return };
    assert!(summed::sums_agree(&directory, 7) > 1000);
}
