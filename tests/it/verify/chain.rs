//! Makes what CloudTrail delivers to a bucket: log files, and the digests that it signs, with keys
//! of the tests' own.
//!
//! Nothing of the program is used. The signing code is here and nowhere else.

use chrono::{DateTime, Duration, Utc};
use data_encoding::{BASE64, BASE64_MIME, HEXLOWER};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde_json::{Value, json};

use crate::trail::{Trail, event, gzip, with};

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const BUCKET: &str = "amzn-s3-demo-bucket";
/// With everything that the name of a trail may hold.
pub(super) const TRAIL: &str = "my_trail.v-2";

pub(super) type Time = DateTime<Utc>;

/// A time of the first days of May 2024.
pub(super) fn at(text: &str) -> Time {
    DateTime::parse_from_rfc3339(&format!("2024-05-{text}Z")).expect("a time").to_utc()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}

/// One of the two keys of the tests.
pub(super) struct Key {
    pair: RsaKeyPair,
    pub(super) fingerprint: &'static str,
}

impl Key {
    pub(super) fn one() -> Key {
        Key::read(include_str!("key-one.pem"), "31e8b5433410dfb61a9dc45cc65b22ff")
    }

    pub(super) fn two() -> Key {
        Key::read(include_str!("key-two.pem"), "8eba5db5bea9b640d1c96a77256fe7f2")
    }

    fn read(pem: &str, fingerprint: &'static str) -> Key {
        let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
        let base64: String = lines.take_while(|line| !line.starts_with("-----END")).collect();
        let der = BASE64_MIME.decode(base64.as_bytes()).expect("base64");
        Key { pair: RsaKeyPair::from_pkcs8(&der).expect("a key"), fingerprint }
    }

    pub(super) fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let random = SystemRandom::new();
        self.pair
            .sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
            .expect("signed");
        HEXLOWER.encode(&signature)
    }

    /// The public key as PKCS#1 has it, which AWS documents.
    pub(super) fn pkcs1(&self) -> String {
        BASE64.encode(self.pair.public_key().as_ref())
    }

    /// The public key in the envelope that one of AWS's own samples is in.
    pub(super) fn spki(&self) -> String {
        let rsa = self.pair.public_key().as_ref();
        let mut bits = vec![0];
        bits.extend(rsa);
        // rsaEncryption, with a NULL for its parameters.
        let algorithm = HEXLOWER.decode(b"300d06092a864886f70d0101010500").expect("hex");
        let inside = [algorithm, element(3, &bits)].concat();
        BASE64.encode(&element(0x30, &inside))
    }

    /// An entry of `list-public-keys`.
    pub(super) fn entry(&self) -> Value {
        json!({
            "Value": self.pkcs1(),
            "ValidityStartTime": "2024-04-01T00:00:00+00:00",
            "ValidityEndTime": "2024-06-01T00:00:00+00:00",
            "Fingerprint": self.fingerprint,
        })
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("short").to_be_bytes();
    [&[tag, 0x82], &length[..], content].concat()
}

/// Where digests are of.
#[derive(Clone)]
pub(super) struct Place {
    /// What stands before `AWSLogs`, with its `/`.
    pub(super) prefix: &'static str,
    pub(super) organization: Option<&'static str>,
    pub(super) trail: &'static str,
    pub(super) region: &'static str,
    pub(super) is_backfill: bool,
}

impl Place {
    pub(super) fn of(region: &'static str) -> Place {
        Place { prefix: "", organization: None, trail: TRAIL, region, is_backfill: false }
    }

    fn root(&self) -> String {
        let organization = self.organization.map(|name| format!("{name}/")).unwrap_or_default();
        format!("{}AWSLogs/{organization}{ACCOUNT}", self.prefix)
    }

    /// The key of a log file that was begun at this time.
    pub(super) fn log(&self, time: Time, unique: &str) -> String {
        let (root, region) = (self.root(), self.region);
        let (day, minute) = (time.format("%Y/%m/%d"), time.format("%Y%m%dT%H%MZ"));
        format!(
            "{root}/CloudTrail/{region}/{day}/{ACCOUNT}_CloudTrail_{region}_{minute}_{unique}.json.gz"
        )
    }

    /// The key of the digest that ends at this time.
    pub(super) fn digest(&self, end: Time) -> String {
        let (root, region, trail) = (self.root(), self.region, self.trail);
        let (day, second) = (end.format("%Y/%m/%d"), end.format("%Y%m%dT%H%M%SZ"));
        let backfill = if self.is_backfill { "_backfill" } else { "" };
        format!(
            "{root}/CloudTrail-Digest/{region}/{day}/\
             {ACCOUNT}_CloudTrail-Digest_{region}_{trail}_us-east-1_{second}{backfill}.json.gz"
        )
    }
}

/// An object of the bucket.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) key: String,
    /// Uncompressed.
    pub(super) text: String,
    /// Of a digest.
    pub(super) signature: Option<String>,
}

/// Delivers log files and digests of one place, one after another.
pub(super) struct Delivery<'k> {
    pub(super) place: Place,
    pub(super) key: &'k Key,
    pub(super) objects: Vec<Object>,
    previous: Option<Object>,
}

impl<'k> Delivery<'k> {
    pub(super) fn new(place: Place, key: &'k Key) -> Delivery<'k> {
        Delivery { place, key, objects: Vec::new(), previous: None }
    }

    /// A log file with one event.
    pub(super) fn log(&mut self, time: Time, unique: &str) -> Object {
        let when = time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let event = with(with(event(unique), "eventTime", when), "awsRegion", self.place.region);
        let text = json!({"Records": [event]}).to_string();
        let log = Object { key: self.place.log(time, unique), text, signature: None };
        self.objects.push(log.clone());
        log
    }

    /// The digest of a stretch of time that lists these log files.
    pub(super) fn digest(&mut self, start: Time, end: Time, logs: &[Object]) -> Object {
        let listed = |log: &Object| {
            json!({
                "s3Bucket": BUCKET,
                "s3Object": log.key,
                "hashValue": sha256(log.text.as_bytes()),
                "hashAlgorithm": "SHA-256",
                "newestEventTime": "2024-05-01T00:00:00Z",
                "oldestEventTime": "2024-05-01T00:00:00Z",
            })
        };
        let previous = self.previous.as_ref();
        let told = |value: Option<String>| value.map_or(Value::Null, Value::from);
        let text = json!({
            "awsAccountId": ACCOUNT,
            "digestStartTime": written(start),
            "digestEndTime": written(end),
            "digestS3Bucket": BUCKET,
            "digestS3Object": self.place.digest(end),
            "digestPublicKeyFingerprint": self.key.fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": null,
            "oldestEventTime": null,
            "previousDigestS3Bucket": previous.map(|_| BUCKET),
            "previousDigestS3Object": told(previous.map(|previous| previous.key.clone())),
            "previousDigestHashValue":
                told(previous.map(|previous| sha256(previous.text.as_bytes()))),
            "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
            "previousDigestSignature":
                told(previous.and_then(|previous| previous.signature.clone())),
            "logFiles": logs.iter().map(listed).collect::<Vec<_>>(),
        })
        .to_string();
        let signature = self.key.sign(&signed(&text));
        let key = self.place.digest(end);
        let digest = Object { key, text, signature: Some(signature) };
        self.objects.push(digest.clone());
        self.previous = Some(digest.clone());
        digest
    }

    /// The digest of an hour with one log file, which was begun five minutes into it.
    pub(super) fn hour(&mut self, start: Time) -> Object {
        let time = start + Duration::minutes(5);
        let log = self.log(time, &time.format("Made%d%H%MforTests").to_string());
        self.digest(start, start + Duration::hours(1), &[log])
    }

    /// Digests so far are followed by others that know nothing of them.
    pub(super) fn stop(&mut self) {
        self.previous = None;
    }
}

fn written(time: Time) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What is signed of a digest, worked out from its text.
pub(super) fn signed(text: &str) -> String {
    let digest: Value = serde_json::from_str(text).expect("a digest");
    let field = |name: &str| digest[name].as_str().expect("a text").to_owned();
    format!(
        "{}\n{}/{}\n{}\n{}",
        field("digestEndTime"),
        field("digestS3Bucket"),
        field("digestS3Object"),
        sha256(text.as_bytes()),
        digest["previousDigestSignature"].as_str().unwrap_or("null"),
    )
}

/// What `list-public-keys` prints.
pub(super) fn list(keys: &[&Key]) -> String {
    json!({"PublicKeyList": keys.iter().map(|key| key.entry()).collect::<Vec<_>>()}).to_string()
}

/// What `head-object` prints of a digest.
pub(super) fn head(digest: &Object) -> String {
    json!({
        "LastModified": "2024-05-03T00:10:00+00:00",
        "ContentType": "application/json",
        "Metadata": {
            "signature-algorithm": "SHA256withRSA",
            "signature": digest.signature,
        }
    })
    .to_string()
}

/// Writes objects as `aws s3 sync` would.
pub(super) fn write(trail: &Trail, objects: &[Object]) {
    for object in objects {
        trail.write(&format!("bucket/{}", object.key), gzip(object.text.as_bytes()));
    }
}
