//! `trailscan sql`: what is refused, what no input escapes, and how tables and bounds are written.
//!
//! Whether a statement means what the filters mean, `engines` asks the engines themselves.

use crate::trail::{Run, run};

const DIALECTS: [&str; 3] = ["athena", "spark", "duckdb"];

/// Every place that a statement may read, as flags.
const PLACES: [&[&str]; 10] = [
    &["--dialect", "athena", "--extra-columns"],
    &["--dialect", "athena", "--layout", "flat", "--extra-columns"],
    &["--dialect", "athena", "--layout", "organization", "--extra-columns"],
    &["--dialect", "athena", "--layout", "parquet"],
    &["--dialect", "spark", "--location", "logs"],
    &["--dialect", "spark", "--layout", "parquet", "--location", "logs"],
    &["--dialect", "spark", "--layout", "parquet", "--table", "events"],
    &["--dialect", "duckdb", "--location", "logs"],
    &["--dialect", "duckdb", "--layout", "parquet", "--location", "logs"],
    &["--dialect", "duckdb", "--table", "events"],
];

/// Every filter flag, with a value that all places can be asked for.
const FILTERS: [[&str; 2]; 25] = [
    ["--source", "connect"],
    ["--name", "Get*,!/Item$/"],
    ["--identity-type", "none,Root"],
    ["--error-code", "!AccessDenied"],
    ["--outcome", "denied,!ok"],
    ["--since", "2024-05-01T09:30:00.5Z"],
    ["--until", "36h"],
    ["--principal", "*/deploy"],
    ["--session-name", "deploy"],
    ["--access-key", "AKIAIOSFODNN7EXAMPLE"],
    ["--account", "1111-2222-3333"],
    ["--region", "eu-*"],
    ["--user-agent", "/boto3|pacu/"],
    ["--ip", "203.0.113.0/26,2001:db8::/33,!*.amazonaws.com"],
    ["--via", "chatbot"],
    ["--resource", "my-bucket"],
    ["--access", "!read"],
    ["--mfa", "no"],
    ["--cross-account", "yes"],
    ["--category", "Data"],
    ["--event-type", "AwsApiCall"],
    ["--event-id", "a*"],
    ["--request-id", "b?"],
    ["--where", "requestParameters.bucketName = logs-*"],
    ["--where", "userIdentity.arn exists"],
];

fn sql(arguments: &[&[&str]]) -> Run {
    run(&[&["sql"][..], &arguments.concat()].concat())
}

/// What is left of a statement without its texts and quoted names, read sign by sign.
fn without_quotes(statement: &str, has_escapes: bool) -> String {
    let mut left = String::new();
    let mut signs = statement.chars();
    while let Some(sign) = signs.next() {
        left.push(sign);
        if !matches!(sign, '\'' | '"' | '`') {
            continue;
        }
        // A doubled quote ends one text and begins the next.
        loop {
            match signs.next() {
                Some('\\') if has_escapes && sign == '\'' => drop(signs.next()),
                Some(end) if end == sign => break left.push(end),
                Some(_) => {}
                None => panic!("a quote that nothing ends: {statement}"),
            }
        }
    }
    left
}

#[test]
fn every_filter_is_one_statement_wherever_the_events_are() {
    for place in PLACES {
        for filter in FILTERS {
            let run = sql(&[place, &filter]);
            run.exits(0).says_nothing().shows("\nwhere ");
            let plain = without_quotes(&run.stdout, place[1] == "spark");
            assert!(plain.ends_with(";\n") && plain.matches(';').count() == 1, "{run}");
            let brackets = |sign| plain.matches(sign).count();
            assert_eq!(brackets('('), brackets(')'), "{run}");
        }
        let all: Vec<&str> = FILTERS.iter().flatten().copied().collect();
        sql(&[place, &all, &["--dedup", "--fields", "time,who,resources.ARN"]]).exits(0);
    }
}

#[test]
fn no_value_gets_out_of_its_quotes() {
    let evil = ["x'; drop table t; --", r"x\'; drop table t; --", "x`; drop \"; drop '", r"\"];
    let flags = [
        "--source",
        "--name",
        "--error-code",
        "--principal",
        "--user-agent",
        "--ip",
        "--resource",
        "--region",
        "--via",
    ];
    for place in PLACES {
        for evil in evil {
            // A backslash before each sign is trailscan's own, for lists.
            let signs = |sign: char| matches!(sign, '\\' | '\'' | '"' | ';');
            let escaped = |sign| if signs(sign) { format!("\\{sign}") } else { sign.to_string() };
            let typed: String = evil.chars().map(escaped).collect();
            for flag in flags {
                let run = sql(&[place, &[flag, &typed]]);
                run.exits(0);
                let plain = without_quotes(&run.stdout, place[1] == "spark");
                assert!(!plain.contains("drop") && plain.matches(';').count() == 1, "{run}");
            }
            for flag in ["--table", "--location"] {
                let run = sql(&[&["--dialect", place[1], "--layout", "parquet", flag, evil]]);
                if run.code == 0 {
                    let plain = without_quotes(&run.stdout, place[1] == "spark");
                    assert!(!plain.contains("drop"), "{run}");
                }
            }
            let condition = format!("requestParameters.\"{}\" = 'a'", evil.replace('"', ""));
            let run = sql(&[place, &["--where", &condition]]);
            let plain = without_quotes(&run.stdout, place[1] == "spark");
            assert!(!plain.contains("drop"), "{run}");
        }
    }
}

#[test]
fn a_line_end_in_a_value_is_no_line_of_the_statement() {
    for place in PLACES {
        let written = if place[1] == "spark" { r"'a\nb%'" } else { "('a' || chr(10) || 'b%')" };
        for more in [&[][..], &["--dedup"], &["--count-by", "event", "--dedup"]] {
            sql(&[place, &["--user-agent", "a\nb*"], more]).exits(0).shows(written);
        }
    }
}

#[test]
fn what_an_engine_cannot_be_asked_for_is_refused_under_the_name_of_the_flag() {
    for dialect in DIALECTS {
        let place = ["--dialect", dialect, "--location", "logs"];
        let refused = |filter: [&str; 2], said: &str| {
            sql(&[&place, &filter]).exits(2).prints("").says(said);
        };
        refused(["--text", "secret"], "trailscan: --text over logs: …as it is written");
        refused(["--name", r"/\bGet/"], "trailscan: --name …has no words for \\b");
        refused(
            ["--user-agent", r"/\p{Script=Greek}[\p{L}--\p{Lu}]/"],
            "trailscan: --user-agent …",
        );
    }
    sql(&[&["--dialect", "duckdb", "--location", "logs", "--name", "/(ab){1001}/"]])
        .exits(2)
        .says("repeated more than 1000 times");
    sql(&[&["--dialect", "athena", "--where", "unheardOf.key = a"]])
        .exits(2)
        .says("trailscan: --where `unheardOf.key`: AWS's table has no column for it");
    sql(&[&["--dialect", "athena", "--fields", "record"]]).exits(2).says("--fields `record`");
    sql(&[&["--dialect", "athena", "--layout", "parquet", "--text", "secret"]])
        .exits(0)
        .shows("strpos(raw_folded, 'secret') > 0");
}

#[test]
fn a_place_that_is_none_is_refused() {
    sql(&[&["--dialect", "duckdb"]]).exits(2).says("trailscan: --location: not given");
    sql(&[&["--dialect", "spark", "--layout", "flat", "--location", "x"]])
        .exits(2)
        .says("trailscan: --layout: flat and organization are tables of Athena's");
    sql(&[&["--dialect", "spark", "--location", " "]])
        .exits(2)
        .says("--location ``: names nothing");
    sql(&[&["--dialect", "athena", "--ddl"]]).exits(2).says("--location: not given");
    sql(&[&["--dialect", "mysql"]]).exits(2).says("use one of athena, spark, duckdb");
    sql(&[&["--name", "x"]]).exits(2).says("--dialect");
}

#[test]
fn a_day_of_delivery_is_widened_and_the_time_itself_is_asked_for_as_well() {
    let bounds = ["--since", "2024-05-01T23:59:59Z", "--until", "2024-05-02"];
    let shows = |place: &[&str], parts: &[&str]| {
        let run = sql(&[place, &bounds]);
        for part in parts {
            run.exits(0).shows(part);
        }
    };
    let exact =
        "instant >= timestamp '2024-05-01 23:59:59 UTC' and instant < timestamp '2024-05-02";
    let athena = ["--dialect", "athena"];
    shows(
        &athena,
        &["\"timestamp\" >= '2024/04/30'\n    and \"timestamp\" <= '2024/05/03'", exact],
    );
    shows(&[&athena[..], &["--layout", "parquet"]].concat(), &["\"date\" >= '2024-04-30'", exact]);
    let organization = ["year || '/' || month || '/' || day >= '2024/04/30'", exact];
    shows(&[&athena[..], &["--layout", "organization"]].concat(), &organization);
    let flat = sql(&[&athena, &["--layout", "flat"], &bounds]);
    assert!(!flat.stdout.contains("2024/0"), "{flat}");
}

#[test]
fn an_account_or_a_region_is_never_looked_for_in_a_partition() {
    let filters = ["--account", "111122223333", "--region", "eu-west-1"];
    let run = sql(&[&["--dialect", "athena", "--layout", "parquet"], &filters]);
    run.exits(0).shows("awsregion_folded = 'eu-west-1'");
    assert!(!run.stdout.contains("\n  where "), "{run}");
}

#[test]
fn the_table_is_the_one_that_statements_read() {
    let ddl = |layout: &str, location: &str| {
        let place = ["--dialect", "athena", "--layout", layout, "--location", location];
        sql(&[&place, &["--ddl", "--table", "security.trail"]])
    };
    let logs = ddl("logs", "s3://bucket/AWSLogs/111122223333/CloudTrail/eu-west-1/");
    logs.exits(0)
        .shows("CREATE EXTERNAL TABLE security.trail (\n  eventversion STRING,\n")
        .shows("com.amazon.emr.cloudtrail.CloudTrailInputFormat")
        .shows("'s3://bucket/AWSLogs/111122223333/CloudTrail/eu-west-1/${timestamp}'");
    ddl("organization", "s3://b/AWSLogs/o-1/").shows("year STRING, month STRING, day STRING");
    ddl("parquet", "s3://b/parquet").shows("raw STRING").shows("STORED AS PARQUET");
    let flat = ddl("flat", "s3://b/AWSLogs");
    assert!(!flat.stdout.contains("PARTITIONED"), "{flat}");
    for dialect in ["spark", "duckdb"] {
        let place = ["--dialect", dialect, "--location", "logs", "--table", "trail"];
        sql(&[&place, &["--ddl"]]).exits(0).shows("view trail as\n  select record from ");
        sql(&[&["--dialect", dialect, "--table", "trail"]]).exits(0).shows("from trail");
    }
    sql(&[&["--dialect", "athena", "--table", "a-b.c d"]]).exits(0).shows("from \"a-b\".\"c d\"");
}

#[test]
fn counts_are_grouped_by_names_and_by_one_path() {
    for place in PLACES {
        sql(&[place, &["--count-by", "who,event,resources.ARN"]])
            .exits(0)
            .shows("count(*) as events")
            .shows("order by events desc, 1, 2, 3;");
        sql(&[place, &["--count-by", "eventName,resources.ARN"]])
            .exits(2)
            .says("--count-by `resources.ARN`: a second path");
    }
}

#[test]
fn of_awss_own_table_only_documented_columns_are_asked_for() {
    let beside = ["identityprovider", "credentialid", "sourceidentity", "arnprefix"];
    let asks = |question: [&str; 2]| {
        let run = sql(&[&["--dialect", "athena"], &question]);
        assert!(!beside.iter().any(|name| run.stdout.contains(name)), "{run}");
        if run.code == 2 {
            run.says(&format!("trailscan: {} over AWS's table: it has no ", question[0]));
            run.says("hint: …--extra-columns");
            sql(&[&["--dialect", "athena", "--extra-columns"], &question]).exits(0);
        }
        run.code == 0
    };
    for plain in ["alice", "arn:aws:iam::111122223333:role/Admin", "root", "Admin/deploy"] {
        assert!(asks(["--principal", plain]), "{plain}");
    }
    let token = "EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYc";
    for needs_all in ["ali*", "/ali/", "Admin/deploy (alice)", token] {
        assert!(!asks(["--principal", needs_all]), "{needs_all}");
    }
    assert!(!asks(["--resource", "my-bucket"]));
    assert!(!asks(["--count-by", "who"]) && !asks(["--fields", "who"]));
    let place = ["--dialect", "athena", "--ddl", "--location", "s3://b"];
    let documented = sql(&[&place]);
    assert!(!beside.iter().any(|name| documented.stdout.contains(name)), "{documented}");
    let all = sql(&[&place, &["--extra-columns"]]);
    assert!(beside.iter().all(|name| all.stdout.contains(name)), "{all}");
    sql(&[&["--dialect", "duckdb", "--location", "x", "--extra-columns"]])
        .exits(2)
        .says("--extra-columns: only tables of AWS's lack any");
}
