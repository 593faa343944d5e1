//! Tells what a JSON value is, and finds the events in it.
//!
//! Events reach people bare, in `Records`, as strings inside `lookup-events` and CloudWatch Logs
//! output, as the `detail` of an EventBridge envelope, or as the values of an object of somebody's
//! own. Companions (digests, aggregated events, notifications, Config snapshots) and look-alikes
//! are recognised and counted. The shapes are AWS's pages on each of these; whatever is none of
//! them is searched for events inside, because queues, search engines and people wrap them as they
//! like.
//!
//! Here a value is complete and in memory. Where it begins and ends is `records`' business.

use std::{borrow::Cow, ops::ControlFlow};

use serde::de::IgnoredAny;

use super::{
    Receive,
    array::{ARRAYS, Within},
    copies::Copies,
    damage::Cause,
    found::Found,
    mention::{may_hold_an_event, mentions_an_event},
    outline::Outline,
    told::Told,
};
use crate::{
    bounds::{COPIES_BYTES_MAX, EVENT_BYTES_MAX, LEVELS_MAX, NESTED_MAX},
    event::{Event, Key, Record},
    json::{Json, Kind},
};

/// What `lookup-events` tells of a record beside it, apart from its ID and name.
const BESIDE_A_RECORD: [&str; 5] =
    ["EventSource", "Username", "Resources", "ReadOnly", "AccessKeyId"];

/// Longer words are none of those by which AWS says what an object is.
const WORDS_BYTES_MAX: usize = 1024;

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    within: Within,
    /// Bytes from the beginning of the file to the value at the top that holds it.
    at: u64,
    level: u8,
}

impl Place {
    fn deeper(self, within: Within) -> Place {
        Place { within, level: self.level + 1, ..self }
    }
}

/// What became of a value.
pub(super) enum Verdict {
    Taken,
    /// Not JSON; the words say why.
    Malformed(String),
    /// It cannot be read without copying too much.
    TooLarge,
    /// The receiver has had enough.
    Stop,
}

/// Passes the events of each value on, and counts the rest.
pub(super) struct Shapes<'r> {
    pub(super) found: Found,
    receive: &'r mut Receive<'r>,
    copies: Copies,
    /// What was found inside one foreign value.
    told: Told,
}

impl<'r> Shapes<'r> {
    pub(super) fn new(receive: &'r mut Receive<'r>) -> Shapes<'r> {
        Shapes {
            found: Found::default(),
            receive,
            copies: Copies::default(),
            told: Told::default(),
        }
    }

    pub(super) fn note(&mut self, cause: Cause, at: u64) {
        self.found.damages.note(cause, at, self.found.records);
    }

    /// Looks at one value as it stands in the file, `at` bytes from its beginning.
    pub(super) fn value(&mut self, bytes: &[u8], within: Within, at: u64) -> Verdict {
        if within == Within::Snapshot {
            return Verdict::Taken;
        }
        self.told.forget();
        let Some(text) = self.legible(bytes, at) else { return Verdict::TooLarge };
        self.copied(text, |shapes, text| shapes.text(text, Place { within, at, level: 0 }))
    }

    /// Looks at an object that has an outline, which is known to be JSON.
    pub(super) fn outlined(
        &mut self,
        text: &str,
        outline: &Outline,
        within: Within,
        at: u64,
    ) -> Verdict {
        self.told.forget();
        let (commas, inner_commas) = (outline.commas(), outline.inner_commas());
        let record = Record::outlined(text, commas, inner_commas);
        self.object(&record, Place { within, at, level: 0 })
    }

    /// Looks for events in the members of an envelope that stand beside its records; together the
    /// pieces are an object.
    pub(super) fn beside(&mut self, pieces: [&[u8]; 3], at: u64) -> Verdict {
        self.told.forget();
        let Some(joined) = self.copies.joined(pieces) else { return Verdict::TooLarge };
        self.copies.hold(joined.len());
        let verdict = self.envelope_without_records(&joined, at);
        self.copies.drop(joined.len());
        verdict
    }

    fn envelope_without_records(&mut self, envelope: &[u8], at: u64) -> Verdict {
        let Some(text) = self.legible(envelope, at) else { return Verdict::TooLarge };
        let place = Place { within: Within::Foreign, at, level: 0 };
        self.copied(text, |shapes, text| {
            let json = Json::unchecked(text);
            match valid(json) {
                Ok(()) => shapes.inside(json, place, |_| Verdict::Taken),
                Err(reason) => Verdict::Malformed(reason),
            }
        })
    }

    fn legible<'b>(&mut self, bytes: &'b [u8], at: u64) -> Option<Cow<'b, str>> {
        let text = self.copies.legible(bytes)?;
        if let Cow::Owned(_) = text {
            self.note(Cause::InvalidUtf8, at);
        }
        Some(text)
    }

    /// The content of a string; nothing, if it cannot be copied.
    fn content<'a>(&mut self, string: Json<'a>, place: Place) -> Option<Cow<'a, str>> {
        let content = self.copies.content(string);
        if content.is_none() && may_hold_an_event(string.text()) {
            self.note(Cause::CopyTooLarge(COPIES_BYTES_MAX), place.at);
        }
        content
    }

    /// Looks at a text that may be a copy.
    fn copied(
        &mut self,
        text: Cow<'_, str>,
        look: impl FnOnce(&mut Self, &str) -> Verdict,
    ) -> Verdict {
        let bytes = if let Cow::Owned(copy) = &text { copy.len() } else { 0 };
        self.copies.hold(bytes);
        let verdict = look(self, &text);
        self.copies.drop(bytes);
        verdict
    }

    fn text(&mut self, text: &str, place: Place) -> Verdict {
        if place.within == Within::Foreign && !may_hold_an_event(text) {
            return Verdict::Taken;
        }
        let json = Json::unchecked(text);
        if json.kind() == Kind::Object {
            return match event(json) {
                Ok(event) => self.object(&Record { json, event, is_compact: false }, place),
                Err(reason) => Verdict::Malformed(reason),
            };
        }
        if let Err(reason) = valid(json) {
            return Verdict::Malformed(reason);
        }
        match json.kind() {
            Kind::Array => self.elements(json, place),
            Kind::String => match self.content(json, place) {
                Some(inner) if inner.trim_start().starts_with(['{', '[']) => {
                    self.embedded(inner, place)
                }
                _ => self.stray(place),
            },
            _ => self.stray(place),
        }
    }

    fn object(&mut self, record: &Record<'_>, place: Place) -> Verdict {
        let Record { json, event, .. } = record;
        if event.is_aggregated() {
            self.found.companions += 1;
            return Verdict::Taken;
        }
        if event.is_look_alike() {
            // A message of a queue may hold an event.
            return self.inside(*json, place, |shapes| {
                shapes.found.look_alikes += 1;
                Verdict::Taken
            });
        }
        let is_event = match place.within {
            Within::CloudTrail | Within::Records => event.tells_anything(),
            Within::Foreign => event.tells_what_happened(),
            Within::Anything | Within::Message | Within::Snapshot => event.is_one(),
        };
        let is_row = || event.identity().is_none() && event.json(Key::InsightDetails).is_none();
        if is_event && place.within == Within::Foreign && is_row() {
            // A search engine's row may hold the event that it was made of.
            return self.inside(*json, place, |shapes| shapes.take(record, place));
        }
        if is_event {
            return self.take(record, place);
        }
        if place.level >= LEVELS_MAX {
            return self.too_deep(json.text(), place);
        }
        self.envelope(*json, place)
    }

    fn take(&mut self, record: &Record<'_>, place: Place) -> Verdict {
        if place.within == Within::Foreign && !self.told.is_new(&record.event) {
            self.found.others += 1;
            return Verdict::Taken;
        }
        if record.json.text().len() > EVENT_BYTES_MAX {
            self.found.unreadable += 1;
            self.note(Cause::EventTooLarge(EVENT_BYTES_MAX), place.at);
            return Verdict::Taken;
        }
        self.found.records += 1;
        match (self.receive)(record, &self.found) {
            ControlFlow::Continue(()) => Verdict::Taken,
            ControlFlow::Break(()) => Verdict::Stop,
        }
    }

    /// An object that is no event itself.
    fn envelope(&mut self, json: Json<'_>, place: Place) -> Verdict {
        let member = |key| json.member(key).filter(|value| value.kind() == Kind::String);
        let has = |key| json.member(key).is_some();
        let event = member("CloudTrailEvent").and_then(|value| self.content(value, place));
        if let Some(event) = event {
            return self.embedded(event, Place { within: Within::CloudTrail, ..place });
        }
        let message = member("message").and_then(|value| self.content(value, place));
        if let Some(message) = message.filter(|text| text.trim_start().starts_with('{')) {
            let before = self.found.taken();
            let verdict = self.embedded(message, Place { within: Within::Message, ..place });
            if self.found.taken() != before {
                return verdict;
            }
        }
        let entry = place.within != Within::Foreign && has("EventId") && has("EventName");
        if has("CloudTrailEvent") || (entry && BESIDE_A_RECORD.into_iter().any(has)) {
            return self.stray(Place { within: Within::CloudTrail, ..place });
        }
        let says = |key, fits: fn(&str) -> bool| {
            let value = member(key).filter(|value| value.text().len() <= WORDS_BYTES_MAX);
            value.and_then(Json::as_string).is_some_and(|words| fits(&words))
        };
        if says("detail-type", |kind| kind.ends_with("via CloudTrail")) {
            let detail = json.member("detail").map_or("null", Json::text);
            return self.text(detail, place.deeper(Within::CloudTrail));
        }
        let control = says("messageType", |kind| kind == "CONTROL_MESSAGE");
        if control || has("configurationItems") || has("configSnapshotId") {
            self.found.companions += 1;
            return Verdict::Taken;
        }
        let digest = has("digestS3Object") || has("digestStartTime");
        let notification = has("s3Bucket") && has("s3ObjectKey");
        self.inside(json, place, |shapes| {
            match (digest, notification) {
                (true, _) => shapes.found.digests += 1,
                (_, true) => shapes.found.companions += 1,
                _ => return shapes.stray(place),
            }
            Verdict::Taken
        })
    }

    /// The members of an object of somebody else's, in which events may stand anywhere. Where there
    /// is none and no array for them, `otherwise` says what the object is.
    fn inside(
        &mut self,
        json: Json<'_>,
        place: Place,
        otherwise: impl FnOnce(&mut Self) -> Verdict,
    ) -> Verdict {
        let before = self.found.taken();
        let mut known = false;
        for (key, value) in json.members() {
            let array = ARRAYS.iter().find(|(name, _)| *name == key && value.kind() == Kind::Array);
            let array = array.filter(|_| place.within != Within::Foreign);
            let verdict = match array {
                Some((_, within)) => {
                    known = true;
                    self.found.envelope |= *within == Within::Records;
                    self.elements(value, place.deeper(*within))
                }
                None => self.text(value.text(), place.deeper(Within::Foreign)),
            };
            match verdict {
                Verdict::Taken => {}
                Verdict::Malformed(error) => self.lose(error, place),
                stopped => return stopped,
            }
        }
        if known || before != self.found.taken() { Verdict::Taken } else { otherwise(self) }
    }

    /// The elements of an array, and those of arrays in it, however deep.
    fn elements(&mut self, array: Json<'_>, place: Place) -> Verdict {
        for element in array.leaves() {
            match self.text(element.text(), place) {
                Verdict::Taken => {}
                Verdict::Malformed(error) => self.lose(error, place),
                stopped => return stopped,
            }
        }
        Verdict::Taken
    }

    /// A record that stands in a string. If it does not parse it is unreadable by itself: the
    /// string around it was sound, so nothing else is in doubt.
    fn embedded(&mut self, text: Cow<'_, str>, place: Place) -> Verdict {
        let nests_deeper =
            || text.len() > NESTED_MAX && Json::unchecked(&text).nests_deeper(NESTED_MAX);
        if place.level >= LEVELS_MAX || nests_deeper() {
            return self.too_deep(&text, place);
        }
        self.copied(text, |shapes, text| {
            let error = match shapes.text(text, place.deeper(place.within)) {
                Verdict::Malformed(error) => error,
                other => return other,
            };
            let expected = matches!(place.within, Within::CloudTrail | Within::Records);
            if !expected && !mentions_an_event(text) {
                // Text in braces is no record because of them.
                return shapes.stray(place);
            }
            shapes.lose(error, place);
            Verdict::Taken
        })
    }

    fn lose(&mut self, error: String, place: Place) {
        self.found.unreadable += 1;
        self.note(Cause::RecordMalformed(error), place.at);
    }

    fn too_deep(&mut self, text: &str, place: Place) -> Verdict {
        if may_hold_an_event(text) {
            self.note(Cause::TooDeep, place.at);
        }
        self.stray(place)
    }

    /// A value that is no event: one that was lost, where only CloudTrail writes.
    fn stray(&mut self, place: Place) -> Verdict {
        let at = place.at;
        match place.within {
            Within::Anything => self.found.others += 1,
            Within::Foreign | Within::Message | Within::Snapshot => {}
            Within::Records => {
                self.found.strays += 1;
                self.found.first_stray.get_or_insert((at, self.found.records));
            }
            Within::CloudTrail => {
                self.found.envelope = true;
                self.found.unreadable += 1;
                self.note(Cause::RecordIsNone, at);
            }
        }
        Verdict::Taken
    }
}

/// The fields of an object, or why it is none.
fn event(json: Json<'_>) -> Result<Event<'_>, String> {
    serde_json::from_str(json.text()).or_else(|_| {
        // Valid, but for a key that cannot be told from a malformed one while it is parsed.
        valid(json).map(|()| Event::from_json(json))
    })
}

/// Whether a text is JSON, or why not. `serde_json` adds a line and column, which count from the
/// record and would mislead.
fn valid(json: Json<'_>) -> Result<(), String> {
    serde_json::from_str::<IgnoredAny>(json.text()).map(drop).map_err(|error| {
        let words = error.to_string();
        words.split(" at line ").next().unwrap_or_default().to_owned()
    })
}
