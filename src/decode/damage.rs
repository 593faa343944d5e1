//! What could not be read, and why: causes to branch on and words to report.
//!
//! Damage never stops a scan and is never silent. This file holds the vocabulary only; who finds
//! damage is the reader of each layer, who prints it is the edge.

use std::{fmt, io};

use crate::text::{counted, in_words};

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Unreadable(String),
    Empty,
    GitLfsPointer,
    Utf16,
    OtherCompression(&'static str),
    NoLog,
    LookAlike,
    OtherJson,
    GzipEndsEarly,
    GzipDamaged,
    GzipHeader,
    WrongChecksum,
    NoGzipMember,
    BytesBehindGzip(u64),
    /// A damaged member was given up for the next, so many bytes behind its beginning.
    GzipMemberDamaged(u64),
    BytesBetweenGzip(u64),
    JsonEndsEarly,
    RecordMalformed(String),
    RecordTooLarge(usize),
    EventTooLarge(usize),
    CopyTooLarge(usize),
    RecordIsNone,
    InvalidUtf8,
    StrayText,
    StrayComma,
    MissingComma,
    SearchGivenUp,
    TooDeep,
}

impl Cause {
    /// Whether it explains why text ends before its time.
    pub(crate) fn cuts_text(&self) -> bool {
        matches!(
            self,
            Cause::Unreadable(_)
                | Cause::GzipEndsEarly
                | Cause::GzipDamaged
                | Cause::NoGzipMember
                | Cause::GzipMemberDamaged(_)
                | Cause::BytesBetweenGzip(_)
        )
    }

    /// What the system said when it could not read.
    pub(crate) fn unreadable(error: &io::Error) -> Cause {
        Cause::Unreadable(in_words(error))
    }

    /// Whether it is a property of the whole file, so that a place within it says nothing.
    fn is_of_the_file(&self) -> bool {
        matches!(
            self,
            Cause::Empty
                | Cause::GitLfsPointer
                | Cause::Utf16
                | Cause::OtherCompression(_)
                | Cause::NoLog
                | Cause::LookAlike
                | Cause::OtherJson
                | Cause::GzipHeader
        )
    }

    /// Whether compressed data is to blame, whose own bytes are not those that places count.
    fn is_of_compression(&self) -> bool {
        matches!(
            self,
            Cause::GzipEndsEarly
                | Cause::GzipDamaged
                | Cause::WrongChecksum
                | Cause::NoGzipMember
                | Cause::BytesBehindGzip(_)
                | Cause::GzipMemberDamaged(_)
                | Cause::BytesBetweenGzip(_)
        )
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Unreadable(error) => to.write_str(error),
            Cause::Empty => to.write_str("empty"),
            Cause::GitLfsPointer => {
                to.write_str("a Git LFS pointer instead of the file; `git lfs pull` fetches it")
            }
            Cause::Utf16 => to.write_str("UTF-16 text; convert it to UTF-8 first"),
            Cause::OtherCompression(name) => {
                write!(
                    to,
                    "compressed with {name}; decompress it first, only gzip is read as it is"
                )
            }
            Cause::NoLog => to.write_str("not CloudTrail: there is no JSON in it"),
            Cause::LookAlike => {
                to.write_str("not CloudTrail: events of another service with similar fields")
            }
            Cause::OtherJson => to.write_str("not CloudTrail: JSON without CloudTrail events"),
            Cause::GzipEndsEarly => to.write_str("compressed data ends early"),
            Cause::GzipDamaged => to.write_str("compressed data is damaged"),
            Cause::GzipHeader => to.write_str("compressed data is damaged: no gzip header"),
            Cause::WrongChecksum => {
                to.write_str("compressed data does not match its checksum or length")
            }
            Cause::NoGzipMember => {
                to.write_str("bytes that are not gzip behind the compressed data")
            }
            Cause::BytesBehindGzip(bytes) => {
                write!(to, "{} behind the compressed data", counted(*bytes, "byte"))
            }
            Cause::GzipMemberDamaged(bytes) => {
                let bytes = counted(*bytes, "byte");
                write!(to, "compressed data is damaged: {bytes} are given up for the next")
            }
            Cause::BytesBetweenGzip(bytes) => {
                let bytes = counted(*bytes, "byte");
                write!(to, "{bytes} between compressed data are passed over")
            }
            Cause::JsonEndsEarly => to.write_str("JSON ends early"),
            Cause::RecordMalformed(error) => write!(to, "a record is not valid JSON ({error})"),
            Cause::RecordTooLarge(bytes_max) => {
                write!(to, "a value has no end within {}", counted(*bytes_max as u64, "byte"))
            }
            Cause::EventTooLarge(bytes_max) => {
                write!(to, "an event of more than {}", counted(*bytes_max as u64, "byte"))
            }
            Cause::CopyTooLarge(bytes_max) => {
                let bytes = counted(*bytes_max as u64, "byte");
                write!(to, "text that is not searched for events: unescaped it may pass {bytes}")
            }
            Cause::RecordIsNone => to.write_str("a record without any CloudTrail field"),
            Cause::InvalidUtf8 => {
                to.write_str("a record is not valid UTF-8; U+FFFD stands for what is not")
            }
            Cause::StrayText => to.write_str("text that is not JSON"),
            Cause::StrayComma => to.write_str("a comma where none belongs"),
            Cause::MissingComma => to.write_str("no comma between two values"),
            Cause::TooDeep => to.write_str("JSON nests too deep to be searched for events"),
            Cause::SearchGivenUp => to.write_str("too damaged for every record to be found"),
        }
    }
}

/// One cause and where it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) cause: Cause,
    /// Bytes of the text before it; of compressed data, of what it inflates to.
    pub(crate) at: u64,
    /// Records of the same file that were read before it.
    pub(crate) records_before: u64,
    /// How many more of the same sort followed.
    pub(crate) more: u64,
}

impl Damage {
    /// Whether it was met in the text, and not before the first byte of it.
    pub(crate) fn has_place(&self) -> bool {
        let is_unopened = matches!(self.cause, Cause::Unreadable(_)) && self.at == 0;
        !is_unopened && !self.cause.is_of_the_file()
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}", self.cause)?;
        if self.has_place() {
            let text = if self.cause.is_of_compression() { " of its text" } else { "" };
            let events = counted(self.records_before, "event");
            write!(to, " at byte {}{text}, after {events}", self.at)?;
        }
        if self.more > 0 {
            write!(to, ", and {} more like it", self.more)?;
        }
        Ok(())
    }
}

/// The damage of one file: each sort once, with its first place and how often it was met, because a
/// hostile file can hold millions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Damages(Vec<Damage>);

impl Damages {
    pub(crate) fn note(&mut self, cause: Cause, at: u64, records_before: u64) {
        self.note_many(cause, at, records_before, 1);
    }

    /// Notes a cause that was met `times`, first at this place.
    pub(crate) fn note_many(&mut self, cause: Cause, at: u64, records_before: u64, times: u64) {
        let sort = std::mem::discriminant(&cause);
        let known = self.0.iter_mut().find(|damage| std::mem::discriminant(&damage.cause) == sort);
        match known {
            Some(damage) => damage.more += times,
            None if times == 0 => {}
            None => self.0.push(Damage { cause, at, records_before, more: times - 1 }),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Damage> {
        self.0.iter()
    }

    /// Forgets what a truer cause explains.
    pub(crate) fn replace(&mut self, cause: &Cause, by: Cause, at: u64) {
        for damage in &mut self.0 {
            if damage.cause == *cause {
                (damage.cause, damage.at) = (by.clone(), at);
            }
        }
    }

    pub(crate) fn has(&self, cause: &Cause) -> bool {
        self.0.iter().any(|damage| damage.cause == *cause)
    }
}
