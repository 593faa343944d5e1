//! The console: passwords, sign-ins, changed roles, sign-in tokens; and services acting for people.

use serde_json::json;

use super::{
    signer::{HOME, OTHER, Signer},
    story::{Story, at_home, event},
    tree::{text, trace},
};
use crate::trail::Trail;

fn alice() -> Signer {
    Signer::user(HOME, "alice", "AKIAALICE")
}

fn bob() -> Signer {
    Signer::user(HOME, "bob", "AKIABOB")
}

/// A call in the console, by what shows it.
fn in_console(story: &mut Story, by: &Signer, at: &str, id: &str, sign: &str) {
    let service = "s3.amazonaws.com";
    let mut call = event(by, at, id, service, "ListBuckets");
    match sign {
        "flag" => call["sessionCredentialFromConsole"] = json!("true"),
        "via" => call["userIdentity"]["invokedBy"] = json!("signin.amazonaws.com"),
        agent => call["userAgent"] = json!(agent),
    }
    story.push(call);
}

#[test]
fn a_password_that_was_set_leads_to_the_console_sessions_of_its_user() {
    for name in ["CreateLoginProfile", "UpdateLoginProfile"] {
        for sign in ["flag", "via", "console.amazonaws.com", "signin.amazonaws.com"] {
            let mut story = Story::new();
            story.login_profile(name, &alice(), ("09:00:00", "p"), "bob");
            let session = bob().in_session("ASIABOB", "09:30:00");
            in_console(&mut story, &session, "09:31:00", "c", sign);
            story.call(&bob(), "09:32:00", "not in the console");
            let trail = story.written();
            let lines = |relation: [&str; 3]| {
                [
                    format!("{} alice [AKIAALICE] 1, long-term", relation[0]),
                    format!("  {} password of bob [] 0, {name} by alice", relation[1]),
                    format!("    {} bob [ASIABOB] 1, inferred, password", relation[2]),
                ]
            };
            for (id, relation) in [
                ("AKIAALICE", ["traced", "descendant", "descendant"]),
                ("ASIABOB", ["ancestor", "ancestor", "traced"]),
                ("p", ["ancestor", "traced", "descendant"]),
            ] {
                let tree = trace(&trail, id);
                assert_eq!(tree.lines(), lines(relation), "{sign} {}", tree.run);
            }
        }
    }
}

#[test]
fn a_sign_in_without_a_key_belongs_to_the_session_that_it_opened() {
    let mut story = Story::new();
    story.login_profile("CreateLoginProfile", &alice(), ("09:00:00", "p"), "bob");
    story.console_login(&bob(), ("09:30:03", "login"));
    story.call(&bob().in_session("ASIABOB", "09:30:00"), "09:31:00", "c");
    let trail = story.written();
    for id in ["login", "c"] {
        trace(&trail, id).is(&[
            "ancestor alice [AKIAALICE] 1, long-term",
            "  ancestor password of bob [] 0, CreateLoginProfile by alice",
            "    traced bob [ASIABOB] 2, inferred, password",
        ]);
    }
}

#[test]
fn a_sign_in_opens_a_session_of_the_same_seconds_and_no_other() {
    for (at, calls) in [("09:29:55", 2), ("09:30:05", 2), ("09:29:54", 1), ("09:30:06", 1)] {
        let mut story = Story::new();
        story.console_login(&bob(), (at, "login"));
        story.call(&bob().in_session("ASIABOB", "09:30:00"), "09:31:00", "c");
        let trail = story.written();
        let tree = trace(&trail, "ASIABOB");
        assert_eq!(tree.node("ASIABOB")["calls"], calls, "{at}: {}", tree.run);
        let origin = if calls == 2 { "signed in" } else { "outside these logs" };
        assert_eq!(tree.node("ASIABOB")["origin"], origin, "{at}: {}", tree.run);
        // A sign-in of no session is nobody else's, and is not lost.
        let by_name = trace(&trail, "bob");
        let all = by_name.nodes.iter().filter_map(|node| node["calls"].as_u64());
        assert_eq!(all.sum::<u64>(), 2, "{at}: {}", by_name.run);
    }
}

#[test]
fn a_sign_in_that_failed_opened_no_session() {
    let mut story = Story::new();
    story.console_login(&bob(), ("09:30:00", "login"));
    let failed = story.edit("login");
    failed["responseElements"]["ConsoleLogin"] = json!("Failure");
    failed["errorMessage"] = json!("Failed authentication");
    story.call(&bob().in_session("ASIABOB", "09:30:00"), "09:31:00", "c");
    let tree = trace(&story.written(), "c");
    assert_eq!(tree.node("ASIABOB")["calls"], 1, "{}", tree.run);
}

#[test]
fn a_session_comes_from_the_latest_password_before_it_and_an_earlier_one_from_none() {
    let mut story = Story::new();
    let carol = Signer::user(HOME, "carol", "AKIACAROL");
    story.login_profile("CreateLoginProfile", &alice(), ("09:00:00", "p1"), "bob");
    story.login_profile("UpdateLoginProfile", &carol, ("10:00:00", "p2"), "bob");
    for (key, created) in [("ASIA1", "08:59:00"), ("ASIA2", "09:30:00"), ("ASIA3", "10:30:00")] {
        let session = bob().in_session(key, created);
        in_console(&mut story, &session, "11:00:00", key, "flag");
    }
    let trail = story.written();
    trace(&trail, "alice").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant password of bob [] 0, CreateLoginProfile by alice",
        "    descendant bob [ASIA2] 1, inferred, password",
    ]);
    trace(&trail, "ASIA3").is(&[
        "ancestor carol [AKIACAROL] 1, long-term",
        "  ancestor password of bob [] 0, UpdateLoginProfile by carol",
        "    traced bob [ASIA3] 1, inferred, password",
    ]);
    trace(&trail, "ASIA1").is(&["traced bob [ASIA1] 1, outside these logs"]);
}

#[test]
fn a_password_leads_to_no_other_user_and_to_no_session_from_elsewhere() {
    let mut story = Story::new();
    story.login_profile("CreateLoginProfile", &alice(), ("09:00:00", "p"), "bob");
    let namesake = Signer::user(OTHER, "bob", "AKIAOTHER").in_session("ASIA1", "09:30:00");
    in_console(&mut story, &namesake, "09:31:00", "c1", "flag");
    let carol = Signer::user(HOME, "carol", "AKIACAROL").in_session("ASIA2", "09:30:00");
    in_console(&mut story, &carol, "09:31:00", "c2", "flag");
    // Minted by a call of its own, and used in no console.
    let token = story.get_session_token(&bob(), ("09:40:00", "m"), "ASIA3");
    story.call(&token, "09:41:00", "c3");
    trace(&story.written(), "alice").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant password of bob [] 0, CreateLoginProfile by alice",
    ]);
}

#[test]
fn a_password_that_could_not_be_set_leads_nowhere() {
    let mut story = Story::new();
    story.login_profile("CreateLoginProfile", &alice(), ("09:00:00", "p"), "bob");
    story.fail("p", "EntityAlreadyExistsException");
    let session = bob().in_session("ASIABOB", "09:30:00");
    in_console(&mut story, &session, "09:31:00", "c", "flag");
    let trail = story.written();
    trace(&trail, "alice").is(&["traced alice [AKIAALICE] 1, long-term"]);
    trace(&trail, "c").is(&["traced bob [ASIABOB] 1, outside these logs"]);
}

#[test]
fn a_changed_role_comes_from_where_it_was_changed() {
    let mut story = Story::new();
    let console = bob().in_session("ASIABOB", "09:00:00");
    in_console(&mut story, &console, "09:01:00", "c1", "flag");
    let session = at_home("Admin", "bob").signer("ASIAADMIN", "09:30:00");
    story.switch_role(&session, ("09:30:01", "switch"), &console);
    story.call(&session, "09:31:00", "c2");
    let trail = story.written();
    trace(&trail, "ASIABOB").is(&[
        "traced bob [ASIABOB] 1, outside these logs",
        "  descendant Admin/bob [ASIAADMIN] 2, SwitchRole by bob: inferred, switched role",
    ]);
    trace(&trail, "c2").is(&[
        "ancestor bob [ASIABOB] 1, outside these logs",
        "  traced Admin/bob [ASIAADMIN] 2, SwitchRole by bob: inferred, switched role",
    ]);
}

#[test]
fn the_other_accounts_record_of_a_changed_role_is_no_call_of_the_session() {
    let mut story = Story::new();
    let console = bob().in_session("ASIABOB", "09:00:00");
    story.call(&console, "09:01:00", "c1");
    let session = at_home("Admin", "bob").signer("ASIAADMIN", "09:30:00");
    story.switch_role(&session, ("09:30:01", "switch"), &console);
    story.call(&session, "09:31:00", "c2").share("switch", OTHER);
    for seed in 0..8 {
        let trail = Trail::new();
        story.write(&trail, seed);
        trace(&trail, "ASIAADMIN").is(&[
            "ancestor bob [ASIABOB] 1, outside these logs",
            "  traced Admin/bob [ASIAADMIN] 2, SwitchRole by bob: inferred, switched role",
        ]);
    }
}

#[test]
fn a_changed_role_that_another_call_minted_comes_from_that_call() {
    let mut story = Story::new();
    let console = bob().in_session("ASIABOB", "09:00:00");
    story.call(&console, "09:01:00", "c1");
    let place = at_home("Admin", "bob");
    let session = story.assume(&alice(), ("09:30:00", "m"), place, "ASIAADMIN");
    story.switch_role(&session, ("09:30:00", "switch"), &console);
    story.call(&session, "09:31:00", "c2");
    trace(&story.written(), "ASIAADMIN").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/bob [ASIAADMIN] 2, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn a_sign_in_token_leads_to_the_console_session_that_follows() {
    for (created, is_it) in
        [("08:59:55", true), ("09:15:00", true), ("08:59:54", false), ("09:15:01", false)]
    {
        let mut story = Story::new();
        let place = at_home("Admin", "s1");
        let session = story.assume(&alice(), ("08:30:00", "m"), place, "ASIA1");
        // The response names a key that no call has.
        story.get_signin_token(&session, ("09:00:00", "token"), Some("ASIAODD"));
        story.call(&place.signer("ASIA2", created), "09:20:00", "c");
        let tree = trace(&story.written(), "ASIA2");
        let lines = [
            "ancestor alice [AKIAALICE] 1, long-term",
            "  ancestor Admin/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
            "    traced Admin/s1 [ASIA2] 1, \
                GetSigninToken by Admin/s1: inferred, sign-in token",
        ];
        let keys: Vec<String> = tree.nodes.iter().map(super::tree::keys).collect();
        match is_it {
            // The key that was handed out may be shown beside the one that is used.
            true => assert!(keys.len() == 3 && keys[2].contains("ASIA2"), "{}", tree.run),
            false => {
                tree.is(&["traced Admin/s1 [ASIA2] 1, outside these logs"]);
            }
        }
        if is_it && keys[2] == "ASIA2" {
            tree.is(&lines);
        }
    }
}

#[test]
fn a_sign_in_token_that_names_the_key_it_was_asked_with_mints_what_follows_and_nothing_else() {
    let mut story = Story::new();
    let place = at_home("Admin", "s1");
    let session = story.assume(&alice(), ("08:30:00", "m"), place, "ASIA1");
    story.get_signin_token(&session, ("09:00:00", "token"), Some("ASIA1"));
    let trail = story.written();
    trace(&trail, "ASIA1").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
    story.call(&place.signer("ASIA2", "09:00:20"), "09:20:00", "c");
    trace(&story.written(), "ASIA2").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  ancestor Admin/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
        "    traced Admin/s1 [ASIA2] 1, GetSigninToken by Admin/s1: inferred, sign-in token",
    ]);
}

#[test]
fn a_sign_in_token_that_was_refused_leads_nowhere() {
    let mut story = Story::new();
    let place = at_home("Admin", "s1");
    let session = story.assume(&alice(), ("08:30:00", "m"), place, "ASIA1");
    story.get_signin_token(&session, ("09:00:00", "token"), None);
    let token = story.edit("token");
    token["responseElements"]["GetSigninToken"] = json!("Failure");
    token["errorMessage"] = json!("Failed authentication");
    story.call(&place.signer("ASIA2", "09:00:01"), "09:20:00", "c");
    trace(&story.written(), "c").is(&["traced Admin/s1 [ASIA2] 1, outside these logs"]);
}

#[test]
fn a_service_that_acts_for_a_role_session_is_that_session() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c1");
    let through = session.with("accessKeyId", "ASIA2").through("cloudformation.amazonaws.com");
    story.call(&through, "09:02:00", "c2");
    story.call(&through.without("accessKeyId"), "09:03:00", "c3");
    trace(&story.written(), "c2").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIA1 ASIA2] 3, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn a_service_that_acts_for_a_user_under_the_users_key_is_that_key() {
    for person in [alice(), Signer::root(HOME, "AKIAALICE")] {
        let mut story = Story::new();
        story.call(&person, "09:00:00", "c1");
        for (number, created) in ["09:01:00", "09:02:00"].iter().enumerate() {
            let through = person.in_session("AKIAALICE", created).through("athena.amazonaws.com");
            story.call(&through, "09:03:00", &format!("f{number}"));
        }
        let tree = trace(&story.written(), "AKIAALICE");
        assert_eq!(tree.nodes.len(), 1, "{}", tree.run);
        let (calls, origin) = (&tree.nodes[0]["calls"], text(&tree.nodes[0]["origin"]));
        assert_eq!((calls, origin), (&json!(3), "long-term"), "{}", tree.run);
    }
}

#[test]
fn a_service_that_acts_for_a_user_under_another_key_comes_from_the_users() {
    for person in [alice(), Signer::root(HOME, "AKIAALICE")] {
        let mut story = Story::new();
        story.calls(&person, &[("08:00:00", "c1"), ("12:00:00", "c2")]);
        let through = person.in_session("ASIAFAS", "09:00:00").through("athena.amazonaws.com");
        story.call(&through, "09:00:05", "f");
        let tree = trace(&story.written(), "AKIAALICE");
        assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
        assert_eq!(tree.nodes[1]["parent"], 1, "{}", tree.run);
        let why = &tree.nodes[1]["minted_by"][0]["why"];
        assert_eq!(why, "service acting for it", "{}", tree.run);
    }
}

#[test]
fn of_a_user_with_two_keys_each_is_a_candidate_for_what_a_service_does() {
    let mut story = Story::new();
    let second = alice().with("accessKeyId", "AKIASECOND");
    story.calls(&alice(), &[("08:00:00", "c1"), ("12:00:00", "c2")]);
    story.calls(&second, &[("08:00:00", "d1"), ("12:00:00", "d2")]);
    let through = alice().in_session("ASIAFAS", "09:00:00").through("athena.amazonaws.com");
    story.call(&through, "09:00:05", "f");
    let tree = trace(&story.written(), "f");
    let minted = tree.node("ASIAFAS")["minted_by"].as_array().expect("a list");
    assert_eq!(minted.len(), 2, "{}", tree.run);
    assert!(minted.iter().all(|one| one["candidates"] == 2), "{}", tree.run);
    assert_eq!(tree.nodes.len(), 3, "{}", tree.run);
}

#[test]
fn a_key_that_was_first_used_later_is_no_candidate_for_what_a_service_did_before() {
    let mut story = Story::new();
    let second = alice().with("accessKeyId", "AKIALATER");
    story.call(&alice(), "08:00:00", "c").call(&second, "09:30:00", "d");
    let through = alice().in_session("ASIAFAS", "09:00:00").through("athena.amazonaws.com");
    story.call(&through, "10:00:00", "f");
    let tree = trace(&story.written(), "ASIAFAS");
    let keys: Vec<String> = tree.nodes.iter().map(super::tree::keys).collect();
    assert_eq!(keys, ["AKIAALICE", "ASIAFAS"], "{}", tree.run);
    assert_eq!(tree.nodes[1]["minted_by"][0]["candidates"], 1, "{}", tree.run);
}

#[test]
fn a_session_that_also_acts_for_itself_is_not_a_services() {
    let mut story = Story::new();
    story.calls(&alice(), &[("08:00:00", "c1"), ("12:00:00", "c2")]);
    let session = alice().in_session("ASIA1", "09:00:00");
    story.call(&session.through("athena.amazonaws.com"), "09:00:05", "f");
    story.call(&session, "09:00:06", "g");
    trace(&story.written(), "ASIA1").is(&["traced alice [ASIA1] 2, outside these logs"]);
}
