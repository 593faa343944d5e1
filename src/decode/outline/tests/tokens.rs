//! What a token may be (RFC 8259): words, strings and their escapes, and no blanks between.

use super::{broken, odd, sound};

const WORDS: [&str; 20] = [
    "true",
    "false",
    "null",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "907",
    "1.0",
    "0.5",
    "-0.05",
    "1e5",
    "1E5",
    "1e+05",
    "1E-05",
    "0e0",
    "-1.20e-3",
    "1e999",
    "1234567890123456789012345678901234567890",
];

const NO_WORDS: [&str; 64] = [
    "01",
    "00",
    "-01",
    "00.1",
    "1.",
    "-1.",
    ".5",
    "-.5",
    "-",
    "--1",
    "+1",
    "1+1",
    "1-1",
    "1e",
    "1E",
    "1e+",
    "1e-",
    "1e+-1",
    "1e1e1",
    "1e1.5",
    "1.e1",
    "1.2.3",
    ".",
    "e",
    "e1",
    "0x1",
    "1_0",
    "1a",
    "a1",
    "tru",
    "truee",
    "True",
    "TRUE",
    "t",
    "f",
    "n",
    "fals",
    "falsee",
    "falsey",
    "nul",
    "nulll",
    "Null",
    "nan",
    "NaN",
    "inf",
    "Infinity",
    "-Infinity",
    "undefined",
    "truefalse",
    "true1",
    "1true",
    "'a'",
    "a",
    "/",
    "//",
    "/**/1",
    "#",
    "\\u0031",
    "\\",
    "\u{7f}",
    "é",
    "\u{feff}1",
    "1\u{a0}",
    "\u{2028}",
];

#[test]
fn words_are_numbers_or_one_of_three() {
    let places = |word: &str| {
        [
            format!(r#""a":{word}"#),
            format!(r#""a":{word},"b":"c""#),
            format!(r#""a":[{word}]"#),
            format!(r#""a":["b",{word},{{}}]"#),
            format!(r#""a":{{"b":{word}}}"#),
        ]
    };
    for word in WORDS {
        places(word).iter().for_each(sound);
    }
    for word in NO_WORDS {
        places(word).iter().for_each(broken);
    }
}

#[test]
fn what_is_structure_outside_strings_is_text_inside() {
    for members in [
        r#""a":"{""#,
        r#""a":"}""#,
        r#""a":"},]:[{","b":1"#,
        r#""{}:,[]":":","b,":",""#,
        r#""a":[":","b,c"]"#,
        r#""a":"{\"b\":[1,2]}""#,
        r#""a":" b ","c d":" ""#,
    ] {
        sound(members);
    }
    sound("\"a\":\"\u{7f}é漢\u{1f600}\u{2028}\",\"ключ\":\"\u{feff}\"");
    // Whether text is UTF-8 is asked elsewhere.
    sound(b"\"a\":\"\xff\x80\",\"\xc0\":1");
}

#[test]
fn escapes_in_values_are_those_of_the_rfc() {
    for escape in [
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0000",
        "\\uFFFF",
        "\\uabCD",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\udc00\\ud800",
        "\\u0022",
        "\\\\u12",
        "\\u123456",
        "\\\\\\\"",
    ] {
        sound(format!(r#""a":"{escape}","b":1"#));
        sound(format!(r#""a":["x{escape}y"]"#));
    }
    for escape in [
        "\\a",
        "\\x",
        "\\'",
        "\\0",
        "\\ ",
        "\\U0041",
        "\\u",
        "\\u1",
        "\\u12",
        "\\u123",
        "\\u12g4",
        "\\u-123",
        "\\u 123",
        "\\u+123",
        "\\u12\\u1234",
        "\\é",
        "\\\\\\",
        "\\u\\",
        "\\N",
        "\\\u{7f}",
    ] {
        broken(format!(r#""a":"{escape}","b":1"#));
        broken(format!(r#""a":["x{escape}y"]"#));
        broken(format!(r#""a{escape}":1"#));
    }
    for members in [r#""a":\n"#, r#""a":\"b\""#, r#"\"a\":1"#, r#""a"\:1"#, r#""a":1\,"b":2"#] {
        broken(members);
    }
}

#[test]
fn no_control_character_is_sound_anywhere() {
    for control in 0..b' ' {
        let control = char::from(control);
        broken(format!("\"a\":\"{control}\""));
        broken(format!("\"{control}\":1"));
        broken(format!("\"a\":\"\\{control}\""));
        let between = format!("\"a\":{control}1");
        if control.is_ascii_whitespace() && control != '\u{c}' {
            odd(between);
        } else {
            broken(between);
        }
    }
}

#[test]
fn a_blank_between_tokens_is_odd() {
    let record = r#"{"a":[1,"b c",{}],"d":{"e":true,"f":[]}}"#;
    let mut in_string = false;
    for (at, byte) in record.bytes().enumerate().skip(1) {
        let is_in_word = record[..at].ends_with(['t', 'r', 'u']);
        if !in_string && !is_in_word {
            for blank in ['\t', '\n', '\r', ' '] {
                let (before, behind) = record.split_at(at);
                let members = format!("{}{blank}{behind}", &before[1..]);
                odd(&members[..members.len() - 1]);
            }
        }
        in_string ^= byte == b'"';
    }
}

#[test]
fn an_escaped_key_is_odd_and_an_escaped_value_beside_it_is_not() {
    for members in [
        r#""\u0061":1"#,
        r#""a\"":1"#,
        r#""a\\":1"#,
        r#""\/b":"c""#,
        r#""a":{"\n":1}"#,
        r#""a":{"b":1,"\n":1}"#,
        r#""a":[{"b":"\n","c\/":2}]"#,
        r#""a":"\\","\\":"b""#,
    ] {
        odd(members);
    }
    for members in
        [r#""a":"\\","b":"\\""#, r#""a":["\n",{"b":"\n","c":2}]"#, r#""a":{"b":["\\"]},"c":"\"""#]
    {
        sound(members);
    }
}

#[test]
fn backslashes_escape_one_another_in_runs_of_every_length() {
    for length in 0..=70 {
        let run = "\\".repeat(length);
        let (as_it_is, escaping_n) =
            (format!(r#""a":"{run}","b":1"#), format!(r#""a":"{run}n","b":1"#));
        sound(&escaping_n);
        if length % 2 == 0 {
            sound(&as_it_is);
        } else {
            // The quote is escaped, the string ends behind the comma, and `b` is no word.
            broken(&as_it_is);
            sound(format!(r#""a":"{run}",""#));
        }
    }
}
