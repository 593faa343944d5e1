//! What every command that reads events does around its own work: from the flags that all of them
//! have to a plan and inputs, and from what a scan led to, to what is said and the exit code.

use std::{
    io::{self, Read},
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use crate::{
    Console, Exit,
    aggregate::Fold,
    cli::{
        answer_args::{AnswerArgs, StatsForm},
        filter_args::FilterArgs,
        input_args::InputArgs,
        resolve::{self, Reading},
    },
    event::{Record, field::Field},
    filter::plan::Plan,
    folding::{Folder, Noter, Unique},
    progress,
    report::Report,
    scan::{self, Scan, Worker},
    sink::Shortage,
    source::{self, Input, Sources},
    tell,
    time::Zone,
    wrong::Wrong,
};

/// A question, and where it is asked.
pub(super) struct Inquiry<'t> {
    begun: Instant,
    plan: Plan,
    reading: Reading,
    sources: Sources,
    stdin: Option<Box<dyn Read + Send>>,
    threads: usize,
    answer: &'t AnswerArgs,
    stdout_is_terminal: bool,
    stderr_is_terminal: bool,
}

/// What a scan led to.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) report: Report,
    pub(super) matched: bool,
    /// Whether more events, had they been read, might have made it no match.
    pub(super) is_revocable: bool,
    pub(super) duplicates: u64,
    pub(super) shortage: Shortage,
    /// A flag that chooses what is shown, where there is one.
    pub(super) chooser: Option<&'static str>,
}

impl Findings {
    /// The same, with the paths that another scan of the same inputs could not walk.
    pub(super) fn with_problems_of(mut self, other: Findings) -> Findings {
        self.report.problems = other.report.problems;
        self
    }
}

impl<'t> Inquiry<'t> {
    /// Finds what is to be read; `printed` are the fields that a person chose to see.
    pub(super) fn new(
        input: &InputArgs,
        filter: &FilterArgs,
        answer: &'t AnswerArgs,
        printed: &[Field],
        console: &mut Console<'_>,
    ) -> anyhow::Result<Inquiry<'t>> {
        let begun = Instant::now();
        let zone = Zone::parse(&answer.tz)?;
        let conditions = resolve::conditions(filter, console.now()?, zone)?;
        let reading = resolve::reading(input, &mut console.stdin)?;
        // Taken for keys of a record, though AWS documents none of that name.
        let fields = resolve::compared(&conditions).chain(printed);
        for field in fields.filter(|field| field.is_unfamiliar()) {
            tell::unfamiliar(console.stderr, &field.title);
        }
        let plan = Plan::new(conditions);
        let sources = source::find(&reading.paths, reading.order);
        Ok(Inquiry {
            begun,
            plan,
            reading,
            sources,
            stdin: console.stdin.take(),
            threads: input.threads.unwrap_or(console.cores),
            answer,
            stdout_is_terminal: console.stdout_width.is_some(),
            stderr_is_terminal: console.stderr_is_terminal,
        })
    }

    /// The conditions that were typed; from here on everything matches.
    pub(super) fn take_plan(&mut self) -> Plan {
        std::mem::take(&mut self.plan)
    }

    /// Asks something else of the same inputs.
    pub(super) fn ask(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// How many workers there are.
    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// What is read, in order.
    pub(super) fn inputs(&self) -> &[Input] {
        &self.sources.inputs
    }

    /// Refuses what gives its bytes only once.
    pub(super) fn readable_twice(&self) -> Result<(), Wrong> {
        let once = self.sources.inputs.iter().find(|input| !input.is_lasting());
        let Some(input) = once else { return Ok(()) };
        let name = format!("`{}`", input.path().display());
        Err(Wrong::new(name, "the logs are read twice, and this can be read once")
            .hint("save it to a file and name that"))
    }

    /// Scans all inputs; `streams` says that something is printed while the scan goes on.
    pub(super) fn scan<W: Worker>(
        &mut self,
        streams: bool,
        hire: impl Fn() -> W + Sync + Send,
        deliver: impl FnMut(&W::Gathered) -> ControlFlow<()> + Send,
    ) -> io::Result<(Report, Vec<W>)> {
        // A bar and lines that come meanwhile would overwrite each other on one terminal.
        let has_room = !(streams && self.stdout_is_terminal);
        self.watched(has_room, |scan| scan::run(scan, hire, deliver))
    }

    /// Folds all that matches, without redelivered copies if that was asked for.
    pub(super) fn fold<F: Fold>(
        &mut self,
        empty: impl Fn() -> F + Sync + Send,
    ) -> anyhow::Result<(Findings, F)> {
        let (report, fold, duplicates) = if self.answer.dedup {
            let mut unique = Unique::new(empty());
            let (report, _) =
                self.scan(false, || Noter(empty()), |matches| unique.take(matches))?;
            (report, unique.fold, unique.duplicates)
        } else {
            let deliver = |(): &()| ControlFlow::Continue(());
            let (report, folders) = self.scan(false, || Folder::new(empty()), deliver)?;
            (report, Folder::joined(folders).unwrap_or_else(empty), 0)
        };
        let matched = report.matched > 0;
        Ok((Findings { report, matched, duplicates, ..Findings::default() }, fold))
    }

    /// Looks for a first match and prints nothing.
    pub(super) fn look(&mut self) -> anyhow::Result<Findings> {
        let matched = AtomicBool::new(false);
        let (report, ()) = self.watched(true, |scan| {
            let hire = || Looker { scan, matched: &matched };
            let (report, _) = scan::run(scan, hire, |(): &()| ControlFlow::Continue(()))?;
            Ok((report, ()))
        })?;
        let matched = matched.load(Ordering::Relaxed);
        Ok(Findings { report, matched, ..Findings::default() })
    }

    /// Scans all inputs, with a bar where there is room and somebody may like to see how far the
    /// work is. Not who types the events.
    fn watched<R: Send>(
        &mut self,
        has_room: bool,
        work: impl FnOnce(&Scan<'_>) -> io::Result<(Report, R)> + Send,
    ) -> io::Result<(Report, R)> {
        let bar = has_room && self.stderr_is_terminal && self.sources.inputs != [Input::Stdin];
        let stdin = self.stdin.take();
        let scan = Scan::new(&self.sources.inputs, &self.plan, self.threads, stdin);
        let (report, result) =
            progress::watched(bar, scan.inputs(), || scan.inputs_done(), || work(&scan))?;
        let problems = std::mem::take(&mut self.sources.problems);
        Ok((Report { problems, ..report }, result))
    }

    /// Says what must be known to trust the answer, and picks the exit code.
    pub(super) fn conclude(self, findings: Findings, console: &mut Console<'_>) -> Exit {
        let Findings { report, matched, is_revocable, duplicates, shortage, chooser } = findings;
        let AnswerArgs { quiet, stats, allow_empty, .. } = *self.answer;
        let inputs = self.inputs();
        // A match that was enough: what had been read by then is chance, and so is what was
        // damaged.
        let was_enough = quiet && matched && !is_revocable;
        if !was_enough {
            tell::complaints(console.stderr, &report, inputs);
        }
        remark(&report, &self.reading, console);
        if console.stderr_is_terminal {
            tell::shortage(console.stderr, &shortage, chooser);
        }
        match stats {
            Some(StatsForm::Text) => {
                tell::stats(console.stderr, &report, inputs, duplicates, self.begun.elapsed());
            }
            Some(StatsForm::Json) => {
                tell::stats_json(console.stderr, &report, inputs, duplicates, self.begun.elapsed());
            }
            None => {}
        }
        match (matched, report.is_incomplete()) {
            (true, true) if was_enough => Exit::Success,
            (_, true) => Exit::Failed,
            (true, false) => Exit::Success,
            (false, false) if allow_empty => Exit::Success,
            (false, false) => Exit::NothingMatched,
        }
    }
}

/// Ends the scan at the first match.
struct Looker<'s> {
    scan: &'s Scan<'s>,
    matched: &'s AtomicBool,
}

impl Worker for Looker<'_> {
    type Gathered = ();

    fn take(&mut self, _: &Record<'_>, _: usize, (): &mut ()) {
        self.matched.store(true, Ordering::Relaxed);
        self.scan.stop();
    }
}

/// What a person at a terminal would wonder about, and what nobody may overlook.
fn remark(report: &Report, reading: &Reading, console: &mut Console<'_>) {
    if report.records == 0 && !report.is_incomplete() {
        let files = crate::text::counted(report.files.all, "file");
        let paths: Vec<String> =
            reading.paths.iter().take(3).map(|path| path.display().to_string()).collect();
        let more = if reading.paths.len() > 3 { ", …" } else { "" };
        let place = if paths.is_empty() { "an empty list".to_owned() } else { paths.join(", ") };
        tell::line(
            console.stderr,
            &format!("no CloudTrail events in {place}{more} ({files} read)"),
        );
    } else if report.matched == 0 && console.stderr_is_terminal {
        let events = crate::text::counted(report.records, "event");
        tell::line(console.stderr, &format!("none of {events} matched"));
    }
}
