//! The guises that are looked at closely, in an order that follows from what they say alone.

use crate::time::Timestamp;

use super::{
    Lineage,
    guise::{Guise, Head, Profile, created},
    kindred::Kindred,
    node::{Holder, Node},
};

/// Guises by the time at which their session was made, or else they were seen first, and then by
/// their signers.
#[derive(Debug)]
pub(super) struct Guises<'a> {
    lineage: &'a Lineage<'a>,
    /// The number in the lineage of each, and the place here of each number.
    order: Vec<u32>,
    places: Vec<Option<u32>>,
    pub(super) heads: Vec<Head<'a>>,
    accounts: Vec<&'a [u8]>,
}

impl<'a> Guises<'a> {
    pub(super) fn of(lineage: &'a Lineage<'a>, kindred: &Kindred) -> Guises<'a> {
        let note = |number: u32| lineage.pages.note(lineage.guises[number as usize].place);
        let numbered = (0..).zip(&lineage.guises).zip(&kindred.guises);
        let numbered = numbered.filter(|(_, is_kindred)| **is_kindred);
        let begun = numbered.map(|((number, guise), _)| {
            let created = created(note(number));
            let begin = created.or(guise.active.first).unwrap_or(Timestamp::MAX_UTC);
            (begin, created.is_none(), number)
        });
        let mut order: Vec<(Timestamp, bool, u32)> = begun.collect();
        order.sort_unstable_by(|one, other| {
            let by_note = || note(one.2).cmp(note(other.2));
            (one.0, one.1).cmp(&(other.0, other.1)).then_with(by_note)
        });
        let order: Vec<u32> = order.into_iter().map(|(_, _, number)| number).collect();
        let head = |number: &u32| {
            let profile = Profile::read(note(*number));
            let Profile { signed, kind, is_direct, .. } = profile;
            let is_sign_in = lineage.guises[*number as usize].is_sign_in;
            let is_known = kindred.known[*number as usize];
            Head { signed, kind, is_direct, is_sign_in, is_known }
        };
        let heads = order.iter().map(head).collect();
        let mut places = vec![None; lineage.guises.len()];
        for (place, number) in (0..).zip(&order) {
            places[*number as usize] = Some(place);
        }
        Guises { lineage, order, places, heads, accounts: lineage.accounts.values() }
    }

    /// The place of what the lineage knows by a number, if it is kindred.
    pub(super) fn place(&self, number: u32) -> Option<u32> {
        self.places[number as usize]
    }

    pub(super) fn guise(&self, place: u32) -> &'a Guise {
        &self.lineage.guises[self.order[place as usize] as usize]
    }

    pub(super) fn profile(&self, place: u32) -> Profile<'a> {
        Profile::read(self.lineage.pages.note(self.guise(place).place))
    }

    /// Who holds a node, by what all its guises say.
    pub(super) fn holder(&self, node: &Node<'a>) -> Holder<'a> {
        let mut holder = node.unused_holder().unwrap_or_default();
        for place in node.guises() {
            let account = self.accounts.get(self.guise(place).account as usize);
            let account = account.and_then(|account| std::str::from_utf8(account).ok());
            holder.take(&self.profile(place), account.filter(|account| !account.is_empty()));
        }
        holder
    }
}
