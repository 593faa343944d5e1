//! From the filter flags, as typed, to conditions.

use std::{borrow::Cow, fs, path::Path};

use regex::RegexBuilder;

use crate::{
    cli::filter_args::FilterArgs,
    event::{Access, Outcome},
    filter::{
        Addresses, Choice, Condition, Invoker, Search,
        comparison::Comparison,
        pattern::{Patterns, compile_regex},
        typed::{Commas, Typed, regex_text, take_apart},
    },
    net::{Block, Blocks},
    services,
    text::in_words,
    time::{self, TimeRange, Timestamp, Zone},
    wrong::{Wrong, did_you_mean},
};

/// Every condition that the filter flags ask for.
pub(crate) fn conditions(
    typed: &FilterArgs,
    now: Timestamp,
    zone: Zone,
) -> Result<Vec<Condition>, Wrong> {
    let mut conditions = plain(typed)?;
    conditions.extend(special(typed)?);
    conditions.extend(yes_or_no("--mfa", typed.mfa.as_deref())?.map(Condition::Mfa));
    let crosses = yes_or_no("--cross-account", typed.cross_account.as_deref())?;
    conditions.extend(crosses.map(Condition::CrossAccount));
    let range = time_range(typed, now)?;
    if !range.is_everything() {
        conditions.push(Condition::Time(range));
    }
    for typed in &typed.conditions {
        conditions.push(Condition::Where(Comparison::parse(typed, now, zone, &load_patterns)?));
    }
    Ok(conditions)
}

/// Flags that take patterns for one field.
fn plain(typed: &FilterArgs) -> Result<Vec<Condition>, Wrong> {
    use Commas::{Belong, Separate};
    use Condition as C;
    type Flag<'t> = (&'t str, &'t [String], Commas, fn(Patterns) -> Condition);
    let flags: [Flag<'_>; 12] = [
        ("--name", &typed.name, Separate, C::Name),
        ("--error-code", &typed.error_code, Separate, C::ErrorCode),
        ("--principal", &typed.principal, Belong, C::Principal),
        ("--session-name", &typed.session_name, Belong, C::SessionName),
        ("--access-key", &typed.access_key, Separate, C::AccessKey),
        ("--region", &typed.region, Separate, C::Region),
        ("--user-agent", &typed.user_agent, Belong, C::UserAgent),
        ("--resource", &typed.resource, Belong, C::Resource),
        ("--category", &typed.category, Separate, C::Category),
        ("--event-type", &typed.event_type, Separate, C::EventType),
        ("--event-id", &typed.event_id, Separate, C::EventId),
        ("--request-id", &typed.request_id, Separate, C::RequestId),
    ];
    let typed = flags.into_iter().filter(|(_, values, ..)| !values.is_empty());
    typed
        .map(|(flag, values, commas, condition)| {
            let items = take_apart(values, commas, &load_patterns);
            let patterns = items.and_then(|items| Patterns::plain(&items));
            patterns.map(condition).map_err(|wrong| wrong.under(flag))
        })
        .collect()
}

/// Flags whose values mean more than a pattern for one field.
fn special(typed: &FilterArgs) -> Result<Vec<Condition>, Wrong> {
    use Commas::{BelongWithBlanks, Separate};
    use Condition as C;
    type Flag<'t> = (&'t str, &'t [String], Commas, fn(&[Typed]) -> Result<Condition, Wrong>);
    let flags: [Flag<'_>; 8] = [
        ("--source", &typed.source, Separate, |items| sources(items).map(C::Source)),
        ("--identity-type", &typed.identity_type, Separate, |items| {
            Patterns::plain_or_none(items).map(C::IdentityType)
        }),
        ("--account", &typed.account, Separate, |items| accounts(items).map(C::Account)),
        ("--outcome", &typed.outcome, Separate, |items| choice(items, &OUTCOMES).map(C::Outcome)),
        ("--ip", &typed.ip, Separate, |items| addresses(items).map(C::Address)),
        ("--via", &typed.via, Separate, |items| invokers(items).map(C::Via)),
        ("--access", &typed.access, Separate, |items| choice(items, &ACCESSES).map(C::Access)),
        ("--text", &typed.text, BelongWithBlanks, |items| texts(items).map(C::Text)),
    ];
    let typed = flags.into_iter().filter(|(_, values, ..)| !values.is_empty());
    typed
        .map(|(flag, values, commas, condition)| {
            let items = take_apart(values, commas, &load_patterns);
            items.and_then(|items| condition(&items)).map_err(|wrong| wrong.under(flag))
        })
        .collect()
}

const OUTCOMES: [(&str, Outcome); 3] =
    [("ok", Outcome::Ok), ("failed", Outcome::Failed), ("denied", Outcome::Denied)];

const ACCESSES: [(&str, Access); 3] =
    [("read", Access::Read), ("write", Access::Write), ("unknown", Access::Unknown)];

/// One word, and not negated: `yes` and `no` leave out what is not recorded, `!yes` would not.
fn yes_or_no(flag: &str, typed: Option<&str>) -> Result<Option<bool>, Wrong> {
    let Some(word) = typed else { return Ok(None) };
    let items = [Typed { negated: false, text: word.trim().to_owned() }];
    let meant = choice(&items, &[("yes", true), ("no", false)]);
    let meant = meant.map_err(|wrong| wrong.under(flag))?;
    Ok(Some(meant.wanted.contains(&true)))
}

pub(super) fn load_patterns(file: &str) -> Result<String, Wrong> {
    fs::read_to_string(Path::new(file))
        .map_err(|error| Wrong::new(format!("`@{file}`"), in_words(&error)))
        .map_err(|wrong| wrong.hint("a pattern that begins with @ is written \\@"))
}

pub(crate) fn time_range(typed: &FilterArgs, now: Timestamp) -> Result<TimeRange, Wrong> {
    let bound = |flag: &str, typed: &Option<String>| {
        let bound = typed.as_deref().map(|typed| time::parse_bound(typed, now)).transpose();
        bound.map_err(|wrong| wrong.under(flag))
    };
    TimeRange::new(bound("--since", &typed.since)?, bound("--until", &typed.until)?)
}

/// Whether a value stands for a service: it holds nothing that a pattern or a host name would.
fn is_bare(text: &str) -> bool {
    !text.contains(['.', '*', '?', '/', '\\'])
}

fn sources(items: &[Typed]) -> Result<Patterns, Wrong> {
    Patterns::compile(items, |text| {
        if !is_bare(text) {
            return vec![Cow::Borrowed(text)];
        }
        services::event_source_patterns(text).into_iter().map(Cow::Owned).collect()
    })
}

/// The console shows an account as `1234-5678-9012`, and logs hold it without the dashes.
fn accounts(items: &[Typed]) -> Result<Patterns, Wrong> {
    Patterns::compile(items, |text| {
        let digits = text.replace('-', "");
        let shown = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
        vec![if shown { Cow::Owned(digits) } else { Cow::Borrowed(text) }]
    })
}

/// `invokedBy` holds a service's host name or words such as `AWS Internal`, so a bare name is also
/// taken as it is; and a service may act under a name that it does not log under.
fn invokers(items: &[Typed]) -> Result<Choice<Invoker>, Wrong> {
    let mut choice = Choice::default();
    for Typed { negated, text } in items {
        let mut patterns = vec![text.clone()];
        if is_bare(text) {
            patterns.push(format!("{text}.amazonaws.com"));
            patterns.extend(services::event_source_patterns(text));
        }
        let service = Patterns::any_of(patterns.iter().map(String::as_str))?;
        choice.add(*negated, Invoker { service, chat: text.eq_ignore_ascii_case("chatbot") });
    }
    Ok(choice)
}

fn addresses(items: &[Typed]) -> Result<Choice<Addresses>, Wrong> {
    let mut choice = Choice::default();
    for negated in [false, true] {
        let (mut blocks, mut others) = (Vec::new(), Vec::new());
        for item in items.iter().filter(|item| item.negated == negated) {
            match Block::parse(&item.text)? {
                Some(block) => blocks.push(block),
                None => others.push(item.text.as_str()),
            }
        }
        if !(blocks.is_empty() && others.is_empty()) {
            let (blocks, patterns) = (Blocks::new(&blocks), Patterns::any_of(others)?);
            choice.add(negated, Addresses { blocks, patterns });
        }
    }
    Ok(choice)
}

fn texts(items: &[Typed]) -> Result<Choice<Search>, Wrong> {
    let mut choice = Choice::default();
    for Typed { negated, text } in items {
        let search = match regex_text(text) {
            Some(regex) => Search { regex: compile_regex(regex)?, plain: None },
            None => plain_text(text)?,
        };
        choice.add(*negated, search);
    }
    Ok(choice)
}

/// Plain text as a regular expression. ASCII case alone is ignored, as in patterns: hence not the
/// Unicode folding of the regex crate.
fn plain_text(text: &str) -> Result<Search, Wrong> {
    let literal = ["\\!", "\\@", "\\/"].iter().any(|escaped| text.starts_with(escaped));
    let text = if literal { &text[1..] } else { text };
    let mut regex = String::new();
    for character in text.chars() {
        if character.is_ascii_alphabetic() {
            let (lower, upper) = (character.to_ascii_lowercase(), character.to_ascii_uppercase());
            regex.extend(['[', lower, upper, ']']);
        } else {
            regex.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
        }
    }
    let regex = RegexBuilder::new(&regex).build().map_err(|_| {
        Wrong::new("the text", "too long").hint("a part of it finds the same records")
    })?;
    Ok(Search { regex, plain: Some(text.to_owned()) })
}

/// Words of a closed set; all that are listed may be negated.
fn choice<T: Copy>(items: &[Typed], words: &[(&str, T)]) -> Result<Choice<T>, Wrong> {
    let mut choice = Choice::default();
    for item in items {
        let known = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&item.text));
        let Some((_, meant)) = known else {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let near = did_you_mean(&item.text, all.iter().copied());
            let hint = near.unwrap_or_else(|| format!("use one of {}", all.join(", ")));
            return Err(Wrong::new(format!("`{}`", item.text), "unknown value").hint(hint));
        };
        choice.add(item.negated, *meant);
    }
    Ok(choice)
}
