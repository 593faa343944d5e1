//! Walks through an envelope: an object at the top that holds an array of records.
//!
//! What stands before the array and behind it may hold events, too, and is looked through. The
//! elements themselves are `records`' business.

use std::ops::{ControlFlow, Range};

use super::{
    array::{Within, array_within, is_key},
    damage::Cause,
    records::{Comma, Flow, ON, Walk},
    recovery::seek,
    shape::Verdict,
    start::{self, Start},
    window::Extent,
};
use crate::bounds::{COPIES_BYTES_MAX, VALUE_BYTES_MAX};

impl Walk<'_, '_> {
    /// An object at the top: walks into an array of records, or takes the whole as one value.
    pub(super) fn object(&mut self) -> Flow {
        self.window.byte(start::LOOK_BYTES);
        if start::at(self.window.bytes(), 0) == Some(Start::Record) {
            return self.value(Within::Anything);
        }
        let first = self.window.skip_blanks(1);
        let mut at = first;
        loop {
            at = self.window.skip_blanks(at);
            if self.window.byte(at) == Some(b',') {
                at += 1;
                continue;
            }
            // Complete, or broken in a way that reading the whole will tell.
            let Some((end, value)) = self.key(at) else { return self.value(Within::Anything) };
            let is_first = start::is_first(&self.window.bytes()[at..end]);
            if is_first || at > VALUE_BYTES_MAX || self.is_control(at..end, value) {
                return self.value(Within::Anything);
            }
            if self.window.byte(value) == Some(b'[')
                && let Some(within) = array_within(&self.window.bytes()[at..end])
            {
                if at > first {
                    self.beside("", 0..value, "[]}")?;
                }
                let closed = self.enter(at..end, within, value)?;
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
    fn is_control(&mut self, key: Range<usize>, value: usize) -> bool {
        const CONTROL: &[u8] = b"\"CONTROL_MESSAGE\"";
        self.window.byte(value + CONTROL.len());
        let bytes = self.window.bytes();
        is_key(&bytes[key], "messageType") && bytes[value..].starts_with(CONTROL)
    }

    /// Where the key at a position ends, quotes included, and where its value begins.
    fn key(&mut self, at: usize) -> Option<(usize, usize)> {
        if self.window.byte(at) != Some(b'"') {
            return None;
        }
        let Extent::Complete(end) = self.window.value_end(at) else { return None };
        let colon = self.window.skip_blanks(end);
        (self.window.byte(colon) == Some(b':')).then(|| (end, self.window.skip_blanks(colon + 1)))
    }

    /// Walks the array whose bracket stands at a position; false if the text ended before it did.
    fn enter(
        &mut self,
        key: Range<usize>,
        within: Within,
        bracket: usize,
    ) -> ControlFlow<(), bool> {
        let first = self.window.skip_blanks(bracket + 1);
        // `lookup-events` that found nothing is CloudTrail all the same.
        let is_empty = self.window.byte(first) == Some(b']');
        let found_nothing = is_empty && is_key(&self.window.bytes()[key], "Events");
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
        let Some((end, value)) = self.key(0) else {
            self.broken_member();
            return ON;
        };
        if self.window.byte(value) == Some(b'[')
            && let Some(within) = array_within(&self.window.bytes()[..end])
        {
            self.enter(0..end, within, value)?;
            return ON;
        }
        match self.window.value_end(value) {
            Extent::Complete(end) if self.ends_member(end) => {
                self.beside("{", 0..end, "}")?;
                self.window.pass(end);
            }
            _ => self.broken_member(),
        }
        ON
    }

    /// Whether a member may end here, at worst without a comma; a quote too many in it would else
    /// take the opening brace of a record along.
    fn ends_member(&mut self, end: usize) -> bool {
        let behind = self.window.skip_blanks(end);
        matches!(self.window.byte(behind), None | Some(b',' | b'}' | b'"'))
    }

    fn broken_member(&mut self) {
        let at = self.window.offset();
        if seek(&mut self.window) {
            self.shapes.note(Cause::StrayText, at);
        } else {
            self.end_early();
        }
    }

    /// Members of an envelope that stand beside its records; with `open` before and `close` behind
    /// them they are an object.
    fn beside(&mut self, open: &str, members: Range<usize>, close: &str) -> Flow {
        if !self.window.make_room(members.len()) {
            return ControlFlow::Break(());
        }
        let members = &self.window.bytes()[members];
        let at = self.window.offset();
        match self.shapes.beside([open.as_bytes(), members, close.as_bytes()], at) {
            Verdict::Taken => {}
            Verdict::Malformed(_) => self.note(Cause::StrayText),
            Verdict::TooLarge => self.note(Cause::CopyTooLarge(COPIES_BYTES_MAX)),
            Verdict::Stop => return ControlFlow::Break(()),
        }
        ON
    }
}
