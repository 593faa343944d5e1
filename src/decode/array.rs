//! The arrays that events stand in, told by the keys before them, and what may be expected there.

use memchr::memchr;

/// Where a value was met, which decides how much it must show to count as an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// A place that only CloudTrail fills: a single field is enough.
    CloudTrail,
    /// The `Records` array, which S3 and others use too.
    Records,
    Anything,
    /// The `message` of CloudWatch Logs: what is no event there says nothing of what is around it.
    Message,
    /// Inside or beside something else, where rules, schemas and copies stand that look like
    /// events: one must tell what happened, and what is none counts for nothing.
    Foreign,
    /// The items of a Config snapshot, which are no events.
    Snapshot,
}

/// The arrays that events stand in, and what is expected in each.
pub(super) const ARRAYS: [(&str, Within); 4] = [
    ("Records", Within::Records),
    ("Events", Within::Anything),
    ("logEvents", Within::Anything),
    ("events", Within::Anything),
];

/// What is expected in the array under a key, quotes included, if it is one to walk: those that
/// hold records, and a Config snapshot's, which may be larger than any record.
pub(super) fn array_within(key: &[u8]) -> Option<Within> {
    if is_key(key, "configurationItems") {
        return Some(Within::Snapshot);
    }
    ARRAYS.iter().find(|(name, _)| is_key(key, name)).map(|(_, within)| *within)
}

/// Whether a key, quotes included, is `name`; an escaped spelling counts.
pub(super) fn is_key(quoted: &[u8], name: &str) -> bool {
    if memchr(b'\\', quoted).is_none() {
        let inner = quoted.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
        return inner == Some(name.as_bytes());
    }
    serde_json::from_slice::<String>(quoted).is_ok_and(|key| key == name)
}
