//! Times beside what chrono reads, what is shown of them, and the stretches they are put into.
//!
//! Only tests and fuzzing have this.

use chrono::{DateTime, Datelike as _, TimeDelta};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{Every, Timestamp, Zone, parse, parse_bound};

/// Years in which the property holds that every instant is in one stretch: `CloudTrail` began in
/// 2013, and what clocks do after 2037 no table knows.
const YEARS: std::ops::Range<i32> = 2013..2038;

/// Zones that have moved their clocks by half an hour in these years, so that hours may overlap.
const HALF_HOURS: [&str; 5] = [
    "America/Caracas",
    "Asia/Pyongyang",
    "Australia/Lord_Howe",
    "Australia/LHI",
    "Pacific/Norfolk",
];

/// Reads a time in the first line, a length in the second and a time zone in the third. Panics
/// where a time is read as another, is shown as another, or lies outside its stretch.
pub(crate) fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n');
    let [typed, every, zone] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let zone = zone_of(zone);
    let every = Every::parse(every).unwrap_or(Every::Days(1));
    let read = parse(typed);
    if let Ok(expected) = DateTime::parse_from_rfc3339(typed.trim()) {
        let expected = expected.to_utc();
        assert_eq!(
            read,
            Some(expected).filter(|time| (0..=9999).contains(&time.year())),
            "{typed}"
        );
    }
    let written = zone.show_written(typed.into());
    assert!(read.is_some() || written == typed, "{typed}: {written}");
    if let Some(time) = read {
        check_shown(time, zone);
        check_stretch(time, every, zone);
    }
    let now = parse("2024-05-08T00:00:00Z").unwrap_or_default();
    if let Ok(bound) = parse_bound(typed, now) {
        let age = || {
            let (number, unit) = typed.trim().split_at_checked(typed.trim().len() - 1)?;
            let units = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)];
            let (_, seconds) = units.into_iter().find(|(name, _)| *name == unit)?;
            now.checked_sub_signed(TimeDelta::try_seconds(number.parse::<i64>().ok()? * seconds)?)
        };
        let is_now = typed.trim().eq_ignore_ascii_case("now");
        assert_eq!(Some(bound), read.or_else(|| if is_now { Some(now) } else { age() }), "{typed}");
        check_shown(bound, zone);
        check_stretch(bound, every, zone);
    }
}

/// A time zone as it is typed. Any long text is one: to advise on a name that nearly is one takes
/// a hundred times as long as all the rest here.
fn zone_of(typed: &str) -> Zone {
    if typed.len() <= "+05:45".len() {
        return Zone::parse(typed).unwrap_or(Zone::Utc);
    }
    let any = typed.bytes().map(usize::from).sum::<usize>() % TZ_VARIANTS.len();
    let named = TZ_VARIANTS.iter().find(|zone| zone.name() == typed);
    Zone::Named(*named.unwrap_or(&TZ_VARIANTS[any]))
}

/// What is shown is read as the same instant, as far as it can be written: years have four digits,
/// and offsets no seconds.
fn check_shown(time: Timestamp, zone: Zone) {
    let local = zone.local(time);
    let (shown, hour, day) = (zone.show(time), zone.show_hour(time), zone.show_day(time));
    // What begins before the first year, or ends behind the last, cannot be read.
    if !(1..=9998).contains(&time.year()) || local.offset().local_minus_utc() % 60 != 0 {
        return;
    }
    assert_eq!(parse(&shown), Some(time), "{shown}");
    let is_within = |start: &str, length| {
        parse(start).is_some_and(|start| start <= time && time < start + length)
    };
    assert!(is_within(&hour, TimeDelta::hours(1)), "{hour}: {shown}");
    let midnight = format!("{day}T00:00:00{}", local.offset());
    assert!(is_within(&midnight, TimeDelta::days(1)), "{midnight}: {shown}");
}

/// A stretch holds what is put into it, and its neighbours touch it.
fn check_stretch(time: Timestamp, every: Every, zone: Zone) {
    let start = every.start(time, zone);
    let next = every.next(start, zone);
    let moved = |zone: Tz| HALF_HOURS.contains(&zone.name());
    let may_overlap =
        matches!((every, zone), (Every::Seconds(_), Zone::Named(zone)) if moved(zone));
    if may_overlap || !YEARS.contains(&time.year()) {
        return;
    }
    let place = || format!("{every:?} {zone:?} {time}: {start} to {next:?}");
    assert!(start <= time && next.is_some_and(|next| time < next), "{}", place());
    assert_eq!(every.start(start, zone), start, "{}", place());
    if let Some(next) = next {
        assert_eq!(every.start(next, zone), next, "{}", place());
        let last = next - TimeDelta::nanoseconds(1);
        assert_eq!(every.start(last, zone), start, "{}", place());
    }
}
