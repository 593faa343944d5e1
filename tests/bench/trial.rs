//! Runs in pairs: the floor, a question, the floor, a question, and so on, so that whatever else
//! the machine does falls on both.

use std::{ffi::OsStr, path::Path};

use anyhow::Result;

use crate::{
    command::{self, Input},
    corpus::Corpus,
    digests::{Bucket, VERIFY},
    measure::{self, Line, Run, Spread},
    one_file,
    question::Question,
    truth::Truth,
};

/// What a command gave in each of its runs, beside what it is compared with.
#[derive(Default)]
pub(crate) struct Pairs {
    pub(crate) ours: Vec<Run>,
    pub(crate) theirs: Vec<Run>,
}

/// One line of a report: a question on so many threads.
pub(crate) struct Trial<'q> {
    pub(crate) name: String,
    pub(crate) question: &'q Question,
    pub(crate) threads: usize,
    pub(crate) matches: u64,
    pub(crate) truth: Truth,
    /// The question, beside the floor.
    pub(crate) pairs: Pairs,
}

impl Pairs {
    pub(crate) fn add(&mut self, theirs: &Line, ours: &Line) -> Result<()> {
        self.theirs.push(measure::run(theirs)?);
        self.ours.push(measure::run(ours)?);
        Ok(())
    }

    /// Ours as a multiple of theirs.
    pub(crate) fn ratio(&self, of: fn(&Run) -> f64) -> Option<Spread> {
        Spread::of_ratios(&self.ours, &self.theirs, of)
    }

    /// Of what ours are compared with.
    pub(crate) fn theirs(&self, of: fn(&Run) -> f64) -> Option<Spread> {
        Spread::of(self.theirs.iter().map(of))
    }

    /// Of our own runs.
    pub(crate) fn own(&self, of: fn(&Run) -> f64) -> Option<Spread> {
        Spread::of(self.ours.iter().map(of))
    }
}

/// The floor of a directory, as a command line.
pub(crate) fn floor(logs: &Path, threads: usize) -> Result<Line> {
    let threads = threads.to_string();
    measure::part("floor", &[logs.as_os_str(), OsStr::new("--threads"), OsStr::new(&threads)])
}

/// The same with the text hashed, too.
pub(crate) fn hashing_floor(logs: &Path, threads: usize) -> Result<Line> {
    let mut line = floor(logs, threads)?;
    line.push("--hash".into());
    Ok(line)
}

/// The floor of one file that is streamed.
pub(crate) fn stream(file: &Path) -> Result<Line> {
    measure::part("stream", &[file.as_os_str()])
}

/// Asks one question on each number of threads in turn, so often.
pub(crate) fn of_question<'q>(
    question: &'q Question,
    corpus: &Corpus,
    threads: &[usize],
    runs: usize,
) -> Result<Vec<Trial<'q>>> {
    let logs = corpus.logs();
    let new = |&threads: &usize| Trial {
        name: question.name.to_owned(),
        question,
        threads,
        matches: corpus.truth.matches(question),
        truth: corpus.truth.clone(),
        pairs: Pairs::default(),
    };
    let mut trials: Vec<Trial<'q>> = threads.iter().map(new).collect();
    for _ in 0..runs {
        for trial in &mut trials {
            let ours = command::line(question, Input::Path(&logs), trial.threads);
            trial.pairs.add(&floor(&logs, trial.threads)?, &ours)?;
        }
    }
    Ok(trials)
}

/// Verifies a bucket on each number of threads in turn, so often, beside hashing it.
pub(crate) fn of_bucket(
    bucket: &Bucket,
    corpus: &Corpus,
    threads: &[usize],
    runs: usize,
) -> Result<Vec<Trial<'static>>> {
    let mut truth = corpus.truth.clone();
    truth.inflated_bytes = bucket.inflated_bytes;
    let new = |&threads: &usize| Trial {
        name: VERIFY.name.to_owned(),
        question: &VERIFY,
        threads,
        matches: bucket.logs,
        truth: truth.clone(),
        pairs: Pairs::default(),
    };
    let mut trials: Vec<Trial<'static>> = threads.iter().map(new).collect();
    for _ in 0..runs {
        for trial in &mut trials {
            let theirs = hashing_floor(&bucket.directory, trial.threads)?;
            trial.pairs.add(&theirs, &bucket.line(trial.threads))?;
        }
    }
    Ok(trials)
}

/// Asks a question of one huge file, by its path and through a pipe, beside inflating it.
pub(crate) fn of_one_file<'q>(
    question: &'q Question,
    corpus: &Corpus,
    threads: usize,
    runs: usize,
) -> Result<Vec<Trial<'q>>> {
    let file = one_file::of(corpus)?;
    let truth = one_file::truth(corpus);
    let inputs = [("one file", Input::Path(&file)), ("the same in a pipe", Input::Pipe(&file))];
    let new = |(name, _): &(&str, Input<'_>)| Trial {
        name: (*name).to_owned(),
        question,
        threads,
        matches: truth.matches(question),
        truth: truth.clone(),
        pairs: Pairs::default(),
    };
    let mut trials: Vec<Trial<'q>> = inputs.iter().map(new).collect();
    for _ in 0..runs {
        for (trial, (_, input)) in trials.iter_mut().zip(inputs) {
            trial.pairs.add(&stream(&file)?, &command::line(question, input, threads))?;
        }
    }
    Ok(trials)
}
