//! A regular expression in the words of another engine.
//!
//! Engines differ in what `\d`, `.` and `$` are and in which letters are the same without regard
//! to case. So an expression is taken apart by the parser of the `regex` crate, which has settled
//! all of that, and written anew from sets of characters, which are the same everywhere.

use std::fmt::{self, Write as _};

use regex_syntax::{
    ParserBuilder,
    hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look},
};

use super::Dialect;

/// Engines of RE2's kind compile no part more often.
const REPEATED_MAX: u32 = 1000;

/// More ranges of characters than this are no expression that a person could read; all letters
/// are some 700.
const RANGES_MAX: usize = 100;

/// Unicode's classes by names that all engines know: what `\d`, `\w` and `\s` are in Rust, and the
/// general categories.
const CLASSES: [(&str, &str); 12] = [
    (r"\d", r"\p{Nd}"),
    (
        r"\w",
        concat!(
            r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u{200C}\u{200D}\u{24B6}-\u{24E9}",
            r"\u{1F130}-\u{1F149}\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}",
        ),
    ),
    (r"\pL", r"\p{L}"),
    (r"\p{Lu}", r"\p{Lu}"),
    (r"\p{Ll}", r"\p{Ll}"),
    (r"\pN", r"\p{N}"),
    (r"\pM", r"\p{M}"),
    (r"\pP", r"\p{P}"),
    (r"\pS", r"\p{S}"),
    (r"\pZ", r"\p{Z}"),
    (r"\pC", r"\p{C}"),
    (r"\p{Lo}", r"\p{Lo}"),
];

/// Writes an expression that ignores case unless it says otherwise, as all of a question's do. The
/// error says what the engine has no words for.
pub(super) fn written(regex: &str, dialect: Dialect) -> Result<String, String> {
    let mut parser = ParserBuilder::new().case_insensitive(true).build();
    let hir = parser.parse(regex).map_err(|_| "a regular expression of another kind".to_owned())?;
    let mut writer = Writer { dialect, text: String::new() };
    writer.write(&hir)?;
    Ok(writer.text)
}

struct Writer {
    dialect: Dialect,
    text: String,
}

impl Writer {
    fn write(&mut self, hir: &Hir) -> Result<(), String> {
        match hir.kind() {
            HirKind::Empty => self.text += "(?:)",
            HirKind::Literal(literal) => {
                String::from_utf8_lossy(&literal.0).chars().for_each(|letter| self.letter(letter));
            }
            HirKind::Class(class) => self.class(class)?,
            HirKind::Look(look) => self.look(*look)?,
            HirKind::Capture(capture) => self.group(&capture.sub)?,
            HirKind::Repetition(repetition) => {
                let max = repetition.max.unwrap_or(repetition.min);
                if self.dialect == Dialect::DuckDb && max > REPEATED_MAX {
                    return Err(format!("a part that is repeated more than {REPEATED_MAX} times"));
                }
                self.group(&repetition.sub)?;
                match (repetition.min, repetition.max) {
                    (0, None) => self.text.push('*'),
                    (1, None) => self.text.push('+'),
                    (0, Some(1)) => self.text.push('?'),
                    (min, None) => self.sign(format_args!("{{{min},}}")),
                    (min, Some(max)) => self.sign(format_args!("{{{min},{max}}}")),
                }
            }
            HirKind::Concat(parts) => {
                for part in parts {
                    match part.kind() {
                        HirKind::Alternation(_) => self.group(part)?,
                        _ => self.write(part)?,
                    }
                }
            }
            HirKind::Alternation(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        self.text.push('|');
                    }
                    self.write(part)?;
                }
            }
        }
        Ok(())
    }

    /// A part that a sign behind it is about.
    fn group(&mut self, part: &Hir) -> Result<(), String> {
        if let HirKind::Capture(capture) = part.kind() {
            return self.group(&capture.sub);
        }
        let is_one = match part.kind() {
            HirKind::Class(_) => true,
            HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count() == 1,
            _ => false,
        };
        if is_one {
            return self.write(part);
        }
        self.text += "(?:";
        self.write(part)?;
        self.text.push(')');
        Ok(())
    }

    fn sign(&mut self, sign: fmt::Arguments<'_>) {
        // Memory takes it.
        let _ = self.text.write_fmt(sign);
    }

    fn letter(&mut self, letter: char) {
        match letter {
            _ if letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_') => {
                self.text.push(letter);
            }
            '\t' => self.text += r"\t",
            '\n' => self.text += r"\n",
            '\r' => self.text += r"\r",
            _ if letter.is_ascii_graphic() => self.text.extend(['\\', letter]),
            _ if self.dialect == Dialect::DuckDb => {
                self.sign(format_args!(r"\x{{{:X}}}", u32::from(letter)));
            }
            _ => match u16::try_from(u32::from(letter)) {
                Ok(unit) => self.sign(format_args!(r"\u{unit:04X}")),
                Err(_) => self.text.push(letter),
            },
        }
    }

    fn class(&mut self, class: &Class) -> Result<(), String> {
        let unicode = match class {
            Class::Unicode(unicode) => unicode.clone(),
            // Of bytes there are only ASCII's: others would not be text.
            Class::Bytes(bytes) => ClassUnicode::new(bytes.iter().map(|range| {
                ClassUnicodeRange::new(char::from(range.start()), char::from(range.end()))
            })),
        };
        let mut others = unicode.clone();
        others.negate();
        if others.ranges().is_empty() {
            self.text += "(?s:.)";
            return Ok(());
        }
        let (is_negated, shorter) =
            if others.ranges().len() < unicode.ranges().len() || named(&others).is_some() {
                (true, &others)
            } else {
                (false, &unicode)
            };
        if unicode.ranges().is_empty() {
            return Err("a set of characters that holds none".to_owned());
        }
        self.text += if is_negated { "[^" } else { "[" };
        match named(shorter) {
            Some(name) => self.named(name),
            None if shorter.ranges().len() > RANGES_MAX => {
                return Err("a set of characters that it has no name for".to_owned());
            }
            None => shorter.ranges().iter().for_each(|range| self.range(*range)),
        }
        self.text.push(']');
        Ok(())
    }

    fn range(&mut self, range: ClassUnicodeRange) {
        self.letter(range.start());
        match u32::from(range.end()) - u32::from(range.start()) {
            0 => {}
            1 => self.letter(range.end()),
            _ => {
                self.text.push('-');
                self.letter(range.end());
            }
        }
    }

    /// A class by its name, whose single characters are written as `\u{…}`.
    fn named(&mut self, name: &str) {
        let mut parts = name.split(r"\u{");
        self.text += parts.next().unwrap_or_default();
        for part in parts {
            let (number, rest) = part.split_once('}').unwrap_or_default();
            let letter = u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
            letter.into_iter().for_each(|letter| self.letter(letter));
            self.text += rest;
        }
    }

    fn look(&mut self, look: Look) -> Result<(), String> {
        let is_re2 = self.dialect == Dialect::DuckDb;
        self.text += match look {
            Look::Start => r"\A",
            Look::End => r"\z",
            Look::StartLF if is_re2 => "(?m:^)",
            Look::EndLF if is_re2 => "(?m:$)",
            Look::StartLF => r"(?:\A|(?<=\n))",
            Look::EndLF => r"(?:\z|(?=\n))",
            Look::WordAscii if is_re2 => r"\b",
            Look::WordAsciiNegate if is_re2 => r"\B",
            // Others take letters of other scripts for a part of a word now and then.
            Look::WordAscii => {
                "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))"
            }
            Look::WordAsciiNegate => {
                "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))"
            }
            Look::WordUnicode | Look::WordUnicodeNegate => {
                return Err(r"\b, which takes letters of all scripts: write (?-u:\b)".to_owned());
            }
            _ => return Err("a boundary that it does not know".to_owned()),
        };
        Ok(())
    }
}

/// The name of a class that has one.
fn named(class: &ClassUnicode) -> Option<&'static str> {
    // Sets of a few characters are written out.
    if class.ranges().len() < 8 {
        return None;
    }
    CLASSES.iter().find(|(rust, _)| parsed(rust).as_ref() == Some(class)).map(|(_, name)| *name)
}

fn parsed(class: &str) -> Option<ClassUnicode> {
    let hir = ParserBuilder::new().build().parse(class).ok()?;
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
