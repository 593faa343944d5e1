//! A data set of Parquet files, which engines that read SQL take for a partitioned table.
//!
//! What a row holds is [`row`]'s to say, where it belongs [`partition`]'s, what is there already
//! [`known`]'s, and how rows become Parquet that of `encode`, the only file that knows the format
//! and needs a feature of the build. Here files are put in their places: each is written out of
//! sight, and gets its name when it is whole and on the disk, so that whoever reads the data set
//! finds whole files or none. A file is named by what is in it, and is never written again. Which
//! rows go together is not known here.

#[cfg(feature = "parquet")]
mod encode;
#[cfg(not(feature = "parquet"))]
#[path = "dataset/unbuilt.rs"]
mod encode;
mod known;
mod partition;
mod row;
mod staging;

use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{event::Record, fingerprint::Seeds, spool::Arena, text::in_words, wrong::Wrong};
pub(crate) use encode::is_built;
use known::Known;
pub(crate) use partition::write_path;
use staging::Staging;
pub(crate) use staging::clear;

/// A data set that is being written to.
#[derive(Debug)]
pub(crate) struct Dataset {
    root: PathBuf,
    /// Whether rows hold the whole record, too.
    keeps_raw: bool,
    staging: Staging,
    seeds: Seeds,
    partitions: Mutex<HashMap<Box<str>, Arc<Mutex<Known>>>>,
}

/// Rows of a partition, those that were there already left out.
#[derive(Debug)]
pub(crate) struct Settled {
    rows: Arena,
    /// How many were left out.
    there: u64,
    /// Where the others are to stand.
    path: Option<PathBuf>,
}

/// What became of rows that were put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Put {
    /// How many bytes the file has that was written for them, if one was.
    pub(crate) file_bytes: Option<u64>,
    /// How many rows are in it.
    pub(crate) rows: u64,
    /// How many were there already.
    pub(crate) rows_there: u64,
}

impl Dataset {
    pub(crate) fn open(root: &Path, keeps_raw: bool) -> Result<Dataset, Wrong> {
        let staging = Staging::new(root).map_err(|error| wrong(root, "write in it", &error))?;
        let (seeds, partitions) = (Seeds::default(), Mutex::default());
        Ok(Dataset { root: root.to_owned(), keeps_raw, staging, seeds, partitions })
    }

    /// Appends the row of a record, as it is put in.
    pub(crate) fn pack(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        row::pack(record, self.keeps_raw, out);
    }

    /// Sorts rows by their ranks, and leaves out those that were in the partition before this run.
    /// Where one of two copies was there, it is the first that is asked about: for files to be the
    /// same in every run, rows of one partition must come one after the other.
    pub(crate) fn settle(&self, partition: &str, mut rows: Arena) -> Result<Settled, Wrong> {
        rows.sort();
        let all = rows.len();
        let known = self.known(partition)?;
        let path = lock(&known).settle(&mut rows, &self.seeds)?;
        let there = if path.is_some() { all - rows.len() } else { all };
        Ok(Settled { rows, there: there as u64, path })
    }

    /// Writes what is left of rows, if anything is.
    pub(crate) fn put(&self, settled: Settled) -> Result<Put, Wrong> {
        let Settled { rows, there, path } = settled;
        let Some(path) = path else { return Ok(Put { rows_there: there, ..Put::default() }) };
        let rows: Vec<&[u8]> = rows.pieces().collect();
        let (number, directory) = (rows.len() as u64, path.parent().unwrap_or(&self.root));
        let placed = self.place(&rows, &path);
        Ok(match placed.map_err(|error| wrong(directory, "write a file", &error))? {
            Some(bytes) => Put { file_bytes: Some(bytes), rows: number, rows_there: there },
            None => Put { rows_there: there + number, ..Put::default() },
        })
    }

    /// How many bytes the new file has; none where another run has written it since.
    fn place(&self, rows: &[&[u8]], path: &Path) -> io::Result<Option<u64>> {
        if path.try_exists()? {
            return Ok(None);
        }
        let (file, draft) = self.staging.draft()?;
        let written = self.write(rows, file, &draft, path);
        if written.is_err() {
            // Half a file is of no use, and its room may be what was short.
            let _ = fs::remove_file(&draft);
        }
        written.map(Some)
    }

    /// Writes a draft, and gives it its place. How many bytes it has.
    fn write(&self, rows: &[&[u8]], mut file: File, draft: &Path, path: &Path) -> io::Result<u64> {
        encode::write(rows, self.keeps_raw, &mut file)?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        fs::rename(draft, path)?;
        // So that the name, too, outlives a loss of power; some systems cannot, which is no fault.
        if let Some(Ok(directory)) = path.parent().map(File::open) {
            let _ = directory.sync_all();
        }
        Ok(bytes)
    }

    /// What is known of a partition. When it is first named, its directory is looked into.
    fn known(&self, partition: &str) -> Result<Arc<Mutex<Known>>, Wrong> {
        let mut partitions = lock(&self.partitions);
        if let Some(known) = partitions.get(partition) {
            return Ok(known.clone());
        }
        let directory = self.root.join(partition);
        let known = Known::new(directory.clone());
        let known = known.map_err(|error| wrong(&directory, "write a file", &error))?;
        let known = Arc::new(Mutex::new(known));
        partitions.insert(partition.into(), known.clone());
        Ok(known)
    }

    /// How many partitions rows were put in.
    pub(crate) fn partitions(&self) -> u64 {
        lock(&self.partitions).len() as u64
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What cannot be done in the data set, and that nothing is lost for it.
fn wrong(place: &Path, what: &str, error: &io::Error) -> Wrong {
    let fault = format!("cannot {what}: {}", in_words(error));
    Wrong::new(format!("--to: {}", place.display()), fault)
        .hint("files that are there are whole; the same command writes only what is missing")
}
