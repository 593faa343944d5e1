//! Events per stretch of time, and how they ended.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Fold, Map, Note, Reader, choice::compare_keys, distinct::Names, ended::Ended, groups::note_keys,
};
use crate::{
    event::{Outcome, Record, field::Field},
    row,
    time::{Every, Timestamp, Zone},
};

/// What is asked of a timeline.
#[derive(Clone, Debug)]
pub(crate) struct Ruler {
    pub(crate) every: Every,
    pub(crate) by: Vec<Field>,
    pub(crate) zone: Zone,
}

/// Events per stretch and group.
#[derive(Debug)]
pub(crate) struct Timeline<'r> {
    ruler: &'r Ruler,
    /// The packed row of keys of each group.
    keys: Names,
    /// By group and by when the stretch begins.
    counts: Map<(u32, Timestamp), Ended>,
    /// Events without a usable time, which are in no stretch.
    pub(crate) without_time: u64,
}

/// All stretches from the first to the last, empty ones too.
#[derive(Debug)]
pub(crate) struct Stretches {
    pub(crate) starts: Vec<Timestamp>,
    /// Those with the most events first.
    pub(crate) series: Vec<Series>,
    /// Groups that were left out.
    pub(crate) beyond_top: usize,
    /// Whether what was asked for is longer than what is shown.
    pub(crate) is_shortened: bool,
}

impl Stretches {
    /// Only the first groups.
    pub(crate) fn top(mut self, top: usize) -> Stretches {
        self.beyond_top = self.series.len().saturating_sub(top);
        self.series.truncate(top);
        self
    }

    /// How many rows there are with one for each stretch and group.
    pub(crate) fn rows(&self) -> usize {
        self.starts.len().saturating_mul(self.series.len())
    }
}

/// What happened in one group.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) keys: Vec<Option<String>>,
    pub(crate) total: Ended,
    counts: BTreeMap<Timestamp, Ended>,
}

impl Series {
    /// What happened in the stretch that began then.
    pub(crate) fn at(&self, start: Timestamp) -> Ended {
        self.counts.get(&start).copied().unwrap_or_default()
    }
}

impl<'r> Timeline<'r> {
    pub(crate) fn new(ruler: &'r Ruler) -> Timeline<'r> {
        Timeline { ruler, keys: Names::default(), counts: Map::default(), without_time: 0 }
    }

    /// When the first and the last stretch with an event begin.
    pub(crate) fn ends(&self) -> Option<(Timestamp, Timestamp)> {
        let starts = || self.counts.keys().map(|(_, start)| *start);
        Some((starts().min()?, starts().max()?))
    }

    /// The groups, and the beginnings of all stretches, which also cover what lies between `since`
    /// and the instant before `until`, unless these would be more than so many. Nothing, if those
    /// with events and between are.
    pub(crate) fn stretches(
        self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        starts_max: usize,
    ) -> Option<Stretches> {
        let starts: BTreeSet<Timestamp> = self.counts.keys().map(|(_, start)| *start).collect();
        let found = || self.ruler.starts(&starts, starts_max);
        let asked = || {
            let instant_before =
                until.and_then(|until| until.checked_sub_signed(chrono::TimeDelta::nanoseconds(1)));
            let ends = [since, instant_before].into_iter().flatten();
            let ends = ends.map(|end| self.ruler.every.start(end, self.ruler.zone));
            self.ruler.starts(&starts.iter().copied().chain(ends).collect(), starts_max)
        };
        // Without an event there is nothing to be shown but what both ends were asked for.
        let is_known = !starts.is_empty() || since.is_some() && until.is_some();
        let all = if is_known { asked() } else { Some(Vec::new()) };
        let is_shortened = all.is_none();
        let starts = all.or_else(found)?;
        Some(Stretches { starts, series: self.series(), beyond_top: 0, is_shortened })
    }

    fn series(self) -> Vec<Series> {
        let by = &self.ruler.by;
        let mut series: Vec<Series> = Vec::new();
        let mut named: Vec<(Box<[u8]>, u32)> = self.keys.into_values().collect();
        named.sort_unstable_by_key(|(_, number)| *number);
        for (packed, _) in named {
            let cells = row::unpack(&packed);
            let keys = cells.into_iter().map(|cell| cell.map(Into::into)).collect();
            series.push(Series { keys, total: Ended::default(), counts: BTreeMap::new() });
        }
        for ((number, start), ended) in self.counts {
            if let Some(one) = series.get_mut(number as usize) {
                one.total.join(ended);
                one.counts.insert(start, ended);
            }
        }
        if series.is_empty() && by.is_empty() {
            let (keys, total) = (Vec::new(), Ended::default());
            series.push(Series { keys, total, counts: BTreeMap::new() });
        }
        series.sort_by(|one, other| {
            let by_count = other.total.all().cmp(&one.total.all());
            by_count.then_with(|| compare_keys(&one.keys, &other.keys))
        });
        series
    }
}

impl Ruler {
    /// These beginnings and all between them, in order; nothing, if they are too many.
    fn starts(&self, known: &BTreeSet<Timestamp>, starts_max: usize) -> Option<Vec<Timestamp>> {
        let mut starts: Vec<Timestamp> = Vec::new();
        for start in known.iter().copied() {
            // Where clocks move by half an hour, a stretch may begin before the last has ended.
            while let Some(next) = starts.last().and_then(|last| self.every.next(*last, self.zone))
                && next < start
            {
                starts.push(next);
                if starts.len() > starts_max {
                    return None;
                }
            }
            starts.push(start);
        }
        (starts.len() <= starts_max).then_some(starts)
    }
}

impl Fold for Timeline<'_> {
    fn note(&self, record: &Record<'_>, _: usize, note: &mut Note) {
        let Ruler { every, by, zone } = self.ruler;
        note.time(record.event.time().map(|time| every.start(time, *zone)));
        note.byte(record.event.outcome() as u8);
        note_keys(by, record, *zone, note);
    }

    fn add(&mut self, note: &[u8]) {
        let mut note = Reader::new(note);
        let start = note.time();
        let outcome = note.byte();
        let outcomes = [Outcome::Ok, Outcome::Failed, Outcome::Denied];
        let outcome = outcomes.into_iter().find(|one| *one as u8 == outcome).unwrap_or(Outcome::Ok);
        let Some(start) = start else {
            self.without_time += 1;
            return;
        };
        while let Some(keys) = note.text_bytes() {
            let number = self.keys.number(keys);
            self.counts.entry((number, start)).or_default().add(outcome);
        }
    }

    fn join(&mut self, other: Self) {
        let here = self.keys.join(other.keys);
        for ((number, start), ended) in other.counts {
            let Some(number) = here.get(number as usize) else { continue };
            self.counts.entry((*number, start)).or_default().join(ended);
        }
        self.without_time += other.without_time;
    }
}
