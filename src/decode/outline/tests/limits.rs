//! Records larger than an outline takes, and text that is cut.

use super::{
    super::{LEVELS_MAX, MEMBERS_MAX, Outline, WORDS_MAX},
    BEHIND, Outlined, broken, check, shifted, sound,
};
use crate::decode::simd::Level;

#[test]
fn nesting_is_followed_to_the_last_level_and_not_much_further() {
    let nested = |levels: u32, open: &[&str], close: &[&str]| {
        let level = |level: &u32| *level as usize % open.len();
        let levels: Vec<u32> = (1..levels).collect();
        let opened: String = levels.iter().map(|each| open[level(each)]).collect();
        let closed: String = levels.iter().rev().map(|each| close[level(each)]).collect();
        format!("\"a\":{opened}1{closed}")
    };
    for (open, close) in [
        (&["["][..], &["]"][..]),
        (&["{\"a\":"], &["}"]),
        (&["[", "{\"a\":"], &["]", "}"]),
        (&["[[],", "{\"a\":{},\"b\":"], &["]", ",\"c\":2}"]),
    ] {
        let most = nested(LEVELS_MAX - 1, open, close);
        sound(&most);
        // Levels are counted at the end of a block, which can open as many as it has bytes.
        for record in shifted(nested(LEVELS_MAX + 64, open, close).as_bytes()) {
            assert_eq!(check(&record), Outlined::Odd);
        }
        for levels in LEVELS_MAX..LEVELS_MAX + 64 {
            check(format!("{{{}}}", nested(levels, open, close)).as_bytes());
        }
        broken(&most[..most.len() - 1]);
        let other = if most.ends_with(']') { '}' } else { ']' };
        broken(format!("{}{other}", &most[..most.len() - 1]));
    }
}

#[test]
fn more_members_than_are_counted_are_odd() {
    let members = |count: usize| vec!["\"a\":\"b\""; count].join(",");
    for count in [1, 2, 31, 32, 33, 63, 64, 65, 95, 96] {
        sound(members(count));
    }
    for count in 97..MEMBERS_MAX + 40 {
        check(format!("{{{}}}", members(count)).as_bytes());
    }
    assert_eq!(check(format!("{{{}}}", members(2 * MEMBERS_MAX)).as_bytes()), Outlined::Odd);
    // Within others there may be as many as there are.
    sound(format!("\"a\":{{{}}}", members(2 * MEMBERS_MAX)));
}

#[test]
fn more_words_than_are_counted_are_odd() {
    let words = |count: usize| format!("\"a\":[{}]", vec!["1"; count].join(","));
    for count in [1, 2, 31, 32, 33, 63, 64, 65, 223, 224] {
        sound(words(count));
    }
    for count in 225..WORDS_MAX + 80 {
        check(format!("{{{}}}", words(count)).as_bytes());
    }
    assert_eq!(check(format!("{{{}}}", words(2 * WORDS_MAX)).as_bytes()), Outlined::Odd);
}

#[test]
fn what_stands_behind_a_record_does_not_matter() {
    for members in [r#""a":1"#, r#""a":"b\\""#, r#""a":[{}]"#, r#""a":{"b":"c"},"d":null"#] {
        for record in shifted(members.as_bytes()) {
            for behind in BEHIND {
                let text = [&record, behind].concat();
                let shown = text.escape_ascii();
                assert_eq!(check(&text), Outlined::Record(record.len()), "{shown}");
            }
        }
    }
    for behind in BEHIND {
        assert_eq!(check(&[b"{}", behind].concat()), Outlined::Record(2));
    }
}

#[test]
fn each_beginning_of_a_record_is_unfinished() {
    let members = r#""a":"\\\u0041\"é","b":[-1.5e+3,true,{}],"c":{"d":[[],null]},"e":"""#;
    for record in shifted(members.as_bytes()) {
        for length in 1..record.len() {
            let cut = &record[..length];
            assert_eq!(check(cut), Outlined::Unfinished, "{}", cut.escape_ascii());
        }
    }
    for level in Level::all() {
        assert_eq!(level.outline(b"", &mut Outline::new()), Outlined::Unfinished);
    }
}

#[test]
fn the_beginning_of_a_broken_or_odd_one_is_no_record() {
    for members in [
        r#""a":01,"b":{"c":1}"#,
        r#""a":"\x","b":{"c":1}"#,
        r#""a":1,,"b":{"c":1}"#,
        r#""\n":1,"b":{"c":1}"#,
        r#""a": 1,"b":{"c":1}"#,
        r#"{"b":1}"#,
    ] {
        for record in shifted(members.as_bytes()) {
            for length in 1..=record.len() {
                assert!(!matches!(check(&record[..length]), Outlined::Record(_)));
            }
        }
    }
}
