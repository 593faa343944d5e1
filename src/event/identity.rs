//! Who acted: the `userIdentity` element, its class, and the label that names the actor.
//!
//! The types are those of AWS's *CloudTrail userIdentity element* page, but any other text is kept,
//! since new ones appear over time. The seeds ask three things of an identity (root or IAM user
//! credentials? temporary ones of a role or federated user? another AWS service?), which
//! [`Credential`] answers by type alone. What an actor may *do* is no concern of this file.

use std::borrow::Cow;

use super::tolerant::{FromJson, tolerant};
use crate::{arn, json::Json, text::Text};

tolerant! {
    /// The `userIdentity` element.
    pub(crate) struct Identity {
        kind: Text = "type";
        user_name: Text = "userName";
        arn: Text = "arn";
        principal_id: Text = "principalId";
        account_id: Text = "accountId";
        access_key_id: Text = "accessKeyId";
        invoked_by: Text = "invokedBy";
        identity_provider: Text = "identityProvider";
        credential_id: Text = "credentialId";
        on_behalf_of: OnBehalfOf = "onBehalfOf";
        session_context: SessionContext = "sessionContext";
    }
}

tolerant! {
    /// The IAM Identity Center user that a call was made for.
    pub(crate) struct OnBehalfOf {
        user_id: Text = "userId";
    }
}

tolerant! {
    /// What is known of the session that temporary credentials belong to.
    pub(crate) struct SessionContext {
        session_issuer: SessionIssuer = "sessionIssuer";
        attributes: Json = "attributes";
        source_identity: Text = "sourceIdentity";
    }
}

tolerant! {
    /// The role, user or root whose credentials minted the session.
    pub(crate) struct SessionIssuer {
        user_name: Text = "userName";
        arn: Text = "arn";
        principal_id: Text = "principalId";
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
        match kind.to_ascii_lowercase().as_str() {
            "root" => Credential::Root,
            "iamuser" => Credential::IamUser,
            "assumedrole" | "role" => Credential::RoleSession,
            "federateduser" | "samluser" | "webidentityuser" | "identitycenteruser"
            | "directory" => Credential::Federated,
            "awsservice" => Credential::AwsService,
            "awsaccount" => Credential::OtherAccount,
            _ => Credential::Unknown,
        }
    }
}

impl Identity<'_> {
    pub(crate) fn credential(&self) -> Credential {
        Credential::of(self.kind.as_deref())
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.kind.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(kind))
    }

    fn issuer(&self) -> Option<&SessionIssuer<'_>> {
        self.session_context.as_ref()?.session_issuer.as_ref()
    }

    pub(crate) fn issuer_arn(&self) -> Option<&str> {
        self.issuer()?.arn.as_deref()
    }

    pub(crate) fn issuer_name(&self) -> Option<&str> {
        self.issuer()?.user_name.as_deref()
    }

    pub(crate) fn issuer_id(&self) -> Option<&str> {
        self.issuer()?.principal_id.as_deref()
    }

    pub(crate) fn session_mfa(&self) -> Option<bool> {
        let attributes = self.session_context.as_ref()?.attributes?;
        bool::from_json(attributes.member("mfaAuthenticated")?)
    }

    /// Federated users' sign-ins say nothing of the MFA that their identity provider asked for.
    pub(crate) fn is_federated_sign_in(&self) -> bool {
        matches!(self.credential(), Credential::RoleSession | Credential::Federated)
    }

    /// The role of a role session: the ARN's before the issuer's, since they differ in AWS's own
    /// samples (seed `003_4a2f9959afbca616.txt`).
    pub(crate) fn role(&self) -> Option<&str> {
        if let Some((role, _)) = self.arn.as_deref().and_then(arn::assumed_role) {
            return Some(role);
        }
        if !self.is_kind("AssumedRole") {
            return None;
        }
        self.issuer_name().or_else(|| self.issuer_arn().and_then(arn::name))
    }

    /// The name of a role session: from the ARN, else what follows the principal id's colon.
    pub(crate) fn session_name(&self) -> Option<&str> {
        let assumed = self.arn.as_deref().and_then(arn::assumed_role);
        if let Some((_, Some(session))) = assumed {
            return Some(session);
        }
        if assumed.is_none() && !self.is_kind("AssumedRole") {
            return None;
        }
        self.principal_suffix()
    }

    /// The part of the principal id that stands for the role or account, before a session's name.
    pub(crate) fn unique_id(&self) -> Option<&str> {
        self.principal_id.as_deref()?.split_once(':').map(|(id, _)| id)
    }

    fn principal_suffix(&self) -> Option<&str> {
        let (_, suffix) = self.principal_id.as_deref()?.split_once(':')?;
        Some(suffix).filter(|suffix| !suffix.is_empty())
    }

    /// The user's name: as recorded, else from the ARN of a user, federated user or root.
    pub(crate) fn user_name(&self) -> Option<&str> {
        self.user_name.as_deref().or_else(|| {
            let arn = self.arn.as_deref().filter(|arn| arn::assumed_role(arn).is_none())?;
            arn::name(arn)
        })
    }

    pub(crate) fn on_behalf_of(&self) -> Option<&str> {
        self.on_behalf_of.as_ref()?.user_id.as_deref()
    }

    /// Who did it, in the words a person would use; the fall-backs follow what each type records.
    pub(crate) fn who(&self, event_source: Option<&str>) -> Cow<'_, str> {
        let user_name = self.user_name.as_deref();
        let account = self.account_id.as_deref();
        let principal = self.principal_id.as_deref();
        let Some(kind) = self.kind.as_deref() else { return self.service_label(event_source) };
        match kind.to_ascii_lowercase().as_str() {
            "root" => with_note(&format!("root@{}", account.unwrap_or("unknown")), user_name),
            "iamuser" => borrowed(
                self.user_name().or(principal).or(self.access_key_id.as_deref()).or(account),
            ),
            "assumedrole" => self.session_label(),
            "role" => borrowed(user_name.or(self.arn.as_deref()).or(principal)),
            "federateduser" => {
                let name = self.arn.as_deref().and_then(arn::name).or(self.principal_suffix());
                with_note(name.or(principal).unwrap_or("unknown"), self.issuer_name())
            }
            "awsaccount" if account == Some("anonymous") => Cow::Borrowed("anonymous"),
            "awsaccount" => {
                with_note(&format!("account {}", account.unwrap_or("unknown")), principal)
            }
            "awsservice" => self.service_label(event_source),
            "identitycenteruser" => {
                borrowed(self.on_behalf_of().or(self.credential_id.as_deref()).or(principal))
            }
            "samluser" | "webidentityuser" => with_note(
                user_name.or(principal).unwrap_or("unknown"),
                self.identity_provider.as_deref(),
            ),
            _ => borrowed(user_name.or(self.arn.as_deref()).or(principal).or(account)),
        }
    }

    fn service_label(&self, event_source: Option<&str>) -> Cow<'_, str> {
        match (self.invoked_by.as_deref(), event_source) {
            (Some(service), _) => Cow::Borrowed(service),
            (None, Some(source)) => Cow::Owned(source.to_owned()),
            (None, None) => Cow::Borrowed("AWS Internal"),
        }
    }

    /// `ROLE/SESSION`, and in brackets the source identity, which stays the same along a chain.
    fn session_label(&self) -> Cow<'_, str> {
        let source_identity =
            self.session_context.as_ref().and_then(|context| context.source_identity.as_deref());
        match (self.role(), self.session_name()) {
            (Some(role), Some(session)) => with_note(&format!("{role}/{session}"), source_identity),
            (Some(role), None) => with_note(role, source_identity),
            (None, _) => borrowed(self.arn.as_deref().or(self.principal_id.as_deref())),
        }
    }
}

fn borrowed(label: Option<&str>) -> Cow<'_, str> {
    Cow::Borrowed(label.unwrap_or("unknown"))
}

fn with_note<'a>(label: &str, note: Option<&str>) -> Cow<'a, str> {
    Cow::Owned(match note {
        Some(note) => format!("{label} ({note})"),
        None => label.to_owned(),
    })
}

#[cfg(test)]
mod tests;
