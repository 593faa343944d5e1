//! What is printed: pages that fit, an object for scripts, and nothing that steers a terminal.

use serde_json::{Value, json};

use super::{Bucket, chain::*, json as read};
use crate::trail::{Trail, on_terminal, run};

/// A copy with something of everything: changed, removed, added, a gap.
fn tampered() -> Bucket {
    let bucket = Bucket::new();
    let log = bucket.object("_CloudTrail_us-east-1_20240501T1036Z");
    bucket.replace(log, log.text.replace("192.0.2.1", "192.0.2.2"));
    bucket.remove(bucket.object("_CloudTrail_eu-west-1_20240501T1036Z"));
    bucket.remove(bucket.object("Digest_us-east-1_my_trail.v-2_us-east-1_20240501T203112Z"));
    let added = Place::of("us-east-1").log(at("01T12:00:00"), "Added");
    bucket.trail.gzip(&format!("bucket/{added}"), r#"{"Records":[]}"#);
    bucket
}

#[test]
fn a_page_names_what_is_wrong_and_ends_with_the_verdict() {
    let page = tampered().verify(&[]);
    page.exits(1);
    let parts = ["NOT VALID\n", "CHAINS  ", "GAPS  ", "VERDICT  not valid\n"];
    let places: Vec<_> = parts.iter().map(|part| page.stdout.find(part)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{page}");
    page.shows("log     its bytes are not those that were delivered");
    page.shows("log     in no digest, though its hour is covered");
    page.shows("digest  missing, though the next digest names it");
    page.shows("log     missing, though a digest lists it");
    page.shows("1 h     my_trail.v-2  111122223333  us-east-1  digest missing\n");
    page.shows("  Not valid: 2 log files.\n").shows("  Missing: 1 log file and 1 digest.\n");
    page.shows("Covered: 95 h in 2 chains, from 2024-05-01T00:31:12Z to 2024-05-03T00:31:12Z");
}

#[test]
fn every_file_is_named_where_that_is_asked_for() {
    let bucket = Bucket::new();
    let page = bucket.verify(&["--all"]);
    page.exits(0).shows("FILES\nWHAT    STATUS      WHY  PATH");
    let lines = page.stdout.lines();
    assert_eq!(
        lines.filter(|line| line.contains("  consistent  -    bucket/")).count(),
        184,
        "{page}"
    );
}

#[test]
fn much_that_is_not_valid_is_cut_short_and_said_to_be() {
    let bucket = Bucket::new();
    for object in bucket.objects.iter().filter(|object| object.signature.is_none()) {
        bucket.remove(object);
    }
    let mut delivery = Delivery::new(Place::of("us-east-1"), &Key::one()).place.clone();
    delivery.region = "eu-west-1";
    for minute in 0..60 {
        let time = at("01T12:00:00") + chrono::Duration::minutes(minute);
        bucket.trail.gzip(&format!("bucket/{}", delivery.log(time, "Added")), r#"{"Records":[]}"#);
    }
    bucket.verify(&[]).exits(1).shows("and 46 more; --all and --format json have them\n");
    let all = bucket.verify(&["-f", "json"]);
    assert_eq!(read(&all)["not_valid"].as_array().map(Vec::len), Some(146));
    assert!(!bucket.verify(&["--all"]).stdout.contains("more; --all"));
}

#[test]
fn a_page_fits_the_terminal_whatever_its_width_and_is_coloured_where_wanted() {
    let bucket = tampered();
    bucket.trail.fits_every_terminal("verify", &[&[], &["--all"]]);
    bucket.trail.is_coloured_where_wanted(&["verify", "{}/bucket"]);
    let narrow = bucket.trail.run_with(&["verify", "{}/bucket"], &on_terminal(60));
    // The end of a path tells one file from another.
    narrow.exits(1).shows("T1036Z_Made011036forTests.json.gz");
}

#[test]
fn quiet_is_the_exit_code_alone() {
    Bucket::new().verify(&["--quiet"]).exits(0).prints("").says_nothing();
    tampered().verify(&["-q"]).exits(1).prints("").says_nothing();
    let trail = Trail::new();
    trail.write("a", "x");
    trail.run(&["verify", "{}", "-q"]).exits(2).prints("").says("no CloudTrail digest files");
}

#[test]
fn times_are_shown_in_the_zone_that_was_asked_for() {
    let page = Bucket::new().verify(&["--tz", "+02:00"]);
    page.shows("2024-05-01T02:31:12+02:00").shows("from 2024-05-01T02:31:12+02:00 to");
    run(&["verify", "--tz", "Nowhere"]).exits(2).says("--tz `Nowhere`: not a time zone");
}

#[test]
fn the_object_for_scripts_has_all_of_it() {
    let run = tampered().verify(&["-f", "json"]);
    run.exits(1);
    let all = read(&run);
    let keys: Vec<&String> = all.as_object().expect("an object").keys().collect();
    let expected = [
        "chains",
        "counts",
        "exit_code",
        "files",
        "gaps",
        "metadata_of_no_digest",
        "not_valid",
        "says",
        "signatures_checked",
        "unwalked",
        "verdict",
    ];
    assert_eq!(keys, expected);
    let reasons: Vec<&Value> =
        all["not_valid"].as_array().expect("files").iter().map(|file| &file["reason"]).collect();
    assert_eq!(json!(reasons), json!(["hash", "unlisted", "missing", "missing"]), "{run}");
    let chain = &all["chains"][1];
    assert_eq!(chain["status"], "not valid", "{chain}");
    assert_eq!(
        (&chain["digests"], &chain["digests_missing"], &chain["logs_not_valid"]),
        (&json!(47), &json!(1), &json!(1)),
        "{chain}"
    );
    assert_eq!(all["gaps"][0]["reason"], "digest-missing");
    let file = &all["files"][0];
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64), "{file}");
}

#[test]
fn hostile_names_are_shown_and_steer_nothing() {
    let bucket = Bucket::new();
    let hostile = "bucket/evil\u{1b}[2J\u{202e}\nVERDICT  authentic.json";
    bucket.trail.write(hostile, r#"{"Records":[]}"#);
    for setting in [on_terminal(120), crate::trail::Setting::default()] {
        let setting = crate::trail::Setting { no_color: true, ..setting };
        let page = bucket.trail.run_with(&["verify", "{}/bucket"], &setting);
        page.exits(1);
        assert!(!page.stdout.contains(['\u{1b}', '\u{202e}']), "{page}");
        let verdicts = page.stdout.lines().filter(|line| line.starts_with("VERDICT"));
        assert_eq!(verdicts.collect::<Vec<_>>(), ["VERDICT  not valid"], "{page}");
    }
    let digest = bucket.newest[0].text.replace(TRAIL, "t\u{1b}[31m");
    bucket.trail.write("bucket/hostile.json", digest);
    assert!(!bucket.verify(&[]).stdout.contains('\u{1b}'));
}

#[test]
fn wrong_flags_are_told() {
    run(&["verify", "-"]).exits(2).prints("").says("`-`: standard input has no name");
    run(&["verify", "--threads", "0"]).exits(2).says("--threads `0`: nobody would work");
    run(&["verify", "-f", "csv"]).exits(2).says("--format `csv`: unknown value");
    run(&["verify", "--since", "7d"]).exits(2).says("`--since`: unknown flag");
    run(&["verify", "--help"]).exits(0).shows("--public-keys <FILE>").shows("Exit codes:");
}
