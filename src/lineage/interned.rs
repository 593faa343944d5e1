//! Notes that many share, each kept once and known by a number.
//!
//! They are told apart by fingerprints, so that a note which is known is not read again.

use crate::{aggregate::Map, fingerprint::Seeds};

use super::pages::{Pages, Place};

#[derive(Debug, Default)]
pub(super) struct Interned {
    numbers: Map<u128, u32>,
    places: Vec<Place>,
}

impl Interned {
    /// The number of a note, which may be a new one.
    pub(super) fn number(&mut self, note: &[u8], seeds: &Seeds, pages: &mut Pages) -> u32 {
        let places = &mut self.places;
        *self.numbers.entry(seeds.of(note)).or_insert_with(|| {
            places.push(pages.keep(note));
            u32::try_from(places.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Takes another's notes, whose places have moved, and says which number each of its numbers
    /// is here.
    pub(super) fn join(&mut self, other: Interned, moved: impl Fn(Place) -> Place) -> Vec<u32> {
        let mut here = vec![0; other.places.len()];
        for (fingerprint, number) in other.numbers {
            let number = number as usize;
            let places = &mut self.places;
            here[number] = *self.numbers.entry(fingerprint).or_insert_with(|| {
                places.push(moved(other.places[number]));
                u32::try_from(places.len() - 1).unwrap_or(u32::MAX)
            });
        }
        here
    }

    pub(super) fn note<'p>(&self, number: u32, pages: &'p Pages) -> &'p [u8] {
        self.places.get(number as usize).map_or(&[][..], |place| pages.note(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_notes_have_one_number_whoever_met_them() {
        let seeds = Seeds::default();
        let part = |from: u32| {
            let (mut pages, mut interned) = (Pages::default(), Interned::default());
            for number in (from..from + 9).chain(from..from + 9) {
                interned.number(&number.to_le_bytes(), &seeds, &mut pages);
            }
            assert_eq!(interned.places.len(), 9);
            (pages, interned)
        };
        let ((mut pages, mut all), (others, other)) = (part(0), part(5));
        let theirs: Vec<Vec<u8>> =
            (0..9).map(|number| other.note(number, &others).to_vec()).collect();
        let moved = pages.join(others);
        let here = all.join(other, moved);
        assert_eq!(all.places.len(), 14);
        for (note, number) in theirs.iter().zip(here) {
            assert_eq!(all.note(number, &pages), note);
        }
    }
}
