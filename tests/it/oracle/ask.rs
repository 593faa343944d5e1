//! Generated questions, in the words that generated events are made of.

use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};

use super::{evaluate::Asked, generate::Words, time};

/// A question of a few flags.
pub(crate) fn question() -> impl Strategy<Value = Vec<Asked>> {
    let several = prop_oneof![3 => vec(flag(), 1..3), 1 => vec(flag(), 3..5)];
    several.prop_map(|mut question: Vec<Asked>| {
        // These are asked once; and a range that can hold nothing is refused.
        for once in ["since", "until", "mfa", "cross-account"] {
            let mut seen = false;
            question.retain(|(flag, _)| flag != once || !std::mem::replace(&mut seen, true));
        }
        let bound = |flag| question.iter().find(|(other, _)| other == flag);
        let bounds = bound("since").zip(bound("until"));
        let range = bounds.map(|((_, since), (_, until))| (time::asked(since), time::asked(until)));
        if range.is_some_and(|(since, until)| since >= until) {
            question.retain(|(flag, _)| flag != "until");
        }
        question
    })
}

fn flag() -> impl Strategy<Value = Asked> {
    let services = ["connect", "chime", "s3", "sts", "chatbot", "Signin", "nothing"];
    let words: [(&str, &[&[&'static str]]); 18] = [
        ("source", &[Words::SOURCE]),
        ("name", &[Words::NAME]),
        ("identity-type", &[Words::IDENTITY, &["none", "NONE"]]),
        ("error-code", &[Words::CODE]),
        ("principal", &[Words::ARN, Words::PRINCIPAL, Words::PERSON, WHO]),
        ("session-name", &[Words::SESSION]),
        ("access-key", &[Words::KEY]),
        ("account", &[Words::ACCOUNT]),
        ("region", &[Words::REGION]),
        ("user-agent", &[Words::AGENT]),
        ("ip", &[Words::ADDRESS]),
        ("via", &[Words::INVOKER]),
        ("resource", &[Words::ARN, Words::THING, PIECES]),
        ("category", &[Words::CATEGORY]),
        ("event-type", &[Words::KIND]),
        ("event-id", &[Words::ID]),
        ("request-id", &[Words::ID]),
        ("error-code", &[&["*"]]),
    ];
    let mut flags: Vec<BoxedStrategy<Asked>> = Vec::new();
    for (name, words) in words {
        let value = patterns(words.concat(), !SINGLE.contains(&name));
        flags.push(named(name, value));
    }
    for name in ["source", "via"] {
        flags.push(named(name, list(negatable(select(services.to_vec())), 3)));
    }
    flags.push(named("ip", list(negatable(select(BLOCKS)), 3)));
    flags.push(named("outcome", list(negatable(select(vec!["ok", "failed", "denied"])), 2)));
    flags.push(named("access", list(negatable(select(vec!["read", "write", "unknown"])), 2)));
    for name in ["mfa", "cross-account"] {
        flags.push(named(name, select(vec!["yes", "no"]).prop_map(str::to_owned)));
    }
    for name in ["since", "until"] {
        let time = select([Words::TIME, WHEN].concat());
        flags.push(named(name, time.prop_map(str::to_owned)));
    }
    flags.push(named("text", text()));
    for _ in 0..3 {
        flags.push(named("where", condition()));
    }
    Union::new(flags)
}

/// Flags whose values are not lists.
const SINGLE: &[&str] = &["principal", "session-name", "user-agent", "resource"];

const WHO: &[&str] =
    &["root@123456789012", "Admin/chatbot-session", "account 123456789012", "dave", "John"];

const PIECES: &[&str] = &["alice", "role", "function:one:2", "one", "2024", "root", "Admin", "s3"];

const BLOCKS: &[&str] = &[
    "192.0.2.0/24",
    "192.0.2.1/32",
    "0.0.0.0/0",
    "2001:db8::/32",
    "2001:db8::/48",
    "::/0",
    "2001:DB8:0::1",
    "192.0.2.1",
];

const WHEN: &[&str] = &[
    "2024-05-02",
    "2024-05-01 10:00",
    "2024-05-01T10:00:01",
    "36h",
    "7d",
    "1w",
    "9000m",
    "2024-05-02T00:00:00.2Z",
];

fn named(
    name: &'static str,
    value: impl Strategy<Value = String> + 'static,
) -> BoxedStrategy<Asked> {
    value.prop_map(move |value| (name.to_owned(), value)).boxed()
}

fn negatable(words: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    (words, prop::bool::weighted(0.25)).prop_map(|(word, negated)| {
        let sign = if negated { "!" } else { "" };
        format!("{sign}{word}")
    })
}

fn list(item: impl Strategy<Value = String>, most: usize) -> impl Strategy<Value = String> {
    vec(item, 1..=most).prop_map(|items| items.join(","))
}

/// One pattern about the words, or a list of them.
fn patterns(words: Vec<&'static str>, listed: bool) -> impl Strategy<Value = String> {
    list(pattern(words), if listed { 6 } else { 1 })
}

/// A pattern that one of the words gave rise to.
fn pattern(words: Vec<&'static str>) -> impl Strategy<Value = String> {
    let shape =
        (select(words), 0..14, any::<prop::sample::Index>()).prop_map(|(word, shape, at)| {
            let characters: Vec<char> = word.chars().collect();
            let at = at.index(characters.len());
            let (head, tail): (String, String) =
                (characters[..at].iter().collect(), characters[at..].iter().collect());
            let rest: String = characters[at + 1..].iter().collect();
            match shape {
                0 => format!("{}*", literal(&head)),
                1 => format!("*{}", literal(&tail)),
                2 => format!("{}?{}", literal(&head), literal(&rest)),
                3 => format!("*{}*", literal(&rest)),
                4 => format!("{}*{}", literal(&head), literal(&rest)),
                5 => literal(&word.to_uppercase()),
                6 => format!("/{}/", expression(&tail)),
                7 => format!("/^{}/", expression(&head)),
                8 => format!("/^(x|{})$/", expression(word)),
                9 => format!("/{}$|,/", expression(&rest)),
                _ => literal(word),
            }
        });
    let some = prop_oneof![12 => shape, 1 => Just("*".to_owned()), 1 => "[a-e]{1,3}"];
    (some, prop::bool::weighted(0.25)).prop_map(|(pattern, negated)| match negated {
        true => format!("!{pattern}"),
        false => pattern,
    })
}

/// The pattern of exactly this text; of no text, something that matches nothing.
fn literal(text: &str) -> String {
    if text.is_empty() {
        return "-".to_owned();
    }
    let mut pattern = String::new();
    for (at, one) in text.chars().enumerate() {
        if "*?\\,".contains(one) || at == 0 && "!/@".contains(one) {
            pattern.push('\\');
        }
        pattern.push(one);
    }
    pattern
}

fn expression(text: &str) -> String {
    if text.is_empty() {
        return "-".to_owned();
    }
    regex::escape(text).replace('/', "\\/")
}

fn text() -> impl Strategy<Value = String> {
    let texts = vec![
        "amazonaws",
        "ALICE",
        "\"Failure\"",
        "größe",
        "\\u003d",
        "u0041",
        "x=y",
        "/assumed-role|logs/",
        "/\"place\": ?1[0-9]/",
        "\u{1f600}",
        "back\\\\slash",
        ":null",
        "no such text",
    ];
    negatable(select(texts))
}

/// A condition on a field.
fn condition() -> impl Strategy<Value = String> {
    let paths = vec![
        "requestParameters.bucketName",
        "requestParameters.count",
        "requestParameters.items",
        "requestParameters.items.id",
        "requestParameters.items.items.name",
        "requestParameters.items.größe",
        "responseElements.roleArn",
        "resources.ARN",
        "resources",
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        "userIdentity.sessionContext.sessionIssuer",
        "userIdentity.arn",
        "eventTime",
        "errorCode",
        "readOnly",
        "place",
        "no.such.path",
    ];
    let words = [Words::THING, Words::ARN, Words::TIME, &["5", "2.5", "true", "7"]].concat();
    let numbers = ["-1", "0", "5", "2.5", "1e3", "10", "7"];
    let operands = [&numbers[..], Words::TIME, &["2024-05-02", "7d"]].concat();
    let expressions = vec!["^logs", "a", "ARN:aws", "^5", "e$", "^(true|false)$"];
    let end = prop_oneof![
        3 => (select(vec!["=", "!="]), pattern(words))
            .prop_map(|(op, pattern)| format!("{op} {pattern}")),
        3 => (select(vec!["<", "<=", ">", ">="]), select(operands))
            .prop_map(|(op, operand)| format!("{op} {operand}")),
        1 => select(expressions).prop_map(|expression| format!("~ {expression}")),
        1 => select(vec!["exists".to_owned(), "missing".to_owned()]),
    ];
    (select(paths), end).prop_map(|(path, end)| {
        // A number is no time, and refused.
        let is_number = end.split(' ').nth(1).is_some_and(|word| word.parse::<f64>().is_ok());
        let end = if path == "eventTime" && end.starts_with(['<', '>']) && is_number {
            ">= 2024-05-02".to_owned()
        } else {
            end
        };
        format!("{path} {end}")
    })
}
