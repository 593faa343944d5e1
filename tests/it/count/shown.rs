//! Which groups are shown, in which order, and the exit code that follows.

use super::*;

#[test]
fn top_shows_the_first_groups_and_leaves_shares_alone() {
    let trail = six();
    let top = |number| column(&trail, &["--by", "event", "--top", number], "event");
    assert_eq!(top("1"), ["A"]);
    assert_eq!(top("2"), ["A", "B"]);
    assert_eq!(top("100"), ["A", "B", "C"]);
    assert_eq!(column(&trail, &["--by", "event", "--top", "1"], "share"), [0.5]);
    let drawn = Setting { stderr_is_terminal: true, ..on_terminal(80) };
    let ask = |flags: &[&str]| {
        trail.run_with(&[&["count", "{}", "--by", "event"], flags].concat(), &drawn)
    };
    ask(&["--top", "2"]).says("1 group more than --top shows");
    ask(&["--top", "3"]).says_nothing();
    count(&trail, &["--by", "event", "--top", "1"]).says_nothing();
}

#[test]
fn min_and_min_distinct_leave_out_small_groups_and_none_left_is_exit_code_1() {
    let trail = six();
    let shown = |flags: &[&str]| column(&trail, &[&["--by", "event"], flags].concat(), "event");
    assert_eq!(shown(&["--min", "0"]), ["A", "B", "C"]);
    assert_eq!(shown(&["--min", "2"]), ["A", "B"]);
    assert_eq!(shown(&["--min", "3"]), ["A"]);
    assert_eq!(shown(&["--distinct", "ip", "--min-distinct", "2"]), ["A"]);
    // Of each.
    assert!(shown(&["--distinct", "ip,who", "--min-distinct", "2"]).is_empty());
    assert_eq!(shown(&["--distinct", "ip,hour", "--min-distinct", "2"]), ["A"]);
    assert_eq!(shown(&["--distinct", "ip", "--min-distinct", "1", "--min", "2"]), ["A", "B"]);
    let none = ["--by", "event", "--min", "4"];
    count(&trail, &none).exits(1).prints("");
    count(&trail, &[&none[..], &["-f", "json"]].concat()).exits(1).prints("[]\n");
    count(&trail, &[&none[..], &["--allow-empty"]].concat()).exits(0);
    count(&trail, &["--by", "event", "--min", "3"]).exits(0);
}

#[test]
fn a_number_below_min_is_told_as_it_is_and_the_exit_code_says_that_it_is_below() {
    let trail = six();
    count(&trail, &["--min", "7"]).exits(1).prints("6\n");
    count(&trail, &["--min", "6"]).exits(0).prints("6\n");
    let all = ["--distinct", "ip", "--sum", "hour-of-day", "-f", "jsonl"];
    let whole = count(&trail, &all).exits(0).stdout.clone();
    assert!(whole.ends_with("\"distinct_ip\":3,\"sum_hour-of-day\":60}\n"), "{whole}");
    for below in [["--min", "7"], ["--min-distinct", "4"]] {
        count(&trail, &[&all[..], &below].concat()).exits(1).prints(&whole);
    }
}

#[test]
fn new_since_shows_groups_whose_first_event_was_then_or_later() {
    let trail = six();
    trail.log("b.json.gz", &[at("D", "soon")]);
    let since = |time| column(&trail, &["--by", "event", "--new-since", time], "event");
    assert_eq!(since("2024-05-02T10:00:00Z"), ["B", "C"]);
    assert_eq!(since("2024-05-02T10:00:01Z"), ["C"]);
    assert_eq!(since("24h"), ["C"]);
    assert_eq!(since("1w"), ["A", "B", "C"]);
    count(&trail, &["--by", "event", "--new-since", "1h"]).exits(1).prints("");
}

#[test]
fn groups_come_in_the_order_that_was_asked_for() {
    let trail = six();
    // One more that has no time, which is neither first nor last in any order.
    trail.log("b.json.gz", &[at("D", "soon")]);
    let sorted = |order: &str, events: [&str; 4]| {
        for spelled in [vec!["--sort", order], vec![&*format!("--sort={order}")]] {
            let flags = [&["--by", "event", "--distinct", "ip"], &spelled[..]].concat();
            assert_eq!(column(&trail, &flags, "event"), events, "{order}");
        }
    };
    sorted("count", ["A", "B", "C", "D"]);
    sorted("-count", ["C", "D", "B", "A"]);
    sorted("key", ["A", "B", "C", "D"]);
    sorted("first", ["A", "B", "C", "D"]);
    sorted("-first", ["C", "B", "A", "D"]);
    sorted("last", ["A", "B", "C", "D"]);
    sorted("-last", ["C", "B", "A", "D"]);
    sorted("distinct", ["A", "B", "C", "D"]);
}

#[test]
fn quiet_answers_with_the_exit_code_alone() {
    let trail = six();
    let quiet = |flags: &[&str]| {
        let run = count(&trail, &[flags, &["--quiet", "-f", "json"]].concat());
        run.prints("").says_nothing();
        run.code
    };
    assert_eq!(quiet(&[]), 0);
    assert_eq!(quiet(&["-n", "Z"]), 1);
    assert_eq!(quiet(&["-n", "Z", "--by", "event", "--allow-empty"]), 0);
    assert_eq!(quiet(&["--by", "event", "--min", "3"]), 0);
    assert_eq!(quiet(&["--by", "event", "--min", "4"]), 1);
    assert_eq!(quiet(&["--min", "6"]), 0);
    assert_eq!(quiet(&["--min", "7"]), 1);
    assert_eq!(quiet(&["--by", "event", "--distinct", "ip", "--min-distinct", "2"]), 0);
    assert_eq!(quiet(&["--by", "event", "--distinct", "ip", "--min-distinct", "3"]), 1);
    assert_eq!(quiet(&["--by", "event", "--new-since", "24h"]), 0);
    assert_eq!(quiet(&["--by", "event", "--new-since", "1h"]), 1);
}

#[test]
fn nothing_is_said_where_quiet_was_asked_for() {
    let trail = six();
    let setting = Setting { stderr_is_terminal: true, ..Setting::default() };
    let path = trail.path("").display().to_string();
    for flags in [&["--min", "9"][..], &["--top", "1", "--min", "2"]] {
        let all = [&["count", &path, "--by", "event", "--quiet"], flags].concat();
        crate::trail::run_with(&all, &setting).prints("").says_nothing();
    }
}

#[test]
fn an_event_without_a_time_may_be_older_than_what_is_new() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[at("A", "2024-05-07T10:00:00Z"), at("A", "soon")]);
    let run = count(&trail, &["--by", "event", "--new-since", "2d"]);
    run.exits(0).says("1 event may be older: no usable eventTime");
    count(&trail, &["--by", "event"]).says_nothing();
}
