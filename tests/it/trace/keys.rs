//! Keys that do not name one credential: blank, masked, shared, changed, made twice, in circles.

use serde_json::{Value, json};

use super::{
    signer::{HOME, OTHER, Signer},
    story::{Place, Story, at_home},
    tree::trace,
};

fn alice() -> Signer {
    Signer::user(HOME, "alice", "AKIAALICE")
}

fn bob() -> Signer {
    Signer::user(HOME, "bob", "AKIABOB")
}

#[test]
fn a_session_with_a_blank_key_is_found_by_principal_and_time() {
    for blank in [json!(""), Value::Null, json!("  ")] {
        let mut story = Story::new();
        let session = story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s1"), "ASIA1");
        let session = session.with("accessKeyId", blank);
        let next = story.assume(&session, ("09:01:00", "m2"), at_home("Ops", "s2"), "ASIA2");
        story.call(&session, "09:02:00", "c1").call(&next, "09:03:00", "c2");
        let tree = trace(&story.written(), "AKIAALICE");
        let who: Vec<String> = tree.nodes.iter().map(|node| node["who"].to_string()).collect();
        assert_eq!(who, [r#""alice""#, r#""Admin/s1""#, r#""Ops/s2""#], "{}", tree.run);
        let blank = &tree.nodes[1];
        assert_eq!((&blank["calls"], &blank["depth"]), (&json!(2), &json!(1)), "{}", tree.run);
        let why = &blank["minted_by"][0]["why"];
        assert_eq!((why, &tree.nodes[2]["depth"]), (&json!("principal and time"), &json!(2)));
        // The key that was handed out is that session's, though no call shows it.
        let by_key = trace(&story.written(), "ASIA1");
        assert_eq!(by_key.node("Admin/s1")["relation"], "traced", "{}", by_key.run);
        assert_eq!(by_key.nodes.len(), 3, "{}", by_key.run);
    }
}

#[test]
fn a_session_that_began_seconds_apart_from_the_minting_is_the_one_minted() {
    for (created, is_it) in
        [("08:59:55", true), ("09:00:05", true), ("08:59:54", false), ("09:00:06", false)]
    {
        let mut story = Story::new();
        story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
        let session = at_home("Admin", "s1").signer("", created);
        story.call(&session, "09:10:00", "c");
        let tree = trace(&story.written(), "c");
        let who: Vec<&Value> = tree.nodes.iter().map(|node| &node["who"]).collect();
        let expected = if is_it { &["alice", "Admin/s1"][..] } else { &["Admin/s1"] };
        assert_eq!(who, expected, "{created}: {}", tree.run);
    }
}

#[test]
fn a_blank_key_beside_two_sessions_of_one_second_is_given_to_neither() {
    let mut story = Story::new();
    let one = story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s1"), "ASIA1");
    let other = story.assume(&bob(), ("09:00:00", "m2"), at_home("Admin", "s1"), "ASIA2");
    story.call(&one, "09:01:00", "c1").call(&other, "09:02:00", "c2");
    story.call(&one.with("accessKeyId", ""), "09:03:00", "c3");
    let tree = trace(&story.written(), "Admin");
    let blank = tree.nodes.iter().find(|node| node["access_keys"] == json!([]));
    let blank = blank.unwrap_or_else(|| panic!("a node without a key: {}", tree.run));
    assert_eq!(blank["calls"], 1, "{}", tree.run);
    let minters: Vec<(&Value, &Value)> = blank["minted_by"]
        .as_array()
        .map(|links| links.iter().map(|link| (&link["by"], &link["candidates"])).collect())
        .unwrap_or_default();
    assert_eq!(minters, [(&json!("alice"), &json!(2)), (&json!("bob"), &json!(2))]);
    assert_eq!(
        (&tree.node("ASIA1")["calls"], &tree.node("ASIA2")["calls"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn the_creation_date_may_be_written_without_punctuation() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    let mut basic = session.with("accessKeyId", "");
    basic.identity["sessionContext"]["attributes"]["creationDate"] = json!("20240501T090000Z");
    story.call(&basic, "09:01:00", "c1").call(&session.with("accessKeyId", ""), "09:02:00", "c2");
    let tree = trace(&story.written(), "Admin");
    assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
    assert_eq!(
        (&tree.nodes[1]["calls"], &tree.nodes[1]["created"]),
        (&json!(2), &json!("2024-05-01T09:00:00Z"))
    );
}

#[test]
fn masked_keys_never_link() {
    for key in ["AKIA****************", "YOUR_ACCESS_KEY_ID", "<access key>", "ASIA…"] {
        let mut story = Story::new();
        let masked = alice().with("accessKeyId", key);
        story.assume(&masked, ("09:00:00", "m1"), at_home("Admin", "s1"), key);
        story.create_access_key(&masked, ("09:00:00", "m2"), "bob", key);
        let session = at_home("Admin", "s1").signer(key, "12:00:00");
        story.call(&session, "12:01:00", "c1");
        story.call(&bob().with("accessKeyId", key), "12:01:00", "c2");
        let trail = story.written();
        for (id, who, calls) in
            [("c1", "Admin/s1", 1), ("c2", "bob", 1), ("AIDA1111ALICE", "alice", 2)]
        {
            let tree = trace(&trail, id);
            let node = tree.node(who);
            assert_eq!(node["calls"], calls, "{}", tree.run);
            let alone = node["depth"] == 0 && node["minted_by"] == json!([]);
            assert!(alone, "{key}: {}", tree.run);
        }
    }
}

#[test]
fn a_session_whose_key_is_masked_is_found_by_principal_and_time() {
    let mut story = Story::new();
    let mask = "ASIA****************";
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), mask);
    story.call(&session, "09:01:00", "c");
    trace(&story.written(), "c").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        &format!("  traced Admin/s1 [{mask}] 1, AssumeRole by alice: inferred, principal and time"),
    ]);
}

#[test]
fn two_principals_with_one_key_are_two_credentials() {
    let mut story = Story::new();
    let (one, other) = (at_home("Admin", "s1"), Place { account: OTHER, ..at_home("Admin", "s1") });
    let first = story.assume(&alice(), ("09:00:00", "m1"), one, "ASIASAME");
    let second = story.assume(&bob(), ("09:00:00", "m2"), other, "ASIASAME");
    story.calls(&first, &[("09:01:00", "a1"), ("09:02:00", "a2")]).call(&second, "09:01:00", "b1");
    let trail = story.written();
    trace(&trail, "a1").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIASAME] 2, AssumeRole by alice: exact, access key",
    ]);
    trace(&trail, "b1").is(&[
        "ancestor bob [AKIABOB] 1, long-term",
        "  traced Admin/s1 [ASIASAME] 1, AssumeRole by bob: exact, access key",
    ]);
    assert_eq!(trace(&trail, "ASIASAME").nodes.len(), 4);
}

#[test]
fn two_sessions_with_one_key_and_principal_are_told_apart_by_time() {
    let mut story = Story::new();
    let first = story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s"), "ASIASAME");
    let second = story.assume(&bob(), ("10:00:00", "m2"), at_home("Admin", "s"), "ASIASAME");
    story.calls(&first, &[("09:01:00", "a1"), ("10:30:00", "a2")]).call(&second, "10:01:00", "b1");
    let trail = story.written();
    trace(&trail, "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant Admin/s [ASIASAME] 2, AssumeRole by alice: exact, access key",
    ]);
    trace(&trail, "b1").is(&[
        "ancestor bob [AKIABOB] 1, long-term",
        "  traced Admin/s [ASIASAME] 1, AssumeRole by bob: exact, access key",
    ]);
}

#[test]
fn a_key_under_another_principal_than_it_was_made_for_is_another() {
    let mut story = Story::new();
    story.create_access_key(&alice(), ("09:00:00", "m1"), "bob", "AKIASAME");
    story.get_session_token(&alice(), ("09:01:00", "m2"), "ASIASAME");
    let carol = Signer::user(HOME, "carol", "AKIASAME");
    story.call(&carol, "09:02:00", "c1");
    story.call(&carol.in_session("ASIASAME", "09:01:00"), "09:03:00", "c2");
    let trail = story.written();
    trace(&trail, "c1").is(&["traced carol [AKIASAME] 1, long-term"]);
    trace(&trail, "c2").is(&["traced carol [ASIASAME] 1, outside these logs"]);
    trace(&trail, "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 2, long-term",
        "  descendant bob [AKIASAME] 0, CreateAccessKey by alice: exact, access key",
        "  descendant alice [ASIASAME] 0, GetSessionToken by alice: exact, access key",
    ]);
}

#[test]
fn a_session_that_changes_keys_stays_one() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s"), "ASIA1");
    story.call(&session, "09:01:00", "c1");
    story.call(&session.with("accessKeyId", "ASIA2"), "09:02:00", "c2");
    story.call(
        &session.with("accessKeyId", "ASIA3").through("athena.amazonaws.com"),
        "09:03:00",
        "c3",
    );
    let trail = story.written();
    for key in ["ASIA1", "ASIA2", "ASIA3"] {
        trace(&trail, key).is(&[
            "ancestor alice [AKIAALICE] 1, long-term",
            "  traced Admin/s [ASIA1 ASIA2 ASIA3] 3, AssumeRole by alice: exact, access key",
        ]);
    }
}

#[test]
fn two_mintings_in_one_second_are_two_sessions_where_their_keys_tell_them_apart() {
    let mut story = Story::new();
    let first = story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s"), "ASIA1");
    let second = story.assume(&bob(), ("09:00:00", "m2"), at_home("Admin", "s"), "ASIA2");
    story.call(&first, "09:01:00", "c1").call(&second, "09:01:00", "c2");
    let trail = story.written();
    trace(&trail, "alice").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant Admin/s [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
    trace(&trail, "ASIA2").is(&[
        "ancestor bob [AKIABOB] 1, long-term",
        "  traced Admin/s [ASIA2] 1, AssumeRole by bob: exact, access key",
    ]);
}

#[test]
fn of_two_mintings_in_one_second_each_is_a_candidate_where_nothing_tells_them_apart() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s"), "");
    story.assume(&bob(), ("09:00:00", "m2"), at_home("Admin", "s"), "");
    story.call(&session.with("accessKeyId", ""), "09:01:00", "c");
    let tree = trace(&story.written(), "c");
    let session = tree.node("Admin/s");
    let minted = session["minted_by"].as_array().expect("a list");
    assert_eq!(minted.len(), 2, "{}", tree.run);
    for (minted, (by, id)) in minted.iter().zip([("alice", "m1"), ("bob", "m2")]) {
        assert_eq!((&minted["by"], &minted["event_id"]), (&json!(by), &json!(id)), "{}", tree.run);
        assert_eq!((&minted["candidates"], &minted["link"]), (&json!(2), &json!("inferred")));
    }
    // Once in the tree, although two may have made it; both are its ancestors.
    assert_eq!(tree.nodes.len(), 3, "{}", tree.run);
    assert_eq!(tree.node("alice")["relation"], "ancestor");
    assert_eq!(tree.node("bob")["relation"], "ancestor");
    for by in ["alice", "bob"] {
        let tree = trace(&story.written(), by);
        assert_eq!(tree.node("Admin/s")["relation"], "descendant", "{}", tree.run);
    }
}

#[test]
fn a_role_that_assumes_itself_is_followed_from_session_to_session() {
    let mut story = Story::new();
    let mut by = alice();
    for number in 1..=4 {
        let (at, id) = (format!("09:0{number}:00"), format!("m{number}"));
        let key = format!("ASIA{number}");
        by = story.assume(&by, (&at, &id), at_home("Admin", "s"), &key);
    }
    story.call(&by, "09:10:00", "c");
    let trail = story.written();
    trace(&trail, "ASIA2").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  ancestor Admin/s [ASIA1] 1, AssumeRole by alice: exact, access key",
        "    traced Admin/s [ASIA2] 1, AssumeRole by Admin/s: exact, access key",
        "      descendant Admin/s [ASIA3] 1, AssumeRole by Admin/s: exact, access key",
        "        descendant Admin/s [ASIA4] 1, AssumeRole by Admin/s: exact, access key",
    ]);
    let tree = trace(&trail, "Admin");
    let traced = tree.nodes.iter().filter(|node| node["relation"] == "traced");
    assert_eq!((traced.count(), tree.nodes.len()), (4, 5), "{}", tree.run);
}

#[test]
fn a_circle_of_mintings_ends_and_holds_each_credential_once() {
    for size in 1..=4 {
        let mut story = Story::new();
        let place = |number: usize| {
            [
                at_home("Admin", "s0"),
                at_home("Admin", "s1"),
                at_home("Admin", "s2"),
                at_home("Admin", "s3"),
            ][number % size]
        };
        let key = |number: usize| format!("ASIA{}", number % size);
        for number in 0..size {
            // Nobody's clock says that a session began before it was minted.
            let by = place(number).signer(&key(number), "09:00:00");
            let id = format!("m{number}");
            story.assume(&by, ("09:00:00", &id), place(number + 1), &key(number + 1));
        }
        let trail = story.written();
        for start in 0..size {
            let tree = trace(&trail, &key(start));
            tree.run.exits(0);
            let mut keys: Vec<String> = tree.nodes.iter().map(super::tree::keys).collect();
            keys.sort();
            let expected: Vec<String> = (0..size).map(key).collect();
            assert_eq!(keys, expected, "{}", tree.run);
            assert_eq!(tree.node(&key(start))["relation"], "traced", "{}", tree.run);
            assert!(tree.nodes.iter().all(|node| node["calls"] == 1), "{}", tree.run);
        }
        trail.run(&["trace", "ASIA0", "{}"]).exits(0);
        let run = trail.run(&["trace", "ASIA0", "{}", "--events", "-f", "jsonl"]);
        assert_eq!(run.exits(0).events().len(), size, "{run}");
    }
}

#[test]
fn no_session_mints_itself() {
    let mut story = Story::new();
    let session = at_home("Admin", "s1").signer("ASIA****************", "09:00:00");
    story.get_signin_token(&session, ("09:00:00", "m"), Some("ASIA****************"));
    let tree = trace(&story.written(), "m");
    tree.is(&["traced Admin/s1 [ASIA****************] 1, outside these logs"]);
}
