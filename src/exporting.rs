//! Between finding matches and keeping them as a data set: rows are gathered in the order of the
//! inputs, cut into groups, and handed to the threads that write files.
//!
//! A group is what matches in the files of one directory, or a part of that which is large enough;
//! each partition in a group becomes a file. So the files depend on what lies in a directory and on
//! nothing else: not on the number of threads, nor on logs that were added in other directories
//! since. The same logs lead to the same files, which are there already. Where a directory has
//! grown, its group is another, and `dataset` finds what of it is there.

mod flight;

use std::{collections::HashMap, io, ops::ControlFlow, path::Path, sync::Arc};

use crate::{
    bounds::{GROUP_BYTES_MAX, GROUP_PARTITIONS_MAX},
    dataset::{self, Dataset},
    event::Record,
    matches::{Choices, Copies, Matches, Sort},
    scan::Worker,
    source::Input,
    spool::{Arena, Rank},
    wrong::Wrong,
};
pub(crate) use flight::Account;
use flight::Flight;

/// Makes rows of what one thread finds.
pub(crate) struct Packer<'d>(pub(crate) &'d Dataset);

/// What rows are sorted by, and what copies are known by.
const MARKED: Choices = Choices { sort: Sort::OldestFirst, limit: None, dedup: true };

impl Worker for Packer<'_> {
    type Gathered = Matches;

    fn take(&mut self, record: &Record<'_>, input: usize, matches: &mut Matches) {
        matches.gather_with(&record.event, MARKED, |out| {
            out.extend_from_slice(&(input as u64).to_le_bytes());
            let start = out.len();
            out.extend_from_slice(&[0; size_of::<u32>()]);
            dataset::write_path(record, out);
            // A path is three names, each of which is short.
            let length = u32::try_from(out.len() - start - size_of::<u32>()).unwrap_or(u32::MAX);
            if let Some(place) = out.get_mut(start..start + size_of::<u32>()) {
                place.copy_from_slice(&length.to_le_bytes());
            }
            self.0.pack(record, out);
        });
    }
}

/// A row as a worker left it.
struct Packed<'p> {
    input: u64,
    partition: &'p str,
    row: &'p [u8],
}

impl<'p> Packed<'p> {
    /// Nothing of bytes that no worker left.
    fn read(bytes: &'p [u8]) -> Option<Packed<'p>> {
        let (input, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (partition, row) = rest.split_at_checked(length)?;
        let partition = str::from_utf8(partition).ok()?;
        Some(Packed { input: u64::from_le_bytes(*input), partition, row })
    }
}

/// Takes rows in order and sees to it that they are kept.
pub(crate) struct Exporter {
    /// For each input a number that changes where the directory does.
    directories: Vec<u32>,
    /// Which copies were seen, where they are to be dropped.
    copies: Option<Copies>,
    group: Group,
    flight: Flight,
    pub(crate) duplicates: u64,
}

/// Rows that are written together, by partition.
#[derive(Default)]
struct Group {
    directory: u32,
    bytes: usize,
    partitions: HashMap<Box<str>, Arena>,
}

impl Exporter {
    /// `threads` are how many files may be written at a time.
    pub(crate) fn new(
        dataset: Arc<Dataset>,
        inputs: &[Input],
        drops_copies: bool,
        threads: usize,
    ) -> io::Result<Exporter> {
        Ok(Exporter {
            directories: directories(inputs),
            copies: drops_copies.then(Copies::default),
            group: Group::default(),
            flight: Flight::new(dataset, threads)?,
            duplicates: 0,
        })
    }

    /// Takes the rows of one input, or some of them. There is nothing to go on for where files
    /// cannot be written.
    pub(crate) fn take(&mut self, matches: &Matches) -> ControlFlow<()> {
        for one in matches.each() {
            let copies = self.copies.as_mut();
            if copies.is_some_and(|copies| copies.is_copy(one.event_id, one.recipient)) {
                self.duplicates += 1;
                continue;
            }
            let Some(packed) = Packed::read(matches.bytes(one.range)) else { continue };
            let index = usize::try_from(packed.input).unwrap_or_default();
            let directory = self.directories.get(index).copied().unwrap_or_default();
            if !self.group.takes(directory, &packed) {
                self.flight.send(std::mem::take(&mut self.group).partitions);
            }
            self.group.directory = directory;
            self.group.push(one.rank, one.event_id, &packed);
        }
        if self.flight.has_failed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Waits until all is written.
    pub(crate) fn finish(&mut self) -> Result<Account, Wrong> {
        self.flight.send(std::mem::take(&mut self.group).partitions);
        self.flight.land()
    }
}

impl Group {
    /// Whether a row belongs with the others. What it is asked of depends on the logs alone.
    fn takes(&self, directory: u32, packed: &Packed<'_>) -> bool {
        let is_full = self.bytes + packed.row.len() > GROUP_BYTES_MAX
            || self.partitions.len() >= GROUP_PARTITIONS_MAX
                && !self.partitions.contains_key(packed.partition);
        self.partitions.is_empty() || self.directory == directory && !is_full
    }

    fn push(&mut self, rank: Rank, event_id: &str, packed: &Packed<'_>) {
        let arena = match self.partitions.get_mut(packed.partition) {
            Some(arena) => arena,
            None => self.partitions.entry(packed.partition.into()).or_default(),
        };
        let before = arena.weight_bytes();
        arena.push(rank, event_id, packed.row);
        self.bytes += arena.weight_bytes() - before;
    }
}

/// The directories of the inputs, as numbers that rise from one to the next.
fn directories(inputs: &[Input]) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::with_capacity(inputs.len());
    let mut last: Option<&Path> = None;
    for input in inputs {
        let parent = input.path().parent();
        let number = numbers.last().copied().unwrap_or_default();
        numbers.push(if last == parent { number } else { number + 1 });
        last = parent;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Hint;

    fn packed(partition: &str) -> Packed<'_> {
        Packed { input: 0, partition, row: b"row" }
    }

    #[test]
    fn a_group_is_of_one_directory_and_bounded() {
        let mut group = Group::default();
        assert!(group.takes(7, &packed("any")));
        for number in 0..GROUP_PARTITIONS_MAX {
            let partition = number.to_string();
            assert!(group.takes(0, &packed(&partition)));
            group.push(Rank::default(), "", &packed(&partition));
        }
        assert!(group.takes(0, &packed("7")) && !group.takes(1, &packed("7")));
        assert!(!group.takes(0, &packed("one more")));
        let large = vec![0; GROUP_BYTES_MAX - group.bytes];
        assert!(group.takes(0, &Packed { row: &large, ..packed("7") }));
        group.push(Rank::default(), "", &packed("7"));
        assert!(!group.takes(0, &Packed { row: &large, ..packed("7") }));
    }

    #[test]
    fn inputs_that_follow_each_other_in_a_directory_have_one_number() {
        let paths = ["a/1", "a/2", "a/b/3", "a/4", "5"];
        let input = |path: &str| Input::File { path: path.into(), hint: Hint::Named };
        assert_eq!(directories(&paths.map(input)), [1, 1, 2, 3, 4]);
    }

    #[test]
    fn a_row_comes_out_as_it_went_in() {
        let mut matches = Matches::default();
        let text = r#"{"eventName":"A","eventTime":"2024-05-01T10:00:00Z","awsRegion":"a/b"}"#;
        let record = Record::outlined(text, &[16, 51], None);
        let dataset = tempfile::tempdir().map_err(|_| ()).and_then(|directory| {
            Dataset::open(&directory.path().join("set"), true).map_err(|_| ())
        });
        Packer(&dataset.expect("a data set")).take(&record, 3, &mut matches);
        let one = matches.each().next().expect("a match");
        let packed = Packed::read(matches.bytes(one.range)).expect("a row");
        let none = "__HIVE_DEFAULT_PARTITION__";
        let partition = format!("account={none}/region=a%2Fb/date=2024-05-01");
        assert_eq!((packed.input, packed.partition), (3, partition.as_str()));
        assert!(packed.row.ends_with(text.as_bytes()));
    }
}
