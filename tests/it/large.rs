//! Logs that are too large to be inflated whole: read as a stream, in a thread of their own where
//! there is more than one, they are the same logs.

use std::sync::LazyLock;

use crate::trail::{Run, Setting, Trail, event, gzip, run_with, with};

/// More than the 8 MiB that are inflated whole.
const EVENTS: usize = 18_000;

/// One envelope, its first and last records named apart.
static LOG: LazyLock<String> = LazyLock::new(|| {
    let one = with(event("Between"), "userAgent", "x".repeat(200)).to_string();
    let records = |name| event(name).to_string();
    let between = vec![one; EVENTS - 2].join(",");
    let log = format!("{{\"Records\":[{},{between},{}]}}", records("First"), records("Last"));
    assert!(log.len() > 8 * 1024 * 1024);
    log
});

#[track_caller]
fn check(trail: &Trail, arguments: &[&str]) -> Run {
    let run = |threads| trail.query(&[arguments, &["--threads", threads, "--stats=json"]].concat());
    let (one, two) = (run("1"), run("2"));
    one.balances();
    assert!(one.stdout == two.stdout && one.code == two.code, "{one}{two}");
    assert_eq!(one.stats()["records"], two.stats()["records"]);
    two
}

#[test]
fn a_log_that_is_not_inflated_whole_is_read_to_its_end() {
    let trail = Trail::new();
    trail.gzip("large.json.gz", &*LOG).gzip("small.json.gz", event("Small").to_string());
    check(&trail, &["--name", "!Between"]).exits(0).finds(&["First", "Last", "Small"]);
    check(&trail, &["--limit", "2"]).exits(0).finds(&["First", "Between"]);
    let stats = check(&trail, &["--name", "Between", "--fields", "eventName"]).stats();
    assert_eq!(stats["matched"], EVENTS - 2);
    assert_eq!(stats["bytes_inflated"], LOG.len() + event("Small").to_string().len());
}

#[test]
fn a_large_log_in_several_members_or_without_compression_is_the_same_log() {
    let trail = Trail::new();
    let (first, second) = LOG.as_bytes().split_at(LOG.len() / 3);
    trail.write("members.gz", [gzip(first), gzip(second)].concat()).write("plain.json", &*LOG);
    check(&trail, &["--name", "!Between"]).exits(0).finds(&["First", "Last", "First", "Last"]);
}

#[test]
fn a_large_log_that_is_cut_gives_what_is_whole_and_says_so() {
    let trail = Trail::new();
    let gzip = gzip(LOG.as_bytes());
    trail.write("cut.json.gz", &gzip[..gzip.len() / 2]);
    let run = check(&trail, &["--name", "!Between"]);
    run.exits(2).finds(&["First"]).says("compressed data ends early at byte … after");
}

#[test]
fn a_large_log_on_standard_input_is_the_same_log() {
    for bytes in [gzip(LOG.as_bytes()), LOG.clone().into_bytes()] {
        for threads in ["1", "2"] {
            let setting = Setting { stdin: bytes.clone(), ..Setting::default() };
            let arguments =
                ["query", "-", "--name", "!Between", "--format", "jsonl", "--threads", threads];
            run_with(&arguments, &setting).exits(0).finds(&["First", "Last"]);
        }
    }
}

#[test]
fn a_record_larger_than_a_block_is_one_record() {
    let trail = Trail::new();
    let large = with(event("Large"), "requestParameters", "y".repeat(3 * 1024 * 1024));
    let log = LOG.replace(&event("Last").to_string(), &large.to_string());
    trail.gzip("large.json.gz", log);
    let run = check(&trail, &["--name", "!Between", "--fields", "eventName"]);
    run.exits(0).prints("{\"eventName\":\"First\"}\n{\"eventName\":\"Large\"}\n");
}

/// Sound records between ones that do not end and strings that do not, some of them long.
fn badly_damaged() -> String {
    let mut text = String::from("{\"Records\":[");
    let mut number: u32 = 7;
    while text.len() < 700_000 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let many = 1 + (number >> 8) as usize % 40;
        let piece = match number >> 28 {
            0..8 => format!("{},", event("Sound")),
            8..14 => "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"a\":".repeat(many),
            _ => format!("{{\"eventVersion\":\"1\",\"z\":\"{}", "y".repeat(900 * many)),
        };
        text.push_str(&piece);
    }
    text
}

#[test]
fn what_is_recovered_does_not_depend_on_how_the_bytes_come() {
    let text = badly_damaged();
    let trail = Trail::new();
    trail.write("plain.json", &text);
    let plain = check(&trail, &[]);
    plain.exits(2);
    assert!(plain.names().len() > 10, "{plain}");
    trail.write("plain.json", gzip(text.as_bytes()));
    assert_eq!(check(&trail, &[]).names(), plain.names());
    let setting = Setting { stdin: text.into_bytes(), ..Setting::default() };
    let stdin = run_with(&["query", "-", "--format", "jsonl", "--threads", "2"], &setting);
    assert_eq!(stdin.names(), plain.names());
}

#[test]
fn a_log_behind_many_blanks_is_found_whatever_its_name() {
    let trail = Trail::new();
    trail.write("notes.txt", format!("{}{}", " ".repeat(6000), event("Behind")));
    check(&trail, &[]).exits(0).finds(&["Behind"]);
}
