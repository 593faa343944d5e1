//! `trailscan count`: groups and what is said of each, which are shown, exit codes, drawings.

mod drawn;
mod shown;
mod values;

use serde_json::{Value, json};

use crate::trail::{Run, Setting, Trail, event, on_terminal, with};

/// An event with a user agent of any kind.
fn by_agent(name: &str, agent: impl Into<Value>) -> Value {
    with(event(name), "userAgent", agent)
}

fn at(name: &str, time: &str) -> Value {
    with(event(name), "eventTime", time)
}

/// Three events of A, two of B, one of C.
fn six() -> Trail {
    let trail = Trail::new();
    let on = |name: &str, day: &str, ip: &str| {
        with(at(name, &format!("2024-05-{day}T10:00:00Z")), "sourceIPAddress", ip)
    };
    trail.log(
        "a.json.gz",
        &[
            on("B", "02", "192.0.2.1"),
            on("A", "03", "192.0.2.2"),
            on("A", "01", "192.0.2.1"),
            on("C", "07", "192.0.2.3"),
            on("A", "02", "192.0.2.1"),
            on("B", "05", "192.0.2.1"),
        ],
    );
    trail
}

/// Counts the whole directory.
fn count(trail: &Trail, flags: &[&str]) -> Run {
    trail.run(&[&["count", "{}"], flags].concat())
}

/// The rows of an array.
#[track_caller]
fn rows(run: &Run) -> Vec<Value> {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no array: {run}"))
}

/// The values of one column of the groups that are shown.
#[track_caller]
fn column(trail: &Trail, flags: &[&str], title: &str) -> Vec<Value> {
    let run = count(trail, &[flags, &["-f", "json"]].concat());
    rows(&run).into_iter().map(|row| row[title].clone()).collect()
}

#[test]
fn without_groups_a_table_is_one_plain_number() {
    let trail = six();
    count(&trail, &[]).exits(0).prints("6\n").says_nothing();
    count(&trail, &["-n", "A"]).exits(0).prints("3\n");
    count(&trail, &["-n", "Z"]).exits(1).prints("0\n").says_nothing();
    count(&trail, &["-n", "Z", "--allow-empty"]).exits(0).prints("0\n");
    trail.run_with(&["count", "{}"], &on_terminal(80)).prints("6\n");
}

#[test]
fn without_groups_every_other_format_has_one_row_even_of_nothing() {
    let trail = six();
    count(&trail, &["-f", "json"]).exits(0).prints(
        "[\n{\"count\":6,\"first_seen\":\"2024-05-01T10:00:00Z\",\"last_seen\":\"2024-05-07T10:00:00Z\"}\n]\n",
    );
    count(&trail, &["-n", "Z", "-f", "json"])
        .exits(1)
        .prints("[\n{\"count\":0,\"first_seen\":null,\"last_seen\":null}\n]\n");
    count(&trail, &["-n", "Z", "-f", "jsonl", "--distinct", "ip", "--sum", "who"]).exits(1).prints(
        "{\"count\":0,\"first_seen\":null,\"last_seen\":null,\"distinct_ip\":0,\"sum_who\":null}\n",
    );
    count(&trail, &["-n", "Z", "-f", "csv"]).prints("count,first_seen,last_seen\n0,,\n");
    count(&trail, &["-f", "tsv", "--distinct", "ip,event"]).prints(
        "count\tfirst_seen\tlast_seen\tdistinct_ip\tdistinct_event\n\
         6\t2024-05-01T10:00:00Z\t2024-05-07T10:00:00Z\t3\t3\n",
    );
    count(&trail, &["--distinct", "ip"]).prints(
        "COUNT  FIRST SEEN            LAST SEEN             DISTINCT IP\n\
         \x20   6  2024-05-01T10:00:00Z  2024-05-07T10:00:00Z            3\n",
    );
}

#[test]
fn the_largest_group_comes_first_with_its_share_and_its_first_and_last_event() {
    let trail = six();
    let table = count(&trail, &["--by", "event"]);
    table.exits(0).says_nothing().prints(
        "COUNT  SHARE  EVENT  FIRST SEEN            LAST SEEN\n\
         \x20   3  50.0%  A      2024-05-01T10:00:00Z  2024-05-03T10:00:00Z\n\
         \x20   2  33.3%  B      2024-05-02T10:00:00Z  2024-05-05T10:00:00Z\n\
         \x20   1  16.7%  C      2024-05-07T10:00:00Z  2024-05-07T10:00:00Z\n",
    );
    count(
        &trail,
        &["--by", "event,ip", "--distinct", "who,ip", "--sum", "hour-of-day", "-f", "csv"],
    )
    .prints(
        "count,share,event,ip,first_seen,last_seen,distinct_who,distinct_ip,sum_hour-of-day\n\
             2,0.333333,A,192.0.2.1,2024-05-01T10:00:00Z,2024-05-02T10:00:00Z,1,1,20\n\
             2,0.333333,B,192.0.2.1,2024-05-02T10:00:00Z,2024-05-05T10:00:00Z,1,1,20\n\
             1,0.166667,A,192.0.2.2,2024-05-03T10:00:00Z,2024-05-03T10:00:00Z,1,1,10\n\
             1,0.166667,C,192.0.2.3,2024-05-07T10:00:00Z,2024-05-07T10:00:00Z,1,1,10\n",
    );
}

#[test]
fn a_value_that_is_missing_null_empty_or_blank_is_a_group_of_its_own() {
    let trail = Trail::new();
    let mut missing = event("A");
    missing.as_object_mut().expect("an object").remove("userAgent");
    let none = [missing, by_agent("B", json!(null)), by_agent("C", ""), by_agent("D", " \t ")];
    // One that is there comes first where as many have it, whatever it is.
    let there = ["x", " x", "x\t", "x "].map(|agent| by_agent("E", agent));
    trail.log("a.json.gz", &[&none[..], &there[..]].concat());
    assert_eq!(column(&trail, &["--by", "agent"], "agent"), [json!("x"), json!(null)]);
    assert_eq!(column(&trail, &["--by", "agent"], "count"), [4, 4]);
    let cells = |format| {
        let run = count(&trail, &["--by", "agent", "-f", format]);
        run.stdout.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(cells("table")[1].starts_with("    4  50.0%  -      2024"), "{:?}", cells("table"));
    assert!(cells("csv")[1].starts_with("4,0.5,,2024"));
    assert!(cells("tsv")[1].starts_with("4\t0.5\t\t2024"));
}

#[test]
fn ties_are_ordered_by_each_key_in_turn_and_an_absent_one_comes_last() {
    let trail = Trail::new();
    let of = |agent: Value, region: Value| with(by_agent("A", agent), "awsRegion", region);
    trail.log(
        "a.json.gz",
        &[
            of(json!(null), json!(null)),
            of(json!(null), json!("a")),
            of(json!("b"), json!(null)),
            of(json!("b"), json!("z")),
            of(json!("a"), json!("z")),
            of(json!("B"), json!("z")),
            of(json!("~"), json!("z")),
        ],
    );
    let run = count(&trail, &["--by", "agent,region", "-f", "json"]);
    let keys = rows(&run).into_iter().map(|row| json!([row["agent"], row["region"]]));
    let expected = json!([
        ["B", "z"],
        ["a", "z"],
        ["b", "z"],
        ["b", null],
        ["~", "z"],
        [null, "a"],
        [null, null]
    ]);
    assert_eq!(Value::Array(keys.collect()), expected);
}

#[test]
fn nothing_in_groups_is_an_empty_array_and_exit_code_1() {
    let trail = six();
    let nothing = ["-n", "Z", "--by", "event"];
    let ask = |more: &[&str]| count(&trail, &[&nothing[..], more].concat());
    ask(&["-f", "json"]).exits(1).prints("[]\n").says_nothing();
    ask(&["-f", "jsonl"]).exits(1).prints("");
    ask(&["-f", "csv"]).exits(1).prints("count,share,event,first_seen,last_seen\n");
    ask(&["-f", "tsv"]).exits(1).prints("count\tshare\tevent\tfirst_seen\tlast_seen\n");
    ask(&[]).exits(1).prints("").says_nothing();
    ask(&["--allow-empty"]).exits(0).prints("");
}

#[test]
fn damaged_input_is_exit_code_2_and_what_was_read_is_counted_all_the_same() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail.write("b.json", format!("{} {}", event("B"), &event("Cut").to_string()[..50]));
    count(&trail, &[])
        .exits(2)
        .prints("2\n")
        .says("b.json: JSON ends early at byte … after 1 event");
    count(&trail, &["--allow-empty", "-n", "Z"]).exits(2).prints("0\n");
    let run = count(&trail, &["--by", "event", "-f", "json"]);
    assert_eq!(rows(run.exits(2)).len(), 2);
    trail.run(&["count", "{}/a.json.gz", "{}/gone"]).exits(2).prints("1\n").says("no such file");
    // More could only have been more.
    count(&trail, &["--quiet"]).exits(0).prints("").says_nothing();
    count(&trail, &["--quiet", "-n", "Z"]).exits(2).prints("").says("JSON ends early");
    count(&trail, &["--quiet", "--by", "event", "--min", "2"]).exits(2).says("JSON ends early");
    count(&trail, &["--quiet", "--by", "event", "--min", "1"]).exits(0).says_nothing();
    // Except for an older event, by which a group would be nothing new.
    let new = ["--quiet", "--by", "event", "--new-since", "30d"];
    count(&trail, &new).exits(2).prints("").says("JSON ends early");
}

#[test]
fn events_without_a_usable_time_count_and_are_neither_first_nor_last() {
    let trail = six();
    let timeless = [at("A", "soon"), with(event("A"), "eventTime", json!(null)), at("T", "")];
    trail.log("b.json.gz", &timeless);
    let run = count(&trail, &["--by", "event", "-f", "jsonl"]);
    run.exits(0).says_nothing().prints(
        "{\"count\":5,\"share\":0.555556,\"event\":\"A\",\"first_seen\":\"2024-05-01T10:00:00Z\",\"last_seen\":\"2024-05-03T10:00:00Z\"}\n\
         {\"count\":2,\"share\":0.222222,\"event\":\"B\",\"first_seen\":\"2024-05-02T10:00:00Z\",\"last_seen\":\"2024-05-05T10:00:00Z\"}\n\
         {\"count\":1,\"share\":0.111111,\"event\":\"C\",\"first_seen\":\"2024-05-07T10:00:00Z\",\"last_seen\":\"2024-05-07T10:00:00Z\"}\n\
         {\"count\":1,\"share\":0.111111,\"event\":\"T\",\"first_seen\":null,\"last_seen\":null}\n",
    );
    count(&trail, &["-n", "T", "--by", "hour"]).shows("    1  100.0%  -     -           -\n");
}

#[test]
fn of_copies_the_first_in_path_order_counts_for_any_number_of_threads() {
    let trail = Trail::new();
    // Copies that differ in all that is counted, so that another choice would show. The first
    // files are large, so that later ones are read before them.
    for file in 0..9 {
        let events: Vec<Value> = (0..if file < 3 { 900 } else { 40 })
            .map(|number| {
                let copy = at("A", &format!("2024-05-0{}T10:00:00Z", 9 - file));
                let copy = with(copy, "sourceIPAddress", format!("192.0.2.{file}"));
                let copy = with(copy, "requestParameters", json!({"n": file}));
                with(copy, "eventID", format!("e{}", (number * 7 + file * 13) % 1500))
            })
            .collect();
        trail.log(&format!("{file}.json.gz"), &events);
    }
    let flags = ["--by", "ip", "--dedup", "--distinct", "hour", "--sum", "requestParameters.n"];
    let ask = |threads| count(&trail, &[&flags[..], &["-f", "csv", "--threads", threads]].concat());
    let one = ask("1");
    let mut seen = std::collections::BTreeSet::new();
    let mut expected = vec![0; 9];
    for (file, expected) in expected.iter_mut().enumerate() {
        for number in 0..if file < 3 { 900 } else { 40 } {
            *expected += usize::from(seen.insert((number * 7 + file * 13) % 1500));
        }
    }
    let counts = column(&trail, &[&flags[..], &["--sort", "key"]].concat(), "count");
    let expected: Vec<usize> = expected.into_iter().filter(|count| *count > 0).collect();
    assert!(expected.len() > 1 && counts == expected, "{counts:?}, not {expected:?}");
    for threads in ["2", "3", "7"] {
        for _ in 0..5 {
            let more = ask(threads);
            assert_eq!(
                (&more.stdout, &more.stderr, more.code),
                (&one.stdout, &one.stderr, one.code)
            );
        }
    }
    let run = count(&trail, &["--dedup", "--stats=json"]);
    assert_eq!(run.stdout, format!("{}\n", seen.len()));
    assert_eq!(run.stats()["duplicates"], 900 * 3 + 40 * 6 - seen.len());
}

#[test]
fn copies_have_one_event_id_and_one_recipient() {
    let trail = Trail::new();
    let other_account = with(event("A"), "recipientAccountId", "111122223333");
    let nameless = with(event("A"), "eventID", json!(null));
    let events = [event("A"), other_account, nameless.clone(), nameless];
    trail.log("a.json.gz", &events).log("b.json.gz", &events);
    count(&trail, &[]).prints("8\n");
    count(&trail, &["--dedup"]).prints("6\n");
    // What the filters leave out is no first copy.
    let renamed = with(with(event("A"), "eventID", "one"), "awsRegion", "eu-west-1");
    trail.log("a.json.gz", &[with(event("A"), "eventID", "one")]).log("b.json.gz", &[renamed]);
    count(&trail, &["--dedup", "--region", "eu-west-1"]).prints("1\n");
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let trail = Trail::new();
    for file in 0..12 {
        let events: Vec<Value> = (0..200)
            .map(|number| {
                let made =
                    at(&format!("E{}", number % 17), &format!("2024-05-{:02}T10:00:00Z", file + 1));
                let made = with(made, "requestParameters", json!({"n": number as f64 / 7.0}));
                with(made, "userAgent", format!("agent {}", number * file % 41))
            })
            .collect();
        trail.log(&format!("{file}.json.gz"), &events);
    }
    for flags in [
        &["--by", "event", "--distinct", "agent", "--sum", "requestParameters.n"][..],
        &["--by", "agent,day", "--sort=-last", "--top", "20"],
        &["--distinct", "agent,event"],
    ] {
        for format in ["table", "json", "csv"] {
            let ask =
                |threads| count(&trail, &[flags, &["-f", format, "--threads", threads]].concat());
            let one = ask("1");
            for threads in ["2", "3", "7"] {
                assert_eq!(ask(threads).stdout, one.stdout, "{one}");
            }
        }
    }
}

#[test]
fn a_key_and_a_column_of_its_own_never_have_one_name() {
    let ask =
        |by, worked_out| crate::trail::run(&["count", "/nowhere", "--by", by, worked_out, "ip"]);
    ask("distinct_ip", "--distinct").exits(2).says("--by `distinct_ip`: is a column of its own");
    ask("sum_ip", "--sum").exits(2).says("--by `sum_ip`: is a column of its own");
    let trail = six();
    let run =
        count(&trail, &["--by", "time,.count,.sum_ip", "--sum", "ip", "-f", "json", "--top", "1"]);
    run.exits(0).shows("\"time\":\"2024-05-02T10:00:00Z\",\".count\":null,\".sum_ip\":null,");
}
