//! One CloudTrail event: the fields that questions ask for, borrowed from the record's text.
//!
//! Every field is optional and every type may vary: a field that is missing, null, empty or of a
//! type it should not have is absent here, and still stands in the record's own text. The field
//! list is AWS's *CloudTrail record contents* page; what a type is trusted for follows the records
//! that were really seen (numbers and booleans inside strings, identities without a type).
//!
//! Who acted is [`identity`]'s business, and the names that a person may type are [`field`]'s.
//! Nothing here reads files or decides what matches.

mod accounts;
pub(crate) mod column;
pub(crate) mod field;
pub(crate) mod identity;
mod key;
pub(crate) mod mint;
#[cfg(any(test, fuzzing))]
pub(crate) mod obvious;
pub(crate) mod path;
mod read;
pub(crate) mod signer;
mod tolerant;

use std::{borrow::Cow, cell::OnceCell};

use crate::{
    json::{Json, Kind},
    text::{Text, contains_folded},
    time::{self, Timestamp},
};
use identity::Identity;
pub(crate) use key::Key;
use key::Seen;
pub(crate) use tolerant::FromJson;
use tolerant::Tolerant as _;

/// The fields of one record. A value is taken apart when it is asked for, since a question asks for
/// few of them.
#[derive(Debug, Default)]
pub(crate) struct Event<'a> {
    values: [Option<Json<'a>>; Key::COUNT],
    seen: Seen,
    identity: OnceCell<Option<Identity<'a>>>,
    inner: Option<Inner<'a>>,
}

/// A record without blanks or escaped keys, and the places of the commas one level down.
#[derive(Clone, Copy, Debug)]
struct Inner<'a> {
    text: &'a str,
    commas: &'a [u32],
}

impl<'a> Inner<'a> {
    /// The members of an object in the record, as they stand there.
    fn members(self, object: &'a str) -> impl Iterator<Item = &'a str> {
        let start = object.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let end = start + object.len() - 1;
        let first = self.commas.partition_point(|comma| (*comma as usize) < start);
        let commas = self.commas[first..].iter().map(|comma| *comma as usize);
        let ends = commas.take_while(move |comma| *comma < end).chain([end]);
        ends.scan(start + 1, |start, end| {
            let member = self.text.get(*start..end);
            *start = end + 1;
            member
        })
    }
}

/// One event together with the text it was read from.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// The record as it stands in the log, byte for byte.
    pub(crate) json: Json<'a>,
    pub(crate) event: Event<'a>,
    /// Whether it is known to hold no blanks between its tokens.
    pub(crate) is_compact: bool,
}

impl<'a> Record<'a> {
    /// A record without blanks or escaped keys, by the places of the commas between its members,
    /// and of those between the members of its values, if they are known.
    pub(crate) fn outlined(
        text: &'a str,
        commas: &[u32],
        inner_commas: Option<&'a [u32]>,
    ) -> Record<'a> {
        let json = Json::compact(text);
        // Filled in place, since an event is large.
        let mut record = Record { json, event: Event::default(), is_compact: true };
        record.event.read_members(text, commas);
        record.event.inner = inner_commas.map(|commas| Inner { text, commas });
        record
    }
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

impl<'a> Event<'a> {
    /// All that was read, in words, however it was read: for comparing one way with another.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn in_words(&self) -> String {
        format!("{:?} {:?} {:?}", self.values, self.seen, self.identity())
    }

    /// The value of a key; null counts as absent.
    pub(crate) fn json(&self, key: Key) -> Option<Json<'a>> {
        self.values[key as usize].and_then(FromJson::from_json)
    }

    /// The value of a key as it stands in the record; null is a value.
    pub(crate) fn written(&self, key: Key) -> Option<Json<'a>> {
        self.values[key as usize]
    }

    /// The text of a key; what is no string, or an empty one, counts as absent.
    pub(crate) fn text(&self, key: Key) -> Option<Text<'a>> {
        self.values[key as usize].and_then(FromJson::from_json)
    }

    /// Who acted. Taken apart once, since a row asks for it several times.
    pub(crate) fn identity(&self) -> Option<&Identity<'a>> {
        let read = || {
            let json = self.json(Key::UserIdentity)?;
            match self.inner.filter(|_| json.kind() == Kind::Object) {
                Some(inner) => Some(Identity::from_members(inner.members(json.text()))),
                None => Identity::from_object(json),
            }
        };
        self.identity.get_or_init(read).as_ref()
    }

    /// The type of who acted.
    pub(crate) fn identity_type(&self) -> Option<Text<'a>> {
        self.identity()?.kind()
    }

    /// Whether the object that was read is a CloudTrail event, and no look-alike.
    ///
    /// Two telling keys are asked for, because one (`eventName`, say) occurs in other systems'
    /// logs.
    pub(crate) fn is_one(&self) -> bool {
        self.seen.telling() >= 2 && !self.is_look_alike() && !self.is_aggregated()
    }

    /// Whether it has any telling key and is no look-alike, which is enough where only CloudTrail
    /// writes.
    pub(crate) fn tells_anything(&self) -> bool {
        self.seen.telling() > 0
    }

    /// Whether it says when something happened, and what, as every record of AWS's does. Rules,
    /// schemas and other systems' rows that borrow CloudTrail's keys do not.
    pub(crate) fn tells_what_happened(&self) -> bool {
        let what = self.text(Key::EventSource).is_some()
            || self.text(Key::EventName).is_some()
            || self.json(Key::InsightDetails).is_some();
        what && self.time().is_some()
    }

    /// S3, SNS, SQS and stream notifications share field names with CloudTrail but say `aws:…` in
    /// `eventSource`; Alibaba's `ActionTrail` has an `acsRegion`.
    pub(crate) fn is_look_alike(&self) -> bool {
        let borrows =
            |source: &str| source.starts_with("aws:") || source.ends_with(".aliyuncs.com");
        self.text(Key::AcsRegion).is_some()
            || self.text(Key::EventSource).is_some_and(|source| borrows(&source))
    }

    /// Aggregated records count calls and are none themselves (AWS's aggregated events page).
    pub(crate) fn is_aggregated(&self) -> bool {
        // Asked of every record: what is shorter than the word, quotes included, cannot say it.
        let says = |key: Key, word: &str| {
            self.json(key).is_some_and(|value| value.text().len() > word.len() + 1)
                && self.text(key).is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        let is_window =
            || self.json(Key::TimeWindow).is_some() && self.text(Key::EventTime).is_none();
        says(Key::EventType, "AwsAggregatedEvent")
            || says(Key::EventCategory, "Aggregated")
            || (self.seen.telling() > 0 && is_window())
    }

    /// When the request completed, to the second in AWS's own records.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        time::parse(&self.text(Key::EventTime)?)
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.text(Key::ErrorCode).as_deref() {
            Some(code) if DENIED.iter().any(|part| contains_folded(code, part)) => Outcome::Denied,
            Some(_) => Outcome::Failed,
            None if self.text(Key::ErrorMessage).is_some() || self.is_failed_sign_in() => {
                Outcome::Failed
            }
            None => Outcome::Ok,
        }
    }

    pub(crate) fn access(&self) -> Access {
        match self.json(Key::ReadOnly).and_then(bool::from_json) {
            Some(true) => Access::Read,
            Some(false) => Access::Write,
            None => Access::Unknown,
        }
    }

    /// What went wrong, in one expression: the code, else the message, else a sign-in's `Failure`.
    pub(crate) fn error(&self) -> Option<Cow<'a, str>> {
        let written = self.text(Key::ErrorCode).or_else(|| self.text(Key::ErrorMessage));
        written.map(Text::into_cow).or(self.is_failed_sign_in().then_some(Cow::Borrowed("Failure")))
    }

    /// Whether MFA was used, where that is recorded.
    ///
    /// A sign-in says so itself, or its session does. A federated one always says `No`, whatever
    /// the identity provider asked for (AWS's sign-in events page), so that `No` records nothing.
    pub(crate) fn mfa(&self) -> Option<bool> {
        let in_session = self.identity().and_then(Identity::session_mfa);
        if !self.is_named("ConsoleLogin") || in_session == Some(true) {
            return in_session;
        }
        let used = self.json(Key::AdditionalEventData).and_then(|data| data.member("MFAUsed"));
        let used = used.and_then(Json::as_string).and_then(|word| match word.trim() {
            word if word.eq_ignore_ascii_case("yes") => Some(true),
            word if word.eq_ignore_ascii_case("no") => Some(false),
            _ => None,
        });
        let federated = self.identity().is_some_and(Identity::is_federated_sign_in);
        used.or(in_session).filter(|used| *used || !federated)
    }

    /// The account that received the record, else the identity's.
    pub(crate) fn account(&self) -> Option<Text<'a>> {
        self.text(Key::RecipientAccountId).or_else(|| self.identity()?.account_id())
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.text(Key::EventName).is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    /// A failed sign-in may have neither error code nor message: `responseElements`, or
    /// `serviceEventDetails` for IAM Identity Center, holds the event's name with `Failure`.
    fn is_failed_sign_in(&self) -> bool {
        let sign_in = self.is_of(signer::SIGN_IN);
        let Some(name) = self.text(Key::EventName).filter(|_| sign_in) else { return false };
        let said = [Key::ResponseElements, Key::ServiceEventDetails];
        said.into_iter().filter_map(|key| self.json(key)).any(|said| {
            let result = said.member(&name).and_then(Json::as_string);
            result.is_some_and(|result| result.trim().eq_ignore_ascii_case("Failure"))
        })
    }

    /// The `roleSessionName` that an `AssumeRole` call asks for.
    pub(crate) fn asked_session_name(&self) -> Option<Cow<'a, str>> {
        self.asked_of_assume_role("roleSessionName")
    }

    /// What an `AssumeRole` call, or one of its kin, asks for.
    fn asked_of_assume_role(&self, key: &str) -> Option<Cow<'a, str>> {
        let starts = |name: &Text<'_>| {
            name.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("AssumeRole"))
        };
        self.text(Key::EventName).filter(starts)?;
        self.json(Key::RequestParameters)?.member(key)?.as_string()
    }

    /// Every resource that the record names: the ARNs in `resources`, their prefixes where a call
    /// named many, and every string in the request and the response.
    pub(crate) fn any_resource(&self, mut accept: impl FnMut(&str) -> bool) -> bool {
        let mut accept = |text: &str| !text.trim().is_empty() && accept(text.trim());
        let listed = self.json(Key::Resources).into_iter().flat_map(Json::elements);
        let mut arns = listed
            .flat_map(|resource| ["ARN", "ARNPrefix"].map(|key| resource.member(key)))
            .filter_map(|arn| arn?.as_string());
        arns.any(|arn| accept(&arn))
            || [Key::RequestParameters, Key::ResponseElements]
                .into_iter()
                .filter_map(|key| self.json(key))
                .filter(|value| matches!(value.kind(), Kind::Object | Kind::Array | Kind::String))
                .any(|value| value.any_string(&mut accept))
    }
}

#[cfg(test)]
mod tests;
