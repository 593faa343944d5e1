//! `count` and `timeline` against the slow and obvious counting: same events, same questions, same
//! rows, for any number of threads.

use std::path::Path;

use chrono_tz::Tz;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use serde_json::Value;

use super::{
    QUESTIONS, arguments, ask, asked,
    evaluate::{Asked, Event, holds},
    fields::{NAMES, PATHS, is_nested},
    generate,
    groups::{self, Grouping, without_copies},
    read,
    stretches::{self, Ruler},
    time,
};
use crate::trail::{self, Run, Trail};

const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo"];

fn zone(name: &str) -> Tz {
    name.parse().expect("a zone")
}

/// Runs a command with one thread, and with more, which must not show.
fn run(command: &str, paths: &[String], flags: &[String]) -> Result<Run, String> {
    let with = |threads| {
        let mut all = vec![command, "-f", "json", "--threads", threads];
        all.extend(paths.iter().chain(flags).map(String::as_str));
        trail::run(&all)
    };
    let one = with("1");
    for threads in ["2", "5"] {
        let more = with(threads);
        if (&more.stdout, &more.stderr, more.code) != (&one.stdout, &one.stderr, one.code) {
            return Err(format!("{threads} threads differ from one\n{more}\n{one}"));
        }
    }
    Ok(one)
}

fn flags(names: &[(&str, &[&str])]) -> Vec<String> {
    let given = names.iter().filter(|(_, fields)| !fields.is_empty());
    given.map(|(flag, fields)| format!("--{flag}={}", fields.join(","))).collect()
}

/// Whether two rows say the same. A share is rounded; sums of floats differ in the last digits.
fn is_same(expected: &Value, printed: &Value) -> bool {
    let (Some(expected), Some(printed)) = (expected.as_object(), printed.as_object()) else {
        return false;
    };
    let same = |key: &String, one: &Value| match (key.as_str(), one.as_f64(), printed.get(key)) {
        ("share", Some(one), Some(other)) => {
            other.as_f64().is_some_and(|other| (one - other).abs() < 0.000_000_6)
        }
        (_, Some(one), Some(other)) => {
            let near = one.abs().max(1.0) * 1e-9;
            other.as_f64().is_some_and(|other| (one - other).abs() <= near)
        }
        (_, None, other) => other == Some(one),
        (_, _, None) => false,
    };
    expected.len() == printed.len() && expected.iter().all(|(key, one)| same(key, one))
}

fn compare(expected: &[Value], run: &Run) -> Result<(), String> {
    let printed: Vec<Value> = serde_json::from_str(&run.stdout).map_err(|_| run.to_string())?;
    let wrong = expected.iter().zip(&printed).find(|(one, other)| !is_same(one, other));
    match wrong {
        Some((one, other)) => Err(format!("wanted {one}\nprinted {other}\n{run}")),
        None if expected.len() == printed.len() => Ok(()),
        None => Err(format!("wanted {} rows, not {}\n{run}", expected.len(), printed.len())),
    }
}

/// Where events are, and what they are, in the order in which they are read.
struct Logs<'e> {
    paths: Vec<String>,
    events: &'e [Event],
}

impl Logs<'_> {
    fn matching(&self, question: &[Asked], dedup: bool) -> Vec<&Event> {
        let found = self.events.iter().filter(|event| holds(question, event)).collect();
        if dedup { without_copies(found) } else { found }
    }

    /// Compares the rows of `count`, and says how many there are.
    fn count(
        &self,
        question: &[Asked],
        grouping: &Grouping<'_>,
        dedup: bool,
    ) -> Result<usize, String> {
        let Grouping { by, distinct, sum, zone } = grouping;
        let mut all = flags(&[("by", by), ("distinct", distinct), ("sum", sum)]);
        all.extend([format!("--tz={}", zone.name())]);
        all.extend(arguments(question));
        all.extend(dedup.then(|| "--dedup".to_owned()));
        let expected = groups::rows(&self.matching(question, dedup), grouping);
        compare(&expected, &run("count", &self.paths, &all)?)?;
        Ok(expected.len())
    }

    fn timeline(
        &self,
        question: &[Asked],
        ruler: &Ruler<'_>,
        dedup: bool,
    ) -> Result<usize, String> {
        let mut all = flags(&[("by", &ruler.by), ("every", &[ruler.every])]);
        all.extend([format!("--tz={}", ruler.zone.name())]);
        all.extend(arguments(question));
        all.extend(dedup.then(|| "--dedup".to_owned()));
        let bound = |flag| question.iter().find(|(other, _)| other == flag);
        let bound = |flag| bound(flag).and_then(|(_, typed)| time::asked(typed));
        let ruler = Ruler { since: bound("since"), until: bound("until"), ..ruler.clone() };
        let expected = stretches::rows(&self.matching(question, dedup), &ruler);
        compare(&expected, &run("timeline", &self.paths, &all)?)?;
        Ok(expected.len())
    }
}

/// Counts by every field, some of them together and under the questions of the table, and draws
/// timelines of them; says how many rows were compared. Of large logs only every so many questions
/// are asked.
#[track_caller]
pub(crate) fn sums_agree(directory: &str, every_nth: usize) -> usize {
    let events = read::events(Path::new(directory));
    let logs = Logs { paths: vec![directory.to_owned()], events: &events };
    let fields = [NAMES, PATHS].concat();
    let mut rows = 0;
    for (at, field) in fields.iter().enumerate().step_by(every_nth) {
        let other = |step: usize| fields[(at * 7 + step) % fields.len()];
        let second = Some(other(3)).filter(|second| second != field);
        let by = if at % 3 == 0 {
            vec![*field]
        } else {
            Vec::from_iter([*field].into_iter().chain(second))
        };
        let grouping = Grouping {
            by,
            distinct: if other(11) == other(5) {
                vec![other(11)]
            } else {
                vec![other(11), other(5)]
            },
            sum: vec!["additionalEventData.bytesTransferredOut", "hour-of-day"],
            zone: zone(ZONES[at % ZONES.len()]),
        };
        let one = Grouping { by: vec![field], ..grouping.clone() };
        let question = asked(QUESTIONS[(at * 5) % QUESTIONS.len()]);
        for compared in [logs.count(&[], &one, false), logs.count(&question, &grouping, false)] {
            rows += compared.unwrap_or_else(|difference| panic!("{difference}"));
        }
    }
    for (at, line) in QUESTIONS.iter().enumerate().step_by(every_nth) {
        let every = ["6h", "1d", "1w", "1h"][at % 4];
        let zone = zone(ZONES[at % ZONES.len()]);
        let by = if at % 3 == 0 { Vec::new() } else { vec![fields[at * 3 % fields.len()]] };
        let by = by.into_iter().filter(|field| *field != "time").collect();
        let ruler = Ruler { every, by, zone, since: None, until: None };
        let mut question = asked(line);
        // Seldom events lie decades apart: short stretches are asked for a few days.
        if matches!(every, "6h" | "1h")
            && line.iter().all(|word| !["since", "until"].contains(word))
        {
            question.push(("since".to_owned(), "2024-05-01".to_owned()));
        }
        let compared = logs.timeline(&question, &ruler, false);
        rows += compared.unwrap_or_else(|difference| panic!("{difference}"));
    }
    rows
}

#[test]
fn counts_and_timelines_of_the_fixtures_agree() {
    for (fixture, least) in [("AWSLogs", 500), ("seeds", 100), ("shapes", 100)] {
        let rows = sums_agree(&trail::fixture(fixture), 1);
        assert!(rows > least, "only {rows} rows in {fixture}");
    }
}

#[test]
fn every_name_in_the_help_is_counted_by() {
    let help = trail::run(&["count", "--help"]).stdout;
    let list =
        help.split("--by <FIELDS>").nth(1).and_then(|rest| rest.split("--distinct <").next());
    let lines = list.expect("the help of --by").lines().map(str::trim);
    let names = lines.filter_map(|line| line.split_once("  ")).map(|(names, _)| names);
    let first = |names: &str| names.split(", ").next().unwrap_or_default().to_owned();
    let names: Vec<String> = names.map(first).collect();
    assert_eq!(names, NAMES);
}

/// A question, what is told apart, and whether copies count.
fn summing() -> impl Strategy<Value = (Vec<Asked>, Grouping<'static>, &'static str, bool)> {
    let fields = [NAMES, PATHS, &[".place", "requestParameters.items"]].concat();
    let sums = vec!["requestParameters.count", ".place", "requestParameters.items", "hour-of-day"];
    let question = prop_oneof![1 => Just(Vec::new()), 1 => ask::question()];
    let lengths = select(vec!["1d", "1w"]);
    let grouping = (
        subsequence(fields.clone(), 0..4).prop_shuffle(),
        subsequence(fields, 0..3),
        subsequence(sums, 0..3),
        select(ZONES.to_vec()),
    );
    let grouping = grouping.prop_map(|(by, distinct, sum, name)| Grouping {
        by,
        distinct,
        sum,
        zone: zone(name),
    });
    (question, grouping, lengths, any::<bool>())
}

/// What is nested is shown as the log writes it, escapes and all; so it is written without.
fn plainly(event: &Event, grouping: &Grouping<'_>) -> Event {
    let Grouping { by, distinct, sum, .. } = grouping;
    let nested =
        [by, distinct, sum].into_iter().flatten().any(|field| is_nested(&event.value, field));
    let raw = if nested { event.value.to_string() } else { event.raw.clone() };
    Event { raw, value: event.value.clone() }
}

#[test]
fn counts_and_timelines_of_generated_events_agree() {
    let config =
        Config { cases: 60, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let strategy = (vec(generate::events(8), 1..5), vec(summing(), 2));
    let tested = TestRunner::new_with_rng(config, random).run(&strategy, |(files, asked)| {
        for (question, grouping, every, dedup) in asked {
            let trail = Trail::new();
            let mut all = Vec::new();
            for (at, events) in files.iter().enumerate() {
                let events: Vec<Event> =
                    events.iter().map(|event| plainly(event, &grouping)).collect();
                let raw: Vec<&str> = events.iter().map(|event| event.raw.as_str()).collect();
                let text = format!("{{\"Records\":[{}]}}", raw.join(","));
                trail.gzip(&format!("{at}.json.gz"), text);
                all.extend(events);
            }
            let path = trail.path("").display().to_string();
            let logs = Logs { paths: vec![path], events: &all };
            let fail = TestCaseError::fail;
            logs.count(&question, &grouping, dedup).map_err(fail)?;
            let by = grouping.by.iter().copied().filter(|field| *field != "time");
            // As many rows as there are groups and days since 1999 take long to compare.
            let by = by.filter(|_| every == "1w").take(1).collect();
            let ruler = Ruler { every, by, zone: grouping.zone, since: None, until: None };
            logs.timeline(&question, &ruler, dedup).map_err(fail)?;
        }
        Ok(())
    });
    match tested {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(abort) => panic!("{abort}"),
    }
}
