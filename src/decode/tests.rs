//! Files decoded by outlines and by parsing: the same records, the same complaints.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

pub(super) mod generated;

use std::{
    env, fs,
    io::{self, Cursor, Read, Write as _},
    ops::ControlFlow,
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{Arrival, Cause, Decoder, Found, Hint, lanes::check_document};
use crate::{event::Record, json::write_string};
use generated::{damage, damaged, value};

#[test]
fn fixtures_are_read_the_same_by_outlines_and_by_parsing() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    assert!(check_files(&directory) > 100);
}

#[test]
fn real_logs_are_read_the_same_by_outlines_and_by_parsing() {
    let Ok(directory) = env::var("TRAILSCAN_REAL_LOGS") else {
        eprintln!("skipped: TRAILSCAN_REAL_LOGS names no directory of real logs");
        return;
    };
    assert!(check_files(Path::new(&directory)) > 0);
}

/// How many records of these files had an outline.
fn check_files(directory: &Path) -> usize {
    let files = walkdir::WalkDir::new(directory).into_iter();
    let files =
        files.map(|entry| entry.expect("an entry")).filter(|entry| entry.file_type().is_file());
    let mut outlined = 0;
    for file in files {
        outlined += check_document(&fs::read(file.path()).expect("a file"));
    }
    outlined
}

/// Keys of AWS's that decide what an object is, or are read; and others.
const KEYS: [&str; 16] = [
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "eventID",
    "eventType",
    "userIdentity",
    "requestParameters",
    "responseElements",
    "errorCode",
    "readOnly",
    "insightDetails",
    "eventVersio",
    "eventVersions",
    "Records",
    "detail",
];

const EVENT: &str = concat!(
    r#""eventVersion":"1.08","eventTime":"2024-05-01T10:00:00Z","#,
    r#""eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"e1""#
);

fn record() -> impl Strategy<Value = String> {
    let key = select(KEYS.to_vec());
    let member = (key, value()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
    let event = prop_oneof![5 => Just(Some(EVENT.to_owned())), 1 => Just(None)];
    (event, vec(member, 0..4)).prop_map(|(event, members)| {
        let members: Vec<String> = event.into_iter().chain(members).collect();
        format!("{{{}}}", members.join(","))
    })
}

/// Records in one of the shapes that reach people.
fn document() -> impl Strategy<Value = String> {
    let shape = prop_oneof![3 => Just(0), 5 => 1..9];
    (shape, vec(record(), 1..5)).prop_map(|(shape, records)| match shape {
        0 => format!("{{\"Records\":[{}]}}", records.join(",")),
        1 => records.join("\n"),
        2 => records.concat(),
        3 => format!("[\n{}\n]\n", records.join(",\n")),
        4 => format!("{{\"a\":1,\"Events\":[{}],\"b\":2}}", records.join(", ")),
        5 => format!("{{\"configurationItems\":[{}]}}", records.join(",")),
        6 => {
            // The same event in one wrapper, and in the next.
            let wrapped = |record| format!("{{\"a\":{{\"b\":{record}}},\"c\":[{record}]}}");
            records.iter().map(wrapped).collect::<Vec<_>>().join("\n")
        }
        7 => format!("prose, then {}", records.join(" and ")),
        _ => {
            let messages = records.iter().map(|record| {
                let mut message = b"{\"message\":".to_vec();
                write_string(record, &mut message);
                String::from_utf8_lossy(&message).into_owned() + "}"
            });
            format!("{{\"logEvents\":[{}]}}", messages.collect::<Vec<_>>().join(","))
        }
    })
}

#[test]
fn a_record_without_its_opening_brace_is_told_however_its_bytes_come() {
    let record = |name: &str| format!(r#""eventName":"{name}","eventSource":"s3.amazonaws.com"}}"#);
    // With one of these lengths, a piece ends before the second record's first colon.
    for padding in 0..70 {
        let first = record(&"A".repeat(padding));
        let document = format!("{{\"Records\":[{{{first},~{},{{{}]}}", record("B"), record("C"));
        assert_eq!(check_document(document.as_bytes()), 2, "{document}");
    }
}

#[test]
fn what_begins_behind_prose_is_told_however_its_bytes_come() {
    let record = r#"{"eventName":"A","eventSource":"s3.amazonaws.com"}"#;
    for padding in 0..70 {
        let prose = "x".repeat(padding);
        let blanks = " ".repeat(padding);
        for document in [
            format!("{prose}{{\n  \"Records\": [\n{record}\n]}}"),
            format!("prose {{{blanks}\n\"Records\":[{record}]}}"),
            format!("{prose} {record}\n{prose} {{\n"),
        ] {
            assert_eq!(check_document(document.as_bytes()), 1, "{document}");
        }
    }
}

/// Bytes behind which reading fails.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::other("the disk is gone")),
            length => Ok(length),
        }
    }
}

#[test]
fn an_input_that_fails_amid_compressed_data_is_not_taken_for_a_damaged_one() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
    gzip.write_all(b"{\x1f\x8b\x08\0 like a header").expect("in memory");
    let bytes = gzip.finish().expect("in memory");
    for length in 11..bytes.len() {
        let input = Failing(Cursor::new(bytes[..length].to_vec()));
        let mut decoder = Decoder::new(1, false);
        let receive = &mut |_: &Record<'_>, _: &Found| ControlFlow::Continue(());
        let tally = decoder.decode(input, Arrival::AtOnce, Hint::Named, &|| true, receive);
        let damages = tally.remainder.damages;
        assert!(damages.has(&Cause::Unreadable("the disk is gone".into())), "{damages:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn documents_are_read_the_same_by_outlines_and_by_parsing(
        document in document(),
        damages in vec(damage(), 0..6),
    ) {
        check_document(document.as_bytes());
        let mut worse = document.into_bytes();
        for damage in damages {
            if !worse.is_empty() {
                worse = damaged(&worse, &damage);
            }
            check_document(&worse);
        }
    }
}
