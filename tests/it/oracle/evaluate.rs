//! The slow and obvious evaluator: does a question hold for an event?
//!
//! It knows what the flags mean and nothing of how the program finds out: it looks at the parsed
//! record, tries every possibility and is never clever. Patterns are in `pattern`, identities in
//! `identity`, conditions in `condition`.

use std::net::IpAddr;

use serde_json::Value;

use super::{
    condition,
    identity::{self, arn_resource, boolean, text},
    pattern::{Pattern, any_text, items},
    time,
};

/// A record: what it says, and how that is written in the log.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) value: Value,
    pub(crate) raw: String,
}

/// A flag without its dashes, and its value.
pub(crate) type Asked = (String, String);

/// Does everything asked hold?
pub(crate) fn holds(question: &[Asked], event: &Event) -> bool {
    question.iter().all(|(flag, _)| {
        let same = question.iter().filter(|(other, _)| other == flag);
        let values: Vec<&str> = same.map(|(_, value)| value.as_str()).collect();
        flag_holds(flag, &values, event)
    })
}

/// Does one flag hold, given all values that were asked for?
fn flag_holds(flag: &str, values: &[&str], event: &Event) -> bool {
    let record = &event.value;
    let field = |path: &str| text(record, path).into_iter().collect::<Vec<_>>();
    match flag {
        "source" => any_text(&services(values), &field("eventSource")),
        "name" => any_text(&listed(values), &field("eventName")),
        "identity-type" => identity_type(values, record),
        "error-code" => any_text(&listed(values), &field("errorCode")),
        "outcome" => words(values, |word| outcome(record, word)),
        "since" => values.iter().all(|since| {
            time::of_event(record) >= time::asked(since) && time::of_event(record).is_some()
        }),
        "until" => values.iter().all(|until| {
            time::of_event(record) < time::asked(until) && time::of_event(record).is_some()
        }),
        "principal" => {
            let names = identity::names(record);
            any_text(&single(values), &names.iter().map(String::as_str).collect::<Vec<_>>())
        }
        "session-name" => any_text(&single(values), &Vec::from_iter(identity::session(record))),
        "access-key" => any_text(&listed(values), &field("userIdentity.accessKeyId")),
        "account" => {
            let both = [field("recipientAccountId"), field("userIdentity.accountId")].concat();
            any_text(&listed(values), &both)
        }
        "region" => any_text(&listed(values), &field("awsRegion")),
        "user-agent" => any_text(&single(values), &field("userAgent")),
        "ip" => words(values, |word| address(record, word)),
        "via" => words(values, |word| via(record, word)),
        "resource" => any_text(&single(values), &resources(record)),
        "access" => words(values, |word| {
            let read = boolean(record, "readOnly");
            word == read.map_or("unknown", |read| if read { "read" } else { "write" })
        }),
        "mfa" => values.iter().all(|value| mfa(record) == Some(*value == "yes")),
        "cross-account" => {
            values.iter().all(|value| crosses_accounts(record) == Some(*value == "yes"))
        }
        "category" => any_text(&listed(values), &field("eventCategory")),
        "event-type" => any_text(&listed(values), &field("eventType")),
        "event-id" => any_text(&listed(values), &field("eventID")),
        "request-id" => any_text(&listed(values), &field("requestID")),
        "text" => any_of(values.iter().map(|value| in_text(value, &event.raw))),
        "where" => values.iter().all(|value| condition::holds(value, record)),
        unknown => panic!("no flag --{unknown}"),
    }
}

/// Values of a flag that takes commas between patterns.
fn listed(values: &[&str]) -> Vec<Pattern> {
    values.iter().flat_map(|value| items(value)).map(|item| Pattern::read(&item)).collect()
}

/// Values of a flag whose every value is one pattern.
fn single(values: &[&str]) -> Vec<Pattern> {
    values.iter().map(|value| Pattern::read(value)).collect()
}

/// The answers to single items as one: some positive one holds, if there are any, and no negated
/// one does. An answer is whether its item was negated, and whether it holds without that.
fn any_of(answers: impl Iterator<Item = (bool, bool)>) -> bool {
    let answers: Vec<(bool, bool)> = answers.collect();
    let positive = || answers.iter().filter(|(negated, _)| !negated);
    let mut negative = answers.iter().filter(|(negated, _)| *negated);
    (positive().count() == 0 || positive().any(|(_, holds)| *holds))
        && negative.all(|(_, holds)| !holds)
}

/// As patterns, but with a judgement of its own about each item.
fn words(values: &[&str], holds: impl Fn(&str) -> bool) -> bool {
    let all: Vec<String> = values.iter().flat_map(|value| items(value)).collect();
    any_of(all.iter().map(|item| match item.strip_prefix('!') {
        Some(rest) => (true, holds(rest)),
        None => (false, holds(item)),
    }))
}

fn is_bare(word: &str) -> bool {
    !word.starts_with('/') && !word.contains(['.', '*', '?'])
}

/// What a bare name of a service stands for.
fn service_patterns(name: &str) -> Vec<String> {
    let mut all = vec![format!("{name}.amazonaws.com")];
    match name.to_ascii_lowercase().as_str() {
        "connect" => all.push("participant-connect.amazonaws.com".to_owned()),
        "chime" => all.push("chime-sdk-*.amazonaws.com".to_owned()),
        _ => {}
    }
    all
}

fn services(values: &[&str]) -> Vec<Pattern> {
    let all = values.iter().flat_map(|value| items(value));
    all.flat_map(|item| {
        let (sign, word) = match item.strip_prefix('!') {
            Some(word) => ("!", word),
            None => ("", item.as_str()),
        };
        if is_bare(word) {
            service_patterns(word).iter().map(|name| format!("{sign}{name}")).collect()
        } else {
            vec![item]
        }
    })
    .map(|item| Pattern::read(&item))
    .collect()
}

fn identity_type(values: &[&str], record: &Value) -> bool {
    let found = text(record, "userIdentity.type");
    words(values, |word| match found {
        None => word.eq_ignore_ascii_case("none"),
        Some(found) => Pattern::read(word).matches(found),
    })
}

pub(crate) fn failed(record: &Value) -> bool {
    let source = text(record, "eventSource").unwrap_or_default();
    let sign_in = source.eq_ignore_ascii_case("signin.amazonaws.com");
    let said = text(record, "eventName").and_then(|name| record.get("responseElements")?.get(name));
    text(record, "errorCode").is_some()
        || text(record, "errorMessage").is_some()
        || sign_in && said.and_then(Value::as_str) == Some("Failure")
}

pub(crate) fn outcome(record: &Value, word: &str) -> bool {
    let code = text(record, "errorCode").unwrap_or_default().to_ascii_lowercase();
    let parts = ["accessdenied", "unauthorized", "notauthorized", "authorizationerror"];
    match word {
        "ok" => !failed(record),
        "failed" => failed(record),
        "denied" => parts.iter().any(|part| code.contains(part)),
        unknown => panic!("no outcome {unknown}"),
    }
}

/// An address, a block or a pattern against the source address.
fn address(record: &Value, word: &str) -> bool {
    let Some(found) = text(record, "sourceIPAddress") else { return false };
    let bits_of = |text: &str| text.parse().map(bits).ok();
    if let Some(asked) = bits_of(word) {
        return bits_of(found) == Some(asked);
    }
    if let Some((start, length)) = block(word) {
        let found = bits_of(found).unwrap_or_default();
        return found.len() == start.len() && found[..length] == start[..length];
    }
    Pattern::read(word).matches(found)
}

/// The first address of a block, and how much of it counts.
fn block(word: &str) -> Option<(String, usize)> {
    let (address, length) = word.split_once('/')?;
    Some((bits(address.parse().ok()?), length.parse().ok()?))
}

/// The bits of an address; IPv4 is IPv4 also where it is written as IPv6.
fn bits(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    }
}

/// Did a service act, or, for the chat bot, was it a command in a chat?
fn via(record: &Value, word: &str) -> bool {
    let invoked_by = text(record, "userIdentity.invokedBy");
    let mut patterns = vec![word.to_owned()];
    if is_bare(word) {
        patterns.extend(service_patterns(word));
    }
    let invoked = patterns.iter().any(|pattern| {
        invoked_by.is_some_and(|invoked_by| Pattern::read(pattern).matches(invoked_by))
    });
    invoked || word.eq_ignore_ascii_case("chatbot") && from_a_chat(record)
}

fn from_a_chat(record: &Value) -> bool {
    let chatty = |name: &str| name.to_ascii_lowercase().contains("chatbot");
    let name = text(record, "eventName").unwrap_or_default().to_ascii_lowercase();
    let assumes = name.starts_with("assumerole");
    let asked = text(record, "requestParameters.roleSessionName");
    identity::session(record).is_some_and(chatty) || assumes && asked.is_some_and(chatty)
}

/// Everything by which a resource can be asked for.
fn resources(record: &Value) -> Vec<&str> {
    let mut strings = Vec::new();
    if let Some(Value::Array(resources)) = record.get("resources") {
        for key in ["ARN", "ARNPrefix"] {
            strings.extend(resources.iter().filter_map(|resource| resource.get(key)?.as_str()));
        }
    }
    for field in ["requestParameters", "responseElements"] {
        strings_within(record.get(field).unwrap_or(&Value::Null), &mut strings);
    }
    let mut all = Vec::new();
    for string in strings.into_iter().map(str::trim) {
        all.push(string);
        if let Some(resource) = arn_resource(string) {
            all.extend([resource, resource.strip_suffix(":*").unwrap_or(resource)]);
            all.extend(resource.split([':', '/']));
            for (at, divider) in resource.match_indices([':', '/']) {
                let tails = [&resource[at + 1..], &resource[at..]];
                for tail in &tails[..if divider == "/" { 2 } else { 1 }] {
                    all.extend([tail, tail.strip_suffix(":*").unwrap_or(tail)]);
                }
            }
        }
    }
    all.retain(|string| !string.is_empty());
    all
}

fn strings_within<'a>(value: &'a Value, strings: &mut Vec<&'a str>) {
    match value {
        Value::String(string) => strings.push(string),
        Value::Array(values) => values.iter().for_each(|value| strings_within(value, strings)),
        Value::Object(values) => values.values().for_each(|value| strings_within(value, strings)),
        _ => {}
    }
}

/// Was MFA used? None where that is not recorded.
pub(crate) fn mfa(record: &Value) -> Option<bool> {
    let session = || boolean(record, "userIdentity.sessionContext.attributes.mfaAuthenticated");
    let folded = |path| text(record, path).map(str::to_ascii_lowercase);
    if folded("eventName").as_deref() != Some("consolelogin") {
        return session();
    }
    let used = match folded("additionalEventData.MFAUsed").as_deref() {
        _ if session() == Some(true) => Some(true),
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => session(),
    };
    // Whether the identity provider asked for it is not known to AWS.
    let federated = [
        "assumedrole",
        "role",
        "federateduser",
        "samluser",
        "webidentityuser",
        "identitycenteruser",
        "directory",
    ];
    let kind = folded("userIdentity.type").unwrap_or_default();
    used.filter(|used| *used || !federated.contains(&kind.as_str()))
}

/// Is another account recorded than the one that received the event? None where none is.
pub(super) fn crosses_accounts(record: &Value) -> Option<bool> {
    let mut others: Vec<&str> = text(record, "userIdentity.accountId").into_iter().collect();
    let resources = record.get("resources").and_then(Value::as_array);
    others.extend(resources.into_iter().flatten().filter_map(|one| text(one, "accountId")));
    let name = text(record, "eventName").unwrap_or_default().to_ascii_lowercase();
    if name.starts_with("assumerole") {
        let arn = text(record, "requestParameters.roleArn").unwrap_or_default();
        others.extend(arn_resource(arn).and_then(|_| arn.split(':').nth(4)));
    }
    if name == "assumeroot" {
        let target = text(record, "requestParameters.targetPrincipal").unwrap_or_default();
        others.extend([Some(target), target.split(':').nth(4)].into_iter().flatten());
    }
    let is_account = |one: &str| one.len() == 12 && one.chars().all(|one| one.is_ascii_digit());
    others.retain(|one| is_account(one));
    let own = text(record, "recipientAccountId").filter(|own| is_account(own))?;
    (!others.is_empty()).then(|| others.iter().any(|other| *other != own))
}

/// Whether the text is negated, and whether the raw record contains it.
fn in_text(value: &str, raw: &str) -> (bool, bool) {
    let (negated, value) = match value.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    if value.starts_with('/') {
        return (negated, Pattern::read(value).matches(raw));
    }
    (negated, raw.to_ascii_lowercase().contains(&value.to_ascii_lowercase()))
}
