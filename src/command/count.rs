//! `trailscan count`: how many events match, in groups, and when the first and last of them were.

use std::io::BufWriter;

use super::inquiry::Inquiry;
use crate::{
    Console, Exit,
    aggregate::{
        choice::{Choice, Chosen},
        groups::{Counted, Grouping, Groups},
        span::Span,
    },
    cli::{
        CountCommand,
        output_args::Format,
        resolve::{self, Terminal},
    },
    sink::{
        Fault, Shortage, bar,
        sheet::{self, Form, Sheet, Value},
        table::{Column, Picture},
    },
    tell,
    text::counted,
};

pub(crate) fn run(typed: &CountCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let form = resolve::form(typed.count.format, &typed.answer, Terminal::of(console))?;
    let grouping = resolve::grouping(&typed.count, form.zone)?;
    let (since, _) = resolve::time_range(&typed.filter, console.now()?)?.bounds();
    let choice = resolve::choice(&typed.count, since, console.now()?)?;
    let fields = [&grouping.by, &grouping.distinct, &grouping.sum].map(Vec::as_slice).concat();
    let mut inquiry = Inquiry::new(&typed.input, &typed.filter, &typed.answer, &fields, console)?;
    if typed.answer.quiet && choice.takes_everything() {
        let findings = inquiry.look()?;
        return Ok(inquiry.conclude(findings, console));
    }
    let (mut findings, folded) = inquiry.fold(|| Groups::new(&grouping))?;
    let (total, without_time) = (folded.total(), folded.without_time());
    let groups: Vec<Counted> = folded.counted().collect();
    // Where no group is enough of one, the answer is that there is none.
    findings.matched = groups.iter().any(|group| choice.takes(group));
    // A first event that could not be read would have made a group an old one.
    findings.is_revocable = choice.new_since.is_some();
    if !typed.answer.quiet {
        let chosen = chosen(groups, &grouping, choice);
        let is_one_number = typed.count.format == Format::Table && fields.is_empty();
        let printed = if is_one_number {
            let written = writeln!(console.stdout, "{}", total.count);
            written.map(|()| Shortage::default()).map_err(Fault::Output)
        } else {
            let sheet = sheet(&grouping, &chosen.groups, total);
            print(&sheet, form, &chosen.groups, console)
        };
        findings.shortage = super::printed(printed)?;
        remark(&chosen, total, console);
        caution(&chosen.groups, if choice.new_since.is_some() { without_time } else { 0 }, console);
    }
    Ok(inquiry.conclude(findings, console))
}

/// The groups that are shown. Without groups there is one number: it is told as it is, even if it
/// is nought or too small.
fn chosen(mut groups: Vec<Counted>, grouping: &Grouping, choice: Choice) -> Chosen {
    if !grouping.by.is_empty() {
        return choice.of(groups.into_iter());
    }
    groups.extend(groups.is_empty().then(|| Counted::nothing(grouping)));
    Chosen { groups, beyond_top: 0 }
}

/// What a person at a terminal would wonder about.
fn remark(chosen: &Chosen, total: Span, console: &mut Console<'_>) {
    if !console.stderr_is_terminal {
        return;
    }
    if chosen.groups.is_empty() && total.count > 0 {
        let events = counted(total.count, "event");
        tell::line(console.stderr, &format!("no group of {events} is one that was asked for"));
    }
    tell::beyond_top(console.stderr, chosen.beyond_top);
}

/// What nobody may overlook: events that may be older than what is new, and sums that are missing.
fn caution(groups: &[Counted], may_be_older: u64, console: &mut Console<'_>) {
    if may_be_older > 0 {
        let events = counted(may_be_older, "event");
        tell::line(console.stderr, &format!("{events} may be older: no usable eventTime"));
    }
    let sums = groups.iter().flat_map(|group| &group.sums).flatten();
    let too_large = sums.filter(|sum| sum.in_billionths().is_none()).count() as u64;
    if too_large > 0 {
        let sums = counted(too_large, "sum");
        tell::line(console.stderr, &format!("{sums} left out: a number beyond 10^20"));
    }
}

fn sheet(grouping: &Grouping, groups: &[Counted], total: Span) -> Sheet {
    let worked_out = |word, title| Column::number(format!("{word}_{title}"), false);
    let has_groups = !grouping.by.is_empty();
    let mut columns = vec![Column::number("count", false)];
    columns.extend(has_groups.then(|| Column::number("share", true)));
    columns.extend(grouping.by.iter().map(|field| Column::text(&field.title, false)));
    columns.extend(["first_seen", "last_seen"].map(|title| Column::text(title, true)));
    columns.extend(grouping.distinct.iter().map(|field| worked_out("distinct", &field.title)));
    columns.extend(grouping.sum.iter().map(|field| worked_out("sum", &field.title)));
    let row = |group: &Counted| {
        let Counted { keys, span, distinct, sums } = group;
        let mut row = vec![Value::Count(span.count)];
        row.extend(has_groups.then_some(Value::Share(span.count, total.count)));
        row.extend(keys.iter().cloned().map(Value::from));
        row.extend([Value::from(span.first), Value::from(span.last)]);
        row.extend(distinct.iter().copied().map(Value::Count));
        row.extend(sums.iter().copied().map(Value::from));
        row
    };
    Sheet { columns, rows: groups.iter().map(row).collect() }
}

/// Prints the groups, on a terminal with a bar beside each.
fn print(
    sheet: &Sheet,
    form: Form,
    groups: &[Counted],
    console: &mut Console<'_>,
) -> Result<Shortage, Fault> {
    let color = form.is_coloured();
    let most = groups.iter().map(|group| group.span.count).max().unwrap_or_default();
    let count = |row: usize| groups.get(row).map_or(0, |group| group.span.count);
    let picture = Picture {
        least: 8,
        most: 40,
        heading: &|_| String::new(),
        beside: &|row, room| bar::bar(count(row), most, room, color),
    };
    let picture = (groups.len() > 1).then_some(&picture);
    sheet::print(sheet, form, picture, &mut BufWriter::new(&mut console.stdout))
}
