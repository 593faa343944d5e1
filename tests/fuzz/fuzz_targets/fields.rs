//! A line as a field, and a record below it: what is read in place is what `serde_json` reads.
//! What is compared, `src/event/obvious.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::fields(bytes));
