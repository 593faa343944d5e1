//! What was asked: conditions on an event, all of which must hold.
//!
//! A filter that exists is valid; whatever could be wrong with it was said when it was made. It
//! reads no files, starts no threads and cannot fail while running.

pub(crate) mod comparison;
mod number;
pub(crate) mod pattern;
pub(crate) mod plan;
mod predicate;
pub(crate) mod signers;
pub(crate) mod typed;

use std::sync::Arc;

use regex::Regex;

use crate::{
    event::{Access, Outcome},
    net::Blocks,
    time::TimeRange,
};
use comparison::Comparison;
use pattern::Patterns;
use signers::Signers;

/// One thing that must hold of an event.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Source(Patterns),
    Name(Patterns),
    IdentityType(Patterns),
    ErrorCode(Patterns),
    Outcome(Choice<Outcome>),
    Time(TimeRange),
    Principal(Patterns),
    SessionName(Patterns),
    AccessKey(Patterns),
    Account(Patterns),
    Region(Patterns),
    UserAgent(Patterns),
    Address(Choice<Addresses>),
    Via(Choice<Invoker>),
    Resource(Patterns),
    Access(Choice<Access>),
    Mfa(bool),
    CrossAccount(bool),
    Category(Patterns),
    EventType(Patterns),
    EventId(Patterns),
    RequestId(Patterns),
    /// Calls of some credentials.
    SignedBy(Arc<Signers>),
    Text(Choice<Search>),
    Where(Comparison),
}

/// Some wanted, some not: one of the wanted must hold, if there are any, and none of the unwanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice<T> {
    pub(crate) wanted: Vec<T>,
    pub(crate) unwanted: Vec<T>,
}

impl<T> Default for Choice<T> {
    fn default() -> Choice<T> {
        Choice { wanted: Vec::new(), unwanted: Vec::new() }
    }
}

impl<T> Choice<T> {
    pub(crate) fn add(&mut self, negated: bool, what: T) {
        if negated { &mut self.unwanted } else { &mut self.wanted }.push(what);
    }

    fn pass(&self, holds: impl Fn(&T) -> bool) -> bool {
        (self.wanted.is_empty() || self.wanted.iter().any(&holds))
            && !self.unwanted.iter().any(holds)
    }
}

/// A text to be found in the record as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) regex: Regex,
    /// What was typed, where it was no regular expression.
    pub(crate) plain: Option<String>,
}

/// Source addresses: blocks, and patterns for what is no address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    pub(crate) blocks: Blocks,
    pub(crate) patterns: Patterns,
}

/// Who acted for them: a service, or commands in a chat.
#[derive(Clone, Debug)]
pub(crate) struct Invoker {
    pub(crate) service: Patterns,
    pub(crate) chat: bool,
}
