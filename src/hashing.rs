//! Reads every input on all cores and keeps what `custody` judges by: of each file the hash of its
//! uncompressed bytes, and of digests what they say.
//!
//! Each file is opened once and read once. Of its bytes nothing is kept, but for a digest's until
//! it is taken apart; a large one only by one worker at a time.

use std::{
    io,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    bounds::{DIGEST_BYTES_MAX, LARGE_BYTES},
    custody::{Fault, File, What},
    decode::{
        content::{Contents, Resemblance, resemblance},
        damage::Cause,
    },
    digest::{
        Digest,
        hash::{Hash, Hashing},
    },
    source::Input,
    text::counted,
};

/// What to read, and how far it has come.
pub(crate) struct Reading<'r> {
    inputs: &'r [Input],
    threads: usize,
    next: AtomicUsize,
    done: AtomicUsize,
    /// Held by whoever keeps the text of a large digest.
    large: Mutex<()>,
}

impl<'r> Reading<'r> {
    pub(crate) fn new(inputs: &'r [Input], threads: usize) -> Reading<'r> {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Reading { inputs, threads, next, done, large: Mutex::new(()) }
    }

    /// How many inputs are done.
    pub(crate) fn inputs_done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Reads all, and gives them back in order.
    pub(crate) fn run(&self) -> io::Result<Vec<File>> {
        let workers = self.threads.min(self.inputs.len()).max(1);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build();
        let pool = pool.map_err(io::Error::other)?;
        let mut files: Vec<(usize, File)> =
            pool.broadcast(|_| self.work(workers)).into_iter().flatten().collect();
        files.sort_unstable_by_key(|(index, _)| *index);
        Ok(files.into_iter().map(|(_, file)| file).collect())
    }

    /// What a thread does: takes inputs until there are none.
    fn work(&self, workers: usize) -> Vec<(usize, File)> {
        let mut contents = Contents::new(workers);
        let mut files = Vec::new();
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(input) = self.inputs.get(index) else { return files };
            files.push((index, self.read(input, &mut contents)));
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn read(&self, input: &Input, contents: &mut Contents) -> File {
        let path = in_parts(input.path());
        let mut taking = Taking::new(self);
        let fault = match Input::open(input.path(), input.hint()) {
            Ok((file, _)) => contents.read(file, &mut |piece| taking.take(piece)),
            Err(error) => Some(Cause::unreadable(&error)),
        };
        let fault = fault.map(|cause| match cause {
            Cause::Unreadable(why) => Fault::Unread(why),
            other => Fault::Damaged(other.to_string()),
        });
        let (hash, what) = taking.end();
        File { path, hash, what, fault }
    }
}

/// A path as keys of objects are written.
fn in_parts(path: &Path) -> String {
    let path = path.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => path.into_owned(),
        separator => path.replace(separator, "/"),
    }
}

/// The bytes of one file on their way through.
struct Taking<'r> {
    reading: &'r Reading<'r>,
    bytes: u64,
    hashing: Hashing,
    what: What,
    /// The text of a digest that comes in pieces.
    text: Option<Vec<u8>>,
    turn: Option<MutexGuard<'r, ()>>,
}

impl<'r> Taking<'r> {
    fn new(reading: &'r Reading<'r>) -> Taking<'r> {
        let hashing = Hashing::new();
        Taking { reading, bytes: 0, hashing, what: What::Other, text: None, turn: None }
    }

    fn take(&mut self, piece: &[u8]) {
        if self.bytes == 0 {
            match resemblance(piece) {
                Resemblance::Digest => self.text = Some(Vec::new()),
                Resemblance::Log => self.what = What::Log,
                Resemblance::Other => {}
            }
        }
        self.bytes += piece.len() as u64;
        if let Some(text) = &mut self.text {
            if text.len() + piece.len() > DIGEST_BYTES_MAX {
                self.what = What::NoDigest(format!(
                    "begins like a digest, and has more than {}",
                    counted(DIGEST_BYTES_MAX as u64, "byte")
                ));
                (self.text, self.turn) = (None, None);
            } else {
                if text.len() + piece.len() > LARGE_BYTES && self.turn.is_none() {
                    let large = &self.reading.large;
                    self.turn = Some(large.lock().unwrap_or_else(PoisonError::into_inner));
                }
                text.extend_from_slice(piece);
            }
        }
        self.hashing.update(piece);
    }

    fn end(self) -> (Hash, What) {
        let what = match self.text.map(|text| Digest::parse(&text)) {
            Some(Ok(digest)) => What::Digest(Box::new(digest)),
            Some(Err(why)) => What::NoDigest(why),
            None => self.what,
        };
        (self.hashing.finish(), what)
    }
}
