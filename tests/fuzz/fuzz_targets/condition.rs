//! A line as a condition, and records below it: answers depend on no way of reading, and those to
//! related operators agree.
//! What is compared, `src/filter/comparison/obvious.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::condition(bytes));
