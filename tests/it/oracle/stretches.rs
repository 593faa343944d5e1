//! Stretches of time, slow and obvious: by looking at the clock on the wall, and by walking from
//! the first to the last in small steps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike as _, Days, Duration, NaiveTime, TimeZone as _, Timelike as _, Utc,
};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{
    evaluate::Event,
    fields::{ended, shown},
    groups::{Key, json_of, keys},
    time,
};

/// What is asked of a timeline.
#[derive(Clone, Debug)]
pub(crate) struct Ruler<'f> {
    pub(crate) every: &'f str,
    pub(crate) by: Vec<&'f str>,
    pub(crate) zone: Tz,
    pub(crate) since: Option<DateTime<Utc>>,
    pub(crate) until: Option<DateTime<Utc>>,
}

/// When the stretch that holds an instant began.
fn start(time: DateTime<Utc>, every: &str, zone: Tz) -> DateTime<Utc> {
    let local = time.with_timezone(&zone);
    let into_minute =
        Duration::seconds(local.second().into()) + Duration::nanoseconds(local.nanosecond().into());
    let back = |minutes: u32| time - Duration::minutes(minutes.into()) - into_minute;
    let (day, clock) = match every {
        "15m" => return back(local.minute() % 15),
        "1h" => return back(local.minute()),
        "6h" => (local.date_naive(), local.hour() / 6 * 6),
        "1d" => (local.date_naive(), 0),
        "1w" => {
            let monday = Days::new(local.weekday().num_days_from_monday().into());
            (local.date_naive() - monday, 0)
        }
        unknown => panic!("no length {unknown}"),
    };
    let clock = day.and_time(NaiveTime::from_hms_opt(clock, 0, 0).expect("a time"));
    let hours = (0..30).map(|hours| zone.from_local_datetime(&(clock + Duration::hours(hours))));
    let mut there = hours.filter_map(|instant| Some(instant.earliest()?.to_utc()));
    there.next().expect("no clock skips more than a day")
}

/// The rows that are printed for the events.
pub(crate) fn rows(events: &[&Event], ruler: &Ruler<'_>) -> Vec<Value> {
    let Ruler { every, by, zone, since, until } = ruler;
    let mut counts: BTreeMap<Vec<Key>, BTreeMap<DateTime<Utc>, Vec<&str>>> = BTreeMap::new();
    let mut starts = BTreeSet::new();
    for event in events {
        let Some(time) = time::of_event(&event.value) else { continue };
        let start = start(time, every, *zone);
        starts.insert(start);
        for keys in keys(&event.value, by, *zone) {
            let stretches = counts.entry(keys).or_default();
            stretches.entry(start).or_default().push(ended(&event.value));
        }
    }
    if starts.is_empty() && !(since.is_some() && until.is_some()) {
        return Vec::new();
    }
    if starts.is_empty() && by.is_empty() {
        counts.insert(Vec::new(), BTreeMap::new());
    }
    let before_until = until.map(|until| until - Duration::nanoseconds(1));
    starts.extend(since.iter().chain(&before_until).map(|end| start(*end, every, *zone)));
    let (Some(first), Some(last)) = (starts.first().copied(), starts.last().copied()) else {
        return Vec::new();
    };
    let step = match *every {
        "15m" => Duration::minutes(5),
        "1h" | "6h" => Duration::minutes(30),
        _ => Duration::hours(6),
    };
    let mut time = first;
    while time <= last {
        starts.insert(start(time, every, *zone));
        time += step;
    }
    let mut groups: Vec<_> = counts.into_iter().collect();
    // They are in the order of their keys already.
    groups.sort_by_key(|(_, stretches)| {
        std::cmp::Reverse(stretches.values().map(Vec::len).sum::<usize>())
    });
    let mut rows = Vec::new();
    for start in starts {
        for (keys, stretches) in &groups {
            let ends = stretches.get(&start).map_or(&[][..], Vec::as_slice);
            let count = |word| ends.iter().filter(|end| **end == word).count();
            let mut row = json!({
                "time": shown(start, *zone),
                "count": ends.len(),
                "failed": count("failed"),
                "denied": count("denied"),
            });
            for (field, key) in by.iter().zip(keys) {
                row[*field] = json_of(key);
            }
            rows.push(row);
        }
    }
    rows
}
