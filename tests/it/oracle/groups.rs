//! Counting, slow and obvious: every event is put into a map of groups, one by one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{
    evaluate::Event,
    fields::{shown, texts},
    identity::text,
    time,
};

/// What is told apart and worked out.
#[derive(Clone, Debug)]
pub(crate) struct Grouping<'f> {
    pub(crate) by: Vec<&'f str>,
    pub(crate) distinct: Vec<&'f str>,
    pub(crate) sum: Vec<&'f str>,
    pub(crate) zone: Tz,
}

/// A key of a group: whether it is absent, so that those come last, and its text.
pub(crate) type Key = (bool, String);

#[derive(Default)]
struct Group {
    count: usize,
    times: BTreeSet<DateTime<Utc>>,
    distinct: BTreeMap<usize, BTreeSet<String>>,
    numbers: BTreeMap<usize, Vec<f64>>,
}

/// The keys of every group that a record is in.
pub(crate) fn keys(record: &Value, by: &[&str], zone: Tz) -> BTreeSet<Vec<Key>> {
    let columns: Vec<BTreeSet<String>> =
        by.iter().map(|field| texts(record, field, zone).into_iter().collect()).collect();
    let spread = columns.iter().position(|texts| texts.len() > 1).unwrap_or_default();
    let values = columns.get(spread).cloned().unwrap_or_default();
    let each: Vec<Option<String>> =
        if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() };
    let row = |value: Option<String>| -> Vec<Key> {
        let cell = |(index, texts): (usize, &BTreeSet<String>)| {
            let together = texts.iter().cloned().collect::<Vec<_>>().join(",");
            match &value {
                Some(value) if index == spread => (false, value.clone()),
                _ => (texts.is_empty(), together),
            }
        };
        columns.iter().enumerate().map(cell).collect()
    };
    each.into_iter().map(row).collect()
}

/// A key as JSON has it.
pub(crate) fn json_of((is_absent, text): &Key) -> Value {
    if *is_absent { Value::Null } else { json!(text) }
}

/// The events without redelivered copies, of which the first stays.
pub(crate) fn without_copies(events: Vec<&Event>) -> Vec<&Event> {
    let mut seen = BTreeSet::new();
    let is_first = |event: &&Event| {
        let id = text(&event.value, "eventID").unwrap_or_default();
        let recipient = text(&event.value, "recipientAccountId").unwrap_or_default();
        id.is_empty() || seen.insert((id.to_owned(), recipient.to_owned()))
    };
    events.into_iter().filter(is_first).collect()
}

/// The rows that are printed for the events.
pub(crate) fn rows(events: &[&Event], grouping: &Grouping<'_>) -> Vec<Value> {
    let Grouping { by, distinct, sum, zone } = grouping;
    let mut groups: BTreeMap<Vec<Key>, Group> = BTreeMap::new();
    if by.is_empty() {
        groups.insert(Vec::new(), Group::default());
    }
    for event in events {
        for keys in keys(&event.value, by, *zone) {
            let group = groups.entry(keys).or_default();
            group.count += 1;
            group.times.extend(time::of_event(&event.value));
            for (index, field) in distinct.iter().enumerate() {
                let texts = texts(&event.value, field, *zone);
                group.distinct.entry(index).or_default().extend(texts);
            }
            for (index, field) in sum.iter().enumerate() {
                let texts = texts(&event.value, field, *zone);
                let numbers = texts.iter().filter_map(|text| number(text));
                group.numbers.entry(index).or_default().extend(numbers);
            }
        }
    }
    let mut groups: Vec<(Vec<Key>, Group)> = groups.into_iter().collect();
    // They are in the order of their keys already.
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.count));
    let all = events.len();
    groups.into_iter().map(|(keys, group)| row(&keys, &group, grouping, all)).collect()
}

fn row(keys: &[Key], group: &Group, grouping: &Grouping<'_>, all: usize) -> Value {
    let Grouping { by, distinct, sum, zone } = grouping;
    let time = |time: Option<&DateTime<Utc>>| time.map(|time| shown(*time, *zone));
    let mut row = json!({
        "count": group.count,
        "first_seen": time(group.times.first()),
        "last_seen": time(group.times.last()),
    });
    if !by.is_empty() {
        row["share"] = json!(group.count as f64 / all as f64);
    }
    for (field, key) in by.iter().zip(keys) {
        row[*field] = json_of(key);
    }
    for (index, field) in distinct.iter().enumerate() {
        let count = group.distinct.get(&index).map_or(0, BTreeSet::len);
        row[format!("distinct_{field}")] = json!(count);
    }
    for (index, field) in sum.iter().enumerate() {
        let numbers = group.numbers.get(&index).map_or(&[][..], Vec::as_slice);
        let fit = numbers.iter().all(|number| number.abs() <= 1e20);
        let sum: f64 = numbers.iter().sum();
        row[format!("sum_{field}")] = json!(Some(sum).filter(|_| fit && !numbers.is_empty()));
    }
    row
}

/// A number in digits; words for one are none.
fn number(text: &str) -> Option<f64> {
    let in_digits = !text.contains(|one: char| !one.is_ascii_digit() && !"+-.eE".contains(one));
    text.parse().ok().filter(|_| in_digits)
}
