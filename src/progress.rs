//! The progress bar, for work that takes long enough to wonder.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::text::{counted, grouped};

/// Shorter work is done before anyone wonders.
const SHOWN_AFTER: Duration = Duration::from_millis(800);

const REDRAWN_EVERY: Duration = Duration::from_millis(100);

/// Runs `work`, which reads so many inputs, and, if `wanted`, shows how many of them are `done`.
/// The bar is drawn on the process's own standard error.
pub(crate) fn watched<R: Send>(
    wanted: bool,
    inputs: usize,
    done: impl Fn() -> usize + Sync,
    work: impl FnOnce() -> R + Send,
) -> R {
    if !wanted {
        return work();
    }
    let finished = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(inputs, &done, &finished));
        let result = work();
        finished.store(true, Ordering::Release);
        watcher.thread().unpark();
        result
    })
}

fn watch(inputs: usize, done: &impl Fn() -> usize, finished: &AtomicBool) {
    let begun = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    while !finished.load(Ordering::Acquire) {
        thread::park_timeout(REDRAWN_EVERY);
        if begun.elapsed() < SHOWN_AFTER {
            continue;
        }
        let (all, done) = (inputs as u64, done() as u64);
        let bar = bar.get_or_insert_with(|| {
            let style = if all == 1 { "{spinner} {elapsed}" } else { "{bar:30} {msg}" };
            let style = ProgressStyle::with_template(style);
            ProgressBar::new(all).with_style(style.unwrap_or(ProgressStyle::default_bar()))
        });
        bar.set_message(words(all, done, begun.elapsed()));
        bar.set_position(done);
        bar.tick();
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

/// How far the work has come, and how long it will go on if it goes on so.
fn words(all: u64, done: u64, elapsed: Duration) -> String {
    let files = format!("{} of {}", grouped(done), counted(all, "file"));
    let left = elapsed.as_millis() * u128::from(all - done.min(all));
    match left.checked_div(u128::from(done)).map(|left| left.div_ceil(1000)) {
        Some(seconds) if seconds > 90 => {
            format!("{files}, about {} min left", seconds.div_ceil(60))
        }
        Some(seconds) => format!("{files}, about {seconds} s left"),
        None => files,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_what_is_done() {
        let words = |all, done, seconds| words(all, done, Duration::from_secs(seconds));
        assert_eq!(words(1000, 0, 3), "0 of 1,000 files");
        assert_eq!(words(1000, 250, 10), "250 of 1,000 files, about 30 s left");
        assert_eq!(words(1000, 10, 10), "10 of 1,000 files, about 17 min left");
        assert_eq!(words(10, 9, 1), "9 of 10 files, about 1 s left");
    }
}
