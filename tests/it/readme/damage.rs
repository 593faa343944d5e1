//! The README's table of what happens when a file is not as it should be: each row is made and run.
//!
//! Each file held the events A, B and C. Beside it lies a sound one, which is found whatever
//! happens.

use std::fs;

use crate::trail::{Trail, event, gzip, repository};

/// Makes what a row tells of; false where that cannot be made here.
type Make = fn(&Trail) -> bool;

const CASES: &[(&str, Make)] = &[
    ("ends early, as an interrupted sync leaves it", |trail| {
        // Stored and not deflated, so that where it ends is where the text does.
        let stored = stored(&log());
        put(trail, "cut.json.gz", &stored[..stored.len() - 200])
    }),
    ("has a wrong checksum or length", |trail| {
        let mut bytes = gzip(log().as_bytes());
        let at = bytes.len() - 8;
        bytes[at] ^= 1;
        put(trail, "sum.json.gz", bytes)
    }),
    ("holds a damaged member between sound ones", |trail| {
        let [a, mut b, c] = records().map(|record| gzip(record.as_bytes()));
        let half = b.len() / 2;
        b[half..half + 20].fill(0xff);
        put(trail, "members.json.gz", [a, b, c].concat())
    }),
    ("goes on with garbage behind its compressed data", |trail| {
        put(trail, "behind.json.gz", [&gzip(log().as_bytes())[..], b"garbage"].concat())
    }),
    ("ends early, half written", |trail| put(trail, "half.json", &log()[..log().len() - 200])),
    ("holds a malformed record", |trail| {
        put(trail, "malformed.json", log().replacen("\"B\"", "B", 1))
    }),
    ("holds a record that lacks its last brace", |trail| {
        let [a, b, c] = records();
        put(trail, "open.json", format!("{{\"Records\":[{a},{},{c}]}}", &b[..b.len() - 1]))
    }),
    ("holds a raw control character in a string", |trail| {
        put(trail, "control.json", log().replacen("id-of-B", "id-of\u{1}B", 1))
    }),
    ("holds a record without any field of one", |trail| {
        let [a, _, c] = records();
        put(trail, "empty-record.json", format!("{{\"Records\":[{a},{{}},{c}]}}"))
    }),
    ("holds a value with no end within the bound", |trail| {
        let [a, _, _] = records();
        let endless = "{\"eventVersion\":\"".to_owned() + &"x".repeat(65 << 20);
        put(trail, "endless.jsonl", format!("{a}\n{endless}"))
    }),
    ("holds bytes that are not UTF-8", |trail| {
        let text = log().replacen("id-of-B", "id-of~B", 1).into_bytes();
        let text: Vec<u8> =
            text.iter().map(|byte| if *byte == b'~' { 0xff } else { *byte }).collect();
        put(trail, "latin.json", text)
    }),
    ("holds lone surrogates, escaped", |trail| {
        put(trail, "surrogate.json", log().replacen("id-of-B", "id-of\\ud800B", 1))
    }),
    ("is padded with NULs", |trail| put(trail, "padded.json", format!("{}\0\0\0\0", log()))),
    ("begins with a byte order mark and ends its lines with CRLF", |trail| {
        put(trail, "windows.json", format!("\u{feff}{}\r\n", records().join("\r\n")))
    }),
    ("has a comma too many, as printed documentation has", |trail| {
        put(trail, "comma.json", log().replace("]}", ",]}"))
    }),
    ("has prose around its JSON, as printed documentation has", |trail| {
        put(trail, "page.json", format!("The log shows:\n{}\nwhere …", log()))
    }),
    ("is empty", |trail| put(trail, "empty.json.gz", "")),
    ("is a Git LFS pointer", |trail| {
        put(
            trail,
            "pointer.json.gz",
            "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n",
        )
    }),
    ("is compressed with something else", |trail| {
        put(trail, "other.json.zst", [0x28, 0xb5, 0x2f, 0xfd, 4, 88])
    }),
    ("is UTF-16", |trail| {
        let text = log();
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        put(trail, "wide.json", [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>())
    }),
    ("is named like a log and is none", |trail| put(trail, "notes.log", "nothing happened\n")),
    ("is something else beside the logs", |trail| put(trail, "README.md", "# Logs\n")),
    ("may not be read", |trail| forbidden(trail, "secret.json.gz")),
    ("is a link to nothing", |trail| link(trail, "nowhere", "dangling.json.gz")),
    ("is a directory with a log's name", |trail| put(trail, "x.json.gz/abc.json", log())),
    ("is a link back to a directory above it", |trail| {
        put(trail, "abc.json", log()) && link(trail, ".", "back")
    }),
    ("is a pipe", |trail| pipe(trail, "pipe.json")),
    ("is a device", |trail| link(trail, "/dev/zero", "zero.json")),
    ("has a name that is not UTF-8", |trail| put_unnamed(trail, b"caf\xe9.json")),
];

fn records() -> [String; 3] {
    ["A", "B", "C"].map(|name| event(name).to_string())
}

fn log() -> String {
    format!("{{\"Records\":[{}]}}", records().join(","))
}

fn put(trail: &Trail, name: &str, bytes: impl AsRef<[u8]>) -> bool {
    trail.write(name, bytes);
    true
}

/// A gzip member that holds its text as it is (RFC 1951, section 3.2.4).
fn stored(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(text.as_bytes()).expect("in memory");
    encoder.finish().expect("in memory")
}

#[cfg(unix)]
fn link(trail: &Trail, target: &str, name: &str) -> bool {
    std::os::unix::fs::symlink(target, trail.path(name)).is_ok()
}

#[cfg(not(unix))]
fn link(_: &Trail, _: &str, _: &str) -> bool {
    false
}

#[cfg(unix)]
fn forbidden(trail: &Trail, name: &str) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    put(trail, name, gzip(log().as_bytes()));
    fs::set_permissions(trail.path(name), fs::Permissions::from_mode(0o000)).expect("forbidden");
    // Root may read everything.
    fs::File::open(trail.path(name)).is_err()
}

#[cfg(not(unix))]
fn forbidden(_: &Trail, _: &str) -> bool {
    false
}

fn pipe(trail: &Trail, name: &str) -> bool {
    let made = std::process::Command::new("mkfifo").arg(trail.path(name)).status();
    made.is_ok_and(|status| status.success())
}

#[cfg(unix)]
fn put_unnamed(trail: &Trail, name: &[u8]) -> bool {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    // Some file systems take no such name.
    fs::write(trail.path("").join(OsStr::from_bytes(name)), log()).is_ok()
}

#[cfg(not(unix))]
fn put_unnamed(_: &Trail, _: &[u8]) -> bool {
    false
}

/// The rows of the README's table, each with what happened.
fn rows(readme: &str) -> Vec<(&str, &str)> {
    let (_, section) = readme.split_once("\n## What happens when…\n").expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| (row.split('|').nth(1).unwrap_or_default().trim(), row)).collect()
}

/// The row that is true of a file.
fn observed(what: &str, trail: &Trail) -> String {
    let run = trail.run(&["query", "{}", "--format", "tsv", "--fields", "event"]);
    let mut names: Vec<&str> = run.stdout.lines().skip(1).collect();
    assert_eq!(names.pop(), Some("Z"), "the sound file: {run}");
    let names = if names.is_empty() { "–".to_owned() } else { names.join(" ") };
    let said = run.stderr.lines().filter_map(|line| {
        let (_, said) = line.strip_prefix("trailscan: ")?.split_once(": ")?;
        let said = said.replace("{}", "DIR");
        // A code span that holds a backtick stands between two of them.
        let quoted = if said.contains('`') { format!("`` {said} ``") } else { format!("`{said}`") };
        Some(quoted)
    });
    let said: Vec<String> = said.collect();
    let said = if said.is_empty() { "–".to_owned() } else { said.join(", ") };
    format!("| {what} | {names} | {said} | {} |", run.code)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped row says so")]
fn every_row_of_the_table_of_damage_is_true() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let told = rows(&readme);
    let made: Vec<&str> = CASES.iter().map(|(what, _)| *what).collect();
    let named: Vec<&str> = told.iter().map(|(what, _)| *what).collect();
    assert_eq!(named, made, "rows of the README and cases here");
    let mut wrong: Vec<String> = Vec::new();
    for ((what, row), (_, make)) in told.iter().zip(CASES) {
        let trail = Trail::new();
        trail.log("zz.json.gz", &[event("Z")]);
        if !make(&trail) {
            eprintln!("skipped: {what}: cannot be made here");
            continue;
        }
        let observed = observed(what, &trail);
        if observed != *row {
            wrong.push(observed);
        }
    }
    assert!(wrong.is_empty(), "true is:\n{}", wrong.join("\n"));
}
