//! Whether files are what CloudTrail delivered: digests, the hashes of files and saved signatures
//! on one side, and what they prove on the other.
//!
//! A digest is *authentic* where its signature is by a key of AWS's, or where an authentic digest
//! behind it has its hash. It is *consistent* where nothing speaks against it: whoever could
//! rewrite the logs could rewrite the digests, too. A log file is what the digest is that lists it
//! with its hash. Everything here is worked out from what was read before; no file is opened.

pub(crate) mod chain;
mod coverage;
mod listing;
mod settle;
mod signatures;
pub(crate) mod why;

use crate::{
    digest::{
        Digest,
        hash::Hash,
        metadata::Metadata,
        name::{digest_name, key, log_name},
        public_key::PublicKeys,
    },
    time::Timestamp,
};
pub(crate) use chain::{Begin, Chain, Gap, MissingDigest};
use coverage::Coverage;
pub(crate) use listing::MissingLog;
pub(crate) use why::Why;

/// A file, as it was read.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// With `/` between its parts.
    pub(crate) path: String,
    /// Of its uncompressed bytes.
    pub(crate) hash: Hash,
    pub(crate) what: What,
    pub(crate) fault: Option<Fault>,
}

/// What a file is, by its content.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Digest(Box<Digest>),
    /// It begins like a digest and is none, for this reason.
    NoDigest(String),
    /// It begins like a log file.
    Log,
    Other,
}

/// Why a file could not be read as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing is known of its content.
    Unread(String),
    /// Its compressed data is not sound.
    Damaged(String),
}

/// Metadata that somebody saved, and the name of the file that they are in.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub(crate) path: String,
    pub(crate) metadata: Metadata,
}

/// All there is to judge by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence<'e> {
    pub(crate) files: &'e [File],
    /// None, if no signature is to be checked.
    pub(crate) keys: Option<&'e PublicKeys>,
    pub(crate) saved: &'e [Saved],
}

/// What is proved of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Status {
    NotValid,
    CouldNotCheck,
    /// No digest is of its time.
    NotCovered,
    Consistent,
    Authentic,
    /// It is neither a log file nor a digest.
    NoConcern,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Digest,
    Log,
    Other,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) kind: Kind,
    pub(crate) status: Status,
    pub(crate) why: Option<Why>,
}

/// What became of all.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    /// In the order of the files.
    pub(crate) files: Vec<Judged>,
    pub(crate) chains: Vec<Chain>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) missing_digests: Vec<MissingDigest>,
    pub(crate) missing_logs: Vec<MissingLog>,
    /// Saved metadata whose signature is that of no digest here.
    pub(crate) strange: Vec<String>,
    /// Digests whose own signature was nowhere to be found, though there are keys.
    pub(crate) unsigned: u64,
}

impl Status {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::NotValid => "not valid",
            Status::CouldNotCheck => "could not check",
            Status::NotCovered => "not covered",
            Status::Consistent => "consistent",
            Status::Authentic => "authentic",
            Status::NoConcern => "other",
        }
    }
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Digest => "digest",
            Kind::Log => "log",
            Kind::Other => "other",
        }
    }
}

impl Judged {
    fn new(kind: Kind, status: Status, why: impl Into<Option<Why>>) -> Judged {
        Judged { kind, status, why: why.into() }
    }
}

impl Fault {
    fn judged(&self, kind: Kind) -> Judged {
        match self {
            Fault::Unread(why) => {
                Judged::new(kind, Status::CouldNotCheck, Why::Unread(why.clone()))
            }
            Fault::Damaged(why) => Judged::new(kind, Status::NotValid, Why::Damaged(why.clone())),
        }
    }
}

impl Judgement {
    /// How many files of a kind have a status.
    pub(crate) fn count(&self, kind: Kind, status: Status) -> u64 {
        let is_it = |file: &&Judged| file.kind == kind && file.status == status;
        self.files.iter().filter(is_it).count() as u64
    }

    pub(crate) fn of_kind(&self, kind: Kind) -> u64 {
        self.files.iter().filter(|file| file.kind == kind).count() as u64
    }

    fn any(&self, status: Status) -> bool {
        self.files.iter().any(|file| file.status == status)
    }

    /// Whether something is not as it was delivered.
    pub(crate) fn finds_fault(&self) -> bool {
        let is_missing = !self.missing_digests.is_empty() || !self.missing_logs.is_empty();
        is_missing || self.any(Status::NotValid)
    }

    /// Whether something could not be checked that was to be.
    pub(crate) fn leaves_open(&self) -> bool {
        let checked = self.chains.iter().any(|chain| chain.digests > 0);
        !checked || !self.strange.is_empty() || self.any(Status::CouldNotCheck)
    }
}

/// A stretch of time: its beginning, and where it is over.
pub(crate) type Stretch = (Timestamp, Timestamp);

/// Judges all files.
pub(crate) fn judge(evidence: Evidence<'_>) -> Judgement {
    let mut judgement = Judgement {
        files: evidence.files.iter().map(at_first_sight).collect(),
        ..Judgement::default()
    };
    let mut lines = chain::lines(evidence.files);
    let signatures = signatures::assign(&lines, evidence, &mut judgement.strange);
    for line in &mut lines {
        settle::settle(line, evidence.keys, &signatures);
    }
    let unusable = chain::unusable(evidence.files);
    let mut coverage = Coverage::default();
    for (index, line) in lines.iter().enumerate() {
        chain::tell(line, index, evidence.files, &unusable, &mut judgement);
        coverage.add(line);
    }
    coverage.join();
    judgement.gaps.sort_by_key(|gap| (gap.chain, gap.from));
    listing::judge(&lines, evidence.files, &coverage, &mut judgement);
    judgement
}

/// What can be said of a file before it is seen beside the others.
fn at_first_sight(file: &File) -> Judged {
    let kind = match (&file.what, digest_name(key(&file.path))) {
        (What::Digest(_) | What::NoDigest(_), _) => Kind::Digest,
        (_, Some(_)) => Kind::Digest,
        (What::Log, _) => Kind::Log,
        (What::Other, None) if log_name(&file.path).is_some() => Kind::Log,
        (What::Other, None) => Kind::Other,
    };
    match (&file.fault, &file.what, kind) {
        (Some(fault @ Fault::Unread(_)), ..) => fault.judged(kind),
        (Some(fault), _, Kind::Digest | Kind::Log) => fault.judged(kind),
        (_, What::NoDigest(why), _) => {
            Judged::new(kind, Status::NotValid, Why::NoDigest(why.clone()))
        }
        (_, What::Log | What::Other, Kind::Digest) => {
            let why = "not a digest, though it is named like one".to_owned();
            Judged::new(kind, Status::NotValid, Why::NoDigest(why))
        }
        (_, _, Kind::Other) => Judged::new(kind, Status::NoConcern, None),
        // What digests say of these comes later.
        (_, _, Kind::Digest | Kind::Log) => Judged::new(kind, Status::Consistent, None),
    }
}

#[cfg(test)]
mod tests;
