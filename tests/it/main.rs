//! Behaviour of the whole program, one sentence a test.
//!
//! Everything goes through the harness in `trail`. Where a test belongs:
//!
//! - `query`: filters, order, limits, exit codes of `trailscan query`
//! - `summary`: the page on what the logs are and what is missing
//! - `verify`: log files beside digests: every way to tamper with them, and what is proved
//! - `who`: the same for questions about who made a call
//! - `count`, `timeline`: what the commands that sum events up promise
//! - `trace`: credentials followed up and down, in stories, in generated trails, in real logs
//! - `output`: what each format promises, in pipes and on terminals
//! - `shapes`: every shape in which events reach people
//! - `bounds`: what passes a bound: what is said, and what is used all the same
//! - `broken`: damage of every kind: what is used, what is said, which exit code
//! - `faults`: good files mutated at random, thousands of times, beside slow and obvious readers
//! - `hostile`: values written to harm who reads them
//! - `large`: logs that are read as a stream
//! - `mistakes`: wrong questions, and the advice given
//! - `duckdb`: counts and timelines beside DuckDB's, where that is installed
//! - `engines`: the same questions as SQL, asked of engines over raw logs and Parquet
//! - `export`: what a data set of Parquet files holds, and how it grows
//! - `oracle`: the real evaluator against the slow and obvious one
//! - `real`: real logs, where they are present
//! - `spark`: the README's script on a cluster, where Spark is installed
//! - `sql`: filters as statements for engines
//! - `spill`: more matches than may wait in memory
//! - `stats`: what `--stats` says
//! - `threads`: the same answer for any number of threads
//! - `services`, `shell`: the other commands; completions, pages, pipes and signals
//! - `worker`: one of many processes, as `xargs -P` and engines start them
//! - `readme`: the README's examples, executed
//! - `tidy`: the rules of the house
//! - `dependencies`: what it is built from

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bounds;
mod broken;
mod count;
mod dependencies;
mod duckdb;
mod engines;
mod export;
mod faults;
mod hostile;
mod large;
mod mistakes;
mod oracle;
mod output;
mod query;
mod readme;
mod real;
mod services;
mod shapes;
mod shell;
#[cfg(unix)]
mod spark;
mod spill;
mod sql;
mod stats;
mod summary;
mod threads;
mod tidy;
mod timeline;
mod trace;
mod trail;
mod verify;
mod who;
mod worker;
