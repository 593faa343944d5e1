//! The flags of `verify`.

use std::path::PathBuf;

use clap::Args;

use super::{answer_args::ColorChoice, output_args::PageFormat};

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct VerifyArgs {
    /// Check signatures with these keys: what list-public-keys printed [default: hashes only]
    ///
    /// Each region has keys of its own, and changes them: ask `aws cloudtrail list-public-keys` in
    /// every region for the time that the digests are of, and repeat this flag.
    #[arg(long, value_name = "FILE", help_heading = "Proof")]
    pub(crate) public_keys: Vec<PathBuf>,

    /// What head-object printed of digests, a file or a directory of them [default: none]
    ///
    /// The signature of a digest stands in the next one, and that of the newest only in the
    /// metadata of its S3 object. A file is known by its name (that of the digest, with an ending)
    /// or else by its signature. Needs --public-keys.
    #[arg(long, value_name = "PATH", help_heading = "Proof")]
    pub(crate) digest_metadata: Vec<PathBuf>,

    /// Name every file, also what is valid
    #[arg(long)]
    pub(crate) all: bool,

    /// How to print: table, or json as one object [default: table]
    #[arg(short, long, value_enum)]
    #[arg(default_value_t = PageFormat::Table, hide_default_value = true)]
    pub(crate) format: PageFormat,

    /// Print nothing; the exit code is the answer
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Time zone that times are shown in: UTC, local, +02:00, Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub(crate) tz: String,

    /// Colours: auto, always, never [default: auto]
    ///
    /// auto: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN")]
    #[arg(default_value_t = ColorChoice::Auto, hide_default_value = true)]
    pub(crate) color: ColorChoice,
}
