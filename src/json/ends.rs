//! Where strings and values end.
//!
//! Keys and most values are short, so that a search through wide registers costs more to begin than
//! it saves: the first bytes of a string are looked at eight at a time instead, in an ordinary
//! register, and only what goes on behind them is left to `memchr`. On text that is not JSON the
//! answers are meaningless, but they never panic.

use memchr::memchr2;

const LOW_BITS: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);

/// How many words of a string are looked at before it is taken for a long one.
const WORDS: usize = 6;

/// The high bit of each byte that is zero; above the lowest such byte others may be marked, too.
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS
}

/// The position behind the string whose opening quote stands at `open`, if it ends.
#[inline]
pub(super) fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at = quote_or_backslash(bytes, at)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The first quote or backslash from `at` on.
#[inline]
fn quote_or_backslash(bytes: &[u8], mut at: usize) -> Option<usize> {
    for _ in 0..WORDS {
        let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) else { break };
        let word = u64::from_le_bytes(*chunk);
        let met = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
        if met != 0 {
            return Some(at + met.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    Some(at + memchr2(b'"', b'\\', bytes.get(at..)?)?)
}

/// The position behind the value that starts at `start`, by its brackets and quotes; none, if it
/// goes on to the end of `bytes`.
#[inline]
pub(crate) fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => return string_end(bytes, at),
            b'{' | b'[' => return nested_end(bytes, at),
            b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => return Some(at),
            _ => at += 1,
        }
    }
}

/// The position behind the object or array whose bracket stands at `open`, if it ends.
fn nested_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = open + 1;
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'"' {
            at = string_end(bytes, at)?;
            continue;
        }
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same byte by byte, as plain as it can be.
    fn plain_string_end(bytes: &[u8], open: usize) -> Option<usize> {
        let mut at = open + 1;
        while *bytes.get(at)? != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        Some(at + 1)
    }

    fn plain_value_end(bytes: &[u8], start: usize) -> Option<usize> {
        let mut depth = 0;
        let mut at = start;
        loop {
            let byte = *bytes.get(at)?;
            match byte {
                b'"' => at = plain_string_end(bytes, at)?,
                b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
                b'}' | b']' if depth == 0 => return Some(at),
                b'}' | b']' => (depth, at) = (depth - 1, at + 1),
                _ if depth == 0 && b",: \t\r\n".contains(&byte) => return Some(at),
                _ => at += 1,
            }
            if depth == 0 && b"\"}]".contains(&byte) {
                return Some(at);
            }
        }
    }

    proptest! {
        #[test]
        fn ends_are_those_of_the_plain_way(
            text in r#"([\[\]{}",:\\ ]|[a-z\t\n\u{20ac}]{0,70}){0,20}"#,
            start in 0_usize..20,
        ) {
            let bytes = text.as_bytes();
            prop_assert_eq!(value_end(bytes, start), plain_value_end(bytes, start));
            prop_assert_eq!(string_end(bytes, start), plain_string_end(bytes, start));
        }

        #[test]
        fn ends_in_any_bytes_are_those_of_the_plain_way(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            start in 0_usize..200,
        ) {
            prop_assert_eq!(value_end(&bytes, start), plain_value_end(&bytes, start));
            prop_assert_eq!(string_end(&bytes, start), plain_string_end(&bytes, start));
        }
    }
}
