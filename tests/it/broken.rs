//! Damage of every kind: what is still used, what is said of it, and which exit code comes of it.
//!
//! One file for each layer that can be damaged: `gzip` the compressed data, `json` the text and the
//! records in it, `lines` what stands around records, `files` whole files that are not what their
//! names say, `paths` what a directory may hold besides files. Damage at random is in `faults`.
//!
//! Every check also asks for the balance: records are matched, rejected or reported.

mod files;
mod gzip;
mod json;
mod lines;
mod paths;

use crate::trail::{Run, Trail, event};

/// A record as a log holds it.
fn record(name: &str) -> String {
    event(name).to_string()
}

/// A log file's text around records that are texts themselves, so that they may be broken.
fn envelope(records: &[impl AsRef<str>]) -> String {
    let records: Vec<&str> = records.iter().map(AsRef::as_ref).collect();
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

/// Queries a directory for everything; the counts must balance.
#[track_caller]
fn query(trail: &Trail) -> Run {
    let run = trail.query(&["--stats=json"]);
    run.balances();
    run
}

fn unreadable(run: &Run) -> u64 {
    run.stats()["unreadable"].as_u64().unwrap_or(u64::MAX)
}

/// A directory with this one file: these events are used, so many records are not, these words are
/// said, and the exit code is 2.
#[track_caller]
fn check_damaged(file: &str, bytes: impl AsRef<[u8]>, names: &[&str], lost: u64, words: &str) {
    let trail = Trail::new();
    trail.write(file, bytes);
    let run = query(&trail);
    run.finds(names).exits(2).says(&format!("trailscan: {file}: ")).says(words);
    run.says("1 of 1 file could not be read completely");
    assert_eq!(unreadable(&run), lost, "unreadable records of {run}");
}

/// A directory with this one file: these events are used, and there is nothing to say.
#[track_caller]
fn check_sound(file: &str, bytes: impl AsRef<[u8]>, names: &[&str]) {
    let trail = Trail::new();
    trail.write(file, bytes);
    query(&trail).finds(names).exits(0);
    trail.query(&[]).says_nothing();
}

#[test]
fn a_match_wins_over_damage_when_only_the_exit_code_is_asked_for() {
    let trail = Trail::new();
    trail.write("a.json", &envelope(&[record("A"), record("B")])[..500]);
    trail.log("b.json.gz", &[event("C")]);
    trail.query(&["--quiet", "-n", "A"]).exits(0).prints("");
    trail.query(&["--quiet", "-n", "C"]).exits(0).prints("");
    trail.query(&["--quiet", "-n", "Nothing"]).exits(2).prints("");
    trail.query(&["-n", "A"]).exits(2).finds(&["A"]);
}

#[test]
fn damage_is_never_excused_by_allowing_an_empty_answer() {
    let trail = Trail::new();
    trail.write("a.json.gz", "");
    trail.query(&["--allow-empty"]).exits(2);
}

#[test]
fn damaged_files_are_counted_against_all_files() {
    let trail = Trail::new();
    trail.write("a.json.gz", "").log("b.json.gz", &[event("B")]).write("c.json", "{");
    let run = query(&trail);
    run.finds(&["B"]).exits(2).says("2 of 3 files could not be read completely");
    assert_eq!(run.stats()["damaged"], 2, "{run}");
}
