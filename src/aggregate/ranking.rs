//! Values of one kind, and how often each was met: event names, addresses, principals.

use std::cmp::Ordering;

use super::{Map, span::Span};

/// Each value with what is known of it.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    spans: Map<Box<[u8]>, Span>,
}

/// A value of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// The first of a ranking.
#[derive(Debug, Default)]
pub(crate) struct Top {
    /// How many values there were.
    pub(crate) different: usize,
    /// How many events had one.
    pub(crate) events: u64,
    pub(crate) first: Vec<Ranked>,
}

impl Ranking {
    pub(crate) fn add(&mut self, value: &[u8], span: Span) {
        match self.spans.get_mut(value) {
            Some(known) => known.join(span),
            None => {
                self.spans.insert(value.into(), span);
            }
        }
    }

    pub(crate) fn join(&mut self, mut other: Ranking) {
        // The fewer go to the more.
        if self.spans.len() < other.spans.len() {
            std::mem::swap(self, &mut other);
        }
        for (value, span) in other.spans {
            match self.spans.get_mut(&value) {
                Some(known) => known.join(span),
                None => {
                    self.spans.insert(value, span);
                }
            }
        }
    }

    /// Each value, in no order.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&[u8], Span)> {
        self.spans.iter().map(|(value, span)| (value.as_ref(), *span))
    }

    /// The most frequent values; of equals those that come first by their bytes.
    pub(crate) fn top(&self, most: usize) -> Top {
        let events = self.spans.values().map(|span| span.count).sum();
        let mut all: Vec<(&[u8], Span)> = self.each().collect();
        let compare =
            |(value, span): &(&[u8], Span), (other, others): &(&[u8], Span)| -> Ordering {
                others.count.cmp(&span.count).then_with(|| value.cmp(other))
            };
        let different = all.len();
        // There may be a principal for every session, and few are shown.
        if most < different {
            all.select_nth_unstable_by(most, compare);
            all.truncate(most);
        }
        all.sort_unstable_by(compare);
        let ranked = |(value, span): (&[u8], Span)| Ranked {
            value: String::from_utf8_lossy(value).into_owned(),
            span,
        };
        Top { different, events, first: all.into_iter().map(ranked).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_equals_by_name() {
        let once = Span { count: 1, ..Span::default() };
        let (mut one, mut other) = (Ranking::default(), Ranking::default());
        ["b", "a", "c"].iter().for_each(|value| one.add(value.as_bytes(), once));
        ["c", "d"].iter().for_each(|value| other.add(value.as_bytes(), once));
        one.join(other);
        for (most, expected) in [(0, &[][..]), (3, &["c", "a", "b"]), (9, &["c", "a", "b", "d"])] {
            let top = one.top(most);
            let values: Vec<&str> = top.first.iter().map(|ranked| ranked.value.as_str()).collect();
            assert_eq!((top.different, top.events, values.as_slice()), (4, 5, expected));
        }
    }
}
