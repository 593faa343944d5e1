//! What every question must be answered, as the generator knows it: how many match, and all that is
//! printed. Kept in a file beside the corpus.
//!
//! trailscan is never asked.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Expected},
    event::Event,
    fingerprint::Fingerprint,
    question::{QUESTIONS, Question},
    sheet::Sheet,
};

/// What is known of a file, or of a whole corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Truth {
    pub(crate) files: u64,
    pub(crate) events: u64,
    pub(crate) inflated_bytes: u64,
    pub(crate) compressed_bytes: u64,
    /// In the order of the questions.
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
                question.prints.add(event, text, answer);
            }
        }
    }

    /// Adds what is known of the files behind these.
    pub(crate) fn append(&mut self, next: Truth) {
        for (answer, next) in self.answers.iter_mut().zip(next.answers) {
            answer.matches += next.matches;
            answer.lines = answer.lines.then(next.lines);
            answer.sheet.join(next.sheet);
        }
        self.files += next.files;
        self.events += next.events;
        self.inflated_bytes += next.inflated_bytes;
        self.compressed_bytes += next.compressed_bytes;
    }

    /// What is known of the answer to a question, which is one of [`QUESTIONS`].
    fn answer(&self, question: &Question) -> &Answer {
        let place = QUESTIONS.iter().position(|other| other.name == question.name);
        &self.answers[place.unwrap_or_default()]
    }

    /// How many events the question must match.
    pub(crate) fn matches(&self, question: &Question) -> u64 {
        self.answer(question).matches
    }

    /// What must be printed when the question is asked.
    pub(crate) fn expected(&self, question: &Question) -> Expected {
        question.prints.expected(self.answer(question))
    }

    pub(crate) fn save(&self, to: &Path) -> Result<()> {
        let answer = |(question, answer): (&Question, &Answer)| {
            json!({
                "question": question.name,
                "command": question.command,
                "arguments": question.arguments,
                "matches": answer.matches,
                "bytes": answer.lines.bytes,
                "hash": answer.lines.hash,
                "sheet": answer.sheet.to_json(),
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
        fs::write(to, format!("{all}\n")).with_context(|| to.display().to_string())
    }

    /// Nothing, where the file is not there or answers other questions.
    pub(crate) fn load(from: &Path) -> Option<Truth> {
        let all: Value = serde_json::from_slice(&fs::read(from).ok()?).ok()?;
        let kept = all["answers"].as_array()?;
        let answers = QUESTIONS.iter().zip(kept).map(|(question, kept)| {
            let is_it = kept["question"] == question.name
                && kept["command"] == question.command
                && kept["arguments"] == json!(question.arguments);
            let lines =
                Fingerprint { bytes: kept["bytes"].as_u64()?, hash: kept["hash"].as_u64()? };
            let sheet = Sheet::from_json(&kept["sheet"])?;
            is_it.then_some(Answer { matches: kept["matches"].as_u64()?, lines, sheet })
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
