//! What is done to a good file: in its text, between its records, or in its compressed bytes.
//!
//! A mutation knows what it damages and tells it in words, but not what comes of it.

use std::ops::Range;

use memchr::memmem;

use super::{
    chance::Chance,
    good::{Unit, prose},
};

/// Pieces of JSON that change what stands around them.
const TOKENS: [&str; 20] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    "\\",
    ",",
    ":",
    "\n",
    "\0",
    " ",
    "null",
    "{}",
    "[]",
    "}}",
    "]}",
    "\u{1}",
    "{\"Records\":[",
    "{\"eventName\":",
    "\\u",
];

/// Pieces of gzip that change what stands around them.
const GZIP_TOKENS: [&[u8]; 6] = [
    &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
    &[0x1f, 0x8b],
    &[0],
    &[0xff],
    &[0; 16],
    &[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3],
];

/// Bytes that are being damaged.
pub(super) struct Patient<'a> {
    pub(super) bytes: Vec<u8>,
    /// Where damage is most telling: half of it is near one of these.
    pub(super) joints: Vec<usize>,
    /// The bytes of another good file.
    pub(super) donor: &'a [u8],
    pub(super) is_gzip: bool,
}

impl Patient<'_> {
    fn place(&mut self, chance: &mut Chance) -> usize {
        let length = self.bytes.len();
        if self.joints.is_empty() || chance.once_in(2) {
            return chance.below(length + 1);
        }
        let joint = *chance.one_of(&self.joints);
        (joint + chance.below(24)).saturating_sub(12).min(length)
    }

    fn span(&mut self, chance: &mut Chance) -> Range<usize> {
        let start = self.place(chance);
        let longest = *chance.one_of(&[4, 40, 400, 4000]);
        start..start + chance.below(longest.min(self.bytes.len() - start) + 1)
    }

    /// Damages some byte or span, and says how.
    pub(super) fn mutate(&mut self, chance: &mut Chance) -> String {
        let at = self.place(chance).min(self.bytes.len().saturating_sub(1));
        if self.bytes.is_empty() {
            return "nothing to damage".to_owned();
        }
        match chance.below(9) {
            0 => {
                let bit = chance.below(8);
                self.bytes[at] ^= 1 << bit;
                format!("bit {bit} of byte {at} flipped")
            }
            1 => {
                let byte = if self.is_gzip || chance.once_in(2) {
                    chance.number().to_le_bytes()[0]
                } else {
                    *chance.one_of(b"{}[],:\"\\ \n0tn")
                };
                self.bytes[at] = byte;
                format!("byte {at} made {byte:#x}")
            }
            2 => {
                self.bytes.truncate(at);
                format!("cut at {at}")
            }
            3 => {
                let span = self.span(chance);
                self.bytes.drain(span.clone());
                format!("{span:?} cut out")
            }
            4 => {
                let start = chance.below(self.donor.len());
                let end = start + chance.below((self.donor.len() - start).min(1000) + 1);
                let donated = self.donor[start..end].to_vec();
                self.bytes.splice(at..at, donated);
                format!("{start}..{end} of another file put in at {at}")
            }
            5 => {
                let span = self.span(chance);
                let to = if chance.once_in(2) { span.end } else { self.place(chance) };
                let copied = self.bytes[span.clone()].to_vec();
                self.bytes.splice(to..to, copied);
                format!("{span:?} copied to {to}")
            }
            6 => {
                let (one, other) = (self.span(chance), self.span(chance));
                let (first, second) =
                    if one.start <= other.start { (one, other) } else { (other, one) };
                let first = first.start..first.end.min(second.start);
                let moved = [
                    &self.bytes[second.clone()],
                    &self.bytes[first.end..second.start],
                    &self.bytes[first.clone()],
                ]
                .concat();
                self.bytes.splice(first.start..second.end, moved);
                format!("{first:?} and {second:?} swapped")
            }
            _ => {
                let token = self.token(chance);
                let words = format!("`{}` put in at {at}", token.escape_ascii());
                self.bytes.splice(at..at, token);
                words
            }
        }
    }

    fn token(&self, chance: &mut Chance) -> Vec<u8> {
        if self.is_gzip {
            return chance.one_of(&GZIP_TOKENS).to_vec();
        }
        if chance.once_in(12) {
            return prose(chance).into_bytes();
        }
        chance.one_of(&TOKENS).as_bytes().to_vec()
    }

    /// Damages what stands between units, or moves one as a whole; says how.
    pub(super) fn mutate_units(
        &mut self,
        units: &[Unit],
        donated: &[Unit],
        chance: &mut Chance,
    ) -> String {
        let (one, other) = (chance.one_of(units), chance.one_of(units));
        let Some(place) = self.find(one) else { return "a unit that is gone".to_owned() };
        match chance.below(5) {
            0 => {
                let behind = place.end..(place.end + 1 + chance.below(2)).min(self.bytes.len());
                self.bytes.drain(behind);
                format!("what separates {} from the next cut out", one.id)
            }
            1 => {
                let separator = *chance.one_of(&["", ",", "\n", ",\n"]);
                let copy = format!("{}{separator}", one.standing);
                self.bytes.splice(place.start..place.start, copy.into_bytes());
                format!("{} doubled, {separator:?} between", one.id)
            }
            2 => {
                let Some(others) = self.find(other).filter(|others| others.start > place.start)
                else {
                    return "nothing to swap".to_owned();
                };
                self.bytes.splice(others, one.standing.bytes());
                self.bytes.splice(place, other.standing.bytes());
                format!("{} and {} swapped", one.id, other.id)
            }
            3 => {
                let donated = chance.one_of(donated);
                let separator = *chance.one_of(&["", ",", "\n"]);
                let copy = format!("{}{separator}", donated.standing);
                self.bytes.splice(place.start..place.start, copy.into_bytes());
                format!("{} put before {}, {separator:?} between", donated.id, one.id)
            }
            _ => {
                self.bytes.drain(place);
                format!("{} cut out", one.id)
            }
        }
    }

    fn find(&self, unit: &Unit) -> Option<Range<usize>> {
        let start = memmem::find(&self.bytes, unit.standing.as_bytes())?;
        Some(start..start + unit.standing.len())
    }
}
