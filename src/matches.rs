//! Between finding matches and printing them: dropping copies, sorting, stopping at a limit.
//!
//! Everything that depends on order happens here, behind the line of inputs, so that it depends on
//! nothing else. A sort keeps every match; with a limit it keeps no more than a few times as many.
//! Where nothing is asked for, a batch is printed as it comes, in one piece.

mod copies;
mod gathered;

use std::{io, ops::ControlFlow};

use crate::{
    sink::{Frame, Shortage, Sink},
    time::Timestamp,
};
use copies::Copies;
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
    sink: Sink<'w>,
    choices: Choices,
    kept: Vec<Kept>,
    copies: Copies,
    printed: u64,
    pub(crate) duplicates: u64,
    fault: Option<io::Error>,
}

/// A match that waits for the sort.
struct Kept {
    time: Option<Timestamp>,
    event_id: Box<str>,
    rendered: Box<[u8]>,
}

impl<'w> Outlet<'w> {
    pub(crate) fn new(sink: Sink<'w>, choices: Choices) -> Outlet<'w> {
        let (kept, copies) = (Vec::new(), Copies::default());
        Outlet { sink, choices, kept, copies, printed: 0, duplicates: 0, fault: None }
    }

    /// Takes the matches of one input, or some of them.
    pub(crate) fn take(&mut self, matches: Matches) -> ControlFlow<()> {
        let taken = match self.choices.sort {
            Sort::None => self.pass(&matches),
            _ => Ok(self.keep(&matches)),
        };
        taken.unwrap_or_else(|fault| {
            self.fault = Some(fault);
            ControlFlow::Break(())
        })
    }

    /// Prints matches as they come: all that stand together in one piece.
    fn pass(&mut self, matches: &Matches) -> io::Result<ControlFlow<()>> {
        let mut flow = ControlFlow::Continue(());
        let mut printed_end = 0;
        let mut end = matches.rendered.len();
        for one in matches.each() {
            if self.is_copy(one.event_id, one.recipient) {
                self.sink.write(matches.bytes(printed_end..one.range.start))?;
                printed_end = one.range.end;
                continue;
            }
            if self.sink.wants_them_one_by_one() {
                self.sink.write(matches.bytes(one.range.clone()))?;
                printed_end = one.range.end;
            }
            self.printed += 1;
            if self.choices.limit.is_some_and(|limit| limit <= self.printed) {
                flow = ControlFlow::Break(());
                end = one.range.end;
                break;
            }
        }
        self.sink.write(matches.bytes(printed_end..end))?;
        Ok(flow)
    }

    fn keep(&mut self, matches: &Matches) -> ControlFlow<()> {
        for one in matches.each() {
            if self.is_copy(one.event_id, one.recipient) {
                continue;
            }
            let rendered = matches.bytes(one.range).into();
            self.kept.push(Kept { time: one.time, event_id: one.event_id.into(), rendered });
            self.forget_beyond_limit();
        }
        ControlFlow::Continue(())
    }

    /// A copy has the event ID and the recipient of one that came before. Without an event ID,
    /// which old records lack, nothing can be said, and nothing is dropped.
    fn is_copy(&mut self, event_id: &str, recipient: &str) -> bool {
        let is_copy =
            self.choices.dedup && !event_id.is_empty() && !self.copies.is_new(event_id, recipient);
        self.duplicates += u64::from(is_copy);
        is_copy
    }

    /// With a limit, what sorts behind it can go. Doing so at twice the limit spreads the cost.
    fn forget_beyond_limit(&mut self) {
        let limit = self.choices.limit.and_then(|limit| usize::try_from(limit).ok());
        if let Some(limit) =
            limit.filter(|limit| self.kept.len() >= limit.saturating_mul(2).max(1024))
        {
            self.sort();
            self.kept.truncate(limit);
        }
    }

    /// By time, ties by event ID, then as they came. What has no time comes last in either order.
    fn sort(&mut self) {
        let newest_first = self.choices.sort == Sort::NewestFirst;
        self.kept.sort_by(|left, right| {
            let by_time = match (left.time, right.time) {
                (Some(left), Some(right)) if newest_first => right.cmp(&left),
                (Some(left), Some(right)) => left.cmp(&right),
                (left, right) => right.is_some().cmp(&left.is_some()),
            };
            by_time.then_with(|| left.event_id.cmp(&right.event_id))
        });
    }

    /// Prints what was kept back, and what ends the output.
    pub(crate) fn finish(&mut self) -> io::Result<Shortage> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.sort();
        let limit = self.choices.limit.and_then(|limit| usize::try_from(limit).ok());
        for kept in std::mem::take(&mut self.kept).iter().take(limit.unwrap_or(usize::MAX)) {
            self.sink.write(&kept.rendered)?;
        }
        self.sink.finish()
    }
}
