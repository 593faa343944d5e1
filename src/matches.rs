//! Between finding matches and printing them: dropping copies, sorting, stopping at a limit.
//!
//! Everything that depends on order happens here, behind the line of inputs, so that it depends on
//! nothing else. What must wait until all have come, for a sort or a table, waits in a [`Spool`].
//! Where nothing is asked for, a batch is printed as it comes, in one piece.

mod copies;
mod gathered;

use std::{io, ops::ControlFlow};

use crate::{
    sink::{Fault, Frame, Shortage, Sink, Stream, Table},
    spool::{Purpose, Room, Spool},
};
pub(crate) use copies::Copies;
pub(crate) use gathered::Matches;

/// The order in which matches are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// As the files and their records come.
    None,
    OldestFirst,
    NewestFirst,
}

/// What is done to matches before they are printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choices {
    pub(crate) sort: Sort,
    pub(crate) limit: Option<u64>,
    pub(crate) dedup: bool,
}

impl Choices {
    /// Whether it must be known where each match ends.
    fn tell_matches_apart(self, frame: Frame) -> bool {
        let as_they_come = self.sort == Sort::None && self.limit.is_none() && !self.dedup;
        !as_they_come || frame.waits_for_all()
    }
}

/// Takes matches in order and sees to it that they are printed.
pub(crate) struct Outlet<'w> {
    way: Way<'w>,
    choices: Choices,
    copies: Copies,
    /// How many matches went their way.
    passed: u64,
    pub(crate) duplicates: u64,
    fault: Option<Fault>,
}

/// What becomes of matches that are to be printed.
enum Way<'w> {
    Straight(Stream<'w>),
    Sorted(Spool, Stream<'w>),
    Table(Spool, Table<'w>),
}

impl<'w> Outlet<'w> {
    pub(crate) fn new(sink: Sink<'w>, choices: Choices, room: Room) -> Outlet<'w> {
        let spool = |purpose| Spool::new(purpose, room, choices.limit);
        let way = match sink {
            Sink::Table(table) => Way::Table(spool(Purpose::Table), table),
            Sink::Stream(stream) if choices.sort == Sort::None => Way::Straight(stream),
            Sink::Stream(stream) => Way::Sorted(spool(Purpose::Sorting), stream),
        };
        let copies = Copies::default();
        Outlet { way, choices, copies, passed: 0, duplicates: 0, fault: None }
    }

    /// Takes the matches of one input, or some of them.
    pub(crate) fn take(&mut self, matches: &Matches) -> ControlFlow<()> {
        self.pass(matches).unwrap_or_else(|fault| {
            self.fault = Some(fault);
            ControlFlow::Break(())
        })
    }

    /// Sends matches their way. Where that is straight on, all that stand together go together.
    fn pass(&mut self, matches: &Matches) -> Result<ControlFlow<()>, Fault> {
        let mut flow = ControlFlow::Continue(());
        let mut together = 0..matches.rendered.len();
        for one in matches.each() {
            if self.is_copy(one.event_id, one.recipient) {
                self.write(matches.bytes(together.start..one.range.start))?;
                together.start = one.range.end;
                continue;
            }
            if let Way::Sorted(spool, _) | Way::Table(spool, _) = &mut self.way {
                spool.push(one.rank, one.event_id, matches.bytes(one.range.clone()))?;
            }
            self.passed += 1;
            if self.is_enough() {
                flow = ControlFlow::Break(());
                together.end = one.range.end;
                break;
            }
        }
        self.write(matches.bytes(together))?;
        Ok(flow)
    }

    /// Writes what needs no more; what is kept is printed later.
    fn write(&mut self, pieces: &[u8]) -> io::Result<()> {
        match &mut self.way {
            Way::Straight(stream) => stream.write(pieces),
            Way::Sorted(..) | Way::Table(..) => Ok(()),
        }
    }

    /// What comes after the limit may still sort before it.
    fn is_enough(&self) -> bool {
        let is_full = self.choices.limit.is_some_and(|limit| limit <= self.passed);
        is_full && self.choices.sort == Sort::None
    }

    fn is_copy(&mut self, event_id: &str, recipient: &str) -> bool {
        let is_copy = self.choices.dedup && self.copies.is_copy(event_id, recipient);
        self.duplicates += u64::from(is_copy);
        is_copy
    }

    /// Prints what was kept back, and what ends the output.
    pub(crate) fn finish(&mut self) -> Result<Shortage, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match &mut self.way {
            Way::Straight(stream) => stream.finish()?,
            Way::Sorted(spool, stream) => {
                spool.replay(|piece| stream.write(piece).map_err(Fault::Output))?;
                stream.finish()?;
            }
            Way::Table(spool, table) => return table.print(spool),
        }
        Ok(Shortage::default())
    }
}
