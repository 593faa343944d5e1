//! Which guises are one session.
//!
//! The console and services that act for somebody change keys within a session; what stays is the
//! principal and the time at which the session was made. So guises that share both are one node,
//! unless several of their keys were handed out, each by a call of its own: then they are sessions
//! that only look alike.

use crate::{
    aggregate::{Map, Set},
    event::{mint::Minted, signer},
};

use super::{
    classes::Classes,
    guise::{Head, Profile, Signed},
    guises::Guises,
    minting::Minting,
    moment::{self, Dated},
    node::Node,
};

/// Nodes, and which of them each guise is in.
#[derive(Debug, Default)]
pub(super) struct Sessions<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    /// By the number of a guise.
    pub(super) node_of: Vec<usize>,
    /// Each key that was handed out and used: the minting and the node.
    pub(super) exact: Vec<(usize, usize)>,
    /// Nodes that are the same session as one of several others.
    pub(super) unclear: Vec<(usize, Vec<usize>)>,
}

/// The number of a place in a list of guises or nodes.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Makes sessions of guises.
pub(super) fn sessions<'a>(guises: &Guises<'a>, mintings: &[Minting<'a>]) -> Sessions<'a> {
    let heads = &guises.heads;
    let mut classes = Classes::new(narrow(heads.len()));
    unite_equals(heads, &mut classes);
    unite_halves(heads, &mut classes);
    let handed_out = handed_out(guises, mintings, &mut classes);
    let unclear = unite_sessions(heads, &handed_out, &mut classes);
    unite_sign_ins(heads, &mut classes);
    let nodes = Vec::with_capacity(heads.len());
    let mut sessions = Sessions { nodes, node_of: vec![0; heads.len()], ..Sessions::default() };
    for (number, head) in (0..).zip(heads) {
        let class = classes.of(number);
        let node = if class == number {
            sessions.nodes.push(Node::default());
            sessions.nodes.len() - 1
        } else {
            sessions.node_of[class as usize]
        };
        sessions.node_of[number as usize] = node;
        sessions.nodes[node].take(number, guises.guise(number), head);
    }
    let node_of = |number: u32| sessions.node_of[number as usize];
    sessions.exact =
        handed_out.iter().map(|(minting, number)| (*minting, node_of(*number))).collect();
    sessions.exact.sort_unstable();
    sessions.exact.dedup();
    for (one, all) in unclear {
        let mut all: Vec<usize> = all.into_iter().map(node_of).collect();
        all.sort_unstable();
        all.dedup();
        sessions.unclear.push((node_of(one), all));
    }
    sessions
}

/// Unites guises that were signed alike: the same credential, written in several ways. Those of a
/// session stand together, because they are ordered by its time and then by the signer.
fn unite_equals(heads: &[Head<'_>], classes: &mut Classes) {
    let mut first: Map<Signed<'_>, u32> = Map::default();
    for (number, Head { signed, .. }) in (0_u32..).zip(heads) {
        if signed.created.is_none() {
            classes.unite(*first.entry(*signed).or_insert(number), number);
        } else if let Some(before) = number.checked_sub(1)
            && heads[before as usize].signed == *signed
        {
            classes.unite(before, number);
        }
    }
}

/// Who has a property alone, if somebody does.
#[derive(Clone, Copy)]
enum Only {
    One(u32),
    Several,
}

impl Only {
    fn and(&mut self, class: u32) {
        if !matches!(self, Only::One(one) if *one == class) {
            *self = Only::Several;
        }
    }
}

/// A key that some events give without the time of its session, or without a principal, is that of
/// the only others which give them.
fn unite_halves(heads: &[Head<'_>], classes: &mut Classes) {
    let signed = || (0..).zip(heads.iter().map(|head| head.signed));
    let lacks_time: Set<_> = signed()
        .filter(|(_, signed)| signed.created.is_none())
        .filter_map(|(_, signed)| Some((signed.access_key?, signed.principal?)))
        .collect();
    let mut whole: Map<(&str, &str), Only> = Map::default();
    for (number, signed) in signed().filter(|(_, signed)| signed.created.is_some()) {
        if let Some(both) = signed.access_key.zip(signed.principal)
            && lacks_time.contains(&both)
        {
            let class = classes.of(number);
            whole.entry(both).or_insert(Only::One(class)).and(class);
        }
    }
    for (number, signed) in signed().filter(|(_, signed)| signed.created.is_none()) {
        let both = signed.access_key.zip(signed.principal);
        if let Some(Only::One(class)) = both.and_then(|both| whole.get(&both)) {
            classes.unite(number, *class);
        }
    }
    let is_nobodys = |(_, signed): &(u32, Signed<'_>)| signed.principal.is_none();
    let lacks_principal: Set<&str> =
        signed().filter(is_nobodys).filter_map(|(_, signed)| signed.access_key).collect();
    let mut whole: Map<&str, Only> = Map::default();
    for (number, signed) in signed().filter(|(_, signed)| signed.principal.is_some()) {
        if let Some(key) = signed.access_key.filter(|key| lacks_principal.contains(key)) {
            let class = classes.of(number);
            whole.entry(key).or_insert(Only::One(class)).and(class);
        }
    }
    for (number, signed) in signed().filter(is_nobodys) {
        if let Some(Only::One(class)) = signed.access_key.and_then(|key| whole.get(key)) {
            classes.unite(number, *class);
        }
    }
}

/// Each key that was handed out with the guise that used it: minting and guise.
fn handed_out(
    guises: &Guises<'_>,
    mintings: &[Minting<'_>],
    classes: &mut Classes,
) -> Vec<(usize, u32)> {
    let mut by_key: Map<&str, (Vec<usize>, Vec<u32>)> = Map::default();
    for (index, minting) in mintings.iter().enumerate() {
        if let Some(key) = minting.access_key.filter(|key| signer::is_telling(key)) {
            by_key.entry(key).or_default().0.push(index);
        }
    }
    for (number, head) in (0..).zip(&guises.heads) {
        if let Some((_, users)) = head.signed.access_key.and_then(|key| by_key.get_mut(key)) {
            users.push(number);
        }
    }
    let created = |number: u32| guises.heads[number as usize].signed.created;
    let is_close =
        |index: usize, number: u32| moment::is_one(created(number), mintings[index].time);
    let mut pairs = Vec::new();
    for (index, number) in by_key.into_values().flat_map(|(indices, users)| {
        let of = |index: usize| {
            let minting = &mintings[index];
            let own = minting.minter.map(|minter| classes.of(minter));
            let mut fitting: Vec<u32> = users
                .iter()
                .copied()
                .filter(|number| agrees(minting, &guises.profile(*number)))
                .filter(|number| own != Some(classes.of(*number)))
                .collect();
            let classes_fitting: Set<u32> =
                fitting.iter().map(|number| classes.of(*number)).collect();
            if fitting.iter().any(|number| is_close(index, *number)) {
                fitting.retain(|number| is_close(index, *number));
            } else if classes_fitting.len() > 1 {
                // Several sessions, none of them made then: the key is one that many write.
                fitting.retain(|number| created(*number).is_none());
            }
            fitting.into_iter().map(move |number| (index, number)).collect::<Vec<_>>()
        };
        indices.into_iter().flat_map(of).collect::<Vec<_>>()
    }) {
        pairs.push((index, number));
    }
    // Where a key was handed out again, the time of the session says which call it was.
    let dated: Set<u32> = pairs
        .iter()
        .filter(|(index, number)| is_close(*index, *number))
        .map(|(_, number)| *number)
        .collect();
    pairs.retain(|(index, number)| is_close(*index, *number) || !dated.contains(number));
    pairs.sort_unstable();
    pairs
}

/// Whether what a call handed out can be this credential, the key aside.
fn agrees(minting: &Minting<'_>, profile: &Profile<'_>) -> bool {
    if minting.what() == Minted::AccessKey {
        let both = minting.user.zip(profile.user);
        return both.is_none_or(|(user, own)| user.eq_ignore_ascii_case(own));
    }
    is_of(minting, profile.signed.principal, profile.arn).unwrap_or(true)
}

/// Whether what a call handed out is this principal's; nothing, where that cannot be compared.
pub(super) fn is_of(
    minting: &Minting<'_>,
    principal: Option<&str>,
    arn: Option<&str>,
) -> Option<bool> {
    let same = |one: Option<&str>, other: Option<&str>| Some(one? == other?);
    let by_id = same(minting.principal, principal);
    // Without an ID, the principal of a signer is its ARN.
    by_id.filter(|same| *same).or_else(|| same(minting.arn, arn)).or(by_id)
}

/// Unites the guises of a session. Gives back those that may belong to several.
fn unite_sessions(
    heads: &[Head<'_>],
    handed_out: &[(usize, u32)],
    classes: &mut Classes,
) -> Vec<(u32, Vec<u32>)> {
    let minted: Set<u32> = handed_out.iter().map(|(_, number)| classes.of(*number)).collect();
    let mut unclear = Vec::new();
    // Guises of one time stand together, and most stand alone.
    let mut begin = 0;
    let of_one_time = heads.chunk_by(|one, next| one.signed.created == next.signed.created);
    let numbered = of_one_time.map(|all| {
        let from = begin;
        begin += narrow(all.len());
        (from, all)
    });
    let several = numbered.filter(|(_, all)| all.len() > 1 && all[0].signed.created.is_some());
    let of_principals = several.flat_map(|(from, all)| {
        let mut all: Vec<(&str, u32)> = (from..)
            .zip(all)
            .filter(|(_, head)| !head.signed.is_others)
            .filter_map(|(number, head)| Some((head.signed.principal?, number)))
            .collect();
        all.sort_unstable();
        let sessions = all.chunk_by(|(one, _), (next, _)| one == next);
        let sessions = sessions.filter(|all| all.len() > 1);
        sessions.map(|all| all.iter().map(|(_, number)| *number).collect()).collect::<Vec<_>>()
    });
    for all in of_principals {
        let all: Vec<u32> = all;
        let mut all: Vec<u32> = all.into_iter().map(|number| classes.of(number)).collect();
        all.sort_unstable();
        all.dedup();
        let (made, others): (Vec<u32>, Vec<u32>) =
            all.into_iter().partition(|class| minted.contains(class));
        others.windows(2).for_each(|pair| classes.unite(pair[0], pair[1]));
        match (made.as_slice(), others.first()) {
            ([one], Some(other)) => classes.unite(*one, *other),
            ([_, _, ..], Some(other)) => unclear.push((*other, made)),
            _ => {}
        }
    }
    unclear.sort_unstable();
    unclear
}

/// Unites a sign-in with the session that it began.
fn unite_sign_ins(heads: &[Head<'_>], classes: &mut Classes) {
    let dated = || {
        (0..).zip(heads).filter(|(_, head)| !head.signed.is_others).filter_map(
            |(number, Head { signed, .. })| {
                Some((number, signed.access_key.is_some(), signed.principal?, signed.created?))
            },
        )
    };
    let mut sessions: Map<&str, Dated> = Map::default();
    for (_, _, principal, _) in dated().filter(|(_, has_key, ..)| !has_key) {
        sessions.entry(principal).or_default();
    }
    for (number, _, principal, created) in dated().filter(|(_, has_key, ..)| *has_key) {
        if let Some(of_principal) = sessions.get_mut(principal) {
            of_principal.push((created, number));
        }
    }
    sessions.values_mut().for_each(|of_principal| of_principal.sort_unstable());
    for (number, _, principal, created) in dated().filter(|(_, has_key, ..)| !has_key) {
        let Some(of_principal) = sessions.get(principal) else { continue };
        let near = moment::around(of_principal, created, chrono::TimeDelta::zero());
        let near: Vec<(i64, u32)> = near
            .map(|(other, keyed)| (moment::seconds_between(other, created), classes.of(keyed)))
            .collect();
        let nearest = near.iter().map(|(seconds, _)| *seconds).min();
        let mut nearest = near.iter().filter(|(seconds, _)| Some(*seconds) == nearest);
        // Where several sessions began then, nobody knows which of them it was.
        if let Some((_, keyed)) = nearest.next()
            && nearest.all(|(_, other)| other == keyed)
        {
            classes.unite(number, *keyed);
        }
    }
}
