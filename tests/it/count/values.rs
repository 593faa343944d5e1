//! Values that groups are made of: lists, numbers, times in a zone.

use super::*;

#[test]
fn an_event_is_in_a_group_for_each_value_that_a_path_leads_to() {
    let trail = Trail::new();
    let naming = |name: &str, arns: &[&str], zones: &[&str]| {
        let arns: Vec<Value> = arns.iter().map(|arn| json!({"ARN": arn})).collect();
        let zones: Vec<Value> = zones.iter().map(|zone| json!({"zone": zone})).collect();
        with(with(event(name), "resources", arns), "requestParameters", json!({"items": zones}))
    };
    trail.log(
        "a.json.gz",
        &[
            naming("A", &["x", "y", "x", " x "], &["2", "1", "2"]),
            naming("B", &["x"], &["3", "1"]),
            naming("C", &[], &[]),
        ],
    );
    let run = count(&trail, &["--by", "resources.ARN", "-f", "csv", "--distinct", "resources.ARN"]);
    let times = "2024-05-01T10:00:00Z,2024-05-01T10:00:00Z";
    run.prints(&format!(
        "count,share,resources.ARN,first_seen,last_seen,distinct_resources.ARN\n\
         2,0.666667,x,{times},2\n1,0.333333,y,{times},2\n1,0.333333,,{times},0\n"
    ));
    count(&trail, &[]).prints("3\n");
    let both = "resources.ARN,requestParameters.items.zone";
    let keys = |by: &str, titles: [&str; 2]| -> Value {
        let run = count(&trail, &["--by", by, "-f", "json", "--sort", "key"]);
        rows(&run).iter().map(|row| json!([row[titles[0]], row[titles[1]]])).collect()
    };
    let titles = ["resources.ARN", "requestParameters.items.zone"];
    // The first that leads to several is spread; B leads to one, so there it is the second.
    let expected = json!([["x", "1"], ["x", "1,2"], ["x", "3"], ["y", "1,2"], [null, null]]);
    assert_eq!(keys(both, titles), expected);
    let other = json!([["1", "x"], ["1", "x,y"], ["2", "x,y"], ["3", "x"], [null, null]]);
    assert_eq!(keys("requestParameters.items.zone,resources.ARN", [titles[1], titles[0]]), other);
}

#[test]
fn distinct_values_are_counted_once_and_absent_ones_are_none() {
    let trail = Trail::new();
    let agents = ["x", " x", "y", "", "X"].map(|agent| by_agent("A", agent));
    trail.log("a.json.gz", &agents).log("b.json.gz", &agents);
    assert_eq!(column(&trail, &["--by", "event", "--distinct", "agent"], "distinct_agent"), [3]);
    assert_eq!(column(&trail, &["--by", "event", "--distinct", "error"], "distinct_error"), [0]);
}

#[test]
fn numbers_are_added_up_whole_and_what_is_none_is_left_out() {
    let trail = Trail::new();
    let bytes = |name: &str, bytes: Value| {
        with(event(name), "additionalEventData", json!({"bytes": bytes}))
    };
    let sum = ["--by", "event", "--sum", "additionalEventData.bytes", "--sort", "key"];
    trail.log(
        "a.json.gz",
        &[
            bytes("A", json!(0.1)),
            bytes("A", json!("0.2")),
            bytes("A", json!("twelve")),
            bytes("A", json!(true)),
            bytes("B", json!(9_007_199_254_740_993_u64)),
            bytes("B", json!(2)),
            bytes("C", json!([1, 2])),
            bytes("D", json!(-5.50)),
            event("E"),
        ],
    );
    trail.log("b.json.gz", &[bytes("F", json!(1e30)), bytes("F", json!(1))]);
    let run = count(&trail, &[&sum[..], &["-f", "tsv"]].concat());
    let sums = run.stdout.lines().skip(1).map(|line| line.rsplit('\t').next().unwrap_or_default());
    assert_eq!(sums.collect::<Vec<_>>(), ["0.3", "9007199254740995", "", "-5.5", "", ""]);
    let key = "sum_additionalEventData.bytes";
    assert_eq!(
        column(&trail, &[&sum[..], &["-n", "D,E"]].concat(), key),
        [json!(-5.5), json!(null)]
    );
    let spread = ["--sum", "additionalEventData.bytes[]", "-n", "C", "-f", "json"];
    count(&trail, &spread).shows("\"sum_additionalEventData.bytes[]\":3}");
}

#[test]
fn a_time_zone_moves_the_keys_that_follow_from_the_time() {
    let trail = Trail::new();
    // The hour before Berlin's clocks go back, the hour after, and one late in the evening.
    let times = ["2024-10-27T00:30:00Z", "2024-10-27T01:30:00Z", "2024-10-27T22:59:59Z"];
    trail.log(
        "a.json.gz",
        &[&times[..], &["2024-10-27T23:00:00Z"]]
            .concat()
            .iter()
            .map(|time| at("A", time))
            .collect::<Vec<_>>(),
    );
    let keys = |field: &str, zone: &str| {
        column(&trail, &["--by", field, "--tz", zone, "--sort", "first"], field)
    };
    let berlin = "Europe/Berlin";
    assert_eq!(keys("day", "UTC"), ["2024-10-27"]);
    assert_eq!(keys("day", berlin), ["2024-10-27", "2024-10-28"]);
    assert_eq!(keys("day", "-05:00"), ["2024-10-26", "2024-10-27"]);
    assert_eq!(
        keys("hour", berlin),
        [
            "2024-10-27T02:00+02:00",
            "2024-10-27T02:00+01:00",
            "2024-10-27T23:00+01:00",
            "2024-10-28T00:00+01:00"
        ]
    );
    assert_eq!(keys("hour-of-day", berlin), ["02", "23", "00"]);
    assert_eq!(keys("weekday", berlin), ["Sun", "Mon"]);
    assert_eq!(keys("hour", "+05:45")[0], "2024-10-27T06:00+05:45");
    count(&trail, &["--by", "event", "--tz", berlin, "-f", "csv"])
        .shows("1,A,2024-10-27T02:30:00+02:00,2024-10-28T00:00:00+01:00\n");
}

#[test]
fn hours_are_compared_by_the_clock_that_shows_them() {
    let trail = Trail::new();
    let times = ["2024-05-01T03:00:00Z", "2024-05-01T15:00:00Z", "2024-05-01T23:30:00Z"];
    let events: Vec<Value> = times.iter().map(|time| at("A", time)).collect();
    trail.log("a.json.gz", &events);
    for (zone, hour) in [("UTC", "03"), ("+12:00", "15"), ("-12:00", "15")] {
        let asked = format!("hour-of-day = {hour}");
        let flags = ["--where", &asked, "--tz", zone, "--by", "hour-of-day", "-f", "csv"];
        count(&trail, &flags).exits(0).shows(&format!("\n1,1,{hour},"));
    }
    let flags = ["--where", "day = 2024-05-02", "--tz", "Europe/Berlin"];
    count(&trail, &flags).prints("1\n");
}

#[test]
fn a_number_that_is_too_large_for_a_sum_is_told() {
    let trail = Trail::new();
    let with_number = |name: &str, number: &str| {
        let text = format!(r#"{{"n":{number}}}"#);
        with(event(name), "requestParameters", serde_json::from_str::<Value>(&text).expect("JSON"))
    };
    trail.log(
        "a.json.gz",
        &[with_number("A", "1e21"), with_number("A", "2"), with_number("B", "3")],
    );
    let flags = ["--by", "event", "--sum", "requestParameters.n", "-f", "csv"];
    let run = count(&trail, &flags);
    run.exits(0).says("1 sum left out: a number beyond 10^20");
    assert!(run.stdout.lines().any(|line| line.ends_with(',')), "{run}");
    assert!(run.stdout.lines().any(|line| line.ends_with(",3")), "{run}");
}

#[test]
fn many_values_of_two_fields_take_no_more_than_their_product_may() {
    let trail = Trail::new();
    let many = |key: &str| -> Vec<Value> {
        (0..3000).map(|n| json!({ key: format!("{key}{n:030}") })).collect()
    };
    let both = json!({"a": many("x"), "b": many("y")});
    trail.log("a.json.gz", &[with(event("A"), "requestParameters", both)]);
    let flags = ["--by", "requestParameters.a.x,requestParameters.b.y", "-f", "jsonl"];
    let run = count(&trail, &flags);
    run.exits(0);
    assert_eq!(run.stdout.lines().count(), 1, "one group of all");
}
