//! What was proved, in a word and in sentences, and no more than that.

use super::Findings;
use crate::{
    custody::{Begin, Kind, Status, Why, why::hours},
    text::{counted, grouped},
    time::Zone,
};

/// The verdict in a word or two.
pub(super) fn word(findings: &Findings<'_>) -> &'static str {
    let judgement = findings.judgement;
    let count = |status| judgement.count(Kind::Log, status) + judgement.count(Kind::Digest, status);
    let unwalked = findings.problems.iter().any(|problem| problem.loses_events);
    if judgement.finds_fault() {
        "not valid"
    } else if unwalked || judgement.leaves_open() {
        "could not check"
    } else if count(Status::Consistent) == 0 {
        "authentic"
    } else if count(Status::Authentic) == 0 {
        "consistent"
    } else {
        "partly authentic"
    }
}

/// The same in sentences.
pub(super) fn sentences(findings: &Findings<'_>, zone: Zone) -> Vec<String> {
    let judgement = findings.judgement;
    let files = |status| {
        let logs = judgement.count(Kind::Log, status);
        let digests = judgement.count(Kind::Digest, status);
        let others = match status {
            Status::CouldNotCheck => judgement.count(Kind::Other, status),
            _ => 0,
        };
        listed(&[(logs, "log file"), (digests, "digest"), (others, "other file")])
    };
    let mut said = Vec::new();
    if let Some(words) = files(Status::NotValid) {
        said.push(format!("Not valid: {words}."));
    }
    let (logs, digests) = (judgement.missing_logs.len(), judgement.missing_digests.len());
    if let Some(words) = listed(&[(logs as u64, "log file"), (digests as u64, "digest")]) {
        said.push(format!("Missing: {words}."));
    }
    let strange = judgement.strange.len() as u64;
    if let Some(words) = files(Status::CouldNotCheck) {
        said.push(format!("Could not be checked: {words}."));
    }
    if strange > 0 {
        let words = counted(strange, "saved signature");
        said.push(format!(
            "Of no digest that is here: {words}; it was changed, or the signature is another's."
        ));
    }
    if let Some(words) = files(Status::Authentic) {
        said.push(format!("Authentic: {words}, by signatures that fit the public keys given."));
    }
    if let Some(words) = files(Status::Consistent) {
        let whose = if findings.has_keys {
            "no signature at hand covers them"
        } else {
            "no signature was checked, for want of --public-keys"
        };
        said.push(format!(
            "Consistent, not proved authentic: {words}. Their hashes agree, but whoever could \
             rewrite the logs could rewrite the digests, too: {whose}."
        ));
    }
    if judgement.unsigned > 0 {
        let words = counted(judgement.unsigned, "digest");
        said.push(format!(
            "Signature not at hand: {words}. It stands in the next digest, which is not here, and in \
             the metadata of the S3 object, which --digest-metadata takes."
        ));
    }
    said.extend(not_covered(findings));
    said.extend(covered(findings, zone));
    said
}

fn not_covered(findings: &Findings<'_>) -> Option<String> {
    let count = |is_it: fn(&Why) -> bool| {
        let files = findings.judgement.files.iter();
        let files = files.filter(|file| file.status == Status::NotCovered);
        files.filter(|file| file.why.as_ref().is_some_and(is_it)).count() as u64
    };
    let all = findings.judgement.count(Kind::Log, Status::NotCovered);
    let parts = [
        (count(|why| *why == Why::BeforeAll), "older than the first hour covered"),
        (count(|why| *why == Why::AfterAll), "newer than the last, or of its last 15 minutes"),
        (count(|why| *why == Why::InGap), "in gaps"),
        (count(|why| matches!(why, Why::KindUnlisted(_))), "of kinds that no digest lists"),
    ];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> =
        parts.map(|(number, words)| format!("{} {words}", grouped(*number))).collect();
    let words = counted(all, "log file");
    (all > 0).then(|| format!("Not covered by any digest: {words} ({}).", parts.join(", ")))
}

/// The time that is covered, and what would not be missed.
fn covered(findings: &Findings<'_>, zone: Zone) -> Vec<String> {
    let judgement = findings.judgement;
    let ordinary = || judgement.chains.iter().filter(|chain| !chain.is_backfill);
    let Some(from) = ordinary().map(|chain| chain.from).min() else { return Vec::new() };
    let until = ordinary().map(|chain| chain.until).max().unwrap_or(from);
    let seconds = ordinary().map(|chain| chain.covered_seconds).sum();
    let chains = counted(ordinary().count() as u64, "chain");
    let gaps = match judgement.gaps.len() as u64 {
        0 => "without a gap".to_owned(),
        gaps => format!("with {}", counted(gaps, "gap")),
    };
    let (from, until) = (zone.show(from), zone.show(until));
    let mut said =
        vec![format!("Covered: {} in {chains}, from {from} to {until}, {gaps}.", hours(seconds))];
    let overlaps: u64 = judgement.chains.iter().map(|chain| chain.overlaps).sum();
    if overlaps > 0 {
        said.push(format!(
            "Overlapping: {} a part of the time of the one before.",
            match overlaps {
                1 => "1 digest covers".to_owned(),
                _ => format!("{} cover", counted(overlaps, "digest")),
            }
        ));
    }
    let begins = judgement.chains.iter().any(|chain| chain.begin == Begin::Copy);
    let before = if begins { "before the first digest here, and " } else { "" };
    said.push(format!(
        "Not known: what came {before}after the last digest of a chain. If newer ones were \
         removed, nothing here shows it."
    ));
    said
}

/// `2 log files and 1 digest`; nothing of nothing.
fn listed(parts: &[(u64, &str)]) -> Option<String> {
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, noun)| counted(*number, noun)).collect();
    let last = parts.last()?;
    Some(match &parts[..parts.len() - 1] {
        [] => last.clone(),
        before => format!("{} and {last}", before.join(", ")),
    })
}
