//! The flags that say how to answer, the same on every command that reads events.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct AnswerArgs {
    /// Drop redelivered copies: same eventID and recipient account
    #[arg(long)]
    pub(crate) dedup: bool,

    /// Print nothing; the exit code is the answer, at the first match where one is enough
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Say on standard error what was read, and how fast
    #[arg(long, value_enum, value_name = "FORM")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub(crate) stats: Option<StatsForm>,

    /// Exit with 0 instead of 1 where nothing matched
    ///
    /// For engines that take every other code for a failure.
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Time zone that times are shown in: UTC, local, +02:00, Europe/Berlin
    ///
    /// Hours, days and stretches of time begin by its clock. JSON records keep what AWS wrote.
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub(crate) tz: String,

    /// Colours: auto, always, never [default: auto]
    ///
    /// auto: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN")]
    #[arg(default_value_t = ColorChoice::Auto, hide_default_value = true)]
    pub(crate) color: ColorChoice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsForm {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}
