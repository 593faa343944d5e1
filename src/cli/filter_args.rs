//! The filter flags, the same on every command that reads events.
//!
//! A few are known by a second name that tired fingers type; the help shows the first alone.

use clap::Args;

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Filters (none by default; PATTERN: see --help)")]
pub(crate) struct FilterArgs {
    /// Event source; a bare name is a service: chime, connect, s3
    ///
    /// A bare name matches NAME.amazonaws.com and what `trailscan services` lists beside it:
    /// connect also means participant-connect.amazonaws.com, chime also chime-sdk-*. A value with a
    /// dot or a wildcard is matched as written. Example: -s connect,signin
    #[arg(short, long, alias = "event-source", value_name = "PATTERN")]
    pub(crate) source: Vec<String>,

    /// Event name: ConsoleLogin, 'Delete*', '!Get*,!List*'
    #[arg(short, long, alias = "event-name", value_name = "PATTERN")]
    pub(crate) name: Vec<String>,

    /// userIdentity.type: Root, IAMUser, AssumedRole; none for one without a type
    ///
    /// AWS service events often have an identity without a type; `none` matches these.
    #[arg(short, long, value_name = "PATTERN")]
    pub(crate) identity_type: Vec<String>,

    /// errorCode: AccessDenied, '*Unauthorized*', '!*' for calls without one
    #[arg(short, long, value_name = "PATTERN")]
    pub(crate) error_code: Vec<String>,

    /// How the call ended: ok, failed, denied
    ///
    /// failed: an error code or message, or a sign-in that says Failure; denied: the failures whose
    /// code says access denied, unauthorized or not authorized. A leading ! negates.
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) outcome: Vec<String>,

    /// Events at or after a time: 2024-05-01, '2024-05-01 09:30', 36h
    ///
    /// RFC 3339, a date, a date and a time, or an age: 45m, 36h, 7d, 2w. UTC where no zone is
    /// given. Ages count back from now, or from the environment variable TRAILSCAN_NOW if it is
    /// set. Events without a usable eventTime do not match, and are counted in a warning.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Events before a time, which itself is left out
    ///
    /// Written like --since.
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,

    /// Who: any of ARN, user name, role name, session name, principal ID
    ///
    /// Also the unique ID before a principal ID's colon; the ARN, name and ID of the role or user
    /// that issued a session; `root`; and the label in the table's `who` column.
    /// Example: --principal alice --principal 'arn:aws:iam::*:role/Admin'
    #[arg(long, aliases = ["user", "who"], value_name = "PATTERN")]
    pub(crate) principal: Vec<String>,

    /// The name of a role session: the part behind the role in its ARN
    #[arg(long, value_name = "PATTERN")]
    pub(crate) session_name: Vec<String>,

    /// userIdentity.accessKeyId: AKIA… or ASIA…
    #[arg(long, value_name = "PATTERN")]
    pub(crate) access_key: Vec<String>,

    /// Account: the one that received the event, or the identity's
    #[arg(long, value_name = "PATTERN")]
    pub(crate) account: Vec<String>,

    /// awsRegion: us-east-1, 'eu-*'
    #[arg(long, value_name = "PATTERN")]
    pub(crate) region: Vec<String>,

    /// userAgent: '*kali*', '/boto3|pacu/'
    #[arg(long, value_name = "PATTERN")]
    pub(crate) user_agent: Vec<String>,

    /// sourceIPAddress: an address, a CIDR block, or a pattern
    ///
    /// It is often the name of a service. Example: --ip 203.0.113.0/24,2001:db8::/32 or --ip
    /// @iocs.txt
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) ip: Vec<String>,

    /// The service that acted for them (invokedBy); chatbot also means commands in a chat
    ///
    /// A bare name is a service. chatbot also matches role sessions whose session name includes
    /// `chatbot`, which is how calls of chat commands are logged, and the AssumeRole before them.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) via: Vec<String>,

    /// Everything that touched a resource: an ARN, a name, an ID
    ///
    /// Looks at resources[].ARN and at every string inside requestParameters and responseElements.
    /// Of an ARN, the part behind the account, each piece of it between : and /, and all behind a
    /// piece match, too: my-fn, /aws/lambda/my-fn, 2024/customers.csv.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) resource: Vec<String>,

    /// What readOnly says: read, write, unknown
    ///
    /// Old records and some services lack it: unknown. '!read' keeps writes and unknowns.
    #[arg(long, value_name = "ACCESS")]
    pub(crate) access: Vec<String>,

    /// Whether MFA was used, where that is recorded: yes, no
    #[arg(long, value_name = "YES|NO")]
    pub(crate) mfa: Option<String>,

    /// Whether another account took part, where that is recorded: yes, no
    ///
    /// The account that received the event is compared with the identity's, with the owners of the
    /// resources and, for AssumeRole calls, with the role's. yes: one of them differs; no: none
    /// does. Only numbers of twelve digits are compared.
    #[arg(long, value_name = "YES|NO")]
    pub(crate) cross_account: Option<String>,

    /// eventCategory: Management, Data, NetworkActivity, Insight
    #[arg(long, value_name = "PATTERN")]
    pub(crate) category: Vec<String>,

    /// eventType: AwsApiCall, AwsServiceEvent, AwsConsoleSignIn
    #[arg(long, value_name = "PATTERN")]
    pub(crate) event_type: Vec<String>,

    /// eventID
    #[arg(long, value_name = "PATTERN")]
    pub(crate) event_id: Vec<String>,

    /// requestID
    #[arg(long, value_name = "PATTERN")]
    pub(crate) request_id: Vec<String>,

    /// Text anywhere in the raw record, case ignored, or /regex/
    ///
    /// No wildcards. The record is searched as it stands in the log, quotes and escapes included.
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Vec<String>,

    /// Any field: 'requestParameters.bucketName = logs-*'
    ///
    /// FIELD OP VALUE. OP: = and != with a pattern, ~ and !~ with a regular expression, < <= > >=
    /// with a number or a time, exists, missing. A path reaches into every element of an array.
    /// Quotes around VALUE take a leading ! or @ as it is. What the field holds is compared; the
    /// flag of the same name may know more (services, CIDR blocks). Repeated, all must hold.
    /// Example: --where 'additionalEventData.bytesTransferredOut > 1000000'
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
}
