//! Classifies bytes in plain arithmetic, eight at a time, for processors that nothing is known of.

use super::{Block, Classes, Classify};

/// For processors that nothing is known of: eight bytes at a time, in plain arithmetic.
pub(in crate::decode) struct Portable;

impl Classify for Portable {
    #[inline(always)]
    fn classes(block: &Block) -> Classes {
        let mut classes = Classes::default();
        for (index, eight) in block.as_chunks::<8>().0.iter().enumerate() {
            let bytes = u64::from_le_bytes(*eight);
            let at = 8 * index;
            // An opening bracket and a brace differ in this bit alone, closing ones too.
            let folded = bytes | (ONES * 0x20);
            classes.quote |= gathered(equal(bytes, b'"')) << at;
            classes.backslash |= gathered(equal(bytes, b'\\')) << at;
            classes.comma |= gathered(equal(bytes, b',')) << at;
            classes.colon |= gathered(equal(bytes, b':')) << at;
            classes.open |= gathered(equal(folded, b'{')) << at;
            classes.close |= gathered(equal(folded, b'}')) << at;
            let at_least_blank = ((bytes & !HIGHS) + ONES * 0x60) | bytes;
            classes.control |= gathered(!at_least_blank & HIGHS) << at;
        }
        classes
    }

    #[inline(always)]
    fn parity(mut bits: u64) -> u64 {
        for distance in [1, 2, 4, 8, 16, 32] {
            bits ^= bits << distance;
        }
        bits
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The highest bit of each byte that is this one.
fn equal(bytes: u64, byte: u8) -> u64 {
    let other = bytes ^ (ONES * u64::from(byte));
    !(((other & !HIGHS) + !HIGHS) | other) & HIGHS
}

/// The highest bits of eight bytes as eight bits.
fn gathered(highs: u64) -> u64 {
    (highs >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
