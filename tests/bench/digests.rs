//! The corpus as a bucket with digests: what `verify` is measured and checked on.
//!
//! Each account and region has a digest for every hour, as CloudTrail delivers them, that lists the
//! hour's log files. Signatures are made up, since none is checked. The log files are those of the
//! corpus, by hard links. Kept beside them.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::{
    corpus::Corpus,
    layout::deliveries,
    measure::Line,
    question::{Prints, Question},
};

/// What is asked. It matches nothing, but stands in the tables as a question does.
pub(crate) static VERIFY: Question = Question {
    name: "verify",
    command: "verify",
    arguments: &[],
    holds: |_| false,
    prints: Prints::Id,
    cpu_limit: 1.30,
};

/// A bucket on disk.
pub(crate) struct Bucket {
    pub(crate) directory: PathBuf,
    pub(crate) logs: u64,
    digests: u64,
    /// Of logs and digests.
    pub(crate) inflated_bytes: u64,
}

/// To be raised with every change to what is made.
const VERSION: u32 = 1;

impl Bucket {
    /// That of a corpus, which is made if it is not there.
    pub(crate) fn of(corpus: &Corpus, events: u64) -> Result<Bucket> {
        let root = corpus.directory.join(format!("digests-{VERSION}"));
        let known = root.join("truth.json");
        if let Some(bucket) = Bucket::load(&root, &known) {
            return Ok(bucket);
        }
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        let bucket = Bucket::make(corpus, events, &root.join("bucket"))?;
        let Bucket { logs, digests, inflated_bytes, .. } = bucket;
        let truth = json!({"logs": logs, "digests": digests, "inflated_bytes": inflated_bytes});
        fs::write(known, truth.to_string())?;
        Ok(bucket)
    }

    fn load(root: &Path, known: &Path) -> Option<Bucket> {
        let all: Value = serde_json::from_slice(&fs::read(known).ok()?).ok()?;
        let number = |key: &str| all[key].as_u64();
        Some(Bucket {
            directory: root.join("bucket"),
            logs: number("logs")?,
            digests: number("digests")?,
            inflated_bytes: number("inflated_bytes")?,
        })
    }

    fn make(corpus: &Corpus, events: u64, directory: &Path) -> Result<Bucket> {
        let mut bucket =
            Bucket { directory: directory.to_owned(), logs: 0, digests: 0, inflated_bytes: 0 };
        let mut places: BTreeMap<(&str, &str), BTreeMap<i64, Vec<Value>>> = BTreeMap::new();
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for delivery in deliveries(events) {
            let from = corpus.directory.join(&delivery.path);
            let mut text = Vec::new();
            io_copy(&from, &mut text)?;
            let to = directory.join(&delivery.path);
            fs::create_dir_all(to.parent().context("a parent")?)?;
            fs::hard_link(&from, &to).with_context(|| to.display().to_string())?;
            bucket.logs += 1;
            bucket.inflated_bytes += text.len() as u64;
            let hour = delivery.unix_seconds.div_euclid(3600);
            (first, last) = (first.min(hour), last.max(hour));
            let place = places.entry((delivery.account, delivery.region)).or_default();
            place.entry(hour).or_default().push(json!({
                "s3Bucket": "amzn-s3-demo-bucket",
                "s3Object": delivery.path.to_string_lossy(),
                "hashValue": HEXLOWER.encode(digest(&SHA256, &text).as_ref()),
                "hashAlgorithm": "SHA-256",
            }));
        }
        for ((account, region), mut hours) in places {
            let mut previous: Option<(String, String)> = None;
            for hour in first..=last {
                let logs = hours.remove(&hour).unwrap_or_default();
                let made = bucket.write(account, region, hour, logs, previous.as_ref())?;
                previous = Some(made);
            }
        }
        Ok(bucket)
    }

    /// Writes a digest; its key, and its hash.
    fn write(
        &mut self,
        account: &str,
        region: &str,
        hour: i64,
        logs: Vec<Value>,
        previous: Option<&(String, String)>,
    ) -> Result<(String, String)> {
        let start = DateTime::<Utc>::from_timestamp(hour * 3600, 0).context("a time")?;
        let end = start + TimeDelta::hours(1);
        let (day, second) = (end.format("%Y/%m/%d"), end.format("%Y%m%dT%H%M%SZ"));
        let key = format!(
            "AWSLogs/{account}/CloudTrail-Digest/{region}/{day}/\
             {account}_CloudTrail-Digest_{region}_trail_us-east-1_{second}.json.gz"
        );
        let text = json!({
            "awsAccountId": account,
            "digestStartTime": start.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "digestEndTime": end.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "digestS3Bucket": "amzn-s3-demo-bucket",
            "digestS3Object": key,
            "digestPublicKeyFingerprint": "31e8b5433410dfb61a9dc45cc65b22ff",
            "digestSignatureAlgorithm": "SHA256withRSA",
            "previousDigestS3Bucket": previous.map(|_| "amzn-s3-demo-bucket"),
            "previousDigestS3Object": previous.map(|(key, _)| key),
            "previousDigestHashValue": previous.map(|(_, hash)| hash),
            "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
            "previousDigestSignature": previous.map(|(_, hash)| hash.repeat(8)),
            "logFiles": logs,
        })
        .to_string();
        let path = self.directory.join(&key);
        fs::create_dir_all(path.parent().context("a parent")?)?;
        let mut gzip = GzEncoder::new(File::create_new(&path)?, Compression::default());
        gzip.write_all(text.as_bytes())?;
        gzip.finish()?;
        self.digests += 1;
        self.inflated_bytes += text.len() as u64;
        Ok((key, HEXLOWER.encode(digest(&SHA256, text.as_bytes()).as_ref())))
    }

    /// The command line that verifies it.
    pub(crate) fn line(&self, threads: usize) -> Line {
        let program = env!("CARGO_BIN_EXE_trailscan");
        let mut line: Line = vec![program.into(), "verify".into(), self.directory.clone().into()];
        line.extend(["--threads".into(), threads.to_string().into()]);
        line
    }

    /// What is wrong with what is said of it: a line each, none if it is true.
    pub(crate) fn mistakes(&self, threads: usize) -> Result<Vec<String>> {
        let line = self.line(threads);
        let output = Command::new(&line[0])
            .args(&line[1..])
            .args(["-f", "json"])
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{line:?}"))?;
        let all: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let expected = [
            ("exit_code", json!(0)),
            ("verdict", json!("consistent")),
            ("gaps", json!([])),
            ("not_valid", json!([])),
        ];
        let mut mistakes = Vec::new();
        let mut expect = |what: &str, expected: &Value, got: &Value| {
            if expected != got {
                mistakes.push(format!("{what}: expected {expected}, got {got}"));
            }
        };
        for (key, expected) in expected {
            expect(key, &expected, &all[key]);
        }
        for (kind, number) in [("logs", self.logs), ("digests", self.digests)] {
            expect(kind, &json!(number), &all["counts"][kind]["consistent"]);
            expect(kind, &json!(number), &all["counts"][kind]["files"]);
        }
        Ok(mistakes)
    }
}

fn io_copy(from: &Path, text: &mut Vec<u8>) -> Result<()> {
    let file = File::open(from).with_context(|| from.display().to_string())?;
    std::io::copy(&mut MultiGzDecoder::new(file), text)?;
    Ok(())
}
