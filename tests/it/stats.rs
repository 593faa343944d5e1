//! What `--stats` says of a scan, for people and for scripts.

use crate::trail::{Trail, event};

#[test]
fn statistics_are_for_people_or_for_scripts() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A"), event("B")]);
    trail
        .run(&["query", "{}", "-n", "A", "--stats"])
        .says("records     2 = 1 matched + 1 rejected + 0 unreadable");
    let run = trail.run(&["query", "{}", "-n", "A", "--stats=json"]);
    run.balances();
    assert_eq!(run.stats()["files"], 1);
    assert_eq!(run.stats()["logs"], 1);
    assert_eq!(run.stats()["had_enough"], false);
}

#[test]
fn statistics_say_that_a_limit_left_the_rest_unread() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A"), event("B")]).log("b.json.gz", &[event("C")]);
    let limited = |form| trail.run(&["query", "{}", "-f", "jsonl", "--limit", "1", form]);
    limited("--stats").finds(&["A"]).says("enough had matched, and the rest was not read");
    assert_eq!(limited("--stats=json").stats()["had_enough"], true);
}

#[test]
fn statistics_name_the_json_that_holds_no_cloudtrail() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]).write("settings.json", r#"{"colour": "blue"}"#);
    trail.write("s3.json", r#"{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated"}]}"#);
    let run = trail.query(&["--stats"]);
    run.says("no CloudTrail in settings.json\n").says("no CloudTrail in s3.json\n").exits(0);
    let named = trail.query(&["--stats=json"]).stats()["without_cloudtrail"].clone();
    assert_eq!(named.as_array().map(Vec::len), Some(2), "{named}");
    for number in 0..30 {
        trail.write(&format!("other-{number}.json"), "[]");
    }
    trail.query(&["--stats"]).says("nor in 22 files more, which --stats=json names");
}

#[test]
fn statistics_count_the_values_among_events_that_are_none() {
    let trail = Trail::new();
    trail.write("a.jsonl", format!("{}\n{{\"level\":\"info\"}}\n{}", event("A"), event("B")));
    trail.query(&["--stats"]).finds(&["A", "B"]).exits(0).says("and 1 other value of JSON among");
    assert_eq!(trail.query(&["--stats=json"]).stats()["others"], 1);
}
