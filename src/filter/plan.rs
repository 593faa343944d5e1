//! The order in which conditions are tried.
//!
//! The cheapest goes first, because one that fails spares the rest. Cost is by what a condition
//! looks at: a field that was read anyway, one that must be taken apart, or the whole record.
//!
//! The raw text is not searched for a wanted value beforehand. Every record is checked to the last
//! byte whatever was asked, so that damage is told in any case; and what a search could spare after
//! that, finding the fields and trying them, takes 6 % of a scan (measured for one error code).

use super::Condition;
use crate::event::Record;

/// Conditions in the order in which they are tried; all must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    conditions: Vec<Condition>,
    asks_for_time: bool,
}

/// What trying a condition costs, in rough steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    OneField,
    SeveralFields,
    TakenApart,
    WholeRecord,
}

impl Plan {
    pub(crate) fn new(mut conditions: Vec<Condition>) -> Plan {
        // Stable, so that a person's own order decides between equals.
        conditions.sort_by_key(cost);
        let asks_for_time = conditions.iter().any(|one| matches!(one, Condition::Time(_)));
        Plan { conditions, asks_for_time }
    }

    /// The same, and one condition more.
    pub(crate) fn and(&self, condition: Condition) -> Plan {
        Plan::new(self.conditions.iter().cloned().chain([condition]).collect())
    }

    pub(crate) fn matches(&self, record: &Record<'_>) -> bool {
        self.conditions.iter().all(|condition| condition.holds(record))
    }

    /// Whether a record is rejected for nothing but its lack of a usable time.
    ///
    /// Asked of rejected records only. The rest of the question is tried, so that the warning
    /// counts the events that a person may be missing and not the whole log.
    pub(crate) fn misses_only_its_time(&self, record: &Record<'_>) -> bool {
        self.asks_for_time
            && record.event.time().is_none()
            && self
                .conditions
                .iter()
                .filter(|condition| !matches!(condition, Condition::Time(_)))
                .all(|condition| condition.holds(record))
    }
}

fn cost(condition: &Condition) -> Cost {
    match condition {
        Condition::Source(_)
        | Condition::Name(_)
        | Condition::IdentityType(_)
        | Condition::ErrorCode(_)
        | Condition::AccessKey(_)
        | Condition::Region(_)
        | Condition::UserAgent(_)
        | Condition::Access(_)
        | Condition::Category(_)
        | Condition::EventType(_)
        | Condition::EventId(_)
        | Condition::RequestId(_) => Cost::OneField,
        Condition::Account(_) | Condition::Outcome(_) | Condition::Mfa(_) => Cost::SeveralFields,
        Condition::Time(_)
        | Condition::Principal(_)
        | Condition::SessionName(_)
        | Condition::Address(_)
        | Condition::Via(_)
        | Condition::SignedBy(_)
        | Condition::CrossAccount(_) => Cost::TakenApart,
        Condition::Resource(_) | Condition::Text(_) | Condition::Where(_) => Cost::WholeRecord,
    }
}
