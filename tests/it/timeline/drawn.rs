//! Timelines on a terminal: widths, bars, lanes, colours, hostile values.

use super::*;

/// A week of events, most in the first hours, some of them failed, under names of all lengths.
pub(super) fn week() -> Trail {
    let trail = Trail::new();
    let long = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane";
    let wide = "日本語".repeat(30);
    let names = ["alice", long, "\u{1b}[31mred\u{1b}[0m", "a\u{202e}b\nc", &wide, "", "=1+1"];
    let mut events = Vec::new();
    for number in 0_usize..400 {
        let mut time = String::new();
        let (day, hour) = (1 + number * number / 30_000, number % 24);
        write!(time, "2024-05-{day:02}T{hour:02}:{:02}:00Z", number % 60).expect("a string");
        let made = with(at("A", &time), "userAgent", names[(number + number / 24) % 7]);
        let code = ["", "", "", "AccessDenied", "Throttling"][number % 5];
        events.push(with(made, "errorCode", code));
    }
    trail.log("a.json.gz", &events);
    trail
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let trail = week();
    let questions: [&[&str]; 8] = [
        &[],
        &["--every", "1d"],
        &["--every", "15m"],
        &["--by", "agent"],
        &["--by", "agent,region", "--every", "1d"],
        &["--by", "agent", "--every", "5m", "--top", "3"],
        &["--by", "event", "--every", "1w"],
        &["--tz", "Europe/Berlin", "--by", "agent,who,ip"],
    ];
    trail.fits_every_terminal("timeline", &questions);
}

#[test]
fn a_time_on_a_narrow_terminal_is_whole_as_long_as_other_columns_can_give_way() {
    let trail = trail_of(&MORNING);
    for width in [40, 50, 60] {
        let run = trail.run_with(&["timeline", "{}"], &on_terminal(width));
        run.shows("2024-05-01T08:00:00Z ").shows("2024-05-01T11:00:00Z ");
    }
}

#[test]
fn bars_and_lanes_are_drawn_where_a_terminal_has_room_for_them() {
    let trail = Trail::new();
    let ended = |code: &str| with(event("A"), "errorCode", code);
    let later = at("B", "2024-05-01T20:00:00Z");
    trail.log("a.json.gz", &[event("A"), event("A"), ended("AccessDenied"), ended("x"), later]);
    let drawn = |width, flags: &[&str]| {
        let arguments = [&["timeline", "{}", "--color", "never"], flags].concat();
        trail.run_with(&arguments, &on_terminal(width)).stdout
    };
    assert_eq!(
        drawn(80, &[]),
        "TIME                  COUNT  FAILED  DENIED  █ ok  ▒ failed  ╳ denied\n\
         2024-05-01T10:00:00Z      4       1       1  █████████████████▒▒▒▒▒▒▒▒▒╳╳╳╳╳╳╳╳╳\n\
         ⋮ 9 without events\n\
         2024-05-01T20:00:00Z      1       0       0  ████████▊\n"
    );
    assert_eq!(
        drawn(80, &["--by", "event"]),
        "EVENT  COUNT  FAILED  DENIED  2024-05-01T10:00:00Z    2024-05-01T20:00:00Z\n\
         A          4       1       1  ████········································\n\
         B          1       0       0  ········································▂▂▂▂\n"
    );
    for width in [60, 80, 100, 120, 160, 200] {
        assert!(drawn(width, &[]).contains('█'), "{width}");
        assert!(drawn(width, &["--by", "event"]).contains('█'), "{width}");
    }
    for flags in [&[][..], &["--by", "event"], &["--color", "always"]] {
        assert!(!timeline(&trail, flags).stdout.contains(['█', '⋮']), "{flags:?}");
    }
}

#[test]
fn a_long_timeline_says_how_much_each_character_of_a_lane_stands_for() {
    let setting = Setting { stderr_is_terminal: true, ..on_terminal(100) };
    let trail = week();
    let ask = |flags: &[&str]| trail.run_with(&[&["timeline", "{}"], flags].concat(), &setting);
    ask(&["--by", "event", "--every", "5m"]).says("each character is ").says(" times 5m");
    ask(&["--by", "event", "--every", "1d"]).says_nothing();
    ask(&["--by", "agent", "--every", "1d", "--top", "2"]).says("5 groups more than --top shows");
}

#[test]
fn nothing_is_coloured_where_colours_are_not_wanted() {
    let trail = week();
    trail.is_coloured_where_wanted(&["timeline", "{}"]);
    trail.is_coloured_where_wanted(&["timeline", "{}", "--by", "agent"]);
}

#[test]
fn hostile_keys_are_harmless_on_a_screen_and_in_a_spreadsheet() {
    let trail = week();
    let by = ["timeline", "{}", "--by", "agent", "--every", "1d", "--color", "never"];
    let hostile = |one: char| one.is_control() && one != '\n' || one == '\u{202e}';
    for setting in [&on_terminal(160), &Setting::default()] {
        let run = trail.run_with(&by, setting);
        assert!(!run.stdout.contains(hostile), "{run}");
        run.shows("\\u{1b}[31mred\\u{1b}[0m").shows("a\\u{202e}b\\nc");
    }
    let csv = trail.run(&[&by[..], &["-f", "csv"]].concat());
    csv.shows(",'=1+1,");
    assert!(!csv.stdout.contains(",=1+1,"), "{csv}");
}
