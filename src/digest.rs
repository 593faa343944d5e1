//! `CloudTrail`'s digest files: what one says of the log files of its hour, of the digest before
//! it, and of itself.
//!
//! Each digest lists log files with the SHA-256 of their uncompressed bytes, has the same of the
//! digest before it, and that one's signature; its own lies in the metadata of its S3 object. What
//! is written is read here and believed nowhere: whether it holds together, `custody` judges. No
//! file is opened here.

pub(crate) mod hash;
pub(crate) mod metadata;
pub(crate) mod name;
pub(crate) mod public_key;

use serde::Deserialize;

use crate::time::{self, Timestamp};
use hash::Hash;

/// What a digest file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) account: String,
    pub(crate) bucket: String,
    /// Its own key: where it was delivered.
    pub(crate) object: String,
    /// Log files that were delivered from then on …
    pub(crate) start: Timestamp,
    /// … and before then are its own.
    pub(crate) end: Timestamp,
    /// The same as it is written, since that is what is signed.
    end_written: String,
    /// Of the key that signed it.
    pub(crate) fingerprint: String,
    pub(crate) signature_algorithm: String,
    /// None where logging began.
    pub(crate) previous: Option<Previous>,
    /// Of the digest before, as hexadecimal digits.
    pub(crate) previous_signature: Option<String>,
    pub(crate) logs: Vec<Listed>,
}

/// What a digest says of the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Previous {
    pub(crate) object: String,
    /// None where it is not written, or not as SHA-256.
    pub(crate) hash: Option<Hash>,
}

/// A log file that a digest lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) object: Box<str>,
    /// None where it is not written, or not as SHA-256.
    pub(crate) hash: Option<Hash>,
}

/// The only algorithms that there have ever been.
const HASH_ALGORITHM: &str = "SHA-256";
pub(crate) const SIGNATURE_ALGORITHM: &str = "SHA256withRSA";

/// A digest as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    aws_account_id: Option<String>,
    digest_start_time: Option<String>,
    digest_end_time: Option<String>,
    #[serde(rename = "digestS3Bucket")]
    bucket: Option<String>,
    #[serde(rename = "digestS3Object")]
    object: Option<String>,
    #[serde(alias = "publicKeyFingerprint")]
    digest_public_key_fingerprint: Option<String>,
    digest_signature_algorithm: Option<String>,
    #[serde(rename = "previousDigestS3Object")]
    previous_object: Option<String>,
    previous_digest_hash_value: Option<String>,
    previous_digest_hash_algorithm: Option<String>,
    previous_digest_signature: Option<String>,
    log_files: Option<Vec<WrittenLog>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenLog {
    #[serde(rename = "s3Object")]
    object: Option<String>,
    hash_value: Option<String>,
    hash_algorithm: Option<String>,
}

/// The keys that an object may begin with that is a digest, in AWS's order or sorted by somebody's
/// program.
const KEYS: [&str; 15] = [
    "awsAccountId",
    "digestEndTime",
    "digestPublicKeyFingerprint",
    "digestS3Bucket",
    "digestS3Object",
    "digestSignatureAlgorithm",
    "digestStartTime",
    "logFiles",
    "newestEventTime",
    "oldestEventTime",
    "previousDigestHashAlgorithm",
    "previousDigestHashValue",
    "previousDigestS3Bucket",
    "previousDigestS3Object",
    "previousDigestSignature",
];

/// Whether an object whose first key is this may be a digest.
pub(crate) fn may_begin_with(key: &[u8]) -> bool {
    KEYS.iter().any(|known| known.as_bytes() == key)
}

impl Digest {
    /// Reads a digest, or says in words why it is none.
    pub(crate) fn parse(text: &[u8]) -> Result<Digest, String> {
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        let written: Written = serde_json::from_slice(text)
            .map_err(|error| format!("not in the form of a digest ({error})"))?;
        let without = |field: &str| format!("a digest without a usable {field}");
        let text = |written: Option<String>, field: &str| {
            written.filter(|text| !text.is_empty()).ok_or_else(|| without(field))
        };
        let time = |written: &str, field: &str| time::parse(written).ok_or_else(|| without(field));
        let object = text(written.object, "digestS3Object")?;
        let bucket = text(written.bucket, "digestS3Bucket")?;
        let end_written = text(written.digest_end_time, "digestEndTime")?;
        let start = text(written.digest_start_time, "digestStartTime")?;
        let logs = written.log_files.ok_or_else(|| without("logFiles"))?;
        let previous_hash = hash_of(
            written.previous_digest_hash_value.as_deref(),
            written.previous_digest_hash_algorithm.as_deref(),
        );
        Ok(Digest {
            account: written.aws_account_id.unwrap_or_default(),
            bucket,
            object,
            start: time(&start, "digestStartTime")?,
            end: time(&end_written, "digestEndTime")?,
            end_written,
            fingerprint: written.digest_public_key_fingerprint.unwrap_or_default(),
            signature_algorithm: written.digest_signature_algorithm.unwrap_or_default(),
            previous: written
                .previous_object
                .map(|object| Previous { object, hash: previous_hash }),
            previous_signature: written.previous_digest_signature,
            logs: logs.into_iter().map(Listed::try_from).collect::<Result<_, _>>()?,
        })
    }

    /// What AWS signs of a digest whose uncompressed bytes have this hash (`CloudTrail` User
    /// Guide, custom implementations of log file integrity validation).
    pub(crate) fn string_to_sign(&self, hash: &Hash) -> String {
        let Digest { end_written, bucket, object, previous_signature, .. } = self;
        let previous = previous_signature.as_deref().unwrap_or("null");
        format!("{end_written}\n{bucket}/{object}\n{hash}\n{previous}")
    }
}

impl TryFrom<WrittenLog> for Listed {
    type Error = String;

    fn try_from(written: WrittenLog) -> Result<Listed, String> {
        let object = written.object.filter(|object| !object.is_empty());
        let hash = hash_of(written.hash_value.as_deref(), written.hash_algorithm.as_deref());
        let object = object.ok_or("a digest that lists a log file without s3Object")?;
        Ok(Listed { object: object.into(), hash })
    }
}

fn hash_of(written: Option<&str>, algorithm: Option<&str>) -> Option<Hash> {
    // Where no algorithm is named, the one is meant that all digests have.
    let is_known = algorithm.is_none_or(|name| name.eq_ignore_ascii_case(HASH_ALGORITHM));
    written.filter(|_| is_known).and_then(Hash::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = r#"{"digestStartTime":"2024-05-01T00:00:00Z","digestS3Bucket":"b",
        "digestEndTime":"2024-05-01T01:00:00Z","digestS3Object":"AWSLogs/o","logFiles":[]}"#;

    #[test]
    fn what_is_signed_is_what_is_written() {
        let digest = Digest::parse(DIGEST.as_bytes()).expect("a digest");
        let hash = Hash::of(b"");
        assert_eq!(
            digest.string_to_sign(&hash),
            "2024-05-01T01:00:00Z\nb/AWSLogs/o\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nnull"
        );
        let again = DIGEST.replace("T01:00:00Z", "T01:00:00.000Z");
        let again =
            again.replace("\"logFiles\"", "\"previousDigestSignature\":\"0a\",\"logFiles\"");
        let digest = Digest::parse(again.as_bytes()).expect("a digest");
        assert!(digest.string_to_sign(&hash).starts_with("2024-05-01T01:00:00.000Z\n"));
        assert!(digest.string_to_sign(&hash).ends_with("\n0a"));
    }

    #[test]
    fn what_lacks_what_a_digest_must_have_is_none() {
        for field in ["digestStartTime", "digestEndTime", "digestS3Object", "digestS3Bucket"] {
            let other = DIGEST.replace(field, "x");
            let wrong = Digest::parse(other.as_bytes()).expect_err("no digest");
            assert_eq!(wrong, format!("a digest without a usable {field}"));
        }
        assert!(Digest::parse(b"{}").is_err() && Digest::parse(b"[1]").is_err());
        assert!(Digest::parse(&DIGEST.as_bytes()[..60]).is_err());
        let unnamed = DIGEST.replace("[]", r#"[{"hashValue":"00"}]"#);
        assert!(Digest::parse(unnamed.as_bytes()).is_err());
    }

    #[test]
    fn hashes_by_another_algorithm_are_not_taken_for_sha_256() {
        let hash = Hash::of(b"x").to_string();
        let digest = |algorithm: &str| {
            let log = format!(r#"[{{"s3Object":"a","hashValue":"{hash}",{algorithm}"x":1}}]"#);
            Digest::parse(DIGEST.replace("[]", &log).as_bytes()).expect("a digest").logs[0].hash
        };
        assert_eq!(digest(""), Some(Hash::of(b"x")));
        assert_eq!(digest(r#""hashAlgorithm":"SHA-256","#), Some(Hash::of(b"x")));
        assert_eq!(digest(r#""hashAlgorithm":"SHA-512","#), None);
    }

    #[test]
    fn the_first_key_of_every_digest_is_known() {
        for key in KEYS {
            assert!(may_begin_with(key.as_bytes()));
        }
        assert!(!may_begin_with(b"Records") && !may_begin_with(b"eventVersion"));
    }
}
