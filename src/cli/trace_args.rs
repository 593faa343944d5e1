//! The flags of `trace`.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    /// An access key, ARN, user, role or session name, principal ID, or eventID
    ///
    /// A pattern, or a list of them. A name begins with every credential of that name; an eventID
    /// with what that event handed out, else with the credential that signed it.
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    /// Print the events of the credential, and of all that came of it, instead of the tree
    ///
    /// In every format, and with the filters, of query. The logs are read twice for it.
    #[arg(long, help_heading = "Output")]
    pub(crate) events: bool,
}
