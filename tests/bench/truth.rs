//! What every question must be answered, as the generator knows it: how many match, and the
//! fingerprint of all that is printed. Kept in a file beside the corpus.
//!
//! trailscan is never asked.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    event::Event,
    fingerprint::Fingerprint,
    question::{QUESTIONS, Question},
};

/// The answer to one question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) matches: u64,
    pub(crate) printed: Fingerprint,
}

/// What is known of a file, or of a whole corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Truth {
    pub(crate) files: u64,
    pub(crate) events: u64,
    pub(crate) inflated_bytes: u64,
    pub(crate) compressed_bytes: u64,
    /// In the order of the questions; without titles.
    answers: Vec<Answer>,
}

impl Truth {
    pub(crate) fn nothing() -> Truth {
        let answers = vec![Answer::default(); QUESTIONS.len()];
        Truth { files: 0, events: 0, inflated_bytes: 0, compressed_bytes: 0, answers }
    }

    /// Counts an event; `text` is that of its file.
    pub(crate) fn add(&mut self, event: &Event<'_>, text: &str) {
        self.events += 1;
        for (question, answer) in QUESTIONS.iter().zip(&mut self.answers) {
            if (question.holds)(event) {
                answer.matches += 1;
                answer.printed.push(question.prints.line(event, text).as_bytes());
            }
        }
    }

    /// What is known of these files with others behind them.
    pub(crate) fn then(&self, next: &Truth) -> Truth {
        let joined = self.answers.iter().zip(&next.answers).map(|(one, other)| Answer {
            matches: one.matches + other.matches,
            printed: one.printed.then(other.printed),
        });
        Truth {
            files: self.files + next.files,
            events: self.events + next.events,
            inflated_bytes: self.inflated_bytes + next.inflated_bytes,
            compressed_bytes: self.compressed_bytes + next.compressed_bytes,
            answers: joined.collect(),
        }
    }

    /// What the question must be answered.
    pub(crate) fn answer(&self, question: &Question) -> Answer {
        let place = QUESTIONS.iter().position(|other| other.name == question.name);
        let Answer { matches, printed } = self.answers[place.unwrap_or_default()];
        let titles = Fingerprint::of(question.prints.titles().as_bytes());
        Answer { matches, printed: titles.then(printed) }
    }

    pub(crate) fn save(&self, to: &Path) -> Result<()> {
        let answer = |(question, answer): (&Question, &Answer)| {
            json!({
                "question": question.name,
                "arguments": question.arguments,
                "matches": answer.matches,
                "bytes": answer.printed.bytes,
                "hash": answer.printed.hash,
            })
        };
        let answers: Vec<Value> = QUESTIONS.iter().zip(&self.answers).map(answer).collect();
        let all = json!({
            "files": self.files,
            "events": self.events,
            "inflated_bytes": self.inflated_bytes,
            "compressed_bytes": self.compressed_bytes,
            "answers": answers,
        });
        fs::write(to, format!("{all:#}\n")).with_context(|| to.display().to_string())
    }

    /// Nothing, where the file is not there or answers other questions.
    pub(crate) fn load(from: &Path) -> Option<Truth> {
        let all: Value = serde_json::from_slice(&fs::read(from).ok()?).ok()?;
        let kept = all["answers"].as_array()?;
        let answers = QUESTIONS.iter().zip(kept).map(|(question, kept)| {
            let is_it =
                kept["question"] == question.name && kept["arguments"] == json!(question.arguments);
            let printed =
                Fingerprint { bytes: kept["bytes"].as_u64()?, hash: kept["hash"].as_u64()? };
            is_it.then_some(Answer { matches: kept["matches"].as_u64()?, printed })
        });
        let answers: Vec<Answer> = answers.collect::<Option<_>>()?;
        (answers.len() == QUESTIONS.len()).then_some(Truth {
            files: all["files"].as_u64()?,
            events: all["events"].as_u64()?,
            inflated_bytes: all["inflated_bytes"].as_u64()?,
            compressed_bytes: all["compressed_bytes"].as_u64()?,
            answers,
        })
    }
}
