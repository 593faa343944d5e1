//! The program against the slow and obvious evaluator: same events, same questions, same answers.
//!
//! What single flags promise is told in `query`; here it is only whether both agree, over generated
//! events and over the repository's fixtures, and whether the answer depends on the threads.

pub(crate) mod ask;
mod condition;
pub(crate) mod evaluate;
mod fields;
pub(crate) mod generate;
mod groups;
mod identity;
mod pattern;
mod questions;
pub(crate) mod read;
mod stretches;
pub(crate) mod summed;
mod time;

use std::cell::Cell;

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use serde_json::Value;

use crate::trail::{self, Run, Trail};
use evaluate::{Asked, Event, holds};
pub(crate) use questions::QUESTIONS;

/// The arguments of a question.
pub(crate) fn arguments(question: &[Asked]) -> Vec<String> {
    question.iter().map(|(flag, value)| format!("--{flag}={value}")).collect()
}

/// Runs a query for whole records, a line each.
fn query(path: &str, question: &[Asked]) -> Run {
    let arguments = arguments(question);
    let mut all = vec!["query", path, "--format", "jsonl"];
    all.extend(arguments.iter().map(String::as_str));
    trail::run(&all)
}

/// Some events on whose answers the two disagree, with how often each one printed them.
fn differences(expected: &[String], printed: &[String]) -> String {
    let mut all: Vec<&String> = expected.iter().chain(printed).collect();
    all.sort();
    all.dedup();
    let count = |lines: &[String], line| lines.iter().filter(|other| *other == line).count();
    let told = all.into_iter().filter_map(|line| {
        let (wanted, got) = (count(expected, line), count(printed, line));
        (wanted != got).then(|| format!("wanted {wanted} times, printed {got} times: {line}\n"))
    });
    told.take(3).collect()
}

/// A record as it is printed: all it says, byte for byte, but without blanks between tokens.
fn printed(event: &Event) -> String {
    let mut line = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for one in event.raw.chars() {
        if quoted || !one.is_ascii_whitespace() {
            line.push(one);
        }
        quoted ^= one == '"' && !escaped;
        escaped = one == '\\' && !escaped;
    }
    line
}

#[test]
fn generated_questions_about_generated_events_get_the_same_answers() {
    let config =
        Config { cases: 80, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let strategy = (generate::events(20), prop::collection::vec(ask::question(), 5));
    let (asked, answered) = (Cell::new(0), Cell::new(0));
    let tested = TestRunner::new_with_rng(config, random).run(&strategy, |(events, questions)| {
        let raw: Vec<&str> = events.iter().map(|event| event.raw.as_str()).collect();
        let trail = Trail::new();
        trail.gzip("log.json.gz", format!("{{\"Records\":[{}]}}", raw.join(",")));
        let path = trail.path("log.json.gz").display().to_string();
        for question in questions {
            let run = query(&path, &question);
            let found = events.iter().filter(|event| holds(&question, event));
            let expected: Vec<String> = found.map(printed).collect();
            let lines: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
            let same = lines == expected && run.code == u8::from(expected.is_empty());
            asked.update(|count| count + 1);
            answered.update(|count| count + usize::from(!expected.is_empty()));
            let arguments = arguments(&question);
            let difference = differences(&expected, &lines);
            prop_assert!(same, "{arguments:?}, exit {}\n{difference}{}", run.code, run.stderr);
        }
        Ok(())
    });
    // The reason names the question and the events; the whole input would bury them.
    match tested {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(abort) => panic!("{abort}"),
    }
    // A question that nothing answers tells little.
    assert!(answered.get() * 3 > asked.get(), "{} of {}", answered.get(), asked.get());
}

/// Asks a question of a directory whose events are known.
#[track_caller]
pub(crate) fn agrees(directory: &str, events: &[Event], question: &[Asked]) -> usize {
    let run = query(directory, question);
    let found = events.iter().filter(|event| holds(question, event));
    let mut expected: Vec<String> = found.map(|event| event.value.to_string()).collect();
    let mut lines: Vec<String> = run.events().iter().map(Value::to_string).collect();
    expected.sort();
    lines.sort();
    let arguments = arguments(question);
    assert!(lines == expected, "{arguments:?}\n{}", differences(&expected, &lines));
    expected.len()
}

/// A question of the table: flags and values, one after the other.
pub(crate) fn asked(line: &[&str]) -> Vec<Asked> {
    let pairs = line.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned()));
    pairs.collect()
}

#[test]
fn hand_chosen_questions_about_the_fixtures_get_the_same_answers() {
    let directory = trail::fixture("");
    let events = read::events(directory.as_ref());
    assert!(events.len() > 150, "only {} events in the fixtures", events.len());
    for line in QUESTIONS {
        let found = agrees(&directory, &events, &asked(line));
        assert!(found > 0 && found < events.len(), "{line:?} says little: {found} events");
    }
}

#[test]
fn the_table_asks_every_flag_at_least_twice() {
    let long = trail::run(&["query", "--help"]).stdout;
    let filters = long.split("Filters").nth(1).and_then(|rest| rest.split("Output:").next());
    let words = filters.expect("a heading of filters").split([' ', '\n']);
    let mut flags: Vec<&str> = words.filter_map(|word| word.strip_prefix("--")).collect();
    flags.retain(|flag| flag.chars().all(|one| one.is_ascii_lowercase() || one == '-'));
    flags.sort_unstable();
    flags.dedup();
    assert!(flags.len() >= 23, "{flags:?}");
    for flag in flags {
        let asked = QUESTIONS.iter().filter(|line| line.iter().step_by(2).any(|one| *one == flag));
        assert!(asked.count() >= 2, "--{flag}");
    }
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let directory = trail::fixture("");
    let orders: [&[&str]; 5] = [
        &[],
        &["--sort", "time"],
        &["--sort=-time", "--dedup"],
        &["--sort", "none", "--limit", "7"],
        &["--sort", "time", "--limit", "7", "--dedup"],
    ];
    let questions = QUESTIONS.iter().step_by(QUESTIONS.len() / 10).take(10);
    for (at, line) in questions.enumerate() {
        let question = arguments(&asked(line));
        // In turn, so that every format meets every order.
        for (turn, format) in ["table", "json", "jsonl", "csv", "tsv"].into_iter().enumerate() {
            let run = |threads| {
                let mut all = vec!["query", &directory, "--format", format, "--threads", threads];
                all.extend(orders[(at + turn) % orders.len()]);
                all.extend(question.iter().map(String::as_str));
                trail::run(&all)
            };
            let one = run("1");
            for threads in ["2", "7"] {
                let more = run(threads);
                let same = (&more.stdout, &more.stderr, more.code);
                assert_eq!(same, (&one.stdout, &one.stderr, one.code), "{more}");
            }
        }
    }
}
