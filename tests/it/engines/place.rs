//! Where made events lie: in files as CloudTrail delivers them, whose dates are not those of the
//! events, and written by several hands.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use super::edges::Edges;
use crate::trail::{Trail, fixture};

/// Accounts and regions that deliver, in turn.
const ACCOUNTS: [&str; 3] = ["123456789012", "012345678901", "111122223333"];
const REGIONS: [&str; 2] = ["us-east-1", "eu-central-1"];

/// The days of files, in order.
const DAYS: [&str; 7] = [
    "2024/04/29",
    "2024/04/30",
    "2024/05/01",
    "2024/05/02",
    "2024/05/03",
    "2024/05/04",
    "2024/05/05",
];

/// Fills a directory with all edges and the fixtures, below `AWSLogs` as in a bucket.
pub(super) fn logs() -> Trail {
    let trail = Trail::new();
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (number, event) in Edges::all().0.iter().enumerate() {
        let account = ACCOUNTS[number % ACCOUNTS.len()];
        let region = REGIONS[number / ACCOUNTS.len() % REGIONS.len()];
        let day = delivered(event, number);
        let date = day.replace('/', "");
        let place = format!(
            "AWSLogs/{account}/CloudTrail/{region}/{day}/{account}_CloudTrail_{region}_{date}T2355Z_\
             MadeOfEdges00000.json.gz"
        );
        files.entry(place).or_default().push(write(event, number));
    }
    assert!(files.len() > 12, "{}", files.len());
    for (place, events) in &files {
        trail.gzip(place, format!("{{\"Records\":[{}]}}", events.join(",")));
    }
    copy(Path::new(&fixture("AWSLogs")), &trail.path("AWSLogs"));
    trail
}

/// The day of the file that an event is in: its own or the next, and of what happened at midnight
/// also the day before.
fn delivered(event: &Value, number: usize) -> &'static str {
    let time = event["eventTime"].as_str().unwrap_or_default().trim();
    let own = time.get(..10).map(|day| day.replace('-', "/"));
    let own = own.and_then(|day| DAYS.iter().position(|known| *known == day));
    let Some(own) = own else {
        // What happened long before or after is in the nearest file, what has no time anywhere.
        return match time.get(..4) {
            Some("1999") => DAYS[0],
            Some("2031") => DAYS[DAYS.len() - 1],
            _ => DAYS[number % DAYS.len()],
        };
    };
    let is_midnight = time.contains("T00:00:0") && number.is_multiple_of(2);
    let place = if is_midnight { own - 1 } else { own + number / 7 % 2 };
    DAYS[place.min(DAYS.len() - 1)]
}

/// A number that keeps its spelling.
pub(super) fn to_the_letter(number: &str) -> Value {
    Value::from(format!("{LETTER}{number}"))
}

const LETTER: char = '§';

/// The record as text, with the escapes that this or that service writes.
fn write(event: &Value, number: usize) -> String {
    let mut plain = event.to_string();
    while let Some(at) = plain.find(&format!("\"{LETTER}")) {
        let end = at + 1 + plain[at + 1..].find('"').expect("its end");
        let spelt = plain[at + 1 + LETTER.len_utf8()..end].to_owned();
        plain.replace_range(at..=end, &spelt);
    }
    let escaped: fn(char) -> bool = match number % 4 {
        0 => |one| "=&<>'".contains(one),
        1 => |one| !one.is_ascii(),
        _ => |_| false,
    };
    let mut units = [0; 2];
    let mut written = String::new();
    for one in plain.chars() {
        if escaped(one) {
            let units = one.encode_utf16(&mut units);
            written.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            written.push(one);
        }
    }
    written
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("copied");
        }
    }
}
