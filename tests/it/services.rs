//! `trailscan services`: what the seeds teach, as pages and as JSON.

use serde_json::Value;

use crate::trail::run;

fn service(name: &str) -> Value {
    let run = run(&["services", name, "--format", "json"]);
    run.exits(0);
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[track_caller]
fn logged(service: &Value, action: &str) -> String {
    let actions = service["actions"].as_array().expect("actions");
    let found = actions.iter().find(|one| one["name"] == action);
    let found = found.unwrap_or_else(|| panic!("{action} is not listed"));
    found["logged"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_seed_service_is_listed() {
    let run = run(&["services"]);
    run.exits(0).says_nothing();
    for name in ["chime", "a4b", "chatbot", "connect", "ds"] {
        assert!(run.stdout.lines().any(|line| line.starts_with(name)), "{run}");
    }
}

#[test]
fn actions_say_how_much_of_a_call_is_logged() {
    let connect = service("connect");
    assert_eq!(logged(&connect, "CreateUser"), "request and response logged");
    assert_eq!(logged(&connect, "GetTranscript"), "response redacted");
    assert_eq!(logged(&connect, "UpdateUserHierarchy"), "request and response logged");
    assert!(!logged(&connect, "UpdateUserHierarchys").is_empty());
    let chime = service("chime");
    assert_eq!(logged(&chime, "AddDomain"), "request and response logged");
    assert_eq!(logged(&chime, "ListDomain"), "request only");
}

#[test]
fn a_service_is_found_by_its_event_source() {
    assert_eq!(service("participant-connect.amazonaws.com")["name"], "connect");
    assert_eq!(service("AlexaForBusiness")["name"], "a4b");
}

#[test]
fn the_chatbot_page_tells_how_its_calls_are_found() {
    run(&["services", "chatbot"]).exits(0).shows("trailscan query --via chatbot");
}

#[test]
fn every_service_is_one_json_array() {
    let run = run(&["services", "-f", "json"]);
    let all: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(all.as_array().is_some_and(|all| all.len() >= 5));
}
