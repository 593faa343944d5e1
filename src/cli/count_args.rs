//! The flags of `count`: what is told apart, what is worked out, what is shown.

use clap::{Args, ValueEnum};

use super::output_args::Format;
use crate::event::field::names_help;

#[derive(Debug, Args)]
#[command(next_help_heading = "Groups")]
pub(crate) struct CountArgs {
    /// Fields to group by: who,event or requestParameters.bucketName [default: all as one]
    #[arg(long, alias = "group-by", value_name = "FIELDS", long_help = by_help())]
    pub(crate) by: Vec<String>,

    /// Fields whose different values are counted in each group
    ///
    /// Example: --by key --distinct ip,agent
    #[arg(long, value_name = "FIELDS")]
    pub(crate) distinct: Vec<String>,

    /// Fields whose numbers are added up in each group
    ///
    /// Values that are no numbers are left out. Example: --by who --sum
    /// additionalEventData.bytesTransferredOut
    #[arg(long, value_name = "FIELDS")]
    pub(crate) sum: Vec<String>,

    /// Only the first N groups, in the order of --sort
    #[arg(long, alias = "limit", value_name = "N")]
    pub(crate) top: Option<usize>,

    /// Only groups of N events or more
    ///
    /// Without --by the number is told as it is, and the exit code is 1 if it is less.
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    pub(crate) min: u64,

    /// Only groups with N or more different values of each --distinct field
    ///
    /// Example, a role that was used with several user agents: --by role --distinct agent
    /// --min-distinct 2
    #[arg(long, value_name = "N")]
    pub(crate) min_distinct: Option<u64>,

    /// Only groups whose first event was then or later: what is new
    ///
    /// A time or an age, written like --since, which must not leave out what came before. Example,
    /// addresses that were never seen until a day ago: --by ip --new-since 24h
    #[arg(long, value_name = "TIME")]
    pub(crate) new_since: Option<String>,

    /// Order: count, -count, key, first, -first, last, -last, distinct [default: count]
    ///
    /// count: the most first, -count: the rarest; first and last: by when the first or last event
    /// was, with - the newest first; distinct: the most different values of the first --distinct
    /// field first. Ties are ordered by key.
    #[arg(long, value_enum, value_name = "ORDER", allow_hyphen_values = true)]
    #[arg(default_value_t = GroupOrder::Count, hide_default_value = true)]
    pub(crate) sort: GroupOrder,

    /// How to print [default: table]
    #[arg(short, long, value_enum, help_heading = "Output")]
    #[arg(default_value_t = Format::Table, hide_default_value = true)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupOrder {
    #[value(name = "count")]
    Count,
    #[value(name = "-count")]
    MinusCount,
    #[value(name = "key")]
    Key,
    #[value(name = "first")]
    First,
    #[value(name = "-first")]
    MinusFirst,
    #[value(name = "last")]
    Last,
    #[value(name = "-last")]
    MinusLast,
    #[value(name = "distinct")]
    Distinct,
}

fn by_help() -> String {
    format!(
        "Fields to group by. Without one, all events are one group, and a table is one number\n\n\
         A field is a name from the list below or a JSON path. Events without a value are a group \
         of their own. Where a path leads to several values, such as resources.ARN, an event is in \
         the group of each of them.\n\n{}",
        names_help(),
    )
}
