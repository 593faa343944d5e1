//! The command line, as typed. What it means is worked out in [`resolve`].

pub(crate) mod answer_args;
pub(crate) mod count_args;
pub(crate) mod filter_args;
pub(crate) mod input_args;
pub(crate) mod mistake;
pub(crate) mod output_args;
pub(crate) mod resolve;
pub(crate) mod summary_args;
pub(crate) mod timeline_args;
pub(crate) mod trace_args;
pub(crate) mod verify_args;

use clap::{Args, Parser, Subcommand};

use answer_args::AnswerArgs;
use count_args::CountArgs;
use filter_args::FilterArgs;
use input_args::InputArgs;
use output_args::{OutputArgs, PageFormat};
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
#[command(disable_help_subcommand = true, after_long_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    something matched; of verify, all is valid
  1    nothing matched; of verify, something is not valid
  2    an error: a wrong question, a missing path, or input that could not be read in full
  130  interrupted";

/// What the help of every command that reads events ends with.
macro_rules! patterns_and_codes {
    () => {
        "\
Patterns:
  A pattern matches the whole value, ASCII case ignored. * and ? are wildcards, /.../ is a regular
  expression found anywhere, a leading ! negates, @FILE reads one pattern a line (a comment begins
  with #), a backslash takes the next character as it is. Repeat a flag or write A,B for or;
  different flags are joined by and. An absent value never matches a pattern and always matches a
  negated one.

Exit codes:
  0    something matched
  1    nothing matched (0 with --allow-empty)
  2    an error: a wrong question, a missing path, or input that could not be read in full, even if
       results were printed (with --quiet, a match wins)
  130  interrupted"
    };
}

const QUERY_EXAMPLES: &str = concat!(
    "\
Examples:
  What was denied to whom, in a synced bucket:
      trailscan query ./logs --outcome denied
  Everything one leaked key did, oldest first, for jq:
      trailscan query ./logs --access-key AKIAIOSFODNN7EXAMPLE --sort time --format jsonl | jq .
  Calls of Amazon Connect and its participant service that failed in the last 7 days:
      trailscan query ./logs -s connect --outcome failed --since 7d
  Writes by role sessions from outside the office network:
      trailscan query ./logs -i AssumedRole --access '!read' --ip '!203.0.113.0/24'
  Did anyone stop a trail?
      trailscan query ./logs -n StopLogging,DeleteTrail --quiet && echo yes

",
    patterns_and_codes!(),
);

const COUNT_EXAMPLES: &str = concat!(
    "\
Examples:
  The names of denied calls, the most frequent first:
      trailscan count ./logs --outcome denied --by event
  Where one key was used from, and with what:
      trailscan count ./logs --access-key AKIAIOSFODNN7EXAMPLE --by ip,agent
  Who read how many objects, and how many bytes, in which hour:
      trailscan count ./logs -n GetObject --by who,hour --distinct requestParameters.key \\
          --sum additionalEventData.bytesTransferredOut
  Addresses from which ten or more sign-ins failed in an hour of the clock, of five or more users:
      trailscan count ./logs -n ConsoleLogin --outcome failed --by ip,hour --min 10 \\
          --distinct who --min-distinct 5
  A number for a script:
      denied=$(trailscan count ./logs --outcome denied --allow-empty)

",
    patterns_and_codes!(),
);

const TIMELINE_EXAMPLES: &str = concat!(
    "\
Examples:
  The hours around an alert:
      trailscan timeline ./logs --since '2024-05-02 00:00' --until '2024-05-02 12:00' --every 15m
  When each principal was denied something, a line for each:
      trailscan timeline ./logs --outcome denied --by who --every 1d
  For a plot:
      trailscan timeline ./logs --by service --every 1d --format csv

",
    patterns_and_codes!(),
);

const SUMMARY_EXAMPLES: &str = concat!(
    "\
Examples:
  Whether the logs of a month are whole, and what is in them:
      trailscan summary ./logs --since 2024-05-01 --until 2024-06-01
  What one principal did, on one page:
      trailscan summary ./logs --principal alice
  The gaps, for a script:
      trailscan summary ./logs -f json | jq -r '.coverage.places[] | .account, .gaps[].from'

",
    patterns_and_codes!(),
);

const TRACE_EXAMPLES: &str = concat!(
    "\
Examples:
  A leaked key: what was done with it, and with all that came of it:
      trailscan trace AKIAIOSFODNN7EXAMPLE ./logs
  Every call of these, oldest first:
      trailscan trace AKIAIOSFODNN7EXAMPLE ./logs --events
  Only what was denied to any of them, for jq:
      trailscan trace AKIAIOSFODNN7EXAMPLE ./logs --events --outcome denied -f jsonl | jq .
  Who is behind a session, and who behind that one:
      trailscan trace arn:aws:sts::123456789012:assumed-role/Admin/deploy ./logs
  The access keys to revoke, for a script:
      trailscan trace alice ./logs -f json |
          jq -r '.credentials[] | select(.relation != \"ancestor\") | .access_keys[]'

",
    patterns_and_codes!(),
);

const VERIFY_EXAMPLES: &str = "\
Examples:
  Whether a copy of a bucket is whole and unchanged, as far as hashes tell:
      trailscan verify ./bucket
  The same with the signatures, which only AWS can make; the keys are those of each region:
      aws cloudtrail list-public-keys --start-time 2024-05-01 --end-time 2024-06-01 > keys.json
      trailscan verify ./bucket --public-keys keys.json
  The newest digest, too, whose signature is only in the metadata of its S3 object:
      aws s3api head-object --bucket BUCKET --key KEY > newest.json
      trailscan verify ./bucket --public-keys keys.json --digest-metadata newest.json
  What is not valid, for a script:
      trailscan verify ./bucket -f json | jq -r '.not_valid[] | [.path, .reason] | @tsv'

Exit codes:
  0    everything that was checked is valid: authentic, or, without keys, consistent
  1    something is not valid or missing, or in no digest though its hour is covered
  2    something could not be checked: no digests, no key for a signature, a file that could not be
       read, a wrong question
  130  interrupted";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the events that match
    ///
    /// Reads every file under each PATH, decides by content what is CloudTrail, and prints the
    /// events that match all filters. Without a filter, all events.
    #[command(after_long_help = QUERY_EXAMPLES)]
    Query(Box<QueryArgs>),

    /// Count the events that match, in groups
    ///
    /// For each group: how many events, which share of all, the first and the last; with --distinct
    /// how many different values of other fields, with --sum what numbers add up to. Without --by,
    /// one number.
    #[command(after_long_help = COUNT_EXAMPLES)]
    Count(Box<CountCommand>),

    /// Count the events that match per stretch of time, drawn as bars
    ///
    /// Every stretch from the first event to the last, or between --since and --until, is shown,
    /// empty ones too. What failed and what was denied is told apart: here an event is either,
    /// while --outcome failed finds what was denied, too.
    #[command(alias = "histogram", after_long_help = TIMELINE_EXAMPLES)]
    Timeline(Box<TimelineCommand>),

    /// Say on one page what the logs are, what is in them, and what is missing
    ///
    /// Files by kind, what could not be read, copies, the time they span, accounts, regions and
    /// categories, hours with and without events; then the most frequent values, denied calls,
    /// sign-ins, what root did, and changes to logging. With filters, of the events that match.
    #[command(after_long_help = SUMMARY_EXAMPLES)]
    Summary(Box<SummaryCommand>),

    /// Follow a credential, and every credential that came of it
    ///
    /// Shows as a tree who handed out the credential, what it handed out itself, and so on to the
    /// end: sessions of roles, federation, access keys, passwords, the console. Each with where it
    /// was used from, with what, when and for what. Filters choose the calls that are counted;
    /// --since and --until also bound what is followed down.
    #[command(after_long_help = TRACE_EXAMPLES)]
    Trace(Box<TraceCommand>),

    /// Check log files against CloudTrail's digest files, offline
    ///
    /// The SHA-256 of every log file beside what the digests list, what is missing or in no digest,
    /// and every digest beside what the next one says of it; with --public-keys the signatures,
    /// too. Then a verdict: authentic, where signatures of AWS's prove it, or only consistent,
    /// since whoever could rewrite the logs could rewrite the digests. Copies may lie below
    /// AWSLogs/ as in the bucket, or all in one directory, compressed or not.
    #[command(after_long_help = VERIFY_EXAMPLES)]
    #[command(mut_arg("paths", |paths| paths.help(COPY).long_help(COPY)))]
    Verify(Box<VerifyCommand>),

    /// What CloudTrail records for Chime, Alexa for Business, Chatbot, Connect and others
    ///
    /// Lists the services whose event sources differ from what one would type, or whose documents
    /// say what of a call is logged. With a NAME, its event sources, actions and what to beware of.
    Services(ServicesArgs),

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
pub(crate) struct VerifyCommand {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) verify: VerifyArgs,
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
