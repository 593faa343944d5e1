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

use std::ops::ControlFlow;

use memchr::{memchr, memchr2, memrchr};

use super::{
    array::Within,
    damage::Cause,
    outline::Outline,
    recovery::{find_start, seek, seek_before, within_reach},
    shape::{Shapes, Verdict},
    simd::Level,
    start::{self, Start},
    window::{Extent, Fault, Window},
};
use crate::{
    bounds::{COPIES_BYTES_MAX, VALUE_BYTES_MAX},
    json::is_blank,
};

pub(super) struct Walk<'b, 'r> {
    pub(super) window: Window<'b>,
    pub(super) shapes: Shapes<'r>,
    pub(super) outline: Outline,
    /// How records are outlined, if they are.
    pub(super) level: Option<Level>,
    /// Whether it was said that the text ends early.
    cut: bool,
    /// Where a fault of the file was met that says why.
    cut_at: Option<u64>,
}

/// Whether a comma may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comma {
    Required,
    Refused,
    /// Behind damage, which may have taken it along.
    Allowed,
}

pub(super) type Flow = ControlFlow<()>;
pub(super) const ON: Flow = ControlFlow::Continue(());

impl<'b, 'r> Walk<'b, 'r> {
    pub(super) fn new(
        window: Window<'b>,
        shapes: Shapes<'r>,
        level: Option<Level>,
    ) -> Walk<'b, 'r> {
        Walk { window, shapes, outline: Outline::new(), level, cut: false, cut_at: None }
    }

    /// Walks to the end, or until the receiver has had enough.
    pub(super) fn run(&mut self) -> Flow {
        self.piece()?;
        while self.window.next_piece() {
            self.cut = false;
            self.piece()?;
        }
        ON
    }

    fn piece(&mut self) -> Flow {
        let mut in_prose = false;
        while let Some(byte) = self.next() {
            let was_in_prose = std::mem::take(&mut in_prose);
            match byte {
                b'{' => self.object()?,
                b'[' => {
                    self.window.pass(1);
                    self.array(Within::Anything)?;
                }
                b'"' if self.stands_apart() => self.value(Within::Anything)?,
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
    pub(super) fn next(&mut self) -> Option<u8> {
        self.window.pass_blanks();
        let next = self.window.byte(0);
        self.note_faults();
        next
    }

    /// What the text lacks at its end because the file lacks it has one cause, not two.
    pub(super) fn note_faults(&mut self) {
        while let Some(Fault { at, cause, times }) = self.window.passed_fault() {
            if cause.cuts_text() {
                self.cut_at = Some(self.window.offset());
            }
            let found = &mut self.shapes.found;
            if self.cut && cause.cuts_text() && found.damages.has(&Cause::JsonEndsEarly) {
                found.damages.replace(&Cause::JsonEndsEarly, cause, at);
            } else {
                found.damages.note_many(cause, at, found.records, times);
            }
        }
    }

    pub(super) fn note(&mut self, cause: Cause) {
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
            // A line that is there need not wait for more.
            let line_end = |window: &Window<'_>| {
                memchr(b'\n', window.bytes()).map(|line_break| (line_break + 1, true))
            };
            let (reach, is_last) = line_end(&self.window).unwrap_or_else(|| {
                let reach = within_reach(&mut self.window);
                line_end(&self.window).unwrap_or(reach)
            });
            // What a brace begins may stand on the next line.
            if let Some(brace) = memrchr(b'{', &self.window.bytes()[..reach]) {
                self.window.byte(brace + start::LOOK_BYTES);
            }
            if let Some(start) = find_start(&mut self.window, 0..reach) {
                self.window.pass(start);
                return false;
            }
            self.window.pass(reach);
            if is_last {
                return true;
            }
        }
    }

    /// Says that the text ends early; once, since what is open ends with it, and not where a fault
    /// of the file says why.
    pub(super) fn end_early(&mut self) {
        let explained = self.cut_at == Some(self.window.offset());
        if !std::mem::replace(&mut self.cut, true) && !explained {
            self.note(Cause::JsonEndsEarly);
        }
    }

    pub(super) fn pass_comma(&mut self, comma: &mut Comma) {
        if *comma == Comma::Refused {
            self.note(Cause::StrayComma);
        }
        *comma = Comma::Refused;
        self.window.pass(1);
    }

    pub(super) fn miss_comma(&mut self, comma: Comma) {
        if comma == Comma::Required {
            self.note(Cause::MissingComma);
        }
    }

    /// The elements of an array, behind its opening bracket; false if the text ended before it did.
    pub(super) fn array(&mut self, within: Within) -> ControlFlow<(), bool> {
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

    fn begins_envelope(&mut self) -> bool {
        // Asked of every record, and nearly every one begins with another key.
        if self.window.byte(1) == Some(b'"') && self.window.byte(2) != Some(b'R') {
            return false;
        }
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

    /// Whether the string here is a value, and not a quote in front of one.
    fn stands_apart(&mut self) -> bool {
        let Extent::Complete(end) = self.window.value_end(0) else { return false };
        let behind = self.window.byte(end);
        behind.is_none_or(|byte| is_blank(byte) || matches!(byte, b'{' | b'[' | b'"'))
    }

    /// Text among the elements of an array that is none. With a colon in it, it was a record.
    fn loose_text(&mut self) {
        // As far as is read on for its end, and not what happens to be buffered.
        let (reach, _) = within_reach(&mut self.window);
        let bytes = &self.window.bytes()[..reach];
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
    pub(super) fn value(&mut self, within: Within) -> Flow {
        if self.take_outlined(within)? {
            return ON;
        }
        let extent = self.window.value_end(0);
        match extent {
            Extent::Complete(end) | Extent::Guessed(end) | Extent::Broken(end) => {
                if !self.window.make_room(end) {
                    return ControlFlow::Break(());
                }
                let at = self.window.offset();
                let bytes = self.window.bytes().get(..end).unwrap_or_default();
                match self.shapes.value(bytes, within, at) {
                    Verdict::Taken => self.window.pass(end),
                    Verdict::Stop => return ControlFlow::Break(()),
                    Verdict::Malformed(error) => {
                        self.unreadable(Cause::RecordMalformed(error));
                        if extent == Extent::Complete(end) && self.begins_record() {
                            self.window.pass(end.max(1));
                        } else {
                            seek_before(&mut self.window, end);
                        }
                    }
                    Verdict::TooLarge => {
                        self.window.waste(end);
                        self.unreadable(Cause::CopyTooLarge(COPIES_BYTES_MAX));
                        seek(&mut self.window);
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
            Extent::TooDeep(at) => {
                self.window.waste(at);
                self.unreadable(Cause::TooDeep);
                seek(&mut self.window);
            }
            Extent::TooLarge => {
                self.window.waste(VALUE_BYTES_MAX);
                self.unreadable(Cause::RecordTooLarge(VALUE_BYTES_MAX));
                seek(&mut self.window);
            }
        }
        ON
    }

    /// Whether a value of sound structure that is no JSON is one record, so that an event inside
    /// it is not one of its own. Otherwise it may be an envelope whose first key is damaged.
    fn begins_record(&self) -> bool {
        let start = start::at(self.window.bytes(), 0);
        matches!(start, Some(Start::Record | Start::Wrapper))
    }

    pub(super) fn unreadable(&mut self, cause: Cause) {
        self.shapes.found.unreadable += 1;
        self.note(cause);
    }
}
