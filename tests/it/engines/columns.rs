//! What statements return beside IDs: columns, whole records, counts; and the tables that they read
//! where one is made for them.

use serde_json::Value;

use super::{
    Logs, Question,
    asking::{Answer, Engine, can_import, engines, statement},
    ids, parquet, words,
};
use crate::trail::{Setting, run_once};

/// Every name that a field may be asked for by, one of each kind.
const FIELDS: &str = "id,time,hour,day,hour-of-day,weekday,source,service,event,identity,credential,who,\
                      user,arn,role,session,key,via,ip,agent,region,account,error,error-code,outcome,\
                      access,mfa,cross-account,category,type,request";

const GROUPS: [&str; 4] =
    ["source,region", "outcome", "account,identity", "requestParameters.bucketName"];

/// Events whose times are in forms that AWS writes.
const DATED: [&str; 2] = ["--event-id", "!unwritten-*"];

const DENIED: [&str; 2] = ["-e", "*Denied*"];

/// What a table is asked that `--ddl` has made.
const OF_TABLE: &str = "-n '/^console/' --outcome failed";

type Row = Vec<Option<String>>;

/// What is wrong with the rows that an engine answers flags with.
type Check = fn(&Logs, &Engine<'_>, &[String], &[Vec<Value>]) -> Option<String>;

/// What an engine is asked, and what to compare the rows with.
struct Asked {
    flags: Vec<String>,
    check: Check,
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Everything that the engine can be asked.
fn everything(engine: &Engine<'_>) -> Vec<Asked> {
    let asked = |flags: &[&[&str]], check| Asked { flags: strings(&flags.concat()), check };
    let mut all = vec![asked(&[&["--fields", FIELDS]], columns_agree)];
    all.extend(GROUPS.map(|by| asked(&[&["--count-by", by], &DATED], counts_agree)));
    if engine.layout == "parquet" {
        all.push(asked(&[&["--fields", "record"], &DENIED], records_agree));
    }
    if engine.dialect != "athena" {
        let flags = [words(OF_TABLE), strings(&["--table", "made"])].concat();
        all.push(Asked { flags, check: tables_agree });
    }
    all
}

/// What an engine answers otherwise than trailscan.
fn disagreements(engine: &Engine<'_>, logs: &Logs) -> Vec<String> {
    let sql = |location, flags: &[String]| {
        let said = |said: String| panic!("{}: {flags:?}: {said}", engine.name);
        statement(engine.dialect, engine.layout, location, flags).unwrap_or_else(said)
    };
    let all = everything(engine);
    let is_of_table = |asked: &Asked| asked.flags.iter().any(|flag| flag == "--table");
    let before: Vec<String> = match engine.dialect {
        "athena" => Vec::new(),
        _ => vec![sql(engine.location, &strings(&["--ddl", "--table", "made"]))],
    };
    let statements: Vec<String> = all
        .iter()
        .map(|asked| sql(engine.location.filter(|_| !is_of_table(asked)), &asked.flags))
        .collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    let answers = engine.answers_after(&before, &statements);
    let mut wrong = Vec::new();
    for (asked, answer) in all.iter().zip(answers) {
        let fault = match answer {
            Answer::Fault(fault) => Some(fault),
            Answer::Rows(rows) => (asked.check)(logs, engine, &asked.flags, &rows),
        };
        wrong.extend(fault.map(|fault| format!("{}: {:?}: {fault}", engine.name, asked.flags)));
    }
    wrong
}

/// What trailscan prints as JSON.
fn printed(command: &str, logs: &Logs, flags: &[&str]) -> Vec<Value> {
    let arguments = [&[command, logs.directory.as_str(), "-f", "json"], flags].concat();
    let run = run_once(&arguments, &Setting::default());
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {}", run.stderr))
}

/// A value as text, by which what SQL calls a number and JSON a string are one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The first that differ, in any order.
fn difference(mut expected: Vec<Row>, mut found: Vec<Row>) -> Option<String> {
    expected.sort();
    found.sort();
    let differ = expected.iter().zip(&found).find(|(one, other)| one != other);
    let lengths = (expected.len(), found.len());
    (expected != found).then(|| format!("{lengths:?} rows, expected and found {differ:?}"))
}

fn columns_agree(
    logs: &Logs,
    engine: &Engine<'_>,
    _: &[String],
    rows: &[Vec<Value>],
) -> Option<String> {
    let expected = printed("query", logs, &["--fields", FIELDS]);
    let is_compared = |row: &Row| !engine.leaves_out(row[0].as_deref());
    FIELDS.split(',').enumerate().find_map(|(place, field)| {
        let right = expected.iter().map(|row| vec![text(&row["id"]), text(&row[field])]);
        let found = rows.iter().map(|row| vec![text(&row[0]), text(&row[place])]);
        let fault =
            difference(right.filter(is_compared).collect(), found.filter(is_compared).collect());
        fault.map(|fault| format!("{field}: {fault}"))
    })
}

fn counts_agree(
    logs: &Logs,
    _: &Engine<'_>,
    flags: &[String],
    rows: &[Vec<Value>],
) -> Option<String> {
    let by = flags[1].as_str();
    let fields: Vec<&str> = by.split(',').collect();
    let expected = printed("count", logs, &[&["--by", by][..], &DATED].concat());
    let row = |row: &Value| {
        let names = fields.iter().chain(&["count", "first_seen", "last_seen"]);
        names.map(|name| text(&row[*name])).collect()
    };
    let count = |row: &Vec<Value>| row[fields.len()].as_u64();
    if !rows.iter().map(count).is_sorted_by(|one, next| one >= next) {
        return Some("not the most first".to_owned());
    }
    let found = rows.iter().map(|row| row.iter().map(text).collect());
    difference(expected.iter().map(row).collect(), found.collect())
}

/// The record of the data set is the one that trailscan prints, to the byte.
fn records_agree(logs: &Logs, _: &Engine<'_>, _: &[String], rows: &[Vec<Value>]) -> Option<String> {
    let arguments = [&["query", logs.directory.as_str(), "-f", "jsonl"], &DENIED[..]].concat();
    let run = run_once(&arguments, &Setting::default());
    let expected = run.stdout.lines().map(|line| vec![Some(line.to_owned())]).collect();
    difference(expected, rows.iter().map(|row| vec![text(&row[0])]).collect())
}

/// A table that was made answers as the directory does.
fn tables_agree(logs: &Logs, _: &Engine<'_>, _: &[String], rows: &[Vec<Value>]) -> Option<String> {
    let found = ids(rows.iter().map(|row| row[0].clone()));
    let expected = logs.found(&Question { line: OF_TABLE, flags: words(OF_TABLE) });
    let row = |id| vec![id];
    difference(expected.into_iter().map(row).collect(), found.into_iter().map(row).collect())
}

#[test]
fn columns_counts_records_and_tables_are_as_trailscan_has_them() {
    if !can_import("duckdb") {
        return;
    }
    let logs = Logs::here();
    let set = parquet(&logs);
    let set = set.as_ref().map(|set| set.path().join("parquet").display().to_string());
    let mut wrong = Vec::new();
    for engine in engines(&logs.directory, set.as_deref()) {
        // AWS's table has not all columns, nor all that an event of an odd type would need.
        if engine.dialect != "athena" || engine.layout == "parquet" {
            wrong.extend(disagreements(&engine, &logs));
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n\n{}", wrong.len(), wrong.join("\n\n"));
}
