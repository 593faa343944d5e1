//! Keeps rendered pieces until all have come, and gives them out in order, as often as asked.
//!
//! Up to a number of bytes they stay in memory. Beyond it they are sorted and written to a
//! temporary file as one run after another; in the end the runs are merged, so that what is given
//! out is the same wherever it was kept. The file has no name, or loses it with the process, and
//! is gone even where the process is killed. What the pieces are is not known here.

mod arena;
mod frame;
mod merge;
mod rank;
mod run;

use std::{io, path::PathBuf};

use crate::{text::in_words, wrong::Wrong};
pub(crate) use arena::Arena;
use merge::Merge;
pub(crate) use rank::Rank;
use run::Runs;

/// Where pieces may be kept.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// How many bytes of them in memory.
    pub(crate) kept_bytes_max: usize,
    /// Where a temporary file may be made for the others.
    pub(crate) scratch: PathBuf,
}

/// What pieces are kept for, in words for whoever has no room for them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Sorting,
    Table,
    Copies,
}

/// Pieces that wait until all have come.
#[derive(Debug)]
pub(crate) struct Spool {
    purpose: Purpose,
    room: Room,
    /// How many pieces are given out in the end: the first ones.
    limit: usize,
    arena: Arena,
    runs: Option<Runs>,
}

/// Sorting away what lies behind a limit pays only where there is something to sort.
const PIECES_BEFORE_SORTING: usize = 1024;

impl Spool {
    pub(crate) fn new(purpose: Purpose, room: Room, limit: Option<u64>) -> Spool {
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Spool { purpose, room, limit, arena: Arena::default(), runs: None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.arena.is_empty() && self.runs.is_none()
    }

    /// Takes a piece. Those of one rank are told apart by event ID, then by who came first.
    pub(crate) fn push(&mut self, rank: Rank, event_id: &str, piece: &[u8]) -> Result<(), Wrong> {
        let bytes = self.arena.weight_bytes() + arena::weight_bytes(event_id, piece);
        if bytes > self.room.kept_bytes_max && !self.arena.is_empty() {
            self.make_room()?;
        }
        self.arena.push(rank, event_id, piece);
        // Forgetting at twice the limit spreads the cost of the sort.
        if self.arena.len() >= self.limit.saturating_mul(2).max(PIECES_BEFORE_SORTING) {
            self.arena.keep_first(self.limit);
        }
        Ok(())
    }

    /// Gives out the first pieces up to the limit, in order.
    pub(crate) fn replay<E: From<Wrong>>(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.runs.is_none() {
            self.arena.sort();
            return self.arena.pieces().take(self.limit).try_for_each(take);
        }
        if !self.arena.is_empty() {
            self.spill()?;
            // The merge has buffers of its own.
            self.arena = Arena::default();
        }
        let Some(runs) = &self.runs else { return Ok(()) };
        let unread = |error| self.wrong("read", &error);
        let mut merge = runs.readers(self.room.kept_bytes_max).map(Merge::new).map_err(unread)?;
        for _ in 0..self.limit {
            match merge.next().map_err(unread)? {
                Some(piece) => take(piece)?,
                None => break,
            }
        }
        Ok(())
    }

    /// Forgets what lies behind the limit, and writes the rest to the file unless that was much.
    fn make_room(&mut self) -> Result<(), Wrong> {
        if self.arena.len() > self.limit {
            self.arena.keep_first(self.limit);
            if self.arena.weight_bytes() <= self.room.kept_bytes_max / 2 {
                return Ok(());
            }
        }
        self.spill()
    }

    /// Writes what is in memory to the file, as one more run.
    fn spill(&mut self) -> Result<(), Wrong> {
        self.arena.sort();
        let mut runs = match self.runs.take() {
            Some(runs) => runs,
            None => Runs::new(&self.room.scratch).map_err(|error| self.wrong("create", &error))?,
        };
        runs.add(&self.arena, self.limit).map_err(|error| self.wrong("write to", &error))?;
        self.runs = Some(runs);
        self.arena.clear();
        Ok(())
    }

    fn wrong(&self, what: &str, error: &io::Error) -> Wrong {
        self.room.wrong(self.purpose, what, error)
    }
}

impl Room {
    /// A part of it, for each of so many.
    pub(crate) fn shared_by(self, number: usize) -> Room {
        Room { kept_bytes_max: self.kept_bytes_max / number.max(1), ..self }
    }

    /// What cannot be done with a temporary file.
    pub(crate) fn wrong(&self, purpose: Purpose, what: &str, error: &io::Error) -> Wrong {
        let (purpose, instead) = match purpose {
            Purpose::Sorting => ("sorting", ", --limit, --sort none"),
            Purpose::Table => ("table", ", --limit, --format tsv"),
            Purpose::Copies => ("counting copies", ""),
        };
        let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
        let place = self.scratch.display();
        let fault = format!("cannot {what} a temporary file in {place}: {}", in_words(error));
        Wrong::new(purpose, fault).hint(format!(
            "set {variable} to a directory with more room, or narrow the question \
             (--since{instead})"
        ))
    }
}

#[cfg(test)]
mod tests;
