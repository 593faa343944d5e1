//! Who comes of whom: links from a credential to what it handed out.
//!
//! A key that was handed out and used is an exact link. Where keys are blank, masked or changed
//! within a session, the principal and the time at which it was made tell, and what the console
//! does is told by its own marks; such links are inferred, and say from what. What is never logged
//! stays unlinked: AWS's pages on logging IAM and STS and on console sign-in events say what that
//! is.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::{
    aggregate::{Map, Set},
    event::{mint::Minted, signer},
    time::Timestamp,
};

use super::{
    Lineage,
    guise::Kind,
    guises::Guises,
    minting::Minting,
    moment::{self, Dated, seconds_between},
    node::Node,
    session::{Sessions, is_of, narrow},
};

/// Of what fits equally well, so much is linked and the rest is counted.
const CANDIDATES_MAX: usize = 16;

/// Who handed something out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent<'a> {
    Node(usize),
    /// A service, or somebody who left no call of his own in these logs.
    Other(Option<&'a str>),
}

/// A parent, a child, and how one is known to have made the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link<'a> {
    pub(crate) parent: Parent<'a>,
    pub(crate) child: usize,
    /// The event that made it, where one did.
    pub(crate) minting: Option<usize>,
    pub(crate) is_exact: bool,
    /// By what the two are linked.
    pub(crate) why: &'static str,
    /// How many links fit equally well.
    pub(crate) candidates: usize,
}

/// Whether a link is certain, and by what it is made.
#[derive(Clone, Copy)]
pub(super) enum How {
    Exact(&'static str),
    Inferred(&'static str),
}

const BY_MOMENT: How = How::Inferred("principal and time");

/// Links in the making.
pub(super) struct Linking<'e, 'a> {
    lineage: &'a Lineage<'a>,
    pub(super) guises: &'e Guises<'a>,
    pub(super) mintings: &'e [Minting<'a>],
    pub(super) sessions: Sessions<'a>,
    pub(super) links: Vec<Link<'a>>,
    /// Whether a node has a link, by its place.
    pub(super) is_linked: Vec<bool>,
    /// Nodes that signed calls, by their principal: of those that some call asks for.
    by_principal: Map<&'a str, Vec<usize>>,
    /// Mintings whose key nobody used.
    pub(super) unused: Vec<usize>,
}

impl<'e, 'a> Linking<'e, 'a> {
    pub(super) fn new(
        lineage: &'a Lineage<'a>,
        guises: &'e Guises<'a>,
        mintings: &'e [Minting<'a>],
        sessions: Sessions<'a>,
    ) -> Linking<'e, 'a> {
        let used: Set<usize> = sessions.exact.iter().map(|(minting, _)| *minting).collect();
        let unused = (0..mintings.len()).filter(|minting| !used.contains(minting)).collect();
        let is_linked = vec![false; sessions.nodes.len()];
        let by_principal = by_principal(mintings, &sessions);
        Linking {
            lineage,
            guises,
            mintings,
            sessions,
            links: Vec::new(),
            is_linked,
            by_principal,
            unused,
        }
    }

    pub(super) fn link(&mut self) {
        self.link_keys();
        self.link_moments();
        self.add_unused();
        self.link_switched_roles();
        self.link_sign_in_tokens();
        self.link_passwords();
        self.link_services();
    }

    /// The nodes, which of them each guise is in, and the links.
    pub(super) fn into_parts(self) -> (Vec<Node<'a>>, Vec<usize>, Vec<Link<'a>>) {
        (self.sessions.nodes, self.sessions.node_of, self.links)
    }

    pub(super) fn nodes(&self) -> &[Node<'a>] {
        &self.sessions.nodes
    }

    /// Nodes that signed calls as a principal.
    pub(super) fn of_principal(
        &self,
        principal: Option<&str>,
    ) -> impl Iterator<Item = (usize, &Node<'a>)> {
        let all = principal.and_then(|principal| self.by_principal.get(principal));
        all.into_iter().flatten().map(|node| (*node, &self.nodes()[*node]))
    }

    pub(super) fn caller(&self, minting: &Minting<'_>) -> Option<usize> {
        minting.minter.map(|guise| self.sessions.node_of[guise as usize])
    }

    /// Who called, as a parent; and by what that is known, where it is inferred.
    fn parent(&self, minting: &Minting<'a>) -> (Parent<'a>, Option<&'static str>) {
        let Some(node) = self.caller(minting) else { return (Parent::Other(minting.by), None) };
        let caller = &self.nodes()[node];
        if caller.kind != Some(Kind::OtherAccount) {
            return (Parent::Node(node), None);
        }
        // Only the other account's copy is here; perhaps the caller did other things that are.
        let mut in_use = self.of_principal(caller.principal).filter(|(_, other)| {
            other.kind != Some(Kind::OtherAccount)
                && other.begin() <= minting.time
                && minting.time <= other.active.last
        });
        match (in_use.next(), in_use.next()) {
            (Some((only, _)), None) => (Parent::Node(only), Some("principal")),
            _ => (Parent::Node(node), None),
        }
    }

    /// Links what a minting made; nothing makes itself.
    pub(super) fn push(&mut self, minting: usize, child: usize, how: How, candidates: usize) {
        let (parent, by_principal) = self.parent(&self.mintings[minting]);
        if parent == Parent::Node(child) {
            return;
        }
        let (is_exact, why) = match (how, by_principal) {
            (_, Some(why)) | (How::Inferred(why), None) => (false, why),
            (How::Exact(why), None) => (true, why),
        };
        self.add(Link { parent, child, minting: Some(minting), is_exact, why, candidates });
    }

    pub(super) fn add(&mut self, link: Link<'a>) {
        self.is_linked[link.child] = true;
        self.links.push(link);
    }

    fn link_keys(&mut self) {
        for (minting, node) in self.sessions.exact.clone() {
            self.push(minting, node, How::Exact("access key"), 1);
        }
        let mut mintings: Map<usize, Vec<usize>> = Map::default();
        for (minting, node) in &self.sessions.exact {
            mintings.entry(*node).or_default().push(*minting);
        }
        for (node, sessions) in std::mem::take(&mut self.sessions.unclear) {
            let fitting: Vec<usize> =
                sessions.iter().filter_map(|one| mintings.get(one)).flatten().copied().collect();
            for minting in fitting.iter().take(CANDIDATES_MAX) {
                self.push(*minting, node, BY_MOMENT, fitting.len());
            }
        }
    }

    /// Links sessions by who they are and when they were made.
    fn link_moments(&mut self) {
        let of_sessions = self.unused.iter().copied();
        let of_sessions: Vec<(usize, Timestamp)> = of_sessions
            .filter(|minting| self.mintings[*minting].what() == Minted::Session)
            .filter_map(|minting| Some((minting, self.mintings[minting].time?)))
            .collect();
        let (mut by_id, mut by_arn): (Map<&str, Dated>, Map<&str, Dated>) = Default::default();
        for (minting, _) in &of_sessions {
            let one = &self.mintings[*minting];
            by_id.extend(one.principal.map(|id| (id, Dated::default())));
            by_arn.extend(one.arn.map(|arn| (arn, Dated::default())));
        }
        for (node, session) in (0..).zip(self.nodes()) {
            let Some(created) = session.created.filter(|_| !self.is_linked[node as usize]) else {
                continue;
            };
            if let Some(place) = session.principal.and_then(|id| by_id.get_mut(id)) {
                place.push((created, node));
            }
            if by_arn.is_empty() {
                continue;
            }
            let arn = self.guises.holder(session).arn;
            if let Some(place) = arn.and_then(|arn| by_arn.get_mut(arn)) {
                place.push((created, node));
            }
        }
        by_id.values_mut().chain(by_arn.values_mut()).for_each(|dated| dated.sort_unstable());
        let mut fitting: BTreeMap<usize, Vec<(i64, usize)>> = BTreeMap::new();
        for (minting, time) in of_sessions {
            let one = &self.mintings[minting];
            let places = [
                one.principal.and_then(|id| by_id.get(id)),
                one.arn.and_then(|arn| by_arn.get(arn)),
            ];
            let near = places.into_iter().flatten();
            let near = near.flat_map(|dated| moment::around(dated, time, TimeDelta::zero()));
            let near: BTreeMap<u32, Timestamp> =
                near.map(|(created, node)| (node, created)).collect();
            for (node, created) in near {
                let session = &self.nodes()[node as usize];
                let is_its = one.principal.is_some() && one.principal == session.principal;
                let arn = || self.guises.holder(session).arn;
                if is_its || is_of(one, session.principal, arn()) == Some(true) {
                    let fit = (seconds_between(created, time), minting);
                    fitting.entry(node as usize).or_default().push(fit);
                }
            }
        }
        for (node, mut all) in fitting {
            all.sort_unstable();
            let nearest = all.first().map_or(0, |(seconds, _)| *seconds);
            all.retain(|(seconds, _)| *seconds == nearest);
            for (_, minting) in all.iter().take(CANDIDATES_MAX) {
                self.push(*minting, node, BY_MOMENT, all.len());
            }
            // The key that was handed out is one of the session's, though nobody used it.
            if let [(_, minting)] = all.as_slice()
                && let Some(key) = self.mintings[*minting].access_key
            {
                let node = &mut self.sessions.nodes[node];
                node.is_known |= self.lineage.is_asked_for(key);
                node.add_key(key);
            }
        }
    }

    /// Adds what was handed out and never seen in use.
    fn add_unused(&mut self) {
        let linked: Set<usize> = self.links.iter().filter_map(|link| link.minting).collect();
        let mut known: Map<(&str, Option<&str>), (Timestamp, usize)> = Map::default();
        for minting in self.unused.clone() {
            let one = self.mintings[minting];
            let caller = self.caller(&one).map(|caller| &self.nodes()[caller]);
            let key = one.access_key.filter(|key| signer::is_telling(key));
            let is_callers = |key: &str| caller.is_some_and(|caller| caller.has_key(key));
            let is_nothing = match one.what() {
                Minted::SwitchedRole => true,
                Minted::SignInToken => key.is_none_or(is_callers),
                _ => key.is_some_and(is_callers),
            };
            if is_nothing || linked.contains(&minting) {
                continue;
            }
            // Who calls for a session of his own holds it himself.
            let caller = caller
                .filter(|caller| one.principal.is_some() && caller.principal == one.principal);
            let caller = caller.map(|caller| (caller, self.guises.holder(caller)));
            let node = Node::unused(&one, caller, self.lineage);
            let before = key.and_then(|key| known.get(&(key, one.principal)).copied());
            let before = before.filter(|(time, _)| moment::is_one(Some(*time), one.time));
            let node = match before {
                Some((_, node)) => node,
                None => {
                    self.sessions.nodes.push(node);
                    self.is_linked.push(false);
                    self.sessions.nodes.len() - 1
                }
            };
            if let (Some(key), Some(time)) = (key, one.time) {
                known.insert((key, one.principal), (time, node));
            }
            // What a call handed out is its own, whether a key says so or not.
            let why = if key.is_some() { "access key" } else { "call" };
            self.push(minting, node, How::Exact(why), 1);
        }
    }

    /// A service that acts for a user's own key may sign with one of its own.
    fn link_services(&mut self) {
        let mut long_term: Map<Option<&str>, Dated> = Map::default();
        for child in 0..self.nodes().len() {
            let node = &self.nodes()[child];
            let Some(created) =
                node.created.filter(|_| is_a_services(node) && !self.is_linked[child])
            else {
                continue;
            };
            let keys = long_term.entry(node.principal).or_insert_with(|| {
                let keys = self.of_principal(node.principal).filter(|(_, key)| key.is_long_term());
                sorted(keys.filter_map(|(key, one)| Some((one.active.first?, narrow(key)))))
            });
            let in_use = &keys[..keys.partition_point(|(first, _)| *first <= created)];
            // A user has two keys at most; where there are more, the log is none of AWS's.
            let latest = &in_use[in_use.len().saturating_sub(CANDIDATES_MAX)..];
            let number = in_use.len();
            let keys: Vec<usize> = latest.iter().map(|(_, key)| *key as usize).collect();
            let (minting, why, candidates) = (None, "service acting for it", number);
            for key in keys {
                let parent = Parent::Node(key);
                self.add(Link { parent, child, minting, is_exact: false, why, candidates });
            }
        }
    }
}

pub(super) fn sorted(dated: impl Iterator<Item = (Timestamp, u32)>) -> Dated {
    let mut dated: Dated = dated.collect();
    dated.sort_unstable();
    dated
}

/// Whether only services used a user's session, and nobody in the console.
fn is_a_services(node: &Node<'_>) -> bool {
    let is_users = matches!(node.kind, Some(Kind::IamUser | Kind::Root));
    is_users && !node.is_direct && !node.is_console
}

/// The nodes of the principals that links are looked for by, which are few of all.
fn by_principal<'a>(mintings: &[Minting<'a>], sessions: &Sessions<'a>) -> Map<&'a str, Vec<usize>> {
    let of_mintings = mintings.iter().filter_map(|minting| {
        let minter = minting.minter.map(|guise| &sessions.nodes[sessions.node_of[guise as usize]]);
        let other = minter.filter(|minter| minter.kind == Some(Kind::OtherAccount));
        let is_token = minting.what() == Minted::SignInToken;
        other.and_then(|other| other.principal).or(minting.principal.filter(|_| is_token))
    });
    let of_services = sessions.nodes.iter().filter(|node| is_a_services(node));
    let wanted = of_mintings.chain(of_services.filter_map(|node| node.principal));
    let mut all: Map<&str, Vec<usize>> = wanted.map(|principal| (principal, Vec::new())).collect();
    for (node, session) in sessions.nodes.iter().enumerate() {
        if let Some(same) = session.principal.and_then(|principal| all.get_mut(principal)) {
            same.push(node);
        }
    }
    all
}
