//! What each format promises, in a pipe and on a terminal.

use serde_json::json;

use crate::trail::{Setting, Trail, event, fits, on_terminal, with};

const RAW: &str = r#"{"eventVersion":"1.08","eventName":"A","n":1.50,"u":"\u003d\/","s":"ä b","eventTime":"2024-05-01T10:00:00Z"}"#;

#[test]
fn json_is_the_record_byte_for_byte() {
    let trail = Trail::new();
    trail.gzip("a.json.gz", format!("{{\"Records\":[{RAW},{RAW}]}}"));
    trail.query(&[]).prints(&format!("{RAW}\n{RAW}\n"));
    trail.run(&["query", "{}", "-f", "json"]).prints(&format!("[\n{RAW},\n{RAW}\n]\n"));
}

#[test]
fn json_of_nothing_is_an_empty_array() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail.run(&["query", "{}", "-n", "B", "-f", "json"]).exits(1).prints("[]\n");
    trail.run(&["query", "{}", "-n", "B", "-f", "jsonl"]).exits(1).prints("");
    trail.run(&["query", "{}", "-n", "B", "-f", "csv", "--fields", "who,ip"]).prints("who,ip\n");
    trail.run(&["query", "{}", "-n", "B"]).exits(1).prints("");
}

#[test]
fn pretty_printed_records_lose_only_the_blanks_between_tokens() {
    let trail = Trail::new();
    trail.write(
        "a.json",
        "{\n  \"eventVersion\" : \"1.08\",\r\n\t\"eventName\":\"A  B\", \"x\": [ 1.0 ]\n}\n",
    );
    trail.query(&[]).prints("{\"eventVersion\":\"1.08\",\"eventName\":\"A  B\",\"x\":[1.0]}\n");
}

#[test]
fn fields_pick_columns_or_project_json() {
    let trail = Trail::new();
    let made = with(event("A"), "resources", json!([{"ARN": "x"}, {"ARN": "y"}]));
    let made = with(made, "requestParameters", json!({"n": 1.5, "o": {"p": null}}));
    trail.log("a.json.gz", &[made]);
    let fields = "who,resources.ARN,requestParameters.n,requestParameters.o,errorCode";
    trail.run(&["query", "{}", "-f", "jsonl", "--fields", fields]).prints(
        "{\"who\":\"alice\",\"resources.ARN\":[\"x\",\"y\"],\"requestParameters.n\":1.5,\
         \"requestParameters.o\":{\"p\":null},\"errorCode\":null}\n",
    );
    trail
        .run(&["query", "{}", "-f", "csv", "--fields", fields])
        .prints(&format!("{fields}\nalice,\"x,y\",1.5,\"{{\"\"p\"\":null}}\",\n"));
    trail.run(&["query", "{}", "--fields", "event,who"]).prints("EVENT  WHO\nA      alice\n");
}

#[test]
fn the_table_is_a_story_in_time_order() {
    let trail = Trail::new();
    let later = with(event("Later"), "eventTime", "2024-05-01T11:00:00Z");
    trail.log("a.json.gz", &[later, with(event("Sooner"), "errorCode", "AccessDenied")]);
    trail.run(&["query", "{}"]).exits(0).prints(
        "TIME                  SOURCE            EVENT   IDENTITY  WHO    IP         REGION     ERROR\n\
         2024-05-01T10:00:00Z  s3.amazonaws.com  Sooner  IAMUser   alice  192.0.2.1  us-east-1  AccessDenied\n\
         2024-05-01T11:00:00Z  s3.amazonaws.com  Later   IAMUser   alice  192.0.2.1  us-east-1  -\n",
    );
}

#[test]
fn a_time_zone_moves_the_time_field_and_leaves_records_alone() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    trail
        .run(&["query", "{}", "-f", "tsv", "--fields", "time,eventTime", "--tz", "Europe/Berlin"])
        .prints("time\teventTime\n2024-05-01T12:00:00+02:00\t2024-05-01T10:00:00Z\n");
}

#[test]
fn csv_cells_cannot_become_formulas() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "userAgent", "=HYPERLINK(\"http://example.com\")")]);
    trail
        .run(&["query", "{}", "-f", "csv", "--fields", "agent"])
        .prints("agent\n\"'=HYPERLINK(\"\"http://example.com\"\")\"\n");
}

#[test]
fn control_characters_are_escaped_for_people_and_untouched_for_programs() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "userAgent", "\u{1b}[31mred\u{202e}")]);
    let table = ["query", "{}", "--fields", "agent"];
    // A table is often read through `less -R` or over `ssh`.
    trail.run(&table).prints("AGENT\n\\u{1b}[31mred\\u{202e}\n");
    trail.run_with(&table, &on_terminal(80)).shows("\\u{1b}[31mred\\u{202e}\n");
    let tsv = ["query", "{}", "--fields", "agent", "-f", "tsv"];
    trail.run(&tsv).prints("agent\n\u{1b}[31mred\u{202e}\n");
    trail.run_with(&tsv, &on_terminal(80)).prints("agent\n\\u{1b}[31mred\\u{202e}\n");
}

#[test]
fn a_line_break_in_a_value_does_not_break_a_row() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "userAgent", "one\ntwo\tthree")]);
    trail.run(&["query", "{}", "--fields", "agent,event"]).shows("one\\ntwo\\tthree  A\n");
    trail
        .run(&["query", "{}", "--fields", "agent,event", "-f", "tsv"])
        .prints("agent\tevent\none\\ntwo\\tthree\tA\n");
}

#[test]
fn colours_are_for_terminals_unless_someone_insists() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[with(event("A"), "errorCode", "AccessDenied")]);
    let table = ["query", "{}", "--fields", "event,error"];
    let colored = |setting: &Setting, color: &str| {
        let mut arguments = table.to_vec();
        arguments.extend(["--color", color]);
        trail.run_with(&arguments, setting).stdout.contains('\u{1b}')
    };
    let silenced = Setting { no_color: true, ..on_terminal(80) };
    assert!(colored(&on_terminal(80), "auto"));
    assert!(!colored(&silenced, "auto"));
    assert!(!colored(&Setting::default(), "auto"));
    assert!(colored(&Setting::default(), "always"));
    assert!(!colored(&on_terminal(80), "never"));
}

#[test]
fn a_narrow_terminal_says_nothing_it_cannot_show() {
    let trail = Trail::new();
    let name = "A".repeat(300);
    trail.log("a.json.gz", &[event(&name)]);
    for width in [80, 120, 200] {
        fits(&trail.run_with(&["query", "{}"], &on_terminal(width)), width);
    }
    trail.run(&["query", "{}"]).shows(&name);
}

#[test]
fn the_seeds_oddities_are_trimmed_in_cells_and_kept_in_json() {
    let seed = crate::trail::fixture("seeds/chime-console.json");
    crate::trail::run(&["query", &seed, "-f", "tsv", "--fields", "who,arn"])
        .prints("who\tarn\nAlice\tarn:aws:iam::123456789012:user/Alice\n");
    crate::trail::run(&["query", &seed, "-f", "jsonl"])
        .shows("\"principalId\":\" AAAAAABBBBBBBBEXAMPLE\",\"arn\":\"arn:aws:iam::123456789012:user/Alice \"");
    crate::trail::run(&["query", &seed, "--principal", "alice", "-q"]).exits(0);
}

#[test]
fn what_is_left_out_of_a_batch_leaves_nothing_of_it_behind() {
    let trail = Trail::new();
    // Copies stand alone, side by side, first and last; two of three lines are printed.
    let numbers = [1, 1, 1, 2, 3, 4, 2, 2, 5, 6, 7, 8, 9, 9];
    let events: Vec<_> = numbers.iter().map(|number| event(&number.to_string())).collect();
    trail.log("a.json.gz", &events).log("b.json.gz", &events);
    let lines = |arguments: &[&str]| -> Vec<String> {
        let all = [&["query", "{}", "--sort", "none"], arguments].concat();
        trail.run(&all).exits(0).stdout.lines().map(str::to_owned).collect()
    };
    for format in ["json", "jsonl", "csv", "tsv", "table"] {
        let fields = ["-f", format, "--fields", "event"];
        let around = if format == "json" { (1, 1) } else { (usize::from(format != "jsonl"), 0) };
        let every = lines(&fields);
        assert_eq!(every.len(), around.0 + 28 + around.1);
        let name = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
        let names = |lines: &[String]| -> Vec<String> {
            lines[around.0..lines.len() - around.1].iter().map(|line| name(line)).collect()
        };
        let once = lines(&[&fields[..], &["--dedup"]].concat());
        assert_eq!(names(&once), ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "{once:?}");
        for limit in [1, 2, 3, 7, 8, 9, 10] {
            let limit_text = limit.to_string();
            let some = lines(&[&fields[..], &["--dedup", "--limit", &limit_text]].concat());
            assert_eq!(names(&some), names(&once)[..limit.min(9)], "{some:?}");
            let some = lines(&[&fields[..], &["--limit", &limit_text]].concat());
            assert_eq!(names(&some), names(&every)[..limit], "{some:?}");
        }
    }
}
