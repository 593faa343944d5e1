//! A summary as a page for people.

use std::io::Write;

use super::{
    super::heading::{heading, width},
    Summary,
    section::Section,
};
use crate::{
    sink::{
        Fault, Shortage, bar,
        safe::{Surface, shown},
        sheet::{self, Form, Value},
        table::Picture,
    },
    text::{counted, grouped, wrapped},
};

/// More accounts and regions are counted and not shown.
const PLACES_MAX: usize = 24;

/// Gaps that are named.
const GAPS_MAX: usize = 5;

/// What is said of a name begins here.
const INDENT: usize = 12;

type Output<'w> = dyn Write + Send + 'w;

/// Prints the page; what it had no room for is told together.
pub(super) fn print(summary: &Summary, form: Form, to: &mut Output<'_>) -> Result<Shortage, Fault> {
    heading("EVIDENCE", "", form, to)?;
    for (name, words) in summary.evidence.facts(form.zone) {
        let words = shown(&words, Surface::Terminal);
        let words = width(form).map_or(words.to_string(), |width| wrapped(&words, width, INDENT));
        writeln!(to, "{name:<INDENT$}{words}")?;
    }
    let mut shortage = Shortage::default();
    if summary.evidence.events.count == 0 {
        return Ok(shortage);
    }
    writeln!(to)?;
    shortage.join(coverage(summary, form, to)?);
    for section in &summary.sections {
        writeln!(to)?;
        shortage.join(table(section, form, to)?);
    }
    Ok(shortage)
}

fn coverage(summary: &Summary, form: Form, to: &mut Output<'_>) -> Result<Shortage, Fault> {
    let covered = &summary.covered;
    if covered.hours() == 0 {
        heading("COVERAGE", "unknown: no event has a usable time", form, to)?;
        return Ok(Shortage::default());
    }
    let matching = if summary.evidence.is_filtered() { " that matches" } else { "" };
    let missing = if summary.evidence.is_filtered() {
        "an hour without has none that matches"
    } else {
        "an hour without is quiet, or its files are missing"
    };
    let words = format!("hours with an event, of {}; {missing}", grouped(covered.hours()));
    heading("COVERAGE", &words, form, to)?;
    let sheet = covered.sheet(PLACES_MAX);
    let more = covered.rows.len().saturating_sub(PLACES_MAX);
    let picture = Picture {
        least: 8,
        most: u16::try_from(covered.hours()).unwrap_or(u16::MAX).clamp(8, 96),
        heading: &|room| covered.axis(room, form.zone),
        beside: &|row, room| {
            let (lane, most) = covered.lane(row, room);
            bar::lane(&lane, most, 1, form.is_coloured())
        },
    };
    let mut shortage = sheet::print(&sheet, form, Some(&picture), to)?;
    if more > 0 {
        writeln!(to, "and {} more; --format json has all", counted(more as u64, "row"))?;
    }
    let (all, gaps) = covered.gaps(GAPS_MAX);
    writeln!(to)?;
    let words = match all {
        0 => "none: every account has events in every hour".to_owned(),
        _ if all > gaps.rows.len() => {
            format!(
                "the longest of {} in which an account has no event{matching}",
                grouped(all as u64)
            )
        }
        _ => format!("in which an account has no event{matching}"),
    };
    heading("GAPS", &words, form, to)?;
    shortage.join(sheet::print(&gaps, form, None, to)?);
    Ok(shortage)
}

fn table(section: &Section, form: Form, to: &mut Output<'_>) -> Result<Shortage, Fault> {
    let shown = section.sheet.rows.len();
    let words = match section.different {
        0 => "none".to_owned(),
        all if all > shown => format!("{shown} of {}", grouped(all as u64)),
        _ => String::new(),
    };
    heading(&section.key.to_uppercase().replace('_', " "), &words, form, to)?;
    let most = section.sheet.rows.iter().filter_map(|row| count(row)).max().unwrap_or_default();
    let picture = Picture {
        least: 6,
        most: 40,
        heading: &|_| String::new(),
        beside: &|row, room| {
            let count = section.sheet.rows.get(row).and_then(|row| count(row));
            bar::bar(count.unwrap_or_default(), most, room, form.is_coloured())
        },
    };
    sheet::print(&section.sheet, form, Some(&picture), to)
}

/// What the bar beside a row shows.
fn count(row: &[Value]) -> Option<u64> {
    match row.first() {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    }
}
