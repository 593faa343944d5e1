//! Turns the bytes of one file into records, and says what could not be turned.
//!
//! What a file is, its content decides: gzip (every member) or plain, then a stream of JSON values
//! in any of the shapes that events reach people in. The name is only a hint, for one question: is
//! a file without events damage, or just another file? Nothing here opens files or sees a filter.

pub(crate) mod damage;
mod extent;
mod found;
mod inflate;
mod records;
mod recovery;
mod shape;
mod start;
mod window;

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use crate::event::Record;
use damage::Cause;
pub(crate) use found::{Found, Remainder};
use inflate::Inflate;
use records::Walk;
use shape::Shapes;
use window::{Input, Plain, Window};

/// Takes each record, and what was found before it; may say that it has had enough.
pub(crate) type Receive<'r> = dyn FnMut(&Record<'_>, &Found) -> ControlFlow<()> + 'r;

/// What the name of an input says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// A person named it, so that it must hold CloudTrail.
    Named,
    /// Its extension says log.
    NamedLikeALog,
    /// It lies there.
    Other,
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Log,
    Digest,
    /// Another file of AWS's beside the logs: aggregated events, notifications, Config snapshots.
    Companion,
    /// Events of another system with the same field names.
    LookAlike,
    OtherJson,
    NotALog,
}

/// What was read of one file.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) kind: FileKind,
    pub(crate) records: u64,
    pub(crate) remainder: Remainder,
    pub(crate) bytes_read: u64,
    pub(crate) bytes_inflated: u64,
}

impl Tally {
    /// Of an input that could not even be opened.
    pub(crate) fn unopened(cause: Cause) -> Tally {
        let remainder = unreadable(cause).remainder();
        Tally { kind: FileKind::NotALog, records: 0, remainder, bytes_read: 0, bytes_inflated: 0 }
    }
}

/// Reads one input to its end, or until the receiver has had enough.
pub(crate) fn decode(
    input: impl Read,
    hint: Hint,
    buffer: &mut Vec<u8>,
    receive: &mut Receive<'_>,
) -> Tally {
    let mut counted = BufReader::with_capacity(64 * 1024, Counted { input, bytes: 0 });
    let shapes = Shapes::new(receive);
    let mut start = Vec::new();
    // What a person named is read whatever it is; elsewhere blanks may hide that it is not JSON.
    let start_bytes = if hint == Hint::Named { 64 } else { 4096 };
    let begun = counted.by_ref().take(start_bytes).read_to_end(&mut start);
    let (mut found, bytes_inflated) = match begun {
        Err(error) => (unreadable(Cause::unreadable(&error)), 0),
        Ok(_) => {
            let whole = start.as_slice().chain(&mut counted);
            match judge(&start, hint) {
                Judgement::Gzip => inflated(whole, hint, buffer, shapes),
                Judgement::Plain => run(Walk::new(Window::new(Plain(whole), buffer), shapes)),
                Judgement::Refused(cause) => (unreadable(cause), 0),
                Judgement::Passed => (Found::default(), 0),
            }
        }
    };
    let bytes_read = counted.get_ref().bytes;
    let kind = settle(&mut found, hint);
    Tally {
        kind,
        records: found.records,
        remainder: found.remainder(),
        bytes_read,
        bytes_inflated: if bytes_inflated == 0 { bytes_read } else { bytes_inflated },
    }
}

/// What the first bytes of an input ask for.
enum Judgement {
    Gzip,
    Plain,
    /// It should be a log and is none.
    Refused(Cause),
    /// It is none, and nobody said it was.
    Passed,
}

fn judge(start: &[u8], hint: Hint) -> Judgement {
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

fn begins_like_json(start: &[u8]) -> bool {
    let start = start.strip_prefix(BOM).unwrap_or(start);
    let text = &start[crate::json::skip_blanks(start, 0)..];
    matches!(text.first(), Some(b'{' | b'[')) || start::export_time(text).is_some()
}

const BOM: &[u8] = "\u{feff}".as_bytes();

/// Inflates once more where the text is compressed itself: CloudWatch Logs compresses what it sends
/// to a subscription, and Firehose may compress it again.
fn inflated(
    input: impl BufRead,
    hint: Hint,
    buffer: &mut Vec<u8>,
    shapes: Shapes<'_>,
) -> (Found, u64) {
    let mut once = BufReader::new(Inflate::new(Plain(input)));
    // A fault is no error here, but kept for the window to ask for.
    if once.fill_buf().is_ok_and(|start| start.starts_with(&inflate::MAGIC)) {
        text(Inflate::new(once), hint, buffer, shapes)
    } else {
        text(once, hint, buffer, shapes)
    }
}

/// Walks through text, unless it lies there and is no JSON.
fn text(input: impl Input, hint: Hint, buffer: &mut Vec<u8>, shapes: Shapes<'_>) -> (Found, u64) {
    let mut walk = Walk::new(Window::new(input, buffer), shapes);
    if hint == Hint::Other {
        walk.window.pass_blanks();
        walk.window.byte(start::LOOK_BYTES);
        let start = walk.window.bytes();
        if !start.is_empty() && !begins_like_json(start) {
            return (Found::default(), start.len() as u64);
        }
    }
    run(walk)
}

/// What was found, and how many bytes of text there were.
fn run<R: Input>(mut walk: Walk<'_, '_, R>) -> (Found, u64) {
    walk.window.byte(BOM.len() - 1);
    if walk.window.bytes().starts_with(BOM) {
        walk.window.pass(BOM.len());
    }
    if walk.run().is_continue() {
        walk.note_faults();
    }
    let bytes = walk.window.offset();
    let mut found = walk.shapes.found;
    if walk.window.gave_up() {
        found.damages.note(Cause::SearchGivenUp, bytes, found.records);
    }
    (found, bytes)
}

fn unreadable(cause: Cause) -> Found {
    let mut found = Found::default();
    found.damages.note(cause, 0, 0);
    found
}

/// Says what the file was, now that it has been read, and what of that is damage.
fn settle(found: &mut Found, hint: Hint) -> FileKind {
    let nothing_else = found.strays == 0 && found.look_alikes == 0 && found.companions == 0;
    let kind = if found.records > 0 || (found.envelope && nothing_else) {
        FileKind::Log
    } else if found.digests > 0 {
        FileKind::Digest
    } else if found.companions > 0 {
        FileKind::Companion
    } else if found.look_alikes > 0 {
        FileKind::LookAlike
    } else if found.others > 0 || found.strays > 0 {
        FileKind::OtherJson
    } else if found.empty_arrays > 0 {
        // What `--format json` prints where nothing matched, given to the next question.
        if hint == Hint::Named { FileKind::Log } else { FileKind::OtherJson }
    } else {
        FileKind::NotALog
    };
    // Among events, a record without a field of one is damage; elsewhere it is somebody else's.
    if kind != FileKind::Log {
        (found.strays, found.others) = (0, 0);
    }
    let only_prose = found.damages.has(&Cause::StrayText) && found.unreadable == 0;
    match kind {
        FileKind::LookAlike if hint == Hint::Named => found.damages.note(Cause::LookAlike, 0, 0),
        FileKind::OtherJson if hint == Hint::Named => found.damages.note(Cause::OtherJson, 0, 0),
        FileKind::NotALog if only_prose => found.damages.replace(&Cause::StrayText, Cause::NoLog),
        FileKind::NotALog if hint != Hint::Other && found.damages.is_empty() => {
            found.damages.note(Cause::Empty, 0, 0);
        }
        _ => {}
    }
    kind
}

/// Counts the bytes that are read from a file.
struct Counted<R> {
    input: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.bytes += length as u64;
        Ok(length)
    }
}
