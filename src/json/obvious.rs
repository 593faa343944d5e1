//! JSON read in place, held against the tree that `serde_json` makes of it.
//!
//! Only tests and fuzzing have this.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Json, Kind, is_blank};

/// Panics where a value is another than its tree says.
pub(crate) fn check(json: Json<'_>, tree: &Value) {
    check_value(json, tree);
    check_strings(json, tree);
    check_compact(json, tree);
}

fn check_value(json: Json<'_>, tree: &Value) {
    let place = json.text();
    let scalar = json.as_scalar();
    match tree {
        Value::Null => assert_eq!((json.kind(), scalar), (Kind::Null, None), "{place}"),
        Value::Bool(value) => {
            assert_eq!(json.kind(), Kind::Boolean, "{place}");
            assert_eq!(scalar.as_deref(), Some(if *value { "true" } else { "false" }), "{place}");
        }
        Value::Number(_) => {
            assert_eq!(json.kind(), Kind::Number, "{place}");
            assert_eq!(scalar.as_deref(), Some(json.text()), "{place}");
            assert_eq!(read(json), Some(tree.clone()), "{place}");
        }
        Value::String(text) => {
            assert_eq!(json.kind(), Kind::String, "{place}");
            assert_eq!(scalar.as_deref(), Some(text.as_str()), "{place}");
            assert_eq!(json.as_string().as_deref(), Some(text.as_str()), "{place}");
        }
        Value::Array(trees) => {
            assert_eq!((json.kind(), scalar), (Kind::Array, None), "{place}");
            assert_eq!(json.elements().count(), trees.len(), "{place}");
            json.elements().zip(trees).for_each(|(element, tree)| check_value(element, tree));
            assert_eq!(json.leaves().map(read).collect::<Vec<_>>(), leaves(tree), "{place}");
        }
        Value::Object(trees) => {
            assert_eq!((json.kind(), scalar), (Kind::Object, None), "{place}");
            // Of duplicate keys the last wins.
            let members: BTreeMap<_, _> = json.members().collect();
            let keys = members.keys().map(AsRef::as_ref).collect::<Vec<&str>>();
            assert_eq!(keys, trees.keys().collect::<Vec<_>>(), "{place}");
            for (key, tree) in trees {
                let member = json.member(key);
                assert_eq!(member.as_ref(), members.get(key.as_str()), "{key} in {place}");
                member.into_iter().for_each(|member| check_value(member, tree));
            }
        }
    }
}

/// What `serde_json` reads.
fn read(json: Json<'_>) -> Option<Value> {
    serde_json::from_str(json.text()).ok()
}

/// The elements of an array, those of arrays in it instead of these.
fn leaves(tree: &Value) -> Vec<Option<Value>> {
    match tree {
        Value::Array(trees) => trees.iter().flat_map(leaves).collect(),
        leaf => vec![Some(leaf.clone())],
    }
}

/// Every string of the tree is found, as often as it is there.
fn check_strings(json: Json<'_>, tree: &Value) {
    let mut found = Vec::new();
    let is_any = json.any_string(|text| {
        found.push(text.to_owned());
        false
    });
    assert!(!is_any, "{}", json.text());
    let mut strings = Vec::new();
    strings_of(tree, &mut strings);
    for string in &strings {
        assert!(found.iter().any(|text| text == string), "{string:?} in {}", json.text());
    }
    // Those of duplicate keys are found, too.
    assert!(found.len() >= strings.len(), "{}", json.text());
}

fn strings_of<'t>(tree: &'t Value, strings: &mut Vec<&'t str>) {
    match tree {
        Value::String(text) => strings.push(text),
        Value::Array(trees) => trees.iter().for_each(|tree| strings_of(tree, strings)),
        Value::Object(trees) => trees.values().for_each(|tree| strings_of(tree, strings)),
        _ => {}
    }
}

/// Only blanks between tokens are left out.
fn check_compact(json: Json<'_>, tree: &Value) {
    let mut compact = Vec::new();
    json.write_compact(&mut compact);
    let mut expected = Vec::new();
    let (mut is_inside, mut is_escaped) = (false, false);
    for byte in json.text().bytes() {
        if is_inside || !is_blank(byte) {
            expected.push(byte);
        }
        is_inside ^= byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
    }
    assert!(compact == expected, "{}", json.text());
    assert_eq!(serde_json::from_slice(&compact).ok().as_ref(), Some(tree), "{}", json.text());
}
