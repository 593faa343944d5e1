//! Which groups are shown, and in which order.

use std::cmp::Ordering;

use super::groups::Counted;
use crate::time::Timestamp;

/// In which order groups are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    MostFirst,
    FewestFirst,
    ByKey,
    OldestFirst,
    /// By when the first event was.
    NewestFirst,
    /// By when the last event was.
    LatestLast,
    LatestFirst,
    /// By the first of the numbers of different values.
    MostDistinctFirst,
}

/// Which groups are shown, and in which order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) order: Order,
    pub(crate) top: Option<usize>,
    pub(crate) count_min: u64,
    /// Each number of different values is at least this.
    pub(crate) distinct_min: u64,
    /// The first event was then or later.
    pub(crate) new_since: Option<Timestamp>,
}

/// The groups that are shown, and what is not.
#[derive(Debug)]
pub(crate) struct Chosen {
    pub(crate) groups: Vec<Counted>,
    /// Groups that met the conditions and were too many.
    pub(crate) beyond_top: usize,
}

impl Choice {
    pub(crate) fn of(self, groups: impl Iterator<Item = Counted>) -> Chosen {
        let mut groups: Vec<Counted> = groups.filter(|group| self.takes(group)).collect();
        groups.sort_unstable_by(|one, other| {
            self.order.compare(one, other).then_with(|| compare_keys(&one.keys, &other.keys))
        });
        let shown = self.top.unwrap_or(usize::MAX).min(groups.len());
        let beyond_top = groups.len() - shown;
        groups.truncate(shown);
        Chosen { groups, beyond_top }
    }

    /// Whether every group is one that is shown, unless it is beyond the first few.
    pub(crate) fn takes_everything(self) -> bool {
        self.count_min <= 1 && self.distinct_min == 0 && self.new_since.is_none()
    }

    /// Whether a group meets the conditions.
    pub(crate) fn takes(self, group: &Counted) -> bool {
        group.span.count >= self.count_min
            && group.distinct.iter().all(|distinct| *distinct >= self.distinct_min)
            && self
                .new_since
                .is_none_or(|since| group.span.first.is_some_and(|first| first >= since))
    }
}

impl Order {
    fn compare(self, one: &Counted, other: &Counted) -> Ordering {
        let (left, right) = (&one.span, &other.span);
        match self {
            Order::MostFirst => right.count.cmp(&left.count),
            Order::FewestFirst => left.count.cmp(&right.count),
            Order::ByKey => Ordering::Equal,
            Order::OldestFirst => timed(left.first).cmp(&timed(right.first)),
            Order::NewestFirst => right.first.cmp(&left.first),
            Order::LatestLast => timed(left.last).cmp(&timed(right.last)),
            Order::LatestFirst => right.last.cmp(&left.last),
            Order::MostDistinctFirst => other.distinct.first().cmp(&one.distinct.first()),
        }
    }
}

/// In order, behind all that has a time stands what has none.
fn timed(time: Option<Timestamp>) -> (bool, Option<Timestamp>) {
    (time.is_none(), time)
}

/// By the first key, then the second; one that is absent comes last.
pub(super) fn compare_keys(one: &[Option<String>], other: &[Option<String>]) -> Ordering {
    fn ranked(key: &Option<String>) -> (bool, Option<&str>) {
        (key.is_none(), key.as_deref())
    }
    one.iter().map(ranked).cmp(other.iter().map(ranked))
}
