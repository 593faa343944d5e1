//! Where many small notes are kept, one behind another.
//!
//! There is one for every credential. When each text had a box of its own, a trace among 82,000
//! credentials took 1.4 times as long and 272 MiB instead of 118 (measured). What the notes say is
//! not known here.

/// Notes, in pages that never move.
#[derive(Debug, Default)]
pub(super) struct Pages(Vec<Vec<u8>>);

/// Where a note lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    page: u32,
    at: u32,
    length: u32,
}

const PAGE_BYTES: usize = 256 * 1024;

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Pages {
    pub(super) fn keep(&mut self, note: &[u8]) -> Place {
        let has_room = |page: &Vec<u8>| page.len() + note.len() <= page.capacity();
        if !self.0.last().is_some_and(has_room) {
            self.0.push(Vec::with_capacity(PAGE_BYTES.max(note.len())));
        }
        let page = narrow(self.0.len() - 1);
        let Some(last) = self.0.last_mut() else { return Place::default() };
        let place = Place { page, at: narrow(last.len()), length: narrow(note.len()) };
        last.extend_from_slice(note);
        place
    }

    pub(super) fn note(&self, place: Place) -> &[u8] {
        let Place { page, at, length } = place;
        let page = self.0.get(page as usize).map_or(&[][..], Vec::as_slice);
        page.get(at as usize..(at + length) as usize).unwrap_or_default()
    }

    /// Takes another's pages; gives back what moves its places here.
    pub(super) fn join(&mut self, other: Pages) -> impl Fn(Place) -> Place + use<> {
        let before = narrow(self.0.len());
        self.0.extend(other.0);
        move |place| Place { page: place.page + before, ..place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_found_whatever_page_they_are_on_and_whoever_took_them() {
        let notes = |from: usize| -> Vec<Vec<u8>> {
            (from..from + 40).map(|number| vec![number as u8; number * 997]).collect()
        };
        let kept = |notes: &[Vec<u8>]| {
            let mut pages = Pages::default();
            let places: Vec<Place> = notes.iter().map(|note| pages.keep(note)).collect();
            (pages, places)
        };
        let (one, other) = (notes(0), notes(700));
        let ((mut pages, places), (others, their_places)) = (kept(&one), kept(&other));
        let here = pages.join(others);
        for (note, place) in one.iter().zip(places) {
            assert_eq!(pages.note(place), note);
        }
        for (note, place) in other.iter().zip(their_places) {
            assert_eq!(pages.note(here(place)), note);
        }
    }
}
