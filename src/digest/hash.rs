//! SHA-256 of the uncompressed bytes of a file. The arithmetic is ring's.

use std::fmt;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

/// The SHA-256 of some bytes; shown as AWS writes it, in lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Hash([u8; SHA256_OUTPUT_LEN]);

/// Bytes that come in pieces, on the way to their hash.
pub(crate) struct Hashing(Context);

impl Hash {
    /// Of bytes that are all there.
    #[cfg(test)]
    pub(crate) fn of(bytes: &[u8]) -> Hash {
        let mut hashing = Hashing::new();
        hashing.update(bytes);
        hashing.finish()
    }

    /// Reads hexadecimal digits of either case.
    pub(crate) fn parse(written: &str) -> Option<Hash> {
        let bytes = HEXLOWER_PERMISSIVE.decode(written.as_bytes()).ok()?;
        bytes.try_into().ok().map(Hash)
    }
}

impl Hashing {
    pub(crate) fn new() -> Hashing {
        Hashing(Context::new(&SHA256))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> Hash {
        let mut hash = [0; SHA256_OUTPUT_LEN];
        hash.copy_from_slice(self.0.finish().as_ref());
        Hash(hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_in_either_case_and_shown_in_lower() {
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of(b"abc").to_string(), hash);
        assert_eq!(Hash::parse(&hash.to_uppercase()), Some(Hash::of(b"abc")));
        assert_eq!(Hash::parse(&hash[1..]), None);
        assert_eq!(Hash::parse("zz"), None);
    }
}
