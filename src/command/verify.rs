//! `trailscan verify`: whether log files are what CloudTrail delivered, by its own digests.

mod account;
mod page;
mod verdict;

use std::{
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    Console, Exit,
    cli::{
        VerifyCommand,
        output_args::{Format, PageFormat},
        resolve::{self, Proofs, Terminal},
    },
    custody::{self, Evidence, File, Judgement},
    hashing, progress,
    sink::Shortage,
    source::{self, Problem},
    tell,
    text::counted,
    wrong::Wrong,
};

/// Everything that is told.
struct Findings<'f> {
    files: &'f [File],
    judgement: &'f Judgement,
    /// Paths that could not be walked.
    problems: &'f [Problem],
    has_keys: bool,
}

pub(crate) fn run(typed: &VerifyCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let VerifyCommand { input, verify } = typed;
    let format = match verify.format {
        PageFormat::Table => Format::Table,
        PageFormat::Json => Format::Json,
    };
    let form = resolve::form_of(format, &verify.tz, verify.color, Terminal::of(console))?;
    let reading = resolve::reading(input, &mut console.stdin)?;
    if reading.paths.iter().any(|path| path.as_os_str() == "-") {
        let fault = "standard input has no name, and digests go by the names of files";
        let hint = "name the directory that the bucket was copied to";
        return Err(Wrong::new("`-`", fault).hint(hint).into());
    }
    let Proofs { keys, saved, useless } = resolve::proofs(verify)?;
    for (path, why) in useless {
        tell::line(console.stderr, &format!("--digest-metadata {path}: {why}, passed over"));
    }
    let sources = source::find(&reading.paths, reading.order);
    let threads = input.threads.unwrap_or(console.cores);
    let hashing = hashing::Reading::new(&sources.inputs, threads);
    let (all, done) = (sources.inputs.len(), || hashing.inputs_done());
    let files = progress::watched(console.stderr_is_terminal, all, done, || hashing.run())?;
    let judgement = custody::judge(Evidence { files: &files, keys: keys.as_ref(), saved: &saved });
    let findings = Findings {
        files: &files,
        judgement: &judgement,
        problems: &sources.problems,
        has_keys: keys.is_some(),
    };
    for problem in findings.problems {
        tell::line(console.stderr, &format!("{}: {}", problem.path.display(), problem.fault));
    }
    let has_digests = judgement.of_kind(custody::Kind::Digest) > 0;
    let shortage = match verify.format {
        _ if verify.quiet => Shortage::default(),
        PageFormat::Json => {
            let mut to = BufWriter::new(&mut console.stdout);
            let all = account::json(&findings, form.zone);
            let written = writeln!(to, "{all}").and_then(|()| to.flush());
            super::unless_closed(written).map(|()| Shortage::default())?
        }
        PageFormat::Table if has_digests => {
            let mut to = BufWriter::new(&mut console.stdout);
            super::printed(page::print(&findings, verify.all, form, &mut to))?
        }
        PageFormat::Table => Shortage::default(),
    };
    if !has_digests && (!files.is_empty() || findings.problems.is_empty()) {
        tell::error(console.stderr, &no_digests(&reading.paths, files.len()).into());
    }
    if console.stderr_is_terminal {
        tell::shortage(console.stderr, &shortage, None);
    }
    Ok(findings.exit())
}

impl Findings<'_> {
    /// What is not valid stays so, whatever else could not be checked.
    fn exit(&self) -> Exit {
        let unwalked = self.problems.iter().any(|problem| problem.loses_events);
        if self.judgement.finds_fault() {
            Exit::NothingMatched
        } else if unwalked || self.judgement.leaves_open() {
            Exit::Failed
        } else {
            Exit::Success
        }
    }
}

fn no_digests(paths: &[PathBuf], files: usize) -> Wrong {
    let named: Vec<String> = paths.iter().take(3).map(|path| shown(path)).collect();
    let more = if paths.len() > 3 { ", …" } else { "" };
    let place = if named.is_empty() { "an empty list".to_owned() } else { named.join(", ") };
    let read = counted(files as u64, "file");
    Wrong::new(format!("{place}{more}"), format!("no CloudTrail digest files ({read} read)"))
        .hint("digests lie below CloudTrail-Digest/, beside CloudTrail/: copy both")
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
