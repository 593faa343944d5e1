//! Arbitrary bytes as a gzip file: every way to inflate it gives the same.
//! What is compared, `src/decode/members.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::inflate(bytes));
