//! `trailscan summary`: one page on what the logs are and what they are not.

mod coverage;
mod evidence;
mod page;
mod section;

use std::io::{BufWriter, Write};

use serde_json::{Value, json};

use super::inquiry::{Findings, Inquiry};
use crate::{
    Console, Exit,
    aggregate::overview::{Kind, Overview, Questions, Subject},
    cli::{
        SummaryCommand,
        output_args::{Format, PageFormat},
        resolve::{self, Terminal},
    },
    sink::{Fault, Shortage, sheet::Form},
    source::Input,
    time::{TimeRange, Zone},
    wrong::Wrong,
};
use coverage::Covered;
use evidence::{Evidence, Reading};
use section::Section;

pub(crate) fn run(typed: &SummaryCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let top = resolve::top(typed.summary.top)?;
    let format = match typed.summary.format {
        PageFormat::Table => Format::Table,
        PageFormat::Json => Format::Json,
    };
    let form = resolve::form(format, &typed.answer, Terminal::of(console))?;
    let questions = Questions::new(form.zone);
    let asked = resolve::time_range(&typed.filter, console.now()?)?;
    let mut inquiry = Inquiry::new(&typed.input, &typed.filter, &typed.answer, &[], console)?;
    if typed.answer.quiet {
        let findings = inquiry.look()?;
        return Ok(inquiry.conclude(findings, console));
    }
    let room = console.room().shared_by(inquiry.threads());
    let (mut findings, overview) = inquiry.fold(|| Overview::new(&questions, room.clone()))?;
    let summary = Summary::of(overview, &findings, inquiry.inputs(), &questions, asked, top)?;
    let printed = summary.print(typed.summary.format, form, &mut console.stdout);
    findings.shortage = super::printed(printed)?;
    Ok(inquiry.conclude(findings, console))
}

/// All that a summary says.
struct Summary {
    evidence: Evidence,
    covered: Covered,
    sections: Vec<Section>,
}

impl Summary {
    fn of(
        overview: Overview<'_>,
        findings: &Findings,
        inputs: &[Input],
        questions: &Questions,
        asked: TimeRange,
        top: usize,
    ) -> Result<Summary, Wrong> {
        let categories = overview.top(Kind::Categories, usize::MAX);
        let ranking = |key, title, kind| Section::ranking(key, title, overview.top(kind, top));
        let mut sections = vec![
            ranking("event_sources", "source", Kind::Sources),
            ranking("event_names", "name", Kind::Names),
            ranking("principals", "who", Kind::Principals),
            ranking("addresses", "ip", Kind::Addresses),
            ranking("user_agents", "agent", Kind::UserAgents),
            ranking("error_codes", "error-code", Kind::ErrorCodes),
        ];
        let Overview { coverage, groups, .. } = overview;
        let places = coverage.places();
        let evidence = Evidence {
            reading: Reading::of(&findings.report, inputs),
            events: overview.span,
            copies_dropped: findings.duplicates,
            copies: overview.fingerprints.copies()?,
            without_time: overview.without_time,
            without_event_id: overview.without_event_id,
            accounts: evidence::ranked(&places, |(account, _)| account.as_deref()),
            regions: evidence::ranked(&places, |(_, region)| region.as_deref()),
            categories,
        };
        let subjects = Subject::ALL.into_iter().zip(groups);
        sections.extend(subjects.map(|(subject, groups)| {
            Section::groups(subject, groups, questions.grouping(subject), top)
        }));
        Ok(Summary { evidence, covered: Covered::of(places, asked), sections })
    }

    fn print(
        &self,
        format: PageFormat,
        form: Form,
        to: &mut (dyn Write + Send),
    ) -> Result<Shortage, Fault> {
        let to = &mut BufWriter::new(to);
        let shortage = match format {
            PageFormat::Table => page::print(self, form, to)?,
            PageFormat::Json => {
                writeln!(to, "{}", self.json(form.zone))?;
                Shortage::default()
            }
        };
        to.flush()?;
        Ok(shortage)
    }

    fn json(&self, zone: Zone) -> Value {
        let mut all = self.evidence.json(zone);
        all["coverage"] = self.covered.json(zone);
        for section in &self.sections {
            all[section.key] = json!({
                "different": section.different,
                "events": section.events,
                "top": section.sheet.json(zone),
            });
        }
        all
    }
}
