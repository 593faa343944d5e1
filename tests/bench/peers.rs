//! Other programs, asked the same as trailscan, where they are installed.
//!
//! Asked for events they print how many match, no more: two jq's on one pipe mingle their lines.

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use crate::{
    answer::{Expected, Printed},
    measure::Line,
    question::{COUNT_BY_TWO, ERROR, Question},
    truth::Truth,
};

/// Another program.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// Succeeds where the program is installed.
    probe: &'static [&'static str],
    pub(crate) question: Question,
    /// Answers the question about the directory that follows.
    command: &'static [&'static str],
    prints: Prints,
    /// How many times as fast trailscan is to be.
    pub(crate) wall_limit: f64,
    /// What must stand beside its figures, if anything.
    pub(crate) note: &'static str,
}

/// What of its answer a peer prints.
enum Prints {
    Matches,
    /// What trailscan prints.
    Everything,
}

const DUCKDB_ERROR: &str = r#"
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

const DUCKDB_COUNT_BY_TWO: &str = r#"
import duckdb, sys
duckdb.sql("set threads=2")
duckdb.sql("set enable_progress_bar=false")
groups = duckdb.sql(f"""
    select count(*), record.eventSource, record.eventName, min(record.eventTime),
        max(record.eventTime), count(distinct record.sourceIPAddress)
    from (
        select unnest(Records) as record from read_json('{sys.argv[1]}/**/*.json.gz',
            format='unstructured', maximum_object_size=6291456,
            columns={{Records: 'STRUCT(eventTime VARCHAR, eventSource VARCHAR,
                eventName VARCHAR, sourceIPAddress VARCHAR)[]'}})
    ) group by all order by 1 desc, 2, 3
""").fetchall()
events = sum(group[0] for group in groups)
print("count,share,eventSource,eventName,first_seen,last_seen,distinct_sourceIPAddress")
for count, *rest in groups:
    share = f"{(count * 2_000_000 + events) // (2 * events) / 1e6:.6f}".rstrip("0").rstrip(".")
    print(count, share, *rest, sep=",")
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

pub(crate) static PEERS: [Peer; 4] = [
    Peer {
        name: "jq, two processes",
        probe: &["jq", "--version"],
        question: ERROR,
        command: &["sh", "-c", two_processes_of!("jq"), "sh"],
        prints: Prints::Matches,
        wall_limit: 12.0,
        note: "",
    },
    Peer {
        name: "jaq, two processes",
        probe: &["jaq", "--version"],
        question: ERROR,
        command: &["sh", "-c", two_processes_of!("jaq"), "sh"],
        prints: Prints::Matches,
        wall_limit: 10.0,
        note: "",
    },
    Peer {
        name: "DuckDB, two threads",
        probe: &["python3", "-c", "import duckdb"],
        question: ERROR,
        command: &["python3", "-c", DUCKDB_ERROR],
        prints: Prints::Matches,
        wall_limit: 40.0,
        note: "DuckDB pays a millisecond or more for each small file with one giant object in \
               it;\non records split into lines beforehand it is many times as fast. The ratio \
               tells of\nthat penalty, not of its engine.",
    },
    Peer {
        name: "DuckDB, two threads",
        probe: &["python3", "-c", "import duckdb"],
        question: COUNT_BY_TWO,
        command: &["python3", "-c", DUCKDB_COUNT_BY_TWO],
        prints: Prints::Everything,
        wall_limit: 40.0,
        note: "",
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

    /// What it should print.
    pub(crate) fn expected(&self, truth: &Truth) -> Expected {
        match self.prints {
            Prints::Matches => Expected::Text(format!("{}\n", truth.matches(&self.question))),
            Prints::Everything => truth.expected(&self.question),
        }
    }

    pub(crate) fn printed(&self, logs: &Path) -> Result<Printed> {
        let line = self.line(logs);
        let output = Command::new(&line[0])
            .args(&line[1..])
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        let mut printed = Printed::default();
        // Some systems' `wc` sets the number off with blanks.
        printed.push(output.stdout.trim_ascii_start());
        Ok(printed)
    }
}
