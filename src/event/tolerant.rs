//! Structs that are filled from an object without ever refusing a value.
//!
//! A log reader may fail neither on a duplicate key nor on a value of another type. [`tolerant!`]
//! declares a struct whose every field is optional: of duplicate keys the last wins (as in jq),
//! unknown keys are passed over. A value that does not fit is absent, which [`FromJson`] says when
//! the value is asked for. That the text is JSON was seen before.

use memchr::memchr;

use crate::{
    json::{Json, Kind},
    text::Text,
};

/// A type that a field may have: what it makes of a JSON value, or nothing.
pub(crate) trait FromJson<'a>: Sized {
    fn from_json(json: Json<'a>) -> Option<Self>;
}

impl<'a> FromJson<'a> for Text<'a> {
    fn from_json(json: Json<'a>) -> Option<Text<'a>> {
        Text::new(json.as_string()?)
    }
}

impl<'a> FromJson<'a> for Json<'a> {
    fn from_json(json: Json<'a>) -> Option<Json<'a>> {
        (json.text() != "null").then_some(json)
    }
}

/// Booleans may stand in strings: exports write them so, and CloudTrail itself does for
/// `mfaAuthenticated` and `sessionCredentialFromConsole`.
impl<'a> FromJson<'a> for bool {
    fn from_json(json: Json<'a>) -> Option<bool> {
        let word = json.as_scalar()?;
        match word.trim() {
            word if word.eq_ignore_ascii_case("true") => Some(true),
            word if word.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

/// A struct that takes any members of an object, in order.
pub(super) trait Tolerant<'a>: Default {
    fn take(&mut self, key: &str, value: Json<'a>);

    /// Reads the members of an object without blanks or escaped keys.
    fn from_members(members: impl Iterator<Item = &'a str>) -> Self {
        let mut read = Self::default();
        for (key, value) in members.filter_map(halves) {
            read.take(key, Json::compact(value));
        }
        read
    }

    /// Reads an object; nothing of any other value.
    fn from_object(json: Json<'a>) -> Option<Self> {
        let mut read = Self::default();
        for (key, value) in json.members() {
            read.take(&key, value);
        }
        (json.kind() == Kind::Object).then_some(read)
    }
}

/// The key of a member without blanks or escapes, and its value.
fn halves(member: &str) -> Option<(&str, &str)> {
    let rest = member.strip_prefix('"')?;
    let end = memchr(b'"', rest.as_bytes())?;
    Some((rest.get(..end)?, rest.get(end + 2..)?))
}

/// Declares such a struct. Its values are kept as they are written.
macro_rules! tolerant {
    (
        $(#[$about:meta])*
        $visible:vis struct $name:ident {
            $($field:ident = $key:literal;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        $visible struct $name<'a> {
            $($field: Option<crate::json::Json<'a>>,)*
        }

        impl<'a> crate::event::tolerant::Tolerant<'a> for $name<'a> {
            fn take(&mut self, key: &str, value: crate::json::Json<'a>) {
                match key {
                    $($key => self.$field = Some(value),)*
                    _ => {}
                }
            }
        }
    };
}

pub(crate) use tolerant;
