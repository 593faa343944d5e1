//! The flags that say what is printed, and how.

use clap::{Args, ValueEnum};

use crate::event::field::{DEFAULT_COLUMNS, names_help};

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How to print [default: table]
    #[arg(short, long, value_enum, default_value_t = Format::Table, hide_default_value = true)]
    pub(crate) format: Format,

    /// Fields to print: time,who,event,requestParameters.bucketName
    #[arg(long, value_name = "FIELDS", long_help = fields_help())]
    pub(crate) fields: Option<String>,

    /// Order: time, -time (newest first) or none [default: time for a table, else none]
    ///
    /// none is the order of paths and of records within them. Ties are ordered by eventID.
    #[arg(long, value_enum, value_name = "ORDER", allow_hyphen_values = true)]
    pub(crate) sort: Option<SortOrder>,

    /// Print at most N events [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// Drop redelivered copies: same eventID and recipient account
    #[arg(long)]
    pub(crate) dedup: bool,

    /// Print nothing; the exit code is the answer, at the first match
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

    /// Time zone of the `time` field: UTC, local, +02:00, Europe/Berlin
    ///
    /// JSON records keep what AWS wrote.
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
pub(crate) enum Format {
    /// Aligned columns, sorted by time
    Table,
    /// One array of whole records
    Json,
    /// A whole record a line
    Jsonl,
    /// Comma-separated, with a line of titles
    Csv,
    /// Tab-separated, with a line of titles
    Tsv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ServicesFormat {
    Table,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortOrder {
    #[value(name = "time")]
    Time,
    #[value(name = "-time")]
    MinusTime,
    #[value(name = "none")]
    None,
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

fn fields_help() -> String {
    format!(
        "Fields to print: columns of a table, or the keys of projected JSON\n\n\
         A field is a name from the list below or a JSON path, such as \
         requestParameters.bucketName or resources.ARN. Without this flag, tables show {} and JSON \
         is the whole record.\n\n{}",
        DEFAULT_COLUMNS.join(","),
        names_help(),
    )
}
