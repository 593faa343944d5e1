//! Arbitrary bytes that begin with a brace: every way to outline a record says the same, and what
//! `serde_json` says. What is compared, `src/decode/outline/obvious.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::outline(bytes));
