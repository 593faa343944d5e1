//! Arbitrary bytes as a file: decoded by outlines and by parsing, they give the same records and
//! the same complaints. What is compared, `src/decode/lanes.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::document(bytes));
