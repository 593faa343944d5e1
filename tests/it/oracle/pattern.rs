//! Patterns, tried in every possible way: wildcards by recursion, lists by hand.

use regex::RegexBuilder;

/// One item of a list.
pub(crate) struct Pattern {
    pub(crate) negated: bool,
    test: Test,
}

enum Test {
    Whole(Vec<Token>),
    Anywhere(regex::Regex),
}

enum Token {
    One(char),
    AnyOne,
    AnyMany,
}

impl Pattern {
    pub(crate) fn read(item: &str) -> Pattern {
        let (negated, rest) = match item.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, item),
        };
        let expression = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let test = match expression {
            Some(expression) => Test::Anywhere(regex(expression)),
            None => Test::Whole(tokens(rest)),
        };
        Pattern { negated, test }
    }

    /// Whether the text matches; that the pattern may be negated is left to the caller.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.test {
            Test::Whole(tokens) => whole(tokens, &text.chars().collect::<Vec<_>>()),
            Test::Anywhere(expression) => expression.is_match(text),
        }
    }
}

/// A regular expression found anywhere, whatever the case.
pub(crate) fn regex(expression: &str) -> regex::Regex {
    RegexBuilder::new(expression).case_insensitive(true).build().expect("a regular expression")
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '*' => Token::AnyMany,
            '?' => Token::AnyOne,
            '\\' => Token::One(characters.next().expect("a character behind the backslash")),
            other => Token::One(other),
        });
    }
    tokens
}

fn whole(pattern: &[Token], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((Token::AnyMany, rest)) => (0..=text.len()).any(|skip| whole(rest, &text[skip..])),
        Some((Token::AnyOne, rest)) => !text.is_empty() && whole(rest, &text[1..]),
        Some((Token::One(one), rest)) => {
            text.first().is_some_and(|first| first.eq_ignore_ascii_case(one))
                && whole(rest, &text[1..])
        }
    }
}

/// Some text matches a positive pattern, if there are any, and none matches a negated one.
pub(crate) fn any_text(patterns: &[Pattern], texts: &[&str]) -> bool {
    let matches = |pattern: &Pattern| texts.iter().any(|text| pattern.matches(text));
    let (negated, positive): (Vec<&Pattern>, Vec<&Pattern>) =
        patterns.iter().partition(|pattern| pattern.negated);
    (positive.is_empty() || positive.into_iter().any(matches)) && !negated.into_iter().any(matches)
}

/// The items between the commas. A comma behind a backslash or inside `/…/` is none of them.
pub(crate) fn items(list: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut in_expression = false;
    let mut characters = list.chars().peekable();
    while let Some(character) = characters.next() {
        let item = items.last_mut().expect("there is one from the start");
        match character {
            ',' if !in_expression => {
                items.push(String::new());
                continue;
            }
            '/' if item.is_empty() || item == "!" => in_expression = true,
            '/' if characters.peek().is_none_or(|next| *next == ',') => in_expression = false,
            _ => {}
        }
        item.push(character);
        if character == '\\' {
            item.extend(characters.next());
        }
    }
    items
}
