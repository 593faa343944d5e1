//! Labels and classes for every identity type, and for the oddities of the seeds.

use super::*;

fn identity(json: &str) -> Identity<'_> {
    Identity::from_object(Json::unchecked(json)).expect("an object")
}

#[track_caller]
fn check_who(json: &str, who: &str) {
    assert_eq!(identity(json).who(Text::new("kms.amazonaws.com".into())), who);
}

#[test]
fn every_type_is_named_by_what_it_records() {
    check_who(r#"{"type":"Root","accountId":"123456789012"}"#, "root@123456789012");
    check_who(r#"{"type":"Root","accountId":"1","userName":"acme"}"#, "root@1 (acme)");
    check_who(r#"{"type":"IAMUser","userName":"alice"}"#, "alice");
    check_who(r#"{"type":"IAMUser","arn":"arn:aws:iam::1:user/dev/Alice "}"#, "Alice");
    check_who(r#"{"type":"IAMUser","accessKeyId":"","principalId":"AIDAEXAMPLE"}"#, "AIDAEXAMPLE");
    check_who(
        r#"{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/Admin/bob",
            "sessionContext":{"sourceIdentity":"Bob"}}"#,
        "Admin/bob (Bob)",
    );
    check_who(
        r#"{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/\u0041dmin/bob",
            "sessionContext":{"attributes":{},"source\u0049dentity":"B\u006fb"}}"#,
        "Admin/bob (Bob)",
    );
    check_who(
        r#"{"type":"AssumedRole","principalId":"AROAEXAMPLE:bob",
            "sessionContext":{"sessionIssuer":{"userName":"Admin"}}}"#,
        "Admin/bob",
    );
    check_who(r#"{"type":"Role","userName":"Batch"}"#, "Batch");
    check_who(
        r#"{"type":"FederatedUser","arn":"arn:aws:sts::1:federated-user/bob",
            "sessionContext":{"sessionIssuer":{"userName":"alice"}}}"#,
        "bob (alice)",
    );
    check_who(r#"{"type":"AWSAccount","accountId":"1","principalId":"AIDA"}"#, "account 1 (AIDA)");
    check_who(r#"{"type":"AWSAccount","accountId":"anonymous"}"#, "anonymous");
    check_who(r#"{"type":"AWSService","invokedBy":"s3.amazonaws.com"}"#, "s3.amazonaws.com");
    check_who(r#"{"accountId":"1","invokedBy":"AWS Internal"}"#, "AWS Internal");
    check_who(r#"{"accountId":"1"}"#, "kms.amazonaws.com");
    check_who(r#"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1"}}"#, "u-1");
    check_who(r#"{"type":"SAMLUser","userName":"bob","identityProvider":"idp"}"#, "bob (idp)");
    check_who(r#"{"type":"Unknown"}"#, "unknown");
    check_who(r#"{"type":"Something2030","userName":"x@example.com"}"#, "x@example.com");
}

#[test]
fn fields_of_another_type_are_absent() {
    check_who(r#"{"type":["IAMUser"],"userName":7,"invokedBy":"x"}"#, "x");
    check_who(r#"{"type":"IAMUser","userName":{"a":1},"arn":null,"principalId":"P"}"#, "P");
    assert!(identity(r#"{"sessionContext":"none"}"#).session_mfa().is_none());
}

#[test]
fn the_last_of_duplicate_keys_wins() {
    check_who(r#"{"type":"Root","type":"IAMUser","userName":"a","userName":"b"}"#, "b");
}

#[test]
fn a_role_session_without_a_session_part_has_no_session_name() {
    let seed_004 = identity(
        r#"{"type":"AssumedRole","principalId":"AAAAAAA1111111EXAMPLE",
            "arn":"arn:aws:sts::123456789012:assumed-role/John"}"#,
    );
    assert_eq!((seed_004.role(), seed_004.session_name()), (Some("John".into()), None));
    assert_eq!(seed_004.who(None), "John");
}

#[test]
fn a_user_behind_a_role_session_is_not_a_session_name() {
    let user =
        identity(r#"{"type":"IAMUser","principalId":"AIDA:x","arn":"arn:aws:iam::1:user/u"}"#);
    assert_eq!((user.role(), user.session_name()), (None, None));
}

#[test]
fn the_class_follows_the_type_alone() {
    let class = |json| identity(json).credential().name();
    assert_eq!(class(r#"{"type":"IAMUser","sessionContext":{"sessionIssuer":{}}}"#), "iam-user");
    assert_eq!(class(r#"{"type":"AssumedRole","invokedBy":"x"}"#), "role-session");
    assert_eq!(class(r#"{"invokedBy":"AWS Internal"}"#), "aws-service");
    assert_eq!(class(r#"{"type":"WebIdentityUser"}"#), "federated");
    assert_eq!(class(r#"{"type":"AWSAccount"}"#), "other-account");
    assert_eq!(class(r#"{"type":"Unknown"}"#), "unknown");
}
