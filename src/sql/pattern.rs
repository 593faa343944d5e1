//! Patterns in SQL: equality, lists, `like`, regular expressions.
//!
//! What trailscan's own matcher says of absent values holds here, too: they match no pattern, and
//! every negated one. So what is unwanted is asked for where the value is known, and SQL's third
//! truth never gets behind a `not`.

use super::{
    Dialect, regex,
    term::{Term, sql},
};
use crate::{
    filter::pattern::{Patterns, Side, Token},
    wrong::Wrong,
};

/// A value that patterns are held against, as it is written and with ASCII letters in lower case.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) written: Term,
    pub(super) folded: Term,
}

impl Dialect {
    /// Whether a value, which may be absent, passes.
    pub(super) fn passes(self, value: &Value, patterns: &Patterns) -> Result<Term, Wrong> {
        let (wanted, unwanted) = patterns.sides();
        let Value { written, .. } = value;
        let mut all = Vec::new();
        if patterns.want_any() {
            let mut any = self.taken(value, &wanted)?;
            if wanted.takes_absent {
                any.push(sql!([written], "{written} is null"));
            }
            all.push(Term::any_of(&any));
        }
        let taken = self.taken(value, &unwanted)?;
        if !taken.is_empty() {
            let taken = Term::any_of(&taken);
            all.push(sql!([written, taken], "({written} is null or not ({taken}))"));
        }
        if unwanted.takes_absent {
            all.push(sql!([written], "{written} is not null"));
        }
        Ok(Term::joined(&all, " and "))
    }

    /// The same of a list of values, of which one that is wanted is enough, and one that is not too
    /// much.
    pub(super) fn passes_list(self, values: &Value, patterns: &Patterns) -> Result<Term, Wrong> {
        let (wanted, unwanted) = patterns.sides();
        let mut all = Vec::new();
        if patterns.want_any() {
            all.push(Term::any_of(&self.taken_of_list(values, &wanted)?));
        }
        let taken = self.taken_of_list(values, &unwanted)?;
        if !taken.is_empty() {
            all.push(Term::any_of(&taken).negated());
        }
        let both = Term::joined(&all, " and ");
        Ok(if all.len() > 1 { sql!([both], "({both})") } else { both })
    }

    /// Whether a value is wanted by any of several patterns, one expression for each kind.
    pub(super) fn takes(self, value: &Value, patterns: &Patterns) -> Result<Term, Wrong> {
        Ok(Term::any_of(&self.taken(value, &patterns.sides().0)?))
    }

    fn taken(self, value: &Value, side: &Side<'_>) -> Result<Vec<Term>, Wrong> {
        let Value { written, folded } = value;
        let exact: Vec<Term> = side.exact.iter().map(|text| self.text(text)).collect();
        let mut taken = Vec::new();
        match exact.as_slice() {
            [] => {}
            [only] => taken.push(sql!([folded, only], "{folded} = {only}")),
            several => {
                let list = Term::joined(several, ", ");
                taken.push(sql!([folded, list], "{folded} in ({list})"));
            }
        }
        for tokens in side.wild {
            taken.push(if **tokens == [Token::AnyRun] {
                sql!([written], "{written} is not null")
            } else {
                let like = self.like(tokens);
                sql!([folded, like], "{folded} like {like}")
            });
        }
        for regex in side.regexes {
            taken.push(self.finds(written, &self.regex(regex.as_str())?));
        }
        Ok(taken)
    }

    fn taken_of_list(self, values: &Value, side: &Side<'_>) -> Result<Vec<Term>, Wrong> {
        let exact = side.exact.iter().map(|text| self.contains(&values.folded, &self.text(text)));
        let mut taken: Vec<Term> = exact.collect();
        for tokens in side.wild {
            let like = self.like(tokens);
            taken.push(
                self.any("x", &values.folded, |item| sql!([item, like], "{item} like {like}")),
            );
        }
        for regex in side.regexes {
            let regex = self.regex(regex.as_str())?;
            taken.push(self.any("x", &values.written, |item| self.finds(item, &regex)));
        }
        Ok(taken)
    }

    /// What stands behind `like`. Escapes are named where there are any: engines differ in what
    /// they take for one otherwise.
    fn like(self, tokens: &[Token]) -> Term {
        let mut text = String::new();
        let mut has_signs = false;
        for token in tokens {
            match token {
                Token::AnyRun => text.push('%'),
                Token::AnyOne => text.push('_'),
                Token::One(sign @ ('%' | '_' | '!')) => {
                    has_signs = true;
                    text.extend(['!', *sign]);
                }
                Token::One(letter) => {
                    has_signs |= *letter == '\\';
                    text.push(*letter);
                }
            }
        }
        let text = self.text(&text);
        if has_signs { sql!([text], "{text} escape '!'") } else { text }
    }

    pub(super) fn regex(self, regex: &str) -> Result<String, Wrong> {
        regex::written(regex, self).map_err(|reason| {
            Wrong::new(
                format!("`/{regex}/`"),
                format!("{} has no words for {reason}", self.title()),
            )
        })
    }
}
