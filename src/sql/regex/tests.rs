//! What is written anew finds what the expression found, and what has no words is refused.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

#[track_caller]
fn check(regex: &str, duckdb: &str) {
    assert_eq!(written(regex, Dialect::DuckDb).as_deref(), Ok(duckdb), "{regex}");
}

#[test]
fn what_is_written_anew_says_which_characters_are_meant() {
    check("(?-i)^a.c$", r"\Aa[^\n]c\z");
    check("ab", "[Aa][Bb]");
    check("k", r"[Kk\x{212A}]");
    check("(?-i)a|b+", "a|b+");
    check("(?-i)(ab){2,}x*?", "(?:ab){2,}x*");
    check(r"(?-i)a\.b/\-é", r"a\.b\/\-\x{E9}");
    check(r"(?-i)\d\D", r"[\p{Nd}][^\p{Nd}]");
    check(r"(?-u:\d\b)", r"[0-9]\b");
    check("(?s-i)a.b", "a(?s:.)b");
    check("(?m-i)^a$", "(?m:^)a(?m:$)");
    check("(?-i)(?:a|bc)d", "(?:a|bc)d");
}

#[test]
fn a_name_of_a_class_holds_what_it_holds_in_rust() {
    for (rust, name) in CLASSES {
        let name = name.replace(r"\u", r"\x");
        assert_eq!(parsed(rust), parsed(&format!("[{name}]")), "{rust}");
    }
}

#[test]
fn what_an_engine_has_no_words_for_is_refused() {
    for (regex, dialect) in [
        (r"\bword\b", Dialect::DuckDb),
        (r"\bword\b", Dialect::Athena),
        ("(a{600}){2}b{1001}", Dialect::DuckDb),
        (r"[\p{L}--\p{Lu}]", Dialect::Spark),
        (r"\b{start}a", Dialect::Spark),
        (r"[a&&b]", Dialect::DuckDb),
    ] {
        assert!(written(regex, dialect).is_err(), "{regex}");
    }
}

#[test]
fn what_is_written_finds_what_was_asked_for() {
    let regexes = [
        r"^Get(Object|Item)$",
        r"\d{2,3}x?",
        r"[^a-c]+z",
        r"a\sb",
        r"(?-i)Ab|cD",
        r"\w+@\w+",
        "k+",
        r"(?m)^b$",
        r"a.b",
        r"[\]\[^-]",
        r"\.",
        r"é",
        "",
        r"\S+ß",
    ];
    let texts = [
        "GetObject",
        "getitems",
        "12X",
        "1x",
        "zzz",
        "abc",
        "a\u{a0}b",
        "a b",
        "AB",
        "ab",
        "cD",
        "é@ü",
        "\u{212a}",
        "a\nb",
        "a\nb\n",
        "]",
        "^",
        "-",
        "",
        "É",
        "ſß",
        "a.b",
    ];
    for regex in regexes {
        let asked = crate::filter::pattern::compile_regex(regex).expect("a regex");
        // The `regex` crate reads what is written for RE2.
        let anew = written(regex, Dialect::DuckDb).expect("words for it");
        let anew = regex::Regex::new(&anew).expect("a regex, too");
        for text in texts {
            assert_eq!(asked.is_match(text), anew.is_match(text), "{regex} in {text:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_expression_finds_the_same_when_it_is_written_anew(
        parts in vec(select(PARTS), 1..6),
        texts in vec(vec(select(LETTERS), 0..6), 1..20),
    ) {
        let regex = parts.concat();
        let Ok(asked) = crate::filter::pattern::compile_regex(&regex) else { return Ok(()) };
        for dialect in [Dialect::DuckDb, Dialect::Spark, Dialect::Athena] {
            let Ok(anew) = written(&regex, dialect) else { continue };
            // RE2's boundaries are ASCII's. What looks around, no automaton can.
            let anew = anew.replace(r"\b", r"(?-u:\b)").replace(r"\B", r"(?-u:\B)");
            let Ok(anew) = regex::Regex::new(&anew) else {
                prop_assert!(anew.contains("(?<") || anew.contains("(?="), "{regex}: {anew}");
                continue;
            };
            for text in &texts {
                let text = text.concat();
                prop_assert_eq!(
                    asked.is_match(&text), anew.is_match(&text), "{} as {} in {:?}",
                    regex, anew, text
                );
            }
        }
    }
}

const PARTS: &[&str] = &[
    "a",
    "K",
    "é",
    "ß",
    ".",
    "^",
    "$",
    "|",
    "(",
    ")",
    "*",
    "+?",
    "?",
    "{2}",
    "{1,}",
    "{0,3}",
    "(?-i)",
    "(?i:",
    "(?s)",
    "(?m)",
    "(?-u:\\b)",
    r"\b",
    r"\d",
    r"\W",
    r"\s",
    r"\S",
    r"\w",
    "[a-c]",
    "[^b]",
    "[k-m]",
    r"[\]^-]",
    r"\.",
    r"\pL",
    r"\P{Lu}",
    r"\x41",
    "[[:alpha:]]",
    "[a&&b]",
    "[^\\n]",
    "(?:",
    "\\t",
    "/",
    " ",
];

const LETTERS: &[&str] = &[
    "a", "b", "A", "k", "\u{212a}", "é", "É", "ß", "ẞ", "1", "٣", " ", "\u{a0}", "\n", "\t", "_",
    "-", "]", ".", "/", "s", "ſ", "💥", "\u{85}", "\u{200d}",
];
