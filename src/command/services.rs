//! `trailscan services [NAME]`: what CloudTrail records for a service.

use std::fmt::Write as _;

use crate::{
    Console, Exit,
    cli::{ServicesArgs, output_args::PageFormat},
    row::Row,
    services::{self, Action, Service},
    sink::table::{self, Column, Style},
    text::wrapped,
    wrong::{Wrong, did_you_mean},
};

pub(crate) fn run(typed: &ServicesArgs, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let text = match (&typed.name, typed.format) {
        (None, PageFormat::Table) => overview(console.stdout_width),
        (None, PageFormat::Json) => {
            let all: Vec<_> = services::all().iter().map(json).collect();
            format!("{}\n", serde_json::Value::Array(all))
        }
        (Some(name), PageFormat::Table) => page(find(name)?, console.stdout_width),
        (Some(name), PageFormat::Json) => format!("{}\n", json(find(name)?)),
    };
    super::unless_closed(console.stdout.write_all(text.as_bytes()))?;
    Ok(Exit::Success)
}

fn find(name: &str) -> Result<&'static Service, Wrong> {
    services::find(name).ok_or_else(|| {
        let names = || services::all().iter().map(|service| service.name);
        let listed = names().collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(name, names()).unwrap_or_else(|| {
            format!(
                "listed are {listed}; any other is searched as it is: \
                 trailscan query --source {name}"
            )
        });
        Wrong::new(format!("`{name}`"), "no such service is listed").hint(hint)
    })
}

fn draw(titles: &[&str], rows: Vec<Vec<String>>, width: Option<u16>) -> String {
    let columns: Vec<Column> = titles.iter().map(|title| Column::text(*title, false)).collect();
    let rows = rows.into_iter().map(|row| -> Row<'static> {
        row.into_iter().map(|cell| (!cell.is_empty()).then(|| cell.into())).collect()
    });
    let mut table = Vec::new();
    // Memory takes all that is written to it.
    let _ = table::draw(&mut table, &columns, rows, Style { width, color: false }, None);
    String::from_utf8_lossy(&table).into_owned()
}

fn overview(width: Option<u16>) -> String {
    let rows = services::all().iter().map(|service| {
        vec![service.name.to_owned(), service.event_sources.join(", "), service.title.to_owned()]
    });
    let mut text = draw(&["name", "event sources", "service"], rows.collect(), width);
    text.push_str(
        "\n`trailscan services NAME` tells more; `trailscan query --source NAME` searches.\n",
    );
    text
}

fn page(service: &Service, width: Option<u16>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}\n{}\n", service.title, service.state);
    let _ =
        writeln!(text, "--source {} matches  {}", service.name, service.event_sources.join(", "));
    if !service.neighbours.is_empty() {
        let _ = writeln!(text, "related, not matched  {}", service.neighbours.join(", "));
    }
    text.push('\n');
    for note in service.notes {
        let width = usize::from(width.unwrap_or(100).min(100));
        let _ = writeln!(text, "- {}", wrapped(note, width, 2));
    }
    if !service.actions.is_empty() {
        let rows = service.actions.iter().map(|action| {
            let cells = [action.name, action.event_source, action.logged.words(), action.note];
            cells.map(str::to_owned).to_vec()
        });
        text.push('\n');
        text.push_str(&draw(&["action", "event source", "logged", "note"], rows.collect(), width));
    }
    let _ = writeln!(text, "\nFrom: {}", service.sources.join("; "));
    text
}

fn json(service: &Service) -> serde_json::Value {
    let action = |action: &Action| {
        serde_json::json!({
            "name": action.name,
            "eventSource": action.event_source,
            "logged": action.logged.words(),
            "note": action.note,
        })
    };
    serde_json::json!({
        "name": service.name,
        "title": service.title,
        "aliases": service.aliases,
        "eventSources": service.event_sources,
        "neighbours": service.neighbours,
        "state": service.state,
        "notes": service.notes,
        "actions": service.actions.iter().map(action).collect::<Vec<_>>(),
        "sources": service.sources,
    })
}
