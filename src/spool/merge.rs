//! From many sorted runs to one: always the least of their first pieces.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, binary_heap::PeekMut},
    io,
};

use super::run::Reader;

/// Runs that are merged.
pub(super) struct Merge<'f> {
    /// The run whose piece comes first is on top.
    readers: BinaryHeap<Reverse<Reader<'f>>>,
    /// Whether the piece on top was given out.
    given: bool,
    piece: Vec<u8>,
}

impl<'f> Merge<'f> {
    /// No run is empty.
    pub(super) fn new(readers: Vec<Reader<'f>>) -> Merge<'f> {
        Merge {
            readers: readers.into_iter().map(Reverse).collect(),
            given: false,
            piece: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        if std::mem::replace(&mut self.given, true)
            && let Some(mut top) = self.readers.peek_mut()
            && !top.0.advance()?
        {
            PeekMut::pop(top);
        }
        let Some(mut top) = self.readers.peek_mut() else { return Ok(None) };
        top.0.read_piece(&mut self.piece)?;
        Ok(Some(&self.piece))
    }
}

/// Readers are ordered by the pieces they stand at; of equal ones the earlier run's came earlier.
impl Ord for Reader<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_rank = self.rank.cmp(&other.rank);
        let by_id = || self.event_id().cmp(other.event_id());
        by_rank.then_with(by_id).then_with(|| self.number.cmp(&other.number))
    }
}

impl PartialOrd for Reader<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Reader<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Reader<'_> {}
