//! The least that any question can cost: the files found, read and inflated, and nothing parsed;
//! where they are verified, their text hashed, too.
//!
//! Runs as a process of its own, so that it is measured as the questions are.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context as _, Result, anyhow};
use flate2::bufread::MultiGzDecoder;
use libdeflater::{DecompressionError, Decompressor};
use ring::digest::{SHA256, digest};
use walkdir::WalkDir;

const STREAM_BUFFER_BYTES: usize = 256 * 1024;

/// Inflates every file below the directory, each whole, and hashes its text if that is wanted; how
/// many bytes that gave.
pub(crate) fn of_files(directory: &Path, threads: usize, hashes: bool) -> Result<u64> {
    let mut files = Vec::new();
    // The walk of `trailscan query`.
    for entry in WalkDir::new(directory).follow_links(true).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    let (next, inflated_bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
    let inflate_some = || -> Result<()> {
        let mut worker = Worker::new();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let bytes = worker.inflate(path).with_context(|| path.display().to_string())?;
            inflated_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
            if hashes {
                std::hint::black_box(digest(&SHA256, &worker.inflated[..bytes]));
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(inflate_some)).collect();
        let ended = workers.into_iter().map(|worker| {
            worker.join().unwrap_or_else(|_| Err(anyhow!("a thread that inflates panicked")))
        });
        ended.collect::<Result<Vec<()>>>()
    })?;
    Ok(inflated_bytes.into_inner())
}

/// Inflates one file as a stream, in one thread; how many bytes that gave.
pub(crate) fn of_stream(path: &PathBuf) -> Result<u64> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut stream = MultiGzDecoder::new(BufReader::with_capacity(STREAM_BUFFER_BYTES, file));
    let mut buffer = vec![0; STREAM_BUFFER_BYTES];
    let mut inflated_bytes = 0;
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(inflated_bytes),
            bytes => inflated_bytes += bytes as u64,
        }
    }
}

/// One thread's buffers, which grow to the largest file and are used again.
struct Worker {
    compressed: Vec<u8>,
    inflated: Vec<u8>,
    decompressor: Decompressor,
}

impl Worker {
    fn new() -> Worker {
        Worker {
            compressed: vec![0; 64 * 1024],
            inflated: vec![0; 256 * 1024],
            decompressor: Decompressor::new(),
        }
    }

    fn inflate(&mut self, path: &Path) -> Result<usize> {
        let bytes = self.read(path)?;
        let compressed = &self.compressed[..bytes];
        // The last four bytes of a gzip member say how long its text is.
        let length = compressed.last_chunk().map_or(0, |length| u32::from_le_bytes(*length));
        if self.inflated.len() < length as usize {
            self.inflated.resize(length as usize, 0);
        }
        self.decompressor
            .gzip_decompress(compressed, &mut self.inflated)
            .map_err(|error: DecompressionError| anyhow!("{error}"))
    }

    /// Reads the whole file into the buffer, without asking how long it is.
    fn read(&mut self, path: &Path) -> io::Result<usize> {
        let mut file = File::open(path)?;
        let mut bytes = 0;
        loop {
            bytes += file.read(&mut self.compressed[bytes..])?;
            // Only at its end does a file fill less than there is room for.
            if bytes < self.compressed.len() {
                return Ok(bytes);
            }
            self.compressed.resize(self.compressed.len() * 2, 0);
        }
    }
}
