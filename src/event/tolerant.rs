//! Structs that are filled from an object without ever refusing a value.
//!
//! A log reader may fail neither on a duplicate key nor on a value of another type. [`tolerant!`]
//! declares a struct whose every field is optional: of duplicate keys the last wins (as in jq), a
//! value that does not fit is absent, unknown keys are passed over. That the text is JSON was seen
//! before.

use crate::{json::Json, text::Text};

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

/// Declares such a struct.
macro_rules! tolerant {
    (
        $(#[$about:meta])*
        $visible:vis struct $name:ident {
            $($field:ident: $kind:ident = $key:literal;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        $visible struct $name<'a> {
            $(pub(crate) $field: Option<$kind<'a>>,)*
        }

        impl<'a> crate::event::tolerant::FromJson<'a> for $name<'a> {
            fn from_json(json: crate::json::Json<'a>) -> Option<Self> {
                use crate::event::tolerant::FromJson;
                if json.kind() != crate::json::Kind::Object {
                    return None;
                }
                let mut read = $name::default();
                for (key, json) in json.members() {
                    match key.as_ref() {
                        $($key => read.$field = FromJson::from_json(json),)*
                        _ => {}
                    }
                }
                Some(read)
            }
        }
    };
}

pub(crate) use tolerant;
