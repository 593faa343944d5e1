//! Reads and inflates an input in a thread of its own, some blocks ahead of whoever looks at it.
//!
//! A stream can only be inflated by one thread, and that takes most of the time; so the rest is
//! done in another meanwhile. One file of 1.25 GB of text takes 1.06 times as long as
//! inflating it alone.
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
    /// Whether the block was the last of a piece.
    ended: bool,
    faults: Vec<(u64, Cause)>,
}

/// What one read gave.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    /// Nothing, where a piece ends.
    length: usize,
    /// Whether another piece follows.
    is_followed: bool,
    faults: Vec<(u64, Cause)>,
    error: Option<io::Error>,
}

impl Ahead {
    /// Starts to read; gives the input back where no thread can be had for it.
    pub(super) fn of<I: Input + Send + 'static>(input: I) -> Result<Ahead, I> {
        let (filled, blocks) = sync_channel(BLOCKS_MAX);
        let (spent, empty) = channel();
        let (give, take) = sync_channel(1);
        let started = thread::Builder::new().spawn(move || {
            if let Ok(input) = take.recv() {
                read(input, &filled, &empty);
            }
        });
        if started.is_err() {
            return Err(input);
        }
        give.send(input).map_err(|unsent| unsent.0)?;
        Ok(Ahead {
            blocks,
            spent,
            block: Block::default(),
            at: 0,
            ended: false,
            faults: Vec::new(),
        })
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
        let is_followed = length == 0 && error.is_none() && input.next_piece();
        let faults = input.faults();
        let block = Block { bytes, length, is_followed, faults, error };
        if filled.send(block).is_err() || (length == 0 && !is_followed) {
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.length && !self.ended {
            // Whoever fills blocks may be gone, and needs none.
            let _ = self.spent.send(std::mem::take(&mut self.block.bytes));
            self.block = self.blocks.recv().map_err(io::Error::other)?;
            self.at = 0;
            self.ended = self.block.length == 0;
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

    fn next_piece(&mut self) -> bool {
        if self.ended && self.block.is_followed {
            self.ended = false;
        }
        !self.ended
    }
}
