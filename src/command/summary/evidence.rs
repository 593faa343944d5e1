//! The head of a summary: what was read, and what the events are.

use serde_json::{Value, json};

use crate::{
    aggregate::{
        coverage::{AccountAndRegion, Place},
        ranking::{Ranked, Ranking, Top},
        span::Span,
    },
    report::Report,
    source::Input,
    tell,
    text::{counted, grouped},
    time::Zone,
};

/// What was read, and what the events are.
pub(super) struct Evidence {
    pub(super) reading: Reading,
    /// The events that match.
    pub(super) events: Span,
    /// Copies of others that are among them.
    pub(super) copies: u64,
    /// Copies that were left out.
    pub(super) copies_dropped: u64,
    pub(super) without_time: u64,
    pub(super) without_event_id: u64,
    pub(super) accounts: Top,
    pub(super) regions: Top,
    pub(super) categories: Top,
}

/// What was read, as the report has it.
pub(super) struct Reading {
    files: Value,
    kinds: String,
    rejected: u64,
    unreadable: u64,
    /// Each damaged or unreachable path with its faults.
    damaged: Vec<(String, Vec<String>)>,
}

/// A name and what is said of it, on a page.
pub(super) type Fact = (&'static str, String);

impl Reading {
    pub(super) fn of(report: &Report, inputs: &[Input]) -> Reading {
        let mut damaged: Vec<(String, Vec<String>)> = Vec::new();
        for problem in report.problems.iter().filter(|problem| problem.loses_events) {
            damaged.push((problem.path.display().to_string(), vec![problem.fault.clone()]));
        }
        for damages in report.complaints.chunk_by(|(one, _), (next, _)| one == next) {
            let faults = damages.iter().map(|(_, damage)| damage.to_string()).collect();
            let input = damages.first().map_or(usize::MAX, |(input, _)| *input);
            damaged.push((tell::name_of(input, inputs), faults));
        }
        Reading {
            files: report.files.json(),
            kinds: report.files.in_words(),
            rejected: report.rejected,
            unreadable: report.unreadable,
            damaged,
        }
    }
}

/// How many events of each account, or of each region, there are.
pub(super) fn ranked(
    places: &[(AccountAndRegion, Place)],
    of: impl Fn(&AccountAndRegion) -> Option<&[u8]>,
) -> Top {
    let mut ranking = Ranking::default();
    for (key, place) in places {
        if let Some(value) = of(key) {
            ranking.add(value, place.span);
        }
    }
    ranking.top(usize::MAX)
}

/// More of one kind are counted and not named.
const NAMED_MAX: usize = 6;

impl Evidence {
    /// Line by line, for a page.
    pub(super) fn facts(&self, zone: Zone) -> Vec<Fact> {
        let mut facts = vec![("files", self.reading.kinds.clone())];
        for (path, faults) in self.reading.damaged.iter().take(NAMED_MAX) {
            facts.push(("damaged", format!("{path}: {}", faults.join("; "))));
        }
        let unnamed = self.reading.damaged.len().saturating_sub(NAMED_MAX);
        if unnamed > 0 {
            facts.push(("", format!("and {} more", counted(unnamed as u64, "damaged file"))));
        }
        facts.push(("events", self.events_in_words()));
        if self.events.count == 0 {
            return facts;
        }
        facts.push(("copies", self.copies_in_words()));
        facts.push(("time", self.time_in_words(zone)));
        let total = self.events.count;
        facts.push(("accounts", in_words(&self.accounts, total)));
        facts.push(("regions", in_words(&self.regions, total)));
        facts.push(("categories", in_words(&self.categories, total)));
        let absent = self.absent();
        if !absent.is_empty() {
            let matching = if self.is_filtered() { " among those that match" } else { "" };
            let absent = absent.join(", ");
            facts.push(("absent", format!("no events marked {absent}{matching}")));
        }
        // Only of all events of a log can it be said what the log has not.
        let is_all = !self.is_filtered() && self.categories.events == total;
        if is_all && absent.contains(&"Data") {
            let meaning = "reads and writes of objects, items and secrets' contents in services \
                           with data events are not in these logs";
            facts.push(("", meaning.to_owned()));
        }
        facts
    }

    /// Whether there are events that were not asked for.
    pub(super) fn is_filtered(&self) -> bool {
        self.reading.rejected > 0
    }

    fn events_in_words(&self) -> String {
        let Reading { rejected, unreadable, .. } = self.reading;
        let events = grouped(self.events.count);
        let all = grouped(self.events.count + rejected + self.copies_dropped);
        let matching = if rejected > 0 { format!("{events} that match, of {all}") } else { events };
        joined([Some(matching), more(unreadable, "unreadable record", "besides")])
    }

    fn copies_in_words(&self) -> String {
        let copies = match (self.copies, self.copies_dropped) {
            (0, 0) => "none: no two events have the same eventID and recipient account".to_owned(),
            (0, dropped) => {
                format!("{} left out: same eventID and recipient account", grouped(dropped))
            }
            (copies, _) => format!(
                "{} of the events are copies of others (same eventID and recipient account); \
                 --dedup leaves them out",
                grouped(copies)
            ),
        };
        joined([Some(copies), more(self.without_event_id, "event", "without an eventID")])
    }

    fn time_in_words(&self, zone: Zone) -> String {
        let span = match (self.events.first, self.events.last) {
            (Some(first), Some(last)) => {
                let long = (last - first).num_minutes();
                let (days, hours, minutes) = (long / 1440, long / 60 % 24, long % 60);
                let long = match (days, hours) {
                    (0, 0) => format!("{minutes} min"),
                    (0, _) => format!("{hours} h {minutes} min"),
                    _ => format!("{} d {hours} h", grouped(days.unsigned_abs())),
                };
                format!("{} to {} ({long})", zone.show(first), zone.show(last))
            }
            _ => "unknown".to_owned(),
        };
        joined([Some(span), more(self.without_time, "event", "without a usable eventTime")])
    }

    /// Categories that AWS documents and no event has (*`CloudTrail` record contents*).
    fn absent(&self) -> Vec<&'static str> {
        let categories = ["Management", "Data", "NetworkActivity", "Insight"];
        let is_there = |category: &&str| {
            let is = |ranked: &Ranked| ranked.value.eq_ignore_ascii_case(category);
            self.categories.first.iter().any(is)
        };
        categories.into_iter().filter(|category| !is_there(category)).collect()
    }

    pub(super) fn json(&self, zone: Zone) -> Value {
        let damaged = self.reading.damaged.iter();
        let damaged = damaged.map(|(path, faults)| json!({"path": path, "faults": faults}));
        let events = json!({
            "damaged_files": damaged.collect::<Vec<_>>(),
            "events": self.events.count,
            "rejected": self.reading.rejected,
            "unreadable": self.reading.unreadable,
            "copies": self.copies,
            "copies_dropped": self.copies_dropped,
            "without_time": self.without_time,
            "without_event_id": self.without_event_id,
            "first_seen": self.events.first.map(|time| zone.show(time)),
            "last_seen": self.events.last.map(|time| zone.show(time)),
            "accounts": values(&self.accounts, "account", zone),
            "regions": values(&self.regions, "region", zone),
            "categories": values(&self.categories, "category", zone),
            "categories_absent": self.absent(),
        });
        let mut all = self.reading.files.clone();
        if let (Some(all), Value::Object(events)) = (all.as_object_mut(), events) {
            all.extend(events);
        }
        all
    }
}

/// `2: a (10), b (3); 1 event without`.
fn in_words(top: &Top, total: u64) -> String {
    if top.different == 0 {
        return "none recorded".to_owned();
    }
    let named = |one: &Ranked| format!("{} ({})", one.value, grouped(one.span.count));
    let named: Vec<String> = top.first.iter().take(NAMED_MAX).map(named).collect();
    let beyond = top.different.saturating_sub(NAMED_MAX);
    let beyond = match beyond {
        0 => String::new(),
        _ => format!(" and {} more", grouped(beyond as u64)),
    };
    let all = format!("{}: {}{beyond}", grouped(top.different as u64), named.join(", "));
    joined([Some(all), more(total.saturating_sub(top.events), "event", "without")])
}

/// So many more things, if there are any.
fn more(number: u64, noun: &str, words: &str) -> Option<String> {
    (number > 0).then(|| format!("{} {words}", counted(number, noun)))
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn values(top: &Top, key: &str, zone: Zone) -> Vec<Value> {
    let value = |ranked: &Ranked| {
        json!({
            key: ranked.value,
            "count": ranked.span.count,
            "first_seen": ranked.span.first.map(|time| zone.show(time)),
            "last_seen": ranked.span.last.map(|time| zone.show(time)),
        })
    };
    top.first.iter().map(value).collect()
}
