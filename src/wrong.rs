//! A question that cannot be answered as it was typed.
//!
//! Such a fault stops the program before any file is opened. This is only the value that carries
//! it: what was typed, what is wrong with it and what would work. Printing is the edge's business.

use std::fmt;

/// What was typed, what is wrong with it, and, where it helps, something that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    typed: String,
    fault: String,
    hint: Option<String>,
}

impl Wrong {
    /// `typed` names the flag or value as the person wrote it; `fault` is lower case, no period.
    pub(crate) fn new(typed: impl Into<String>, fault: impl Into<String>) -> Wrong {
        Wrong { typed: typed.into(), fault: fault.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Wrong {
        self.hint = Some(hint.into());
        self
    }

    /// Says which flag the value was given to, where the fault was found in the value alone.
    pub(crate) fn under(mut self, flag: &str) -> Wrong {
        self.typed = format!("{flag} {}", self.typed);
        self
    }

    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.typed, self.fault)
    }
}

impl std::error::Error for Wrong {}

/// The name closest to what was typed, as `did you mean …`; nothing where none is close.
///
/// A name that was begun is close. Slips of the finger are few, so one is allowed, and one more for
/// every six letters.
pub(crate) fn did_you_mean<'n>(
    typed: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    let folded = typed.to_ascii_lowercase();
    let slips = |name: &str| match name.to_ascii_lowercase() {
        begun if folded.len() > 3 && begun.starts_with(&folded) => 0,
        other => strsim::damerau_levenshtein(&folded, &other),
    };
    names
        .into_iter()
        .map(|name| (slips(name), name))
        .filter(|(slips, _)| *slips <= 1 + folded.len() / 6)
        .min_by_key(|(slips, name)| (*slips, name.len()))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_name_is_suggested_and_a_distant_one_is_not() {
        let names = ["eventName", "eventSource", "region"];
        assert_eq!(did_you_mean("evntname", names).as_deref(), Some("did you mean `eventName`?"));
        let names = ["source", "sourceIPAddress"];
        assert_eq!(
            did_you_mean("sourceIP", names).as_deref(),
            Some("did you mean `sourceIPAddress`?")
        );
        assert_eq!(did_you_mean("bucket", names), None);
    }
}
