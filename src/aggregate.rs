//! Sums over events: how many, when first and last, how many different.
//!
//! A [`Fold`] first notes down what it needs of a record and then adds the note to what it knows.
//! Notes can be kept and added elsewhere; what several folds know can be joined. Neither order nor
//! who added what shows in the result, so that it is the same for any number of threads. Memory
//! grows with what is told apart, not with the number of events. Nothing here knows a format.

pub(crate) mod choice;
pub(crate) mod coverage;
mod distinct;
pub(crate) mod ended;
mod fingerprints;
pub(crate) mod groups;
mod note;
pub(crate) mod overview;
pub(crate) mod ranking;
pub(crate) mod span;
pub(crate) mod sum;
pub(crate) mod timeline;

use std::collections::HashMap;

use crate::event::Record;
pub(crate) use crate::fingerprint::Set;
pub(crate) use distinct::Names;
pub(crate) use note::{Note, Reader};

/// What is worked out from events one by one, and joined from parts.
pub(crate) trait Fold: Send {
    /// Notes down what will be needed of a record that came from the input at this place in the
    /// order of inputs.
    fn note(&self, record: &Record<'_>, input: usize, note: &mut Note);

    /// Adds what was noted down of one record. All notes of one input are added one after another.
    fn add(&mut self, note: &[u8]);

    /// Adds all that another knows.
    fn join(&mut self, other: Self);
}

/// Keyed by what stands in logs: the hash has a seed of its own in each process, so that keys which
/// collide cannot be worked out beforehand.
pub(crate) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
