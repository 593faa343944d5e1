//! Instants: reading them from logs and from what a person types, and showing them in a time zone.
//!
//! No clock is read here; whoever knows the time hands it in.

mod every;
#[cfg(any(test, fuzzing))]
pub(crate) mod obvious;

use std::borrow::Cow;

use chrono::{
    DateTime, Datelike as _, FixedOffset, Local, NaiveDate, NaiveDateTime, SecondsFormat,
    TimeDelta, Utc,
};

use crate::wrong::Wrong;
pub(crate) use every::Every;

/// An instant, to the nanosecond.
pub(crate) type Timestamp = DateTime<Utc>;

/// Local forms, tried in turn where no time zone is given; UTC is meant.
///
/// The first is CloudTrail Lake's (`2023-01-22 16:53:53.000`), the last the basic form that AWS
/// documents for `creationDate` (userIdentity page).
const FORMS_WITHOUT_ZONE: [&str; 5] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y%m%dT%H%M%SZ",
];

/// Forms with an offset that RFC 3339 has not: `+0200`, `+02`, no seconds, a blank before it.
const FORMS_WITH_OFFSET: [&str; 4] = [
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%dT%H:%M:%S%.f %#z",
    "%Y-%m-%d %H:%M %#z",
    "%Y-%m-%dT%H:%M %#z",
];

/// Reads an instant as logs and people write it; UTC where no zone is given.
///
/// Years that RFC 3339 cannot write are refused: at the ends of chrono's range, moving an instant
/// to another zone panics.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    parse_own_form(text).or_else(|| parse_any_year(text.trim()).filter(has_usual_year))
}

fn has_usual_year(time: &Timestamp) -> bool {
    (0..=9999).contains(&time.year())
}

/// Reads `YYYY-MM-DDTHH:MM:SSZ`, as CloudTrail writes nearly every time. What does not exist, and a
/// leap second, is left to chrono.
fn parse_own_form(text: &str) -> Option<Timestamp> {
    let form: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let signs = [form[4], form[7], form[10], form[13], form[16], form[19]];
    if signs != *b"--T::Z" {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = number(&form[..4])?.try_into().ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&form[5..7])?, number(&form[8..10])?)?;
    let [hour, minute, second] = [&form[11..13], &form[14..16], &form[17..19]].map(number);
    Some(date.and_hms_opt(hour?, minute?, second?)?.and_utc())
}

fn parse_any_year(text: &str) -> Option<Timestamp> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let with_offset = |form: &&str| DateTime::parse_from_str(text, form).ok();
    if let Some(time) = FORMS_WITH_OFFSET.iter().find_map(with_offset) {
        return Some(time.to_utc());
    }
    let text = text.strip_suffix("UTC").map_or(text, str::trim_end);
    let whole =
        FORMS_WITHOUT_ZONE.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let midnight = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    whole.or_else(midnight).map(|time| time.and_utc())
}

/// Reads what a person gives as a bound: an instant, or an age counted back from `now`.
pub(crate) fn parse_bound(typed: &str, now: Timestamp) -> Result<Timestamp, Wrong> {
    if typed.trim().eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    let aged = || now.checked_sub_signed(parse_age(typed)?).filter(has_usual_year);
    parse(typed).or_else(aged).ok_or_else(|| {
        Wrong::new(format!("`{typed}`"), "not a time").hint(
            "use a date (2024-05-01), a time (2024-05-01T09:00:00Z) or an age (45m, 36h, 7d, 2w)",
        )
    })
}

fn parse_age(typed: &str) -> Option<TimeDelta> {
    let typed = typed.trim();
    let unit = typed.chars().last()?;
    let number: i64 = typed.strip_suffix(unit)?.parse().ok().filter(|number| *number >= 0)?;
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        'w' => TimeDelta::try_weeks(number),
        _ => None,
    }
}

/// A stretch of time that holds its start and not its end; open where a bound is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TimeRange {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl TimeRange {
    /// Refuses a range that could hold no event.
    pub(crate) fn new(
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<TimeRange, Wrong> {
        match (since, until) {
            (Some(start), Some(end)) if start >= end => Err(Wrong::new(
                "--since, --until",
                format!("nothing lies from {} to {}", Zone::Utc.show(start), Zone::Utc.show(end)),
            )
            .hint("--since takes the earlier time and is included, --until the later and is not")),
            _ => Ok(TimeRange { since, until }),
        }
    }

    /// The bounds; the second is the first instant that is left out.
    pub(crate) fn bounds(self) -> (Option<Timestamp>, Option<Timestamp>) {
        (self.since, self.until)
    }

    pub(crate) fn is_everything(self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    pub(crate) fn holds(self, time: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= time) && self.until.is_none_or(|until| time < until)
    }
}

/// The time zone that times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    Utc,
    Local,
    Offset(FixedOffset),
    Named(chrono_tz::Tz),
}

impl Zone {
    /// Reads `UTC`, `local`, an offset (`+02:00`) or an IANA name (`Europe/Berlin`).
    pub(crate) fn parse(typed: &str) -> Result<Zone, Wrong> {
        let folded = typed.trim().to_ascii_lowercase();
        match folded.as_str() {
            "utc" | "z" => return Ok(Zone::Utc),
            "local" => return Ok(Zone::Local),
            _ => {}
        }
        if let Ok(offset) = typed.trim().parse() {
            return Ok(Zone::Offset(offset));
        }
        let named =
            chrono_tz::TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&folded));
        named.copied().map(Zone::Named).ok_or_else(|| {
            let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            Wrong::new(format!("--tz `{typed}`"), "not a time zone").hint(
                // Abbreviations are ambiguous, and a letter away from many: PST is not EST.
                crate::wrong::did_you_mean(typed, names)
                    .filter(|_| typed.len() > 4)
                    .unwrap_or_else(|| {
                        "use UTC, local, an offset (+02:00) or a name (Europe/Berlin)".to_owned()
                    }),
            )
        })
    }

    /// The instant in this zone, by RFC 3339, with as many digits behind the second as it needs.
    pub(crate) fn show(self, time: Timestamp) -> String {
        let form = SecondsFormat::AutoSi;
        self.local(time).to_rfc3339_opts(form, self == Zone::Utc)
    }

    /// The instant as clocks in this zone show it.
    pub(crate) fn local(self, time: Timestamp) -> DateTime<FixedOffset> {
        match self {
            Zone::Utc => time.fixed_offset(),
            Zone::Local => time.with_timezone(&Local).fixed_offset(),
            Zone::Offset(offset) => time.with_timezone(&offset),
            Zone::Named(zone) => time.with_timezone(&zone).fixed_offset(),
        }
    }

    /// The hour that holds the instant, as it may be typed: `2024-05-01T09:00Z`.
    pub(crate) fn show_hour(self, time: Timestamp) -> String {
        let local = self.local(time).format("%Y-%m-%dT%H:00%:z").to_string();
        match local.strip_suffix("+00:00") {
            Some(hour) if self == Zone::Utc => format!("{hour}Z"),
            _ => local,
        }
    }

    /// The day that holds the instant: `2024-05-01`.
    pub(crate) fn show_day(self, time: Timestamp) -> String {
        self.local(time).format("%Y-%m-%d").to_string()
    }

    /// A time as the log writes it, moved to this zone. What is not a time is shown as it is.
    pub(crate) fn show_written(self, written: Cow<'_, str>) -> Cow<'_, str> {
        if self == Zone::Utc && written.ends_with('Z') {
            return written;
        }
        parse(&written).map_or(written, |time| Cow::Owned(self.show(time)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(typed: &str, instant: &str) {
        let now = parse("2024-05-08T00:00:00Z").expect("a time");
        let read = parse_bound(typed, now).map(|time| Zone::Utc.show(time));
        assert_eq!(read.as_deref(), Ok(instant), "{typed}");
    }

    #[test]
    fn times_are_read_as_logs_and_people_write_them() {
        check("2024-05-01T09:30:15Z", "2024-05-01T09:30:15Z");
        check("2024-05-01T09:30:15.250+02:00", "2024-05-01T07:30:15.250Z");
        check("2024-05-01", "2024-05-01T00:00:00Z");
        check("2024-05-01 09:30", "2024-05-01T09:30:00Z");
        check("2024-05-01T09:30", "2024-05-01T09:30:00Z");
        check("2024-05-01 09:30+02:00", "2024-05-01T07:30:00Z");
        check("2023-01-22 16:53:53.000", "2023-01-22T16:53:53Z");
        check("20131102T010628Z", "2013-11-02T01:06:28Z");
        check("2024-05-01T09:30:15+0200", "2024-05-01T07:30:15Z");
        check("2024-05-01 09:30:15.5 +02", "2024-05-01T07:30:15.500Z");
        check("2024-05-01T09:30Z", "2024-05-01T09:30:00Z");
        check("2024-05-01 09:30:15 UTC", "2024-05-01T09:30:15Z");
        check("now", "2024-05-08T00:00:00Z");
    }

    #[test]
    fn an_age_is_counted_back_from_now() {
        check("45m", "2024-05-07T23:15:00Z");
        check("36h", "2024-05-06T12:00:00Z");
        check("7d", "2024-05-01T00:00:00Z");
        check("2w", "2024-04-24T00:00:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let now = parse("2024-05-08").expect("a time");
        for typed in ["yesterdy", "", "d", "-7d", "7", "7y", "2024-13-01", "99999999999999w", "é"]
        {
            assert!(parse_bound(typed, now).is_err(), "{typed}");
        }
    }

    #[test]
    fn no_time_at_the_end_of_the_calendar_stops_the_program() {
        for zone in ["UTC", "local", "+14:00", "-12:00", "Europe/Berlin"] {
            let zone = Zone::parse(zone).expect("a zone");
            for year in ["+262142", "-262143", "9999", "0000", "9998", "0001"] {
                for day in ["01-01T00:00:00", "12-31T23:59:59"] {
                    let _ = zone.show_written(Cow::Owned(format!("{year}-{day}")));
                }
            }
        }
    }

    #[test]
    fn no_age_leads_to_the_end_of_the_calendar() {
        let now = parse("2024-05-08T00:30:00Z").expect("a time");
        let ended = parse_bound("96485143d", now);
        assert!(ended.is_err_and(|wrong| wrong.to_string() == "`96485143d`: not a time"));
    }

    #[test]
    fn a_range_holds_its_start_and_not_its_end() {
        let (start, end) = (parse("2024-05-01"), parse("2024-05-02"));
        let range = TimeRange::new(start, end).expect("in order");
        assert!(range.holds(start.expect("a time")));
        assert!(!range.holds(end.expect("a time")));
        assert!(TimeRange::new(end, start).is_err());
    }

    #[test]
    fn a_zone_changes_what_is_shown_but_not_what_cannot_be_read() {
        let zone = Zone::parse("europe/berlin").expect("a zone");
        assert_eq!(zone.show_written("2024-05-01T09:30:00Z".into()), "2024-05-01T11:30:00+02:00");
        assert_eq!(zone.show_written("soon".into()), "soon");
        assert_eq!(
            Zone::Utc.show_written("2024-05-01T09:30:00+02:00".into()),
            "2024-05-01T07:30:00Z"
        );
        assert_eq!(
            Zone::Utc.show_written("2024-05-01T09:30:00.000Z".into()),
            "2024-05-01T09:30:00.000Z"
        );
        assert_eq!(
            Zone::parse("-03:30")
                .map(|zone| zone.show_written("2024-05-01T00:00:00Z".into()).into_owned()),
            Ok("2024-04-30T20:30:00-03:30".to_owned())
        );
        assert!(
            Zone::parse("Europe/Berln")
                .is_err_and(|wrong| wrong.advice() == Some("did you mean `Europe/Berlin`?"))
        );
    }

    proptest! {
        #[test]
        fn the_form_of_the_logs_is_read_as_chrono_reads_it(
            usual in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
            edge in "(2023|2024|1900|0000)-02-(28|29|30)T(23|24):59:(59|60|61)Z",
            other in "[-0-9T:Z+ ]{20}",
        ) {
            for text in [usual, edge, other] {
                let read = parse_any_year(text.trim()).filter(has_usual_year);
                prop_assert_eq!(parse(&text), read);
            }
        }
    }
}
