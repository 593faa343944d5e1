//! The README's script for Spark, on a real cluster: one master and two workers, each a process of
//! its own, on this machine.
//!
//! The files are the fixtures, made ones, and those below the directory that
//! `TRAILSCAN_ENGINES_LOGS` names. Asked only where `python3` can import `pyspark` and there is a
//! Java; elsewhere this test says that it was skipped. What SQL engines answer is told in
//! `engines`.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod cluster;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::json;

use crate::trail::{Trail, event, fixture, process, repository, with};
use cluster::{Cluster, Spark};

/// The script in the README: the one block of Python.
fn script() -> String {
    let readme = fs::read_to_string(repository().join("README.md")).expect("a README");
    let blocks: Vec<&str> = readme.split("```python\n").skip(1).collect();
    let [block] = blocks.as_slice() else { panic!("{} blocks of Python", blocks.len()) };
    let script = block.split("```").next().unwrap_or_default().to_owned();
    assert!(script.lines().count() <= 25, "the script is short");
    script
}

/// Many small files beside the fixtures, so that there is work for everybody.
fn made_logs() -> Trail {
    let trail = Trail::new();
    for file in 0..40 {
        let events: Vec<_> = (0..25)
            .map(|at| {
                let name = ["GetObject", "ConsoleLogin", "Größe"][(file + at) % 3];
                with(event(name), "eventID", json!(format!("made-{file}-{at}")))
            })
            .collect();
        trail.log(&format!("logs/a file {file:02}.json.gz"), &events);
    }
    trail
}

fn log_files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { log_files(&path, found) } else { found.push(path) }
    }
}

/// The program, or rather what says where it runs and then becomes the program.
fn witnessed(trail: &Trail) -> PathBuf {
    let program = env!("CARGO_BIN_EXE_trailscan");
    let witness = trail.path("seen");
    let script = format!("#!/bin/sh\npwd >>'{}'\nexec '{program}' \"$@\"\n", witness.display());
    trail.write("bin/trailscan", script);
    let path = trail.path("bin/trailscan");
    let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&path, all).expect("may be run");
    path
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_script_in_the_readme_answers_on_two_workers_as_one_machine_does() {
    let Some(spark) = Spark::found() else { return };
    let trail = made_logs();
    let mut files = Vec::new();
    log_files(Path::new(&fixture("AWSLogs")), &mut files);
    log_files(&trail.path("logs"), &mut files);
    if let Some(more) = env::var_os("TRAILSCAN_ENGINES_LOGS") {
        log_files(&PathBuf::from(more).canonicalize().expect("a directory"), &mut files);
    }
    files.sort();
    let lines: Vec<String> = files.iter().map(|path| format!("{}\n", path.display())).collect();
    trail.write("list", lines.concat()).write("pipe.py", script());
    trail.write("with-missing", format!("{}/no/such/file.json.gz\n", lines.concat()));
    trail.write("careless.py", script().replace(", checkCode=True", ""));
    let program = witnessed(&trail);
    let cluster = Cluster::start(&spark, 2);
    let ask = |script: &str, list: &str, flags: &[&str]| {
        let (script, list) = (trail.path(script), trail.path(list));
        let arguments = [&[script.to_str().expect("UTF-8"), list.to_str().expect("UTF-8")], flags];
        cluster.submit(&arguments.concat(), program.parent().expect("its directory"))
    };

    let flags = ["--name", "ConsoleLogin,gr*e", "--where", "eventName != \"it's $HOME\""];
    let one = process()
        .args(["query", "--format", "jsonl", "--files-from"])
        .arg(trail.path("list"))
        .args(flags)
        .output()
        .expect("ran");
    assert!(text(&one).lines().count() > 300, "{}", text(&one));
    let many = ask("pipe.py", "list", &flags);
    assert_eq!(text(&many), text(&one), "{}", String::from_utf8_lossy(&many.stderr));
    assert!(many.status.success());
    let seen = fs::read_to_string(trail.path("seen")).expect("it ran");
    let workers: BTreeSet<&Path> =
        seen.lines().filter_map(|place| cluster.worker_of(Path::new(place))).collect();
    assert_eq!(workers.len(), 2, "both workers ran a part: {seen}");

    let nothing = ask("pipe.py", "list", &["--name", "NoSuchCall"]);
    assert_eq!((text(&nothing).as_str(), nothing.status.code()), ("", Some(0)));

    let missing = ask("pipe.py", "with-missing", &flags);
    assert!(!missing.status.success(), "{}", text(&missing));
    let said = [text(&missing).as_bytes(), &missing.stderr].concat();
    assert!(String::from_utf8_lossy(&said).contains("exited with error code 2"));

    // Why the script asks for it: without, the same job succeeds, and nobody hears of the file.
    let careless = ask("careless.py", "with-missing", &flags);
    assert_eq!((text(&careless), careless.status.code()), (text(&one), Some(0)));
}
