//! A trail together with its truth: which credential minted which, and whose each event is.
//!
//! What happens is chance's business, in `grow`; what a trace of it must say, `truth`'s.

use super::super::{
    dice::Dice,
    signer::Signer,
    story::{Story, event},
};

/// The call that made a credential, and how that can be known.
#[derive(Clone, Debug)]
pub(super) struct Minting {
    pub(super) id: String,
    pub(super) at: i64,
    /// Why it is linked; nothing where the contract leaves it open.
    pub(super) why: Option<&'static str>,
}

/// A credential, and the truth on it.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    /// The identity in its calls.
    pub(super) signer: Signer,
    /// Keys in its calls, or handed out for it.
    pub(super) keys: Vec<String>,
    pub(super) created: Option<String>,
    pub(super) parent: Option<usize>,
    pub(super) minting: Option<Minting>,
    /// Whose password it is, if it is one.
    pub(super) password_of: Option<String>,
    pub(super) depth: usize,
    /// Whether it makes calls, so that it may mint.
    pub(super) is_used: bool,
    /// Whether its principal has, or may have, other sessions.
    pub(super) has_siblings: bool,
    /// Whether it must have none, since it is known by its principal alone.
    pub(super) stays_alone: bool,
}

/// Everything that happened.
pub(super) struct World {
    pub(super) story: Story,
    /// Whose each event of the story is.
    pub(super) by: Vec<usize>,
    pub(super) credentials: Vec<Credential>,
    pub(super) dice: Dice,
    /// Seconds since the story's day began.
    pub(super) now: i64,
    drawn: usize,
    seed: u64,
}

/// A time of the story.
pub(in super::super) fn stamp(seconds: i64) -> String {
    let day: chrono::DateTime<chrono::Utc> = "2024-05-01T00:00:00Z".parse().expect("a time");
    let time = day + chrono::TimeDelta::seconds(seconds);
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl World {
    pub(super) fn new(seed: u64) -> World {
        World {
            story: Story::new(),
            by: Vec::new(),
            credentials: Vec::new(),
            dice: Dice::new(seed),
            now: 0,
            drawn: 0,
            seed,
        }
    }

    /// A number that no other thing has.
    pub(super) fn draw(&mut self) -> usize {
        self.drawn += 1;
        self.drawn
    }

    pub(super) fn key(&mut self, prefix: &str) -> String {
        let number = self.draw();
        format!("{prefix}{:04}X{number:05}", self.seed)
    }

    pub(super) fn id(&mut self) -> String {
        format!("event-{}", self.draw())
    }

    /// Time passes, so that what happens next is told apart from what happened by its time.
    pub(super) fn later(&mut self) -> String {
        self.now += 20 + i64::try_from(self.dice.below(400)).expect("small");
        stamp(self.now)
    }

    /// A credential that nobody is known to have minted.
    pub(super) fn add(&mut self, signer: Signer) -> usize {
        let created = signer.identity["sessionContext"]["attributes"]["creationDate"].as_str();
        let keys = [signer.key()].into_iter().filter(|key| !key.is_empty());
        self.credentials.push(Credential {
            keys: keys.map(str::to_owned).collect(),
            created: created.map(str::to_owned),
            signer,
            parent: None,
            minting: None,
            password_of: None,
            depth: 0,
            is_used: true,
            has_siblings: false,
            stays_alone: false,
        });
        self.credentials.len() - 1
    }

    /// A credential that another made just now.
    pub(super) fn add_minted(
        &mut self,
        parent: usize,
        signer: Signer,
        id: &str,
        why: &'static str,
    ) -> usize {
        let child = self.add(signer);
        let depth = self.credentials[parent].depth + 1;
        let one = &mut self.credentials[child];
        one.parent = Some(parent);
        one.depth = depth;
        one.minting = Some(Minting { id: id.to_owned(), at: self.now, why: Some(why) });
        child
    }

    pub(super) fn signer(&self, of: usize) -> Signer {
        self.credentials[of].signer.clone()
    }

    /// What the story told since the last time is this one's.
    pub(super) fn told(&mut self, by: usize) {
        self.by.resize(self.story.events.len(), by);
    }

    /// An ordinary call so many seconds from now.
    pub(super) fn call(&mut self, by: usize, after: i64) -> String {
        let id = self.id();
        let at = stamp(self.now + after);
        let signer = self.signer(by);
        let (source, name) = *self.dice.pick(&[
            ("s3.amazonaws.com", "ListBuckets"),
            ("ec2.amazonaws.com", "DescribeInstances"),
            ("iam.amazonaws.com", "ListUsers"),
        ]);
        let mut call = event(&signer, &at, &id, source, name);
        let region = *self.dice.pick(&["us-east-1", "us-east-1", "eu-west-1"]);
        call["awsRegion"] = region.into();
        self.story.push(call);
        self.told(by);
        match self.dice.below(12) {
            0 | 1 => _ = self.story.fail(&id, "AccessDenied"),
            2 => _ = self.story.fail(&id, "ThrottlingException"),
            _ => {}
        }
        id
    }

    /// Some calls, from now on.
    pub(super) fn calls(&mut self, by: usize) {
        for _ in 0..=self.dice.below(3) {
            let after = 1 + i64::try_from(self.dice.below(20_000)).expect("small");
            self.call(by, after);
        }
    }

    /// The other account's record of a call: whose it is, that account cannot tell.
    pub(super) fn share(&mut self, id: &str, account: &str) {
        self.story.share(id, account);
        let identity = self.story.events.last().expect("the copy")["userIdentity"].clone();
        let same = |one: &Credential| one.signer.identity == identity;
        let known = self.credentials.iter().position(same);
        let outside = known.unwrap_or_else(|| {
            let outside = self.add(Signer { identity });
            self.credentials[outside].is_used = false;
            outside
        });
        self.told(outside);
    }

    /// As if the file with an event were not at hand.
    pub(super) fn forget(&mut self, id: &str) {
        let at = self.story.events.iter().position(|event| event["eventID"] == id);
        let at = at.expect("an event");
        self.story.events.remove(at);
        self.by.remove(at);
    }
}
