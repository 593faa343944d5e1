//! Made events, each with one thing about it that engines and trailscan could read differently.
//!
//! Everything is told by an `eventID` that says what it is: a disagreement names its cause. The
//! values are here, how they lie in files is `place`'s.

use serde_json::{Value, json};

use crate::trail::{IDENTITY_TYPES, event};

/// Events by label, the same every time.
pub(super) struct Edges(pub(super) Vec<Value>);

impl Edges {
    /// All edges there are.
    pub(super) fn all() -> Edges {
        let mut edges = Edges(Vec::new());
        edges.identities();
        edges.odd_identities();
        edges.errors();
        edges.flags();
        edges.accounts();
        edges.spellings();
        super::nested::parameters(&mut edges);
        super::nested::resources(&mut edges);
        edges.copies();
        edges
    }

    /// One event more: the ordinary one with these members, of which null means the JSON null.
    pub(super) fn add(&mut self, label: &str, members: Value) {
        let mut record = event("GetObject");
        record["eventID"] = json!(format!("{label}-{:03}", self.0.len()));
        record["readOnly"] = json!(true);
        record["eventCategory"] = json!("Management");
        record["eventType"] = json!("AwsApiCall");
        for (key, value) in members.as_object().expect("members").clone() {
            record[key] = value;
        }
        self.0.push(record);
    }

    /// The ordinary event without a member.
    pub(super) fn add_without(&mut self, label: &str, key: &str) {
        self.add(label, json!({}));
        let record = self.0.last_mut().and_then(Value::as_object_mut).expect("an event");
        record.remove(key);
    }

    /// One event for each value of a field, and those where it is none.
    pub(super) fn each(&mut self, label: &str, key: &str, values: &[Value]) {
        for value in values {
            self.add(label, json!({ key: value }));
        }
        for nothing in [json!(null), json!(""), json!(" \t ")] {
            self.add(&format!("{label}-nothing"), json!({ key: nothing }));
        }
        self.add_without(&format!("{label}-missing"), key);
        for wrong in [json!(7), json!(true), json!(["alice"]), json!({"a": "alice"})] {
            self.add(&format!("wrongtype-{label}"), json!({ key: wrong }));
        }
    }

    /// Every type, with ever less to name it by.
    fn identities(&mut self) {
        for kind in IDENTITY_TYPES {
            let session = *kind == "AssumedRole";
            let arn = match *kind {
                "Root" => "arn:aws:iam::123456789012:root",
                "AssumedRole" => "arn:aws:sts::123456789012:assumed-role/Admin/carol",
                "FederatedUser" => "arn:aws:sts::123456789012:federated-user/dave",
                "Role" => "arn:aws:iam::123456789012:role/service-role/Admin",
                _ => "arn:aws:iam::123456789012:user/division/bob",
            };
            let principal = if session { "AROA1EXAMPLE:carol" } else { "AIDA1EXAMPLE" };
            let issuer = json!({
                "type": "Role", "principalId": "AROA1EXAMPLE", "accountId": "123456789012",
                "arn": "arn:aws:iam::123456789012:role/path/Issuer", "userName": "Issuer",
            });
            let whole = json!({
                "type": kind, "arn": arn, "principalId": principal, "accountId": "123456789012",
                "userName": "Zoë", "accessKeyId": "ASIA1EXAMPLE", "identityProvider": "idp.example",
                "credentialId": "cred-1", "onBehalfOf": {"userId": "user-1"},
                "sessionContext": {
                    "sessionIssuer": issuer, "sourceIdentity": "frank",
                    "attributes": {"mfaAuthenticated": "true"},
                },
            });
            let ever_less: [&[&str]; 7] = [
                &[],
                &["userName"],
                &["userName", "sessionContext"],
                &["userName", "arn"],
                &["userName", "arn", "sessionContext", "onBehalfOf", "identityProvider"],
                &["userName", "arn", "principalId", "sessionContext", "onBehalfOf"],
                &["userName", "arn", "principalId", "accountId", "accessKeyId", "sessionContext"],
            ];
            for without in ever_less {
                let mut identity = whole.clone();
                let members = identity.as_object_mut().expect("an object");
                without.iter().for_each(|key| drop(members.remove(*key)));
                self.add(&format!("identity-{kind}"), json!({ "userIdentity": identity }));
            }
            let shouted = json!({ "type": kind.to_uppercase(), "arn": arn });
            self.add(&format!("identity-{kind}-shouted"), json!({ "userIdentity": shouted }));
        }
    }

    fn odd_identities(&mut self) {
        self.add_without("identity-missing", "userIdentity");
        for (label, identity) in [
            ("null", json!(null)),
            ("empty", json!({})),
            ("type-null", json!({"type": null, "userName": "alice"})),
            ("type-blank", json!({"type": " ", "arn": "arn:aws:iam::123456789012:user/alice"})),
            ("blanks", json!({"type": " IAMUser ", "userName": "\talice\u{a0}"})),
            ("anonymous", json!({"type": "AWSAccount", "accountId": "anonymous"})),
            ("invoked", json!({"type": "AWSService", "invokedBy": "config.amazonaws.com"})),
            ("no-session", sessions("arn:aws:sts::123456789012:assumed-role/John", "AROA2:")),
            ("deep", sessions("arn:aws:sts::123456789012:assumed-role/A/b/c", "AROA2:zzz")),
            ("blank-arn", sessions(" arn:aws:sts::123456789012:assumed-role/A/eve ", " AROA2:eve")),
            ("chat", sessions("arn:aws:sts::123456789012:assumed-role/A/a-ChatBot-s", "AROA3:x")),
            ("chat-role", sessions("arn:aws:sts::123456789012:assumed-role/chatbot/x", "AROA3:y")),
            ("chat-principal", json!({"type": "AssumedRole", "principalId": "AROA4:ChatBot"})),
            ("like", json!({"type": "IAMUser", "userName": "per%cent_and\\back'tick\"s"})),
            ("likewise", json!({"type": "IAMUser", "userName": "perXcentYand"})),
            ("slash", json!({"type": "IAMUser", "userName": "a/b/c"})),
        ] {
            self.add(&format!("identity-{label}"), json!({ "userIdentity": identity }));
        }
        for (label, identity) in [
            ("string", json!("alice")),
            ("number", json!(7)),
            ("array", json!([{"type": "IAMUser", "userName": "alice"}])),
            ("type-number", json!({"type": 7, "userName": "alice"})),
            ("type-object", json!({"type": {"type": "Root"}, "userName": "alice"})),
            ("name-object", json!({"type": "IAMUser", "userName": {"a": "alice"}})),
            ("arn-number", json!({"type": "IAMUser", "arn": 5, "principalId": "AIDA5"})),
            ("context-string", json!({"type": "AssumedRole", "sessionContext": "alice"})),
            (
                "issuer-string",
                json!({"type": "AssumedRole", "sessionContext": {"sessionIssuer": "alice"}}),
            ),
        ] {
            self.add(&format!("wrongtype-identity-{label}"), json!({ "userIdentity": identity }));
        }
    }

    fn errors(&mut self) {
        let codes = [
            "AccessDenied",
            "accessdenied",
            " AccessDenied ",
            "Client.UnauthorizedOperation",
            "VpceAccessDenied",
            "NotAuthorizedException",
            "AuthorizationErrorException",
            "UNAUTHORIZED",
            "NoSuchKey",
            "Access_Denied",
            "Access Denied",
            "AccessXDenied",
            "ThrottlingException",
            "ConflictException",
            "conflictexception",
            "Server.InternalError",
            "InvalidParameter",
            "It'sBroken",
            "50%",
            "ErrorCode403",
        ];
        self.each("code", "errorCode", &codes.map(|code| json!(code)));
        self.each("message", "errorMessage", &[json!("no"), json!("null")]);
        for code in [json!(null), json!(""), json!("NoSuchKey"), json!("AccessDenied"), json!(403)]
        {
            let label = if code.is_number() { "wrongtype-both" } else { "both" };
            self.add(label, json!({ "errorCode": code, "errorMessage": "it failed" }));
            self.add(label, json!({ "errorCode": code, "errorMessage": " " }));
        }
        let responses = [
            json!({"ConsoleLogin": "Failure"}),
            json!({"ConsoleLogin": "Success"}),
            json!({"ConsoleLogin": "failure"}),
            json!({"CheckMfa": "Failure"}),
            json!({"ConsoleLogin": null}),
            json!({"ConsoleLogin": ["Failure"]}),
            json!({"consolelogin": "Failure"}),
            json!({"a": {"ConsoleLogin": "Failure"}}),
            json!("Failure"),
            json!("{\"ConsoleLogin\": \"Failure\"}"),
            json!(null),
        ];
        for name in ["ConsoleLogin", "CheckMfa", "consolelogin", "GetObject"] {
            for response in &responses {
                let label = if response.is_string() { "wrongtype-signin" } else { "signin" };
                self.add(label, json!({ "eventName": name, "responseElements": response }));
            }
        }
    }

    fn flags(&mut self) {
        for value in [json!(true), json!(false), json!("true"), json!("false"), json!("TRUE")] {
            self.add("readonly", json!({ "readOnly": value }));
            let attributes = json!({ "attributes": { "mfaAuthenticated": value } });
            let identity = json!({ "type": "IAMUser", "sessionContext": attributes });
            self.add("mfa", json!({ "userIdentity": identity, "readOnly": null }));
        }
        self.add_without("readonly-missing", "readOnly");
        for value in [json!(null), json!(""), json!(" true "), json!("yes")] {
            self.add("readonly-odd", json!({ "readOnly": value }));
        }
        for value in [json!(1), json!(0), json!({"a": true}), json!([true])] {
            self.add("wrongtype-readonly", json!({ "readOnly": value }));
        }
        for name in ["ConsoleLogin", "consoleLogin", "GetObject"] {
            for kind in ["IAMUser", "AssumedRole", "FederatedUser", "SAMLUser", "Root"] {
                for used in [json!("Yes"), json!("No"), json!("YES"), json!(true), json!(null)] {
                    let more = json!({ "MFAUsed": used });
                    let identity = json!({ "type": kind, "userName": "alice" });
                    let members = json!({
                        "eventName": name, "userIdentity": identity, "additionalEventData": more,
                    });
                    self.add("mfaused", members);
                }
            }
        }
        // A column that holds text does not tell it from the object.
        let text = "{\"MFAUsed\": \"Yes\"}";
        self.add(
            "wrongtype-mfaused",
            json!({ "eventName": "ConsoleLogin", "additionalEventData": text }),
        );
    }

    fn accounts(&mut self) {
        let all = ["012345678901", "123456789012", "111122223333", "anonymous", "12345678901", " "];
        for recipient in all {
            for own in all {
                let identity = json!({ "type": "AWSAccount", "accountId": own });
                let members = json!({ "recipientAccountId": recipient, "userIdentity": identity });
                self.add("account", members);
            }
        }
        for wrong in [json!(123_456_789_012_u64), json!(12_345_678_901_u64)] {
            let members = json!({ "recipientAccountId": wrong, "userIdentity": {} });
            self.add("wrongtype-account", members);
        }
        for (name, parameters) in [
            ("AssumeRole", json!({"roleArn": "arn:aws:iam::111122223333:role/There"})),
            ("assumerolewithsaml", json!({"roleArn": " arn:aws-cn:iam::111122223333:role/p/T "})),
            ("AssumeRole", json!({"roleArn": "arn:aws:iam::123456789012:role/Here"})),
            ("AssumeRole", json!({"roleArn": "role/There", "roleSessionName": "My-ChatBot"})),
            ("AssumeRole", json!({"roleArn": 5, "roleSessionName": 7})),
            ("AssumeRole", json!("{\"roleArn\": \"arn:aws:iam::111122223333:role/There\"}")),
            ("PassRole", json!({"roleArn": "arn:aws:iam::111122223333:role/There"})),
            ("AssumeRoot", json!({"targetPrincipal": "111122223333"})),
            ("AssumeRoot", json!({"targetPrincipal": "arn:aws:iam::111122223333:root"})),
            ("AssumeRoot", json!({"targetPrincipal": " 123456789012 "})),
            ("AssumeRoot", json!({"targetPrincipal": "root"})),
            ("AssumeRoleX", json!({"roleSessionName": "chatbot", "roleArn": "x"})),
        ] {
            let members = json!({ "eventName": name, "requestParameters": parameters });
            let label = if members["requestParameters"].is_string() {
                "wrongtype-assume"
            } else {
                "assume"
            };
            self.add(label, members);
        }
    }

    /// Delivered twice, delivered to others, or without an ID, so that nobody knows.
    fn copies(&mut self) {
        for (label, recipient) in
            [("twice", "123456789012"), ("twice", "123456789012"), ("twice", "111122223333")]
        {
            self.add(label, json!({ "recipientAccountId": recipient, "userAgent": "copies" }));
            self.0.last_mut().expect("an event")["eventID"] = json!("copied");
        }
        for recipient in [json!(null), json!(null), json!(" 123456789012"), json!("")] {
            self.add("copied", json!({ "recipientAccountId": recipient, "userAgent": "copies" }));
            self.0.last_mut().expect("an event")["eventID"] = json!(" copied ");
        }
        for _ in 0..2 {
            self.add("no-id", json!({ "eventID": null, "userAgent": "copies" }));
            self.add("blank-id", json!({ "eventID": " ", "userAgent": "copies" }));
        }
    }
}

/// A role session by its ARN and its principal ID.
fn sessions(arn: &str, principal: &str) -> Value {
    json!({ "type": "AssumedRole", "arn": arn, "principalId": principal })
}
