//! From what was typed to what is meant. Every check across flags is here, and a wrong question
//! ends here, before any log file is opened.

mod filters;
mod groups;
mod proofs;
mod statement;
mod tracing;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use super::{
    answer_args::{AnswerArgs, ColorChoice},
    export_args::ExportArgs,
    input_args::InputArgs,
    output_args::{Format, OutputArgs, SortOrder},
};
use crate::{
    Console,
    event::field::{DEFAULT_COLUMNS, Field},
    filter::Condition,
    matches::{Choices, Sort},
    row::Columns,
    sink::{Frame, Rendering, csv::Dialect, safe::Surface, sheet::Form, table::Style},
    source::Order,
    text::in_words,
    time::Zone,
    wrong::Wrong,
};
pub(crate) use filters::{conditions, time_range};
pub(crate) use groups::{choice, grouping, ruler, top};
pub(crate) use proofs::{Proofs, proofs};
pub(crate) use statement::{inquiry, place};
pub(crate) use tracing::traced;

/// What to read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) order: Order,
}

/// How to print.
#[derive(Debug)]
pub(crate) struct Printing {
    pub(crate) rendering: Rendering,
    pub(crate) frame: Frame,
    pub(crate) choices: Choices,
}

/// What is known of the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    pub(crate) width: Option<u16>,
    pub(crate) no_color: bool,
}

impl Terminal {
    pub(crate) fn of(console: &Console<'_>) -> Terminal {
        Terminal { width: console.stdout_width, no_color: console.no_color }
    }

    fn surface(self) -> Surface {
        if self.width.is_some() { Surface::Terminal } else { Surface::Pipe }
    }

    fn color(self, choice: ColorChoice) -> bool {
        match choice {
            ColorChoice::Auto => self.width.is_some() && !self.no_color,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        }
    }
}

impl Printing {
    /// The fields that are printed, if not the whole record is.
    pub(crate) fn fields(&self) -> &[Field] {
        self.rendering.columns().map_or(&[], |columns| &columns.fields)
    }
}

/// The paths to read. A list of them may come from a file or from standard input.
pub(crate) fn reading(
    typed: &InputArgs,
    stdin: &mut Option<Box<dyn Read + Send>>,
) -> Result<Reading, Wrong> {
    if typed.threads == Some(0) {
        return Err(Wrong::new("--threads `0`", "nobody would work").hint("use 1 or more"));
    }
    let Some(list) = &typed.files_from else {
        if typed.null {
            let wrong =
                Wrong::new("--null", "there is no --files-from whose paths it would tell apart");
            return Err(wrong.hint("find logs -print0 | trailscan query --files-from - -0"));
        }
        let here = || vec![PathBuf::from(".")];
        let paths = if typed.paths.is_empty() { here() } else { typed.paths.clone() };
        return Ok(Reading { paths, order: Order::ByPath });
    };
    let mut bytes = Vec::new();
    let read = match stdin.take_if(|_| list.as_os_str() == "-") {
        Some(mut stdin) => stdin.read_to_end(&mut bytes).map(drop),
        None => fs::read(list).map(|read| bytes = read),
    };
    read.map_err(|error| {
        Wrong::new(format!("--files-from `{}`", list.display()), in_words(&error))
    })?;
    let paths = listed(&bytes, typed.null).map_err(|(what, hint)| {
        Wrong::new(format!("--files-from `{}`", list.display()), what).hint(hint)
    })?;
    Ok(Reading { paths, order: Order::AsGiven })
}

/// The paths of a list. What was told apart by the other byte would be one absurd path.
fn listed(list: &[u8], by_null: bool) -> Result<Vec<PathBuf>, (&'static str, &'static str)> {
    let ends_by = |end: u8| list.contains(&end);
    match by_null {
        false if ends_by(0) => {
            Err(("holds NUL bytes", "paths as of `find -print0` are read with -0, --null"))
        }
        true if !ends_by(0) && ends_by(b'\n') => Err((
            "holds newlines and no NUL byte, though --null is given",
            "leave out -0, or write the list with `find -print0`",
        )),
        _ => {
            let paths = list.split(|byte| *byte == if by_null { 0 } else { b'\n' });
            let bare = |path| if by_null { path } else { path_without_return(path) };
            Ok(paths.map(bare).filter(|path| !path.is_empty()).map(path_of_bytes).collect())
        }
    }
}

fn path_without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Where a data set is written. It may lie among the logs, since its files are no logs.
pub(crate) fn destination(typed: &ExportArgs) -> Result<&Path, Wrong> {
    let root = typed.to.as_path();
    if fs::metadata(root).is_ok_and(|metadata| !metadata.is_dir()) {
        return Err(Wrong::new(format!("--to `{}`", root.display()), "a file, not a directory")
            .hint("name a directory, which is made where there is none"));
    }
    Ok(root)
}

#[cfg(unix)]
fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The fields that conditions compare.
pub(crate) fn compared(conditions: &[Condition]) -> impl Iterator<Item = &Field> {
    conditions.iter().filter_map(|condition| match condition {
        Condition::Where(comparison) => Some(comparison.field()),
        _ => None,
    })
}

/// How to print, given what is known of the place.
pub(crate) fn printing(
    typed: &OutputArgs,
    answer: &AnswerArgs,
    terminal: Terminal,
) -> Result<Printing, Wrong> {
    let Form { frame, surface, zone } = form(typed.format, answer, terminal)?;
    let fields = typed.fields.as_deref().map(|typed| fields("--fields", typed)).transpose()?;
    let chosen = fields.is_some();
    let default = || DEFAULT_COLUMNS.iter().map(|name| Field::parse(name)).collect();
    let columns = Columns { fields: fields.map_or_else(default, Ok)?, zone, chosen };
    let rendering = match frame {
        Frame::Array | Frame::Lines if chosen => Rendering::Object(columns),
        Frame::Array | Frame::Lines => Rendering::Record,
        Frame::Titled(dialect) => Rendering::Line(columns, dialect, surface),
        Frame::Table(_) => Rendering::Packed(columns),
    };
    if typed.limit == Some(0) {
        return Err(Wrong::new("--limit `0`", "would print nothing")
            .hint("use 1 or more; --quiet prints nothing and answers with the exit code"));
    }
    let sort = match (typed.sort, typed.format) {
        (Some(SortOrder::Time), _) | (None, Format::Table) => Sort::OldestFirst,
        (Some(SortOrder::MinusTime), _) => Sort::NewestFirst,
        (Some(SortOrder::None), _) | (None, _) => Sort::None,
    };
    let choices = Choices { sort, limit: typed.limit, dedup: answer.dedup };
    Ok(Printing { rendering, frame, choices })
}

fn fields(flag: &str, typed: &str) -> Result<Vec<Field>, Wrong> {
    let names = typed.split(',').map(str::trim);
    names.map(|name| Field::parse(name).map_err(|wrong| wrong.under(flag))).collect()
}

/// How anything is printed in a format.
pub(crate) fn form(format: Format, answer: &AnswerArgs, terminal: Terminal) -> Result<Form, Wrong> {
    form_of(format, &answer.tz, answer.color, terminal)
}

/// The same of a command that has not all of these flags.
pub(crate) fn form_of(
    format: Format,
    tz: &str,
    color: ColorChoice,
    terminal: Terminal,
) -> Result<Form, Wrong> {
    let style = Style { width: terminal.width, color: terminal.color(color) };
    let frame = match format {
        Format::Json => Frame::Array,
        Format::Jsonl => Frame::Lines,
        Format::Csv => Frame::Titled(Dialect::Comma),
        Format::Tsv => Frame::Titled(Dialect::Tab),
        Format::Table => Frame::Table(style),
    };
    Ok(Form { frame, surface: terminal.surface(), zone: Zone::parse(tz)? })
}
