//! Exporting into partitions that hold files which cannot be read, or which others made.

use std::fs;

use super::{
    again::holds_the_logs,
    read::{files, rows_by_file},
};
use crate::trail::{Trail, event, with};

const EXPORT: [&str; 4] = ["export", "{}/logs", "--to", "{}/set"];
const HERE: &str = "set/account=123456789012/region=us-east-1/date=2024-05-01";

/// Bytes that are no events of a data set.
fn damaged(whole: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut blotted = whole.to_vec();
    blotted[4..whole.len() / 4].fill(0x55);
    vec![
        ("empty", Vec::new()),
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("blotted", blotted),
        ("text", b"PAR1 this is no Parquet file PAR1".to_vec()),
    ]
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_nothing_is_written_beside_it() {
    let trail = Trail::new();
    trail.log("logs/a.json", &["A", "B", "C"].map(event));
    trail.run(&EXPORT).exits(0);
    let whole = files(&trail.path("set")).into_values().next().expect("a file");
    for (name, bytes) in damaged(&whole) {
        let file = format!("{HERE}/{name}.parquet");
        trail.write(&file, bytes);
        // What is a whole file needs no look at others.
        trail.run(&EXPORT).exits(0).says("nothing new");
        trail.log("logs/b.json", &[event(name)]);
        let before = files(&trail.path("set"));
        for threads in ["1", "4"] {
            let run = trail.run(&[&EXPORT[..], &["--threads", threads]].concat());
            run.exits(2)
                .prints("")
                .says(&format!("trailscan: --to: {file}: cannot read which events"));
            run.says("hint: ").says("take the file out of the data set");
        }
        assert!(files(&trail.path("set")) == before, "{name}");
        fs::remove_file(trail.path(&file)).expect("removed");
        trail.run(&EXPORT).exits(0).says("1 event in 1 new file");
        holds_the_logs(&trail, "set");
        trail.log("logs/a.json", &["A", "B", "C"].map(event));
        fs::remove_file(trail.path("logs/b.json")).expect("removed");
        fs::remove_dir_all(trail.path("set")).expect("removed");
        trail.run(&EXPORT).exits(0);
    }
}

/// Wherever a byte is lost, the program says so or goes on, and does not panic.
#[test]
fn any_damage_is_survived() {
    let trail = Trail::new();
    trail.log("logs/a.json", &["A", "B", "C"].map(event));
    trail.run(&EXPORT).exits(0);
    let (name, whole) = files(&trail.path("set")).into_iter().next().expect("a file");
    trail.log("logs/b.json", &[event("D")]);
    let file = trail.path("set").join(name);
    let footer = whole.len().saturating_sub(5000);
    let places = (0..footer).step_by(97).chain((footer..whole.len()).step_by(13));
    for (number, place) in places.enumerate() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (number % 8);
        let _ = fs::remove_dir_all(trail.path("set"));
        let file = file.strip_prefix(trail.path("")).expect("below it").display().to_string();
        trail.write(&file, bytes);
        let run = trail.run(&[&EXPORT[..], &["--stats=json"]].concat());
        assert!([0, 2].contains(&run.code), "{place}: {run}");
    }
}

#[test]
fn files_of_other_tools_are_read_where_they_have_our_columns() {
    let trail = Trail::new();
    trail.log("logs/a.json", &["A", "B"].map(event));
    let write = |name: &str, schema: &str, columns: &[&[&str]]| {
        trail.write(&format!("{HERE}/{name}"), super::made::file(schema, columns));
    };
    // Hidden from engines, and so from us.
    trail.write(&format!("{HERE}/_none.parquet"), "").write(&format!("{HERE}/.none.parquet"), "");
    trail.write(&format!("{HERE}/none.txt"), "");
    let both = "message m { required binary recipientaccountid; optional binary eventid; }";
    write("other.parquet", both, &[&["123456789012"], &["id-of-A"]]);
    trail.run(&EXPORT).exits(0).says("1 event in 1 new file").says("already there: 1 event\n");
    trail.log("logs/b.json", &[event("C")]);
    write("lacks.parquet", "message m { optional binary eventid; }", &[&["x"]]);
    let run = trail.run(&EXPORT);
    run.exits(2).says("lacks.parquet: cannot read which events are in it: it has no column `recip");
    write("lacks.parquet", "message m { optional binary name; }", &[&["x"]]);
    trail.run(&EXPORT).exits(2).says("lacks.parquet: ").says("it has no column `eventid`");
}

#[test]
fn only_files_of_a_partition_that_grows_are_read() {
    let trail = Trail::new();
    let later = |name: &str| with(event(name), "eventTime", "2024-05-02T10:00:00Z");
    trail.log("logs/a.json.gz", &[event("A"), later("B")]);
    trail.run(&EXPORT).exits(0);
    trail.write(&format!("{}2/bad.parquet", HERE.trim_end_matches('1')), "");
    trail.log("logs/b.json", &[event("C")]);
    trail.run(&EXPORT).exits(0).says("1 event in 1 new file").says("already there: 2 events\n");
    fs::create_dir(trail.path(&format!("{HERE}/directory.parquet"))).expect("made");
    trail.log("logs/c.json", &[event("D")]);
    trail.run(&EXPORT).exits(2).says("directory.parquet: cannot read which events are in it: ");
    // Nothing else came to be, not even out of sight.
    assert_eq!(rows_by_file(&trail.path(HERE)).len(), 2);
    assert_eq!(files(&trail.path("set")).len(), 2 + 2);
}
