//! The flags of `timeline`.

use clap::Args;

use super::output_args::Format;

#[derive(Debug, Args)]
#[command(next_help_heading = "Stretches of time")]
pub(crate) struct TimelineArgs {
    /// How long each stretch is: 30s, 5m, 1h, 1d, 1w [default: 1h]
    ///
    /// It divides an hour or a day, or is whole days. Stretches begin at round times of the zone of
    /// --tz.
    #[arg(long, aliases = ["interval", "bucket"], value_name = "LENGTH", default_value = "1h")]
    #[arg(hide_default_value = true)]
    pub(crate) every: String,

    /// Fields to group by: a timeline for each of their values [default: one for all]
    ///
    /// The names are those of `trailscan count --help`, or JSON paths. Example: --by who
    #[arg(long, alias = "group-by", value_name = "FIELDS")]
    pub(crate) by: Vec<String>,

    /// Only the N groups with the most events
    #[arg(long, alias = "limit", value_name = "N")]
    pub(crate) top: Option<usize>,

    /// How to print [default: table]
    #[arg(short, long, value_enum, help_heading = "Output")]
    #[arg(default_value_t = Format::Table, hide_default_value = true)]
    pub(crate) format: Format,
}
