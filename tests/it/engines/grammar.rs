//! Statements held against grammars of their dialects: Athena's, which nothing here can run, and
//! Spark's. No grammar checks names, types or results.
//!
//! `sqlglot` is asked where `python3` can import it. `dt-sql-parser` is asked where
//! `TRAILSCAN_SQL_PARSER` names a directory whose `node_modules` hold it and `esbuild`.

use std::{env, path::Path, process::Command};

use serde_json::{Value, json};

use super::{
    asking::{can_import, printed, python, statement},
    questions,
};
use crate::trail::Trail;

const SQLGLOT: &str = include_str!("grammar.py");
const SQL_PARSER: &str = include_str!("grammar.js");

const ATHENA_LAYOUTS: [&str; 4] = ["logs", "flat", "organization", "parquet"];
const LAYOUTS: [&str; 2] = ["logs", "parquet"];

/// Every statement that a dialect has for the questions, for counts and columns of them.
fn statements(dialect: &str) -> Vec<String> {
    let layouts: &[&str] = if dialect == "athena" { &ATHENA_LAYOUTS } else { &LAYOUTS };
    // Neither grammar knows the options of a file format, with which Spark reads raw files.
    let words = if dialect == "spark" { &["--table", "made"][..] } else { &[] };
    let table = || words.iter().map(|word| (*word).to_owned());
    let mut statements = Vec::new();
    for layout in layouts {
        for question in questions() {
            let flags: Vec<String> = question.flags.into_iter().chain(table()).collect();
            statements.extend(statement(dialect, layout, None, &flags));
        }
        for more in [
            &["--count-by", "source,name"][..],
            &["--count-by", "account", "--outcome", "denied", "--dedup"],
            &["--fields", "time,name,requestParameters.bucketName", "-n", "Put*"],
        ] {
            let flags: Vec<String> =
                more.iter().map(|word| (*word).to_owned()).chain(table()).collect();
            let said = |said: String| panic!("{dialect}, {layout}, {more:?}: {said}");
            statements.push(statement(dialect, layout, None, &flags).unwrap_or_else(said));
        }
    }
    assert!(statements.len() > 60, "{}", statements.len());
    statements
}

/// The statements that make the tables.
fn tables(dialect: &str) -> Vec<String> {
    // Neither grammar knows how Spark reads raw files.
    let layouts: &[&str] = match dialect {
        "athena" => &ATHENA_LAYOUTS,
        _ => &["parquet"],
    };
    let flags = ["--ddl", "--location", "s3://bucket/prefix", "--table", "made"].map(str::to_owned);
    let made = layouts.iter().map(|layout| statement(dialect, layout, None, &flags));
    made.map(|made| made.expect("a table")).collect()
}

/// Whether each grammar takes what it should not, or not what it should: negative controls, so that
/// nobody trusts one of them with more than it knows.
const CONTROLS: [(&str, bool, bool); 5] = [
    ("select eventid from t where useridentity.type == 'x';", false, true),
    ("select eventid from t where a ->> '$.x' = 'y';", false, true),
    ("select `eventid` from t;", true, false),
    ("select eventid frm t where;", false, false),
    ("select eventid from t where timestamp >= '2026/11/10';", true, true),
];

#[track_caller]
fn no_faults(name: &str, statements: &[String], faults: &Value) {
    let faults = faults.as_array().expect("a list");
    assert_eq!(faults.len(), statements.len());
    let wrong: Vec<String> = faults
        .iter()
        .zip(statements)
        .filter(|(fault, _)| !fault.is_null())
        .map(|(fault, sql)| format!("{fault}\n{sql}"))
        .collect();
    assert!(wrong.is_empty(), "{name}, {} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

fn asked(read: &str, statements: &[String]) -> Value {
    statements.iter().map(|sql| json!({ "read": read, "sql": sql })).collect()
}

#[test]
fn sqlglot_can_parse_every_statement() {
    if !can_import("sqlglot") {
        return;
    }
    for (dialect, reads) in [("athena", &["athena", "trino"][..]), ("spark", &["spark"])] {
        let statements = statements(dialect);
        for read in reads {
            no_faults(read, &statements, &python(SQLGLOT, &asked(read, &statements)));
        }
        let tables = tables(dialect);
        no_faults(dialect, &tables, &python(SQLGLOT, &asked(dialect, &tables)));
    }
    let controls: Vec<String> = CONTROLS.iter().map(|(sql, ..)| (*sql).to_owned()).collect();
    let faults = python(SQLGLOT, &asked("athena", &controls));
    for ((sql, _, accepted), fault) in CONTROLS.iter().zip(faults.as_array().expect("a list")) {
        assert_eq!(fault.is_null(), *accepted, "{sql}: {fault}");
    }
}

#[test]
fn the_grammars_of_trino_spark_and_hive_take_every_statement() {
    let Ok(modules) = env::var("TRAILSCAN_SQL_PARSER") else {
        eprintln!("skipped: TRAILSCAN_SQL_PARSER names no directory with dt-sql-parser");
        return;
    };
    let trail = Trail::new();
    let parser = bundled(&trail, Path::new(&modules));
    let faults = |read: &str, statements: &[String]| {
        let mut node = Command::new("node");
        node.arg(&parser);
        printed(node, &asked(read, statements))
    };
    for (dialect, read, ddl) in [("athena", "trino", "hive"), ("spark", "spark", "spark")] {
        let statements = statements(dialect);
        no_faults(read, &statements, &faults(read, &statements));
        let tables = tables(dialect);
        no_faults(ddl, &tables, &faults(ddl, &tables));
    }
    let controls: Vec<String> = CONTROLS.iter().map(|(sql, ..)| (*sql).to_owned()).collect();
    let found = faults("trino", &controls);
    for ((sql, accepted, _), fault) in CONTROLS.iter().zip(found.as_array().expect("a list")) {
        assert_eq!(fault.is_null(), *accepted, "{sql}: {fault}");
    }
}

/// The script and its grammars as one file that node runs.
fn bundled(trail: &Trail, modules: &Path) -> std::path::PathBuf {
    trail.write("grammar.js", SQL_PARSER);
    let bundle = trail.path("grammar.cjs");
    let output = Command::new(modules.join("node_modules/.bin/esbuild"))
        .arg(trail.path("grammar.js"))
        .args(["--bundle", "--platform=node", "--format=cjs"])
        .arg(format!("--outfile={}", bundle.display()))
        .env("NODE_PATH", modules.join("node_modules"))
        .output()
        .expect("esbuild runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    bundle
}
