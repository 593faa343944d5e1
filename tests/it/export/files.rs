//! Where the files of a data set stand, what they are called, and that there are only whole ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    path::PathBuf,
    time::Duration,
};

use serde_json::{Value, json};

use super::read::{files, rows, rows_by_file};
use crate::trail::{Trail, event, process, with};

const EXPORT: [&str; 4] = ["export", "{}/logs", "--to", "{}/set"];

fn at(name: &str, time: &str) -> Value {
    with(event(name), "eventTime", time)
}

/// Two accounts, two days, and files in directories as they are delivered.
fn trail() -> Trail {
    let trail = Trail::new();
    let other =
        |event| with(with(event, "recipientAccountId", "000111222333"), "awsRegion", "eu-x");
    let late = at("D", "2024-05-01T23:59:59Z");
    trail.log(
        "logs/1/a.json.gz",
        &[at("B", "2024-05-01T10:00:00Z"), at("A", "2024-05-01T09:00:00Z")],
    );
    trail.log("logs/1/b.json.gz", &[other(at("C", "2024-05-01T11:00:00Z"))]);
    trail.log("logs/2/c.json.gz", &[late, at("E", "2024-05-02T00:00:00Z")]);
    trail
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["eventname"].as_str().expect("a name")).collect()
}

#[test]
fn files_stand_in_partitions_and_are_sorted_by_time() {
    let trail = trail();
    let run = trail.run(&EXPORT);
    run.exits(0)
        .prints("")
        .says("trailscan: set: 5 events in 4 new files, … bytes, in 3 partitions\n");
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, rows) in rows_by_file(&trail.path("set")) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let (hash, extension) = name.split_once('.').expect("an extension");
        assert!(extension == "parquet" && hash.len() == 32, "{name}");
        assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        let partition = path.parent().expect("a partition").display().to_string();
        held.entry(partition).or_default().push(names(&rows).concat());
    }
    held.values_mut().for_each(|files| files.sort());
    let expected = [
        ("account=000111222333/region=eu-x/date=2024-05-01", vec!["C"]),
        ("account=123456789012/region=us-east-1/date=2024-05-01", vec!["AB", "D"]),
        ("account=123456789012/region=us-east-1/date=2024-05-02", vec!["E"]),
    ];
    let held: Vec<_> = held.iter().map(|(partition, files)| (partition.as_str(), files)).collect();
    assert_eq!(json!(held), json!(expected));
}

#[test]
fn rows_of_one_time_are_ordered_by_event_id_and_those_without_a_time_come_last() {
    let trail = Trail::new();
    let id = |name, id| with(event(name), "eventID", id);
    let untimed = |name| with(event(name), "eventTime", "soon");
    trail.log("logs/a.json", &[id("B", "2"), untimed("Z"), id("A", "1")]);
    let offset = at("0", "2024-05-01T01:00:00+02:00");
    trail.log("logs/b.json", &[offset, at("C", "2024-05-01T10:00:00.5Z"), untimed("Y")]);
    trail.run(&EXPORT).exits(0);
    let held: BTreeSet<String> = rows_by_file(&trail.path("set"))
        .into_iter()
        .map(|(path, rows)| {
            let date = path.parent().and_then(|path| path.file_name()).expect("a date");
            format!("{} {}", date.display(), names(&rows).concat())
        })
        .collect();
    let expected =
        ["date=2024-04-30 0", "date=2024-05-01 ABC", "date=__HIVE_DEFAULT_PARTITION__ YZ"];
    assert_eq!(held, expected.map(str::to_owned).into());
}

#[test]
fn values_written_to_lead_elsewhere_do_not() {
    let trail = Trail::new();
    let long = "x/".repeat(3000);
    let values = [
        "..",
        "../../../x",
        "/etc",
        "a/b",
        "%2e%2F",
        "a=b",
        "line\nbreak\0",
        "\u{202e}é",
        &long,
        "",
    ];
    let hostile: Vec<Value> = values
        .iter()
        .map(|value| {
            let event = with(event("A"), "recipientAccountId", *value);
            with(with(event, "awsRegion", *value), "userIdentity", json!({ "accountId": *value }))
        })
        .collect();
    trail.log("logs/a.json.gz", &hostile);
    trail.run(&EXPORT).exits(0);
    let root = trail.path("set");
    let paths: Vec<PathBuf> = files(&root).into_keys().collect();
    assert_eq!(paths.len(), values.len());
    for path in &paths {
        assert_eq!(path.components().count(), 4, "{}", path.display());
        assert!(path.iter().all(|name| name.len() <= 255), "{}", path.display());
    }
    let directories: Vec<String> = fs::read_dir(trail.path(""))
        .expect("a directory")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(
        BTreeSet::from_iter(directories),
        BTreeSet::from(["logs", "set"].map(str::to_owned))
    );
    // The columns hold the values as they are.
    let accounts: BTreeSet<String> =
        rows(&root).iter().filter_map(|row| Some(row["awsregion"].as_str()?.to_owned())).collect();
    assert!(accounts.contains("../../../x") && accounts.contains(&long), "{accounts:?}");
}

#[test]
fn the_same_again_writes_nothing_and_touches_nothing() {
    let trail = trail();
    trail.run(&EXPORT).exits(0);
    let root = trail.path("set");
    let before = files(&root);
    let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for name in before.keys() {
        File::options()
            .write(true)
            .open(root.join(name))
            .and_then(|file| file.set_modified(old))
            .expect("a time");
    }
    for threads in ["1", "2", "7"] {
        let run = trail.run(&[&EXPORT[..], &["--threads", threads]].concat());
        run.exits(0).prints("").says("set: nothing new, 5 events were there already\n");
    }
    assert!(files(&root) == before);
    for name in before.keys() {
        let modified = fs::metadata(root.join(name)).and_then(|file| file.modified());
        assert_eq!(modified.expect("a time"), old);
    }
}

#[test]
fn logs_that_were_added_add_files_and_leave_the_others() {
    let trail = trail();
    trail.run(&EXPORT).exits(0);
    let root = trail.path("set");
    let before = files(&root);
    // Before, between and behind those that were there.
    for (directory, day) in [("0", "03"), ("1b", "04"), ("3", "05")] {
        let name = format!("logs/{directory}/x.json.gz");
        trail.log(&name, &[at(directory, &format!("2024-05-{day}T00:00:00Z"))]);
    }
    let run = trail.run(&EXPORT);
    run.exits(0)
        .says("set: 3 events in 3 new files, … bytes, in 6 partitions; already there: 5 events\n");
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    let after = files(&root);
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)));
    assert_eq!(after.len(), before.len() + 3);
    assert_eq!(rows(&root).len(), 8);
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let trail = Trail::new();
    for file in 0..40 {
        let events: Vec<Value> = (0..file * 7 % 50)
            .map(|number| {
                let event = at(
                    &format!("{file}-{number}"),
                    &format!("2024-05-0{}T00:00:00Z", 1 + number % 5),
                );
                with(event, "awsRegion", format!("r-{}", (file + number) % 3))
            })
            .collect();
        trail.log(&format!("logs/{}/{file}.json.gz", file % 9), &events);
    }
    let written = ["1", "2", "8"].map(|threads| {
        let to = format!("{{}}/{threads}");
        trail.run(&["export", "{}/logs", "--to", &to, "--threads", threads]).exits(0);
        files(&trail.path(threads))
    });
    assert!(written[0].len() > 9 && written.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_directory_that_holds_much_is_cut_into_files_at_the_same_places() {
    let trail = Trail::new();
    let long = "0123456789".repeat(50_000);
    for file in 0..9 {
        let events: Vec<Value> = (0..10)
            .map(|number| with(event(&format!("{file}-{number}")), "requestParameters", &*long))
            .collect();
        trail.log(&format!("logs/{file}.json.gz"), &events);
    }
    let written = ["1", "2"].map(|threads| {
        let to = format!("{{}}/{threads}");
        trail.run(&["export", "{}/logs", "--to", &to, "--threads", threads]).exits(0);
        assert_eq!(rows(&trail.path(threads)).len(), 90);
        files(&trail.path(threads))
    });
    assert!(written[0].len() == 2 && written[0] == written[1]);
}

#[test]
fn copies_are_kept_or_dropped() {
    let trail = Trail::new();
    trail.log("logs/a.json.gz", &[event("A"), event("B")]);
    trail.log("logs/b.json.gz", &[event("A")]);
    trail.run(&["export", "{}/logs", "--to", "{}/all"]).exits(0).says("3 events");
    let run = trail.run(&["export", "{}/logs", "--to", "{}/once", "--dedup", "--stats=json"]);
    run.exits(0).says("2 events");
    assert_eq!(run.stats()["duplicates"], 1);
    assert_eq!(names(&rows(&trail.path("all"))), ["A", "A", "B"]);
    assert_eq!(names(&rows(&trail.path("once"))), ["A", "B"]);
}

#[test]
fn filters_choose_and_exit_codes_are_those_of_query() {
    let trail = trail();
    trail.run(&[&EXPORT[..], &["-n", "A,E"]].concat()).exits(0).says("2 events in 2 new files");
    assert_eq!(rows(&trail.path("set")).len(), 2);
    let nothing = ["export", "{}/logs", "--to", "{}/nothing", "-n", "X"];
    trail.run(&nothing).exits(1).prints("").says_nothing();
    trail.run(&[&nothing[..], &["--allow-empty"]].concat()).exits(0);
    assert!(!trail.path("nothing").exists());
    let quiet = ["export", "{}/logs", "--to", "{}/quiet", "--quiet"];
    trail.run(&quiet).exits(0).prints("").says_nothing();
    assert_eq!(rows(&trail.path("quiet")).len(), 5);
    trail.write("logs/1/cut.json", &event("Cut").to_string()[..50]);
    let run = trail.run(&["export", "{}/logs", "--to", "{}/most", "--quiet"]);
    run.exits(2).says("cut.json: JSON ends early").says("1 of 4 files could not be read");
    assert_eq!(rows(&trail.path("most")).len(), 5);
}

#[test]
fn a_data_set_among_the_logs_is_no_log() {
    let trail = trail();
    for _ in 0..2 {
        let run = trail.run(&["export", "{}", "--to", "{}", "--stats=json"]);
        run.exits(0).balances();
        assert_eq!(run.stats()["matched"], 5);
    }
    assert_eq!(trail.query(&[]).exits(0).says_nothing().events().len(), 5);
    assert_eq!(files(&trail.path("")).len(), 3 + 4);
}

#[test]
fn what_an_interrupted_run_left_is_seen_by_nobody_and_goes_with_the_next() {
    let trail = trail();
    trail.write("set/.trailscan-dead/lock", "");
    trail.write("set/.trailscan-dead/0.draft", "PAR1 half");
    trail.write("set/.trailscan-alive/lock", "");
    trail.write("set/.trailscan-alive/0.draft", "PAR1 half");
    trail.write("set/.trailscan-new/0.draft", "PAR1 half");
    let alive = File::open(trail.path("set/.trailscan-alive/lock")).expect("a lock");
    alive.lock().expect("locked");
    trail.run(&["query", "{}/set"]).exits(1);
    trail.run(&EXPORT).exits(0);
    let hidden: Vec<PathBuf> = files(&trail.path("set"))
        .into_keys()
        .filter(|name| name.starts_with(".trailscan-alive"))
        .collect();
    assert_eq!(hidden.len(), 2);
    assert!(!trail.path("set/.trailscan-dead").exists());
    assert!(trail.path("set/.trailscan-new").exists());
    assert_eq!(fs::read_dir(trail.path("set")).expect("a directory").count(), 2 + 2);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_leaves_whole_files_only() {
    let trail = Trail::new();
    let events: Vec<Value> = (0..1000).map(|number| event(&format!("E{number}"))).collect();
    for file in 0..30 {
        trail.log(&format!("logs/{file}/a.json.gz"), &events);
    }
    let (logs, set) = (trail.path("logs"), trail.path("set"));
    let is_parquet = |name: &PathBuf| name.extension().is_some_and(|name| name == "parquet");
    let written = || files(&set).into_keys().filter(is_parquet).count();
    let mut child = process().arg("export").arg(&logs).arg("--to").arg(&set).spawn().expect("runs");
    while !set.exists() || written() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("dead");
    let left = files(&set);
    for (name, bytes) in &left {
        let is_hidden = name.iter().any(|name| name.as_encoded_bytes().starts_with(b"."));
        assert!(is_parquet(name) != is_hidden, "{}", name.display());
        assert!(is_hidden || bytes.ends_with(b"PAR1"), "{}", name.display());
    }
    // The same rows in each directory: a file for each.
    trail.run(&EXPORT).exits(0);
    assert!(files(&set).into_keys().all(|name| is_parquet(&name)));
    assert_eq!(files(&set).len(), 30);
    assert_eq!(rows(&set).len(), 30_000);
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_half_is_seen() {
    let trail = trail();
    trail.write("file", "");
    trail
        .run(&["export", "{}/logs", "--to", "{}/file"])
        .exits(2)
        .says("--to `file`: a file, not a directory");
    trail
        .run(&["export", "{}/logs", "--to", "{}/file/set"])
        .exits(2)
        .says("trailscan: --to: file/set: cannot write in it: not a directory");
    // A file stands where a directory should be made.
    trail.write("set/account=123456789012", "");
    let run = trail.run(&EXPORT);
    run.exits(2).says("cannot write a file: ").says("hint: files that are there are whole");
    assert!(
        !files(&trail.path("set")).into_keys().any(|name| name.starts_with(".trailscan")),
        "{run}"
    );
    trail.run(&["export", "{}/logs"]).exits(2).says("--to DIR: missing");
    trail.run(&["export", "{}/logs", "--to", ""]).exits(2).says("--to: a value is missing");
    trail
        .run(&[&EXPORT[..], &["--raw", "maybe"]].concat())
        .exits(2)
        .says("--raw `maybe`: unknown value");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    // Sizes of files are limited instead, which makes a write fail as a full disk does.
    let trail = Trail::new();
    let events: Vec<Value> =
        (0..3000).map(|number| event(&format!("{:x}", number * 7919))).collect();
    trail.log("logs/a.json.gz", &events);
    let mut shell = std::process::Command::new("sh");
    let program = process();
    shell.args(["-c", r#"trap '' XFSZ; ulimit -f 8; exec "$0" export "$1" --to "$2""#]);
    shell.arg(program.get_program()).arg(trail.path("logs")).arg(trail.path("set"));
    let output = shell.output().expect("sh");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write a file: file too large"), "{said}");
    assert_eq!(files(&trail.path("set")).len(), 0, "{said}");
}
