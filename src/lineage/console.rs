//! Links that the console makes, where no key is handed out: roles taken there, sign-in tokens,
//! passwords. All of them are inferred.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::{
    aggregate::{Map, Set},
    event::mint::Minted,
    time::Timestamp,
};

use super::{
    guise::Kind,
    link::{How, Link, Linking, Parent, sorted},
    moment::{self, Dated, seconds_between},
    session::narrow,
};

/// A sign-in token opens the console for so long (AWS's page on custom identity brokers).
const TOKEN: TimeDelta = TimeDelta::minutes(15);

/// When a password was set, its node, and the call that set it.
type Password = (Timestamp, usize, usize);

impl Linking<'_, '_> {
    /// Links a role that was taken in the console to whoever took it.
    pub(super) fn link_switched_roles(&mut self) {
        let switched: Vec<usize> = (0..self.mintings.len())
            .filter(|minting| self.mintings[*minting].what() == Minted::SwitchedRole)
            .collect();
        if switched.is_empty() {
            return;
        }
        let mut by_arn: Map<String, Vec<usize>> = Map::default();
        for (node, session) in self.nodes().iter().enumerate() {
            if let Some(arn) = self.guises.holder(session).arn {
                by_arn.entry(arn.to_ascii_lowercase()).or_default().push(node);
            }
        }
        let is_known = |link: &&Link<'_>| match link.parent {
            Parent::Node(node) => self.nodes()[node].kind != Some(Kind::OtherAccount),
            Parent::Other(_) => false,
        };
        let with_parent: Set<usize> =
            self.links.iter().filter(is_known).map(|link| link.child).collect();
        for minting in switched {
            let one = &self.mintings[minting];
            // Who calls is the role already.
            let (Some(from), Some(child)) = (one.from, self.caller(one)) else { continue };
            let there = by_arn.get(&from.to_ascii_lowercase()).into_iter().flatten().copied();
            let began = |node: &usize| self.nodes()[*node].begin();
            let there = there.filter(|node| *node != child && began(node) <= one.time);
            let parent = there.max_by_key(|node| (began(node), *node));
            if with_parent.contains(&child) || (parent.is_none() && self.is_linked[child]) {
                continue;
            }
            let parent = parent.map_or(Parent::Other(Some(from)), Parent::Node);
            let (minting, why) = (Some(minting), "switched role");
            self.add(Link { parent, child, minting, is_exact: false, why, candidates: 1 });
        }
    }

    /// Links a session in the console to the token that opened it.
    pub(super) fn link_sign_in_tokens(&mut self) {
        let mut fitting: BTreeMap<usize, (i64, usize)> = BTreeMap::new();
        let mut sessions: Map<&str, Dated> = Map::default();
        for minting in &self.unused {
            let one = &self.mintings[*minting];
            let (Minted::SignInToken, Some(time)) = (one.what(), one.time) else { continue };
            let Some(principal) = one.principal else { continue };
            let dated = sessions.entry(principal).or_insert_with(|| {
                let free = self.of_principal(Some(principal));
                let free = free.filter(|(node, _)| !self.is_linked[*node]);
                sorted(free.filter_map(|(node, one)| Some((one.created?, narrow(node)))))
            });
            let caller = self.caller(one);
            for (created, node) in moment::around(dated, time, TOKEN) {
                if caller != Some(node as usize) {
                    let fit = (seconds_between(created, time), *minting);
                    let best = fitting.entry(node as usize).or_insert(fit);
                    *best = fit.min(*best);
                }
            }
        }
        for (node, (_, minting)) in fitting {
            self.push(minting, node, How::Inferred("sign-in token"), 1);
        }
    }

    /// Links a user's sessions in the console to the password that was set last before them.
    pub(super) fn link_passwords(&mut self) {
        let mut passwords: Map<(&str, String), Vec<Password>> = Map::default();
        for link in &self.links {
            let Some(minting) = link.minting.filter(|_| self.nodes()[link.child].is_password)
            else {
                continue;
            };
            let one = &self.mintings[minting];
            if let (Some(account), Some(user), Some(time)) = (one.recipient, one.user, one.time) {
                let whose = (account, user.to_ascii_lowercase());
                passwords.entry(whose).or_default().push((time, link.child, minting));
            }
        }
        if passwords.is_empty() {
            return;
        }
        passwords.values_mut().for_each(|all| all.sort_unstable());
        for child in 0..self.nodes().len() {
            let node = &self.nodes()[child];
            let is_open = node.kind == Some(Kind::IamUser) && node.is_console;
            if !is_open || self.is_linked[child] {
                continue;
            }
            let holder = self.guises.holder(node);
            let (Some(account), Some(user), Some(created)) =
                (holder.account, holder.user, node.created)
            else {
                continue;
            };
            let all = passwords.get(&(account, user.to_ascii_lowercase()));
            let by_then = all.and_then(|all| {
                all.get(all.partition_point(|(time, ..)| *time <= created).checked_sub(1)?)
            });
            if let Some((_, parent, minting)) = by_then.copied() {
                let (parent, minting, why) = (Parent::Node(parent), Some(minting), "password");
                self.add(Link { parent, child, minting, is_exact: false, why, candidates: 1 });
            }
        }
    }
}
