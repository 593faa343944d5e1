//! `trailscan query`: print the events that match.

use std::io::BufWriter;

use super::inquiry::{Findings, Inquiry};
use crate::{
    Console, Exit,
    cli::{
        QueryArgs,
        resolve::{self, Printing, Terminal},
    },
    event::Record,
    matches::{Matches, Outlet, Sort},
    row::Columns,
    scan::Worker,
    sink::table::Column,
};

pub(crate) fn run(typed: &QueryArgs, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let printing = resolve::printing(&typed.output, &typed.answer, Terminal::of(console))?;
    let fields = printing.fields();
    let mut inquiry = Inquiry::new(&typed.input, &typed.filter, &typed.answer, fields, console)?;
    let findings =
        if typed.answer.quiet { inquiry.look()? } else { print(&mut inquiry, &printing, console)? };
    Ok(inquiry.conclude(findings, console))
}

/// Renders what one thread finds.
struct Renderer<'p>(&'p Printing);

impl Worker for Renderer<'_> {
    type Gathered = Matches;

    fn take(&mut self, record: &Record<'_>, _: usize, matches: &mut Matches) {
        let Printing { rendering, frame, choices } = self.0;
        matches.gather(record, rendering, *frame, *choices);
    }
}

/// Prints what matches the question.
pub(super) fn print(
    inquiry: &mut Inquiry<'_>,
    printing: &Printing,
    console: &mut Console<'_>,
) -> anyhow::Result<Findings> {
    let Printing { rendering, frame, choices } = printing;
    let columns = rendering.columns().map(table_columns).unwrap_or_default();
    let room = console.room();
    let streams = !frame.waits_for_all() && choices.sort == Sort::None;
    // Small batches are collected; a large one passes by the buffer, in one write.
    let stdout = BufWriter::with_capacity(64 * 1024, &mut console.stdout);
    let mut outlet = Outlet::new(frame.sink(columns, stdout), *choices, room);
    let (report, _) =
        inquiry.scan(streams, || Renderer(printing), |matches| outlet.take(matches))?;
    let shortage = super::printed(outlet.finish())?;
    let duplicates = outlet.duplicates;
    let matched = report.matched > 0;
    let chooser = Some("--fields");
    Ok(Findings { matched, report, duplicates, shortage, chooser, ..Findings::default() })
}

fn table_columns(columns: &Columns) -> Vec<Column> {
    columns.fields.iter().map(|field| Column::text(&field.title, !columns.chosen)).collect()
}
