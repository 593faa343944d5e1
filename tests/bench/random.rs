//! Numbers that look random and are the same on every machine: the corpus is made of nothing else.
//!
//! SplitMix64 (Steele, Lea and Flood). Not for secrets, nor for statistics.

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A sequence of numbers that its seed decides.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// Another sequence for each topic of one seed: what is drawn for the one never shifts what is
    /// drawn for the others.
    pub(crate) fn about(seed: u64, topic: u64) -> Random {
        Random(mix(seed ^ mix(topic.wrapping_mul(STEP))))
    }

    pub(crate) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from nothing up to, without, `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The high half of a product spreads evenly, without a division.
        ((u128::from(self.word()) * u128::from(end)) >> 64) as u64
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    /// Whether something happens that happens so often in a million times.
    pub(crate) fn happens(&mut self, in_a_million: u64) -> bool {
        self.below(1_000_000) < in_a_million
    }

    pub(crate) fn letters(&mut self, alphabet: &[u8], count: usize, out: &mut String) {
        for _ in 0..count {
            out.push(char::from(self.pick(alphabet)));
        }
    }
}

fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
