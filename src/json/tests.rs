//! Reading JSON in place: what is found, and that broken text never panics.

use super::*;

#[track_caller]
fn check_compact(written: &str, compact: &str) {
    let mut out = Vec::new();
    Json::unchecked(written).write_compact(&mut out);
    assert_eq!(String::from_utf8_lossy(&out), compact);
}

#[track_caller]
fn check_unescape(inner: &str, text: &str) {
    assert_eq!(unescape(inner), text);
}

#[test]
fn compact_text_loses_the_blanks_between_tokens_and_nothing_else() {
    check_compact(r#"{"a":1}"#, r#"{"a":1}"#);
    check_compact("{ \"a b\" :\t[ 1.0 , \"x \\\" y\" ]\r\n}", r#"{"a b":[1.0,"x \" y"]}"#);
    check_compact(" 8.82e-05 ", "8.82e-05");
}

#[test]
fn escapes_stand_for_their_characters() {
    check_unescape("plain", "plain");
    check_unescape(r"a\u003db\u0026\/\\\n", "a=b&/\\\n");
    check_unescape(r"\ud83d\ude00", "😀");
    check_unescape(r"\ud83d", "\u{FFFD}");
    check_unescape(r"\ud83d\u0041", "\u{FFFD}A");
    check_unescape(r"\udc00x", "\u{FFFD}x");
}

#[test]
fn members_and_elements_are_found_whatever_the_blanks() {
    let json = Json::unchecked("{ \"a\" : [ 1, {\"b\":2} ,\"]\"] , \"a\":null}");
    let members: Vec<_> = json.members().map(|(key, value)| (key, value.text())).collect();
    assert_eq!(members[0], (Cow::Borrowed("a"), "[ 1, {\"b\":2} ,\"]\"]"));
    assert_eq!(json.member("a").map(Json::text), Some("null"));
    let array = Json::unchecked(members[0].1);
    let elements: Vec<_> = array.elements().map(Json::text).collect();
    assert_eq!(elements, ["1", "{\"b\":2}", "\"]\""]);
    assert_eq!(Json::unchecked("[]").elements().count(), 0);
    assert_eq!(Json::unchecked("5").members().count(), 0);
}

#[test]
fn leaves_of_arrays_are_found_however_deep() {
    let leaves = |text| Json::unchecked(text).leaves().map(Json::text).collect::<Vec<_>>();
    assert_eq!(leaves("5"), ["5"]);
    assert_eq!(leaves("{\"a\":[1]}"), ["{\"a\":[1]}"]);
    assert_eq!(
        leaves("[1,[ \"a,]\" ,[[]],{\"b\":[2]}] ,null]"),
        ["1", "\"a,]\"", "{\"b\":[2]}", "null"]
    );
    assert!(leaves("[[],[ ]]").is_empty());
}

#[test]
fn keys_are_not_counted_among_the_strings() {
    let json = Json::unchecked(r#"{"key" : ["one", {"other":"t\u0077o"}]}"#);
    let mut seen = Vec::new();
    json.any_string(|text| {
        seen.push(text.to_owned());
        false
    });
    assert_eq!(seen, ["one", "two"]);
}

#[test]
fn broken_text_never_panics() {
    for text in ["{", "\"", "[1,", "{\"a\"", "{\"a\":}", "\"\\", "]", "{\"a\\u12\":\"\\ud8\"}"] {
        let json = Json::unchecked(text);
        json.write_compact(&mut Vec::new());
        let _ = json.members().count() + json.elements().count() + json.leaves().count();
        json.any_string(|_| false);
        let _ = json.as_scalar();
    }
}
