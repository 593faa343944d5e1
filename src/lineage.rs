//! Who handed out which credential, and what was done with each: the lineage of what signs calls.
//!
//! One pass over the logs notes down every credential, with who it stands for and how it was used,
//! and every event that handed one out. Memory grows with the number of credentials, not of events.
//! Of that `kindred` picks what can matter, `link` works out who comes of whom, and `family` what
//! belongs to the one that a person asks for. Nothing here reads files or prints.

mod classes;
mod console;
mod evidence;
mod family;
mod guise;
mod guises;
mod interned;
mod kindred;
mod link;
mod minting;
mod moment;
mod node;
mod pages;
mod session;

use crate::{
    aggregate::{Fold, Map, Names, Note, Reader},
    arn,
    event::{Key, Outcome, Record, identity::Identity},
    filter::{pattern::Patterns, plan::Plan},
    fingerprint::Seeds,
    text::Text,
    time::Timestamp,
};
pub(crate) use evidence::{Evidence, Ranked};
pub(crate) use family::{Family, Member, Relation};
pub(crate) use guise::Calls;
use guise::{Guise, Kind};
use interned::Interned;
pub(crate) use link::{Link, Parent};
pub(crate) use minting::Minting;
pub(crate) use node::{Holder, Node};
use pages::{Pages, Place};

/// What is asked of the logs.
#[derive(Debug, Default)]
pub(crate) struct Question {
    /// What the credential is known by, or an event of it.
    pub(crate) id: Patterns,
    /// Which calls are counted.
    pub(crate) counted: Plan,
    /// Whether the other accounts' copies of calls will be asked for.
    pub(crate) wants_copies: bool,
    pub(crate) seeds: Seeds,
}

/// All that the logs tell of credentials.
#[derive(Debug)]
pub(crate) struct Lineage<'q> {
    question: &'q Question,
    /// The guise of an identity, by the fingerprint of how it is written: one that was met before
    /// need not be taken apart. None for a service, which has no credential.
    known: Map<u128, Option<u32>>,
    guises: Vec<Guise>,
    mintings: Vec<Noted>,
    pages: Pages,
    /// As they are written.
    issuers: Names,
    accounts: Names,
    /// Addresses, user agents and event sources of calls, three together.
    uses: Interned,
    /// Guises that signed an event which a person asked for.
    named: Vec<u32>,
    /// Fingerprints of shared event IDs, each with the guise that called.
    shared: Vec<(u128, u32)>,
    /// Events that are not counted for nothing but the lack of a usable eventTime.
    pub(crate) without_time: u64,
}

/// A minting event, as it is kept.
#[derive(Clone, Copy, Debug)]
struct Noted {
    place: Place,
    time: Option<Timestamp>,
    minter: Option<u32>,
}

const COUNTED: u8 = 1;
const UNKNOWN: u8 = 2;
const SIGNED: u8 = 4;
const CONSOLE: u8 = 8;
const NAMED: u8 = 16;
const SHARED: u8 = 32;
const MAY_BE_CONSOLE: u8 = 64;
const WITHOUT_TIME: u8 = 128;

const OUTCOMES: [Outcome; 3] = [Outcome::Ok, Outcome::Failed, Outcome::Denied];

impl<'q> Lineage<'q> {
    pub(crate) fn new(question: &'q Question) -> Lineage<'q> {
        Lineage {
            question,
            known: Map::default(),
            guises: Vec::new(),
            mintings: Vec::new(),
            pages: Pages::default(),
            issuers: Names::default(),
            accounts: Names::default(),
            uses: Interned::default(),
            named: Vec::new(),
            shared: Vec::new(),
            without_time: 0,
        }
    }

    /// What follows from all that was seen.
    pub(crate) fn evidence(&self) -> Evidence<'_> {
        Evidence::of(self)
    }

    fn is_named(&self, record: &Record<'_>) -> bool {
        [Key::EventId, Key::SharedEventId]
            .into_iter()
            .any(|key| record.event.text(key).is_some_and(|id| self.is_asked_for(&id)))
    }

    /// Whether a person asked for what has this name.
    fn is_asked_for(&self, name: &str) -> bool {
        self.question.id.pass(Some(name))
    }

    /// Notes down who signed, as one that is met for the first time.
    fn note_identity(record: &Record<'_>, note: &mut Note) -> u8 {
        let event = &record.event;
        let nobody = Identity::default();
        let identity = event.identity().unwrap_or(&nobody);
        let session = identity.session();
        let Some(signer) = event.signer_in(&session) else { return UNKNOWN };
        let may_be_console = identity.credential() == Kind::IamUser && !signer.is_long_term();
        let account = identity.account_id().map(Text::into_cow);
        let account = account.or_else(|| identity.arn()?.part(arn::account));
        note.byte(u8::from(event.begins_session()));
        note.text(account.as_deref());
        note.text(session.issuer().map(|issuer| issuer.text()));
        let gap = note.gap();
        guise::note(&signer, identity, note);
        note.close(gap);
        UNKNOWN | SIGNED | if may_be_console { MAY_BE_CONSOLE } else { 0 }
    }

    /// The guise of an identity that was not known when it was noted down. Where notes are added
    /// later, it may be by now.
    fn meet(&mut self, fingerprint: u128, flags: u8, note: &mut Reader<'_>) -> Option<u32> {
        let Some(number) = self.known.get(&fingerprint).copied() else {
            let number = self.learn(flags, note);
            self.known.insert(fingerprint, number);
            return number;
        };
        if flags & SIGNED != 0 {
            note.byte();
            note.texts_together(3);
        }
        number
    }

    /// Keeps who signed.
    fn learn(&mut self, flags: u8, note: &mut Reader<'_>) -> Option<u32> {
        if flags & SIGNED == 0 {
            return None;
        }
        let is_sign_in = note.byte() == 1;
        let account = self.accounts.number(note.text_bytes().unwrap_or_default());
        let issuer = self.issuers.number(note.text_bytes().unwrap_or_default());
        let place = self.pages.keep(note.text_bytes().unwrap_or_default());
        let may_be_console = flags & MAY_BE_CONSOLE != 0;
        let known =
            Guise { place, issuer, account, may_be_console, is_sign_in, ..Guise::default() };
        self.guises.push(known);
        u32::try_from(self.guises.len() - 1).ok()
    }

    fn guise(&mut self, number: Option<u32>) -> Option<&mut Guise> {
        self.guises.get_mut(number? as usize)
    }
}

impl Fold for Lineage<'_> {
    fn note(&self, record: &Record<'_>, _: usize, note: &mut Note) {
        let event = &record.event;
        let written = event.json(Key::UserIdentity).map(|json| json.text()).unwrap_or_default();
        // The signer of a sign-in follows from its time, too.
        let begins = event.begins_session().then(|| event.text(Key::EventTime)).flatten();
        let Question { seeds, counted, wants_copies, .. } = self.question;
        let fingerprint = seeds.fingerprint(written, begins.as_deref().unwrap_or_default());
        note.number(fingerprint);
        let flags_at = note.bytes.len();
        note.byte(0);
        note.time(event.time());
        let mut flags = match self.known.get(&fingerprint) {
            None => Self::note_identity(record, note),
            Some(number) => {
                note.count(number.map_or(usize::MAX, |number| number as usize));
                let guise = number.and_then(|number| self.guises.get(number as usize));
                if guise.is_some_and(|guise| guise.may_be_console) { MAY_BE_CONSOLE } else { 0 }
            }
        };
        if flags & MAY_BE_CONSOLE != 0 && record.is_from_console() {
            flags |= CONSOLE;
        }
        if counted.matches(record) {
            flags |= COUNTED;
            let outcome = event.outcome();
            let outcome = OUTCOMES.iter().position(|one| *one == outcome).unwrap_or_default();
            note.byte(u8::try_from(outcome).unwrap_or_default());
            let gap = note.gap();
            for key in [Key::SourceIpAddress, Key::UserAgent, Key::EventSource] {
                note.text(event.text(key).as_deref());
            }
            note.close(gap);
        } else if counted.misses_only_its_time(record) {
            flags |= WITHOUT_TIME;
        }
        if *wants_copies && let Some(shared) = event.text(Key::SharedEventId) {
            flags |= SHARED;
            note.number(seeds.fingerprint(&shared, ""));
        }
        let is_named = self.is_named(record);
        if is_named {
            flags |= NAMED;
        }
        event.each_mint(|mint| {
            let gap = note.gap();
            Minting::note(event, &mint, is_named, note);
            note.close(gap);
        });
        if let Some(place) = note.bytes.get_mut(flags_at) {
            *place = flags;
        }
    }

    fn add(&mut self, note: &[u8]) {
        let mut note = Reader::new(note);
        let (fingerprint, flags) = (note.number(), note.byte());
        let time = note.time();
        let is = |flag: u8| flags & flag != 0;
        let number = if is(UNKNOWN) {
            self.meet(fingerprint, flags, &mut note)
        } else {
            u32::try_from(note.count()).ok().filter(|number| *number != u32::MAX)
        };
        if let Some(guise) = self.guise(number) {
            guise.active.add(time);
            guise.is_console |= is(CONSOLE);
        }
        if is(COUNTED) {
            let outcome = OUTCOMES.get(usize::from(note.byte())).copied().unwrap_or(Outcome::Ok);
            let used = note.text_bytes().unwrap_or_default();
            if number.is_some() {
                let used = self.uses.number(used, &self.question.seeds, &mut self.pages);
                if let Some(Guise { calls, .. }) = self.guise(number) {
                    calls.span.add(time);
                    calls.ended.add(outcome);
                    calls.uses.add(used, 1);
                }
            }
        }
        self.without_time += u64::from(is(WITHOUT_TIME));
        if is(SHARED) {
            let shared = note.number();
            self.shared.extend(number.map(|number| (shared, number)));
        }
        let mut mints = false;
        while let Some(minting) = note.text_bytes() {
            mints = true;
            let place = self.pages.keep(minting);
            self.mintings.push(Noted { place, time, minter: number });
        }
        if is(NAMED) && !mints {
            self.named.extend(number);
        }
    }

    fn join(&mut self, other: Self) {
        let moved = self.pages.join(other.pages);
        let issuers = self.issuers.join(other.issuers);
        let accounts = self.accounts.join(other.accounts);
        let uses = self.uses.join(other.uses, &moved);
        let at = |here: &[u32], number: u32| here.get(number as usize).copied().unwrap_or(number);
        // Where each of the other's guises is here; no two of them are written alike.
        let mut here: Vec<Option<u32>> = vec![None; other.guises.len()];
        for (fingerprint, number) in other.known {
            let known = *self.known.entry(fingerprint).or_insert_with(|| {
                let theirs = other.guises.get(number? as usize)?;
                self.guises.push(Guise {
                    place: moved(theirs.place),
                    issuer: at(&issuers, theirs.issuer),
                    account: at(&accounts, theirs.account),
                    may_be_console: theirs.may_be_console,
                    is_sign_in: theirs.is_sign_in,
                    ..Guise::default()
                });
                u32::try_from(self.guises.len() - 1).ok()
            });
            if let Some(place) = number.and_then(|number| here.get_mut(number as usize)) {
                *place = known;
            }
        }
        for (mut theirs, number) in other.guises.into_iter().zip(&here) {
            theirs.calls.uses.renumber(&uses);
            if let Some(guise) = self.guise(*number) {
                guise.active.join(theirs.active);
                guise.is_console |= theirs.is_console;
                if guise.calls.span.count == 0 {
                    guise.calls = theirs.calls;
                } else {
                    guise.calls.join(&theirs.calls);
                }
            }
        }
        let own = |number: u32| here.get(number as usize).copied().flatten();
        self.mintings.extend(other.mintings.into_iter().map(|noted| Noted {
            place: moved(noted.place),
            minter: noted.minter.and_then(own),
            ..noted
        }));
        self.named.extend(other.named.into_iter().filter_map(own));
        let shared = other.shared.into_iter();
        self.shared.extend(shared.filter_map(|(shared, number)| Some((shared, own(number)?))));
        self.without_time += other.without_time;
    }
}
