//! Chance makes a trail: who begins, who mints what from what, and what of that is recorded how.
//!
//! Only what can be known is planted: of two things that no record tells apart, one is left out.

use serde_json::{Value, json};

use super::{
    super::{
        signer::{HOME, OTHER, Signer, unique_id},
        story::Place,
    },
    console,
    world::{Minting, World},
};

const ACCOUNTS: [&str; 3] = [HOME, OTHER, "777788889999"];

/// How deep a tree may be.
pub(super) const DEPTH_MAX: usize = 6;

/// A trail of chance. If it is `plain`, each link has one time: that of a minting event.
pub(super) fn grown(seed: u64, plain: bool) -> World {
    let mut world = World::new(seed);
    for _ in 0..3 + world.dice.below(3) {
        begin(&mut world);
    }
    let steps = 10 + world.dice.below(30);
    for _ in 0..steps {
        world.later();
        if world.dice.once_in(8) {
            begin(&mut world);
            continue;
        }
        let may_mint = |at: &usize| {
            let one = &world.credentials[*at];
            one.is_used && one.depth < DEPTH_MAX && one.signer.identity["type"] != "AWSAccount"
        };
        let parents: Vec<usize> = (0..world.credentials.len()).filter(may_mint).collect();
        if parents.is_empty() {
            begin(&mut world);
            continue;
        }
        // Late ones rather than early ones, so that trees grow deep.
        let one = world.dice.below(parents.len());
        let other = world.dice.below(parents.len());
        step(&mut world, parents[one.max(other)], plain);
    }
    noise(&mut world);
    world
}

/// Somebody whom nothing in the trail minted.
fn begin(world: &mut World) {
    let at = world.later();
    let account = *world.dice.pick(&ACCOUNTS);
    let number = world.draw();
    let session = format!("first{number}");
    let place = Place { account, role: "Began", session: &session };
    let choice = world.dice.below(10);
    let beginner = match choice {
        0..4 => {
            let key = world.key("AKIA");
            Signer::user(account, &format!("user{number}"), &key)
        }
        4 => Signer::root(account, &world.key("AKIA")),
        5 => place.signer(&world.key("ASIA"), &at),
        // Without a key, found by principal and time alone.
        6 => place.signer("", &at),
        7 => Signer::identity_center(&format!("person-{number}"), &format!("token-{number}")),
        8 => {
            by_service(world, place, &at);
            return;
        }
        _ => {
            by_provider_or_stranger(world, place, &at);
            return;
        }
    };
    let beginner = world.add(beginner);
    if choice == 7 {
        world.credentials[beginner].keys = vec![format!("token-{number}")];
        world.credentials[beginner].is_used = false;
    }
    world.call(beginner, 1);
    world.calls(beginner);
}

/// A session that a service started: minted, but by no credential.
fn by_service(world: &mut World, place: Place<'_>, at: &str) {
    let (id, key) = (world.id(), world.key("ASIA"));
    let service = Signer::service("ec2.amazonaws.com");
    let session = world.story.assume(&service, (at, &id), place, &key);
    world.story.edit(&id)["recipientAccountId"] = json!(place.account);
    // The service's own: nobody's.
    world.told(usize::MAX);
    let session = world.add(session);
    let minting = Minting { id, at: world.now, why: Some("access key") };
    world.credentials[session].minting = Some(minting);
    world.calls(session);
}

/// A session for somebody who is known by an identity provider, or to another account alone.
fn by_provider_or_stranger(world: &mut World, place: Place<'_>, at: &str) {
    let (id, key) = (world.id(), world.key("ASIA"));
    let person = format!("person{}", world.draw());
    let choice = world.dice.below(3);
    let (name, signer) = match choice {
        0 => ("AssumeRoleWithSAML", Signer::saml(&person)),
        1 => ("AssumeRoleWithWebIdentity", Signer::web(&person)),
        _ => {
            let identity = json!({
                "type": "AWSAccount", "accountId": "999988887777",
                "principalId": unique_id("AIDA", "999988887777", &person),
            });
            ("AssumeRole", Signer { identity })
        }
    };
    let session = world.story.assume_by(name, &signer, (at, &id), place, &key);
    world.story.edit(&id)["recipientAccountId"] = json!(place.account);
    let signer = world.add(signer);
    world.credentials[signer].is_used = false;
    world.told(signer);
    let child = world.add_minted(signer, session, &id, "access key");
    if choice == 2 {
        world.credentials[child].minting.as_mut().expect("minted").why = None;
    }
    world.calls(child);
}

fn is(world: &World, of: usize, kind: &str) -> bool {
    world.credentials[of].signer.identity["type"] == kind
}

fn has_own_key(world: &World, of: usize) -> bool {
    world.credentials[of].signer.key().starts_with("AKIA")
}

/// A credential mints another, or tries to.
fn step(world: &mut World, parent: usize, plain: bool) {
    let at = world.later();
    let id = world.id();
    let by = world.signer(parent);
    let user_key = is(world, parent, "IAMUser") && has_own_key(world, parent);
    let session = is(world, parent, "AssumedRole");
    let has_siblings = world.credentials[parent].has_siblings;
    match world.dice.below(16) {
        0 if user_key => {
            let key = world.key("ASIA");
            let child = world.story.get_session_token(&by, (&at, &id), &key);
            minted(world, parent, child, &id);
        }
        1 if user_key => {
            let (key, name) = (world.key("ASIA"), format!("guest{}", world.draw()));
            let child = world.story.get_federation_token(&by, (&at, &id), &name, &key);
            minted(world, parent, child, &id);
        }
        2 | 3 => {
            let (key, name) = (world.key("AKIA"), format!("user{}", world.draw()));
            let child = world.story.create_access_key(&by, (&at, &id), &name, &key);
            minted(world, parent, child, &id);
        }
        4 if !is(world, parent, "Root") => {
            let (key, account) = (world.key("ASIA"), *world.dice.pick(&ACCOUNTS));
            let child = world.story.assume_root(&by, (&at, &id), account, &key);
            minted(world, parent, child, &id);
        }
        5 if session && !by.key().is_empty() && !world.credentials[parent].stays_alone => {
            console::signin_token(world, parent, &at, &id)
        }
        6 if !plain => console::password(world, parent, &at, &id),
        7 if !plain && session && !has_siblings => console::switched(world, parent, &at, &id),
        8 if session => console::through_service(world, parent),
        9 if !plain && user_key => console::through_service_for_user(world, parent),
        10 => failed(world, parent, &at, &id),
        _ => assumed(world, parent, &at, &id),
    }
}

/// The story told of a call that minted this.
fn minted(world: &mut World, parent: usize, child: Signer, id: &str) -> usize {
    world.told(parent);
    let child = world.add_minted(parent, child, id, "access key");
    // Of roots and federated users an event that makes them tells little.
    let kind = &world.credentials[child].signer.identity["type"];
    let is_told = *kind != "Root" && *kind != "FederatedUser";
    if is_told && world.dice.once_in(5) {
        world.credentials[child].is_used = false;
    } else {
        world.calls(child);
    }
    child
}

fn assumed(world: &mut World, parent: usize, at: &str, id: &str) {
    let by = world.signer(parent);
    let account = *world.dice.pick(&ACCOUNTS);
    let has_siblings = world.dice.once_in(4);
    let session = if has_siblings { "same".to_owned() } else { format!("s{}", world.draw()) };
    let role = format!("Role{}", world.dice.below(4));
    let place = Place { account, role: &role, session: &session };
    let key = world.key("ASIA");
    let child = world.story.assume(&by, (at, id), place, &key);
    let choice = world.dice.below(8);
    let child = match choice {
        0 | 1 => {
            let blank = if choice == 0 { json!("") } else { Value::Null };
            world.told(parent);
            let child = child.with("accessKeyId", blank);
            let child = world.add_minted(parent, child, id, "principal and time");
            world.credentials[child].keys.push(key);
            world.calls(child);
            child
        }
        2 => {
            world.story.edit(id)["responseElements"] = Value::Null;
            world.told(parent);
            let child = world.add_minted(parent, child, id, "principal and time");
            world.calls(child);
            child
        }
        _ => minted(world, parent, child, id),
    };
    world.credentials[child].has_siblings = has_siblings;
    if account != by.account() {
        across(world, parent, child, (id, account));
    }
}

/// Which of two accounts' records of a minting are at hand.
fn across(world: &mut World, parent: usize, child: usize, (id, account): (&str, &str)) {
    let copy = format!("{id} in the other account");
    let is_alone = is(world, parent, "AssumedRole") && !world.credentials[parent].has_siblings;
    match world.dice.below(4) {
        0 if is_alone => {
            // The caller is known by a principal that one session has, before and after.
            world.call(parent, -1);
            world.call(parent, 30_000);
            world.credentials[parent].stays_alone = true;
            world.share(id, account);
            world.forget(id);
            let minting = world.credentials[child].minting.as_mut().expect("minted");
            minting.id = copy;
            minting.why = Some("principal");
        }
        1 => {
            world.share(id, account);
            world.forget(&copy);
        }
        _ => world.share(id, account),
    }
}

/// A minting that failed: a call like any other.
fn failed(world: &mut World, by: usize, at: &str, id: &str) {
    let signer = world.signer(by);
    let session = format!("s{}", world.draw());
    let place = Place { account: HOME, role: "Forbidden", session: &session };
    let key = world.key("ASIA");
    world.story.assume(&signer, (at, id), place, &key);
    world.story.fail(id, "AccessDenied");
    world.told(by);
}

/// Copies of all kinds, and credentials that look like others.
fn noise(world: &mut World) {
    let masked = Signer::user(HOME, "masked", "AKIA****************");
    let masked = world.add(masked);
    world.calls(masked);
    // Two principals under one key.
    let key = world.key("AKIA");
    for account in [HOME, OTHER] {
        let twin = Signer::user(account, &format!("twin{}", &account[..1]), &key);
        let twin = world.add(twin);
        world.calls(twin);
    }
    for _ in 0..world.dice.below(4) {
        let at = world.dice.below(world.story.events.len());
        let event = &world.story.events[at];
        let is_shared = event.get("sharedEventID").is_some();
        let (id, own) = (event["eventID"].clone(), event["recipientAccountId"].clone());
        let id = id.as_str().expect("an ID");
        // Who has no account is no caller from another one.
        let has_account = event["userIdentity"]["accountId"].is_string()
            && event["userIdentity"]["principalId"].is_string();
        if !is_shared && has_account && event["userIdentity"]["type"] != "AWSAccount" {
            let other = ACCOUNTS.iter().find(|account| own != **account).expect("another");
            world.share(id, other);
        }
    }
    for _ in 0..world.dice.below(8) {
        let at = world.dice.below(world.story.events.len());
        let copy = world.story.events[at].clone();
        world.story.push(copy);
        world.told(world.by[at]);
    }
}
