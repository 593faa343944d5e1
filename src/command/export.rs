//! `trailscan export`: the events that match, as a data set of Parquet files.

use std::{path::Path, sync::Arc};

use super::inquiry::{Findings, Inquiry};
use crate::{
    Console, Exit,
    cli::{ExportCommand, export_args::KeepRaw, resolve},
    dataset::{self, Dataset},
    exporting::{Account, Exporter, Packer},
    tell,
    text::counted,
};

pub(crate) fn run(typed: &ExportCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    dataset::is_built()?;
    let ExportCommand { export, input, filter, answer } = typed;
    let root = resolve::destination(export)?;
    // Before files are looked for: the logs may lie in the same directory.
    dataset::clear(root);
    let mut inquiry = Inquiry::new(input, filter, answer, &[], console)?;
    let dataset = Arc::new(Dataset::open(root, export.raw == KeepRaw::Yes)?);
    let threads = inquiry.threads();
    let mut exporter = Exporter::new(dataset.clone(), inquiry.inputs(), answer.dedup, threads)?;
    let (report, _) = inquiry.scan(false, || Packer(&dataset), |matches| exporter.take(matches))?;
    let account = exporter.finish()?;
    let matched = report.matched > 0;
    if matched && !answer.quiet {
        tell::line(console.stderr, &line(&account, root));
    }
    let duplicates = exporter.duplicates;
    // Nothing ends at a first match here, whatever `--quiet` means elsewhere.
    let findings =
        Findings { report, matched, is_revocable: true, duplicates, ..Findings::default() };
    Ok(inquiry.conclude(findings, console))
}

/// What was written, and what was there already.
fn line(account: &Account, root: &Path) -> String {
    let Account { files, rows, bytes, rows_there, partitions } = *account;
    let root = root.display();
    let there = counted(rows_there, "event");
    if files == 0 {
        let was = if rows_there == 1 { "was" } else { "were" };
        return format!("{root}: nothing new, {there} {was} there already");
    }
    let (rows, files) = (counted(rows, "event"), counted(files, "new file"));
    let partitions = counted(partitions, "partition");
    let line = format!("{root}: {rows} in {files}, {}, in {partitions}", size(bytes));
    if rows_there == 0 { line } else { format!("{line}; already there: {there}") }
}

#[expect(clippy::cast_precision_loss, reason = "shown to one decimal")]
fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => counted(bytes, "byte"),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
