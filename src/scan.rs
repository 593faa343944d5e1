//! Reads every input on all cores and hands on what matches, in order.
//!
//! Workers take inputs in order and decode them alone. What they gather is delivered in the order
//! of the inputs, whatever the number of threads: the worker whose input is first in line delivers
//! as it goes, the others hold theirs back, and wait once they hold too much. So memory is bounded.
//! Where the caller has had enough, what lies behind that place counts as unread, even if a worker
//! was faster. So the answer is always the same.
//!
//! What a worker does with a match is the caller's to say: it gathers something to be delivered, or
//! keeps a sum of its own that is joined with the others' in the end. Formats, limits and sorting
//! are not known here.

mod line;

use std::{
    io::{self, Read},
    ops::ControlFlow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use crate::{
    decode::{self, Arrival, AskForRoom, Decoder, Found, Tally, damage::Cause},
    event::Record,
    filter::plan::Plan,
    report::{Judged, Report},
    source::Input,
};
use line::{Finished, Held, Mark, Shared};

/// What matches are gathered into.
pub(crate) trait Gathered: Default + Send {
    /// About how many bytes it holds.
    fn weight_bytes(&self) -> usize;

    /// Empties it, so that it can be used again, and says how many bytes of room it has.
    fn clear(&mut self) -> usize;
}

/// For workers that have nothing to deliver.
impl Gathered for () {
    fn weight_bytes(&self) -> usize {
        0
    }

    fn clear(&mut self) -> usize {
        0
    }
}

/// What is done with the matches that one thread finds.
pub(crate) trait Worker: Send {
    type Gathered: Gathered;

    /// Takes a match of the input at this place in the order of inputs. One input's matches come
    /// together and in order; which inputs a worker gets is chance.
    fn take(&mut self, record: &Record<'_>, input: usize, gathered: &mut Self::Gathered);
}

/// A scan: what to read, what to ask of it, and how far it has come.
pub(crate) struct Scan<'s> {
    inputs: &'s [Input],
    plan: &'s Plan,
    threads: usize,
    /// Standard input, for whichever input names it.
    stdin: Mutex<Option<Stdin>>,
    /// The first input that no worker has taken.
    next: AtomicUsize,
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
        let (next, done, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        Scan { inputs, plan, threads, stdin: Mutex::new(stdin), next, done, stop }
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

    /// How many threads have something to do.
    fn workers(&self) -> usize {
        self.threads.min(self.inputs.len()).max(1)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Runs a scan. Each thread hires a worker, and gets it back in the end; `deliver` takes what they
/// gathered, in order, and may say that it has had enough.
pub(crate) fn run<W: Worker>(
    scan: &Scan<'_>,
    hire: impl Fn() -> W + Sync,
    deliver: impl FnMut(&W::Gathered) -> ControlFlow<()> + Send,
) -> io::Result<(Report, Vec<W>)> {
    let shared = Shared::new(scan, deliver);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(scan.workers()).build();
    let pool = pool.map_err(io::Error::other)?;
    let workers = pool.broadcast(|_| {
        let mut worker = hire();
        work(&shared, &mut worker);
        worker
    });
    Ok((Report { had_enough: scan.is_stopped(), ..shared.into_report() }, workers))
}

/// What a thread does: takes inputs until there are none.
fn work<W: Worker, D>(shared: &Shared<'_, W::Gathered, D>, worker: &mut W)
where
    D: FnMut(&W::Gathered) -> ControlFlow<()> + Send,
{
    let scan = shared.scan;
    let mut decoder = Decoder::new(scan.workers(), scan.threads > 1);
    let mut spare = W::Gathered::default();
    while !scan.is_stopped() {
        let index = scan.next.fetch_add(1, Ordering::Relaxed);
        let Some(input) = scan.inputs.get(index) else { return };
        let mut held = Held::new(std::mem::take(&mut spare));
        let mut judged = Judged::default();
        let mut receive = |record: &Record<'_>, found: &Found| {
            if scan.plan.matches(record) {
                judged.matched += 1;
                worker.take(record, index, &mut held.open);
            } else {
                judged.rejected += 1;
                judged.without_time += u64::from(scan.plan.misses_only_its_time(record));
            }
            if held.is_due(judged) {
                held.seal(Some(Mark { judged, remainder: found.remainder() }));
                shared.unload(index, &mut held);
            }
            if scan.is_stopped() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let ask_for_room = || shared.wait_for_turn(index);
        let tally = read(scan, input, &mut decoder, &ask_for_room, &mut receive);
        held.seal(None);
        spare = shared.finish(index, Finished { held, tally, judged });
        scan.done.fetch_add(1, Ordering::Relaxed);
    }
}

fn read(
    scan: &Scan<'_>,
    input: &Input,
    decoder: &mut Decoder,
    ask_for_room: &AskForRoom<'_>,
    receive: &mut decode::Receive<'_>,
) -> Tally {
    let hint = input.hint();
    match input {
        Input::File { path, .. } => match Input::open(path, hint) {
            Ok((file, arrival)) => decoder.decode(file, arrival, hint, ask_for_room, receive),
            Err(error) => Tally::unopened(Cause::unreadable(&error)),
        },
        // Nothing is left of it where the list of paths was read from it, too.
        Input::Stdin => {
            let stdin = scan.stdin.lock().unwrap_or_else(PoisonError::into_inner).take();
            let stdin = stdin.unwrap_or_else(|| Box::new(io::empty()));
            decoder.decode(stdin, Arrival::InTime, hint, ask_for_room, receive)
        }
    }
}
