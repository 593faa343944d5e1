//! What `verify` found as a page for people: what is wrong first, the verdict last, where a
//! terminal shows it.

use std::io::Write;

use super::{
    super::heading::{heading, width},
    Findings, verdict,
};
use crate::{
    custody::{Chain, Judged, Kind, Status, Why, why::hours},
    sink::{
        Fault, Shortage,
        safe::{Surface, shown},
        sheet::{self, Form, Sheet, Value},
        table::Column,
    },
    text::{ending, grouped, wrapped},
};

/// Files and gaps that are named, unless all are asked for.
const NAMED_MAX: usize = 100;

/// The sentences of a verdict stand below its word.
const INDENT: usize = 2;

type Output<'w> = dyn Write + Send + 'w;

/// Prints the page; what it had no room for is told together.
pub(super) fn print(
    findings: &Findings<'_>,
    all: bool,
    form: Form,
    to: &mut Output<'_>,
) -> Result<Shortage, Fault> {
    let named_max = if all { usize::MAX } else { NAMED_MAX };
    let mut shortage = Shortage::default();
    named("NOT VALID", &not_valid(findings), named_max, form, to)?;
    named("COULD NOT CHECK", &could_not_check(findings), named_max, form, to)?;
    if all {
        named("FILES", &every_file(findings), named_max, form, to)?;
    }
    let words = "the digests of a trail in one account and region";
    let mut section = |title: &str, words: &str, mut sheet: Sheet| -> Result<(), Fault> {
        let more = sheet.rows.len().saturating_sub(named_max);
        sheet.rows.truncate(named_max);
        if sheet.rows.is_empty() {
            return Ok(());
        }
        heading(title, words, form, to)?;
        shortage.join(sheet::print(&sheet, form, None, to)?);
        and_more(more, to)
    };
    section("CHAINS", words, chains(&findings.judgement.chains))?;
    section("GAPS", "time that no digest of a chain covers", gaps(findings))?;
    heading("VERDICT", verdict::word(findings), form, to)?;
    for sentence in verdict::sentences(findings, form.zone) {
        let sentence = shown(&sentence, Surface::Terminal);
        let sentence =
            width(form).map_or(sentence.to_string(), |width| wrapped(&sentence, width, INDENT));
        writeln!(to, "{:INDENT$}{sentence}", "")?;
    }
    to.flush()?;
    Ok(shortage)
}

/// A file that is named, and what is said of it.
struct Named {
    what: &'static str,
    status: &'static str,
    path: String,
    why: String,
}

/// Names files: in a pipe one a line, on a terminal, where that would be cut to nothing, a path and
/// below it what is said.
fn named(
    title: &str,
    files: &[Named],
    named_max: usize,
    form: Form,
    to: &mut Output<'_>,
) -> Result<(), Fault> {
    if files.is_empty() {
        return Ok(());
    }
    heading(title, "", form, to)?;
    let is_of_all = title == "FILES";
    let shown_files = &files[..files.len().min(named_max)];
    match width(form) {
        Some(width) => {
            for Named { what, status, path, why } in shown_files {
                let path = shown(path, Surface::Terminal);
                writeln!(to, "{:INDENT$}{}", "", ending(&path, width.saturating_sub(INDENT)))?;
                let mut words =
                    if is_of_all { format!("{what}, {status}") } else { (*what).into() };
                if !why.is_empty() {
                    words = format!("{words}: {why}");
                }
                let words = shown(&words, Surface::Terminal);
                let words = wrapped(&words, width, 2 * INDENT);
                let lines =
                    words.lines().map(|line| ending(line, width.saturating_sub(2 * INDENT)));
                for line in lines {
                    writeln!(to, "{:1$}{2}", "", 2 * INDENT, line.trim_start())?;
                }
            }
        }
        None => {
            let titles = ["what", "status", "why", "path"];
            let titles = titles.iter().filter(|title| is_of_all || **title != "status");
            let columns = titles.map(|title| Column::text(*title, false)).collect();
            let row = |file: &Named| {
                let why = (!file.why.is_empty()).then(|| file.why.clone());
                let mut row = vec![
                    Value::Text(file.what.to_owned()),
                    Value::from(why),
                    Value::Text(file.path.clone()),
                ];
                if is_of_all {
                    row.insert(1, Value::Text(file.status.to_owned()));
                }
                row
            };
            let rows = shown_files.iter().map(row).collect();
            sheet::print(&Sheet { columns, rows }, form, None, to)?;
        }
    }
    and_more(files.len() - shown_files.len(), to)
}

/// What was left out of a section, which ends here.
fn and_more(more: usize, to: &mut Output<'_>) -> Result<(), Fault> {
    if more > 0 {
        let more = grouped(more as u64);
        writeln!(to, "and {more} more; --all and --format json have them")?;
    }
    Ok(writeln!(to)?)
}

/// The files of which this holds, in the order of paths.
fn files(findings: &Findings<'_>, is_wanted: impl Fn(&Judged) -> bool) -> Vec<Named> {
    let all = findings.files.iter().zip(&findings.judgement.files);
    let all = all.filter(|(_, judged)| is_wanted(judged));
    all.map(|(file, judged)| Named {
        what: judged.kind.word(),
        status: judged.status.word(),
        path: file.path.clone(),
        why: judged.why.as_ref().map(Why::to_string).unwrap_or_default(),
    })
    .collect()
}

fn not_valid(findings: &Findings<'_>) -> Vec<Named> {
    let mut named = files(findings, |judged| judged.status == Status::NotValid);
    let missing = |what: Kind, path: &str, why: String| Named {
        what: what.word(),
        status: "missing",
        path: path.to_owned(),
        why,
    };
    for missed in &findings.judgement.missing_digests {
        let why = "missing, though the next digest names it".to_owned();
        named.push(missing(Kind::Digest, &missed.object, why));
    }
    for missed in &findings.judgement.missing_logs {
        let why = "missing, though a digest lists it".to_owned();
        named.push(missing(Kind::Log, &missed.object, why));
    }
    named
}

fn could_not_check(findings: &Findings<'_>) -> Vec<Named> {
    let mut named = files(findings, |judged| judged.status == Status::CouldNotCheck);
    named.extend(findings.judgement.strange.iter().map(|path| Named {
        what: "metadata",
        status: Status::CouldNotCheck.word(),
        path: path.clone(),
        why: "its signature is that of no digest here".to_owned(),
    }));
    named
}

/// Every file of concern.
fn every_file(findings: &Findings<'_>) -> Vec<Named> {
    files(findings, |judged| judged.kind != Kind::Other)
}

/// A trail as a person knows it.
fn trail(chain: &Chain) -> Value {
    let mut name = chain.trail.clone().unwrap_or_else(|| "-".to_owned());
    if let Some(organization) = &chain.organization {
        name = format!("{organization}/{name}");
    }
    if chain.is_backfill {
        name.push_str(" (backfill)");
    }
    Value::Text(name)
}

fn chains(chains: &[Chain]) -> Sheet {
    let columns = vec![
        Column::text("trail", true),
        Column::text("account", false),
        Column::text("region", false),
        Column::text("from", false),
        Column::text("until", true),
        Column::text("covered", true),
        Column::number("digests", true),
        Column::number("logs", true),
        Column::number("missing", true),
        Column::text("state", false),
    ];
    let row = |chain: &Chain| {
        vec![
            trail(chain),
            Value::Text(chain.account.clone()),
            chain.region.clone().into(),
            Value::Time(chain.from),
            Value::Time(chain.until),
            Value::Text(hours(chain.covered_seconds)),
            Value::Count(chain.digests),
            Value::Count(chain.logs),
            Value::Count(chain.digests_missing + chain.logs_missing),
            Value::Text(chain.status().word().to_owned()),
        ]
    };
    Sheet { columns, rows: chains.iter().map(row).collect() }
}

fn gaps(findings: &Findings<'_>) -> Sheet {
    let columns = vec![
        Column::text("from", false),
        Column::text("until", true),
        Column::text("length", true),
        Column::text("trail", true),
        Column::text("account", true),
        Column::text("region", false),
        Column::text("why", false),
    ];
    let chains = &findings.judgement.chains;
    let row = |gap: &crate::custody::Gap| {
        let chain = chains.get(gap.chain);
        vec![
            Value::Time(gap.from),
            Value::Time(gap.until),
            Value::Text(hours((gap.until - gap.from).num_seconds())),
            chain.map_or(Value::Absent, trail),
            chain.map(|chain| chain.account.clone()).into(),
            chain.and_then(|chain| chain.region.clone()).into(),
            Value::Text(gap.hole.words().to_owned()),
        ]
    };
    Sheet { columns, rows: findings.judgement.gaps.iter().map(row).collect() }
}
