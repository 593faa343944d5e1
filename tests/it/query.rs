//! `trailscan query`: filters, order, limits and exit codes, over the fixtures and made trails.

use serde_json::json;

use crate::trail::{Setting, Trail, event, fixture, run, with};

/// The names of the fixtures' events that pass, in time order.
#[track_caller]
pub(crate) fn check(filters: &[&str], names: &[&str]) {
    let logs = fixture("AWSLogs");
    let mut arguments = vec!["query", &logs, "--format", "jsonl", "--sort", "time", "--dedup"];
    arguments.extend(filters);
    run(&arguments).exits(u8::from(names.is_empty())).finds(names);
}

#[test]
fn a_bare_source_is_a_service_with_its_neighbours() {
    let sources = |source: &str| {
        let run =
            run(&["query", &fixture("AWSLogs"), "-s", source, "-f", "tsv", "--fields", "source"]);
        let mut sources: Vec<String> = run.stdout.lines().skip(1).map(str::to_owned).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    };
    assert_eq!(sources("connect"), ["connect.amazonaws.com", "participant-connect.amazonaws.com"]);
    assert_eq!(
        sources("Chime"),
        [
            "chime-sdk-media-pipelines.amazonaws.com",
            "chime-sdk-voice.amazonaws.com",
            "chime.amazonaws.com"
        ]
    );
    assert_eq!(sources("connect.amazonaws.com"), ["connect.amazonaws.com"]);
    assert_eq!(sources("a4b,ds"), ["a4b.amazonaws.com", "ds.amazonaws.com"]);
}

#[test]
fn an_absent_error_code_never_matches_and_always_matches_negated() {
    let trail = Trail::new();
    let failed = with(event("B"), "errorCode", "AccessDenied");
    let empty = with(event("C"), "errorCode", "");
    let odd = with(event("D"), "errorCode", 7);
    trail.log("a.json.gz", &[event("A"), failed, empty, odd]);
    trail.query(&["-e", "*"]).finds(&["B"]);
    trail.query(&["-e", "!*"]).finds(&["A", "C", "D"]);
    trail.query(&["-e", "!AccessDenied"]).finds(&["A", "C", "D"]);
    trail.query(&["--outcome", "ok"]).finds(&["A", "C", "D"]);
    trail.query(&["--outcome", "!denied"]).finds(&["A", "C", "D"]);
}

#[test]
fn a_time_range_holds_its_start_and_not_its_end_and_names_what_has_no_time() {
    let trail = Trail::new();
    let at = |name: &str, time: &str| with(event(name), "eventTime", time);
    trail.log(
        "a.json.gz",
        &[
            at("A", "2024-05-01T00:00:00Z"),
            at("B", "2024-05-01T23:59:59.999Z"),
            at("C", "2024-05-02T00:00:00Z"),
            at("D", "never"),
        ],
    );
    trail
        .query(&["--since", "2024-05-01", "--until", "2024-05-02"])
        .exits(0)
        .finds(&["A", "B"])
        .says("1 event left out by --since or --until: no usable eventTime");
    trail.query(&["--since", "6d"]).finds(&["C"]);
    trail.query(&["-n", "A", "--since", "2024-05-01"]).says_nothing();
}

#[test]
fn a_source_address_that_is_a_service_name_is_kept_verbatim() {
    let trail = Trail::new();
    let from = |name: &str, source: &str| with(event(name), "sourceIPAddress", source);
    trail.log(
        "a.json.gz",
        &[
            from("Service", "cloudtrail.amazonaws.com"),
            from("Four", "203.0.113.9"),
            from("Six", "2001:DB8:0::1"),
            from("Words", "AWS Internal"),
        ],
    );
    trail.query(&["--ip", "203.0.113.0/24,2001:db8::1"]).finds(&["Four", "Six"]);
    trail.query(&["--ip", "!203.0.113.0/24"]).finds(&["Service", "Six", "Words"]);
    trail.query(&["--ip", "*.amazonaws.com,AWS Internal"]).finds(&["Service", "Words"]);
    trail.query(&["--ip", "0.0.0.0/0"]).finds(&["Four"]);
    let fields = ["query", "{}", "-n", "Service", "-f", "tsv", "--fields", "ip"];
    trail.run(&fields).prints("ip\ncloudtrail.amazonaws.com\n");
}

#[test]
fn a_resource_is_found_wherever_the_record_names_it() {
    let trail = Trail::new();
    let arn = "arn:aws:s3:::example-bucket/reports/may.csv";
    trail.log(
        "a.json.gz",
        &[
            with(event("Listed"), "resources", json!([{"ARN": arn}])),
            with(event("Asked"), "requestParameters", json!({"bucketName": "example-bucket"})),
            with(event("Answered"), "responseElements", json!({"deep": [{"arn": arn}]})),
            with(event("Key"), "requestParameters", json!({"example-bucket": 1})),
            with(event("Part"), "requestParameters", json!({"name": "my-example-bucket"})),
        ],
    );
    trail.query(&["--resource", "example-bucket"]).finds(&["Listed", "Asked", "Answered"]);
    trail.query(&["--resource", arn]).finds(&["Listed", "Answered"]);
    trail.query(&["--resource", "example-bucket/reports/may.csv"]).finds(&["Listed", "Answered"]);
    trail.query(&["--resource", "!*bucket*"]).finds(&["Key"]);
}

#[test]
fn a_call_crosses_accounts_where_another_one_is_recorded() {
    let account = |name: &str, identity: &str| {
        with(event(name), "userIdentity", json!({"accountId": identity}))
    };
    let (here, there) = ("123456789012", "444455556666");
    let owned = |name: &str, owner: &str| {
        with(event(name), "resources", json!([{"accountId": owner, "ARN": "arn:aws:s3:::a"}]))
    };
    let role =
        |name: &str, role: &str| with(event(name), "requestParameters", json!({"roleArn": role}));
    let trail = Trail::new();
    let received = |event| with(event, "recipientAccountId", here);
    let events = [
        account("Own", here),
        account("Foreign", there),
        account("Nobody", "anonymous"),
        owned("Kept", here),
        owned("Lent", there),
        role("AssumeRole", "arn:aws:iam::444455556666:role/There"),
        role("PassRole", "arn:aws:iam::444455556666:role/There"),
    ];
    let mut unknown = account("Unknown", there);
    unknown["recipientAccountId"] = json!(null);
    trail.log("a.json.gz", &[events.map(received).as_slice(), &[unknown]].concat());
    let run = trail.query(&["--cross-account", "yes"]);
    run.finds(&["Foreign", "Lent", "AssumeRole"]);
    trail.query(&["--cross-account", "NO"]).finds(&["Own", "Kept", "PassRole"]);
    let fields = ["-f", "tsv", "--by", "cross-account", "--sort", "key"];
    let counted = trail.run(&[&["count", "{}"], &fields[..]].concat());
    let cells = counted.stdout.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        format!("{} {}", cells[0], cells[2])
    });
    assert_eq!(cells.collect::<Vec<_>>(), ["3 no", "3 yes", "2 "]);
}

#[test]
fn absent_read_only_is_unknown_and_never_a_write() {
    let trail = Trail::new();
    trail.log(
        "a.json.gz",
        &[with(event("R"), "readOnly", true), with(event("W"), "readOnly", "false"), event("U")],
    );
    trail.query(&["--access", "write"]).finds(&["W"]);
    trail.query(&["--access", "!read"]).finds(&["W", "U"]);
    trail.query(&["--access", "read,unknown"]).finds(&["R", "U"]);
}

#[test]
fn text_is_looked_for_in_the_record_as_it_stands() {
    let trail = Trail::new();
    trail.gzip(
        "a.json.gz",
        r#"{"Records":[{"eventVersion":"1.08","eventName":"A","x":"a\u003db"},
            {"eventVersion":"1.08","eventName":"B","x":"Hello*World"}]}"#,
    );
    trail.query(&["--text", r"a\u003db"]).finds(&["A"]);
    trail.query(&["--text", "hello*world"]).finds(&["B"]);
    trail.query(&["--text", "/hello.world/"]).finds(&["B"]);
    trail.query(&["--text", "!hello"]).finds(&["A"]);
    trail.query(&["--text", "a=b"]).exits(1);
    trail.query(&["--text", " hello"]).exits(1);
    trail.query(&["--text", "! hello"]).finds(&["A", "B"]);
}

#[test]
fn different_flags_are_and_and_the_same_flag_is_or() {
    check(
        &["-s", "chime", "-n", "AddDomain", "-e", "ConflictException"],
        &["AddDomain", "AddDomain"],
    );
    check(&["-n", "StopLogging", "-n", "StartLogging"], &["StopLogging", "StartLogging"]);
    check(&["-n", "StopLogging", "-s", "iam"], &[]);
}

#[test]
fn patterns_come_from_a_file_one_a_line() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A"), event("B"), event("C")]);
    trail.write("names.txt", "# wanted\nA\n\nc\n");
    trail.run(&["query", "{}/a.json.gz", "-f", "jsonl", "-n", "@{}/names.txt"]).finds(&["A", "C"]);
    trail.run(&["query", "{}/a.json.gz", "-f", "jsonl", "-n", "!@{}/names.txt"]).finds(&["B"]);
}

#[test]
fn events_come_in_path_order_and_a_sort_breaks_ties_by_event_id() {
    let trail = Trail::new();
    let at = |name: &str, time: &str| with(event(name), "eventTime", time);
    trail.log("b/2.json.gz", &[at("E", "2024-05-01T00:00:03Z")]);
    trail.log("b/1.json.gz", &[at("D", "2024-05-01T00:00:02Z"), at("C", "2024-05-01T00:00:02Z")]);
    trail.log("a.json.gz", &[at("Z", "nothing"), at("X", "2024-05-01T00:00:09Z")]);
    trail.query(&[]).finds(&["Z", "X", "D", "C", "E"]);
    trail.query(&["--sort", "time"]).finds(&["C", "D", "E", "X", "Z"]);
    trail.query(&["--sort", "-time"]).finds(&["X", "E", "C", "D", "Z"]);
    trail.query(&["--sort", "time", "--limit", "2"]).finds(&["C", "D"]);
    trail.query(&["--limit", "2"]).finds(&["Z", "X"]);
}

#[test]
fn a_limit_keeps_the_first_of_many_in_sorted_order() {
    let trail = Trail::new();
    let events: Vec<_> = (0..5000)
        .map(|number| {
            let second = (number * 7919) % 5000;
            let time = format!(
                "2024-05-01T{:02}:{:02}:{:02}Z",
                second / 3600,
                second / 60 % 60,
                second % 60
            );
            with(event(&format!("E{second}")), "eventTime", time)
        })
        .collect();
    for (index, chunk) in events.chunks(500).enumerate() {
        trail.log(&format!("{index}.json.gz"), chunk);
    }
    trail.query(&["--sort", "time", "--limit", "3"]).finds(&["E0", "E1", "E2"]);
    trail.query(&["--sort", "-time", "--limit", "2"]).finds(&["E4999", "E4998"]);
}

#[test]
fn a_zone_may_lie_west_of_greenwich() {
    let west = ["--tz", "-05:00", "-f", "tsv", "--fields", "time"];
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail.run(&[&["query", "{}"], &west[..]].concat()).shows("2024-05-01T05:00:00-05:00");
}

#[test]
fn dedup_drops_copies_and_nothing_that_lacks_an_id() {
    let trail = Trail::new();
    let other_account = with(event("A"), "recipientAccountId", "111122223333");
    let mut nameless = event("N");
    nameless["eventID"] = serde_json::Value::Null;
    trail.log("a.json.gz", &[event("A"), nameless.clone(), other_account]);
    trail.log("b.json.gz", &[event("A"), nameless]);
    let run = trail.query(&["--dedup", "--stats=json"]);
    run.exits(0).finds(&["A", "N", "A", "N"]);
    assert_eq!(run.stats()["duplicates"], 1);
    assert_eq!(run.stats()["matched"], 5);
}

#[test]
fn quiet_prints_nothing_and_answers_with_the_exit_code() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail.run(&["query", "{}", "-n", "A", "--quiet"]).exits(0).prints("").says_nothing();
    trail.run(&["query", "{}", "-n", "B", "--quiet"]).exits(1).prints("").says_nothing();
}

#[test]
fn allow_empty_turns_no_match_into_success_and_leaves_errors_alone() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail.query(&["-n", "B", "--allow-empty"]).exits(0);
    trail.run(&["query", "{}", "{}/gone", "-n", "B", "--allow-empty"]).exits(2);
}

#[test]
fn a_directory_without_logs_is_said_to_hold_none() {
    let trail = Trail::new();
    trail.write("notes.txt", "nothing here");
    trail
        .run(&["query", "{}"])
        .exits(1)
        .prints("")
        .says("no CloudTrail events in {} (1 file read)");
}

#[test]
fn a_resource_is_found_by_every_name_that_people_give_it() {
    for (arn, names) in [
        (
            "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/my-fn:*",
            &["/aws/lambda/my-fn", "my-fn", "log-group:/aws/lambda/my-fn", "/aws/lambda/my-fn:*"][..],
        ),
        (
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
            &["prod/db-AbCdEf", "prod/db-*", "db-AbCdEf"],
        ),
        ("arn:aws:s3:::exports/2024/customers.csv", &["2024/customers.csv", "exports"]),
        ("arn:aws:iam::123456789012:role/path/Admin", &["path/Admin", "Admin", "role/path/Admin"]),
        ("arn:aws:lambda:us-east-1:123456789012:function:my-fn:PROD", &["my-fn:PROD", "my-fn"]),
    ] {
        let trail = Trail::new();
        let named = with(event("A"), "resources", json!([{"ARN": arn}]));
        let asked = with(event("B"), "requestParameters", json!({"deep": [{"name": arn}]}));
        let prefix = with(event("C"), "resources", json!([{"ARNPrefix": arn}]));
        trail.log("a.json.gz", &[named, asked, prefix, event("D")]);
        for name in names.iter().chain([&arn]) {
            trail.query(&["--resource", name]).finds(&["A", "B", "C"]);
            trail.query(&["--resource", &format!("!{name}")]).finds(&["D"]);
        }
        trail.query(&["--resource", "nothing"]).finds(&[]);
    }
}

#[test]
fn what_is_not_a_string_does_not_stand_in_for_one() {
    let trail = Trail::new();
    trail.log(
        "a.json.gz",
        &[
            with(event("A"), "awsRegion", json!({"name": "us-east-1"})),
            with(event("B"), "awsRegion", 5),
            event("C"),
        ],
    );
    trail.query(&["--region", "*"]).finds(&["C"]);
    trail.query(&["--where", "awsRegion = 5"]).finds(&["B"]);
    trail.query(&["--where", "awsRegion.name = us-*"]).finds(&["A"]);
}

#[test]
fn standard_input_is_read_and_the_answer_is_the_same() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A"), event("B")]);
    let stdin = std::fs::read(trail.path("a.json.gz")).expect("just written");
    let setting = Setting { stdin, ..Setting::default() };
    trail.run_with(&["query", "-", "-f", "jsonl"], &setting).exits(0).finds(&["A", "B"]);
}

#[test]
fn a_list_of_blocks_and_addresses_comes_from_a_file() {
    let trail = Trail::new();
    let at = |name: &str, address: &str| with(event(name), "sourceIPAddress", address);
    let events = [
        at("A", "203.0.113.9"),
        at("B", "198.51.100.77"),
        at("C", "2001:db8::7"),
        at("D", "s3.amazonaws.com"),
        at("E", "::ffff:192.0.2.9"),
    ];
    trail.log("logs/a.json.gz", &events);
    trail.write("iocs.txt", "203.0.113.0/24\n198.51.100.76/30\n*.amazonaws.com\n192.0.2.9\n");
    let list = format!("@{}", trail.path("iocs.txt").display());
    let ask = |value: &str| trail.run(&["query", "{}/logs", "-f", "jsonl", "--ip", value]);
    ask(&list).finds(&["A", "B", "D", "E"]);
    ask(&format!("!{list}")).finds(&["C"]);
    ask(&format!("{list},!203.0.113.9")).finds(&["B", "D", "E"]);
}

#[test]
fn flags_have_the_names_that_tired_fingers_type_too() {
    for (second, first) in [
        ("--event-name=AddDomain", "--name=AddDomain"),
        ("--event-source=connect", "--source=connect"),
        ("--user=alice", "--principal=alice"),
        ("--who=alice", "--principal=alice"),
    ] {
        let ask = |flag| run(&["query", &fixture("AWSLogs"), "-f", "jsonl", flag]);
        assert_eq!(ask(second).exits(0).stdout, ask(first).stdout, "{second}");
    }
}
