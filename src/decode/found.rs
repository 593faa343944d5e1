//! What the reading of one input has come upon so far: counts by kind, and damage.
//!
//! Whoever reads adds to it. What the input is, taken together, `decode` says when it is through.

use super::damage::{Cause, Damages};

/// What a file held, beside its damage.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(super) records: u64,
    pub(super) unreadable: u64,
    pub(super) digests: u64,
    pub(super) companions: u64,
    pub(super) look_alikes: u64,
    pub(super) others: u64,
    /// Arrays without an element, which say nothing of what they are for.
    pub(super) empty_arrays: u64,
    /// Objects in a `Records` array without any field of an event, and where the first stood.
    pub(super) strays: u64,
    pub(super) first_stray: Option<(u64, u64)>,
    /// Whether there was an envelope, even an empty one.
    pub(super) envelope: bool,
    pub(super) damages: Damages,
}

impl Found {
    /// Changes whenever an event is read, lost or passed over.
    pub(super) fn taken(&self) -> (u64, u64, u64) {
        (self.records, self.unreadable, self.others)
    }

    /// What was no readable event, up to here.
    pub(crate) fn remainder(&self) -> Remainder {
        let mut damages = self.damages.clone();
        let (at, before) = self.first_stray.unwrap_or_default();
        damages.note_many(Cause::RecordIsNone, at, before, self.strays);
        Remainder { unreadable: self.unreadable + self.strays, others: self.others, damages }
    }
}

/// What of an input was no readable event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remainder {
    pub(crate) unreadable: u64,
    /// Values among the events of a log that are none.
    pub(crate) others: u64,
    pub(crate) damages: Damages,
}
