//! What a record says of its outcome, its access and its MFA.

use super::*;

fn event(json: &str) -> Event<'_> {
    serde_json::from_str(json).expect("an object")
}

#[track_caller]
fn check_outcome(json: &str, outcome: Outcome) {
    assert_eq!(event(json).outcome(), outcome, "{json}");
}

#[test]
fn every_spelling_of_a_denial_is_a_denial() {
    for code in [
        "AccessDenied",
        "AccessDeniedException",
        "Client.UnauthorizedOperation",
        "UnauthorizedOperation",
        "VpceAccessDenied",
        "NotAuthorizedException",
        "AuthorizationErrorException",
    ] {
        check_outcome(&format!(r#"{{"errorCode":"{code}"}}"#), Outcome::Denied);
    }
    check_outcome(r#"{"errorCode":"ConflictException"}"#, Outcome::Failed);
}

#[test]
fn success_is_the_absence_of_an_error_and_nothing_else() {
    check_outcome(r#"{"errorCode":"","responseElements":null}"#, Outcome::Ok);
    check_outcome(r#"{"errorMessage":"Failed authentication"}"#, Outcome::Failed);
    check_outcome(
        r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",
            "responseElements":{"ConsoleLogin":"Failure"}}"#,
        Outcome::Failed,
    );
    check_outcome(
        r#"{"eventSource":"signin.amazonaws.com","eventName":"CredentialVerification",
            "serviceEventDetails":{"CredentialVerification":"Failure"}}"#,
        Outcome::Failed,
    );
    check_outcome(
        r#"{"eventSource":"ec2.amazonaws.com","eventName":"X","responseElements":{"X":"Failure"}}"#,
        Outcome::Ok,
    );
}

#[test]
fn absent_read_only_is_unknown_and_a_string_is_believed() {
    assert_eq!(event("{}").access(), Access::Unknown);
    assert_eq!(event(r#"{"readOnly":"true"}"#).access(), Access::Read);
    assert_eq!(event(r#"{"readOnly":false}"#).access(), Access::Write);
    assert_eq!(event(r#"{"readOnly":0}"#).access(), Access::Unknown);
}

#[test]
fn a_federated_sign_in_without_mfa_records_nothing() {
    let login = |kind: &str, used: &str| {
        let json = format!(
            r#"{{"eventName":"ConsoleLogin","userIdentity":{{"type":"{kind}"}},
                "additionalEventData":{{"MFAUsed":"{used}"}}}}"#
        );
        event(&json).mfa()
    };
    assert_eq!(login("IAMUser", "No"), Some(false));
    assert_eq!(login("Root", "YES"), Some(true));
    assert_eq!(login("AssumedRole", "No"), None);
    assert_eq!(login("IAMUser", "Maybe"), None);
}

#[test]
fn look_alikes_are_not_cloudtrail() {
    let s3 =
        r#"{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventName":"x"}"#;
    assert!(!event(s3).is_one());
    let aliyun = r#"{"eventName":"x","eventSource":"ecs.aliyuncs.com","acsRegion":"cn-hangzhou"}"#;
    assert!(!event(aliyun).is_one());
    assert!(event(r#"{"eventVersion":"1.08","eventName":"x"}"#).is_one());
    assert!(!event(r#"{"eventName":"click"}"#).is_one());
}

#[test]
fn a_key_may_be_escaped_and_a_lone_surrogate_is_no_fault() {
    let escaped = event(r#"{"event\u004eame":"A","\ud800":1,"userAgent":"\udfff"}"#);
    assert_eq!(escaped.text(Key::EventName).as_deref(), Some("A"));
    assert_eq!(escaped.text(Key::UserAgent).as_deref(), Some("\u{FFFD}"));
}

#[test]
fn members_between_commas_are_the_same_event_as_the_object() {
    let object = r#"{"eventName":"A","x":[1,2],"eventName":"B","userIdentity":{"type":"Root"}}"#;
    let commas = [16, 26, 42];
    let (members, whole) = (Record::outlined(object, &commas, Some(&[])).event, event(object));
    for read in [&members, &whole, &Event::from_json(Json::unchecked(object))] {
        assert_eq!(read.text(Key::EventName).as_deref(), Some("B"));
        assert_eq!(read.identity_type().as_deref(), Some("Root"));
        assert_eq!(read.identity().and_then(Identity::kind).as_deref(), Some("Root"));
        assert_eq!(read.seen, whole.seen);
        assert_eq!(read.values, whole.values);
    }
}
