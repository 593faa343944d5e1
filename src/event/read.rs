//! The two ways from a record's text to its fields.
//!
//! serde reads any object and says what is wrong with text that is none; it is the slow and obvious
//! way. Where the outline of a record is known, its fields lie between the commas. Both find the
//! same: of duplicate keys the last wins, as in jq, and unknown keys are passed over.

use std::borrow::Cow;

use serde::de;
use serde_json::value::RawValue;

use super::{Event, Key};
use crate::json::Json;

impl<'a> Event<'a> {
    /// Takes the last value of a key.
    fn set(&mut self, key: Key, value: Json<'a>) {
        self.values[key as usize] = Some(value);
        self.seen.add(key);
    }

    /// Takes the member between two places, if its key is one of ours.
    fn set_member(&mut self, object: &'a str, start: usize, end: usize) {
        if let Some(key) = object.as_bytes().get(start + 1..).and_then(Key::at) {
            // A quote on either side of the key, and a colon.
            let value = object.get(start + key.name().len() + 3..end);
            self.set(key, Json::compact(value.unwrap_or_default()));
        }
    }

    /// Reads an object that is known to be JSON.
    pub(crate) fn from_json(object: Json<'a>) -> Event<'a> {
        let mut event = Event::default();
        for (name, value) in object.members() {
            if let Some(key) = Key::named(name.as_bytes()) {
                event.set(key, value);
            }
        }
        event
    }

    /// Reads an object without blanks or escaped keys, by the places of the commas between its
    /// members.
    pub(super) fn read_members(&mut self, object: &'a str, commas: &[u32]) {
        let mut start = 1;
        for end in commas {
            let end = *end as usize;
            self.set_member(object, start, end);
            start = end + 1;
        }
        self.set_member(object, start, object.len().saturating_sub(1));
    }
}

impl<'de> de::Deserialize<'de> for Event<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Event<'de>, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Event<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(
                self,
                mut members: A,
            ) -> Result<Event<'de>, A::Error> {
                let mut event = Event::default();
                while let Some(Name(name)) = members.next_key()? {
                    match Key::named(&name) {
                        Some(key) => {
                            let value: &RawValue = members.next_value()?;
                            event.set(key, Json::unchecked(value.get()));
                        }
                        None => drop(members.next_value::<de::IgnoredAny>()?),
                    }
                }
                Ok(event)
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// A key of an object, as bytes: a lone surrogate escape in a key is no text, and yet valid JSON.
struct Name<'a>(Cow<'a, [u8]>);

impl<'de> de::Deserialize<'de> for Name<'de> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Name<'de>, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Name<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_borrowed_bytes<E: de::Error>(self, name: &'de [u8]) -> Result<Name<'de>, E> {
                refuse_controls(name).map(|()| Name(Cow::Borrowed(name)))
            }

            fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<Name<'de>, E> {
                refuse_controls(name).map(|()| Name(Cow::Owned(name.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// JSON allows no raw control character, and in bytes `serde_json` lets them pass. An escaped one
/// can no longer be told from it, and no field of AWS's has one.
fn refuse_controls<E: de::Error>(name: &[u8]) -> Result<(), E> {
    if name.iter().any(|byte| *byte < b' ') {
        return Err(E::custom("control character in a key"));
    }
    Ok(())
}
