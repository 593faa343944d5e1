//! The tree as a person reads it.

use std::{collections::BTreeMap, io::Write};

use super::{super::heading::width, Found, rows::One, words};
use crate::{
    lineage::{Parent, Relation},
    sink::{
        Fault,
        safe::{Surface, shown},
        sheet::Form,
    },
    text::{counted, grouped, wrapped},
};

type Output<'w> = dyn Write + Send + 'w;

/// Deeper levels are not set further in, and say how deep they are: a role that renews itself for a
/// year is a chain of thousands.
const LEVELS_MAX: usize = 12;

/// What is left for words behind the rails of a terminal; on a narrow one fewer levels are set in.
const WORDS_WIDTH_MIN: usize = 24;

/// A line, and how it stands out.
struct Line {
    text: String,
    ink: Ink,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ink {
    Plain,
    Bold,
    Faint,
    /// ANSI's yellow.
    Warning,
}

impl Ink {
    fn of(self, text: String) -> Line {
        Line { text, ink: self }
    }

    fn code(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Bold => "\u{1b}[1m",
            Ink::Faint => "\u{1b}[2m",
            Ink::Warning => "\u{1b}[33m",
        }
    }
}

pub(super) fn print(found: &Found<'_>, form: Form, to: &mut Output<'_>) -> Result<(), Fault> {
    let members = &found.family.members;
    let mut has_children = vec![false; members.len()];
    for parent in members.iter().filter_map(|member| member.parent) {
        has_children[parent] = true;
    }
    let hidden = hidden(found);
    let levels_max = levels_max(form);
    let mut rails: Vec<bool> = Vec::new();
    for (place, one) in One::all(found).enumerate() {
        let member = one.member;
        if place > 0 && member.depth == 0 {
            writeln!(to)?;
        }
        rails.truncate(member.depth.saturating_sub(1));
        let before: String = rails.iter().take(levels_max).map(|goes_on| rail(*goes_on)).collect();
        let (branch, below) = match (member.depth, member.is_last) {
            (0, _) => ("", ""),
            (_, false) => ("├─ ", rail(true)),
            (_, true) => ("└─ ", rail(false)),
        };
        if member.depth > 0 {
            rails.push(!member.is_last);
        }
        let mut prefix = format!("{before}{branch}");
        let below = format!("{before}{below}");
        for line in head(&one, found, form, levels_max) {
            print_line(&prefix, &below, &line, form, to)?;
            prefix.clone_from(&below);
        }
        let below = format!("{below}{}", rail(has_children[place]));
        let hidden = hidden.get(&member.node).copied().unwrap_or_default();
        for line in body(&one, hidden, form) {
            print_line(&below, &below, &line, form, to)?;
        }
    }
    if members.is_empty() {
        return Ok(());
    }
    writeln!(to)?;
    print_line("", "", &Ink::Faint.of(total(found)), form, to)
}

fn rail(goes_on: bool) -> &'static str {
    if goes_on { "│  " } else { "   " }
}

fn levels_max(form: Form) -> usize {
    // A level has a rail of three columns, and so have its branch and what stands below it.
    let set_in = width(form).map(|width| width.saturating_sub(WORDS_WIDTH_MIN + 6) / 3);
    set_in.unwrap_or(LEVELS_MAX).min(LEVELS_MAX)
}

/// How many each handed out that are not in the tree.
fn hidden(found: &Found<'_>) -> BTreeMap<usize, usize> {
    let mut hidden = BTreeMap::new();
    let links = found.evidence.links.iter();
    for link in links.filter(|link| found.family.place(link.child).is_none()) {
        if let Parent::Node(parent) = link.parent {
            *hidden.entry(parent).or_default() += 1;
        }
    }
    hidden
}

/// How a credential was made, and who it is.
fn head(one: &One<'_>, found: &Found<'_>, form: Form, levels_max: usize) -> Vec<Line> {
    let member = one.member;
    let under = member.parent.map(|parent| found.family.members[parent].node);
    let link = one.links().iter().find(|link| match link.parent {
        Parent::Node(parent) => Some(parent) == under,
        Parent::Other(_) => under.is_none(),
    });
    let level = match member.depth {
        depth if depth > levels_max => format!("level {depth}: "),
        _ => String::new(),
    };
    let made = match link {
        Some(link) => Some(Ink::Faint.of(format!("{level}{}", words::made(one, link, form.zone)))),
        None if one.origin() == "outside these logs" => {
            Some(Ink::Warning.of("minted by an event outside these logs".to_owned()))
        }
        None if one.origin() == "signed in" => {
            Some(Ink::Faint.of("began with a sign-in to the console".to_owned()))
        }
        None => None,
    };
    let traced = if member.relation == Relation::Traced { "  ◀ traced" } else { "" };
    let who = Ink::Bold.of(format!("{}{traced}", words::who(one)));
    made.into_iter().chain([who]).collect()
}

/// What was done with it.
fn body(one: &One<'_>, hidden: usize, form: Form) -> Vec<Line> {
    let mut lines = Vec::new();
    if !one.node.is_password {
        lines.push(Ink::Plain.of(words::calls(one, form.zone)));
    }
    lines.extend(words::uses(one).map(|words| Ink::Plain.of(words)));
    if one.member.further_parents > 0 {
        let others = counted(one.member.further_parents as u64, "other credential");
        lines.push(Ink::Warning.of(format!("comes of {others} of this tree, too")));
    }
    if hidden > 0 {
        let others = counted(hidden as u64, "other credential");
        let why = match one.member.relation {
            Relation::Ancestor => "that are not asked for",
            _ => "outside --since and --until",
        };
        lines.push(Ink::Faint.of(format!("handed out {others} {why}")));
    }
    lines
}

/// What the tree holds, in one sentence.
fn total(found: &Found<'_>) -> String {
    let Found { evidence, family } = found;
    let followed: Vec<usize> = family.followed().collect();
    let calls = followed.iter().map(|node| evidence.calls(&evidence.nodes[*node]));
    let (all, denied) = calls
        .fold((0, 0), |(all, denied), calls| (all + calls.span.count, denied + calls.ended.denied));
    let traced = family.members.iter().filter(|one| one.relation == Relation::Traced).count();
    let is_inferred = |node: &&usize| {
        let links = evidence.links_to(**node);
        !links.is_empty() && links.iter().all(|link| !link.is_exact)
    };
    let inferred = match followed.iter().filter(is_inferred).count() {
        0 => String::new(),
        inferred => format!("; {} linked by inference", grouped(inferred as u64)),
    };
    format!(
        "{} traced and {} that came of that: {}, {} denied{inferred}",
        counted(traced as u64, "credential"),
        grouped((followed.len() - traced) as u64),
        counted(all, "call"),
        grouped(denied),
    )
}

/// Prints a line; on a terminal what does not fit goes on below.
fn print_line(
    first: &str,
    next: &str,
    line: &Line,
    form: Form,
    to: &mut Output<'_>,
) -> Result<(), Fault> {
    let text = shown(&line.text, Surface::Terminal);
    let ink = if form.is_coloured() { line.ink.code() } else { "" };
    let plain = if ink.is_empty() { "" } else { "\u{1b}[0m" };
    let mut prefix = first;
    for part in fitted(&text, next.chars().count(), form) {
        writeln!(to, "{prefix}{ink}{part}{plain}")?;
        prefix = next;
    }
    Ok(())
}

/// A text in lines that fit behind an indent; one line, where there is no terminal.
fn fitted(text: &str, indent: usize, form: Form) -> Vec<String> {
    let Some(width) = width(form) else { return vec![text.to_owned()] };
    let room = width.saturating_sub(indent).max(WORDS_WIDTH_MIN);
    if text.chars().count() <= room {
        return vec![text.to_owned()];
    }
    wrapped(text, room, 2).lines().flat_map(|line| broken(line, room)).collect()
}

/// A line in pieces that fit, where a word is longer than there is room.
fn broken(line: &str, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest: Vec<char> = line.chars().collect();
    while rest.len() > room {
        let mut tail = vec![' '; 2];
        tail.extend(rest.drain(room..));
        pieces.push(std::mem::replace(&mut rest, tail).into_iter().collect());
    }
    pieces.push(rest.into_iter().collect());
    pieces
}
