//! What a scan did: counts that must balance, and everything that could not be read.
//!
//! `records = matched + rejected + unreadable`: the decoder counts the records that it hands out
//! and those that it cannot read, whoever judges them counts matched and rejected, and neither is
//! derived from the other, so that a record lost between the two would show. Printing is the
//! edge's business.

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
    /// Each damage, and the place of its input in the order of inputs. Paths and lists of their own
    /// for 100,000 damaged files would be small pieces of memory that stay between large ones, and
    /// kept 400 MiB from being used again.
    pub(crate) complaints: Vec<(usize, Damage)>,
    /// Paths that could not be walked.
    pub(crate) problems: Vec<Problem>,
    /// Inputs of JSON that hold no CloudTrail: look-alikes and others.
    pub(crate) foreign: Vec<usize>,
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
    /// Adds the input at a place in the order of inputs.
    pub(crate) fn add(&mut self, input: usize, tally: &Tally, judged: Judged) {
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
            self.foreign.push(input);
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
            self.complaints.extend(damages.iter().map(|damage| (input, damage.clone())));
        }
    }

    /// How many paths could not be walked, so that events may be missing.
    pub(crate) fn paths_failed(&self) -> u64 {
        self.problems.iter().filter(|problem| problem.loses_events).count() as u64
    }

    /// Whether something could not be read in full.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.complaints.is_empty() || self.problems.iter().any(|problem| problem.loses_events)
    }
}
