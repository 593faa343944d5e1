//! The texts that a field has, by which events are told apart: names of our own, and JSON paths.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::Value;

use super::{
    evaluate::{crosses_accounts, failed, mfa, outcome},
    identity::{arn_name, boolean, role, session, text, who},
    time,
};

/// The names of our own, each by the first that the help shows.
pub(crate) const NAMES: &[&str] = &[
    "time",
    "hour",
    "day",
    "hour-of-day",
    "weekday",
    "source",
    "service",
    "event",
    "name",
    "identity",
    "credential",
    "who",
    "user",
    "arn",
    "role",
    "session",
    "key",
    "via",
    "ip",
    "agent",
    "region",
    "account",
    "error",
    "error-code",
    "outcome",
    "access",
    "mfa",
    "cross-account",
    "category",
    "type",
    "id",
    "request",
];

/// Paths to a value, to values of several types, through arrays, and to nothing.
pub(crate) const PATHS: &[&str] = &[
    "eventName",
    "errorCode",
    "userAgent",
    "readOnly",
    "requestParameters.bucketName",
    "requestParameters.count",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
    "additionalEventData.bytesTransferredOut",
    "responseElements.ConsoleLogin",
    "resources.ARN",
    "resources.accountId",
    "requestParameters.items.id",
    "requestParameters.items.items.name",
    "tlsDetails.tlsVersion",
];

/// The texts of a field: none that is empty, without blanks around them.
pub(crate) fn texts(record: &Value, field: &str, zone: Tz) -> Vec<String> {
    if !NAMES.contains(&field) {
        let path: Vec<&str> = field.trim_start_matches('.').split('.').collect();
        let all = reached(record, &path).into_iter().filter_map(as_text);
        return all.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    }
    named(record, field, zone).into_iter().collect()
}

/// What a name of our own stands for.
fn named(record: &Value, name: &str, zone: Tz) -> Option<String> {
    let own = |path| text(record, path).map(str::to_owned);
    let local = |form: &str| {
        let time = time::of_event(record)?.with_timezone(&zone);
        Some(time.format(form).to_string())
    };
    let identity = record.get("userIdentity").filter(|identity| identity.is_object());
    match name {
        "time" => {
            let written = own("eventTime")?;
            let stays = zone == Tz::UTC && written.ends_with('Z');
            let moved = time::of_event(record).filter(|_| !stays).map(|time| shown(time, zone));
            Some(moved.unwrap_or(written))
        }
        "hour" if zone == Tz::UTC => local("%Y-%m-%dT%H:00Z"),
        "hour" => local("%Y-%m-%dT%H:00%:z"),
        "day" => local("%Y-%m-%d"),
        "hour-of-day" => local("%H"),
        "weekday" => local("%a"),
        "source" => own("eventSource"),
        "service" => Some(own("eventSource")?.replace(".amazonaws.com", "")),
        "event" => own("eventName").or_else(|| own("eventType")),
        "name" => own("eventName"),
        "identity" => own("userIdentity.type"),
        "credential" => {
            let kind = text(record, "userIdentity.type").unwrap_or("AWSService");
            let class = match kind.to_ascii_lowercase().as_str() {
                "root" => "root",
                "iamuser" => "iam-user",
                "assumedrole" | "role" => "role-session",
                "federateduser" | "samluser" | "webidentityuser" => "federated",
                "identitycenteruser" | "directory" => "federated",
                "awsservice" => "aws-service",
                "awsaccount" => "other-account",
                _ => "unknown",
            };
            identity.map(|_| class.to_owned())
        }
        "who" => identity.map(|_| who(record)),
        "user" => own("userIdentity.userName").or_else(|| arn_name(record).map(str::to_owned)),
        "arn" => own("userIdentity.arn"),
        "role" => role(record).map(str::to_owned),
        "session" => session(record).map(str::to_owned),
        "key" => own("userIdentity.accessKeyId"),
        "via" => own("userIdentity.invokedBy"),
        "ip" => own("sourceIPAddress"),
        "agent" => own("userAgent"),
        "region" => own("awsRegion"),
        "account" => own("recipientAccountId").or_else(|| own("userIdentity.accountId")),
        "error" => own("errorCode")
            .or_else(|| own("errorMessage"))
            .or_else(|| failed(record).then(|| "Failure".to_owned())),
        "error-code" => own("errorCode"),
        "outcome" => Some(ended(record).to_owned()),
        "access" => {
            let read = boolean(record, "readOnly");
            Some(read.map_or("unknown", |read| if read { "read" } else { "write" }).to_owned())
        }
        "mfa" => mfa(record).map(|used| if used { "yes" } else { "no" }.to_owned()),
        "cross-account" => {
            crosses_accounts(record).map(|crosses| if crosses { "yes" } else { "no" }.to_owned())
        }
        "category" => own("eventCategory"),
        "type" => own("eventType"),
        "id" => own("eventID"),
        "request" => own("requestID"),
        unknown => panic!("no field {unknown}"),
    }
}

/// How a call ended: each in one way.
pub(crate) fn ended(record: &Value) -> &'static str {
    match () {
        () if outcome(record, "denied") => "denied",
        () if failed(record) => "failed",
        () => "ok",
    }
}

/// An instant as clocks in a zone show it.
pub(crate) fn shown(time: chrono::DateTime<chrono::Utc>, zone: Tz) -> String {
    time.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::AutoSi, zone == Tz::UTC)
}

/// The values that a path leads to; a key reaches into every element of an array, however deep.
fn reached<'a>(value: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    match (path, value) {
        ([], _) => vec![value],
        (_, Value::Array(elements)) => {
            elements.iter().flat_map(|element| reached(element, path)).collect()
        }
        ([key, rest @ ..], Value::Object(fields)) => {
            fields.get(*key).map_or_else(Vec::new, |value| reached(value, rest))
        }
        _ => Vec::new(),
    }
}

/// A value as one text: anything nested as JSON.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Whether a field leads to an array or an object, which is shown as the log writes it.
pub(crate) fn is_nested(record: &Value, field: &str) -> bool {
    let path: Vec<&str> = field.trim_start_matches('.').split('.').collect();
    !NAMES.contains(&field)
        && reached(record, &path).iter().any(|value| value.is_array() || value.is_object())
}
