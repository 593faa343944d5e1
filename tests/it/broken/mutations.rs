//! Damage at random, the same on every machine: nothing panics, the counts balance, and events
//! before the damage stay.

use std::{
    ops::Range,
    panic::{self, AssertUnwindSafe},
};

use super::{envelope, query, record};
use crate::trail::{Trail, gzip};

const EVENTS: usize = 20;
const SEEDS: Range<u64> = 0..300;

/// Numbers that look random and are not: a linear congruential generator (Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        let step = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = step.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Text that holds events, and where each of them ends.
struct Sound {
    text: String,
    names: Vec<String>,
    spans: Vec<Range<usize>>,
}

impl Sound {
    fn new(arrange: impl Fn(&[String]) -> String) -> Sound {
        let names: Vec<String> = (0..EVENTS).map(|number| format!("Event{number:02}")).collect();
        let records: Vec<String> = names.iter().map(|name| record(name)).collect();
        let text = arrange(&records);
        let place = |record: &String| {
            let start = text.find(record.as_str()).expect("every record as it is");
            start..start + record.len()
        };
        let spans = records.iter().map(place).collect();
        Sound { text, names, spans }
    }

    /// The events that end before a byte.
    fn names_before(&self, at: usize) -> &[String] {
        let count = self.spans.iter().filter(|span| span.end <= at).count();
        &self.names[..count]
    }
}

/// Damages bytes in one of five ways and says where the damage begins.
fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) -> usize {
    let at = chance.below(bytes.len());
    let end = at + chance.below((bytes.len() - at).min(400));
    match chance.below(5) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let tokens: [&[u8]; 8] =
                [b"\"", b"{", b"}", b"[", b"]", b"\\", b"\0", b",{\"eventName\":"];
            let token = tokens[chance.below(tokens.len())];
            bytes.splice(at..at, token.iter().copied());
        }
        _ => {
            let span = bytes[at..end].to_vec();
            let to = chance.below(at + 1);
            bytes.splice(to..to, span);
            return to;
        }
    }
    at
}

/// Runs a check for a seed; whatever goes wrong, panics in the program included, names the seed.
fn under_seed(seed: u64, check: impl FnOnce(&mut Chance)) {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| check(&mut chance)));
    assert!(outcome.is_ok(), "failed with seed {seed}; what went wrong is told above");
}

fn shapes() -> [Sound; 3] {
    [
        Sound::new(envelope),
        Sound::new(|records| records.join("\n")),
        Sound::new(|records| format!("[\n{}\n]", records.join(",\n"))),
    ]
}

#[test]
fn no_event_before_the_damage_is_lost() {
    let shapes = shapes();
    for seed in SEEDS {
        under_seed(seed, |chance| {
            let sound = &shapes[chance.below(shapes.len())];
            let mut bytes = sound.text.clone().into_bytes();
            let at = mutate(&mut bytes, chance);
            let trail = Trail::new();
            trail.write("a.json", &bytes);
            let run = query(&trail);
            let expected = sound.names_before(at);
            assert!(run.names().starts_with(expected), "expected {expected:?}\n{run}");
            assert!(run.code == 0 || run.code == 2, "{run}");
        });
    }
}

#[test]
fn a_flipped_bit_costs_no_event_but_those_it_touches() {
    let shapes = shapes();
    for seed in SEEDS {
        under_seed(seed, |chance| {
            let sound = &shapes[chance.below(shapes.len())];
            let mut bytes = sound.text.clone().into_bytes();
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(7);
            let trail = Trail::new();
            trail.write("a.json", &bytes);
            let run = query(&trail);
            let found = run.names();
            for (name, span) in sound.names.iter().zip(&sound.spans) {
                let touched = span.start <= at + 1 && at <= span.end + 1;
                assert!(touched || found.contains(name), "{name} lost, byte {at}\n{run}");
            }
        });
    }
}

#[test]
fn damaged_compression_never_changes_the_answer_silently() {
    let sound = Sound::new(envelope);
    for seed in SEEDS {
        under_seed(seed, |chance| {
            let mut bytes = gzip(sound.text.as_bytes());
            mutate(&mut bytes, chance);
            let trail = Trail::new();
            trail.write("a.json.gz", &bytes);
            let run = query(&trail);
            assert!(run.code == 2 || (run.code == 0 && run.names() == sound.names), "{run}");
        });
    }
}
