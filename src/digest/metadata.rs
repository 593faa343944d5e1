//! The metadata of a digest's S3 object, as somebody saved it: there, and nowhere else, stands the
//! signature of a digest that no later one follows.

use serde_json::{Map, Value};

use super::SIGNATURE_ALGORITHM;
use crate::time::{self, Timestamp};

/// What the metadata of one object say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// As hexadecimal digits.
    pub(crate) signature: String,
    /// When a backfill digest was made, which may be long after the hour that it is of.
    pub(crate) backfilled: Option<Timestamp>,
}

/// Where tools put the metadata of an object: `aws s3api head-object`, and boto3's response.
const PLACES: [&str; 3] = ["/Metadata", "/ResponseMetadata/HTTPHeaders", ""];

/// What S3 puts before the names of what its users say of an object.
const PREFIX: &str = "x-amz-meta-";

impl Metadata {
    /// Reads what `head-object` printed, or says in words why that is of no use.
    pub(crate) fn parse(text: &[u8]) -> Result<Metadata, String> {
        let all: Value =
            serde_json::from_slice(text).map_err(|error| format!("not JSON ({error})"))?;
        let places = PLACES.iter().filter_map(|place| all.pointer(place)?.as_object());
        let Some((place, signature)) =
            places.filter_map(|place| Some((place, value(place, "signature")?))).next()
        else {
            return Err("no signature in it".to_owned());
        };
        let algorithm = value(place, "signature-algorithm").unwrap_or(SIGNATURE_ALGORITHM);
        if !algorithm.eq_ignore_ascii_case(SIGNATURE_ALGORITHM) {
            return Err(format!("a signature by an unknown algorithm, `{algorithm}`"));
        }
        let is_hexadecimal = |text: &str| {
            text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        if signature.is_empty() || !is_hexadecimal(signature) {
            return Err("its signature is not in hexadecimal digits".to_owned());
        }
        let backfilled = value(place, "backfill-generation-timestamp").and_then(time::parse);
        Ok(Metadata { signature: signature.to_owned(), backfilled })
    }
}

/// A value, whatever the case of its name and with the prefix or without.
fn value<'m>(place: &'m Map<String, Value>, name: &str) -> Option<&'m str> {
    let is_it = |key: &str| {
        let key = key.to_ascii_lowercase();
        key.strip_prefix(PREFIX).unwrap_or(&key) == name
    };
    place.iter().find(|(key, _)| is_it(key)).and_then(|(_, value)| value.as_str()).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_found_wherever_tools_put_it() {
        for text in [
            r#"{"ETag":"x","Metadata":{"signature":"0a","signature-algorithm":"SHA256withRSA"}}"#,
            r#"{"Metadata":{"Signature":"0a"}}"#,
            r#"{"Metadata":{},"ResponseMetadata":{"HTTPHeaders":{"x-amz-meta-signature":"0a"}}}"#,
            r#"{"X-Amz-Meta-Signature":"0a"}"#,
            r#"{"signature":" 0a "}"#,
        ] {
            let read = Metadata::parse(text.as_bytes());
            let expected = Metadata { signature: "0a".to_owned(), backfilled: None };
            assert_eq!(read, Ok(expected), "{text}");
        }
        let text = r#"{"Metadata":{"signature":"0A","backfill-generation-timestamp":"2024-05-01T00:00:00Z"}}"#;
        let read = Metadata::parse(text.as_bytes()).expect("metadata");
        assert_eq!(read.backfilled, time::parse("2024-05-01"));
    }

    #[test]
    fn what_is_of_no_use_is_told() {
        for (text, words) in [
            ("x", "not JSON"),
            ("{}", "no signature in it"),
            (r#"{"Metadata":{"signature":7}}"#, "no signature in it"),
            (r#"{"Metadata":{"signature":"0"}}"#, "not in hexadecimal digits"),
            (r#"{"Metadata":{"signature":"zz"}}"#, "not in hexadecimal digits"),
            (r#"{"signature":"0a","signature-algorithm":"MD5"}"#, "`MD5`"),
        ] {
            let wrong = Metadata::parse(text.as_bytes()).expect_err("of no use");
            assert!(wrong.contains(words), "{text}: {wrong}");
        }
    }
}
