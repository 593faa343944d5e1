//! What follows from all that was seen: credentials, who comes of whom, and what each did.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    aggregate::{Reader, Set},
    event::signer::Signer,
};

use super::{
    Lineage, Noted,
    guise::{Calls, Kind},
    guises::Guises,
    kindred::Kindred,
    link::{Link, Linking},
    minting::{Minting, without_copies},
    node::{Holder, Node},
    session::sessions,
};

/// Texts, each with how often it was met.
pub(crate) type Ranked<'a> = Vec<(&'a str, u64)>;

/// Credentials, the events that handed them out, and the links between them.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    /// In the order of time.
    pub(crate) mintings: Vec<Minting<'a>>,
    /// In the order of their children.
    pub(crate) links: Vec<Link<'a>>,
    lineage: &'a Lineage<'a>,
    guises: Guises<'a>,
    /// The node of each guise.
    node_of: Vec<usize>,
}

impl<'a> Evidence<'a> {
    pub(super) fn of(lineage: &'a Lineage<'a>) -> Evidence<'a> {
        let kindred = Kindred::of(lineage);
        let guises = Guises::of(lineage, &kindred);
        let noted = lineage.mintings.iter().zip(&kindred.mintings);
        let noted = noted.filter(|(_, is_kindred)| **is_kindred);
        let mut noted: Vec<&Noted> = noted.map(|(noted, _)| noted).collect();
        let note = |noted: &Noted| lineage.pages.note(noted.place);
        noted.sort_unstable_by(|one, other| {
            one.time.cmp(&other.time).then_with(|| note(one).cmp(note(other)))
        });
        let mintings = noted.into_iter().map(|noted| {
            let minter = noted.minter.and_then(|number| guises.place(number));
            Minting::read(note(noted), noted.time, minter)
        });
        let mintings = without_copies(mintings, |guise| {
            guises.heads[guise as usize].kind != Some(Kind::OtherAccount)
        });
        let sessions = sessions(&guises, &mintings);
        let mut linking = Linking::new(lineage, &guises, &mintings, sessions);
        linking.link();
        let (nodes, node_of, mut links) = linking.into_parts();
        links.sort_by_key(|link| (link.child, !link.is_exact, link.minting));
        Evidence { nodes, mintings, links, lineage, guises, node_of }
    }

    /// Who holds a node.
    pub(crate) fn holder(&self, node: &Node<'a>) -> Holder<'a> {
        self.guises.holder(node)
    }

    pub(crate) fn links_to(&self, child: usize) -> &[Link<'a>] {
        let from = self.links.partition_point(|link| link.child < child);
        let length = self.links[from..].partition_point(|link| link.child == child);
        &self.links[from..from + length]
    }

    /// The node of whoever made a call that handed something out.
    pub(super) fn caller(&self, minting: &Minting<'_>) -> Option<usize> {
        minting.minter.map(|guise| self.node_of[guise as usize])
    }

    /// The nodes that have a name which was asked for, or signed an event that was.
    pub(super) fn known(&self) -> impl Iterator<Item = usize> {
        let known = self.nodes.iter().enumerate().filter(|(_, node)| node.is_known);
        let signed = self.lineage.named.iter().filter_map(|number| self.node_of(*number));
        known.map(|(node, _)| node).chain(signed)
    }

    /// The node of what the lineage knows by a number, if it is kindred.
    fn node_of(&self, number: u32) -> Option<usize> {
        self.guises.place(number).map(|place| self.node_of[place as usize])
    }

    /// The calls that were counted of a node.
    pub(crate) fn calls(&self, node: &Node<'_>) -> Calls {
        let mut calls = Calls::default();
        for guise in node.guises() {
            calls.join(&self.guises.guise(guise).calls);
        }
        calls
    }

    /// How often each address, agent and service was met in calls, the most frequent first.
    pub(crate) fn uses(&self, calls: &Calls) -> [Ranked<'a>; 3] {
        let mut counts: [BTreeMap<&str, u64>; 3] = Default::default();
        for (number, times) in calls.uses.each() {
            let mut reader = Reader::new(self.lineage.uses.note(number, &self.lineage.pages));
            for counts in &mut counts {
                if let Some(text) = reader.str() {
                    *counts.entry(text).or_default() += times;
                }
            }
        }
        counts.map(|counts| {
            let mut all: Ranked<'_> = counts.into_iter().collect();
            all.sort_by_key(|(_, times)| Reverse(*times));
            all
        })
    }

    /// All that some nodes signed with.
    pub(crate) fn signers(&self, nodes: &Set<usize>) -> Set<Signer<'static>> {
        let guises = nodes.iter().flat_map(|node| self.nodes[*node].guises());
        guises.map(|guise| self.guises.heads[guise as usize].signed.to_signer()).collect()
    }

    /// Fingerprints of the shared event IDs of some nodes' calls.
    pub(crate) fn shared(&self, nodes: &Set<usize>) -> Set<u128> {
        let shared = self.lineage.shared.iter();
        let is_own = |number: u32| self.node_of(number).is_some_and(|node| nodes.contains(&node));
        let own = shared.filter(|(_, number)| is_own(*number));
        own.map(|(fingerprint, _)| *fingerprint).collect()
    }
}
