//! The harness: a directory of logs, and the program run over it. What came of that is `run`'s.
//!
//! Most tests run the program in this process, with buffers for streams and a fixed clock. What
//! only a real process shows (signals, pipes) is spawned.

mod run;

use std::{
    fs,
    io::{Cursor, Read as _, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use tempfile::TempDir;
use trailscan::Console;
use unicode_width::UnicodeWidthStr as _;

pub(crate) use run::Run;

/// The types of AWS's userIdentity page, and one that it does not know.
pub(crate) const IDENTITY_TYPES: &[&str] = &[
    "Root",
    "IAMUser",
    "AssumedRole",
    "Role",
    "FederatedUser",
    "Directory",
    "AWSAccount",
    "AWSService",
    "IdentityCenterUser",
    "SAMLUser",
    "WebIdentityUser",
    "Unknown",
    "SomethingNew",
];

/// A directory that tests fill and that vanishes.
pub(crate) struct Trail {
    directory: TempDir,
}

/// How to run the program.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) stdin: Vec<u8>,
    /// Columns of the terminal, if there is one.
    pub(crate) terminal: Option<u16>,
    pub(crate) stderr_is_terminal: bool,
    pub(crate) no_color: bool,
    pub(crate) now: &'static str,
    /// How many bytes of matches may wait in memory.
    pub(crate) kept_bytes_max: usize,
    /// Where the others may wait.
    pub(crate) scratch: PathBuf,
}

impl Default for Setting {
    fn default() -> Setting {
        Setting {
            stdin: Vec::new(),
            terminal: None,
            stderr_is_terminal: false,
            no_color: false,
            now: "2024-05-08T00:00:00Z",
            kept_bytes_max: Console::KEPT_BYTES_MAX,
            scratch: std::env::temp_dir(),
        }
    }
}

/// A terminal of so many columns.
pub(crate) fn on_terminal(width: u16) -> Setting {
    Setting { terminal: Some(width), ..Setting::default() }
}

/// What is left when the colours are gone.
pub(crate) fn plain(printed: &str) -> String {
    let parts = printed.split("\u{1b}[");
    parts
        .enumerate()
        .map(
            |(index, part)| {
                if index == 0 { part } else { part.split_once('m').map_or(part, |(_, text)| text) }
            },
        )
        .collect()
}

/// Something was drawn, and no line of it is wider than the terminal.
#[track_caller]
pub(crate) fn fits(run: &Run, width: u16) {
    let text = plain(&run.stdout);
    assert!(!text.is_empty(), "{run}");
    for line in text.lines() {
        assert!(line.width() <= usize::from(width), "{} of {width} columns: {run}", line.width());
    }
}

/// The repository's own directory.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The commands that read logs.
const READING: [&str; 6] = ["query", "count", "timeline", "summary", "trace", "export"];

/// Runs the program in this process. `{}` in an argument does not stand for anything.
///
/// Whatever a test asks, it is asked once more with `--stats=json`: the counts must balance for
/// every input there is, and asking for them must change nothing else.
#[track_caller]
pub(crate) fn run_with(arguments: &[&str], setting: &Setting) -> Run {
    let run = run_once(arguments, setting);
    let reads = arguments.first().is_some_and(|command| READING.contains(command))
        && !arguments.iter().any(|argument| ["-h", "--help"].contains(argument));
    if reads && !arguments.iter().any(|argument| argument.starts_with("--stats")) {
        let counted = run_once(&[arguments, &["--stats=json"]].concat(), setting);
        if counted.stderr.lines().last().is_some_and(|line| line.starts_with('{')) {
            counted.balances();
            assert_eq!((&counted.stdout, counted.code), (&run.stdout, run.code), "{counted}");
        } else {
            assert_eq!(run.code, 2, "no statistics: {counted}");
        }
    } else if reads && run.stderr.ends_with("}\n") {
        run.balances();
    }
    if arguments.first() == Some(&"verify") {
        accounts_for_every_file(arguments, &run, setting);
    }
    run
}

/// Asks `verify` once more as JSON, unless that was asked for: it comes to the same, and every file
/// is of one kind and has one status.
#[track_caller]
fn accounts_for_every_file(arguments: &[&str], run: &Run, setting: &Setting) {
    let is_asked = |flags: &[&str]| arguments.iter().any(|argument| flags.contains(argument));
    if is_asked(&["-h", "--help"]) {
        return;
    }
    let told = if is_asked(&["-f", "--format", "-q", "--quiet"]) {
        None
    } else {
        Some(run_once(&[arguments, &["-f", "json"]].concat(), setting))
    };
    let told = told.as_ref().unwrap_or(run);
    assert_eq!((told.code, &told.stderr), (run.code, &run.stderr), "{told}");
    let Ok(all) = serde_json::from_str::<Value>(&told.stdout) else {
        assert!(run.code == 2 || is_asked(&["-q", "--quiet", "table"]), "no account: {told}");
        return;
    };
    assert_eq!(all["exit_code"], run.code, "{told}");
    let counts = &all["counts"];
    let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("a number in {told}"));
    let mut files = number(&counts["others"]);
    for kind in ["logs", "digests"] {
        let statuses = ["authentic", "consistent", "not_valid", "could_not_check", "not_covered"];
        let sum: u64 = statuses.iter().map(|status| number(&counts[kind][status])).sum();
        assert_eq!(number(&counts[kind]["files"]), sum, "{told}");
        files += sum;
    }
    assert_eq!(number(&counts["files"]), files, "{told}");
    let listed = all["files"].as_array().map(Vec::len);
    assert_eq!(listed, usize::try_from(files).ok(), "{told}");
}

/// Runs the program in this process, and asks nothing else of it.
pub(crate) fn run_once(arguments: &[&str], setting: &Setting) -> Run {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let exit = {
        let mut console = Console {
            stdin: Some(Box::new(dribble(setting.stdin.clone()))),
            stdout: Box::new(&mut stdout),
            stderr: &mut stderr,
            stdout_width: setting.terminal,
            stderr_is_terminal: setting.stderr_is_terminal,
            no_color: setting.no_color,
            cores: 2,
            clock: SystemTime::UNIX_EPOCH + Duration::from_secs(1),
            now: Some(setting.now.into()),
            scratch: setting.scratch.clone(),
            kept_bytes_max: setting.kept_bytes_max,
        };
        let all = std::iter::once("trailscan").chain(arguments.iter().copied());
        trailscan::run(all.map(Into::into), &mut console)
    };
    Run {
        command: format!("trailscan {}", arguments.join(" ")),
        code: exit.code(),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// A stream whose first read gives one byte, as a pipe may.
fn dribble(bytes: Vec<u8>) -> impl std::io::Read + Send {
    let rest = bytes.get(1..).unwrap_or_default().to_vec();
    Cursor::new(bytes).take(1).chain(Cursor::new(rest))
}

/// Runs the program without anything on standard input.
pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(arguments, &Setting::default())
}

/// The path of a fixture.
pub(crate) fn fixture(name: &str) -> String {
    repository().join("fixtures").join(name).display().to_string()
}

/// The real program, to be spawned.
pub(crate) fn process() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trailscan"));
    command.env_remove("NO_COLOR").env("TRAILSCAN_NOW", "2024-05-08T00:00:00Z").env_remove("TZ");
    command
}

impl Trail {
    /// No line of any of these is wider than the terminal, coloured or not.
    #[track_caller]
    pub(crate) fn fits_every_terminal(&self, command: &str, questions: &[&[&str]]) {
        for width in [40, 60, 80, 100, 120, 160, 200] {
            for question in questions {
                for color in ["auto", "never"] {
                    let arguments = [&[command, "{}", "--color", color], *question].concat();
                    fits(&self.run_with(&arguments, &on_terminal(width)), width);
                }
            }
        }
    }

    /// It is coloured on a terminal, and nowhere else nor where nobody wants it.
    #[track_caller]
    pub(crate) fn is_coloured_where_wanted(&self, arguments: &[&str]) {
        let escapes = |setting: &Setting, color: &str| {
            let run = self.run_with(&[arguments, &["--color", color]].concat(), setting);
            run.stdout.contains('\u{1b}')
        };
        let silenced = Setting { no_color: true, ..on_terminal(120) };
        assert!(escapes(&on_terminal(120), "auto"));
        assert!(!escapes(&silenced, "auto"));
        assert!(!escapes(&on_terminal(120), "never"));
        assert!(!escapes(&Setting::default(), "auto"));
    }

    pub(crate) fn new() -> Trail {
        Trail { directory: TempDir::new().expect("a directory for the test") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file as it is.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Trail {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("its directory");
        fs::write(path, bytes).expect("written");
        self
    }

    /// Writes a file compressed, as one gzip member.
    pub(crate) fn gzip(&self, name: &str, text: impl AsRef<[u8]>) -> &Trail {
        self.write(name, gzip(text.as_ref()))
    }

    /// Writes a log file as CloudTrail delivers it.
    pub(crate) fn log(&self, name: &str, events: &[Value]) -> &Trail {
        self.gzip(name, json!({ "Records": events }).to_string())
    }

    /// Runs the program. `{}` in an argument is the directory; in what is printed it is left out.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &Setting::default())
    }

    pub(crate) fn run_with(&self, arguments: &[&str], setting: &Setting) -> Run {
        let directory = self.directory.path().display().to_string();
        let whole: Vec<String> =
            arguments.iter().map(|argument| argument.replace("{}", &directory)).collect();
        let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
        let mut run = run_with(&whole, setting);
        let prefix = format!("{directory}/");
        run.stdout = run.stdout.replace(&prefix, "").replace(&directory, "{}");
        run.stderr = run.stderr.replace(&prefix, "").replace(&directory, "{}");
        run
    }

    /// Queries the whole directory, as JSON Lines.
    pub(crate) fn query(&self, filters: &[&str]) -> Run {
        let mut arguments = vec!["query", "{}", "--format", "jsonl"];
        arguments.extend(filters);
        self.run(&arguments)
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// An event with the fields that every record has.
pub(crate) fn event(name: &str) -> Value {
    json!({
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "accountId": "123456789012"},
        "eventTime": "2024-05-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.1",
        "eventID": format!("id-of-{name}"),
        "recipientAccountId": "123456789012",
    })
}

/// The event with one more field, or another value for one.
pub(crate) fn with(mut event: Value, field: &str, value: impl Into<Value>) -> Value {
    event[field] = value.into();
    event
}
