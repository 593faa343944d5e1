//! Where files lie until they are whole: a directory of its own in that of the data set, so that a
//! file moves to its place without being copied.
//!
//! Its name begins with a dot and no file in it ends in `.parquet`, so that no engine reads it. It
//! goes with the program. What an interrupted run left behind is removed by the next one, once
//! nobody holds the lock in it any more: that goes with its process, however that ended.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use tempfile::TempDir;

const PREFIX: &str = ".trailscan-";
const LOCK: &str = "lock";
const LOCK_TO_BE: &str = "lock.new";

#[derive(Debug)]
pub(super) struct Staging {
    // These three are dropped in this order.
    directory: TempDir,
    /// Held as long as there is anything to write.
    _lock: File,
    _made: Option<Made>,
    drafts: AtomicU64,
}

/// A directory that was made for the data set. It goes again where nothing came to be in it.
#[derive(Debug)]
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // Only what is empty can be removed so.
        let _ = fs::remove_dir(&self.0);
    }
}

impl Staging {
    pub(super) fn new(root: &Path) -> io::Result<Staging> {
        let made = if root.exists() { None } else { Some(Made(root.to_owned())) };
        fs::create_dir_all(root)?;
        let directory = tempfile::Builder::new().prefix(PREFIX).tempdir_in(root)?;
        // It gets its name when it is locked, so that nobody finds it and takes its owner for dead.
        let unlocked = directory.path().join(LOCK_TO_BE);
        let lock = File::create_new(&unlocked)?;
        if lock.try_lock().is_ok() {
            fs::rename(&unlocked, directory.path().join(LOCK))?;
        }
        Ok(Staging { directory, _lock: lock, _made: made, drafts: AtomicU64::new(0) })
    }

    /// A new file that nobody reads, and its path.
    pub(super) fn draft(&self) -> io::Result<(File, PathBuf)> {
        let number = self.drafts.fetch_add(1, Ordering::Relaxed);
        let path = self.directory.path().join(format!("{number}.draft"));
        Ok((File::create_new(&path)?, path))
    }
}

/// Removes what interrupted runs left in a data set. What cannot be removed harms nobody.
pub(crate) fn clear(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        // One that has no lock has just been made, or stands where files cannot be locked: nobody
        // can tell that it is dead.
        let lock = File::open(entry.path().join(LOCK));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
