//! `trailscan trace`: credentials followed to whoever minted them, and to all that they minted.
//!
//! - `story`, `signer`: calls as AWS records them, told in order; `tree`: what came of a trace
//! - `minting`: every way in which a credential is made
//! - `keys`: keys that are blank, masked, shared or made twice
//! - `accounts`: calls that two accounts record
//! - `console`: passwords, sessions of the console, services that act for somebody
//! - `start`: what an ID may be; `asked`: filters, and times beyond which nothing is followed
//! - `told`: `--events`; `printed`: formats, exit codes, streams; `odd`: values of no use
//! - `planted`: generated trails whose truth is known; `known`: real logs read by hand

mod accounts;
mod asked;
mod console;
mod dice;
mod keys;
mod known;
mod minting;
mod odd;
mod planted;
mod printed;
mod signer;
mod start;
mod story;
mod told;
mod tree;

use signer::{HOME, Signer};
use story::{Story, at_home};
use tree::{trace, trace_with};

/// Alice's key makes a session, that one the next, and so on: five roles, one call in each.
fn chain() -> Story {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    story.call(&alice, "09:00:00", "alice 1").call(&alice, "09:00:30", "alice 2");
    let mut by = alice;
    for number in 1..=5 {
        let (role, session) = (format!("Role{number}"), format!("s{number}"));
        let (minute, id) = (format!("09:0{number}:00"), format!("mint {number}"));
        let key = format!("ASIAROLE{number}");
        by = story.assume(&by, (&minute, &id), at_home(&role, &session), &key);
        story.call(&by, &format!("09:0{number}:40"), &format!("call {number}"));
    }
    // Nobody asks about him.
    let bob = Signer::user(HOME, "bob", "AKIABOB");
    story.call(&bob, "09:00:00", "bob 1");
    story.assume(&bob, ("09:10:00", "mint of bob"), at_home("Role3", "bob"), "ASIABOB");
    story
}

#[test]
fn a_chain_of_roles_is_followed_down_to_its_end() {
    trace(&chain().written(), "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 3, long-term",
        "  descendant Role1/s1 [ASIAROLE1] 2, AssumeRole by alice: exact, access key",
        "    descendant Role2/s2 [ASIAROLE2] 2, AssumeRole by Role1/s1: exact, access key",
        "      descendant Role3/s3 [ASIAROLE3] 2, AssumeRole by Role2/s2: exact, access key",
        "        descendant Role4/s4 [ASIAROLE4] 2, AssumeRole by Role3/s3: exact, access key",
        "          descendant Role5/s5 [ASIAROLE5] 1, AssumeRole by Role4/s4: exact, access key",
    ]);
}

#[test]
fn a_chain_of_roles_is_followed_up_to_whoever_began_it() {
    trace(&chain().written(), "ASIAROLE5").is(&[
        "ancestor alice [AKIAALICE] 3, long-term",
        "  ancestor Role1/s1 [ASIAROLE1] 2, AssumeRole by alice: exact, access key",
        "    ancestor Role2/s2 [ASIAROLE2] 2, AssumeRole by Role1/s1: exact, access key",
        "      ancestor Role3/s3 [ASIAROLE3] 2, AssumeRole by Role2/s2: exact, access key",
        "        ancestor Role4/s4 [ASIAROLE4] 2, AssumeRole by Role3/s3: exact, access key",
        "          traced Role5/s5 [ASIAROLE5] 1, AssumeRole by Role4/s4: exact, access key",
    ]);
}

#[test]
fn what_an_ancestor_minted_beside_the_traced_one_is_not_shown() {
    let mut story = chain();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let side = story.assume(&alice, ("09:20:00", "aside"), at_home("Aside", "s"), "ASIAASIDE");
    story.call(&side, "09:21:00", "call aside");
    let trail = story.written();
    let tree = trace(&trail, "ASIAROLE3");
    let relations: Vec<&str> =
        tree.nodes.iter().map(|node| tree::text(&node["relation"])).collect();
    let expected = ["ancestor", "ancestor", "ancestor", "traced", "descendant", "descendant"];
    assert_eq!(relations, expected, "{}", tree.run);
    trace(&trail, "ASIAASIDE").is(&[
        "ancestor alice [AKIAALICE] 4, long-term",
        "  traced Aside/s [ASIAASIDE] 1, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn children_stand_in_the_order_in_which_they_were_minted() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    for (at, session) in [("11", "c"), ("09", "a"), ("10", "b")] {
        let minted = story.assume(
            &alice,
            (&format!("{at}:00:00"), session),
            at_home("Role", session),
            &format!("ASIA{}", session.to_uppercase()),
        );
        // The first minted is the last used.
        story.call(&minted, &format!("{}:00:00", 32 - at.parse::<u8>().expect("hours")), at);
    }
    let tree = trace(&story.written(), "alice");
    let keys: Vec<String> = tree.nodes.iter().map(tree::keys).collect();
    assert_eq!(keys, ["AKIAALICE", "ASIAA", "ASIAB", "ASIAC"], "{}", tree.run);
}

#[test]
fn everything_known_of_a_credential_and_of_its_minting_is_told() {
    let mut story = chain();
    story.fail("call 2", "AccessDenied");
    let mut other = story.edit("call 2").clone();
    other["eventID"] = "more".into();
    other["errorCode"] = "Throttling".into();
    other["eventTime"] = "2024-05-01T12:00:00Z".into();
    other["sourceIPAddress"] = "198.51.100.7".into();
    story.push(other);
    story.share("mint 2", signer::OTHER);
    let tree = trace_with(&story.written(), "ASIAROLE2", &[]);
    let node = tree.node("ASIAROLE2");
    let expected = serde_json::json!({
        "number": 3, "parent": 2, "depth": 2, "relation": "traced", "kind": "role-session",
        "who": "Role2/s2", "account": HOME,
        "arn": format!("arn:aws:sts::{HOME}:assumed-role/Role2/s2"),
        "principal_id": "AROA1111ROLE2:s2",
        "access_keys": ["ASIAROLE2"], "created": "2024-05-01T09:02:00Z",
        "calls": 3, "failed": 1, "denied": 1,
        "first_seen": "2024-05-01T09:02:40Z", "last_seen": "2024-05-01T12:00:00Z",
        "addresses":
            [{"value": "192.0.2.1", "count": 2}, {"value": "198.51.100.7", "count": 1}],
        "user_agents": [{"value": "aws-cli/2.15.0 Python/3.11.6", "count": 3}],
        "services": [
            {"value": "s3.amazonaws.com", "count": 2}, {"value": "sts.amazonaws.com", "count": 1},
        ],
        "origin": "minted here",
        "minted_by": [{
            "credential": 2, "by": "Role1/s1", "event_name": "AssumeRole",
            "event_source": "sts.amazonaws.com", "event_id": "mint 2",
            "shared_event_id": "mint 2 shared", "time": "2024-05-01T09:02:00Z",
            "ip": "192.0.2.1", "region": "us-east-1", "link": "exact", "why": "access key",
            "candidates": 1,
        }],
    });
    assert_eq!(*node, expected, "{}", tree.run);
}

#[test]
fn the_order_of_files_and_of_records_changes_nothing() {
    let story = chain();
    let printed = |seed| {
        let trail = crate::trail::Trail::new();
        story.write(&trail, seed);
        trace(&trail, "Role*").run.stdout
    };
    let first = printed(1);
    for seed in 2..6 {
        assert_eq!(printed(seed), first);
    }
}
