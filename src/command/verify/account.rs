//! What `verify` found as one JSON object: the verdict, the chains, and every file.

use serde_json::{Value, json};

use super::{Findings, verdict};
use crate::{
    custody::{Begin, Chain, Gap, Judged, Kind, Status, Why},
    digest::name::base,
    time::Zone,
};

/// Everything there is to tell.
pub(super) fn json(findings: &Findings<'_>, zone: Zone) -> Value {
    let Findings { files, judgement, problems, has_keys } = findings;
    let all = files.iter().zip(&judgement.files);
    let of_file = |(file, judged): (&crate::custody::File, &Judged)| {
        let hash = (judged.kind != Kind::Other).then(|| file.hash.to_string());
        let mut told = item(&file.path, judged.kind, judged.status, judged.why.as_ref());
        told["sha256"] = hash.into();
        told
    };
    let not_valid = all.clone().filter(|(_, judged)| judged.status == Status::NotValid);
    let missing = |path: &str, kind: Kind, listed_by: &str| {
        json!({
            "path": path,
            "kind": kind.word(),
            "status": "missing",
            "reason": "missing",
            "why": format!("named by {}", base(listed_by)),
            "listed_by": base(listed_by),
        })
    };
    let missing_logs = judgement
        .missing_logs
        .iter()
        .map(|missed| missing(&missed.object, Kind::Log, &missed.listed_by));
    let missing_digests = judgement
        .missing_digests
        .iter()
        .map(|missed| missing(&missed.object, Kind::Digest, &missed.named_by));
    let mut invalid: Vec<Value> = not_valid.map(of_file).collect();
    invalid.extend(missing_digests.chain(missing_logs));
    let problems = problems.iter().filter(|problem| problem.loses_events);
    json!({
        "verdict": verdict::word(findings),
        "says": verdict::sentences(findings, zone),
        "exit_code": findings.exit().code(),
        "signatures_checked": has_keys,
        "counts": counts(findings),
        "chains": judgement.chains.iter().map(|chain| of_chain(chain, zone)).collect::<Vec<_>>(),
        "gaps": judgement.gaps.iter().map(|gap| of_gap(gap, &judgement.chains, zone)).collect::<Vec<_>>(),
        "not_valid": invalid,
        "metadata_of_no_digest": judgement.strange,
        "unwalked": problems
            .map(|problem| json!({"path": problem.path.display().to_string(), "why": problem.fault}))
            .collect::<Vec<_>>(),
        "files": all.map(of_file).collect::<Vec<_>>(),
    })
}

fn item(path: &str, kind: Kind, status: Status, why: Option<&Why>) -> Value {
    let mut told = json!({
        "path": path,
        "kind": kind.word(),
        "status": status.word(),
        "reason": why.map(Why::code),
        "why": why.map(ToString::to_string),
    });
    if let Some(Why::OtherBytes { digest, expected, .. }) = why {
        told["expected_sha256"] = expected.to_string().into();
        told["listed_by"] = digest.as_str().into();
    }
    told
}

/// How many files of which kind have which status; they add up to `files`.
fn counts(findings: &Findings<'_>) -> Value {
    let judgement = findings.judgement;
    let of = |kind: Kind, missing: usize| {
        let count = |status| judgement.count(kind, status);
        json!({
            "files": judgement.of_kind(kind),
            "authentic": count(Status::Authentic),
            "consistent": count(Status::Consistent),
            "not_valid": count(Status::NotValid),
            "could_not_check": count(Status::CouldNotCheck),
            "not_covered": count(Status::NotCovered),
            "missing": missing,
        })
    };
    let (logs, digests) = (judgement.missing_logs.len(), judgement.missing_digests.len());
    json!({
        "files": judgement.files.len(),
        "logs": of(Kind::Log, logs),
        "digests": of(Kind::Digest, digests),
        "others": judgement.of_kind(Kind::Other),
    })
}

fn of_chain(chain: &Chain, zone: Zone) -> Value {
    json!({
        "trail": chain.trail,
        "account": chain.account,
        "region": chain.region,
        "home_region": chain.home_region,
        "organization": chain.organization,
        "bucket": chain.bucket,
        "backfill": chain.is_backfill,
        "status": chain.status().word(),
        "from": zone.show(chain.from),
        "until": zone.show(chain.until),
        "begins": match chain.begin {
            Begin::Logging => "logging",
            Begin::Copy => "copy",
        },
        "covered_seconds": chain.covered_seconds,
        "digests": chain.digests,
        "digests_authentic": chain.authentic,
        "digests_missing": chain.digests_missing,
        "overlaps": chain.overlaps,
        "logs": chain.logs,
        "logs_missing": chain.logs_missing,
        "logs_not_valid": chain.logs_not_valid,
    })
}

fn of_gap(gap: &Gap, chains: &[Chain], zone: Zone) -> Value {
    let chain = chains.get(gap.chain);
    json!({
        "trail": chain.and_then(|chain| chain.trail.clone()),
        "account": chain.map(|chain| chain.account.clone()),
        "region": chain.and_then(|chain| chain.region.clone()),
        "backfill": chain.map(|chain| chain.is_backfill),
        "from": zone.show(gap.from),
        "until": zone.show(gap.until),
        "seconds": (gap.until - gap.from).num_seconds(),
        "reason": gap.hole.code(),
        "why": gap.hole.words(),
    })
}
