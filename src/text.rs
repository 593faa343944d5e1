//! Text of a record's field, as it is matched and shown.
//!
//! Blanks around a value are left out here, because real documents hold them (seed
//! `000_672aed47e7e99ea1.txt`: a principal id that starts with one, an ARN that ends with one), and
//! an empty value counts as absent. JSON output does not pass through here: it is the record's own
//! bytes.

use std::{borrow::Cow, fmt, ops::Deref};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A value without blanks around it that is not empty; borrowed from the log where it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    /// Nothing, if there is nothing but blanks.
    pub(crate) fn new(text: Cow<'a, str>) -> Option<Text<'a>> {
        let bytes = text.as_bytes();
        // What begins and ends with a visible ASCII character, as nearly all does, needs no look at
        // Unicode's many blanks.
        let is_visible = |edge: Option<&u8>| edge.is_some_and(u8::is_ascii_graphic);
        if is_visible(bytes.first()) && is_visible(bytes.last()) {
            return Some(Text(text));
        }
        let trimmed = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        (!trimmed.is_empty()).then_some(Text(trimmed))
    }

    pub(crate) fn into_cow(self) -> Cow<'a, str> {
        self.0
    }

    /// What `choose` takes of it; borrowed from the log where the whole is.
    pub(crate) fn part(
        self,
        choose: impl for<'t> FnOnce(&'t str) -> Option<&'t str>,
    ) -> Option<Cow<'a, str>> {
        match self.0 {
            Cow::Borrowed(text) => choose(text).map(Cow::Borrowed),
            Cow::Owned(text) => choose(&text).map(|part| Cow::Owned(part.to_owned())),
        }
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The system's words for an error, without Rust's `(os error 2)`, in lower case.
pub(crate) fn in_words(error: &impl fmt::Display) -> String {
    let words = error.to_string();
    let words = words.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// `1 file`, `2 files`: a number with its noun.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// A number with its thousands set apart by commas.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Words in lines of at most so many characters, as far as they can be broken. All but the first
/// line are indented; the first has as much room as they have.
pub(crate) fn wrapped(words: &str, width: usize, indent: usize) -> String {
    let mut text = String::new();
    let mut length = indent;
    for word in words.split_whitespace() {
        let word_length = word.chars().count();
        if length > indent && length + 1 + word_length > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            length = indent;
        } else if length > indent {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word_length;
    }
    text
}

/// A text that takes at most so many columns: of one that is longer the end, which tells one path
/// from another.
pub(crate) fn ending(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut left = width.saturating_sub(1);
    let fits = |(at, character): (usize, char)| {
        left = left.checked_sub(character.width().unwrap_or(0))?;
        Some(at)
    };
    let start = text.char_indices().rev().map_while(fits).last().unwrap_or(text.len());
    Cow::Owned(format!("…{}", &text[start..]))
}

/// Whether every byte is accepted. Most texts are short, and a check of fixed lengths, the last of
/// which overlaps, compiles to one or two steps where a loop would go byte by byte.
#[inline]
pub(crate) fn every_byte(bytes: &[u8], accept: impl Fn(u8) -> bool + Copy) -> bool {
    #[inline]
    fn of<const N: usize>(chunk: &[u8; N], accept: impl Fn(u8) -> bool) -> bool {
        chunk.iter().fold(true, |every, byte| every & accept(*byte))
    }
    if let Some(last) = bytes.last_chunk::<16>() {
        bytes.as_chunks::<16>().0.iter().all(|chunk| of(chunk, accept)) && of(last, accept)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        of(first, accept) && of(last, accept)
    } else {
        bytes.iter().all(|byte| accept(*byte))
    }
}

/// Whether `text` holds `part`, ASCII case ignored.
pub(crate) fn contains_folded(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_around_a_value_are_left_out_and_nothing_else() {
        let text = Text::new(Cow::Borrowed(" arn:aws:iam::1:user/A B ")).expect("not empty");
        assert_eq!(&*text, "arn:aws:iam::1:user/A B");
        assert_eq!(Text::new(Cow::Borrowed(" \t")), None);
        assert_eq!(Text::new(Cow::Owned(String::new())), None);
    }

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!(counted(1_234_567, "event"), "1,234,567 events");
        assert_eq!(grouped(123), "123");
    }

    #[test]
    fn words_are_wrapped_behind_an_indent_and_never_broken() {
        assert_eq!(wrapped("one two  three four", 11, 2), "one two\n  three\n  four");
        assert_eq!(wrapped("a-very-long-word b", 6, 2), "a-very-long-word\n  b");
        assert_eq!(wrapped("", 6, 2), "");
    }

    #[test]
    fn of_a_long_path_the_end_is_kept() {
        assert_eq!(ending("a/b/c.gz", 8), "a/b/c.gz");
        assert_eq!(ending("a/b/c.gz", 7), "…b/c.gz");
        assert_eq!(ending("x/日本", 4), "…本");
        assert_eq!(ending("日本", 1), "…");
    }

    #[test]
    fn one_byte_that_is_not_accepted_is_found_wherever_it_stands() {
        for length in 0..70 {
            let mut bytes = vec![b'a'; length];
            assert!(every_byte(&bytes, |byte| byte == b'a'));
            for at in 0..length {
                bytes[at] = b'b';
                assert!(!every_byte(&bytes, |byte| byte == b'a'), "{at} of {length}");
                bytes[at] = b'a';
            }
        }
    }

    #[test]
    fn a_part_is_found_whatever_its_case() {
        assert!(contains_folded("Client.UnauthorizedOperation", "unauthorized"));
        assert!(!contains_folded("Unauth", "unauthorized"));
    }
}
