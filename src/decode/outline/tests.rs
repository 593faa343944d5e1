//! Proves the scanner: what has an outline is a record, and the other way round.
//!
//! Each case is given to every level of processor that this machine has, and to
//! [`obvious`](super::obvious), and stands at every place of a block: behind a first member whose
//! value is longer and longer.

mod limits;
mod places;
mod random;
mod structure;
mod tokens;

use super::{
    Outlined,
    obvious::{Obvious, check, obvious},
};

/// What a case may have behind it without being another.
const BEHIND: [&[u8]; 14] = [
    b"",
    b"}",
    b"]}",
    b",{\"next\":1}",
    b"\n{\"next\":\"\\u0031\"}",
    b"\"",
    b"\"\"",
    b"{",
    b":,",
    b"[[[[",
    b"tru",
    b"\0\0\0\0\0\0\0\0",
    b"\\x\\u12\\",
    b"\xff\\\\\\\"",
];

/// An object of these members, alone and behind a first one of so many bytes more.
fn shifted(members: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let alone = [b"{", members, b"}"].concat();
    let behind_another = |shift| {
        let pad = "-".repeat(shift);
        [b"{\"\":\"", pad.as_bytes(), b"\",", members, b"}"].concat()
    };
    std::iter::once(alone).chain((0..=64).map(behind_another))
}

/// These members make a record that has an outline.
#[track_caller]
fn sound(members: impl AsRef<[u8]>) {
    for record in shifted(members.as_ref()) {
        let shown = record.escape_ascii();
        assert_eq!(check(&record), Outlined::Record(record.len()), "{shown}");
    }
}

/// These members make a record that is JSON, and has no outline.
#[track_caller]
fn odd(members: impl AsRef<[u8]>) {
    for record in shifted(members.as_ref()) {
        let shown = record.escape_ascii();
        assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&record).is_ok(), "{shown}");
        assert_eq!(obvious(&record), Obvious::Other, "{shown}");
        assert_eq!(check(&record), Outlined::Odd, "{shown}");
    }
}

/// These members make no JSON.
#[track_caller]
fn broken(members: impl AsRef<[u8]>) {
    for record in shifted(members.as_ref()) {
        let shown = record.escape_ascii();
        assert!(serde_json::from_slice::<serde::de::IgnoredAny>(&record).is_err(), "{shown}");
        assert!(!matches!(check(&record), Outlined::Record(_)), "{shown}");
    }
}
