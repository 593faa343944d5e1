//! Log files beside the digests that list them: the same bytes, others, missing, in no list.

use std::collections::{HashMap, HashSet};

use super::{
    File, Judged, Judgement, Kind, Status, What, chain::Line, coverage::Coverage, why::Why,
};
use crate::{
    aggregate::Map,
    digest::{
        hash::Hash,
        name::{base, key, log_name},
    },
};

/// A log file that a digest lists and that is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MissingLog {
    pub(crate) chain: usize,
    pub(crate) object: String,
    pub(crate) listed_by: String,
}

/// A line of a digest.
struct Entry<'e> {
    chain: usize,
    object: &'e str,
    hash: Option<Hash>,
    digest: &'e str,
    status: Status,
    is_found: bool,
}

/// All lines of digests, by what they name.
struct Entries<'e> {
    all: Vec<Entry<'e>>,
    by_suffix: Map<&'e str, Vec<usize>>,
    by_base: Map<&'e str, Vec<usize>>,
    kinds: HashSet<&'e str>,
    no_digests: bool,
}

impl<'e> Entries<'e> {
    /// Of the digests that are believed, or would be: what an impostor lists is no one's.
    fn of(lines: &[Line<'e>]) -> Entries<'e> {
        let mut entries = Entries {
            all: Vec::new(),
            by_suffix: Map::default(),
            by_base: Map::default(),
            kinds: HashSet::new(),
            no_digests: lines.is_empty(),
        };
        for (chain, line) in lines.iter().enumerate() {
            for node in &line.nodes {
                let version = node.version();
                for listed in &version.digest.logs {
                    let (key, index) = (key(&listed.object), entries.all.len());
                    entries.by_base.entry(key.base).or_default().push(index);
                    if let Some(suffix) = key.suffix {
                        entries.by_suffix.entry(suffix).or_default().push(index);
                    }
                    entries.kinds.extend(log_name(&listed.object).map(|name| name.kind));
                    entries.all.push(Entry {
                        chain,
                        object: &listed.object,
                        hash: listed.hash,
                        digest: &version.digest.object,
                        status: version.status,
                        is_found: false,
                    });
                }
            }
        }
        entries
    }

    /// Those that name a file which lies there: by all that a copy keeps, or else by its name.
    fn naming(&self, path: &str) -> &[usize] {
        let key = key(path);
        let by_suffix = key.suffix.and_then(|suffix| self.by_suffix.get(suffix));
        by_suffix.or_else(|| self.by_base.get(key.base)).map_or(&[], Vec::as_slice)
    }
}

/// Judges every log file, and names those that are missing.
pub(super) fn judge(
    lines: &[Line<'_>],
    files: &[File],
    coverage: &Coverage<'_>,
    judgement: &mut Judgement,
) {
    let mut entries = Entries::of(lines);
    let mut unlisted = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let judged = &judgement.files[index];
        let is_digest = matches!(file.what, What::Digest(_));
        if is_digest || judged.kind == Kind::Digest {
            continue;
        }
        let named: Vec<usize> = entries.naming(&file.path).to_vec();
        let Some(&first) = named.first() else {
            if judged.kind == Kind::Log && file.fault.is_none() {
                unlisted.push(index);
            }
            continue;
        };
        for &entry in &named {
            entries.all[entry].is_found = true;
        }
        let judged = match &file.fault {
            None => compared(file, &named, &entries),
            Some(fault) => fault.judged(Kind::Log),
        };
        let chain = &mut judgement.chains[entries.all[first].chain];
        chain.logs_not_valid += u64::from(judged.status == Status::NotValid);
        judgement.files[index] = judged;
    }
    // Looked for by content only where that matters: nothing is unlisted in a sound copy.
    let content = if unlisted.is_empty() && !judgement.files.iter().any(holds_other_bytes) {
        HashMap::new()
    } else {
        by_content(&entries)
    };
    for index in unlisted {
        let file = &files[index];
        let same = content.get(&file.hash).map_or(&[][..], Vec::as_slice);
        judgement.files[index] = match same.first() {
            Some(&entry) if !entries.all[entry].is_found => {
                for &entry in same {
                    entries.all[entry].is_found = true;
                }
                let why = Why::OtherName(base(entries.all[entry].object).to_owned());
                Judged::new(Kind::Log, entries.all[entry].proves(), why)
            }
            Some(&entry) if log_name(key(&file.path).base).is_none() => {
                let why = Why::CopyOf(base(entries.all[entry].object).to_owned());
                Judged::new(Kind::Log, entries.all[entry].proves(), why)
            }
            _ => in_no_digest(file, &entries, coverage),
        };
    }
    for (file, judged) in files.iter().zip(&mut judgement.files) {
        if let Some(Why::OtherBytes { content_of, .. }) = &mut judged.why {
            let entry = content.get(&file.hash).and_then(|same| same.first());
            *content_of = entry.map(|entry| base(entries.all[*entry].object).to_owned());
        }
    }
    missing(&entries, judgement);
}

fn holds_other_bytes(judged: &Judged) -> bool {
    matches!(judged.why, Some(Why::OtherBytes { .. }))
}

impl Entry<'_> {
    /// What is proved of a file with the hash that is listed.
    fn proves(&self) -> Status {
        match self.status {
            Status::Authentic => Status::Authentic,
            Status::NotValid => Status::CouldNotCheck,
            _ => Status::Consistent,
        }
    }
}

/// A file beside the lines that name it.
fn compared(file: &File, named: &[usize], entries: &Entries<'_>) -> Judged {
    let named = || named.iter().map(|entry| &entries.all[*entry]);
    let same = named().filter(|entry| entry.hash == Some(file.hash));
    match same.map(Entry::proves).max() {
        Some(Status::CouldNotCheck) | None => {}
        Some(status) => return Judged::new(Kind::Log, status, None),
    }
    let digest = |entry: &Entry<'_>| base(entry.digest).to_owned();
    let sound = || named().filter(|entry| entry.status != Status::NotValid);
    let differs = sound().find_map(|entry| Some((entry, entry.hash?)));
    let (status, why) = if let Some((entry, expected)) = differs {
        let why = Why::OtherBytes { digest: digest(entry), expected, content_of: None };
        (Status::NotValid, Some(why))
    } else if let Some(entry) = sound().next() {
        (Status::CouldNotCheck, Some(Why::UnknownHash(digest(entry))))
    } else {
        (Status::CouldNotCheck, named().next().map(|entry| Why::BadDigest(digest(entry))))
    };
    Judged::new(Kind::Log, status, why)
}

/// Lines of digests by what they say is in the file, the best first.
fn by_content(entries: &Entries<'_>) -> HashMap<Hash, Vec<usize>> {
    let mut content: HashMap<Hash, Vec<usize>> = HashMap::new();
    for (index, entry) in entries.all.iter().enumerate() {
        if let Some(hash) = entry.hash {
            content.entry(hash).or_default().push(index);
        }
    }
    for same in content.values_mut() {
        same.sort_by_key(|entry| {
            let entry = &entries.all[*entry];
            (entry.is_found, std::cmp::Reverse(entry.proves()))
        });
    }
    content
}

/// A log file that no digest lists.
fn in_no_digest(file: &File, entries: &Entries<'_>, coverage: &Coverage<'_>) -> Judged {
    let Some(name) = log_name(&file.path) else {
        if entries.no_digests {
            return Judged::new(Kind::Log, Status::CouldNotCheck, Why::NoDigests);
        }
        return Judged::new(Kind::Log, Status::NotValid, Why::UnlistedAnywhere);
    };
    match coverage.excuse(name.account, name.region, name.time) {
        Err(why @ Why::NoDigestsThere { .. }) => Judged::new(Kind::Log, Status::CouldNotCheck, why),
        Err(why) => Judged::new(Kind::Log, Status::NotCovered, why),
        // AWS does not say whether digests list other kinds, so that none listed says nothing.
        Ok(()) if !name.is_of_events() && !entries.kinds.contains(name.kind) => {
            let why = Why::KindUnlisted(name.kind.to_owned());
            Judged::new(Kind::Log, Status::NotCovered, why)
        }
        Ok(()) => Judged::new(Kind::Log, Status::NotValid, Why::Unlisted),
    }
}

/// Names each log file that is listed and not here, once.
fn missing(entries: &Entries<'_>, judgement: &mut Judgement) {
    let identity = |entry: &Entry<'_>| key(entry.object).identity().to_owned();
    let mut told = HashSet::new();
    for entry in &entries.all {
        let chain = &mut judgement.chains[entry.chain];
        chain.logs += 1;
        let is_found = || {
            let by_suffix =
                key(entry.object).suffix.and_then(|suffix| entries.by_suffix.get(suffix));
            let same = by_suffix.map_or(&[][..], Vec::as_slice);
            entry.is_found || same.iter().any(|entry| entries.all[*entry].is_found)
        };
        if is_found() {
            continue;
        }
        chain.logs_missing += 1;
        if told.insert(identity(entry)) {
            judgement.missing_logs.push(MissingLog {
                chain: entry.chain,
                object: entry.object.to_owned(),
                listed_by: entry.digest.to_owned(),
            });
        }
    }
    judgement.missing_logs.sort_by(|one, other| one.object.cmp(&other.object));
}
