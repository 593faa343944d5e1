//! The command line, as typed. What it means is worked out in [`resolve`].

pub(crate) mod answer_args;
pub(crate) mod count_args;
mod examples;
pub(crate) mod export_args;
pub(crate) mod filter_args;
pub(crate) mod input_args;
pub(crate) mod mistake;
pub(crate) mod output_args;
pub(crate) mod resolve;
pub(crate) mod sql_args;
pub(crate) mod summary_args;
pub(crate) mod timeline_args;
pub(crate) mod trace_args;
pub(crate) mod verify_args;

use clap::{Args, Parser, Subcommand};

use answer_args::AnswerArgs;
use count_args::CountArgs;
use export_args::ExportArgs;
use filter_args::FilterArgs;
use input_args::InputArgs;
use output_args::{OutputArgs, PageFormat};
use sql_args::SqlArgs;
use summary_args::SummaryArgs;
use timeline_args::TimelineArgs;
use trace_args::TraceArgs;
use verify_args::VerifyArgs;

/// Search AWS CloudTrail log files on local disk
///
/// Reads CloudTrail logs as they lie on disk (gzip or plain, log files, exports, single events),
/// prints the events that match, and says what could not be read. Nothing is sent anywhere.
#[derive(Debug, Parser)]
#[command(name = "trailscan", version, max_term_width = 100, arg_required_else_help = true)]
#[command(disable_help_subcommand = true, after_long_help = examples::EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the events that match
    ///
    /// Reads every file under each PATH, decides by content what is CloudTrail, and prints the
    /// events that match all filters. Without a filter, all events.
    #[command(after_long_help = examples::QUERY)]
    Query(Box<QueryArgs>),

    /// Count the events that match, in groups
    ///
    /// For each group: how many events, which share of all, the first and the last; with --distinct
    /// how many different values of other fields, with --sum what numbers add up to. Without --by,
    /// one number.
    #[command(after_long_help = examples::COUNT)]
    Count(Box<CountCommand>),

    /// Count the events that match per stretch of time, drawn as bars
    ///
    /// Every stretch from the first event to the last, or between --since and --until, is shown,
    /// empty ones too. What failed and what was denied is told apart: here an event is either,
    /// while --outcome failed finds what was denied, too.
    #[command(alias = "histogram", after_long_help = examples::TIMELINE)]
    Timeline(Box<TimelineCommand>),

    /// Say on one page what the logs are, what is in them, and what is missing
    ///
    /// Files by kind, what could not be read, copies, the time they span, accounts, regions and
    /// categories, hours with and without events; then the most frequent values, denied calls,
    /// sign-ins, what root did, and changes to logging. With filters, of the events that match.
    #[command(after_long_help = examples::SUMMARY)]
    Summary(Box<SummaryCommand>),

    /// Follow a credential, and every credential that came of it
    ///
    /// Shows as a tree who handed out the credential, what it handed out itself, and so on to the
    /// end: sessions of roles, federation, access keys, passwords, the console. Each with where it
    /// was used from, with what, when and for what. Filters choose the calls that are counted;
    /// --since and --until also bound what is followed down.
    #[command(after_long_help = examples::TRACE)]
    Trace(Box<TraceCommand>),

    /// Check log files against CloudTrail's digest files, offline
    ///
    /// The SHA-256 of every log file beside what the digests list, what is missing or in no digest,
    /// and every digest beside what the next one says of it; with --public-keys the signatures,
    /// too. Then a verdict: authentic, where signatures of AWS's prove it, or only consistent,
    /// since whoever could rewrite the logs could rewrite the digests. Copies may lie below
    /// AWSLogs/ as in the bucket, or all in one directory, compressed or not.
    #[command(after_long_help = examples::VERIFY)]
    #[command(mut_arg("paths", |paths| paths.help(COPY).long_help(COPY)))]
    Verify(Box<VerifyCommand>),

    /// Keep the events that match as Parquet files, for DuckDB, Spark, Athena and the like
    ///
    /// Writes DIR/account=A/region=R/date=D/*.parquet, in the columns of the table that AWS
    /// documents for Athena, sorted by time. Nothing is printed but a line on what was written.
    /// Only programs that were built with `--features parquet` can do it.
    #[command(after_long_help = examples::EXPORT)]
    #[command(mut_arg("quiet", |quiet| quiet.help(UNSAID).long_help(UNSAID)))]
    #[command(mut_arg("color", |color| color.hide(true)))]
    Export(Box<ExportCommand>),

    /// What CloudTrail records for Chime, Alexa for Business, Chatbot, Connect and others
    ///
    /// Lists the services whose event sources differ from what one would type, or whose documents
    /// say what of a call is logged. With a NAME, its event sources, actions and what to beware of.
    Services(ServicesArgs),

    /// Print the same filters as SQL, for Athena, Spark or DuckDB
    ///
    /// For logs that one machine cannot hold: a statement that means what query's filters mean, of
    /// files or of tables. It returns the IDs of the events that match. Nothing is read or sent;
    /// what an engine cannot be asked for is refused.
    #[command(after_long_help = examples::SQL)]
    Sql(Box<SqlCommand>),

    /// Print a completion script for a shell
    ///
    /// For bash: trailscan completions bash > ~/.local/share/bash-completion/completions/trailscan
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },

    /// Print the manual page
    ///
    /// To read it: trailscan man | man -l -
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CountCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) count: CountArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TimelineCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) timeline: TimelineArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SummaryCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) summary: SummaryArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TraceCommand {
    #[command(flatten)]
    pub(crate) trace: TraceArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SqlCommand {
    #[command(flatten)]
    pub(crate) sql: SqlArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) verify: VerifyArgs,
}

const UNSAID: &str = "Do not say what was written";

#[derive(Debug, Args)]
pub(crate) struct ExportCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) export: ExportArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

const COPY: &str =
    "Files or directories that hold the logs and the digests [default: the current directory]";

#[derive(Debug, Args)]
pub(crate) struct ServicesArgs {
    /// A service: chime, a4b, chatbot, connect, ds, signin, sts, cloudwatch
    ///
    /// An event source (connect.amazonaws.com) or another name of the service will do.
    pub(crate) name: Option<String>,

    /// How to print [default: table]
    #[arg(short, long, value_enum)]
    #[arg(default_value_t = PageFormat::Table, hide_default_value = true)]
    pub(crate) format: PageFormat,
}
