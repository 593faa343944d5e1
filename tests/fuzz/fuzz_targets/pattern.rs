//! A line as a pattern, and a value below it: it matches as when all possibilities are tried.
//! What is compared, `src/filter/pattern/obvious.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::pattern(bytes));
