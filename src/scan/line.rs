//! The line in which inputs stand, and what waits in it until it may be delivered.
//!
//! Only the first in line delivers; whoever holds too much waits for its turn. What is gathered
//! where the caller had had enough is cut off, so that threads that were faster change nothing.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use super::{Gathered, Scan};
use crate::{
    decode::{Remainder, Tally},
    report::{Judged, Report},
};

/// What is gathered is sealed and, from the first input in line, delivered in batches of this much.
const BATCH_BYTES: usize = 256 * 1024;

/// Or, where there is anything, after so many records, so that rare matches need not wait for more.
const BATCH_RECORDS: u64 = 4096;

/// A worker whose input is not first in line waits when it holds this much.
const HELD_BYTES_MAX: usize = 1024 * 1024;

/// Workers wait before taking another input when those that are finished and not delivered hold
/// this much together.
const WAITING_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What the damage of a finished input weighs while it waits: itself it is small, but it stands
/// between buffers that were given back, and keeps their room from being used again.
const DAMAGE_BYTES: usize = 8 * 1024;

/// What was delivered and emptied is kept to be used again, up to this much: giving memory back and
/// asking for it again took a third of the time in which files are inflated.
const SPARE_BYTES_MAX: usize = 3 * 1024 * 1024;

/// What one input gave so far and has not delivered.
pub(super) struct Held<G> {
    sealed: Vec<Batch<G>>,
    sealed_bytes: usize,
    pub(super) open: G,
}

/// Matches that are delivered together. Where a batch ends depends on its input alone.
struct Batch<G> {
    gathered: G,
    /// How things stood where it ends; none at the input's own end.
    mark: Option<Mark>,
}

/// What was known of an input at some place in it.
pub(super) struct Mark {
    pub(super) judged: Judged,
    pub(super) remainder: Remainder,
}

/// The line of inputs, and what waits in it.
struct Line<G, D> {
    first: usize,
    finished: BTreeMap<usize, Finished<G>>,
    waiting_bytes: usize,
    /// Workers that wait for the line to move on.
    waiting: usize,
    deliver: D,
    spare: Vec<(G, usize)>,
    spare_bytes: usize,
    /// Where the caller had had enough.
    enough: Option<Enough>,
    report: Report,
}

struct Enough {
    index: usize,
    mark: Option<Mark>,
}

pub(super) struct Finished<G> {
    pub(super) held: Held<G>,
    pub(super) tally: Tally,
    pub(super) judged: Judged,
}

impl<G: Gathered> Held<G> {
    pub(super) fn new(open: G) -> Held<G> {
        Held { sealed: Vec::new(), sealed_bytes: 0, open }
    }

    /// Whether it is time to seal, by what the input alone decides.
    pub(super) fn is_due(&self, judged: Judged) -> bool {
        match self.open.weight_bytes() {
            0 => false,
            bytes => bytes >= BATCH_BYTES || judged.records().is_multiple_of(BATCH_RECORDS),
        }
    }

    pub(super) fn seal(&mut self, mark: Option<Mark>) {
        let gathered = std::mem::take(&mut self.open);
        self.sealed_bytes += gathered.weight_bytes();
        self.sealed.push(Batch { gathered, mark });
    }

    fn take(&mut self) -> Vec<Batch<G>> {
        self.sealed_bytes = 0;
        std::mem::take(&mut self.sealed)
    }
}

impl<G: Gathered, D> Line<G, D> {
    /// Keeps what was delivered, to be used again.
    fn keep(&mut self, mut delivered: G) {
        let room_bytes = delivered.clear();
        if self.spare_bytes + room_bytes <= SPARE_BYTES_MAX {
            self.spare_bytes += room_bytes;
            self.spare.push((delivered, room_bytes));
        }
    }

    /// Something empty to gather into.
    fn spare(&mut self) -> G {
        let Some((spare, room_bytes)) = self.spare.pop() else { return G::default() };
        self.spare_bytes -= room_bytes;
        spare
    }

    /// The input that is first in line now, if it is finished.
    fn next(&mut self) -> Option<Finished<G>> {
        let next = self.finished.remove(&self.first)?;
        self.waiting_bytes -= next.weight_bytes();
        Some(next)
    }
}

impl<G> Finished<G> {
    fn weight_bytes(&self) -> usize {
        let is_damaged = !self.tally.remainder.damages.is_empty();
        self.held.sealed_bytes + if is_damaged { DAMAGE_BYTES } else { 0 }
    }

    /// Forgets what a worker found behind the place where the caller had had enough.
    fn cut(&mut self, mark: Option<Mark>) {
        if let Some(Mark { judged, remainder }) = mark {
            self.judged = judged;
            self.tally.records = judged.records();
            self.tally.remainder = remainder;
        }
    }
}

/// What all workers share.
pub(super) struct Shared<'s, G, D> {
    pub(super) scan: &'s Scan<'s>,
    line: Mutex<Line<G, D>>,
    moved: Condvar,
}

impl<'s, G: Gathered, D> Shared<'s, G, D> {
    pub(super) fn new(scan: &'s Scan<'s>, deliver: D) -> Shared<'s, G, D> {
        let line = Line {
            first: 0,
            finished: BTreeMap::new(),
            waiting_bytes: 0,
            waiting: 0,
            deliver,
            spare: Vec::new(),
            spare_bytes: 0,
            enough: None,
            report: Report::default(),
        };
        Shared { scan, line: Mutex::new(line), moved: Condvar::new() }
    }

    pub(super) fn into_report(self) -> Report {
        self.line.into_inner().unwrap_or_else(PoisonError::into_inner).report
    }
}

impl<G, D> Shared<'_, G, D>
where
    G: Gathered,
    D: FnMut(&G) -> ControlFlow<()> + Send,
{
    fn line(&self) -> MutexGuard<'_, Line<G, D>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the line to move on.
    fn wait<'l>(&self, mut line: MutexGuard<'l, Line<G, D>>) -> MutexGuard<'l, Line<G, D>> {
        line.waiting += 1;
        let mut line = self.moved.wait(line).unwrap_or_else(PoisonError::into_inner);
        line.waiting -= 1;
        line
    }

    /// Waits until an input is first in line, and stays so until it is finished: what takes much
    /// memory is done by one worker at a time. False where nobody wants it any more.
    ///
    /// Inputs are taken in order, so the first in line is always at work, and nothing waits for
    /// ever.
    pub(super) fn wait_for_turn(&self, index: usize) -> bool {
        let mut line = self.line();
        while line.first != index && !self.scan.is_stopped() {
            line = self.wait(line);
        }
        line.first == index
    }

    /// Delivers what an unfinished input has gathered, if it is first in line; else waits for that
    /// once it holds too much.
    pub(super) fn unload(&self, index: usize, held: &mut Held<G>) {
        let mut line = self.line();
        while line.first != index && held.sealed_bytes > HELD_BYTES_MAX && !self.scan.is_stopped() {
            line = self.wait(line);
        }
        if line.first == index {
            self.deliver(&mut line, index, held);
        }
        held.open = line.spare();
    }

    /// Puts a finished input in line, and delivers from its front as far as it is complete. Gives
    /// back what the next input can gather into.
    pub(super) fn finish(&self, index: usize, finished: Finished<G>) -> G {
        let mut line = self.line();
        while line.first != index
            && line.waiting_bytes > WAITING_BYTES_MAX
            && !self.scan.is_stopped()
        {
            line = self.wait(line);
        }
        if line.first == index {
            self.settle(&mut line, finished);
            while let Some(next) = line.next() {
                self.settle(&mut line, next);
            }
        } else {
            line.waiting_bytes += finished.weight_bytes();
            line.finished.insert(index, finished);
        }
        // Waking nobody still costs a system call, once for every file.
        if line.waiting > 0 {
            self.moved.notify_all();
        }
        line.spare()
    }

    /// Delivers the input that is first in line, and counts it.
    fn settle(&self, line: &mut Line<G, D>, mut finished: Finished<G>) {
        let index = line.first;
        line.first += 1;
        self.deliver(line, index, &mut finished.held);
        if let Some(enough) = &mut line.enough {
            if enough.index < index {
                return;
            }
            finished.cut(enough.mark.take());
        }
        line.report.add(index, &finished.tally, finished.judged);
    }

    fn deliver(&self, line: &mut Line<G, D>, index: usize, held: &mut Held<G>) {
        for Batch { gathered, mark } in held.take() {
            if line.enough.is_none() && (line.deliver)(&gathered).is_break() {
                line.enough = Some(Enough { index, mark });
                self.scan.stop();
                self.moved.notify_all();
            }
            line.keep(gathered);
        }
    }
}
