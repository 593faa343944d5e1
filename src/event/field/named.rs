//! Names of our own for values of an event: what may be typed, and how each is read.
//!
//! A JSON path needs no name; these are for what a person calls otherwise, and for what follows
//! from several values.

use std::borrow::Cow;

use super::documented::TIME;
use crate::{
    event::{
        Event, Key,
        identity::{Credential, Identity},
    },
    text::Text,
    time::Zone,
};

/// Reads a value; what is a time, or follows from one, in the time zone.
type Reader = for<'r> fn(&'r Event<'_>, Zone) -> Option<Cow<'r, str>>;

/// A name of our own: what may be typed, what it stands for, and how it is read.
#[derive(Debug)]
pub(crate) struct Named {
    /// The first is the one that is shown; the rest are the filter flags' names and other habits.
    pub(crate) names: &'static [&'static str],
    pub(crate) about: &'static str,
    pub(super) read: Reader,
}

/// The columns of a table for which nobody chose any.
pub(crate) const DEFAULT_COLUMNS: [&str; 8] =
    ["time", "source", "event", "identity", "who", "ip", "region", "error"];

/// Names that are no plain JSON path.
pub(crate) static NAMED: [Named; 32] = [
    Named {
        names: &[TIME],
        about: "eventTime, in the time zone of --tz",
        read: |event, zone| Some(zone.show_written(text(event, Key::EventTime)?)),
    },
    Named {
        names: &["hour"],
        about: "the hour that the event falls in, in the time zone of --tz",
        read: |event, zone| Some(zone.show_hour(event.time()?).into()),
    },
    Named {
        names: &["day"],
        about: "the day, in the time zone of --tz",
        read: |event, zone| Some(zone.show_day(event.time()?).into()),
    },
    Named {
        names: &["hour-of-day"],
        about: "00 to 23, in the time zone of --tz",
        read: |event, zone| Some(zone.local(event.time()?).format("%H").to_string().into()),
    },
    Named {
        names: &["weekday"],
        about: "Mon to Sun, in the time zone of --tz",
        read: |event, zone| Some(zone.local(event.time()?).format("%a").to_string().into()),
    },
    Named {
        names: &["source"],
        about: "eventSource",
        read: |event, _| text(event, Key::EventSource),
    },
    Named { names: &["service"], about: "eventSource without .amazonaws.com", read: service },
    Named {
        names: &["event"],
        about: "eventName; eventType where a record has no name",
        read: |event, _| text(event, Key::EventName).or_else(|| text(event, Key::EventType)),
    },
    Named { names: &["name"], about: "eventName", read: |event, _| text(event, Key::EventName) },
    Named {
        names: &["identity", "identity-type"],
        about: "userIdentity.type",
        read: |event, _| event.identity_type().map(Text::into_cow),
    },
    Named {
        names: &["credential"],
        about: "what kind: root, iam-user, role-session, aws-service, …",
        read: credential,
    },
    Named { names: &["who"], about: "who did it, in a person's words", read: who },
    Named {
        names: &["user", "user-name"],
        about: "the user's name, from the ARN where userName is absent",
        read: |event, _| event.identity()?.user_name(),
    },
    Named {
        names: &["arn", "principal"],
        about: "userIdentity.arn",
        read: |event, _| event.identity()?.arn().map(Text::into_cow),
    },
    Named {
        names: &["role"],
        about: "the role of a role session",
        read: |event, _| event.identity()?.role(),
    },
    Named {
        names: &["session", "session-name"],
        about: "the session's name of a role session",
        read: |event, _| event.identity()?.session_name(),
    },
    Named {
        names: &["key", "access-key"],
        about: "userIdentity.accessKeyId",
        read: |event, _| event.identity()?.access_key_id().map(Text::into_cow),
    },
    Named {
        names: &["via"],
        about: "userIdentity.invokedBy",
        read: |event, _| event.identity()?.invoked_by().map(Text::into_cow),
    },
    Named {
        names: &["ip"],
        about: "sourceIPAddress",
        read: |event, _| text(event, Key::SourceIpAddress),
    },
    Named {
        names: &["agent", "user-agent"],
        about: "userAgent",
        read: |event, _| text(event, Key::UserAgent),
    },
    Named { names: &["region"], about: "awsRegion", read: |event, _| text(event, Key::AwsRegion) },
    Named {
        names: &["account"],
        about: "recipientAccountId, else the identity's account",
        read: |event, _| event.account().map(Text::into_cow),
    },
    Named {
        names: &["error"],
        about: "errorCode, else errorMessage, else Failure of a sign-in",
        read: |event, _| event.error(),
    },
    Named {
        names: &["error-code"],
        about: "errorCode",
        read: |event, _| text(event, Key::ErrorCode),
    },
    Named {
        names: &["outcome"],
        about: "ok, failed or denied",
        read: |event, _| plain(Some(event.outcome().name())),
    },
    Named {
        names: &["access"],
        about: "read, write or unknown, from readOnly",
        read: |event, _| plain(Some(event.access().name())),
    },
    Named {
        names: &["mfa"],
        about: "yes or no, where it is recorded",
        read: |event, _| plain(event.mfa().map(|used| if used { "yes" } else { "no" })),
    },
    Named {
        names: &["cross-account"],
        about: "yes or no, whether another account took part, where it is recorded",
        read: |event, _| {
            plain(event.crosses_accounts().map(|crosses| if crosses { "yes" } else { "no" }))
        },
    },
    Named {
        names: &["category"],
        about: "eventCategory",
        read: |event, _| text(event, Key::EventCategory),
    },
    Named {
        names: &["type", "event-type"],
        about: "eventType",
        read: |event, _| text(event, Key::EventType),
    },
    Named {
        names: &["id", "event-id"],
        about: "eventID",
        read: |event, _| text(event, Key::EventId),
    },
    Named {
        names: &["request", "request-id"],
        about: "requestID",
        read: |event, _| text(event, Key::RequestId),
    },
];

/// A page on every name, for the help.
pub(crate) fn names_help() -> String {
    let lines =
        NAMED.iter().map(|named| format!("  {:<26}{}", named.names.join(", "), named.about));
    lines.collect::<Vec<_>>().join("\n")
}

fn text<'r>(event: &Event<'r>, key: Key) -> Option<Cow<'r, str>> {
    event.text(key).map(Text::into_cow)
}

fn plain(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(Cow::Borrowed)
}

fn service<'r>(event: &'r Event<'_>, _: Zone) -> Option<Cow<'r, str>> {
    let source = event.text(Key::EventSource)?;
    source.part(|source| source.strip_suffix(".amazonaws.com").or(Some(source)))
}

/// A record without an identity at all (an Insight) has no credential and nobody who did it.
fn credential<'r>(event: &'r Event<'_>, _: Zone) -> Option<Cow<'r, str>> {
    plain(event.identity().map(Identity::credential).map(Credential::name))
}

fn who<'r>(event: &'r Event<'_>, _: Zone) -> Option<Cow<'r, str>> {
    event.identity().map(|identity| identity.who(event.text(Key::EventSource)))
}
