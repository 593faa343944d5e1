//! Generated questions about generated events: DuckDB finds what the slow and obvious evaluator
//! finds.
//!
//! Events and questions are those by which trailscan itself is held against that evaluator. Spark,
//! which takes a second for each, is left to the questions that were chosen.

use proptest::{
    collection::vec,
    strategy::{Strategy, ValueTree as _},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use super::{
    Logs,
    asking::{Answer, can_import, engines, statement},
    parquet,
};
use crate::{
    oracle::{
        arguments, ask,
        evaluate::{Event, holds},
        generate,
    },
    trail::Trail,
};

/// How many trails, events in each, and questions about each.
const TRAILS: usize = 6;
const EVENTS: usize = 60;
const QUESTIONS: usize = 40;

/// The key that tells events apart: generated ones share their IDs.
const NUMBER: &str = "number";

/// A record with its number in it.
fn numbered(number: usize, event: &Event) -> Option<String> {
    let rest = event.raw.trim_start().strip_prefix('{')?;
    Some(format!("{{\"{NUMBER}\":\"{number}\",{rest}"))
}

#[test]
fn generated_questions_get_the_same_answers_from_duckdb() {
    if !can_import("duckdb") {
        return;
    }
    let config = Config { failure_persistence: None, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, random);
    let strategy = (generate::events(EVENTS), vec(ask::question(), QUESTIONS));
    let (mut asked, mut answered, mut wrong) = (0, 0, Vec::new());
    for _ in 0..TRAILS {
        let (events, questions) = strategy.new_tree(&mut runner).expect("a trail").current();
        let raw: Option<Vec<String>> =
            events.iter().enumerate().map(|(number, event)| numbered(number, event)).collect();
        let trail = Trail::new();
        let records = raw.expect("objects").join(",");
        trail.gzip("log.json.gz", format!("{{\"Records\":[{records}]}}"));
        let directory = trail.path("").display().to_string();
        let logs = Logs { made: Some(trail), directory };
        let set = parquet(&logs);
        let set = set.as_ref().map(|set| set.path().join("parquet").display().to_string());
        for engine in engines(&logs.directory, set.as_deref()) {
            // Over AWS's table values of odd types are imitated, and Spark takes its time.
            if !matches!((engine.dialect, engine.layout), ("duckdb", _) | ("athena", "parquet")) {
                continue;
            }
            let mut sent = Vec::new();
            for question in &questions {
                let mut flags = arguments(question);
                flags.extend(["--fields".to_owned(), format!(".{NUMBER}")]);
                // What is refused over raw logs, the chosen questions say.
                if let Ok(sql) = statement(engine.dialect, engine.layout, engine.location, &flags) {
                    sent.push((question, sql));
                }
            }
            let statements: Vec<&str> = sent.iter().map(|(_, sql)| sql.as_str()).collect();
            for ((question, sql), answer) in sent.iter().zip(engine.answers(&statements)) {
                let numbers = events.iter().enumerate();
                let found = numbers.filter(|(_, event)| holds(question, event));
                let mut expected: Vec<String> =
                    found.map(|(number, _)| number.to_string()).collect();
                expected.sort();
                asked += 1;
                answered += usize::from(!expected.is_empty());
                let told = match answer {
                    Answer::Fault(fault) => fault,
                    Answer::Rows(rows) => {
                        let text = |row: &Vec<Value>| row[0].as_str().map(str::to_owned);
                        let found: Option<Vec<String>> = rows.iter().map(text).collect();
                        let mut found = found.expect("a number of each");
                        found.sort();
                        if found == expected {
                            continue;
                        }
                        format!("expected {expected:?}\nfound {found:?}")
                    }
                };
                wrong.push(format!("{}: {question:?}\n{told}\n{sql}", engine.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n\n{}", wrong.len(), wrong[0]);
    assert!(answered * 3 > asked, "{answered} of {asked} found anything");
}
