//! What the program may know of the process around it: streams, terminals, environment and clock.
//!
//! Whoever needs to know is told from here, and tests fill the fields themselves. Apart from it the
//! edge reads only stopwatches and what a person names that is no log: lists (`@FILE`,
//! `--files-from`), keys and metadata.

use std::{
    env,
    ffi::OsString,
    io::{self, IsTerminal as _, Read, Write},
    path::PathBuf,
    process::{ExitCode, Termination},
    thread,
    time::SystemTime,
};

use crate::{
    bounds,
    spool::Room,
    time::{self, Timestamp},
    wrong::Wrong,
};

/// The streams of the program and what is known of them.
pub struct Console<'c> {
    /// Standard input; taken by whatever reads it.
    pub stdin: Option<Box<dyn Read + Send>>,
    /// Only what was asked for.
    pub stdout: Box<dyn Write + Send + 'c>,
    /// Errors, warnings, statistics, progress.
    pub stderr: &'c mut (dyn Write + Send),
    /// Columns of the terminal that standard output is; none if it is none.
    pub stdout_width: Option<u16>,
    /// Whether somebody watches standard error.
    pub stderr_is_terminal: bool,
    /// Whether `NO_COLOR` is set to anything.
    pub no_color: bool,
    /// How many threads can run at once.
    pub cores: usize,
    /// The clock.
    pub clock: SystemTime,
    /// `TRAILSCAN_NOW`: what ages are counted back from, instead of the clock.
    pub now: Option<OsString>,
    /// Where temporary files may be made, which have no name and vanish with the process.
    pub scratch: PathBuf,
    /// How many bytes of matches are kept in memory until they can be sorted or drawn; the others
    /// wait in a temporary file.
    pub kept_bytes_max: usize,
}

impl<'c> Console<'c> {
    /// [`kept_bytes_max`](Console::kept_bytes_max) of the process.
    pub const KEPT_BYTES_MAX: usize = bounds::KEPT_BYTES_MAX;

    /// The console of this process.
    pub fn of_process(stderr: &'c mut (dyn Write + Send)) -> Console<'c> {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let width = is_terminal.then(|| terminal_size::terminal_size().map_or(80, |size| size.0.0));
        Console {
            stdin: Some(Box::new(io::stdin())),
            stdout: unbuffered(stdout),
            stderr,
            stdout_width: width,
            stderr_is_terminal: io::stderr().is_terminal(),
            no_color: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            cores: thread::available_parallelism().map_or(1, usize::from),
            clock: SystemTime::now(),
            now: env::var_os("TRAILSCAN_NOW").filter(|value| !value.is_empty()),
            scratch: env::temp_dir(),
            kept_bytes_max: Console::KEPT_BYTES_MAX,
        }
    }

    /// Where what must wait can wait.
    pub(crate) fn room(&self) -> Room {
        Room { kept_bytes_max: self.kept_bytes_max, scratch: self.scratch.clone() }
    }

    /// The instant that ages are counted back from.
    pub(crate) fn now(&self) -> Result<Timestamp, Wrong> {
        match &self.now {
            None => Ok(self.clock.into()),
            Some(set) => set.to_str().and_then(time::parse).ok_or_else(|| {
                Wrong::new(format!("TRAILSCAN_NOW `{}`", set.display()), "not a time")
                    .hint("set it to a time such as 2024-05-08T00:00:00Z, or unset it")
            }),
        }
    }
}

/// Standard output without the buffer that the library puts before it, which would search every
/// piece for its last line break and copy what is behind it.
#[cfg(unix)]
fn unbuffered(stdout: io::Stdout) -> Box<dyn Write + Send> {
    use std::{fs::File, os::fd::AsFd as _};

    match stdout.as_fd().try_clone_to_owned() {
        Ok(descriptor) => Box::new(File::from(descriptor)),
        Err(_) => Box::new(stdout),
    }
}

#[cfg(not(unix))]
fn unbuffered(stdout: io::Stdout) -> Box<dyn Write + Send> {
    Box::new(stdout)
}

/// How the program ended; the numbers are grep's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: something matched, or what was asked for was printed.
    Success,
    /// 1: nothing matched, or something is not valid.
    NothingMatched,
    /// 2: an error, or input that could not be read in full.
    Failed,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::NothingMatched => 1,
            Exit::Failed => 2,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
