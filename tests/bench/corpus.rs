//! The made logs that everything is measured on: written once, kept below the build directory, and
//! made again when they or the questions change.
//!
//! The same on every machine. What the logs hold is decided by `layout` and `event`.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write as _,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};

use crate::{
    event::Cast,
    layout::{Delivery, deliveries},
    truth::Truth,
};

/// To be raised with every change to what is generated, or to how its truth is worked out.
const VERSION: u32 = 2;

/// What stands before and behind the records of a log file.
pub(crate) const ENVELOPE: (&str, &str) = (r#"{"Records":["#, "]}");

/// A corpus on disk.
pub(crate) struct Corpus {
    pub(crate) directory: PathBuf,
    pub(crate) truth: Truth,
}

impl Corpus {
    /// The corpus of so many events, which is made if it is not there.
    pub(crate) fn of(events: u64) -> Result<Corpus> {
        let root = root();
        let directory = root.join(format!("corpus-{events}-{VERSION}"));
        if let Some(truth) = Truth::load(&directory.join("truth.json")) {
            return Ok(Corpus { directory, truth });
        }
        fs::create_dir_all(&root).with_context(|| root.display().to_string())?;
        // Whoever is interrupted leaves nothing that looks complete.
        let unfinished = tempfile::Builder::new().prefix("unfinished-").tempdir_in(&root)?;
        let truth = write_all(unfinished.path(), &deliveries(events))?;
        truth.save(&unfinished.path().join("truth.json"))?;
        remove_outdated(&root, events)?;
        fs::rename(unfinished.keep(), &directory)
            .with_context(|| directory.display().to_string())?;
        Ok(Corpus { directory, truth })
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.directory.join("AWSLogs")
    }
}

/// Where all that is made is kept.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("bench")
}

/// Removes corpora of as many events that were made by another version or for other questions.
fn remove_outdated(root: &Path, events: u64) -> Result<()> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&format!("corpus-{events}-")) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// What is known of files that are written in any order, joined in that of their paths.
struct Known {
    /// Of the first so many files.
    truth: Truth,
    files: usize,
    /// Of later ones, until those before them are written.
    waiting: BTreeMap<usize, Truth>,
}

impl Known {
    fn add(&mut self, place: usize, truth: Truth) {
        self.waiting.insert(place, truth);
        while let Some(next) = self.waiting.remove(&self.files) {
            self.truth.append(next);
            self.files += 1;
        }
    }
}

/// Writes the files, on every core.
fn write_all(root: &Path, deliveries: &[Delivery]) -> Result<Truth> {
    let next = AtomicUsize::new(0);
    let known = Known { truth: Truth::nothing(), files: 0, waiting: BTreeMap::new() };
    let known = Mutex::new(known);
    let write_some = || -> Result<()> {
        let mut text = String::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(delivery) = deliveries.get(place) else { return Ok(()) };
            text.clear();
            let truth = write_one(root, delivery, &mut text)?;
            known.lock().unwrap_or_else(PoisonError::into_inner).add(place, truth);
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(write_some)).collect();
        let ended = workers.into_iter().map(|worker| {
            worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread that writes panicked")))
        });
        ended.collect::<Result<Vec<()>>>()
    })?;
    Ok(known.into_inner().unwrap_or_else(PoisonError::into_inner).truth)
}

fn write_one(root: &Path, delivery: &Delivery, text: &mut String) -> Result<Truth> {
    let mut truth = Truth::nothing();
    let mut cast = Cast::new(delivery);
    text.push_str(ENVELOPE.0);
    for number in 0..delivery.events {
        if number > 0 {
            text.push(',');
        }
        let event = cast.next_event(text);
        truth.add(&event, text);
    }
    text.push_str(ENVELOPE.1);
    let path = root.join(&delivery.path);
    let in_words = || path.display().to_string();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(in_words)?;
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes())?;
    let compressed = gzip.finish()?;
    File::create_new(&path)
        .and_then(|mut file| file.write_all(&compressed))
        .with_context(in_words)?;
    truth.files = 1;
    truth.inflated_bytes = text.len() as u64;
    truth.compressed_bytes = compressed.len() as u64;
    Ok(truth)
}
