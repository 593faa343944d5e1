//! Public keys and saved metadata, in every form that AWS's tools give them.

use chrono::Duration;
use serde_json::{Value, json};

use super::{Bucket, chain::*, json as read, told};
use crate::trail::{Run, Trail};

/// Two hours, the metadata of the newest digest, and these keys.
#[track_caller]
fn with_keys(keys: &Value) -> Run {
    let trail = Trail::new();
    let key = Key::one();
    let mut delivery = Delivery::new(Place::of("us-east-1"), &key);
    delivery.hour(at("01T01:00:00"));
    let newest = delivery.hour(at("01T02:00:00"));
    write(&trail, &delivery.objects);
    trail.write("keys.json", keys.to_string()).write("head.json", head(&newest));
    let flags = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/head.json"];
    trail.run(&[&["verify", "{}/bucket", "-f", "json"][..], &flags].concat())
}

fn entry(change: impl Fn(&mut Value)) -> Value {
    let mut entry = Key::one().entry();
    change(&mut entry);
    json!({"PublicKeyList": [entry]})
}

#[test]
fn keys_are_read_in_both_encodings_and_both_spellings() {
    let sample = json!({"publicKeyList": [{
        "ValidityStartTime": "1711929600.0",
        "ValidityEndTime": "1717200000.0",
        "Value": Key::one().spki(),
        "Fingerprint": Key::one().fingerprint,
    }]});
    for keys in [
        entry(|_| ()),
        entry(|entry| entry["Value"] = Key::one().spki().into()),
        entry(|entry| entry["ValidityStartTime"] = 1_711_929_600.into()),
        entry(|entry| entry["ValidityEndTime"] = 1_717_200_000.25.into()),
        entry(|entry| entry["Fingerprint"] = Key::one().fingerprint.to_uppercase().into()),
        entry(|entry| entry["ValidityEndTime"] = Value::Null),
        sample,
    ] {
        let run = with_keys(&keys);
        run.exits(0);
        assert_eq!(read(&run)["verdict"], "authentic", "{keys}\n{run}");
    }
}

#[test]
fn keys_may_come_in_several_lists_and_be_there_twice() {
    let bucket = Bucket::new();
    bucket.trail.write("one.json", list(&[&Key::one()]));
    bucket.trail.write("two.json", list(&[&Key::two(), &Key::one()]));
    let keys = ["--public-keys", "{}/one.json", "--public-keys", "{}/two.json"];
    let metadata = ["--digest-metadata", "{}/metadata"];
    bucket.verify(&[&keys[..], &metadata].concat()).exits(0).shows("VERDICT  authentic\n");
}

#[test]
fn a_key_that_is_not_there_leaves_open_what_it_would_prove() {
    let bucket = Bucket::new();
    bucket.trail.write("one.json", list(&[&Key::one()]));
    let flags = ["--public-keys", "{}/one.json", "--digest-metadata", "{}/metadata"];
    let run = bucket.verify(&[&flags[..], &["-f", "json"]].concat());
    run.exits(2);
    for (path, (status, reason)) in told(&run) {
        let expected = match (path.contains("/eu-west-1/"), path.contains("Digest")) {
            (true, true) => ("could not check", Some("no-key")),
            (true, false) => ("consistent", None),
            (false, _) => ("authentic", None),
        };
        assert_eq!((status.as_str(), reason.as_deref()), expected, "{path}");
    }
    bucket.verify(&flags).exits(2).shows("no key with its fingerprint, 8eba5db5bea9b640d1c9");
}

/// A chain whose key changes in the middle.
fn rotated() -> (Trail, Vec<Object>) {
    let (one, two) = (Key::one(), Key::two());
    let mut delivery = Delivery::new(Place::of("us-east-1"), &one);
    for hour in 0..3 {
        delivery.hour(at("01T01:00:00") + Duration::hours(hour));
    }
    delivery.key = &two;
    for hour in 3..6 {
        delivery.hour(at("01T01:00:00") + Duration::hours(hour));
    }
    let trail = Trail::new();
    write(&trail, &delivery.objects);
    (trail, delivery.objects)
}

#[test]
fn an_authentic_digest_speaks_for_the_one_before_it_though_its_key_is_not_there() {
    let (trail, _) = rotated();
    trail.write("new.json", list(&[&Key::two()]));
    let run = trail.run(&["verify", "{}/bucket", "--public-keys", "{}/new.json", "-f", "json"]);
    run.exits(0);
    assert_eq!(read(&run)["counts"]["digests"]["authentic"], 5, "{run}");
}

#[test]
fn a_key_is_taken_in_its_time_and_a_little_around_it() {
    let (trail, objects) = rotated();
    let verify = |until: &str, from: &str| {
        let mut keys = [Key::one().entry(), Key::two().entry()];
        keys[0]["ValidityEndTime"] = until.into();
        keys[1]["ValidityStartTime"] = from.into();
        trail.write("keys.json", json!({ "PublicKeyList": keys }).to_string());
        trail.run(&["verify", "{}/bucket", "--public-keys", "{}/keys.json", "-f", "json"])
    };
    // The third digest ends at 04:00, and is signed some time later.
    verify("2024-05-01T04:00:00Z", "2024-05-01T04:00:00Z").exits(0);
    verify("2024-05-01T02:00:00Z", "2024-05-01T07:00:00Z").exits(0);
    let run = verify("2024-05-01T01:59:59Z", "2024-05-01T04:00:00Z");
    run.exits(1);
    let third = objects.iter().find(|object| object.key.contains("T040000Z")).expect("a digest");
    let (status, reason) = &told(&run)[&format!("bucket/{}", third.key)];
    assert_eq!((status.as_str(), reason.as_deref()), ("not valid", Some("key-out-of-time")));
}

#[test]
fn a_backfill_may_be_signed_long_after_its_hour() {
    let trail = Trail::new();
    let key = Key::one();
    let place = Place { is_backfill: true, ..Place::of("us-east-1") };
    let mut delivery = Delivery::new(place, &key);
    delivery.hour(at("01T01:00:00"));
    let newest = delivery.hour(at("01T02:00:00"));
    write(&trail, &delivery.objects);
    let mut keys = Key::one().entry();
    keys["ValidityStartTime"] = "2024-05-20T00:00:00Z".into();
    trail.write("keys.json", json!({"PublicKeyList": [keys]}).to_string());
    let mut saved: Value = serde_json::from_str(&head(&newest)).expect("JSON");
    let verify = |saved: &Value| {
        trail.write("head.json", saved.to_string());
        let flags = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/head.json"];
        trail.run(&[&["verify", "{}/bucket"][..], &flags].concat())
    };
    verify(&saved).exits(0).shows("VERDICT  authentic\n");
    saved["Metadata"]["backfill-generation-timestamp"] = "2024-05-21T00:00:00Z".into();
    verify(&saved).exits(0).shows("VERDICT  authentic\n");
    saved["Metadata"]["backfill-generation-timestamp"] = "2024-05-03T00:00:00Z".into();
    verify(&saved).exits(1).shows("signed with a key that was not in use at that time");
}

#[test]
fn metadata_are_matched_by_their_name_or_by_their_signature() {
    let bucket = Bucket::new();
    for (number, digest) in bucket.newest.iter().enumerate() {
        let name = digest.key.rsplit('/').next().expect("a name").to_owned();
        let stem = name.trim_end_matches(".json.gz").to_owned();
        let name = match number {
            0 => format!("{stem}.json"),
            1 => "whatever.txt".to_owned(),
            _ => format!("{name}.head-object.json"),
        };
        bucket.trail.write(&format!("saved/{name}"), head(digest));
    }
    let flags = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/saved"];
    bucket.verify(&flags).exits(0).says_nothing().shows("VERDICT  authentic\n");
    // Among the digests themselves, beside what is of no use.
    bucket.trail.write("saved/notes.txt", "nothing");
    bucket.verify(&flags).exits(0).says("saved/notes.txt: not JSON").says("passed over");
    let beside = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/bucket"];
    let newest = &bucket.newest[0];
    bucket.trail.write(&format!("bucket/{}.json", newest.key), head(newest));
    let run = bucket.verify(&beside);
    run.exits(0).shows("Signature not at hand: 2 digests.");
}

#[test]
fn what_is_no_key_and_no_metadata_is_refused_before_any_file_is_opened() {
    let trail = Trail::new();
    trail.write("empty", "").write("text", "x").write("object", "{}").write("directory/a", "x");
    trail.write("keys.json", list(&[&Key::one()]));
    trail.write("none.json", r#"{"PublicKeyList":[]}"#);
    trail.write("short.json", r#"{"PublicKeyList":[{"Fingerprint":"f","Value":"MAYCAQMCAQM="}]}"#);
    let refused = |flags: &[&str], words: &str| {
        let run = trail.run(&[&["verify", "/nowhere/at/all"], flags].concat());
        run.exits(2).prints("").says(words);
        assert!(!run.stderr.contains("nowhere"), "{run}");
    };
    refused(&["--public-keys", "{}/absent"], "--public-keys `absent`: no such file or directory");
    refused(
        &["--public-keys", "{}/text"],
        "--public-keys `text`: not the output of list-public-keys",
    );
    refused(&["--public-keys", "{}/object"], "hint: save what `aws cloudtrail list-public-keys");
    refused(&["--public-keys", "{}/none.json"], "--public-keys `none.json`: holds no key");
    refused(&["--public-keys", "{}/short.json"], "key f: an RSA key of 2 bits");
    let metadata = |path: &str, words: &str| {
        refused(&["--public-keys", "{}/keys.json", "--digest-metadata", path], words);
    };
    metadata("{}/text", "--digest-metadata `text`: not JSON");
    metadata("{}/object", "--digest-metadata `object`: no signature in it");
    metadata("{}/object", "hint: save what `aws s3api head-object");
    metadata("{}/directory", "--digest-metadata `directory`: no metadata with a signature in it");
    metadata("{}/absent", "--digest-metadata `absent`: no such file or directory");
    refused(
        &["--digest-metadata", "x"],
        "--digest-metadata `x`: a signature proves nothing without its key",
    );
}
