//! Which hours the events of each account and region come from, and which hours are without.
//!
//! An hour is covered if an event happened in it. `CloudTrail` writes no file where nothing was
//! called, so that an hour without events is a quiet one or a missing one; which of both, the logs
//! alone do not say. Names and paths of files are not asked: they tell when a file was delivered.

use std::collections::BTreeMap;

use super::{Map, span::Span};
use crate::time::Timestamp;

/// Hours, as bits of words that stand for 64 hours each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hours(BTreeMap<i64, u64>);

const HOUR_SECONDS: i64 = 3600;

/// The hour that holds an instant, by its number since the epoch.
pub(crate) fn hour_of(time: Timestamp) -> i64 {
    time.timestamp().div_euclid(HOUR_SECONDS)
}

/// The first hour that does not begin before an instant.
pub(crate) fn hour_behind(time: Timestamp) -> i64 {
    let hour = hour_of(time);
    if begins(hour) == Some(time) { hour } else { hour + 1 }
}

/// When an hour begins.
pub(crate) fn begins(hour: i64) -> Option<Timestamp> {
    Timestamp::from_timestamp(hour.checked_mul(HOUR_SECONDS)?, 0)
}

/// Hours without an event between others, from the first to the one behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) from: i64,
    pub(crate) until: i64,
}

impl Gap {
    pub(crate) fn hours(self) -> u64 {
        (self.until - self.from).unsigned_abs()
    }

    /// When it begins and ends.
    pub(crate) fn times(self) -> Option<(Timestamp, Timestamp)> {
        Some((begins(self.from)?, begins(self.until)?))
    }
}

impl Hours {
    fn add(&mut self, time: Timestamp) {
        let hour = hour_of(time);
        *self.0.entry(hour.div_euclid(64)).or_default() |= 1 << hour.rem_euclid(64);
    }

    pub(crate) fn join(&mut self, other: &Hours) {
        for (word, hours) in &other.0 {
            *self.0.entry(*word).or_default() |= hours;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.values().map(|hours| u64::from(hours.count_ones())).sum()
    }

    /// Each hour, by its number since the epoch.
    fn each(&self) -> impl Iterator<Item = i64> {
        self.0.iter().flat_map(|(word, hours)| {
            (0..64).filter(move |bit| hours >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }

    /// The first hour, and the one behind the last.
    pub(crate) fn ends(&self) -> Option<(i64, i64)> {
        Some((self.each().next()?, self.each().last()? + 1))
    }

    /// Every run of hours without an event, from one hour up to another.
    pub(crate) fn gaps(&self, from: i64, until: i64) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut next = from;
        for hour in self.each().filter(|hour| (from..until).contains(hour)).chain([until]) {
            if next < hour {
                gaps.push(Gap { from: next, until: hour });
            }
            next = hour + 1;
        }
        gaps
    }

    /// How many of the hours from one up to another are covered.
    pub(crate) fn covered(&self, from: i64, until: i64) -> u64 {
        let words = self.0.range(from.div_euclid(64)..=until.div_euclid(64));
        let bits = words.map(|(word, hours)| {
            let inside = (0..64).filter(|bit| (from..until).contains(&(word * 64 + bit)));
            inside.filter(|bit| hours >> bit & 1 == 1).count() as u64
        });
        bits.sum()
    }
}

/// What is known of an account and region.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) span: Span,
    pub(crate) hours: Hours,
    /// Inputs that hold events of it.
    pub(crate) files: u64,
    last_input: Option<u64>,
}

/// An account and a region; either may not be recorded.
pub(crate) type AccountAndRegion = (Option<Box<[u8]>>, Option<Box<[u8]>>);

/// Every account and region.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    numbers: Map<AccountAndRegion, usize>,
    places: Vec<(AccountAndRegion, Place)>,
    /// The place of the event before: most files hold those of one.
    last: usize,
}

impl Coverage {
    pub(crate) fn add(
        &mut self,
        account: Option<&[u8]>,
        region: Option<&[u8]>,
        time: Option<Timestamp>,
        input: u64,
    ) {
        let place = self.place(account, region);
        place.span.add(time);
        if let Some(time) = time {
            place.hours.add(time);
        }
        // Inputs come one after another.
        if place.last_input != Some(input) {
            place.last_input = Some(input);
            place.files += 1;
        }
    }

    fn place(&mut self, account: Option<&[u8]>, region: Option<&[u8]>) -> &mut Place {
        let is_last = self.places.get(self.last).is_some_and(|((own, other), _)| {
            own.as_deref() == account && other.as_deref() == region
        });
        if !is_last {
            let key = (account.map(Box::from), region.map(Box::from));
            self.last = self.numbers.get(&key).copied().unwrap_or_else(|| {
                self.places.push((key.clone(), Place::default()));
                self.numbers.insert(key, self.places.len() - 1);
                self.places.len() - 1
            });
        }
        &mut self.places[self.last].1
    }

    pub(crate) fn join(&mut self, other: Coverage) {
        for ((account, region), theirs) in other.places {
            let place = self.place(account.as_deref(), region.as_deref());
            place.span.join(theirs.span);
            place.hours.join(&theirs.hours);
            place.files += theirs.files;
        }
    }

    /// Each account and region, those with the most events first.
    pub(crate) fn places(self) -> Vec<(AccountAndRegion, Place)> {
        let mut places = self.places;
        places.sort_unstable_by(|(key, place), (other_key, other)| {
            other.span.count.cmp(&place.span.count).then_with(|| key.cmp(other_key))
        });
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse;

    fn hours(times: &[&str]) -> Hours {
        let mut hours = Hours::default();
        times.iter().filter_map(|time| parse(time)).for_each(|time| hours.add(time));
        hours
    }

    #[test]
    fn gaps_are_the_hours_between_others() {
        let hours = hours(&[
            "1970-01-01T00:59:59Z",
            "1970-01-01T01:00:00Z",
            "1970-01-01T05:30:00Z",
            "1970-01-04T00:00:00Z",
        ]);
        assert_eq!((hours.count(), hours.ends()), (4, Some((0, 73))));
        let gap = |from, until| Gap { from, until };
        assert_eq!(hours.gaps(0, 73), [gap(2, 5), gap(6, 72)]);
        assert_eq!(hours.gaps(-2, 75), [gap(-2, 0), gap(2, 5), gap(6, 72), gap(73, 75)]);
        assert_eq!((hours.covered(0, 73), hours.covered(1, 6), hours.covered(-5, 1)), (4, 2, 1));
        let begun = gap(2, 5).times().map(|(from, _)| from);
        assert_eq!(begun, parse("1970-01-01T02:00:00Z"));
    }

    #[test]
    fn hours_before_the_epoch_are_hours() {
        let hours = hours(&["1969-12-31T23:10:00Z", "1969-12-29T00:00:00Z"]);
        assert_eq!((hours.count(), hours.ends()), (2, Some((-72, 0))));
    }

    #[test]
    fn a_file_counts_once_for_each_account_and_region_in_it() {
        let (mut one, mut other) = (Coverage::default(), Coverage::default());
        type Met = (Option<&'static [u8]>, Option<&'static [u8]>, u64);
        let events: [Met; 5] = [
            (Some(b"1"), Some(b"a"), 0),
            (Some(b"1"), Some(b"b"), 0),
            (Some(b"1"), Some(b"a"), 0),
            (Some(b"1"), Some(b"a"), 3),
            (None, Some(b"a"), 3),
        ];
        for (account, region, input) in events {
            one.add(account, region, None, input);
        }
        other.add(Some(b"1"), Some(b"a"), parse("2024-05-01"), 1);
        one.join(other);
        let files: Vec<(u64, u64)> =
            one.places().iter().map(|(_, place)| (place.span.count, place.files)).collect();
        assert_eq!(files, [(4, 3), (1, 1), (1, 1)]);
    }
}
