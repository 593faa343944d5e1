//! Faults on purpose: good files are mutated at random, thousands of times, and read.
//!
//! Of each mutated file three things are asked. The program does not panic. Its counts balance. And
//! by comparison with slow and obvious readers, nothing is lost and nothing is silent: every event
//! whose bytes still stand in readable text is found, as often as it stands there; a file that is
//! not wholly sound is named on standard error, and one that is, is not.
//!
//! By default the same 20,000 files are read on every machine. `TRAILSCAN_FAULTS` sets another
//! number, `TRAILSCAN_FAULTS_SEED` another beginning: file number N of seed S is the first file of
//! seed S + N, so that a failure is repeated by the seed that it prints.
//!
//! `good` makes files, `mutation` damages them, `readable` and `verdict` are the oracles.

mod chance;
mod enclosed;
mod good;
mod mutation;
mod readable;
mod verdict;

use std::{
    env,
    fmt::Write as _,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use memchr::memmem::{self, Finder};

use crate::trail::{Run, Setting, Trail, run_with};
use chance::Chance;
use enclosed::{is_enclosed, is_foreign_copy};
use good::{Good, Unit, pack};
use mutation::Patient;
use readable::{Readable, readable};
use verdict::{Verdict, verdict};

const FILES: u64 = 20_000;

/// How many mutations in the text of a file, and in its bytes; few leave more to compare than many.
const MUTATIONS: [(u8, u8); 9] =
    [(0, 0), (1, 0), (1, 0), (2, 0), (3, 0), (0, 1), (0, 2), (0, 3), (1, 1)];

/// Files that are read in one run, so that each is also one of many.
const FILES_IN_A_RUN: u64 = 50;

/// One of so many is also read by itself, from a file and from a pipe.
const FILES_A_PIPE: usize = 10;

/// Failures that are told in full.
const TOLD_MAX: usize = 5;

/// A file that was good, and what is known of it.
struct Faulty {
    seed: u64,
    name: String,
    bytes: Vec<u8>,
    /// The events that were in it, and those of the other file that damage was taken from.
    units: Vec<Unit>,
    /// What was done, in words.
    story: String,
}

impl Faulty {
    fn new(seed: u64) -> Faulty {
        let chance = &mut Chance::new(seed);
        let good = Good::new(&mark('f', seed), chance);
        let donor = Good::new(&mark('d', seed), chance);
        let mut story = format!("{:?} of {} events", good.shape, good.units.len());
        let (in_text, in_bytes) = *chance.one_of(&MUTATIONS);
        let mut text = Patient {
            joints: joints(&good),
            bytes: good.text.into_bytes(),
            donor: donor.text.as_bytes(),
            is_gzip: false,
        };
        for _ in 0..in_text {
            let words = if chance.once_in(3) {
                text.mutate_units(&good.units, &donor.units, chance)
            } else {
                text.mutate(chance)
            };
            let _ = write!(story, "; {words}");
        }
        let packed = pack(&text.bytes, chance);
        let _ = write!(story, "; {}", packed.packing);
        let donated = pack(donor.text.as_bytes(), chance).bytes;
        let is_gzip = !packed.joints.is_empty();
        let mut bytes =
            Patient { bytes: packed.bytes, joints: packed.joints, donor: &donated, is_gzip };
        for _ in 0..in_bytes {
            let words = bytes.mutate(chance);
            let _ = write!(story, "; {words}");
        }
        let units = good.units.into_iter().chain(donor.units).collect();
        let name = format!("{seed}.{}", chance.one_of(&["json", "json.gz", "log"]));
        Faulty { seed, name, bytes: bytes.bytes, units, story }
    }

    /// What was printed of this file.
    fn printed_by(&self, run: &Run) -> String {
        let marks = [mark('f', self.seed), mark('d', self.seed)];
        let marks = marks.each_ref().map(Finder::new);
        let is_own = |line: &&str| marks.iter().any(|mark| mark.find(line.as_bytes()).is_some());
        run.stdout.lines().filter(is_own).collect::<Vec<_>>().join("\n")
    }

    /// What is wrong if the answer depends on how the bytes come.
    fn piped(&self, trail: &Trail) -> Option<String> {
        let alone = trail.run(&["query", &format!("{{}}/{}", self.name), "--format", "jsonl"]);
        let setting = Setting { stdin: self.bytes.clone(), ..Setting::default() };
        let piped = run_with(&["query", "-", "--format", "jsonl"], &setting);
        let is_same = alone.stdout == piped.stdout && alone.code == piped.code;
        (!is_same).then(|| format!("seed {}: {}\n{alone}\n{piped}", self.seed, self.story))
    }

    /// What is wrong with what was printed and said, in words.
    fn wrongs(&self, run: &Run) -> Vec<String> {
        let Readable { texts, is_sound, is_all } = readable(&self.bytes);
        let own = self.printed_by(run);
        let count = |text: &[u8], part: &str| memmem::find_iter(text, part).count();
        let in_all = |part| -> usize { texts.iter().map(|text| count(text, part)).sum() };
        let in_own = |part| count(own.as_bytes(), part);
        let mut wrongs = Vec::new();
        for unit in &self.units {
            let mut found = in_own(&unit.printed);
            if unit.compact != unit.printed {
                found += in_own(&unit.compact);
            }
            let standing = in_all(&unit.standing);
            // Cheap first, as nearly all is found.
            if found < standing && found < standing - excused(unit, &texts) {
                wrongs.push(format!("{} stands there {standing} times, found {found}", unit.id));
            }
            let (named, found) = (in_all(&unit.id), in_own(&unit.id));
            if found > named && is_all {
                wrongs.push(format!("{} is named {named} times, found {found}", unit.id));
            }
        }
        let is_named = run.stderr.contains(&format!("trailscan: {}: ", self.name));
        let verdict = if is_sound { verdict(&texts.concat()) } else { Verdict::Damaged };
        match verdict {
            Verdict::Sound if is_named => wrongs.push("it is sound, and blamed".to_owned()),
            Verdict::Damaged if !is_named => {
                wrongs.push("it is damaged, and nothing is said".to_owned());
            }
            _ => {}
        }
        if wrongs.is_empty() {
            return wrongs;
        }
        let lines = run.stderr.lines().filter(|line| line.contains(&self.name));
        let texts = texts.iter().map(|text| String::from_utf8_lossy(text).into_owned());
        vec![format!(
            "seed {}: {}\n{}\n{}\n--- the text that can be read:\n{}\n---",
            self.seed,
            wrongs.join(", "),
            self.story,
            lines.collect::<Vec<_>>().join("\n"),
            texts.collect::<Vec<_>>().join("\n--- missing ---\n"),
        )]
    }
}

/// What tells the events of a file from those of all others.
fn mark(kind: char, seed: u64) -> String {
    let far_apart = Chance::new(seed).number();
    format!("{kind}{far_apart:016x}-")
}

/// How often a unit stands where it is no event of its own.
fn excused(unit: &Unit, texts: &[Vec<u8>]) -> usize {
    let within = |text: &Vec<u8>| {
        let places = memmem::find_iter(text, &unit.standing);
        let ranges = places.map(|at| at..at + unit.standing.len());
        let is_excused = |range: &Range<usize>| {
            is_enclosed(text, range) || is_foreign_copy(text, range, &unit.id)
        };
        ranges.filter(is_excused).count()
    };
    texts.iter().map(within).sum()
}

/// Where the units of a good file begin and end.
fn joints(good: &Good) -> Vec<usize> {
    let place = |unit: &Unit| {
        let start = good.text.find(&unit.standing).expect("it stands there");
        [start, start + unit.standing.len()]
    };
    good.units.iter().flat_map(place).collect()
}

/// Reads the files of these seeds in one run; what is wrong, in words.
fn read(seeds: Range<u64>) -> Vec<String> {
    let files: Vec<Faulty> = seeds.map(Faulty::new).collect();
    let trail = Trail::new();
    for file in &files {
        trail.write(&file.name, &file.bytes);
    }
    let run = trail.query(&["--stats=json"]);
    run.balances();
    let mut wrongs: Vec<String> = files.iter().flat_map(|file| file.wrongs(&run)).collect();
    let is_complete = run.stats()["damaged"] == 0;
    if is_complete == (run.code == 2) {
        wrongs.push(format!("exit code {} of {run}", run.code));
    }
    wrongs.extend(files.iter().step_by(FILES_A_PIPE).filter_map(|file| file.piped(&trail)));
    wrongs
}

/// The same, but a panic is one of the things that may be wrong; then each file is read by itself.
fn read_or_panic(seeds: Range<u64>) -> Vec<String> {
    catch_unwind(AssertUnwindSafe(|| read(seeds.clone()))).unwrap_or_else(|_| {
        let alone = |seed| {
            catch_unwind(|| read(seed..seed + 1))
                .unwrap_or_else(|_| vec![format!("seed {seed}: a panic, told above")])
        };
        let wrongs: Vec<String> = seeds.clone().flat_map(alone).collect();
        if wrongs.is_empty() { vec![format!("seeds {seeds:?}: a panic together")] } else { wrongs }
    })
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).ok().map_or(otherwise, |number| {
        number.parse().unwrap_or_else(|_| panic!("{variable} should be a number, not `{number}`"))
    })
}

#[test]
fn no_fault_costs_an_event_it_does_not_touch_and_none_is_silent() {
    let first = number("TRAILSCAN_FAULTS_SEED", 0);
    let files = number("TRAILSCAN_FAULTS", FILES);
    let next = AtomicU64::new(0);
    let wrongs = Mutex::new(Vec::new());
    let work = || {
        loop {
            let from = next.fetch_add(FILES_IN_A_RUN, Ordering::Relaxed);
            if from >= files {
                return;
            }
            let to = files.min(from + FILES_IN_A_RUN);
            let found = read_or_panic(first + from..first + to);
            wrongs.lock().expect("no panic meanwhile").extend(found);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let wrongs = wrongs.into_inner().expect("no panic meanwhile");
    assert!(
        wrongs.is_empty(),
        "{} things wrong in {files} files from seed {first}; the first:\n\n{}\n\n\
         repeat one with TRAILSCAN_FAULTS=1 TRAILSCAN_FAULTS_SEED=<its seed> \
         cargo test --test it faults",
        wrongs.len(),
        wrongs[..wrongs.len().min(TOLD_MAX)].join("\n\n"),
    );
}
