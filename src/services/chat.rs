//! AWS Chatbot, whose own events matter less than those that others get because of it: a command
//! typed in a chat channel is logged as a call of a role, and only the session's name tells.
//! (Seed `003_4a2f9959afbca616`.)

use super::Service;

const SOURCE: &str = "chatbot.amazonaws.com";

/// AWS Chatbot under its old name, since the event source has kept it.
pub(super) const CHATBOT: Service = Service {
    name: "chatbot",
    title: "AWS Chatbot (Amazon Q Developer in chat applications)",
    aliases: &[
        "amazon-q-developer",
        "amazon-q-developer-in-chat-applications",
        "aws-chatbot",
        "q-developer",
    ],
    event_sources: &[SOURCE],
    neighbours: &["sts.amazonaws.com", "q.amazonaws.com"],
    state: "Renamed Amazon Q Developer in chat applications; the event source has not changed.",
    notes: &[
        "Commands typed in a chat are logged under the services that they call, as a role session \
         whose session name includes `chatbot`: `trailscan query --via chatbot` finds them.",
        "A role whose own name says chatbot proves nothing; the session's name counts.",
        "Each command leaves two events, AssumeRole and the call itself, possibly in different \
         regions: where the service worked, and where the resource is.",
        "AWS's current page no longer lists actions; expect those of the public API as well, such \
         as CreateSlackChannelConfiguration.",
        "In AWS's samples sourceIPAddress is a private address (10.24.34.3) and the user agent an \
         internal SDK: neither need be the person's.",
        "Amazon Q Developer outside chat applications is another service: \
         `--source q.amazonaws.com`.",
    ],
    actions: actions! {
        SOURCE Unstated {
            "DescribeSlackWorkspaces": "in AWS's sample read-only, request and response both null",
            "DescribeSlackChannels": "in AWS's sample read-only, response null; in no public API",
            "RedeemSlackOAuthCode": "in no public API",
            "GetSlackOAuthParameters": "in no public API",
        }
    },
    sources: &[
        "seed 003_4a2f9959afbca616",
        "docs.aws.amazon.com/chatbot/latest/adminguide/logging-using-cloudtrail.html",
        "docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/logging-using-cloudtrail.html",
    ],
};
