//! Every way in which a credential is made, and what makes none.

use serde_json::{Value, json};

use super::{
    signer::{HOME, OTHER, Signer},
    story::{Place, Story, at_home, credentials, event},
    tree::trace,
};

fn alice() -> Signer {
    Signer::user(HOME, "alice", "AKIAALICE")
}

#[test]
fn each_call_that_answers_with_credentials_mints_them() {
    let mut story = Story::new();
    let alice = alice();
    let role = story.assume(&alice, ("09:00:00", "m1"), at_home("Admin", "s1"), "ASIA1");
    let token = story.get_session_token(&alice, ("09:01:00", "m2"), "ASIA2");
    let federated = story.get_federation_token(&alice, ("09:02:00", "m3"), "guest", "ASIA3");
    let root = story.assume_root(&alice, ("09:03:00", "m4"), OTHER, "ASIA4");
    let user = story.create_access_key(&alice, ("09:04:00", "m5"), "bob", "AKIABOB");
    story.get_signin_token(&role, ("09:05:00", "m6"), Some("ASIA6"));
    let console = at_home("Admin", "s1").signer("ASIA6", "09:05:00");
    for (number, signer) in [role, token, federated, root, user, console].iter().enumerate() {
        story.call(signer, "09:10:00", &format!("c{number}"));
    }
    trace(&story.written(), "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 5, long-term",
        "  descendant Admin/s1 [ASIA1] 2, AssumeRole by alice: exact, access key",
        "    descendant Admin/s1 [ASIA6] 1, GetSigninToken by Admin/s1: exact, access key",
        "  descendant alice [ASIA2] 1, GetSessionToken by alice: exact, access key",
        "  descendant guest (alice) [ASIA3] 1, GetFederationToken by alice: exact, access key",
        "  descendant root@444455556666 [ASIA4] 1, AssumeRoot by alice: exact, access key",
        "  descendant bob [AKIABOB] 1, CreateAccessKey by alice: exact, access key",
    ]);
}

#[test]
fn sessions_for_people_of_an_identity_provider_are_minted_by_them() {
    for (name, by, who) in [
        ("AssumeRoleWithSAML", Signer::saml("carol"), "carol (SamlExample)"),
        ("AssumeRoleWithWebIdentity", Signer::web("dave"), "dave (accounts.example.com)"),
    ] {
        let mut story = Story::new();
        let session = story.assume_by(name, &by, ("09:00:00", "m"), at_home("App", "s"), "ASIA1");
        story.call(&session, "09:01:00", "c");
        let expected = [
            &format!("ancestor {who} [] 1"),
            &*format!("  traced App/s [ASIA1] 1, {name} by {who}: exact, access key"),
        ];
        trace(&story.written(), "ASIA1").is(&expected);
    }
}

#[test]
fn keys_made_by_stolen_keys_are_followed_from_user_to_user() {
    let mut story = Story::new();
    let mut by = alice();
    for (number, user) in ["bob", "carol", "dave"].iter().enumerate() {
        let (at, id) = (format!("09:0{number}:00"), format!("m{number}"));
        by = story.create_access_key(&by, (&at, &id), user, &format!("AKIA{number}"));
    }
    story.call(&by, "09:05:00", "c");
    trace(&story.written(), "AKIA1").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  ancestor bob [AKIA0] 1, CreateAccessKey by alice: exact, access key",
        "    traced carol [AKIA1] 1, CreateAccessKey by bob: exact, access key",
        "      descendant dave [AKIA2] 1, CreateAccessKey by carol: exact, access key",
    ]);
}

#[test]
fn any_other_event_that_answers_with_credentials_mints_them_too() {
    let mut story = Story::new();
    let session = at_home("Pool", "CognitoIdentityCredentials").signer("ASIA1", "09:00:00");
    let mut call = event(
        &alice(),
        "09:00:00",
        "m1",
        "cognito-identity.amazonaws.com",
        "GetCredentialsForIdentity",
    );
    call["responseElements"] = json!({"identityId": "x", "credentials": credentials("ASIA1")});
    story.push(call).call(&session, "09:01:00", "c1");
    let mut several = event(&alice(), "09:02:00", "m2", "new.amazonaws.com", "GetManyCredentials");
    let one = |key: &str| json!({"name": key, "credentials": credentials(key)});
    several["responseElements"] = json!({"credentialSet": [one("ASIA2"), {}, one("ASIA3")]});
    story.push(several);
    for (key, session) in [("ASIA2", "two"), ("ASIA3", "three")] {
        story.call(&at_home("Set", session).signer(key, "09:02:00"), "09:03:00", session);
    }
    trace(&story.written(), "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 2, long-term",
        "  descendant Pool/CognitoIdentityCredentials [ASIA1] 1, \
            GetCredentialsForIdentity by alice: exact, access key",
        "  descendant Set/two [ASIA2] 1, GetManyCredentials by alice: exact, access key",
        "  descendant Set/three [ASIA3] 1, GetManyCredentials by alice: exact, access key",
    ]);
}

#[test]
fn a_service_that_starts_a_session_is_named_and_is_no_credential() {
    for service in ["ec2.amazonaws.com", "lambda.amazonaws.com"] {
        let mut story = Story::new();
        let by = Signer::service(service);
        let place = at_home("Machine", "i-0123456789abcdef0");
        let session = story.assume(&by, ("09:00:00", "m"), place, "ASIA1");
        story.call(&session, "09:01:00", "c");
        let trail = story.written();
        let how = format!("AssumeRole by {service}: exact, access key");
        let expected = format!("traced Machine/i-0123456789abcdef0 [ASIA1] 1, {how}");
        let tree = trace(&trail, "ASIA1");
        tree.is(&[&expected]);
        assert_eq!(tree.nodes[0]["minted_by"][0]["credential"], Value::Null, "{}", tree.run);
        trace(&trail, service).is_nowhere();
        trace(&trail, "m").is(&[&expected]);
    }
}

#[test]
fn a_service_with_a_key_is_a_credential() {
    let mut story = Story::new();
    let service = Signer::service("backup.amazonaws.com").with("accessKeyId", "ASIABACKUP");
    let session = story.assume(&service, ("09:00:00", "m"), at_home("Backup", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    let tree = trace(&story.written(), "ASIA1");
    assert_eq!((tree.nodes.len(), &tree.nodes[0]["kind"]), (2, &json!("aws-service")));
    assert_eq!(tree.nodes[1]["minted_by"][0]["credential"], 1, "{}", tree.run);
}

#[test]
fn a_key_that_was_handed_out_and_never_used_is_shown_with_no_calls() {
    let mut story = Story::new();
    story.assume(&alice(), ("09:00:00", "m1"), at_home("Admin", "s1"), "ASIA1");
    story.create_access_key(&alice(), ("09:01:00", "m2"), "bob", "AKIABOB");
    let trail = story.written();
    trace(&trail, "alice").is(&[
        "traced alice [AKIAALICE] 2, long-term",
        "  descendant Admin/s1 [ASIA1] 0, AssumeRole by alice: exact, access key",
        "  descendant bob [AKIABOB] 0, CreateAccessKey by alice: exact, access key",
    ]);
    let tree = trace(&trail, "ASIA1");
    tree.is(&[
        "ancestor alice [AKIAALICE] 2, long-term",
        "  traced Admin/s1 [ASIA1] 0, AssumeRole by alice: exact, access key",
    ]);
    let unused = tree.node("ASIA1");
    assert_eq!((&unused["first_seen"], &unused["last_seen"]), (&Value::Null, &Value::Null));
    assert_eq!((&unused["kind"], &unused["account"]), (&json!("role-session"), &json!(HOME)));
    for id in ["AKIABOB", "bob", "m2"] {
        trace(&trail, id).is(&[
            "ancestor alice [AKIAALICE] 2, long-term",
            "  traced bob [AKIABOB] 0, CreateAccessKey by alice: exact, access key",
        ]);
    }
}

#[test]
fn a_call_that_failed_mints_nothing() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    for code in ["AccessDenied", "RegionDisabledException"] {
        let response = story.edit("m")["responseElements"].clone();
        story.fail("m", code);
        // Even if the response is there all the same.
        story.edit("m")["responseElements"] = response;
        let trail = story.written();
        trace(&trail, "alice").is(&["traced alice [AKIAALICE] 1, long-term"]);
        trace(&trail, "ASIA1").is(&["traced Admin/s1 [ASIA1] 1, outside these logs"]);
        trace(&trail, "m").is(&["traced alice [AKIAALICE] 1, long-term"]);
    }
}

#[test]
fn that_a_session_was_minted_outside_the_logs_is_said() {
    let mut story = Story::new();
    let session = at_home("Admin", "s1").signer("ASIA1", "08:00:00");
    let next = story.assume(&session, ("09:00:00", "m"), at_home("Ops", "s2"), "ASIA2");
    story.call(&next, "09:01:00", "c");
    story.call(&Signer::root(HOME, "AKIAROOT"), "09:00:00", "r");
    let trail = story.written();
    trace(&trail, "Ops").is(&[
        "ancestor Admin/s1 [ASIA1] 1, outside these logs",
        "  traced Ops/s2 [ASIA2] 1, AssumeRole by Admin/s1: exact, access key",
    ]);
    trace(&trail, "AKIAROOT").is(&["traced root@111122223333 [AKIAROOT] 1, long-term"]);
}

#[test]
fn an_omitted_response_leaves_the_request_and_the_time_to_tell() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    // Sessions of the same name at other times are others.
    let later = at_home("Admin", "s1").signer("ASIA2", "09:00:06");
    story.call(&later, "09:02:00", "d");
    story.edit("m")["responseElements"] = Value::Null;
    let trail = story.written();
    trace(&trail, "alice").is(&[
        "traced alice [AKIAALICE] 1, long-term",
        "  descendant Admin/s1 [ASIA1] 1, AssumeRole by alice: inferred, principal and time",
    ]);
    trace(&trail, "ASIA2").is(&["traced Admin/s1 [ASIA2] 1, outside these logs"]);
}

#[test]
fn a_role_of_another_account_is_minted_like_one_of_the_same() {
    let mut story = Story::new();
    let place = Place { account: OTHER, role: "Audit", session: "s1" };
    let session = story.assume(&alice(), ("09:00:00", "m"), place, "ASIA1");
    story.call(&session, "09:01:00", "c");
    let tree = trace(&story.written(), "ASIA1");
    tree.is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Audit/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
    assert_eq!(tree.node("ASIA1")["account"], OTHER);
}

#[test]
fn redelivered_copies_of_a_minting_are_one_link_and_as_many_calls_as_they_are() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c").redeliver("m").redeliver("m").redeliver("c");
    let trail = story.written();
    trace(&trail, "ASIA1").is(&[
        "ancestor alice [AKIAALICE] 3, long-term",
        "  traced Admin/s1 [ASIA1] 2, AssumeRole by alice: exact, access key",
    ]);
    super::trace_with(&trail, "ASIA1", &["--dedup"]).is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn two_mintings_under_one_event_id_or_without_any_are_two() {
    let mut story = Story::new();
    for (number, id) in ["one", "one", "", ""].iter().enumerate() {
        let (at, session) = (format!("09:0{number}:00"), format!("s{number}"));
        let key = format!("ASIA{number}");
        let minted = story.assume(&alice(), (&at, id), at_home("Admin", &session), &key);
        story.call(&minted, "09:10:00", &key);
    }
    trace(&story.written(), "AKIAALICE").is(&[
        "traced alice [AKIAALICE] 4, long-term",
        "  descendant Admin/s0 [ASIA0] 1, AssumeRole by alice: exact, access key",
        "  descendant Admin/s1 [ASIA1] 1, AssumeRole by alice: exact, access key",
        "  descendant Admin/s2 [ASIA2] 1, AssumeRole by alice: exact, access key",
        "  descendant Admin/s3 [ASIA3] 1, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn the_path_of_a_role_is_no_part_of_its_sessions_names() {
    let mut story = Story::new();
    let session = story.assume(&alice(), ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    let minting = story.edit("m");
    minting["responseElements"] = Value::Null;
    minting["requestParameters"]["roleArn"] = json!(format!("arn:aws:iam::{HOME}:role/a/b/Admin"));
    trace(&story.written(), "c").is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIA1] 1, AssumeRole by alice: inferred, principal and time",
    ]);
}
