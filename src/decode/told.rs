//! Which events one foreign value has told already: a wrapper may hold an event as text and taken
//! apart, which counts once.

use std::collections::HashSet;

use crate::{
    bounds::TOLD_BYTES_MAX,
    event::{Event, Key},
};

/// Event IDs and recipients, as far as they are remembered.
#[derive(Debug, Default)]
pub(super) struct Told {
    ids: HashSet<(String, String)>,
    bytes: usize,
}

/// What two texts take in a table beside their own bytes.
const EACH_BYTES: usize = 128;

impl Told {
    pub(super) fn forget(&mut self) {
        self.ids.clear();
        self.bytes = 0;
    }

    /// Whether an event has not been met; without an ID, none can be told from another.
    pub(super) fn is_new(&mut self, event: &Event<'_>) -> bool {
        let text = |key| event.text(key).map(|text| text.to_string());
        text(Key::EventId).is_none_or(|id| {
            let recipient = text(Key::RecipientAccountId).unwrap_or_default();
            self.bytes += EACH_BYTES + id.len() + recipient.len();
            if self.bytes > TOLD_BYTES_MAX {
                self.forget();
            }
            self.ids.insert((id, recipient))
        })
    }
}
