//! How near two times are.
//!
//! What happens in one moment may be dated some seconds apart: by the clocks of two services, and
//! by the begin and the end of a call.

use chrono::TimeDelta;

use crate::time::Timestamp;

const MOMENT: TimeDelta = TimeDelta::seconds(5);

pub(super) fn seconds_between(one: Timestamp, other: Timestamp) -> i64 {
    (one - other).num_seconds().abs()
}

/// Whether two times are one moment; nothing is, where one of them is not known.
pub(super) fn is_one(one: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    one.zip(other).is_some_and(|(one, other)| (one - other).abs() <= MOMENT)
}

/// Times, sorted, with what belongs to each.
pub(super) type Dated = Vec<(Timestamp, u32)>;

/// Those from a moment before a time until so long behind it.
pub(super) fn around(
    dated: &Dated,
    time: Timestamp,
    behind: TimeDelta,
) -> impl Iterator<Item = (Timestamp, u32)> {
    let from = dated.partition_point(|(one, _)| *one - time < -MOMENT);
    let near = dated.get(from..).unwrap_or_default().iter().copied();
    near.take_while(move |(one, _)| *one - time <= behind.max(MOMENT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse;

    #[test]
    fn a_moment_is_some_seconds_long() {
        let at = |second: u32| parse(&format!("2024-05-01T09:00:{second:02}Z"));
        assert!(is_one(at(0), at(5)) && is_one(at(5), at(0)));
        assert!(!is_one(at(0), at(6)) && !is_one(at(0), None));
        let dated: Dated = (0..60).filter_map(|second| Some((at(second)?, second))).collect();
        let near = |behind| -> Vec<u32> {
            let time = at(30).expect("a time");
            around(&dated, time, behind).map(|(_, second)| second).collect()
        };
        assert_eq!(near(TimeDelta::zero()), (25..=35).collect::<Vec<_>>());
        assert_eq!(near(TimeDelta::seconds(20)), (25..=50).collect::<Vec<_>>());
    }
}
