//! Lists, wildcards, regular expressions and negation, case by case.

use super::*;
use crate::filter::typed::{Commas, take_apart};

fn no_files(file: &str) -> Result<String, Wrong> {
    match file {
        "iocs.txt" => Ok("\u{feff}# known\r\n198.51.100.*\r\n\r\n!198.51.100.7\n".to_owned()),
        "known.txt" => Ok("192.0.2.1\n".to_owned()),
        "comments.txt" => Ok("203.0.113.7 # c2\na#b\n # all\n198.51.100.7\t#".to_owned()),
        "columns.csv" => Ok("203.0.113.7,malware,high\n".to_owned()),
        "empty" => Ok("# nothing\n".to_owned()),
        _ => Err(Wrong::new(file, "no such file")),
    }
}

fn patterns(typed: &str) -> Patterns {
    let items = take_apart(&[typed.to_owned()], Commas::Separate, &no_files).expect("typed well");
    Patterns::plain_or_none(&items).expect("compiles")
}

#[track_caller]
fn check(typed: &str, passing: &[&str], failing: &[&str]) {
    let patterns = patterns(typed);
    for value in passing {
        assert!(patterns.pass(Some(value)), "`{typed}` should take `{value}`");
    }
    for value in failing {
        assert!(!patterns.pass(Some(value)), "`{typed}` should not take `{value}`");
    }
}

#[test]
fn a_pattern_matches_the_whole_value_whatever_its_case() {
    check("ConsoleLogin", &["ConsoleLogin", "consolelogin"], &["ConsoleLogins", "Console"]);
    check("Get*", &["GetObject", "get"], &["TargetGet"]);
    check("*Policy*", &["PutBucketPolicy", "policy"], &["Polic"]);
    check("?et", &["Get", "äet"], &["et", "Geet"]);
    check("a*b*c", &["abc", "a-b-b-c", "aXbXcXc"], &["acb", "abcd"]);
    check("*", &["x", ""], &[]);
}

#[test]
fn only_ascii_case_is_ignored() {
    check("JÖRG", &["jÖrg"], &["jörg"]);
}

#[test]
fn a_backslash_takes_the_next_character_as_it_is() {
    check(r"a\*b", &["a*b"], &["axb"]);
    check(r"a\,b", &["a,b"], &["a", "b"]);
    check(r"\!a", &["!a"], &["b"]);
    check(r"\/a/", &["/a/"], &["xax"]);
}

#[test]
fn a_comma_means_or_except_inside_a_regular_expression() {
    check("A, B", &["a", "B"], &["A, B"]);
    check("/^a{1,2}$/,z", &["aa", "z"], &["aaa"]);
    check("/aws/lambda/,x", &["an /aws/lambda/ one aws/lambda", "x"], &["lambda"]);
}

#[test]
fn a_regular_expression_without_its_end_is_refused_where_no_value_begins_with_a_slash() {
    let taken = |typed: &str, commas| take_apart(&[typed.to_owned()], commas, &no_files);
    assert!(taken("/get/i", Commas::Separate).is_err());
    assert!(taken("A,!/get", Commas::Separate).is_err());
    assert!(taken("/aws/lambda/my-fn", Commas::Belong).is_ok());
}

#[test]
fn what_no_value_holds_is_refused_and_comments_in_lists_are_left_out() {
    let taken = |typed: &str| take_apart(&[typed.to_owned()], Commas::Separate, &no_files);
    for slip in ["A,,B", "A,", "\"203.0.113.7\"", "AKIA;", "@columns.csv"] {
        assert!(taken(slip).is_err(), "{slip}");
    }
    let texts = |typed| taken(typed).expect("typed well").into_iter().map(|item| item.text);
    assert!(texts("@comments.txt").eq(["203.0.113.7", "a#b", "198.51.100.7"]));
}

#[test]
fn a_regular_expression_is_found_anywhere_and_can_mind_case() {
    check("/role/", &["CreateROLE"], &["rule"]);
    check("/(?-i)role/", &["CreateRole role"], &["CreateROLE"]);
    assert!(Patterns::plain(&[Typed { negated: false, text: "/(/".into() }]).is_err());
}

#[test]
fn a_regular_expression_that_takes_too_much_memory_is_refused_as_that() {
    let large = Typed { negated: false, text: r"/(\w{100}){1000}/".into() };
    let wrong = Patterns::plain(&[large]).expect_err("too large");
    assert_eq!(
        wrong.to_string(),
        r"`/(\w{100}){1000}/`: too large: compiled, it takes more than 10,485,760 bytes"
    );
    assert!(wrong.advice().is_some_and(|advice| advice.starts_with("repeat less")));
}

#[test]
fn negated_patterns_take_away_and_let_the_absent_pass() {
    check("!Get*,!List*", &["PutObject"], &["GetObject", "ListUsers"]);
    check("Get*,!GetObject", &["GetUser"], &["GetObject", "PutObject"]);
    assert!(patterns("!AccessDenied").pass(None));
    assert!(!patterns("AccessDenied").pass(None));
    assert!(!patterns("*").pass(None));
    assert!(patterns("!*").pass(None));
}

#[test]
fn none_means_that_the_value_is_absent() {
    assert!(patterns("none").pass(None));
    assert!(!patterns("none").pass(Some("IAMUser")));
    assert!(patterns("None,Root").pass(Some("root")));
    assert!(!patterns("!none").pass(None));
    assert!(patterns("!none").pass(Some("Root")));
    assert!(!patterns("Root,!none").pass(None));
}

#[test]
fn a_file_holds_one_pattern_a_line() {
    check("@iocs.txt", &["198.51.100.1"], &["198.51.100.7", "192.0.2.1"]);
    check("!@known.txt", &["198.51.100.7"], &["192.0.2.1"]);
    let twice = take_apart(&["!@iocs.txt".to_owned()], Commas::Separate, &no_files);
    assert!(twice.is_err_and(|wrong| wrong.to_string().contains("negates a list")));
    let empty = take_apart(&["@empty".to_owned()], Commas::Separate, &no_files);
    assert!(empty.is_err_and(|wrong| wrong.to_string().contains("holds no pattern")));
}

#[test]
fn an_empty_pattern_is_refused() {
    for typed in ["", "A,,B", "!", "A,"] {
        let items = take_apart(&[typed.to_owned()], Commas::Separate, &no_files);
        assert!(items.is_err(), "{typed}");
    }
}

#[test]
fn a_field_of_several_values_passes_if_one_is_wanted_and_none_unwanted() {
    let values = |patterns: &Patterns, values: &[&str]| {
        patterns.pass_all(|accept| values.iter().any(|value| accept(value)))
    };
    assert!(values(&patterns("a"), &["b", "a"]));
    assert!(!values(&patterns("a,!b"), &["b", "a"]));
    assert!(!values(&patterns("!b"), &["a", "b"]));
    assert!(values(&patterns("!b"), &[]));
}

#[test]
fn a_long_list_is_matched_like_a_short_one() {
    let long: Vec<String> = (0..1000).map(|number| format!("Key{number}")).collect();
    check(&long.join(","), &["key999", "KEY0"], &["key1000"]);
}

#[test]
fn a_pattern_that_could_go_back_for_ever_does_not() {
    let value = "a".repeat(20_000);
    check("*a*a*a*a*a*a*a*b", &[], &[&value]);
}
