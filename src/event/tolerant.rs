//! Structs that serde fills from an object without ever refusing a value.
//!
//! serde's derived structs fail on a duplicate key and on a value of another type; a log reader may
//! do neither. [`tolerant!`] declares a struct whose every field is optional: of duplicate keys the
//! last wins (as in jq), a value that does not fit is absent, unknown keys are passed over. The
//! grammar of the whole object is still checked, by `serde_json`.

use std::borrow::Cow;

use serde::de;

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

/// A key of an object, as bytes: a lone surrogate escape in a key is no text, and yet valid JSON.
pub(crate) struct Key<'a>(pub(crate) Cow<'a, [u8]>);

impl<'de> de::Deserialize<'de> for Key<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Key<'de>, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Key<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_borrowed_bytes<E: de::Error>(self, key: &'de [u8]) -> Result<Key<'de>, E> {
                refuse_controls(key).map(|()| Key(Cow::Borrowed(key)))
            }

            fn visit_bytes<E: de::Error>(self, key: &[u8]) -> Result<Key<'de>, E> {
                refuse_controls(key).map(|()| Key(Cow::Owned(key.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// JSON allows no raw control character, and in bytes `serde_json` lets them pass. An escaped one
/// can no longer be told from it, and no field of AWS's has one.
fn refuse_controls<E: de::Error>(key: &[u8]) -> Result<(), E> {
    if key.iter().any(|byte| *byte < b' ') {
        return Err(E::custom("control character in a key"));
    }
    Ok(())
}

/// Declares such a struct. A key may be counted, in the field that `counts …` declares behind the
/// struct's name.
macro_rules! tolerant {
    (
        $(#[$about:meta])*
        $visible:vis struct $name:ident $(counts $counter:ident)? {
            $($(#[$note:meta])* $field:ident: $kind:ident = $key:literal $(, $counted:ident)?;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        $visible struct $name<'a> {
            $($(#[$note])* pub(crate) $field: Option<crate::event::tolerant::kind!($kind, 'a)>,)*
            $(
                /// How many of the keys stood there that are counted.
                pub(crate) $counter: u8,
            )?
        }

        impl<'de> serde::Deserialize<'de> for $name<'de> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $name<'de>;

                    fn expecting(
                        &self,
                        formatter: &mut std::fmt::Formatter<'_>,
                    ) -> std::fmt::Result {
                        formatter.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<$name<'de>, A::Error> {
                        use crate::event::tolerant::{FromJson, Key};
                        let mut read = $name::default();
                        while let Some(Key(key)) = map.next_key()? {
                            match std::str::from_utf8(&key).unwrap_or_default() {
                                $($key => {
                                    let value: &serde_json::value::RawValue = map.next_value()?;
                                    let json = crate::json::Json::unchecked(value.get());
                                    // A duplicate key tells no more than the first.
                                    $(if read.$field.is_none() {
                                        read.$counted = read.$counted.saturating_add(1);
                                    })?
                                    read.$field = FromJson::from_json(json);
                                })*
                                _ => {
                                    map.next_value::<serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok(read)
                    }
                }
                deserializer.deserialize_map(Visitor)
            }
        }

        impl<'a> crate::event::tolerant::FromJson<'a> for $name<'a> {
            // The grammar was checked together with that of the object around it.
            fn from_json(json: crate::json::Json<'a>) -> Option<Self> {
                use crate::event::tolerant::FromJson;
                if json.kind() != crate::json::Kind::Object {
                    return None;
                }
                let mut read = $name::default();
                for (key, json) in json.members() {
                    match key.as_ref() {
                        $($key => {
                            $(if read.$field.is_none() {
                                read.$counted = read.$counted.saturating_add(1);
                            })?
                            read.$field = FromJson::from_json(json);
                        })*
                        _ => {}
                    }
                }
                Some(read)
            }
        }
    };
}

/// The type behind a word in a declaration: all but `bool` borrow from the log.
macro_rules! kind {
    (bool, $life:lifetime) => { bool };
    ($kind:ident, $life:lifetime) => { $kind<$life> };
}

pub(crate) use {kind, tolerant};
