//! Hostile input: whether the program keeps its bounds, and what it says of what passes them.
//!
//! Memory is no question of how busy a machine is, so that here, other than for times, a figure
//! beyond its limit is wrong.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{
    check::Check,
    corpus,
    hostile::{HOSTILE, Hostile, Scale},
    measure::{self, Line, Run},
};

/// What the program promises (README, Limits).
const PEAK_LIMIT_MIB: f64 = 256.0;

/// What a hostile input took, of all questions the most, on each number of threads.
pub(crate) struct Taken {
    pub(crate) name: &'static str,
    pub(crate) most: Vec<Run>,
}

/// Asks every question of every hostile input.
pub(crate) fn check(scale: &Scale, check: &mut Check<'_>) -> Result<Vec<Taken>> {
    let mut all = Vec::new();
    for hostile in HOSTILE {
        let directory = made(hostile, scale).with_context(|| hostile.name)?;
        let mut most = Vec::new();
        for threads in scale.threads {
            let mut of_threads: Option<Run> = None;
            for question in hostile.questions {
                let (run, mistakes) = ask(hostile, question, &directory, *threads, scale)?;
                check.tell(&format!("{} ({threads} threads)", hostile.name), &mistakes)?;
                of_threads = Some(of_threads.map_or(run, |other| Run {
                    wall_seconds: other.wall_seconds.max(run.wall_seconds),
                    cpu_seconds: other.cpu_seconds.max(run.cpu_seconds),
                    peak_bytes: other.peak_bytes.max(run.peak_bytes),
                }));
            }
            most.extend(of_threads);
        }
        all.push(Taken { name: hostile.name, most });
    }
    Ok(all)
}

/// The directory of an input, which is made if it is not there.
fn made(hostile: &Hostile, scale: &Scale) -> Result<PathBuf> {
    let place: Vec<&str> = hostile.name.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let root = corpus::root().join(format!("hostile-{}", scale.name));
    let directory = root.join(place.join("-"));
    if !directory.exists() {
        fs::create_dir_all(&root)?;
        let unfinished = tempfile::Builder::new().prefix("unfinished-").tempdir_in(&root)?;
        (hostile.make)(unfinished.path(), scale)?;
        fs::rename(unfinished.keep(), &directory)?;
    }
    Ok(directory)
}

/// What a question took, and what is wrong with what was said.
fn ask(
    hostile: &Hostile,
    question: &[&str],
    directory: &Path,
    threads: usize,
    scale: &Scale,
) -> Result<(Run, Vec<String>)> {
    let mut line: Line = vec![env!("CARGO_BIN_EXE_trailscan").into()];
    line.extend(question.iter().map(Into::into));
    line.extend([directory.into(), "--threads".into(), threads.to_string().into()]);
    line.push("--stats=json".into());
    let mut stderr = tempfile::tempfile()?;
    let (run, code) = measure::run_to(&line, stderr.try_clone()?)?;
    let said = read(&mut stderr)?;
    let stats: Value = serde_json::from_str(said.lines().last().unwrap_or_default())?;
    let finds_nothing = question.contains(&"Nothing");
    let (matched, unreadable) = ((hostile.matched)(scale), (hostile.unreadable)(scale));
    let number = |key: &str| stats[key].as_u64().unwrap_or(u64::MAX);
    let mut mistakes = Vec::new();
    let mut expect = |what: &str, is_so: bool, got: String| {
        if !is_so {
            mistakes.push(format!("{what}, got {got}: {}", question.join(" ")));
        }
    };
    let expected = if finds_nothing { 0 } else { matched };
    expect(
        &format!("matched {expected}"),
        number("matched") == expected,
        number("matched").to_string(),
    );
    let lost = number("unreadable");
    expect(&format!("unreadable {unreadable}"), lost == unreadable, lost.to_string());
    let records = matched + unreadable;
    expect(
        &format!("records {records}"),
        number("records") == records,
        number("records").to_string(),
    );
    let expected = if hostile.code == 0 && finds_nothing { 1 } else { hostile.code };
    expect(&format!("exit code {expected}"), code == Some(expected), format!("{code:?}"));
    let first: String = said.chars().take(300).collect();
    expect(hostile.says, said.contains(hostile.says), first);
    let peak = run.peak_mib();
    expect(&format!("at most {PEAK_LIMIT_MIB} MiB"), peak <= PEAK_LIMIT_MIB, format!("{peak:.1}"));
    Ok((run, mistakes))
}

fn read(file: &mut File) -> Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
