//! Damaged compression: what was inflated before the damage is used, and the damage is reported.

use flate2::Crc;

use super::{check_damaged, check_sound, envelope, query, record, unreadable};
use crate::trail::{Run, Setting, Trail, event, gzip, run_with, with};

/// A compressed log of events whose names are their numbers, and which do not compress well.
fn numbered_log(events: usize) -> Vec<u8> {
    let mut noise: u64 = 1;
    let records: Vec<String> = (0..events)
        .map(|number| {
            let agent: String = (0..20)
                .map(|_| {
                    noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    format!("{:x}", noise >> 16)
                })
                .collect();
            with(event(&number.to_string()), "userAgent", agent).to_string()
        })
        .collect();
    gzip(envelope(&records).as_bytes())
}

/// The names of the first events in a numbered log.
fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// A compressed file that ends early prints the events before its end, and says how many.
#[track_caller]
fn check_cut(log: &[u8], length: usize, lost: u64) -> Run {
    let trail = Trail::new();
    trail.write("cut.json.gz", &log[..length]);
    let run = query(&trail);
    let names = run.names();
    assert_eq!(names, numbers(names.len()), "{run}");
    run.exits(2);
    run.says(&format!(
        "cut.json.gz: compressed data ends early at byte … after {} events\n",
        names.len()
    ));
    assert_eq!(unreadable(&run), lost, "unreadable records of {run}");
    run
}

#[test]
fn a_truncated_gzip_file_is_reported_and_the_rest_is_searched() {
    let log = numbered_log(60);
    let quarter = check_cut(&log, log.len() / 4, 1).names().len();
    let half = check_cut(&log, log.len() / 2, 1).names().len();
    assert!(8 < quarter && quarter < half && half < 60, "{quarter} and {half} of 60");
}

#[test]
fn a_gzip_file_that_ends_within_its_trailer_loses_no_event() {
    let log = numbered_log(3);
    for missing in [1, 4, 7, 8] {
        let run = check_cut(&log, log.len() - missing, 0);
        assert_eq!(run.names().len(), 3, "{missing} bytes missing, {run}");
    }
}

#[test]
fn a_gzip_file_that_ends_within_its_header_is_reported() {
    let log = gzip(envelope(&[record("A")]).as_bytes());
    for length in [2, 5, 9, 10] {
        check_damaged("a.json.gz", &log[..length], &[], 0, "compressed data ends early");
    }
    check_damaged("a.json.gz", &log[..1], &[], 0, "there is no JSON in it");
}

#[test]
fn a_wrong_checksum_or_length_is_reported_and_the_events_are_used() {
    let log = gzip(envelope(&[record("A"), record("B")]).as_bytes());
    for behind in [8, 4] {
        let mut wrong = log.clone();
        let at = wrong.len() - behind;
        wrong[at] ^= 1;
        check_damaged("a.json.gz", &wrong, &["A", "B"], 0, "compressed data does not match");
    }
}

#[test]
fn a_member_with_a_wrong_checksum_does_not_hide_the_next() {
    let mut members = gzip(envelope(&[record("A")]).as_bytes());
    let at = members.len() - 8;
    members[at] ^= 1;
    members.extend(gzip(envelope(&[record("B")]).as_bytes()));
    check_damaged("a.json.gz", &members, &["A", "B"], 0, "compressed data does not match");
}

#[test]
fn compressed_data_that_goes_wrong_in_the_middle_keeps_what_came_before() {
    let log = numbered_log(60);
    let trail = Trail::new();
    let mut wrong = log.clone();
    let half = wrong.len() / 2;
    wrong[half..half + 64].fill(0xff);
    trail.write("a.json.gz", &wrong);
    let run = query(&trail);
    run.exits(2).says("a.json.gz: compressed data is damaged");
    assert!(run.names().starts_with(&numbers(16)), "{run}");
}

#[test]
fn bytes_behind_the_last_member_are_reported_and_the_events_are_used() {
    let log = gzip(envelope(&[record("A")]).as_bytes());
    let cases: [(&[u8], &str); 4] = [
        (b"garbage", "7 bytes behind the compressed data"),
        (b"\n", "1 byte behind the compressed data"),
        (&[0; 512], "512 bytes behind the compressed data"),
        (&[0x1f; 32], "bytes that are not gzip behind the compressed data"),
    ];
    for (behind, words) in cases {
        let bytes = [&log, behind].concat();
        check_damaged("a.json.gz", bytes, &["A"], 0, words);
    }
}

#[test]
fn a_byte_too_many_before_a_trailer_like_it_is_reported() {
    let log = gzip(envelope(&[record("A")]).as_bytes());
    let mut empty = gzip(b"");
    empty.push(0);
    check_damaged("a.json.gz", [log, empty].concat(), &["A"], 0, "1 byte behind");
}

#[test]
fn a_last_member_that_is_cut_keeps_the_members_before_it() {
    let first = gzip(envelope(&[record("A"), record("B")]).as_bytes());
    let second = gzip(envelope(&[record("C")]).as_bytes());
    let members = [first.as_slice(), &second[..second.len() - 9]].concat();
    let trail = Trail::new();
    trail.write("a.json.gz", &members);
    let run = query(&trail);
    run.exits(2).says("compressed data ends early");
    assert_eq!(run.names()[..2], ["A", "B"], "{run}");
    let header_only = [first.as_slice(), &second[..6]].concat();
    check_damaged("a.json.gz", header_only, &["A", "B"], 0, "compressed data ends early");
}

/// These bytes give the first events of a numbered log, at least so many, and then these.
#[track_caller]
fn check_goes_on(bytes: &[u8], first: usize, then: &[&str]) {
    let trail = Trail::new();
    trail.write("a.json.gz", bytes);
    let run = query(&trail);
    run.exits(2).says("trailscan: a.json.gz: compressed data is damaged: ");
    let names = run.names();
    let (before, behind) = names.split_at(names.len() - then.len().min(names.len()));
    assert!(before.starts_with(&numbers(first)) && behind == then, "{run}");
    let setting = Setting { stdin: bytes.to_vec(), ..Setting::default() };
    run_with(&["query", "-", "-f", "jsonl"], &setting).exits(2).prints(&run.stdout);
}

#[test]
fn a_member_that_is_cut_does_not_hide_the_next() {
    let first = numbered_log(60);
    let next = gzip(envelope(&[record("A"), record("B")]).as_bytes());
    for length in [first.len() / 2, first.len() - 8, first.len() - 2] {
        check_goes_on(&[&first[..length], &next].concat(), 8, &["A", "B"]);
        check_goes_on(&[&first[..length], &next, &next].concat(), 8, &["A", "B", "A", "B"]);
    }
    check_goes_on(&[&next[..5], &next].concat(), 0, &["A", "B"]);
    // Further behind than one look back, where deflate fails at once.
    let mut large = numbered_log(6_000);
    assert!(large.len() > 512 * 1024);
    let half = large.len() / 2;
    large[half..half + 4096].fill(0xff);
    check_goes_on(&[large, next].concat(), 60, &["A", "B"]);
}

#[test]
fn a_member_that_is_damaged_does_not_hide_the_next() {
    let mut wrong = numbered_log(60);
    let half = wrong.len() / 2;
    wrong[half..half + 64].fill(0xff);
    let next = gzip(envelope(&[record("A")]).as_bytes());
    check_goes_on(&[&wrong[..], &next].concat(), 8, &["A"]);
    let twice = gzip(&[&wrong[..], &next].concat());
    check_goes_on(&twice, 8, &["A"]);
}

#[test]
fn a_member_without_a_sound_header_costs_itself() {
    let [a, b, c] = ["A", "B", "C"].map(|name| gzip(record(name).as_bytes()));
    for at in 0..4 {
        let mut wrong = b.clone();
        wrong[at] ^= 0x20;
        let words = "between compressed data are passed over";
        let members = [a.clone(), wrong, c.clone()].concat();
        check_damaged("a.json.gz", members, &["A", "C"], 0, words);
    }
    let mut wrong = a.clone();
    wrong[3] ^= 0x20;
    check_damaged("a.json.gz", [wrong, c].concat(), &["C"], 0, "between compressed data");
}

#[test]
fn a_header_with_a_wrong_checksum_of_its_own_is_reported_and_the_events_are_used() {
    let plain = gzip(envelope(&[record("A")]).as_bytes());
    let (header, rest) = plain.split_at(10);
    let header = [&header[..3], &[2], &header[4..]].concat();
    let mut checksum = Crc::new();
    checksum.update(&header);
    let checksum = checksum.sum().to_le_bytes();
    check_sound("a.json.gz", [&header, &checksum[..2], rest].concat(), &["A"]);
    let wrong = [&header[..], &[checksum[0], !checksum[1]], rest].concat();
    check_damaged("a.json.gz", wrong, &["A"], 0, "does not match its checksum or length");
}

#[test]
fn bytes_between_members_are_reported_and_hide_nothing() {
    let [a, b] = ["A", "B"].map(|name| gzip(envelope(&[record(name)]).as_bytes()));
    for (between, words) in [
        (&b"garbage"[..], "7 bytes between compressed data are passed over"),
        (b"\n", "1 byte between compressed data"),
        (&[0; 512], "512 bytes between compressed data"),
        (&[0x1f; 32], "32 bytes between compressed data"),
    ] {
        check_damaged("a.json.gz", [&a, between, &b].concat(), &["A", "B"], 0, words);
    }
}

#[test]
fn text_before_a_damaged_place_and_behind_it_is_never_joined() {
    let whole = envelope(&[record("A"), record("Joined"), record("C")]);
    let (before, behind) = whole.split_at(whole.find("Joined").unwrap_or_default());
    let (before, behind) = (gzip(before.as_bytes()), gzip(behind.as_bytes()));
    let sound = [&before[..], &behind].concat();
    check_sound("a.json.gz", sound, &["A", "Joined", "C"]);
    for between in [&before[..before.len() - 8], &[&before[..], b"garbage"].concat()] {
        let trail = Trail::new();
        trail.write("a.json.gz", [between, &behind].concat());
        query(&trail).exits(2).finds(&["A", "C"]);
    }
}

#[test]
fn a_header_without_an_end_behind_a_wrong_member_is_tried_once() {
    let mut wrong = gzip(envelope(&[record("A")]).as_bytes());
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    let endless = [0x1f, 0x8b, 8, 8, 1, 1, 1, 1, 1, 1, 1];
    let trail = Trail::new();
    trail.write("a.json.gz", [&wrong[..], b"garbage", &endless].concat());
    let run = query(&trail);
    run.exits(2).finds(&["A"]).says("compressed data is damaged: ");
    assert!(!run.stderr.contains("more like it"), "{run}");
}

#[test]
fn headers_that_are_none_are_followed_within_bounds() {
    // Each seems to begin a member that stores the next 64 KiB, from the `x` on.
    let false_header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0, 0xff, 0xff, 0, 0, b'x'];
    let trail = Trail::new();
    trail.write("a.json.gz", false_header.repeat(200_000));
    trail.log("b.json.gz", &[event("B")]);
    let run = query(&trail);
    run.exits(2).finds(&["B"]).says("a.json.gz: compressed data is damaged");
    run.says("a.json.gz: too damaged for every record");
    let stats = run.stats();
    let [read, inflated] = ["bytes_read", "bytes_inflated"].map(|key| stats[key].as_u64());
    assert!(inflated < read.map(|bytes| 8 * bytes), "{run}");
}

#[test]
fn sound_compression_around_broken_json_is_not_blamed() {
    let text = envelope(&[record("A"), record("B")]);
    let cut = gzip(&text.as_bytes()[..500]);
    check_damaged("a.json.gz", &cut, &["A"], 1, "JSON ends early");
    let padded = [cut, vec![0; 512]].concat();
    check_damaged("a.json.gz", &padded, &["A"], 1, "JSON ends early");
    check_damaged("a.json.gz", &padded, &["A"], 1, "512 bytes behind the compressed data");
}

#[test]
fn compressed_nothing_is_damage_in_a_file_named_like_a_log() {
    check_damaged("a.json.gz", gzip(b""), &[], 0, "empty");
    check_damaged("a.json.gz", gzip(b" \n"), &[], 0, "empty");
}

#[test]
fn what_was_compressed_twice_is_read_and_three_times_is_reported() {
    let once = gzip(envelope(&[record("A"), record("B")]).as_bytes());
    check_sound("a.json.gz", gzip(&once), &["A", "B"]);
    check_sound(
        "without-extension",
        gzip(&[once.clone(), once.clone()].concat()),
        &["A", "B"].repeat(2),
    );
    check_damaged("a.json.gz", gzip(&gzip(&once)), &[], 0, "there is no JSON in it");
    let cut = &once[..once.len() - 20];
    check_damaged(
        "a.json.gz",
        gzip(cut),
        &["A"],
        0,
        "compressed data ends early at byte … after 1 event",
    );
    let whole = gzip(&once);
    let trail = Trail::new();
    trail.write("a.json.gz", &whole[..whole.len() - 4]);
    let run = query(&trail);
    run.finds(&["A", "B"]).exits(2).says("compressed data ends early");
    assert!(!run.stderr.contains("more like it"), "{run}");
}

#[test]
fn a_truncated_stream_on_standard_input_is_reported() {
    let log = numbered_log(60);
    let setting = Setting { stdin: log[..log.len() / 2].to_vec(), ..Setting::default() };
    let run = run_with(&["query", "-", "-f", "jsonl", "--stats=json"], &setting);
    run.balances()
        .exits(2)
        .says("trailscan: standard input: compressed data ends early at byte … after ");
    assert!(run.names().len() > 16, "{run}");
}

#[test]
fn a_gzip_bomb_stops_at_the_limit_and_is_reported() {
    let mut text = event("A").to_string() + "\n{\"eventName\":\"";
    text.extend(std::iter::repeat_n('b', 70 << 20));
    text.push_str("\"}\n");
    text.push_str(&event("C").to_string());
    let trail = Trail::new();
    trail.gzip("a.json.gz", text).log("b.json.gz", &[event("D")]);
    let run = trail.query(&["--stats=json"]);
    run.finds(&["A", "C", "D"]).exits(2).balances();
    run.says("a value has no end within 67,108,864 bytes at byte ");
    assert_eq!(run.stats()["unreadable"], 1, "{run}");
}

#[test]
fn a_fault_is_placed_where_it_was_met_and_not_at_the_end() {
    let mut spoilt = numbered_log(10);
    let checksum = spoilt.len() - 8;
    spoilt[checksum] ^= 1;
    let trail = Trail::new();
    trail.write("a.json.gz", [spoilt, numbered_log(9_000)].concat());
    let words = "its checksum or length at byte … after 10 events";
    query(&trail).exits(2).says(words);
    // The events that a limit let through come from the damaged member, too.
    trail.query(&["--limit", "20"]).exits(2).says(words);
}

#[test]
fn an_empty_member_with_a_wrong_checksum_is_placed_between_its_neighbours() {
    let mut empty = gzip(b"");
    let checksum = empty.len() - 8;
    empty[checksum] ^= 1;
    let trail = Trail::new();
    trail.write("a.json.gz", [numbered_log(3), empty, numbered_log(3)].concat());
    query(&trail).exits(2).says("its checksum or length at byte … after 3 events");
}

#[test]
fn every_member_with_a_wrong_checksum_is_counted() {
    let mut member = gzip(record("A").as_bytes());
    let checksum = member.len() - 8;
    member[checksum] ^= 1;
    let trail = Trail::new();
    trail.write("a.json.gz", member.repeat(5));
    query(&trail).exits(2).finds(&["A"; 5]).says("after 1 event, and 4 more like it");
}

#[test]
fn an_envelope_that_is_never_closed_and_a_file_that_is_cut_are_two_damages() {
    let unclosed = format!(r#"{{"Records":[{},"#, record("A"));
    let log = gzip((unclosed + "\n" + &envelope(&[record("B"), record("C")])).as_bytes());
    let trail = Trail::new();
    trail.write("a.json.gz", &log[..log.len() - 4]);
    query(&trail)
        .finds(&["A", "B", "C"])
        .exits(2)
        .says("a.json.gz: JSON ends early at byte … after 1 event\n")
        .says("a.json.gz: compressed data ends early at byte … after 3 events\n");
}
