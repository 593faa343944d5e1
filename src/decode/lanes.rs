//! Reads the same bytes in two ways, by outlines and by parsing, which must come to the same.
//!
//! Only tests and fuzzing have this.

use std::{
    fmt::Debug,
    io::{self, Cursor, Read},
    ops::ControlFlow,
};

use super::{Arrival, Decoder, Hint, outline::obvious, simd::Level};
use crate::event::Record;

/// What one way of reading came to, in words, so that all of it is compared and what differs is
/// seen.
#[derive(Debug, Default, PartialEq, Eq)]
struct Account {
    /// Of each record its text, its fields, and what was found before it.
    records: Vec<[String; 3]>,
    tally: String,
    /// How many were read, and inflated. How far a damaged file is read depends on how it comes.
    bytes: [u64; 2],
}

/// Pieces of at most so many bytes, as a slow pipe gives.
pub(super) struct Pieces(pub(super) Cursor<Vec<u8>>, pub(super) usize);

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(into.len());
        self.0.read(&mut into[..length])
    }
}

/// Outlines what the bytes begin with, in every way this machine has and by `serde_json`; panics
/// where they differ.
pub(crate) fn check_outline(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        obvious::check(bytes);
    }
}

/// Decodes a document by outlines, in every way this machine has, and without, as it is there and
/// as it comes in pieces; panics where they differ. Says how many records had an outline.
pub(crate) fn check_document(bytes: &[u8]) -> usize {
    // A large file in small pieces would take long, as outlines are begun anew with each.
    let piece = bytes.len() / 100 + 61;
    let mut decoder = Decoder::new(1, false);
    let (in_time, _) = check_arrival(&mut decoder, bytes, Arrival::InTime, piece, &[Level::best()]);
    let (at_once, outlined) =
        check_arrival(&mut decoder, bytes, Arrival::AtOnce, usize::MAX, Level::all());
    check_same(&in_time, &at_once, || format!("in time: {}", bytes.escape_ascii()));
    outlined
}

/// Asks the same of every record of a document, parsed and by outlines; panics where the answers
/// differ.
pub(crate) fn ask<A: Debug + PartialEq>(bytes: &[u8], asked: impl Fn(&Record<'_>) -> A) -> Vec<A> {
    let mut decoder = Decoder::new(1, false);
    let [parsed, outlined] = [None, Some(Level::best())].map(|level| {
        decoder.level = level;
        let mut answers = Vec::new();
        let input = Cursor::new(bytes.to_vec());
        decoder.decode(input, Arrival::AtOnce, Hint::Named, &|| true, &mut |record, _| {
            answers.push(asked(record));
            ControlFlow::Continue(())
        });
        answers
    });
    assert_eq!(outlined, parsed, "{}", bytes.escape_ascii());
    parsed
}

fn check_arrival(
    decoder: &mut Decoder,
    bytes: &[u8],
    arrival: Arrival,
    piece: usize,
    levels: &[Level],
) -> (Account, usize) {
    let mut read = |level| {
        decoder.level = level;
        account(decoder, Pieces(Cursor::new(bytes.to_vec()), piece), arrival)
    };
    let (parsed, _) = read(None);
    let mut most = 0;
    for level in levels {
        let (by_outlines, outlined) = read(Some(*level));
        let place = || format!("{level:?}, {arrival:?}: {}", bytes.escape_ascii());
        check_same(&by_outlines, &parsed, place);
        assert_eq!(by_outlines.bytes, parsed.bytes, "{}", place());
        most = most.max(outlined);
    }
    (parsed, most)
}

fn check_same(one: &Account, other: &Account, place: impl Fn() -> String) {
    for (found, expected) in one.records.iter().zip(&other.records) {
        assert_eq!(found, expected, "{}", place());
    }
    assert_eq!(one.tally, other.tally, "{}", place());
    assert_eq!(one.records.len(), other.records.len(), "{}", place());
}

/// What is read, and how many of the records had an outline.
fn account(decoder: &mut Decoder, input: Pieces, arrival: Arrival) -> (Account, usize) {
    let mut account = Account::default();
    let mut outlined = 0;
    let tally = decoder.decode(input, arrival, Hint::Named, &|| true, &mut |record, found| {
        // Records with an outline are known to be compact, which changes nothing but the time it
        // takes to print them.
        outlined += usize::from(record.is_compact);
        let text = record.json.text().to_owned();
        account.records.push([text, record.event.in_words(), format!("{found:?}")]);
        ControlFlow::Continue(())
    });
    account.tally = format!("{:?} {} {:?}", tally.kind, tally.records, tally.remainder);
    account.bytes = [tally.bytes_read, tally.bytes_inflated];
    (account, outlined)
}
