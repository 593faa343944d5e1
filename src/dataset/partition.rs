//! Where a row belongs: `account=…/region=…/date=…`, as Hive names directories.
//!
//! Whoever made a call may have chosen these values, so whatever could lead elsewhere is escaped:
//! `%` and two hexadecimal digits, which engines read back. What a directory's name cannot hold for
//! its length is cut, and ends in a hash of the whole. The columns hold the values as they are.

use data_encoding::HEXLOWER;
use ring::digest;

use crate::{
    event::{Key, Record},
    time::Zone,
};

/// What Hive writes for no value.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// How long a name in a directory may be, on every system that is in use.
const NAME_BYTES_MAX: usize = 255;

/// How many bytes of a hash stand for what was cut off.
const HASH_BYTES: usize = 16;

/// Appends the path of a record's partition below the root of the data set. The date is the day in
/// UTC.
pub(crate) fn write_path(record: &Record<'_>, out: &mut Vec<u8>) {
    let event = &record.event;
    write_name("account", event.account().as_deref(), out);
    out.push(b'/');
    write_name("region", event.text(Key::AwsRegion).as_deref(), out);
    out.push(b'/');
    write_name("date", event.time().map(|time| Zone::Utc.show_day(time)).as_deref(), out);
}

fn write_name(key: &str, value: Option<&str>, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(key.as_bytes());
    out.push(b'=');
    let Some(value) = value else { return out.extend_from_slice(NONE.as_bytes()) };
    let room = NAME_BYTES_MAX - (out.len() - start);
    if escaped_bytes(value) <= room {
        return value.chars().for_each(|character| write_escaped(character, out));
    }
    let mut room = room - 1 - 2 * HASH_BYTES;
    for character in value.chars() {
        let Some(left) = room.checked_sub(bytes_of(character)) else { break };
        room = left;
        write_escaped(character, out);
    }
    let hash = digest::digest(&digest::SHA256, value.as_bytes());
    let hash = hash.as_ref().get(..HASH_BYTES).unwrap_or_default();
    out.push(b'~');
    out.extend_from_slice(HEXLOWER.encode(hash).as_bytes());
}

/// Hive's list (`FileUtils.escapePathName`), and what Windows refuses beside.
fn is_escaped(character: char) -> bool {
    character.is_ascii_control() || "\"#%'*/:=?\\{}[]^<>|".contains(character)
}

fn bytes_of(character: char) -> usize {
    if is_escaped(character) { 3 } else { character.len_utf8() }
}

fn escaped_bytes(value: &str) -> usize {
    value.chars().map(bytes_of).sum()
}

fn write_escaped(character: char, out: &mut Vec<u8>) {
    if is_escaped(character) {
        out.extend_from_slice(format!("%{:02X}", u32::from(character)).as_bytes());
    } else {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(value: &str) -> String {
        let mut name = Vec::new();
        write_name("account", Some(value), &mut name);
        String::from_utf8(name).expect("UTF-8")
    }

    #[test]
    fn a_value_leads_nowhere_else() {
        assert_eq!(name("123456789012"), "account=123456789012");
        assert_eq!(name("../..//etc"), "account=..%2F..%2F%2Fetc");
        assert_eq!(name("a=b%2F\\\n\0?"), "account=a%3Db%252F%5C%0A%00%3F");
        assert_eq!(name("zürich 1"), "account=zürich 1");
    }

    #[test]
    fn what_is_too_long_is_cut_and_told_apart() {
        let (one, other) = (name(&"/".repeat(1000)), name(&"/".repeat(1001)));
        assert!(one.len() <= 255 && one.starts_with("account=%2F%2F"), "{one}");
        assert_ne!(one, other);
        assert_eq!(name(&"a".repeat(247)).len(), 255);
        assert!(!name(&"a".repeat(247)).contains('~') && name(&"a".repeat(248)).contains('~'));
    }

    proptest! {
        #[test]
        fn a_name_is_one_name_and_can_be_read_back(value in any::<String>()) {
            let name = name(&value);
            prop_assert!(name.len() <= NAME_BYTES_MAX && !name.contains(['/', '\\', '\0']));
            let (_, escaped) = name.split_once('=').expect("a key");
            let mut read = Vec::new();
            let mut bytes = escaped.bytes();
            while let Some(byte) = bytes.next() {
                if byte == b'%' {
                    let digits: Vec<u8> = bytes.by_ref().take(2).collect();
                    let digits = String::from_utf8(digits).expect("digits");
                    read.push(u8::from_str_radix(&digits, 16).expect("digits"));
                } else {
                    read.push(byte);
                }
            }
            prop_assert!(read == value.as_bytes() || name.len() > NAME_BYTES_MAX - 12);
        }
    }
}
