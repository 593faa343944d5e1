//! Lines as a time, a length and a time zone: what is shown is read as the same, and every stretch
//! holds what is put into it.
//! What is compared, `src/time/obvious.rs` tells.
//!
//! The README's part for developers says how to run it.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| trailscan::fuzzing::time(bytes));
