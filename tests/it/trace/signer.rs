//! Who signs a call: identities as AWS writes them, of every type that credentials come in.
//!
//! What was called, and which call made the credential, is the story's business.

use serde_json::{Value, json};

/// The account that most stories happen in, and one beside it.
pub(super) const HOME: &str = "111122223333";
pub(super) const OTHER: &str = "444455556666";

/// A `userIdentity` that signs calls.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub(super) identity: Value,
}

/// The unique ID of a user or a role, which AWS draws and a story can read.
pub(super) fn unique_id(prefix: &str, account: &str, name: &str) -> String {
    format!("{prefix}{}{}", &account[..4], name.to_uppercase().replace(['-', '.', '_'], ""))
}

pub(super) fn role_arn(account: &str, role: &str) -> String {
    format!("arn:aws:iam::{account}:role/{role}")
}

pub(super) fn session_arn(account: &str, role: &str, session: &str) -> String {
    format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
}

fn attributes(created: &str) -> Value {
    json!({"creationDate": super::story::full(created), "mfaAuthenticated": "false"})
}

impl Signer {
    fn of(identity: Value) -> Signer {
        Signer { identity }
    }

    /// An IAM user with a key of their own.
    pub(super) fn user(account: &str, name: &str, key: &str) -> Signer {
        Signer::of(json!({
            "type": "IAMUser",
            "principalId": unique_id("AIDA", account, name),
            "arn": format!("arn:aws:iam::{account}:user/{name}"),
            "accountId": account,
            "accessKeyId": key,
            "userName": name,
        }))
    }

    /// The same user in a session: after GetSessionToken, or in the console.
    pub(super) fn in_session(&self, key: &str, created: &str) -> Signer {
        let mut session = self.with("accessKeyId", key);
        session.identity["sessionContext"] = json!({"sessionIssuer": {}, "webIdFederationData": {}, "attributes": attributes(created)});
        session
    }

    /// An account's root with a key of its own.
    pub(super) fn root(account: &str, key: &str) -> Signer {
        Signer::of(json!({
            "type": "Root",
            "principalId": account,
            "arn": format!("arn:aws:iam::{account}:root"),
            "accountId": account,
            "accessKeyId": key,
        }))
    }

    /// A member account's root for a few minutes, after AssumeRoot.
    pub(super) fn assumed_root(account: &str, key: &str, created: &str) -> Signer {
        let mut root = Signer::root(account, key);
        root.identity["sessionContext"] =
            json!({"attributes": attributes(created), "assumedRoot": "true"});
        root
    }

    /// A session of a role.
    pub(super) fn role(place: (&str, &str, &str), key: &str, created: &str) -> Signer {
        let (account, role, session) = place;
        let role_id = unique_id("AROA", account, role);
        Signer::of(json!({
            "type": "AssumedRole",
            "principalId": format!("{role_id}:{session}"),
            "arn": session_arn(account, role, session),
            "accountId": account,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": role_id,
                    "arn": role_arn(account, role),
                    "accountId": account,
                    "userName": role,
                },
                "webIdFederationData": {},
                "attributes": attributes(created),
            },
        }))
    }

    /// A federated user, made by this IAM user with GetFederationToken.
    pub(super) fn federated(&self, name: &str, key: &str, created: &str) -> Signer {
        let account = self.account();
        let mut issuer = self.identity.clone();
        issuer.as_object_mut().expect("an object").remove("accessKeyId");
        Signer::of(json!({
            "type": "FederatedUser",
            "principalId": format!("{account}:{name}"),
            "arn": format!("arn:aws:sts::{account}:federated-user/{name}"),
            "accountId": account,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": issuer,
                "webIdFederationData": {},
                "attributes": attributes(created),
            },
        }))
    }

    /// A service that acts for itself, as `ec2.amazonaws.com`.
    pub(super) fn service(name: &str) -> Signer {
        Signer::of(json!({"type": "AWSService", "invokedBy": name}))
    }

    /// Somebody whom an identity provider vouches for with SAML.
    pub(super) fn saml(name: &str) -> Signer {
        Signer::of(json!({
            "type": "SAMLUser",
            "principalId": format!("SamlExample:{name}"),
            "userName": name,
            "identityProvider": "SamlExample",
        }))
    }

    /// Somebody whom an identity provider vouches for with OpenID Connect.
    pub(super) fn web(name: &str) -> Signer {
        let provider = "accounts.example.com";
        Signer::of(json!({
            "type": "WebIdentityUser",
            "principalId": format!("{provider}:app.example.com:{name}"),
            "userName": name,
            "identityProvider": provider,
        }))
    }

    /// A user of IAM Identity Center, whose bearer token has an ID and no access key.
    pub(super) fn identity_center(user: &str, credential_id: &str) -> Signer {
        Signer::of(json!({
            "type": "IdentityCenterUser",
            "accountId": HOME,
            "onBehalfOf": {
                "userId": user,
                "identityStoreArn": format!("arn:aws:identitystore::{HOME}:identitystore/d-1234567890"),
            },
            "credentialId": credential_id,
        }))
    }

    /// How the owner of what was called sees this caller of another account.
    pub(super) fn seen_from_outside(&self) -> Signer {
        Signer::of(json!({
            "type": "AWSAccount",
            "principalId": self.identity["principalId"],
            "accountId": self.identity["accountId"],
        }))
    }

    /// The same identity with another value for one field.
    pub(super) fn with(&self, field: &str, value: impl Into<Value>) -> Signer {
        let mut other = self.clone();
        other.identity[field] = value.into();
        other
    }

    /// The same identity without one field.
    pub(super) fn without(&self, field: &str) -> Signer {
        let mut other = self.clone();
        other.identity.as_object_mut().expect("an object").remove(field);
        other
    }

    /// A service that acts for this one, by key and session of its own if some are given.
    pub(super) fn through(&self, service: &str) -> Signer {
        self.with("invokedBy", service)
    }

    fn text(&self, field: &str) -> &str {
        self.identity[field].as_str().unwrap_or_default()
    }

    pub(super) fn key(&self) -> &str {
        self.text("accessKeyId")
    }

    pub(super) fn account(&self) -> &str {
        self.text("accountId")
    }

    pub(super) fn arn(&self) -> &str {
        self.text("arn")
    }

    pub(super) fn principal(&self) -> &str {
        self.text("principalId")
    }
}
