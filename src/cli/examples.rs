//! What the help of each command ends with: examples, what a pattern is, exit codes.
//!
//! What the flags themselves say stands beside them.

pub(super) const EXIT_CODES: &str = "\
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

pub(super) const QUERY: &str = concat!(
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

pub(super) const COUNT: &str = concat!(
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

pub(super) const TIMELINE: &str = concat!(
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

pub(super) const SUMMARY: &str = concat!(
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

pub(super) const TRACE: &str = concat!(
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

pub(super) const VERIFY: &str = "\
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

pub(super) const EXPORT: &str = concat!(
    "\
Examples:
  A synced bucket, to be asked by DuckDB, Spark or Athena:
      trailscan export ./logs --to ./events
  What came since, by the file list of the sync:
      find ./logs -newer mark -type f | trailscan export --files-from - --to ./events
  One month's events of one account, without the records as they were written:
      trailscan export ./logs --to ./may --account 123456789012 --since 2024-05-01 \\
          --until 2024-06-01 --raw no

",
    patterns_and_codes!(),
);

pub(super) const SQL: &str = "\
Examples:
  What was denied, of AWS's own table in Athena:
      trailscan sql --dialect athena --outcome denied --since 2024-05-01 --fields time,arn,event
  The table itself:
      trailscan sql --dialect athena --ddl \\
          --location s3://BUCKET/AWSLogs/111122223333/CloudTrail/us-east-1
  The same of files, with DuckDB:
      trailscan sql --dialect duckdb --location ./logs --outcome denied | duckdb
  Counts, of what export wrote, with Spark:
      spark-sql -e \"$(trailscan sql --dialect spark --layout parquet --location ./parquet \\
          --count-by who,event)\"

Exit codes:
  0    printed
  2    a wrong question, or one that the engine cannot be asked";
