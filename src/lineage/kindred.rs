//! Which credentials and mintings can have to do with the one that was asked for at all.
//!
//! Whatever is linked has a word in common: a key, a principal, an ARN, a user, the ID of a call.
//! So only what hangs together with the traced by such words, from one to the next, is looked at
//! closely. Of 82,000 credentials that is mostly a handful, and the others took 0.4 of the time in
//! which their files are inflated. Too much may be taken here, and never too little.

use std::borrow::Cow;

use crate::{
    aggregate::{Map, Set},
    event::{identity::SessionIssuer, mint::Minted},
    json::Json,
};

use super::{
    Lineage, classes::Classes, guise::Profile, minting::Minting, node::Node, session::narrow,
};

/// Whether each is kindred, by its number in the lineage.
#[derive(Debug)]
pub(super) struct Kindred {
    pub(super) guises: Vec<bool>,
    pub(super) mintings: Vec<bool>,
    /// The guises that have a name which was asked for.
    pub(super) known: Vec<bool>,
}

/// What sort of word it is: a key is no principal, even if both are written alike.
#[derive(Clone, Copy)]
enum Sort {
    AccessKey,
    /// Where there is no ID, an ARN is one.
    Principal,
    User,
    Call,
}

/// Guises, mintings and words, of which those that occur together are united.
struct Words<'a> {
    lineage: &'a Lineage<'a>,
    classes: Classes,
    numbers: Map<u64, u32>,
}

impl Words<'_> {
    /// Unites what has a number with all that has the same word.
    fn unite(&mut self, number: u32, sort: Sort, word: Option<&str>) {
        let Some(word) = word else { return };
        let sort = ["key", "principal", "user", "call"][sort as usize];
        let fingerprint = self.lineage.question.seeds.short(sort, word);
        let word = *self.numbers.entry(fingerprint).or_insert_with(|| self.classes.add());
        self.classes.unite(number, word);
    }
}

impl Kindred {
    pub(super) fn of<'a>(lineage: &'a Lineage<'a>) -> Kindred {
        let mintings: Vec<Minting<'_>> = lineage
            .mintings
            .iter()
            .map(|noted| Minting::read(lineage.pages.note(noted.place), noted.time, noted.minter))
            .collect();
        // Words that few logs need cost as much as all others.
        let asks_arns = mintings
            .iter()
            .any(|one| one.from.is_some() || (one.principal.is_none() && one.arn.is_some()));
        let asks_users = mintings.iter().any(|one| one.what() == Minted::Password);
        let (guises, all) = (narrow(lineage.guises.len()), narrow(mintings.len()));
        let classes = Classes::new(guises.saturating_add(all));
        let numbers = Map::with_capacity_and_hasher(2 * classes.len(), Default::default());
        let mut words = Words { lineage, classes, numbers };
        let accounts = lineage.accounts.values();
        let is_known_issuer = known_issuers(lineage);
        let mut known = Vec::with_capacity(lineage.guises.len());
        for (number, guise) in (0..).zip(&lineage.guises) {
            let profile = Profile::read(lineage.pages.note(guise.place));
            words.unite(number, Sort::AccessKey, profile.signed.access_key);
            words.unite(number, Sort::Principal, profile.signed.principal);
            if asks_arns {
                words.unite(number, Sort::Principal, folded(profile.arn).as_deref());
            }
            if asks_users && let Some(user) = profile.user {
                let account = accounts.get(guise.account as usize).copied().unwrap_or_default();
                let account = String::from_utf8_lossy(account);
                words.unite(number, Sort::User, Some(&whose(&account, user)));
            }
            let is_known = is_known_issuer.get(guise.issuer as usize) == Some(&true)
                || profile.names().any(|name| lineage.is_asked_for(name));
            known.push(is_known);
        }
        for (number, one) in (guises..).zip(&mintings) {
            words.unite(number, Sort::AccessKey, one.access_key);
            words.unite(number, Sort::Principal, one.principal);
            if asks_arns {
                words.unite(number, Sort::Principal, folded(one.arn).as_deref());
                words.unite(number, Sort::Principal, folded(one.from).as_deref());
            }
            if asks_users && let (Some(account), Some(user)) = (one.recipient, one.user) {
                words.unite(number, Sort::User, Some(&whose(account, user)));
            }
            words.unite(number, Sort::Call, one.event_id);
            words.unite(number, Sort::Call, one.shared_event_id);
            if let Some(minter) = one.minter {
                words.classes.unite(number, minter);
            }
        }
        let asked = (0..).zip(&known).filter(|(_, is_known)| **is_known).map(|(number, _)| number);
        let is_asked =
            |one: &Minting<'_>| one.is_named || Node::unused(one, None, lineage).is_known;
        let minted = (guises..).zip(&mintings).filter(|(_, one)| is_asked(one));
        let asked = asked.chain(minted.map(|(number, _)| number));
        let asked: Vec<u32> = asked.chain(lineage.named.iter().copied()).collect();
        let kindred: Set<u32> = asked.into_iter().map(|number| words.classes.of(number)).collect();
        let mut is_kindred = |number: u32| kindred.contains(&words.classes.of(number));
        Kindred {
            guises: (0..guises).map(&mut is_kindred).collect(),
            mintings: (guises..guises.saturating_add(all)).map(is_kindred).collect(),
            known,
        }
    }
}

/// ARNs are compared without regard to case where the console names them.
fn folded(arn: Option<&str>) -> Option<Cow<'_, str>> {
    let arn = arn?;
    let is_folded = !arn.bytes().any(|byte| byte.is_ascii_uppercase());
    Some(if is_folded { arn.into() } else { arn.to_ascii_lowercase().into() })
}

fn whose(account: &str, user: &str) -> String {
    [account, "/", &user.to_ascii_lowercase()].concat()
}

/// Which issuers of sessions are asked for: a role may have issued any number.
fn known_issuers(lineage: &Lineage<'_>) -> Vec<bool> {
    let is_known = |written: &[u8]| {
        let written = std::str::from_utf8(written).unwrap_or_default();
        let issuer = SessionIssuer::read(Json::unchecked(written)).unwrap_or_default();
        let names = [issuer.arn(), issuer.name(), issuer.principal_id()];
        names.into_iter().flatten().any(|name| lineage.is_asked_for(&name))
    };
    lineage.issuers.values().into_iter().map(is_known).collect()
}
