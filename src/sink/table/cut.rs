//! Cells that are longer than their room.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Cuts what is longer than its room. comfy-table would, too, in a time that grows with the square
/// of the length: 45 s for a megabyte (measured).
pub(super) fn cut(text: Cow<'_, str>, room: u16) -> Cow<'_, str> {
    if text.len() <= usize::from(room) || text.width() <= usize::from(room) {
        return text;
    }
    let mut left = usize::from(room).saturating_sub(1);
    let start = text.chars().map_while(|character| {
        left = left.checked_sub(character.width().unwrap_or(0))?;
        Some(character)
    });
    Cow::Owned(start.chain(['…']).collect())
}

/// Cuts an actor in the middle: the name of a session tells more than the role before it, which for
/// people who sign in through IAM Identity Center is `AWSReservedSSO_…` and a long hash.
pub(super) fn keep_end(text: Cow<'_, str>, room: u16) -> Cow<'_, str> {
    let room = usize::from(room);
    let end = text.rfind('/').map_or("", |at| &text[at..]);
    if text.width() <= room || end.is_empty() || end.width() + 2 > room {
        return text;
    }
    let mut left = room - end.width() - 1;
    let start = text.chars().take_while(|character| {
        let width = character.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    });
    Cow::Owned(format!("{}…{end}", start.collect::<String>()))
}
