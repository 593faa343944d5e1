//! Why a file is not valid, or could not be checked: a word for scripts, and words for people.

use std::fmt;

use crate::{digest::hash::Hash, text::grouped};

/// What is to be said of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It could not be read, for this reason.
    Unread(String),
    Damaged(String),
    NoDigest(String),
    /// It lies where another digest should, and is this one.
    Moved(String),
    BadSignature,
    OutOfTime,
    NoKey(String),
    UnknownAlgorithm(String),
    /// The digest of this name, which follows, has another hash for it.
    NotTheNextsHash(String),
    /// It has another hash for this one, before it, which is authentic.
    Contradicts(String),
    /// The other file that says it is the same digest is the one.
    Impostor,
    Ambiguous,
    /// The digest of this name, which follows, passes it over.
    PassedOver(String),
    NotOlder(String),
    /// The digest whose signature only its metadata would have.
    NoSignature,
    /// The digest at this place has the other hash; the log that the content is, if one is known.
    OtherBytes {
        digest: String,
        expected: Hash,
        content_of: Option<String>,
    },
    UnknownHash(String),
    Unlisted,
    UnlistedAnywhere,
    /// It is listed, but only by this digest, which is not valid.
    BadDigest(String),
    /// It has the bytes of this log file, which is not here by its own name.
    OtherName(String),
    CopyOf(String),
    NoDigests,
    NoDigestsThere {
        account: String,
        region: String,
    },
    BeforeAll,
    AfterAll,
    InGap,
    KindUnlisted(String),
}

impl Why {
    /// For scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Why::Unread(_) => "unread",
            Why::Damaged(_) => "damaged",
            Why::NoDigest(_) => "no-digest",
            Why::Moved(_) => "moved",
            Why::BadSignature => "signature",
            Why::OutOfTime => "key-out-of-time",
            Why::NoKey(_) => "no-key",
            Why::UnknownAlgorithm(_) => "signature-algorithm",
            Why::NotTheNextsHash(_) => "chain-hash",
            Why::Contradicts(_) => "contradicts",
            Why::Impostor => "impostor",
            Why::Ambiguous => "ambiguous",
            Why::PassedOver(_) => "passed-over",
            Why::NotOlder(_) => "not-older",
            Why::NoSignature => "no-signature",
            Why::OtherBytes { .. } => "hash",
            Why::UnknownHash(_) => "hash-algorithm",
            Why::Unlisted => "unlisted",
            Why::UnlistedAnywhere => "unlisted-unknown",
            Why::BadDigest(_) => "bad-digest",
            Why::OtherName(_) => "other-name",
            Why::CopyOf(_) => "copy",
            Why::NoDigests | Why::NoDigestsThere { .. } => "no-digests",
            Why::BeforeAll => "before",
            Why::AfterAll => "after",
            Why::InGap => "gap",
            Why::KindUnlisted(_) => "kind-unlisted",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Unread(why) | Why::Damaged(why) | Why::NoDigest(why) => to.write_str(why),
            Why::Moved(object) => write!(to, "lies in another's place: it is {object}"),
            Why::BadSignature => to.write_str("its signature is not by the key that it names"),
            Why::OutOfTime => to.write_str("signed with a key that was not in use at that time"),
            Why::NoKey(fingerprint) => write!(to, "no key with its fingerprint, {fingerprint}"),
            Why::UnknownAlgorithm(name) => write!(to, "signed by an unknown algorithm, {name}"),
            Why::NotTheNextsHash(next) => {
                write!(to, "not what the next digest has the hash of: {next}")
            }
            Why::Contradicts(previous) => {
                write!(to, "has another hash for the digest before, which is authentic: {previous}")
            }
            Why::Impostor => to.write_str("another file is this digest, and holds something else"),
            Why::Ambiguous => {
                to.write_str("another file says that it is this digest, and nothing tells which is")
            }
            Why::PassedOver(next) => write!(to, "the next digest passes it over: {next}"),
            Why::NotOlder(previous) => {
                write!(to, "names as the digest before it one that is not older: {previous}")
            }
            Why::NoSignature => to.write_str("its own signature is only in its metadata in S3"),
            Why::OtherBytes { content_of: None, .. } => {
                to.write_str("its bytes are not those that were delivered")
            }
            Why::OtherBytes { content_of: Some(object), .. } => {
                write!(to, "its bytes are not those that were delivered, but those of {object}")
            }
            Why::UnknownHash(digest) => {
                write!(to, "listed without a hash that could be checked by {digest}")
            }
            Why::Unlisted => to.write_str("in no digest, though its hour is covered"),
            Why::UnlistedAnywhere => {
                to.write_str("in no digest, and nothing says of which account and region it is")
            }
            Why::BadDigest(digest) => {
                write!(to, "listed only by a digest that is not valid: {digest}")
            }
            Why::OtherName(object) => write!(to, "lies under another name: it is {object}"),
            Why::CopyOf(object) => write!(to, "a copy of {object}"),
            Why::NoDigests => to.write_str("no digest is here"),
            Why::NoDigestsThere { account, region } => {
                write!(to, "no digest of account {account} in {region} is here")
            }
            Why::BeforeAll => to.write_str("older than the first hour that is covered"),
            Why::AfterAll => to.write_str("newer than the last hour that is covered"),
            Why::InGap => to.write_str("of an hour that no digest covers"),
            Why::KindUnlisted(kind) => write!(to, "no digest here lists files of {kind}"),
        }
    }
}

/// A length of time as people say it: `48 h`, `47 h 30 min`, `2 h 30 s`.
pub(crate) fn hours(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> =
        parts.map(|(number, unit)| format!("{} {unit}", grouped(number.unsigned_abs()))).collect();
    if parts.is_empty() { "0 h".to_owned() } else { parts.join(" ") }
}
