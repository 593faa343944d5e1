//! trailscan from outside: its command lines, and whether what it answers is true.

use std::{
    ffi::OsString,
    fs::File,
    io::{Read as _, Seek as _},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{answer::Printed, measure::Line, question::Question, truth::Truth};

/// How the logs reach the program.
#[derive(Clone, Copy)]
pub(crate) enum Input<'a> {
    Path(&'a Path),
    /// A file that `cat` writes to standard input.
    Pipe(&'a Path),
}

/// The command line that asks a question.
pub(crate) fn line(question: &Question, input: Input<'_>, threads: usize) -> Line {
    let (before, logs) = match input {
        Input::Path(path) => (Line::new(), path.as_os_str()),
        Input::Pipe(path) => {
            let shell = ["sh", "-c", r#"file=$1; shift; cat "$file" | "$@""#, "sh"];
            let mut before: Line = shell.map(OsString::from).to_vec();
            before.push(path.into());
            (before, "-".as_ref())
        }
    };
    let mut line = before;
    let program = env!("CARGO_BIN_EXE_trailscan");
    line.push(program.into());
    line.extend(question.command.split(' ').map(OsString::from));
    line.push(logs.to_owned());
    line.extend(question.arguments.iter().map(OsString::from));
    line.extend(["--threads".into(), threads.to_string().into()]);
    line
}

/// What is wrong with the answer to a question: a line each, none if it is true.
pub(crate) fn mistakes(
    question: &Question,
    input: Input<'_>,
    threads: usize,
    truth: &Truth,
) -> Result<Vec<String>> {
    let mut line = line(question, input, threads);
    line.push("--stats=json".into());
    let (printed, complaints, code) = run(&line)?;
    let told = complaints.lines().last().unwrap_or_default();
    let stats: Value = serde_json::from_str(told).unwrap_or_default();
    let matches = truth.matches(question);
    let mut mistakes = Vec::new();
    let mut expect = |what: &str, expected: String, got: String| {
        if expected != got {
            mistakes.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    let counts = [
        ("records", truth.events),
        ("matched", matches),
        ("rejected", truth.events - matches),
        ("unreadable", 0),
    ];
    for (key, expected) in counts {
        expect(key, expected.to_string(), stats[key].to_string());
    }
    let expected_code = i32::from(matches == 0);
    expect(
        "exit code",
        expected_code.to_string(),
        code.map_or("none".into(), |code| code.to_string()),
    );
    mistakes.extend(truth.expected(question).difference(&printed));
    if !mistakes.is_empty() {
        let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
        mistakes.push(format!("of: {}", words.join(" ")));
        mistakes.extend(complaints.lines().take(5).map(str::to_owned));
    }
    Ok(mistakes)
}

/// Runs a command line: what it prints, what it says on standard error, and its exit code.
fn run(line: &Line) -> Result<(Printed, String, Option<i32>)> {
    // A file holds any number of complaints; a pipe that nobody reads would not.
    let mut stderr: File = tempfile::tempfile()?;
    let mut child = Command::new(&line[0])
        .args(&line[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr.try_clone()?)
        .spawn()
        .with_context(|| format!("{line:?}"))?;
    let mut printed = Printed::default();
    let mut stdout = child.stdout.take().context("no standard output")?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match stdout.read(&mut buffer)? {
            0 => break,
            bytes => printed.push(&buffer[..bytes]),
        }
    }
    let code = child.wait()?.code();
    let mut complaints = Vec::new();
    stderr.rewind()?;
    stderr.read_to_end(&mut complaints)?;
    Ok((printed, String::from_utf8_lossy(&complaints).into_owned(), code))
}
