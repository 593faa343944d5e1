//! Reads and inflates an input in a thread of its own, some blocks ahead of whoever looks at it.
//!
//! A stream can only be inflated by one thread, and that takes most of the time; so the rest is
//! done in another meanwhile. One file of 1.2 GB of text takes no longer than inflating it alone.
//! The thread is not waited for: it may hang in a read of a pipe that nobody writes to any more.

use std::{
    io::{self, Read},
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread,
};

use super::{damage::Cause, window::Input};

/// Large enough that handing one on costs nothing beside filling it.
const BLOCK_BYTES: usize = 256 * 1024;

/// Blocks that wait; with the two at work they take 1.5 MiB.
const BLOCKS_MAX: usize = 4;

/// An input that is read ahead.
pub(super) struct Ahead {
    blocks: Receiver<Block>,
    /// Gives used buffers back.
    spent: Sender<Vec<u8>>,
    block: Block,
    /// How much of the block has been read.
    at: usize,
    faults: Vec<(u64, Cause)>,
}

/// What one read gave.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    length: usize,
    faults: Vec<(u64, Cause)>,
    error: Option<io::Error>,
}

impl Ahead {
    /// Starts to read.
    pub(super) fn of(input: impl Input + Send + 'static) -> Ahead {
        let (filled, blocks) = sync_channel(BLOCKS_MAX);
        let (spent, empty) = channel();
        thread::spawn(move || read(input, &filled, &empty));
        Ahead { blocks, spent, block: Block::default(), at: 0, faults: Vec::new() }
    }
}

/// Fills blocks until the input ends or nobody wants them any more.
fn read(mut input: impl Input, filled: &SyncSender<Block>, empty: &Receiver<Vec<u8>>) {
    loop {
        let mut bytes = empty.try_recv().unwrap_or_default();
        bytes.resize(BLOCK_BYTES, 0);
        // What a pipe has for now is worth looking at, so a short read is handed on.
        let (length, error) = match input.read(&mut bytes) {
            Ok(length) => (length, None),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => (0, Some(error)),
        };
        let faults = input.faults();
        if filled.send(Block { bytes, length, faults, error }).is_err() || length == 0 {
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.length {
            // Whoever fills blocks may be gone, and needs none.
            let _ = self.spent.send(std::mem::take(&mut self.block.bytes));
            // The last block was empty or an error; nothing comes behind it.
            self.block = self.blocks.recv().unwrap_or_default();
            self.at = 0;
            self.faults.append(&mut self.block.faults);
            if let Some(error) = self.block.error.take() {
                return Err(error);
            }
        }
        let length = into.len().min(self.block.length - self.at);
        into[..length].copy_from_slice(&self.block.bytes[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

impl Input for Ahead {
    fn faults(&mut self) -> Vec<(u64, Cause)> {
        std::mem::take(&mut self.faults)
    }
}
