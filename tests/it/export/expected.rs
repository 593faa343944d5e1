//! What a row should hold, by a slow reading of the record's line.
//!
//! The columns stand here once more, as AWS spells their keys, so that a slip in the program's own
//! table is no slip of both.

use std::collections::HashMap;

use serde_json::{Map, Value, json, value::RawValue};

/// What a column holds.
enum Holds {
    Text,
    Flag,
    Json,
    Struct(&'static [(&'static str, Holds)]),
    List(&'static [(&'static str, Holds)]),
}

use Holds::{Flag, Json, List, Struct, Text};

const RECORD: &[(&str, Holds)] = &[
    ("eventVersion", Text),
    ("userIdentity", Struct(IDENTITY)),
    ("eventTime", Text),
    ("eventSource", Text),
    ("eventName", Text),
    ("awsRegion", Text),
    ("sourceIPAddress", Text),
    ("userAgent", Text),
    ("errorCode", Text),
    ("errorMessage", Text),
    ("requestParameters", Json),
    ("responseElements", Json),
    ("additionalEventData", Json),
    ("requestID", Text),
    ("eventID", Text),
    ("readOnly", Flag),
    ("resources", List(RESOURCE)),
    ("eventType", Text),
    ("apiVersion", Text),
    ("recipientAccountId", Text),
    ("serviceEventDetails", Json),
    ("sharedEventID", Text),
    ("vpcEndpointId", Text),
    ("vpcEndpointAccountId", Text),
    ("eventCategory", Text),
    (
        "addendum",
        Struct(&[
            ("reason", Text),
            ("updatedFields", Text),
            ("originalRequestID", Text),
            ("originalEventID", Text),
        ]),
    ),
    ("sessionCredentialFromConsole", Flag),
    ("edgeDeviceDetails", Json),
    (
        "tlsDetails",
        Struct(&[("tlsVersion", Text), ("cipherSuite", Text), ("clientProvidedHostHeader", Text)]),
    ),
];

const RESOURCE: &[(&str, Holds)] =
    &[("ARN", Text), ("accountId", Text), ("type", Text), ("ARNPrefix", Text)];

const IDENTITY: &[(&str, Holds)] = &[
    ("type", Text),
    ("principalId", Text),
    ("arn", Text),
    ("accountId", Text),
    ("invokedBy", Text),
    ("accessKeyId", Text),
    ("userName", Text),
    ("onBehalfOf", Struct(&[("userId", Text), ("identityStoreArn", Text)])),
    ("sessionContext", Struct(SESSION)),
    ("identityProvider", Text),
    ("credentialId", Text),
];

const SESSION: &[(&str, Holds)] = &[
    ("attributes", Struct(&[("mfaAuthenticated", Flag), ("creationDate", Text)])),
    (
        "sessionIssuer",
        Struct(&[
            ("type", Text),
            ("principalId", Text),
            ("arn", Text),
            ("accountId", Text),
            ("userName", Text),
        ]),
    ),
    ("ec2RoleDelivery", Text),
    ("webIdFederationData", Struct(&[("federatedProvider", Text), ("attributes", Json)])),
    ("sourceIdentity", Text),
];

/// The row of a record that is written without blanks between its tokens.
pub(super) fn row(line: &str) -> Value {
    let mut row = object(RECORD, line).expect("an object");
    row["raw"] = json!(line);
    row
}

fn object(columns: &[(&str, Holds)], text: &str) -> Option<Value> {
    let members: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let member = |(key, holds): &(&str, Holds)| {
        let value = members.get(*key).and_then(|text| value(holds, text.get()));
        (key.to_ascii_lowercase(), value.unwrap_or_default())
    };
    Some(Value::Object(columns.iter().map(member).collect::<Map<_, _>>()))
}

fn value(holds: &Holds, text: &str) -> Option<Value> {
    let plain = || serde_json::from_str::<Value>(text).ok();
    match holds {
        Text => {
            let text = plain()?.as_str()?.trim().to_owned();
            Some(text).filter(|text| !text.is_empty()).map(Value::from)
        }
        Flag => {
            let word = match plain()? {
                Value::Bool(flag) => flag.to_string(),
                Value::String(text) => text.trim().to_ascii_lowercase(),
                _ => return None,
            };
            ["true", "false"].contains(&word.as_str()).then(|| json!(word))
        }
        Json => (text != "null").then(|| json!(text)),
        Struct(columns) => object(columns, text),
        List(columns) => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let elements = elements.iter().filter_map(|element| object(columns, element.get()));
            Some(elements.collect())
        }
    }
}
