//! What is noted down of a record, as bytes: texts, numbers and times, one after another.
//!
//! They are read in the order in which they were written, by whoever wrote them.

use super::sum::Sum;
use crate::time::Timestamp;

/// What is noted down of one record.
#[derive(Debug, Default)]
pub(crate) struct Note {
    pub(crate) bytes: Vec<u8>,
}

/// What stands for no text, and for no time: neither is ever as long or as late.
const NONE: u32 = u32::MAX;

impl Note {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn count(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(NONE);
        self.bytes.extend_from_slice(&count.to_le_bytes());
    }

    /// A text that may be absent. Its length is below that of an event, which has a bound.
    pub(crate) fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.bytes.extend_from_slice(&NONE.to_le_bytes()) };
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn time(&mut self, time: Option<Timestamp>) {
        let seconds = time.map_or(0, |time| time.timestamp());
        let nanoseconds = time.map_or(NONE, |time| time.timestamp_subsec_nanos());
        self.bytes.extend_from_slice(&seconds.to_le_bytes());
        self.bytes.extend_from_slice(&nanoseconds.to_le_bytes());
    }

    pub(crate) fn number(&mut self, number: u128) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    pub(crate) fn sum(&mut self, sum: Sum) {
        let billionths = sum.in_billionths();
        self.byte(u8::from(billionths.is_some()));
        self.bytes.extend_from_slice(&billionths.unwrap_or_default().to_le_bytes());
    }

    /// Leaves room for a count that is known later, and says where.
    pub(crate) fn gap(&mut self) -> usize {
        let at = self.bytes.len();
        self.count(0);
        at
    }

    /// Fills a gap.
    pub(crate) fn fill(&mut self, gap: usize, count: usize) {
        let count = u32::try_from(count).unwrap_or(NONE);
        if let Some(room) = self.bytes.get_mut(gap..gap + size_of::<u32>()) {
            room.copy_from_slice(&count.to_le_bytes());
        }
    }

    /// Makes a text of all that was written since a gap.
    pub(crate) fn close(&mut self, gap: usize) {
        self.fill(gap, self.bytes.len() - gap - size_of::<u32>());
    }
}

/// Reads a note.
pub(crate) struct Reader<'n>(&'n [u8]);

impl<'n> Reader<'n> {
    pub(crate) fn new(note: &'n [u8]) -> Reader<'n> {
        Reader(note)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        u8::from_le_bytes(self.array())
    }

    pub(crate) fn count(&mut self) -> usize {
        u32::from_le_bytes(self.array()) as usize
    }

    /// A text; none, too, where the note ends.
    pub(crate) fn text_bytes(&mut self) -> Option<&'n [u8]> {
        let length = if self.0.is_empty() { NONE as usize } else { self.count() };
        (length != NONE as usize).then(|| self.bytes(length))
    }

    /// A text that was written as one.
    pub(crate) fn str(&mut self) -> Option<&'n str> {
        std::str::from_utf8(self.text_bytes()?).ok()
    }

    /// So many texts as one, as they stand here: equal where all of them are.
    pub(crate) fn texts_together(&mut self, texts: usize) -> &'n [u8] {
        let all = self.0;
        for _ in 0..texts {
            self.text_bytes();
        }
        &all[..all.len() - self.0.len()]
    }

    pub(crate) fn time(&mut self) -> Option<Timestamp> {
        let seconds = i64::from_le_bytes(self.array());
        let nanoseconds = u32::from_le_bytes(self.array());
        if nanoseconds == NONE { None } else { Timestamp::from_timestamp(seconds, nanoseconds) }
    }

    pub(crate) fn number(&mut self) -> u128 {
        u128::from_le_bytes(self.array())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn sum(&mut self) -> Sum {
        let fits = self.byte() == 1;
        let billionths = i128::from_le_bytes(self.array());
        Sum::of_billionths(fits.then_some(billionths))
    }

    fn bytes(&mut self, length: usize) -> &'n [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        let taken = self.bytes(N);
        taken.first_chunk().copied().unwrap_or([0; N])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_down_is_read_again() {
        let time = crate::time::parse("1969-12-31T23:59:59.5Z");
        let mut note = Note::default();
        note.byte(7);
        note.text(Some("ä"));
        note.text(None);
        note.text(Some(""));
        note.time(time);
        note.time(None);
        note.sum(Sum::of("-0.5").unwrap_or_default());
        let gap = note.gap();
        note.byte(1);
        note.close(gap);
        let mut reader = Reader::new(&note.bytes);
        assert_eq!(reader.byte(), 7);
        let together = Reader(reader.0).texts_together(3);
        assert_eq!(together.len(), "ä".len() + 3 * size_of::<u32>());
        assert_eq!(reader.text_bytes(), Some("ä".as_bytes()));
        assert_eq!(reader.text_bytes(), None);
        assert_eq!(reader.text_bytes(), Some([].as_slice()));
        assert_eq!((reader.time(), reader.time()), (time, None));
        assert_eq!(reader.sum().to_string(), "-0.5");
        assert_eq!(reader.text_bytes(), Some([1].as_slice()));
        assert_eq!(reader.text_bytes(), None);
    }
}
