//! Rows on their way to the disk: each partition of a group becomes a file on one of the threads
//! that write, while others go on reading. Whoever sends more waits until there is room, so that
//! memory stays bounded.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use crate::{bounds::GROUP_BYTES_MAX, dataset::Dataset, spool::Arena, wrong::Wrong};

/// What came of an export.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Account {
    /// New files, their rows and bytes.
    pub(crate) files: u64,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// Rows that were there already.
    pub(crate) rows_there: u64,
    /// Partitions that rows were put in, there or not.
    pub(crate) partitions: u64,
}

/// The threads that write, and what they are at.
pub(super) struct Flight {
    shared: Arc<Shared>,
    /// None where the only thread that there may be is the one that sends.
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    dataset: Arc<Dataset>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Rows that no thread has taken.
    waiting: VecDeque<(Box<str>, Arena)>,
    /// Partitions of which a thread finds out what is there already: one at a time, so that rows
    /// are asked about in the order in which they came.
    settling: HashSet<Box<str>>,
    /// How much was sent and is not written.
    bytes: usize,
    is_over: bool,
    account: Account,
    fault: Option<Wrong>,
}

impl Flight {
    pub(super) fn new(dataset: Arc<Dataset>, threads: usize) -> io::Result<Flight> {
        let shared = Shared { dataset, state: Mutex::default(), changed: Condvar::new() };
        let mut flight = Flight { shared: Arc::new(shared), threads: Vec::new() };
        for _ in 0..if threads > 1 { threads } else { 0 } {
            let shared = flight.shared.clone();
            let thread = thread::Builder::new().name("write".to_owned());
            flight.threads.push(thread.spawn(move || shared.work())?);
        }
        Ok(flight)
    }

    /// Has each partition written as a file, once there is room for its rows.
    pub(super) fn send(&self, partitions: HashMap<Box<str>, Arena>) {
        for (partition, rows) in partitions {
            self.shared.send(partition, rows);
            if self.threads.is_empty() {
                self.shared.work_while_there_is();
            }
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.shared.state().fault.is_some()
    }

    /// Waits until all that was sent is written, unless one file could not be.
    pub(super) fn land(&mut self) -> Result<Account, Wrong> {
        self.end();
        let mut state = self.shared.state();
        match state.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(Account { partitions: self.shared.dataset.partitions(), ..state.account }),
        }
    }

    /// Waits until no thread has anything to do with the data set any more.
    fn end(&mut self) {
        self.shared.state().is_over = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has told so.
            let _ = thread.join();
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Something that is larger than all the room there is goes alone.
    fn send(&self, partition: Box<str>, rows: Arena) {
        let bytes = rows.weight_bytes();
        let mut state = self.state();
        while state.bytes > 0 && state.bytes + bytes > GROUP_BYTES_MAX {
            state = self.wait(state);
        }
        state.bytes += bytes;
        state.waiting.push_back((partition, rows));
        self.changed.notify_all();
    }

    /// What a thread does: writes files until there are none.
    fn work(&self) {
        loop {
            self.work_while_there_is();
            let mut state = self.state();
            while !state.has_next() {
                if state.is_over && state.waiting.is_empty() {
                    return;
                }
                state = self.wait(state);
            }
        }
    }

    fn work_while_there_is(&self) {
        loop {
            let next = self.state().next();
            let Some((partition, rows)) = next else { return };
            self.write(&partition, rows);
        }
    }

    /// Writes what is new of rows. Where a file could not be written, no other is tried.
    fn write(&self, partition: &str, rows: Arena) {
        let bytes = rows.weight_bytes();
        let settled = if self.state().fault.is_some() {
            None
        } else {
            Some(self.dataset.settle(partition, rows))
        };
        self.state().settling.remove(partition);
        self.changed.notify_all();
        let put = settled.map(|settled| settled.and_then(|settled| self.dataset.put(settled)));
        let mut state = self.state();
        state.bytes -= bytes;
        let account = &mut state.account;
        match put {
            Some(Ok(put)) => {
                account.files += u64::from(put.file_bytes.is_some());
                account.bytes += put.file_bytes.unwrap_or_default();
                account.rows += put.rows;
                account.rows_there += put.rows_there;
            }
            Some(Err(fault)) => state.fault = Some(fault),
            None => {}
        }
        self.changed.notify_all();
    }
}

impl State {
    /// Where the first rows wait that a thread may take.
    fn place_of_next(&self) -> Option<usize> {
        self.waiting.iter().position(|(partition, _)| !self.settling.contains(partition))
    }

    fn has_next(&self) -> bool {
        self.place_of_next().is_some()
    }

    fn next(&mut self) -> Option<(Box<str>, Arena)> {
        let next = self.waiting.remove(self.place_of_next()?)?;
        self.settling.insert(next.0.clone());
        Some(next)
    }
}
