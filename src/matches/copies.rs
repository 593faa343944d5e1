//! Which matches were seen before: the same event ID and recipient account.
//!
//! Trails in two regions and redelivery write an event twice, so every match is remembered until
//! the end. Nearly all event IDs are UUIDs and nearly all accounts have twelve digits, and those
//! are kept as numbers: a million matches take 44 MiB at most, where two boxed texts for each took
//! 162 (measured). Whatever is written in any other way is remembered as it is written, so two
//! texts are taken for one only where they are one.

use std::collections::{HashMap, HashSet};

/// The event IDs and recipients that came by.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// UUIDs, by account: there are few accounts, and each need not be written a million times.
    usual: HashMap<u64, HashSet<u128>>,
    other: HashSet<(Box<str>, Box<str>)>,
}

/// Stands for a recipient that is not recorded, as in old events: no account is as large.
const NO_ACCOUNT: u64 = u64::MAX;

impl Copies {
    /// Remembers a match, and says whether it has the event ID and the recipient of one that came
    /// before. Without an event ID, which old records lack, nothing can be said, and nothing is a
    /// copy.
    pub(crate) fn is_copy(&mut self, event_id: &str, recipient: &str) -> bool {
        !event_id.is_empty() && !self.is_new(event_id, recipient)
    }

    /// Remembers a match, and says whether it is the first of its kind.
    fn is_new(&mut self, event_id: &str, recipient: &str) -> bool {
        match (uuid(event_id), account(recipient)) {
            (Some(uuid), Some(account)) => self.usual.entry(account).or_default().insert(uuid),
            _ => self.other.insert((event_id.into(), recipient.into())),
        }
    }
}

/// The number that a UUID in lower case is: 32 digits in groups of 8, 4, 4, 4 and 12.
fn uuid(text: &str) -> Option<u128> {
    if text.len() != 36 {
        return None;
    }
    let mut number = 0;
    for (index, byte) in text.bytes().enumerate() {
        let digit = match (index, byte) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => byte - b'0',
            (_, b'a'..=b'f') => byte - b'a' + 10,
            _ => return None,
        };
        number = number << 4 | u128::from(digit);
    }
    Some(number)
}

/// The number that an account of twelve digits is.
fn account(text: &str) -> Option<u64> {
    if text.is_empty() {
        return Some(NO_ACCOUNT);
    }
    let is_one = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| text.bytes().fold(0, |number, byte| number * 10 + u64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UUID: &str = "6f0e1c2d-0123-4567-89ab-cdef01234567";

    /// Texts that are nearly an event ID or an account, or are one.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            "[0-1]{12}",
            "[01]{11,13}",
            "[0a]{8}-0{4}-0{4}-0{4}-[0f]{12}",
            "[0aA]{8}[-0]0{4}-0{4}-0{4}-0{10}[0aé]{2}",
        ]
    }

    proptest! {
        #[test]
        fn two_are_one_where_both_texts_are(
            pairs in proptest::collection::vec((text(), text()), 0..40),
        ) {
            let (mut copies, mut plain) = (Copies::default(), HashSet::new());
            for (event_id, recipient) in pairs {
                let is_new = copies.is_new(&event_id, &recipient);
                prop_assert_eq!(is_new, plain.insert((event_id, recipient)));
            }
        }
    }

    #[test]
    fn another_spelling_is_another_event() {
        let mut copies = Copies::default();
        for event_id in [UUID, &UUID.to_uppercase(), &UUID.replace('-', ""), &UUID[..35], ""] {
            for recipient in ["123456789012", "0123456789012", "12345678901a", "", " "] {
                assert!(copies.is_new(event_id, recipient), "{event_id} {recipient}");
                assert!(!copies.is_new(event_id, recipient), "{event_id} {recipient}");
            }
        }
    }

    #[test]
    fn what_is_usual_is_kept_as_numbers() {
        assert_eq!(uuid(UUID), Some(0x6f0e_1c2d_0123_4567_89ab_cdef_0123_4567));
        assert_eq!(account("000000000012"), Some(12));
        assert!(account("").is_some_and(|none| Some(none) != account("999999999999")));
    }
}
