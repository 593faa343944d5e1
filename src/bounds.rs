//! Every bound that the program keeps, whatever it is given to read.
//!
//! Logs come from whoever made the calls, and from whoever had the disk: a file of a few kilobytes
//! may inflate to terabytes, hold one record of a gigabyte, or nest a million deep. What is
//! promised: scanning takes at most 256 MiB on up to 16 threads, and 8 MiB more for each of others,
//! whatever lies in the files; no stack overflows; and what passes a bound is reported, never
//! dropped in silence. What a question itself asks to keep comes on top: groups, values told apart,
//! IDs for `--dedup`, paths of files, [`KEPT_BYTES_MAX`] of matches that wait for a sort or a
//! table, and twice [`GROUP_BYTES_MAX`] of rows that wait to be exported.
//!
//! Each constant is the only definition of its bound, and the README's table of limits is tested
//! against them. Sizes that only tune speed stand where they are used.

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// A value without an end within this many bytes is damage, and what lies behind its beginning is
/// searched for the next record. Arrays of records are walked and may be of any size, but what
/// wraps events in a form of its own, as a search engine's answer, is taken whole.
pub(crate) const VALUE_BYTES_MAX: usize = 64 * MIB;

/// An event that is larger is reported instead of read. No event of AWS passes 1 MB (`CloudTrail`
/// quotas page), and re-exports add little; what is done with one may take many times its size.
pub(crate) const EVENT_BYTES_MAX: usize = 4 * MIB;

/// Copies of text at one time: strings in strings in strings, each to be unescaped, and bytes that
/// are no UTF-8, each to become three.
pub(crate) const COPIES_BYTES_MAX: usize = 32 * MIB;

/// Brackets in brackets: a value that nests deeper is not followed, since every level must be
/// remembered until it ends.
pub(crate) const NESTED_MAX: usize = MIB;

/// Event IDs that are remembered while one value is searched for events, so that one which it holds
/// as text and taken apart counts once. Beyond it they are forgotten, and such copies must stand
/// closer together.
pub(crate) const TOLD_BYTES_MAX: usize = 8 * MIB;

/// Objects and strings within each other, to be searched for events: an event of `EventBridge` may
/// stand in a message in a queue's answer, but not without end. Arrays count for nothing.
pub(crate) const LEVELS_MAX: u8 = 16;

/// A value that is larger is looked at, and held, only by the worker whose input is first in line.
/// So there is one such value at a time, and honest logs, whose events are smaller, never wait.
pub(crate) const LARGE_BYTES: usize = MIB;

/// What workers together use again from file to file for text that is inflated whole.
const TEXTS_BYTES_MAX: usize = 48 * MIB;

/// What one of so many workers uses again from file to file for text that is inflated whole: larger
/// files are read as a stream, which takes twice the time.
pub(crate) fn text_bytes_max(threads: usize) -> usize {
    (TEXTS_BYTES_MAX / threads.max(1)).clamp(MIB, 8 * MIB)
}

/// What waits in memory for a sort or a table, or is counted as copies, before it goes on in a
/// temporary file. It is what any machine that reads logs can spare, so that most answers touch no
/// disk. More would win nothing: a million events of 255 MB were sorted in 2.0 s so, and in 1.9 s
/// with 16 MiB (measured, on a disk with a cache in memory).
pub(crate) const KEPT_BYTES_MAX: usize = 256 * MIB;

/// Rows for a data set that are gathered until they are written as files, by what they take in
/// memory; as much again may be on its way to the disk. Larger files would be read a little faster,
/// but few directories of logs hold as much.
pub(crate) const GROUP_BYTES_MAX: usize = 64 * MIB;

/// Partitions of a data set that rows are gathered for at once, since each takes memory of its own.
pub(crate) const GROUP_PARTITIONS_MAX: usize = 4096;

/// A digest that is larger is no digest of AWS's, which lists the log files of one hour: this is
/// room for some 35,000.
pub(crate) const DIGEST_BYTES_MAX: usize = 16 * MIB;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::grouped;

    /// What is promised of all bounds together.
    const MEMORY_BYTES_MAX: usize = 256 * MIB;
    const THREADS: usize = 16;

    #[test]
    fn the_readme_states_every_bound() {
        let mib = |bytes: usize| format!("{} MiB", bytes / MIB);
        let bounds = [
            ("memory of a scan", mib(MEMORY_BYTES_MAX)),
            ("memory of a scan", format!("{THREADS} threads")),
            ("a value", mib(VALUE_BYTES_MAX)),
            ("an event", mib(EVENT_BYTES_MAX)),
            ("copies of text", mib(COPIES_BYTES_MAX)),
            ("brackets in brackets", grouped(NESTED_MAX as u64)),
            ("envelopes in envelopes", LEVELS_MAX.to_string()),
            ("told in two ways", mib(TOLD_BYTES_MAX)),
            ("waits for a sort", mib(KEPT_BYTES_MAX)),
            ("waits to be exported", mib(2 * GROUP_BYTES_MAX)),
            ("a digest file", mib(DIGEST_BYTES_MAX)),
        ];
        let readme = include_str!("../README.md");
        let limits = readme.split("\n## ").find(|section| section.starts_with("Limits\n"));
        let rows: Vec<&str> = limits.unwrap_or_default().lines().collect();
        for (what, bound) in bounds {
            let cells = |row: &&str| row.split(" | ").map(str::to_owned).collect::<Vec<_>>();
            let row = rows.iter().map(cells).find(|cells| cells[0].contains(what));
            let stated = row.and_then(|cells| cells.get(1).cloned()).unwrap_or_default();
            assert!(stated.contains(&bound), "{what}: `{stated}` is not {bound}");
        }
    }

    #[test]
    fn what_a_scan_holds_at_once_is_less_than_is_promised() {
        // The worker that is first in line: its window, copies, and an event on its way out.
        let first = VALUE_BYTES_MAX + COPIES_BYTES_MAX + 4 * EVENT_BYTES_MAX;
        // Every worker: a compressed file and its text, blocks that are read ahead, matches that
        // wait for their turn, and the value that it is at.
        let each = text_bytes_max(THREADS) * 3 / 2 + 3 * MIB + LARGE_BYTES;
        assert!(first + THREADS * each <= MEMORY_BYTES_MAX);
        assert!(text_bytes_max(1000) * 3 / 2 + 3 * MIB + LARGE_BYTES <= 8 * MIB);
    }
}
