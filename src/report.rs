//! What a scan did: counts that must balance, and everything that could not be read.
//!
//! `records = matched + rejected + unreadable`: the decoder counts the records that it hands out
//! and those that it cannot read, whoever judges them counts matched and rejected, and neither is
//! derived from the other, so that a record lost between the two would show. Printing is the
//! edge's business.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{
    decode::{FileKind, Remainder, Tally, damage::Damage},
    source::Problem,
    text::{counted, grouped},
};

/// The counts and complaints of one scan.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) files: Files,
    pub(crate) records: u64,
    pub(crate) matched: u64,
    pub(crate) rejected: u64,
    pub(crate) unreadable: u64,
    /// JSON values among events that are none: other lines of a shared log group, say.
    pub(crate) others: u64,
    /// Rejected for nothing but the lack of a usable eventTime.
    pub(crate) without_time: u64,
    pub(crate) bytes_read: u64,
    pub(crate) bytes_inflated: u64,
    /// Whether the scan ended because enough had matched, so that the rest was not looked at.
    pub(crate) had_enough: bool,
    /// In the order of the files.
    pub(crate) complaints: Vec<Complaint>,
    /// Paths that could not be walked.
    pub(crate) problems: Vec<Problem>,
    /// Files of JSON that hold no CloudTrail: look-alikes and others.
    pub(crate) foreign: Vec<PathBuf>,
}

/// How many files were of which kind; a damaged file is counted under its kind, too.
///
/// `all` is the sum of the kinds, and of what became of them: read whole, damaged, not opened.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) all: u64,
    pub(crate) logs: u64,
    pub(crate) digests: u64,
    pub(crate) companions: u64,
    pub(crate) look_alikes: u64,
    pub(crate) other_json: u64,
    pub(crate) not_logs: u64,
    pub(crate) unopened: u64,
    pub(crate) damaged: u64,
}

impl Files {
    /// `22 (18 logs, 2 digests, 2 companions)`.
    pub(crate) fn in_words(&self) -> String {
        let kinds = [
            (self.logs, "log"),
            (self.digests, "digest"),
            (self.companions, "companion"),
            (self.look_alikes, "look-alike"),
            (self.other_json, "other JSON file"),
            (self.not_logs, "other file"),
            (self.unopened, "unopened file"),
        ];
        let kinds = kinds.iter().filter(|(number, _)| *number > 0);
        let kinds: Vec<String> = kinds.map(|(number, noun)| counted(*number, noun)).collect();
        let all = grouped(self.all);
        if kinds.is_empty() { all } else { format!("{all} ({})", kinds.join(", ")) }
    }

    /// Those that were read to their end without a complaint.
    pub(crate) fn whole(&self) -> u64 {
        self.all - self.damaged - self.unopened
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "files": self.all,
            "logs": self.logs,
            "digests": self.digests,
            "companions": self.companions,
            "look_alikes": self.look_alikes,
            "other_json": self.other_json,
            "not_logs": self.not_logs,
            "unopened": self.unopened,
            "whole": self.whole(),
            "damaged": self.damaged,
        })
    }
}

/// The damage of one file.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) path: PathBuf,
    pub(crate) damages: Vec<Damage>,
}

/// What became of the records of one file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Judged {
    pub(crate) matched: u64,
    pub(crate) rejected: u64,
    pub(crate) without_time: u64,
}

impl Judged {
    pub(crate) fn records(self) -> u64 {
        self.matched + self.rejected
    }
}

impl Report {
    pub(crate) fn add(&mut self, path: &Path, tally: &Tally, judged: Judged) {
        self.files.all += 1;
        *match tally.kind {
            FileKind::Log => &mut self.files.logs,
            FileKind::Digest => &mut self.files.digests,
            FileKind::Companion => &mut self.files.companions,
            FileKind::LookAlike => &mut self.files.look_alikes,
            FileKind::OtherJson => &mut self.files.other_json,
            FileKind::NotALog => &mut self.files.not_logs,
            FileKind::Unopened => &mut self.files.unopened,
        } += 1;
        if matches!(tally.kind, FileKind::LookAlike | FileKind::OtherJson) {
            self.foreign.push(path.to_owned());
        }
        let Remainder { unreadable, others, damages } = &tally.remainder;
        self.records += tally.records + unreadable;
        self.unreadable += unreadable;
        self.others += others;
        self.matched += judged.matched;
        self.rejected += judged.rejected;
        self.without_time += judged.without_time;
        self.bytes_read += tally.bytes_read;
        self.bytes_inflated += tally.bytes_inflated;
        if !damages.is_empty() {
            self.files.damaged += u64::from(tally.kind != FileKind::Unopened);
            let damages = damages.iter().cloned().collect();
            self.complaints.push(Complaint { path: path.to_owned(), damages });
        }
    }

    /// How many paths could not be walked, so that events may be missing.
    pub(crate) fn paths_failed(&self) -> u64 {
        self.problems.iter().filter(|problem| problem.loses_events).count() as u64
    }

    /// Everything that may have cost events, for scripts: paths that could not be walked, then what
    /// was wrong with files. Places are bytes of the (inflated) text and records before them.
    pub(crate) fn faults(&self) -> Vec<Value> {
        let path = |path: &Path| path.display().to_string();
        let problems = self.problems.iter().filter(|problem| problem.loses_events);
        let problems =
            problems.map(|problem| json!({"path": path(&problem.path), "fault": problem.fault}));
        let damages = self.complaints.iter().flat_map(|complaint| {
            complaint.damages.iter().map(|damage| {
                let place = |number: u64| damage.has_place().then_some(number);
                json!({
                    "path": path(&complaint.path),
                    "fault": damage.cause.to_string(),
                    "byte": place(damage.at),
                    "records_before": place(damage.records_before),
                    "more": damage.more,
                })
            })
        });
        problems.chain(damages).collect()
    }

    /// Whether something could not be read in full.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.complaints.is_empty() || self.problems.iter().any(|problem| problem.loses_events)
    }
}
