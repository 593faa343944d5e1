//! trailscan searches AWS `CloudTrail` log files on local disk: fast, whole, and safe to script.
//!
//! This crate is the program; it has one public door, [`run`]. `main` hands it the arguments and
//! the [`Console`], tests hand it buffers.
//!
//! # Where things are
//!
//! Six floors. Imports point down, or along the same floor, and a test checks that they do.
//!
//! | floor | knows | modules |
//! |---|---|---|
//! | 5 edge | clap, the environment, terminals, the clock | `main`, `cli`, `command`, `console`, `progress`, `tell`, `fuzzing` |
//! | 4 engine | threads, order, limits, what went wrong | `scan`, `folding`, `matches`, `exporting`, `hashing`, `report` |
//! | 3 results | sums, who comes of whom, proofs, cells, formats, where results wait or are kept | `aggregate`, `lineage`, `custody`, `row`, `sink`, `spool`, `dataset` |
//! | 2 question | what was asked; pure, and cannot fail while running | `filter`, `sql` |
//! | 1 input | files and bytes: the only floor that opens logs | `source`, `decode` |
//! | 0 ground | events, digests, JSON text, times, addresses, names, services, bounds | `event`, `digest`, `services`, `fingerprint`, `json`, `text`, `time`, `net`, `arn`, `wrong`, `bounds` |
//!
//! A query goes through them so: `cli::resolve` turns what was typed into a plan, columns and
//! paths; `source` finds the files; `scan` gives each to a worker, where `decode` inflates it,
//! splits it into records, whose fields are read when they are asked for; the plan decides; `sink`
//! renders; `matches` sorts and limits, and has `spool` keep what must wait; the edge tells what
//! could not be read and picks the exit code. Where events are not printed but summed up, each
//! worker has a fold of `aggregate`, and `folding` joins them; where they are kept for engines that
//! read SQL, `exporting` groups them, and `dataset` makes files of them. Where files are checked
//! against digests, `hashing` reads them instead, and `custody` judges what it brings.
//!
//! # What is nowhere
//!
//! - Under floor 5 nothing names clap, reads the environment or asks about a terminal. Only for
//!   `--tz local` chrono looks up, when it first shows a time so, what local means.
//! - Floors 0 and 2 do no I/O and start no threads.
//! - Sinks and decoders never see a filter.
//! - Unsafe code stands in `decode/simd.rs` alone.
//! - Between bytes and predicate there is no tree of JSON values.
//! - No input makes the program panic, and no event is lost without a word.

// floor 0
mod arn;
mod bounds;
mod digest;
mod event;
mod fingerprint;
mod json;
mod net;
mod services;
mod text;
mod time;
mod wrong;
// floor 1
mod decode;
mod source;
// floor 2
mod filter;
mod sql;
// floor 3
mod aggregate;
mod custody;
mod dataset;
mod lineage;
mod row;
mod sink;
mod spool;
// floor 4
mod exporting;
mod folding;
mod hashing;
mod matches;
mod report;
mod scan;
// floor 5
mod cli;
mod command;
mod console;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod progress;
mod tell;

use std::ffi::OsString;

use clap::{Parser as _, error::ErrorKind};

pub use console::{Console, Exit};

/// Runs the program as if it had been started with `arguments`, the first of which is its name.
///
/// Everything goes through `console`, except the files that the arguments name and the progress
/// bar. What goes wrong is told on the console's standard error and shows in the [`Exit`].
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Exit {
    if console.stdout_width.is_some() {
        let terminal = std::mem::replace(&mut console.stdout, Box::new(std::io::sink()));
        console.stdout = Box::new(sink::harmless::Harmless::new(terminal));
    }
    let exit = match cli::Cli::try_parse_from(arguments) {
        Ok(cli) => command::run(&cli, console),
        Err(error) => not_a_command(&error, console),
    };
    exit.unwrap_or_else(|error| {
        tell::error(console.stderr, &error);
        Exit::Failed
    })
}

/// Help and the version are no mistakes; everything else is.
fn not_a_command(error: &clap::Error, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            command::unless_closed(write!(console.stdout, "{}", error.render()))?;
            Ok(Exit::Success)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(console.stderr, "{}", error.render());
            Ok(Exit::Failed)
        }
        _ => Err(cli::mistake::explain(error).into()),
    }
}
