//! Who made a call: identity types, principals, sessions, chat commands, MFA.

use serde_json::json;

use crate::{
    query::check,
    trail::{IDENTITY_TYPES, Trail, event, fixture, run, with},
};

#[test]
fn calls_of_chat_commands_are_found_by_their_session_and_not_by_a_role_of_that_name() {
    check(&["--via", "chatbot"], &["AssumeRole", "ListFunctions", "DescribeAlarms"]);
    let all =
        run(&["query", &fixture("AWSLogs"), "-f", "jsonl", "--via", "!chatbot"]).events().len();
    assert_eq!(all, 120 - 3);
    for both in ["chatbot,!chatbot", "!chatbot,chatbot"] {
        check(&["--via", both], &[]);
    }
}

#[test]
fn identity_types_include_a_missing_one() {
    let count =
        |kind: &str| run(&["query", &fixture("AWSLogs"), "-i", kind, "-f", "jsonl"]).events().len();
    let (none, some) = (count("none"), count("!none"));
    assert_eq!(none + some, 120);
    assert!(none > 3, "Insights and service events have no type: {none}");
    for kind in IDENTITY_TYPES.iter().filter(|kind| **kind != "SomethingNew") {
        assert!(count(kind) > 0, "{kind}");
    }
}

#[test]
fn a_principal_is_known_by_any_of_its_names() {
    let trail = Trail::new();
    let role = json!({
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLE:backup-job",
        "arn": "arn:aws:sts::123456789012:assumed-role/Deploy/backup-job",
        "sessionContext": {"sessionIssuer": {
            "arn": "arn:aws:iam::123456789012:role/ops/Deploy", "userName": "Deploy"}},
    });
    let user = json!({"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/dev/bob"});
    trail.log(
        "a.json.gz",
        &[with(event("Role"), "userIdentity", role), with(event("User"), "userIdentity", user)],
    );
    for name in [
        "arn:aws:sts::123456789012:assumed-role/Deploy/backup-job",
        "deploy",
        "backup-job",
        "AROAEXAMPLE:*",
        "arn:aws:iam::*:role/ops/Deploy",
        "Deploy/backup-job",
    ] {
        trail.query(&["--principal", name]).finds(&["Role"]);
    }
    trail.query(&["--principal", "bob"]).finds(&["User"]);
    trail.query(&["--principal", "!bob"]).finds(&["Role"]);
    trail.query(&["--session-name", "backup-*"]).finds(&["Role"]);
}

#[test]
fn root_and_unique_ids_are_principals_whatever_else_is_recorded() {
    let trail = Trail::new();
    let root = json!({"type": "Root", "userName": "the-alias", "accountId": "123456789012",
        "arn": "arn:aws:iam::123456789012:root"});
    let session = json!({"type": "AssumedRole", "principalId": "AROAEXAMPLE:jane",
        "sessionContext": {"sessionIssuer": {"principalId": "AROAISSUER"}}});
    trail.log(
        "a.json.gz",
        &[with(event("A"), "userIdentity", root), with(event("B"), "userIdentity", session)],
    );
    trail.query(&["--principal", "root"]).finds(&["A"]);
    trail.query(&["--principal", "AROAEXAMPLE"]).finds(&["B"]);
    trail.query(&["--principal", "aroaissuer"]).finds(&["B"]);
}

#[test]
fn a_session_that_says_mfa_outweighs_a_sign_in_that_says_no() {
    let trail = Trail::new();
    let sign_in = |session: &str| {
        let identity = json!({"type": "AssumedRole",
            "sessionContext": {"attributes": {"mfaAuthenticated": session}}});
        let event = with(event("ConsoleLogin"), "userIdentity", identity);
        with(event, "additionalEventData", json!({"MFAUsed": "No"}))
    };
    trail.log("a.json.gz", &[sign_in("true")]).log("b.json.gz", &[sign_in("false")]);
    trail.query(&["--mfa", "yes"]).finds(&["ConsoleLogin"]);
    trail.query(&["--mfa", "no"]).finds(&[]);
}

#[test]
fn a_key_that_is_escaped_hides_nothing_of_an_identity() {
    let trail = Trail::new();
    let odd = json!({"type": "IAMUser", "user\u{1}Name": "x", "a\n": 1, "userName": "alice"});
    trail.log("a.json.gz", &[with(event("A"), "userIdentity", odd)]);
    trail.query(&["--principal", "alice"]).exits(0).finds(&["A"]);
}
