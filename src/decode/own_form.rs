//! Takes records in AWS's own form by their outline, without parsing them.
//!
//! That is nearly every record there is. Whatever has no outline, or is no UTF-8, is parsed as any
//! other value, so that this decides how fast a record is read and nothing else.

use std::ops::ControlFlow;

use super::{array::Within, damage::Cause, outline::Outlined, records::Walk, shape::Verdict};
use crate::bounds::VALUE_BYTES_MAX;

/// An outline of an unfinished record is begun anew when more bytes are there: with as many again,
/// once the record is larger than this, so that a large one is not begun too often.
const RESUMED_BYTES: usize = 1024 * 1024;

impl Walk<'_, '_> {
    /// Takes the record at the window's beginning, if it is in AWS's own form; says whether.
    pub(super) fn take_outlined(&mut self, within: Within) -> ControlFlow<(), bool> {
        const LEFT: ControlFlow<(), bool> = ControlFlow::Continue(false);
        let Some(level) = self.level else { return LEFT };
        if within == Within::Snapshot || self.window.byte(0) != Some(b'{') {
            return LEFT;
        }
        let end = loop {
            let length = self.window.bytes().len();
            match level.outline(self.window.bytes(), &mut self.outline) {
                Outlined::Record(end) if end <= VALUE_BYTES_MAX => break end,
                Outlined::Record(_) | Outlined::Odd => return LEFT,
                Outlined::Unfinished if length > VALUE_BYTES_MAX => return LEFT,
                Outlined::Unfinished => {}
            }
            if !self.window.read_more() {
                return LEFT;
            }
            if length > RESUMED_BYTES {
                self.window.byte((2 * length).min(VALUE_BYTES_MAX));
            }
        };
        if !self.window.make_room(end) {
            return ControlFlow::Break(());
        }
        let at = self.window.offset();
        let Ok(text) = simdutf8::basic::from_utf8(&self.window.bytes()[..end]) else { return LEFT };
        match self.shapes.outlined(text, &self.outline, within, at) {
            Verdict::Stop => return ControlFlow::Break(()),
            Verdict::Taken => self.window.pass(end),
            Verdict::Malformed(error) => {
                self.unreadable(Cause::RecordMalformed(error));
                self.window.pass(end);
            }
            // It is text, and none was copied for it.
            Verdict::TooLarge => return LEFT,
        }
        ControlFlow::Continue(true)
    }
}
