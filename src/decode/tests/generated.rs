//! JSON at random, written without blanks, and damage to it.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    string::string_regex,
};

/// What a string may be made of, structure among it; in a value escapes, too.
const LETTERS: &str = "[a-z0-9 ,:{}\\[\\]é漢\u{7f}\u{1f600}]";
const ESCAPE: &str = r#"\\(["\\/bfnrt]|u[0-9a-fA-F]{4})"#;
const NUMBER: &str = r"-?(0|[1-9][0-9]{0,18})(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?";

fn text(regex: &str) -> impl Strategy<Value = String> + use<> {
    string_regex(regex).expect("an expression")
}

fn key() -> impl Strategy<Value = String> {
    text(&format!("\"{LETTERS}{{0,70}}\""))
}

pub(in crate::decode) fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => text(&format!("\"({LETTERS}|{ESCAPE}){{0,70}}\"")),
        1 => text(&format!("\"({ESCAPE}){{0,40}}\"")),
        1 => text(NUMBER),
        1 => select(vec!["true", "false", "null", "[]", "{}"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 30, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|elements| format!("[{}]", elements.join(","))),
            object(inner, 6),
        ]
    })
}

pub(in crate::decode) fn object(
    value: impl Strategy<Value = String>,
    members_max: usize,
) -> impl Strategy<Value = String> {
    let member = (key(), value).prop_map(|(key, value)| format!("{key}:{value}"));
    vec(member, 0..members_max).prop_map(|members| format!("{{{}}}", members.join(",")))
}

/// What is done to a text, and where.
#[derive(Clone, Debug)]
pub(in crate::decode) enum Damage {
    Replaced(Index, u8),
    Removed(Index),
    Inserted(Index, u8),
    Swapped(Index, Index),
    Cut(Index),
}

pub(in crate::decode) fn damage() -> impl Strategy<Value = Damage> {
    let byte = || {
        prop_oneof![
            3 => select(b"{}[],:\"\\ \n01-.eEtfnu".to_vec()),
            1 => any::<u8>(),
        ]
    };
    prop_oneof![
        4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Damage::Replaced(at, byte)),
        4 => any::<Index>().prop_map(Damage::Removed),
        4 => (any::<Index>(), byte()).prop_map(|(at, byte)| Damage::Inserted(at, byte)),
        4 => any::<(Index, Index)>().prop_map(|(one, other)| Damage::Swapped(one, other)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

/// Where structure is, most damage shall be: a place in `text`, the next such byte from there on
/// for two of three.
fn place(at: &Index, text: &[u8]) -> usize {
    let at = at.index(text.len());
    if at.is_multiple_of(3) {
        return at;
    }
    let structure = text[at..].iter().position(|byte| b"{}[],:\"\\".contains(byte));
    at + structure.unwrap_or(0)
}

pub(in crate::decode) fn damaged(text: &[u8], damage: &Damage) -> Vec<u8> {
    let mut text = text.to_vec();
    match damage {
        Damage::Replaced(at, byte) => {
            let at = place(at, &text);
            text[at] = *byte;
        }
        Damage::Removed(at) => drop(text.remove(place(at, &text))),
        Damage::Inserted(at, byte) => text.insert(place(at, &text), *byte),
        Damage::Swapped(one, other) => {
            let (one, other) = (place(one, &text), place(other, &text));
            text.swap(one, other);
        }
        Damage::Cut(at) => text.truncate(place(at, &text)),
    }
    text
}
