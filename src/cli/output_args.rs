//! The flags that say what `query` prints, and how.

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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns
    Table,
    /// One array: whole records, or an object a row
    Json,
    /// A whole record, or an object, a line
    Jsonl,
    /// Comma-separated, with a line of titles
    Csv,
    /// Tab-separated, with a line of titles
    Tsv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
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
