//! The door for `tests/fuzz`, in builds of `cargo fuzz` and in tests alone.
//!
//! Each function takes arbitrary bytes, does something with them in two ways at least, one of them
//! slow and obvious, and panics where they come to different results. What is compared is told
//! beside what is checked. The seeds of every target go through the same doors in the tests here.

use crate::{
    decode::{lanes, members},
    event,
    filter::{comparison, pattern},
    time,
};

/// Outlines what the bytes begin with, in every way this machine has and by `serde_json`.
pub fn outline(bytes: &[u8]) {
    lanes::check_outline(bytes);
}

/// Splits a document into records by outlines and without.
pub fn document(bytes: &[u8]) {
    lanes::check_document(bytes);
}

/// Inflates a gzip file at one go, as a stream in pieces, and member by member.
pub fn inflate(bytes: &[u8]) {
    members::check(bytes);
}

/// Reads the fields of a record, which stands below a field as a person types it, and those of a
/// tree that `serde_json` makes of it.
pub fn fields(bytes: &[u8]) {
    event::obvious::check(bytes);
}

/// Matches a pattern with the value below it, and tries every possibility.
pub fn pattern(bytes: &[u8]) {
    pattern::obvious::check(bytes);
}

/// Asks a condition, its opposite and its kin of known records and of those below it.
pub fn condition(bytes: &[u8]) {
    comparison::obvious::check(bytes);
}

/// Reads a time, shows it and puts it into a stretch; length and time zone stand below it.
pub fn time(bytes: &[u8]) {
    time::obvious::check(bytes);
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        panic::catch_unwind,
        path::{Path, PathBuf},
    };

    use super::*;

    /// A target by its name, and its door.
    type Target = (&'static str, fn(&[u8]));

    const TARGETS: [Target; 7] = [
        ("condition", condition),
        ("document", document),
        ("fields", fields),
        ("inflate", inflate),
        ("outline", outline),
        ("pattern", pattern),
        ("time", time),
    ];

    fn listed(directory: &str) -> Vec<PathBuf> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(directory);
        let entries = fs::read_dir(directory).expect("a directory");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    }

    #[test]
    fn every_seed_and_every_kept_finding_passes_its_check() {
        let mut failed = Vec::new();
        for (target, check) in TARGETS {
            let seeds = listed(&format!("seeds/{target}"));
            assert!(!seeds.is_empty(), "{target}");
            for seed in seeds {
                let bytes = fs::read(&seed).expect("a file");
                if catch_unwind(|| check(&bytes)).is_err() {
                    failed.push(seed);
                }
            }
        }
        assert!(failed.is_empty(), "{failed:?}");
    }

    #[test]
    fn every_door_has_a_target_and_seeds() {
        for directory in ["fuzz_targets", "seeds"] {
            let stem = |path: &PathBuf| path.file_stem()?.to_str().map(str::to_owned);
            let names: Vec<_> = listed(directory).iter().filter_map(stem).collect();
            assert_eq!(names, TARGETS.map(|(target, _)| target), "{directory}");
        }
    }
}
