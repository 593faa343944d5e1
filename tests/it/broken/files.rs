//! Whole files that are not what they seem: named like a log and none, or the other way round.

use super::{check_damaged, check_sound, envelope, query, record};
use crate::trail::{Trail, event, fixture, run};

/// A file that lies beside a log and is no log: no error, and nothing is said.
#[track_caller]
fn check_passed_over(file: &str, bytes: impl AsRef<[u8]>, kind: &str) {
    let trail = Trail::new();
    trail.write(file, bytes);
    let run = trail.query(&["--stats=json"]);
    run.balances().prints("").exits(1);
    assert_eq!(run.stats()[kind], 1, "{kind} in {run}");
    trail.log("log.json.gz", &[event("A")]);
    trail.query(&[]).finds(&["A"]).exits(0).says_nothing();
}

#[test]
fn a_file_named_like_a_log_that_is_none_is_damage() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    let garbage: Vec<u8> = (0..2000_u32).map(|number| (number * 167 % 251 + 1) as u8).collect();
    for extension in ["gz", "json", "json.gz", "jsonl", "ndjson", "log", "cloudtrail", "JSON.GZ"] {
        let file = &format!("a.{extension}");
        check_damaged(file, "", &[], 0, "empty");
        check_damaged(file, pointer, &[], 0, "a Git LFS pointer");
        check_damaged(file, &garbage, &[], 0, "not CloudTrail");
        check_damaged(file, "Nothing happened today.\n", &[], 0, "not CloudTrail");
        check_damaged(file, utf16(&envelope(&[record("A")])), &[], 0, "UTF-16");
    }
    check_damaged("a.json", " \r\n\t", &[], 0, "empty");
    check_damaged("a.json", "\u{feff}", &[], 0, "empty");
    check_damaged("a.json", "{", &[], 1, "JSON ends early");
    check_damaged("a.json", "[", &[], 0, "JSON ends early");
}

/// As some editors and shells on Windows save text.
fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_log_that_is_compressed_otherwise_is_damage() {
    let zstd = [0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x01, 0x00];
    for file in ["a.json.zst", "a.json", "a.json.gz", "a.log.ZST"] {
        check_damaged(file, zstd, &[], 0, "compressed with zstd");
    }
    check_damaged("a.json.bz2", b"BZh91AY&SY", &[], 0, "compressed with bzip2");
    check_damaged("a.json.xz", [0xfd, b'7', b'z', b'X', b'Z', 0], &[], 0, "compressed with xz");
    check_passed_over("backup.tar.zst", zstd, "not_logs");
}

#[test]
fn other_files_beside_logs_are_no_errors() {
    check_passed_over("README.md", "# Logs\n\nFrom {the} trail.\n", "not_logs");
    check_passed_over(".DS_Store", b"\0\0\0\x01Bud1\0\0", "not_logs");
    check_passed_over("notes", "", "not_logs");
    check_passed_over("LICENSE", " \n", "not_logs");
    check_passed_over("query.sql", "select 1", "not_logs");
    check_passed_over("picture.png", b"\x89PNG\r\n\x1a\n", "not_logs");
    check_passed_over("pointer", "version https://git-lfs.github.com/spec/v1\n", "not_logs");
    check_passed_over("report.txt", utf16("{}"), "not_logs");
    check_passed_over("notes.txt", crate::trail::gzip(b""), "not_logs");
    check_passed_over("result.csv.gz", crate::trail::gzip(b"eventid,eventname\n1,2\n"), "not_logs");
    check_passed_over("settings.json", r#"{"colour": "blue"}"#, "other_json");
    check_passed_over("list.json", "[1, 2, 3]", "other_json");
    check_passed_over("nothing.json", "{}", "other_json");
    check_passed_over("other.json.gz", crate::trail::gzip(br#"{"colour": "blue"}"#), "other_json");
}

#[test]
fn json_that_holds_nothing_is_no_error_beside_logs() {
    check_passed_over("list.json", "[]", "other_json");
    check_passed_over("get-log-events.json", r#"{"events": []}"#, "other_json");
    check_passed_over("settings.json", r#"{"events": [], "colour": "blue"}"#, "other_json");
}

#[test]
fn look_alikes_beside_logs_are_no_errors() {
    let notification = r#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3",
        "awsRegion":"us-east-1","eventTime":"2024-05-01T10:00:00Z","eventName":"ObjectCreated"}]}"#;
    check_passed_over("s3.json", notification, "look_alikes");
    let action = r#"{"acsRegion":"cn-hangzhou","eventId":"1","eventName":"DescribeInstances",
        "eventSource":"ecs.aliyuncs.com","eventTime":"2024-05-01T10:00:00Z"}"#;
    check_passed_over("action-trail.json", action, "look_alikes");
    check_passed_over("action-trail.jsonl", action, "look_alikes");
}

/// A file that a person named: the exit code, and what is said.
#[track_caller]
fn check_named(bytes: &str, code: u8, words: &str) {
    let trail = Trail::new();
    trail.write("a.json", bytes);
    let run = trail.run(&["query", "{}/a.json", "-f", "jsonl", "--stats=json"]);
    run.balances().prints("").exits(code).says(words);
}

#[test]
fn a_named_file_must_hold_cloudtrail() {
    check_named(r#"{"colour": "blue"}"#, 2, "a.json: not CloudTrail");
    check_named("{}", 2, "a.json: not CloudTrail");
    check_named("[]", 1, "no CloudTrail events");
    check_named("17", 2, "a.json: not CloudTrail");
    check_named("nothing", 2, "a.json: not CloudTrail");
    check_named("", 2, "a.json: empty");
    check_named(r#"{"Records":[]}"#, 1, "no CloudTrail events");
    check_named(r#"{"Events": [ ]}"#, 1, "no CloudTrail events");
    for look_alike in ["s3-notification.json", "aliyun.json", "lambda-report.json"] {
        let path = fixture(&format!("shapes/{look_alike}"));
        run(&["query", &path]).exits(2).says(&format!("{look_alike}: not CloudTrail"));
    }
    let trail = Trail::new();
    trail.write("README.md", "# Logs");
    trail.run(&["query", "{}/README.md"]).exits(2).says("README.md: not CloudTrail");
}

#[test]
fn a_digest_or_companion_holds_no_events_even_when_named() {
    let digest = "AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2024/05/02/\
        123456789012_CloudTrail-Digest_us-east-1_example-trail_us-east-1_20240502T043112Z.json.gz";
    let aggregated = "AWSLogs/123456789012/CloudTrail-Aggregated/eu-central-1/2024/05/02/\
        123456789012_CloudTrail-Aggregated_eu-central-1_20240502T0400Z_Iz28sGuKE2oQNeIt.json.gz";
    for (name, kind) in [
        (digest, "digests"),
        (aggregated, "companions"),
        ("shapes/config-snapshot.json", "companions"),
        ("shapes/sns-notification.json", "companions"),
    ] {
        let run = run(&["query", &fixture(name), "-f", "jsonl", "--stats=json"]);
        run.balances().prints("").exits(1);
        assert_eq!(run.stats()[kind], 1, "{run}");
    }
}

#[test]
fn a_control_message_of_cloudwatch_logs_holds_no_events_even_when_named() {
    let message = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"",
        "logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1714730400000,
        "message":"CWL CONTROL MESSAGE: Checking health of destination Kinesis stream."}]}"#;
    check_passed_over("control.json", message, "companions");
    check_passed_over("controls.json", format!("[{message},{message}]"), "companions");
    check_named(message, 1, "no CloudTrail events");
}

#[test]
fn a_named_file_that_is_also_found_is_judged_as_named() {
    let trail = Trail::new();
    trail.write("a.json", "{}").log("b.json.gz", &[event("B")]);
    trail.run(&["query", "{}", "{}/a.json", "-f", "jsonl"]).exits(2).finds(&["B"]).says("a.json");
}

#[test]
fn the_name_decides_nothing_about_what_is_read() {
    let log = envelope(&[record("A")]);
    for file in ["a.json.gz", "a.txt", "a", "a.json.bak", "a.gz", "a.csv", "a.zst", ".hidden"] {
        check_sound(file, &log, &["A"]);
        check_sound(file, crate::trail::gzip(log.as_bytes()), &["A"]);
    }
}

#[test]
fn an_unreadable_file_makes_the_exit_code_2_but_keeps_the_results() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]).write("b.json.gz", "x").log("c.json.gz", &[event("C")]);
    let run = query(&trail);
    run.finds(&["A", "C"]).exits(2).says("trailscan: b.json.gz: not CloudTrail");
    trail.query(&["-n", "Nothing"]).exits(2);
}

#[test]
fn a_config_snapshot_larger_than_any_record_is_a_companion() {
    let item = format!("{{\"configuration\":\"{}\"}},", "x".repeat(1 << 20));
    let items = item.repeat(70);
    let text = format!(
        "{{\"fileVersion\":\"1.0\",\"configSnapshotId\":\"1\",\"configurationItems\":[{}]}}",
        items.trim_end_matches(',')
    );
    check_passed_over("snapshot.json.gz", crate::trail::gzip(text.as_bytes()), "companions");
}
