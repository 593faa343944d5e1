//! Copies of text: what must be unescaped, mended or joined before it can be looked at, and how
//! much of it there is at one time.
//!
//! Strings in strings in strings would each be copied in full, and bytes that are no UTF-8 become
//! three each, so that what passes [`COPIES_BYTES_MAX`] is refused before it is copied.

use std::{borrow::Cow, str::Utf8Chunk};

use memchr::memchr;

use crate::{
    bounds::{COPIES_BYTES_MAX, LARGE_BYTES},
    json::{Json, unescape_into},
};

/// The copies that are there.
#[derive(Debug, Default)]
pub(super) struct Copies {
    bytes: usize,
}

/// What is made for a large copy. Of smaller pieces, up to 32 MiB, glibc keeps as much for each
/// thread that had one (mallopt(3), `M_MMAP_THRESHOLD`): 480 MiB for 16 threads that took turns at
/// copies of 30 MiB. Pages that are never touched cost nothing.
pub(super) const MADE_BYTES_MIN: usize = COPIES_BYTES_MAX + LARGE_BYTES;

impl Copies {
    fn has_room(&self, bytes: usize) -> bool {
        self.bytes + bytes <= COPIES_BYTES_MAX
    }

    /// The bytes as text, with U+FFFD for what is none; nothing, if it would be too large.
    pub(super) fn legible<'b>(&self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        if let Ok(text) = str::from_utf8(bytes) {
            return Some(Cow::Borrowed(text));
        }
        let mend = |chunk: Utf8Chunk<'_>| match chunk.invalid() {
            [] => "",
            _ => "\u{fffd}",
        };
        let chunks = || bytes.utf8_chunks().map(|chunk| (chunk.valid(), mend(chunk)));
        let length = chunks().map(|(valid, mended)| valid.len() + mended.len()).sum();
        self.has_room(length).then(|| {
            let mut text = String::with_capacity(made_bytes(length));
            for (valid, mended) in chunks() {
                text.push_str(valid);
                text.push_str(mended);
            }
            Cow::Owned(text)
        })
    }

    /// The content of a string; nothing, if it would have to be copied and is too large for that.
    pub(super) fn content<'a>(&self, string: Json<'a>) -> Option<Cow<'a, str>> {
        let inner = string.inside_quotes()?;
        if memchr(b'\\', inner.as_bytes()).is_none() {
            return Some(Cow::Borrowed(inner));
        }
        if !self.has_room(inner.len()) {
            return None;
        }
        let mut text = String::with_capacity(made_bytes(inner.len()));
        unescape_into(inner, &mut text);
        Some(Cow::Owned(text))
    }

    /// The pieces as one; nothing, if that would be too large.
    pub(super) fn joined(&self, pieces: [&[u8]; 3]) -> Option<Vec<u8>> {
        let length = pieces.iter().map(|piece| piece.len()).sum();
        self.has_room(length).then(|| {
            let mut joined = Vec::with_capacity(made_bytes(length));
            pieces.iter().for_each(|piece| joined.extend_from_slice(piece));
            joined
        })
    }

    /// Counts what was copied, until it is [dropped](Copies::drop).
    pub(super) fn hold(&mut self, bytes: usize) {
        self.bytes += bytes;
    }

    pub(super) fn drop(&mut self, bytes: usize) {
        self.bytes -= bytes;
    }
}

fn made_bytes(length: usize) -> usize {
    if length > LARGE_BYTES { length.max(MADE_BYTES_MIN) } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf8_are_mended_as_the_standard_library_does() {
        for bytes in
            [&b"plain"[..], b"a\xffb\xf0\x9f\x98c", b"\xe2\x82", b"\xff\xff", "ä€😀".as_bytes()]
        {
            assert_eq!(Copies::default().legible(bytes), Some(String::from_utf8_lossy(bytes)));
        }
    }

    #[test]
    fn copies_are_refused_where_all_of_them_would_be_too_large() {
        let mut copies = Copies::default();
        let bad = vec![0xff; 1000];
        let string = format!("\"{}\\n\"", "x".repeat(2 * LARGE_BYTES));
        let plain = format!("\"{}\"", "x".repeat(2 * LARGE_BYTES));
        copies.hold(COPIES_BYTES_MAX - string.len());
        let content = |copies: &Copies| copies.content(Json::unchecked(&string)).is_some();
        assert!(copies.legible(&bad).is_some() && content(&copies));
        copies.hold(string.len());
        assert!(copies.legible(&bad).is_none() && !content(&copies));
        assert!(copies.joined([b"", b"x", b""]).is_none());
        assert!(matches!(copies.content(Json::unchecked(&plain)), Some(Cow::Borrowed(_))));
        copies.drop(string.len());
        assert!(copies.legible(&bad).is_some() && content(&copies));
    }
}
