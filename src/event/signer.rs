//! Which credential signed a call, as far as its record tells.
//!
//! An access key alone does not: it may be blank, masked, or one that a tool writes for all. So a
//! signer is the key, the principal and the time at which the session was made, of which any may be
//! absent. What became of it, and who made it, are no concern of this file.

use std::borrow::Cow;

use super::{
    Event, Key, Outcome, Record,
    identity::{Credential, Identity, SessionContext},
    tolerant::FromJson as _,
};
use crate::{text::Text, time::Timestamp};

/// The credential that signed a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Signer<'a> {
    pub(crate) access_key: Option<Cow<'a, str>>,
    /// The principal ID, else the ARN.
    pub(crate) principal: Option<Cow<'a, str>>,
    /// When a session was made.
    pub(crate) created: Option<Timestamp>,
    /// Whether another account's copy tells of it, which knows no more than its principal.
    pub(crate) is_others: bool,
}

pub(super) const SIGN_IN: &str = "signin.amazonaws.com";

/// What the console calls itself.
const CONSOLE: [&str; 3] = ["console.", SIGN_IN, "S3Console"];

/// Keys of users begin so, those of sessions otherwise.
const LONG_TERM: &str = "AKIA";

/// Whether a key is one that stands for itself, and not a mask for any.
pub(crate) fn is_telling(access_key: &str) -> bool {
    access_key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Signer<'_> {
    /// Whether it is the key of a user, which lasts until somebody deletes it.
    pub(crate) fn is_long_term(&self) -> bool {
        self.created.is_none() && self.access_key.as_deref().is_some_and(is_long_term)
    }
}

/// Whether a key is one of a session, by how it begins.
pub(crate) fn is_of_session(access_key: &str) -> bool {
    access_key.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("ASIA"))
}

/// Whether a key is one of a user, by how it begins.
pub(crate) fn is_long_term(access_key: &str) -> bool {
    access_key.get(..LONG_TERM.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(LONG_TERM))
}

impl<'a> Identity<'a> {
    /// The credential that signs for this identity. AWS's own services have none.
    pub(crate) fn signer(&self, session: &SessionContext<'a>) -> Option<Signer<'a>> {
        let access_key = self.access_key_id().or_else(|| self.credential_id());
        let credential = self.credential();
        if access_key.is_none() && credential == Credential::AwsService {
            return None;
        }
        // Whoever is nobody in particular (`anonymous`) is known by that.
        let account = || self.account_id().filter(|_| credential == Credential::OtherAccount);
        let principal = self.principal_id().or_else(|| self.arn()).or_else(account);
        // A service that acts for a user's own key adds the time at which it began.
        let is_users = matches!(credential, Credential::IamUser | Credential::Root)
            && access_key.as_deref().is_some_and(is_long_term);
        let created = if is_users { None } else { session.created() };
        let signer = Signer {
            access_key: access_key.map(Text::into_cow),
            principal: principal.map(Text::into_cow),
            created,
            is_others: credential == Credential::OtherAccount,
        };
        let is_somebody = signer.access_key.is_some() || signer.principal.is_some();
        (is_somebody || signer.created.is_some()).then_some(signer)
    }
}

impl Record<'_> {
    /// Whether the call came through the console, as one of several marks says.
    pub(crate) fn is_from_console(&self) -> bool {
        let event = &self.event;
        let through_sign_in = || {
            let service = event.identity()?.invoked_by()?;
            Some(service.eq_ignore_ascii_case(SIGN_IN))
        };
        event.is_of(SIGN_IN)
            || through_sign_in() == Some(true)
            || event.text(Key::UserAgent).is_some_and(|agent| {
                let agent = agent.trim_start_matches('[');
                CONSOLE.into_iter().any(|begin| agent.starts_with(begin))
            })
            || self.json.member("sessionCredentialFromConsole").and_then(bool::from_json)
                == Some(true)
    }
}

impl<'a> Event<'a> {
    /// The credential that signed the call.
    ///
    /// A sign-in has no key yet, and begins a session.
    pub(crate) fn signer(&self) -> Option<Signer<'a>> {
        self.signer_in(&self.identity()?.session())
    }

    /// The same, where the identity's session was looked at before.
    pub(crate) fn signer_in(&self, session: &SessionContext<'a>) -> Option<Signer<'a>> {
        let mut signer = self.identity()?.signer(session)?;
        if self.begins_session() && signer.access_key.is_none() && signer.created.is_none() {
            signer.created = self.time();
        }
        Some(signer)
    }

    /// Whether somebody signed in to the console, or took a role there.
    pub(crate) fn begins_session(&self) -> bool {
        self.is_of(SIGN_IN)
            && (self.is_named("ConsoleLogin") || self.is_named("SwitchRole"))
            && self.outcome() == Outcome::Ok
    }

    pub(super) fn is_of(&self, source: &str) -> bool {
        self.text(Key::EventSource).is_some_and(|own| own.eq_ignore_ascii_case(source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time;

    #[track_caller]
    fn check(event: &str, key: Option<&str>, principal: Option<&str>, created: Option<&str>) {
        let event: Event<'_> = serde_json::from_str(event).expect("an object");
        let signer = Signer {
            access_key: key.map(Into::into),
            principal: principal.map(Into::into),
            created: created.map(|created| time::parse(created).expect("a time")),
            is_others: false,
        };
        assert_eq!(event.signer().unwrap_or_default(), signer, "{event:?}");
    }

    #[test]
    fn a_signer_is_a_key_a_principal_and_the_time_of_its_session() {
        check(
            r#"{"userIdentity":{"type":"AssumedRole","principalId":" AROA:s","accessKeyId":"ASIA1",
                "sessionContext":{"attributes":{"creationDate":"20131102T010628Z"}}}}"#,
            Some("ASIA1"),
            Some("AROA:s"),
            Some("2013-11-02T01:06:28Z"),
        );
        check(
            r#"{"userIdentity":{"type":"IAMUser","accessKeyId":"","arn":"arn:aws:iam::1:user/a"}}"#,
            None,
            Some("arn:aws:iam::1:user/a"),
            None,
        );
        check(
            r#"{"userIdentity":{"type":"IdentityCenterUser","credentialId":"c"}}"#,
            Some("c"),
            None,
            None,
        );
    }

    #[test]
    fn a_users_own_key_has_no_time_even_where_a_service_acts_for_it() {
        let session = r#""sessionContext":{"attributes":{"creationDate":"2024-05-01T09:00:00Z"}}"#;
        let user = format!(
            r#"{{"userIdentity":{{"type":"IAMUser","principalId":"AIDA","accessKeyId":"AKIA1",
                "invokedBy":"cloudformation.amazonaws.com",{session}}}}}"#
        );
        check(&user, Some("AKIA1"), Some("AIDA"), None);
        let role = user.replace("IAMUser", "AssumedRole");
        check(&role, Some("AKIA1"), Some("AIDA"), Some("2024-05-01T09:00:00Z"));
    }

    #[test]
    fn a_sign_in_that_succeeds_begins_a_session() {
        let sign_in = r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",
            "eventTime":"2024-05-01T09:00:00Z","responseElements":{"ConsoleLogin":"Success"},
            "userIdentity":{"type":"IAMUser","principalId":"AIDA","accessKeyId":""}}"#;
        check(sign_in, None, Some("AIDA"), Some("2024-05-01T09:00:00Z"));
        check(&sign_in.replace("Success", "Failure"), None, Some("AIDA"), None);
    }

    #[test]
    fn services_sign_with_nothing_that_can_be_followed() {
        check(r#"{"userIdentity":{"type":"AWSService","invokedBy":"a"}}"#, None, None, None);
        check(r#"{"userIdentity":{"accountId":"1","invokedBy":"a"}}"#, None, None, None);
        check(r#"{"userIdentity":{"type":"Unknown"}}"#, None, None, None);
        check("{}", None, None, None);
    }

    #[test]
    fn a_masked_key_tells_nothing() {
        assert!(is_telling("ASIAIOSFODNN7EXAMPLE"));
        assert!(!is_telling("AKIA****************") && !is_telling("YOUR_ACCESS_KEY_ID"));
    }
}
