//! What an ID may be: a key, any name of a credential, an event, a pattern, a list.

use serde_json::json;

use super::{
    signer::{HOME, OTHER, Signer},
    story::{Place, Story, at_home},
    tree::{Tree, keys, trace},
};
use crate::trail::Trail;

/// Alice assumes a role twice; one session makes a key for bob; the role is also another account's.
fn story() -> Story {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let first = story.assume(&alice, ("09:00:00", "m1"), at_home("Admin", "first"), "ASIA1");
    let second = story.assume(&alice, ("09:10:00", "m2"), at_home("Admin", "second"), "ASIA2");
    let bob = story.create_access_key(&second, ("09:20:00", "m3"), "bob", "AKIABOB");
    let place = Place { account: OTHER, role: "Admin", session: "other" };
    let other = story.assume(&bob, ("09:30:00", "m4"), place, "ASIA3");
    story.share("m4", OTHER);
    story.call(&first, "09:40:00", "c1").call(&second, "09:40:00", "c2");
    story.call(&bob, "09:40:00", "c3").call(&other, "09:40:00", "c4");
    story.call(&Signer::user(HOME, "carol", "AKIACAROL"), "09:40:00", "c5");
    story
}

/// The keys of what an ID starts from.
#[track_caller]
fn traced(trail: &Trail, id: &str) -> Vec<String> {
    let tree = trace(trail, id);
    tree.run.exits(0);
    traced_of(&tree)
}

fn traced_of(tree: &Tree) -> Vec<String> {
    let traced = tree.nodes.iter().filter(|node| node["relation"] == "traced");
    let mut traced: Vec<String> = traced.map(keys).collect();
    traced.sort();
    traced
}

#[track_caller]
fn check(trail: &Trail, cases: &[(&str, &[&str])]) {
    for (id, expected) in cases {
        assert_eq!(traced(trail, id), *expected, "{id}");
    }
}

#[test]
fn a_credential_is_found_by_every_name_that_it_has() {
    check(
        &story().written(),
        &[
            // Keys.
            ("AKIAALICE", &["AKIAALICE"]),
            ("ASIA2", &["ASIA2"]),
            // ARNs of a user, of a role, of a session.
            ("arn:aws:iam::111122223333:user/alice", &["AKIAALICE"]),
            ("arn:aws:iam::111122223333:role/Admin", &["ASIA1", "ASIA2"]),
            ("arn:aws:sts::111122223333:assumed-role/Admin/second", &["ASIA2"]),
            // Names of a user, of a role, of a session, and what `who` shows.
            ("alice", &["AKIAALICE"]),
            ("Admin", &["ASIA1", "ASIA2", "ASIA3"]),
            ("second", &["ASIA2"]),
            ("Admin/first", &["ASIA1"]),
            // IDs of a user, of a role, of a session.
            ("AIDA1111ALICE", &["AKIAALICE"]),
            ("AROA1111ADMIN", &["ASIA1", "ASIA2"]),
            ("AROA1111ADMIN:first", &["ASIA1"]),
        ],
    );
}

#[test]
fn a_pattern_is_one_here_too() {
    check(
        &story().written(),
        &[
            ("akiaalice", &["AKIAALICE"]),
            ("ALICE", &["AKIAALICE"]),
            ("ASIA*", &["ASIA1", "ASIA2", "ASIA3"]),
            ("ASIA?", &["ASIA1", "ASIA2", "ASIA3"]),
            ("/assumed-role.*(first|other)$/", &["ASIA1", "ASIA3"]),
            ("ASIA1,bob", &["AKIABOB", "ASIA1"]),
            ("ASIA1,nobody", &["ASIA1"]),
        ],
    );
}

#[test]
fn a_list_of_ids_may_stand_in_a_file() {
    let trail = story().written();
    let list = Trail::new();
    list.write("ids.txt", "ASIA1\nbob\n");
    let file = format!("@{}", list.path("ids.txt").display());
    check(&trail, &[(&file, &["AKIABOB", "ASIA1"])]);
}

#[test]
fn an_id_that_negates_is_refused_and_so_is_none() {
    let trail = story().written();
    for id in ["!alice", "alice,!bob"] {
        trail.run(&["trace", id, "{}"]).exits(2).prints("");
    }
    trail.run(&["trace"]).exits(2).prints("");
    trail.run(&["trace", "/(/", "{}"]).exits(2).prints("");
}

#[test]
fn a_minting_event_starts_from_what_it_minted() {
    check(
        &story().written(),
        &[
            ("m1", &["ASIA1"]),
            ("m3", &["AKIABOB"]),
            ("m4", &["ASIA3"]),
            ("m4 in the other account", &["ASIA3"]),
            ("m4 shared", &["ASIA3"]),
            ("m1,m2", &["ASIA1", "ASIA2"]),
        ],
    );
}

#[test]
fn an_ordinary_event_starts_from_the_credential_that_signed_it() {
    let mut story = story();
    story.share("c3", OTHER);
    let trail = story.written();
    check(&trail, &[("c1", &["ASIA1"]), ("c3", &["AKIABOB"]), ("C5", &["AKIACAROL"])]);
    // Of a call that two accounts recorded, whose copy knows the caller by principal alone.
    let tree = trace(&trail, "c3 shared");
    assert_eq!(tree.node("AKIABOB")["relation"], "traced", "{}", tree.run);
}

#[test]
fn a_traced_credential_below_another_stands_under_it() {
    trace(&story().written(), "AKIAALICE,ASIA2,ASIA3").is(&[
        "traced alice [AKIAALICE] 2, long-term",
        "  descendant Admin/first [ASIA1] 1, AssumeRole by alice: exact, access key",
        "  traced Admin/second [ASIA2] 2, AssumeRole by alice: exact, access key",
        "    descendant bob [AKIABOB] 2, CreateAccessKey by Admin/second: exact, access key",
        "      traced Admin/other [ASIA3] 1, AssumeRole by bob: exact, access key",
    ]);
}

#[test]
fn a_user_name_starts_from_all_credentials_of_that_name() {
    let mut story = story();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    story.call(&alice.with("accessKeyId", "AKIASECOND"), "10:00:00", "second key");
    story.call(&alice.in_session("ASIACONSOLE", "10:00:00"), "10:00:30", "console");
    story.call(&Signer::user(OTHER, "alice", "AKIAOTHER"), "10:00:00", "other alice");
    story.login_profile(
        "CreateLoginProfile",
        &Signer::user(HOME, "carol", "AKIACAROL"),
        ("09:00:00", "profile"),
        "alice",
    );
    let trail = story.written();
    // The password has no key.
    let all = ["", "AKIAALICE", "AKIAOTHER", "AKIASECOND", "ASIACONSOLE"];
    assert_eq!(traced(&trail, "alice"), all);
    let of_arn = ["AKIAALICE", "AKIASECOND", "ASIACONSOLE"];
    let found = traced(&trail, "arn:aws:iam::111122223333:user/alice");
    assert_eq!(
        found.iter().filter(|key| !key.is_empty()).collect::<Vec<_>>(),
        of_arn.iter().collect::<Vec<_>>()
    );
}

#[test]
fn sessions_are_found_by_who_issued_them() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let guest = story.get_federation_token(&alice, ("09:00:00", "m"), "guest", "ASIA1");
    story.call(&guest, "09:01:00", "c");
    let trail = story.written();
    check(
        &trail,
        &[
            ("alice", &["AKIAALICE", "ASIA1"]),
            ("AIDA1111ALICE", &["AKIAALICE", "ASIA1"]),
            ("guest", &["ASIA1"]),
            ("111122223333:guest", &["ASIA1"]),
            ("arn:aws:sts::111122223333:federated-user/guest", &["ASIA1"]),
        ],
    );
}

#[test]
fn a_bearer_token_of_identity_center_is_a_credential_with_an_id() {
    let mut story = Story::new();
    let token = Signer::identity_center("user-0123", "credential-4567");
    story.call(&token, "09:00:00", "c1").call(&token, "09:01:00", "c2");
    let tree = trace(&story.written(), "credential-4567");
    assert_eq!((tree.nodes.len(), &tree.nodes[0]["calls"]), (1, &json!(2)), "{}", tree.run);
    assert_eq!(tree.nodes[0]["access_keys"], json!(["credential-4567"]), "{}", tree.run);
    assert_eq!(tree.nodes[0]["kind"], "federated", "{}", tree.run);
    check(&story.written(), &[("user-0123", &["credential-4567"])]);
}

#[test]
fn a_credential_that_was_never_used_is_found_by_all_that_its_minting_tells() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let place = Place { account: OTHER, role: "Admin", session: "s1" };
    story.assume(&alice, ("09:00:00", "m1"), place, "ASIA1");
    story.get_session_token(&alice, ("09:01:00", "m2"), "ASIA2");
    story.get_federation_token(&alice, ("09:02:00", "m3"), "guest", "ASIA3");
    story.assume_root(&alice, ("09:03:00", "m4"), OTHER, "ASIA4");
    story.create_access_key(&alice, ("09:04:00", "m5"), "bob", "AKIA5");
    let trail = story.written();
    for id in [
        "ASIA1",
        "Admin",
        "s1",
        "Admin/s1",
        "AROA4444ADMIN",
        "AROA4444ADMIN:s1",
        "arn:aws:iam::444455556666:role/Admin",
        "arn:aws:sts::444455556666:assumed-role/Admin/s1",
    ] {
        check(&trail, &[(id, &["ASIA1"])]);
    }
    // The caller's own, in a session.
    check(&trail, &[("ASIA2", &["ASIA2"]), ("AIDA1111ALICE", &["AKIAALICE", "ASIA2"])]);
    check(&trail, &[("111122223333:guest", &["ASIA3"]), ("guest", &["ASIA3"])]);
    check(&trail, &[("m4", &["ASIA4"]), ("root@444455556666", &["ASIA4"]), ("bob", &["AKIA5"])]);
    let tree = trace(&trail, "AKIAALICE");
    let told = |key: &str| {
        let node = tree.node(key);
        json!([node["kind"], node["account"]])
    };
    assert_eq!(told("ASIA1"), json!(["role-session", OTHER]));
    assert_eq!(told("ASIA2"), json!(["iam-user", HOME]));
    assert_eq!(told("ASIA3"), json!(["federated", HOME]));
    assert_eq!(told("ASIA4"), json!(["root", OTHER]));
    assert_eq!(told("AKIA5"), json!(["iam-user", HOME]));
    assert_eq!((&tree.node("ASIA2")["who"]), "alice");
}

#[test]
fn what_is_not_in_the_logs_is_not_found() {
    let trail = story().written();
    for id in ["AKIANOBODY", "nobody", "m9", "ASIA", "Adm", "ListBuckets"] {
        trace(&trail, id).is_nowhere();
        trail.run(&["trace", id, "{}"]).exits(1);
        trail.run(&["trace", id, "{}", "--events"]).exits(1);
    }
}
