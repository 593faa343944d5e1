//! A spool against a plain stable sort, with memory for everything, for little and for nothing.

use proptest::prelude::*;

use super::*;
use crate::time::Timestamp;

/// A piece's time, event ID and text.
type Made = (Option<i64>, String, Vec<u8>);

/// Few times and IDs, so that ties are many; IDs that begin alike; pieces of none to many bytes.
fn made() -> impl Strategy<Value = Made> {
    let piece = prop_oneof![
        4 => proptest::collection::vec(any::<u8>(), 0..20),
        1 => (0..20_000_usize, any::<u8>()).prop_map(|(length, byte)| vec![byte; length]),
    ];
    (proptest::option::of(-2..3_i64), "(abcd)?[ae\0ä]{0,2}", piece)
}

fn room(kept_bytes_max: usize) -> Room {
    Room { kept_bytes_max, scratch: tempfile::env::temp_dir() }
}

/// All that the spool gives out.
fn replayed(spool: &mut Spool) -> Result<Vec<Vec<u8>>, Wrong> {
    let mut pieces = Vec::new();
    spool.replay(|piece| {
        pieces.push(piece.to_vec());
        Ok::<(), Wrong>(())
    })?;
    Ok(pieces)
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_timestamp(seconds, 0).expect("a time")
}

proptest! {
    #[test]
    fn what_comes_out_is_what_a_stable_sort_gives(
        made in proptest::collection::vec(made(), 0..60),
        cap in prop_oneof![Just(0), Just(1), Just(500), Just(30_000), Just(usize::MAX)],
        newest_first in any::<bool>(),
        limit in proptest::option::of(1..70_u64),
    ) {
        let mut spool = Spool::new(Purpose::Sorting, room(cap), limit);
        for (seconds, event_id, piece) in &made {
            let at = seconds.map(time);
            let rank = if newest_first { Rank::newest_first } else { Rank::oldest_first };
            spool.push(rank(at, event_id), event_id, piece).expect("room");
        }
        let mut plain = made.clone();
        plain.sort_by(|(left, left_id, _), (right, right_id, _)| {
            let direction = if newest_first { -1 } else { 1 };
            let key = |seconds: &Option<i64>| seconds.map_or(i64::MAX, |time| time * direction);
            key(left).cmp(&key(right)).then_with(|| left_id.cmp(right_id))
        });
        plain.truncate(limit.map_or(usize::MAX, |limit| usize::try_from(limit).expect("small")));
        let plain: Vec<_> = plain.into_iter().map(|(_, _, piece)| piece).collect();
        prop_assert_eq!(spool.is_empty(), made.is_empty());
        // As often as asked.
        for _ in 0..2 {
            let pieces = replayed(&mut spool);
            prop_assert_eq!(pieces.as_ref(), Ok(&plain));
        }
    }
}

/// A spool of so many numbers, the last of them the first to come.
fn numbers(pieces: u32, room: Room, limit: Option<u64>) -> Result<Spool, Wrong> {
    let mut spool = Spool::new(Purpose::Sorting, room, limit);
    for number in (0..pieces).rev() {
        let rank = Rank::oldest_first(Some(time(number.into())), "id");
        spool.push(rank, "id", &number.to_le_bytes())?;
    }
    Ok(spool)
}

#[test]
fn a_small_limit_forgets_the_rest_and_needs_no_file() {
    let mut spool = numbers(50_000, room(200_000), Some(10)).expect("room");
    assert!(spool.runs.is_none());
    assert!(spool.arena.weight_bytes() < 200_000);
    let first: Vec<_> = (0..10_u32).map(|number| number.to_le_bytes().to_vec()).collect();
    assert_eq!(replayed(&mut spool), Ok(first));
}

#[test]
fn what_is_in_memory_stays_below_its_bound_and_many_runs_are_merged() {
    let mut spool = numbers(20_000, room(1000), None).expect("room");
    assert!(spool.arena.weight_bytes() <= 1000);
    let all: Vec<_> = (0..20_000_u32).map(|number| number.to_le_bytes().to_vec()).collect();
    assert_eq!(replayed(&mut spool), Ok(all));
}

#[test]
fn pieces_of_one_rank_come_out_as_they_came() {
    let mut spool = Spool::new(Purpose::Table, room(100), None);
    for number in 0..=255_u8 {
        spool.push(Rank::default(), "", &[number]).expect("room");
    }
    assert_eq!(replayed(&mut spool), Ok((0..=255).map(|number| vec![number]).collect()));
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_with_a_way_out() {
    let nowhere = Room { kept_bytes_max: 100, scratch: "/no/such/directory".into() };
    let wrong = numbers(100, nowhere, None).expect_err("no directory");
    assert_eq!(
        wrong.to_string(),
        "sorting: cannot create a temporary file in /no/such/directory: no such file or directory"
    );
    assert!(wrong.advice().is_some_and(|hint| hint.contains("--since, --limit, --sort none")));
}

#[cfg(unix)]
#[test]
fn what_waits_in_a_file_has_no_name_that_an_interrupt_could_leave_behind() {
    let scratch = tempfile::tempdir().expect("a directory");
    let room = Room { kept_bytes_max: 1000, scratch: scratch.path().to_owned() };
    let mut spool = numbers(20_000, room, None).expect("room");
    assert!(spool.runs.is_some());
    assert_eq!(std::fs::read_dir(scratch.path()).expect("read").count(), 0);
    assert_eq!(replayed(&mut spool).map(|pieces| pieces.len()), Ok(20_000));
}

#[test]
fn a_file_that_is_not_as_it_was_written_is_an_error() {
    let mut cut = numbers(1000, room(10_000), None).expect("room");
    assert_eq!(replayed(&mut cut).map(|pieces| pieces.len()), Ok(1000));
    cut.runs.as_ref().expect("a run").cut_to(5000);
    let wrong = replayed(&mut cut).expect_err("cut");
    assert!(wrong.to_string().ends_with(": it was cut short"), "{wrong}");

    let mut spoiled = numbers(1000, room(10_000), None).expect("room");
    // The length of the first event ID.
    spoiled.runs.as_mut().expect("a run").overwrite(16, &[0xff; 8]);
    let wrong = replayed(&mut spoiled).expect_err("spoiled");
    assert!(wrong.to_string().ends_with(": it was changed meanwhile"), "{wrong}");
}
