//! `trailscan trace`: follow a credential, and every credential that came of it.

mod json;
mod rows;
mod tree;
mod words;

use std::{
    io::{BufWriter, Write as _},
    sync::Arc,
};

use super::{
    inquiry::{Findings, Inquiry},
    query,
};
use crate::{
    Console, Exit,
    aggregate::Set,
    cli::{
        TraceCommand,
        output_args::Format,
        resolve::{self, Terminal},
    },
    filter::{Condition, plan::Plan, signers::Signers},
    fingerprint::Seeds,
    lineage::{Evidence, Family, Lineage, Question},
    sink::{Fault, Shortage, sheet, sheet::Form},
    tell,
    text::counted,
    time::TimeRange,
};

pub(crate) fn run(typed: &TraceCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let terminal = Terminal::of(console);
    let id = resolve::traced(&typed.trace, &typed.output)?;
    let printing = resolve::printing(&typed.output, &typed.answer, terminal)?;
    let form = resolve::form(typed.output.format, &typed.answer, terminal)?;
    let range = resolve::time_range(&typed.filter, console.now()?)?;
    let mut inquiry =
        Inquiry::new(&typed.input, &typed.filter, &typed.answer, printing.fields(), console)?;
    if typed.trace.events {
        inquiry.readable_twice().map_err(|wrong| wrong.under("--events"))?;
    }
    let counted = inquiry.take_plan();
    let (seeds, wants_copies) = (Seeds::default(), typed.trace.events);
    let question = Question { id, counted, wants_copies, seeds };
    let (findings, lineage) = inquiry.fold(|| Lineage::new(&question))?;
    let without_time = lineage.without_time;
    let found = Found::of(lineage.evidence(), range);
    if found.family.members.is_empty() {
        unknown(&findings, &typed.trace.id, console);
    }
    let findings = if typed.trace.events {
        inquiry.ask(found.events(&question));
        let asked = if typed.answer.quiet {
            inquiry.look()?
        } else {
            query::print(&mut inquiry, &printing, console)?
        };
        asked.with_problems_of(findings)
    } else {
        let mut findings = found.tree_findings(findings, without_time);
        if !typed.answer.quiet {
            let printed = found.print(&typed.trace.id, typed.output.format, form, console);
            findings.shortage = super::printed(printed)?;
        }
        findings
    };
    Ok(inquiry.conclude(findings, console))
}

/// What a person at a terminal would wonder about.
fn unknown(findings: &Findings, id: &str, console: &mut Console<'_>) {
    if console.stderr_is_terminal && findings.report.records > 0 {
        let events = counted(findings.report.records, "event");
        tell::line(console.stderr, &format!("nothing in {events} is known as `{id}`"));
    }
}

/// Who was found, and what belongs to them.
struct Found<'l> {
    evidence: Evidence<'l>,
    family: Family,
}

impl<'l> Found<'l> {
    fn of(evidence: Evidence<'l>, range: TimeRange) -> Found<'l> {
        let family = Family::of(&evidence, range);
        Found { evidence, family }
    }

    /// Asks for the events of those who are followed, and for the copies that others received.
    fn events(&self, question: &Question) -> Plan {
        let followed: Set<usize> = self.family.followed().collect();
        let signers = Signers {
            signers: self.evidence.signers(&followed),
            shared: self.evidence.shared(&followed),
            seeds: question.seeds.clone(),
        };
        question.counted.and(Condition::SignedBy(Arc::new(signers)))
    }

    /// In the tree, what matches is the calls that it counts.
    fn tree_findings(&self, mut findings: Findings, without_time: u64) -> Findings {
        let nodes = self.family.members.iter().map(|member| &self.evidence.nodes[member.node]);
        let calls = nodes.map(|node| self.evidence.calls(node).span.count).sum();
        let report = &mut findings.report;
        report.rejected = (report.matched + report.rejected).saturating_sub(calls);
        report.matched = calls;
        report.without_time = without_time;
        findings.matched = !self.family.members.is_empty();
        findings
    }

    fn print(
        &self,
        id: &str,
        format: Format,
        form: Form,
        console: &mut Console<'_>,
    ) -> Result<Shortage, Fault> {
        let mut to = BufWriter::new(&mut console.stdout);
        let shortage = match format {
            Format::Table => tree::print(self, form, &mut to).map(|()| Shortage::default())?,
            Format::Json => {
                writeln!(to, "{}", json::object(self, id, form.zone))?;
                Shortage::default()
            }
            Format::Jsonl | Format::Csv | Format::Tsv => {
                sheet::print(&rows::sheet(self), form, None, &mut to)?
            }
        };
        to.flush()?;
        Ok(shortage)
    }
}
