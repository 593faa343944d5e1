//! Other programs, asked the same as the question `error`, where they are installed.
//!
//! They print how many events match, no more: two jq's on one pipe mingle their lines.

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use crate::measure::Line;

/// Another program.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// Succeeds where the program is installed.
    probe: &'static [&'static str],
    /// Prints how many events of the directory that follows were refused with `AccessDenied`.
    command: &'static [&'static str],
    /// How many times as fast trailscan is to be.
    pub(crate) wall_limit: f64,
    /// What must stand beside its figures, if anything.
    pub(crate) note: &'static str,
}

const DUCKDB: &str = r#"
import duckdb, sys
duckdb.sql("set threads=2")
duckdb.sql("set enable_progress_bar=false")
print(duckdb.sql(f"""
    select count(*) from (
        select unnest(Records) as record from read_json('{sys.argv[1]}/**/*.json.gz',
            format='unstructured', maximum_object_size=6291456,
            columns={{Records: 'STRUCT(errorCode VARCHAR, eventName VARCHAR,
                eventSource VARCHAR, eventTime VARCHAR)[]'}})
    ) where record.errorCode = 'AccessDenied'
""").fetchall()[0][0])
"#;

macro_rules! two_processes_of {
    ($program:literal) => {
        concat!(
            r#"find "$1" -name '*.json.gz' -print0 | xargs -0 -P2 -n 800 sh -c 'zcat "$@" | "#,
            $program,
            r#" -c ".Records[]|select(.errorCode==\"AccessDenied\")|.eventID"' sh | wc -l"#
        )
    };
}

pub(crate) static PEERS: [Peer; 3] = [
    Peer {
        name: "jq, two processes",
        probe: &["jq", "--version"],
        command: &["sh", "-c", two_processes_of!("jq"), "sh"],
        wall_limit: 12.0,
        note: "",
    },
    Peer {
        name: "jaq, two processes",
        probe: &["jaq", "--version"],
        command: &["sh", "-c", two_processes_of!("jaq"), "sh"],
        wall_limit: 10.0,
        note: "",
    },
    Peer {
        name: "DuckDB, two threads",
        probe: &["python3", "-c", "import duckdb"],
        command: &["python3", "-c", DUCKDB],
        wall_limit: 40.0,
        note: "DuckDB pays a millisecond or more for each small file with one giant object in \
               it;\non records split into lines beforehand it is many times as fast. The ratio \
               tells of\nthat penalty, not of its engine.",
    },
];

impl Peer {
    pub(crate) fn is_there(&self) -> bool {
        let mut probe = Command::new(self.probe[0]);
        probe.args(&self.probe[1..]).stdin(Stdio::null());
        probe.stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    }

    pub(crate) fn line(&self, logs: &Path) -> Line {
        let mut line: Line = self.command.iter().map(OsString::from).collect();
        line.push(logs.into());
        line
    }

    /// What it prints, which should be the number of matches.
    pub(crate) fn answer(&self, logs: &Path) -> Result<String> {
        let line = self.line(logs);
        let output = Command::new(&line[0])
            .args(&line[1..])
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
