//! The machine that the figures are from, and whether it has time for them.

use std::{fs, num::NonZero, thread};

/// Above it, something else takes part of the wall time.
const LOAD_LIMIT: f64 = 1.5;

/// A line about the machine, and a second one where it is busy.
pub(crate) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let model = model().unwrap_or_else(|| "of unknown model".to_owned());
    let Some(load) = load() else { return format!("machine: {cores} cores, {model}") };
    let mut text = format!("machine: {cores} cores, {model}, load average {load:.2}");
    if load > LOAD_LIMIT {
        text.push_str("\nThe machine is busy: wall times are worth little, CPU ratios hold.");
    }
    text
}

fn model() -> Option<String> {
    let all = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = all.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn load() -> Option<f64> {
    let all = fs::read_to_string("/proc/loadavg").ok()?;
    all.split(' ').next()?.parse().ok()
}
