//! A window that slides over a stream of JSON text.
//!
//! It holds what has been read and not yet passed, and grows to the largest value that is being
//! looked at, so that memory follows the largest record, not the file; never beyond
//! [`VALUE_BYTES_MAX`] and a little, and for what is large only when the worker may. Positions are
//! counted from the window's first byte. What a value's end looks like is `extent`'s business.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read},
    mem::discriminant,
};

use super::{
    AskForRoom,
    copies::MADE_BYTES_MIN,
    damage::Cause,
    extent::{Search, Step},
    start::{self, Start},
};
use crate::{
    bounds::{LARGE_BYTES, VALUE_BYTES_MAX},
    json::{self, is_blank},
};

/// Bytes asked for at once of a stream.
const READ_BYTES: usize = 128 * 1024;

/// What a window holds at most. A value may begin a little behind the window's beginning, where a
/// search has come upon it.
const WINDOW_BYTES_MAX: usize = VALUE_BYTES_MAX + 64 * 1024;

/// Faults that wait until the window has passed their places; more are counted with the last.
const FAULTS_MAX: usize = 4096;

/// Bytes to look at.
pub(super) trait Input: Read {
    /// What was wrong with the bytes that were read since this was last asked, each with how many
    /// bytes had been read before.
    fn faults(&mut self) -> Vec<(u64, Cause)>;

    /// Whether more follows where reading has come to an end: another piece, which damage parts
    /// from the one before, so that nothing reaches from one to the next.
    fn next_piece(&mut self) -> bool;
}

/// Bytes that are what they are.
pub(super) struct Plain<R>(pub(super) R);

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl<R: Read> Input for Plain<R> {
    fn faults(&mut self) -> Vec<(u64, Cause)> {
        Vec::new()
    }

    fn next_piece(&mut self) -> bool {
        false
    }
}

/// What was wrong with the input, at which position in the stream, and how often.
pub(super) struct Fault {
    pub(super) at: u64,
    pub(super) cause: Cause,
    pub(super) times: u64,
}

pub(super) struct Window<'b> {
    /// None, where all has been read before.
    input: Option<&'b mut dyn Input>,
    /// Whether the input, or this piece of it, has ended.
    has_ended: bool,
    buffer: &'b mut Vec<u8>,
    /// Where the window begins in `buffer`.
    start: usize,
    /// Where what has been read ends in `buffer`.
    end: usize,
    /// How much of the stream lies before `buffer`.
    passed: u64,
    faults: VecDeque<Fault>,
    /// Whether what is large may be looked at.
    ask_for_room: &'b AskForRoom<'b>,
    has_room: bool,
    /// The furthest position in the stream to which the end of a value was looked for.
    looked_at: u64,
    bytes_wasted: u64,
    gave_up: bool,
}

/// How often each byte of a file may be looked at in vain. Honest damage takes one or two; hostile
/// text could otherwise offer a beginning at every brace, each to be followed to the end.
const WASTED_TIMES_MAX: u64 = 4;

/// What small files may waste beyond that.
const WASTED_BYTES_FREE: u64 = 1024 * 1024;

/// Broken text is searched in steps that double from this, since a record's end is mostly near.
const BROKEN_BYTES: usize = 4 * 1024;

/// Where a value ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Behind its last byte.
    Complete(usize),
    /// Its structure is broken, but its brackets meet before this position.
    Guessed(usize),
    /// It breaks off before this position, where something else seems to begin.
    Broken(usize),
    /// Not before the stream does.
    Unfinished,
    /// Not within [`VALUE_BYTES_MAX`].
    TooLarge,
    /// It nests too deep to be followed beyond this position.
    TooDeep(usize),
}

impl<'b> Window<'b> {
    /// Takes a buffer so that a worker uses the same one for every file.
    pub(super) fn new(
        input: &'b mut dyn Input,
        buffer: &'b mut Vec<u8>,
        ask_for_room: &'b AskForRoom<'b>,
    ) -> Window<'b> {
        Window { input: Some(input), ..Window::whole(buffer, 0, ask_for_room) }
    }

    /// A window over text that stands whole at the beginning of a buffer.
    pub(super) fn whole(
        buffer: &'b mut Vec<u8>,
        length: usize,
        ask_for_room: &'b AskForRoom<'b>,
    ) -> Window<'b> {
        Window {
            input: None,
            has_ended: false,
            start: 0,
            end: length.min(buffer.len()),
            buffer,
            passed: 0,
            faults: VecDeque::new(),
            ask_for_room,
            has_room: false,
            looked_at: 0,
            bytes_wasted: 0,
            gave_up: false,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// The position of the window in the stream.
    pub(super) fn offset(&self) -> u64 {
        self.passed + self.start as u64
    }

    /// The next fault of the input that lies behind the window.
    pub(super) fn passed_fault(&mut self) -> Option<Fault> {
        let offset = self.offset();
        self.faults.pop_front_if(|fault| fault.at <= offset)
    }

    fn add_fault(&mut self, at: u64, cause: Cause) {
        let is_like = |last: &&mut Fault| discriminant(&last.cause) == discriminant(&cause);
        let is_full = self.faults.len() >= FAULTS_MAX;
        match self.faults.back_mut().filter(|_| is_full).filter(is_like) {
            Some(last) => last.times += 1,
            None => self.faults.push_back(Fault { at, cause, times: 1 }),
        }
    }

    /// Sees to it that a value of so many bytes may be looked at; false where nobody wants it any
    /// more.
    pub(super) fn make_room(&mut self, bytes: usize) -> bool {
        let is_large = bytes > LARGE_BYTES;
        self.has_room |= is_large && (self.ask_for_room)();
        !is_large || self.has_room
    }

    fn is_full(&self) -> bool {
        self.end - self.start >= WINDOW_BYTES_MAX
    }

    /// The byte at a position; reads on as needed.
    pub(super) fn byte(&mut self, at: usize) -> Option<u8> {
        while self.bytes().len() <= at {
            if !self.read_more() {
                return None;
            }
        }
        self.bytes().get(at).copied()
    }

    /// The first position from `at` on that holds no blank; reads on as needed, but not without
    /// end.
    pub(super) fn skip_blanks(&mut self, mut at: usize) -> usize {
        while at <= VALUE_BYTES_MAX && self.byte(at).is_some_and(is_blank) {
            at = json::skip_blanks(self.bytes(), at);
        }
        at
    }

    /// Passes all blanks at the window's beginning.
    pub(super) fn pass_blanks(&mut self) {
        while self.byte(0).is_some_and(is_blank) {
            self.pass(json::skip_blanks(self.bytes(), 0));
        }
    }

    /// Moves the window's beginning.
    pub(super) fn pass(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
    }

    /// Reads some more; false at the end, and where the window is full.
    pub(super) fn read_more(&mut self) -> bool {
        if self.has_ended || self.input.is_none() || self.is_full() {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.passed += self.start as u64;
            self.end -= self.start;
            self.start = 0;
        }
        // Doubling keeps the bytes that are moved and zeroed proportional to those that are read.
        let needed = self.end + READ_BYTES;
        if self.buffer.len() < needed {
            if !self.make_room(self.end) {
                self.input = None;
                return false;
            }
            if self.end > LARGE_BYTES {
                // All that a window may take, for the reason that copies have.
                let most = MADE_BYTES_MIN.max(WINDOW_BYTES_MAX + READ_BYTES);
                self.buffer.reserve_exact(most.saturating_sub(self.buffer.len()));
            }
            self.buffer.resize((2 * self.end).min(WINDOW_BYTES_MAX + READ_BYTES).max(needed), 0);
        }
        let Some(input) = self.input.as_deref_mut() else { return false };
        // A short read may be all that a pipe has for now, and is worth looking at.
        let read = loop {
            match input.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let faults = input.faults();
        let length = *read.as_ref().unwrap_or(&0);
        self.end += length;
        self.has_ended = length == 0;
        let at = self.passed + self.end as u64;
        let failed = read.err().map(|error| (at, Cause::unreadable(&error)));
        for (at, cause) in faults.into_iter().chain(failed) {
            self.add_fault(at, cause);
        }
        length > 0
    }

    /// Goes on to the next piece of the input; false if there is none.
    pub(super) fn next_piece(&mut self) -> bool {
        let Some(input) = self.input.as_deref_mut() else { return false };
        self.has_ended = !input.next_piece();
        for (at, cause) in input.faults() {
            self.add_fault(at, cause);
        }
        !self.has_ended
    }

    /// Remembers how far somebody looked.
    fn look_to(&mut self, at: usize) {
        self.looked_at = self.looked_at.max(self.offset() + at as u64);
    }

    /// Remembers that bytes were looked at and will be again.
    pub(super) fn waste(&mut self, bytes: usize) {
        self.bytes_wasted += bytes as u64;
    }

    /// Whether looking further is still worth it.
    ///
    /// What was looked at counts, and not what happens to be buffered, so that the answer does not
    /// depend on how the bytes came.
    pub(super) fn may_search(&mut self) -> bool {
        let looked_at = self.offset().max(self.looked_at);
        let wasteful = self.bytes_wasted > WASTED_BYTES_FREE + WASTED_TIMES_MAX * looked_at;
        self.gave_up |= wasteful;
        !wasteful
    }

    /// Whether something was not searched because too much had been in vain.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up
    }

    /// Finds the end of the value that begins at `from`.
    pub(super) fn value_end(&mut self, from: usize) -> Extent {
        let mut search = Search::new(from);
        let extent = self.search_end(&mut search, from);
        self.look_to(search.at.min(from + VALUE_BYTES_MAX));
        match extent {
            Extent::Broken(at) if self.byte(from) != Some(b'"') => self.broken_end(from, at),
            extent => extent,
        }
    }

    fn search_end(&mut self, search: &mut Search, from: usize) -> Extent {
        let end_max = (from + VALUE_BYTES_MAX).min(WINDOW_BYTES_MAX);
        loop {
            match search.advance(self.bytes()) {
                Step::End(end) if end > end_max => return Extent::TooLarge,
                Step::End(end) => return Extent::Complete(end),
                Step::Broken(at) => return Extent::Broken(at),
                Step::TooDeep => return Extent::TooDeep(search.at),
                Step::More => {}
            }
            if search.at > end_max || self.is_full() {
                return Extent::TooLarge;
            }
            if !self.read_more() {
                return if search.is_behind_scalar() {
                    Extent::Complete(self.bytes().len())
                } else {
                    Extent::Unfinished
                };
            }
        }
    }

    /// The end of a value that is no JSON from `at` on: where its brackets meet, or where something
    /// else begins, whichever comes first.
    fn broken_end(&mut self, from: usize, at: usize) -> Extent {
        if !self.may_search() {
            return Extent::Broken(at.max(from + 1));
        }
        let reach_max = (from + VALUE_BYTES_MAX + 1).min(WINDOW_BYTES_MAX);
        let mut reach = (at + BROKEN_BYTES).min(reach_max);
        loop {
            let all_read = self.byte(reach).is_none() && !self.is_full();
            let bytes = self.bytes();
            let bytes = &bytes[..bytes.len().min(reach)];
            let beginning = beginning(bytes, at.max(from + 1));
            let before = &bytes[..beginning.unwrap_or(bytes.len())];
            let (extent, looked_at) = match (json::value_end(before, from), beginning) {
                (Some(end), _) => (Extent::Guessed(end), end),
                (None, Some(beginning)) => (Extent::Broken(beginning), beginning),
                (None, None) if all_read => (Extent::Unfinished, reach),
                (None, None) if reach >= reach_max => (Extent::TooLarge, reach),
                (None, None) => {
                    reach = (from + 2 * (reach - from)).min(reach_max);
                    continue;
                }
            };
            self.waste(looked_at - from);
            self.look_to(looked_at);
            return extent;
        }
    }
}

/// Where a record, an envelope or a line begins, but not what may also stand inside a record.
fn beginning(bytes: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let (brace, start) = start::find(bytes, from..bytes.len())?;
        if start != Start::Wrapper {
            return Some(brace);
        }
        from = brace + 1;
    }
}
