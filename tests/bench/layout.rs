//! Which log files a corpus has: where, delivered when, of how many events each.
//!
//! CloudTrail's own layout of a bucket, and sizes as skewed as measured ones: half the files hold
//! five events or fewer, one in a hundred more than 161. What the events say is no concern here.

use std::path::PathBuf;

use chrono::DateTime;

use crate::random::Random;

/// Accounts that AWS's documentation uses, and one of the same kind.
const ACCOUNTS: [&str; 4] = ["111122223333", "123456789012", "444455556666", "555555555555"];

/// Regions, the busy ones as often as they are busy.
const REGIONS: [&str; 9] = [
    "us-east-1",
    "us-east-1",
    "us-east-1",
    "us-east-1",
    "eu-central-1",
    "eu-central-1",
    "us-west-2",
    "ap-southeast-2",
    "sa-east-1",
];

/// Events per file at parts per million of all files; they grow evenly between.
const SIZES: [(u64, u64); 15] = [
    (0, 1),
    (200_000, 2),
    (350_000, 3),
    (500_000, 5),
    (650_000, 8),
    (800_000, 13),
    (900_000, 31),
    (950_000, 48),
    (980_000, 94),
    (990_000, 161),
    (995_000, 230),
    (999_000, 480),
    (999_900, 1_200),
    (999_990, 2_400),
    (1_000_000, LARGEST),
];

const LARGEST: u64 = 3_504;

const SEED: u64 = 0x7472_6169_6c73_6361;
const FIRST_SECOND: i64 = 1_714_521_600; // 2024-05-01T00:00:00Z
const EVENTS_A_DAY: u64 = 20_000;

/// One delivered log file.
pub(crate) struct Delivery {
    pub(crate) path: PathBuf,
    pub(crate) account: &'static str,
    pub(crate) region: &'static str,
    pub(crate) unix_seconds: i64,
    pub(crate) events: u64,
    pub(crate) seed: u64,
}

/// The files of a corpus, in the order of their paths: component by component, by bytes.
pub(crate) fn deliveries(events: u64) -> Vec<Delivery> {
    let mut random = Random::new(SEED ^ events);
    let days = (events / EVENTS_A_DAY).max(1);
    let mut left = events;
    let mut all = Vec::new();
    // One file is as large as any that was measured, if the corpus is large enough to hide it.
    let mut size = LARGEST.min(events / 50);
    while left > 0 {
        size = size.clamp(1, left);
        left -= size;
        all.push(delivery(size, days, &mut random));
        size = size_at(random.below(1_000_000));
    }
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all
}

fn delivery(events: u64, days: u64, random: &mut Random) -> Delivery {
    let account = random.pick(&ACCOUNTS);
    let region = random.pick(&REGIONS);
    // CloudTrail delivers about every five minutes.
    let unix_seconds = FIRST_SECOND + 300 * random.below(days * 288) as i64;
    let time = DateTime::from_timestamp(unix_seconds, 0).unwrap_or_default();
    let mut letters = String::new();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    random.letters(alphabet, 16, &mut letters);
    let (day, minute) = (time.format("%Y/%m/%d"), time.format("%Y%m%dT%H%MZ"));
    let path = format!(
        "AWSLogs/{account}/CloudTrail/{region}/{day}/\
         {account}_CloudTrail_{region}_{minute}_{letters}.json.gz"
    );
    Delivery { path: path.into(), account, region, unix_seconds, events, seed: random.word() }
}

fn size_at(part: u64) -> u64 {
    let above = SIZES.partition_point(|(at, _)| *at <= part).clamp(1, SIZES.len() - 1);
    let ((from, small), (to, large)) = (SIZES[above - 1], SIZES[above]);
    small + ((large - small) * (part - from) + (to - from) / 2) / (to - from)
}
