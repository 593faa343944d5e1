//! The same questions asked of trailscan, and as SQL of DuckDB and Spark, over the raw log files
//! and over the Parquet data set of them: the same events come back.
//!
//! The logs are made of edges (`edges`, `nested`, `spellings`) and the fixtures, or the directory
//! that `TRAILSCAN_ENGINES_LOGS` names. Asked only where `python3` can import the engine; elsewhere
//! these tests say that they were skipped. `asking` knows how to reach engines, `columns` is about
//! what statements return beside IDs, `grammar` about dialects that nothing here can run.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod asking;
mod columns;
mod edges;
mod generated;
mod grammar;
mod nested;
mod place;
mod spellings;

use std::{collections::BTreeMap, env, path::PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::trail::{Setting, Trail, run_once};
use asking::{Answer, Engine, can_import, statement};

/// The questions, a line of shell words each.
const QUESTIONS: &str = include_str!("engines/questions.txt");

/// What cannot be asked of raw logs: the word of a question that is to be blamed, and in which
/// dialects. AWS's table has no columns for some of it.
const REFUSED: [(&str, &[&str]); 4] = [
    ("--text", &["athena", "duckdb", "spark"]),
    ("--principal", &["athena"]),
    ("--resource", &["athena"]),
    ("resources.ARNPrefix", &["athena"]),
];

/// An event's ID, without blanks around it, if it has one.
type Id = Option<String>;

pub(super) struct Question {
    pub(super) line: &'static str,
    pub(super) flags: Vec<String>,
}

pub(super) fn questions() -> Vec<Question> {
    let lines = QUESTIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let questions: Vec<Question> =
        lines.map(|line| Question { line, flags: words(line) }).collect();
    assert!(questions.len() >= 40, "only {}", questions.len());
    questions
}

/// The words of a line, as a shell would make them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, ' ') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), _) if open == letter => quote = None,
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (Some('"'), '\\') if matches!(letters.peek(), Some('"' | '\\' | '$' | '`')) => {
                word.get_or_insert_default().extend(letters.next());
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    assert_eq!(quote, None, "{line}");
    words.extend(word);
    words
}

/// The logs that are asked about.
pub(super) struct Logs {
    made: Option<Trail>,
    directory: String,
}

impl Logs {
    fn here() -> Logs {
        let (made, place) = match env::var_os("TRAILSCAN_ENGINES_LOGS") {
            Some(directory) => (None, PathBuf::from(directory)),
            None => {
                let made = place::logs();
                let place = made.path("");
                (Some(made), place)
            }
        };
        // Spark starts elsewhere.
        let place = place.canonicalize().expect("a directory of logs");
        Logs { made, directory: place.display().to_string() }
    }

    /// What trailscan finds in files of these directories.
    fn found(&self, question: &Question) -> Vec<Id> {
        let mut arguments = vec!["query", &self.directory, "-f", "jsonl"];
        arguments.extend(question.flags.iter().map(String::as_str));
        let run = run_once(&arguments, &Setting::default());
        assert!(matches!(run.code, 0 | 1), "{}: {}", question.line, run.stderr);
        ids(run.events().iter().map(|event| event["eventID"].clone()))
    }
}

fn ids(values: impl Iterator<Item = Value>) -> Vec<Id> {
    let text = |value: Value| Some(value.as_str()?.trim().to_owned()).filter(|id| !id.is_empty());
    let mut ids: Vec<Id> = values.map(text).collect();
    ids.sort();
    ids
}

/// What one list has and the other has not, each as often as it has more of it.
fn beyond(one: &[Id], other: &[Id]) -> Vec<String> {
    let mut counts: BTreeMap<&Id, i64> = BTreeMap::new();
    one.iter().for_each(|id| *counts.entry(id).or_default() += 1);
    other.iter().for_each(|id| *counts.entry(id).or_default() -= 1);
    let more = counts.into_iter().filter(|(_, count)| *count > 0);
    more.map(|(id, count)| format!("{}×{count}", id.as_deref().unwrap_or("(none)"))).collect()
}

/// Asks an engine everything that it can be asked; what it answered otherwise than trailscan.
fn disagreements(engine: &Engine<'_>, expected: &[Vec<Id>]) -> Vec<String> {
    let questions = questions();
    let mut asked = Vec::new();
    let mut wrong = Vec::new();
    for (question, expected) in questions.iter().zip(expected) {
        if !engine.is_asked(&question.flags) {
            continue;
        }
        let always = engine.always.iter().map(|flag| (*flag).to_owned());
        let flags: Vec<String> = question.flags.iter().cloned().chain(always).collect();
        match statement(engine.dialect, engine.layout, engine.location, &flags) {
            Ok(sql) => asked.push((question, expected, sql)),
            Err(said) => {
                let known = REFUSED.iter().any(|(word, dialects)| {
                    let is_raw = engine.layout != "parquet" && engine.always.is_empty();
                    is_raw
                        && dialects.contains(&engine.dialect)
                        && question.flags.iter().any(|flag| flag.starts_with(word))
                        && said.contains(word)
                });
                if !known {
                    wrong.push(format!("{} refused: {}\n{said}", engine.name, question.line));
                }
            }
        }
    }
    let statements: Vec<&str> = asked.iter().map(|(_, _, sql)| sql.as_str()).collect();
    let answers = engine.answers(&statements);
    assert_eq!(answers.len(), asked.len(), "{}", engine.name);
    for ((question, expected, sql), answer) in asked.iter().zip(answers) {
        let fault = match answer {
            Answer::Fault(fault) => fault,
            Answer::Rows(rows) => {
                let found = ids(rows.into_iter().map(|mut row| row.swap_remove(0)));
                let is_compared = |id: &Id| !engine.leaves_out(id.as_deref());
                let keep = |ids: &[Id]| -> Vec<Id> {
                    ids.iter().filter(|id| is_compared(id)).cloned().collect()
                };
                let (found, expected) = (keep(&found), keep(expected));
                if found == expected {
                    continue;
                }
                let (lost, made_up) = (beyond(&expected, &found), beyond(&found, &expected));
                format!("lost {lost:?}\nmade up {made_up:?}")
            }
        };
        wrong.push(format!("{}: {}\n{fault}\n{sql}", engine.name, question.line));
    }
    eprintln!("{}: {} asked, {} wrong", engine.name, asked.len(), wrong.len());
    wrong
}

/// What each question finds; of made logs some events, and not all.
fn expected(logs: &Logs) -> Vec<Vec<Id>> {
    let all = logs.found(&Question { line: "", flags: Vec::new() }).len();
    assert!(all > 0, "no events in {}", logs.directory);
    let found = questions().into_iter().map(|question| {
        let found = logs.found(&question);
        let some = !found.is_empty() && found.len() < all;
        assert!(some || logs.made.is_none(), "{}: {} of {all}", question.line, found.len());
        found
    });
    found.collect()
}

/// The data set that `trailscan export` makes of the logs, where this is built in.
fn parquet(logs: &Logs) -> Option<TempDir> {
    let directory = TempDir::new().expect("a directory for the data set");
    let to = directory.path().join("parquet").display().to_string();
    let run = run_once(&["export", &logs.directory, "--to", &to], &Setting::default());
    if run.code != 0 {
        eprintln!("skipped: no Parquet: {}", run.stderr.lines().next().unwrap_or_default());
        return None;
    }
    Some(directory)
}

#[test]
fn every_engine_finds_the_events_that_trailscan_finds() {
    if !can_import("duckdb") {
        return;
    }
    let logs = Logs::here();
    let expected = expected(&logs);
    let parquet = parquet(&logs);
    let parquet = parquet.as_ref().map(|set| set.path().join("parquet").display().to_string());
    let mut wrong = Vec::new();
    for engine in asking::engines(&logs.directory, parquet.as_deref()) {
        wrong.extend(disagreements(&engine, &expected));
    }
    assert!(wrong.is_empty(), "{} disagree:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn words_are_a_shells() {
    assert_eq!(words(r#"-n 'a b' "c\"d" e\'f '' x"#), ["-n", "a b", "c\"d", "e'f", "", "x"]);
}

#[test]
fn every_filter_flag_is_asked_for() {
    let help = run_once(&["query", "--help"], &Setting::default()).stdout;
    let filters = help.split("Filters (").nth(1).and_then(|rest| rest.split("\n\n\n").next());
    let filters = filters.expect("filters").split("\nOutput").next().expect("filters");
    let flags: Vec<&str> = filters
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('-'))
        .map(|line| line.split(['<', '[']).next().unwrap_or_default())
        .collect();
    assert!(flags.len() > 20, "{flags:?}");
    let all: Vec<String> = questions().into_iter().flat_map(|question| question.flags).collect();
    for flag in flags {
        let names = format!("-{flag}");
        let is_asked = names
            .split([',', ' '])
            .any(|name| !name.is_empty() && all.iter().any(|word| word == name));
        assert!(is_asked, "no question has {names}");
    }
}
