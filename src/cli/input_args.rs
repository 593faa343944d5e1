//! The flags that say what to read, the same on every command that reads events.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files or directories to read, `-` for standard input [default: the current directory]
    ///
    /// Directories are walked whole; links are followed, but nothing is read twice. A file is
    /// judged by its content: gzip or plain, Records arrays, bare events, JSON Lines, lookup-events
    /// output, EventBridge, CloudWatch Logs.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Read paths from a file, one a line, `-` for standard input [default: none]
    ///
    /// Files are then read in the order of the list. Example: find logs -newer mark | trailscan
    /// query --files-from -
    #[arg(long, value_name = "FILE", conflicts_with = "paths", help_heading = "Input")]
    pub(crate) files_from: Option<PathBuf>,

    /// Paths in --files-from end with a NUL byte instead of a newline
    ///
    /// As `find -print0` writes them, whatever is in their names. Example: find logs -print0 |
    /// trailscan query --files-from - -0
    #[arg(short = '0', long, help_heading = "Input")]
    pub(crate) null: bool,

    /// Worker threads [default: one for each core]
    ///
    /// The answer is the same for any number.
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub(crate) threads: Option<usize>,
}
