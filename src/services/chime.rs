//! Amazon Chime and Alexa for Business: both are gone, their logs are not, and whoever reads old
//! logs can no longer try in the console what a name means. (Seeds `000_672aed47e7e99ea1`,
//! `001_0480883fedffb01b` and `002_551220e4765f5b97`.)

use super::Service;

const CHIME_SOURCE: &str = "chime.amazonaws.com";
const A4B_SOURCE: &str = "a4b.amazonaws.com";

/// Amazon Chime with the Amazon Chime SDK, of which most parts log under the same event source.
pub(super) const CHIME: Service = Service {
    name: "chime",
    title: "Amazon Chime",
    aliases: &[
        "amazon-chime",
        "chime-sdk",
        "chime-sdk-identity",
        "chime-sdk-meetings",
        "chime-sdk-messaging",
    ],
    event_sources: &[CHIME_SOURCE, "chime-sdk-*.amazonaws.com"],
    neighbours: &["ds.amazonaws.com"],
    state: "AWS ended support for Amazon Chime on 20 February 2026; the Amazon Chime SDK goes on.",
    notes: &[
        "All Amazon Chime actions are logged, called from the administration console or from code.",
        "A call that changes something is logged with its response, a call that only reads \
         without.",
        "The console calls actions that are in no public API, AddDomain among them: an unknown \
         name is no sign of a forged event.",
        "A refused call has an errorCode and a null response, even where the response is logged.",
        "Passwords, authentication tokens, file comments and file contents are redacted.",
        "Where users sign in through Active Directory, their trouble shows under Directory \
         Service: `trailscan query --source ds`.",
        "Meetings, identity and messaging of the SDK log as chime.amazonaws.com; media pipelines \
         and voice have event sources of their own, which begin with chime-sdk.",
        "Service events (ExpireAppInstanceUser, ExpireChannel) have an identity without a type: \
         `--identity-type none`.",
    ],
    actions: actions! {
        CHIME_SOURCE RequestAndResponse {
            "AddDomain": "in no public API",
        }
        CHIME_SOURCE RequestOnly {
            "ListDomain": "in no public API; IAM says ListDomains, so ask for 'ListDomain*'",
        }
        CHIME_SOURCE Unstated {
            "CreateAccount", "InviteUsers", "ResetPersonalPIN",
            "ExpireAppInstanceUser": "service event: the expiration settings deleted a user",
            "ExpireChannel": "service event: the expiration settings deleted a channel",
        }
    },
    sources: &[
        "seed 000_672aed47e7e99ea1",
        "seed 001_0480883fedffb01b",
        "docs.aws.amazon.com/chime/latest/ag/cloudtrail.html",
        "docs.aws.amazon.com/chime-sdk/latest/ag/cloudtrail.html",
        "docs.aws.amazon.com/chime-sdk/latest/dg/expiration.html",
        "docs.aws.amazon.com/chime-sdk/latest/dg/pipeline-cloudtrail.html",
        "docs.aws.amazon.com/eventbridge/latest/ref/events.html",
    ],
};

/// Alexa for Business, which AWS has even taken out of its SDKs.
pub(super) const ALEXA_FOR_BUSINESS: Service = Service {
    name: "a4b",
    title: "Alexa for Business",
    aliases: &["alexa-for-business", "alexaforbusiness"],
    event_sources: &[A4B_SOURCE],
    neighbours: &[],
    state: "Retired: AWS no longer supports it.",
    notes: &[
        "All API calls of its console are logged.",
        "Null requestParameters are no sign of damage: in AWS's sample, CreateRoom names the room \
         in its response only.",
        "The room and the profile that a call touches stand in `resources`: look for their ARNs \
         with `--resource`.",
        "Calls may come from `AWS Internal` as user agent: the caller is in the identity.",
        "Passwords, authentication tokens, file comments and file contents are redacted.",
    ],
    actions: actions! {
        A4B_SOURCE Unstated {
            "CreateRoom": "AWS's sample has the response, but null requestParameters",
        }
    },
    sources: &["seed 002_551220e4765f5b97"],
};
