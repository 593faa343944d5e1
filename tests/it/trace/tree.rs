//! The tree that `trailscan trace -f json` prints: its shape checked, its credentials as lines.
//!
//! A line is indented by depth and says: how the credential relates to the ID, who, with which
//! keys, how many calls it made, and how it came to be. Which lines a story gives is told where it
//! is told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::trail::{Run, Trail};

/// What was printed, and its credentials in order.
pub(super) struct Tree {
    pub(super) run: Run,
    pub(super) nodes: Vec<Value>,
}

pub(super) const NODE: [&str; 21] = [
    "number",
    "parent",
    "depth",
    "relation",
    "kind",
    "who",
    "account",
    "arn",
    "principal_id",
    "access_keys",
    "created",
    "calls",
    "failed",
    "denied",
    "first_seen",
    "last_seen",
    "addresses",
    "user_agents",
    "services",
    "origin",
    "minted_by",
];

const MINTED: [&str; 12] = [
    "credential",
    "by",
    "event_name",
    "event_source",
    "event_id",
    "shared_event_id",
    "time",
    "ip",
    "region",
    "link",
    "why",
    "candidates",
];

const KINDS: [&str; 8] = [
    "root",
    "iam-user",
    "role-session",
    "federated",
    "other-account",
    "unknown",
    "aws-service",
    "password",
];

const WHY: [&str; 8] = [
    "access key",
    "principal and time",
    "sign-in token",
    "switched role",
    "password",
    "service acting for it",
    "principal",
    "call",
];

#[track_caller]
fn has_exactly(object: &Value, keys: &[&str], run: &Run) {
    let object = object.as_object().unwrap_or_else(|| panic!("no object: {run}"));
    let found: BTreeSet<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(found, keys.iter().copied().collect(), "{run}");
}

fn is_text_or_null(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// What the contract says of any tree.
#[track_caller]
fn check(nodes: &[Value], run: &Run) {
    check_order(nodes, run);
    for (at, node) in nodes.iter().enumerate() {
        has_exactly(node, &NODE, run);
        assert_eq!(node["number"], at + 1, "{run}");
        assert!(["ancestor", "traced", "descendant"].contains(&text(&node["relation"])), "{run}");
        assert!(KINDS.contains(&text(&node["kind"])), "{run}");
        for field in ["account", "arn", "principal_id", "created", "first_seen", "last_seen"] {
            assert!(is_text_or_null(&node[field]), "{field} in {run}");
        }
        let calls = number(&node["calls"]);
        assert!(number(&node["failed"]) + number(&node["denied"]) <= calls, "{run}");
        for field in ["addresses", "user_agents", "services"] {
            let counts: Vec<u64> = list(&node[field]).map(|one| number(&one["count"])).collect();
            assert!(counts.is_sorted_by(|one, next| one >= next), "{field} in {run}");
            assert!(counts.iter().sum::<u64>() <= calls, "{field} in {run}");
            list(&node[field]).for_each(|one| has_exactly(one, &["value", "count"], run));
        }
        check_place(nodes, at, run);
        check_minting(nodes, at, run);
    }
}

/// Parents stand before their children, and a branch is told before the next begins.
#[track_caller]
fn check_place(nodes: &[Value], at: usize, run: &Run) {
    let node = &nodes[at];
    let depth = number(&node["depth"]);
    let above = nodes[..at].iter().rev().find(|other| number(&other["depth"]) < depth);
    match above {
        None => assert_eq!((&node["parent"], depth), (&Value::Null, 0), "{run}"),
        Some(above) => {
            assert_eq!(node["parent"], above["number"], "{run}");
            assert_eq!(depth, number(&above["depth"]) + 1, "{run}");
        }
    }
}

/// Of what was minted by one, the first minted stands first.
#[track_caller]
fn check_order(nodes: &[Value], run: &Run) {
    let mut latest: BTreeMap<Option<u64>, &str> = BTreeMap::new();
    for node in nodes.iter().filter(|node| !node["parent"].is_null()) {
        let Some(time) = node["minted_by"][0]["time"].as_str() else { continue };
        let before = latest.insert(node["parent"].as_u64(), time);
        assert!(before.is_none_or(|before| before <= time), "{time} after {before:?}: {run}");
    }
}

#[track_caller]
fn check_minting(nodes: &[Value], at: usize, run: &Run) {
    let node = &nodes[at];
    let mut minters = Vec::new();
    for minted in list(&node["minted_by"]) {
        has_exactly(minted, &MINTED, run);
        assert!(["exact", "inferred"].contains(&text(&minted["link"])), "{run}");
        assert!(WHY.contains(&text(&minted["why"])), "{run}");
        assert!(number(&minted["candidates"]) >= 1, "{run}");
        if !minted["credential"].is_null() {
            let minter = number(&minted["credential"]);
            assert!((1..=nodes.len() as u64).contains(&minter), "{run}");
            minters.push(minter);
        }
    }
    if let Some(parent) = node["parent"].as_u64() {
        assert!(minters.contains(&parent), "minted by another than its parent: {run}");
    }
    let is_minted = !minters.is_empty() || list(&node["minted_by"]).next().is_some();
    assert_eq!(node["origin"] == "minted here", is_minted, "{run}");
    let origins = ["minted here", "outside these logs", "long-term", "signed in", "unknown"];
    assert!(origins.contains(&text(&node["origin"])), "{run}");
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}")).iter()
}

pub(super) fn keys(node: &Value) -> String {
    list(&node["access_keys"]).map(text).collect::<Vec<_>>().join(" ")
}

/// How a credential came to be. Of what no event says outright, the event is left out.
fn origin(node: &Value) -> String {
    let each = list(&node["minted_by"]).map(|minted| {
        let by = format!("{} by {}", text(&minted["event_name"]), text(&minted["by"]));
        let why = format!("{}, {}", text(&minted["link"]), text(&minted["why"]));
        let of = match number(&minted["candidates"]) {
            1 => String::new(),
            several => format!(", one of {several}"),
        };
        if node["kind"] == "password" {
            return by;
        }
        match text(&minted["why"]) {
            "password" | "service acting for it" => format!("{why}{of}"),
            _ => format!("{by}: {why}{of}"),
        }
    });
    let each: Vec<String> = each.collect();
    // Who has neither key nor minter (a SAML user, another account) is of no origin to speak of.
    let nothing = if keys(node).is_empty() { "" } else { text(&node["origin"]) };
    if each.is_empty() { nothing.to_owned() } else { each.join("; ") }
}

pub(super) fn line(node: &Value) -> String {
    let indent = "  ".repeat(usize::try_from(number(&node["depth"])).expect("small"));
    let relation = text(&node["relation"]);
    let what = if node["kind"] == "password" { "password of " } else { "" };
    let who = text(&node["who"]);
    let calls = number(&node["calls"]);
    let line = format!("{indent}{relation} {what}{who} [{}] {calls}, {}", keys(node), origin(node));
    line.trim_end_matches([' ', ',']).to_owned()
}

/// Traces over these paths, with `-f json`, and checks what every tree promises.
#[track_caller]
pub(super) fn read(run: Run) -> Tree {
    let whole: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    has_exactly(&whole, &["id", "credentials"], &run);
    let nodes: Vec<Value> = list(&whole["credentials"]).cloned().collect();
    check(&nodes, &run);
    Tree { run, nodes }
}

/// Traces over the whole trail.
#[track_caller]
pub(super) fn trace_with(trail: &Trail, id: &str, flags: &[&str]) -> Tree {
    read(trail.run(&[&["trace", id, "{}", "-f", "json"], flags].concat()))
}

#[track_caller]
pub(super) fn trace(trail: &Trail, id: &str) -> Tree {
    trace_with(trail, id, &[])
}

impl Tree {
    pub(super) fn lines(&self) -> Vec<String> {
        self.nodes.iter().map(line).collect()
    }

    /// These are all credentials, in this order.
    #[track_caller]
    pub(super) fn is(&self, lines: &[&str]) -> &Tree {
        let found = self.lines();
        assert!(
            found == lines,
            "expected:\n{}\nfound:\n{}\n{}",
            lines.join("\n"),
            found.join("\n"),
            self.run
        );
        self.run.exits(0).says_nothing();
        self
    }

    /// The one credential with this key, or of this name.
    #[track_caller]
    pub(super) fn node(&self, key: &str) -> &Value {
        let is_it =
            |node: &&Value| node["who"] == key || list(&node["access_keys"]).any(|one| one == key);
        let found: Vec<&Value> = self.nodes.iter().filter(is_it).collect();
        assert_eq!(found.len(), 1, "nodes of {key}: {}", self.run);
        found[0]
    }

    /// Nothing has this ID.
    #[track_caller]
    pub(super) fn is_nowhere(&self) -> &Tree {
        assert!(self.nodes.is_empty(), "{}", self.run);
        self.run.exits(1);
        self
    }
}
