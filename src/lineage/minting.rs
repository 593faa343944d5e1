//! Events that handed credentials out, as noted down, and the copies of them that are one.

use crate::{
    aggregate::{Map, Note, Reader},
    event::{
        Event, Key,
        mint::{Mint, Minted},
    },
    time::Timestamp,
};

/// An event that handed out a credential.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Minting<'a> {
    pub(crate) time: Option<Timestamp>,
    pub(crate) event_id: Option<&'a str>,
    pub(crate) recipient: Option<&'a str>,
    pub(crate) access_key: Option<&'a str>,
    pub(crate) shared_event_id: Option<&'a str>,
    pub(crate) event_name: Option<&'a str>,
    pub(crate) event_source: Option<&'a str>,
    pub(crate) address: Option<&'a str>,
    pub(crate) region: Option<&'a str>,
    /// Who called.
    pub(crate) by: Option<&'a str>,
    /// The place of [`Minted`] among its kin.
    what: u8,
    pub(super) principal: Option<&'a str>,
    pub(super) arn: Option<&'a str>,
    pub(super) user: Option<&'a str>,
    pub(super) from: Option<&'a str>,
    /// The ARN of the role that was asked for.
    pub(super) role: Option<&'a str>,
    /// The number of the guise that called; none for a service.
    pub(super) minter: Option<u32>,
    /// Whether a person asked for this very event.
    pub(super) is_named: bool,
}

const WHAT: [Minted; 5] = [
    Minted::Session,
    Minted::AccessKey,
    Minted::Password,
    Minted::SignInToken,
    Minted::SwitchedRole,
];

/// The keys whose texts are noted down, in order.
const KEYS: [Key; 7] = [
    Key::EventId,
    Key::RecipientAccountId,
    Key::SharedEventId,
    Key::EventName,
    Key::EventSource,
    Key::SourceIpAddress,
    Key::AwsRegion,
];

impl<'a> Minting<'a> {
    pub(crate) fn what(&self) -> Minted {
        WHAT.get(usize::from(self.what)).copied().unwrap_or_default()
    }

    pub(super) fn note(event: &Event<'_>, mint: &Mint<'_>, is_named: bool, note: &mut Note) {
        note.byte(u8::from(is_named));
        let what = WHAT.iter().position(|one| *one == mint.what).unwrap_or_default();
        note.byte(u8::try_from(what).unwrap_or_default());
        for key in KEYS {
            note.text(event.text(key).as_deref());
        }
        let source = event.text(Key::EventSource);
        note.text(event.identity().map(|identity| identity.who(source)).as_deref());
        let Mint { access_key, principal, arn, user, from, role, .. } = mint;
        for text in [access_key, principal, arn, user, from, role] {
            note.text(text.as_deref());
        }
    }

    pub(super) fn read(
        note: &'a [u8],
        time: Option<Timestamp>,
        minter: Option<u32>,
    ) -> Minting<'a> {
        let note = &mut Reader::new(note);
        let (is_named, what) = (note.byte() == 1, note.byte());
        let mut text = || note.str();
        Minting {
            event_id: text(),
            recipient: text(),
            shared_event_id: text(),
            event_name: text(),
            event_source: text(),
            address: text(),
            region: text(),
            by: text(),
            access_key: text(),
            principal: text(),
            arn: text(),
            user: text(),
            from: text(),
            role: text(),
            time,
            what,
            minter,
            is_named,
        }
    }

    /// Fills what is absent from another copy of the same call.
    fn complete(&mut self, other: Minting<'a>) {
        self.access_key = self.access_key.or(other.access_key);
        self.principal = self.principal.or(other.principal);
        self.arn = self.arn.or(other.arn);
        self.user = self.user.or(other.user);
        self.role = self.role.or(other.role);
        self.is_named |= other.is_named;
    }
}

/// All different calls, in the order in which they come: redelivered copies are one, and so are the
/// copies that two accounts received of a call. Of these the one speaks whose caller is known in
/// full, which `is_full` tells of a guise.
pub(super) fn without_copies<'a>(
    mintings: impl Iterator<Item = Minting<'a>>,
    is_full: impl Fn(u32) -> bool,
) -> Vec<Minting<'a>> {
    let is_full = |one: &Minting<'_>| one.minter.is_some_and(&is_full);
    let mut kept: Vec<Minting<'a>> = Vec::with_capacity(mintings.size_hint().0);
    let (mut deliveries, mut calls) = (Copies::default(), Copies::default());
    for mut minting in mintings {
        let delivery = minting.event_id.map(|id| (id, minting.recipient));
        let call = minting.shared_event_id.map(|id| (id, minting.event_name));
        let same = deliveries.find(delivery, &minting, &kept);
        let place = same.or_else(|| calls.find(call, &minting, &kept)).unwrap_or(kept.len());
        deliveries.add(delivery, minting.access_key, place);
        calls.add(call, minting.access_key, place);
        match kept.get_mut(place) {
            None => kept.push(minting),
            Some(earlier) => {
                if is_full(&minting) && !is_full(earlier) {
                    std::mem::swap(earlier, &mut minting);
                }
                earlier.complete(minting);
            }
        }
    }
    kept
}

/// Whose copies are one: an ID, and what tells that it is not another's.
type Id<'a> = (&'a str, Option<&'a str>);

/// Where the mintings of each ID are: the first of them, and each by the key that it handed out.
///
/// One call hands out several keys, and a made log may have any number of calls with one ID.
#[derive(Default)]
struct Copies<'a> {
    first: Map<Id<'a>, usize>,
    by_key: Map<(Id<'a>, &'a str), usize>,
}

impl<'a> Copies<'a> {
    /// The place of what is the same: with the same key, as far as both tell one.
    fn find(&self, id: Option<Id<'a>>, one: &Minting<'a>, kept: &[Minting<'a>]) -> Option<usize> {
        let id = id?;
        let first = self.first.get(&id).copied();
        let Some(key) = one.access_key else { return first };
        let by_key = self.by_key.get(&(id, key)).copied();
        by_key.or_else(|| first.filter(|place| kept[*place].access_key.is_none()))
    }

    fn add(&mut self, id: Option<Id<'a>>, access_key: Option<&'a str>, place: usize) {
        let Some(id) = id else { return };
        self.first.entry(id).or_insert(place);
        if let Some(key) = access_key {
            self.by_key.entry((id, key)).or_insert(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minting<'a>(ids: [&'a str; 2], key: Option<&'a str>, minter: u32) -> Minting<'a> {
        let [event_id, shared] = ids.map(|id| Some(id).filter(|id| !id.is_empty()));
        let (access_key, minter) = (key, Some(minter));
        Minting { event_id, shared_event_id: shared, access_key, minter, ..Minting::default() }
    }

    #[track_caller]
    fn check(mintings: &[Minting<'_>], expected: &[(Option<&str>, u32)]) {
        let orders = [mintings.to_vec(), mintings.iter().rev().copied().collect()];
        for mintings in orders {
            let kept = without_copies(mintings.into_iter(), |minter| minter > 9);
            let mut kept: Vec<_> =
                kept.iter().map(|one| (one.access_key, one.minter.unwrap_or_default())).collect();
            kept.sort_unstable();
            assert_eq!(kept, expected);
        }
    }

    #[test]
    fn copies_of_a_call_are_one_and_the_caller_in_full_speaks() {
        check(&[minting(["a", ""], Some("K"), 10); 3], &[(Some("K"), 10)]);
        let (own, others) = (["a", "s"], ["b", "s"]);
        check(&[minting(own, Some("K"), 10), minting(others, Some("K"), 1)], &[(Some("K"), 10)]);
        check(&[minting(own, None, 10), minting(others, Some("K"), 1)], &[(Some("K"), 10)]);
    }

    #[test]
    fn what_hands_out_other_keys_is_another_call_whatever_its_id() {
        let several = [minting(["a", ""], Some("K"), 10), minting(["a", ""], Some("L"), 10)];
        check(&several, &[(Some("K"), 10), (Some("L"), 10)]);
        check(&[minting(["", ""], None, 10); 2], &[(None, 10), (None, 10)]);
    }
}
