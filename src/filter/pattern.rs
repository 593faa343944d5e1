//! Patterns: which values are meant.
//!
//! A pattern must match the whole value, ASCII case ignored. `*` and `?` are wildcards, `/…/` is a
//! regular expression found anywhere in the value, a backslash takes the next character as it is.
//! Several are joined by *or*; the negated ones by *and not*. No pattern takes more time than the
//! value's length times its own: the wildcard matcher goes back to one place only, and the regex
//! crate never goes back. How patterns are typed is [`typed`](super::typed)'s business.

use std::{borrow::Cow, collections::HashSet};

use regex::{Regex, RegexBuilder};

use super::typed::{Typed, regex_text};
use crate::{text::counted, wrong::Wrong};

/// One compiled pattern.
#[derive(Clone, Debug)]
enum Pattern {
    Exact(Box<str>),
    Wild(Box<[Token]>),
    Regex(Regex),
}

/// A part of a pattern with wildcards; letters in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    One(char),
    AnyOne,
    AnyRun,
}

impl Pattern {
    fn compile(text: &str) -> Result<Pattern, Wrong> {
        if let Some(regex) = regex_text(text) {
            return compile_regex(regex).map(Pattern::Regex);
        }
        let tokens = tokens(text);
        let literal: Option<String> = tokens
            .iter()
            .map(|token| match token {
                Token::One(character) => Some(*character),
                Token::AnyOne | Token::AnyRun => None,
            })
            .collect();
        Ok(match literal {
            Some(literal) => Pattern::Exact(literal.to_ascii_lowercase().into()),
            None => Pattern::Wild(tokens.into()),
        })
    }
}

/// Compiles a regular expression; it ignores case unless it says `(?-i)` itself.
pub(crate) fn compile_regex(regex: &str) -> Result<Regex, Wrong> {
    RegexBuilder::new(regex).case_insensitive(true).build().map_err(|error| {
        let wrong = |fault: String| Wrong::new(format!("`/{regex}/`"), fault);
        if let regex::Error::CompiledTooBig(bytes_max) = error {
            let room = counted(bytes_max as u64, "byte");
            return wrong(format!("too large: compiled, it takes more than {room}"))
                .hint("repeat less: `{1000}` stands for its part written a thousand times");
        }
        let words = error.to_string();
        let reason = words.lines().last().unwrap_or_default();
        let reason = reason.strip_prefix("error: ").unwrap_or(reason);
        wrong(format!("not a regular expression: {reason}"))
            .hint("put a backslash before a character that is meant as it is, such as \\( or \\.")
    })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '*' if tokens.last() == Some(&Token::AnyRun) => continue,
            '*' => Token::AnyRun,
            '?' => Token::AnyOne,
            '\\' => Token::One(characters.next().unwrap_or('\\').to_ascii_lowercase()),
            other => Token::One(other.to_ascii_lowercase()),
        });
    }
    tokens
}

/// Matches wildcards by going back only to the latest `*`, which is enough: an earlier one can give
/// nothing that the latest could not.
fn matches_wild(tokens: &[Token], value: &str) -> bool {
    let mut rest = value.chars();
    let mut at = 0;
    let mut retry: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = rest.clone();
        let next = ahead.next();
        match (tokens.get(at), next) {
            (Some(Token::AnyRun), _) => {
                at += 1;
                retry = Some((at, rest.clone()));
                continue;
            }
            (Some(Token::AnyOne), Some(_)) => {
                at += 1;
                rest = ahead;
                continue;
            }
            (Some(Token::One(wanted)), Some(character))
                if character.to_ascii_lowercase() == *wanted =>
            {
                at += 1;
                rest = ahead;
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((token, from)) = &mut retry else { return false };
        if from.next().is_none() {
            return false;
        }
        at = *token;
        rest = from.clone();
    }
}

/// Patterns joined by *or*. Exact ones are looked up at once, so that a list of thousands of names
/// costs no more than one.
#[derive(Clone, Debug, Default)]
struct AnyOf {
    exact: HashSet<Box<str>>,
    wild: Vec<Box<[Token]>>,
    regexes: Vec<Regex>,
}

impl AnyOf {
    fn add(&mut self, pattern: Pattern) {
        match pattern {
            Pattern::Exact(text) => drop(self.exact.insert(text)),
            Pattern::Wild(tokens) => self.wild.push(tokens),
            Pattern::Regex(regex) => self.regexes.push(regex),
        }
    }

    fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.wild.is_empty() && self.regexes.is_empty()
    }

    fn matches(&self, value: &str) -> bool {
        self.matches_exactly(value)
            || self.wild.iter().any(|tokens| matches_wild(tokens, value))
            || self.regexes.iter().any(|regex| regex.is_match(value))
    }

    fn side(&self, takes_absent: bool) -> Side<'_> {
        let mut exact: Vec<&str> = self.exact.iter().map(AsRef::as_ref).collect();
        exact.sort_unstable();
        Side { exact, wild: &self.wild, regexes: &self.regexes, takes_absent }
    }

    fn matches_exactly(&self, value: &str) -> bool {
        match self.exact.len() {
            0 => false,
            // Folding a copy for the hash costs more than a few comparisons.
            1..=4 => self.exact.iter().any(|text| value.eq_ignore_ascii_case(text)),
            _ => {
                let folded: Cow<'_, str> = if value.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    Cow::Owned(value.to_ascii_lowercase())
                } else {
                    Cow::Borrowed(value)
                };
                self.exact.contains(folded.as_ref())
            }
        }
    }
}

/// Patterns of which one must match, for who says them in other words.
#[derive(Clone, Debug)]
pub(crate) struct Side<'p> {
    /// In lower case, and in order.
    pub(crate) exact: Vec<&'p str>,
    pub(crate) wild: &'p [Box<[Token]>],
    pub(crate) regexes: &'p [Regex],
    /// Whether an absent value is among them.
    pub(crate) takes_absent: bool,
}

/// Everything that was asked of one field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    wanted: AnyOf,
    unwanted: AnyOf,
    absent_wanted: bool,
    absent_unwanted: bool,
    any_wanted: bool,
}

impl Patterns {
    /// `expand` says what a pattern stands for (a service's name stands for its event sources).
    pub(crate) fn compile<'t>(
        typed: &'t [Typed],
        expand: impl Fn(&'t str) -> Vec<Cow<'t, str>>,
    ) -> Result<Patterns, Wrong> {
        let mut patterns = Patterns::default();
        for item in typed {
            patterns.any_wanted |= !item.negated;
            let side = if item.negated { &mut patterns.unwanted } else { &mut patterns.wanted };
            for text in expand(&item.text) {
                side.add(Pattern::compile(&text)?);
            }
        }
        Ok(patterns)
    }

    pub(crate) fn plain(typed: &[Typed]) -> Result<Patterns, Wrong> {
        Patterns::compile(typed, |text| vec![Cow::Borrowed(text)])
    }

    /// Patterns of which none is negated.
    pub(crate) fn any_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Patterns, Wrong> {
        let items = texts.into_iter().map(|text| Typed { negated: false, text: text.to_owned() });
        Patterns::plain(&items.collect::<Vec<_>>())
    }

    /// Lets `none` mean that a value is absent.
    pub(crate) fn plain_or_none(typed: &[Typed]) -> Result<Patterns, Wrong> {
        let is_none = |item: &&Typed| item.text.eq_ignore_ascii_case("none");
        let values: Vec<Typed> = typed.iter().filter(|item| !is_none(item)).cloned().collect();
        let mut patterns = Patterns::plain(&values)?;
        for none in typed.iter().filter(is_none) {
            patterns.any_wanted |= !none.negated;
            patterns.absent_wanted |= !none.negated;
            patterns.absent_unwanted |= none.negated;
        }
        Ok(patterns)
    }

    /// What is wanted, and what is not.
    pub(crate) fn sides(&self) -> (Side<'_>, Side<'_>) {
        let wanted = self.wanted.side(self.absent_wanted);
        (wanted, self.unwanted.side(self.absent_unwanted))
    }

    /// Whether a value must be wanted, and it is not enough that it is not unwanted.
    pub(crate) fn want_any(&self) -> bool {
        self.any_wanted
    }

    /// Whether a field that may be absent passes.
    pub(crate) fn pass(&self, value: Option<&str>) -> bool {
        self.pass_all(|accept| value.is_some_and(accept))
    }

    /// Whether a pattern that is not negated matches.
    pub(super) fn take(&self, value: &str) -> bool {
        self.wanted.matches(value)
    }

    /// Whether a field of several values passes: one of them is wanted, if any is, and none is
    /// unwanted. `any` runs through the values and stops when it is told that one was accepted.
    pub(crate) fn pass_all(&self, any: impl Fn(&mut dyn FnMut(&str) -> bool) -> bool) -> bool {
        let mut absent = true;
        if !self.unwanted.is_empty() || self.absent_unwanted {
            let refused = any(&mut |value| {
                absent = false;
                self.unwanted.matches(value)
            });
            if refused || (absent && self.absent_unwanted) {
                return false;
            }
        }
        if !self.any_wanted {
            return true;
        }
        let mut absent = true;
        let found = any(&mut |value| {
            absent = false;
            self.wanted.matches(value)
        });
        found || (absent && self.absent_wanted)
    }
}

#[cfg(any(test, fuzzing))]
pub(crate) mod obvious;
#[cfg(test)]
mod tests;
