//! Sixteen bytes that stand for texts.
//!
//! Where only equality is asked for, texts need not be kept. The hash has two seeds of its own in
//! each process, so that nobody can write texts that are taken for each other.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, Hash},
};

/// A set of what stands in logs, whose hash has a seed of its own in each process.
pub(crate) type Set<T> = HashSet<T, foldhash::fast::RandomState>;

/// What makes fingerprints; the same for all whose fingerprints are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seeds {
    high: foldhash::quality::RandomState,
    low: foldhash::quality::RandomState,
}

impl Seeds {
    pub(crate) fn fingerprint(&self, one: &str, other: &str) -> u128 {
        self.of((one, other))
    }

    /// Eight bytes, for where it does no harm if two texts are taken for the same.
    pub(crate) fn short(&self, one: &str, other: &str) -> u64 {
        self.high.hash_one((one, other))
    }

    pub(crate) fn of(&self, what: impl Copy + Hash) -> u128 {
        u128::from(self.high.hash_one(what)) << 64 | u128::from(self.low.hash_one(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_text_ends_and_the_other_begins_tells() {
        let seeds = Seeds::default();
        assert_eq!(seeds.fingerprint("a", "b"), seeds.clone().fingerprint("a", "b"));
        assert_ne!(seeds.fingerprint("ab", ""), seeds.fingerprint("a", "b"));
    }
}
