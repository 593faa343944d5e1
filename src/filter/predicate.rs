//! Whether a condition holds of a record.

use std::net::IpAddr;

use super::{Addresses, Condition, Invoker};
use crate::{
    arn,
    event::{
        Event, Key, Outcome, Record,
        identity::{Credential, Identity},
    },
    net,
    text::contains_folded,
};

impl Condition {
    pub(super) fn holds(&self, record: &Record<'_>) -> bool {
        let event = &record.event;
        let identity = || event.identity();
        match self {
            Condition::Source(patterns) => patterns.pass(event.text(Key::EventSource).as_deref()),
            Condition::Name(patterns) => patterns.pass(event.text(Key::EventName).as_deref()),
            Condition::IdentityType(patterns) => patterns.pass(event.identity_type().as_deref()),
            Condition::ErrorCode(patterns) => patterns.pass(event.text(Key::ErrorCode).as_deref()),
            Condition::Outcome(choice) => {
                let outcome = event.outcome();
                // A denied call failed, too.
                choice.pass(|asked| {
                    *asked == outcome || (*asked == Outcome::Failed && outcome == Outcome::Denied)
                })
            }
            Condition::Time(range) => event.time().is_some_and(|time| range.holds(time)),
            Condition::Principal(patterns) => {
                patterns.pass_all(|accept| any_principal(event, accept))
            }
            Condition::SessionName(patterns) => {
                patterns.pass(identity().and_then(Identity::session_name).as_deref())
            }
            Condition::AccessKey(patterns) => {
                patterns.pass(identity().and_then(Identity::access_key_id).as_deref())
            }
            Condition::Account(patterns) => patterns.pass_all(|accept| {
                let own = identity().and_then(Identity::account_id);
                let accounts = [event.text(Key::RecipientAccountId), own];
                accounts.iter().flatten().any(|account| accept(account))
            }),
            Condition::Region(patterns) => patterns.pass(event.text(Key::AwsRegion).as_deref()),
            Condition::UserAgent(patterns) => patterns.pass(event.text(Key::UserAgent).as_deref()),
            Condition::Address(choice) => {
                let source = event.text(Key::SourceIpAddress);
                let address = source.as_deref().and_then(net::parse_address);
                choice.pass(|addresses| addresses.hold(source.as_deref(), address))
            }
            Condition::Via(choice) => choice.pass(|invoker| invoker.acted_for(event)),
            Condition::Resource(patterns) => patterns.pass_all(|accept| {
                event.any_resource(|name| accept(name) || any_part(name, accept))
            }),
            Condition::Access(choice) => choice.pass(|asked| *asked == event.access()),
            Condition::Mfa(used) => event.mfa() == Some(*used),
            Condition::CrossAccount(crosses) => event.crosses_accounts() == Some(*crosses),
            Condition::Category(patterns) => {
                patterns.pass(event.text(Key::EventCategory).as_deref())
            }
            Condition::EventType(patterns) => patterns.pass(event.text(Key::EventType).as_deref()),
            Condition::EventId(patterns) => patterns.pass(event.text(Key::EventId).as_deref()),
            Condition::RequestId(patterns) => patterns.pass(event.text(Key::RequestId).as_deref()),
            Condition::SignedBy(signers) => signers.signed(event),
            Condition::Text(choice) => choice.pass(|text| text.regex.is_match(record.json.text())),
            Condition::Where(comparison) => comparison.holds(record),
        }
    }
}

/// Every name that somebody may know the actor by.
fn any_principal(event: &Event<'_>, accept: &mut dyn FnMut(&str) -> bool) -> bool {
    let Some(identity) = event.identity() else { return false };
    let issuer = identity.issuer().unwrap_or_default();
    let own = [identity.arn(), identity.principal_id(), identity.on_behalf_of()];
    let issuers = [issuer.arn(), issuer.name(), issuer.principal_id()];
    let parts =
        [identity.user_name(), identity.role(), identity.session_name(), identity.unique_id()];
    own.iter().chain(&issuers).flatten().any(|name| accept(name))
        || parts.iter().flatten().any(|name| accept(name))
        // Root's userName is the account's alias, where there is one.
        || (identity.credential() == Credential::Root && accept("root"))
        // The label that the table shows can be typed back.
        || accept(&identity.who(event.text(Key::EventSource)))
}

/// The parts of an ARN by which a resource is known: each piece behind the account, and all from
/// one piece on.
fn any_part(name: &str, accept: &mut dyn FnMut(&str) -> bool) -> bool {
    arn::pieces(name).any(&mut *accept) || arn::tails(name).any(accept)
}

impl Addresses {
    fn hold(&self, source: Option<&str>, address: Option<IpAddr>) -> bool {
        address.is_some_and(|address| self.blocks.hold(address))
            || source.is_some_and(|source| self.patterns.take(source))
    }
}

impl Invoker {
    fn acted_for(&self, event: &Event<'_>) -> bool {
        let service = event.identity().and_then(Identity::invoked_by);
        service.is_some_and(|service| self.service.take(&service))
            || (self.chat && from_chat(event))
    }
}

/// A command in a chat runs as a role session whose *session name* includes `chatbot`, and the
/// session begins with an `AssumeRole` that asks for that name (seed `003_4a2f9959afbca616.txt`).
/// The role's own name is no evidence.
fn from_chat(event: &Event<'_>) -> bool {
    let session = event.identity().and_then(Identity::session_name);
    session
        .into_iter()
        .chain(event.asked_session_name())
        .any(|name| contains_folded(&name, "chatbot"))
}
