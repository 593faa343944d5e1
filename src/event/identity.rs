//! Who acted: the `userIdentity` element, its class, and the label that names the actor.
//!
//! The types are those of AWS's *CloudTrail userIdentity element* page, but any other text is kept,
//! since new ones appear over time. The seeds ask three things of an identity (root or IAM user
//! credentials? temporary ones of a role or federated user? another AWS service?), which
//! [`Credential`] answers by type alone. What an actor may *do* is no concern of this file.

use std::{borrow::Cow, sync::LazyLock};

use memchr::{memchr, memmem::Finder};

use super::tolerant::{FromJson, Tolerant as _, tolerant};
use crate::{
    arn,
    json::Json,
    text::Text,
    time::{self, Timestamp},
};

tolerant! {
    /// The `userIdentity` element. Its values are read when they are asked for: a row's label needs
    /// two or three of them.
    pub(crate) struct Identity {
        kind = "type";
        user_name = "userName";
        arn = "arn";
        principal_id = "principalId";
        account_id = "accountId";
        access_key_id = "accessKeyId";
        invoked_by = "invokedBy";
        identity_provider = "identityProvider";
        credential_id = "credentialId";
        on_behalf_of = "onBehalfOf";
        session_context = "sessionContext";
    }
}

tolerant! {
    /// How the credentials of a session were made.
    pub(crate) struct SessionContext {
        issuer = "sessionIssuer";
        attributes = "attributes";
    }
}

tolerant! {
    /// The role, user or root whose credentials minted the session.
    pub(crate) struct SessionIssuer {
        user_name = "userName";
        arn = "arn";
        principal_id = "principalId";
    }
}

/// The kind of credential behind an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    Root,
    IamUser,
    RoleSession,
    Federated,
    AwsService,
    OtherAccount,
    Unknown,
}

impl Credential {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Credential::Root => "root",
            Credential::IamUser => "iam-user",
            Credential::RoleSession => "role-session",
            Credential::Federated => "federated",
            Credential::AwsService => "aws-service",
            Credential::OtherAccount => "other-account",
            Credential::Unknown => "unknown",
        }
    }

    /// By type alone: a service that acts *for* somebody shows in `invokedBy`, beside it. Seeds
    /// `000…` and `001…` hold an IAM user whose session issuer is a role; the type is believed.
    fn of(kind: Option<&str>) -> Credential {
        let Some(kind) = kind else { return Credential::AwsService };
        match Type::of(kind) {
            Type::Root => Credential::Root,
            Type::IamUser => Credential::IamUser,
            Type::AssumedRole | Type::Role => Credential::RoleSession,
            Type::FederatedUser
            | Type::SamlUser
            | Type::WebIdentityUser
            | Type::IdentityCenterUser
            | Type::Directory => Credential::Federated,
            Type::AwsService => Credential::AwsService,
            Type::AwsAccount => Credential::OtherAccount,
            Type::Other => Credential::Unknown,
        }
    }
}

/// What `type` says, whatever its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Root,
    IamUser,
    AssumedRole,
    Role,
    FederatedUser,
    SamlUser,
    WebIdentityUser,
    IdentityCenterUser,
    Directory,
    AwsService,
    AwsAccount,
    /// `Unknown`, or one that AWS has added since.
    Other,
}

const TYPES: [(&str, Type); 11] = [
    ("AssumedRole", Type::AssumedRole),
    ("IAMUser", Type::IamUser),
    ("AWSService", Type::AwsService),
    ("AWSAccount", Type::AwsAccount),
    ("Root", Type::Root),
    ("Role", Type::Role),
    ("FederatedUser", Type::FederatedUser),
    ("SAMLUser", Type::SamlUser),
    ("WebIdentityUser", Type::WebIdentityUser),
    ("IdentityCenterUser", Type::IdentityCenterUser),
    ("Directory", Type::Directory),
];

impl Type {
    fn of(kind: &str) -> Type {
        let named = TYPES.iter().find(|(name, _)| kind.eq_ignore_ascii_case(name));
        named.map_or(Type::Other, |(_, named)| *named)
    }
}

impl<'a> SessionContext<'a> {
    /// The session's issuer, as it is written.
    pub(crate) fn issuer(&self) -> Option<Json<'a>> {
        self.issuer
    }

    /// When the credentials were made.
    pub(super) fn created(&self) -> Option<Timestamp> {
        time::parse(&text(self.attributes?.member("creationDate"))?)
    }
}

impl<'a> SessionIssuer<'a> {
    pub(crate) fn read(written: Json<'a>) -> Option<SessionIssuer<'a>> {
        SessionIssuer::from_object(written)
    }

    pub(crate) fn arn(&self) -> Option<Text<'a>> {
        text(self.arn)
    }

    pub(crate) fn name(&self) -> Option<Text<'a>> {
        text(self.user_name)
    }

    pub(crate) fn principal_id(&self) -> Option<Text<'a>> {
        text(self.principal_id)
    }
}

impl<'a> Identity<'a> {
    /// `type`, as written.
    pub(crate) fn kind(&self) -> Option<Text<'a>> {
        text(self.kind)
    }

    pub(crate) fn arn(&self) -> Option<Text<'a>> {
        text(self.arn)
    }

    pub(crate) fn principal_id(&self) -> Option<Text<'a>> {
        text(self.principal_id)
    }

    pub(crate) fn account_id(&self) -> Option<Text<'a>> {
        text(self.account_id)
    }

    pub(crate) fn access_key_id(&self) -> Option<Text<'a>> {
        text(self.access_key_id)
    }

    pub(crate) fn invoked_by(&self) -> Option<Text<'a>> {
        text(self.invoked_by)
    }

    pub(crate) fn credential(&self) -> Credential {
        Credential::of(self.kind().as_deref())
    }

    fn is_assumed_role(&self) -> bool {
        self.kind().is_some_and(|kind| Type::of(&kind) == Type::AssumedRole)
    }

    /// Taken apart anew each time, since most questions stay without.
    pub(crate) fn issuer(&self) -> Option<SessionIssuer<'a>> {
        SessionIssuer::read(self.session_context?.member("sessionIssuer")?)
    }

    /// The bearer token of an IAM Identity Center user, who has no access key.
    pub(super) fn credential_id(&self) -> Option<Text<'a>> {
        text(self.credential_id)
    }

    /// How the session's credentials were made. In one walk, because the issuer stands in the way
    /// of the rest.
    pub(crate) fn session(&self) -> SessionContext<'a> {
        self.session_context.and_then(SessionContext::from_object).unwrap_or_default()
    }

    pub(crate) fn session_mfa(&self) -> Option<bool> {
        let attributes = self.session_context?.member("attributes")?;
        bool::from_json(attributes.member("mfaAuthenticated")?)
    }

    /// What its holder set when the first role of a chain was assumed; it stays the same along it.
    ///
    /// Few sessions have one, and a search for its key spares the walk through the others
    /// (measured: 80 ns of the 380 that a label took).
    fn source_identity(&self) -> Option<Text<'a>> {
        static KEY: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("sourceIdentity"));
        let context = self.session_context?;
        let bytes = context.text().as_bytes();
        // An escaped key would not be found as it is written.
        let may_be_there = KEY.find(bytes).is_some() || memchr(b'\\', bytes).is_some();
        may_be_there.then(|| text(context.member("sourceIdentity")))?
    }

    /// Federated users' sign-ins say nothing of the MFA that their identity provider asked for.
    pub(crate) fn is_federated_sign_in(&self) -> bool {
        matches!(self.credential(), Credential::RoleSession | Credential::Federated)
    }

    /// The role of a role session: the ARN's before the issuer's, since they differ in AWS's own
    /// samples (seed `003_4a2f9959afbca616.txt`).
    pub(crate) fn role(&self) -> Option<Cow<'a, str>> {
        let in_arn =
            self.arn().and_then(|arn| arn.part(|arn| arn::assumed_role(arn).map(|(role, _)| role)));
        in_arn.or_else(|| {
            let issuer = self.issuer().filter(|_| self.is_assumed_role())?;
            let name = issuer.name().map(Text::into_cow);
            name.or_else(|| issuer.arn()?.part(arn::name))
        })
    }

    /// The name of a role session: from the ARN, else what follows the principal id's colon.
    pub(crate) fn session_name(&self) -> Option<Cow<'a, str>> {
        let arn = self.arn();
        let assumed = arn.as_deref().and_then(arn::assumed_role);
        match assumed {
            Some((_, Some(_))) => arn?.part(|arn| arn::assumed_role(arn)?.1),
            None if !self.is_assumed_role() => None,
            _ => self.principal_suffix(),
        }
    }

    /// The part of the principal id that stands for the role or account, before a session's name.
    pub(crate) fn unique_id(&self) -> Option<Cow<'a, str>> {
        self.principal_id()?.part(|id| id.split_once(':').map(|(id, _)| id))
    }

    fn principal_suffix(&self) -> Option<Cow<'a, str>> {
        let suffix = self.principal_id()?.part(|id| id.split_once(':').map(|(_, suffix)| suffix));
        suffix.filter(|suffix| !suffix.is_empty())
    }

    fn recorded_name(&self) -> Option<Text<'a>> {
        text(self.user_name)
    }

    /// The user's name: as recorded, else from the ARN of a user, federated user or root.
    pub(crate) fn user_name(&self) -> Option<Cow<'a, str>> {
        self.recorded_name().map(Text::into_cow).or_else(|| {
            let arn = self.arn().filter(|arn| arn::assumed_role(arn).is_none())?;
            arn.part(arn::name)
        })
    }

    /// The IAM Identity Center user that a call was made for.
    pub(crate) fn on_behalf_of(&self) -> Option<Text<'a>> {
        text(self.on_behalf_of?.member("userId"))
    }

    /// Who did it, in the words a person would use; the fall-backs follow what each type records.
    pub(crate) fn who(&self, event_source: Option<Text<'a>>) -> Cow<'a, str> {
        let user_name = || self.recorded_name().map(Text::into_cow);
        let arn = || self.arn().map(Text::into_cow);
        let principal = || self.principal_id().map(Text::into_cow);
        let account = || self.account_id().map(Text::into_cow);
        let Some(kind) = self.kind() else { return self.service_label(event_source) };
        let label = match Type::of(&kind) {
            Type::Root => {
                let root = ["root@", account().as_deref().unwrap_or(UNKNOWN)].concat();
                Some(with_note(root.into(), user_name()))
            }
            Type::IamUser => self
                .user_name()
                .or_else(principal)
                .or_else(|| self.access_key_id().map(Text::into_cow))
                .or_else(account),
            Type::AssumedRole => return self.session_label(),
            Type::Role => user_name().or_else(arn).or_else(principal),
            Type::FederatedUser => {
                let name = self.arn().and_then(|arn| arn.part(arn::name));
                let name = name.or_else(|| self.principal_suffix()).or_else(principal);
                let issuer = self.issuer().and_then(|issuer| issuer.name());
                Some(with_note(name.unwrap_or(UNKNOWN.into()), issuer.map(Text::into_cow)))
            }
            Type::AwsAccount if account().as_deref() == Some("anonymous") => account(),
            Type::AwsAccount => {
                let account = ["account ", account().as_deref().unwrap_or(UNKNOWN)].concat();
                Some(with_note(account.into(), principal()))
            }
            Type::AwsService => return self.service_label(event_source),
            Type::IdentityCenterUser => {
                let user = self.on_behalf_of().or_else(|| self.credential_id());
                user.map(Text::into_cow).or_else(principal)
            }
            Type::SamlUser | Type::WebIdentityUser => {
                let name = user_name().or_else(principal).unwrap_or(UNKNOWN.into());
                Some(with_note(name, text(self.identity_provider).map(Text::into_cow)))
            }
            Type::Directory | Type::Other => {
                user_name().or_else(arn).or_else(principal).or_else(account)
            }
        };
        label.unwrap_or(UNKNOWN.into())
    }

    fn service_label(&self, event_source: Option<Text<'a>>) -> Cow<'a, str> {
        self.invoked_by().or(event_source).map_or("AWS Internal".into(), Text::into_cow)
    }

    /// `ROLE/SESSION`, and in brackets the source identity, which stays the same along a chain.
    ///
    /// An ARN that has both is the rule, and holds them as they are shown.
    fn session_label(&self) -> Cow<'a, str> {
        let arn = self.arn();
        let as_shown = arn.clone().and_then(|arn| arn.part(arn::role_and_session));
        let label = as_shown.or_else(|| {
            let role = self.role()?;
            Some(match self.session_name() {
                Some(session) => [&role, "/", &session].concat().into(),
                None => role,
            })
        });
        match label {
            Some(label) => with_note(label, self.source_identity().map(Text::into_cow)),
            None => arn.or_else(|| self.principal_id()).map_or(UNKNOWN.into(), Text::into_cow),
        }
    }
}

/// Shown where nothing that could name the actor is recorded.
const UNKNOWN: &str = "unknown";

fn text(json: Option<Json<'_>>) -> Option<Text<'_>> {
    Text::from_json(json?)
}

fn with_note<'a>(label: Cow<'a, str>, note: Option<Cow<'a, str>>) -> Cow<'a, str> {
    match note {
        Some(note) => [&label, " (", &note, ")"].concat().into(),
        None => label,
    }
}

#[cfg(test)]
mod tests;
