//! What belongs to the credentials that a person asks for: who made them, and what they made.
//!
//! Ancestors are followed to the end, and so is what was handed out within the time that was asked
//! for. Each node stands in the tree once, however many links lead to it, so that cycles end.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    aggregate::Set,
    event::mint::Minted,
    time::{TimeRange, Timestamp},
};

use super::{
    evidence::Evidence,
    link::{Link, Parent},
};

/// What a node is to the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Ancestor,
    Traced,
    Descendant,
}

/// A node in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) node: usize,
    pub(crate) relation: Relation,
    pub(crate) depth: usize,
    /// The place in the tree of the one it stands under.
    pub(crate) parent: Option<usize>,
    /// Whether it is the last that stands under that.
    pub(crate) is_last: bool,
    /// Links from others in the tree than the one that it stands under.
    pub(crate) further_parents: usize,
}

/// The tree, depth first.
#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) members: Vec<Member>,
    /// Where each node stands.
    places: BTreeMap<usize, usize>,
}

impl Relation {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Relation::Ancestor => "ancestor",
            Relation::Traced => "traced",
            Relation::Descendant => "descendant",
        }
    }
}

/// Nodes by what they are to the one that was asked for, and how they hang together.
struct Kin<'e> {
    evidence: &'e Evidence<'e>,
    relations: BTreeMap<usize, Relation>,
    /// The children of a node, each once, in the order in which they are shown.
    children: BTreeMap<usize, Vec<usize>>,
}

impl Family {
    /// All that belongs to those who are known by what was asked for.
    pub(crate) fn of(evidence: &Evidence<'_>, range: TimeRange) -> Family {
        let traced = traced(evidence);
        let mut relations: BTreeMap<usize, Relation> = BTreeMap::new();
        climb(evidence, &traced, &mut relations);
        descend(evidence, &traced, range, &mut relations);
        for node in traced {
            relations.insert(node, Relation::Traced);
        }
        let mut kin = Kin { evidence, relations, children: BTreeMap::new() };
        kin.hang_together(range);
        kin.tree()
    }

    /// The place of a node in the tree, if it has one.
    pub(crate) fn place(&self, node: usize) -> Option<usize> {
        self.places.get(&node).copied()
    }

    /// The nodes whose events are asked for.
    pub(crate) fn followed(&self) -> impl Iterator<Item = usize> {
        let followed = self.members.iter().filter(|one| one.relation != Relation::Ancestor);
        followed.map(|member| member.node)
    }
}

fn traced(evidence: &Evidence<'_>) -> BTreeSet<usize> {
    let mut traced: BTreeSet<usize> = evidence.known().collect();
    let named: Set<usize> =
        (0..evidence.mintings.len()).filter(|one| evidence.mintings[*one].is_named).collect();
    let mut fruitless = named.clone();
    for link in &evidence.links {
        let minting = link.minting.filter(|minting| named.contains(minting));
        if let Some(minting) = minting.filter(|_| made_by_call(evidence, link)) {
            fruitless.remove(&minting);
            traced.insert(link.child);
        }
    }
    // What handed out nothing that is known was at least signed by somebody.
    let callers = fruitless.iter().map(|minting| evidence.caller(&evidence.mintings[*minting]));
    traced.extend(callers.flatten());
    traced
}

/// Whether a link is what its call handed out, and not what came of that later.
fn made_by_call(evidence: &Evidence<'_>, link: &Link<'_>) -> bool {
    let password =
        link.minting.is_some_and(|minting| evidence.mintings[minting].what() == Minted::Password);
    !password || evidence.nodes[link.child].is_password
}

/// Marks those from whom the traced come.
fn climb(
    evidence: &Evidence<'_>,
    from: &BTreeSet<usize>,
    relations: &mut BTreeMap<usize, Relation>,
) {
    let mut next: Vec<usize> = from.iter().copied().collect();
    let mut seen: Set<usize> = next.iter().copied().collect();
    while let Some(node) = next.pop() {
        for link in evidence.links_to(node) {
            if let Parent::Node(parent) = link.parent
                && seen.insert(parent)
            {
                relations.insert(parent, Relation::Ancestor);
                next.push(parent);
            }
        }
    }
}

/// Marks those who come from the traced.
fn descend(
    evidence: &Evidence<'_>,
    from: &BTreeSet<usize>,
    range: TimeRange,
    relations: &mut BTreeMap<usize, Relation>,
) {
    let mut children: BTreeMap<usize, Vec<&Link<'_>>> = BTreeMap::new();
    for link in evidence.links.iter().filter(|link| is_within(evidence, link, range)) {
        if let Parent::Node(parent) = link.parent {
            children.entry(parent).or_default().push(link);
        }
    }
    let mut next: Vec<usize> = from.iter().copied().collect();
    let mut seen: Set<usize> = next.iter().copied().collect();
    while let Some(node) = next.pop() {
        for link in children.get(&node).into_iter().flatten() {
            if seen.insert(link.child) {
                relations.insert(link.child, Relation::Descendant);
                next.push(link.child);
            }
        }
    }
}

/// Whether something was handed out within the time that was asked for. A service's own key has no
/// call that made it.
fn is_within(evidence: &Evidence<'_>, link: &Link<'_>, range: TimeRange) -> bool {
    let at = match link.minting {
        Some(minting) => evidence.mintings[minting].time,
        None => evidence.nodes[link.child].created,
    };
    range.is_everything() || at.is_some_and(|at| range.holds(at))
}

impl Kin<'_> {
    /// Which links hold the tree together: up from the traced all of them, down from there those
    /// within the time.
    fn hang_together(&mut self, range: TimeRange) {
        let mut children: BTreeMap<usize, Vec<(_, usize)>> = BTreeMap::new();
        for link in &self.evidence.links {
            let (Parent::Node(parent), Some(relation)) =
                (link.parent, self.relations.get(&link.child))
            else {
                continue;
            };
            if !self.relations.contains_key(&parent) {
                continue;
            }
            // Whoever is asked for, or comes before, comes of somebody at any time.
            let leads_up = *relation != Relation::Descendant;
            if leads_up || is_within(self.evidence, link, range) {
                let time = link.minting.and_then(|minting| self.evidence.mintings[minting].time);
                let time = time.or(self.evidence.nodes[link.child].begin());
                let order = (time.is_none(), time, link.minting);
                children.entry(parent).or_default().push((order, link.child));
            }
        }
        self.children = children
            .into_iter()
            .map(|(parent, mut all)| {
                all.sort_unstable();
                let mut seen = Set::default();
                let different = all.into_iter().map(|(_, child)| child);
                (parent, different.filter(|child| seen.insert(*child)).collect())
            })
            .collect();
    }

    fn tree(&self) -> Family {
        let has_parent: Set<usize> = self.children.values().flatten().copied().collect();
        let order = |node: &usize| {
            let begin = self.begin(*node);
            (begin.is_none(), begin, *node)
        };
        let mut nodes: Vec<usize> = self.relations.keys().copied().collect();
        nodes.sort_by_key(order);
        let (roots, others): (Vec<usize>, Vec<usize>) =
            nodes.into_iter().partition(|node| !has_parent.contains(node));
        let mut family = Family::default();
        // Behind the roots, what only a cycle leads to.
        for root in roots.into_iter().chain(others) {
            self.plant(root, &mut family);
        }
        let mut last: BTreeMap<Option<usize>, usize> = BTreeMap::new();
        for (place, member) in family.members.iter().enumerate() {
            last.insert(member.parent, place);
        }
        for place in last.into_values() {
            family.members[place].is_last = true;
        }
        for (parent, children) in &self.children {
            for child in children {
                let place = family.place(*child).unwrap_or_default();
                let under = family.members[place].parent.map(|parent| family.members[parent].node);
                family.members[place].further_parents += usize::from(under != Some(*parent));
            }
        }
        family
    }

    /// When a node was handed out, or else seen first.
    fn begin(&self, node: usize) -> Option<Timestamp> {
        let minted = self.evidence.links_to(node).iter().find_map(|link| link.minting);
        let minted = minted.and_then(|minting| self.evidence.mintings[minting].time);
        minted.or(self.evidence.nodes[node].begin())
    }

    /// Puts a node and all below it into the tree, unless they are there.
    fn plant(&self, root: usize, family: &mut Family) {
        let mut next = vec![(root, None, 0)];
        while let Some((node, parent, depth)) = next.pop() {
            if family.places.contains_key(&node) {
                continue;
            }
            let relation = self.relations.get(&node).copied().unwrap_or(Relation::Descendant);
            let place = family.members.len();
            family.places.insert(node, place);
            let (is_last, further_parents) = (false, 0);
            family.members.push(Member { node, relation, depth, parent, is_last, further_parents });
            let children = self.children.get(&node).into_iter().flatten();
            next.extend(children.rev().map(|child| (*child, Some(place), depth + 1)));
        }
    }
}
