//! How many events are copies of others, told by event ID and recipient account.
//!
//! Only a number is asked for, so an event leaves 16 bytes here, and no set is kept: equal
//! fingerprints are counted when all have come. What memory does not hold waits in a temporary
//! file, and is then gone through in as many parts as are needed, each of which has all equals of
//! its fingerprints.

use std::{
    fs::File,
    io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
};

use crate::{
    spool::{Purpose, Room},
    wrong::Wrong,
};

/// Fingerprints of events.
#[derive(Debug)]
pub(crate) struct Fingerprints {
    room: Room,
    kept: Vec<u128>,
    /// Those that memory does not hold.
    files: Vec<File>,
    fault: Option<Wrong>,
}

const FINGERPRINT_BYTES: usize = size_of::<u128>();

impl Fingerprints {
    /// Some that a worker keeps in a room of its own.
    pub(crate) fn new(room: Room) -> Fingerprints {
        Fingerprints { room, kept: Vec::new(), files: Vec::new(), fault: None }
    }

    pub(crate) fn add(&mut self, fingerprint: u128) {
        // What cannot be counted to the end need not be kept.
        if self.fault.is_some() {
            return;
        }
        self.kept.push(fingerprint);
        if self.kept.len() * FINGERPRINT_BYTES >= self.room.kept_bytes_max {
            self.fault = self.spill().err().map(|error| self.wrong("write to", &error));
        }
    }

    pub(crate) fn join(&mut self, mut other: Fingerprints) {
        self.kept.append(&mut other.kept);
        self.files.append(&mut other.files);
        self.fault = self.fault.take().or(other.fault);
    }

    /// How many are equal to another that was counted.
    pub(crate) fn copies(mut self) -> Result<u64, Wrong> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if self.files.is_empty() {
            return Ok(equals(&mut self.kept));
        }
        self.copies_in_parts().map_err(|error| self.wrong("read", &error))
    }

    fn copies_in_parts(&mut self) -> io::Result<u64> {
        let mut bytes = (self.kept.len() * FINGERPRINT_BYTES) as u64;
        for file in &mut self.files {
            bytes += file.seek(SeekFrom::End(0))?;
        }
        let parts = bytes.div_ceil(self.room.kept_bytes_max.max(1) as u64);
        let kept = std::mem::take(&mut self.kept);
        let mut copies = 0;
        for part in 0..parts {
            let is_in_part = |fingerprint: &u128| (fingerprint % u128::from(parts)) as u64 == part;
            let mut all: Vec<u128> = kept.iter().copied().filter(is_in_part).collect();
            for file in &mut self.files {
                file.seek(SeekFrom::Start(0))?;
                let mut from = BufReader::with_capacity(256 * 1024, file);
                let mut one = [0; FINGERPRINT_BYTES];
                loop {
                    match from.read_exact(&mut one) {
                        Ok(()) => all.extend(Some(u128::from_le_bytes(one)).filter(is_in_part)),
                        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                        Err(error) => return Err(error),
                    }
                }
            }
            copies += equals(&mut all);
        }
        Ok(copies)
    }

    /// Writes what is in memory to a file.
    fn spill(&mut self) -> io::Result<()> {
        if self.files.is_empty() {
            self.files.push(tempfile::tempfile_in(&self.room.scratch)?);
        }
        let bytes: Vec<u8> = self.kept.iter().flat_map(|one| one.to_le_bytes()).collect();
        if let Some(file) = self.files.first_mut() {
            file.write_all(&bytes)?;
        }
        self.kept.clear();
        Ok(())
    }

    fn wrong(&self, what: &str, error: &io::Error) -> Wrong {
        self.room.wrong(Purpose::Copies, what, error)
    }
}

/// How many are equal to the one before them in order.
fn equals(all: &mut [u128]) -> u64 {
    all.sort_unstable();
    all.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::Seeds;

    fn room(kept_bytes_max: usize) -> Room {
        Room { kept_bytes_max, scratch: std::env::temp_dir() }
    }

    #[test]
    fn all_but_the_first_of_equals_are_copies() {
        let seeds = Seeds::default();
        let mut one = Fingerprints::new(room(1 << 20));
        let mut other = Fingerprints::new(room(1 << 20));
        for (event_id, recipient) in [("a", "1"), ("a", "2"), ("b", "1"), ("a", "1")] {
            one.add(seeds.fingerprint(event_id, recipient));
        }
        other.add(seeds.fingerprint("a", "1"));
        other.add(seeds.fingerprint("a1", ""));
        one.join(other);
        assert_eq!(one.copies(), Ok(2));
    }

    #[test]
    fn copies_are_found_wherever_they_wait() {
        let seeds = Seeds::default();
        let counted = |kept_bytes_max| {
            let part = |from: usize| {
                let mut part = Fingerprints::new(room(kept_bytes_max));
                for number in (from..from + 500).chain(from..from + 100) {
                    part.add(seeds.fingerprint(&number.to_string(), ""));
                }
                part
            };
            let mut all = part(0);
            all.join(part(400));
            (all.files.len(), all.copies())
        };
        assert_eq!(counted(1 << 20), (0, Ok(300)));
        for kept_bytes_max in [64, 640, 6400, 9000] {
            assert_eq!(counted(kept_bytes_max), (2, Ok(300)));
        }
    }

    #[test]
    fn a_file_that_cannot_be_made_is_told() {
        let scratch = std::env::temp_dir().join("there is no such directory");
        let mut all = Fingerprints::new(Room { kept_bytes_max: 64, scratch });
        (0..9).for_each(|number| all.add(number));
        assert!(all.kept.len() < 9);
        let wrong = all.copies().expect_err("no room");
        assert!(wrong.to_string().contains("temporary file"), "{wrong}");
    }
}
