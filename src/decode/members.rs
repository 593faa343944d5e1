//! Inflates the same gzip in several ways, which must come to the same.
//!
//! At one go or as a stream, in pieces of any size, and member by member as flate2's own reader has
//! them. Only tests and fuzzing have this.

use std::io::{Cursor, Read as _};

use flate2::{Crc, bufread::DeflateDecoder, bufread::GzDecoder};

use super::{
    inflate::{Header, Inflate, MAGIC, pass_header},
    lanes::Pieces,
    retained::Retained,
    whole::Whole,
    window::{Input as _, Plain},
};
use crate::bounds::text_bytes_max;

/// What a stream gave.
#[derive(Debug, PartialEq, Eq)]
struct Streamed {
    text: Vec<u8>,
    /// Where each piece of it ends that damage parts from the next.
    pieces: Vec<usize>,
    /// In words, each with its place.
    faults: Vec<String>,
}

/// A file, taken member by member.
struct Obvious {
    /// Up to the first fault, or a little less.
    text: Vec<u8>,
    is_sound: bool,
}

/// Inflates a file as it is, and, since chance hardly ever hits upon a checksum, the same deflate
/// data with the checksum that belongs to it, once and twice. Panics where two ways differ.
pub(crate) fn check(bytes: &[u8]) {
    if !bytes.starts_with(&MAGIC) {
        return;
    }
    check_file(bytes);
    if let Some(repaired) = repaired(bytes) {
        check_file(&repaired);
        check_file(&[&repaired[..], &repaired].concat());
    }
}

fn check_file(bytes: &[u8]) {
    let place = || bytes.escape_ascii();
    let (all, large) = (bytes.len(), 16 * 1024);
    let streamed = stream(bytes, all, large);
    // What is large in small pieces would take long.
    let small = streamed.text.len() / 100 + 1;
    for (piece, read) in [(1, large), (all, small), (7, 3 * small), (61, 61 * small)] {
        let other = stream(bytes, piece, read);
        assert!(other.text == streamed.text, "text, {piece}, {read}: {}", place());
        assert_eq!(other.pieces, streamed.pieces, "{piece}, {read}: {}", place());
        assert_eq!(other.faults, streamed.faults, "{piece}, {read}: {}", place());
    }
    let Obvious { text, is_sound } = obvious(bytes);
    assert!(streamed.text.starts_with(&text), "less than there is: {}", place());
    assert!(streamed.text == text || !is_sound, "more than there is: {}", place());
    assert_eq!(streamed.faults.is_empty(), is_sound, "{:?}: {}", streamed.faults, place());
    let (mut at_one_go, bytes_max) = (Vec::new(), text_bytes_max(1));
    if let Some(length) = Whole::new().inflate(bytes, bytes_max, &mut at_one_go) {
        assert!(at_one_go[..length] == streamed.text, "at one go: {}", place());
    }
}

/// Streams a file that comes in pieces of at most so many bytes, asking for so many at once.
fn stream(bytes: &[u8], piece: usize, read: usize) -> Streamed {
    let input = Pieces(Cursor::new(bytes.to_vec()), piece.max(1));
    let mut inflate = Inflate::new(Retained::new(Plain(input)));
    let mut into = vec![0; read];
    let (mut text, mut pieces) = (Vec::new(), Vec::new());
    loop {
        while let Ok(length @ 1..) = inflate.read(&mut into) {
            text.extend_from_slice(&into[..length]);
        }
        pieces.push(text.len());
        if !inflate.next_piece() {
            break;
        }
    }
    let faults = inflate.faults().into_iter().map(|(at, fault)| format!("{fault:?} at {at}"));
    Streamed { text, pieces, faults: faults.collect() }
}

fn obvious(bytes: &[u8]) -> Obvious {
    let (mut rest, mut text) = (bytes, Vec::new());
    while !rest.is_empty() {
        let mut member = GzDecoder::new(rest);
        if member.read_to_end(&mut text).is_err() {
            return Obvious { text, is_sound: false };
        }
        rest = member.into_inner();
    }
    Obvious { text, is_sound: true }
}

/// The first member, with the trailer that belongs to it.
fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes;
    let has_header = pass_header(&mut rest).is_ok_and(|header| header == Header::Sound);
    let mut deflate = DeflateDecoder::new(rest);
    let mut text = Vec::new();
    if !has_header || deflate.read_to_end(&mut text).is_err() {
        return None;
    }
    let behind = deflate.into_inner();
    let mut checksum = Crc::new();
    checksum.update(&text);
    let (sum, amount) = (checksum.sum().to_le_bytes(), checksum.amount().to_le_bytes());
    Some([&bytes[..bytes.len() - behind.len()], &sum, &amount].concat())
}
