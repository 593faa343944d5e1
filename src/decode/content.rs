//! The uncompressed bytes of a file as they are, for whoever wants all of them and no event.
//!
//! Every member of gzip is read, and what is wrong is told, but nothing is skipped or repaired: a
//! hash of bytes that are no longer those that were written would prove nothing.

use std::io::{Cursor, Read};

use super::{
    Arrival,
    begin::{Rest, begin},
    damage::Cause,
    inflate::{Inflate, MAGIC},
    judge::BOM,
    retained::Retained,
    start::{self, Start},
    whole::Whole,
    window::{Input, Plain},
};
use crate::{bounds::text_bytes_max, digest, json::skip_blanks};

/// Bytes that are handed on at once where a file is read as a stream.
const PIECE_BYTES: usize = 256 * 1024;

/// Enough of a digest to see that it is one.
const LOOK_BYTES: usize = 1024;

/// What a worker uses again for every file.
pub(crate) struct Contents {
    text_bytes_max: usize,
    start: Vec<u8>,
    text: Vec<u8>,
    whole: Whole,
}

/// What a text begins like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resemblance {
    Digest,
    /// What `CloudTrail` delivers, or one event.
    Log,
    Other,
}

impl Contents {
    /// That of one of so many workers.
    pub(crate) fn new(workers: usize) -> Contents {
        Contents {
            text_bytes_max: text_bytes_max(workers),
            start: Vec::new(),
            text: Vec::new(),
            whole: Whole::new(),
        }
    }

    /// Hands on all bytes in pieces, a small file in one, and says what was wrong with them.
    pub(crate) fn read(
        &mut self,
        mut input: impl Read,
        take: &mut dyn FnMut(&[u8]),
    ) -> Option<Cause> {
        let bytes_max = self.text_bytes_max / 2;
        let begun = begin(&mut input, Arrival::AtOnce, bytes_max, &mut self.start);
        let start = &self.start[..begun.length];
        let is_gzip = start.starts_with(&MAGIC);
        if begun.is_all && !is_gzip {
            take(start);
            return None;
        }
        if begun.is_all {
            let inflated = self.whole.inflate(start, self.text_bytes_max, &mut self.text);
            if let Some(length) = inflated {
                take(&self.text[..length]);
                return None;
            }
        }
        let rest = Rest { error: begun.error, input };
        let all = Plain(Cursor::new(start).chain(rest));
        if is_gzip {
            stream(&mut Inflate::new(Retained::new(all)), &mut self.text, take)
        } else {
            stream(&mut { all }, &mut self.text, take)
        }
    }
}

/// Reads to the end, in full pieces.
fn stream(
    input: &mut dyn Input,
    piece: &mut Vec<u8>,
    take: &mut dyn FnMut(&[u8]),
) -> Option<Cause> {
    if piece.len() < PIECE_BYTES {
        piece.resize(PIECE_BYTES, 0);
    }
    let piece = &mut piece[..PIECE_BYTES];
    let mut length = 0;
    loop {
        match input.read(&mut piece[length..]) {
            Ok(0) if input.next_piece() => {}
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Some(Cause::unreadable(&error)),
        }
        if length == piece.len() {
            take(piece);
            length = 0;
        }
    }
    take(&piece[..length]);
    let mut faults = input.faults().into_iter().map(|(_, fault)| fault);
    let first = faults.next();
    faults.find(|fault| matches!(fault, Cause::Unreadable(_))).or(first)
}

/// What a text begins like.
pub(crate) fn resemblance(text: &[u8]) -> Resemblance {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let mut brace = skip_blanks(text, 0);
    if text.get(brace) == Some(&b'[') {
        brace = skip_blanks(text, brace + 1);
    }
    if text.get(brace) != Some(&b'{') {
        return Resemblance::Other;
    }
    if matches!(start::at(text, brace), Some(Start::Record | Start::Envelope)) {
        return Resemblance::Log;
    }
    let quote = skip_blanks(text, brace + 1);
    let key = text.get(quote..).and_then(|rest| rest.strip_prefix(b"\""));
    let key = key.and_then(|rest| rest.split(|byte| *byte == b'"').next());
    let look = &text[..text.len().min(LOOK_BYTES)];
    let names_digest = memchr::memmem::find(look, b"igest").is_some();
    if names_digest && key.is_some_and(digest::may_begin_with) {
        Resemblance::Digest
    } else {
        Resemblance::Other
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text).and_then(|()| gzip.finish()).expect("in memory")
    }

    #[track_caller]
    fn check(bytes: &[u8], text: &[u8], fault: Option<&Cause>) {
        for workers in [1, 1000] {
            let mut taken: Vec<u8> = Vec::new();
            let read = Contents::new(workers).read(bytes, &mut |piece| taken.extend(piece));
            assert!(taken == text, "{} of {} bytes", taken.len(), text.len());
            assert_eq!(read.as_ref(), fault);
        }
    }

    #[test]
    fn all_bytes_are_handed_on_whatever_the_size_and_the_number_of_members() {
        for size in [0, 1, 70_000, 3 << 20, 9 << 20] {
            let text: Vec<u8> = (0..size).map(|at: u32| (at.wrapping_mul(at) >> 7) as u8).collect();
            check(&text, &text, None);
            check(&member(&text), &text, None);
            check(&[member(&text), member(b"more")].concat(), &[&text[..], b"more"].concat(), None);
        }
    }

    #[test]
    fn what_is_wrong_with_compressed_bytes_is_told() {
        let (text, sound) = (vec![b'x'; 500_000], member(&[b'x'; 500_000]));
        let behind = [&sound[..], b"more"].concat();
        check(&behind, &text, Some(&Cause::BytesBehindGzip(4)));
        check(&sound[..sound.len() - 3], &text, Some(&Cause::GzipEndsEarly));
        let mut wrong = sound.clone();
        let checksum = wrong.len() - 6;
        wrong[checksum] ^= 1;
        check(&wrong, &text, Some(&Cause::WrongChecksum));
    }

    #[test]
    fn content_says_what_a_file_is() {
        for (text, expected) in [
            (r#"{"awsAccountId":"1","digestStartTime":"x"}"#, Resemblance::Digest),
            ("\u{feff} {\n  \"logFiles\" : [ ], \"digestS3Object\": 1}", Resemblance::Digest),
            (r#"{"awsAccountId":"1","name":"x"}"#, Resemblance::Other),
            (r#"{"Records":[]}"#, Resemblance::Log),
            (r#" [ {"eventVersion":"1.08"}]"#, Resemblance::Log),
            (r#"{"eventVersion":"1.08"}"#, Resemblance::Log),
            ("{", Resemblance::Other),
            ("", Resemblance::Other),
            ("notes on digestS3Object", Resemblance::Other),
        ] {
            assert_eq!(resemblance(text.as_bytes()), expected, "{text}");
        }
    }
}
