//! Times, as questions and events write them.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;

use super::identity::text;

/// The time that `--since` and its kin are given.
pub(crate) fn asked(words: &str) -> Option<DateTime<Utc>> {
    point(words).or_else(|| Some(now() - age(words)?))
}

/// A point in time; UTC, where no zone is given.
pub(crate) fn point(words: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(words) {
        return Some(time.to_utc());
    }
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let in_form = |form: &&str| NaiveDateTime::parse_from_str(words, form).ok();
    let date = || NaiveDate::parse_from_str(words, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    Some(forms.iter().find_map(in_form).or_else(date)?.and_utc())
}

/// When an event happened, if it says so.
pub(crate) fn of_event(record: &Value) -> Option<DateTime<Utc>> {
    point(text(record, "eventTime")?)
}

fn now() -> DateTime<Utc> {
    point("2024-05-08T00:00:00Z").expect("the harness's clock")
}

fn age(words: &str) -> Option<Duration> {
    let unit = words.chars().last()?;
    let number: i64 = words.strip_suffix(unit)?.parse().ok()?;
    Some(match unit {
        'm' => Duration::minutes(number),
        'h' => Duration::hours(number),
        'd' => Duration::days(number),
        'w' => Duration::weeks(number),
        _ => return None,
    })
}
