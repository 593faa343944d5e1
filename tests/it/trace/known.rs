//! Real logs, where they are present: trees that were worked out by hand with jq, and masked keys.
//!
//! The environment variable `TRAILSCAN_REAL_LOGS` names their directory; without it these tests say
//! that they were skipped.

use std::path::Path;

use serde_json::json;

use super::tree::{Tree, list, read, text};
use crate::{oracle::read::events, real::real_logs, trail::run};

#[track_caller]
fn trace(directory: &str, id: &str) -> Tree {
    read(run(&["trace", id, directory, "-f", "json"]))
}

#[test]
fn of_two_keys_that_a_user_was_given_in_one_second_the_one_that_was_used_made_the_calls() {
    let Some(directory) = real_logs() else { return };
    let role = "stratus-red-team-ec2-get-password-data-role/aws-go-sdk-1722375070115152000";
    let how = "AssumeRole by christophe: exact, access key";
    trace(&directory, "AKIAWOGXN38MFN92ING5").is(&[
        "traced christophe [AKIAWOGXN38MFN92ING5] 4, long-term",
        &format!("  descendant {role} [ASIA7RQR64ZW9JXKWPUO] 0, {how}"),
        &format!("  descendant {role} [ASIANQQHHS551LWULIWD] 30, {how}"),
    ]);
    let found = trace(&directory, "fd179e25-9f1a-406c-8d7d-62f9d4938ef6");
    found.is(&[
        "ancestor christophe [AKIAWOGXN38MFN92ING5] 4, long-term",
        &format!("  traced {role} [ASIANQQHHS551LWULIWD] 30, {how}"),
    ]);
    let id = "ASIANQQHHS551LWULIWD";
    let printed = run(&["trace", id, &directory, "--events", "-f", "jsonl"]);
    let by_key = run(&["query", &directory, "--access-key", id, "-f", "jsonl"]);
    printed.exits(0).prints(&by_key.stdout);
    assert_eq!(printed.events().len(), 30);
}

#[test]
fn keys_and_tokens_that_users_made_are_theirs() {
    let Some(directory) = real_logs() else { return };
    trace(&directory, "AKIA30BEZSJBVKOFKZW0").is(&[
        "traced christophe [AKIA30BEZSJBVKOFKZW0] 1, long-term",
        "  descendant stratus-red-team-backdoor-u-user [AKIAL80DWDVKKM0UXEER] 0, \
            CreateAccessKey by christophe: exact, access key",
    ]);
    let user = "stratus-red-team-user-federation-user";
    trace(&directory, "ASIASTJKC5GCM7ZE6LUP").is(&[
        &format!("ancestor {user} [AKIA6V1GNZTT65XQH36M] 1, long-term"),
        &*format!(
            "  traced stratus_red_team ({user}) [ASIASTJKC5GCM7ZE6LUP] 1, \
             GetFederationToken by {user}: exact, access key"
        ),
    ]);
    trace(&directory, "stratus-red-team-login-profile-user").is(&[
        "ancestor christophe [AKIAE18PGYHCY2CYMTFK] 3, long-term",
        "  traced password of stratus-red-team-login-profile-user [] 0, \
            CreateLoginProfile by christophe",
    ]);
}

#[test]
fn a_session_of_the_console_that_changed_keys_three_times_is_one() {
    let Some(directory) = real_logs() else { return };
    let tree = trace(&directory, "ASIAJPARIVD3SHUIOTCQ");
    tree.is(&[
        "traced alucloud171 [ASIAI654YFQA2QLG4KDQ ASIAIIPSWYTXPKU765AA ASIAJ7TXNGKCM7J6ONPQ \
            ASIAJPARIVD3SHUIOTCQ] 118, outside these logs",
    ]);
    assert_eq!(tree.nodes[0]["created"], "2017-06-01T18:22:18Z");
    assert_eq!(tree.nodes[0]["principal_id"], "AIDAIJ2MVJH3RGPBLTN6E");
}

#[test]
fn services_that_start_sessions_are_named() {
    let Some(directory) = real_logs() else { return };
    trace(&directory, "ASIAJOT6OFNZNRFGDK3Q")
        .is(&["traced c7n-lambda-execution-role/custodian-cursocloudaws-ec2-tag-instances \
            [ASIAJOT6OFNZNRFGDK3Q] 0, AssumeRole by lambda.amazonaws.com: exact, access key"]);
}

#[test]
fn masked_keys_are_nobodys_and_lose_no_call() {
    let Some(directory) = real_logs() else { return };
    let mask = "AROA****************:User";
    let signed = events(Path::new(&directory));
    let signed = signed.iter().filter(|event| event.value["userIdentity"]["principalId"] == *mask);
    // A wildcard would find more.
    let tree = trace(&directory, &mask.replace('*', "\\*"));
    let calls: u64 = tree.nodes.iter().filter_map(|node| node["calls"].as_u64()).sum();
    assert_eq!(calls, signed.count() as u64, "{}", tree.run);
    assert!(calls > 800, "{}", tree.run);
    for node in &tree.nodes {
        assert_eq!((&node["minted_by"], &node["depth"]), (&json!([]), &json!(0)), "{node}");
        assert!(list(&node["access_keys"]).all(|key| text(key).contains("***")), "{node}");
    }
}

#[test]
fn all_that_was_ever_minted_is_followed_without_a_loss() {
    let Some(directory) = real_logs() else { return };
    let tree = trace(&directory, "*");
    tree.run.exits(0);
    let printed = run(&["trace", "*", &directory, "--events", "-f", "jsonl", "--threads", "1"]);
    let calls: u64 = tree.nodes.iter().filter_map(|node| node["calls"].as_u64()).sum();
    // All others are services', acting for themselves.
    let signers = printed.events();
    assert!(signers.len() as u64 >= calls && calls > 1000, "{calls} of {}", signers.len());
    let more = run(&["trace", "*", &directory, "--events", "-f", "jsonl", "--threads", "8"]);
    more.exits(0).prints(&printed.stdout);
}
