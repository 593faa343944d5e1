//! The tree as one JSON object, whose members stand in the order in which a person reads them.

use super::{Found, rows::One};
use crate::{
    json,
    lineage::{Link, Parent, Ranked},
    time::{Timestamp, Zone},
};

pub(super) fn object(found: &Found<'_>, id: &str, zone: Zone) -> String {
    let credentials = (1..).zip(One::all(found)).map(|(number, one)| {
        let One { member, node, calls, .. } = &one;
        let minted_by = one.links().iter().map(|link| minted_by(found, &one, link, zone));
        members(&[
            ("number", number_text(number)),
            ("parent", member.parent.map_or_else(null, |parent| number_text(parent + 1))),
            ("depth", number_text(member.depth)),
            ("relation", text(Some(member.relation.name()))),
            ("kind", text(Some(one.kind()))),
            ("who", text(Some(&one.who()))),
            ("account", text(one.holder.account)),
            ("arn", text(one.holder.arn)),
            ("principal_id", text(node.principal)),
            ("access_keys", list(node.access_keys().into_iter().map(|key| text(Some(key))))),
            ("created", time(node.created, zone)),
            ("calls", calls.span.count.to_string()),
            ("failed", calls.ended.failed.to_string()),
            ("denied", calls.ended.denied.to_string()),
            ("first_seen", time(calls.span.first, zone)),
            ("last_seen", time(calls.span.last, zone)),
            ("addresses", counts(&one.addresses)),
            ("user_agents", counts(&one.agents)),
            ("services", counts(&one.services)),
            ("origin", text(Some(one.origin()))),
            ("minted_by", list(minted_by)),
        ])
    });
    members(&[("id", text(Some(id))), ("credentials", list(credentials))])
}

fn minted_by(found: &Found<'_>, one: &One<'_>, link: &Link<'_>, zone: Zone) -> String {
    let event = one.minting(link).copied().unwrap_or_default();
    let parent = match link.parent {
        Parent::Node(node) => found.family.place(node),
        Parent::Other(_) => None,
    };
    let by = one.links().iter().find(|own| *own == link).and_then(|own| one.by(own));
    members(&[
        ("credential", parent.map_or_else(null, |place| number_text(place + 1))),
        ("by", text(by.as_deref())),
        ("event_name", text(event.event_name)),
        ("event_source", text(event.event_source)),
        ("event_id", text(event.event_id)),
        ("shared_event_id", text(event.shared_event_id)),
        ("time", time(event.time, zone)),
        ("ip", text(event.address)),
        ("region", text(event.region)),
        ("link", text(Some(link.certainty()))),
        ("why", text(Some(link.why))),
        ("candidates", number_text(link.candidates)),
    ])
}

fn members(members: &[(&str, String)]) -> String {
    let member = |(name, value): &(&str, String)| format!("{}:{value}", text(Some(name)));
    format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(","))
}

fn counts(ranked: &Ranked<'_>) -> String {
    list(ranked.iter().map(|(value, count)| {
        members(&[("value", text(Some(value))), ("count", count.to_string())])
    }))
}

fn null() -> String {
    "null".to_owned()
}

fn text(text: Option<&str>) -> String {
    let Some(text) = text else { return null() };
    let mut out = Vec::new();
    json::write_string(text, &mut out);
    String::from_utf8(out).unwrap_or_else(|_| null())
}

fn number_text(number: usize) -> String {
    number.to_string()
}

fn time(time: Option<Timestamp>, zone: Zone) -> String {
    text(time.map(|time| zone.show(time)).as_deref())
}
