//! Each way to tamper with the digests of a copy, and with what they are signed by: it is caught
//! and named, and of all other files is said what was said before.

use serde_json::{Value, json};

use super::{
    Bucket,
    chain::*,
    json as read,
    tampering::{BEFORE, DIGEST, LOG, NEWEST, WAYS, check},
    told,
};

#[test]
fn digests_that_were_swapped() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let (one, other) = (bucket.object(DIGEST), bucket.object(BEFORE));
            bucket.replace(one, &other.text);
            bucket.replace(other, &one.text);
        };
        check(way, tamper, 1, &[(DIGEST, "not valid: moved"), (BEFORE, "not valid: moved")]);
        // One in two places: what it covered is open, and the next has no digest before it.
        let tamper =
            |bucket: &Bucket| bucket.replace(bucket.object(DIGEST), &bucket.object(BEFORE).text);
        let mut expected = vec![
            ("missing: bucket", "missing"),
            (DIGEST, "not valid: moved"),
            (LOG, "not covered: gap"),
        ];
        if !way.is_empty() {
            expected.push((BEFORE, "consistent: no-signature"));
            expected.push(("_CloudTrail_us-east-1_20240501T0936Z", "consistent"));
        }
        check(way, tamper, 1, &expected);
    }
}

#[test]
fn a_changed_digest() {
    let tamper = |bucket: &Bucket| {
        let digest = bucket.object(DIGEST);
        let text = digest.text.replace("\"newestEventTime\":null", "\"newestEventTime\":\"x\"");
        assert_ne!(text, digest.text);
        bucket.replace(digest, text);
    };
    let log = (LOG, "could not check: bad-digest");
    check(&Bucket::ALL, tamper, 1, &[(DIGEST, "not valid: signature"), log]);
    check(&[], tamper, 1, &[(DIGEST, "not valid: chain-hash"), log]);
}

#[test]
fn a_changed_log_and_the_digest_that_was_made_to_fit() {
    let tamper = |bucket: &Bucket| {
        let (log, digest) = (bucket.object(LOG), bucket.object(DIGEST));
        let forged = log.text.replace("192.0.2.1", "192.0.2.2");
        let fitting = digest.text.replace(&sha256(log.text.as_bytes()), &sha256(forged.as_bytes()));
        bucket.replace(log, forged);
        bucket.replace(digest, fitting);
    };
    let log = (LOG, "could not check: bad-digest");
    check(&Bucket::ALL, tamper, 1, &[(DIGEST, "not valid: signature"), log]);
    check(&[], tamper, 1, &[(DIGEST, "not valid: chain-hash"), log]);
}

/// Rewrites every digest from one on, so that all hashes agree.
fn rewrite(bucket: &Bucket, from: &str, change: impl Fn(&str) -> String) {
    let digests = bucket.objects.iter().filter(|object| {
        object.key.contains("CloudTrail-Digest_us-east-1") && !object.key.contains("_backfill")
    });
    let mut previous: Option<(String, String)> = None;
    for digest in digests.skip_while(|digest| !digest.key.contains(from)) {
        let text = match &previous {
            None => change(&digest.text),
            Some((old, new)) => digest.text.replace(old, new),
        };
        bucket.replace(digest, &text);
        previous = Some((sha256(digest.text.as_bytes()), sha256(text.as_bytes())));
    }
}

#[test]
fn whoever_rewrites_all_digests_passes_by_hashes_and_not_by_signatures() {
    let forge = |bucket: &Bucket| {
        let log = bucket.object(LOG);
        let forged = log.text.replace("192.0.2.1", "192.0.2.2");
        bucket.replace(log, &forged);
        let (old, new) = (sha256(log.text.as_bytes()), sha256(forged.as_bytes()));
        rewrite(bucket, DIGEST, |text| text.replace(&old, &new));
    };
    check(&[], forge, 0, &[]);
    let bucket = Bucket::new();
    forge(&bucket);
    let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
    run.exits(1);
    let (status, reason) = &told(&run)[&bucket.path(bucket.object(DIGEST))];
    assert_eq!((status.as_str(), reason.as_deref()), ("not valid", Some("signature")));
    assert_eq!(told(&run)[&bucket.path(bucket.object(BEFORE))].0, "authentic");
    assert_eq!(told(&run)[&bucket.path(bucket.object(LOG))].0, "could not check");
}

#[test]
fn the_newest_digest_is_held_by_its_metadata_alone() {
    let tamper = |bucket: &Bucket| {
        let digest = bucket.object(NEWEST);
        let text = digest.text.replace("\"newestEventTime\":null", "\"newestEventTime\":\"x\"");
        bucket.replace(digest, text);
    };
    check(&[], tamper, 0, &[]);
    check(&["--public-keys", "{}/keys.json"], tamper, 0, &[]);
    let log = ("us-east-1_20240502T2336Z", "could not check: bad-digest");
    check(&Bucket::ALL, tamper, 1, &[(NEWEST, "not valid: signature"), log]);
    // Where the name does not say which digest it is of, its signature is that of none here.
    let bucket = Bucket::new();
    tamper(&bucket);
    bucket.trail.write("saved.json", head(bucket.object(NEWEST)));
    let flags = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/saved.json"];
    let run = bucket.verify(&flags);
    run.exits(2).shows("COULD NOT CHECK\n").shows("its signature is that of no digest here");
}

#[test]
fn a_removed_digest() {
    let tamper = |bucket: &Bucket| bucket.remove(bucket.object(DIGEST));
    let expected = [(DIGEST, "missing"), (LOG, "not covered: gap")];
    let run = check(&[], tamper, 1, &expected);
    let gap = read(&run)["gaps"][0].clone();
    assert_eq!((&gap["from"], &gap["seconds"]), (&json!("2024-05-01T10:31:12Z"), &json!(3600)));
    assert_eq!(gap["reason"], "digest-missing");
    // The signature of the one before it was in it.
    let lost = [
        (BEFORE, "consistent: no-signature"),
        ("_CloudTrail_us-east-1_20240501T0936Z", "consistent"),
    ];
    check(&Bucket::ALL, tamper, 1, &[&expected[..], &lost].concat());
}

#[test]
fn two_removed_digests_in_a_row() {
    let tamper = |bucket: &Bucket| {
        bucket.remove(bucket.object(DIGEST));
        bucket.remove(bucket.object(BEFORE));
    };
    // Only the later of them is named by a digest that is left.
    let expected = [
        (DIGEST, "missing"),
        (BEFORE, "not here"),
        (LOG, "not covered: gap"),
        ("_CloudTrail_us-east-1_20240501T0936Z", "not covered: gap"),
    ];
    let run = check(&[], tamper, 1, &expected);
    let gap = read(&run)["gaps"][0].clone();
    assert_eq!((&gap["from"], &gap["seconds"]), (&json!("2024-05-01T09:31:12Z"), &json!(7200)));
}

#[test]
fn a_chain_that_was_cut() {
    let tamper = |bucket: &Bucket| {
        let digest = bucket.object(DIGEST);
        let mut text: Value = serde_json::from_str(&digest.text).expect("a digest");
        for field in ["S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature"] {
            text[format!("previousDigest{field}")] = Value::Null;
        }
        bucket.replace(digest, text.to_string());
    };
    let log = (LOG, "could not check: bad-digest");
    check(&[], tamper, 1, &[(DIGEST, "not valid: chain-hash"), log]);
    let lost = [
        (BEFORE, "consistent: no-signature"),
        ("_CloudTrail_us-east-1_20240501T0936Z", "consistent"),
    ];
    let expected = [&[(DIGEST, "not valid: signature"), log][..], &lost].concat();
    check(&Bucket::ALL, tamper, 1, &expected);
}

#[test]
fn a_digest_that_blames_the_one_before_it() {
    let tamper = |bucket: &Bucket| {
        let hash = sha256(bucket.object(BEFORE).text.as_bytes());
        let digest = bucket.object(DIGEST);
        bucket.replace(digest, digest.text.replace(&hash, &sha256(b"another")));
    };
    let log = (LOG, "could not check: bad-digest");
    check(&Bucket::ALL, tamper, 1, &[(DIGEST, "not valid: signature"), log]);
    check(&[], tamper, 1, &[(DIGEST, "not valid: chain-hash"), log]);
    // Nothing holds the newest without its metadata, but the signature in it tells.
    let tamper = |bucket: &Bucket| {
        let before = bucket.object("Digest_us-east-1_my_trail.v-2_us-east-1_20240502T233112Z");
        let digest = bucket.object(NEWEST);
        let hash = sha256(before.text.as_bytes());
        bucket.replace(digest, digest.text.replace(&hash, &sha256(b"another")));
    };
    let log = ("us-east-1_20240502T2336Z", "could not check: bad-digest");
    let keys = ["--public-keys", "{}/keys.json"];
    check(&keys, tamper, 1, &[(NEWEST, "not valid: contradicts"), log]);
}

#[test]
fn an_added_digest() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let digest = bucket.object(DIGEST);
            let text =
                digest.text.replace("T113112Z", "T120000Z").replace("T11:31:12Z", "T12:00:00Z");
            let key = digest.key.replace("T113112Z", "T120000Z");
            bucket.trail.gzip(&format!("bucket/{key}"), text);
        };
        check(way, tamper, 1, &[("T120000Z", "not valid: passed-over")]);
    }
}

#[test]
fn two_files_that_are_one_digest() {
    for way in WAYS {
        let tamper = |bucket: &Bucket| {
            let digest = bucket.object(DIGEST);
            let name = digest.key.rsplit('/').next().expect("a name");
            bucket.trail.gzip(&format!("bucket/copy/{name}"), digest.text.replace("null", "\"x\""));
            bucket.trail.gzip(&format!("bucket/sound/{name}"), &digest.text);
        };
        let sound = if way.is_empty() { "consistent" } else { "authentic" };
        check(way, tamper, 1, &[("/copy/", "not valid: impostor"), ("/sound/", sound)]);
    }
    // Nothing tells which newest digest is the one.
    let tamper = |bucket: &Bucket| {
        let digest = bucket.object(NEWEST);
        let name = digest.key.rsplit('/').next().expect("a name");
        bucket.trail.gzip(&format!("bucket/copy/{name}"), digest.text.replace("null", "\"x\""));
    };
    let log = ("us-east-1_20240502T2336Z", "could not check: bad-digest");
    let at_home =
        "/02/111122223333_CloudTrail-Digest_us-east-1_my_trail.v-2_us-east-1_20240503T003112Z";
    let at_home = at_home.replace("/02/", "/03/");
    let both =
        [("/copy/", "not valid: ambiguous"), (at_home.as_str(), "not valid: ambiguous"), log];
    check(&[], tamper, 1, &both);
    check(&Bucket::ALL, tamper, 1, &[("/copy/", "not valid: impostor")]);
}

#[test]
fn the_wrong_key() {
    let bucket = Bucket::new();
    let wrong = json!({"PublicKeyList": [{
        "Value": Key::two().pkcs1(),
        "Fingerprint": Key::one().fingerprint,
    }, Key::two().entry()]});
    bucket.trail.write("keys.json", wrong.to_string());
    let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
    run.exits(1);
    for (path, (status, reason)) in told(&run) {
        let expected = match (path.contains("us-east-1/"), path.contains("Digest")) {
            (true, true) => ("not valid", Some("signature")),
            (true, false) => ("could not check", Some("bad-digest")),
            (false, _) => ("authentic", None),
        };
        assert_eq!((status.as_str(), reason.as_deref()), expected, "{path}");
    }
}
