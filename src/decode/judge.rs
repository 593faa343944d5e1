//! Tells from its first bytes what an input is: gzip, text, or none of our business.
//!
//! Content decides; the name is a hint for one question alone: is what is no log damage, or just
//! another file? What a whole input turns out to be, `decode` says when it has been read.

use super::{Hint, damage::Cause, inflate, start};
use crate::json::skip_blanks;

/// What the first bytes of an input ask for.
pub(super) enum Judgement {
    Gzip,
    Plain,
    /// It should be a log and is none.
    Refused(Cause),
    /// It is none, and nobody said it was.
    Passed,
}

pub(super) fn judge(start: &[u8], hint: Hint) -> Judgement {
    if start.starts_with(&inflate::MAGIC) {
        return Judgement::Gzip;
    }
    let refuse = |cause| {
        if hint == Hint::Other { Judgement::Passed } else { Judgement::Refused(cause) }
    };
    if start.is_empty() {
        return refuse(Cause::Empty);
    }
    if start.starts_with(b"version https://git-lfs") {
        return refuse(Cause::GitLfsPointer);
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return refuse(Cause::Utf16);
    }
    if let Some(name) = other_compression(start) {
        return refuse(Cause::OtherCompression(name));
    }
    // A person's own file, or one with a log's name, is read through even if it begins with prose.
    if hint == Hint::Other && !begins_like_json(start) {
        Judgement::Passed
    } else {
        Judgement::Plain
    }
}

fn other_compression(start: &[u8]) -> Option<&'static str> {
    let magics: [(&[u8], &str); 4] = [
        (&[0x28, 0xb5, 0x2f, 0xfd], "zstd"),
        (b"BZh", "bzip2"),
        (&[0xfd, b'7', b'z', b'X', b'Z'], "xz"),
        (&[b'P', b'K', 3, 4], "zip"),
    ];
    magics.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, name)| *name)
}

pub(super) fn begins_like_json(start: &[u8]) -> bool {
    let start = start.strip_prefix(BOM).unwrap_or(start);
    let text = &start[skip_blanks(start, 0)..];
    matches!(text.first(), Some(b'{' | b'[')) || start::export_time(text).is_some()
}

pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();
