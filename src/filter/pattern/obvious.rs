//! Patterns, matched by trying every possibility.
//!
//! Only tests and fuzzing have this.

use regex::{Regex, RegexBuilder};

use super::{Patterns, Typed};
use crate::filter::typed::{Commas, take_apart};

/// One pattern of a list.
struct Item<'t> {
    negated: bool,
    text: &'t str,
    /// What stands between slashes.
    regex: Option<Regex>,
}

/// Matches what is typed in the first line with the rest, and with itself. Panics where a pattern
/// matches otherwise than it should, or is refused without a word.
pub(crate) fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (typed, value) = text.split_once('\n').unwrap_or((&text, ""));
    // `@FILE` has whatever is left for its lines.
    let load = |_: &str| Ok(value.to_owned());
    let mut lists = [Commas::Separate, Commas::Belong, Commas::BelongWithBlanks]
        .map(|commas| take_apart(&[typed.to_owned()], commas, &load).unwrap_or_default())
        .to_vec();
    lists.dedup();
    for list in &lists {
        match Patterns::plain(list) {
            Ok(patterns) => check_list(&patterns, list, &[value, typed]),
            Err(wrong) => {
                let words = wrong.to_string();
                let reasons = ["not a regular expression: ", "too large: "];
                assert!(reasons.iter().any(|reason| words.contains(reason)), "{words}");
                assert!(!words.ends_with(['.', ' ', '\n']), "{words}");
            }
        }
    }
}

fn check_list(patterns: &Patterns, list: &[Typed], values: &[&str]) {
    let items: Vec<Item<'_>> = list.iter().map(Item::read).collect();
    let asks = items.iter().any(|item| !item.negated);
    assert_eq!(patterns.pass(None), !asks, "{list:?}");
    for value in values {
        let any = |negated: bool| {
            let mut items = items.iter().filter(|item| item.negated == negated);
            items.any(|item| item.matches(value))
        };
        let expected = (!asks || any(false)) && !any(true);
        assert_eq!(patterns.pass(Some(value)), expected, "{list:?} {value:?}");
        assert_eq!(patterns.take(value), any(false), "{list:?} {value:?}");
    }
}

impl Item<'_> {
    fn read(typed: &Typed) -> Item<'_> {
        let Typed { negated, text } = typed;
        let regex = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let regex = regex.filter(|regex| !regex.is_empty());
        let compiled = |regex: &str| RegexBuilder::new(regex).case_insensitive(true).build().ok();
        Item { negated: *negated, text, regex: regex.and_then(compiled) }
    }

    fn matches(&self, value: &str) -> bool {
        match &self.regex {
            Some(regex) => regex.is_match(value),
            None => matches_whole(self.text, value),
        }
    }
}

/// Takes the pattern sign by sign, and keeps how much of the value the signs so far may have taken.
fn matches_whole(pattern: &str, value: &str) -> bool {
    let value: Vec<char> = value.chars().collect();
    let mut may_end = vec![false; value.len() + 1];
    may_end[0] = true;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        let literal = if sign == '\\' { signs.next().unwrap_or('\\') } else { sign };
        let mut next = vec![false; value.len() + 1];
        for (taken, _) in may_end.iter().enumerate().filter(|(_, may)| **may) {
            if sign == '*' {
                next[taken..].fill(true);
                break;
            }
            let is_met = value
                .get(taken)
                .is_some_and(|character| sign == '?' || character.eq_ignore_ascii_case(&literal));
            next[(taken + 1).min(value.len())] |= is_met;
        }
        may_end = next;
    }
    may_end[value.len()]
}
