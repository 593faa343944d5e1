//! Pieces of a statement, and the steps in which its values are worked out.
//!
//! A statement reads the fields it needs first, and then works out values from values, step by
//! step: each step is a query over the one before it, so that nothing is written twice and a
//! person can follow it. A [`Term`] knows the first step that may use it.

use std::fmt;

/// An expression over the columns of earlier steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// The columns of how many steps it needs.
    pub(super) step: usize,
}

impl Term {
    /// An expression that needs no column.
    pub(super) fn constant(text: impl Into<String>) -> Term {
        Term { text: text.into(), step: 0 }
    }

    /// Terms with a text between them.
    pub(super) fn joined<'t>(terms: impl IntoIterator<Item = &'t Term>, between: &str) -> Term {
        let mut joined = Term::constant("");
        for (index, term) in terms.into_iter().enumerate() {
            if index > 0 {
                joined.text += between;
            }
            joined.text += &term.text;
            joined.step = joined.step.max(term.step);
        }
        joined
    }

    /// Whether one of them holds; of one alone, it itself.
    pub(super) fn any_of(terms: &[Term]) -> Term {
        match terms {
            [] => Term::constant("false"),
            [only] => only.clone(),
            several => {
                let all = Term::joined(several, " or ");
                sql!([all], "({all})")
            }
        }
    }

    /// True where it is true, and false where it is false or unknown.
    pub(super) fn known(&self) -> Term {
        sql!([self], "coalesce({self}, false)")
    }

    pub(super) fn negated(&self) -> Term {
        let known = self.known();
        sql!([known], "not {known}")
    }
}

impl fmt::Display for Term {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A term made of others, which are named first: what the text shows must be there before it.
macro_rules! sql {
    ([$($part:expr),* $(,)?], $($format:tt)*) => {
        $crate::sql::term::Term {
            text: format!($($format)*),
            step: [0, $($part.step),*].into_iter().max().unwrap_or_default(),
        }
    };
}

pub(super) use sql;

/// The columns that are worked out, by step.
#[derive(Debug, Default)]
pub(super) struct Steps(Vec<Vec<(String, Term)>>);

impl Steps {
    /// The column of this name, worked out at the first step that can.
    pub(super) fn define(&mut self, name: &str, term: Term) -> Term {
        if let Some(known) = self.known(name) {
            return known;
        }
        if self.0.len() <= term.step {
            self.0.resize_with(term.step + 1, Vec::new);
        }
        let step = term.step;
        self.0[step].push((name.to_owned(), term));
        Term { text: name.to_owned(), step: step + 1 }
    }

    pub(super) fn known(&self, name: &str) -> Option<Term> {
        let step = self.0.iter().position(|step| step.iter().any(|(known, _)| known == name))?;
        Some(Term { text: name.to_owned(), step: step + 1 })
    }

    /// What each step adds.
    pub(super) fn each(&self) -> impl Iterator<Item = &[(String, Term)]> {
        self.0.iter().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_worked_out_behind_those_that_it_needs() {
        let mut steps = Steps::default();
        let name = steps.define("name", Term::constant("record"));
        let folded = steps.define("folded", sql!([name], "lower({name})"));
        assert_eq!((name.step, folded.step), (1, 2));
        assert_eq!(steps.define("folded", Term::constant("other")), folded);
        assert_eq!(Term::any_of(&[name, folded]).step, 2);
        assert_eq!(steps.each().map(<[_]>::len).collect::<Vec<_>>(), [1, 1]);
    }
}
