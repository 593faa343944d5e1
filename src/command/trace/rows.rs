//! What is shown of each credential, and the tree as rows for scripts.

use std::borrow::Cow;

use super::Found;
use crate::{
    event::identity::Credential,
    lineage::{Calls, Evidence, Holder, Link, Member, Minting, Node, Parent, Ranked},
    sink::{
        sheet::{Sheet, Value},
        table::Column,
    },
};

/// A credential of the tree, with all that belongs to it.
pub(super) struct One<'f> {
    evidence: &'f Evidence<'f>,
    pub(super) member: &'f Member,
    pub(super) node: &'f Node<'f>,
    pub(super) holder: Holder<'f>,
    pub(super) calls: Calls,
    pub(super) addresses: Ranked<'f>,
    pub(super) agents: Ranked<'f>,
    pub(super) services: Ranked<'f>,
}

impl<'f> One<'f> {
    /// Everyone in the tree, in its order.
    pub(super) fn all(found: &'f Found<'_>) -> impl Iterator<Item = One<'f>> {
        let Found { evidence, family } = found;
        family.members.iter().map(|member| {
            let node = &evidence.nodes[member.node];
            let calls = evidence.calls(node);
            let [addresses, agents, services] = evidence.uses(&calls);
            let holder = evidence.holder(node);
            One { evidence, member, node, holder, calls, addresses, agents, services }
        })
    }

    pub(super) fn who(&self) -> Cow<'f, str> {
        self.holder.who(self.node)
    }

    pub(super) fn kind(&self) -> &'static str {
        if self.node.is_password {
            return "password";
        }
        self.node.kind.unwrap_or(Credential::Unknown).name()
    }

    /// Where it comes from, where no call in these logs handed it out.
    pub(super) fn origin(&self) -> &'static str {
        if self.links().iter().any(|link| link.minting.is_some() || link.has_parent_here()) {
            "minted here"
        } else if self.node.is_signed_in {
            "signed in"
        } else if self.node.is_long_term() {
            "long-term"
        } else if self.node.is_temporary() {
            "outside these logs"
        } else {
            "unknown"
        }
    }

    pub(super) fn links(&self) -> &'f [Link<'f>] {
        self.evidence.links_to(self.member.node)
    }

    pub(super) fn minting(&self, link: &Link<'_>) -> Option<&'f Minting<'f>> {
        link.minting.and_then(|minting| self.evidence.mintings.get(minting))
    }

    /// The name of whoever handed it out.
    pub(super) fn by(&self, link: &Link<'f>) -> Option<Cow<'f, str>> {
        match link.parent {
            Parent::Node(node) => {
                let node = &self.evidence.nodes[node];
                Some(self.evidence.holder(node).who(node))
            }
            Parent::Other(by) => by.map(Cow::Borrowed),
        }
    }
}

impl Link<'_> {
    fn has_parent_here(&self) -> bool {
        matches!(self.parent, Parent::Node(_))
    }

    pub(super) fn certainty(&self) -> &'static str {
        if self.is_exact { "exact" } else { "inferred" }
    }
}

const TITLES: [(&str, bool); 23] = [
    ("number", true),
    ("parent", true),
    ("depth", true),
    ("relation", false),
    ("kind", false),
    ("who", false),
    ("account", false),
    ("access_keys", false),
    ("arn", false),
    ("created", false),
    ("calls", true),
    ("failed", true),
    ("denied", true),
    ("first_seen", false),
    ("last_seen", false),
    ("link", false),
    ("why", false),
    ("minted_with", false),
    ("minted_at", false),
    ("mint_event_id", false),
    ("addresses", false),
    ("user_agents", false),
    ("services", false),
];

/// A row for every credential; lists are joined with a blank.
pub(super) fn sheet(found: &Found<'_>) -> Sheet {
    let column = |(title, is_number): (&str, bool)| match is_number {
        true => Column::number(title, false),
        false => Column::text(title, false),
    };
    let rows = (1..).zip(One::all(found)).map(|(number, one)| row(number, &one)).collect();
    Sheet { columns: TITLES.into_iter().map(column).collect(), rows }
}

fn row(number: u64, one: &One<'_>) -> Vec<Value> {
    let One { member, node, calls, .. } = one;
    let text = |text: Option<&str>| Value::from(text.map(str::to_owned));
    let joined = |texts: Vec<&str>| match texts.is_empty() {
        true => Value::Absent,
        false => Value::Text(texts.join(" ")),
    };
    let values = |ranked: &Ranked<'_>| joined(ranked.iter().map(|(value, _)| *value).collect());
    let link = one.links().first();
    let minting = link.and_then(|link| one.minting(link));
    vec![
        Value::Count(number),
        member.parent.map_or(Value::Absent, |parent| Value::Count(parent as u64 + 1)),
        Value::Count(member.depth as u64),
        text(Some(member.relation.name())),
        text(Some(one.kind())),
        text(Some(&one.who())),
        text(one.holder.account),
        joined(node.access_keys()),
        text(one.holder.arn),
        node.created.into(),
        Value::Count(calls.span.count),
        Value::Count(calls.ended.failed),
        Value::Count(calls.ended.denied),
        calls.span.first.into(),
        calls.span.last.into(),
        text(link.map(Link::certainty)),
        text(link.map(|link| link.why)),
        text(minting.and_then(|minting| minting.event_name)),
        minting.and_then(|minting| minting.time).into(),
        text(minting.and_then(|minting| minting.event_id)),
        values(&one.addresses),
        values(&one.agents),
        values(&one.services),
    ]
}
