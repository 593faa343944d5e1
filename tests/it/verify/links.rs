//! What is told of a chain where nobody tampered: beginnings and ends of logging, gaps, overlaps,
//! copies that hold a part.

use chrono::Duration;
use serde_json::{Value, json};

use super::{chain::*, json as read};
use crate::trail::{Run, Trail};

/// Writes a delivery with its key, and verifies it by its signatures.
fn verify(delivery: &Delivery<'_>) -> (Trail, Run) {
    let trail = Trail::new();
    write(&trail, &delivery.objects);
    trail.write("keys.json", list(&[delivery.key]));
    let run = trail.run(&["verify", "{}/bucket", "--public-keys", "{}/keys.json", "-f", "json"]);
    (trail, run)
}

fn hours(delivery: &mut Delivery<'_>, first: &str, number: i64) {
    for hour in 0..number {
        delivery.hour(at(first) + Duration::hours(hour));
    }
}

#[test]
fn a_new_start_of_logging_leaves_a_gap_and_is_no_fault() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    hours(&mut delivery, "01T00:31:12", 3);
    delivery.stop();
    // What is delivered meanwhile is in no digest.
    let between = delivery.log(at("01T08:00:00"), "Between");
    hours(&mut delivery, "01T10:31:12", 3);
    let (trail, run) = verify(&delivery);
    run.exits(0);
    let all = read(&run);
    let gap = &all["gaps"][0];
    assert_eq!((&gap["reason"], &gap["seconds"]), (&json!("restart"), &json!(7 * 3600)), "{run}");
    assert_eq!(gap["from"], "2024-05-01T03:31:12Z");
    assert_eq!(all["chains"][0]["begins"], "logging");
    assert_eq!(all["counts"]["logs"]["not_covered"], 1, "{run}");
    let (status, reason) = &super::told(&run)[&format!("bucket/{}", between.key)];
    assert_eq!((status.as_str(), reason.as_deref()), ("not covered", Some("gap")));
    // The last before the stop has no next, as the newest has none.
    assert_eq!(all["counts"]["digests"]["consistent"], 2, "{run}");
    trail.run(&["verify", "{}/bucket"]).exits(0).shows("digests stopped");
}

#[test]
fn a_copy_that_begins_in_the_middle_says_so() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    let early = delivery.hour(at("01T00:31:12"));
    hours(&mut delivery, "01T01:31:12", 3);
    delivery.objects.retain(|object| object.key != early.key);
    let (_, run) = verify(&delivery);
    run.exits(0);
    let all = read(&run);
    assert_eq!(all["chains"][0]["begins"], "copy", "{run}");
    assert_eq!(all["gaps"], json!([]));
    assert_eq!(all["counts"]["logs"]["not_covered"], 1, "{run}");
    let says = all["says"].to_string();
    assert!(says.contains("what came before the first digest here, and after"), "{says}");
}

#[test]
fn digests_that_skip_time_or_overlap_are_told() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    delivery.digest(at("01T00:00:00"), at("01T01:00:00"), &[]);
    delivery.digest(at("01T01:30:00"), at("01T02:30:00"), &[]);
    delivery.digest(at("01T02:00:00"), at("01T03:00:00"), &[]);
    let (_, run) = verify(&delivery);
    run.exits(0);
    let all = read(&run);
    let gap = &all["gaps"][0];
    assert_eq!((&gap["reason"], &gap["seconds"]), (&json!("skip"), &json!(1800)), "{run}");
    assert_eq!(all["chains"][0]["overlaps"], 1, "{run}");
    assert!(all["says"].to_string().contains("1 digest covers a part of the time"), "{run}");
}

#[test]
fn logs_at_the_edges_of_what_is_covered_are_not_held_against_anybody() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    hours(&mut delivery, "01T01:00:00", 3);
    for (time, unique) in [
        ("01T00:59:00", "Before"),
        ("01T03:46:00", "LateInTheLastHour"),
        ("01T04:00:00", "After"),
        ("01T03:45:00", "Inside"),
    ] {
        delivery.log(at(time), unique);
    }
    let (_, run) = verify(&delivery);
    run.exits(1);
    let told = super::told(&run);
    let reason = |unique: &str| {
        let found = told.iter().find(|(path, _)| path.contains(&format!("_{unique}.")));
        found.and_then(|(_, (_, reason))| reason.clone()).unwrap_or_default()
    };
    assert_eq!(reason("Before"), "before");
    assert_eq!(reason("LateInTheLastHour"), "after");
    assert_eq!(reason("After"), "after");
    assert_eq!(reason("Inside"), "unlisted");
}

#[test]
fn kinds_that_no_digest_lists_are_not_covered_and_those_that_one_lists_are() {
    let key = Key::one();
    let insight = |delivery: &mut Delivery<'_>, time: &str, unique: &str| {
        let mut log = delivery.log(at(time), unique);
        log.key = log.key.replace("CloudTrail/", "CloudTrail-Insight/");
        log.key = log.key.replace("_CloudTrail_", "_CloudTrail-Insight_");
        *delivery.objects.last_mut().expect("a log") = log.clone();
        log
    };
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    insight(&mut delivery, "01T01:10:00", "Unlisted");
    delivery.hour(at("01T01:00:00"));
    let (_, run) = verify(&delivery);
    run.exits(0);
    assert_eq!(read(&run)["counts"]["logs"]["not_covered"], 1, "{run}");
    let listed = insight(&mut delivery, "01T02:10:00", "Listed");
    delivery.digest(at("01T02:00:00"), at("01T03:00:00"), &[listed]);
    let (_, run) = verify(&delivery);
    run.exits(1);
    assert_eq!(read(&run)["not_valid"][0]["reason"], "unlisted", "{run}");
}

#[test]
fn logs_of_a_region_without_digests_could_not_be_checked() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    hours(&mut delivery, "01T01:00:00", 2);
    let mut other = Delivery::new(Place::of("sa-east-1"), &key);
    other.log(at("01T01:10:00"), "Far");
    delivery.objects.extend(other.objects);
    let (trail, run) = verify(&delivery);
    run.exits(2);
    let all = read(&run);
    assert_eq!(all["verdict"], "could not check");
    assert_eq!(all["counts"]["logs"]["could_not_check"], 1, "{run}");
    let page = trail.run(&["verify", "{}/bucket"]);
    page.exits(2).shows("no digest of account 111122223333 in sa-east-1 is here");
}

#[test]
fn a_trail_of_an_organization_and_one_that_changed_its_bucket_are_chains_like_others() {
    let key = Key::one();
    let place = Place {
        prefix: "some/where/",
        organization: Some("o-ab12cd34ef"),
        ..Place::of("us-east-1")
    };
    let mut delivery = Delivery::new(place, &key);
    hours(&mut delivery, "01T01:00:00", 2);
    delivery.place.prefix = "elsewhere/";
    hours(&mut delivery, "01T03:00:00", 2);
    let (_, run) = verify(&delivery);
    run.exits(0);
    let all = read(&run);
    let chains = all["chains"].as_array().expect("chains");
    assert_eq!(chains.len(), 1, "{run}");
    assert_eq!(chains[0]["organization"], "o-ab12cd34ef");
    assert_eq!((&chains[0]["digests"], &all["gaps"]), (&json!(4), &json!([])), "{run}");
    assert_eq!(all["counts"]["digests"]["authentic"], 3, "{run}");
}

#[test]
fn two_trails_of_one_place_are_two_chains() {
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    hours(&mut delivery, "01T01:00:00", 2);
    let mut other = Delivery::new(Place { trail: "my", ..Place::of("us-east-1") }, &key);
    other.digest(at("01T01:20:00"), at("01T02:20:00"), &[]);
    delivery.objects.extend(other.objects);
    let (_, run) = verify(&delivery);
    run.exits(0);
    let chains = read(&run)["chains"].clone();
    let trails: Vec<Value> =
        chains.as_array().expect("chains").iter().map(|chain| chain["trail"].clone()).collect();
    assert_eq!(json!(trails), json!([TRAIL, "my"]), "{run}");
}

#[test]
fn the_sample_in_aws_documents_is_read() {
    let trail = Trail::new();
    // CloudTrail digest file structure, its sample, with the hash of a log that is made here.
    let object = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_us-east-2_your-trail-name_us-east-2_20150817T150131Z.json.gz";
    let log = "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/17/111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz";
    let text = r#"{"Records":[]}"#;
    let digest = json!({
        "awsAccountId": "111122223333",
        "digestStartTime": "2015-08-17T14:01:31Z",
        "digestEndTime": "2015-08-17T15:01:31Z",
        "digestS3Bucket": "amzn-s3-demo-bucket",
        "digestS3Object": object,
        "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": "2015-08-17T14:52:27Z",
        "oldestEventTime": "2015-08-17T14:42:27Z",
        "previousDigestS3Bucket": "amzn-s3-demo-bucket",
        "previousDigestS3Object": object.replace("T150131Z", "T140131Z"),
        "previousDigestHashValue":
            "97fb791cf91ffc440d274f8190dbdd9aa09c34432aba82739df18b6d3c13df2d",
        "previousDigestHashAlgorithm": "SHA-256",
        "previousDigestSignature": "50887ccffad4c002b97caa37cc9dc626e3c680207d41d27fa5835458e066e0d3",
        "logFiles": [{
            "s3Bucket": "amzn-s3-demo-bucket",
            "s3Object": log,
            "hashValue": sha256(text.as_bytes()),
            "hashAlgorithm": "SHA-256",
            "newestEventTime": "2015-08-17T14:52:27Z",
            "oldestEventTime": "2015-08-17T14:42:27Z"
        }]
    });
    let pretty = serde_json::to_string_pretty(&digest).expect("JSON");
    trail.gzip(&format!("bucket/{object}"), pretty).gzip(&format!("bucket/{log}"), text);
    let run = trail.run(&["verify", "{}/bucket", "-f", "json"]);
    run.exits(0);
    let all = read(&run);
    assert_eq!(all["chains"][0]["trail"], "your-trail-name");
    assert_eq!(all["chains"][0]["begins"], "copy");
    assert_eq!(all["counts"]["logs"]["consistent"], 1, "{run}");
}
