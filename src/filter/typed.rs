//! Patterns as a person types them, taken apart: lists, `!`, `@FILE`.
//!
//! A comma separates where a value cannot hold one, a leading `!` negates, `@FILE` stands for one
//! pattern a line. What could match nothing is refused here, because an empty answer to a slip
//! looks like an answer. What a pattern matches is [`pattern`](super::pattern)'s business.

use crate::wrong::Wrong;

/// Whether a comma separates patterns: only where a value cannot hold one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Commas {
    Separate,
    Belong,
    /// As do blanks around the value.
    BelongWithBlanks,
}

/// One pattern as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) negated: bool,
    pub(crate) text: String,
}

/// Reads a file of patterns: given its name, its text.
pub(crate) type Load<'l> = dyn Fn(&str) -> Result<String, Wrong> + 'l;

/// Takes apart what was typed: lists, `!` and `@FILE`.
pub(crate) fn take_apart(
    values: &[String],
    commas: Commas,
    load: &Load<'_>,
) -> Result<Vec<Typed>, Wrong> {
    let mut typed = Vec::new();
    for value in values {
        let items = match commas {
            Commas::Separate => split(value),
            Commas::Belong => vec![value.trim()],
            Commas::BelongWithBlanks => vec![value.as_str()],
        };
        for item in items {
            let (negated, text) = negation(item);
            let text = if commas == Commas::BelongWithBlanks { text } else { text.trim_start() };
            if text.is_empty() && commas == Commas::Separate && value.contains(',') {
                return Err(Wrong::new(format!("`{value}`"), "nothing beside a comma")
                    .hint("take the comma away, or put a backslash before one that is meant"));
            }
            let before = typed.len();
            match text.strip_prefix('@') {
                None => typed.push(Typed { negated, text: text.to_owned() }),
                Some(file) => lines(file, negated, load, &mut typed)?,
            }
            if commas == Commas::Separate {
                typed[before..].iter().try_for_each(|item| plausible(&item.text))?;
            }
        }
    }
    match typed.iter().find(|item| item.text.is_empty()) {
        None => Ok(typed),
        Some(_) => Err(Wrong::new("`` (an empty pattern)", "matches nothing")
            .hint("for events without a value, negate a pattern that takes any: '!*'")),
    }
}

/// Refuses what stands in no value of the fields that take lists, and so could match nothing: a
/// list that says "not used" because of a comment in it is worse than none.
fn plausible(text: &str) -> Result<(), Wrong> {
    if regex_text(text).is_some() {
        return Ok(());
    }
    if text.starts_with('/') {
        return Err(Wrong::new(format!("`{text}`"), "no `/` ends the regular expression")
            .hint("write /…/ and nothing behind it; case is ignored without an `i`"));
    }
    let meant = text.contains(['\\', '*', '?']);
    match text.chars().find(|letter| matches!(letter, ',' | ';' | '"' | '\'')) {
        Some(letter) if !meant => Err(Wrong::new(
            format!("`{text}`"),
            format!("a value that holds `{letter}` is none of this field's"),
        )
        .hint(
            "in a list each line is one pattern, and a comment begins with ` #`; put a backslash \
             before a sign that is meant",
        )),
        _ => Ok(()),
    }
}

fn negation(item: &str) -> (bool, &str) {
    match item.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, item),
    }
}

fn lines(
    file: &str,
    all_negated: bool,
    load: &Load<'_>,
    typed: &mut Vec<Typed>,
) -> Result<(), Wrong> {
    let text = load(file)?;
    let before = typed.len();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    for line in text.lines().map(uncommented).filter(|line| !line.is_empty()) {
        let (negated, text) = negation(line);
        let text = text.trim_start();
        if negated && all_negated {
            return Err(Wrong::new(
                format!("`!@{file}`"),
                "negates a list that holds negated patterns",
            )
            .hint("give the two kinds in two files"));
        }
        typed.push(Typed { negated: negated || all_negated, text: text.to_owned() });
    }
    if typed.len() == before {
        return Err(Wrong::new(format!("`@{file}`"), "holds no pattern")
            .hint("write one pattern a line; what follows a # is left out"));
    }
    Ok(())
}

/// A line of a list without its comment, which begins with `#` at the start or behind a blank.
fn uncommented(line: &str) -> &str {
    let comment = line.char_indices().find(|(at, letter)| {
        *letter == '#' && line[..*at].chars().next_back().is_none_or(char::is_whitespace)
    });
    line[..comment.map_or(line.len(), |(at, _)| at)].trim()
}

/// Splits at commas, but not behind a backslash and not inside `/…/`.
fn split(value: &str) -> Vec<&str> {
    let bytes = value.as_bytes();
    let mut items = Vec::new();
    let mut start = 0;
    while start <= bytes.len() {
        let end = item_end(bytes, start);
        items.push(value.get(start..end).unwrap_or_default().trim());
        start = end + 1;
    }
    items
}

fn item_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'!')) {
        at += 1;
    }
    if bytes.get(at) == Some(&b'/')
        && let Some(end) = regex_end(bytes, at)
    {
        return end;
    }
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b',' => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The position behind the slash that closes a regular expression: one with a comma or nothing
/// behind it.
fn regex_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'/' => {
                let behind = crate::json::skip_blanks(bytes, at + 1);
                if matches!(bytes.get(behind), None | Some(b',')) {
                    return Some(behind);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The inside of `/…/`.
pub(crate) fn regex_text(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/').filter(|regex| !regex.is_empty())
}
