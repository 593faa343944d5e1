//! Reads every input on all cores and hands on what matches, in order.
//!
//! Workers take inputs in order and decode them alone. What they gather is delivered in the order
//! of the inputs, whatever the number of threads: the worker whose input is first in line delivers
//! as it goes, the others hold theirs back, and wait once they hold too much. So memory is bounded.
//! Where the caller has had enough, what lies behind that place counts as unread, even if a worker
//! was faster. So the answer is always the same.
//!
//! What is gathered and where it goes, the caller says; formats, limits and sorting are not known
//! here.

use std::{
    collections::BTreeMap,
    io::{self, Read},
    ops::ControlFlow,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use crate::{
    decode::{self, Arrival, Decoder, Found, Remainder, Tally, damage::Cause},
    event::Record,
    filter::plan::Plan,
    report::{Judged, Report},
    source::Input,
};

/// What matches are gathered into.
pub(crate) trait Gathered: Default + Send {
    /// About how many bytes it holds.
    fn weight_bytes(&self) -> usize;

    /// Empties it, so that it can be used again, and says how many bytes of room it has.
    fn clear(&mut self) -> usize;
}

/// What is gathered is sealed and, from the first input in line, delivered in batches of this much.
const BATCH_BYTES: usize = 256 * 1024;

/// Or, where there is anything, after so many records, so that rare matches need not wait for more.
const BATCH_RECORDS: u64 = 4096;

/// A worker whose input is not first in line waits when it holds this much.
const HELD_BYTES_MAX: usize = 1024 * 1024;

/// Workers wait before taking another input when those that are finished and not delivered hold
/// this much together.
const WAITING_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What was delivered and emptied is kept to be used again, up to this much: giving memory back and
/// asking for it again took a third of the time in which files are inflated.
const SPARE_BYTES_MAX: usize = 3 * 1024 * 1024;

/// A scan: what to read, what to ask of it, and how far it has come.
pub(crate) struct Scan<'s> {
    inputs: &'s [Input],
    plan: &'s Plan,
    threads: usize,
    /// Standard input, for whichever input names it.
    stdin: Mutex<Option<Stdin>>,
    done: AtomicUsize,
    /// Set by whoever has had enough; the workers look at it after every record.
    stop: AtomicBool,
}

type Stdin = Box<dyn Read + Send>;

impl<'s> Scan<'s> {
    pub(crate) fn new(
        inputs: &'s [Input],
        plan: &'s Plan,
        threads: usize,
        stdin: Option<Stdin>,
    ) -> Scan<'s> {
        let (done, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        Scan { inputs, plan, threads, stdin: Mutex::new(stdin), done, stop }
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// How many inputs are done.
    pub(crate) fn inputs_done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Ends the scan as soon as may be, for callers that hold nothing back for order.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What one input gave so far and has not delivered.
struct Held<G> {
    sealed: Vec<Batch<G>>,
    sealed_bytes: usize,
    open: G,
}

/// Matches that are delivered together. Where a batch ends depends on its input alone.
struct Batch<G> {
    gathered: G,
    /// How things stood where it ends; none at the input's own end.
    mark: Option<Mark>,
}

/// What was known of an input at some place in it.
struct Mark {
    judged: Judged,
    remainder: Remainder,
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

struct Finished<G> {
    held: Held<G>,
    tally: Tally,
    judged: Judged,
}

impl<G: Gathered> Held<G> {
    fn new(open: G) -> Held<G> {
        Held { sealed: Vec::new(), sealed_bytes: 0, open }
    }

    /// Whether it is time to seal, by what the input alone decides.
    fn is_due(&self, judged: Judged) -> bool {
        match self.open.weight_bytes() {
            0 => false,
            bytes => bytes >= BATCH_BYTES || judged.records().is_multiple_of(BATCH_RECORDS),
        }
    }

    fn seal(&mut self, mark: Option<Mark>) {
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
        self.waiting_bytes -= next.held.sealed_bytes;
        Some(next)
    }
}

impl<G> Finished<G> {
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
struct Shared<'s, G, D> {
    scan: &'s Scan<'s>,
    next: AtomicUsize,
    line: Mutex<Line<G, D>>,
    moved: Condvar,
}

/// Runs a scan. `gather` is called for each match, on many threads; `deliver` takes what was
/// gathered, in order, and may say that it has had enough.
pub(crate) fn run<G: Gathered>(
    scan: &Scan<'_>,
    gather: impl Fn(&Record<'_>, &mut G) + Sync,
    deliver: impl FnMut(&G) -> ControlFlow<()> + Send,
) -> io::Result<Report> {
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
    let shared =
        Shared { scan, next: AtomicUsize::new(0), line: Mutex::new(line), moved: Condvar::new() };
    let threads = scan.threads.min(scan.inputs.len()).max(1);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    pool.broadcast(|_| work(&shared, &gather));
    let line = shared.line.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Report { had_enough: scan.is_stopped(), ..line.report })
}

/// One worker: takes inputs until there are none.
fn work<G, D>(shared: &Shared<'_, G, D>, gather: &(impl Fn(&Record<'_>, &mut G) + Sync))
where
    G: Gathered,
    D: FnMut(&G) -> ControlFlow<()> + Send,
{
    let mut decoder = Decoder::new(shared.scan.threads > 1);
    let mut spare = G::default();
    while !shared.scan.is_stopped() {
        let index = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(input) = shared.scan.inputs.get(index) else { return };
        let mut held = Held::new(std::mem::take(&mut spare));
        let mut judged = Judged::default();
        let mut receive = |record: &Record<'_>, found: &Found| {
            judge(shared.scan.plan, record, &mut judged, &mut held.open, gather);
            if held.is_due(judged) {
                held.seal(Some(Mark { judged, remainder: found.remainder() }));
                shared.unload(index, &mut held);
            }
            if shared.scan.is_stopped() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let tally = read(shared.scan, input, &mut decoder, &mut receive);
        held.seal(None);
        spare = shared.finish(index, Finished { held, tally, judged });
        shared.scan.done.fetch_add(1, Ordering::Relaxed);
    }
}

fn judge<G>(
    plan: &Plan,
    record: &Record<'_>,
    judged: &mut Judged,
    gathered: &mut G,
    gather: &impl Fn(&Record<'_>, &mut G),
) {
    if plan.matches(record) {
        judged.matched += 1;
        gather(record, gathered);
    } else {
        judged.rejected += 1;
        judged.without_time += u64::from(plan.misses_only_its_time(record));
    }
}

fn read(
    scan: &Scan<'_>,
    input: &Input,
    decoder: &mut Decoder,
    receive: &mut decode::Receive<'_>,
) -> Tally {
    let hint = input.hint();
    match input {
        Input::File { path, .. } => match Input::open(path, hint) {
            Ok((file, arrival)) => decoder.decode(file, arrival, hint, receive),
            Err(error) => Tally::unopened(Cause::unreadable(&error)),
        },
        // Nothing is left of it where the list of paths was read from it, too.
        Input::Stdin => {
            let stdin = scan.stdin.lock().unwrap_or_else(PoisonError::into_inner).take();
            let stdin = stdin.unwrap_or_else(|| Box::new(io::empty()));
            decoder.decode(stdin, Arrival::InTime, hint, receive)
        }
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

    /// Delivers what an unfinished input has gathered, if it is first in line; else waits for that
    /// once it holds too much.
    fn unload(&self, index: usize, held: &mut Held<G>) {
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
    fn finish(&self, index: usize, finished: Finished<G>) -> G {
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
            line.waiting_bytes += finished.held.sealed_bytes;
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
        if let Some(input) = self.scan.inputs.get(index) {
            line.report.add(input.path(), &finished.tally, finished.judged);
        }
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
