//! What a partition held before this run, so that nothing of it is written again.
//!
//! A file's name tells what is in it, and rows that are a whole file are known by that. Where logs
//! have grown, rows come that are no file; then the files that are left are read, and from there on
//! each event is known by its fingerprint. One that this run comes by is forgotten: a copy of it
//! that comes, too, is another, and is written unless there was another. So the data set holds each
//! event as often as the logs or the files from before do, whichever is more: what one run would
//! have written, in whatever order rows come. And what must be remembered grows less on the way.

use std::{
    collections::{BTreeSet, HashSet},
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use ring::digest;

use super::encode;
use crate::{fingerprint::Seeds, spool::Arena, text::in_words, wrong::Wrong};

/// What stands at the beginning of what a file's name is the hash of. It changes with the columns,
/// since the same rows in other columns are another file.
const FORM: &[u8] = b"trailscan 1\n";

/// How many bytes of the hash a name has: enough that no two files ever share one.
const NAME_BYTES: usize = 16;

const EXTENSION: &str = ".parquet";

/// What is known of a partition that rows were put in.
#[derive(Debug)]
pub(super) struct Known {
    directory: PathBuf,
    /// Files that were there before, neither read nor what rows have turned out to be.
    files: BTreeSet<OsString>,
    /// Names that were there before, or were given since.
    names: HashSet<OsString>,
    /// Events in files that were read, and that no row has turned out to be: fingerprints, sorted.
    events: Vec<u128>,
}

impl Known {
    /// Makes the directory of a partition, and looks into it.
    pub(super) fn new(directory: PathBuf) -> io::Result<Known> {
        fs::create_dir_all(&directory)?;
        let files = parquet_files(&directory)?;
        let names = files.iter().cloned().collect();
        Ok(Known { directory, files, names, events: Vec::new() })
    }

    /// Forgets the rows that are there already, and finds a place for the others, if there are any.
    /// The rows are sorted.
    pub(super) fn settle(
        &mut self,
        rows: &mut Arena,
        seeds: &Seeds,
    ) -> Result<Option<PathBuf>, Wrong> {
        let mut hash = hash_of(rows);
        if self.turns_out(&hash) {
            return Ok(None);
        }
        self.read(seeds)?;
        let before = rows.len();
        self.leave_out(rows, seeds);
        if rows.is_empty() {
            return Ok(None);
        }
        if rows.len() < before {
            hash = hash_of(rows);
        }
        let name = self.name(&hash);
        Ok(Some(self.directory.join(name)))
    }

    /// Whether a file that was there holds rows of this hash. Logs that lie in two directories lead
    /// to the same rows twice, which are two files.
    fn turns_out(&mut self, hash: &str) -> bool {
        let is_of = |name: &&OsString| name.as_encoded_bytes().starts_with(hash.as_bytes());
        let first = self.files.range(OsString::from(hash)..).next().filter(is_of).cloned();
        first.is_some_and(|name| self.files.remove(&name))
    }

    /// Reads which events are in the files that are left.
    fn read(&mut self, seeds: &Seeds) -> Result<(), Wrong> {
        if self.files.is_empty() {
            return Ok(());
        }
        for name in std::mem::take(&mut self.files) {
            let path = self.directory.join(name);
            let events = &mut self.events;
            let read = File::open(&path).and_then(|file| encode::held(file, seeds, events));
            read.map_err(|error| unread(&path, &error))?;
        }
        self.events.sort_unstable();
        self.events.shrink_to_fit();
        Ok(())
    }

    /// Forgets rows whose events were there, and that they were.
    fn leave_out(&mut self, rows: &mut Arena, seeds: &Seeds) {
        if self.events.is_empty() {
            return;
        }
        let identities = rows.pieces().map(|row| encode::identity(row, seeds));
        let mut is_there = take(&mut self.events, identities).into_iter();
        rows.retain(|_| !is_there.next().unwrap_or_default());
    }

    /// A name for a file that holds rows of this hash.
    fn name(&mut self, hash: &str) -> OsString {
        let mut name = OsString::from(format!("{hash}{EXTENSION}"));
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{hash}-{number}{EXTENSION}").into();
        }
        name
    }
}

/// Takes out of what is sorted whatever else comes, as often as it comes. Which of that was there.
fn take(sorted: &mut Vec<u128>, others: impl Iterator<Item = u128>) -> Vec<bool> {
    let mut others: Vec<(u128, usize)> = others.enumerate().map(|(at, one)| (one, at)).collect();
    others.sort_unstable();
    let mut was_there = vec![false; others.len()];
    let mut others = others.into_iter().peekable();
    sorted.retain(|one| {
        while others.next_if(|(other, _)| other < one).is_some() {}
        let Some((_, at)) = others.next_if(|(other, _)| other == one) else { return true };
        if let Some(was_there) = was_there.get_mut(at) {
            *was_there = true;
        }
        false
    });
    if sorted.len() < sorted.capacity() / 2 {
        sorted.shrink_to_fit();
    }
    was_there
}

/// The files of a partition. Names that begin so are hidden from engines, too.
fn parquet_files(directory: &Path) -> io::Result<BTreeSet<OsString>> {
    let names = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name()));
    let is_read = |name: &OsString| {
        let name = name.as_encoded_bytes();
        name.ends_with(EXTENSION.as_bytes()) && !name.starts_with(b".") && !name.starts_with(b"_")
    };
    names.filter(|name| name.as_ref().map_or(true, is_read)).collect()
}

/// The hash by which a file that holds these rows is named.
fn hash_of(rows: &Arena) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    hash.update(FORM);
    for row in rows.pieces() {
        hash.update(&(row.len() as u64).to_le_bytes());
        hash.update(row);
    }
    let hash = hash.finish();
    HEXLOWER.encode(hash.as_ref().get(..NAME_BYTES).unwrap_or_default())
}

/// A file that may hold events which are about to be written.
fn unread(path: &Path, error: &io::Error) -> Wrong {
    let fault = format!("cannot read which events are in it: {}", in_words(error));
    Wrong::new(format!("--to: {}", path.display()), fault).hint(
        "events of its partition may be there already, and none is written twice; take the file \
         out of the data set, and the same command writes anew what is missing then",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_comes_is_taken_out_as_often_as_it_comes(
            mut sorted in proptest::collection::vec(0..9_u128, 0..30),
            others in proptest::collection::vec(0..9_u128, 0..30),
        ) {
            sorted.sort_unstable();
            let mut plain = sorted.clone();
            let slow: Vec<bool> = others
                .iter()
                .map(|other| {
                    let at = plain.iter().position(|one| one == other);
                    at.is_some_and(|at| plain.remove(at) == *other)
                })
                .collect();
            prop_assert_eq!(take(&mut sorted, others.into_iter()), slow);
            prop_assert_eq!(sorted, plain);
        }
    }
}
