//! The keys at the top of a record that questions ask for, and how one is told from its text.
//!
//! A record has some twenty keys and a log a million records, so a key is not compared with every
//! name: its first eight bytes lead to the only name that it can be. What a key's value means is
//! the [`Event`](super::Event)'s business.

/// Declares the keys; those marked `telling` tell a CloudTrail record from others.
macro_rules! keys {
    ($($key:ident = $name:literal $($telling:ident)?,)*) => {
        /// A key at the top of a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Key {
            $($key,)*
        }

        const KEYS: &[Key] = &[$(Key::$key,)*];

        const NAMES: &[&str] = &[$($name,)*];

        const TELLING: u32 = 0 $($(| (1 << Key::$key as u32) | keys!($telling))?)*;
    };
    (telling) => { 0 };
}

// AWS's *CloudTrail record contents* page; `acsRegion` is Alibaba's and `timeWindow` that of
// aggregated events.
keys! {
    EventVersion = "eventVersion" telling,
    EventTime = "eventTime" telling,
    EventSource = "eventSource" telling,
    EventName = "eventName" telling,
    AwsRegion = "awsRegion" telling,
    UserIdentity = "userIdentity" telling,
    SourceIpAddress = "sourceIPAddress" telling,
    UserAgent = "userAgent",
    ErrorCode = "errorCode",
    ErrorMessage = "errorMessage",
    RequestParameters = "requestParameters",
    ResponseElements = "responseElements",
    AdditionalEventData = "additionalEventData",
    ServiceEventDetails = "serviceEventDetails",
    RequestId = "requestID",
    EventId = "eventID" telling,
    ReadOnly = "readOnly",
    Resources = "resources",
    EventType = "eventType" telling,
    RecipientAccountId = "recipientAccountId" telling,
    SharedEventId = "sharedEventID",
    EventCategory = "eventCategory" telling,
    InsightDetails = "insightDetails" telling,
    AcsRegion = "acsRegion",
    TimeWindow = "timeWindow",
}

impl Key {
    pub(super) const COUNT: usize = KEYS.len();

    pub(crate) fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The key that this is, if it is one of them.
    pub(crate) fn named(name: &[u8]) -> Option<Key> {
        KEYS.iter().copied().find(|key| key.name().as_bytes() == name)
    }

    /// The key whose name, with a quote behind it, begins this text. Escapes are not seen through.
    ///
    /// Finding all keys of a record so, and keeping their values, takes 4 % of a scan.
    #[inline]
    pub(crate) fn at(text: &[u8]) -> Option<Key> {
        let first = word(text, 0)?;
        let place = first.wrapping_mul(MULTIPLIER) >> (64 - PLACES.ilog2());
        let entry = &TABLE[place as usize % PLACES];
        let same = first == entry.first
            && word(text, entry.middle_at.into())? == entry.middle
            && word(text, entry.last_at.into())? == entry.last;
        same.then_some(entry.key)
    }
}

/// Which keys of a record were there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(u32);

impl Seen {
    pub(super) fn add(&mut self, key: Key) {
        self.0 |= 1 << key as u32;
    }

    /// How many of the keys that tell a record of CloudTrail's.
    pub(super) fn telling(self) -> u32 {
        (self.0 & TELLING).count_ones()
    }
}

/// A name with the quote behind it, as three words that overlap and together cover it.
#[derive(Clone, Copy)]
struct Entry {
    first: u64,
    middle: u64,
    last: u64,
    middle_at: u8,
    last_at: u8,
    key: Key,
}

const PLACES: usize = 64;

/// Puts each name at a place of its own; found by trying, and checked while [`TABLE`] is made.
const MULTIPLIER: u64 = 0xacf6_201a_56c1_6729;

static TABLE: [Entry; PLACES] = table();

const fn table() -> [Entry; PLACES] {
    // A place without a name holds zeros, which no key begins with.
    let none = Entry { first: 0, middle: 0, last: 0, middle_at: 0, last_at: 0, key: KEYS[0] };
    let mut table = [none; PLACES];
    let mut index = 0;
    while index < KEYS.len() {
        let name = NAMES[index].as_bytes();
        let first = name_word(name, 0);
        let place = (first.wrapping_mul(MULTIPLIER) >> (64 - PLACES.ilog2())) as usize;
        assert!(table[place].first == 0, "two names at one place");
        assert!(name.len() >= 7 && name.len() <= 23, "three words cover 8 to 24 bytes");
        let (middle_at, last_at) = (if name.len() < 16 { 0 } else { 8 }, name.len() - 7);
        table[place] = Entry {
            first,
            middle: name_word(name, middle_at),
            last: name_word(name, last_at),
            middle_at: middle_at as u8,
            last_at: last_at as u8,
            key: KEYS[index],
        };
        index += 1;
    }
    table
}

/// Eight bytes of a name with the quote behind it.
const fn name_word(name: &[u8], at: usize) -> u64 {
    let mut word = 0;
    let mut index = 0;
    while index < 8 {
        let byte = if at + index == name.len() { b'"' } else { name[at + index] };
        word |= (byte as u64) << (8 * index);
        index += 1;
    }
    word
}

fn word(text: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_and_nothing_like_it() {
        for key in KEYS {
            let text = format!("{}\":\"behind it", key.name());
            assert_eq!(Key::at(text.as_bytes()), Some(*key));
            assert_eq!(Key::named(key.name().as_bytes()), Some(*key));
            for at in 0..=key.name().len() {
                let mut other = text.clone().into_bytes();
                other[at] ^= 1;
                assert_eq!(Key::at(&other), None, "{}", String::from_utf8_lossy(&other));
            }
        }
        assert_eq!(Key::at(b"eventID"), None);
        assert_eq!(Key::at(&[0; 40]), None);
        assert_eq!(Key::named(b"managementEvent"), None);
    }
}
