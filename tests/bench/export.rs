//! What an export costs, how large it is, and what a question costs once it was made.
//!
//! The floor is that of the questions. Where DuckDB is not installed, nobody is asked; where the
//! benchmark was built without Parquet, nothing is exported.

use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    check::Check,
    command::{self, Input},
    corpus::{self, Corpus},
    measure::Line,
    question::ERROR,
    trial::{self, Pairs},
};

pub(crate) const NAME: &str = "export";

/// Whether there is anything to measure.
pub(crate) const IS_BUILT: bool = cfg!(feature = "parquet");

/// How many times the floor's CPU time it is held to: the rows are compressed anew.
pub(crate) const CPU_LIMIT: f64 = 15.0;

/// An export, on so many threads.
pub(crate) struct Exported {
    pub(crate) name: &'static str,
    pub(crate) threads: usize,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// The export, beside the floor.
    pub(crate) pairs: Pairs,
}

/// Whether the whole record is kept, in words and as a flag's value.
const FORMS: [(&str, &str); 2] = [("export", "yes"), ("export, --raw no", "no")];

const DUCKDB: &str = r#"
import duckdb, sys
duckdb.sql("set threads=2")
print(duckdb.sql(f"""
    select eventid from read_parquet('{sys.argv[1]}/**/*.parquet',
        hive_partitioning=true, hive_types_autocast=false) where errorcode = 'AccessDenied'
""").fetchall().__len__())
"#;

fn line(logs: &Path, to: &Path, raw: &str, threads: usize) -> Line {
    let mut line: Line = vec![env!("CARGO_BIN_EXE_trailscan").into(), "export".into(), logs.into()];
    line.extend(["--to".into(), to.into(), "--raw".into(), raw.into(), "--quiet".into()]);
    line.extend(["--threads".into(), OsString::from(threads.to_string())]);
    line
}

fn scratch() -> Result<TempDir> {
    tempfile::Builder::new().prefix("export-").tempdir_in(corpus::root()).context("a directory")
}

/// Every event is exported, and what DuckDB finds among them is true.
pub(crate) fn check(corpus: &Corpus, threads: &[usize], check: &mut Check<'_>) -> Result<()> {
    for threads in threads {
        let to = scratch()?;
        let mut line = line(&corpus.logs(), to.path(), "yes", *threads);
        line.push("--stats=json".into());
        let output = Command::new(&line[0]).args(&line[1..]).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let stats: Value = serde_json::from_str(&said).unwrap_or_default();
        let mut mistakes = Vec::new();
        if !output.status.success() || stats["matched"] != corpus.truth.events {
            mistakes.push(format!("{}: {said}", output.status));
        }
        if duckdb_is_there() {
            let asked = Command::new("python3").args(["-c", DUCKDB]).arg(to.path()).output()?;
            let found = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
            let expected = corpus.truth.matches(&ERROR).to_string();
            if found != expected {
                mistakes.push(format!("DuckDB: expected {expected}, got {found}"));
            }
        }
        check.tell(NAME, &mistakes)?;
    }
    Ok(())
}

/// Exports on each number of threads in turn, so often.
pub(crate) fn of(corpus: &Corpus, threads: &[usize], runs: usize) -> Result<Vec<Exported>> {
    let logs = corpus.logs();
    let mut all = Vec::new();
    for (name, raw) in FORMS {
        for &threads in threads {
            let mut one = Exported { name, threads, files: 0, bytes: 0, pairs: Pairs::default() };
            for _ in 0..runs {
                let to = scratch()?;
                let ours = line(&logs, to.path(), raw, threads);
                one.pairs.add(&trial::floor(&logs, threads)?, &ours)?;
                (one.files, one.bytes) = size(to.path())?;
            }
            all.push(one);
        }
    }
    Ok(all)
}

/// DuckDB's time for a question of the data set, beside trailscan's of the logs. Nothing, where it
/// is not installed.
pub(crate) fn asked(corpus: &Corpus, threads: usize, runs: usize) -> Result<Option<Pairs>> {
    if !duckdb_is_there() {
        return Ok(None);
    }
    let to = scratch()?;
    let logs = corpus.logs();
    let made = line(&logs, to.path(), "yes", threads);
    Command::new(&made[0]).args(&made[1..]).status()?;
    let theirs = command::line(&ERROR, Input::Path(&logs), threads);
    let mut ours: Line = ["python3", "-c", DUCKDB].map(OsString::from).to_vec();
    ours.push(to.path().into());
    let mut pairs = Pairs::default();
    for _ in 0..runs {
        pairs.add(&theirs, &ours)?;
    }
    Ok(Some(pairs))
}

/// Files below a directory, and their bytes.
fn size(directory: &Path) -> Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        let (inner_files, inner_bytes) =
            if metadata.is_dir() { size(&entry.path())? } else { (1, metadata.len()) };
        files += inner_files;
        bytes += inner_bytes;
    }
    Ok((files, bytes))
}

fn duckdb_is_there() -> bool {
    let mut probe = Command::new("python3");
    probe.args(["-c", "import duckdb"]).stdin(Stdio::null());
    probe.stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}
