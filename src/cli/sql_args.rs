//! The flags of `sql`: which engine, where the events are, what is returned.

use clap::{Args, ValueEnum};

use crate::event::field::names_help;

#[derive(Debug, Args)]
#[command(next_help_heading = "Statement")]
pub(crate) struct SqlArgs {
    /// Whose SQL: athena, spark (4 or newer) or duckdb
    #[arg(long, value_enum, value_name = "ENGINE")]
    pub(crate) dialect: DialectName,

    /// How the events lie: logs, parquet; of athena also flat, organization [default: logs]
    ///
    /// logs: files as AWS writes them, or for athena AWS's table of them, partitioned by the day of
    /// delivery in a column `timestamp`. flat: AWS's table without partitions. organization: AWS's
    /// table partitioned by account, region, year, month and day. parquet: what `trailscan export`
    /// wrote.
    #[arg(long, value_enum, value_name = "LAYOUT")]
    #[arg(default_value_t = LayoutName::Logs, hide_default_value = true)]
    pub(crate) layout: LayoutName,

    /// The directory that holds the files, such as ./logs or s3://BUCKET/AWSLogs
    ///
    /// DuckDB and Spark read every *.json.gz, or *.parquet, below it. For athena it is told to the
    /// table that --ddl makes, and is what AWS's pages say: the root of one account and region for
    /// logs, of the organization's accounts for organization.
    #[arg(long, value_name = "DIR")]
    pub(crate) location: Option<String>,

    /// The table to read, as --ddl makes it [default: of athena cloudtrail_logs]
    #[arg(long, value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// AWS's table has a few columns more than on AWS's page, as --ddl makes it with this flag
    ///
    /// AWS's page leaves out identityProvider, credentialId and sourceIdentity of who acted, and
    /// ARNPrefix of resources. Filters that must look there are refused without this flag.
    #[arg(long)]
    pub(crate) extra_columns: bool,

    /// Print the statement that makes the table
    #[arg(long, conflicts_with_all = ["count_by", "fields", "dedup"])]
    pub(crate) ddl: bool,

    /// Fields to return [default: eventid alone]
    ///
    /// Names and paths as of query's --fields; `record` is the whole record as it was written, of
    /// parquet only.
    #[arg(long, value_name = "FIELDS")]
    pub(crate) fields: Option<String>,

    /// Count the events of each group instead: who,event
    #[arg(long, alias = "by", value_name = "FIELDS", long_help = by_help())]
    #[arg(conflicts_with = "fields")]
    pub(crate) count_by: Vec<String>,

    /// Of events with the same event ID and recipient account, only one
    #[arg(long)]
    pub(crate) dedup: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectName {
    Athena,
    Spark,
    Duckdb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutName {
    Logs,
    Flat,
    Organization,
    Parquet,
}

fn by_help() -> String {
    format!(
        "Count the events of each group instead, with the first and the last of each\n\n\
         Fields are names from the list below, and one JSON path; where that leads to several \
         values, an event is in the group of each of them. Times are in UTC.\n\n{}",
        names_help(),
    )
}
