//! `trailscan timeline`: how many events match in each stretch of time, and how they ended.
//!
//! One timeline is a row for each stretch, with a bar. Of several, a program gets a row for each
//! stretch and group, and a person at a terminal a line for each group, drawn as a lane.

mod bars;
mod lanes;

use std::io::BufWriter;

use super::inquiry::Inquiry;
use crate::{
    Console, Exit,
    aggregate::{
        ended::Ended,
        timeline::{Ruler, Stretches, Timeline},
    },
    cli::{
        TimelineCommand,
        resolve::{self, Terminal},
    },
    sink::{
        Fault, Frame, Shortage,
        safe::Surface,
        sheet::{self, Form, Sheet, Value},
        table::Column,
    },
    tell,
    text::{counted, grouped},
    time::{Timestamp, Zone},
    wrong::Wrong,
};

/// More would be no picture, and one false date makes millions of short stretches.
const STRETCHES_MAX: usize = 100_000;

/// Rows for every group and stretch, which are kept until all are printed.
const ROWS_MAX: usize = 1_000_000;

pub(crate) fn run(typed: &TimelineCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let form = resolve::form(typed.timeline.format, &typed.answer, Terminal::of(console))?;
    let ruler = resolve::ruler(&typed.timeline, form.zone)?;
    let (since, until) = resolve::time_range(&typed.filter, console.now()?)?.bounds();
    let mut inquiry = Inquiry::new(&typed.input, &typed.filter, &typed.answer, &ruler.by, console)?;
    if typed.answer.quiet {
        let findings = inquiry.look()?;
        return Ok(inquiry.conclude(findings, console));
    }
    let (mut findings, timeline) = inquiry.fold(|| Timeline::new(&ruler))?;
    let (without_time, ends) = (timeline.without_time, timeline.ends());
    let top = typed.timeline.top.unwrap_or(usize::MAX);
    let drawn = timeline.stretches(since, until, STRETCHES_MAX).map(|drawn| drawn.top(top));
    let fault = match &drawn {
        None => Some(format!("too many stretches{}", between(ends, form.zone))),
        Some(drawn) if drawn.rows() > ROWS_MAX && !draws_lanes(&ruler, form) => Some(format!(
            "a row for each of {} in each of {} stretches is too many",
            counted(drawn.series.len() as u64, "group"),
            grouped(drawn.starts.len() as u64)
        )),
        _ => None,
    };
    let Some(drawn) = drawn.filter(|_| fault.is_none()) else {
        inquiry.conclude(findings, console);
        return Err(too_many(typed, fault.unwrap_or_default()).into());
    };
    let (shortage, drawing) = super::printed(print(&drawn, &ruler, form, console))?;
    findings.shortage = shortage;
    caution(&drawn, without_time, console);
    remark(&drawn, &drawing, &typed.timeline.every, console);
    Ok(inquiry.conclude(findings, console))
}

/// What nobody may overlook.
fn caution(drawn: &Stretches, without_time: u64, console: &mut Console<'_>) {
    if without_time > 0 {
        let events = counted(without_time, "event");
        tell::line(console.stderr, &format!("{events} in no stretch: no usable eventTime"));
    }
    if drawn.is_shortened {
        let words = "--since, --until: too far apart for all stretches between them; shown are \
                     those from the first event to the last";
        tell::line(console.stderr, words);
    }
}

/// What a person at a terminal would wonder about.
fn remark(drawn: &Stretches, drawing: &Drawing, every: &str, console: &mut Console<'_>) {
    if !console.stderr_is_terminal {
        return;
    }
    match drawing {
        Drawing::Lanes(together @ 2..) => {
            tell::line(console.stderr, &format!("each character is {together} times {every}"));
        }
        Drawing::Nothing => {
            let words = "no room to draw: a wider terminal, fewer --by or a pipe shows more";
            tell::line(console.stderr, words);
        }
        Drawing::Rows | Drawing::Lanes(_) => {}
    }
    tell::beyond_top(console.stderr, drawn.beyond_top);
}

fn between(ends: Option<(Timestamp, Timestamp)>, zone: Zone) -> String {
    ends.map_or(String::new(), |(first, last)| {
        format!(" from {} to {}", zone.show(first), zone.show(last))
    })
}

fn too_many(typed: &TimelineCommand, fault: String) -> Wrong {
    let every = &typed.timeline.every;
    Wrong::new(format!("--every `{every}`"), fault).hint(
        "use longer ones, or fewer groups with --top; --since and --until leave out false dates",
    )
}

/// Whether groups are drawn for a person, who needs no row for each stretch.
fn draws_lanes(ruler: &Ruler, form: Form) -> bool {
    is_for_a_person(form) && !ruler.by.is_empty()
}

fn is_for_a_person(form: Form) -> bool {
    matches!(form.frame, Frame::Table(_)) && form.surface == Surface::Terminal
}

/// Prints it, and says how it was drawn.
fn print(
    drawn: &Stretches,
    ruler: &Ruler,
    form: Form,
    console: &mut Console<'_>,
) -> Result<(Shortage, Drawing), Fault> {
    let to = &mut BufWriter::new(&mut console.stdout);
    match (is_for_a_person(form), draws_lanes(ruler, form)) {
        (_, true) => lanes::print(drawn, ruler, form, to),
        (true, false) => Ok((bars::print(drawn, form, to)?, Drawing::Rows)),
        (false, false) => Ok((sheet::print(&rows(drawn, ruler), form, None, to)?, Drawing::Rows)),
    }
}

/// How a timeline was drawn.
#[derive(Default)]
enum Drawing {
    /// A row for each stretch.
    #[default]
    Rows,
    /// A lane for each group, of which a character is so many stretches.
    Lanes(usize),
    /// There was no room for lanes.
    Nothing,
}

fn counts(ended: Ended) -> [Value; 3] {
    [ended.all(), ended.failed, ended.denied].map(Value::Count)
}

/// A row for each stretch and group.
fn rows(drawn: &Stretches, ruler: &Ruler) -> Sheet {
    let mut columns = vec![Column::text("time", false)];
    columns.extend(ruler.by.iter().map(|field| Column::text(&field.title, false)));
    columns.extend(["count", "failed", "denied"].map(|title| Column::number(title, false)));
    let mut rows = Vec::new();
    for start in &drawn.starts {
        for series in &drawn.series {
            let mut row = vec![Value::Time(*start)];
            row.extend(series.keys.iter().cloned().map(Value::from));
            row.extend(counts(series.at(*start)));
            rows.push(row);
        }
    }
    Sheet { columns, rows }
}
