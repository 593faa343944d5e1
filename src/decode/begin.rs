//! Reads the beginning of an input, which for nearly every log is all of it.
//!
//! Nothing that was read is lost to an error behind it. What the bytes are, `judge` tells.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::Arrival;

/// What was read of an input to see what it is.
pub(super) struct Begun {
    pub(super) length: usize,
    /// Whether that is all there is.
    pub(super) is_all: bool,
    pub(super) error: Option<io::Error>,
}

/// Reads the beginning of an input, or a file of up to `whole_bytes_max` whole.
pub(super) fn begin(
    input: &mut impl Read,
    arrival: Arrival,
    whole_bytes_max: usize,
    into: &mut Vec<u8>,
) -> Begun {
    let length_max = match arrival {
        Arrival::AtOnce => whole_bytes_max,
        // Enough to tell gzip from text; a person named it, so that it is read whatever it is.
        Arrival::InTime => 64,
    };
    let mut length = 0;
    while length < length_max {
        if into.len() == length {
            into.resize((2 * length).clamp(64 * 1024, whole_bytes_max), 0);
        }
        let room = into.len().min(length_max);
        match input.read(&mut into[length..room]) {
            Ok(0) => return Begun { length, is_all: true, error: None },
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Begun { length, is_all: false, error: Some(error) },
        }
    }
    Begun { length, is_all: false, error: None }
}

/// What lies behind the beginning of an input: an error, or more of it.
pub(super) struct Rest<R> {
    pub(super) error: Option<io::Error>,
    pub(super) input: R,
}

impl<R: Read> Read for Rest<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.error.take() {
            Some(error) => Err(error),
            None => self.input.read(into),
        }
    }
}

/// Counts the bytes that are read from a file, for whoever asks in another thread.
pub(super) struct Counted<R> {
    pub(super) input: R,
    pub(super) bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}
