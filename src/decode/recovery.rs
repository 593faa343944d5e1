//! Finds the next whole record behind damage.
//!
//! `start` says where one may begin; here it is tried. What is tried in vain is charged to the
//! window, which says when to stop.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::{
    start::{self, Start},
    window::{Extent, Window},
};
use crate::{bounds::VALUE_BYTES_MAX, event::Event, json::Json};

/// Keys under which events stand in `lookup-events` output, CloudWatch Logs and EventBridge.
const WRAPPED_IN: [&str; 3] = ["CloudTrailEvent", "message", "detail"];

/// Passes the window's first byte and goes on to the next place where a whole record begins; where
/// there is none, to the end, and says so.
pub(super) fn seek(window: &mut Window<'_>) -> bool {
    window.pass(1);
    loop {
        let (reach, is_all) = within_reach(window);
        if let Some(start) = find_start(window, 0..reach) {
            window.pass(start);
            return true;
        }
        window.pass(reach);
        if is_all {
            return false;
        }
    }
}

/// Passes the window's first byte and goes on to the next place before `end` where a whole record
/// begins, or to `end`. What is searched is passed at once, so that a record at the end of a large
/// value needs no larger window than one at its beginning.
pub(super) fn seek_before(window: &mut Window<'_>, end: usize) {
    let mut left = end.saturating_sub(1);
    window.pass(1);
    while left > 0 {
        let reach = left.min(REACH_BYTES);
        let start = find_start(window, 0..reach);
        window.pass(start.unwrap_or(reach));
        if start.is_some() {
            return;
        }
        left -= reach;
    }
}

/// What is searched at once for beginnings.
const REACH_BYTES: usize = 4 * 1024;

/// How far to search before passing on, and whether that is all there is. Every brace is looked at
/// once, with what stands behind it, however the bytes come.
pub(super) fn within_reach(window: &mut Window<'_>) -> (usize, bool) {
    match window.byte(REACH_BYTES + start::LOOK_BYTES) {
        Some(_) => (REACH_BYTES, false),
        None => (window.bytes().len(), true),
    }
}

/// The first place within these bytes where a whole record begins.
pub(super) fn find_start(window: &mut Window<'_>, within: Range<usize>) -> Option<usize> {
    let mut from = within.start;
    loop {
        let (brace, start) = start::find(window.bytes(), from..within.end)?;
        if !window.may_search() {
            return None;
        }
        if start == Start::Envelope || is_whole(window, brace, start) {
            return Some(brace);
        }
        from = brace + 1;
    }
}

fn is_whole(window: &mut Window<'_>, brace: usize, start: Start) -> bool {
    let (end, whole) = match window.value_end(brace) {
        Extent::Complete(end) => (end, holds(&window.bytes()[brace..end], start)),
        Extent::Guessed(end) | Extent::Broken(end) | Extent::TooDeep(end) => (end, false),
        Extent::Unfinished => (window.bytes().len(), false),
        Extent::TooLarge => (brace + VALUE_BYTES_MAX, false),
    };
    if !whole {
        window.waste(end - brace);
    }
    whole
}

/// Whether the text is what its beginning promised.
fn holds(text: &[u8], start: Start) -> bool {
    let text = String::from_utf8_lossy(text);
    if start == Start::Record {
        return serde_json::from_str::<Event<'_>>(&text).is_ok_and(|event| event.is_one());
    }
    let has = |key| Json::unchecked(&text).member(key).is_some();
    serde_json::from_str::<IgnoredAny>(&text).is_ok()
        && (start != Start::Wrapper || WRAPPED_IN.into_iter().any(has))
}
