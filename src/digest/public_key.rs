//! The public keys that digests are signed with, as `aws cloudtrail list-public-keys` prints them,
//! and whether a signature is one of theirs. The arithmetic is ring's.
//!
//! AWS has a key pair for each region, changes it now and then, and names in each digest the
//! fingerprint of the one that signed it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;
use spki::{
    SubjectPublicKeyInfoRef,
    der::{Decode as _, Reader as _, SliceReader, asn1::UintRef},
};

use crate::time::{self, Timestamp};

/// The keys that a person gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PublicKeys(HashMap<String, Vec<PublicKey>>);

/// One key, and when AWS signed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey {
    /// DER of an `RSAPublicKey` (PKCS#1).
    rsa: Vec<u8>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
}

/// How far beyond its time a key may sign: a digest is signed some time after the hour that it
/// ends, and the aws CLI asks for keys two hours around for that reason.
const SLACK: TimeDelta = TimeDelta::hours(2);

/// What the keys say of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Verified,
    /// By a key that was not in use at that time.
    OutOfTime,
    Failed,
    /// None of the keys has the fingerprint.
    NoKey,
}

#[derive(Deserialize)]
struct List {
    #[serde(alias = "publicKeyList")]
    #[serde(rename = "PublicKeyList")]
    keys: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(rename = "Fingerprint", alias = "fingerprint")]
    fingerprint: String,
    #[serde(rename = "Value", alias = "value")]
    value: String,
    #[serde(rename = "ValidityStartTime", alias = "validityStartTime")]
    from: Option<Value>,
    #[serde(rename = "ValidityEndTime", alias = "validityEndTime")]
    until: Option<Value>,
}

impl PublicKeys {
    /// Adds those of a list, or says in words why it is none.
    pub(crate) fn add(&mut self, text: &[u8]) -> Result<(), String> {
        let List { keys } = serde_json::from_slice(text)
            .map_err(|error| format!("not the output of list-public-keys ({error})"))?;
        if keys.is_empty() {
            return Err("holds no key".to_owned());
        }
        for written in keys {
            let fingerprint = written.fingerprint.trim().to_ascii_lowercase();
            let key =
                PublicKey::read(written).map_err(|wrong| format!("key {fingerprint}: {wrong}"))?;
            let known = self.0.entry(fingerprint).or_default();
            if !known.contains(&key) {
                known.push(key);
            }
        }
        Ok(())
    }

    /// Whether a key of this fingerprint made the signature, in hexadecimal digits, of the text, at
    /// about this time, if one is known.
    pub(crate) fn prove(
        &self,
        fingerprint: &str,
        signature: &str,
        text: &str,
        time: Option<Timestamp>,
    ) -> Proof {
        let Some(keys) = self.0.get(&fingerprint.trim().to_ascii_lowercase()) else {
            return Proof::NoKey;
        };
        let Ok(signature) = HEXLOWER_PERMISSIVE.decode(signature.as_bytes()) else {
            return Proof::Failed;
        };
        let made = keys.iter().filter(|key| {
            let rsa = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &key.rsa);
            rsa.verify(text.as_bytes(), &signature).is_ok()
        });
        let in_time = |key: &PublicKey| time.is_none_or(|time| key.signs_at(time));
        match made.map(in_time).max() {
            Some(true) => Proof::Verified,
            Some(false) => Proof::OutOfTime,
            None => Proof::Failed,
        }
    }
}

impl PublicKey {
    fn read(written: Written) -> Result<PublicKey, String> {
        let base64: String = written.value.split_whitespace().collect();
        let der = BASE64.decode(base64.as_bytes()).map_err(|_| "its Value is not base64")?;
        // AWS documents PKCS#1, and one of the three keys in its own sample is the other.
        let rsa = match SubjectPublicKeyInfoRef::from_der(&der) {
            Ok(info) => info.subject_public_key.as_bytes().unwrap_or_default().to_vec(),
            Err(_) => der,
        };
        let bits = modulus_bits(&rsa).ok_or("its Value is not an RSA public key")?;
        if !(2048..=8192).contains(&bits) {
            return Err(format!("an RSA key of {bits} bits, and only 2048 to 8192 are taken"));
        }
        let time = |written: Option<Value>| written.map(|written| instant(&written)).transpose();
        Ok(PublicKey { rsa, from: time(written.from)?, until: time(written.until)? })
    }

    fn signs_at(&self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= time + SLACK)
            && self.until.is_none_or(|until| time <= until + SLACK)
    }
}

/// How many bits the modulus of an `RSAPublicKey` has.
fn modulus_bits(der: &[u8]) -> Option<usize> {
    let mut reader = SliceReader::new(der).ok()?;
    let modulus = reader.sequence(|inside| {
        let modulus = UintRef::decode(inside)?;
        UintRef::decode(inside).map(|_| modulus)
    });
    let modulus = modulus.ok().filter(|_| reader.is_finished())?;
    let first = modulus.as_bytes().first()?;
    Some(modulus.as_bytes().len() * 8 - first.leading_zeros() as usize)
}

/// Seconds since 1970 as a number, which the API has, or in quotes, as AWS's sample has them; or a
/// time, as version 2 of the aws CLI writes it.
fn instant(written: &Value) -> Result<Timestamp, String> {
    let text = match written {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite());
    #[expect(clippy::cast_possible_truncation, reason = "it saturates, and that is no time")]
    let of_seconds = |seconds: f64| DateTime::from_timestamp(seconds as i64, 0);
    seconds
        .and_then(of_seconds)
        .or_else(|| time::parse(&text))
        .ok_or_else(|| format!("`{text}` is not a time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_form_that_aws_has_for_them() {
        let time = time::parse("2015-07-08T00:44:01Z").ok_or_else(String::new);
        for written in [
            serde_json::json!(1_436_316_241),
            serde_json::json!(1_436_316_241.0),
            serde_json::json!("1436316241.0"),
            serde_json::json!("2015-07-08T02:44:01+02:00"),
        ] {
            assert_eq!(instant(&written), time, "{written}");
        }
        for written in ["soon", "1e300", "NaN"] {
            assert!(instant(&serde_json::json!(written)).is_err(), "{written}");
        }
    }

    #[test]
    fn what_is_no_list_of_keys_is_told() {
        for (text, words) in [
            ("x", "not the output of list-public-keys"),
            (r#"{"PublicKeyList":[]}"#, "holds no key"),
            (
                r#"{"PublicKeyList":[{"Fingerprint":"F","Value":"-"}]}"#,
                "key f: its Value is not base64",
            ),
            (r#"{"publicKeyList":[{"Fingerprint":"f","Value":"AAAA"}]}"#, "not an RSA public key"),
            (
                r#"{"PublicKeyList":[{"Fingerprint":"f","Value":"MAYCAQMCAQM="}]}"#,
                "an RSA key of 2 bits",
            ),
        ] {
            let wrong = PublicKeys::default().add(text.as_bytes()).expect_err("no list");
            assert!(wrong.contains(words), "{text}: {wrong}");
        }
    }

    #[test]
    fn a_key_signs_a_little_beyond_its_time() {
        let time = |text| time::parse(text);
        let (from, until) = (time("2024-05-01T00:00:00Z"), time("2024-05-31T00:00:00Z"));
        let key = PublicKey { rsa: Vec::new(), from, until };
        let signs = |text| key.signs_at(time(text).expect("a time"));
        assert!(signs("2024-04-30T22:00:00Z") && signs("2024-05-31T02:00:00Z"));
        assert!(!signs("2024-04-30T21:59:59Z") && !signs("2024-05-31T02:00:01Z"));
    }
}
