//! Stretches of time of one length, as a clock on the wall has them: `5m`, `1h`, `1d`, `1w`.
//!
//! They begin at round times of the zone: an hour at its first minute, a day at midnight, a week on
//! Monday. Where a zone moves its clocks, a day has 23 or 25 hours, and hours stay hours. (Where it
//! moves them by half an hour, as Lord Howe Island alone does every year, two hours overlap.)

use chrono::{
    DateTime, Datelike as _, Days, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone,
};

use super::{Timestamp, Zone};
use crate::wrong::Wrong;

/// The length of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Every {
    /// Divides an hour.
    Seconds(i64),
    /// Is longer, divides a day, and counts from midnight.
    PartOfDay(i64),
    Days(i64),
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Every {
    /// Reads a number with a unit.
    pub(crate) fn parse(typed: &str) -> Result<Every, Wrong> {
        let wrong = |fault: &str| {
            Wrong::new(format!("`{typed}`"), fault).hint(
                "use a length that divides an hour or a day, or whole days: 30s, 1m, 5m, 15m, 1h, \
                 6h, 1d, 1w",
            )
        };
        let text = typed.trim();
        let unit = text.chars().last().unwrap_or_default();
        let number = text.strip_suffix(unit).and_then(|number| number.parse::<i64>().ok());
        let number = number.filter(|number| (1..=DAY).contains(number));
        let (Some(number), Some(unit)) = (number, seconds_of(unit)) else {
            return Err(wrong("not a length of time"));
        };
        match number * unit {
            seconds if seconds % DAY == 0 => Ok(Every::Days(seconds / DAY)),
            seconds if HOUR % seconds == 0 => Ok(Every::Seconds(seconds)),
            seconds if seconds > HOUR && DAY % seconds == 0 => Ok(Every::PartOfDay(seconds)),
            _ => Err(wrong("divides no hour and no day")),
        }
    }

    /// When the stretch that holds an instant began.
    pub(crate) fn start(self, time: Timestamp, zone: Zone) -> Timestamp {
        let local = zone.local(time);
        if let Every::Seconds(seconds) = self {
            // By seconds since the epoch, moved by the zone's offset: where clocks go back, the
            // hour that comes twice is two.
            let offset = i64::from(local.offset().fix().local_minus_utc());
            let start = floor(time.timestamp() + offset, seconds) - offset;
            return DateTime::from_timestamp(start, 0).unwrap_or(time);
        }
        // Where the clock skips its beginning, a stretch begins when the clock goes on.
        let instant = |begun| zone.instant(begun).filter(|start| *start <= time).unwrap_or(time);
        let start = instant(self.begun_by_the_clock(local.naive_local()));
        if zone.local(start).offset() == local.offset() {
            return start;
        }
        // Clocks have moved since. An hour that comes twice belongs to the stretch that went on
        // when it came again, so all of the day are gone through.
        let midnight = local.naive_local().date().and_time(NaiveTime::MIN);
        let mut start = start.min(instant(midnight));
        while let Some(next) = self.next(start, zone).filter(|next| *next <= time) {
            start = next;
        }
        start
    }

    /// When the stretch behind the one that began then begins.
    pub(crate) fn next(self, start: Timestamp, zone: Zone) -> Option<Timestamp> {
        let begun = || self.begun_by_the_clock(zone.local(start).naive_local());
        match self {
            Every::Seconds(seconds) => start.checked_add_signed(TimeDelta::try_seconds(seconds)?),
            Every::PartOfDay(seconds) => {
                zone.instant(begun().checked_add_signed(TimeDelta::try_seconds(seconds)?)?)
            }
            Every::Days(days) => {
                zone.instant(begun().checked_add_days(Days::new(days.unsigned_abs()))?)
            }
        }
        .filter(|next| *next > start)
    }

    /// The round time by the clock at or before another.
    fn begun_by_the_clock(self, local: NaiveDateTime) -> NaiveDateTime {
        let midnight = local.date().and_time(NaiveTime::MIN);
        match self {
            Every::Seconds(seconds) | Every::PartOfDay(seconds) => {
                let into = (local - midnight).num_seconds();
                midnight + TimeDelta::seconds(floor(into, seconds))
            }
            Every::Days(days) => {
                // Days are counted from one that was a Monday.
                let day = i64::from(local.date().num_days_from_ce()) - 1;
                let over = Days::new(day.rem_euclid(days).unsigned_abs());
                midnight.checked_sub_days(over).unwrap_or(midnight)
            }
        }
    }
}

fn seconds_of(unit: char) -> Option<i64> {
    Some(match unit {
        's' => 1,
        'm' => 60,
        'h' => HOUR,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    })
}

fn floor(number: i64, step: i64) -> i64 {
    number.div_euclid(step) * step
}

impl Zone {
    /// The first instant at which clocks in this zone show a time, or the first after it, where the
    /// clock skips it.
    fn instant(self, local: NaiveDateTime) -> Option<Timestamp> {
        match self {
            Zone::Utc => Some(local.and_utc()),
            Zone::Local => first_instant(&chrono::Local, local),
            Zone::Offset(offset) => first_instant(&offset, local),
            Zone::Named(zone) => first_instant(&zone, local),
        }
    }
}

/// Clocks skip an hour or two at most, and once a whole day (Samoa, 2011); they may go on at any
/// minute (03:45 on Chatham Island).
fn first_instant(zone: &impl TimeZone, local: NaiveDateTime) -> Option<Timestamp> {
    (0..=24 * 60).find_map(|minutes| {
        let later = local.checked_add_signed(TimeDelta::minutes(minutes))?;
        Some(zone.from_local_datetime(&later).earliest()?.to_utc())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::parse;

    #[track_caller]
    fn check(every: &str, zone: &str, time: &str, start: &str, next: &str) {
        let (every, zone) = (Every::parse(every), Zone::parse(zone));
        let (every, zone) = (every.expect("a length"), zone.expect("a zone"));
        let begun = every.start(parse(time).expect("a time"), zone);
        assert_eq!(zone.show(begun), start);
        assert_eq!(every.next(begun, zone).map(|next| zone.show(next)).as_deref(), Some(next));
    }

    #[test]
    fn stretches_begin_at_round_times() {
        check("5m", "UTC", "2024-05-01T09:59:59Z", "2024-05-01T09:55:00Z", "2024-05-01T10:00:00Z");
        check("1h", "UTC", "2024-05-01T09:59:59Z", "2024-05-01T09:00:00Z", "2024-05-01T10:00:00Z");
        check("6h", "UTC", "2024-05-01T09:59:59Z", "2024-05-01T06:00:00Z", "2024-05-01T12:00:00Z");
        check("1d", "UTC", "2024-05-01T09:59:59Z", "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z");
        // A Wednesday.
        check("1w", "UTC", "2024-05-01T09:59:59Z", "2024-04-29T00:00:00Z", "2024-05-06T00:00:00Z");
        check("90m", "UTC", "1969-12-31T23:59:59Z", "1969-12-31T22:30:00Z", "1970-01-01T00:00:00Z");
        check(
            "1h",
            "+05:30",
            "2024-05-01T09:59:59Z",
            "2024-05-01T15:00:00+05:30",
            "2024-05-01T16:00:00+05:30",
        );
    }

    #[test]
    fn a_day_on_which_clocks_move_is_a_day_and_an_hour_is_an_hour() {
        let berlin = "Europe/Berlin";
        let day = |time, start, next| check("1d", berlin, time, start, next);
        day("2024-03-31T12:00:00Z", "2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00");
        day("2024-10-27T12:00:00Z", "2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00");
        let hour = |time, start, next| check("1h", berlin, time, start, next);
        hour("2024-10-27T00:30:00Z", "2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00");
        hour("2024-10-27T01:30:00Z", "2024-10-27T02:00:00+01:00", "2024-10-27T03:00:00+01:00");
        // The hour that comes twice is a part of what had begun before it.
        check(
            "90m",
            "America/New_York",
            "2024-11-03T06:10:00Z",
            "2024-11-03T01:30:00-04:00",
            "2024-11-03T03:00:00-05:00",
        );
        // No midnight on this day in Beirut.
        let beirut = "Asia/Beirut";
        check(
            "1d",
            beirut,
            "2024-03-31T10:00:00Z",
            "2024-03-31T01:00:00+03:00",
            "2024-04-01T00:00:00+03:00",
        );
    }

    #[test]
    fn a_stretch_whose_beginning_is_skipped_begins_at_the_minute_when_the_clock_goes_on() {
        // From 02:45 to 03:45, and from 00:01 to 03:01.
        check(
            "90m",
            "Pacific/Chatham",
            "2024-09-28T14:10:00Z",
            "2024-09-29T03:45:00+13:45",
            "2024-09-29T04:30:00+13:45",
        );
        check(
            "2h",
            "Antarctica/Casey",
            "2020-10-03T16:20:00Z",
            "2020-10-04T03:01:00+11:00",
            "2020-10-04T04:00:00+11:00",
        );
    }

    #[test]
    fn what_does_not_fit_a_day_is_refused() {
        for typed in
            ["", "m", "0m", "-5m", "7m", "45m", "5h", "1y", "1.5h", "99999999999999999999h", "é"]
        {
            assert!(Every::parse(typed).is_err(), "{typed}");
        }
        assert_eq!(Every::parse("24h"), Ok(Every::Days(1)));
        assert_eq!(Every::parse("60m"), Ok(Every::Seconds(3600)));
    }

    proptest! {
        #[test]
        fn every_instant_is_in_one_stretch_and_no_stretch_overlaps_another(
            seconds in 0_i64..4_000_000_000,
            every in prop::sample::select(vec!["30s", "5m", "1h", "90m", "2h", "6h", "12h", "1d", "3d", "1w"]),
            zone in prop::sample::select(vec![
                "UTC", "+05:45", "Europe/Berlin", "America/Sao_Paulo", "America/New_York",
                "Asia/Beirut", "Pacific/Apia", "Pacific/Chatham", "Antarctica/Casey",
            ]),
            // Clocks went back and forth then, in each of them.
            near in prop::option::of((prop::sample::select(vec![
                "2024-11-03T06:00:00Z", "2024-03-10T07:00:00Z", "2024-10-27T01:00:00Z",
                "2024-03-31T01:00:00Z", "2018-02-18T02:00:00Z", "2018-11-04T03:00:00Z",
                "2024-03-30T22:00:00Z", "2024-10-26T21:00:00Z", "2011-12-30T10:00:00Z",
                "2024-09-28T14:00:00Z", "2020-10-03T16:01:00Z",
            ]), -20_000_i64..20_000)),
        ) {
            let (every, zone) = (Every::parse(every).expect("one"), Zone::parse(zone).expect("one"));
            let seconds = near.map_or(seconds, |(moved, by)| {
                parse(moved).expect("a time").timestamp() + by
            });
            let time = DateTime::from_timestamp(seconds, 0).expect("a time");
            let start = every.start(time, zone);
            let next = every.next(start, zone).expect("a next");
            prop_assert!(start <= time && time < next, "{} {} {}", start, time, next);
            prop_assert_eq!(every.start(start, zone), start);
            prop_assert_eq!(every.start(next, zone), next);
            let last = next - TimeDelta::seconds(1);
            prop_assert_eq!(every.start(last, zone), start);
        }
    }
}
