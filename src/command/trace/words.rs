//! What a tree says of each credential, in words. How the tree is drawn is `tree`'s business.

use std::{cmp::Reverse, collections::BTreeMap};

use super::rows::One;
use crate::{
    lineage::{Link, Parent, Ranked},
    text::{counted, grouped},
    time::{Timestamp, Zone},
};

/// More values of one kind are counted and not shown.
const VALUES_MAX: usize = 5;

/// Who it is, and what it signs with.
pub(super) fn who(one: &One<'_>) -> String {
    let keys = one.node.access_keys();
    let mut words = vec![one.who().into_owned(), one.kind().to_owned()];
    words.extend(keys.iter().take(VALUES_MAX).map(|key| (*key).to_owned()));
    if let more @ 1.. = keys.len().saturating_sub(VALUES_MAX) {
        words.push(format!("and {}", counted(more as u64, "more key")));
    }
    words.extend(one.holder.account.map(|account| format!("account {account}")));
    words.join("  ")
}

/// How it was made.
pub(super) fn made(one: &One<'_>, link: &Link<'_>, zone: Zone) -> String {
    let Some(minting) = one.minting(link) else { return format!("{} (inferred)", link.why) };
    // The call that set the password is told above it.
    if link.why == "password" {
        return "signed in to the console  (inferred: password)".to_owned();
    }
    let mut words = vec![minting.event_name.unwrap_or("an event").to_owned()];
    words.extend(minting.time.map(|time| zone.show(time)));
    if let Parent::Other(by) = link.parent {
        words.push(format!("by {}", by.unwrap_or("somebody unknown")));
    }
    words.extend(minting.address.map(|address| format!("from {address}")));
    if !link.is_exact {
        let of_several = match link.candidates {
            0 | 1 => String::new(),
            several => format!(", one of {} that fit", grouped(several as u64)),
        };
        words.push(format!("(inferred: {}{of_several})", link.why));
    }
    words.join("  ")
}

/// How often, how it ended, and when.
pub(super) fn calls(one: &One<'_>, zone: Zone) -> String {
    let calls = &one.calls;
    if calls.span.count == 0 {
        let words = if one.node.active.count == 0 { "in these logs" } else { "that match" };
        return format!("no calls {words}");
    }
    let ended = [(calls.ended.failed, "failed"), (calls.ended.denied, "denied")];
    let ended = ended.into_iter().filter(|(number, _)| *number > 0);
    let ended = ended.map(|(number, word)| format!(", {} {word}", grouped(number)));
    let ended: String = ended.collect();
    let when = span(calls.span.first, calls.span.last, zone);
    format!("{}{ended}{when}", counted(calls.span.count, "call"))
}

fn span(first: Option<Timestamp>, last: Option<Timestamp>, zone: Zone) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => {
            format!("  {} to {}", zone.show(first), zone.show(last))
        }
        (Some(only), _) => format!("  {}", zone.show(only)),
        _ => String::new(),
    }
}

/// From where, with what and to which services.
pub(super) fn uses(one: &One<'_>) -> impl Iterator<Item = String> {
    let agents = tools(&one.agents);
    let kinds = [("from", &one.addresses), ("with", &agents), ("to", &one.services)];
    kinds.map(|(word, all)| few(word, all)).into_iter().flatten()
}

/// What user agents say of one call, and not of the tool: the AWS CLI names the command.
const OF_ONE_CALL: [&str; 5] = [" command/", " md/command", " prompt/", " md/prompt", " exec-env/"];

/// User agents without what differs from call to call, the most frequent first.
fn tools<'f>(agents: &Ranked<'f>) -> Ranked<'f> {
    let mut tools: BTreeMap<&str, u64> = BTreeMap::new();
    for (agent, count) in agents {
        let bare = agent.strip_prefix('[').and_then(|agent| agent.strip_suffix(']'));
        let agent = bare.unwrap_or(agent);
        let ends = OF_ONE_CALL.iter().filter_map(|begin| agent.find(begin));
        *tools.entry(&agent[..ends.min().unwrap_or(agent.len())]).or_default() += count;
    }
    let mut tools: Ranked<'_> = tools.into_iter().collect();
    tools.sort_by_key(|(_, count)| Reverse(*count));
    tools
}

/// The most frequent values of a kind, and how many there are beside them.
fn few(word: &str, all: &Ranked<'_>) -> Option<String> {
    let value = |(value, count): &(&str, u64)| {
        let short = value.strip_suffix(".amazonaws.com").filter(|_| word == "to");
        format!("{} ({})", short.unwrap_or(value), grouped(*count))
    };
    let values: Vec<String> = all.iter().take(VALUES_MAX).map(value).collect();
    let more = match all.len().saturating_sub(VALUES_MAX) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more as u64)),
    };
    (!values.is_empty()).then(|| format!("{word} {}{more}", values.join(", ")))
}
