//! `trailscan query`: print the events that match.

use std::{
    io::BufWriter,
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use crate::{
    Console, Exit,
    cli::{
        QueryArgs,
        output_args::StatsForm,
        resolve::{self, Printing, Reading, Terminal},
    },
    filter::plan::Plan,
    matches::{Matches, Outlet, Sort},
    progress,
    report::Report,
    row::Columns,
    scan::{self, Scan},
    sink::{Fault, Shortage},
    source::{self, Input},
    spool::Room,
    tell,
};

pub(crate) fn run(typed: &QueryArgs, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let begun = Instant::now();
    let terminal = Terminal { width: console.stdout_width, no_color: console.no_color };
    let conditions = resolve::conditions(&typed.filter, console.now()?)?;
    let printing = resolve::printing(&typed.output, terminal)?;
    let reading = resolve::reading(&typed.input, &mut console.stdin)?;
    for field in resolve::unfamiliar(&conditions, &printing) {
        tell::unfamiliar(console.stderr, &field.title);
    }
    let plan = Plan::new(conditions);

    let sources = source::find(&reading.paths, reading.order);
    let threads = typed.input.threads.unwrap_or(console.cores);
    let answer = if typed.output.quiet {
        look(&sources.inputs, &plan, threads, console)?
    } else {
        print(&sources.inputs, &plan, threads, &printing, console)?
    };

    let report = Report { problems: sources.problems, ..answer.report };
    // A match that was enough: what had been read by then is chance, and so is what was damaged.
    if !(typed.output.quiet && answer.matched) {
        tell::complaints(console.stderr, &report);
    }
    remark(&report, &answer.shortage, &reading, console);
    match typed.output.stats {
        Some(StatsForm::Text) => {
            tell::stats(console.stderr, &report, answer.duplicates, begun.elapsed());
        }
        Some(StatsForm::Json) => {
            tell::stats_json(console.stderr, &report, answer.duplicates, begun.elapsed());
        }
        None => {}
    }
    Ok(match (answer.matched, report.is_incomplete()) {
        (true, true) if typed.output.quiet => Exit::Success,
        (_, true) => Exit::Failed,
        (true, false) => Exit::Success,
        (false, false) if typed.output.allow_empty => Exit::Success,
        (false, false) => Exit::NothingMatched,
    })
}

/// What a scan led to.
struct Answer {
    report: Report,
    matched: bool,
    duplicates: u64,
    shortage: Shortage,
}

/// Looks for a first match and prints nothing.
fn look(
    inputs: &[Input],
    plan: &Plan,
    threads: usize,
    console: &mut Console<'_>,
) -> anyhow::Result<Answer> {
    #[derive(Default)]
    struct Nothing;
    impl scan::Gathered for Nothing {
        fn weight_bytes(&self) -> usize {
            0
        }

        fn clear(&mut self) -> usize {
            0
        }
    }
    let matched = AtomicBool::new(false);
    let scan = Scan::new(inputs, plan, threads, console.stdin.take());
    let report = progress::watched(may_watch(inputs, console), &scan, || {
        scan::run(
            &scan,
            |_, _: &mut Nothing| {
                matched.store(true, Ordering::Relaxed);
                scan.stop();
            },
            |_| ControlFlow::Continue(()),
        )
    })?;
    let matched = matched.load(Ordering::Relaxed);
    Ok(Answer { report, matched, duplicates: 0, shortage: Shortage::default() })
}

fn print(
    inputs: &[Input],
    plan: &Plan,
    threads: usize,
    printing: &Printing,
    console: &mut Console<'_>,
) -> anyhow::Result<Answer> {
    let Printing { rendering, frame, choices } = printing;
    // A bar and lines that come meanwhile would overwrite each other on one terminal.
    let held_back = frame.waits_for_all() || choices.sort != Sort::None;
    let bar = may_watch(inputs, console) && (held_back || console.stdout_width.is_none());
    let scan = Scan::new(inputs, plan, threads, console.stdin.take());
    let titles = rendering.columns().map(Columns::titles).unwrap_or_default();
    // Small batches are collected; a large one passes by the buffer, in one write.
    let stdout = BufWriter::with_capacity(64 * 1024, &mut console.stdout);
    let room = Room { kept_bytes_max: console.kept_bytes_max, scratch: console.scratch.clone() };
    let mut outlet = Outlet::new(frame.sink(titles, stdout), *choices, room);
    let report = progress::watched(bar, &scan, || {
        scan::run(
            &scan,
            |record, matches: &mut Matches| matches.gather(record, rendering, *frame, *choices),
            |matches| outlet.take(matches),
        )
    })?;
    let (shortage, written) = match outlet.finish() {
        Ok(shortage) => (shortage, Ok(())),
        Err(Fault::Output(error)) => (Shortage::default(), Err(error)),
        Err(Fault::Kept(wrong)) => return Err(wrong.into()),
    };
    let duplicates = outlet.duplicates;
    super::unless_closed(written)?;
    Ok(Answer { matched: report.matched > 0, report, duplicates, shortage })
}

/// Whether somebody may like to see how far the work is. Not who types the events.
fn may_watch(inputs: &[Input], console: &Console<'_>) -> bool {
    console.stderr_is_terminal && inputs != [Input::Stdin]
}

/// What a person at a terminal would wonder about, and what nobody may overlook.
fn remark(report: &Report, shortage: &Shortage, reading: &Reading, console: &mut Console<'_>) {
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
    if !console.stderr_is_terminal {
        return;
    }
    if !shortage.dropped.is_empty() {
        let columns = shortage.dropped.join(", ");
        let hint = "a wider terminal, --fields or a pipe shows more";
        tell::line(console.stderr, &format!("no room for {columns}: {hint}"));
    }
    if shortage.cramped {
        let hint = "a wider terminal, fewer --fields or a pipe shows more";
        tell::line(console.stderr, &format!("columns cut short: {hint}"));
    }
}
