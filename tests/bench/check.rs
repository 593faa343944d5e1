//! Whether every answer is true, before any time is worth telling.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::{
    command::{self, Input},
    corpus::Corpus,
    digests::{Bucket, VERIFY},
    measure::Line,
    one_file,
    peers::Peer,
    question::Question,
    trial,
    truth::Truth,
};

/// Answers that were asked for, and what became of them.
pub(crate) struct Check<'o> {
    out: &'o mut dyn Write,
    asked: usize,
    wrong: usize,
}

impl Check<'_> {
    pub(crate) fn new(out: &mut dyn Write) -> Check<'_> {
        Check { out, asked: 0, wrong: 0 }
    }

    /// Says how it went; whether everything was true.
    pub(crate) fn end(self) -> Result<bool> {
        let Check { out, asked, wrong } = self;
        match wrong {
            0 => writeln!(out, "answers: {asked} asked for, all true")?,
            _ => writeln!(out, "answers: {asked} asked for, {wrong} wrong")?,
        }
        Ok(wrong == 0)
    }

    /// The floor of the corpus, and each question of it.
    pub(crate) fn corpus(
        &mut self,
        corpus: &Corpus,
        questions: &[&Question],
        threads: &[usize],
    ) -> Result<()> {
        let logs = corpus.logs();
        for &threads in threads {
            self.floor(&trial::floor(&logs, threads)?, corpus.truth.inflated_bytes)?;
            for question in questions {
                self.question(question, Input::Path(&logs), threads, &corpus.truth)?;
            }
        }
        Ok(())
    }

    /// The floor of the one huge file, and a question of it, by its path and through a pipe.
    pub(crate) fn one_file(
        &mut self,
        corpus: &Corpus,
        question: &Question,
        threads: usize,
    ) -> Result<()> {
        let file = one_file::of(corpus)?;
        let truth = one_file::truth(corpus);
        self.floor(&trial::stream(&file)?, truth.inflated_bytes)?;
        for input in [Input::Path(&file), Input::Pipe(&file)] {
            self.question(question, input, threads, &truth)?;
        }
        Ok(())
    }

    /// The floor of a bucket with digests, and what is said of it.
    pub(crate) fn bucket(&mut self, bucket: &Bucket, threads: &[usize]) -> Result<()> {
        for &threads in threads {
            let floor = trial::hashing_floor(&bucket.directory, threads)?;
            self.floor(&floor, bucket.inflated_bytes)?;
            self.tell(VERIFY.name, &bucket.mistakes(threads)?)?;
        }
        Ok(())
    }

    /// Whether another program comes to the same answer.
    pub(crate) fn peer(&mut self, peer: &Peer, corpus: &Corpus) -> Result<()> {
        let expected = peer.expected(&corpus.truth);
        let mistake = expected.difference(&peer.printed(&corpus.logs())?);
        self.tell(&format!("{}: {}", peer.name, peer.question.name), mistake.as_slice())
    }

    fn question(
        &mut self,
        question: &Question,
        input: Input<'_>,
        threads: usize,
        truth: &Truth,
    ) -> Result<()> {
        let mistakes = command::mistakes(question, input, threads, truth)?;
        self.tell(question.name, &mistakes)
    }

    /// A floor that does not inflate everything would be too low.
    fn floor(&mut self, line: &Line, expected: u64) -> Result<()> {
        let output = Command::new(&line[0])
            .args(&line[1..])
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("{line:?}"))?;
        let got = String::from_utf8_lossy(&output.stdout);
        let mistake = format!("bytes inflated: expected {expected}, got {}", got.trim());
        let is_true = got.trim() == expected.to_string();
        self.tell("floor", &if is_true { Vec::new() } else { vec![mistake] })
    }

    pub(crate) fn tell(&mut self, name: &str, mistakes: &[String]) -> Result<()> {
        self.asked += 1;
        if !mistakes.is_empty() {
            self.wrong += 1;
            writeln!(self.out, "WRONG: {name}")?;
            for mistake in mistakes {
                writeln!(self.out, "    {mistake}")?;
            }
        }
        Ok(())
    }
}
