//! Wrong questions: they end the program before a log is opened, say what is wrong, and advise.

use crate::trail::{Run, Setting, Trail, event, run, run_with};

/// The message and the hint, to the letter; nothing is printed, and the exit code is 2.
#[track_caller]
fn check(arguments: &[&str], message: &str) {
    let run = run(arguments);
    run.exits(2).prints("");
    assert_eq!(run.stderr, message, "{run}");
}

/// What is answered to flags of a command over a path that is not there, and is not looked for.
#[track_caller]
fn refused(command: &str, flags: &[&str]) -> Run {
    let run = run(&[&[command, "/nowhere/at/all"], flags].concat());
    run.exits(2).prints("");
    assert!(!run.stderr.contains("nowhere"), "{run}");
    run
}

#[test]
fn a_bad_start_time_is_rejected_before_any_file_is_opened() {
    check(
        &["query", "/nowhere/at/all", "--since", "yesterdy"],
        "trailscan: --since `yesterdy`: not a time\n\nhint: use a date (2024-05-01), a time \
         (2024-05-01T09:00:00Z) or an age (45m, 36h, 7d, 2w)\n",
    );
}

#[test]
fn a_range_that_holds_nothing_is_rejected() {
    run(&["query", "--since", "2024-05-02", "--until", "2024-05-01"])
        .exits(2)
        .says("nothing lies from 2024-05-02T00:00:00Z to 2024-05-01T00:00:00Z");
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    check(&["qury"], "trailscan: `qury`: unknown command\n\nhint: did you mean `query`?\n");
    check(
        &["query", "--evnt-type", "x"],
        "trailscan: `--evnt-type`: unknown flag\n\nhint: did you mean `--event-type`?\n",
    );
    check(
        &["query", "--format", "tabel"],
        "trailscan: --format `tabel`: unknown value\n\nhint: did you mean `table`?\n",
    );
    run(&["query", "--fields", "time,evntName"])
        .exits(2)
        .says("--fields `evntName`: unknown field")
        .says("did you mean `eventName`?");
    run(&["query", "--where", "evntName = x"]).exits(2).says("did you mean `eventName`?");
    run(&["query", "--outcome", "denyed"]).exits(2).says("did you mean `denied`?");
    run(&["services", "conect"]).exits(2).says("did you mean `connect`?");
    run(&["query", "--tz", "Europe/Berln"]).exits(2).says("did you mean `Europe/Berlin`?");
}

#[test]
fn an_invalid_pattern_is_a_usage_error_not_a_panic() {
    run(&["query", "--name", "/(/"]).exits(2).says("--name `/(/`: not a regular expression");
    run(&["query", "--text", "/[/"]).exits(2).says("not a regular expression");
    run(&["query", "--where", "eventName ~ ("]).exits(2).says("not a regular expression");
    run(&["query", "--name", "/(a{1000}){1000}/"]).exits(2).says("too large");
    run(&["query", "--ip", "203.0.113.0/33"]).exits(2).says("not a block of addresses");
    run(&["query", "--name", ""]).exits(2).says("an empty pattern");
    run(&["query", "--name", "@no/such/list"]).exits(2).says("no such file or directory");
}

#[test]
fn a_filter_without_its_separator_is_rejected() {
    run(&["query", "--where", "eventName PutObject"])
        .exits(2)
        .says("not a comparison")
        .says("write FIELD OP VALUE");
    run(&["query", "--where", "eventName < abc"]).exits(2).says("only numbers and times");
}

#[test]
fn numbers_and_choices_that_make_no_sense_are_rejected() {
    run(&["query", "--limit", "0"]).exits(2).says("would print nothing");
    run(&["query", "--limit", "many"]).exits(2).says("not a whole number");
    run(&["query", "--threads", "0"]).exits(2).says("use 1 or more");
    run(&["query", "--access", "rw"]).exits(2).says("use one of read, write, unknown");
    run(&["query", "--mfa", "perhaps"]).exits(2).says("use one of yes, no");
    run(&["query", "--cross-account", "yes,no"]).exits(2).says("use one of yes, no");
    run(&["query", "--files-from", "list", "a-path"]).exits(2).says("cannot be used together");
    run(&["query", "--files-from", "no/such/list"]).exits(2).says("no such file or directory");
}

#[test]
fn words_in_the_wrong_place_are_answered_with_what_would_work() {
    run(&["./logs"]).exits(2).says("to search it: trailscan query ./logs");
    run(&["services", "amazon", "connect"]).exits(2).says("`connect`: one word too many");
    run(&["query", "--since", "2h", "--since", "3h"]).exits(2).says("--since: given twice");
    run(&["query", "--since", "-1h"]).exits(2).says("an age has no sign");
    run(&["query", "--text", "-----BEGIN"]).exits(2).says("is written --FLAG=VALUE");
    run(&["query", "--quiet=yes"]).exits(2).says("--quiet: takes no value");
    run(&["query", ""]).exits(2).says("an empty path");
    run(&["query", "--tz", "PST"]).exits(2).says("an offset (+02:00)");
}

#[test]
fn what_could_match_nothing_is_rejected_rather_than_answered() {
    run(&["query", "--ip", "203.0.113.7:443"])
        .exits(2)
        .says("--ip `203.0.113.7:443`: not an address");
    run(&["query", "--name", "/get/i"]).exits(2).says("no `/` ends the regular expression");
    run(&["query", "--where", "errorCode not exists"]).exits(2).says("`errorCode not`: not a path");
    run(&["query", "--where", "resources.0.ARN exists"]).exits(2).says("`resources[0]`");
    run(&["query", "--where", "eventName = A and errorCode = B"])
        .exits(2)
        .says("holds two conditions")
        .says("repeat --where");
    run(&["query", "--where", "eventName ~ ("]).exits(2).says("--where `/(/`");
}

#[test]
fn a_list_with_more_than_patterns_in_it_is_rejected_and_comments_are_not() {
    let trail = Trail::new();
    trail.log("logs/a.json.gz", &[event("A")]);
    trail.write("columns", "192.0.2.1,malware\n").write("comments", "192.0.2.1 # C2\n");
    let list = |name: &str| format!("@{}", trail.path(name).display());
    let ask = |flag, name| trail.run(&["query", "{}/logs", "-f", "jsonl", flag, &list(name)]);
    ask("--ip", "columns").exits(2).says("a value that holds `,`").says("each line is one pattern");
    ask("--ip", "comments").exits(0).finds(&["A"]);
    run(&["query", "--ip", "192.0.2.1 (C2)"]).exits(2).says("not an address");
    run(&["query", "-s", "s3,"]).exits(2).says("--source `s3,`: nothing beside a comma");
    trail.query(&["--account", "1234-5678-9012", "--ip", "!253.252.51.07"]).exits(0);
}

#[test]
fn a_field_below_the_top_is_named_with_its_path() {
    run(&["query", "--where", "accessKeyId = X"])
        .exits(2)
        .says("did you mean `userIdentity.accessKeyId`?");
    run(&["query", "--where", "accountId = X"])
        .exits(2)
        .says("did you mean `userIdentity.accountId`?");
    run(&["query", "--where", "sourceIP = X"]).exits(2).says("did you mean `sourceIPAddress`?");
    run(&["query", "--where", "eventTime > 2024"]).exits(2).says("only numbers and times");
    run(&["query", "--where", "ip = 192.0.2.0/24"]).exits(2).says("--ip takes addresses, blocks");
    run(&["query", "--outcome", "fail"]).exits(2).says("did you mean `failed`?");
}

#[test]
fn a_clock_that_cannot_be_read_is_an_error() {
    let setting = Setting { now: "soon", ..Setting::default() };
    run_with(&["query", "--since", "7d"], &setting).exits(2).says("TRAILSCAN_NOW `soon`");
}

#[test]
fn a_field_that_nobody_documents_is_read_with_a_warning() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("GetObject")]);
    trail
        .query(&["--where", "bucket missing"])
        .exits(0)
        .says("`bucket`: no field that AWS documents");
    trail.query(&["--where", ".bucket missing"]).exits(0).says_nothing();
    trail.query(&["--where", "tlsDetails.tlsVersion missing"]).exits(0).says_nothing();
}

#[test]
fn without_a_command_the_help_is_shown_and_the_exit_code_is_2() {
    run(&[]).exits(2).prints("").says("Usage: trailscan <COMMAND>");
}

#[test]
fn groups_that_cannot_be_made_are_refused_before_any_file_is_opened() {
    let ask = |flags: &[&str]| refused("count", flags);
    ask(&["--by", "evntName"]).says("--by `evntName`: unknown field").says("`eventName`?");
    ask(&["--distinct", "evntName"]).says("--distinct `evntName`: unknown field");
    ask(&["--sum", "requestParameter.n"]).says("--sum `requestParameter.n`: unknown field");
    ask(&["--by", "ip,ip"]).says("--by `ip`: named twice");
    ask(&["--by", "ip", "--by", "who,ip"]).says("--by `ip`: named twice");
    ask(&["--distinct", "ip,ip"]).says("--distinct `ip`: named twice");
    ask(&["--by", "count"]).says("--by `count`: is a column of its own").says("`.count`");
    ask(&["--by", "first_seen"]).says("is a column of its own");
    ask(&["--by", ""]).says("--by ``: no field").says("name a field");
    ask(&["--by", "ip,"]).says("--by ``: no field");
    ask(&["--by", "a..b"]).says("--by `a..b`: not a path");
    ask(&["--top", "0"]).says("--top `0`: would show nothing").says("use 1 or more");
    ask(&["--top", "many"]).says("not a whole number");
    ask(&["--min-distinct", "2"]).says("--min-distinct: different values of what?");
    ask(&["--sort", "distinct"]).says("--sort `distinct`: different values of what?");
    ask(&["--sort", "time"]).says("--sort `time`: unknown value").says("count, -count, key");
    ask(&["--new-since", "1d"]).says("--new-since: new of what?").says("--by ip");
    ask(&["--new-since", "yesterdy", "--by", "ip"]).says("--new-since `yesterdy`: not a time");
    ask(&["--tz", "Europe/Berln"]).says("did you mean `Europe/Berlin`?");
    ask(&["--since", "2024-05-02", "--until", "2024-05-01"]).says("nothing lies from");
    ask(&["--format", "xml"]).says("--format `xml`");
    ask(&["--top", "3"]).says("--top: of what?");
    let flags = ["--by", "ip", "--since", "2d", "--new-since", "2d"];
    ask(&flags).says("--new-since: everything would be new").says("leave it out");
    ask(&["--every", "1h"]).says("it is a flag of `timeline`");
    ask(&["--fields", "ip"]).says("it is a flag of `query`");
    ask(&["--by", "COUNT"]).says("is a column of its own");
}

#[test]
fn stretches_that_cannot_be_made_are_refused_before_any_file_is_opened() {
    let ask = |flags: &[&str]| refused("timeline", flags);
    ask(&["--every", "7m"]).says("--every `7m`: divides no hour and no day").says("1m, 5m, 15m");
    ask(&["--every", "0h"]).says("--every `0h`: not a length of time");
    ask(&["--every", "5"]).says("--every `5`: not a length of time");
    ask(&["--every", "1y"]).says("not a length of time");
    ask(&["--every", "99999999999999999999d"]).says("not a length of time");
    ask(&["--top", "3"]).says("--top: of what?").says("--by event --top 10");
    ask(&["--top", "0", "--by", "event"]).says("--top `0`: would show nothing");
    ask(&["--by", "evntName"]).says("--by `evntName`: unknown field").says("`eventName`?");
    ask(&["--by", "ip,ip"]).says("--by `ip`: named twice");
    for own in ["count", "failed", "denied"] {
        ask(&["--by", own]).says(&format!("--by `{own}`: is a column of its own"));
    }
    ask(&["--by", "time"]).says("--by `time`: is a column of its own");
    ask(&["--min", "3"]).says("`--min`: unknown flag");
    ask(&["--since", "soon"]).says("--since `soon`: not a time");
}
