//! Every byte at every place of a block, for every level.

#![expect(clippy::print_stderr, reason = "which levels were tested, the test says")]

use super::{check, shifted};
use crate::decode::simd::Level;

#[test]
fn the_levels_of_this_machine_are_all_tested() {
    eprintln!("tested are {:?}", Level::all());
    assert_eq!(Level::all().first(), Some(&Level::Portable));
    assert_eq!(Level::all().last(), Some(&Level::best()));
    #[cfg(target_arch = "x86_64")]
    assert!(Level::all().contains(&Level::Sse2));
}

#[test]
fn each_byte_means_what_it_is_at_each_place_of_a_block() {
    // A quote, text, a colon, a bracket, a word, a bracket, and a comma.
    let record = br#""a":[1],"b":2"#;
    let looked_at = br#""a":[1],"#;
    for mut text in shifted(record).skip(1) {
        let begin = text.len() - record.len() - 1;
        for at in begin..begin + looked_at.len() {
            let own = text[at];
            for byte in 0..=u8::MAX {
                text[at] = byte;
                check(&text);
            }
            text[at] = own;
        }
    }
}
