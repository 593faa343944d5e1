//! Comparisons, operator by operator.

use super::*;

const RECORD: &str = r#"{"eventName":"PutObject","errorCode":null,"eventTime":"2024-05-01T10:00:00Z",
    "additionalEventData":{"bytes":1500.0,"big":123456789012345678901,"text":"12","odd":1e999},
    "requestParameters":{"list":["a",["B"],{"c":"d"}],"empty":"","s":" x ","a=b":"y"}}"#;

fn list(_: &str) -> Result<String, Wrong> {
    Ok("GetObject\nPut*".to_owned())
}

#[track_caller]
fn check(typed: &str, holds: bool) {
    let record = Record {
        json: Json::unchecked(RECORD),
        event: serde_json::from_str(RECORD).expect("an object"),
        is_compact: false,
    };
    let now = time::parse("2024-05-02").expect("a time");
    let comparison = Comparison::parse(typed, now, Zone::Utc, &list).expect("a comparison");
    assert_eq!(comparison.holds(&record), holds, "{typed}");
}

#[test]
fn equal_and_unequal_take_patterns_and_are_opposites() {
    check("eventName = put*", true);
    check("eventName=!Get*", true);
    check("eventName != PutObject", false);
    check("errorCode = *", false);
    check("errorCode != *", true);
    check("requestParameters.gone != x", true);
    check("requestParameters.list = b", true);
    check("requestParameters.list.c = d", true);
    check("requestParameters.s = x", true);
    check("requestParameters.empty = \"\"", true);
    check("requestParameters.\"a=b\" = y", true);
    check("eventName = @list", true);
    check("eventName != @list", false);
    check("eventName = \"@list\"", false);
    check("eventName = 'PutObject'", true);
    check("eventName = GetObject,PutObject", true);
    check("eventName != GetObject,PutObject", false);
    check("requestParameters.s != x,y", true);
    check("sourceIPAddress != AWS Internal/3", true);
    check("sourceIPAddress != !/^1\\./", false);
    check("sharedEventID = a,b", false);
    check("additionalEventData.bytes = 1500.0", true);
    check("additionalEventData.bytes = 1500", true);
    check("additionalEventData.bytes != 1.5e3", false);
    check("additionalEventData.text = 12.0", false);
    check("who exists", false);
    check("outcome = ok", true);
}

#[test]
fn numbers_are_ordered_as_numbers_and_times_as_times() {
    check("additionalEventData.bytes > 999", true);
    check("additionalEventData.bytes <= 1500", true);
    check("additionalEventData.text < 100", true);
    check("additionalEventData.big > 123456789012345678900", true);
    check("additionalEventData.odd > 1", true);
    check("additionalEventData.odd < 1e1000", true);
    check("eventTime >= 2024-05-01", true);
    check("eventTime < 24h", false);
    check("eventName > 5", false);
    check("eventName < 2024-05-01", false);
}

#[test]
fn existing_is_being_there_and_not_null() {
    check("errorCode exists", false);
    check("errorCode missing", true);
    check("requestParameters.empty exists", true);
    check("requestParameters.list exists", true);
    check("requestParameters.list.x missing", true);
}

#[test]
fn a_regular_expression_is_found_anywhere() {
    check("eventName ~ object$", true);
    check("eventName ~ /^put/", true);
    check("eventName ~ ^object", false);
    check("eventName =~ object$", true);
    check("eventName !~ object$", false);
    check("errorCode !~ .", true);
}

#[test]
fn words_that_join_conditions_may_stand_in_a_value() {
    check("requestParameters.s != this and that", true);
    check("requestParameters.s != \"x and y = z\"", true);
}

#[test]
fn what_is_no_comparison_is_refused() {
    let now = time::parse("2024-05-02").expect("a time");
    for typed in [
        "",
        "eventName",
        "= x",
        "eventName < abc",
        "eventName ~ (",
        "eventName is x",
        "evntName = x",
        "eventName ~",
        "eventName not exists",
        "eventTime > 2024",
        "time > 20240501",
        "ip = 203.0.113.0/24",
        "eventName = A,,B",
        "eventName = 'A','B'",
        "eventName = A or B",
        "resources.0.ARN exists",
        "eventName = PutObject and errorCode exists",
        "eventName = PutObject || eventName = GetObject",
    ] {
        assert!(Comparison::parse(typed, now, Zone::Utc, &list).is_err(), "{typed}");
    }
}
