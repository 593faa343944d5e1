//! What a trace of a world must say: worked out from the truth, slowly and obviously.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    super::tree::{Tree, keys, list, text},
    world::{Credential, World, stamp},
};

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) since: Option<i64>,
    pub(super) until: Option<i64>,
    pub(super) name: Option<&'static str>,
    pub(super) drops_copies: bool,
}

impl Question {
    pub(super) fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        flags.extend(self.since.map(|time| format!("--since={}", stamp(time))));
        flags.extend(self.until.map(|time| format!("--until={}", stamp(time))));
        flags.extend(self.name.map(|name| format!("--name={name}")));
        flags.extend(self.drops_copies.then(|| "--dedup".to_owned()));
        flags
    }

    fn holds_at(&self, time: &str) -> bool {
        self.since.is_none_or(|since| *time >= *stamp(since))
            && self.until.is_none_or(|until| *time < *stamp(until))
    }

    fn matches(&self, event: &Value) -> bool {
        self.holds_at(text(&event["eventTime"]))
            && self.name.is_none_or(|name| event["eventName"] == *name)
    }
}

/// All that a credential may be called.
fn names(world: &World, of: usize) -> BTreeSet<String> {
    let one = &world.credentials[of];
    let identity = &one.signer.identity;
    let issuer = &identity["sessionContext"]["sessionIssuer"];
    let mut names: BTreeSet<String> = one.keys.iter().cloned().collect();
    let own = ["arn", "principalId", "userName"].iter().map(|field| text(&identity[*field]));
    let issued = ["arn", "principalId", "userName"].iter().map(|field| text(&issuer[*field]));
    names.extend(own.chain(issued).map(str::to_owned));
    if let Some((id, session)) = text(&identity["principalId"]).split_once(':') {
        names.extend([id.to_owned(), session.to_owned()]);
    }
    names.remove("");
    // All that is known of whose password it is.
    if let Some(user) = &one.password_of {
        names = BTreeSet::from([user.clone()]);
    }
    names
}

/// What an ID starts from.
fn started(world: &World, id: &str) -> BTreeSet<usize> {
    let all = 0..world.credentials.len();
    let minted_by = |one: &Credential| {
        let id = id.strip_suffix(" in the other account").unwrap_or(id);
        one.minting.as_ref().is_some_and(|minting| {
            minting.id.strip_suffix(" in the other account").unwrap_or(&minting.id) == id
                && minting.why != Some("password")
        })
    };
    let minted: BTreeSet<usize> =
        all.clone().filter(|at| minted_by(&world.credentials[*at])).collect();
    let signed = world.story.events.iter().zip(&world.by);
    let signed = signed.filter(|(event, _)| event["eventID"] == id).map(|(_, by)| *by);
    let of_event = if minted.is_empty() { signed.collect() } else { minted };
    // Whose every record was lost is nowhere.
    let is_there = |at: &usize| world.by.contains(at) || world.credentials[*at].minting.is_some();
    let named = all.filter(|at| is_there(at) && names(world, *at).contains(id));
    of_event.into_iter().chain(named).filter(|at| *at != usize::MAX).collect()
}

/// Each credential that must be shown, with how it relates to the ID.
pub(super) fn expected(world: &World, question: &Question) -> BTreeMap<usize, &'static str> {
    let traced = started(world, &question.id);
    let mut below = traced.clone();
    let mut above = BTreeSet::new();
    for _ in 0..world.credentials.len() {
        for (at, one) in world.credentials.iter().enumerate() {
            let Some(parent) = one.parent else { continue };
            let minting = one.minting.as_ref().expect("minted");
            if below.contains(&parent) && question.holds_at(&stamp(minting.at)) {
                below.insert(at);
            }
            if traced.contains(&at) || above.contains(&at) {
                above.insert(parent);
            }
        }
    }
    let relation = |at: &usize| match (traced.contains(at), below.contains(at)) {
        (true, _) => "traced",
        (_, true) => "descendant",
        _ => "ancestor",
    };
    below.union(&above).map(|at| (*at, relation(at))).collect()
}

/// The events that are counted or printed, each with whose it is.
fn matching<'a>(world: &'a World, question: &Question) -> Vec<(&'a Value, usize)> {
    let mut seen = BTreeSet::new();
    let all = world.story.events.iter().zip(world.by.iter().copied());
    let mut found: Vec<(&Value, usize)> =
        all.filter(|(event, _)| question.matches(event)).collect();
    found.retain(|(event, _)| {
        let copy = (text(&event["eventID"]), text(&event["recipientAccountId"]));
        seen.insert(copy) || !question.drops_copies
    });
    found
}

/// The IDs of the events that must be printed, sorted.
pub(super) fn events(world: &World, question: &Question) -> Vec<String> {
    let mut shown = expected(world, question);
    shown.retain(|_, relation| *relation != "ancestor");
    // A copy is of a call, whether or not the filters let the other copy through.
    let of_shown =
        world.story.events.iter().zip(&world.by).filter(|(_, by)| shown.contains_key(by));
    let shared: BTreeSet<&str> =
        of_shown.filter_map(|(event, _)| event["sharedEventID"].as_str()).collect();
    let found = matching(world, question).into_iter().filter(|(event, by)| {
        shown.contains_key(by) || shared.contains(text(&event["sharedEventID"]))
    });
    let mut ids: Vec<String> = found.map(|(event, _)| text(&event["eventID"]).to_owned()).collect();
    ids.sort();
    ids
}

/// The credential that is shown there.
fn found(world: &World, node: &Value) -> Option<usize> {
    let principal = text(&node["principal_id"]);
    let created = text(&node["created"]);
    let keys: Vec<&str> = list(&node["access_keys"]).map(text).collect();
    let fits = |(_, one): &(usize, &Credential)| {
        if let Some(user) = &one.password_of {
            let minting = one.minting.as_ref().expect("minted");
            let is_it = list(&node["minted_by"]).any(|minted| minted["event_id"] == *minting.id);
            return node["kind"] == "password" && node["who"] == **user && is_it;
        }
        let own = one.signer.principal();
        let same_principal = principal.is_empty() || principal == own;
        let same_created = match &one.created {
            Some(other) => created.is_empty() || created == other,
            None => true,
        };
        let same_key = match keys.is_empty() {
            true => !principal.is_empty() && one.signer.key().is_empty(),
            false => keys.iter().all(|key| one.keys.iter().any(|own| own == key)),
        };
        let other_account = one.signer.identity["type"] == "AWSAccount";
        let same_kind = other_account == (node["kind"] == "other-account");
        same_principal && same_created && same_key && same_kind && node["kind"] != "password"
    };
    let all = world.credentials.iter().enumerate();
    let found: Vec<usize> = all.filter(fits).map(|(at, _)| at).collect();
    (found.len() == 1).then(|| found[0])
}

/// How a tree differs from the truth.
pub(super) fn differences(world: &World, question: &Question, tree: &Tree) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut places = BTreeMap::new();
    for (index, node) in tree.nodes.iter().enumerate() {
        match found(world, node) {
            Some(at) if places.insert(at, index).is_none() => {}
            Some(at) => wrong.push(format!("twice: {:?}", world.credentials[at].keys)),
            None => wrong.push(format!("nobody knows {node}")),
        }
    }
    let expected = expected(world, question);
    for at in expected.keys().filter(|at| !places.contains_key(at)) {
        wrong.push(format!("missing: {:?}", world.credentials[*at]));
    }
    for (at, index) in &places {
        let node = &tree.nodes[*index];
        match expected.get(at) {
            None => wrong.push(format!("too many: {node}")),
            Some(relation) if node["relation"] != **relation => {
                wrong.push(format!("is {relation}: {node}"));
            }
            Some(_) => wrong.extend(one_differs(world, question, (*at, node), tree, &places)),
        }
    }
    wrong
}

fn one_differs(
    world: &World,
    question: &Question,
    (at, node): (usize, &Value),
    tree: &Tree,
    places: &BTreeMap<usize, usize>,
) -> Option<String> {
    let one = &world.credentials[at];
    let counted = matching(world, question).into_iter().filter(|(_, by)| *by == at);
    let counted: Vec<&Value> = counted.map(|(event, _)| event).collect();
    let ended = |code: &str| counted.iter().filter(|event| event["errorCode"] == *code).count();
    let calls = [counted.len(), ended("ThrottlingException"), ended("AccessDenied")];
    let times = counted.iter().map(|event| text(&event["eventTime"]));
    let seen = [times.clone().min().unwrap_or_default(), times.max().unwrap_or_default()];
    if ["calls", "failed", "denied"].iter().zip(calls).any(|(field, count)| node[*field] != count) {
        return Some(format!("{calls:?} calls, failed, denied: {node}"));
    }
    if [text(&node["first_seen"]), text(&node["last_seen"])] != seen {
        return Some(format!("seen {seen:?}: {node}"));
    }
    let parent = node["parent"].as_u64().map(|number| &tree.nodes[number as usize - 1]);
    let expected = one.parent.and_then(|parent| places.get(&parent)).map(|at| &tree.nodes[*at]);
    if parent.map(keys) != expected.map(keys) || parent != expected {
        return Some(format!("parent is {expected:?}: {node}"));
    }
    let why = one.minting.as_ref().and_then(|minting| minting.why);
    let minted = &node["minted_by"][0];
    if why.is_some_and(|why| minted["why"] != why) {
        return Some(format!("because of {why:?}: {node}"));
    }
    let minting = one.minting.as_ref().filter(|minting| !minting.id.is_empty())?;
    let copies = [minting.id.clone(), format!("{} in the other account", minting.id)];
    let says = text(&minted["event_id"]).to_owned();
    (why != Some("password") && !copies.contains(&says))
        .then(|| format!("minted by {copies:?}: {node}"))
}
