//! What only a real process shows: pipes, signals, exit codes in a shell; and the pages that shells
//! and `man` read.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use crate::trail::{Trail, event, fixture, process, repository, run};

/// Runs a line of shell with the program on its path; what it printed, and its exit code.
fn shell(line: &str) -> (String, Option<i32>) {
    shell_at(repository(), line)
}

/// The same in the directory of a test.
pub(crate) fn shell_in(trail: &Trail, line: &str) -> (String, Option<i32>) {
    shell_at(&trail.path(""), line)
}

fn shell_at(here: &Path, line: &str) -> (String, Option<i32>) {
    let program = Path::new(env!("CARGO_BIN_EXE_trailscan"));
    let directory = program.parent().expect("a directory").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(here)
        .env("PATH", format!("{directory}:{path}"))
        .env("TRAILSCAN_NOW", "2024-05-08T00:00:00Z")
        .output()
        .expect("sh");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn a_shell_can_branch_on_the_exit_code() {
    let branch = |filters: &str| {
        shell(&format!(
            "trailscan query fixtures/AWSLogs {filters} --quiet; \
             case $? in 0) echo yes;; 1) echo no;; *) echo error;; esac"
        ))
        .0
    };
    assert_eq!(branch("-n StopLogging"), "yes\n");
    assert_eq!(branch("-n DeleteTrailForGood"), "no\n");
    assert_eq!(branch("--since never 2>/dev/null"), "error\n");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let trail = Trail::new();
    let events: Vec<_> = (0..20_000).map(|number| event(&format!("E{number}"))).collect();
    trail.log("a.json.gz", &events);
    let mut child = process()
        .args(["query", &trail.path("a.json.gz").display().to_string(), "-f", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut first = [0; 16];
    child.stdout.take().expect("piped").read_exact(&mut first).expect("a first line");
    let output = child.wait_with_output().expect("ended");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_program_as_a_shell_expects() {
    let mut child = process()
        .args(["query", "-", "-f", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"{\"Records\":[").expect("written");
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.is_ok_and(|status| status.success()));
    // Where the signal is ignored, as below nohup, the program ends all the same, and this fails.
    drop(stdin);
    let status = child.wait().expect("ended");
    // A shell shows a death by signal 2 as 130, and ends its loop, which it would not for
    // exit(130).
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    assert_eq!(signal, Some(2));
}

/// Every command, so that each way to print is there.
const PRINTING: [&str; 14] = [
    "query fixtures -f table",
    "query fixtures -f json",
    "query fixtures -f jsonl --sort time",
    "query fixtures -f csv",
    "count fixtures --by event",
    "timeline fixtures",
    "summary fixtures",
    "summary fixtures -f json",
    "verify fixtures/verify/sound --all",
    "verify fixtures/verify/sound -f json",
    "services",
    "completions bash",
    "man",
    "query --help",
];

#[cfg(target_os = "linux")]
#[test]
fn output_to_a_full_disk_is_an_error_with_its_cause() {
    for command in PRINTING {
        let (said, code) = shell(&format!("trailscan {command} 2>&1 >/dev/full"));
        let full = "trailscan: standard output: no space left on device\n";
        assert_eq!((said.as_str(), code), (full, Some(2)), "{command}");
    }
}

#[test]
fn every_command_ends_quietly_when_its_reader_has_gone() {
    for command in PRINTING {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = process()
            .args(command.split(' '))
            .current_dir(repository())
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("ran");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains("standard output"), "{command}: {said}");
        assert_eq!(output.status.code(), Some(0), "{command}: {said}");
    }
}

#[test]
fn standard_input_is_read_from_a_pipe() {
    let (printed, code) =
        shell("cat fixtures/seeds/connect.json | trailscan query - -f tsv --fields event");
    assert_eq!((printed.as_str(), code), ("event\nGetContactAttributes\n", Some(0)));
}

#[test]
fn a_list_of_files_comes_through_a_pipe() {
    let (printed, _) = shell(
        "find fixtures/seeds -name 'ch*.json' | sort -r | \
         trailscan query --files-from - -f tsv --fields event",
    );
    assert_eq!(
        printed,
        "event\nAddDomain\nAddDomain\nDescribeSlackWorkspaces\nDescribeSlackChannels\n"
    );
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(&["completions", shell]).exits(0).says_nothing().shows("identity-type");
    }
}

#[test]
fn the_manual_page_holds_every_command_and_flag() {
    let page = run(&["man"]);
    page.exits(0).shows(".TH trailscan");
    for command in ["QUERY", "SERVICES", "COMPLETIONS", "MAN"] {
        page.shows(&format!("\"{command}\""));
    }
    let help = run(&["query", "--help"]).stdout;
    let flags = help.lines().filter_map(|line| line.trim_start().split_once("--"));
    let flags = flags.filter(|(before, _)| before.is_empty() || before.ends_with(", "));
    let names: Vec<&str> = flags.filter_map(|(_, flag)| flag.split([' ', '[']).next()).collect();
    assert!(names.len() > 35, "{names:?}");
    for name in names {
        page.shows(&format!("\\-\\-{}", name.replace('-', "\\-")));
    }
}

#[test]
fn every_flag_says_its_default_and_what_it_takes() {
    let short = run(&["query", "-h"]);
    let long = run(&["query", "--help"]);
    short.exits(0).says_nothing().shows("--identity-type <PATTERN>");
    long.exits(0).shows("Examples:").shows("Exit codes:").shows("userIdentity.accessKeyId");
    assert!(short.stdout.len() < long.stdout.len() / 2);
    for flag in ["--format", "--sort", "--limit", "--tz", "--color", "--threads", "--files-from"] {
        let at = short.stdout.find(&format!("{flag} <")).unwrap_or_else(|| panic!("{flag}"));
        let rest = &short.stdout[at..];
        let entry = rest.split("\n  -").next().unwrap_or_default();
        let entry = entry.split("\n      --").next().unwrap_or_default();
        assert!(entry.contains("[default:"), "{flag}: {entry}");
    }
    run(&["--version"]).exits(0).shows(env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_current_directory_is_read_where_no_path_is_given() {
    let output = process()
        .current_dir(fixture("seeds"))
        .args(["query", "-s", "a4b", "-f", "tsv", "--fields", "event"])
        .output()
        .expect("ran");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "event\nCreateRoom\n");
}

#[cfg(unix)]
#[test]
fn a_match_in_a_pipe_is_enough_before_the_pipe_ends() {
    use std::{io::Write as _, process::Stdio};
    let mut child =
        process().args(["query", "-", "--quiet"]).stdin(Stdio::piped()).spawn().expect("started");
    let mut pipe = child.stdin.take().expect("a pipe");
    // The pipe stays open: whoever waits for its end waits for ever.
    writeln!(pipe, "{}\n{}", crate::trail::event("A"), crate::trail::event("B")).expect("written");
    assert_eq!(child.wait().expect("ended").code(), Some(0));
    drop(pipe);
}
