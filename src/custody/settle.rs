//! Which digests of a chain are to be believed.
//!
//! From the newest to the oldest, because each digest speaks for the one before it: it has its hash
//! and its signature, and both are covered by its own. The hash that a digest has which is itself
//! not valid proves no other wrong.

use std::collections::HashMap;

use super::{
    Status,
    chain::{Line, Node, Version},
    signatures::Signatures,
    why::Why,
};
use crate::digest::{
    SIGNATURE_ALGORITHM,
    hash::Hash,
    metadata::Metadata,
    name::{digest_name, key},
    public_key::{Proof, PublicKeys},
};

/// What a digest says of the one before it.
struct Claim<'e> {
    /// The place of who says so.
    by: usize,
    status: Status,
    hash: Option<Hash>,
    signature: Option<&'e str>,
}

/// What is known of a digest's signature, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Signature {
    Verified,
    OutOfTime,
    Failed,
    UnknownAlgorithm,
    NoKey,
    Absent,
    Unasked,
}

/// Settles what is to be believed of each digest of a chain.
pub(super) fn settle(line: &mut Line<'_>, keys: Option<&PublicKeys>, signatures: &Signatures<'_>) {
    let is_backfill = line.name.as_ref().is_some_and(|name| name.is_backfill);
    let mut claims: HashMap<&str, Vec<Claim<'_>>> = HashMap::new();
    for at in (0..line.nodes.len()).rev() {
        let own = claims.remove(line.nodes[at].identity).unwrap_or_default();
        let passed_over = if own.is_empty() { passed_over(line, at) } else { None };
        let not_older = not_older(line, at);
        let saved = signatures.get(line.nodes[at].identity).map_or(&[][..], Vec::as_slice);
        let next = own.iter().find(|claim| claim.status != Status::NotValid);
        let next = next.map(|claim| line.nodes[claim.by].file_name().to_owned());
        let mut is_verified = false;
        for version in &mut line.nodes[at].versions {
            let signature = match keys {
                None => Signature::Unasked,
                Some(keys) => prove(version, keys, &own, saved, is_backfill),
            };
            is_verified |= signature == Signature::Verified;
            (version.status, version.why) = standing(version, signature, &own, next.as_deref());
            let is_open = !matches!(version.status, Status::Authentic | Status::NotValid);
            let misplaced = passed_over.clone().or_else(|| not_older.clone());
            if let Some(why) = misplaced.filter(|_| is_open) {
                (version.status, version.why) = (Status::NotValid, Some(why));
            }
        }
        choose(&mut line.nodes[at], &own);
        if is_verified {
            blame(&mut line.nodes, at, &own);
        }
        let node = &line.nodes[at];
        let version = node.version();
        if let (Some(previous), Some(said)) = (node.previous(), &version.digest.previous) {
            claims.entry(previous).or_default().push(Claim {
                by: at,
                status: version.status,
                hash: said.hash,
                signature: version.digest.previous_signature.as_deref(),
            });
        }
    }
}

/// Tries every signature that may be a digest's own.
fn prove(
    version: &Version<'_>,
    keys: &PublicKeys,
    claims: &[Claim<'_>],
    saved: &[&Metadata],
    is_backfill: bool,
) -> Signature {
    let digest = version.digest;
    let algorithm = digest.signature_algorithm.as_str();
    if !algorithm.is_empty() && !algorithm.eq_ignore_ascii_case(SIGNATURE_ALGORITHM) {
        return Signature::UnknownAlgorithm;
    }
    let text = digest.string_to_sign(&version.hash);
    // A backfill digest is signed long after its hour.
    let backfilled = saved.iter().find_map(|metadata| metadata.backfilled);
    let time = if is_backfill { backfilled } else { Some(digest.end) };
    let of_saved = saved.iter().map(|metadata| metadata.signature.as_str());
    // Whoever has it may not be valid, and a signature that fits is one all the same. One that does
    // not is held against the digest: nothing tells which of the two was changed.
    let of_claims = claims.iter().filter_map(|claim| claim.signature);
    let proofs = of_saved
        .chain(of_claims)
        .map(|signature| keys.prove(&digest.fingerprint, signature, &text, time));
    proofs
        .map(|proof| match proof {
            Proof::Verified => Signature::Verified,
            Proof::OutOfTime => Signature::OutOfTime,
            Proof::Failed => Signature::Failed,
            Proof::NoKey => Signature::NoKey,
        })
        .min()
        .unwrap_or(Signature::Absent)
}

/// What is to be believed of one version of a digest.
fn standing(
    version: &Version<'_>,
    signature: Signature,
    claims: &[Claim<'_>],
    next: Option<&str>,
) -> (Status, Option<Why>) {
    let vouches =
        |claim: &Claim<'_>| claim.status == Status::Authentic && claim.hash == Some(version.hash);
    let contradicts = |claim: &Claim<'_>| {
        claim.status != Status::NotValid && claim.hash.is_some_and(|hash| hash != version.hash)
    };
    match signature {
        Signature::Verified => (Status::Authentic, None),
        Signature::OutOfTime => (Status::NotValid, Some(Why::OutOfTime)),
        Signature::Failed => (Status::NotValid, Some(Why::BadSignature)),
        _ if claims.iter().any(vouches) => (Status::Authentic, None),
        _ if claims.iter().any(contradicts) => {
            let next = next.unwrap_or_default().to_owned();
            (Status::NotValid, Some(Why::NotTheNextsHash(next)))
        }
        Signature::NoKey => {
            let fingerprint = version.digest.fingerprint.clone();
            (Status::CouldNotCheck, Some(Why::NoKey(fingerprint)))
        }
        Signature::UnknownAlgorithm => {
            let algorithm = version.digest.signature_algorithm.clone();
            (Status::CouldNotCheck, Some(Why::UnknownAlgorithm(algorithm)))
        }
        Signature::Absent => (Status::Consistent, Some(Why::NoSignature)),
        Signature::Unasked => (Status::Consistent, None),
    }
}

/// Of several files that say they are one digest, finds the one that is.
fn choose(node: &mut Node<'_>, claims: &[Claim<'_>]) {
    if node.versions.len() == 1 {
        return;
    }
    let is_proved = |version: &Version<'_>| version.status == Status::Authentic;
    let is_claimed = |sound: bool| {
        move |version: &Version<'_>| {
            let mut claims = claims.iter();
            claims.any(|claim| {
                claim.hash == Some(version.hash) && (!sound || claim.status != Status::NotValid)
            })
        }
    };
    let chosen = node
        .versions
        .iter()
        .position(is_proved)
        .or_else(|| node.versions.iter().position(is_claimed(true)))
        .or_else(|| node.versions.iter().position(is_claimed(false)));
    node.chosen = chosen.unwrap_or_default();
    for (index, version) in node.versions.iter_mut().enumerate() {
        if chosen != Some(index) {
            let why = if chosen.is_some() { Why::Impostor } else { Why::Ambiguous };
            (version.status, version.why) = (Status::NotValid, Some(why));
        }
    }
}

/// A digest whose signature fits is the true one: whoever has another hash for it is not.
fn blame(nodes: &mut [Node<'_>], at: usize, claims: &[Claim<'_>]) {
    let (hash, name) = (nodes[at].version().hash, nodes[at].file_name());
    for claim in claims.iter().filter(|claim| claim.hash.is_some_and(|said| said != hash)) {
        let Node { versions, chosen, .. } = &mut nodes[claim.by];
        let version = &mut versions[*chosen];
        if version.status != Status::NotValid {
            let why = Why::Contradicts(name.to_owned());
            (version.status, version.why) = (Status::NotValid, Some(why));
        }
    }
}

/// A digest that none names as the one before it, though a later one is here that names an older
/// one: nobody speaks for it.
fn passed_over(line: &Line<'_>, at: usize) -> Option<Why> {
    let next = line.nodes.get(at + 1).filter(|next| next.is_sound())?;
    let previous = next.previous()?;
    let time = match line.place(previous) {
        Some(place) => line.nodes[place].time,
        None => digest_name(key(previous))?.time,
    };
    (time <= line.nodes[at].time).then(|| Why::PassedOver(next.file_name().to_owned()))
}

/// A digest that names as the one before it one that cannot be.
fn not_older(line: &Line<'_>, at: usize) -> Option<Why> {
    let place = line.place(line.nodes[at].previous()?).filter(|place| *place >= at)?;
    Some(Why::NotOlder(line.nodes[place].file_name().to_owned()))
}
