//! Values of no use: of wrong types, empty, hostile. Nothing is lost for them, and nothing stops.

use serde_json::{Value, json};

use super::{
    chain,
    dice::Dice,
    signer::{HOME, Signer},
    story::{Story, at_home, credentials},
    tree::{text, trace},
};
use crate::trail::{Trail, fits, on_terminal};

/// What may stand where something else should.
fn odd() -> Vec<Value> {
    vec![
        Value::Null,
        json!(""),
        json!(" "),
        json!("text"),
        json!("{\"accessKeyId\":\"ASIAROLE2\"}"),
        json!(7),
        json!(1e300),
        json!(true),
        json!([]),
        json!(["ASIAROLE2"]),
        json!([[{}], null]),
        json!({}),
        json!({"accessKeyId": {"accessKeyId": "ASIAROLE2"}}),
        json!("\u{1b}[31mred\u{202e}\n\u{0}"),
        json!("arn:aws:sts::1:assumed-role/"),
        json!(":"),
        json!("2024-05-01T09:01:00Z"),
        json!("9999-12-31T23:59:59Z"),
        json!("0000-01-01T00:00:00Z"),
        json!("HIDDEN_DUE_TO_SECURITY_REASONS"),
    ]
}

/// The places of all values inside, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, one)| (key.clone(), one)).collect(),
        Value::Array(all) => {
            all.iter().enumerate().map(|(index, one)| (index.to_string(), one)).collect()
        }
        _ => return,
    };
    for (key, child) in children {
        let place = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        places(child, &place, found);
        found.push(place);
    }
}

#[test]
fn a_value_of_a_wrong_type_stops_nothing_and_leaves_the_others_as_they_are() {
    let story = chain();
    let minting = story.events.iter().position(|event| event["eventID"] == "mint 3");
    let minting = minting.expect("a minting");
    let mut all = Vec::new();
    places(&story.events[minting], "", &mut all);
    assert!(all.len() > 40, "{all:?}");
    for (number, place) in all.iter().enumerate() {
        // In turn, so that each place sees some and each value is seen in many.
        for turn in 0..2 {
            let values = odd();
            let value = &values[(number + 7 * turn) % values.len()];
            let mut events = story.events.clone();
            *events[minting].pointer_mut(place).expect("a place") = value.clone();
            let trail = Trail::new();
            trail.log("a.json.gz", &events);
            let context = format!("{place} = {value}");
            let tree = trace(&trail, "AKIAALICE");
            assert_eq!(tree.run.code, 0, "{context}: {}", tree.run);
            assert_eq!(tree.node("ASIAROLE1")["calls"], 2, "{context}: {}", tree.run);
            let below = trace(&trail, "ASIAROLE4");
            let traced = below.node("ASIAROLE4");
            assert_eq!((&traced["calls"], &traced["relation"]), (&json!(2), &json!("traced")));
            assert_eq!(below.node("ASIAROLE5")["relation"], "descendant", "{context}");
            let run = trail.run(&["trace", "alice", "{}", "--events", "-f", "jsonl"]);
            assert!(run.exits(0).events().len() >= 4, "{context}: {run}");
            assert_eq!(trail.run(&["trace", "ASIAROLE3", "{}"]).code, 0, "{context}");
        }
    }
}

#[test]
fn an_event_of_nothing_but_oddities_is_survived() {
    let mut dice = Dice::new(5);
    let mut events = chain().events;
    let values = odd();
    for _ in 0..300 {
        let mut event = dice.pick(&chain().events).clone();
        let mut all = Vec::new();
        places(&event, "", &mut all);
        for _ in 0..dice.below(6) {
            let place = dice.pick(&all).clone();
            if let Some(there) = event.pointer_mut(&place) {
                *there = dice.pick(&values).clone();
            }
        }
        events.push(event);
    }
    let trail = Trail::new();
    trail.log("a.json.gz", &events);
    for id in ["alice", "ASIAROLE3", "*", "mint 2", "/./", "/$^|a/"] {
        for format in ["table", "json", "jsonl", "csv", "tsv"] {
            let run = trail.run(&["trace", id, "{}", "-f", format]);
            assert!(!run.stdout.contains('\u{1b}') || format != "table", "{run}");
            run.exits(0);
        }
        let events = trail.run(&["trace", id, "{}", "--events"]);
        events.exits(0);
        trace(&trail, id);
    }
}

#[test]
fn a_response_as_text_mints_nothing_and_is_followed_by_time() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", "AKIAALICE");
    let session = story.assume(&alice, ("09:00:00", "m"), at_home("Admin", "s1"), "ASIA1");
    story.call(&session, "09:01:00", "c");
    story.edit("m")["responseElements"] = json!(credentials("ASIA1").to_string());
    let tree = trace(&story.written(), "alice");
    assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
    assert_eq!(tree.node("ASIA1")["minted_by"][0]["why"], "principal and time", "{}", tree.run);
}

#[test]
fn blanks_around_keys_and_names_are_ignored() {
    let mut story = Story::new();
    let alice = Signer::user(HOME, "alice", " AKIAALICE ");
    let session = story.assume(&alice, ("09:00:00", "m"), at_home("Admin", "s1"), " ASIA1");
    story.call(&session.with("accessKeyId", "ASIA1 "), "09:01:00", "c");
    let tree = trace(&story.written(), "AKIAALICE");
    assert_eq!(tree.nodes.len(), 2, "{}", tree.run);
    assert_eq!(tree.nodes[1]["minted_by"][0]["why"], "access key", "{}", tree.run);
}

#[test]
fn identities_with_nothing_in_them_are_never_linked_to_one_another() {
    let mut story = chain();
    for (number, identity) in [
        json!({}),
        Value::Null,
        json!("alice"),
        json!({"type": "Unknown"}),
        json!({"type": "IAMUser"}),
        json!({"type": "AssumedRole", "accessKeyId": ""}),
        json!({"type": "AssumedRole", "principalId": "", "sessionContext": "none"}),
        json!({"accountId": HOME, "invokedBy": "AWS Internal"}),
    ]
    .into_iter()
    .enumerate()
    {
        let by = Signer { identity };
        for name in ["AssumeRole", "CreateAccessKey", "GetSigninToken", "SwitchRole"] {
            let id = format!("odd {name} {number}");
            let mut call = super::story::event(&by, "09:01:00", &id, "sts.amazonaws.com", name);
            call["responseElements"] = json!({"credentials": {"accessKeyId": ""}});
            story.push(call);
        }
        let by = super::story::event(&by, "09:02:00", &format!("odd {number}"), "x.y", "Z");
        story.push(by);
    }
    let trail = story.written();
    let tree = trace(&trail, "AKIAALICE");
    let who: Vec<&str> = tree.nodes.iter().map(|node| text(&node["who"])).collect();
    let expected = ["alice", "Role1/s1", "Role2/s2", "Role3/s3", "Role4/s4", "Role5/s5"];
    assert_eq!(who, expected, "{}", tree.run);
    for number in 0..8 {
        let run = trail.run(&["trace", &format!("odd {number}"), "{}", "-f", "json"]);
        assert!(run.code <= 1, "{run}");
    }
}

#[test]
fn hostile_names_are_harmless_in_a_table_and_whole_in_json() {
    let mut story = Story::new();
    let name = "\u{1b}[2Jeve\u{202e}\r\n=1+1";
    let eve = Signer::user(HOME, "eve", "AKIAEVE").with("userName", name);
    story.call(&eve, "09:00:00", "c");
    let trail = story.written();
    for format in ["table", "csv", "tsv"] {
        let run = trail.run(&["trace", "AKIAEVE", "{}", "-f", format]);
        let harmless = ['\u{1b}', '\u{202e}', '\r'].iter().all(|one| !run.stdout.contains(*one));
        assert!(harmless || format != "table", "{run}");
        run.exits(0);
    }
    assert_eq!(trace(&trail, "AKIAEVE").nodes[0]["who"], name);
}

#[test]
fn an_empty_directory_holds_nobody() {
    let trail = Trail::new();
    trace(&trail, "alice").is_nowhere();
    trail.run(&["trace", "alice", "{}", "--events"]).exits(1);
    trail.log("a.json.gz", &[json!({})]);
    let run = trail.run(&["trace", "alice", "{}"]);
    assert!(run.code > 0, "{run}");
}

#[test]
fn thousands_of_credentials_and_a_long_chain_are_followed() {
    let mut story = Story::new();
    let mut by = Signer::user(HOME, "alice", "AKIAALICE");
    for number in 0..200 {
        let at = format!("{:02}:{:02}:00", number / 60, number % 60);
        let (id, key) = (format!("m{number}"), format!("ASIA{number}"));
        by = story.assume(&by, (&at, &id), at_home("Loop", "s"), &key);
    }
    let root = Signer::user(HOME, "root-of-many", "AKIAMANY");
    for number in 0..1000 {
        let (id, session) = (format!("n{number}"), format!("s{number}"));
        story.assume(
            &root,
            ("11:00:00", &id),
            at_home("Many", &session),
            &format!("ASIAN{number}"),
        );
    }
    let trail = story.written();
    assert_eq!(trace(&trail, "AKIAALICE").nodes.len(), 201);
    assert_eq!(trace(&trail, "ASIA199").nodes.len(), 201);
    assert_eq!(trace(&trail, "AKIAMANY").nodes.len(), 1001);
    trail.run(&["trace", "AKIAALICE", "{}"]).exits(0);
}

#[test]
fn a_chain_of_thousands_is_printed_in_reasonable_space() {
    // A role that renews itself every half hour for a month.
    let mut story = Story::new();
    let mut by = Signer::user(HOME, "alice", "AKIAALICE");
    for number in 0..1500 {
        let at = super::planted::stamp(1800 * number);
        let (id, key) = (format!("m{number}"), format!("ASIA{number}"));
        by = story.assume(&by, (&at, &id), at_home("Loop", "s"), &key);
    }
    let trail = story.written();
    let table = trail.run(&["trace", "AKIAALICE", "{}"]);
    assert!(table.exits(0).stdout.len() < 1500 * 2000, "{} bytes", table.stdout.len());
    for width in [60, 120] {
        fits(&trail.run_with(&["trace", "AKIAALICE", "{}"], &on_terminal(width)), width);
    }
}

#[test]
fn many_keys_of_one_user_are_as_many_candidates_and_take_no_longer_for_it() {
    let mut story = Story::new();
    for number in 0..200 {
        let user = Signer::user(HOME, "alice", &format!("AKIA{number}"));
        story.call(&user, "08:00:00", &format!("a{number}"));
        story.call(&user, "12:00:00", &format!("b{number}"));
        let at = super::planted::stamp(4 * 3600 * 3 - number);
        let session = user.in_session(&format!("ASIA{number}"), &at);
        story.call(&session.through("athena.amazonaws.com"), "11:59:59", &format!("f{number}"));
    }
    let trail = story.written();
    let tree = trace(&trail, "ASIA7");
    let minted = &tree.node("ASIA7")["minted_by"];
    assert_eq!(minted[0]["candidates"], 200, "{minted}");
    let whole = trail.run(&["trace", "alice", "{}", "-f", "json"]);
    assert!(whole.exits(0).stdout.len() < 400 * 20_000, "{} bytes", whole.stdout.len());
}

#[test]
fn records_in_other_shapes_are_followed_as_well() {
    let events = chain().events;
    let trail = Trail::new();
    for (number, event) in events.iter().enumerate() {
        let text = match number % 4 {
            0 => event.to_string(),
            1 => json!({"version": "0", "source": "aws.s3", "detail": event}).to_string(),
            2 => json!({"Events": [{"CloudTrailEvent": event.to_string()}]}).to_string(),
            _ => serde_json::to_string_pretty(&json!([event])).expect("JSON"),
        };
        trail.write(&format!("{number}.json"), text);
    }
    let tree = trace(&trail, "ASIAROLE5");
    let calls: Vec<&Value> = tree.nodes.iter().map(|node| &node["calls"]).collect();
    assert_eq!(calls, [3, 2, 2, 2, 2, 1], "{}", tree.run);
    let printed = trail.run(&["trace", "alice", "{}", "--events", "-f", "jsonl"]);
    assert_eq!(printed.exits(0).events().len(), 2 + 5 + 5, "{printed}");
}
