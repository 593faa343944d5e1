//! Walks a stream of JSON values and hands each record on, complete and alone.
//!
//! A CloudTrail file is one object that may inflate to hundreds of megabytes, so the arrays that
//! hold records (`Records`, `Events`, `logEvents`, `events`) or a Config snapshot's items are
//! opened and walked element by element; every other value is taken whole. Documents may follow
//! one another with or without blanks, and lines of a CloudWatch Logs export begin with a time.
//!
//! Damage costs what it touches: where a value does not parse or does not end, the walk goes on at
//! the next place where a whole record begins. What a value means is `shape`'s business, and where
//! one may begin is `start`'s.

use std::ops::{ControlFlow, Range};

use memchr::{memchr, memchr2};

use super::{
    damage::Cause,
    recovery::{find_start, seek},
    shape::{Shapes, Verdict, Within, array_within, is_key},
    start::{self, Start},
    window::{Extent, Input, RECORD_BYTES_MAX, Window},
};

pub(super) struct Walk<'b, 'r, R> {
    pub(super) window: Window<'b, R>,
    pub(super) shapes: Shapes<'r>,
    /// Whether it was said that the text ends early.
    cut: bool,
}

/// Whether a comma may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    Required,
    Refused,
    /// Behind damage, which may have taken it along.
    Allowed,
}

type Flow = ControlFlow<()>;
const ON: Flow = ControlFlow::Continue(());

impl<'b, 'r, R: Input> Walk<'b, 'r, R> {
    pub(super) fn new(window: Window<'b, R>, shapes: Shapes<'r>) -> Walk<'b, 'r, R> {
        Walk { window, shapes, cut: false }
    }

    /// Walks to the end, or until the receiver has had enough.
    pub(super) fn run(&mut self) -> Flow {
        let mut in_prose = false;
        while let Some(byte) = self.next() {
            let was_in_prose = std::mem::take(&mut in_prose);
            match byte {
                b'{' => self.object()?,
                b'[' => {
                    self.window.pass(1);
                    self.array(Within::Anything)?;
                }
                b'"' => self.value(Within::Anything)?,
                b',' => {
                    self.note(Cause::StrayComma);
                    self.window.pass(1);
                }
                _ => in_prose = self.line(was_in_prose),
            }
        }
        ON
    }

    /// The next byte that is no blank, at the window's beginning. Faults of what has been passed
    /// are noted before it is looked at, so that they stand between the records where they were
    /// met.
    fn next(&mut self) -> Option<u8> {
        self.window.pass_blanks();
        let next = self.window.byte(0);
        self.note_faults();
        next
    }

    /// What the text lacks at its end because the file lacks it has one cause, not two.
    pub(super) fn note_faults(&mut self) {
        while let Some(fault) = self.window.passed_fault() {
            let damages = &mut self.shapes.found.damages;
            if self.cut && fault.cuts_text() && damages.has(&Cause::JsonEndsEarly) {
                damages.replace(&Cause::JsonEndsEarly, fault);
            } else {
                self.note(fault);
            }
        }
    }

    fn note(&mut self, cause: Cause) {
        let at = self.window.offset();
        self.shapes.note(cause, at);
    }

    /// Text that is not JSON: the time before an exported record, or prose, which is passed over
    /// to the line's end or to a record in it. Says whether prose.
    fn line(&mut self, in_prose: bool) -> bool {
        self.window.byte(start::LOOK_BYTES);
        if let Some(length) = start::export_time(self.window.bytes()) {
            self.window.pass(length);
            return false;
        }
        if !in_prose {
            self.note(Cause::StrayText);
        }
        loop {
            let length = self.window.bytes().len();
            let end = memchr(b'\n', self.window.bytes());
            if let Some(start) = find_start(&mut self.window, 0..end.unwrap_or(length)) {
                self.window.pass(start);
                return false;
            }
            if let Some(end) = end {
                self.window.pass(end + 1);
                return true;
            }
            if !self.window.look_further(start::LOOK_BYTES) {
                return true;
            }
        }
    }

    /// An object at the top: walks into an array of records, or takes the whole as one value.
    fn object(&mut self) -> Flow {
        let mut at = 1;
        loop {
            at = self.window.skip_blanks(at);
            if self.window.byte(at) == Some(b',') {
                at += 1;
                continue;
            }
            // Complete, or broken in a way that reading the whole will tell.
            let Some((key, value)) = self.key(at) else { return self.value(Within::Anything) };
            if start::is_first(&key) || at > RECORD_BYTES_MAX || self.is_control(&key, value) {
                return self.value(Within::Anything);
            }
            if self.window.byte(value) == Some(b'[')
                && let Some(within) = array_within(&key)
            {
                self.beside("", 0..value, "[]}")?;
                let closed = self.enter(&key, within, value)?;
                return if closed { self.rest_of_envelope() } else { ON };
            }
            let Extent::Complete(end) = self.window.value_end(value) else {
                return self.value(Within::Anything);
            };
            at = end;
        }
    }

    /// Whether this member makes the object a control message of CloudWatch Logs, whose
    /// `logEvents` are none (AWS's page on subscription filters).
    fn is_control(&mut self, key: &[u8], value: usize) -> bool {
        const CONTROL: &[u8] = b"\"CONTROL_MESSAGE\"";
        self.window.byte(value + CONTROL.len());
        is_key(key, "messageType") && self.window.bytes()[value..].starts_with(CONTROL)
    }

    /// A key at a position, quotes included, and where its value begins.
    fn key(&mut self, at: usize) -> Option<(Vec<u8>, usize)> {
        if self.window.byte(at) != Some(b'"') {
            return None;
        }
        let Extent::Complete(end) = self.window.value_end(at) else { return None };
        let key = self.window.bytes()[at..end].to_vec();
        let colon = self.window.skip_blanks(end);
        (self.window.byte(colon) == Some(b':')).then(|| (key, self.window.skip_blanks(colon + 1)))
    }

    /// Walks the array whose bracket stands at a position; false if the text ended before it did.
    fn enter(&mut self, key: &[u8], within: Within, bracket: usize) -> ControlFlow<(), bool> {
        let first = self.window.skip_blanks(bracket + 1);
        // `lookup-events` that found nothing is CloudTrail all the same.
        let found_nothing = is_key(key, "Events") && self.window.byte(first) == Some(b']');
        self.shapes.found.envelope |= found_nothing || within == Within::Records;
        self.shapes.found.companions += u64::from(within == Within::Snapshot);
        self.window.pass(bracket + 1);
        self.array(within)
    }

    /// What stands behind the records of an envelope, to its closing brace.
    fn rest_of_envelope(&mut self) -> Flow {
        let mut comma = Comma::Required;
        loop {
            match self.next() {
                Some(b'}') => {
                    if comma == Comma::Refused {
                        self.note(Cause::StrayComma);
                    }
                    self.window.pass(1);
                    return ON;
                }
                Some(b',') => self.pass_comma(&mut comma),
                Some(b'"') => {
                    self.miss_comma(comma);
                    comma = Comma::Required;
                    self.member()?;
                }
                None => {
                    self.end_early();
                    return ON;
                }
                Some(_) => {
                    self.note(Cause::JsonEndsEarly);
                    return ON;
                }
            }
        }
    }

    /// A member of an envelope, behind its records.
    fn member(&mut self) -> Flow {
        let Some((key, value)) = self.key(0) else {
            self.broken_member();
            return ON;
        };
        if self.window.byte(value) == Some(b'[')
            && let Some(within) = array_within(&key)
        {
            self.enter(&key, within, value)?;
            return ON;
        }
        match self.window.value_end(value) {
            Extent::Complete(end) => {
                self.beside("{", 0..end, "}")?;
                self.window.pass(end);
            }
            _ => self.broken_member(),
        }
        ON
    }

    fn broken_member(&mut self) {
        let at = self.window.offset();
        if seek(&mut self.window) {
            self.shapes.note(Cause::StrayText, at);
        } else {
            self.end_early();
        }
    }

    /// Says that the text ends early; once, since what is open ends with it, and not where a fault
    /// of the file says why.
    fn end_early(&mut self) {
        let explained = self.shapes.found.damages.iter().any(|damage| damage.cause.cuts_text());
        if !std::mem::replace(&mut self.cut, true) && !explained {
            self.note(Cause::JsonEndsEarly);
        }
    }

    fn pass_comma(&mut self, comma: &mut Comma) {
        if *comma == Comma::Refused {
            self.note(Cause::StrayComma);
        }
        *comma = Comma::Refused;
        self.window.pass(1);
    }

    fn miss_comma(&mut self, comma: Comma) {
        if comma == Comma::Required {
            self.note(Cause::MissingComma);
        }
    }

    /// The elements of an array, behind its opening bracket; false if the text ended before it did.
    fn array(&mut self, within: Within) -> ControlFlow<(), bool> {
        const CLOSED: ControlFlow<(), bool> = ControlFlow::Continue(true);
        const CUT: ControlFlow<(), bool> = ControlFlow::Continue(false);
        let mut comma = Comma::Refused;
        let mut is_empty = true;
        loop {
            match self.next() {
                None => {
                    self.end_early();
                    return CUT;
                }
                // Records hold no envelopes: the one before was never closed.
                Some(b'{') if within == Within::Records && self.begins_envelope() => {
                    self.note(Cause::JsonEndsEarly);
                    return CUT;
                }
                Some(b']') => {
                    if comma == Comma::Refused && !is_empty {
                        self.note(Cause::StrayComma);
                    }
                    self.shapes.found.empty_arrays += u64::from(is_empty);
                    self.window.pass(1);
                    return CLOSED;
                }
                Some(b',') => self.pass_comma(&mut comma),
                Some(b'}' | b':') => {
                    self.note(Cause::StrayText);
                    self.window.pass(1);
                }
                Some(byte) => {
                    self.miss_comma(comma);
                    let unreadable = self.shapes.found.unreadable;
                    let is_element = matches!(byte, b'{' | b'[') || self.stands_alone();
                    if is_element {
                        self.value(within)?;
                    } else {
                        self.loose_text();
                    }
                    let sound = is_element && unreadable == self.shapes.found.unreadable;
                    comma = if sound { Comma::Required } else { Comma::Allowed };
                }
            }
            is_empty = false;
        }
    }

    /// Members of an envelope that stand beside its records; with `open` before and `close` behind
    /// them they are an object.
    fn beside(&mut self, open: &str, members: Range<usize>, close: &str) -> Flow {
        let members = &self.window.bytes()[members];
        let envelope = [open.as_bytes(), members, close.as_bytes()].concat();
        let at = self.window.offset();
        match self.shapes.beside(&envelope, at) {
            Verdict::Taken => {}
            Verdict::Malformed(_) => self.note(Cause::StrayText),
            Verdict::Stop => return ControlFlow::Break(()),
        }
        ON
    }

    fn begins_envelope(&mut self) -> bool {
        self.window.byte(start::LOOK_BYTES);
        start::at(self.window.bytes(), 0) == Some(Start::Envelope)
    }

    /// Whether the string, number or word here is an element of an array, and not a piece of a
    /// record that has lost its beginning.
    fn stands_alone(&mut self) -> bool {
        let Extent::Complete(end) = self.window.value_end(0) else { return false };
        let behind = self.window.skip_blanks(end);
        matches!(self.window.byte(behind), None | Some(b',' | b']'))
    }

    /// Text among the elements of an array that is none. With a colon in it, it was a record.
    fn loose_text(&mut self) {
        let bytes = self.window.bytes();
        let is_record = memchr2(b':', b'{', bytes).is_some_and(|found| bytes[found] == b':');
        self.note(if is_record {
            Cause::RecordMalformed("its opening brace is missing".into())
        } else {
            Cause::StrayText
        });
        self.shapes.found.unreadable += u64::from(is_record);
        seek(&mut self.window);
    }

    /// The value at the window's beginning.
    fn value(&mut self, within: Within) -> Flow {
        let extent = self.window.value_end(0);
        match extent {
            Extent::Complete(end) | Extent::Guessed(end) | Extent::Broken(end) => {
                let at = self.window.offset();
                let bytes = self.window.bytes().get(..end).unwrap_or_default();
                match self.shapes.value(bytes, within, at) {
                    Verdict::Taken => self.window.pass(end),
                    Verdict::Stop => return ControlFlow::Break(()),
                    Verdict::Malformed(error) => {
                        self.unreadable(Cause::RecordMalformed(error));
                        // Sound structure holds this one record, whatever is wrong inside.
                        let sound = extent == Extent::Complete(end);
                        let start = if sound { None } else { find_start(&mut self.window, 1..end) };
                        self.window.pass(start.unwrap_or(end.max(1)));
                    }
                }
            }
            Extent::Unfinished => {
                self.window.waste(self.window.bytes().len());
                self.shapes.found.unreadable += 1;
                self.end_early();
                // Records may stand in what seems to be one that does not end.
                self.cut = !seek(&mut self.window);
            }
            Extent::TooLarge => {
                self.window.waste(self.window.bytes().len());
                self.unreadable(Cause::RecordTooLarge(RECORD_BYTES_MAX));
                seek(&mut self.window);
            }
        }
        ON
    }

    fn unreadable(&mut self, cause: Cause) {
        self.shapes.found.unreadable += 1;
        self.note(cause);
    }
}
