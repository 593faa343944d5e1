//! A text reduced to its length and a hash, so that 300 MB of expected output fit in a line.
//!
//! The hash is a polynomial modulo 2^61 - 1: that of two texts in a row follows from theirs, so
//! that files are hashed by several threads and joined in the order of their paths. It tells
//! mistakes apart, not forgeries.

const MODULUS: u64 = (1 << 61) - 1;
const BASE: u64 = 0x0b5a_d4ec_eda1_ce2a;

/// The length and hash of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) bytes: u64,
    pub(crate) hash: u64,
}

impl Fingerprint {
    pub(crate) fn of(text: &[u8]) -> Fingerprint {
        let mut whole = Fingerprint::default();
        whole.push(text);
        whole
    }

    pub(crate) fn push(&mut self, text: &[u8]) {
        self.bytes += text.len() as u64;
        // One more than the byte, so that zeros count, too.
        let next = |hash, byte: &u8| reduce(product(hash, BASE) + u64::from(*byte) + 1);
        self.hash = text.iter().fold(self.hash, next);
    }

    /// The fingerprint of this text with another behind it.
    pub(crate) fn then(self, next: Fingerprint) -> Fingerprint {
        let shifted = product(self.hash, power(next.bytes));
        Fingerprint { bytes: self.bytes + next.bytes, hash: reduce(shifted + next.hash) }
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} bytes, hash {:016x}", self.bytes, self.hash)
    }
}

fn reduce(number: u64) -> u64 {
    let folded = (number & MODULUS) + (number >> 61);
    if folded >= MODULUS { folded - MODULUS } else { folded }
}

fn product(left: u64, right: u64) -> u64 {
    let whole = u128::from(left) * u128::from(right);
    reduce((whole as u64 & MODULUS) + (whole >> 61) as u64)
}

fn power(mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, BASE);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = product(result, square);
        }
        square = product(square, square);
        exponent >>= 1;
    }
    result
}
