//! What `count` and `timeline` must print: events in groups, and the lines that these make.
//!
//! Kept whole and not as a fingerprint, because shares and the order of lines are known only when
//! every file is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::DateTime;
use serde_json::{Value, json};

use crate::event::{Ended, Event, written};

/// A value of an event that has a name on the command line.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) title: &'static str,
    pub(crate) of: for<'e> fn(&'e Event<'_>) -> &'e str,
}

/// Groups, by the values that they are named by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet(BTreeMap<Vec<String>, Group>);

/// What is known of a group. Times are as records have them, which sorts as they follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) count: u64,
    failed: u64,
    pub(crate) denied: u64,
    pub(crate) first: String,
    pub(crate) last: String,
    /// The different values of each field whose values are counted.
    values: Vec<BTreeSet<String>>,
}

impl Sheet {
    /// Counts an event in the group that its own values name.
    pub(crate) fn add(&mut self, event: &Event<'_>, by: &[Field], distinct: &[Field]) {
        let keys = by.iter().map(|field| (field.of)(event).to_owned()).collect();
        self.add_to(keys, event, distinct);
    }

    /// Counts an event in the stretch of so many seconds in which it happened.
    pub(crate) fn add_to_stretch(&mut self, event: &Event<'_>, seconds: i64) {
        let start = event.unix_seconds - event.unix_seconds.rem_euclid(seconds);
        self.add_to(vec![written(start)], event, &[]);
    }

    fn add_to(&mut self, keys: Vec<String>, event: &Event<'_>, distinct: &[Field]) {
        let value = |field: &Field| BTreeSet::from([(field.of)(event).to_owned()]);
        let one = Group {
            count: 1,
            failed: u64::from(event.ended == Ended::Failed),
            denied: u64::from(event.ended == Ended::Denied),
            first: event.time.clone(),
            last: event.time.clone(),
            values: distinct.iter().map(value).collect(),
        };
        self.0.entry(keys).or_default().join(one);
    }

    /// Adds the groups of other events.
    pub(crate) fn join(&mut self, other: Sheet) {
        for (keys, group) in other.0 {
            self.0.entry(keys).or_default().join(group);
        }
    }

    /// All events as one group.
    pub(crate) fn whole(&self) -> Group {
        let mut whole = Group::default();
        self.0.values().for_each(|group| whole.join(group.clone()));
        whole
    }

    /// The events in groups by one of their keys.
    pub(crate) fn by_key(&self, key: usize) -> Sheet {
        let mut sheet = Sheet::default();
        for (keys, group) in &self.0 {
            sheet.0.entry(vec![keys[key].clone()]).or_default().join(group.clone());
        }
        sheet
    }

    /// An object for each group, the largest first; its key has this title.
    pub(crate) fn rows(&self, title: &str) -> Vec<Value> {
        let mut groups: Vec<(&Vec<String>, &Group)> = self.0.iter().collect();
        // Those that are as large keep the order of their values.
        groups.sort_by_key(|(_, group)| Reverse(group.count));
        let row = |(keys, group): (&Vec<String>, &Group)| {
            let Group { count, first, last, .. } = group;
            json!({"count": count, title: keys[0], "first_seen": first, "last_seen": last})
        };
        groups.into_iter().map(row).collect()
    }

    /// A line for each group, the largest first. No value of the corpus is absent or needs quotes.
    pub(crate) fn groups(&self, by: &[Field], distinct: &[Field]) -> String {
        let mut titles = vec!["count".to_owned(), "share".to_owned()];
        titles.extend(by.iter().map(|field| field.title.to_owned()));
        titles.extend(["first_seen", "last_seen"].map(str::to_owned));
        titles.extend(distinct.iter().map(|field| format!("distinct_{}", field.title)));
        let all: u64 = self.0.values().map(|group| group.count).sum();
        let mut groups: Vec<(&Vec<String>, &Group)> = self.0.iter().collect();
        // Those that are as large keep the order of their values.
        groups.sort_by_key(|(_, group)| Reverse(group.count));
        let mut text = titles.join(",") + "\n";
        for (keys, group) in groups {
            let mut cells = vec![group.count.to_string(), share(group.count, all)];
            cells.extend(keys.iter().cloned());
            cells.extend([group.first.clone(), group.last.clone()]);
            cells.extend(group.values.iter().map(|values| values.len().to_string()));
            text += &cells.join(",");
            text.push('\n');
        }
        text
    }

    /// A line for each stretch of so many seconds, from the first that has an event to the last.
    pub(crate) fn stretches(&self, seconds: i64) -> String {
        let mut text = "time,count,failed,denied\n".to_owned();
        let mut starts = self.0.keys().flatten().filter_map(|start| unix_seconds(start));
        let first = starts.next();
        let Some((first, last)) = first.zip(starts.next_back().or(first)) else { return text };
        let mut start = first;
        while start <= last {
            let keys = [written(start)];
            let nobody = Group::default();
            let Group { count, failed, denied, .. } =
                self.0.get(keys.as_slice()).unwrap_or(&nobody);
            let cells = [count, failed, denied].map(u64::to_string).join(",");
            text.extend([keys[0].as_str(), ",", &cells, "\n"]);
            start += seconds;
        }
        text
    }

    pub(crate) fn to_json(&self) -> Value {
        let group = |(keys, group): (&Vec<String>, &Group)| {
            let Group { count, failed, denied, first, last, values } = group;
            json!([keys, count, failed, denied, first, last, values])
        };
        self.0.iter().map(group).collect()
    }

    /// Nothing of what is no sheet.
    pub(crate) fn from_json(kept: &Value) -> Option<Sheet> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let group = |kept: &Value| {
            let [keys, count, failed, denied, first, last, values] =
                kept.as_array()?.as_slice().first_chunk()?;
            let values = values
                .as_array()?
                .iter()
                .map(|values| values.as_array()?.iter().map(text).collect());
            let group = Group {
                count: count.as_u64()?,
                failed: failed.as_u64()?,
                denied: denied.as_u64()?,
                first: text(first)?,
                last: text(last)?,
                values: values.collect::<Option<_>>()?,
            };
            Some((keys.as_array()?.iter().map(text).collect::<Option<_>>()?, group))
        };
        Some(Sheet(kept.as_array()?.iter().map(group).collect::<Option<_>>()?))
    }
}

impl Group {
    fn join(&mut self, other: Group) {
        if self.count == 0 {
            *self = other;
            return;
        }
        self.count += other.count;
        self.failed += other.failed;
        self.denied += other.denied;
        self.first = std::mem::take(&mut self.first).min(other.first);
        self.last = std::mem::take(&mut self.last).max(other.last);
        for (values, others) in self.values.iter_mut().zip(other.values) {
            values.extend(others);
        }
    }
}

/// To six places, half rounded up, without noughts at the end.
fn share(part: u64, whole: u64) -> String {
    let (millionths, rest) = (part * 1_000_000 / whole, part * 1_000_000 % whole);
    let millionths = millionths + u64::from(rest * 2 >= whole);
    let digits = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn unix_seconds(written: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(written).ok().map(|time| time.timestamp())
}
