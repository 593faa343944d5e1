//! How many events there were, and when the first and the last of them happened.

use crate::time::Timestamp;

/// Events of a kind. Those without a usable time count, and are neither first nor last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) count: u64,
    pub(crate) first: Option<Timestamp>,
    pub(crate) last: Option<Timestamp>,
}

impl Span {
    pub(crate) fn add(&mut self, time: Option<Timestamp>) {
        self.join(Span { count: 1, first: time, last: time });
    }

    pub(crate) fn join(&mut self, other: Span) {
        self.count += other.count;
        self.first = match (self.first, other.first) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        // No time is before every other.
        self.last = self.last.max(other.last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse;

    #[test]
    fn events_without_a_time_count_and_are_neither_first_nor_last() {
        let mut span = Span::default();
        for time in [None, parse("2024-05-02"), None, parse("2024-05-01"), parse("2024-05-03")] {
            span.add(time);
        }
        let expected = Span { count: 5, first: parse("2024-05-01"), last: parse("2024-05-03") };
        assert_eq!(span, expected);
        let mut untimed = Span { count: 1, first: None, last: None };
        untimed.join(expected);
        assert_eq!(untimed, Span { count: 6, ..expected });
    }
}
