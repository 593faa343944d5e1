//! The README's examples, executed: what stands under a command is what it prints.
//!
//! In a `console` block, a line that begins with `$ ` is run by `sh` in the repository's directory;
//! the lines up to the next are its output, standard error included. A line `…` stands for any
//! number of lines. Blocks that need `jq` are skipped with a word where it is not installed.

#![expect(clippy::print_stderr, reason = "a skipped example says so")]

mod damage;

use std::process::Command;

use crate::trail::repository;

struct Example {
    line: usize,
    /// The number of the question in the cookbook that it answers.
    question: Option<usize>,
    command: String,
    output: String,
}

impl Example {
    /// Building anew is left to the reader.
    fn is_executed(&self) -> bool {
        !self.command.starts_with("cargo ")
    }

    fn needs_jq(&self) -> bool {
        self.command.contains("jq ")
    }
}

fn examples(readme: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    let mut question = None;
    for (index, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        if !inside {
            if line.starts_with('#') {
                question = numbered(line);
            }
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example {
                line: index + 1,
                question,
                command: command.to_owned(),
                output: String::new(),
            });
            continue;
        }
        let Some(last) = examples.last_mut() else { continue };
        if last.command.ends_with('\\') {
            last.command.pop();
            last.command.push_str(line.trim_start());
            continue;
        }
        if let Some(more) = line.strip_prefix("> ") {
            last.command.push('\n');
            last.command.push_str(more);
            continue;
        }
        last.output.push_str(line);
        last.output.push('\n');
    }
    examples
}

/// The number of a heading `#### 12. What did root do?`.
fn numbered(heading: &str) -> Option<usize> {
    heading.strip_prefix("#### ")?.split_once(". ")?.0.parse().ok()
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Whether what was printed fits what is promised, `…` standing for any lines.
fn fits(promised: &str, printed: &str) -> bool {
    let mut rest = printed;
    for (index, part) in promised.split("…\n").enumerate() {
        match rest.find(part) {
            Some(at) if index > 0 || at == 0 => rest = &rest[at + part.len()..],
            _ => return false,
        }
    }
    rest.is_empty() || promised.ends_with("…\n")
}

#[test]
fn every_example_prints_what_stands_under_it() {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("a README");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_trailscan"));
    let directory = program.parent().expect("a directory").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let examples = examples(&readme);
    assert!(examples.len() >= 10, "only {} examples were found", examples.len());
    for example in examples {
        if !example.is_executed() {
            continue;
        }
        if example.needs_jq() && !is_installed("jq") {
            eprintln!("skipped, jq is not installed: {}", example.command);
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {}", example.command)])
            .current_dir(repository())
            .env("PATH", format!("{directory}:{path}"))
            .env("TRAILSCAN_NOW", "2024-05-08T00:00:00Z")
            .env_remove("NO_COLOR")
            .output()
            .expect("sh");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(
            fits(&example.output, &printed),
            "README.md:{}: $ {}\n--- promised:\n{}--- printed:\n{printed}",
            example.line,
            example.command,
            example.output,
        );
    }
}

/// How many questions the incident cookbook answers.
const QUESTIONS: usize = 28;

#[test]
fn every_question_of_an_incident_has_a_command_that_is_executed() {
    let readme = std::fs::read_to_string(repository().join("README.md")).expect("a README");
    let examples = examples(&readme);
    let headed: Vec<usize> = readme.lines().filter_map(numbered).collect();
    // A comment with its number keeps the place of one that waits for its command.
    let waits = |number: &usize| readme.contains(&format!("<!-- {number} -->"));
    let expected: Vec<usize> = (1..=QUESTIONS).filter(|number| !waits(number)).collect();
    assert_eq!(headed, expected);
    for number in headed {
        let mut answers = examples.iter().filter(|example| example.question == Some(number));
        let is_answer = |example: &Example| {
            example.command.contains("trailscan ") && example.is_executed() && !example.needs_jq()
        };
        assert!(answers.any(is_answer), "question {number} has no command that is executed");
    }
}
