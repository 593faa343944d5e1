//! Judgements of files that never were: what `tests/it/verify` cannot easily make.

use super::*;
use crate::{custody::chain::lines, time};

/// What a digest of a test says; everything else of it is the same in all.
struct Said<'s> {
    end_hour: u32,
    previous: Option<(&'s str, Option<Hash>)>,
    /// JSON of `logFiles`.
    logs: &'s str,
    algorithm: &'s str,
}

const ACCOUNT: &str = "111122223333";

fn object(hour: u32) -> String {
    format!(
        "AWSLogs/{ACCOUNT}/CloudTrail-Digest/r/2024/05/01/\
         {ACCOUNT}_CloudTrail-Digest_r_t_r_20240501T{hour:02}0000Z.json.gz"
    )
}

/// A digest of the hour that ends then, as a file in its place.
fn digest(said: &Said<'_>) -> File {
    let hour = said.end_hour;
    let previous = said.previous.map_or(String::new(), |(object, hash)| {
        let hash = hash.map_or("null".to_owned(), |hash| format!("\"{hash}\""));
        format!(r#""previousDigestS3Object":"{object}","previousDigestHashValue":{hash},"#)
    });
    let (start, logs, algorithm) = (hour - 1, said.logs, said.algorithm);
    let object = object(hour);
    let text = format!(
        r#"{{"awsAccountId":"{ACCOUNT}","digestStartTime":"2024-05-01T{start:02}:00:00Z",
        "digestEndTime":"2024-05-01T{hour:02}:00:00Z","digestS3Bucket":"b",{previous}
        "digestS3Object":"{object}","digestSignatureAlgorithm":"{algorithm}","logFiles":{logs}}}"#
    );
    let what = Digest::parse(text.as_bytes()).expect("a digest");
    let what = What::Digest(Box::new(what));
    File { path: object, hash: Hash::of(text.as_bytes()), what, fault: None }
}

fn plain(end_hour: u32) -> File {
    digest(&Said { end_hour, previous: None, logs: "[]", algorithm: "" })
}

fn log(path: &str) -> File {
    let path = path.to_owned();
    File { path, hash: Hash::of(b"log"), what: What::Log, fault: None }
}

fn judged(files: &[File], keys: Option<&PublicKeys>) -> Judgement {
    judge(Evidence { files, keys, saved: &[] })
}

#[test]
fn a_digest_without_the_hash_of_the_one_before_it_says_nothing_of_it() {
    let first = plain(1);
    let object = first.path.clone();
    let previous = Some((object.as_str(), None));
    let second = digest(&Said { end_hour: 2, previous, logs: "[]", algorithm: "" });
    let judgement = judged(&[first, second], None);
    assert!(judgement.files.iter().all(|file| file.status == Status::Consistent));
    assert!(judgement.gaps.is_empty() && !judgement.finds_fault() && !judgement.leaves_open());
}

#[test]
fn a_digest_is_not_before_itself_nor_before_an_older_one() {
    let (own, later) = (object(2), object(3));
    for previous in [&own, &later] {
        let previous = Some((previous.as_str(), None));
        let second = digest(&Said { end_hour: 2, previous, logs: "[]", algorithm: "" });
        let judgement = judged(&[plain(1), second, plain(3)], None);
        assert_eq!(judgement.files[1].why.as_ref().map(Why::code), Some("not-older"));
        assert_eq!(judgement.count(Kind::Digest, Status::Consistent), 2);
    }
}

#[test]
fn what_was_hashed_or_signed_by_an_unknown_algorithm_could_not_be_checked() {
    let listed = r#"[{"s3Object":"a.json.gz","hashValue":"00","hashAlgorithm":"SHA3"}]"#;
    let said = Said { end_hour: 1, previous: None, logs: listed, algorithm: "Ed25519" };
    let judgement = judged(&[digest(&said), log("a.json.gz")], Some(&PublicKeys::default()));
    let told: Vec<_> = judgement
        .files
        .iter()
        .map(|file| (file.status, file.why.as_ref().map(Why::code)))
        .collect();
    let expected = [Some("signature-algorithm"), Some("hash-algorithm")];
    assert_eq!(told, expected.map(|code| (Status::CouldNotCheck, code)));
    assert!(judgement.leaves_open() && !judgement.finds_fault());
}

#[test]
fn a_log_that_two_digests_list_otherwise_is_what_one_of_them_says() {
    let listed = |hash: Hash| format!(r#"[{{"s3Object":"a.json.gz","hashValue":"{hash}"}}]"#);
    let (right, wrong) = (listed(Hash::of(b"log")), listed(Hash::of(b"other")));
    let said = |end_hour, logs| Said { end_hour, previous: None, logs, algorithm: "" };
    let files = [digest(&said(1, &right)), digest(&said(2, &wrong)), log("a.json")];
    assert_eq!(judged(&files, None).files[2].status, Status::Consistent);
    let files = [digest(&said(1, &wrong)), digest(&said(2, &wrong)), log("a.json")];
    assert_eq!(judged(&files, None).files[2].why.as_ref().map(Why::code), Some("hash"));
}

#[test]
fn a_key_that_says_nothing_is_a_chain_of_its_own() {
    let mut odd = plain(1);
    let What::Digest(digest) = &mut odd.what else { panic!("a digest") };
    digest.object = "odd".to_owned();
    odd.path = "odd".to_owned();
    let files = [odd, plain(2)];
    let judgement = judged(&files, None);
    assert_eq!(judgement.chains.len(), 2);
    assert_eq!(judgement.chains[1].region, None);
    assert!(!judgement.finds_fault());
}

#[test]
fn nothing_at_all_leaves_all_open() {
    let judgement = judged(&[], None);
    assert!(judgement.leaves_open() && !judgement.finds_fault());
}

/// Whether digests of these hours cover all of the quarter of an hour from a minute on, minute by
/// minute.
fn covers(hours: &[u32], minute: u32) -> bool {
    // The end of an hour is the beginning of the next, which is covered with either.
    (minute..minute + 15).all(|minute| hours.contains(&(minute / 60)))
}

#[test]
fn a_log_should_be_listed_where_every_minute_around_it_is_covered() {
    for pattern in 0_u32..64 {
        let hours: Vec<u32> = (0..6).filter(|hour| pattern & (1 << hour) != 0).collect();
        let files: Vec<File> = hours.iter().map(|hour| plain(hour + 1)).collect();
        let lines = lines(&files);
        let mut coverage = Coverage::default();
        lines.iter().for_each(|line| coverage.add(line));
        coverage.join();
        for minute in 0..7 * 60 {
            let (hour, rest) = (minute / 60, minute % 60);
            let time = time::parse(&format!("2024-05-01T{hour:02}:{rest:02}:00Z"));
            let excuse = coverage.excuse(ACCOUNT, "r", time);
            assert_eq!(excuse.is_ok(), covers(&hours, minute), "{hours:?}, {hour}:{rest}");
            let expected = match excuse {
                Err(Why::NoDigestsThere { .. }) => hours.is_empty(),
                Err(Why::BeforeAll) => hours[0] * 60 > minute,
                Err(Why::AfterAll) => (hours[hours.len() - 1] + 1) * 60 < minute + 15,
                Err(why) => why == Why::InGap && hours.len() > 1,
                Ok(()) => true,
            };
            assert!(expected, "{hours:?}, {hour}:{rest}");
        }
    }
}
