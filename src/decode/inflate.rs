//! Inflates gzip: every member, one after another.
//!
//! AWS writes one member to a file; copies that went through Firehose, `cat` or a log shipper hold
//! several, and a decoder that stops behind the first loses events without a word. Faults do not
//! end the reading by themselves: what was inflated before one is good, and a wrong checksum does
//! not hide the members behind it.
//!
//! The deflate data inside is flate2's business. Headers and trailers (RFC 1952) are read here,
//! because flate2's own readers drop what they have inflated in the call that meets the damage.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{damage::Cause, window::Input};

/// The first bytes of every gzip member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Reads the inflated bytes of all members.
pub(super) struct Inflate<R> {
    compressed: R,
    deflate: Decompress,
    checksum: Crc,
    place: Place,
    is_first: bool,
    inflated_bytes: u64,
    /// With how many bytes had been inflated before.
    faults: Vec<(u64, Cause)>,
}

/// What comes next in the compressed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Header,
    Deflate,
    End,
}

/// Flags of a member's header: what follows its ten bytes (RFC 1952, section 2.3.1).
const HEADER_CHECKSUM: u8 = 2;
const EXTRA: u8 = 4;
const NAME: u8 = 8;
const COMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;

impl<R: BufRead> Inflate<R> {
    pub(super) fn new(compressed: R) -> Inflate<R> {
        Inflate {
            compressed,
            deflate: Decompress::new(false),
            checksum: Crc::new(),
            place: Place::Header,
            is_first: true,
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
        if !pass_header(&mut self.compressed)? {
            return Err(if self.is_first { Cause::GzipHeader } else { Cause::NoGzipMember });
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
        self.compressed.consume(read);
        self.checksum.update(&into[..written]);
        self.inflated_bytes += written as u64;
        match status {
            Ok(Status::StreamEnd) => {
                self.place = self.trailer().unwrap_or_else(|fault| {
                    self.note(fault);
                    Place::End
                })
            }
            Ok(_) if input_length == 0 && written == 0 => return Err(Cause::GzipEndsEarly),
            Ok(_) => {}
            Err(_) => {
                self.note(Cause::GzipDamaged);
                self.place = Place::End;
            }
        }
        Ok(written)
    }

    /// Checks the member that ends here, and sees what stands behind it.
    fn trailer(&mut self) -> Result<Place, Cause> {
        let checksum = u32::from_le_bytes(bytes(&mut self.compressed)?);
        let inflated_bytes = u32::from_le_bytes(bytes(&mut self.compressed)?);
        if checksum != self.checksum.sum() || inflated_bytes != self.checksum.amount() {
            self.note(Cause::WrongChecksum);
        }
        // One byte is enough to try: a buffer may end between the two of the magic number.
        match fill(&mut self.compressed)?.first() {
            None => Ok(Place::End),
            Some(first) if *first == MAGIC[0] => Ok(Place::Header),
            Some(_) => {
                let bytes = io::copy(&mut self.compressed, &mut io::sink());
                Err(bytes.map_or_else(|error| Cause::unreadable(&error), Cause::BytesBehindGzip))
            }
        }
    }
}

/// Passes a member's header; false where none stands.
pub(super) fn pass_header(compressed: &mut impl BufRead) -> Result<bool, Cause> {
    let header: [u8; 10] = bytes(compressed)?;
    let flags = header[3];
    if !header.starts_with(&MAGIC) || header[2] != 8 || flags & RESERVED != 0 {
        return Ok(false);
    }
    if flags & EXTRA != 0 {
        let length = u16::from_le_bytes(bytes(compressed)?);
        for _ in 0..length {
            bytes::<1>(compressed)?;
        }
    }
    for flag in [NAME, COMMENT] {
        while flags & flag != 0 && bytes(compressed)? != [0] {}
    }
    if flags & HEADER_CHECKSUM != 0 {
        bytes::<2>(compressed)?;
    }
    Ok(true)
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
    while let Err(error) = compressed.fill_buf() {
        if error.kind() != ErrorKind::Interrupted {
            return Err(Cause::unreadable(&error));
        }
    }
    compressed.fill_buf().map_err(|error| Cause::unreadable(&error))
}

/// How far one call came; it never passes the length of a slice.
fn length(before: u64, now: u64) -> usize {
    usize::try_from(now - before).unwrap_or(usize::MAX)
}

impl<R: BufRead + Input> Input for Inflate<R> {
    fn faults(&mut self) -> Vec<(u64, Cause)> {
        let outer = self.compressed.faults();
        // What was cut outside is cut inside; that is one cause.
        if outer.iter().any(|(_, fault)| fault.cuts_text()) {
            self.faults.retain(|(_, fault)| !fault.cuts_text());
        }
        let here = outer.into_iter().map(|(_, fault)| (self.inflated_bytes, fault));
        here.chain(std::mem::take(&mut self.faults)).collect()
    }
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Two bytes at least, so that what is compressed twice shows in the first read.
        let mut length = 0;
        while length < into.len().min(MAGIC.len()) {
            let step = match self.place {
                Place::Header => self.header().map(|()| 0),
                Place::Deflate => self.deflate(&mut into[length..]),
                Place::End => break,
            };
            match step {
                Ok(written) => length += written,
                Err(fault) => {
                    self.note(fault);
                    self.place = Place::End;
                }
            }
        }
        Ok(length)
    }
}
