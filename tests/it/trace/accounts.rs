//! Calls that two accounts record: seen from both, from the caller's alone, from the owner's alone.

use serde_json::json;

use super::{
    signer::{HOME, OTHER, Signer},
    story::{Place, Story, at_home},
    tree::trace,
};

const AUDIT: Place<'static> = Place { account: OTHER, role: "Audit", session: "s1" };

fn alice() -> Signer {
    Signer::user(HOME, "alice", "AKIAALICE")
}

/// Alice assumes a role of the other account, which both accounts record.
fn hop() -> Story {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), AUDIT, "ASIA1");
    story.share("m", OTHER).call(&session, "09:01:00", "c");
    story
}

#[test]
fn a_hop_that_both_accounts_recorded_is_one_link() {
    let trail = hop().written();
    trace(&trail, "ASIA1").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Audit/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
    trace(&trail, "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant Audit/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn a_hop_that_only_the_callers_account_recorded_is_as_certain() {
    let trail = hop().forget("m in the other account").written();
    trace(&trail, "ASIA1").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Audit/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn of_a_hop_that_only_the_owner_recorded_the_caller_is_another_account() {
    let trail = hop().forget("m").written();
    let tree = trace(&trail, "ASIA1");
    assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
    let caller = &tree.nodes[0];
    assert_eq!((&caller["kind"], &caller["calls"]), (&json!("other-account"), &json!(1)));
    assert_eq!(
        (&caller["principal_id"], &caller["account"]),
        (&json!("AIDA1111ALICE"), &json!(HOME))
    );
    assert_eq!(caller["who"], "account 111122223333 (AIDA1111ALICE)");
    assert_eq!(tree.nodes[1]["parent"], 1);
    let down = trace(&trail, "AIDA1111ALICE");
    assert_eq!(down.node("ASIA1")["relation"], "descendant", "{}", down.run);
}

#[test]
fn the_one_credential_of_a_caller_is_taken_for_it_where_the_owner_alone_recorded_the_hop() {
    let mut story = hop();
    story.forget("m").calls(&alice(), &[("08:00:00", "a1"), ("10:00:00", "a2")]);
    let expected = |relation: [&str; 2]| {
        [
            format!("{} alice [AKIAALICE] 2, long-term", relation[0]),
            format!(
                "  {} Audit/s1 [ASIA1] 1, \
                 AssumeRole by account 111122223333 (AIDA1111ALICE): inferred, principal",
                relation[1]
            ),
        ]
    };
    let trail = story.written();
    for (id, relation) in
        [("ASIA1", ["ancestor", "traced"]), ("AKIAALICE", ["traced", "descendant"])]
    {
        let tree = trace(&trail, id);
        // By whom: the copy knows no name, the credential that was found does.
        let lines: Vec<String> = tree
            .lines()
            .iter()
            .map(|line| line.replace("by alice:", "by account 111122223333 (AIDA1111ALICE):"))
            .collect();
        assert_eq!(lines, expected(relation), "{}", tree.run);
    }
}

#[test]
fn a_caller_with_several_credentials_is_not_guessed() {
    let mut story = hop();
    story.forget("m");
    for key in ["AKIAALICE", "AKIASECOND"] {
        let alice = alice().with("accessKeyId", key);
        story
            .calls(&alice, &[("08:00:00", &format!("{key} 1")), ("10:00:00", &format!("{key} 2"))]);
    }
    let trail = story.written();
    let tree = trace(&trail, "ASIA1");
    assert_eq!(tree.nodes[0]["kind"], "other-account", "{}", tree.run);
    let down = trace(&trail, "AKIAALICE");
    assert_eq!(down.nodes.len(), 1, "{}", down.run);
}

#[test]
fn a_chain_through_three_accounts_holds_together_however_it_was_recorded() {
    const THIRD: &str = "777788889999";
    let last = Place { account: THIRD, role: "Ops", session: "s2" };
    // Bits: which accounts' records of each hop are at hand.
    for seen in 1..4 {
        let mut story = Story::new();
        let one = story.assume(&alice(), ("09:00:00", "m1"), at_home("Jump", "s0"), "ASIA0");
        story.call(&one, "08:59:59", "before").call(&one, "09:30:00", "after");
        let two = story.assume(&one, ("09:01:00", "m2"), AUDIT, "ASIA1");
        story.call(&two, "09:01:01", "between").call(&two, "09:31:00", "later");
        let three = story.assume(&two, ("09:02:00", "m3"), last, "ASIA2");
        story.call(&three, "09:03:00", "c");
        story.share("m2", OTHER).share("m3", THIRD);
        if seen & 1 == 0 {
            story.forget("m2").forget("m3");
        }
        if seen & 2 == 0 {
            story.forget("m2 in the other account").forget("m3 in the other account");
        }
        for id in ["ASIA0", "ASIA1", "ASIA2"] {
            let tree = trace(&story.written(), id);
            let who: Vec<&str> =
                tree.nodes.iter().map(|node| super::tree::text(&node["who"])).collect();
            assert_eq!(who, ["alice", "Jump/s0", "Audit/s1", "Ops/s2"], "{seen}: {}", tree.run);
        }
    }
}

#[test]
fn a_caller_whom_the_owner_knows_by_account_alone_is_named() {
    let mut story = Story::new();
    let stranger = Signer { identity: json!({"type": "AWSAccount", "accountId": HOME}) };
    let session = story.assume(&stranger, ("09:00:00", "m"), AUDIT, "ASIA1");
    story.call(&session, "09:01:00", "c");
    let tree = trace(&story.written(), "ASIA1");
    let minted = &tree.node("ASIA1")["minted_by"][0];
    assert_eq!(minted["by"], "account 111122223333", "{}", tree.run);
}

#[test]
fn another_accounts_record_of_a_principal_is_not_the_principals_own() {
    let mut story = Story::new();
    // Signed in, and called nothing here.
    story.console_login(&alice(), ("09:00:00", "login"));
    story.call(&alice(), "09:01:00", "a").share("a", OTHER).forget("a");
    let tree = trace(&story.written(), "AIDA1111ALICE");
    let mut told: Vec<(&str, &str)> = tree
        .nodes
        .iter()
        .map(|node| (super::tree::text(&node["kind"]), super::tree::text(&node["who"])))
        .collect();
    told.sort_unstable();
    let outside = "account 111122223333 (AIDA1111ALICE)";
    assert_eq!(told, [("iam-user", "alice"), ("other-account", outside)], "{}", tree.run);
}
