//! What pieces are ordered by: the time of their event, then its ID.
//!
//! A rank is a number that rises in the order asked for, so that one comparison serves every order,
//! in memory and in a file. What has no time comes last in either direction.

use crate::time::Timestamp;

/// Where a piece stands; lower comes first. Equal ones are told apart by the whole event ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    seconds: u64,
    nanoseconds: u32,
    /// The event ID's first bytes: many events share a second, and this saves looking up nearly
    /// all of their IDs.
    event_id_head: u32,
}

/// How many bytes a rank takes in a file.
pub(super) const RANK_BYTES: usize = 16;

impl Rank {
    pub(crate) fn oldest_first(time: Option<Timestamp>, event_id: &str) -> Rank {
        let (seconds, nanoseconds) = time.map_or((u64::MAX, u32::MAX), rising);
        Rank { seconds, nanoseconds, event_id_head: head(event_id) }
    }

    pub(crate) fn newest_first(time: Option<Timestamp>, event_id: &str) -> Rank {
        let (seconds, nanoseconds) = time.map_or((u64::MAX, u32::MAX), |time| {
            let (seconds, nanoseconds) = rising(time);
            (!seconds, !nanoseconds)
        });
        Rank { seconds, nanoseconds, event_id_head: head(event_id) }
    }

    pub(super) fn to_bytes(self) -> [u8; RANK_BYTES] {
        let low = u64::from(self.nanoseconds) << 32 | u64::from(self.event_id_head);
        (u128::from(self.seconds) << 64 | u128::from(low)).to_be_bytes()
    }

    pub(super) fn of_bytes(bytes: [u8; RANK_BYTES]) -> Rank {
        let [a, b, c, d, e, f, g, h, i, j, k, l, rest @ ..] = bytes;
        Rank {
            seconds: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
            nanoseconds: u32::from_be_bytes([i, j, k, l]),
            event_id_head: u32::from_be_bytes(rest),
        }
    }
}

/// Numbers that rise with time, before 1970 too. A leap second has more than 10⁹ nanoseconds.
fn rising(time: Timestamp) -> (u64, u32) {
    (time.timestamp().cast_unsigned() ^ 1 << 63, time.timestamp_subsec_nanos())
}

/// Zeros stand in for what a short ID lacks; where they decide nothing, the whole ID does.
fn head(event_id: &str) -> u32 {
    let mut head = [0; 4];
    for (to, from) in head.iter_mut().zip(event_id.bytes()) {
        *to = from;
    }
    u32::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse;

    #[test]
    fn ranks_rise_with_time_or_fall_and_what_has_no_time_is_last() {
        let times = [
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.5Z",
            "1970-01-01T00:00:00Z",
            "2016-12-31T23:59:59.999999999Z",
            "2016-12-31T23:59:60.5Z",
            "2017-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ];
        let times = times.map(|time| Some(parse(time).expect("a time")));
        assert!(times.is_sorted());
        let rising = times.map(|time| Rank::oldest_first(time, "id"));
        let falling = times.map(|time| Rank::newest_first(time, "id"));
        assert!(rising.is_sorted_by(|left, right| left < right));
        assert!(falling.is_sorted_by(|left, right| left > right));
        for rank in rising {
            assert!(rank < Rank::oldest_first(None, ""));
            assert_eq!(Rank::of_bytes(rank.to_bytes()), rank);
        }
        for rank in falling {
            assert!(rank < Rank::newest_first(None, ""));
            assert_eq!(Rank::of_bytes(rank.to_bytes()), rank);
        }
    }

    #[test]
    fn at_one_time_the_event_id_decides_as_text_does() {
        let ids = ["", "\0", "a", "a\0", "aa", "abcd", "abcde", "abcz", "b", "ä"];
        assert!(ids.is_sorted());
        let ranks = ids.map(|id| Rank::newest_first(None, id));
        assert!(ranks.is_sorted());
    }
}
