//! Finds where a JSON value ends, by its structure alone.
//!
//! Brackets, quotes, commas and colons are followed; numbers and words are not looked at, because
//! whoever parses the value will. Where the structure breaks, that is said at once: a line that was
//! cut must not be searched for its end through all that follows, again for every such line.

use memchr::memchr3;

use crate::{bounds::NESTED_MAX, json::is_blank};

/// How a search went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The value ends before this position.
    End(usize),
    /// From this position on the text is no JSON.
    Broken(usize),
    /// More bytes are needed.
    More,
    /// Brackets stand in more others than anybody follows.
    TooDeep,
}

/// What may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value,
    /// A value, or the end of an array that has just begun.
    ValueOrEnd,
    Key,
    /// A key, or the end of an object that has just begun.
    KeyOrEnd,
    Colon,
    /// More of a number or word, or what may stand behind it.
    Word,
    /// A comma or the end.
    Behind,
}

/// Which brackets are open, a bit each: a value of nothing else would take its size again.
#[derive(Debug, Default)]
struct Brackets {
    /// One for an object.
    kinds: Vec<u64>,
    depth: usize,
}

impl Brackets {
    fn push(&mut self, object: bool) {
        let bit = self.depth % 64;
        if bit == 0 {
            self.kinds.push(0);
        }
        if let Some(last) = self.kinds.last_mut() {
            *last |= u64::from(object) << bit;
        }
        self.depth += 1;
    }

    /// Whether the bracket that was opened last is an object's.
    fn last(&self) -> Option<bool> {
        let bit = self.depth.checked_sub(1)? % 64;
        self.kinds.last().map(|kinds| kinds >> bit & 1 == 1)
    }

    fn pop(&mut self) -> Option<bool> {
        let last = self.last()?;
        self.depth -= 1;
        let bit = self.depth % 64;
        if bit == 0 {
            self.kinds.pop();
        } else if let Some(kinds) = self.kinds.last_mut() {
            *kinds &= !(1 << bit);
        }
        Some(last)
    }

    fn is_empty(&self) -> bool {
        self.depth == 0
    }
}

/// How far the search for a value's end has come.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) at: usize,
    open: Brackets,
    next: Next,
    in_string: bool,
}

impl Search {
    pub(super) fn new(from: usize) -> Search {
        Search { at: from, open: Brackets::default(), next: Next::Value, in_string: false }
    }

    /// Whether the text may end here: behind a number or word that stands by itself.
    pub(super) fn is_behind_scalar(&self) -> bool {
        self.open.is_empty() && self.next == Next::Word
    }

    /// Goes on to the end of the value or of `bytes`, whichever comes first.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> Step {
        while self.at < bytes.len() {
            let step = if self.in_string { self.string(bytes) } else { self.token(bytes) };
            if let Some(step) = step {
                return step;
            }
        }
        Step::More
    }

    /// Goes on within a string.
    fn string(&mut self, bytes: &[u8]) -> Option<Step> {
        let Some(found) = memchr3(b'"', b'\\', b'\n', &bytes[self.at..]) else {
            self.at = bytes.len();
            return None;
        };
        self.at += found;
        match bytes[self.at] {
            b'\\' => self.at += 2,
            // No string holds a raw line break: one that seems to was cut.
            b'\n' => return Some(Step::Broken(self.at)),
            _ => {
                self.at += 1;
                self.in_string = false;
                return self.behind_string();
            }
        }
        None
    }

    /// Goes on by one token.
    fn token(&mut self, bytes: &[u8]) -> Option<Step> {
        let byte = bytes[self.at];
        if !is_structure(byte) {
            return self.word(bytes);
        }
        if self.next == Next::Word {
            self.next = Next::Behind;
            if self.open.is_empty() {
                return Some(Step::End(self.at));
            }
        }
        let step = match byte {
            b'"' => self.quote(),
            b'{' => self.opened(true),
            b'[' => self.opened(false),
            b'}' => self.closed(true),
            b']' => self.closed(false),
            b',' => self.comma(),
            b':' => self.colon(),
            _ => None,
        };
        self.at += 1;
        step
    }

    fn word(&mut self, bytes: &[u8]) -> Option<Step> {
        if !matches!(self.next, Next::Value | Next::ValueOrEnd | Next::Word) {
            return Some(Step::Broken(self.at));
        }
        self.next = Next::Word;
        let rest = bytes[self.at..].iter();
        self.at += rest.take_while(|byte| !is_structure(**byte)).count();
        None
    }

    /// A separator where none belongs. At the top it stands behind the value, which is none.
    fn misplaced(&self) -> Step {
        if self.open.is_empty() { Step::End(self.at) } else { Step::Broken(self.at) }
    }

    fn quote(&mut self) -> Option<Step> {
        self.next = match self.next {
            Next::Value | Next::ValueOrEnd => Next::Behind,
            Next::Key | Next::KeyOrEnd => Next::Colon,
            Next::Colon | Next::Behind | Next::Word => return Some(Step::Broken(self.at)),
        };
        self.in_string = true;
        None
    }

    fn opened(&mut self, object: bool) -> Option<Step> {
        if !matches!(self.next, Next::Value | Next::ValueOrEnd) {
            return Some(Step::Broken(self.at));
        }
        if self.open.depth >= NESTED_MAX {
            return Some(Step::TooDeep);
        }
        self.open.push(object);
        self.next = if object { Next::KeyOrEnd } else { Next::ValueOrEnd };
        None
    }

    fn closed(&mut self, object: bool) -> Option<Step> {
        let fits = match self.next {
            Next::Behind => true,
            Next::KeyOrEnd => object,
            Next::ValueOrEnd => !object,
            Next::Value | Next::Key | Next::Colon | Next::Word => false,
        };
        match self.open.pop() {
            None => Some(Step::End(self.at)),
            Some(opened) if !fits || opened != object => Some(Step::Broken(self.at)),
            Some(_) if self.open.is_empty() => Some(Step::End(self.at + 1)),
            Some(_) => {
                self.next = Next::Behind;
                None
            }
        }
    }

    fn comma(&mut self) -> Option<Step> {
        let Some(object) = self.open.last().filter(|_| self.next == Next::Behind) else {
            return Some(self.misplaced());
        };
        self.next = if object { Next::Key } else { Next::Value };
        None
    }

    fn colon(&mut self) -> Option<Step> {
        if self.next != Next::Colon {
            return Some(self.misplaced());
        }
        self.next = Next::Value;
        None
    }

    /// A string has ended.
    fn behind_string(&self) -> Option<Step> {
        self.open.is_empty().then_some(Step::End(self.at))
    }
}

/// Whether a byte is no part of a number or word.
fn is_structure(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer must be the same however the text arrives.
    #[track_caller]
    fn check(text: &str, step: Step) {
        assert_eq!(Search::new(0).advance(text.as_bytes()), step, "{text}");
        let mut search = Search::new(0);
        let last = (1..=text.len())
            .map(|length| search.advance(&text.as_bytes()[..length]))
            .find(|step| *step != Step::More);
        assert_eq!(last.unwrap_or(Step::More), step, "{text}, byte by byte");
    }

    #[test]
    fn a_value_ends_where_its_structure_does() {
        check(r#"{"a":[1,{"b":"}\"]"}],"c":{}} x"#, Step::End(29));
        check("[[],{},\"a\" , nul]]", Step::End(17));
        check(r#""a\\" "#, Step::End(5));
        check("12.5e3,", Step::End(6));
        check("true\n", Step::End(4));
        check("nul\"", Step::End(3));
        check("}", Step::End(0));
        check(",", Step::End(0));
    }

    #[test]
    fn broken_structure_is_noticed_where_it_breaks() {
        check("{\"a\":\"cut\n{", Step::Broken(9));
        check("{\"a\":1,\n{\"b\":1}", Step::Broken(8));
        check("{\"a\":1\n{\"b\":1}", Step::Broken(7));
        check("{\"a\" 1}", Step::Broken(5));
        check("{\"a\":1,}", Step::Broken(7));
        check("{\"a\":}", Step::Broken(5));
        check("{\"a\":1]", Step::Broken(6));
        check("[1,,2]", Step::Broken(3));
        check("[1,]", Step::Broken(3));
        check("{1:2}", Step::Broken(1));
        check("[\"a\" \"b\"]", Step::Broken(5));
        check("[\"a\":1]", Step::Broken(4));
        check("[1 2]", Step::Broken(3));
        check("[1{", Step::Broken(2));
    }

    #[test]
    fn brackets_close_in_the_order_in_which_they_were_opened_however_deep() {
        let kinds = || (0..1000).map(|level| level * level % 7 < 3);
        let mut brackets = Brackets::default();
        for _ in 0..2 {
            kinds().for_each(|kind| brackets.push(kind));
            for kind in kinds().rev() {
                assert_eq!((brackets.last(), brackets.pop()), (Some(kind), Some(kind)));
            }
            assert!(brackets.is_empty() && brackets.pop().is_none());
        }
    }

    #[test]
    fn what_is_not_at_its_end_needs_more() {
        for text in ["", "{", "{\"a", "{\"a\\", "[1,", "[[[]", "12", "nul", "\"a"] {
            check(text, Step::More);
        }
    }
}
