//! What a call handed out: keys, sessions, passwords.
//!
//! The shapes are those of AWS's pages on logging IAM and STS and on console sign-in events. A call
//! that failed hands out nothing. Any service's response counts that has credentials in it, since
//! more of them do than are listed (Cognito, IAM Roles Anywhere). Who uses what was handed out is
//! no concern of this file.

use std::{borrow::Cow, sync::LazyLock};

use memchr::memmem::Finder;

use super::{Event, Key, Outcome, signer::SIGN_IN};
use crate::{arn, json::Json, text::Text};

type Words<'a> = Option<Cow<'a, str>>;

/// What was handed out, as far as the record tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mint<'a> {
    pub(crate) what: Minted,
    pub(crate) access_key: Words<'a>,
    /// The principal ID that will sign with it.
    pub(crate) principal: Words<'a>,
    /// The ARN that will sign with it.
    pub(crate) arn: Words<'a>,
    /// The user that a key or password is for.
    pub(crate) user: Words<'a>,
    /// The ARN of who took a role in the console, where the caller is already the role.
    pub(crate) from: Words<'a>,
    /// The ARN of the role that was asked for.
    pub(crate) role: Words<'a>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Minted {
    #[default]
    Session,
    /// A user's own key.
    AccessKey,
    Password,
    /// With which somebody opens the console.
    SignInToken,
    /// A role taken in the console.
    SwitchedRole,
}

const STS: &str = "sts.amazonaws.com";
const IAM: &str = "iam.amazonaws.com";

/// Calls that make sessions; they may be logged without a response.
const MAKE_SESSIONS: [&str; 6] = [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "GetFederationToken",
    "GetSessionToken",
];

impl<'a> Event<'a> {
    /// What the call handed out, one by one.
    ///
    /// Asked of every event: nearly all are let go by a look at the source and a search through the
    /// response.
    pub(crate) fn each_mint(&self, mut take: impl FnMut(Mint<'a>)) {
        static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("ccessKeyId"));
        let Some(source) = self.text(Key::EventSource) else { return };
        let response = self.json(Key::ResponseElements);
        let is_of = |own: &str| source.eq_ignore_ascii_case(own);
        let has_key = response.is_some_and(|json| KEY.find(json.text().as_bytes()).is_some());
        let (sts, iam, sign_in) = (is_of(STS), is_of(IAM), is_of(SIGN_IN));
        if !has_key && !sts && !iam && !sign_in || self.outcome() != Outcome::Ok {
            return;
        }
        let Some(name) = self.text(Key::EventName) else { return };
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        let in_response = |path: &[&str]| response.and_then(|json| string(json, path));
        if sign_in && is("SwitchRole") {
            take(self.switched_role());
        } else if sign_in && is("GetSigninToken") {
            let access_key = in_response(&["credentials", "accessKeyId"]);
            let (what, principal) = (Minted::SignInToken, self.own_principal());
            take(Mint { what, access_key, principal, ..Mint::default() });
        } else if iam && (is("CreateLoginProfile") || is("UpdateLoginProfile")) {
            let (what, user) = (Minted::Password, self.user_meant(response, "loginProfile"));
            take(Mint { what, user, ..Mint::default() });
        } else if let Some(access_key) = in_response(&["accessKey", "accessKeyId"]) {
            let (what, user) = (Minted::AccessKey, self.user_meant(response, "accessKey"));
            take(Mint { what, access_key: Some(access_key), user, ..Mint::default() });
        } else if sts && MAKE_SESSIONS.into_iter().any(is) {
            take(self.completed(response.and_then(session).unwrap_or_default()));
        } else if let Some(response) = response {
            let listed = response.member("credentialSet").into_iter().flat_map(Json::elements);
            let all = [response].into_iter().chain(listed).filter_map(session);
            all.filter(|session| session.access_key.is_some()).for_each(take);
        }
    }

    /// Adds what the request says of a session and the response does not.
    fn completed(&self, mut session: Mint<'a>) -> Mint<'a> {
        session.role = self.json(Key::RequestParameters).and_then(|all| string(all, &["roleArn"]));
        if self.is_named("GetSessionToken") {
            session.principal = self.own_principal();
            session.arn = self.identity().and_then(|own| own.arn()).map(Text::into_cow);
        } else if self.is_named("AssumeRoot") {
            session.arn = self.root_meant();
        } else if session.arn.is_none() && session.principal.is_none() {
            session.arn = session.role.as_deref().and_then(|role| self.arn_asked_for(role));
        }
        session
    }

    /// The ARN of the session that `AssumeRole` and its kin ask for.
    fn arn_asked_for(&self, role: &str) -> Words<'a> {
        let session = string(self.json(Key::RequestParameters)?, &["roleSessionName"])?;
        let (account, name) = (arn::account(role)?, arn::name(role)?);
        let partition = role.split(':').nth(1)?;
        Some(format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}").into())
    }

    /// The root that `AssumeRoot` asks for: an account's number, or its root's ARN.
    fn root_meant(&self) -> Words<'a> {
        let target = string(self.json(Key::RequestParameters)?, &["targetPrincipal"])?;
        let is_number = target.bytes().all(|byte| byte.is_ascii_digit());
        Some(if is_number { format!("arn:aws:iam::{target}:root").into() } else { target })
    }

    fn switched_role(&self) -> Mint<'a> {
        let from = self.json(Key::AdditionalEventData).and_then(|all| string(all, &["SwitchFrom"]));
        let principal = self.own_principal();
        let arn = self.identity().and_then(|role| role.arn()).map(Text::into_cow);
        Mint { what: Minted::SwitchedRole, principal, arn, from, ..Mint::default() }
    }

    fn own_principal(&self) -> Words<'a> {
        self.identity()?.principal_id().map(Text::into_cow)
    }

    /// The user that IAM is asked to give something; without a name, who asks.
    fn user_meant(&self, response: Option<Json<'a>>, given: &str) -> Words<'a> {
        let in_response = response.and_then(|json| string(json, &[given, "userName"]));
        let in_request =
            || self.json(Key::RequestParameters).and_then(|all| string(all, &["userName"]));
        in_response.or_else(in_request).or_else(|| self.identity()?.user_name())
    }
}

/// What a response, or an element of IAM Roles Anywhere's list of them, says of a session.
///
/// In one walk, because a session token of a kilobyte stands in the way of most values.
fn session(place: Json<'_>) -> Option<Mint<'_>> {
    let (mut credentials, mut user) = (None, None);
    for (name, value) in place.members() {
        match &*name {
            "credentials" => credentials = Some(value),
            "assumedRoleUser" | "federatedUser" => user = Some(value),
            _ => {}
        }
    }
    let mut session =
        Mint { access_key: string(credentials?, &["accessKeyId"]), ..Mint::default() };
    for (name, value) in user.into_iter().flat_map(Json::members) {
        match &*name {
            "assumedRoleId" | "federatedUserId" => session.principal = string(value, &[]),
            "arn" => session.arn = string(value, &[]),
            _ => {}
        }
    }
    Some(session)
}

/// The text at a path, without blanks around it.
fn string<'a>(json: Json<'a>, path: &[&str]) -> Words<'a> {
    let found = path.iter().try_fold(json, |json, key| json.member(key))?;
    Some(Text::new(found.as_string()?)?.into_cow())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn mint(event: &str) -> Option<String> {
        let event: Event<'_> = serde_json::from_str(event).expect("an object");
        let mut mints = Vec::new();
        event.each_mint(|Mint { what, access_key, principal, arn, user, from, .. }| {
            let texts = [access_key, principal, arn, user, from].map(|text| match text {
                Some(text) => text.into_owned(),
                None => "-".to_owned(),
            });
            mints.push(format!("{what:?} {}", texts.join(" ")));
        });
        (!mints.is_empty()).then(|| mints.join("; "))
    }

    fn event(service: &str, name: &str, others: &str) -> String {
        let source = format!("{service}.amazonaws.com");
        format!(r#"{{"eventSource":"{source}","eventName":"{name}",{others}}}"#)
    }

    #[test]
    fn sessions_are_told_by_their_response_and_else_by_the_request() {
        let response = r#""responseElements":{"credentials":{"accessKeyId":"ASIA1"},
            "assumedRoleUser":{"assumedRoleId":"AROA:s","arn":"a"}}"#;
        let made = Some("Session ASIA1 AROA:s a - -".to_owned());
        assert_eq!(mint(&event("sts", "AssumeRoleWithSAML", response)), made);
        let request = r#""requestParameters":{"roleSessionName":"s",
            "roleArn":"arn:aws-cn:iam::111122223333:role/path/R"},"responseElements":null"#;
        let made = Some("Session - - arn:aws-cn:sts::111122223333:assumed-role/R/s - -".to_owned());
        assert_eq!(mint(&event("sts", "AssumeRole", request)), made);
        let federated = r#""responseElements":{"credentials":{"accessKeyId":"ASIA2"},
            "federatedUser":{"federatedUserId":"1:bob","arn":"b"}}"#;
        let made = Some("Session ASIA2 1:bob b - -".to_owned());
        assert_eq!(mint(&event("sts", "GetFederationToken", federated)), made);
        let root = r#""requestParameters":{"targetPrincipal":"444455556666"}"#;
        let made = Some("Session - - arn:aws:iam::444455556666:root - -".to_owned());
        assert_eq!(mint(&event("sts", "AssumeRoot", root)), made);
        let own = r#""userIdentity":{"type":"IAMUser","principalId":"AIDA"},
            "responseElements":{"credentials":{"accessKeyId":"ASIA3"}}"#;
        let made = Some("Session ASIA3 AIDA - - -".to_owned());
        assert_eq!(mint(&event("sts", "GetSessionToken", own)), made);
        let set = r#""responseElements":{"credentialSet":[{"credentials":{"accessKeyId":"ASIA4"},
            "assumedRoleUser":{"assumedRoleId":"AROA:t"}},{},{"credentials":{"accessKeyId":"ASIA5"}}]}"#;
        let made = Some("Session ASIA4 AROA:t - - -; Session ASIA5 - - - -".to_owned());
        assert_eq!(mint(&event("rolesanywhere", "CreateSession", set)), made);
    }

    #[test]
    fn users_get_keys_and_passwords() {
        let key = r#""responseElements":{"accessKey":{"accessKeyId":"AKIA1","userName":"bob"}}"#;
        let made = Some("AccessKey AKIA1 - - bob -".to_owned());
        assert_eq!(mint(&event("iam", "CreateAccessKey", key)), made);
        let password = r#""requestParameters":{"userName":"bob"},"responseElements":null"#;
        let made = Some("Password - - - bob -".to_owned());
        assert_eq!(mint(&event("iam", "UpdateLoginProfile", password)), made);
        let own = r#""userIdentity":{"type":"IAMUser","userName":"eve"}"#;
        let made = Some("Password - - - eve -".to_owned());
        assert_eq!(mint(&event("iam", "CreateLoginProfile", own)), made);
    }

    #[test]
    fn the_console_has_ways_of_its_own() {
        let caller = r#""userIdentity":{"type":"AssumedRole","principalId":"AROA:s","arn":"r"}"#;
        let made = Some("SignInToken - AROA:s - - -".to_owned());
        assert_eq!(mint(&event("signin", "GetSigninToken", caller)), made);
        let switch = format!(r#"{caller},"additionalEventData":{{"SwitchFrom":"u"}}"#);
        let made = Some("SwitchedRole - AROA:s r - u".to_owned());
        assert_eq!(mint(&event("signin", "SwitchRole", &switch)), made);
    }

    #[test]
    fn what_failed_or_hands_out_nothing_is_no_mint() {
        let denied = r#""errorCode":"AccessDenied","requestParameters":{"userName":"bob"}"#;
        assert_eq!(mint(&event("iam", "CreateLoginProfile", denied)), None);
        assert_eq!(mint(&event("sts", "GetCallerIdentity", r#""responseElements":null"#)), None);
        assert_eq!(mint(&event("s3", "AssumeRole", r#""responseElements":null"#)), None);
        let text = r#""responseElements":"accessKeyId""#;
        assert_eq!(mint(&event("cognito-identity", "GetCredentialsForIdentity", text)), None);
    }
}
