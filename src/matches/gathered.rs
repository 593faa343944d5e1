//! What a worker gathers of one input: matches as they will be printed, back to back.
//!
//! Where one ends and the next begins, and what order and copies are told by, is marked only where
//! something asks for it. Otherwise the bytes can be written as they are.

use std::ops::Range;

use crate::{
    event::{Event, Key, Record},
    scan::Gathered,
    sink::{Frame, Rendering},
    spool::Rank,
};

use super::{Choices, Sort};

/// Rendered matches of one input, in record order.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    pub(super) rendered: Vec<u8>,
    /// Event IDs and recipients, back to back.
    texts: String,
    marks: Vec<Mark>,
}

/// Where a match's bytes and texts end.
#[derive(Debug)]
struct Mark {
    end: usize,
    rank: Rank,
    event_id_end: usize,
    recipient_end: usize,
}

/// A match among others.
pub(crate) struct Match<'m> {
    /// Where it stands in what is rendered.
    pub(crate) range: Range<usize>,
    pub(crate) rank: Rank,
    pub(crate) event_id: &'m str,
    pub(crate) recipient: &'m str,
}

impl Gathered for Matches {
    fn weight_bytes(&self) -> usize {
        self.rendered.len() + self.texts.len() + self.marks.len() * size_of::<Mark>()
    }

    fn clear(&mut self) -> usize {
        let Matches { rendered, texts, marks } = self;
        rendered.clear();
        texts.clear();
        marks.clear();
        rendered.capacity() + texts.capacity() + marks.capacity() * size_of::<Mark>()
    }
}

impl Matches {
    pub(crate) fn gather(
        &mut self,
        record: &Record<'_>,
        rendering: &Rendering,
        frame: Frame,
        choices: Choices,
    ) {
        frame.render(record, rendering, &mut self.rendered);
        if choices.tell_matches_apart(frame) {
            self.mark(&record.event, choices);
        }
    }

    /// Takes a match that somebody else renders.
    pub(crate) fn gather_with(
        &mut self,
        event: &Event<'_>,
        choices: Choices,
        render: impl FnOnce(&mut Vec<u8>),
    ) {
        render(&mut self.rendered);
        self.mark(event, choices);
    }

    /// Marks where a match ends, and what it is ordered and known by.
    fn mark(&mut self, event: &Event<'_>, choices: Choices) {
        let event_id = event.text(Key::EventId);
        let event_id = event_id.as_deref().unwrap_or_default();
        let rank = match choices.sort {
            Sort::None => Rank::default(),
            Sort::OldestFirst => Rank::oldest_first(event.time(), event_id),
            Sort::NewestFirst => Rank::newest_first(event.time(), event_id),
        };
        if choices.sort != Sort::None || choices.dedup {
            self.texts.push_str(event_id);
        }
        let event_id_end = self.texts.len();
        if choices.dedup {
            let recipient = event.text(Key::RecipientAccountId);
            self.texts.push_str(recipient.as_deref().unwrap_or_default());
        }
        self.marks.push(Mark {
            end: self.rendered.len(),
            rank,
            event_id_end,
            recipient_end: self.texts.len(),
        });
    }

    /// Each match that was marked.
    pub(crate) fn each(&self) -> impl Iterator<Item = Match<'_>> {
        let (mut end, mut text_end) = (0, 0);
        self.marks.iter().map(move |mark| {
            let start = std::mem::replace(&mut end, mark.end);
            let text_start = std::mem::replace(&mut text_end, mark.recipient_end);
            let text = |range: Range<usize>| self.texts.get(range).unwrap_or_default();
            Match {
                range: start..mark.end,
                rank: mark.rank,
                event_id: text(text_start..mark.event_id_end),
                recipient: text(mark.event_id_end..mark.recipient_end),
            }
        })
    }

    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.rendered.get(range).unwrap_or_default()
    }
}
