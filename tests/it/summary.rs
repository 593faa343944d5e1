//! `trailscan summary`: what the page and its JSON say of the logs, and of what is missing.

use serde_json::{Value, json};

use crate::trail::{Run, Setting, Trail, event, fits, fixture, run, run_with, with};

fn summary(trail: &Trail, more: &[&str]) -> Value {
    let mut arguments = vec!["summary", "{}", "--format", "json"];
    arguments.extend(more);
    let run = trail.run(&arguments);
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"))
}

fn at(name: &str, time: &str) -> Value {
    let event = with(event(name), "eventTime", time);
    with(event, "eventID", format!("{name} at {time}"))
}

fn of(event: Value, account: &str, region: &str) -> Value {
    with(with(event, "recipientAccountId", account), "awsRegion", region)
}

#[test]
fn files_are_told_by_kind_and_what_could_not_be_read_by_name() {
    let trail = Trail::new();
    trail
        .log("a.json.gz", &[event("A"), event("B")])
        .write("cut.json", r#"{"Records":[{"eventName":"C","eventTime":"2024-05-01T10:00:00Z","#)
        .write("notes.txt", "nothing")
        .write("other.json", r#"{"a":1}"#);
    let run = trail.run(&["summary", "{}", "--format", "json"]);
    run.exits(2).says("cut.json");
    let all: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&all["files"], &all["damaged"]), (&json!(4), &json!(1)), "{run}");
    assert_eq!((&all["not_logs"], &all["other_json"]), (&json!(1), &json!(1)), "{run}");
    assert_eq!(all["damaged_files"][0]["path"], json!("cut.json"), "{run}");
    assert!(all["damaged_files"][0]["faults"][0].as_str().is_some_and(|fault| !fault.is_empty()));
    assert_eq!(all["events"], json!(2));
    trail.run(&["summary", "{}"]).exits(2).shows("damaged     cut.json: ");
}

#[test]
fn copies_are_events_with_the_id_and_recipient_of_another() {
    let trail = Trail::new();
    let other = with(event("A"), "recipientAccountId", "444455556666");
    let unknown = with(event("A"), "eventID", Value::Null);
    trail
        .log("a.json.gz", &[event("A"), event("B"), other, unknown.clone()])
        .log("b.json.gz", &[event("A"), event("A"), unknown]);
    for threads in ["1", "2", "5"] {
        let all = summary(&trail, &["--threads", threads]);
        assert_eq!((&all["events"], &all["copies"]), (&json!(7), &json!(2)));
        assert_eq!((&all["copies_dropped"], &all["without_event_id"]), (&json!(0), &json!(2)));
        let all = summary(&trail, &["--threads", threads, "--dedup"]);
        assert_eq!((&all["events"], &all["copies"]), (&json!(5), &json!(0)));
        assert_eq!(all["copies_dropped"], json!(2));
    }
}

#[test]
fn copies_are_counted_where_memory_does_not_hold_what_tells_them() {
    let trail = Trail::new();
    let events: Vec<Value> =
        (0..300).map(|number| with(event("A"), "eventID", format!("{}", number % 250))).collect();
    trail.log("a.json.gz", &events);
    let path = trail.path("").display().to_string();
    for kept_bytes_max in [64, 1000, 1 << 20] {
        let setting = Setting { kept_bytes_max, ..Setting::default() };
        let run = run_with(&["summary", &path, "--format", "json"], &setting);
        let all: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(all["copies"], json!(50), "{run}");
    }
    let scratch = trail.path("there is no such directory");
    let setting = Setting { kept_bytes_max: 64, scratch, ..Setting::default() };
    run_with(&["summary", &path], &setting).exits(2).prints("").says("counting copies: cannot ");
}

#[test]
fn hours_without_events_are_gaps_of_an_account_and_of_each_region() {
    let trail = Trail::new();
    trail.log(
        "a.json.gz",
        &[
            of(at("A", "2024-05-01T00:59:59Z"), "111122223333", "eu-west-1"),
            of(at("A", "2024-05-01T01:00:00Z"), "111122223333", "us-east-1"),
            of(at("A", "2024-05-01T04:30:00Z"), "111122223333", "eu-west-1"),
        ],
    );
    trail.log("b.json.gz", &[of(at("B", "2024-05-01T06:00:00Z"), "444455556666", "eu-west-1")]);
    let all = summary(&trail, &[]);
    let coverage = &all["coverage"];
    assert_eq!(coverage["from"], json!("2024-05-01T00:00:00Z"));
    assert_eq!(
        (&coverage["until"], &coverage["hours"]),
        (&json!("2024-05-01T07:00:00Z"), &json!(7))
    );
    let told: Vec<Value> = coverage["places"]
        .as_array()
        .expect("places")
        .iter()
        .map(|place| {
            let gaps = place["gaps"].as_array().expect("gaps").iter();
            let gaps: Vec<&Value> = gaps.map(|gap| &gap["hours"]).collect();
            json!([
                place["account"],
                place["region"],
                place["all_regions"],
                place["hours_with"],
                gaps
            ])
        })
        .collect();
    let expected = json!([
        ["111122223333", null, true, 3, [2, 2]],
        ["111122223333", "eu-west-1", false, 2, [3, 2]],
        ["111122223333", "us-east-1", false, 1, [1, 5]],
        ["444455556666", null, true, 1, [6]],
        ["444455556666", "eu-west-1", false, 1, [6]],
    ]);
    assert_eq!(
        (&coverage["places"][0]["files"], &coverage["places"][1]["files"]),
        (&json!(null), &json!(1))
    );
    assert_eq!(json!(told), expected);
    assert_eq!(
        coverage["places"][0]["gaps"][0],
        json!({"from": "2024-05-01T02:00:00Z", "until": "2024-05-01T04:00:00Z", "hours": 2})
    );
}

#[test]
fn hours_that_were_asked_for_are_missing_where_no_event_is() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[at("A", "2024-05-01T05:10:00Z")]);
    let bounds = ["--since", "2024-05-01T03:30:00Z", "--until", "2024-05-01T08:00:00Z"];
    let coverage = &summary(&trail, &bounds)["coverage"];
    assert_eq!(
        (&coverage["hours"], &coverage["places"][0]["hours_without"]),
        (&json!(5), &json!(4))
    );
    assert_eq!(coverage["from"], json!("2024-05-01T03:00:00Z"));
    assert_eq!(coverage["until"], json!("2024-05-01T08:00:00Z"));
    let nothing = &summary(&trail, &[&bounds[..], &["--name", "Z"]].concat())["coverage"];
    assert_eq!((&nothing["hours"], &nothing["from"]), (&json!(5), &coverage["from"]));
}

#[test]
fn what_no_event_is_marked_as_is_said_to_be_absent() {
    let trail = Trail::new();
    let managed = |name: &str| with(event(name), "eventCategory", "Management");
    trail.log("a.json.gz", &[managed("A"), managed("B")]);
    let all = summary(&trail, &[]);
    assert_eq!(all["categories_absent"], json!(["Data", "NetworkActivity", "Insight"]));
    assert_eq!(all["categories"][0]["count"], json!(2));
    let page = trail.run(&["summary", "{}"]);
    page.shows("no events marked Data, NetworkActivity, Insight").shows("1: Management (2)\n");
    page.shows("reads and writes of objects").shows("or its files are missing");
}

#[test]
fn of_some_events_nothing_is_said_of_the_whole_log() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "eventCategory", "Management"), event("B")]);
    for filter in [&["--name", "A"][..], &[]] {
        let page = trail.run(&[&["summary", "{}"], filter].concat());
        page.shows("no events marked Data");
        assert!(!page.stdout.contains("reads and writes of objects"), "{page}");
        assert_eq!(page.stdout.contains("files are missing"), filter.is_empty(), "{page}");
    }
}

#[test]
fn denied_calls_sign_ins_root_and_changes_to_logging_are_looked_at_closely() {
    let root = |name: &str| {
        with(event(name), "userIdentity", json!({"type": "Root", "accountId": "123456789012"}))
    };
    let for_root = json!({"type": "Root", "invokedBy": "backup.amazonaws.com"});
    let trail_call = |name: &str| with(event(name), "eventSource", "cloudtrail.amazonaws.com");
    let sign_in = |used: &str| {
        let event = with(event("ConsoleLogin"), "eventSource", "signin.amazonaws.com");
        with(event, "additionalEventData", json!({"MFAUsed": used}))
    };
    let failed = with(sign_in("No"), "responseElements", json!({"ConsoleLogin": "Failure"}));
    let denied = |name: &str, code: &str| with(event(name), "errorCode", code);
    let trail = Trail::new();
    trail.log(
        "a.json.gz",
        &[
            root("CreateUser"),
            with(root("Rotate"), "eventType", "AwsServiceEvent"),
            with(event("Backup"), "userIdentity", for_root),
            trail_call("StopLogging"),
            trail_call("DescribeTrails"),
            with(trail_call("DeleteTrail"), "errorCode", "AccessDenied"),
            sign_in("Yes"),
            sign_in("No"),
            failed,
            denied("GetObject", "AccessDenied"),
            denied("RunInstances", "Client.UnauthorizedOperation"),
            denied("GetKey", "NotFoundException"),
        ],
    );
    let all = summary(&trail, &[]);
    let of = |key: &str, fields: &[&str]| -> Vec<Vec<Value>> {
        let rows = all[key]["top"].as_array().expect("rows");
        rows.iter().map(|row| fields.iter().map(|field| row[*field].clone()).collect()).collect()
    };
    assert_eq!(json!(of("denied", &["count", "who", "distinct_event"])), json!([[3, "alice", 3]]));
    assert_eq!(
        json!(of("console_sign_ins", &["count", "outcome", "mfa"])),
        json!([[1, "failed", "no"], [1, "ok", "no"], [1, "ok", "yes"]])
    );
    assert_eq!(json!(of("root_use", &["count", "event"])), json!([[1, "CreateUser"]]));
    assert_eq!(
        json!(of("logging_changes", &["event", "who", "outcome"])),
        json!([["DeleteTrail", "alice", "denied"], ["StopLogging", "alice", "ok"]])
    );
    assert_eq!(all["logging_changes"]["events"], json!(2));
}

#[test]
fn what_did_not_happen_is_said_too() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let page = trail.run(&["summary", "{}"]);
    page.exits(0).shows("\nROOT USE  none\n").shows("\nLOGGING CHANGES  none\n");
    page.shows("\nGAPS  none: ").shows("\nERROR CODES  none\n");
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads_and_its_parts_add_up() {
    let (logs, seeds) = (fixture("AWSLogs"), fixture("seeds"));
    let asked = |threads: &str, more: &[&str]| {
        let mut all = vec!["summary", &logs, &seeds, "-f", "json", "--threads", threads];
        all.extend(more);
        run(&all).stdout
    };
    for more in [&[][..], &["--dedup"], &["--top", "1000"], &["--outcome", "failed"]] {
        let one = asked("1", more);
        assert_eq!(one, asked("2", more));
        assert_eq!(one, asked("7", more));
        let all: Value = serde_json::from_str(&one).expect("JSON");
        let counts = |rows: &Value, key: &str| -> u64 {
            let rows = rows.as_array().expect("rows");
            rows.iter().filter_map(|row| row[key].as_u64()).sum()
        };
        let places = all["coverage"]["places"].as_array().expect("places");
        let regions: Vec<&Value> =
            places.iter().filter(|place| place["all_regions"] == json!(false)).collect();
        assert_eq!(counts(&json!(regions), "events"), all["events"].as_u64().expect("a number"));
        if more.contains(&"1000") {
            for key in ["event_sources", "event_names", "principals", "addresses"] {
                let section = &all[key];
                assert_eq!(
                    counts(&section["top"], "count"),
                    section["events"].as_u64().unwrap_or(0)
                );
                let rows = section["top"].as_array().map(Vec::len);
                assert_eq!(rows.map(|rows| rows as u64), section["different"].as_u64(), "{key}");
            }
        }
    }
}

#[test]
fn tops_are_those_that_count_gives() {
    let logs = fixture("AWSLogs");
    let all: Value =
        serde_json::from_str(&run(&["summary", &logs, "-f", "json", "--top", "9"]).stdout)
            .expect("JSON");
    for (key, field) in [
        ("event_sources", "source"),
        ("event_names", "name"),
        ("principals", "who"),
        ("addresses", "ip"),
        ("user_agents", "agent"),
        ("error_codes", "error-code"),
    ] {
        let counted = run(&["count", &logs, "--by", field, "-f", "json", "--top", "30"]).stdout;
        let counted: Vec<Value> = serde_json::from_str(&counted).expect("JSON");
        let mut counted: Vec<Value> = counted
            .iter()
            .filter(|row| !row[field].is_null())
            .map(|row| json!([row["count"], row[field], row["first_seen"], row["last_seen"]]))
            .collect();
        counted.truncate(9);
        let told = all[key]["top"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| json!([row["count"], row[field], row["first_seen"], row["last_seen"]]));
        assert_eq!(told.collect::<Vec<_>>(), counted, "{key}");
    }
}

#[test]
fn a_page_fits_the_terminal_whatever_its_width() {
    let logs = fixture("AWSLogs");
    for width in [40, 60, 80, 100, 120, 160, 200] {
        for no_color in [true, false] {
            let setting = Setting { terminal: Some(width), no_color, ..Setting::default() };
            let run: Run = run_with(&["summary", &logs], &setting);
            assert_eq!(run.stdout.contains('\u{1b}'), !no_color);
            fits(&run, width);
        }
    }
}

#[test]
fn hostile_values_are_shown_and_steer_nothing() {
    let trail = Trail::new();
    let hostile = "evil\u{1b}[2J\u{202e}\nEVIDENCE";
    let event = with(event("A"), "userAgent", hostile);
    trail.log("a.json.gz", &[with(event, "awsRegion", hostile)]);
    let page = trail.run(&["summary", "{}"]);
    assert!(!page.stdout.contains('\u{1b}') && !page.stdout.contains('\u{202e}'), "{page}");
    assert_eq!(page.stdout.lines().filter(|line| line.starts_with("EVIDENCE")).count(), 1);
    assert_eq!(summary(&trail, &[])["user_agents"]["top"][0]["agent"], json!(hostile));
}

#[test]
fn no_events_are_said_to_be_none() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let run = trail.run(&["summary", "{}", "--name", "Nothing"]);
    run.exits(1).shows("events      0 that match, of 1\n");
    assert!(!run.stdout.contains("COVERAGE"), "{run}");
    trail.run(&["summary", "{}", "--name", "Nothing", "--allow-empty"]).exits(0);
    trail.run(&["summary", "{}", "--quiet"]).exits(0).prints("");
    trail.run(&["summary", "{}", "--top", "0"]).exits(2).says("--top `0`: would show nothing");
    let all = summary(&trail, &["--name", "Nothing"]);
    assert_eq!((&all["coverage"]["hours"], &all["first_seen"]), (&json!(0), &Value::Null));
}

#[test]
fn without_times_nothing_is_known_of_hours() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "eventTime", "soon")]);
    let page = trail.run(&["summary", "{}"]);
    page.shows("\nCOVERAGE  unknown: no event has a usable time\n");
    assert!(!page.stdout.contains("GAPS"), "{page}");
}

#[test]
fn what_a_page_has_no_room_for_is_told() {
    let setting = Setting { terminal: Some(60), stderr_is_terminal: true, ..Setting::default() };
    let page = run_with(&["summary", &fixture("AWSLogs")], &setting);
    page.says("no room for ").says("last_seen");
}

#[test]
fn full_coverage_looks_full_to_its_last_hour() {
    let trail = Trail::new();
    let hours: Vec<Value> = (0..50)
        .map(|hour| at("A", &format!("2024-05-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24)))
        .collect();
    trail.log("a.json.gz", &hours);
    let setting = Setting { terminal: Some(100), no_color: true, ..Setting::default() };
    let path = trail.path("").display().to_string();
    let page = run_with(&["summary", &path], &setting);
    let lane = page.stdout.lines().find(|line| line.contains("(all)")).expect("a lane");
    assert!(lane.ends_with("████") && !lane.contains(['▇', '·']), "{page}");
}
