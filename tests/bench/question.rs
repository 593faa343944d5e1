//! What is asked: the arguments of `trailscan query`, which events should match, and how they are
//! printed. A question added here is checked, timed and shown without further ado.

use crate::event::Event;

/// A question, and what it should be answered.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    /// Behind `trailscan query CORPUS`.
    pub(crate) arguments: &'static [&'static str],
    pub(crate) holds: fn(&Event<'_>) -> bool,
    pub(crate) prints: Prints,
    /// How many times the floor's CPU time it is held to.
    pub(crate) cpu_limit: f64,
}

/// What is printed of a match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prints {
    /// The whole record on a line.
    Record,
    /// An object with the event's id on a line.
    Id,
    /// The eight columns, tab-separated, behind a line of titles.
    Columns,
}

pub(crate) static QUESTIONS: &[Question] = &[
    Question {
        name: "error",
        arguments: &["-e", "AccessDenied", "-f", "jsonl", "--fields", "eventID"],
        holds: |event| event.error_code == "AccessDenied",
        prints: Prints::Id,
        cpu_limit: 1.20,
    },
    Question {
        name: "four",
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
        arguments: &["-i", "IAMUser", "-f", "jsonl", "--fields", "eventID"],
        holds: |event| event.actor.identity == "IAMUser",
        prints: Prints::Id,
        cpu_limit: 1.25,
    },
    Question {
        name: "source",
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
        arguments: &["-f", "jsonl"],
        holds: |_| true,
        prints: Prints::Record,
        cpu_limit: 1.25,
    },
    Question {
        name: "eight columns",
        arguments: &["-f", "tsv"],
        holds: |_| true,
        prints: Prints::Columns,
        cpu_limit: 1.45,
    },
];

impl Question {
    /// The one that peers and the huge file are asked.
    pub(crate) fn error() -> &'static Question {
        &QUESTIONS[0]
    }
}

impl Prints {
    /// What stands before the first match.
    pub(crate) fn titles(self) -> &'static str {
        match self {
            Prints::Record | Prints::Id => "",
            Prints::Columns => "time\tsource\tevent\tidentity\twho\tip\tregion\terror\n",
        }
    }

    /// The line of one match; `text` is that of its file.
    pub(crate) fn line(self, event: &Event<'_>, text: &str) -> String {
        match self {
            Prints::Record => format!("{}\n", &text[event.record.clone()]),
            Prints::Id => format!("{{\"eventID\":\"{}\"}}\n", event.id),
            Prints::Columns => format!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                event.time,
                event.source,
                event.name,
                event.actor.identity,
                event.actor.who,
                event.actor.ip,
                event.region,
                event.error
            ),
        }
    }
}
