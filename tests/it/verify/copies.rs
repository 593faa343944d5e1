//! However a bucket was copied, its files are known for what they are.

use std::fs;

use serde_json::json;

use super::{Bucket, changed, json as read, told};
use crate::trail::{Trail, event, run};

#[test]
fn a_copy_without_directories_or_without_compression_is_the_same() {
    for compressed in [true, false] {
        let bucket = Bucket::new();
        for object in &bucket.objects {
            bucket.remove(object);
            let name = object.key.rsplit('/').next().expect("a name");
            if compressed {
                bucket.trail.gzip(&format!("bucket/{name}"), &object.text);
            } else {
                let name = name.trim_end_matches(".gz");
                bucket.trail.write(&format!("bucket/{name}"), &object.text);
            }
        }
        let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
        run.exits(0);
        let all = read(&run);
        assert_eq!(all["verdict"], "authentic", "{run}");
        assert_eq!(all["counts"]["logs"]["authentic"], 86, "{run}");
    }
}

#[test]
fn the_copy_may_begin_anywhere_and_be_named_in_parts() {
    let bucket = Bucket::new();
    let account = "{}/bucket/AWSLogs/111122223333";
    let digests = format!("{account}/CloudTrail-Digest/us-east-1");
    let logs = format!("{account}/CloudTrail/us-east-1");
    for paths in [&[account][..], &[&digests, &logs], &[&logs, &digests]] {
        bucket.trail.run(&[&["verify"], paths].concat()).exits(0).shows("VERDICT  consistent\n");
    }
    // Below the directory that is called AWSLogs.
    let from = bucket.trail.path("bucket/AWSLogs/111122223333");
    fs::rename(from, bucket.trail.path("copy")).expect("moved");
    bucket.trail.run(&["verify", "{}/copy"]).exits(0).shows("VERDICT  consistent\n");
    // The logs of a region alone: what its digests list is there, what the others list is not.
    let digests = "{}/copy/CloudTrail-Digest/us-east-1";
    let run = bucket.trail.run(&["verify", digests, "-f", "json"]);
    run.exits(1);
    assert_eq!(read(&run)["counts"]["logs"]["missing"], 44, "{run}");
}

#[test]
fn copies_of_one_file_must_all_be_right() {
    let bucket = Bucket::new();
    let before = told(&bucket.verify(&["-f", "json"]));
    let log = bucket.object("_CloudTrail_us-east-1_20240501T1036Z");
    let name = log.key.rsplit('/').next().expect("a name");
    bucket.trail.gzip(&format!("bucket/again/{name}"), &log.text);
    let run = bucket.verify(&["-f", "json"]);
    run.exits(0);
    let copy = format!("bucket/again/{name}");
    assert_eq!(changed(&before, &told(&run))[&copy], "consistent");
    bucket.trail.gzip(&copy, log.text.replace("192.0.2.1", "192.0.2.9"));
    let run = bucket.verify(&["-f", "json"]);
    run.exits(1);
    let changed = changed(&before, &told(&run));
    assert_eq!((changed.len(), changed[&copy].as_str()), (1, "not valid: hash"), "{run}");
}

#[test]
fn a_file_is_found_by_its_content_where_its_name_is_gone() {
    let bucket = Bucket::new();
    let before = told(&bucket.verify(&["-f", "json"]));
    let log = bucket.object("_CloudTrail_us-east-1_20240501T1036Z");
    bucket.remove(log);
    bucket.trail.gzip("bucket/renamed.gz", &log.text);
    let run = bucket.verify(&["-f", "json"]);
    run.exits(0);
    let changes = changed(&before, &told(&run));
    assert_eq!(changes["bucket/renamed.gz"], "consistent: other-name");
    bucket.trail.gzip(&bucket.path(log), &log.text);
    let run = bucket.verify(&["-f", "json"]);
    run.exits(0);
    assert_eq!(changed(&before, &told(&run))["bucket/renamed.gz"], "consistent: copy");
}

#[test]
fn digests_that_were_renamed_are_still_those_that_they_say_they_are() {
    let bucket = Bucket::new();
    let digest = bucket.object("Digest_us-east-1_my_trail.v-2_us-east-1_20240501T113112Z");
    bucket.remove(digest);
    bucket.trail.write("bucket/1", &digest.text);
    bucket.verify(&Bucket::ALL).exits(0).shows("VERDICT  authentic\n");
}

#[test]
fn other_files_are_of_no_concern() {
    let bucket = Bucket::new();
    bucket.trail.write("bucket/README", "notes").write("bucket/broken.gz", [0x1f, 0x8b, 8, 0]);
    let config = "bucket/AWSLogs/111122223333/Config/us-east-1/2024/5/1/ConfigHistory/x.json.gz";
    bucket.trail.gzip(config, r#"{"fileVersion":"1.0","configurationItems":[]}"#);
    bucket.trail.write("bucket/settings.json", r#"{"awsAccountId":"1","colour":"blue"}"#);
    let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
    run.exits(0);
    assert_eq!(read(&run)["counts"]["others"], 4, "{run}");
}

#[test]
fn without_digests_nothing_can_be_checked() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let run = trail.run(&["verify", "{}"]);
    run.exits(2).prints("").says("trailscan: {}: no CloudTrail digest files (1 file read)\n");
    run.says("hint: digests lie below CloudTrail-Digest/");
    let run = trail.run(&["verify", "{}", "-f", "json"]);
    assert_eq!(read(run.exits(2))["verdict"], "could not check");
    let empty = Trail::new();
    empty.write("none/.keep", "");
    empty.run(&["verify", "{}/none"]).exits(2).says("no CloudTrail digest files");
}

#[test]
fn what_cannot_be_read_could_not_be_checked() {
    let bucket = Bucket::new();
    let run = bucket.trail.run(&["verify", "{}/bucket", "{}/absent"]);
    run.exits(2).says("absent: no such file or directory\n").shows("VERDICT  could not check\n");
    run_of_nothing();
    // A directory that is in a file's place cannot be read by anybody, not even by root.
    #[cfg(unix)]
    {
        let log = bucket.object("_CloudTrail_us-east-1_20240501T1036Z");
        bucket.remove(log);
        let path = bucket.trail.path(&bucket.path(log));
        std::os::unix::fs::symlink("/proc/self/mem", &path).expect("a link");
        let run = bucket.verify(&["-f", "json"]);
        let all = read(run.exits(2));
        assert_eq!(all["counts"]["logs"]["could_not_check"], 1, "{run}");
        assert_eq!(all["counts"]["logs"]["missing"], 0, "{run}");
    }
}

fn run_of_nothing() {
    let run = run(&["verify", "/nowhere/at/all"]);
    run.exits(2).prints("");
    assert_eq!(run.stderr, "trailscan: /nowhere/at/all: no such file or directory\n");
}

#[test]
fn a_digest_beyond_the_bound_is_none_and_is_named() {
    let bucket = Bucket::new();
    let newest = &bucket.newest[0];
    let text = newest.text.replace("{\"aws", &format!("{}{{\"aws", " ".repeat(100)));
    let text = format!("{text}{}", " ".repeat(16 << 20));
    bucket.replace(newest, text);
    let run = bucket.verify(&["-f", "json"]);
    run.exits(1);
    let wrong = &read(&run)["not_valid"][0];
    assert_eq!(wrong["reason"], "no-digest", "{wrong}");
    let why = "begins like a digest, and has more than 16,777,216 bytes";
    assert_eq!(wrong["why"], json!(why));
}

#[test]
fn a_large_log_is_hashed_as_a_stream() {
    let bucket = Bucket::new();
    let log = bucket.object("_CloudTrail_us-east-1_20240501T1036Z");
    let large = |fill: &str| format!("{}{}", log.text, fill.repeat(20 << 20));
    let digest = bucket.object("Digest_us-east-1_my_trail.v-2_us-east-1_20240501T113112Z");
    let hash = super::chain::sha256(large(" ").as_bytes());
    let text = digest.text.replace(&super::chain::sha256(log.text.as_bytes()), &hash);
    // Alone, so that nothing else holds the digest that was made for it.
    let trail = Trail::new();
    trail.gzip(&format!("bucket/{}", digest.key), &text);
    for (fill, code) in [(" ", 0), ("x", 1)] {
        trail.gzip(&format!("bucket/{}", log.key), large(fill));
        trail.run(&["verify", "{}/bucket"]).exits(code);
        trail.write(&format!("bucket/{}", log.key), large(fill));
        trail.run(&["verify", "{}/bucket"]).exits(code);
    }
}
