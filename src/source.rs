//! From the paths that a person gave to the inputs to read, in order.
//!
//! A directory is walked whole; which of its files are logs, their content decides later. Nothing
//! is left out by its name or by the dates in its path, because delivery time bounds nothing: AWS
//! retries for 30 days, and an event may be younger than its file's name says (CloudTrail digest
//! page). Symbolic links are followed, and no file is read twice because of one. Hard links are
//! files of their own: telling them apart would take a system call for every file.

use std::{
    collections::{HashMap, hash_map::Entry},
    fs::{self, File, FileType},
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use crate::{
    decode::{Arrival, Hint},
    text::in_words,
};

/// Extensions by which a file says that it is a log.
const LOG_EXTENSIONS: [&str; 6] = ["gz", "json", "jsonl", "ndjson", "log", "cloudtrail"];

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    File { path: PathBuf, hint: Hint },
    Stdin,
}

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) inputs: Vec<Input>,
    pub(crate) problems: Vec<Problem>,
}

/// A path that could not be walked or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) path: PathBuf,
    pub(crate) fault: String,
    /// Whether events may be missing for it.
    pub(crate) loses_events: bool,
}

/// Whether inputs are sorted by path or stay in the order in which they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    ByPath,
    AsGiven,
}

/// A file on the way to becoming an input.
struct Reached {
    input: Input,
    /// Whether a link below a directory led to it.
    linked: bool,
}

/// Finds every file under the paths; `-` is standard input.
pub(crate) fn find(paths: &[PathBuf], order: Order) -> Sources {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Reached { input: Input::Stdin, linked: false });
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found, &mut problems),
            Ok(_) => {
                let input = Input::File { path: path.clone(), hint: Hint::Named };
                found.push(Reached { input, linked: false });
            }
            Err(error) => problems.push(Problem::losing(path, &error)),
        }
    }
    // One directory was walked in order.
    if order == Order::ByPath && paths.len() > 1 {
        // Component by component, by bytes, so that the order is that of a sorted directory tree.
        found.sort_by(|left, right| left.input.path().cmp(right.input.path()));
    }
    // One directory without links holds no file twice, and asking the system about each is dear.
    if paths.len() > 1 || found.iter().any(|file| file.linked) {
        drop_repeated(&mut found);
    }
    Sources { inputs: found.into_iter().map(|file| file.input).collect(), problems }
}

impl Input {
    /// The path; `-` for standard input.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Input::File { path, .. } => path,
            Input::Stdin => Path::new("-"),
        }
    }

    pub(crate) fn hint(&self) -> Hint {
        match self {
            Input::File { hint, .. } => *hint,
            Input::Stdin => Hint::Named,
        }
    }

    /// Opens a file, and tells whether it is one: a person may name a pipe. A device has no end, or
    /// is a whole disk.
    pub(crate) fn open(path: &Path, hint: Hint) -> io::Result<(File, Arrival)> {
        let file = File::open(path)?;
        // What was found in a directory is a regular file; asking again would be a system call.
        if hint != Hint::Named {
            return Ok((file, Arrival::AtOnce));
        }
        let kind = file.metadata()?.file_type();
        match special(kind) {
            Some(Special::Device) => Err(io::Error::other("a device, not a file or a pipe")),
            Some(_) => Ok((file, Arrival::InTime)),
            None => Ok((file, Arrival::AtOnce)),
        }
    }

    /// Whether it can be read again. What lies in a directory can; what a person names may be a
    /// pipe.
    pub(crate) fn is_lasting(&self) -> bool {
        match self {
            Input::Stdin => false,
            Input::File { hint: Hint::Named, path } => {
                fs::metadata(path).map_or(true, |metadata| metadata.is_file())
            }
            Input::File { .. } => true,
        }
    }

    fn mark_named(&mut self) {
        if let Input::File { hint, .. } = self {
            *hint = Hint::Named;
        }
    }
}

impl Problem {
    fn losing(path: &Path, error: &io::Error) -> Problem {
        Problem { path: path.to_owned(), fault: in_words(error), loses_events: true }
    }

    /// Reading what is no file could wait for ever. A log's name says that events were expected.
    fn passed_over(path: &Path, special: Special) -> Problem {
        let fault = match special {
            Special::Pipe => "a pipe, passed over; name it to have it read",
            Special::Socket => "a socket, passed over",
            Special::Device => "a device, passed over",
        };
        let loses_events = is_named_like_a_log(path);
        Problem { path: path.to_owned(), fault: fault.to_owned(), loses_events }
    }
}

fn walk(root: &Path, found: &mut Vec<Reached>, problems: &mut Vec<Problem>) {
    let mut link_depth: Option<usize> = None;
    // Within one directory paths sort as names do, and need not be taken apart for it.
    fn bytes(entry: &DirEntry) -> &[u8] {
        entry.path().as_os_str().as_encoded_bytes()
    }
    let by_path = |left: &DirEntry, right: &DirEntry| bytes(left).cmp(bytes(right));
    for entry in WalkDir::new(root).follow_links(true).sort_by(by_path) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(walk_problem(root, &error));
                continue;
            }
        };
        if link_depth.is_some_and(|depth| entry.depth() <= depth) {
            link_depth = None;
        }
        if link_depth.is_none() && entry.depth() > 0 && entry.path_is_symlink() {
            link_depth = Some(entry.depth());
        }
        if entry.file_type().is_file() {
            let input = lying(entry.into_path());
            found.push(Reached { input, linked: link_depth.is_some() });
        } else if let Some(special) = special(entry.file_type()) {
            problems.push(Problem::passed_over(entry.path(), special));
        }
    }
}

/// What may lie in a directory and is neither file nor directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Special {
    Pipe,
    Socket,
    Device,
}

#[cfg(unix)]
fn special(kind: FileType) -> Option<Special> {
    use std::os::unix::fs::FileTypeExt as _;

    if kind.is_fifo() {
        Some(Special::Pipe)
    } else if kind.is_socket() {
        Some(Special::Socket)
    } else if kind.is_char_device() || kind.is_block_device() {
        Some(Special::Device)
    } else {
        None
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> Option<Special> {
    None
}

/// A file that nobody named.
fn lying(path: PathBuf) -> Input {
    let hint = if is_named_like_a_log(&path) { Hint::NamedLikeALog } else { Hint::Other };
    Input::File { path, hint }
}

fn is_named_like_a_log(path: &Path) -> bool {
    let path = path.as_os_str().as_encoded_bytes();
    // Taken apart by hand: `Path` would run through all of it from either end, for every file.
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    let name = path.rsplit(is_separator).next().unwrap_or_default();
    let mut parts = name.rsplit(|byte| *byte == b'.');
    let is = |extension: Option<&[u8]>, extensions: &[&str]| {
        let same =
            |name: &str| extension.is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()));
        extensions.iter().copied().any(same)
    };
    let mut extension = parts.next();
    let mut inner = parts.next();
    // `x.json.zst` is a log that cannot be read; any other archive is none of our business.
    if is(extension, &["zst", "bz2", "xz", "zip"]) {
        (extension, inner) = (inner, parts.next());
    }
    let stem = parts.next();
    // `.json` is all name and no extension. CloudTrail Lake saves query results as `.csv.gz` (its
    // query results page).
    inner.is_some_and(|inner| !inner.is_empty() || stem.is_some())
        && is(extension, &LOG_EXTENSIONS)
        && !(is(inner, &["csv"]) && stem.is_some_and(|stem| !stem.is_empty()))
}

fn walk_problem(root: &Path, error: &walkdir::Error) -> Problem {
    let path = error.path().unwrap_or(root);
    if let Some(ancestor) = error.loop_ancestor() {
        let fault = format!("a link back to {}, not followed", ancestor.display());
        return Problem { path: path.to_owned(), fault, loses_events: false };
    }
    match error.io_error() {
        Some(error) => Problem::losing(path, error),
        None => Problem { path: path.to_owned(), fault: error.to_string(), loses_events: true },
    }
}

/// Keeps one path to each file: its own rather than one through a link, else the first. A file that
/// was named and found counts as named.
fn drop_repeated(found: &mut Vec<Reached>) {
    let mut kept: HashMap<PathBuf, usize> = HashMap::new();
    let mut is_kept = vec![true; found.len()];
    for index in 0..found.len() {
        let earlier = match kept.entry(place(&found[index].input)) {
            Entry::Vacant(first) => {
                first.insert(index);
                continue;
            }
            Entry::Occupied(mut known) => {
                let earlier = *known.get();
                let keeps_later = found[earlier].linked && !found[index].linked;
                is_kept[if keeps_later { earlier } else { index }] = false;
                if keeps_later {
                    known.insert(index);
                }
                earlier
            }
        };
        if [earlier, index].iter().any(|at| found[*at].input.hint() == Hint::Named) {
            found[earlier].input.mark_named();
            found[index].input.mark_named();
        }
    }
    let mut kept = is_kept.into_iter();
    found.retain(|_| kept.next().unwrap_or(true));
}

/// Where an input really lies, whatever its path says.
fn place(input: &Input) -> PathBuf {
    match input {
        Input::File { path, .. } => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        Input::Stdin => PathBuf::from("-"),
    }
}
