//! Reads an input through a buffer that can be gone back over.
//!
//! Where compressed data is damaged, that shows late: the decoder may have taken the next member
//! for more of the damaged one. What was read last stays, so that it can be looked at again. What
//! to look for is the reader's business.

use std::io::{self, BufRead, ErrorKind, Read};

use super::{damage::Cause, window::Input};

/// How far back one can go, in every case. On damaged data deflate mostly fails within some
/// kilobytes. The buffer grows to twice as much, so that each byte is moved once at most.
const KEPT_BYTES: usize = 256 * 1024;

/// The first read is enough for most damaged files.
const FIRST_BYTES: usize = 64 * 1024;

pub(super) struct Retained<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where what has been read and not yet consumed begins and ends.
    at: usize,
    end: usize,
    /// How much of the input lies before the buffer.
    passed: u64,
    /// Before this position nothing may be gone back to: another piece of the input.
    piece: u64,
}

impl<R: Input> Retained<R> {
    pub(super) fn new(input: R) -> Retained<R> {
        Retained { input, buffer: Vec::new(), at: 0, end: 0, passed: 0, piece: 0 }
    }

    /// The position in the input.
    pub(super) fn offset(&self) -> u64 {
        self.passed + self.at as u64
    }

    /// What has been read and not yet consumed.
    pub(super) fn unread(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or_default()
    }

    /// Reads some more; false at the end of the piece.
    pub(super) fn read_more(&mut self) -> io::Result<bool> {
        if self.end == self.buffer.len() {
            self.make_room();
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => {
                    let length = read?;
                    self.end += length;
                    return Ok(length > 0);
                }
            }
        }
    }

    fn make_room(&mut self) {
        let spent = self.at.saturating_sub(KEPT_BYTES);
        self.buffer.copy_within(spent..self.end, 0);
        self.passed += spent as u64;
        self.at -= spent;
        self.end -= spent;
        if self.end == self.buffer.len() {
            self.buffer.resize((2 * self.end).max(FIRST_BYTES), 0);
        }
    }

    /// Goes back to a position, or as near to it as can be.
    pub(super) fn go_back(&mut self, to: u64) {
        let to = to.max(self.piece).max(self.passed) - self.passed;
        self.at = self.at.min(usize::try_from(to).unwrap_or(usize::MAX));
    }
}

impl<R: Input> BufRead for Retained<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            self.read_more()?;
        }
        Ok(self.unread())
    }

    fn consume(&mut self, length: usize) {
        self.at = (self.at + length).min(self.end);
    }
}

impl<R: Input> Read for Retained<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.end {
            // Whoever reads so does not go back.
            let length = self.input.read(into)?;
            self.passed += length as u64;
            return Ok(length);
        }
        let length = self.unread().len().min(into.len());
        into[..length].copy_from_slice(&self.unread()[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: Input> Input for Retained<R> {
    fn faults(&mut self) -> Vec<(u64, Cause)> {
        self.input.faults()
    }

    fn next_piece(&mut self) -> bool {
        self.consume(self.end);
        self.piece = self.offset();
        self.input.next_piece()
    }
}
