//! Groups on a terminal: widths, bars, colours, hostile values.

use super::*;

/// Hostile and harmless keys of all lengths.
fn many_agents() -> Trail {
    let trail = Trail::new();
    let long = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124";
    let wide = "日本語".repeat(30);
    let agents = [long, "short", "", "\u{1b}[31mred\u{1b}[0m", "a\u{202e}b", "one\ntwo", &wide];
    let mut events = Vec::new();
    for (times, agent) in agents.iter().enumerate() {
        for number in 0..=times * 3 {
            let made =
                with(by_agent(&format!("{agent}{number}"), *agent), "awsRegion", "eu-central-1");
            events.push(with(made, "requestParameters", json!({"size": number * 1_000_003})));
        }
    }
    trail.log("a.json.gz", &events);
    trail
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let trail = many_agents();
    let questions: [&[&str]; 6] = [
        &["--by", "agent"],
        &["--by", "event", "--top", "9"],
        &["--by", "agent,region,who", "--distinct", "event"],
        &["--by", "agent", "--distinct", "event,ip", "--sum", "requestParameters.size"],
        &["--distinct", "event,ip", "--sum", "requestParameters.size"],
        &["--by", "region"],
    ];
    trail.fits_every_terminal("count", &questions);
}

#[test]
fn bars_stand_beside_the_groups_where_a_terminal_has_room_for_them() {
    let trail = six();
    let drawn = |width, flags: &[&str]| {
        let arguments = [&["count", "{}", "--color", "never"], flags].concat();
        trail.run_with(&arguments, &on_terminal(width)).stdout
    };
    let by = ["--by", "event"];
    assert_eq!(
        drawn(80, &by),
        "COUNT  SHARE  EVENT  FIRST SEEN            LAST SEEN\n\
         \x20   3  50.0%  A      2024-05-01T10:00:00Z  2024-05-03T10:00:00Z  ███████████████\n\
         \x20   2  33.3%  B      2024-05-02T10:00:00Z  2024-05-05T10:00:00Z  ██████████\n\
         \x20   1  16.7%  C      2024-05-07T10:00:00Z  2024-05-07T10:00:00Z  █████\n"
    );
    for width in [100, 120, 160, 200] {
        assert!(drawn(width, &by).contains('█'), "{width}");
    }
    // One bar says nothing.
    assert!(!drawn(200, &["--by", "who"]).contains('█'));
    assert!(!count(&trail, &by).stdout.contains('█'));
    assert!(!count(&trail, &["--by", "event", "--color", "always"]).stdout.contains('█'));
}

#[test]
fn nothing_is_coloured_where_colours_are_not_wanted() {
    six().is_coloured_where_wanted(&["count", "{}", "--by", "event"]);
}

#[test]
fn hostile_keys_are_harmless_on_a_screen_and_in_a_spreadsheet() {
    let trail = Trail::new();
    let agents = ["\u{1b}]0;owned\u{7}", "a\u{202e}b\u{200b}", "one\ntwo\r\tthree", "=1+1", "@x"];
    trail.log("a.json.gz", &agents.map(|agent| by_agent("A", agent)));
    let drawn = |setting: &Setting, format| {
        let arguments = ["count", "{}", "--by", "agent", "--color", "never", "-f", format];
        trail.run_with(&arguments, setting).stdout
    };
    let unsafe_here =
        |one: char| one.is_control() && one != '\n' || "\u{202e}\u{200b}".contains(one);
    for setting in [&on_terminal(120), &Setting::default()] {
        let table = drawn(setting, "table");
        assert!(!table.contains(unsafe_here), "{table:?}");
        assert_eq!(table.lines().count(), 6, "{table}");
        for shown in ["\\u{1b}]0;owned\\u{7}", "a\\u{202e}b\\u{200b}", "one\\ntwo\\r\\tthree"] {
            assert!(table.contains(shown), "{table}");
        }
    }
    let csv = drawn(&on_terminal(120), "csv");
    assert!(!csv.contains(unsafe_here), "{csv:?}");
    for format in ["csv", "json", "jsonl", "tsv"] {
        assert_ne!(drawn(&Setting::default(), format), "");
    }
    let csv = drawn(&Setting::default(), "csv");
    assert!(csv.contains(",'=1+1,") && csv.contains(",'@x,"), "{csv}");
    for (line, cell) in csv.lines().flat_map(|line| line.split(',').map(move |cell| (line, cell))) {
        assert!(!cell.trim_matches('"').starts_with(['=', '+', '@', '\t', '\r']), "{line}");
    }
}
