//! What the names of log files and digests say: account, region, trail, time; and by which part of
//! it a local file is known for the object that it is a copy of.
//!
//! Names are parsed from both ends, since the name of a trail may hold `_`, `.` and `-`. A user may
//! rename what was copied, so that nothing is concluded from a name that content can tell.

use memchr::memmem;

use crate::time::{self, Timestamp};

/// What a local path and an object key have in common, however the bucket was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key<'a> {
    /// From the last `AWSLogs` on, if there is one.
    pub(crate) suffix: Option<&'a str>,
    pub(crate) base: &'a str,
}

/// What the key of a digest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DigestName<'a> {
    pub(crate) region: &'a str,
    pub(crate) trail: &'a str,
    pub(crate) home_region: &'a str,
    /// Of the organization whose trail it is.
    pub(crate) organization: Option<&'a str>,
    pub(crate) is_backfill: bool,
    pub(crate) time: Timestamp,
}

/// What the name of a log file says, or else the directories that it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogName<'a> {
    pub(crate) account: &'a str,
    /// `CloudTrail`, `CloudTrail-Insight`, …
    pub(crate) kind: &'a str,
    pub(crate) region: &'a str,
    /// When it was created, to the minute.
    pub(crate) time: Option<Timestamp>,
}

const ROOT: &[u8] = b"AWSLogs";
const LOG: &str = "CloudTrail";
const DIGEST: &str = "CloudTrail-Digest";
const BACKFILL: &str = "_backfill";

/// The key of an object, or the path of a file with `/` between its parts. Whether it is
/// compressed says nothing of what it is a copy of.
pub(crate) fn key(path: &str) -> Key<'_> {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    let is_whole = |at: usize| {
        let before = at == 0 || path.as_bytes()[at - 1] == b'/';
        before && path.as_bytes().get(at + ROOT.len()) == Some(&b'/')
    };
    let root = memmem::rfind_iter(path.as_bytes(), ROOT).find(|at| is_whole(*at));
    Key { suffix: root.map(|at| &path[at..]), base: base(path) }
}

/// The last part of a key or a path, as it is written.
pub(crate) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

impl<'a> Key<'a> {
    /// By what one object is told from another: all of the key that is the same in every copy.
    pub(crate) fn identity(self) -> &'a str {
        self.suffix.unwrap_or(self.base)
    }
}

/// What the key of a digest says; nothing, if it is not that of one.
pub(crate) fn digest_name(key: Key<'_>) -> Option<DigestName<'_>> {
    let name = key.base.strip_suffix(".json")?;
    let (name, is_backfill) = match name.strip_suffix(BACKFILL) {
        Some(name) => (name, true),
        None => (name, false),
    };
    let (name, time) = name.rsplit_once('_')?;
    let time = compact(time)?;
    let (name, home_region) = name.rsplit_once('_')?;
    let (_, name) = name.split_once('_')?;
    let (region, trail) = name.strip_prefix(DIGEST)?.strip_prefix('_')?.split_once('_')?;
    let organization = key.suffix.and_then(|suffix| suffix.split('/').nth(1));
    let organization = organization.filter(|directory| directory.starts_with("o-"));
    Some(DigestName { region, trail, home_region, organization, is_backfill, time })
}

/// What the name of a log file says, or else the directories that it lies in; nothing where neither
/// is `CloudTrail`'s.
pub(crate) fn log_name(path: &str) -> Option<LogName<'_>> {
    of_log_itself(base(path)).or_else(|| of_directories(path))
}

/// `111122223333_CloudTrail_us-east-1_20240501T0905Z_AbCdEfGh12345678.json.gz`. AWS's pages also
/// show names without the `_` behind the time.
fn of_log_itself(name: &str) -> Option<LogName<'_>> {
    let (account, rest) = name.split_once('_').filter(|(account, _)| is_account(account))?;
    let (kind, rest) = rest.split_once('_').filter(|(kind, _)| is_log(kind))?;
    let (region, rest) = rest.split_once('_')?;
    let time = rest.get(.."20240501T0905Z".len()).and_then(minute);
    Some(LogName { account, kind, region, time })
}

/// `…/111122223333/CloudTrail/us-east-1/2024/05/01/…`
fn of_directories(path: &str) -> Option<LogName<'_>> {
    let parts: Vec<&str> = path.split('/').collect();
    let at = parts.windows(3).rposition(|part| is_account(part[0]) && is_log(part[1]))?;
    Some(LogName { account: parts[at], kind: parts[at + 1], region: parts[at + 2], time: None })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_log(kind: &str) -> bool {
    kind == LOG || (kind.starts_with("CloudTrail-") && kind != DIGEST)
}

impl LogName<'_> {
    /// Whether it is of management and data events, which digests are known to list.
    pub(crate) fn is_of_events(&self) -> bool {
        self.kind == LOG
    }
}

/// `20240501T0905Z`.
fn minute(text: &str) -> Option<Timestamp> {
    compact(&format!("{}00Z", text.strip_suffix('Z')?))
}

/// `20240501T090500Z`, with the marks between its parts that let it be read without a search for
/// its form.
fn compact(text: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| text.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 9)?);
    let (hour, minute, second) = (part(9, 11)?, part(11, 13)?, part(13, 16)?);
    let is_whole = text.len() == 16 && day.ends_with('T') && second.ends_with('Z');
    is_whole.then(|| time::parse(&format!("{year}-{month}-{day}{hour}:{minute}:{second}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_the_key_of_what_it_is_a_copy_of() {
        let object = key("pre/fix/AWSLogs/1/CloudTrail/r/2024/05/01/x.json.gz");
        assert_eq!(key("/b/AWSLogs/1/CloudTrail/r/2024/05/01/x.json"), object);
        assert_eq!(object.suffix, Some("AWSLogs/1/CloudTrail/r/2024/05/01/x.json"));
        assert_eq!(key("flat/x.json.gz"), Key { suffix: None, base: "x.json" });
        assert_eq!(key("AWSLogs/AWSLogs/1/x").suffix, Some("AWSLogs/1/x"));
        assert_eq!(key("MyAWSLogs/x").suffix, None);
        assert_eq!(key("AWSLogs").suffix, None);
    }

    #[test]
    fn the_name_of_a_trail_may_hold_what_parts_others() {
        let time = time::parse("2024-05-01T01:02:03Z").expect("a time");
        for trail in ["t", "my_trail.v-2", "a__b", "us-east-1_x"] {
            for (end, is_backfill) in [("", false), ("_backfill", true)] {
                let path = format!(
                    "AWSLogs/o-ab12/111122223333/CloudTrail-Digest/eu-west-1/2024/05/01/\
                     111122223333_CloudTrail-Digest_eu-west-1_{trail}_us-east-1_20240501T010203Z\
                     {end}.json.gz"
                );
                let name = digest_name(key(&path)).expect("a name");
                let organization = Some("o-ab12");
                let (region, home_region) = ("eu-west-1", "us-east-1");
                let expected =
                    DigestName { region, trail, home_region, organization, is_backfill, time };
                assert_eq!(name, expected);
            }
        }
        assert_eq!(digest_name(key("111122223333_CloudTrail_r_20240501T0102Z_x.json.gz")), None);
    }

    #[test]
    fn a_log_says_where_it_is_from_by_its_name_or_its_directories() {
        let time = time::parse("2024-05-01T09:05:00Z");
        for end in ["_AbCdEfGh12345678.json.gz", "AbCdEfGh1234567.json", ""] {
            let name = format!("x/111122223333_CloudTrail-Insight_r_20240501T0905Z{end}");
            let name = log_name(&name).expect("a name");
            assert_eq!(
                (name.account, name.kind, name.region),
                ("111122223333", "CloudTrail-Insight", "r")
            );
            assert_eq!(name.time, time);
        }
        let name =
            log_name("AWSLogs/o-x/111122223333/CloudTrail/r/2024/05/01/odd").expect("a name");
        assert_eq!((name.account, name.region, name.time), ("111122223333", "r", None));
        assert!(name.is_of_events());
        for other in [
            "111122223333_CloudTrail-Digest_r_t_r_20240501T010203Z.json.gz",
            "AWSLogs/111122223333/Config/r/2024/05/01/x",
            "111122223333_elasticloadbalancing_r_x.log",
            "notes.txt",
        ] {
            assert_eq!(log_name(other), None, "{other}");
        }
    }
}
