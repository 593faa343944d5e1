//! How a tree is printed, and how the program ends.

use serde_json::{Value, json};

use super::{
    chain,
    signer::{HOME, Signer},
    story::{Story, at_home, event},
    tree::{NODE, read, text, trace, trace_with},
};
use crate::trail::{Setting, fits, on_terminal};

const COLUMNS: &str = "number,parent,depth,relation,kind,who,account,access_keys,arn,created,calls,\
    failed,denied,first_seen,last_seen,link,why,minted_with,minted_at,mint_event_id,addresses,\
    user_agents,services";

/// Alice, her session, and its key for bob.
fn short() -> Story {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let admin = story.assume(&alice, ("09:00:00", "m1"), at_home("Admin", "s1"), "ASIA1");
    story.call(&admin, "09:01:00", "c1").call(&admin, "09:02:00", "c2").fail("c2", "AccessDenied");
    story.push(event(&admin, "09:03:00", "c3", "ec2.amazonaws.com", "StopInstances"));
    story.fail("c3", "IncorrectInstanceState");
    story.edit("c3")["sourceIPAddress"] = json!("198.51.100.7");
    story.call(&admin.with("accessKeyId", "ASIA2"), "09:04:00", "c4");
    story
}

#[test]
fn a_row_tells_of_one_credential() {
    let trail = short().written();
    let csv = trail.run(&["trace", "ASIA1", "{}", "-f", "csv"]);
    let agent = "aws-cli/2.15.0 Python/3.11.6";
    csv.exits(0).says_nothing().prints(&format!(
        "{COLUMNS}\n\
         1,,0,ancestor,iam-user,alice,111122223333,AKIAALICE,arn:aws:iam::111122223333:user/alice,\
         ,1,0,0,2024-05-01T09:00:00Z,2024-05-01T09:00:00Z,,,,,,192.0.2.1,\
         {agent},sts.amazonaws.com\n\
         2,1,1,traced,role-session,Admin/s1,111122223333,ASIA1 ASIA2,\
         arn:aws:sts::111122223333:assumed-role/Admin/s1,2024-05-01T09:00:00Z,4,1,1,\
         2024-05-01T09:01:00Z,2024-05-01T09:04:00Z,exact,access key,AssumeRole,\
         2024-05-01T09:00:00Z,m1,192.0.2.1 198.51.100.7,{agent},s3.amazonaws.com ec2.amazonaws.com\n"
    ));
    let tsv = trail.run(&["trace", "ASIA1", "{}", "-f", "tsv"]);
    tsv.exits(0).prints(&csv.stdout.replace(',', "\t"));
}

#[test]
fn a_line_of_json_holds_what_a_row_does() {
    let trail = short().written();
    let lines = trail.run(&["trace", "ASIA1", "{}", "-f", "jsonl"]);
    let rows = trail.run(&["trace", "ASIA1", "{}", "-f", "csv"]);
    let columns: Vec<&str> = COLUMNS.split(',').collect();
    let objects = lines.exits(0).events();
    for ((line, object), row) in lines.stdout.lines().zip(&objects).zip(rows.stdout.lines().skip(1))
    {
        let places: Vec<Option<usize>> =
            columns.iter().map(|column| line.find(&format!("\"{column}\":"))).collect();
        assert!(places.is_sorted() && !places.contains(&None), "{line}");
        assert_eq!(object.as_object().map(serde_json::Map::len), Some(columns.len()), "{line}");
        let values: Vec<String> = columns.iter().map(|column| flat(&object[column])).collect();
        assert_eq!(values.join(","), row, "{lines}");
    }
    assert_eq!(objects.len(), 2, "{lines}");
}

/// A value as a cell shows it.
fn flat(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(flat).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

#[test]
fn the_fields_of_json_stand_in_one_order() {
    let run = trace(&short().written(), "ASIA1").run;
    let order = ["id", "credentials"].iter().chain(&NODE);
    let places: Vec<Option<usize>> =
        order.map(|field| run.stdout.find(&format!("\"{field}\":"))).collect();
    assert!(places.is_sorted() && !places.contains(&None), "{places:?} {run}");
    let whole: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(whole["id"], "ASIA1");
}

#[test]
fn the_id_is_told_as_it_was_asked() {
    let trail = short().written();
    for id in ["asia1", "ASIA1,bob", "ASIA*", "nobody"] {
        let run = trail.run(&["trace", id, "{}", "-f", "json"]);
        let whole: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
        assert_eq!(whole["id"], *id, "{run}");
    }
}

#[test]
fn rows_of_nothing_are_a_heading() {
    let trail = short().written();
    let nobody = |format| trail.run(&["trace", "nobody", "{}", "-f", format]);
    nobody("csv").exits(1).prints(&format!("{COLUMNS}\n"));
    nobody("tsv").exits(1).prints(&format!("{}\n", COLUMNS.replace(',', "\t")));
    nobody("jsonl").exits(1).prints("");
    trace(&trail, "nobody").is_nowhere();
}

#[test]
fn a_table_names_each_credential_and_how_it_came_to_be() {
    let mut story = short();
    let admin = at_home("Admin", "s1").signer("ASIA1", "09:00:00");
    story.create_access_key(&admin, ("09:05:00", "m2"), "bob", "AKIABOB");
    let run = story.written().run(&["trace", "ASIA1", "{}"]);
    run.exits(0).says_nothing();
    for part in [
        "alice",
        "AKIAALICE",
        "Admin/s1",
        "ASIA1",
        "ASIA2",
        "AssumeRole",
        "bob",
        "AKIABOB",
        "CreateAccessKey",
    ] {
        run.shows(part);
    }
    let at = |part: &str| run.stdout.find(part);
    assert!(at("AKIAALICE") < at("Admin/s1") && at("Admin/s1") < at("AKIABOB"), "{run}");
}

#[test]
fn a_table_fits_its_terminal() {
    let mut story = chain();
    let long = "a-session-with-a-name-as-long-as-they-may-be-0123456789012345678";
    let by = Signer::user(HOME, "alice", "AKIAALICE");
    let one = story.assume(&by, ("09:30:00", "x"), at_home(long, long), "ASIA0123456789ABCDEF");
    story.call(&one.with("accessKeyId", "ASIA0123456789ABCDEG"), "09:31:00", "y");
    let trail = story.written();
    for width in [60, 80, 120, 200] {
        fits(&trail.run_with(&["trace", "alice", "{}"], &on_terminal(width)), width);
    }
}

#[test]
fn times_are_told_in_the_zone_that_was_asked_for() {
    let tree = trace_with(&short().written(), "ASIA1", &["--tz", "+02:00"]);
    let node = tree.node("ASIA1");
    for (field, time) in [("created", "11:00"), ("first_seen", "11:01"), ("last_seen", "11:04")] {
        assert_eq!(text(&node[field]), format!("2024-05-01T{time}:00+02:00"), "{}", tree.run);
    }
    assert_eq!(text(&node["minted_by"][0]["time"]), "2024-05-01T11:00:00+02:00", "{}", tree.run);
}

#[test]
fn exit_codes_are_those_of_grep() {
    let trail = short().written();
    for (flags, code) in [
        (&["ASIA1", "{}"][..], 0),
        (&["nobody", "{}"], 1),
        (&["nobody", "{}", "--allow-empty"], 0),
        // Found, though no call is counted.
        (&["ASIA1", "{}", "--name", "Nothing"], 0),
        (&["ASIA1", "{}", "--name", "Nothing", "--events"], 1),
        (&["ASIA1", "{}", "--name", "StopInstances", "--events"], 0),
        (&["ASIA1", "{}/nowhere"], 2),
        (&["ASIA1", "{}", "--format", "xml"], 2),
        (&["ASIA1", "{}", "--frobnicate"], 2),
    ] {
        trail.run(&[&["trace"], flags].concat()).exits(code);
        let quiet = trail.run(&[&["trace", "--quiet"], flags].concat());
        quiet.exits(code).prints("");
    }
}

#[test]
fn what_is_damaged_is_said_and_what_could_be_read_of_it_is_followed() {
    let story = short();
    let trail = story.written();
    let [one, other] = [&story.events[1], &story.events[2]].map(Value::to_string);
    trail.write("AWSLogs/cut.json", format!("{one} {}", &other[..other.len() - 40]));
    let run = trail.run(&["trace", "ASIA1", "{}", "-f", "json"]);
    run.exits(2).says("cut.json");
    let tree = read(run);
    assert_eq!(tree.node("ASIA1")["calls"], 5, "{}", tree.run);
    let run = trail.run(&["trace", "ASIA1", "{}", "--events", "-f", "jsonl"]);
    assert_eq!(run.exits(2).says("cut.json").events().len(), 5, "{run}");
    assert_eq!(run.stderr.matches("cut.json: ").count(), 1, "said once: {run}");
    trail.run(&["trace", "nobody", "{}"]).exits(2);
    trail.run(&["trace", "ASIA1", "{}", "--quiet"]).exits(0);
}

#[test]
fn a_tree_can_be_had_of_standard_input() {
    let log = json!({ "Records": short().events }).to_string();
    let setting = Setting { stdin: log.into_bytes(), ..Setting::default() };
    let run = short().written().run_with(&["trace", "ASIA1", "-", "-f", "json"], &setting);
    read(run).is(&[
        "ancestor alice [AKIAALICE] 1, long-term",
        "  traced Admin/s1 [ASIA1 ASIA2] 4, AssumeRole by alice: exact, access key",
    ]);
}

#[test]
fn statistics_balance() {
    let trail = short().written();
    for flags in [&[][..], &["--events"], &["--name", "StopInstances"], &["--dedup"]] {
        let run = trail.run(&[&["trace", "ASIA1", "{}", "--stats=json"], flags].concat());
        run.exits(0).balances();
        assert_eq!(run.stats()["records"], short().events.len(), "{run}");
    }
}

#[test]
fn help_tells_what_an_id_may_be() {
    let help = trail_help();
    for word in ["ID", "key", "ARN", "eventID", "--events", "--since", "--format"] {
        assert!(help.contains(word), "{word} in {help}");
    }
}

fn trail_help() -> String {
    crate::trail::run(&["trace", "--help"]).stdout
}
