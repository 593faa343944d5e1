//! Keys that AWS documents (record contents and userIdentity pages), and what their values are.
//!
//! Names of our own are told from others by their values, too, and are read in [`super`].

/// The name of the field that a time zone moves.
pub(super) const TIME: &str = "time";

/// What is known of the values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    Times,
    Addresses,
    /// Names and ids, which hold no comma.
    Words,
    Any,
}

const TIMES: [&str; 3] = [TIME, "eventTime", "userIdentity.sessionContext.attributes.creationDate"];

const ADDRESSES: [&str; 2] = ["ip", "sourceIPAddress"];

const WORDS: [&str; 41] = [
    "hour",
    "day",
    "hour-of-day",
    "weekday",
    "source",
    "service",
    "event",
    "name",
    "identity",
    "identity-type",
    "credential",
    "key",
    "access-key",
    "region",
    "account",
    "error-code",
    "outcome",
    "access",
    "mfa",
    "cross-account",
    "category",
    "type",
    "event-type",
    "id",
    "event-id",
    "request",
    "request-id",
    "eventSource",
    "eventName",
    "awsRegion",
    "errorCode",
    "eventID",
    "requestID",
    "eventType",
    "eventCategory",
    "recipientAccountId",
    "sharedEventID",
    "vpcEndpointId",
    "userIdentity.type",
    "userIdentity.accountId",
    "userIdentity.accessKeyId",
];

/// Keys that AWS documents at the top of a record, and the identity's paths.
pub(super) const DOCUMENTED: [&str; 59] = [
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "resources.ARN",
    "resources.accountId",
    "resources.type",
    "apiVersion",
    "eventType",
    "recipientAccountId",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "serviceEventDetails",
    "managementEvent",
    "eventCategory",
    "addendum",
    "addendum.reason",
    "sessionCredentialFromConsole",
    "edgeDeviceDetails",
    "tlsDetails",
    "tlsDetails.tlsVersion",
    "tlsDetails.cipherSuite",
    "tlsDetails.clientProvidedHostHeader",
    "eventContext",
    "annotation",
    "insightDetails",
    "userIdentity",
    "userIdentity.type",
    "userIdentity.userName",
    "userIdentity.arn",
    "userIdentity.principalId",
    "userIdentity.accountId",
    "userIdentity.accessKeyId",
    "userIdentity.invokedBy",
    "userIdentity.identityProvider",
    "userIdentity.onBehalfOf.userId",
    "userIdentity.sessionContext",
    "userIdentity.sessionContext.sourceIdentity",
    "userIdentity.sessionContext.attributes.creationDate",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
    "userIdentity.sessionContext.sessionIssuer",
    "userIdentity.sessionContext.sessionIssuer.type",
    "userIdentity.sessionContext.sessionIssuer.userName",
    "userIdentity.sessionContext.sessionIssuer.arn",
    "userIdentity.sessionContext.sessionIssuer.accountId",
    "userIdentity.sessionContext.sessionIssuer.principalId",
];

/// What the values of a field are, by any of its names.
pub(super) fn values(name: &str) -> Values {
    let name = name.replace('_', "-");
    let among = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(&name));
    if among(&TIMES) {
        Values::Times
    } else if among(&ADDRESSES) {
        Values::Addresses
    } else if among(&WORDS) {
        Values::Words
    } else {
        Values::Any
    }
}
