//! How people and programs get in: directories, console sign-in, temporary credentials. The seeds
//! send the reader there (seeds 000 and 001 to Directory Service, all five to the identity's
//! credentials), and each of the three breaks a rule that holds elsewhere.

use super::Service;

const DS: &str = "ds.amazonaws.com";
const SIGNIN: &str = "signin.amazonaws.com";
const STS: &str = "sts.amazonaws.com";

/// AWS Directory Service, with Directory Service Data.
pub(super) const DIRECTORY_SERVICE: Service = Service {
    name: "ds",
    title: "AWS Directory Service",
    aliases: &[
        "aws-directory-service",
        "directory-service",
        "directory-service-data",
        "directoryservice",
        "ds-data",
    ],
    event_sources: &[DS],
    neighbours: &[],
    state: "Active.",
    notes: &[
        "All API calls are logged, from the console as well as from code.",
        "Directory Service Data (the users and groups inside a directory) logs under the same \
         event source: its CreateUser is not IAM's.",
        "Passwords show as `***OMITTED***`, personal data as `HIDDEN_DUE_TO_SECURITY_REASONS`.",
        "A denied call to Directory Service Data has no requestParameters.",
    ],
    actions: actions! {
        DS RequestAndResponse {
            "CreateDirectory": "the password is omitted",
            "CreateUser": "Directory Service Data; personal data is hidden",
        }
        DS RequestOnly {
            "ListGroups": "Directory Service Data",
            "ListUsers": "Directory Service Data",
        }
    },
    sources: &[
        "seed 000_672aed47e7e99ea1",
        "seed 001_0480883fedffb01b",
        "docs.aws.amazon.com/directoryservice/latest/admin-guide/logging-using-cloudtrail-ads.html",
        "docs.aws.amazon.com/directoryservice/latest/admin-guide/logging-using-cloudtrail.html",
    ],
};

/// Sign-in to the console and to IAM Identity Center: no API, so no error code and no parameters.
pub(super) const SIGN_IN: Service = Service {
    name: "signin",
    title: "AWS Sign-In",
    aliases: &["aws-signin", "console-sign-in", "sign-in"],
    event_sources: &[SIGNIN],
    neighbours: &[
        "iam.amazonaws.com",
        "sso-directory.amazonaws.com",
        "sso.amazonaws.com",
        "sts.amazonaws.com",
    ],
    state: "Active.",
    notes: &[
        "A failed ConsoleLogin has an errorMessage and `Failure` in its responseElements, but no \
         errorCode: ask with `--outcome failed`.",
        "The region depends on the kind of user and on the endpoint, so a region filter can hide \
         sign-ins.",
        "A user name that does not exist is logged as `HIDDEN_DUE_TO_SECURITY_REASONS`, since \
         it may be a password.",
        "MFAUsed is always `No` for federated users, even if their identity provider asked for a \
         second factor.",
        "Sign-ins to IAM Identity Center are service events with the outcome in \
         serviceEventDetails; one AuthWorkflowID joins those of a sign-in.",
    ],
    actions: actions! {
        SIGNIN Unstated {
            "ConsoleLogin": "responseElements.ConsoleLogin says Success or Failure",
            "CheckMfa": "a second factor is asked for; additionalEventData.MfaType says which",
            "GetSigninToken": "federation to the console; may hand out a new access key",
            "PasswordUpdated": "AWS's page now shows ChangePassword of iam.amazonaws.com instead",
            "CredentialChallenge": "IAM Identity Center asks for a credential",
            "CredentialVerification":
                "the answer; serviceEventDetails.CredentialVerification says Success or Failure",
            "UserAuthentication": "all challenges passed; a failed sign-in has no such event",
        }
    },
    sources: &[
        "docs.aws.amazon.com/awscloudtrail/latest/userguide/\
         cloudtrail-event-reference-aws-console-sign-in-events.html",
        "docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
        "docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html",
        "docs.aws.amazon.com/workspaces/latest/adminguide/signin-events.html",
    ],
};

/// The calls that hand out temporary credentials, and so start a new identity in the log.
pub(super) const SECURITY_TOKEN_SERVICE: Service = Service {
    name: "sts",
    title: "AWS Security Token Service",
    aliases: &["aws-sts", "security-token-service"],
    event_sources: &[STS],
    neighbours: &["iam.amazonaws.com", "signin.amazonaws.com"],
    state: "Active.",
    notes: &[
        "The three AssumeRole calls are marked read-only and yet carry a response: `--access \
         write` does not find them.",
        "The response has the new accessKeyId and session token, never the secret key: `trailscan \
         query --access-key KEY` finds what it did.",
        "A role assumed across accounts is logged in both, joined by sharedEventID; the target \
         account gets no record of a denied attempt.",
        "Calls to the global endpoint are logged in us-east-1, so a region filter can break a \
         chain of credentials.",
        "Some unauthenticated requests are not logged at all.",
    ],
    actions: actions! {
        STS RequestAndResponse {
            "AssumeRole": "read-only",
            "AssumeRoleWithSAML": "read-only",
            "AssumeRoleWithWebIdentity": "read-only",
            "AssumeRoot": "not read-only",
            "GetFederationToken": "not read-only; Amazon Connect has the name as well",
            "GetSessionToken": "not read-only",
        }
    },
    sources: &["docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html"],
};
