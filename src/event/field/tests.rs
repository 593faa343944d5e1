//! What the names that a person may type lead to.

use super::*;

fn record(json: &str) -> Record<'_> {
    Record {
        json: Json::unchecked(json),
        event: serde_json::from_str(json).expect("an object"),
        is_compact: false,
    }
}

const RECORD: &str = r#"{"eventName":"A","eventSource":"connect.amazonaws.com","readOnly":true,
    "eventTime":"2024-05-01T00:00:00Z","resources":[{"ARN":"x"},{"ARN":"y"}],
    "requestParameters":{"n":1.50,"o":{ "p" : null}}}"#;

#[track_caller]
fn check(typed: &str, cell: Option<&str>, json: &str) {
    let record = record(RECORD);
    let field = Field::parse(typed).expect("a field");
    assert_eq!(field.cell(&record, Zone::Utc).as_deref(), cell, "{typed}");
    let mut out = Vec::new();
    field.write_json(&record, Zone::Utc, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), json, "{typed}");
}

#[test]
fn a_field_is_a_short_name_or_a_path() {
    check("service", Some("connect"), "\"connect\"");
    check("Error_Code", None, "null");
    check("eventsource", Some("connect.amazonaws.com"), "\"connect.amazonaws.com\"");
    check("resources.ARN", Some("x,y"), r#"["x","y"]"#);
    check("resources.arn", Some("x,y"), r#"["x","y"]"#);
    check("requestparameters.n", Some("1.50"), "1.50");
    check("requestParameters.o", Some(r#"{"p":null}"#), r#"{"p":null}"#);
    check("requestParameters.gone", None, "null");
    check("resources.gone", None, "[]");
    check("credential", None, "null");
    check("access", Some("read"), "\"read\"");
    check(".eventName", Some("A"), "\"A\"");
    check("$.eventname", None, "null");
    check("futureKey.x", None, "null");
}

#[test]
fn a_slip_is_refused_with_the_name_that_was_meant() {
    let wrong = Field::parse("evntName").expect_err("a slip");
    assert!(wrong.advice().is_some_and(|hint| hint.contains("did you mean `eventName`?")));
    assert!(Field::parse("reigon").is_err());
    assert!(Field::parse(".reigon").is_ok());
}

#[test]
fn every_name_is_typed_one_way_only() {
    let names: Vec<_> = NAMED.iter().flat_map(|named| named.names).collect();
    let mut unique = names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(names.len(), unique.len());
    assert!(DEFAULT_COLUMNS.iter().all(|column| names.contains(&column)));
}

#[test]
fn hours_and_days_are_those_of_the_time_zone() {
    let record = record(RECORD);
    let shown = |typed: &str, zone: &str| {
        let zone = Zone::parse(zone).expect("a zone");
        Field::parse(typed).expect("a field").cell(&record, zone).unwrap_or_default().into_owned()
    };
    assert_eq!(shown("hour", "UTC"), "2024-05-01T00:00Z");
    assert_eq!(shown("hour", "-03:30"), "2024-04-30T20:00-03:30");
    assert_eq!(shown("day", "UTC"), "2024-05-01");
    assert_eq!(shown("day", "-03:30"), "2024-04-30");
    assert_eq!(shown("hour-of-day", "Europe/Berlin"), "02");
    assert_eq!((shown("weekday", "UTC"), shown("weekday", "-01:00")), ("Wed".into(), "Tue".into()));
}

#[test]
fn the_texts_of_a_field_are_its_values_one_by_one_and_none_that_is_empty() {
    let record = record(
        r#"{"eventName":" A ","errorCode":"","readOnly":false,"resources":[{"ARN":"x"},{"ARN":" "},
            {"ARN":"y"}],"requestParameters":{"n":1.50,"o":{ "p" : null},"l":["b","a"]},"x":null}"#,
    );
    let texts = |typed: &str| {
        let mut texts = Vec::new();
        let field = Field::parse(typed).expect("a field");
        field.each_text(&record, Zone::Utc, |text| texts.push(text.into_owned()));
        texts
    };
    assert_eq!(texts("eventName"), ["A"]);
    assert_eq!(texts("name"), ["A"]);
    assert_eq!(texts("errorCode"), [""; 0]);
    assert_eq!(texts("x"), [""; 0]);
    assert_eq!(texts("readOnly"), ["false"]);
    assert_eq!(texts("resources.ARN"), ["x", "y"]);
    assert_eq!(texts("requestParameters.o"), [r#"{"p":null}"#]);
    assert_eq!(texts("requestParameters.l"), [r#"["b","a"]"#]);
    assert_eq!(texts("requestParameters.l[]"), ["b", "a"]);
}
