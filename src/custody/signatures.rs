//! Which digest each saved signature is of.
//!
//! What `head-object` prints does not name its object. The name of the file that it was saved to
//! may; and where it does not, the signature itself says of which digest it is.

use std::collections::HashMap;

use super::{Evidence, Saved, chain::Line};
use crate::digest::{
    hash::Hash,
    metadata::Metadata,
    name::key,
    public_key::{Proof, PublicKeys},
};

/// Metadata of digests, by what tells these from others.
pub(super) type Signatures<'e> = HashMap<&'e str, Vec<&'e Metadata>>;

/// Finds the digest of each; what is of none is named.
pub(super) fn assign<'e>(
    lines: &[Line<'e>],
    evidence: Evidence<'e>,
    strange: &mut Vec<String>,
) -> Signatures<'e> {
    let mut signatures = Signatures::new();
    let Some(keys) = evidence.keys else { return signatures };
    let mut unnamed = Vec::new();
    let mut by_stem: HashMap<&str, &'e str> = HashMap::new();
    if !evidence.saved.is_empty() {
        for node in lines.iter().flat_map(|line| &line.nodes) {
            let base = key(node.identity).base;
            by_stem.insert(base.strip_suffix(".json").unwrap_or(base), node.identity);
        }
    }
    for saved in evidence.saved {
        // A digest's name has no dot before its ending, unless the name of its trail has.
        let base = saved.path.rsplit('/').next().unwrap_or_default();
        let mut stems = base.match_indices('.').map(|(at, _)| &base[..at]).chain([base]);
        match stems.find_map(|stem| by_stem.get(stem)) {
            Some(identity) => signatures.entry(identity).or_default().push(&saved.metadata),
            None => unnamed.push(saved),
        }
    }
    for saved in unnamed {
        match find(saved, lines, keys) {
            Some(identity) => signatures.entry(identity).or_default().push(&saved.metadata),
            None => strange.push(saved.path.clone()),
        }
    }
    signatures
}

/// The digest that a signature is of: most likely a newest one.
fn find<'e>(saved: &Saved, lines: &[Line<'e>], keys: &PublicKeys) -> Option<&'e str> {
    let by_age = |line: &Line<'e>| line.nodes.len();
    let longest = lines.iter().map(by_age).max().unwrap_or_default();
    let rounds = (1..=longest)
        .flat_map(|back| lines.iter().filter_map(move |line| line.nodes.iter().nth_back(back - 1)));
    rounds.into_iter().find_map(|node| {
        let is_of = |hash: Hash, digest: &crate::digest::Digest| {
            let text = digest.string_to_sign(&hash);
            let proof = keys.prove(&digest.fingerprint, &saved.metadata.signature, &text, None);
            matches!(proof, Proof::Verified | Proof::OutOfTime)
        };
        let fits = node.versions.iter().any(|version| is_of(version.hash, version.digest));
        fits.then_some(node.identity)
    })
}
