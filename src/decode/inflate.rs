//! Inflates gzip: every member, one after another.
//!
//! AWS writes one member to a file; copies that went through Firehose, `cat` or a log shipper hold
//! several, and a decoder that stops behind the first loses events without a word. Faults do not
//! end the reading by themselves: what was inflated before one is good, and a wrong checksum does
//! not hide the members behind it. Where a member is damaged or cut, reading goes on with the next
//! header behind its own, as another piece: no text reaches from one piece to the next.
//!
//! The deflate data inside is flate2's business. Headers and trailers (RFC 1952) are read here,
//! because flate2's own readers drop what they have inflated in the call that meets the damage.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;

use super::{damage::Cause, retained::Retained, window::Input};

/// The first bytes of every gzip member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Reads the inflated bytes of all members.
pub(super) struct Inflate<R> {
    compressed: Retained<R>,
    deflate: Decompress,
    checksum: Crc,
    place: Place,
    is_first: bool,
    /// Where the member began, or what is no member.
    begun: u64,
    /// Whether what the member holds is gzip itself, so that headers inside are its own.
    holds_gzip: bool,
    /// Whether the last member was as its trailer says.
    is_right: bool,
    /// How far was gone back, in all.
    bytes_again: u64,
    inflated_bytes: u64,
    /// With how many bytes had been inflated before.
    faults: Vec<(u64, Cause)>,
}

/// What comes next in the compressed data.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Header,
    Deflate,
    /// Where the next member begins is not known, for this fault.
    Lost(Cause),
    /// Another piece, which begins with a header.
    Piece,
    End,
}

/// How often each byte may be gone back over. Honest damage takes one time; hostile bytes could
/// otherwise offer a header everywhere, each to be followed until deflate fails.
const TIMES_AGAIN_MAX: u64 = 4;

/// How far small files may go back beyond that.
const BYTES_AGAIN_FREE: u64 = 1024 * 1024;

/// The only method of compression there is.
const DEFLATE: u8 = 8;

/// Flags of a member's header: what follows its ten bytes (RFC 1952, section 2.3.1).
const HEADER_CHECKSUM: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;

impl<R: Input> Inflate<R> {
    pub(super) fn new(compressed: Retained<R>) -> Inflate<R> {
        Inflate {
            compressed,
            deflate: Decompress::new(false),
            checksum: Crc::new(),
            place: Place::Header,
            is_first: true,
            begun: 0,
            holds_gzip: false,
            is_right: true,
            bytes_again: 0,
            inflated_bytes: 0,
            faults: Vec::new(),
        }
    }

    /// Remembers a fault until it is asked for; each sort once in a place, since millions of empty
    /// members can hold one each.
    fn note(&mut self, fault: Cause) {
        let sort = std::mem::discriminant(&fault);
        let is_new = |(at, known): &(u64, Cause)| {
            *at != self.inflated_bytes || std::mem::discriminant(known) != sort
        };
        if self.faults.iter().all(is_new) {
            self.faults.push((self.inflated_bytes, fault));
        }
    }

    fn header(&mut self) -> Result<(), Cause> {
        let begun = self.compressed.offset();
        let header = pass_header(&mut self.compressed);
        // A wrong member may have taken the next one's header for its own trailer.
        if self.is_right || matches!(header, Ok(Header::Sound | Header::WrongChecksum)) {
            (self.begun, self.holds_gzip) = (begun, false);
        }
        match header? {
            Header::Sound => {}
            Header::WrongChecksum => self.note(Cause::WrongChecksum),
            Header::Absent => {
                return Err(match (self.is_first, self.is_right) {
                    (true, _) => Cause::GzipHeader,
                    (_, true) => Cause::NoGzipMember,
                    (_, false) => Cause::GzipDamaged,
                });
            }
        }
        self.deflate.reset(false);
        self.checksum.reset();
        self.place = Place::Deflate;
        self.is_first = false;
        Ok(())
    }

    fn deflate(&mut self, into: &mut [u8]) -> Result<usize, Cause> {
        let input = fill(&mut self.compressed)?;
        let (input_length, read_before) = (input.len(), self.deflate.total_in());
        let written_before = self.deflate.total_out();
        let status = self.deflate.decompress(input, into, FlushDecompress::None);
        let read = length(read_before, self.deflate.total_in());
        let written = length(written_before, self.deflate.total_out());
        self.holds_gzip |= written_before == 0 && into[..written].starts_with(&MAGIC);
        self.compressed.consume(read);
        self.checksum.update(&into[..written]);
        self.inflated_bytes += written as u64;
        match status {
            Ok(Status::StreamEnd) => self.place = self.trailer().unwrap_or_else(Place::Lost),
            Ok(_) if input_length == 0 && written == 0 => return Err(Cause::GzipEndsEarly),
            Ok(_) => {}
            Err(_) => self.place = Place::Lost(Cause::GzipDamaged),
        }
        Ok(written)
    }

    /// Checks the member that ends here, and sees what stands behind it.
    fn trailer(&mut self) -> Result<Place, Cause> {
        let checksum = u32::from_le_bytes(bytes(&mut self.compressed)?);
        let inflated_bytes = u32::from_le_bytes(bytes(&mut self.compressed)?);
        self.is_right = checksum == self.checksum.sum() && inflated_bytes == self.checksum.amount();
        if !self.is_right {
            self.note(Cause::WrongChecksum);
        }
        // One byte is enough to try: a buffer may end between the two of the magic number.
        match fill(&mut self.compressed)?.first() {
            None => Ok(Place::End),
            Some(first) if *first == MAGIC[0] => Ok(Place::Header),
            Some(_) if !self.is_right => Err(Cause::GzipDamaged),
            Some(_) => {
                self.begun = self.compressed.offset();
                Err(Cause::BytesBehindGzip(0))
            }
        }
    }

    /// Looks for the next member behind a fault, and says what became of it.
    fn find_piece(&mut self, fault: Cause) -> Place {
        // What cannot be read is not damaged, and not looked at again.
        if matches!(fault, Cause::Unreadable(_)) {
            self.note(fault);
            return Place::End;
        }
        let stopped = self.compressed.offset();
        if self.bytes_again > BYTES_AGAIN_FREE + TIMES_AGAIN_MAX * stopped {
            self.note(Cause::SearchGivenUp);
        } else if !self.holds_gzip {
            self.compressed.go_back(self.begun + 1);
            self.bytes_again += stopped - self.compressed.offset();
        }
        let found = self.next_header();
        self.is_right = true;
        let bytes = self.compressed.offset() - self.begun;
        let (fault, place) = match (found, fault) {
            (Ok(true), Cause::BytesBehindGzip(_) | Cause::NoGzipMember | Cause::GzipHeader) => {
                (Cause::BytesBetweenGzip(bytes), Place::Piece)
            }
            (Ok(true), _) => (Cause::GzipMemberDamaged(bytes), Place::Piece),
            (Ok(false), Cause::BytesBehindGzip(_)) => (Cause::BytesBehindGzip(bytes), Place::End),
            (Ok(false), fault) => (fault, Place::End),
            (Err(fault), _) => (fault, Place::End),
        };
        self.note(fault);
        place
    }

    /// Goes on to the next place where a header may begin; false at the end of the piece.
    fn next_header(&mut self) -> Result<bool, Cause> {
        loop {
            let unread = self.compressed.unread();
            let length = unread.len();
            let may_begin =
                |at: &usize| unread.get(at + 3).is_none_or(|flags| flags & RESERVED == 0);
            let found = memmem::find_iter(unread, &[MAGIC[0], MAGIC[1], DEFLATE]).find(may_begin);
            // Of a header at the very end, its first two bytes may be there.
            self.compressed.consume(found.unwrap_or(length.saturating_sub(2)));
            if found.is_some_and(|at| at + 3 < length) {
                return Ok(true);
            }
            if !self.compressed.read_more().map_err(|error| Cause::unreadable(&error))? {
                self.compressed.consume(length);
                return Ok(false);
            }
        }
    }
}

/// What stands where a member should begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    Sound,
    /// It is one, but not the one that was written.
    WrongChecksum,
    Absent,
}

/// Passes a member's header.
pub(super) fn pass_header(compressed: &mut impl BufRead) -> Result<Header, Cause> {
    let header: [u8; 10] = bytes(compressed)?;
    let flags = header[3];
    if !header.starts_with(&MAGIC) || header[2] != DEFLATE || flags & RESERVED != 0 {
        return Ok(Header::Absent);
    }
    let mut checksum = Crc::new();
    checksum.update(&header);
    if flags & EXTRA != 0 {
        let length = bytes(compressed)?;
        checksum.update(&length);
        for _ in 0..u16::from_le_bytes(length) {
            checksum.update(&bytes::<1>(compressed)?);
        }
    }
    for flag in [NAME, COMMENT] {
        let mut ends = flags & flag == 0;
        while !ends {
            let letter = bytes(compressed)?;
            checksum.update(&letter);
            ends = letter == [0];
        }
    }
    // Of the checksum, the lower half is written.
    let [low, high, ..] = checksum.sum().to_le_bytes();
    let is_right = flags & HEADER_CHECKSUM == 0 || bytes(compressed)? == [low, high];
    Ok(if is_right { Header::Sound } else { Header::WrongChecksum })
}

/// The next bytes of a header or trailer.
fn bytes<const N: usize>(compressed: &mut impl BufRead) -> Result<[u8; N], Cause> {
    let mut bytes = [0; N];
    for byte in &mut bytes {
        *byte = *fill(compressed)?.first().ok_or(Cause::GzipEndsEarly)?;
        compressed.consume(1);
    }
    Ok(bytes)
}

/// The bytes that are at hand, or the next ones; none at the end.
fn fill<R: BufRead>(compressed: &mut R) -> Result<&[u8], Cause> {
    compressed.fill_buf().map_err(|error| Cause::unreadable(&error))
}

/// How far one call came; it never passes the length of a slice.
fn length(before: u64, now: u64) -> usize {
    usize::try_from(now - before).unwrap_or(usize::MAX)
}

impl<R: Input> Input for Inflate<R> {
    fn faults(&mut self) -> Vec<(u64, Cause)> {
        let outer = self.compressed.faults();
        // What was cut outside is cut inside; that is one cause.
        if outer.iter().any(|(_, fault)| fault.cuts_text()) {
            self.faults.retain(|(_, fault)| !fault.cuts_text());
        }
        let here = outer.into_iter().map(|(_, fault)| (self.inflated_bytes, fault));
        here.chain(std::mem::take(&mut self.faults)).collect()
    }

    fn next_piece(&mut self) -> bool {
        while self.place == Place::End && self.compressed.next_piece() {
            match self.next_header() {
                Ok(true) => self.place = Place::Piece,
                Ok(false) => {}
                Err(fault) => self.note(fault),
            }
        }
        let follows = self.place == Place::Piece;
        if follows {
            self.place = Place::Header;
        }
        follows
    }
}

impl<R: Input> Read for Inflate<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Two bytes at least, so that what is compressed twice shows in the first read.
        let mut length = 0;
        while length < into.len().min(MAGIC.len()) {
            let step = match &self.place {
                Place::Header => self.header().map(|()| 0),
                Place::Deflate => self.deflate(&mut into[length..]),
                // What was read before is handed on before anything is looked for.
                Place::Lost(_) if length > 0 => break,
                Place::Lost(fault) => {
                    let fault = fault.clone();
                    self.place = self.find_piece(fault);
                    break;
                }
                Place::Piece | Place::End => break,
            };
            match step {
                Ok(written) => length += written,
                Err(fault) => self.place = Place::Lost(fault),
            }
        }
        Ok(length)
    }
}
