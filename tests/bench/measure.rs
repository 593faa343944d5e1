//! What a process costs: time, CPU time and memory, taken from outside; and the ratios of pairs.
//!
//! The system keeps what ended children have used only as a sum, and their memory as a maximum.
//! Each run is therefore started by a process of its own, this program once more, that has no
//! other child and tells what that one used.

use std::{
    env,
    ffi::OsString,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};
use serde_json::{Value, json};

/// A command line, its own name first.
pub(crate) type Line = Vec<OsString>;

/// What one run used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) wall_seconds: f64,
    /// User and system time, of everything that the command started, too.
    pub(crate) cpu_seconds: f64,
    /// Of the largest process.
    pub(crate) peak_bytes: f64,
}

/// The middle and the ends of what several runs gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

/// Runs the command and measures it. Nothing reads what it prints.
pub(crate) fn run(line: &Line) -> Result<Run> {
    let (run, code) = run_to(line, Stdio::null())?;
    // As `grep`, trailscan says by 1 that nothing matched.
    if !matches!(code, Some(0 | 1)) {
        bail!("{line:?} failed: {code:?}");
    }
    Ok(run)
}

/// The same with what it says on standard error kept, and its exit code.
pub(crate) fn run_to(line: &Line, stderr: impl Into<Stdio>) -> Result<(Run, Option<i64>)> {
    let output = Command::new(this_program()?)
        .args(["measure", "--"])
        .args(line)
        .stdin(Stdio::null())
        .stderr(stderr)
        .output()?;
    let used: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{line:?}: {}", output.status))?;
    let number = |key: &str| used[key].as_f64().with_context(|| format!("no {key} in {used}"));
    let run = Run {
        wall_seconds: number("wall_seconds")?,
        cpu_seconds: number("cpu_seconds")?,
        peak_bytes: number("peak_bytes")?,
    };
    Ok((run, used["code"].as_i64()))
}

/// The other side of [`run`]: starts the one child, and tells on `out` what it used.
pub(crate) fn only_child(line: &[OsString], out: &mut dyn Write) -> Result<()> {
    let [program, arguments @ ..] = line else { bail!("nothing to measure") };
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().with_context(|| program.display().to_string())?;
    let wall_seconds = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu_microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // Only macOS counts it in bytes.
    let unit_bytes = if cfg!(target_os = "macos") { 1 } else { 1024 };
    let used = json!({
        "wall_seconds": wall_seconds,
        "cpu_seconds": cpu_microseconds as f64 / 1e6,
        "peak_bytes": usage.max_rss() * unit_bytes,
        "code": status.code(),
    });
    writeln!(out, "{used}")?;
    Ok(())
}

/// The benchmark itself, to be run in another part.
pub(crate) fn this_program() -> Result<PathBuf> {
    env::current_exe().context("where this program is")
}

/// The command line of another part of this program.
pub(crate) fn part(name: &str, arguments: &[&std::ffi::OsStr]) -> Result<Line> {
    let mut line = vec![this_program()?.into_os_string(), name.into()];
    line.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    Ok(line)
}

impl Spread {
    /// Nothing of nothing.
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Option<Spread> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let (least, most) = (*values.first()?, *values.last()?);
        let half = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[half]
        } else {
            f64::midpoint(values[half - 1], values[half])
        };
        Some(Spread { median, least, most })
    }

    /// Of the quotients, pair by pair.
    pub(crate) fn of_ratios(above: &[Run], below: &[Run], of: fn(&Run) -> f64) -> Option<Spread> {
        Spread::of(above.iter().zip(below).map(|(above, below)| of(above) / of(below)))
    }
}

impl Run {
    pub(crate) fn wall(&self) -> f64 {
        self.wall_seconds
    }

    pub(crate) fn cpu(&self) -> f64 {
        self.cpu_seconds
    }

    pub(crate) fn peak_mib(&self) -> f64 {
        self.peak_bytes / f64::from(1 << 20)
    }
}
