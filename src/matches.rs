//! Between finding matches and printing them: dropping copies, sorting, stopping at a limit.
//!
//! Everything that depends on order happens here, behind the line of inputs, so that it depends on
//! nothing else. A sort keeps every match; with a limit it keeps no more than a few times as many.

mod copies;

use std::{io, ops::ControlFlow};

use crate::{
    event::{Event, Record},
    scan::Gathered,
    sink::{Rendering, Shortage, Sink},
    time::Timestamp,
};
use copies::Copies;

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

/// Rendered matches of one input, in record order.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    rendered: Vec<u8>,
    marks: Vec<Mark>,
}

/// One match: where its bytes end, and what order and copies are told by.
#[derive(Debug)]
struct Mark {
    end: usize,
    time: Option<Timestamp>,
    event_id: Box<str>,
    recipient: Box<str>,
}

impl Gathered for Matches {
    fn weight_bytes(&self) -> usize {
        self.rendered.len() + self.marks.len() * size_of::<Mark>()
    }
}

impl Matches {
    pub(crate) fn gather(&mut self, record: &Record<'_>, rendering: &Rendering, choices: Choices) {
        rendering.render(record, &mut self.rendered);
        let event = &record.event;
        let sorted = choices.sort != Sort::None;
        let text = |wanted: bool, text: Option<&str>| {
            text.filter(|_| wanted).map(Box::from).unwrap_or_default()
        };
        self.marks.push(Mark {
            end: self.rendered.len(),
            time: if sorted { event.time() } else { None },
            event_id: text(sorted || choices.dedup, event.event_id.as_deref()),
            recipient: text(choices.dedup, recipient(event)),
        });
    }
}

fn recipient<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    event.recipient_account_id.as_deref()
}

/// Takes matches in order and sees to it that they are printed.
pub(crate) struct Outlet<'w> {
    sink: Box<dyn Sink + 'w>,
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
    pub(crate) fn new(sink: Box<dyn Sink + 'w>, choices: Choices) -> Outlet<'w> {
        let (kept, copies) = (Vec::new(), Copies::default());
        Outlet { sink, choices, kept, copies, printed: 0, duplicates: 0, fault: None }
    }

    /// Takes the matches of one input, or some of them.
    pub(crate) fn take(&mut self, matches: Matches) -> ControlFlow<()> {
        let mut start = 0;
        for mark in matches.marks {
            let rendered = matches.rendered.get(start..mark.end).unwrap_or_default();
            start = mark.end;
            if self.is_copy(&mark) {
                self.duplicates += 1;
                continue;
            }
            if self.choices.sort == Sort::None {
                self.print(rendered)?;
                continue;
            }
            let (time, event_id) = (mark.time, mark.event_id);
            self.kept.push(Kept { time, event_id, rendered: rendered.into() });
            self.forget_beyond_limit();
        }
        ControlFlow::Continue(())
    }

    /// A copy has the event ID and the recipient of one that came before. Without an event ID,
    /// which old records lack, nothing can be said, and nothing is dropped.
    fn is_copy(&mut self, mark: &Mark) -> bool {
        self.choices.dedup
            && !mark.event_id.is_empty()
            && !self.copies.is_new(&mark.event_id, &mark.recipient)
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

    fn print(&mut self, rendered: &[u8]) -> ControlFlow<()> {
        if let Err(error) = self.sink.piece(rendered) {
            self.fault = Some(error);
            return ControlFlow::Break(());
        }
        self.printed += 1;
        if self.choices.limit.is_some_and(|limit| limit <= self.printed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Prints what was kept back, and what ends the output.
    pub(crate) fn finish(&mut self) -> io::Result<Shortage> {
        self.sort();
        for kept in std::mem::take(&mut self.kept) {
            if self.print(&kept.rendered).is_break() {
                break;
            }
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.sink.finish(),
        }
    }
}
