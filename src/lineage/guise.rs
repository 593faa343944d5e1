//! A credential as some of its events write it, and what was done with it.
//!
//! Events of one credential may write its identity in several ways (a service acts for it, say).
//! Each way is kept as a note, of which the parts are read when somebody asks. Who made a
//! credential is `link`'s business.

use crate::{
    aggregate::{Map, Note, Reader, ended::Ended, span::Span},
    arn,
    event::{
        identity::{self, Identity},
        signer::Signer,
    },
    time::Timestamp,
};

use super::pages::Place;

/// What kind of credential it is, by the identity's type.
pub(crate) type Kind = identity::Credential;

/// The kinds, in the order of their numbers in a note.
const KINDS: [Kind; 7] = [
    Kind::Root,
    Kind::IamUser,
    Kind::RoleSession,
    Kind::Federated,
    Kind::AwsService,
    Kind::OtherAccount,
    Kind::Unknown,
];

/// What is kept of a way in which a credential is written.
#[derive(Debug, Default)]
pub(super) struct Guise {
    pub(super) place: Place,
    /// The numbers of the session's issuer and of the account, which many share.
    pub(super) issuer: u32,
    pub(super) account: u32,
    /// Whether it may be that of a user in the console.
    pub(super) may_be_console: bool,
    /// Whether a call came through the console.
    pub(super) is_console: bool,
    /// Whether it is a sign-in to the console, or a role that was taken there.
    pub(super) is_sign_in: bool,
    /// Of all its calls.
    pub(super) active: Span,
    pub(super) calls: Calls,
}

/// The calls that were asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    pub(crate) span: Span,
    pub(crate) ended: Ended,
    /// How often each was made from an address, with an agent, to a service: by their number.
    pub(super) uses: Counts,
}

impl Calls {
    pub(super) fn join(&mut self, other: &Calls) {
        self.span.join(other.span);
        self.ended.join(other.ended);
        for (text, times) in other.uses.each() {
            self.uses.add(text, times);
        }
    }
}

/// How often each of some things was met, by their numbers. Few credentials meet many.
#[derive(Clone, Debug)]
pub(super) enum Counts {
    Few(Vec<(u32, u64)>),
    Many(Map<u32, u64>),
}

const FEW: usize = 16;

impl Default for Counts {
    fn default() -> Counts {
        Counts::Few(Vec::new())
    }
}

impl Counts {
    pub(super) fn add(&mut self, number: u32, times: u64) {
        match self {
            Counts::Few(few) => {
                if let Some((_, count)) = few.iter_mut().find(|(one, _)| *one == number) {
                    *count += times;
                } else if few.len() < FEW {
                    // Most meet one or two.
                    few.reserve_exact(if few.is_empty() { 1 } else { few.len() });
                    few.push((number, times));
                } else {
                    *self = Counts::Many(few.drain(..).chain([(number, times)]).collect());
                }
            }
            Counts::Many(many) => *many.entry(number).or_default() += times,
        }
    }

    pub(super) fn renumber(&mut self, here: &[u32]) {
        let number = |one: u32| here.get(one as usize).copied().unwrap_or(one);
        match self {
            Counts::Few(few) => few.iter_mut().for_each(|(one, _)| *one = number(*one)),
            Counts::Many(many) => {
                *many = many.drain().map(|(one, times)| (number(one), times)).collect();
            }
        }
    }

    /// Each number and its count, in no order.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, u64)> {
        let (few, many) = match self {
            Counts::Few(few) => (Some(few), None),
            Counts::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().copied();
        few.chain(many.into_iter().flatten().map(|(number, times)| (*number, *times)))
    }
}

/// Who signed, as the note has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Signed<'a> {
    pub(super) access_key: Option<&'a str>,
    pub(super) principal: Option<&'a str>,
    pub(super) created: Option<Timestamp>,
    /// Whether another account's copy tells of it.
    pub(super) is_others: bool,
}

/// What is asked of every note.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head<'a> {
    pub(super) signed: Signed<'a>,
    pub(super) kind: Option<Kind>,
    pub(super) is_direct: bool,
    /// Whether it is a sign-in to the console, or a role that was taken there.
    pub(super) is_sign_in: bool,
    /// Whether it has a name that was asked for.
    pub(super) is_known: bool,
}

/// Who a credential stands for, as one note has it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Profile<'a> {
    pub(super) signed: Signed<'a>,
    pub(super) kind: Option<Kind>,
    /// Whether somebody else used it than a service that acts for its holder.
    pub(super) is_direct: bool,
    pub(super) arn: Option<&'a str>,
    pub(super) user: Option<&'a str>,
    /// These three are absent where the ARN says the same.
    who: Option<&'a str>,
    role: Option<&'a str>,
    session: Option<&'a str>,
}

/// When the session of a note was made.
pub(super) fn created(note: &[u8]) -> Option<Timestamp> {
    let note = &mut Reader::new(note);
    note.text_bytes();
    note.text_bytes();
    note.time()
}

impl<'a> Signed<'a> {
    fn take(note: &mut Reader<'a>) -> Signed<'a> {
        let (access_key, principal) = (note.str(), note.str());
        let created = note.time();
        Signed { access_key, principal, created, is_others: note.byte() == 1 }
    }

    pub(super) fn to_signer(self) -> Signer<'static> {
        let text = |text: Option<&str>| text.map(|text| text.to_owned().into());
        let (access_key, principal) = (text(self.access_key), text(self.principal));
        let Signed { created, is_others, .. } = self;
        Signer { access_key, principal, created, is_others }
    }
}

/// Notes down who an identity is.
pub(super) fn note(signer: &Signer<'_>, identity: &Identity<'_>, note: &mut Note) {
    note.text(signer.access_key.as_deref());
    note.text(signer.principal.as_deref());
    note.time(signer.created);
    note.byte(u8::from(signer.is_others));
    let kind = identity.credential();
    note.count(KINDS.iter().position(|one| *one == kind).unwrap_or(KINDS.len()));
    note.byte(u8::from(identity.invoked_by().is_none()));
    let arn = identity.arn();
    note.text(arn.as_deref());
    note.text(identity.user_name().as_deref());
    let who = identity.who(None);
    let both = arn.as_deref().and_then(arn::role_and_session);
    note.text(Some(&*who).filter(|who| both != Some(who)));
    // Nearly every role session has an ARN that says both, and then neither is looked for.
    let role = if both.is_none() { identity.role() } else { None };
    note.text(role.as_deref());
    let session = if both.is_none() { identity.session_name() } else { None };
    note.text(session.as_deref());
}

/// The part of a principal ID that stands for the role or account, before a session's name. Where
/// there is no ID, an ARN stands in its place.
pub(super) fn unique_id(principal: &str) -> Option<&str> {
    principal.split_once(':').map(|(id, _)| id).filter(|id| *id != "arn")
}

impl<'a> Profile<'a> {
    pub(super) fn read(note: &'a [u8]) -> Profile<'a> {
        let note = &mut Reader::new(note);
        let signed = Signed::take(note);
        let kind = KINDS.get(note.count()).copied();
        let is_direct = note.byte() == 1;
        let mut text = || note.str();
        let (arn, user, who, role, session) = (text(), text(), text(), text(), text());
        Profile { signed, kind, is_direct, arn, user, who, role, session }
    }

    pub(super) fn who(&self) -> Option<&'a str> {
        self.who.or_else(|| arn::role_and_session(self.arn?))
    }

    /// Everything that it may be known by, but for the session's issuer.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        // An ARN is taken apart once: this is asked of every credential.
        let both = self.arn.and_then(arn::role_and_session);
        let (role, session) = both.and_then(|both| both.split_once('/')).unzip();
        let (who, role, session) =
            (self.who.or(both), self.role.or(role), self.session.or(session));
        let Signed { access_key, principal, .. } = self.signed;
        let unique = principal.and_then(unique_id);
        let own = [access_key, principal, unique, who, self.arn, self.user, role, session];
        own.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_counted_whether_few_or_many() {
        for many in [1, FEW, FEW + 1, 500] {
            let many = u32::try_from(many).expect("small");
            let mut counts = Counts::default();
            (0..many).chain(0..many).for_each(|number| counts.add(number, 2));
            counts.renumber(&(0..many).rev().collect::<Vec<_>>());
            let mut each: Vec<(u32, u64)> = counts.each().collect();
            each.sort_unstable();
            assert_eq!(each, (0..many).map(|number| (number, 4)).collect::<Vec<_>>());
        }
    }

    #[track_caller]
    fn check(identity: &str, names: &[&str]) {
        let event = format!(r#"{{"eventSource":"s3.amazonaws.com","userIdentity":{identity}}}"#);
        let event: crate::event::Event<'_> = serde_json::from_str(&event).expect("an object");
        let identity = event.identity().expect("an identity");
        let mut written = Note::default();
        note(&identity.signer(&identity.session()).unwrap_or_default(), identity, &mut written);
        let profile = Profile::read(&written.bytes);
        assert_eq!(profile.names().collect::<Vec<_>>(), names);
        assert_eq!(
            profile.signed.to_signer(),
            identity.signer(&identity.session()).unwrap_or_default()
        );
        assert_eq!(profile.kind, Some(identity.credential()));
        assert_eq!(profile.who(), Some(&*identity.who(None)));
    }

    #[test]
    fn what_an_arn_says_is_not_kept_twice_and_what_it_does_not_say_is_kept() {
        check(
            r#"{"type":"AssumedRole","principalId":"AROA:s","accessKeyId":"ASIA1",
                "arn":"arn:aws:sts::1:assumed-role/R/s"}"#,
            &["ASIA1", "AROA:s", "AROA", "R/s", "arn:aws:sts::1:assumed-role/R/s", "R", "s"],
        );
        check(
            r#"{"type":"AssumedRole","principalId":"AROA:s","sessionContext":{"sourceIdentity":"b",
                "sessionIssuer":{"userName":"R"}}}"#,
            &["AROA:s", "AROA", "R/s (b)", "R", "s"],
        );
        check(
            r#"{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/John",
                "sessionContext":{"sourceIdentity":"b"}}"#,
            &[
                "arn:aws:sts::1:assumed-role/John",
                "John (b)",
                "arn:aws:sts::1:assumed-role/John",
                "John",
            ],
        );
        check(
            r#"{"type":"IAMUser","userName":"alice","arn":"arn:aws:iam::1:user/alice"}"#,
            &["arn:aws:iam::1:user/alice", "alice", "arn:aws:iam::1:user/alice", "alice"],
        );
    }
}
