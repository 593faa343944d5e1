//! Which hours have events and which have none, for each account and region.

use std::collections::HashMap;

use serde_json::{Value as Json, json};

use crate::{
    aggregate::{
        coverage::{AccountAndRegion, Gap, Hours, Place, begins, hour_behind, hour_of},
        ended::Ended,
        span::Span,
    },
    sink::{
        sheet::{Sheet, Value},
        table::Column,
    },
    time::{TimeRange, Zone},
};

/// The hours of every account and region, between the same first and last.
pub(super) struct Covered {
    /// The first hour, and the one behind the last.
    from: i64,
    until: i64,
    pub(super) rows: Vec<Row>,
}

/// An account with all its regions, or one of these.
pub(super) struct Row {
    account: Option<String>,
    region: Option<String>,
    /// Whether it stands for all regions of the account.
    is_whole: bool,
    span: Span,
    files: Option<u64>,
    hours: Hours,
}

/// What stands for all regions of an account.
const ALL_REGIONS: &str = "(all)";

impl Covered {
    /// The hours that were asked for, or else those from the first event to the last.
    pub(super) fn of(places: Vec<(AccountAndRegion, Place)>, asked: TimeRange) -> Covered {
        let mut all = Hours::default();
        places.iter().for_each(|(_, place)| all.join(&place.hours));
        let ends = all.ends();
        let (since, until) = asked.bounds();
        let from = since.map(hour_of).or(ends.map(|(first, _)| first));
        // An hour that was asked for in part counts.
        let until = until.map(hour_behind).or(ends.map(|(_, behind)| behind));
        let (from, until) = from.zip(until).unwrap_or_default();
        Covered { from, until, rows: rows(places) }
    }

    /// How many hours there are.
    pub(super) fn hours(&self) -> u64 {
        u64::try_from(self.until - self.from).unwrap_or_default()
    }

    /// The longest gaps in which an account has no event in any region.
    pub(super) fn gaps(&self, top: usize) -> (usize, Sheet) {
        let whole = self.rows.iter().filter(|row| row.is_whole);
        let mut gaps: Vec<(Gap, &Row)> = whole
            .flat_map(|row| self.gaps_of(row).into_iter().map(move |gap| (gap, row)))
            .collect();
        gaps.sort_by_key(|(gap, row)| (std::cmp::Reverse(gap.hours()), gap.from, &row.account));
        let columns = vec![
            Column::number("hours", false),
            Column::text("account", false),
            Column::text("from", false),
            Column::text("until", true),
        ];
        let row = |(gap, row): &(Gap, &Row)| {
            let times = gap.times();
            vec![
                Value::Count(gap.hours()),
                row.account.clone().into(),
                times.map(|(from, _)| from).into(),
                times.map(|(_, until)| until).into(),
            ]
        };
        (gaps.len(), Sheet { columns, rows: gaps.iter().take(top).map(row).collect() })
    }

    fn gaps_of(&self, row: &Row) -> Vec<Gap> {
        row.hours.gaps(self.from, self.until)
    }

    /// The table on a page: the first rows.
    pub(super) fn sheet(&self, most: usize) -> Sheet {
        let columns = vec![
            Column::text("account", false),
            Column::text("region", false),
            Column::number("files", true),
            Column::number("events", false),
            Column::number("hours", false),
            Column::number("without", true),
            Column::number("longest_gap", true),
        ];
        let row = |row: &Row| {
            let gaps = self.gaps_of(row);
            let longest = gaps.into_iter().map(Gap::hours).max().unwrap_or_default();
            let with = row.hours.count();
            vec![
                row.account.clone().into(),
                row.region_in_words().map(str::to_owned).into(),
                row.files.map_or(Value::Absent, Value::Count),
                Value::Count(row.span.count),
                Value::Count(with),
                Value::Count(self.hours().saturating_sub(with)),
                Value::Count(longest),
            ]
        };
        Sheet { columns, rows: self.rows.iter().take(most).map(row).collect() }
    }

    /// How much of each stretch of a row's lane is covered, and how many hours a stretch has.
    pub(super) fn lane(&self, row: usize, room: u16) -> (Vec<Ended>, u64) {
        let hours = usize::try_from(self.hours()).unwrap_or(usize::MAX);
        let each = hours.div_ceil(usize::from(room.max(1))).max(1);
        let Some(row) = self.rows.get(row) else { return (Vec::new(), 1) };
        let each = i64::try_from(each).unwrap_or(i64::MAX);
        let mut lane = Vec::new();
        let mut from = self.from;
        while from < self.until {
            let until = from.saturating_add(each).min(self.until);
            // The last may have fewer hours, and is as high as the others if all are covered.
            let covered = row.hours.covered(from, until) * each.unsigned_abs();
            let ok = covered.div_ceil((until - from).unsigned_abs());
            lane.push(Ended { ok, ..Ended::default() });
            from = until;
        }
        (lane, each.unsigned_abs())
    }

    /// When the lanes begin, and how many hours a character of them is.
    pub(super) fn axis(&self, room: u16, zone: Zone) -> String {
        let (_, each) = self.lane(0, room);
        let first = begins(self.from).map_or(String::new(), |time| zone.show(time));
        let words = format!("{first}  {each} h each");
        let fits = |text: &String| text.chars().count() <= usize::from(room);
        [words, first].into_iter().find(fits).unwrap_or_default()
    }

    pub(super) fn json(&self, zone: Zone) -> Json {
        let shown = |hour| begins(hour).map(|time| zone.show(time));
        let gap = |gap: Gap| json!({"from": shown(gap.from), "until": shown(gap.until), "hours": gap.hours()});
        let row = |row: &Row| {
            let with = row.hours.count();
            json!({
                "account": row.account,
                "region": row.region,
                "all_regions": row.is_whole,
                "files": row.files,
                "events": row.span.count,
                "first_seen": row.span.first.map(|time| zone.show(time)),
                "last_seen": row.span.last.map(|time| zone.show(time)),
                "hours_with": with,
                "hours_without": self.hours().saturating_sub(with),
                "gaps": self.gaps_of(row).into_iter().map(gap).collect::<Vec<_>>(),
            })
        };
        json!({
            "from": (self.hours() > 0).then(|| shown(self.from)).flatten(),
            "until": (self.hours() > 0).then(|| shown(self.until)).flatten(),
            "hours": self.hours(),
            "places": self.rows.iter().map(row).collect::<Vec<_>>(),
        })
    }
}

impl Row {
    /// A row for all regions of an account, before any is added.
    fn whole(account: Option<String>) -> Row {
        let (span, hours) = (Span::default(), Hours::default());
        Row { account, region: None, is_whole: true, span, files: None, hours }
    }

    fn region_in_words(&self) -> Option<&str> {
        if self.is_whole { Some(ALL_REGIONS) } else { self.region.as_deref() }
    }
}

/// Account by account, each with its regions behind it; those with the most events first.
fn rows(places: Vec<(AccountAndRegion, Place)>) -> Vec<Row> {
    let mut accounts: Vec<(Row, Vec<Row>)> = Vec::new();
    let mut numbers: HashMap<Option<String>, usize> = HashMap::new();
    for ((account, region), place) in places {
        let in_words =
            |text: Option<Box<[u8]>>| text.map(|text| String::from_utf8_lossy(&text).into_owned());
        let account = in_words(account);
        let Place { span, hours, files, .. } = place;
        let at = *numbers.entry(account.clone()).or_insert_with(|| {
            accounts.push((Row::whole(account.clone()), Vec::new()));
            accounts.len() - 1
        });
        let (whole, regions) = &mut accounts[at];
        whole.span.join(span);
        whole.hours.join(&hours);
        let region = in_words(region);
        regions.push(Row { account, region, is_whole: false, span, files: Some(files), hours });
    }
    accounts.sort_by(|(one, _), (other, _)| {
        let by_count = other.span.count.cmp(&one.span.count);
        let key = |row: &Row| (row.account.is_none(), row.account.clone());
        by_count.then_with(|| key(one).cmp(&key(other)))
    });
    accounts.into_iter().flat_map(|(whole, regions)| [whole].into_iter().chain(regions)).collect()
}
