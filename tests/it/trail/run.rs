//! What a run of the program said, and what a test expects of it.

use std::collections::HashSet;

use serde_json::Value;

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub(super) command: String,
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn exits(&self, code: u8) -> &Run {
        assert_eq!(self.code, code, "exit code of {self}");
        self
    }

    /// Standard output is exactly this.
    #[track_caller]
    pub(crate) fn prints(&self, text: &str) -> &Run {
        assert!(self.stdout == text, "expected of standard output:\n{text}\n{self}");
        self
    }

    /// Standard output holds this.
    #[track_caller]
    pub(crate) fn shows(&self, part: &str) -> &Run {
        assert!(self.stdout.contains(part), "expected in standard output: {part}\n{self}");
        self
    }

    /// Standard error holds this; `…` stands for anything on the line.
    #[track_caller]
    pub(crate) fn says(&self, part: &str) -> &Run {
        let holds = |line: &str| {
            let behind =
                |from: usize, piece: &str| Some(from + line[from..].find(piece)? + piece.len());
            part.split('…').try_fold(0, behind).is_some()
        };
        let is_said = self.stderr.contains(part) || self.stderr.split_inclusive('\n').any(holds);
        assert!(is_said, "expected in standard error: {part}\n{self}");
        self
    }

    #[track_caller]
    pub(crate) fn says_nothing(&self) -> &Run {
        assert!(self.stderr.is_empty(), "expected nothing in standard error\n{self}");
        self
    }

    /// The events printed as JSON Lines.
    #[track_caller]
    pub(crate) fn events(&self) -> Vec<Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}\n{self}")))
            .collect()
    }

    /// The names of the events printed as JSON Lines, in order.
    #[track_caller]
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |event: &Value| event["eventName"].as_str().unwrap_or_default().to_owned();
        self.events().iter().map(name).collect()
    }

    #[track_caller]
    pub(crate) fn finds(&self, names: &[&str]) -> &Run {
        assert_eq!(self.names(), names, "{self}");
        self
    }

    /// The last line of standard error: what `--stats=json` says.
    #[track_caller]
    pub(crate) fn stats(&self) -> Value {
        let line = self.stderr.lines().last().unwrap_or_default();
        serde_json::from_str(line).unwrap_or_else(|_| panic!("no statistics in {self}"))
    }

    /// Every record was matched, rejected or reported; every file is of one kind and came to one
    /// end, and what is damaged is named.
    #[track_caller]
    pub(crate) fn balances(&self) -> &Run {
        let stats = self.stats();
        let number = |key: &str| stats[key].as_u64().unwrap_or_else(|| panic!("{key} in {self}"));
        let sum = |keys: &[&str]| keys.iter().map(|key| number(key)).sum::<u64>();
        assert_eq!(number("records"), sum(&["matched", "rejected", "unreadable"]), "{self}");
        let kinds = ["logs", "digests", "companions", "look_alikes", "other_json", "not_logs"];
        assert_eq!(number("files"), sum(&kinds) + number("unopened"), "{self}");
        assert_eq!(number("files"), sum(&["whole", "damaged", "unopened"]), "{self}");
        let faults = stats["faults"].as_array().map_or(&[][..], Vec::as_slice);
        let paths: HashSet<&str> =
            faults.iter().filter_map(|fault| fault["path"].as_str()).collect();
        let named = sum(&["damaged", "unopened", "paths_failed"]);
        assert!(paths.len() as u64 <= named && paths.is_empty() == (named == 0), "{self}");
        assert!(number("unreadable") == 0 || named > 0, "lost in silence: {self}");
        self
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Run { command, code, stdout, stderr } = self;
        write!(
            to,
            "{command}\n--- exit {code}, standard output:\n{stdout}--- standard error:\n{stderr}---"
        )
    }
}
