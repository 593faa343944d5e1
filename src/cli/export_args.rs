//! The flags of `export`: where to, and what of it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Data set")]
pub(crate) struct ExportArgs {
    /// Directory of the data set, made where it is missing and added to where it is there
    ///
    /// Files that are there are never touched, and no event is written twice: of logs that were
    /// exported before, in whole or in part, only what is new is added.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,

    /// Whether to keep the whole record beside its columns [default: yes]
    ///
    /// It is what `query --format jsonl` prints. Without it the data set is smaller, and what the
    /// columns leave out is in the logs alone.
    #[arg(long, value_enum, value_name = "YES|NO")]
    #[arg(default_value_t = KeepRaw::Yes, hide_default_value = true)]
    pub(crate) raw: KeepRaw,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepRaw {
    Yes,
    No,
}
