//! What chance plants of the console and of services: all that no key tells, or not alone.

use serde_json::json;

use super::{
    super::{signer::Signer, story::Place},
    grow::DEPTH_MAX,
    world::World,
};

/// A console session by a token: with the key that the token's response names, or another.
pub(super) fn signin_token(world: &mut World, parent: usize, at: &str, id: &str) {
    // The principal has two sessions now, so that nothing may be known by it alone.
    if !world.credentials[parent].has_siblings && world.dice.once_in(2) {
        return;
    }
    let shown = world.dice.once_in(2) || world.credentials[parent].has_siblings;
    let by = world.signer(parent);
    let key = world.key("ASIA");
    world.story.get_signin_token(&by, (at, id), shown.then_some(key.as_str()));
    world.told(parent);
    let mut child = by.with("accessKeyId", key);
    child.identity["sessionContext"]["attributes"]["creationDate"] = json!(at);
    let why = if shown { "access key" } else { "sign-in token" };
    let child = world.add_minted(parent, child, id, why);
    world.calls(child);
    world.credentials[parent].has_siblings = true;
    world.credentials[child].has_siblings = true;
}

/// A password for a new user, and their sessions in the console.
pub(super) fn password(world: &mut World, parent: usize, at: &str, id: &str) {
    let by = world.signer(parent);
    let user = format!("user{}", world.draw());
    let own = Signer::user(by.account(), &user, "");
    let mut set = (parent, at.to_owned(), id.to_owned());
    for name in ["CreateLoginProfile", "UpdateLoginProfile"] {
        let (setter, at, id) = &set;
        let by = world.signer(*setter);
        world.story.login_profile(name, &by, (at, id), &user);
        world.told(*setter);
        let password = world.add_minted(*setter, own.clone(), id, "password set");
        let one = &mut world.credentials[password];
        one.minting.as_mut().expect("minted").why = None;
        one.password_of = Some(user.clone());
        one.is_used = false;
        for _ in 0..world.dice.below(3) {
            console_session(world, password, &own);
        }
        // Somebody of the same account may change it.
        let account = world.credentials[parent].signer.account().to_owned();
        let may = |at: &usize| {
            let one = &world.credentials[*at];
            one.is_used && one.signer.account() == account && one.depth < DEPTH_MAX - 1
        };
        let others: Vec<usize> = (0..world.credentials.len()).filter(may).collect();
        if others.is_empty() || world.dice.once_in(2) {
            return;
        }
        set = (*world.dice.pick(&others), world.later(), world.id());
    }
}

fn console_session(world: &mut World, password: usize, user: &Signer) {
    let at = world.later();
    let key = world.key("ASIA");
    let session = user.in_session(&key, &at);
    let id = world.credentials[password].minting.clone().expect("minted").id;
    let child = world.add_minted(password, session.clone(), &id, "password");
    if world.dice.once_in(2) {
        let login = world.id();
        world.story.console_login(&session, (&at, &login));
        world.told(child);
    }
    let from = world.story.events.len();
    world.calls(child);
    for call in &mut world.story.events[from..] {
        call["sessionCredentialFromConsole"] = json!("true");
    }
}

/// A role that was changed to in the console.
pub(super) fn switched(world: &mut World, parent: usize, at: &str, id: &str) {
    let session = format!("s{}", world.draw());
    let from = world.signer(parent);
    let place = Place { account: from.account(), role: "Switched", session: &session };
    let key = world.key("ASIA");
    let session = place.signer(&key, at);
    world.story.switch_role(&session, (at, id), &from);
    let child = world.add_minted(parent, session, id, "switched role");
    world.told(child);
    world.calls(child);
    world.credentials[parent].stays_alone = true;
}

/// A service acts for a role session, under a key of its own.
pub(super) fn through_service(world: &mut World, session: usize) {
    let key = world.key("ASIA");
    let own = world.signer(session);
    let through = own.with("accessKeyId", key.clone()).through("cloudformation.amazonaws.com");
    world.credentials[session].signer = through;
    world.call(session, 1);
    world.credentials[session].signer = own;
    world.credentials[session].keys.push(key);
}

/// A service acts for a user, under a key of its own.
pub(super) fn through_service_for_user(world: &mut World, user: usize) {
    let own = world.signer(user);
    let at = world.later();
    let key = world.key("ASIA");
    let mut through = own.in_session(&key, &at).through("athena.amazonaws.com");
    world.call(user, -1);
    world.call(user, 30_000);
    through.identity["sessionContext"]["attributes"]["mfaAuthenticated"] = json!("false");
    let child = world.add_minted(user, through, "", "service acting for it");
    world.credentials[child].minting.as_mut().expect("minted").id.clear();
    world.credentials[child].is_used = false;
    world.calls(child);
}
