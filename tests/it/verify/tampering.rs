//! Each way to tamper with the logs of a copy, one at a time: it is caught and named, and of all
//! other files is said what was said before. What is done to digests is `forging`'s.

use serde_json::Value;

use super::{Bucket, chain::*, changed, json as read, told};
use crate::trail::{Run, gzip};

/// Both ways to ask: with everything that could prove something, and by hashes alone.
pub(super) const WAYS: [&[&str]; 2] = [&Bucket::ALL, &[]];

/// Tampers with a sound copy, and checks what is told in one of the two ways of what changed.
#[track_caller]
pub(super) fn check(
    way: &[&str],
    tamper: impl Fn(&Bucket),
    code: u8,
    expected: &[(&str, &str)],
) -> Run {
    let bucket = Bucket::new();
    let flags = [way, &["-f", "json"]].concat();
    let before = told(bucket.verify(&flags).exits(0));
    tamper(&bucket);
    let run = bucket.verify(&flags);
    run.exits(code);
    let after = told(&run);
    let mut changed = changed(&before, &after);
    for (part, words) in expected {
        let found: Vec<String> =
            changed.keys().filter(|path| path.contains(part)).cloned().collect();
        let [path] = found.as_slice() else {
            panic!("of {part}: {found:?} of {changed:#?}\n{:?}", read(&run)["says"])
        };
        assert_eq!(changed.remove(path).as_deref(), Some(*words), "{path}");
    }
    assert!(changed.is_empty(), "what was untouched is told otherwise: {changed:#?}");
    if code == 1 {
        assert_eq!(read(&run)["verdict"], "not valid");
        bucket.verify(way).exits(1).shows("NOT VALID\n").shows("VERDICT  not valid\n");
    }
    run
}

/// The log file of an hour, the digest that lists it, and the one before.
pub(super) const LOG: &str = "_CloudTrail_us-east-1_20240501T1036Z";
pub(super) const DIGEST: &str =
    "CloudTrail-Digest_us-east-1_my_trail.v-2_us-east-1_20240501T113112Z.";
pub(super) const BEFORE: &str =
    "CloudTrail-Digest_us-east-1_my_trail.v-2_us-east-1_20240501T103112Z.";
pub(super) const NEWEST: &str =
    "CloudTrail-Digest_us-east-1_my_trail.v-2_us-east-1_20240503T003112Z.";
const BACKFILL: &str = "20240501T063112Z_backfill";

#[test]
fn a_changed_byte_in_a_log() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            bucket.replace(log, log.text.replace("192.0.2.1", "192.0.2.2"));
        };
        let run = check(way, tamper, 1, &[(LOG, "not valid: hash")]);
        let wrong = &read(&run)["not_valid"][0];
        assert!(wrong["listed_by"].as_str().is_some_and(|by| by.contains("T113112Z")), "{wrong}");
        assert_ne!(wrong["expected_sha256"], wrong["sha256"], "{wrong}");
    }
}

#[test]
fn a_removed_log() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| bucket.remove(bucket.object(LOG));
        check(way, tamper, 1, &[(LOG, "missing")]);
    }
}

#[test]
fn an_added_log() {
    for way in WAYS {
        let add = |name: &str| {
            let name = name.to_owned();
            move |bucket: &Bucket| {
                bucket.trail.gzip(&format!("bucket/{name}"), r#"{"Records":[{"eventID":"x"}]}"#);
            }
        };
        let place = Place::of("us-east-1");
        check(
            way,
            add(&place.log(at("01T12:00:00"), "Added")),
            1,
            &[("Added", "not valid: unlisted")],
        );
        // In a flattened copy, under a name that says nothing, or with no time in it.
        check(way, add("Added.json.gz"), 1, &[("Added", "not valid: unlisted-unknown")]);
        let timeless = "AWSLogs/111122223333/CloudTrail/us-east-1/2024/05/01/Added.json.gz";
        check(way, add(timeless), 1, &[("Added", "not valid: unlisted")]);
        // A log that is there twice holds events twice.
        let again = place.log(at("01T12:00:00"), "Again");
        let copy = |bucket: &Bucket| {
            let text = &bucket.object(LOG).text;
            bucket.trail.gzip(&format!("bucket/{again}"), text);
        };
        check(way, copy, 1, &[("Again", "not valid: unlisted")]);
    }
}

#[test]
fn a_log_that_was_put_in_the_place_of_another() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let other = bucket.object("_CloudTrail_us-east-1_20240501T1136Z").text.clone();
            bucket.replace(bucket.object(LOG), other);
        };
        let run = check(way, tamper, 1, &[(LOG, "not valid: hash")]);
        let why = read(&run)["not_valid"][0]["why"].clone();
        assert!(why.as_str().is_some_and(|why| why.contains("_20240501T1136Z_Made01")), "{why}");
    }
}

#[test]
fn a_log_that_was_compressed_anew_or_not_at_all_is_the_same() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            let (one, other) = log.text.as_bytes().split_at(20);
            let path = bucket.path(log);
            bucket.trail.write(&path, [gzip(one), gzip(other)].concat());
            let digest = bucket.object(DIGEST);
            bucket.trail.write(&bucket.path(digest), &digest.text);
        };
        check(way, tamper, 0, &[]);
    }
}

#[test]
fn a_log_that_was_pretty_printed_is_another() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            let value: Value = serde_json::from_str(&log.text).expect("JSON");
            bucket.replace(log, serde_json::to_string_pretty(&value).expect("JSON"));
        };
        check(way, tamper, 1, &[(LOG, "not valid: hash")]);
        let line_break = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            bucket.replace(log, format!("{}\n", log.text));
        };
        check(way, line_break, 1, &[(LOG, "not valid: hash")]);
    }
}

#[test]
fn bytes_behind_compressed_data_and_data_that_ends_early() {
    for way in WAYS {
        let behind = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            let bytes = [&gzip(log.text.as_bytes())[..], b"{\"Records\":[]}"].concat();
            bucket.trail.write(&bucket.path(log), bytes);
        };
        let run = check(way, behind, 1, &[(LOG, "not valid: damaged")]);
        assert_eq!(read(&run)["not_valid"][0]["why"], "14 bytes behind the compressed data");
        let cut = |bucket: &Bucket| {
            let log = bucket.object(LOG);
            let bytes = gzip(log.text.as_bytes());
            bucket.trail.write(&bucket.path(log), &bytes[..bytes.len() / 2]);
        };
        let run = check(way, cut, 1, &[(LOG, "not valid: damaged")]);
        assert_eq!(read(&run)["not_valid"][0]["why"], "compressed data ends early");
    }
    let cut = |bucket: &Bucket| {
        let digest = bucket.object(DIGEST);
        let bytes = gzip(digest.text.as_bytes());
        bucket.trail.write(&bucket.path(digest), &bytes[..bytes.len() / 2]);
    };
    let run = check(&[], cut, 1, &[(DIGEST, "not valid: damaged"), (LOG, "not covered: gap")]);
    assert_eq!(read(&run)["gaps"][0]["reason"], "digest-not-valid");
    let behind = |bucket: &Bucket| {
        let digest = bucket.object(DIGEST);
        let bytes = [&gzip(digest.text.as_bytes())[..], b"more"].concat();
        bucket.trail.write(&bucket.path(digest), bytes);
    };
    check(&[], behind, 1, &[(DIGEST, "not valid: damaged")]);
}

#[test]
fn a_backfill_is_guarded_as_the_rest_is() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| bucket.remove(bucket.object("_Late5"));
        check(way, tamper, 1, &[("_Late5", "missing")]);
    }
    let tamper = |bucket: &Bucket| {
        let digest = bucket.object(BACKFILL);
        bucket.replace(digest, digest.text.replace("null", "\"x\""));
    };
    let log = ("_Late5", "could not check: bad-digest");
    check(&[], tamper, 1, &[(BACKFILL, "not valid: chain-hash"), log]);
    check(&Bucket::ALL, tamper, 1, &[(BACKFILL, "not valid: signature"), log]);
}

#[test]
fn any_byte_of_any_file_that_is_changed_makes_it_no_longer_authentic() {
    let mut chance: u64 = 0x7472_6169_6c73_6361;
    let mut below = |bound: usize| {
        // Knuth's MMIX generator: the same on every machine.
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).expect("31 bits") % bound
    };
    let bucket = Bucket::new();
    let before = told(&bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat()));
    for _ in 0..40 {
        let object = &bucket.objects[below(bucket.objects.len())];
        let mut bytes = object.text.clone().into_bytes();
        let at = below(bytes.len());
        bytes[at] ^= 1 << below(7);
        bucket.replace(object, &bytes);
        let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
        run.exits(1);
        let (path, after) = (bucket.path(object), told(&run));
        let place = || format!("byte {at} of {path}, {}", read(&run)["not_valid"]);
        assert_eq!(after[&path].0, "not valid", "{}", place());
        for (other, (status, reason)) in after.iter().filter(|(other, _)| **other != path) {
            let is_log = !other.contains("Digest");
            // A digest whose signature the changed one has, and what a changed one lists.
            let is_touched =
                object.signature.is_some() && before.get(other).map(|told| &told.0) != Some(status);
            assert!(status == "authentic" || is_touched, "{other} {status}: {}", place());
            assert!(status != "not valid" || !is_log, "{other} {reason:?}: {}", place());
        }
        bucket.replace(object, &object.text);
    }
}
