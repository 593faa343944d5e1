//! What may stand behind what (RFC 8259), rule by rule.

use super::{broken, sound};

#[test]
fn every_kind_of_value_is_sound() {
    for members in [
        r#""a":1"#,
        r#""a":"b""#,
        r#""":"""#,
        r#""a":true,"b":false,"c":null"#,
        r#""a":[true,false,null,0]"#,
        r#""a":1,"a":2"#,
        r#""a":{"b":{"c":[{"d":1},{"e":2,"f":3}]},"g":4}"#,
        r#""a":["b",["c"],"d"],"e":["f"]"#,
    ] {
        sound(members);
    }
}

#[test]
fn empty_brackets_are_sound_and_half_empty_ones_broken() {
    for members in [
        r#""a":{}"#,
        r#""a":[]"#,
        r#""a":[],"b":{},"c":1"#,
        r#""a":[[],[]],"b":[{},{}],"c":[[[]]]"#,
        r#""a":{"b":{},"c":[]}"#,
    ] {
        sound(members);
    }
    assert_eq!(super::check(b"{}"), super::Outlined::Record(2));
    for members in [
        r#""a":[,]"#,
        r#""a":[,1]"#,
        r#""a":[1,]"#,
        r#""a":["b",]"#,
        r#""a":[{},]"#,
        r#""a":{,}"#,
        r#""a":{"b":1,}"#,
        r#""a":{,"b":1}"#,
        r#""a":{:}"#,
        r#""a":[:]"#,
    ] {
        broken(members);
    }
}

#[test]
fn commas_stand_between_members_and_elements_and_nowhere_else() {
    for members in [
        ",",
        r#""a":1,"#,
        r#","a":1"#,
        r#""a":1,,"b":2"#,
        r#""a":[1,,2]"#,
        r#""a":,"b":1"#,
        r#""a",:1"#,
        r#""a":1"b":2"#,
        r#""a":"b""c":"d""#,
        r#""a":{}"b":1"#,
        r#""a":[]"b":1"#,
        r#""a":["b""c"]"#,
        r#""a":["b"1]"#,
        r#""a":[1"b"]"#,
        r#""a":[[][]]"#,
        r#""a":[{}{}]"#,
        r#""a":[[]1]"#,
        r#""a":[1[]]"#,
        r#""a":["b"{}]"#,
        r#""a":{}{}"#,
        r#""a":[]1"#,
        r#""a":"b"1"#,
        r#""a":"b"{}"#,
        r#""a":1{}"#,
    ] {
        broken(members);
    }
}

#[test]
fn colons_stand_behind_keys_and_nowhere_else() {
    for members in [
        r#""a""#,
        r#""a":"#,
        r#""a"1"#,
        r#""a"{}"#,
        r#""a""b""#,
        r#""a"::1"#,
        r#""a":1:2"#,
        r#""a":"b":1"#,
        r#""a":{}:1"#,
        r#""a":[]:1"#,
        r#""a":1,"b""#,
        r#""a","b":1"#,
        r#""a":1,"b","c":2"#,
        r#""a":{"b"}"#,
        r#""a":{"b","c"}"#,
        r#""a":{"b":1,"c"}"#,
        r#""a":[1:2]"#,
        r#""a":["b":1]"#,
        r#""a":[1,"b":2]"#,
        r#""a":["b","c":1]"#,
        r#""a":[["b"],"c":1]"#,
        r#""a":[{"b":1},"c":2]"#,
        r#""a":["b",:1]"#,
        r#""a":[{}:1]"#,
        ":",
        ":1",
    ] {
        broken(members);
    }
}

#[test]
fn keys_are_strings() {
    for members in [
        "1",
        "true",
        "{}",
        "[]",
        "1:2",
        "a:1",
        "null:1",
        "{}:1",
        "[]:1",
        r#"["a"]:1"#,
        r#"{"a":1}:1"#,
        r#""a":{1}"#,
        r#""a":{1:2}"#,
        r#""a":{true:1}"#,
        r#""a":{[]:1}"#,
        r#""a":{{}}"#,
        r#""a":{{}:1}"#,
        r#""a":1,2"#,
        r#""a":1,2:3"#,
        r#""a":[1],[2]"#,
        r#""a":{},{}"#,
        r#""a":{"b":1,2:3}"#,
        r#""a":{"b":[1],2}"#,
        r#""a":{"b":[1],[2]:3}"#,
    ] {
        broken(members);
    }
}

#[test]
fn brackets_match() {
    for members in [
        r#""a":[1}"#,
        r#""a":{"b":1]"#,
        r#""a":[}"#,
        r#""a":{]"#,
        r#""a":[{]}"#,
        r#""a":{[}]"#,
        r#""a":[[1]"#,
        r#""a":[1]]"#,
        r#""a":1]"#,
        "]",
        r#""a":["#,
        r#""a":{"#,
        r#""a":{"b":[1}]"#,
        r#""a":[[1}]"#,
        r#""a":[{"b":1]}"#,
    ] {
        broken(members);
    }
}
