//! Between finding matches and summing them up: a fold for each worker, joined in the end.
//!
//! Where redelivered copies are to be left out, which of them comes first must not be chance. So
//! then the workers only note down what is needed, and one fold adds the notes in the order of the
//! inputs.

use std::ops::ControlFlow;

use crate::{
    aggregate::{Fold, Note},
    bounds::LARGE_BYTES,
    event::Record,
    matches::{Choices, Copies, Matches, Sort},
    scan::Worker,
};

/// Adds what one thread finds to a fold of its own.
pub(crate) struct Folder<F> {
    fold: F,
    note: Note,
}

impl<F: Fold> Folder<F> {
    pub(crate) fn new(fold: F) -> Folder<F> {
        Folder { fold, note: Note::default() }
    }

    /// What all of them know together.
    pub(crate) fn joined(folders: Vec<Folder<F>>) -> Option<F> {
        folders.into_iter().map(|folder| folder.fold).reduce(|mut all, one| {
            all.join(one);
            all
        })
    }
}

impl<F: Fold> Worker for Folder<F> {
    type Gathered = ();

    fn take(&mut self, record: &Record<'_>, input: usize, (): &mut ()) {
        self.note.bytes.clear();
        self.fold.note(record, input, &mut self.note);
        self.fold.add(&self.note.bytes);
        // A large event was in it, and each worker would keep its room.
        self.note.bytes.shrink_to(LARGE_BYTES);
    }
}

/// Notes down what one thread finds.
pub(crate) struct Noter<F>(pub(crate) F);

const FOR_COPIES: Choices = Choices { sort: Sort::None, limit: None, dedup: true };

impl<F: Fold> Worker for Noter<F> {
    type Gathered = Matches;

    fn take(&mut self, record: &Record<'_>, input: usize, matches: &mut Matches) {
        matches.gather_with(&record.event, FOR_COPIES, |rendered| {
            let mut note = Note { bytes: std::mem::take(rendered) };
            self.0.note(record, input, &mut note);
            *rendered = note.bytes;
        });
    }
}

/// Adds to a fold what was noted down, without copies.
pub(crate) struct Unique<F> {
    pub(crate) fold: F,
    pub(crate) duplicates: u64,
    copies: Copies,
}

impl<F: Fold> Unique<F> {
    pub(crate) fn new(fold: F) -> Unique<F> {
        Unique { fold, duplicates: 0, copies: Copies::default() }
    }

    pub(crate) fn take(&mut self, matches: &Matches) -> ControlFlow<()> {
        for one in matches.each() {
            if self.copies.is_copy(one.event_id, one.recipient) {
                self.duplicates += 1;
            } else {
                self.fold.add(matches.bytes(one.range));
            }
        }
        ControlFlow::Continue(())
    }
}
