//! What is asked: a command and its arguments, which events should match, and what is printed of
//! them. A question added here is checked, timed and shown without further ado.

use crate::{
    answer::{Answer, Expected},
    event::Event,
    fingerprint::Fingerprint,
    page,
    sheet::Field,
};

/// A question, and what it should be answered.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    /// The command, and what it wants before the logs.
    pub(crate) command: &'static str,
    /// Behind `trailscan COMMAND CORPUS`.
    pub(crate) arguments: &'static [&'static str],
    pub(crate) holds: fn(&Event<'_>) -> bool,
    pub(crate) prints: Prints,
    /// How many times the floor's CPU time it is held to.
    pub(crate) cpu_limit: f64,
}

/// What is printed of the matches.
#[derive(Clone, Copy)]
pub(crate) enum Prints {
    /// The whole record on a line.
    Record,
    /// An object with the event's id on a line.
    Id,
    /// The eight columns, tab-separated, behind a line of titles.
    Columns,
    /// A line for each group, with how many different values each of the other fields has.
    Groups { by: &'static [Field], distinct: &'static [Field] },
    /// A line for each stretch of time.
    Stretches { seconds: i64 },
    /// One object on everything.
    Page,
    /// One object on the credentials that come of one.
    Tree,
}

const SOURCE: Field = Field { title: "eventSource", of: |event| event.source };
const NAME: Field = Field { title: "eventName", of: |event| event.name };
const REGION: Field = Field { title: "awsRegion", of: |event| event.region };
const ADDRESS: Field = Field { title: "sourceIPAddress", of: |event| &event.actor.ip };

/// What the huge file and most peers are asked.
pub(crate) const ERROR: Question = Question {
    name: "error",
    command: "query",
    arguments: &["-e", "AccessDenied", "-f", "jsonl", "--fields", "eventID"],
    holds: |event| event.error_code == "AccessDenied",
    prints: Prints::Id,
    cpu_limit: 1.20,
};

/// What a peer that counts is asked.
pub(crate) const COUNT_BY_TWO: Question = Question {
    name: "count by two",
    command: "count",
    arguments: &["--by", "eventSource,eventName", "--distinct", "sourceIPAddress", "-f", "csv"],
    holds: |_| true,
    prints: Prints::Groups { by: &[SOURCE, NAME], distinct: &[ADDRESS] },
    cpu_limit: 1.60,
};

pub(crate) static QUESTIONS: &[Question] = &[
    ERROR,
    Question {
        name: "four",
        command: "query",
        arguments: &[
            "-s",
            "s3",
            "-n",
            "GetObject",
            "-i",
            "AssumedRole",
            "-e",
            "AccessDenied",
            "-f",
            "jsonl",
            "--fields",
            "eventID",
        ],
        holds: |event| {
            event.source == "s3.amazonaws.com"
                && event.name == "GetObject"
                && event.actor.identity == "AssumedRole"
                && event.error_code == "AccessDenied"
        },
        prints: Prints::Id,
        cpu_limit: 1.20,
    },
    Question {
        name: "type",
        command: "query",
        arguments: &["-i", "IAMUser", "-f", "jsonl", "--fields", "eventID"],
        holds: |event| event.actor.identity == "IAMUser",
        prints: Prints::Id,
        cpu_limit: 1.25,
    },
    Question {
        name: "source",
        command: "query",
        arguments: &["-s", "connect", "-f", "jsonl"],
        // The service has two sources; others merely call for it.
        holds: |event| {
            matches!(event.source, "connect.amazonaws.com" | "participant-connect.amazonaws.com")
        },
        prints: Prints::Record,
        cpu_limit: 1.20,
    },
    Question {
        name: "everything",
        command: "query",
        arguments: &["-f", "jsonl"],
        holds: |_| true,
        prints: Prints::Record,
        cpu_limit: 1.25,
    },
    Question {
        name: "eight columns",
        command: "query",
        arguments: &["-f", "tsv"],
        holds: |_| true,
        prints: Prints::Columns,
        cpu_limit: 1.45,
    },
    Question {
        name: "count by name",
        command: "count",
        arguments: &["--by", "eventName", "-f", "csv"],
        holds: |_| true,
        prints: Prints::Groups { by: &[NAME], distinct: &[] },
        cpu_limit: 1.25,
    },
    COUNT_BY_TWO,
    Question {
        name: "timeline",
        command: "timeline",
        arguments: &["--every", "1h", "-f", "csv"],
        holds: |_| true,
        prints: Prints::Stretches { seconds: 3600 },
        cpu_limit: 1.60,
    },
    Question {
        name: "summary",
        command: "summary",
        arguments: &["-f", "json"],
        holds: |_| true,
        prints: Prints::Page,
        cpu_limit: 2.00,
    },
    Question {
        name: "trace",
        command: "trace AKIAELEDULKWW3EXAMPLE",
        arguments: &["-f", "json"],
        holds: |event| event.actor.json.contains(TRACED),
        prints: Prints::Tree,
        cpu_limit: 2.50,
    },
    // The logs are read twice, which costs no more than twice as much.
    Question {
        name: "trace, its events",
        command: "trace AKIAELEDULKWW3EXAMPLE",
        arguments: &["--events", "-f", "jsonl", "--fields", "eventID"],
        holds: |event| event.actor.json.contains(TRACED),
        prints: Prints::Id,
        cpu_limit: 5.00,
    },
];

/// A user's key that calls now and then in every corpus, and assumes a role.
pub(crate) const TRACED: &str = "AKIAELEDULKWW3EXAMPLE";

impl Prints {
    /// Adds a match to what is known of the answer; `text` is that of its file.
    pub(crate) fn add(self, event: &Event<'_>, text: &str, answer: &mut Answer) {
        answer.matches += 1;
        match self {
            Prints::Record => {
                answer.lines.push(text[event.record.clone()].as_bytes());
                answer.lines.push(b"\n");
            }
            Prints::Id => {
                answer.lines.push(format!("{{\"eventID\":\"{}\"}}\n", event.id).as_bytes());
            }
            Prints::Columns => answer.lines.push(columns(event).as_bytes()),
            Prints::Groups { by, distinct } => answer.sheet.add(event, by, distinct),
            Prints::Stretches { seconds } => answer.sheet.add_to_stretch(event, seconds),
            Prints::Page => answer.sheet.add(event, &[SOURCE, NAME, REGION], &[]),
            Prints::Tree => answer.sheet.add(event, &[], &[]),
        }
    }

    /// What must be printed.
    pub(crate) fn expected(self, answer: &Answer) -> Expected {
        match self {
            Prints::Record | Prints::Id => Expected::Fingerprint(answer.lines),
            Prints::Columns => {
                let titles = "time\tsource\tevent\tidentity\twho\tip\tregion\terror\n";
                Expected::Fingerprint(Fingerprint::of(titles.as_bytes()).then(answer.lines))
            }
            Prints::Groups { by, distinct } => Expected::Text(answer.sheet.groups(by, distinct)),
            Prints::Stretches { seconds } => Expected::Text(answer.sheet.stretches(seconds)),
            Prints::Page => Expected::Parts(page::parts(&answer.sheet)),
            Prints::Tree => Expected::Parts(page::tree(&answer.sheet, TRACED)),
        }
    }
}

fn columns(event: &Event<'_>) -> String {
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
        event.time,
        event.source,
        event.name,
        event.actor.identity,
        event.actor.who,
        event.actor.ip,
        event.region,
        event.error
    )
}
