//! JSON text that is known to be valid, read in place.
//!
//! Records are checked once, when they are decoded. After that everything that looks inside them
//! (paths, strings anywhere, pretty-printed blanks) walks the text itself, because a tree of the
//! whole record costs several times as much as the few values a question needs. The walk keeps a
//! counter instead of a call stack, so depth of nesting costs nothing.
//!
//! Nothing here decides whether text is valid, and nothing here knows CloudTrail. On text that is
//! not valid the answers are meaningless, but they never panic.

mod ends;
#[cfg(any(test, fuzzing))]
pub(crate) mod obvious;

use std::borrow::Cow;

pub(crate) use ends::value_end;

use crate::text::every_byte;
use ends::string_end;

/// One JSON value as it stands in the log, without blanks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Json<'a>(&'a str);

/// What sort of value a [`Json`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl<'a> Json<'a> {
    /// Wraps text that should be one JSON value. A parser has accepted it, or the caller can bear
    /// nonsense.
    pub(crate) fn unchecked(text: &'a str) -> Json<'a> {
        let bytes = text.as_bytes();
        let is_bare = |edge: Option<&u8>| edge.is_some_and(|byte| !is_blank(*byte));
        if is_bare(bytes.first()) && is_bare(bytes.last()) {
            return Json(text);
        }
        Json(text.trim_matches(is_blank_char))
    }

    /// Wraps text that is one JSON value without blanks around it.
    pub(crate) fn compact(text: &'a str) -> Json<'a> {
        Json(text)
    }

    /// The value as written.
    pub(crate) fn text(self) -> &'a str {
        self.0
    }

    pub(crate) fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// The content of a string; borrowed unless it holds an escape.
    pub(crate) fn as_string(self) -> Option<Cow<'a, str>> {
        self.inside_quotes().map(unescape)
    }

    /// The content of a string as written.
    pub(crate) fn inside_quotes(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// The content of a string, or a number or boolean as written; nothing for the rest.
    pub(crate) fn as_scalar(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::String => self.as_string(),
            Kind::Number | Kind::Boolean => Some(Cow::Borrowed(self.0)),
            Kind::Null | Kind::Array | Kind::Object => None,
        }
    }

    /// The keys and values of an object, in order; nothing for any other value.
    pub(crate) fn members(self) -> Members<'a> {
        Members(Inside::new(self.0, b'{'))
    }

    /// The elements of an array, in order; nothing for any other value.
    pub(crate) fn elements(self) -> Elements<'a> {
        Elements(Inside::new(self.0, b'['))
    }

    /// The value itself; of an array its elements, and so on for arrays within it, however deep.
    pub(crate) fn leaves(self) -> Leaves<'a> {
        Leaves { text: self.0, at: 0 }
    }

    /// The value of a key. Of duplicate keys the last wins, as in jq.
    pub(crate) fn member(self, key: &str) -> Option<Json<'a>> {
        self.members().filter(|(name, _)| name == key).last().map(|(_, value)| value)
    }

    /// Whether brackets stand in more than so many others.
    pub(crate) fn nests_deeper(self, levels_max: usize) -> bool {
        let bytes = self.0.as_bytes();
        let (mut at, mut levels) = (0, 0_usize);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = string_end(bytes, at).unwrap_or(bytes.len());
                    continue;
                }
                b'{' | b'[' => levels += 1,
                b'}' | b']' => levels = levels.saturating_sub(1),
                _ => {}
            }
            if levels > levels_max {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Whether any string value inside, at any depth, satisfies `accept`. Keys are not values.
    pub(crate) fn any_string(self, mut accept: impl FnMut(&str) -> bool) -> bool {
        let bytes = self.0.as_bytes();
        let mut at = 0;
        while let Some(quote) = memchr::memchr(b'"', bytes.get(at..).unwrap_or_default()) {
            let open = at + quote;
            let close = string_end(bytes, open).unwrap_or(bytes.len());
            let after = skip_blanks(bytes, close);
            let is_key = bytes.get(after) == Some(&b':');
            if !is_key
                && let Some(inner) = self.0.get(open + 1..close.saturating_sub(1))
                && accept(&unescape(inner))
            {
                return true;
            }
            at = close;
        }
        false
    }

    /// Appends the value without the blanks between its tokens, every other byte as written.
    pub(crate) fn write_compact(self, out: &mut Vec<u8>) {
        let bytes = self.0.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            // Outside strings only quotes and blanks matter, so whole stretches are copied.
            let stretch = bytes[at..]
                .iter()
                .position(|byte| *byte == b'"' || is_blank(*byte))
                .map_or(bytes.len(), |length| at + length);
            out.extend_from_slice(&bytes[at..stretch]);
            at = match bytes.get(stretch) {
                Some(b'"') => {
                    let end = string_end(bytes, stretch).unwrap_or(bytes.len());
                    out.extend_from_slice(&bytes[stretch..end]);
                    end
                }
                Some(_) => skip_blanks(bytes, stretch),
                None => stretch,
            };
        }
    }
}

/// Appends text as a JSON string.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    // Text can always be written, and memory takes it.
    let _ = serde_json::to_writer(out, text);
}

/// Iterates over an object: [`Json::members`].
pub(crate) struct Members<'a>(Inside<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, Json<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.0.value()?.as_string()?;
        self.0.pass(b':')?;
        let value = self.0.value()?;
        self.0.pass(b',');
        Some((key, value))
    }
}

/// Iterates over an array: [`Json::elements`].
pub(crate) struct Elements<'a>(Inside<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        let value = self.0.value()?;
        self.0.pass(b',');
        Some(value)
    }
}

/// Iterates over nested arrays: [`Json::leaves`]. One pass, because what nests deep would be walked
/// again for every level otherwise.
pub(crate) struct Leaves<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Leaves<'a> {
    type Item = Json<'a>;

    fn next(&mut self) -> Option<Json<'a>> {
        let bytes = self.text.as_bytes();
        let between = |byte: u8| is_blank(byte) || matches!(byte, b'[' | b']' | b',');
        while bytes.get(self.at).is_some_and(|byte| between(*byte)) {
            self.at += 1;
        }
        let start = self.at;
        self.at = value_end(bytes, start).unwrap_or(bytes.len());
        self.text.get(start..self.at).filter(|value| !value.is_empty()).map(Json)
    }
}

/// The text between the brackets of an object or array, and how far it has been read.
struct Inside<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Inside<'a> {
    fn new(text: &'a str, open: u8) -> Inside<'a> {
        let bracketed = text.len() >= 2 && text.as_bytes().first() == Some(&open);
        let text = if bracketed { &text[1..text.len() - 1] } else { "" };
        Inside { text, at: 0 }
    }

    fn value(&mut self) -> Option<Json<'a>> {
        let bytes = self.text.as_bytes();
        let start = skip_blanks(bytes, self.at);
        let end = value_end(bytes, start).unwrap_or(bytes.len());
        let value = self.text.get(start..end).filter(|value| !value.is_empty())?;
        self.at = end;
        Some(Json(value))
    }

    fn pass(&mut self, separator: u8) -> Option<()> {
        let bytes = self.text.as_bytes();
        let at = skip_blanks(bytes, self.at);
        (bytes.get(at) == Some(&separator)).then(|| self.at = at + 1)
    }
}

/// The four bytes that JSON allows between tokens.
pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_blank_char(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// The first position from `at` on that holds no blank.
pub(crate) fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

/// The text that the inside of a JSON string stands for.
///
/// A surrogate escape without its partner stands for no character; it becomes U+FFFD, because such
/// escapes are valid JSON and AWS passes on what a client sent.
#[inline]
pub(crate) fn unescape(inner: &str) -> Cow<'_, str> {
    // Without a backslash, every character stands for itself.
    if every_byte(inner.as_bytes(), |byte| byte != b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    unescape_into(inner, &mut text);
    Cow::Owned(text)
}

/// Appends the text that the inside of a JSON string stands for.
pub(crate) fn unescape_into(inner: &str, text: &mut String) {
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match rest.next() {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => text.push(unicode_escape(&mut rest)),
            Some(other) => text.push(other),
            None => {}
        }
    }
}

/// Reads the digits behind `\u`, and those of the second half of a surrogate pair.
fn unicode_escape(rest: &mut std::str::Chars<'_>) -> char {
    let unit = hex_digits(rest);
    if !(0xD800..0xDC00).contains(&unit) {
        return char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    let mut ahead = rest.clone();
    if ahead.next() == Some('\\') && ahead.next() == Some('u') {
        let low = hex_digits(&mut ahead);
        if (0xDC00..0xE000).contains(&low) {
            *rest = ahead;
            let joined = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
    }
    char::REPLACEMENT_CHARACTER
}

fn hex_digits(rest: &mut std::str::Chars<'_>) -> u32 {
    rest.by_ref().take(4).fold(0, |unit, digit| unit * 16 + digit.to_digit(16).unwrap_or(0))
}

#[cfg(test)]
mod tests;
