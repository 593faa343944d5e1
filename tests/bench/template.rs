//! JSON with `$names` in it, filled in for one event.
//!
//! What is named twice in one event (a bucket in the request and among the resources) comes out the
//! same; what is new each time (`$uuid`, `$hex32`) does not. Which templates there are is `shapes`'
//! business.

use std::fmt::Write as _;

use crate::random::Random;

/// What the names stand for in one event.
pub(crate) struct Scene<'a> {
    pub(crate) account: &'a str,
    pub(crate) region: &'a str,
    pub(crate) time: &'a str,
    pub(crate) service: &'a str,
    pub(crate) arn: &'a str,
    /// Decides the things of this event: its bucket, key, function, instance.
    pub(crate) seed: u64,
}

const WORDS: [&str; 24] = [
    "billing",
    "orders",
    "ingest",
    "archive",
    "events",
    "metrics",
    "checkout",
    "gateway",
    "search",
    "reports",
    "users",
    "media",
    "staging",
    "deploy",
    "inventory",
    "payments",
    "backup",
    "catalog",
    "session",
    "telemetry",
    "export",
    "notify",
    "ledger",
    "frontend",
];

/// Ends of object keys, a few of them beyond ASCII.
const ENDINGS: [&str; 8] = [
    "part-00000.snappy.parquet",
    "events.json.gz",
    "manifest.json",
    "index.html",
    "invoice.pdf",
    "thumbnail.jpg",
    "Übersicht für Prüfer.xlsx",
    "報告書 2024.pdf",
];

const HEX: &[u8] = b"0123456789abcdef";
const UPPER_HEX: &[u8] = b"0123456789ABCDEF";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS: &[u8] = b"0123456789";

/// Appends a template with its names filled in.
pub(crate) fn fill(template: &str, scene: &Scene<'_>, random: &mut Random, out: &mut String) {
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let end = behind.find(|letter: char| !letter.is_ascii_alphanumeric());
        let (name, after) = behind.split_at(end.unwrap_or(behind.len()));
        if !same_all_event(name, scene, out) {
            new_each_time(name, random, out);
        }
        rest = after;
    }
    out.push_str(rest);
}

/// Random text of 36 letters in the form of a UUID.
pub(crate) fn uuid(random: &mut Random, out: &mut String) {
    let (high, low) = (random.word(), random.word());
    let (first, second, third) = (high >> 32, (high >> 16) & 0xffff, 0x4000 | (high & 0xfff));
    let (fourth, last) = (0x8000 | ((low >> 48) & 0x3fff), low & 0xffff_ffff_ffff);
    // Writing to a string cannot fail.
    let _ = write!(out, "{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}");
}

/// The id of a user, role or key: four letters that say which, and random ones.
pub(crate) fn unique_id(prefix: &str, random: &mut Random) -> String {
    let mut id = prefix.to_owned();
    random.letters(BASE32, 10, &mut id);
    id.push_str("EXAMPLE");
    id
}

pub(crate) fn word(random: &mut Random) -> &'static str {
    random.pick(&WORDS)
}

/// Whether the name is one of these; then it is filled in.
fn same_all_event(name: &str, scene: &Scene<'_>, out: &mut String) -> bool {
    let topic = name.bytes().fold(0, |sum: u64, byte| sum * 31 + u64::from(byte));
    let mut random = Random::about(scene.seed, topic);
    let (one, other) = (word(&mut random), word(&mut random));
    let account = scene.account;
    let _ = match name {
        "account" => out.write_str(account),
        "region" => out.write_str(scene.region),
        "time" => out.write_str(scene.time),
        "zone" => write!(out, "{}a", scene.region),
        "service" => out.write_str(scene.service),
        "arn" => out.write_str(scene.arn),
        "bucket" => write!(out, "example-{one}-{other}-{account}"),
        "function" | "role" | "table" => write!(out, "{one}-{other}-prod"),
        "group" => write!(out, "/aws/lambda/{one}-{other}"),
        "key" => {
            let (day, number) = (1 + random.below(28), random.word());
            let ending = random.pick(&ENDINGS);
            write!(out, "{one}/2024/05/{day:02}/{number:016x}-{ending}")
        }
        "kms" => {
            let mut few = Random::about(random.below(30), account.len() as u64);
            uuid(&mut few, out);
            Ok(())
        }
        "instance" => {
            let mut few = Random::about(random.below(500), 17);
            out.push_str("i-0");
            few.letters(HEX, 16, out);
            Ok(())
        }
        _ => return false,
    };
    true
}

fn new_each_time(name: &str, random: &mut Random, out: &mut String) {
    match name {
        "uuid" => uuid(random, out),
        "asia" => out.push_str(&unique_id("ASIA", random)),
        "aroa" => out.push_str(&unique_id("AROA", random)),
        "word" => out.push_str(word(random)),
        "hex8" => random.letters(HEX, 8, out),
        "hex17" => random.letters(HEX, 17, out),
        "hex40" => random.letters(HEX, 40, out),
        "hex64" => random.letters(HEX, 64, out),
        "request16" => random.letters(UPPER_HEX, 16, out),
        "digits3" => number(3, random, out),
        "digits5" => number(5, random, out),
        "digits10" => number(10, random, out),
        "base76" => random.letters(BASE64, 76, out),
        "base160" => random.letters(BASE64, 160, out),
        "base560" => random.letters(BASE64, 560, out),
        // AWS's own: `function:$LATEST`.
        other => out.extend(["$", other]),
    }
}

/// JSON has no numbers that begin with a nought.
fn number(digits: usize, random: &mut Random, out: &mut String) {
    random.letters(&DIGITS[1..], 1, out);
    random.letters(DIGITS, digits - 1, out);
}
