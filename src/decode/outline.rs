//! The outline of a record: where it ends, and where the commas between its members are.
//!
//! Only JSON in AWS's own form has one: an object without blanks between its tokens and without
//! escaped keys, nested not much deeper than [`LEVELS_MAX`]. It is checked to the last byte, by the
//! whole grammar, so that what has an outline is what `serde_json` takes, and need not be
//! parsed again. Anything else is [`Outlined::Odd`], which says nothing of what is wrong with it:
//! `serde_json` will. Whether the text is UTF-8 is not looked at.
//!
//! The grammar is checked on 64 bytes at a time. [`Classify`] says where each kind of byte stands,
//! one bit a byte; adding, shifting and comparing these words says which bytes are inside strings,
//! which strings are keys, and what follows what. Numbers and words are few, and read one by one.
//! That takes 14 ns for 64 bytes of real records where the processor has AVX-512, 16 with AVX2, 22
//! with SSE2 alone; `serde_json` takes 54 to pass over them, and 130 to keep the values at the top.
//! Storing the words of many blocks first, to follow brackets afterwards, was no faster.

mod portable;

pub(super) use portable::Portable;

/// Says where each kind of byte stands in a block. How, is the processor's business.
pub(super) trait Classify {
    fn classes(block: &Block) -> Classes;

    /// Sets each bit to the parity of the bits up to it: between two quotes, to one.
    fn parity(bits: u64) -> u64;
}

pub(super) type Block = [u8; 64];

/// Where each kind of byte stands in a block, inside strings and outside: bit `n` is byte `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) quote: u64,
    pub(super) backslash: u64,
    pub(super) comma: u64,
    pub(super) colon: u64,
    /// `{` or `[`, which differ in one bit.
    pub(super) open: u64,
    /// `}` or `]`.
    pub(super) close: u64,
    /// Below U+0020: no part of JSON without blanks.
    pub(super) control: u64,
}

/// What became of looking for an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outlined {
    /// A record that ends before this position.
    Record(usize),
    /// Nothing odd was met so far; more bytes are needed.
    Unfinished,
    /// Not in AWS's own form, or not JSON.
    Odd,
}

/// Where things stand in the record that was outlined last.
pub(super) struct Outline {
    commas: [u32; MEMBERS_MAX],
    members: usize,
    /// Places of the commas one level down: those of the identity are among them.
    inner: [u32; MEMBERS_MAX],
    inner_members: usize,
    /// Where numbers, `true`, `false` and `null` begin, to be read when the record's end is known.
    words: [u32; WORDS_MAX],
}

/// AWS's records have some 20 members at the top. A block may add 32.
const MEMBERS_MAX: usize = 128;

/// Real records have some 7 of them; lists of numbers in requests may have many.
const WORDS_MAX: usize = 256;

/// What one block can add, since a comma or word takes at least two bytes.
const BLOCK_MAX: usize = 32;

/// The kinds of open brackets are kept in one word. It is looked at once for each block, which can
/// open and close 32 more. `serde_json` nests to 128.
const LEVELS_MAX: u32 = 32;

impl Outline {
    pub(super) fn new() -> Outline {
        Outline {
            commas: [0; MEMBERS_MAX],
            members: 0,
            inner: [0; MEMBERS_MAX],
            inner_members: 0,
            words: [0; WORDS_MAX],
        }
    }

    /// The places of the commas between the record's own members.
    pub(super) fn commas(&self) -> &[u32] {
        &self.commas[..self.members]
    }

    /// The places of the commas between the members of its values, if there was room for all.
    ///
    /// They cost every question 2 %, and spare one about who acted 9 % (measured for one type).
    pub(super) fn inner_commas(&self) -> Option<&[u32]> {
        self.inner.get(..self.inner_members)
    }
}

/// What a block needs to know of those before it.
struct Before {
    /// All ones inside a string.
    in_string: u64,
    /// One, if the last byte escapes the next.
    escaping: u64,
    /// One, if the last byte asks for a value or key; asks for a key; is part of a word; opens a
    /// bracket; ends a key.
    expecting: u64,
    expecting_key: u64,
    in_word: u64,
    behind_open: u64,
    behind_key: u64,
    /// Whether the string that goes on is a key.
    in_key: bool,
    /// The brackets that are open: a bit each, one for an array.
    open: u64,
    levels: u32,
}

/// Outlines the object that `bytes` begin with.
///
/// Written without closures, and inlined into one function for each kind of processor, because what
/// is called from there is not compiled for it.
#[inline(always)]
pub(super) fn outline<C: Classify>(bytes: &[u8], outline: &mut Outline) -> Outlined {
    if bytes.first().is_some_and(|first| *first != b'{') {
        return Outlined::Odd;
    }
    let mut before = Before {
        in_string: 0,
        escaping: 0,
        expecting: 1,
        expecting_key: 0,
        in_word: 0,
        behind_open: 0,
        behind_key: 0,
        in_key: false,
        open: 0,
        levels: 0,
    };
    let (mut members, mut inner_members, mut words) = (0, 0, 0);
    let mut base = 0;
    let mut last = [b' '; 64];
    while let Some(rest) = bytes.get(base..).filter(|rest| !rest.is_empty()) {
        let (block, mut valid): (&Block, u64) = match rest.first_chunk() {
            Some(block) => (block, u64::MAX),
            None => {
                last[..rest.len()].copy_from_slice(rest);
                (&last, u64::MAX >> (64 - rest.len()))
            }
        };
        let classes = C::classes(block);
        let mut wrong = classes.control;

        let mut quote = classes.quote;
        let (mut backslash, mut special) = (0, 0);
        if (classes.backslash | before.escaping) != 0 {
            backslash = classes.backslash;
            let escaped = escaped(backslash, &mut before.escaping);
            quote &= !escaped;
            special = escaped & !(classes.quote | classes.backslash);
        }
        let string = C::parity(quote) ^ before.in_string;
        before.in_string = if string >> 63 == 0 { 0 } else { u64::MAX };
        let outside = !string;

        let begin = quote & string;
        let comma = classes.comma & outside;
        let colon = classes.colon & outside;
        let open = classes.open & outside;
        let close = classes.close & outside;
        let word = outside & !(quote | comma | colon | open | close);

        let expected = shifted(open | comma | colon, &mut before.expecting);
        let behind_open = shifted(open, &mut before.behind_open);
        let word_start = word & !shifted(word, &mut before.in_word);

        // Which commas stand in arrays, which between the record's own members, and which brackets
        // are braces. Branches are cheaper here than arithmetic: most brackets are braces of one
        // or two levels.
        let mut in_array = if before.open & 1 == 0 { 0 } else { u64::MAX };
        let mut at_top = if before.levels == 1 { u64::MAX } else { 0 };
        let mut inside = if before.levels == 2 { u64::MAX } else { 0 };
        let mut braces = open;
        let mut end = None;
        let mut brackets = (open | close) & valid;
        while brackets != 0 {
            let at = brackets.trailing_zeros();
            let behind = u64::MAX << at;
            brackets &= brackets - 1;
            let is_array = u64::from(block[at as usize % 64] & 0x20 == 0);
            let was_array = before.open & 1;
            if open >> at & 1 == 1 {
                before.open = before.open << 1 | is_array;
                before.levels += 1;
                braces &= !(is_array << at);
                match before.levels {
                    1 => at_top = behind,
                    2 => {
                        at_top &= !behind;
                        inside |= behind;
                    }
                    3 => inside &= !behind,
                    _ => {}
                }
            } else {
                if was_array != is_array {
                    return Outlined::Odd;
                }
                before.open >>= 1;
                before.levels -= 1;
                match before.levels {
                    0 => {
                        end = Some(at);
                        break;
                    }
                    1 => {
                        at_top |= behind;
                        inside &= !behind;
                    }
                    2 => inside |= behind,
                    _ => {}
                }
            }
            if was_array != before.open & 1 {
                in_array = if was_array == 0 { in_array | behind } else { in_array & !behind };
            }
        }
        if before.levels > LEVELS_MAX {
            return Outlined::Odd;
        }
        if let Some(end) = end {
            valid &= u64::MAX >> (63 - end);
        }

        // What is escaped behind the end is not the record's.
        special &= valid;
        while special != 0 {
            let at = base + special.trailing_zeros() as usize;
            match bytes.get(at) {
                Some(b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                Some(b'u') => match bytes.get(at + 1..at + 5) {
                    Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => {}
                    Some(_) => return Outlined::Odd,
                    None => return Outlined::Unfinished,
                },
                _ => return Outlined::Odd,
            }
            special &= special - 1;
        }

        // A string behind a brace, or behind a comma in an object, is a key. Added to the strings,
        // its first bit runs through the ones of its own and comes out behind them.
        let key_expected = shifted((comma & !in_array) | braces, &mut before.expecting_key);
        let (sum, goes_on) = string.carrying_add(begin & key_expected, before.in_key);
        before.in_key = goes_on;
        let behind_key = shifted(sum & outside, &mut before.behind_key);

        // Values and keys stand where they are expected and nowhere else, but for empty brackets.
        wrong |= (expected ^ (begin | open | word_start)) & !(close & behind_open);
        wrong |= key_expected & (open | word);
        wrong |= colon ^ behind_key;
        // An escaped key, which serde_json must read.
        wrong |= backslash & string & !sum;
        if wrong & valid != 0 {
            return Outlined::Odd;
        }

        if words > WORDS_MAX - BLOCK_MAX || members > MEMBERS_MAX - BLOCK_MAX {
            return Outlined::Odd;
        }
        let mut starts = word_start & valid;
        while starts != 0 {
            outline.words[words] = base as u32 + starts.trailing_zeros();
            words += 1;
            starts &= starts - 1;
        }
        let mut commas = comma & at_top & valid;
        while commas != 0 {
            outline.commas[members] = base as u32 + commas.trailing_zeros();
            members += 1;
            commas &= commas - 1;
        }
        let mut commas = comma & inside & valid;
        while commas != 0 {
            if let Some(place) = outline.inner.get_mut(inner_members) {
                *place = base as u32 + commas.trailing_zeros();
            }
            inner_members += 1;
            commas &= commas - 1;
        }
        if let Some(end) = end {
            outline.members = members;
            outline.inner_members = inner_members;
            let end = base + end as usize + 1;
            let mut starts = outline.words[..words].iter();
            let sound = starts.all(|start| is_word(&bytes[..end], *start as usize));
            return if sound { Outlined::Record(end) } else { Outlined::Odd };
        }
        base += 64;
    }
    Outlined::Unfinished
}

/// Moves each bit to the byte behind, and the last one to the next block.
#[inline(always)]
fn shifted(bits: u64, carried: &mut u64) -> u64 {
    let shifted = bits << 1 | *carried;
    *carried = bits >> 63;
    shifted
}

/// Which bytes stand behind a backslash that is not escaped itself, by adding: the first bit of a
/// run of backslashes runs through it and comes out at an even or odd place.
#[inline(always)]
fn escaped(backslash: u64, escaping: &mut u64) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let backslash = backslash & !*escaping;
    let behind = backslash << 1 | *escaping;
    let odd_starts = backslash & !EVEN & !behind;
    let (sum, over) = odd_starts.overflowing_add(backslash);
    *escaping = u64::from(over);
    (EVEN ^ (sum << 1)) & behind
}

/// Whether a number, `true`, `false` or `null` begins here and ends with the value.
#[inline(always)]
fn is_word(record: &[u8], start: usize) -> bool {
    let rest = &record[start..];
    let end = match rest {
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => Some(4),
        [b'f', b'a', b'l', b's', b'e', ..] => Some(5),
        _ => number_end(rest),
    };
    end.is_some_and(|end| matches!(rest.get(end), Some(b',' | b'}' | b']')))
}

/// The length of the number that a text begins with (RFC 8259, section 6).
fn number_end(text: &[u8]) -> Option<usize> {
    let digits_end = |from: usize| {
        let digits = text.get(from..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (digits > 0).then_some(from + digits)
    };
    let first = usize::from(text.first() == Some(&b'-'));
    let mut end = if text.get(first) == Some(&b'0') { first + 1 } else { digits_end(first)? };
    if text.get(end) == Some(&b'.') {
        end = digits_end(end + 1)?;
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        end = digits_end(end + 1 + sign)?;
    }
    Some(end)
}

#[cfg(any(test, fuzzing))]
pub(super) mod obvious;
#[cfg(test)]
mod tests;
