//! Generated events: every identity, and fields that are missing, blank, or of another type.
//!
//! Values come from small vocabularies, so that questions about the same vocabularies find some.

use proptest::{collection::vec, option, prelude::*, sample::select, strategy::Union};
use serde_json::{Map, Value, json};

use super::evaluate::Event;
use crate::trail::IDENTITY_TYPES;

/// The words that events are made of, and that questions ask for.
pub(crate) struct Words;

impl Words {
    pub(crate) const SOURCE: &[&str] = &[
        "s3.amazonaws.com",
        "sts.amazonaws.com",
        "signin.amazonaws.com",
        "connect.amazonaws.com",
        "participant-connect.amazonaws.com",
        "chime.amazonaws.com",
        "chime-sdk-voice.amazonaws.com",
        "chatbot.amazonaws.com",
        "chime-sdk-voice.example.com",
    ];
    pub(crate) const NAME: &[&str] = &[
        "ConsoleLogin",
        "GetObject",
        "AssumeRole",
        "AssumeRoleWithSAML",
        "CheckMfa",
        "DeleteObject",
        "GetObjectAcl",
    ];
    pub(crate) const IDENTITY: &[&str] = IDENTITY_TYPES;
    pub(crate) const CODE: &[&str] = &[
        "AccessDenied",
        "Client.UnauthorizedOperation",
        "VpceAccessDenied",
        "NotAuthorizedException",
        "AuthorizationErrorException",
        "NoSuchKey",
        "accessdenied",
        "ThrottlingException",
    ];
    pub(crate) const TIME: &[&str] = &[
        "2024-05-01T10:00:00Z",
        "2024-05-01T10:00:01Z",
        "2024-05-02T00:00:00Z",
        "2024-05-02T00:00:00.250Z",
        "2024-05-01T23:30:00-01:00",
        "2024-05-07T12:00:00+05:30",
        "1999-12-31T23:59:59Z",
    ];
    const NO_TIME: &[&str] = &["soon", "2024-02-30T00:00:00Z", "2024-05-01T25:00:00Z", "T", "2024"];
    pub(crate) const ARN: &[&str] = &[
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::123456789012:user/division/bob",
        "arn:aws:iam::123456789012:role/service-role/Admin",
        "arn:aws:sts::123456789012:assumed-role/Admin/chatbot-session",
        "arn:aws:sts::123456789012:assumed-role/chatbot-role/carol",
        "arn:aws-us-gov:sts::111122223333:assumed-role/John",
        "arn:aws:sts::123456789012:federated-user/dave",
        "arn:aws:s3:::logs/2024/Straße.json",
        "arn:aws:lambda:us-east-1:123456789012:function:one:2",
        "not:an/arn",
    ];
    pub(crate) const PRINCIPAL: &[&str] = &[
        "AIDACKCEVSQ6C2EXAMPLE",
        "AROACKCEVSQ6C2EXAMPLE:carol",
        "AROACKCEVSQ6C2EXAMPLE:MyChatBot",
        "AROACKCEVSQ6C2EXAMPLE:",
        "123456789012",
        "123456789012:dave",
    ];
    pub(crate) const PERSON: &[&str] =
        &["alice", "bob", "carol", "Admin", "Zoë Ångström", "HIDDEN_DUE_TO_SECURITY_REASONS"];
    pub(crate) const ACCOUNT: &[&str] =
        &["123456789012", "0123456789012", "111122223333", "anonymous"];
    pub(crate) const KEY: &[&str] = &["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "AKIA****"];
    pub(crate) const INVOKER: &[&str] = &[
        "AWS Internal",
        "chatbot.amazonaws.com",
        "participant-connect.amazonaws.com",
        "chime-sdk-voice.amazonaws.com",
        "connect",
        "s3.amazonaws.com",
    ];
    pub(crate) const REGION: &[&str] = &["us-east-1", "us-east-2", "eu-central-1", "us-north-2r"];
    pub(crate) const AGENT: &[&str] = &[
        "[S3Console/0.4, aws-internal/3]",
        "Boto3/1.34 md/Botocore#1.34 (a=b&c)",
        "AWS Internal",
        "signin.amazonaws.com",
    ];
    pub(crate) const ADDRESS: &[&str] = &[
        "192.0.2.1",
        "192.0.2.10",
        "192.0.3.1",
        "2001:db8::1",
        "2001:0DB8:0:0:0:0:0:1",
        "2001:db8:1::7",
        "::ffff:192.0.2.10",
        "chatbot.amazonaws.com",
        "AWS Internal/3",
    ];
    pub(crate) const CATEGORY: &[&str] = &["Management", "Data", "NetworkActivity", "Insight"];
    pub(crate) const KIND: &[&str] =
        &["AwsApiCall", "AwsServiceEvent", "AwsConsoleSignIn", "AwsConsoleSignin"];
    pub(crate) const ID: &[&str] = &["e1", "e2", "0bcd-17", "7f=9"];
    pub(crate) const SESSION: &[&str] = &["chatbot-session", "a-ChatBot", "carol", "MyChatBot"];
    pub(crate) const THING: &[&str] =
        &["logs", "logs-2024", "a,b", "what?*", "Größe", "\u{1f600} ok", "back\\slash", "x=y<z"];
}

/// What is there instead of a word.
fn oddity() -> impl Strategy<Value = Option<Value>> {
    select(vec![
        None,
        None,
        Some(Value::Null),
        Some(json!("")),
        Some(json!(" \t")),
        Some(json!(7)),
        Some(json!(2.5)),
        Some(json!(true)),
        Some(json!([])),
        Some(json!({"a": "alice"})),
        Some(json!(["s3.amazonaws.com", "123456789012"])),
    ])
}

/// A word, mostly as it should be.
fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    let plain = || select(words);
    prop_oneof![
        14 => plain().prop_map(|word| Some(json!(word))),
        1 => plain().prop_map(|word| Some(json!(format!(" {word}")))),
        1 => plain().prop_map(|word| Some(json!(format!("{word}\t ")))),
        1 => plain().prop_map(|word| Some(json!(word.to_uppercase()))),
        1 => "[a-eA-E0-9]{1,4}".prop_map(|word| Some(json!(word))),
        4 => oddity(),
    ]
}

/// A word that is mostly missing.
fn rare(words: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![2 => Just(None), 1 => word(words)]
}

fn boolean() -> impl Strategy<Value = Option<Value>> {
    let right = vec![json!(true), json!(false), json!("true"), json!("false")];
    prop_oneof![6 => select(right).prop_map(Some), 2 => oddity()]
}

type Field = (&'static str, BoxedStrategy<Option<Value>>);

fn field(key: &'static str, value: impl Strategy<Value = Option<Value>> + 'static) -> Field {
    (key, value.boxed())
}

/// An object of the fields that are present.
fn object(fields: Vec<Field>) -> BoxedStrategy<Option<Value>> {
    let (keys, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    values
        .prop_map(move |values| {
            let present = keys
                .iter()
                .zip(values)
                .filter_map(|(key, value)| Some(((*key).to_owned(), value?)));
            Some(Value::Object(present.collect::<Map<_, _>>()))
        })
        .boxed()
}

/// An object, or seldom something else.
fn mostly(fields: Vec<Field>) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![9 => object(fields), 1 => oddity()]
}

fn identity() -> impl Strategy<Value = Option<Value>> {
    let issuer = vec![
        field("type", word(&["Role", "IAMUser"])),
        field("arn", word(Words::ARN)),
        field("userName", word(Words::PERSON)),
        field("principalId", word(Words::PRINCIPAL)),
        field("accountId", word(Words::ACCOUNT)),
    ];
    let session = vec![
        field("sessionIssuer", mostly(issuer)),
        field("sourceIdentity", rare(Words::PERSON)),
        field("attributes", mostly(vec![field("mfaAuthenticated", boolean())])),
    ];
    let on_behalf_of = vec![field("userId", word(Words::PERSON))];
    mostly(vec![
        field("type", word(Words::IDENTITY)),
        field("arn", word(Words::ARN)),
        field("userName", rare(Words::PERSON)),
        field("principalId", word(Words::PRINCIPAL)),
        field("accountId", word(Words::ACCOUNT)),
        field("accessKeyId", rare(Words::KEY)),
        field("invokedBy", rare(Words::INVOKER)),
        field("credentialId", rare(Words::ID)),
        field("identityProvider", rare(Words::SOURCE)),
        field("sessionContext", prop_oneof![Just(None), mostly(session)]),
        field("onBehalfOf", prop_oneof![4 => Just(None), 1 => mostly(on_behalf_of)]),
    ])
}

/// A tree such as the parameters of calls are.
fn tree() -> impl Strategy<Value = Option<Value>> {
    let number = select(vec![json!(-1), json!(0), json!(5), json!(2.5), json!(5.0), json!(1e21)]);
    let leaf = Union::new([
        word(Words::THING).boxed(),
        word(Words::ARN).boxed(),
        word(Words::TIME).boxed(),
        number.prop_map(Some).boxed(),
        oddity().boxed(),
    ]);
    let tree = leaf.prop_recursive(3, 12, 4, |inner| {
        let key = select(vec!["id", "name", "items", "Id", "größe"]);
        let array = vec(inner.clone(), 0..4);
        let object = vec((key, inner), 0..4);
        prop_oneof![
            array.prop_map(|values| Some(values.into_iter().flatten().collect())),
            object.prop_map(|fields| {
                let present =
                    fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
                Some(Value::Object(present.collect()))
            }),
        ]
    });
    tree.boxed()
}

fn parameters() -> impl Strategy<Value = Option<Value>> {
    mostly(vec![
        field("bucketName", rare(Words::THING)),
        field("roleSessionName", rare(Words::SESSION)),
        field("roleArn", rare(Words::ARN)),
        field("count", option::of(select(vec![json!(1), json!(10), json!(1.5), json!("10")]))),
        field("items", tree()),
    ])
}

fn resources() -> impl Strategy<Value = Option<Value>> {
    let resource = vec![field("ARN", word(Words::ARN)), field("accountId", word(Words::ACCOUNT))];
    let array =
        vec(mostly(resource), 0..3).prop_map(|all| Some(all.into_iter().flatten().collect()));
    prop_oneof![3 => Just(None), 3 => array, 1 => oddity()]
}

fn record() -> impl Strategy<Value = Value> {
    let said = prop_oneof![Just(None), Just(Some(json!("Failure"))), Just(Some(json!("Success")))];
    let response = vec![
        field("ConsoleLogin", said.clone()),
        field("CheckMfa", said),
        field("roleArn", rare(Words::ARN)),
    ];
    let used = select(vec![None, Some(json!("Yes")), Some(json!("No")), Some(json!("YES"))]);
    let time = prop_oneof![9 => word(Words::TIME), 1 => word(Words::NO_TIME)];
    let fields = vec![
        field("eventVersion", Just(Some(json!("1.08")))),
        field("eventID", prop_oneof![1 => Just(Some(json!("e1"))), 3 => word(Words::ID)]),
        field("eventTime", time),
        field("userIdentity", identity()),
        field("eventSource", word(Words::SOURCE)),
        field("eventName", word(Words::NAME)),
        field("awsRegion", word(Words::REGION)),
        field("sourceIPAddress", word(Words::ADDRESS)),
        field("userAgent", word(Words::AGENT)),
        field("errorCode", rare(Words::CODE)),
        field("errorMessage", rare(Words::THING)),
        field("requestParameters", parameters()),
        field("responseElements", prop_oneof![Just(None), mostly(response)]),
        field("additionalEventData", prop_oneof![Just(None), mostly(vec![field("MFAUsed", used)])]),
        field("requestID", rare(Words::ID)),
        field("readOnly", boolean()),
        field("resources", resources()),
        field("eventType", word(Words::KIND)),
        field("eventCategory", word(Words::CATEGORY)),
        field("recipientAccountId", word(Words::ACCOUNT)),
    ];
    object(fields).prop_map(|record| record.unwrap_or_default())
}

/// How a record may be written: with what escapes, and on one line or on many.
#[derive(Clone, Copy, Debug)]
enum Hand {
    Plain,
    /// As some services write it: `=`, `&`, `<` and `>` by number.
    Cautious,
    /// Nothing but ASCII.
    Ascii,
    /// What nobody has to escape, escaped, in keys as well.
    Odd,
    Pretty,
}

fn write(record: &Value, hand: Hand) -> String {
    let plain = record.to_string();
    let escape = |what: fn(char) -> bool| {
        let mut units = [0; 2];
        let each = plain.chars().map(|one| match what(one) {
            true => {
                one.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }
            false => one.to_string(),
        });
        each.collect()
    };
    match hand {
        Hand::Plain => plain,
        Hand::Cautious => escape(|one| "=&<>".contains(one)),
        Hand::Ascii => escape(|one| !one.is_ascii()),
        // Not where literals and escapes need them.
        Hand::Odd => escape(|one| "ADIgz/".contains(one)),
        Hand::Pretty => serde_json::to_string_pretty(record).expect("it was JSON before"),
    }
}

/// The events of one file.
pub(crate) fn events(count: usize) -> impl Strategy<Value = Vec<Event>> {
    let hands =
        vec![Hand::Plain, Hand::Plain, Hand::Cautious, Hand::Ascii, Hand::Odd, Hand::Pretty];
    let event = (record(), select(hands));
    vec(event, count).prop_map(|all| {
        let number = |(at, (mut value, hand)): (usize, (Value, Hand))| {
            value["place"] = json!(at);
            Event { raw: write(&value, hand), value }
        };
        all.into_iter().enumerate().map(number).collect()
    })
}
