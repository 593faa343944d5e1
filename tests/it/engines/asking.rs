//! How engines are reached: a Python script for each, a statement for each question. Which answers
//! are right is not known here.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::trail::{Setting, run_once};

const DUCK: &str = include_str!("duck.py");
const SPARK: &str = include_str!("spark.py");
const ATHENA: &str = include_str!("athena.py");

/// An engine, and what it reads.
pub(super) struct Engine<'e> {
    pub(super) name: String,
    pub(super) dialect: &'static str,
    pub(super) layout: &'static str,
    /// The directory's root that a statement names; nothing where it names a table.
    pub(super) location: Option<&'e str>,
    script: &'static str,
    /// What the script is told beside the statements.
    told: Value,
    is_imitated: bool,
    /// What every question is asked with.
    pub(super) always: &'static [&'static str],
}

/// What came of a statement.
pub(super) enum Answer {
    Rows(Vec<Vec<Value>>),
    Fault(String),
}

/// Every engine that is there, over the raw logs and over the data set.
pub(super) fn engines<'e>(raw: &'e str, parquet: Option<&'e str>) -> Vec<Engine<'e>> {
    let mut engines = Vec::new();
    let places = [("logs", Some(raw)), ("parquet", parquet)];
    for (layout, location) in places.into_iter().filter(|(_, location)| location.is_some()) {
        engines.push(Engine::new("DuckDB", "duckdb", layout, location, DUCK));
    }
    if can_import("sqlglot") {
        let extra = &["--extra-columns"][..];
        for (layout, always) in [
            ("parquet", &[][..]),
            ("logs", &[]),
            ("logs", extra),
            ("organization", &[]),
            ("flat", &[]),
        ] {
            let place = if layout == "parquet" { parquet } else { Some(raw) };
            if let Some(place) = place {
                let told = json!({ "layout": layout, "location": place, "always": always });
                let engine = Engine::new("Athena's by DuckDB", "athena", layout, None, ATHENA);
                let name = [&[engine.name.as_str()], always].concat().join(" ");
                let is_imitated = layout != "parquet";
                engines.push(Engine { name, told, is_imitated, always, ..engine });
            }
        }
    }
    if can_import("pyspark") {
        for (layout, location) in places.into_iter().filter(|(_, location)| location.is_some()) {
            engines.push(Engine::new("Spark", "spark", layout, location, SPARK));
        }
    }
    engines
}

impl<'e> Engine<'e> {
    fn new(
        name: &str,
        dialect: &'static str,
        layout: &'static str,
        location: Option<&'e str>,
        script: &'static str,
    ) -> Engine<'e> {
        let name = format!("{name}, {layout}");
        Engine {
            name,
            dialect,
            layout,
            location,
            script,
            told: json!({}),
            is_imitated: false,
            always: &[],
        }
    }

    pub(super) fn answers(&self, statements: &[&str]) -> Vec<Answer> {
        self.answers_after(&[], statements)
    }

    /// The same, with statements run first.
    pub(super) fn answers_after(&self, before: &[String], statements: &[&str]) -> Vec<Answer> {
        let mut asked = self.told.clone();
        asked["before"] = json!(before);
        asked["statements"] = json!(statements);
        let answers = python(self.script, &asked);
        answers.as_array().expect("a list").iter().map(Answer::read).collect()
    }

    /// Layouts that differ in their partitions alone are asked about times alone, and a table with
    /// more columns about what needs these.
    pub(super) fn is_asked(&self, flags: &[String]) -> bool {
        let any = |words: &[&str]| flags.iter().any(|flag| words.contains(&flag.as_str()));
        match self.layout {
            "flat" | "organization" => any(&["--since", "--until"]),
            _ => self.always.is_empty() || any(&["--principal", "--resource"]),
        }
    }

    /// Times that AWS never writes need not be known for times. And what Athena's reader of raw
    /// logs makes of values of odd types, and of keys that differ in case alone, nobody knows.
    pub(super) fn leaves_out(&self, id: Option<&str>) -> bool {
        let is_odd = |id: &str| id.starts_with("wrongtype-") || id.starts_with("clash-");
        id.is_some_and(|id| id.starts_with("unwritten-") || (self.is_imitated && is_odd(id)))
    }
}

impl Answer {
    fn read(answer: &Value) -> Answer {
        match answer["rows"].as_array() {
            Some(rows) => {
                let row = |row: &Value| row.as_array().expect("a row").clone();
                Answer::Rows(rows.iter().map(row).collect())
            }
            None => Answer::Fault(answer["error"].as_str().expect("rows or an error").to_owned()),
        }
    }
}

/// The statement that asks for what the flags ask for; or what was said instead.
pub(super) fn statement(
    dialect: &str,
    layout: &str,
    location: Option<&str>,
    flags: &[String],
) -> Result<String, String> {
    let mut arguments = vec!["sql", "--dialect", dialect, "--layout", layout];
    arguments.extend(location.into_iter().flat_map(|place| ["--location", place]));
    arguments.extend(flags.iter().map(String::as_str));
    let run = run_once(&arguments, &Setting::default());
    if run.code != 0 {
        assert_eq!(run.code, 2, "{}", run.stderr);
        return Err(run.stderr);
    }
    assert!(run.stdout.ends_with(";\n"), "{}", run.stdout);
    Ok(run.stdout)
}

/// Whether `python3` has a module; if it has not, says so.
pub(super) fn can_import(module: &str) -> bool {
    let mut probe = Command::new("python3");
    probe.args(["-c", &format!("import {module}")]).stdin(Stdio::null()).stderr(Stdio::null());
    let is_there = probe.status().is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: python3 cannot import {module}");
    }
    is_there
}

/// What a script prints, given this on standard input.
pub(super) fn python(script: &str, input: &Value) -> Value {
    let mut command = Command::new("python3");
    command.args(["-c", script]).env("SPARK_LOCAL_IP", "127.0.0.1");
    printed(command, input)
}

/// The JSON that a program prints, given this on standard input.
pub(super) fn printed(mut command: Command, input: &Value) -> Value {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it is installed");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", output.status);
    serde_json::from_slice(&output.stdout).expect("JSON")
}
