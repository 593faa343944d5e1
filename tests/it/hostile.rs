//! Values that whoever made the call wrote to harm who reads the log: shown safely on a terminal,
//! byte for byte in JSON, and never a reason to hang.

use crate::trail::{Run, Trail, event, fits, on_terminal, plain, with};

/// Steers a terminal, reverses a line, hides in it or breaks it.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\u{7f}\nx\ry\0";

fn hostile_trail() -> Trail {
    let trail = Trail::new();
    let keyed = serde_json::json!({ HOSTILE: HOSTILE });
    let bad = with(with(event(HOSTILE), "userAgent", HOSTILE), "requestParameters", keyed);
    let bad = with(with(bad, "errorCode", HOSTILE), "sourceIPAddress", HOSTILE);
    trail.log("a.json.gz", &[bad]);
    trail
}

/// Turns text around, or takes no room.
const HIDDEN: [char; 6] = ['\u{200b}', '\u{200e}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{feff}'];

/// No character that a terminal obeys or that hides text, but colours, tabs and line ends.
#[track_caller]
fn check_harmless(run: &Run) {
    let steers = |character: &char| {
        (character.is_control() && !['\n', '\t'].contains(character)) || HIDDEN.contains(character)
    };
    for text in [plain(&run.stdout), plain(&run.stderr)] {
        assert_eq!(text.chars().find(steers), None, "{text:?}");
    }
}

#[test]
fn whatever_is_asked_nothing_reaches_a_terminal_that_steers_it() {
    let trail = hostile_trail();
    for question in [
        "query {}",
        "query {} --fields event,ip,agent,error,requestParameters",
        "query {} -f json",
        "query {} -f jsonl",
        "query {} -f jsonl --fields requestParameters,agent",
        "query {} -f csv --fields event,agent,requestParameters",
        "query {} -f tsv --fields event,agent,requestParameters",
        "count {} --by event,agent --distinct ip",
        "count {} --by event,agent -f json",
        "count {} --by event,agent -f csv",
        "timeline {} --by event,agent",
        "timeline {} --by event,agent -f jsonl",
        "summary {}",
        "summary {} -f json",
    ] {
        let arguments: Vec<&str> = question.split(' ').collect();
        let run = trail.run_with(&arguments, &on_terminal(120));
        run.exits(0);
        assert!(run.stdout.contains("\\u"), "{run}");
        check_harmless(&run);
    }
}

#[test]
fn json_on_a_terminal_is_the_same_json_and_in_a_pipe_the_same_bytes() {
    let trail = hostile_trail();
    let arguments = ["query", "{}", "-f", "jsonl"];
    let shown = trail.run_with(&arguments, &on_terminal(80));
    let piped = trail.run(&arguments);
    assert_eq!(shown.events(), piped.events());
    assert_ne!(shown.stdout, piped.stdout);
    assert_eq!(piped.events()[0]["userAgent"], HOSTILE);
}

#[test]
fn a_megabyte_of_user_agent_is_cut_on_a_terminal_and_whole_elsewhere() {
    let trail = Trail::new();
    let agent = "long ".repeat(200_000);
    trail.log("a.json.gz", &[with(event("A"), "userAgent", agent.as_str()), event("B")]);
    let fields = ["query", "{}", "--fields", "event,agent,who"];
    let shown = trail.run_with(&fields, &on_terminal(80));
    fits(&shown, 80);
    assert!(shown.stdout.len() < 2000, "{} bytes", shown.stdout.len());
    let whole = trail.run(&[&fields[..], &["-f", "tsv"]].concat());
    whole.shows(agent.trim_end());
    assert_eq!(trail.query(&[]).events()[0]["userAgent"], agent);
}

/// They would take years, and this test with them, if anything went back over what it has seen.
#[test]
fn patterns_that_would_explode_elsewhere_are_answered() {
    let trail = Trail::new();
    let agent = "a".repeat(1_000_000);
    trail.log("a.json.gz", &[with(event("A"), "userAgent", agent)]);
    for pattern in [
        "/^(a*)*$b/",
        "/(a|a)*b/",
        "/(a+)+b/",
        "/^(([a-z])+.)+[0-9]([a-z])+$/",
        "/(.*)(.*)(.*)(.*)b/",
        "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
        "a*a*a*a*a*a*a*a*a*a?a*a*a*a*a*b*",
    ] {
        trail.query(&["--user-agent", pattern]).exits(1);
        trail.query(&["--where", &format!("userAgent = {pattern}")]).exits(1);
    }
    trail.query(&["--user-agent", "*a*a*a*a*a*a*a*a*"]).exits(0);
}

#[test]
fn numbers_of_any_size_are_compared_as_numbers_and_printed_as_they_are_written() {
    let trail = Trail::new();
    let numbers =
        r#"{"huge":1e999,"low":-1e999,"tiny":1e-999,"long":123456789012345678901234567890}"#;
    let record = with(event("A"), "requestParameters", "here").to_string();
    let record = record.replace("\"here\"", numbers);
    trail.write("a.json", &record);
    trail.query(&[]).exits(0).prints(&format!("{record}\n"));
    for (condition, code) in [
        ("huge > 5", 0),
        ("huge > 1e998", 0),
        ("huge < 1e1000", 0),
        ("huge = 10e998", 0),
        ("low < 0", 0),
        ("tiny > 0", 0),
        ("tiny = 0", 1),
        ("long > 123456789012345678901234567889", 0),
        ("long > 123456789012345678901234567890", 1),
    ] {
        trail.query(&["--where", &format!("requestParameters.{condition}")]).exits(code);
    }
    let sums = ["count", "{}", "--sum", "requestParameters.huge,requestParameters.tiny"];
    trail.run(&sums).exits(0).says("1 sum left out: a number beyond 10^20");
    trail.run(&["count", "{}", "--by", "requestParameters.huge"]).shows("1e999");
}
