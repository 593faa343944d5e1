//! The flags of `summary`.

use clap::Args;

use super::output_args::PageFormat;

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct SummaryArgs {
    /// How many of each kind: event names, principals, addresses, … [default: 5]
    #[arg(long, value_name = "N", default_value_t = 5, hide_default_value = true)]
    pub(crate) top: usize,

    /// How to print: table, or json as one object [default: table]
    #[arg(short, long, value_enum)]
    #[arg(default_value_t = PageFormat::Table, hide_default_value = true)]
    pub(crate) format: PageFormat,
}
