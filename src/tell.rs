//! What is said on standard error: errors, warnings, hints and statistics.
//!
//! Every line begins with the program's name. A message that cannot be written is lost, because
//! there is nobody left to tell.

use std::{io::Write, time::Duration};

use serde_json::{Value, json};

use crate::{
    report::Report,
    sink::Shortage,
    source::Input,
    text::{counted, grouped},
    wrong::Wrong,
};

/// One line, `trailscan: …`.
pub(crate) fn line(to: &mut dyn Write, message: &str) {
    let _ = writeln!(to, "trailscan: {}", on_one_line(message));
}

/// An error that ends the program, and what would work.
pub(crate) fn error(to: &mut dyn Write, error: &anyhow::Error) {
    line(to, &format!("{error:#}"));
    if let Some(advice) = error.downcast_ref::<Wrong>().and_then(Wrong::advice) {
        let _ = writeln!(to, "\nhint: {}", on_one_line(advice));
    }
}

/// What a terminal had no room for; `chooser` is the flag that chooses what is shown.
pub(crate) fn shortage(to: &mut dyn Write, shortage: &Shortage, chooser: Option<&str>) {
    if !shortage.dropped.is_empty() {
        let columns = shortage.dropped.join(", ");
        let flag = chooser.map_or(String::new(), |flag| format!(", {flag}"));
        line(to, &format!("no room for {columns}: a wider terminal{flag} or a pipe shows more"));
    }
    if shortage.cramped {
        let flag = chooser.map_or(String::new(), |flag| format!(", fewer {flag}"));
        line(to, &format!("columns cut short: a wider terminal{flag} or a pipe shows more"));
    }
}

/// Groups that were not asked to be shown.
pub(crate) fn beyond_top(to: &mut dyn Write, groups: usize) {
    if groups > 0 {
        line(to, &format!("{} more than --top shows", counted(groups as u64, "group")));
    }
}

/// A warning: the field may be a mistake, or a key that AWS has added since.
pub(crate) fn unfamiliar(to: &mut dyn Write, title: &str) {
    let meaning = "no field that AWS documents, taken for a key at the top of a record";
    let other = format!("`.{title}` says that it is one, `requestParameters.{title}` looks there");
    line(to, &format!("`{title}`: {meaning}; {other}"));
}

/// Paths and messages may hold what an attacker named a file.
fn on_one_line(message: &str) -> std::borrow::Cow<'_, str> {
    crate::sink::safe::shown(message, crate::sink::safe::Surface::Terminal)
}

/// Everything that a person must know to trust the answer.
pub(crate) fn complaints(to: &mut dyn Write, report: &Report, inputs: &[Input]) {
    for problem in &report.problems {
        line(to, &format!("{}: {}", problem.path.display(), problem.fault));
    }
    for (input, damage) in &report.complaints {
        line(to, &format!("{}: {damage}", name_of(*input, inputs)));
    }
    let all = counted(report.files.all, "file");
    if let unread @ 1.. = report.files.damaged + report.files.unopened {
        line(to, &format!("{} of {all} could not be read completely", grouped(unread)));
    }
    if report.without_time > 0 {
        let events = counted(report.without_time, "event");
        line(to, &format!("{events} left out by --since or --until: no usable eventTime"));
    }
}

/// An input as a person knows it.
pub(crate) fn name(path: &std::path::Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

/// The same of the input at a place in the order of inputs.
pub(crate) fn name_of(input: usize, inputs: &[Input]) -> String {
    inputs.get(input).map(|input| name(input.path())).unwrap_or_default()
}

/// Files that the statistics for people name; those for scripts name them all.
const FOREIGN_NAMED_MAX: usize = 10;

/// The statistics for people.
pub(crate) fn stats(
    to: &mut dyn Write,
    report: &Report,
    inputs: &[Input],
    duplicates: u64,
    took: Duration,
) {
    let files = &report.files;
    let seconds = took.as_secs_f64();
    let _ = writeln!(to, "files       {}", files.in_words());
    for input in report.foreign.iter().take(FOREIGN_NAMED_MAX) {
        let name = name_of(*input, inputs);
        let _ = writeln!(to, "            no CloudTrail in {}", on_one_line(&name));
    }
    let unnamed = report.foreign.len().saturating_sub(FOREIGN_NAMED_MAX);
    if unnamed > 0 {
        let files = counted(unnamed as u64, "file");
        let _ = writeln!(to, "            nor in {files} more, which --stats=json names");
    }
    if report.had_enough {
        let _ = writeln!(to, "            enough had matched, and the rest was not read");
    }
    let _ = writeln!(to, "outcome     {}", outcomes(report));
    let _ = writeln!(
        to,
        "records     {} = {} matched + {} rejected + {} unreadable",
        grouped(report.records),
        grouped(report.matched),
        grouped(report.rejected),
        grouped(report.unreadable),
    );
    if report.others > 0 {
        let others = counted(report.others, "other value");
        let _ = writeln!(to, "            and {others} of JSON among them");
    }
    let _ = writeln!(to, "duplicates  {} dropped", grouped(duplicates));
    let _ = writeln!(
        to,
        "read        {:.1} MB, {:.1} MB inflated",
        megabytes(report.bytes_read),
        megabytes(report.bytes_inflated)
    );
    let _ = writeln!(
        to,
        "time        {seconds:.3} s, {:.0} MB/s, {} records/s",
        megabytes(report.bytes_inflated) / seconds.max(1e-9),
        grouped(per_second(report.records, seconds)),
    );
}

/// What became of the files, and of the paths that led to none.
fn outcomes(report: &Report) -> String {
    let files = &report.files;
    let [whole, damaged, unopened] = [files.whole(), files.damaged, files.unopened].map(grouped);
    let failed = match report.paths_failed() {
        0 => String::new(),
        failed => format!("; {} that could not be walked", counted(failed, "path")),
    };
    format!("{whole} whole, {damaged} damaged, {unopened} unopened{failed}")
}

/// Everything that may have cost events: paths that could not be walked, then what was wrong with
/// files. Places are bytes of the (inflated) text and records before them.
fn faults(report: &Report, inputs: &[Input]) -> Vec<Value> {
    let problems = report.problems.iter().filter(|problem| problem.loses_events);
    let problems =
        problems.map(|problem| json!({"path": name(&problem.path), "fault": problem.fault}));
    let damages = report.complaints.iter().map(|(input, damage)| {
        let place = |number: u64| damage.has_place().then_some(number);
        json!({
            "path": name_of(*input, inputs),
            "fault": damage.cause.to_string(),
            "byte": place(damage.at),
            "records_before": place(damage.records_before),
            "more": damage.more,
        })
    });
    problems.chain(damages).collect()
}

/// The statistics for scripts: one JSON object on one line.
pub(crate) fn stats_json(
    to: &mut dyn Write,
    report: &Report,
    inputs: &[Input],
    duplicates: u64,
    took: Duration,
) {
    let files = &report.files;
    let mut stats = files.json();
    let foreign = report.foreign.iter().map(|input| name_of(*input, inputs));
    let others = json!({
        "without_cloudtrail": foreign.collect::<Vec<_>>(),
        "paths_failed": report.paths_failed(),
        "faults": faults(report, inputs),
        "records": report.records,
        "matched": report.matched,
        "rejected": report.rejected,
        "unreadable": report.unreadable,
        "others": report.others,
        "had_enough": report.had_enough,
        "without_time": report.without_time,
        "duplicates": duplicates,
        "bytes_read": report.bytes_read,
        "bytes_inflated": report.bytes_inflated,
        "seconds": took.as_secs_f64(),
    });
    if let (Some(stats), Value::Object(others)) = (stats.as_object_mut(), others) {
        stats.extend(others);
    }
    let _ = writeln!(to, "{stats}");
}

#[expect(clippy::cast_precision_loss, reason = "shown to one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate, shown whole"
)]
fn per_second(number: u64, seconds: f64) -> u64 {
    (number as f64 / seconds.max(1e-9)) as u64
}
