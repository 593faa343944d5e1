//! Input that tries each bound, and what must be said of it.
//!
//! It is written piece by piece, so that making it takes neither memory nor, compressed, much disk.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

/// How large the inputs are whose size is what is tried.
pub(crate) struct Scale {
    pub(crate) name: &'static str,
    pub(crate) bomb_bytes: u64,
    pub(crate) record_bytes: u64,
    pub(crate) tiny_records: u64,
    pub(crate) files: u64,
    pub(crate) threads: &'static [usize],
}

pub(crate) const FULL: Scale = Scale {
    name: "full",
    bomb_bytes: 10_000_000_000,
    record_bytes: 1_000_000_000,
    tiny_records: 10_000_000,
    files: 100_000,
    threads: &[1, 2, 8, 16],
};

/// For the gate, which has slow cores: the bounds are passed all the same.
pub(crate) const SMALL: Scale = Scale {
    name: "small",
    bomb_bytes: 200_000_000,
    record_bytes: 100_000_000,
    tiny_records: 500_000,
    files: 4_000,
    threads: &[2, 16],
};

/// An input, what is asked of it, and what must come of that.
pub(crate) struct Hostile {
    pub(crate) name: &'static str,
    /// Writes it into a directory.
    pub(crate) make: fn(&Path, &Scale) -> Result<()>,
    pub(crate) questions: &'static [&'static [&'static str]],
    pub(crate) code: i64,
    /// How many events match, and how many records cannot be read.
    pub(crate) matched: fn(&Scale) -> u64,
    pub(crate) unreadable: fn(&Scale) -> u64,
    /// On standard error; nothing need be said of what is no more than odd.
    pub(crate) says: &'static str,
}

const LINES: &[&[&str]] = &[&["query", "--format", "jsonl"]];

/// Every way from events to output that keeps no more of them than it must.
const EVERY_WAY: &[&[&str]] = &[
    &["query", "--format", "jsonl"],
    &["query", "--format", "json", "--fields", "time,agent,requestParameters"],
    &["query", "--format", "csv", "--fields", "time,agent,requestParameters"],
    &["query", "--format", "jsonl", "--dedup"],
    &["query", "--format", "jsonl", "--where", "requestParameters.a != 7"],
    &["query", "--quiet", "--name", "Nothing"],
    &["count"],
    &["count", "--by", "event", "--distinct", "ip", "--dedup"],
    &["timeline"],
];

const NO_END: &str = "a value has no end within 67,108,864 bytes at byte ";
const NOT_COPIED: &str = "text that is not searched for events: unescaped it may pass 33,554,432";

/// Two events that are found, whatever stands beside them; each input says what is otherwise.
const SOUND: Hostile = Hostile {
    name: "",
    make: |_, _| Ok(()),
    questions: LINES,
    code: 0,
    matched: |_| 2,
    unreadable: |_| 0,
    says: "",
};

pub(crate) const HOSTILE: &[Hostile] = &[
    Hostile {
        name: "a bomb of blanks among records",
        make: |directory, scale| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[{EVENT},")?;
            fill(&mut file, b" ", scale.bomb_bytes)?;
            write!(file, "{EVENT}]}}")?;
            end(file)
        },
        ..SOUND
    },
    Hostile {
        name: "a bomb inside a bomb",
        make: |directory, scale| {
            let mut file = GzEncoder::new(compressed(directory, "a")?, Compression::default());
            writeln!(file, "{EVENT}")?;
            fill(&mut file, b"\n", scale.bomb_bytes)?;
            writeln!(file, "{EVENT}")?;
            end(file.finish()?)
        },
        ..SOUND
    },
    Hostile {
        name: "a string without an end",
        make: |directory, scale| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[{EVENT},{OPEN}")?;
            fill(&mut file, b"x", scale.bomb_bytes)?;
            end(file)
        },
        code: 2,
        matched: |_| 1,
        unreadable: |_| 1,
        says: NO_END,
        ..SOUND
    },
    Hostile {
        name: "a line without an end",
        make: |directory, scale| {
            let mut file = compressed(directory, "a")?;
            writeln!(file, "{EVENT}")?;
            fill(&mut file, b"line ", scale.bomb_bytes)?;
            write!(file, "\n{EVENT}\n")?;
            end(file)
        },
        code: 2,
        says: "text that is not JSON at byte ",
        ..SOUND
    },
    Hostile {
        name: "brackets without an end",
        make: |directory, scale| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[{EVENT},")?;
            fill(&mut file, b"[", scale.bomb_bytes)?;
            end(file)
        },
        code: 2,
        matched: |_| 1,
        unreadable: |_| 1,
        says: "JSON nests too deep to be searched for events at byte ",
        ..SOUND
    },
    Hostile {
        name: "a record of 1 GB",
        make: |directory, scale| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[{EVENT},{OPEN}")?;
            fill(&mut file, b"x", scale.record_bytes)?;
            write!(file, "\"}},{EVENT}]}}")?;
            end(file)
        },
        code: 2,
        unreadable: |_| 1,
        says: NO_END,
        ..SOUND
    },
    Hostile {
        name: "a record of 63 MB",
        make: |directory, _| large_records(directory, "a", b"x", &[63_000_000]),
        questions: EVERY_WAY,
        code: 2,
        matched: |_| 1,
        unreadable: |_| 1,
        says: "an event of more than 4,194,304 bytes at byte ",
    },
    Hostile {
        name: "40 records of 4 MB",
        make: |directory, _| large_records(directory, "a", b"\\n", &[4_100_000; 40]),
        questions: EVERY_WAY,
        matched: |_| 41,
        ..SOUND
    },
    Hostile {
        name: "a million brackets in a record",
        make: |directory, _| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[{EVENT},{}", &OPEN[..OPEN.len() - 1])?;
            fill(&mut file, b"[", 1_000_000)?;
            fill(&mut file, b"]", 1_000_000)?;
            write!(file, "}}]}}")?;
            end(file)
        },
        questions: EVERY_WAY,
        ..SOUND
    },
    Hostile {
        name: "strings in strings, of 60 MB",
        make: |directory, _| {
            let mut text = format!("{OPEN}{}\"}}", "x".repeat(60_000_000));
            for _ in 0..6 {
                text = serde_json::json!({ "message": text }).to_string();
            }
            let mut file = compressed(directory, "a")?;
            write!(file, "{EVENT}\n{text}\n{EVENT}\n")?;
            end(file)
        },
        code: 2,
        says: NOT_COPIED,
        ..SOUND
    },
    Hostile {
        name: "60 MB that are no UTF-8",
        make: |directory, _| large_records(directory, "a", b"\xff", &[60_000_000]),
        code: 2,
        matched: |_| 1,
        unreadable: |_| 1,
        says: NOT_COPIED,
        ..SOUND
    },
    Hostile {
        name: "a million empty records",
        make: |directory, _| {
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[")?;
            fill(&mut file, b"{},", 3_000_000)?;
            write!(file, "{EVENT}]}}")?;
            end(file)
        },
        code: 2,
        matched: |_| 1,
        unreadable: |_| 1_000_000,
        says: "a record without any CloudTrail field at byte 12, after 0 events, and 999999 more",
        ..SOUND
    },
    Hostile {
        name: "10 million tiny records",
        make: |directory, scale| {
            const TINY: &str = "{\"eventName\":\"A\"},";
            let mut file = compressed(directory, "a")?;
            write!(file, "{{\"Records\":[")?;
            fill(&mut file, TINY.as_bytes(), scale.tiny_records * TINY.len() as u64)?;
            write!(file, "{EVENT}]}}")?;
            end(file)
        },
        questions: EVERY_WAY,
        matched: |scale| scale.tiny_records + 1,
        ..SOUND
    },
    Hostile {
        name: "as many gzip members, in gzip",
        make: |directory, scale| {
            let empty = GzEncoder::new(Vec::new(), Compression::default()).finish()?;
            let mut file = compressed(directory, "a")?;
            fill(&mut file, &empty, scale.tiny_records * empty.len() as u64)?;
            let mut last = GzEncoder::new(file, Compression::default());
            writeln!(last, "{EVENT}")?;
            end(last.finish()?)
        },
        matched: |_| 1,
        ..SOUND
    },
    Hostile {
        name: "100,000 files",
        make: |directory, scale| each_file(directory, scale, &log()?),
        questions: EVERY_WAY,
        matched: |scale| scale.files,
        ..SOUND
    },
    Hostile {
        name: "100,000 damaged files",
        make: |directory, scale| {
            let log = log()?;
            each_file(directory, scale, &log[..log.len() - 9])
        },
        questions: EVERY_WAY,
        code: 2,
        matched: |scale| scale.files,
        says: ".json.gz: compressed data ends early",
        ..SOUND
    },
    Hostile {
        name: "a directory 1000 levels deep",
        make: |directory, _| {
            let deep = directory.join(vec!["d"; 1000].join("/"));
            fs::create_dir_all(&deep)?;
            fs::write(deep.join("a.json.gz"), log()?)?;
            Ok(())
        },
        matched: |_| 1,
        ..SOUND
    },
    Hostile {
        name: "all that is large, in 32 files",
        make: |directory, _| {
            for number in (0..32).step_by(4) {
                let mut file = compressed(directory, &number.to_string())?;
                write!(file, "{{\"Records\":[{EVENT},{OPEN}")?;
                fill(&mut file, b"x", 80_000_000)?;
                end(file)?;
                let name = |more: usize| (number + more).to_string();
                large_records(directory, &name(1), b"x", &[63_000_000])?;
                large_records(directory, &name(2), b"\\n", &[1_000_000, 4_100_000, 900_000])?;
                large_records(directory, &name(3), b"\xff", &[10_000_000])?;
            }
            Ok(())
        },
        questions: EVERY_WAY,
        code: 2,
        matched: |_| 8 * (1 + 1 + 4 + 1),
        unreadable: |_| 8 * 3,
        says: NO_END,
    },
];

const EVENT: &str = r#"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice"},"eventTime":"2024-05-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","recipientAccountId":"123456789012"}"#;

/// An event up to the inside of its last value.
const OPEN: &str = r#"{"eventVersion":"1.08","eventTime":"2024-05-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","requestParameters":""#;

/// What a file is written to.
type Compressed = GzEncoder<BufWriter<File>>;

fn compressed(directory: &Path, name: &str) -> Result<Compressed> {
    let file = File::create_new(directory.join(name).with_extension("json.gz"))?;
    Ok(GzEncoder::new(BufWriter::new(file), Compression::default()))
}

fn end(file: Compressed) -> Result<()> {
    file.finish()?.flush()?;
    Ok(())
}

/// Writes whole pieces, so many bytes of them.
fn fill(to: &mut impl Write, piece: &[u8], bytes: u64) -> Result<()> {
    let many = piece.repeat((1 << 20) / piece.len());
    let mut left = bytes / piece.len() as u64 * piece.len() as u64;
    while left > 0 {
        let length = many.len().min(usize::try_from(left)?);
        to.write_all(&many[..length])?;
        left -= length as u64;
    }
    Ok(())
}

/// A log of records with a value of so many bytes each, and an event behind them.
fn large_records(directory: &Path, name: &str, of: &[u8], bytes: &[u64]) -> Result<()> {
    let mut file = compressed(directory, name)?;
    write!(file, "{{\"Records\":[")?;
    for bytes in bytes {
        write!(file, "{OPEN}")?;
        fill(&mut file, of, *bytes)?;
        write!(file, "\"}},")?;
    }
    write!(file, "{EVENT}]}}")?;
    end(file)
}

/// A log of one event.
fn log() -> Result<Vec<u8>> {
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    write!(file, "{{\"Records\":[{EVENT}]}}")?;
    Ok(file.finish()?)
}

/// The same file many times, under names as long as CloudTrail's.
fn each_file(directory: &Path, scale: &Scale, content: &[u8]) -> Result<()> {
    for number in 0..scale.files {
        let name =
            format!("123456789012_CloudTrail_us-east-1_20240501T{number:06}Z_abcdefghijklmnop");
        fs::write(directory.join(name).with_extension("json.gz"), content)?;
    }
    Ok(())
}
