//! Runs: sorted pieces in a temporary file, one run behind another, each read from its beginning.
//!
//! All readers share the one file, so each seeks to its own place before it reads. That is a call
//! more for every buffer, and works on every system.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use super::{
    Rank,
    arena::Arena,
    frame::{LENGTHS_BYTES, lengths_of},
    rank::RANK_BYTES,
};

/// What is read or written at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// With many runs each is read in smaller portions, but not in smaller ones than this. So 256 MiB
/// are enough for 65,536 runs of as much, which are 16 TiB.
const BUFFER_BYTES_MIN: usize = 4 * 1024;

const HEAD_BYTES: usize = RANK_BYTES + LENGTHS_BYTES;

/// A temporary file of runs.
#[derive(Debug)]
pub(super) struct Runs {
    file: File,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    start: u64,
    end: u64,
}

impl Runs {
    pub(super) fn new(directory: &Path) -> io::Result<Runs> {
        tempfile::tempfile_in(directory).map(|file| Runs { file, runs: Vec::new() })
    }

    /// Writes the first pieces of a sorted arena as one more run.
    pub(super) fn add(&mut self, arena: &Arena, pieces: usize) -> io::Result<()> {
        let start = self.runs.last().map_or(0, |run| run.end);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        let mut to = BufWriter::with_capacity(BUFFER_BYTES, file);
        let mut bytes = Vec::new();
        let mut end = start;
        for (rank, frame) in arena.frames().take(pieces) {
            bytes.clear();
            bytes.extend_from_slice(&rank.to_bytes());
            frame.write(&mut bytes);
            to.write_all(&bytes)?;
            end += bytes.len() as u64;
        }
        to.flush()?;
        self.runs.push(Run { start, end });
        Ok(())
    }

    /// Opens every run at its beginning. The buffers take about so many bytes together.
    pub(super) fn readers(&self, buffers_bytes: usize) -> io::Result<Vec<Reader<'_>>> {
        let each = buffers_bytes / self.runs.len().max(1);
        let each = each.clamp(BUFFER_BYTES_MIN, BUFFER_BYTES);
        let opened = self.runs.iter().enumerate().map(|(number, run)| {
            let stretch = Stretch { file: &self.file, next: run.start, end: run.end };
            let mut reader = Reader {
                number,
                rank: Rank::default(),
                event_id: Vec::new(),
                piece_bytes: 0,
                bytes: BufReader::with_capacity(each, stretch),
                unread_bytes: run.end - run.start,
            };
            reader.advance().map(|_| reader)
        });
        opened.collect()
    }
}

/// Reads a run piece by piece. Of the piece at which it stands only the rank and event ID are in
/// memory: with many runs, as many pieces would be there at once.
pub(super) struct Reader<'f> {
    /// The place of the run among others.
    pub(super) number: usize,
    pub(super) rank: Rank,
    event_id: Vec<u8>,
    /// How long the piece is, until it is read.
    piece_bytes: usize,
    bytes: BufReader<Stretch<'f>>,
    unread_bytes: u64,
}

impl Reader<'_> {
    /// Goes to the next piece behind one that was read, unless there is none.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        if self.unread_bytes == 0 {
            return Ok(false);
        }
        let mut head = [0; HEAD_BYTES];
        let behind_head = self.unread_bytes.checked_sub(HEAD_BYTES as u64).ok_or_else(changed)?;
        self.bytes.read_exact(&mut head)?;
        let (rank, lengths) = head.split_first_chunk().ok_or_else(changed)?;
        let (event_id_bytes, piece_bytes) = lengths_of(lengths).ok_or_else(changed)?;
        let body = event_id_bytes.checked_add(piece_bytes).ok_or_else(changed)?;
        self.unread_bytes = behind_head.checked_sub(body as u64).ok_or_else(changed)?;
        self.rank = Rank::of_bytes(*rank);
        self.event_id.resize(event_id_bytes, 0);
        self.bytes.read_exact(&mut self.event_id)?;
        self.piece_bytes = piece_bytes;
        Ok(true)
    }

    pub(super) fn event_id(&self) -> &[u8] {
        &self.event_id
    }

    /// Reads the piece at which it stands; once.
    pub(super) fn read_piece(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        into.resize(std::mem::take(&mut self.piece_bytes), 0);
        self.bytes.read_exact(into)
    }
}

fn changed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it was changed meanwhile")
}

/// A part of a file, read from its own place whatever else is read meanwhile.
struct Stretch<'f> {
    file: &'f File,
    next: u64,
    end: u64,
}

impl Read for Stretch<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.next).unwrap_or(usize::MAX);
        let room = to.len().min(left);
        let Some(to) = to.get_mut(..room).filter(|to| !to.is_empty()) else { return Ok(0) };
        self.file.seek(SeekFrom::Start(self.next))?;
        let bytes = self.file.read(to)?;
        if bytes == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it was cut short"));
        }
        self.next += bytes as u64;
        Ok(bytes)
    }
}

#[cfg(test)]
impl Runs {
    /// Shortens the file behind the program's back.
    pub(super) fn cut_to(&self, bytes: u64) {
        self.file.set_len(bytes).expect("cut");
    }

    /// Changes the file behind the program's back.
    pub(super) fn overwrite(&mut self, at: u64, bytes: &[u8]) {
        self.file.seek(SeekFrom::Start(at)).expect("a place");
        self.file.write_all(bytes).expect("written");
    }
}
