//! Filters choose the calls that are counted; times also bound what is followed, but only down.

use serde_json::{Value, json};

use super::{
    chain,
    signer::{HOME, Signer},
    story::{Story, at_home},
    tree::{trace, trace_with},
};

/// Who is shown, with how many calls.
#[track_caller]
fn shown(story: &Story, id: &str, flags: &[&str]) -> Vec<(String, u64)> {
    let tree = trace_with(&story.written(), id, flags);
    tree.run.exits(0);
    let one = |node: &Value| {
        (super::tree::keys(node), node["calls"].as_u64().unwrap_or_else(|| panic!("{}", tree.run)))
    };
    tree.nodes.iter().map(one).collect()
}

#[track_caller]
fn check(story: &Story, id: &str, flags: &[&str], expected: &[(&str, u64)]) {
    let found = shown(story, id, flags);
    let found: Vec<(&str, u64)> = found.iter().map(|(key, calls)| (&**key, *calls)).collect();
    assert_eq!(found, expected, "{id} {flags:?}");
}

#[test]
fn filters_count_calls_and_hide_no_credential() {
    let every = |calls: [u64; 6]| {
        let keys = ["AKIAALICE", "ASIAROLE1", "ASIAROLE2", "ASIAROLE3", "ASIAROLE4", "ASIAROLE5"];
        keys.into_iter().zip(calls).collect::<Vec<_>>()
    };
    let mut story = chain();
    story.fail("call 3", "AccessDenied");
    story.edit("call 5")["sourceIPAddress"] = json!("198.51.100.7");
    for (flags, calls) in [
        (&["--name", "AssumeRole"][..], [1, 1, 1, 1, 1, 0]),
        (&["--source", "s3"], [2, 1, 1, 1, 1, 1]),
        (&["--outcome", "denied"], [0, 0, 0, 1, 0, 0]),
        (&["--ip", "198.51.100.0/24"], [0, 0, 0, 0, 0, 1]),
        (&["--principal", "alice"], [3, 0, 0, 0, 0, 0]),
        (&["--access-key", "!ASIA*"], [3, 0, 0, 0, 0, 0]),
        (&["--name", "Nothing"], [0, 0, 0, 0, 0, 0]),
    ] {
        check(&story, "AKIAALICE", flags, &every(calls));
        check(&story, "ASIAROLE5", flags, &every(calls));
    }
}

#[test]
fn what_is_told_of_calls_is_told_of_those_that_were_counted() {
    let mut story = chain();
    story.fail("call 3", "AccessDenied");
    let tree = trace_with(&story.written(), "ASIAROLE3", &["--name", "AssumeRole"]);
    let node = tree.node("ASIAROLE3");
    assert_eq!((&node["calls"], &node["denied"]), (&json!(1), &json!(0)), "{}", tree.run);
    assert_eq!(node["services"], json!([{"value": "sts.amazonaws.com", "count": 1}]));
    assert_eq!(node["first_seen"], "2024-05-01T09:04:00Z");
    assert_eq!(node["last_seen"], "2024-05-01T09:04:00Z");
}

#[test]
fn nothing_is_followed_down_from_a_minting_before_since_or_after_until() {
    let story = chain();
    // The third session is minted at 09:03.
    check(
        &story,
        "AKIAALICE",
        &["--until", "2024-05-01T09:03:00Z"],
        &[("AKIAALICE", 3), ("ASIAROLE1", 2), ("ASIAROLE2", 1)],
    );
    check(
        &story,
        "AKIAALICE",
        &["--until", "2024-05-01T09:03:01Z"],
        &[("AKIAALICE", 3), ("ASIAROLE1", 2), ("ASIAROLE2", 2), ("ASIAROLE3", 0)],
    );
    check(&story, "AKIAALICE", &["--since", "2024-05-01T09:01:01Z"], &[("AKIAALICE", 0)]);
    check(
        &story,
        "ASIAROLE3",
        &["--since", "2024-05-01T09:04:00Z", "--until", "2024-05-01T09:05:00Z"],
        &[("AKIAALICE", 0), ("ASIAROLE1", 0), ("ASIAROLE2", 0), ("ASIAROLE3", 1), ("ASIAROLE4", 1)],
    );
}

#[test]
fn ancestors_are_found_however_long_ago_they_minted() {
    let story = chain();
    check(
        &story,
        "ASIAROLE5",
        &["--since", "2024-05-01T09:05:30Z"],
        &[
            ("AKIAALICE", 0),
            ("ASIAROLE1", 0),
            ("ASIAROLE2", 0),
            ("ASIAROLE3", 0),
            ("ASIAROLE4", 0),
            ("ASIAROLE5", 1),
        ],
    );
    // It was found, though none of its calls is of that time.
    let late = ["--since", "2024-05-02"];
    assert_eq!(shown(&story, "ASIAROLE5", &late).len(), 6);
}

#[test]
fn a_traced_credential_stands_under_its_minter_whenever_that_minted_it() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let one = story.assume(&alice, ("09:00:00", "m1"), at_home("Role", "a"), "ASIA1");
    let two = story.assume(&one, ("10:00:00", "m2"), at_home("Role", "b"), "ASIA2");
    story.call(&two, "10:01:00", "c");
    let lines = |relation: &str| {
        [
            "ancestor alice [AKIAALICE] 1, long-term".to_owned(),
            format!("  {relation} Role/a [ASIA1] 0, AssumeRole by alice: exact, access key"),
            "    traced Role/b [ASIA2] 0, AssumeRole by Role/a: exact, access key".to_owned(),
        ]
    };
    let until = ["--until", "2024-05-01T09:30:00Z"];
    let trail = story.written();
    assert_eq!(trace_with(&trail, "ASIA2", &until).lines(), lines("ancestor"));
    assert_eq!(trace_with(&trail, "Role", &until).lines(), lines("traced"));
}

#[test]
fn a_traced_credential_stands_under_its_minter_whatever_that_is() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let one = story.assume(&alice, ("09:00:00", "m1"), at_home("Role", "a"), "ASIA1");
    let middle = story.assume(&one, ("09:10:00", "m2"), at_home("Other", "m"), "ASIA2");
    let two = story.assume(&middle, ("10:00:00", "m3"), at_home("Role", "b"), "ASIA3");
    story.call(&two, "10:01:00", "c");
    let until = ["--until", "2024-05-01T09:30:00Z"];
    trace_with(&story.written(), "Role", &until).is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Role/a [ASIA1] 1, AssumeRole by alice: exact, access key",
        "    descendant Other/m [ASIA2] 0, AssumeRole by Role/a: exact, access key",
        "      traced Role/b [ASIA3] 0, AssumeRole by Other/m: exact, access key",
    ]);
}

#[test]
fn a_password_set_outside_the_times_is_not_followed_down() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    story.login_profile("CreateLoginProfile", &alice, ("09:00:00", "p"), "bob");
    let session = Signer::user(HOME, "bob", "AKIABOB").in_session("ASIABOB", "09:30:00");
    story.call(&session, "09:31:00", "c");
    story.edit("c")["sessionCredentialFromConsole"] = json!("true");
    check(&story, "AKIAALICE", &["--since", "2024-05-01T09:10:00Z"], &[("AKIAALICE", 0)]);
    let up = ["--since", "2024-05-01T09:10:00Z"];
    check(&story, "ASIABOB", &up, &[("AKIAALICE", 0), ("", 0), ("ASIABOB", 1)]);
}

#[test]
fn filters_do_not_break_the_chain_that_a_wrong_region_would() {
    let mut story = chain();
    for number in 1..=5 {
        story.edit(&format!("mint {number}"))["awsRegion"] = json!("eu-central-1");
    }
    let found = shown(&story, "AKIAALICE", &["--region", "us-east-1"]);
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[1], ("ASIAROLE1".to_owned(), 1));
}

#[test]
fn a_wrong_filter_is_refused_before_anything_is_read() {
    let trail = chain().written();
    trail.run(&["trace", "alice", "{}", "--since", "yesterdy"]).exits(2).prints("");
    trail.run(&["trace", "alice", "{}", "--ip", "/(/"]).exits(2).prints("");
}

#[test]
fn an_event_without_a_time_is_of_no_time_but_mints() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let session = story.assume(&alice, ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    story.edit("m")["eventTime"] = json!("soon");
    let tree = trace(&story.written(), "ASIA1");
    assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
    assert_eq!(tree.node("alice")["calls"], 1, "{}", tree.run);
    let bounded = trace_with(&story.written(), "ASIA1", &["--since", "2024-05-01"]);
    assert_eq!(bounded.nodes.len(), 2, "{}", bounded.run);
    assert_eq!(bounded.node("alice")["calls"], 0, "{}", bounded.run);
}
