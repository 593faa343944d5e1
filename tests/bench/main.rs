//! `cargo bench`: what every question costs beside the least that it can cost.
//!
//! The floor is a process that walks, reads and inflates the same files and parses nothing. Times
//! differ from machine to machine; the ratio of two processes that run in turn hardly does, so that
//! ratios are what is told. They are told only after every answer was found true. Nothing here
//! fails for being slow: somebody reads the limits that stand beside the figures.
//!
//! | file | what it is about |
//! |---|---|
//! | `corpus`, `layout`, `event`, `actor`, `shapes`, `template`, `random` | the made logs |
//! | `question` | what is asked: the place to add a question |
//! | `truth`, `answer`, `sheet`, `page`, `fingerprint` | what must be answered |
//! | `command`, `check` | what trailscan is told, and whether its answers are true |
//! | `digests` | the same logs with digests that list them |
//! | `export` | the same logs as a data set, where the build can make one |
//! | `hostile`, `bounds` | input that tries every bound, and whether they are kept |
//! | `floor`, `measure`, `trial`, `one_file` | what is run, and what it used |
//! | `peers`, `machine`, `report` | what it is compared with, where, and how it is told |

mod actor;
mod answer;
mod bounds;
mod check;
mod command;
mod corpus;
mod digests;
mod event;
mod export;
mod fingerprint;
mod floor;
mod hostile;
mod layout;
mod machine;
mod measure;
mod one_file;
mod page;
mod peers;
mod question;
mod random;
mod report;
mod shapes;
mod sheet;
mod template;
mod trial;
mod truth;

use std::{
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};

use crate::{
    check::Check,
    command::Input,
    corpus::Corpus,
    digests::{Bucket, VERIFY},
    peers::{PEERS, Peer},
    question::{ERROR, QUESTIONS, Question},
    trial::{Pairs, Trial},
};

/// Measures every question against the floor
#[derive(Parser)]
#[command(name = "cargo bench --")]
struct Options {
    /// How many events the corpus has
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    events: u64,
    /// How many pairs are run of each question
    #[arg(long, value_name = "N", default_value_t = 7)]
    runs: usize,
    /// Numbers of threads
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1, 2])]
    threads: Vec<usize>,
    /// Leaves other programs out
    #[arg(long)]
    no_peers: bool,
    /// Only questions and parts (`verify`, `export`, `one file`, `bounds`, `peers`) whose name
    /// contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Asks once of 2,000,000 events, too: memory must not grow with them
    #[arg(long)]
    large: bool,
    /// Checks the answers and measures nothing
    #[arg(long)]
    check: bool,
    /// Makes the corpus, prints its directory and does nothing else
    #[arg(long)]
    corpus: bool,
    /// What `cargo bench` says
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What the benchmark runs itself for, as a process to be measured.
#[derive(Subcommand)]
enum Part {
    #[command(hide = true)]
    Floor {
        directory: PathBuf,
        #[arg(long)]
        threads: usize,
        #[arg(long)]
        hash: bool,
    },
    #[command(hide = true)]
    Stream { file: PathBuf },
    #[command(hide = true)]
    Measure {
        #[arg(last = true)]
        line: Vec<OsString>,
    },
}

const LARGE_EVENTS: u64 = 2_000_000;
const PEER_RUNS: usize = 3;
/// Of the one file and of peers, which take no other number.
const THREADS: usize = 2;

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    match run(&Options::parse(), &mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nothing is left to be done if this cannot be told.
            let _ = writeln!(io::stderr(), "cargo bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether every answer was true.
fn run(options: &Options, out: &mut dyn Write) -> Result<bool> {
    match &options.part {
        Some(Part::Floor { directory, threads, hash }) => {
            writeln!(out, "{}", floor::of_files(directory, *threads, *hash)?)?;
            Ok(true)
        }
        Some(Part::Stream { file }) => {
            writeln!(out, "{}", floor::of_stream(file)?)?;
            Ok(true)
        }
        Some(Part::Measure { line }) => measure::only_child(line, out).map(|()| true),
        None if options.corpus => {
            writeln!(out, "{}", Corpus::of(options.events)?.directory.display())?;
            Ok(true)
        }
        None => bench(options, out),
    }
}

fn bench(options: &Options, out: &mut dyn Write) -> Result<bool> {
    writeln!(out, "{}", machine::describe())?;
    let corpus = Corpus::of(options.events)?;
    describe(&corpus, out)?;
    let questions: Vec<&Question> =
        QUESTIONS.iter().filter(|question| options.wants(question.name)).collect();
    let peers: Vec<&Peer> = match !options.no_peers && options.wants("peers") {
        true => PEERS.iter().collect(),
        false => Vec::new(),
    };
    let (one_file, bounds) = (options.wants("one file"), options.wants("bounds"));
    let bucket = options.wants(VERIFY.name).then(|| Bucket::of(&corpus, options.events));
    let bucket = bucket.transpose()?;
    let export = options.wants(export::NAME);
    if export && !export::IS_BUILT {
        writeln!(out, "export: left out, since this was built without `--features parquet`")?;
    }
    let export = export && export::IS_BUILT;
    ensure!(
        !questions.is_empty()
            || !peers.is_empty()
            || one_file
            || bounds
            || bucket.is_some()
            || export,
        "--only `{}`: no question or part has this in its name",
        options.only
    );

    let mut check = Check::new(out);
    if !questions.is_empty() {
        check.corpus(&corpus, &questions, &options.threads)?;
    }
    if one_file {
        check.one_file(&corpus, &ERROR, THREADS)?;
    }
    if let Some(bucket) = &bucket {
        check.bucket(bucket, &options.threads)?;
    }
    if export {
        export::check(&corpus, &options.threads, &mut check)?;
    }
    for peer in peers.iter().filter(|peer| peer.is_there()) {
        check.peer(peer, &corpus)?;
    }
    let scale = if options.check { &hostile::SMALL } else { &hostile::FULL };
    let taken = if bounds { bounds::check(scale, &mut check)? } else { Vec::new() };
    let is_true = check.end()?;
    if bounds {
        writeln!(out, "\n{}", report::bounds(&taken, scale.threads))?;
    }
    if options.check || !is_true {
        return Ok(is_true);
    }

    if !questions.is_empty() {
        ask(&questions, &corpus, &options.threads, options.runs, out)?;
    }
    if let Some(bucket) = &bucket {
        let trials = trial::of_bucket(bucket, &corpus, &options.threads, options.runs)?;
        writeln!(out, "\n{}", report::bucket(&trials))?;
    }
    if export {
        let exports = export::of(&corpus, &options.threads, options.runs)?;
        let asked = export::asked(&corpus, THREADS, options.runs)?;
        writeln!(out, "\n{}", report::exports(&exports, asked.as_ref(), &corpus.truth))?;
    }
    if one_file {
        let trials = trial::of_one_file(&ERROR, &corpus, THREADS, options.runs)?;
        writeln!(out, "\n{}", report::one_file(&trials))?;
    }
    if !peers.is_empty() {
        compare(&peers, &corpus, out)?;
    }
    if options.large {
        return large(&questions, out);
    }
    Ok(true)
}

fn describe(corpus: &Corpus, out: &mut dyn Write) -> Result<()> {
    let truth = &corpus.truth;
    let (inflated, compressed) = (truth.inflated_bytes as f64, truth.compressed_bytes as f64);
    writeln!(
        out,
        "corpus: {} events in {} files, {:.1} MB of JSON, {:.1} MB as they lie ({:.1} to 1)",
        truth.events,
        truth.files,
        inflated / 1e6,
        compressed / 1e6,
        inflated / compressed
    )?;
    Ok(())
}

fn ask(
    questions: &[&Question],
    corpus: &Corpus,
    threads: &[usize],
    runs: usize,
    out: &mut dyn Write,
) -> Result<()> {
    let mut trials: Vec<Trial<'_>> = Vec::new();
    for question in questions {
        trials.extend(trial::of_question(question, corpus, threads, runs)?);
    }
    writeln!(out, "\n{}", report::questions(&trials))?;
    if threads.len() > 1 {
        writeln!(out, "\n{}", report::speed_up(&trials))?;
    }
    Ok(())
}

fn compare(peers: &[&Peer], corpus: &Corpus, out: &mut dyn Write) -> Result<()> {
    let logs = corpus.logs();
    let mut rows = Vec::new();
    for peer in peers {
        if !peer.is_there() {
            rows.push((*peer, None));
            continue;
        }
        let trailscan = command::line(&peer.question, Input::Path(&logs), THREADS);
        let mut pairs = Pairs::default();
        for _ in 0..PEER_RUNS {
            pairs.add(&trailscan, &peer.line(&logs))?;
        }
        rows.push((*peer, Some(pairs)));
    }
    writeln!(out, "\n{}", report::peers(&rows))?;
    Ok(())
}

/// One run of each question over ten times the events.
fn large(questions: &[&Question], out: &mut dyn Write) -> Result<bool> {
    let corpus = Corpus::of(LARGE_EVENTS)?;
    writeln!(out)?;
    describe(&corpus, out)?;
    let mut check = Check::new(out);
    check.corpus(&corpus, questions, &[THREADS])?;
    if !check.end()? {
        return Ok(false);
    }
    ask(questions, &corpus, &[THREADS], 1, out)?;
    Ok(true)
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        name.contains(&self.only)
    }
}
