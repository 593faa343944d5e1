//! Turns the bytes of one file into records, and says what could not be turned.
//!
//! What a file is, its content decides: gzip (every member) or plain, then a stream of JSON values
//! in any of the shapes that events reach people in. The name is only a hint, for one question: is
//! a file without events damage, or just another file? Nothing here opens files or sees a filter.

mod ahead;
mod array;
mod begin;
pub(crate) mod content;
mod copies;
pub(crate) mod damage;
mod envelope;
mod extent;
mod found;
mod inflate;
mod judge;
#[cfg(any(test, fuzzing))]
pub(crate) mod lanes;
#[cfg(any(test, fuzzing))]
pub(crate) mod members;
mod mention;
mod outline;
mod own_form;
mod records;
mod recovery;
mod retained;
mod shape;
mod simd;
mod start;
mod told;
mod whole;
mod window;

use std::{
    io::{BufRead, Cursor, Read},
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{bounds::text_bytes_max, event::Record};
use ahead::Ahead;
use begin::{Begun, Counted, Rest, begin};
use damage::Cause;
pub(crate) use found::{Found, Remainder};
use inflate::Inflate;
use judge::{BOM, Judgement, begins_like_json, judge};
use records::Walk;
use retained::Retained;
use shape::Shapes;
use simd::Level;
use whole::Whole;
use window::{Input, Plain, Window};

/// Takes each record, and what was found before it; may say that it has had enough.
pub(crate) type Receive<'r> = dyn FnMut(&Record<'_>, &Found) -> ControlFlow<()> + 'r;

/// Asks whether one value may take much memory; comes back when it may. False where nobody wants
/// it any more.
pub(crate) type AskForRoom<'r> = dyn Fn() -> bool + 'r;

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
    /// Nobody knows: it could not be opened.
    Unopened,
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
        Tally { kind: FileKind::Unopened, records: 0, remainder, bytes_read: 0, bytes_inflated: 0 }
    }
}

/// How the bytes of an input come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// All are there, and a small file can be read whole.
    AtOnce,
    /// As somebody writes them, who may want an answer before the next.
    InTime,
}

/// A file that is damaged and smaller than this is not worth a thread: for 100,000 of them, threads
/// that were not gone yet held 500 MiB.
const AHEAD_BYTES_MIN: usize = 64 * 1024;

/// What a worker uses again for every input.
pub(crate) struct Decoder {
    /// Whether a thread may be taken for reading ahead.
    may_read_ahead: bool,
    /// Texts up to this size are inflated whole; it is what is kept from file to file.
    text_bytes_max: usize,
    /// The beginning of the input, or all of it.
    start: Vec<u8>,
    text: Vec<u8>,
    whole: Whole,
    /// How records are outlined; none, if all are to be parsed, which finds the same.
    level: Option<Level>,
}

impl Decoder {
    /// The decoder of one of so many workers.
    pub(crate) fn new(workers: usize, may_read_ahead: bool) -> Decoder {
        Decoder {
            may_read_ahead,
            text_bytes_max: text_bytes_max(workers),
            start: Vec::new(),
            text: Vec::new(),
            whole: Whole::new(),
            level: Some(Level::best()),
        }
    }

    /// Reads one input to its end, or until the receiver has had enough.
    pub(crate) fn decode(
        &mut self,
        input: impl Read + Send + 'static,
        arrival: Arrival,
        hint: Hint,
        ask_for_room: &AskForRoom<'_>,
        receive: &mut Receive<'_>,
    ) -> Tally {
        let bytes_read = Arc::new(AtomicU64::new(0));
        let mut input = Counted { input, bytes: Arc::clone(&bytes_read) };
        let begun = begin(&mut input, arrival, self.text_bytes_max / 2, &mut self.start);
        let start = &self.start[..begun.length];
        let shapes = Shapes::new(receive);
        let (mut found, bytes_inflated) = match judge(start, hint) {
            Judgement::Refused(cause) => {
                let cause = begun.error.as_ref().map_or(cause, Cause::unreadable);
                (unreadable(cause), 0)
            }
            Judgement::Passed => {
                let cause = begun.error.as_ref().map(Cause::unreadable);
                (cause.map(unreadable).unwrap_or_default(), 0)
            }
            Judgement::Gzip => {
                let inflated = begun
                    .is_all
                    .then(|| self.whole.inflate(start, self.text_bytes_max, &mut self.text));
                match inflated.flatten() {
                    Some(length) if !self.text[..length].starts_with(&inflate::MAGIC) => {
                        let window = Window::whole(&mut self.text, length, ask_for_room);
                        text(Walk::new(window, shapes, self.level), hint)
                    }
                    _ => self.stream(begun, input, hint, ask_for_room, shapes),
                }
            }
            Judgement::Plain if begun.is_all => {
                let window = Window::whole(&mut self.start, begun.length, ask_for_room);
                run(Walk::new(window, shapes, self.level))
            }
            Judgement::Plain => self.stream(begun, input, hint, ask_for_room, shapes),
        };
        // A large record was in it, and may have been the only one.
        if self.text.len() > self.text_bytes_max + whole::SLACK_BYTES {
            self.text = Vec::new();
        }
        let bytes_read = bytes_read.load(Ordering::Relaxed);
        let kind = settle(&mut found, hint);
        Tally {
            kind,
            records: found.records,
            remainder: found.remainder(),
            bytes_read,
            bytes_inflated: if bytes_inflated == 0 { bytes_read } else { bytes_inflated },
        }
    }

    /// Reads on from a beginning, in a thread ahead of this one where that may be.
    fn stream(
        &mut self,
        begun: Begun,
        input: impl Read + Send + 'static,
        hint: Hint,
        ask_for_room: &AskForRoom<'_>,
        shapes: Shapes<'_>,
    ) -> (Found, u64) {
        let mut start = std::mem::take(&mut self.start);
        start.truncate(begun.length);
        let is_gzip = start.starts_with(&inflate::MAGIC);
        let rest = Rest { error: begun.error, input };
        let all = Plain(Cursor::new(start).chain(rest));
        let is_small = begun.is_all && begun.length < AHEAD_BYTES_MIN;
        let read_ahead = self.may_read_ahead && !is_small;
        let level = self.level;
        let walk = |input: &mut dyn Input| {
            text(Walk::new(Window::new(input, &mut self.text, ask_for_room), shapes, level), hint)
        };
        if !is_gzip {
            return ahead_or_here(all, read_ahead, walk);
        }
        let mut once = Retained::new(Inflate::new(Retained::new(all)));
        // CloudWatch Logs compresses what it sends to a subscription, and Firehose may compress it
        // again. A fault is no error here, but kept for the window to ask for.
        while once.fill_buf().is_ok_and(<[u8]>::is_empty) && once.next_piece() {}
        if once.unread().starts_with(&inflate::MAGIC) {
            ahead_or_here(Inflate::new(once), read_ahead, walk)
        } else {
            ahead_or_here(once, read_ahead, walk)
        }
    }
}

/// Walks through text, unless it lies there and is no JSON.
fn text(mut walk: Walk<'_, '_>, hint: Hint) -> (Found, u64) {
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
fn run(mut walk: Walk<'_, '_>) -> (Found, u64) {
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
        FileKind::NotALog if only_prose => {
            found.damages.replace(&Cause::StrayText, Cause::NoLog, 0);
        }
        FileKind::NotALog if hint != Hint::Other && found.damages.is_empty() => {
            found.damages.note(Cause::Empty, 0, 0);
        }
        _ => {}
    }
    kind
}

/// Hands an input on; as one that is read ahead, if a thread can be had for that.
fn ahead_or_here<T>(
    mut input: impl Input + Send + 'static,
    read_ahead: bool,
    walk: impl FnOnce(&mut dyn Input) -> T,
) -> T {
    if !read_ahead {
        return walk(&mut input);
    }
    match Ahead::of(input) {
        Ok(mut ahead) => walk(&mut ahead),
        Err(mut input) => walk(&mut input),
    }
}

#[cfg(test)]
mod tests;
