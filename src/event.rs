//! One CloudTrail event: the fields that questions ask for, borrowed from the record's text.
//!
//! Every field is optional and every type may vary: a field that is missing, null, empty or of a
//! type it should not have is absent here, and still stands in the record's own text. The field
//! list is AWS's *CloudTrail record contents* page; what a type is trusted for follows the records
//! that were really seen (numbers and booleans inside strings, identities without a type).
//!
//! Who acted is [`identity`]'s business, and the names that a person may type are [`field`]'s.
//! Nothing here reads files or decides what matches.

pub(crate) mod field;
pub(crate) mod identity;
pub(crate) mod path;
mod tolerant;

use std::borrow::Cow;

use crate::{
    json::{Json, Kind},
    text::{Text, contains_folded},
    time::{self, Timestamp},
};
use identity::Identity;
pub(crate) use tolerant::FromJson;
use tolerant::tolerant;

tolerant! {
    /// The fields of one record.
    pub(crate) struct Event counts telling_keys {
        // What tells a CloudTrail record from others is counted: see `Event::is_one`.
        event_version: Text = "eventVersion", telling_keys;
        event_time: Text = "eventTime", telling_keys;
        event_source: Text = "eventSource", telling_keys;
        event_name: Text = "eventName", telling_keys;
        aws_region: Text = "awsRegion", telling_keys;
        user_identity: Identity = "userIdentity", telling_keys;
        source_ip_address: Text = "sourceIPAddress", telling_keys;
        user_agent: Text = "userAgent";
        error_code: Text = "errorCode";
        error_message: Text = "errorMessage";
        request_parameters: Json = "requestParameters";
        response_elements: Json = "responseElements";
        additional_event_data: Json = "additionalEventData";
        service_event_details: Json = "serviceEventDetails";
        request_id: Text = "requestID";
        event_id: Text = "eventID", telling_keys;
        read_only: bool = "readOnly";
        resources: Json = "resources";
        event_type: Text = "eventType", telling_keys;
        recipient_account_id: Text = "recipientAccountId", telling_keys;
        event_category: Text = "eventCategory", telling_keys;
        insight_details: Json = "insightDetails", telling_keys;
        acs_region: Text = "acsRegion";
        time_window: Json = "timeWindow";
    }
}

/// One event together with the text it was read from.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// The record as it stands in the log, byte for byte.
    pub(crate) json: Json<'a>,
    pub(crate) event: Event<'a>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Ok,
    /// Failed, for another reason than lack of permission.
    Failed,
    /// Failed for lack of permission.
    Denied,
}

/// What `readOnly` says. Absent is unknown: records before version 1.01, and whole services, lack
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
    Unknown,
}

/// Parts of the error codes by which services deny a call (CloudTrail facts: `AccessDenied`,
/// `AccessDeniedException`, `Client.UnauthorizedOperation`, `VpceAccessDenied`, …); there is no
/// closed list.
const DENIED: [&str; 4] = ["accessdenied", "unauthorized", "notauthorized", "authorizationerror"];

impl Outcome {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Failed => "failed",
            Outcome::Denied => "denied",
        }
    }
}

impl Access {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
            Access::Unknown => "unknown",
        }
    }
}

impl Event<'_> {
    /// Whether the object that was read is a CloudTrail event, and no look-alike.
    ///
    /// Two telling keys are asked for, because one (`eventName`, say) occurs in other systems'
    /// logs.
    pub(crate) fn is_one(&self) -> bool {
        self.telling_keys >= 2 && !self.is_look_alike() && !self.is_aggregated()
    }

    /// Whether it says when something happened, and what, as every record of AWS's does. Rules,
    /// schemas and other systems' rows that borrow CloudTrail's keys do not.
    pub(crate) fn tells_what_happened(&self) -> bool {
        let what = self.event_source.is_some()
            || self.event_name.is_some()
            || self.insight_details.is_some();
        what && self.time().is_some()
    }

    /// S3, SNS, SQS and stream notifications share field names with CloudTrail but say `aws:…` in
    /// `eventSource`; Alibaba's `ActionTrail` has an `acsRegion`.
    pub(crate) fn is_look_alike(&self) -> bool {
        let source = self.event_source.as_deref().unwrap_or_default();
        self.acs_region.is_some() || source.starts_with("aws:") || source.ends_with(".aliyuncs.com")
    }

    /// Aggregated records count calls and are none themselves (AWS's aggregated events page).
    pub(crate) fn is_aggregated(&self) -> bool {
        let says = |field: &Option<Text<'_>>, word: &str| {
            field.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        says(&self.event_type, "AwsAggregatedEvent")
            || says(&self.event_category, "Aggregated")
            || (self.telling_keys > 0 && self.time_window.is_some() && self.event_time.is_none())
    }

    /// When the request completed, to the second in AWS's own records.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        time::parse(self.event_time.as_deref()?)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.error_code.as_deref() {
            Some(code) if DENIED.iter().any(|part| contains_folded(code, part)) => Outcome::Denied,
            Some(_) => Outcome::Failed,
            None if self.error_message.is_some() || self.is_failed_sign_in() => Outcome::Failed,
            None => Outcome::Ok,
        }
    }

    pub(crate) fn access(&self) -> Access {
        match self.read_only {
            Some(true) => Access::Read,
            Some(false) => Access::Write,
            None => Access::Unknown,
        }
    }

    /// What went wrong, in one expression: the code, else the message, else a sign-in's `Failure`.
    pub(crate) fn error(&self) -> Option<Cow<'_, str>> {
        let written = self.error_code.as_deref().or(self.error_message.as_deref());
        written.map(Cow::Borrowed).or(self.is_failed_sign_in().then_some(Cow::Borrowed("Failure")))
    }

    /// Whether MFA was used, where that is recorded.
    ///
    /// A sign-in says so itself, or its session does. A federated one always says `No`, whatever
    /// the identity provider asked for (AWS's sign-in events page), so that `No` records nothing.
    pub(crate) fn mfa(&self) -> Option<bool> {
        let in_session = self.user_identity.as_ref().and_then(Identity::session_mfa);
        if !self.is_named("ConsoleLogin") || in_session == Some(true) {
            return in_session;
        }
        let used = self.additional_event_data.and_then(|data| data.member("MFAUsed"));
        let used = used.and_then(Json::as_string).and_then(|word| match word.trim() {
            word if word.eq_ignore_ascii_case("yes") => Some(true),
            word if word.eq_ignore_ascii_case("no") => Some(false),
            _ => None,
        });
        let federated = self.user_identity.as_ref().is_some_and(Identity::is_federated_sign_in);
        used.or(in_session).filter(|used| *used || !federated)
    }

    /// The account that received the record, else the identity's.
    pub(crate) fn account(&self) -> Option<&Text<'_>> {
        self.recipient_account_id
            .as_ref()
            .or_else(|| self.user_identity.as_ref()?.account_id.as_ref())
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.event_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    /// A failed sign-in may have neither error code nor message: `responseElements`, or
    /// `serviceEventDetails` for IAM Identity Center, holds the event's name with `Failure`.
    fn is_failed_sign_in(&self) -> bool {
        let sign_in = self
            .event_source
            .as_deref()
            .is_some_and(|source| source.eq_ignore_ascii_case("signin.amazonaws.com"));
        let Some(name) = self.event_name.as_deref().filter(|_| sign_in) else { return false };
        [self.response_elements, self.service_event_details].into_iter().flatten().any(|said| {
            let result = said.member(name).and_then(Json::as_string);
            result.is_some_and(|result| result.trim().eq_ignore_ascii_case("Failure"))
        })
    }

    /// The `roleSessionName` that an `AssumeRole` call asks for.
    pub(crate) fn asked_session_name(&self) -> Option<Cow<'_, str>> {
        let starts = |name: &Text<'_>| {
            name.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("AssumeRole"))
        };
        self.event_name.as_ref().filter(|name| starts(name))?;
        self.request_parameters?.member("roleSessionName")?.as_string()
    }

    /// Every resource that the record names: the ARNs in `resources`, their prefixes where a call
    /// named many, and every string in the request and the response.
    pub(crate) fn any_resource(&self, mut accept: impl FnMut(&str) -> bool) -> bool {
        let mut accept = |text: &str| !text.trim().is_empty() && accept(text.trim());
        let listed = self.resources.into_iter().flat_map(Json::elements);
        let mut arns = listed
            .flat_map(|resource| ["ARN", "ARNPrefix"].map(|key| resource.member(key)))
            .filter_map(|arn| arn?.as_string());
        arns.any(|arn| accept(&arn))
            || [self.request_parameters, self.response_elements]
                .into_iter()
                .flatten()
                .filter(|value| matches!(value.kind(), Kind::Object | Kind::Array | Kind::String))
                .any(|value| value.any_string(&mut accept))
    }
}

#[cfg(test)]
mod tests;
