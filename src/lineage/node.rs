//! One credential of the tree: a session with all its keys, a user's key, a password.

use std::{borrow::Cow, cmp::Reverse};

use crate::{
    aggregate::span::Span,
    arn,
    event::{mint::Minted, signer},
    time::Timestamp,
};

use super::{
    Lineage,
    guise::{Guise, Head, Kind, Profile, unique_id},
    minting::Minting,
};

/// A session, a user's key, or what else was handed out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node<'a> {
    /// The first of its guises; none, where no call was signed with it.
    guise: Option<u32>,
    /// Whether it is a user's password, which signs nothing.
    pub(crate) is_password: bool,
    pub(crate) kind: Option<Kind>,
    /// Whether somebody else used it than a service that acts for its holder.
    pub(super) is_direct: bool,
    pub(super) is_console: bool,
    /// Whether it began with a sign-in to the console.
    pub(crate) is_signed_in: bool,
    /// Whether it has a name that was asked for.
    pub(super) is_known: bool,
    access_key: Option<&'a str>,
    pub(crate) principal: Option<&'a str>,
    pub(crate) created: Option<Timestamp>,
    /// Of all its calls.
    pub(crate) active: Span,
    further: Option<Box<Further<'a>>>,
    /// What the call that handed it out says of who holds it, where nobody used it.
    unused: Option<Box<Holder<'a>>>,
}

/// Guises and keys beside the first, which few have.
#[derive(Clone, Debug, Default)]
struct Further<'a> {
    guises: Vec<u32>,
    access_keys: Vec<&'a str>,
}

/// Who holds a credential.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Holder<'a> {
    who: Option<&'a str>,
    pub(crate) arn: Option<&'a str>,
    pub(crate) account: Option<&'a str>,
    pub(super) user: Option<&'a str>,
    role: Option<&'a str>,
}

impl<'a> Holder<'a> {
    /// Adds what a guise says. Of two that say different things, the one that says more is
    /// believed, and of two that say as much the one that sorts first, so that their order does not
    /// decide.
    pub(super) fn take(&mut self, profile: &Profile<'a>, account: Option<&'a str>) {
        fn fuller<'a>(own: &mut Option<&'a str>, other: Option<&'a str>) {
            let rank = |text: Option<&'a str>| text.map(|text| (text.len(), Reverse(text)));
            if rank(other) > rank(*own) {
                *own = other;
            }
        }
        fuller(&mut self.who, profile.who());
        fuller(&mut self.arn, profile.arn);
        fuller(&mut self.user, profile.user);
        fuller(&mut self.account, account);
    }

    /// In a person's words.
    pub(crate) fn who(&self, node: &Node<'a>) -> Cow<'a, str> {
        if let (None, Some(Kind::Root), Some(account)) = (self.who, node.kind, self.account) {
            return ["root@", account].concat().into();
        }
        let in_arn = || arn::role_and_session(self.arn?).or_else(|| arn::name(self.arn?));
        let names = self.who.or(self.user).or_else(in_arn);
        names.or(self.role).or(node.principal).unwrap_or("unknown").into()
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        let both = self.arn.and_then(arn::role_and_session);
        let parts = both.and_then(|both| both.split_once('/')).unzip();
        let own = [self.who, self.arn, self.user, self.role, both, parts.0, parts.1];
        own.into_iter().chain([self.arn.and_then(arn::name)]).flatten()
    }
}

impl<'a> Node<'a> {
    /// Its keys by their text, each once.
    pub(crate) fn access_keys(&self) -> Vec<&'a str> {
        let mut keys: Vec<&str> = self.each_key().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn each_key(&self) -> impl Iterator<Item = &'a str> {
        let further = self.further.iter().flat_map(|further| further.access_keys.iter());
        self.access_key.into_iter().chain(further.copied())
    }

    pub(super) fn has_key(&self, key: &str) -> bool {
        self.each_key().any(|own| own == key)
    }

    /// Whether it is the key of a user, which lasts until somebody deletes it.
    pub(crate) fn is_long_term(&self) -> bool {
        self.created.is_none() && self.each_key().any(signer::is_long_term)
    }

    /// Whether it ends by itself, so that somebody must have handed it out.
    pub(crate) fn is_temporary(&self) -> bool {
        let is_session = matches!(self.kind, Some(Kind::RoleSession | Kind::Federated))
            && self.access_key.is_some();
        self.created.is_some() || is_session || self.each_key().any(signer::is_of_session)
    }

    /// When it was there first, as far as is known.
    pub(super) fn begin(&self) -> Option<Timestamp> {
        self.created.or(self.active.first)
    }

    pub(super) fn guises(&self) -> impl Iterator<Item = u32> {
        let further = self.further.iter().flat_map(|further| further.guises.iter());
        self.guise.into_iter().chain(further.copied())
    }

    pub(super) fn unused_holder(&self) -> Option<Holder<'a>> {
        self.unused.as_deref().copied()
    }

    /// Adds a key that was handed out for it.
    pub(super) fn add_key(&mut self, key: &'a str) {
        match self.access_key {
            None => self.access_key = Some(key),
            Some(own) if own == key => {}
            Some(_) => {
                let keys = &mut self.further.get_or_insert_default().access_keys;
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
    }

    /// Takes a guise.
    pub(super) fn take(&mut self, number: u32, guise: &Guise, head: &Head<'a>) {
        match self.guise {
            None => self.guise = Some(number),
            Some(_) => self.further.get_or_insert_default().guises.push(number),
        }
        if let Some(key) = head.signed.access_key {
            self.add_key(key);
            self.created = head.signed.created.or(self.created);
        } else {
            // Of a session and a sign-in, the session says when it was made.
            self.created = self.created.or(head.signed.created);
            self.is_signed_in |= head.is_sign_in;
        }
        self.kind = match (self.kind, head.kind) {
            (Some(one), Some(other)) => Some(if one as u8 <= other as u8 { one } else { other }),
            (one, other) => one.or(other),
        };
        self.principal = self.principal.max(head.signed.principal);
        self.is_direct |= head.is_direct;
        self.is_known |= head.is_known;
        self.is_console |= guise.is_console;
        self.active.join(guise.active);
    }

    /// What was handed out and never seen in use. `own` is who called for it, where it is a
    /// session of his own.
    pub(super) fn unused(
        minting: &Minting<'a>,
        own: Option<(&Node<'a>, Holder<'a>)>,
        lineage: &Lineage<'_>,
    ) -> Node<'a> {
        let resource = minting.arn.and_then(arn::resource);
        let begins = |word: &str| resource.is_some_and(|resource| resource.starts_with(word));
        let kind = match (minting.what(), own) {
            (Minted::AccessKey | Minted::Password, _) => Some(Kind::IamUser),
            (_, Some((node, _))) => node.kind,
            _ if begins("assumed-role/") => Some(Kind::RoleSession),
            _ if begins("federated-user/") => Some(Kind::Federated),
            _ if begins("root") => Some(Kind::Root),
            _ => Some(Kind::Unknown),
        };
        let account = minting.arn.and_then(arn::account);
        let root = account.filter(|_| kind == Some(Kind::Root) && own.is_none());
        let own = own.map(|(_, holder)| holder).unwrap_or_default();
        let holder = Holder {
            who: own.who,
            arn: minting.arn.or(own.arn),
            account: account.or(minting.recipient),
            user: minting.user.or(own.user),
            role: minting.role,
        };
        let principal = minting.principal.or(root);
        let unique = principal.and_then(unique_id);
        let mut node = Node {
            is_password: minting.what() == Minted::Password,
            kind,
            access_key: minting.access_key,
            principal,
            unused: Some(Box::new(holder)),
            ..Node::default()
        };
        let names = [minting.access_key, principal, unique].into_iter().flatten();
        node.is_known = lineage.is_asked_for(&holder.who(&node))
            || names.chain(holder.names()).any(|name| lineage.is_asked_for(name));
        node
    }
}
