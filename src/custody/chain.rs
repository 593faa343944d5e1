//! Digests in the chains that they belong to, and what is told of each chain: where it begins and
//! ends, which digests are missing, which time nothing covers.
//!
//! A chain is the digests of one trail in one account and region; backfill digests, which list what
//! was delivered late, are chains of their own. The bucket does not part chains: a trail that
//! changes it goes on. Which digest of a chain is to be believed, `settle` decides.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Fault, File, Judged, Judgement, Kind, Status, Stretch, What, why::Why};
use crate::{
    aggregate::Map,
    digest::{
        Digest,
        hash::Hash,
        name::{self, DigestName, base, digest_name, key},
    },
    time::Timestamp,
};

/// Digests of one chain, by age.
#[derive(Debug)]
pub(super) struct Line<'e> {
    pub(super) name: Option<DigestName<'e>>,
    pub(super) account: &'e str,
    pub(super) nodes: Vec<Node<'e>>,
    /// Where each digest stands among them.
    places: Map<&'e str, usize>,
}

/// One digest of a chain.
#[derive(Debug)]
pub(super) struct Node<'e> {
    /// What tells it from others: its key, as far as that is the same in every copy.
    pub(super) identity: &'e str,
    pub(super) time: Timestamp,
    /// What files here say that it is; one, unless somebody made another.
    pub(super) versions: Vec<Version<'e>>,
    /// The one that is believed, or would be.
    pub(super) chosen: usize,
}

/// A digest as one or more files have it.
#[derive(Debug)]
pub(super) struct Version<'e> {
    pub(super) hash: Hash,
    pub(super) digest: &'e Digest,
    pub(super) files: Vec<usize>,
    pub(super) status: Status,
    pub(super) why: Option<Why>,
}

/// What is told of a chain.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) account: String,
    pub(crate) region: Option<String>,
    pub(crate) trail: Option<String>,
    pub(crate) home_region: Option<String>,
    pub(crate) organization: Option<String>,
    /// Of its newest digest.
    pub(crate) bucket: String,
    pub(crate) is_backfill: bool,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) begin: Begin,
    /// Time that digests cover which are not invalid.
    pub(crate) covered_seconds: i64,
    pub(crate) digests: u64,
    pub(crate) authentic: u64,
    pub(crate) consistent: u64,
    pub(crate) not_valid: u64,
    pub(crate) could_not_check: u64,
    pub(crate) digests_missing: u64,
    /// Digests that begin before the one before them ends.
    pub(crate) overlaps: u64,
    /// Log files that its digests list.
    pub(crate) logs: u64,
    pub(crate) logs_missing: u64,
    /// Files with the name of a log file that they are not.
    pub(crate) logs_not_valid: u64,
}

/// How the oldest digest here of a chain begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// No digest was before it.
    Logging,
    /// The one before it is not here.
    Copy,
}

/// Time of a chain that nothing covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) chain: usize,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) hole: Hole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hole {
    /// Logging, or the writing of digests, was stopped and began anew.
    Restart,
    /// The digest behind it names as the one before it one that ends earlier.
    Skip,
    DigestMissing,
    DigestNotValid,
}

/// A digest that the next one names and that is not here, though older ones are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MissingDigest {
    pub(crate) chain: usize,
    pub(crate) object: String,
    pub(crate) named_by: String,
    /// The time that it, and whatever is missing before it, would cover.
    pub(crate) open: Stretch,
}

impl<'e> Node<'e> {
    pub(super) fn version(&self) -> &Version<'e> {
        &self.versions[self.chosen]
    }

    /// What the digest that is believed says is before it.
    pub(super) fn previous(&self) -> Option<&'e str> {
        let previous = self.version().digest.previous.as_ref()?;
        Some(key(&previous.object).identity())
    }

    /// What a person knows it by.
    pub(super) fn file_name(&self) -> &'e str {
        base(&self.version().digest.object)
    }

    pub(super) fn is_sound(&self) -> bool {
        self.version().status != Status::NotValid
    }
}

/// Sorts the digests among the files into chains.
pub(super) fn lines(files: &[File]) -> Vec<Line<'_>> {
    type Chain<'e> = (Option<&'e str>, &'e str, bool);
    let mut chains: BTreeMap<Chain<'_>, HashMap<&str, Node<'_>>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let What::Digest(digest) = &file.what else { continue };
        let own = key(&digest.object);
        let name = digest_name(own);
        let chain = match &name {
            Some(name) => (name.organization, stem(own.base), name.is_backfill),
            None => (None, own.identity(), false),
        };
        let time = name.map_or(digest.end, |name| name.time);
        let identity = own.identity();
        let node = chains.entry(chain).or_default().entry(identity).or_insert_with(|| Node {
            identity,
            time,
            versions: Vec::new(),
            chosen: 0,
        });
        match node.versions.iter_mut().find(|version| version.hash == file.hash) {
            Some(version) => version.files.push(index),
            None => node.versions.push(Version {
                hash: file.hash,
                digest,
                files: vec![index],
                status: Status::Consistent,
                why: None,
            }),
        }
    }
    let nodes = chains.into_values().map(|nodes| nodes.into_values().collect());
    nodes.filter_map(Line::of).collect()
}

/// The name of a digest without its time: account, region, trail, home region.
fn stem(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    let name = name.strip_suffix("_backfill").unwrap_or(name);
    name.rsplit_once('_').map_or(name, |(stem, _)| stem)
}

impl<'e> Line<'e> {
    fn of(mut nodes: Vec<Node<'e>>) -> Option<Line<'e>> {
        nodes.sort_by_key(|node| (node.time, node.identity));
        let first = nodes.first()?;
        let name = digest_name(key(&first.version().digest.object));
        let written = first.version().digest.account.as_str();
        let named = key(first.identity).base.split('_').next().unwrap_or_default();
        let account = if written.is_empty() { named } else { written };
        let places = nodes.iter().enumerate().map(|(at, node)| (node.identity, at)).collect();
        Some(Line { name, account, nodes, places })
    }

    /// Where a digest of this identity stands, if it is here.
    pub(super) fn place(&self, identity: &str) -> Option<usize> {
        self.places.get(identity).copied()
    }
}

/// Says of each digest file what became of it, and of the chain what there is to know.
pub(super) fn tell(
    line: &Line<'_>,
    index: usize,
    files: &[File],
    unusable: &HashSet<&str>,
    judgement: &mut Judgement,
) {
    let Some(mut chain) = Chain::of(line) else { return };
    for version in line.nodes.iter().flat_map(|node| &node.versions) {
        for &file in &version.files {
            let own = key(&version.digest.object);
            let judged = match (&files[file].fault, moved(&files[file].path, own)) {
                // What is wrong with the file is known, whatever its content is.
                (Some(Fault::Damaged(_) | Fault::Unread(_)), _) => continue,
                (None, true) => {
                    let why = Why::Moved(base(&version.digest.object).to_owned());
                    Judged::new(Kind::Digest, Status::NotValid, why)
                }
                (None, false) => Judged::new(Kind::Digest, version.status, version.why.clone()),
            };
            judgement.unsigned += u64::from(judged.why == Some(Why::NoSignature));
            judgement.files[file] = judged;
        }
    }
    for pair in line.nodes.windows(2) {
        let [before, node] = pair else { continue };
        let (end, start) = (before.version().digest.end, node.version().digest.start);
        chain.overlaps += u64::from(start < end);
        let named = node.version().digest.previous.as_ref();
        let hole = match node.previous() {
            None => Hole::Restart,
            Some(previous) if previous == before.identity => Hole::Skip,
            Some(previous) if line.place(previous).is_some() => Hole::Skip,
            Some(previous) if unusable.contains(key(previous).base) => Hole::DigestNotValid,
            Some(previous) => {
                chain.digests_missing += 1;
                judgement.missing_digests.push(MissingDigest {
                    chain: index,
                    object: named.map_or(previous, |named| &named.object).to_owned(),
                    named_by: node.version().digest.object.clone(),
                    open: (end, start),
                });
                Hole::DigestMissing
            }
        };
        if start > end {
            judgement.gaps.push(Gap { chain: index, from: end, until: start, hole });
        }
        not_valid_hours(node, index, judgement);
    }
    if let Some(first) = line.nodes.first() {
        not_valid_hours(first, index, judgement);
    }
    judgement.chains.push(chain);
}

/// Whether a file has the name of another digest than it is.
fn moved(path: &str, own: name::Key<'_>) -> bool {
    let lies = key(path);
    lies.base != own.base && digest_name(lies).is_some()
}

/// The names of files that are no digests, though perhaps they lie where one should.
pub(super) fn unusable(files: &[File]) -> HashSet<&str> {
    let files = files.iter().filter(|file| !matches!(file.what, What::Digest(_)));
    let names = files.map(|file| key(&file.path));
    names.filter(|name| digest_name(*name).is_some()).map(|name| name.base).collect()
}

/// The hours of a digest that is not to be believed are covered by nothing.
fn not_valid_hours(node: &Node<'_>, chain: usize, judgement: &mut Judgement) {
    let (from, until) = (node.version().digest.start, node.version().digest.end);
    if !node.is_sound() && from < until {
        judgement.gaps.push(Gap { chain, from, until, hole: Hole::DigestNotValid });
    }
}

impl Chain {
    fn of(line: &Line<'_>) -> Option<Chain> {
        let (first, last) = (line.nodes.first()?, line.nodes.last()?);
        let count = |status: Status| {
            line.nodes.iter().filter(|node| node.version().status == status).count() as u64
        };
        let named = |part: fn(&DigestName<'_>) -> String| line.name.as_ref().map(part);
        let begin = match first.previous() {
            None => Begin::Logging,
            Some(_) => Begin::Copy,
        };
        let sound = line.nodes.iter().filter(|node| node.is_sound());
        let covered = sound.map(|node| node.version().digest.end - node.version().digest.start);
        Some(Chain {
            account: line.account.to_owned(),
            region: named(|name| name.region.to_owned()),
            trail: named(|name| name.trail.to_owned()),
            home_region: named(|name| name.home_region.to_owned()),
            organization: line.name.as_ref().and_then(|name| name.organization.map(str::to_owned)),
            bucket: last.version().digest.bucket.clone(),
            is_backfill: line.name.as_ref().is_some_and(|name| name.is_backfill),
            from: first.version().digest.start,
            until: last.version().digest.end,
            begin,
            covered_seconds: covered.map(|length| length.num_seconds().max(0)).sum(),
            digests: line.nodes.len() as u64,
            authentic: count(Status::Authentic),
            consistent: count(Status::Consistent),
            not_valid: count(Status::NotValid),
            could_not_check: count(Status::CouldNotCheck),
            digests_missing: 0,
            overlaps: 0,
            logs: 0,
            logs_missing: 0,
            logs_not_valid: 0,
        })
    }

    /// The least that is said of anything in it.
    pub(crate) fn status(&self) -> Status {
        let wrong_logs = self.logs_missing + self.logs_not_valid;
        if self.not_valid + self.digests_missing + wrong_logs > 0 {
            Status::NotValid
        } else if self.could_not_check > 0 {
            Status::CouldNotCheck
        } else if self.consistent > 0 {
            Status::Consistent
        } else {
            Status::Authentic
        }
    }
}

impl Hole {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Hole::Restart => "digests stopped",
            Hole::Skip => "digests skip it",
            Hole::DigestMissing => "digest missing",
            Hole::DigestNotValid => "digest not valid",
        }
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Hole::Restart => "restart",
            Hole::Skip => "skip",
            Hole::DigestMissing => "digest-missing",
            Hole::DigestNotValid => "digest-not-valid",
        }
    }
}
