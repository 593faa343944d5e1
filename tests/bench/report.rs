//! The tables of a benchmark. Every figure stands beside the limit that it is held to; none fails.

use comfy_table::{CellAlignment, Table, presets};

use crate::{
    bounds::Taken,
    export::{CPU_LIMIT, Exported},
    measure::{Run, Spread},
    peers::Peer,
    trial::{Pairs, Trial},
    truth::Truth,
};

const PEAK_LIMIT_MIB: f64 = 32.0;
const SPEED_UP_LIMIT: f64 = 1.75;
const ONE_FILE_WALL_LIMIT: f64 = 1.10;

/// What every question costs beside the floor.
pub(crate) fn questions(trials: &[Trial<'_>]) -> String {
    let mut table = table(&[
        "question",
        "threads",
        "matches",
        "CPU",
        "from – to",
        "limit",
        "wall",
        "MB/s",
        "events/s",
        "MiB",
    ]);
    for trial in trials {
        let seconds = middle(trial.pairs.own(Run::wall));
        let (cpu, wall) = (trial.pairs.ratio(Run::cpu), trial.pairs.ratio(Run::wall));
        table.add_row([
            trial.name.clone(),
            trial.threads.to_string(),
            trial.matches.to_string(),
            two(middle(cpu)),
            range(cpu),
            two(trial.question.cpu_limit),
            two(middle(wall)),
            whole(trial.truth.inflated_bytes as f64 / 1e6 / seconds),
            whole(trial.truth.events as f64 / seconds),
            one(most(trial.pairs.own(Run::peak_mib))),
        ]);
    }
    format!(
        "{}\nCPU, wall: multiples of the floor's, median of pairs. MiB: the most memory, held to \
         {PEAK_LIMIT_MIB},\nand over 2,000,000 events to twice that.",
        drawn(table)
    )
}

/// What verifying costs beside hashing.
pub(crate) fn bucket(trials: &[Trial<'_>]) -> String {
    let mut table = table(&[
        "with digests",
        "threads",
        "logs",
        "CPU",
        "from – to",
        "limit",
        "wall",
        "MB/s",
        "MiB",
    ]);
    for trial in trials {
        let (cpu, wall) = (trial.pairs.ratio(Run::cpu), trial.pairs.ratio(Run::wall));
        table.add_row([
            trial.name.clone(),
            trial.threads.to_string(),
            trial.matches.to_string(),
            two(middle(cpu)),
            range(cpu),
            two(trial.question.cpu_limit),
            two(middle(wall)),
            whole(trial.truth.inflated_bytes as f64 / 1e6 / middle(trial.pairs.own(Run::wall))),
            one(most(trial.pairs.own(Run::peak_mib))),
        ]);
    }
    format!("{}\nCPU, wall: multiples of inflating and hashing, median of pairs.", drawn(table))
}

/// What exports cost and how large they are, and what a question costs on one.
pub(crate) fn exports(all: &[Exported], asked: Option<&Pairs>, truth: &Truth) -> String {
    let mut table = table(&[
        "data set",
        "threads",
        "files",
        "MB",
        "of gz",
        "CPU",
        "from – to",
        "limit",
        "events/s",
        "MiB",
    ]);
    for export in all {
        let cpu = export.pairs.ratio(Run::cpu);
        table.add_row([
            export.name.to_owned(),
            export.threads.to_string(),
            export.files.to_string(),
            one(export.bytes as f64 / 1e6),
            two(export.bytes as f64 / truth.compressed_bytes as f64),
            two(middle(cpu)),
            range(cpu),
            two(CPU_LIMIT),
            whole(truth.events as f64 / middle(export.pairs.own(Run::wall))),
            one(most(export.pairs.own(Run::peak_mib))),
        ]);
    }
    let asked = match asked {
        Some(pairs) => {
            let [of_it, of_logs] = [pairs.own(Run::wall), pairs.theirs(Run::wall)].map(middle);
            format!(
                "`error` of it, by DuckDB: {of_it:.2} s; of the logs, by trailscan: {of_logs:.2} s"
            )
        }
        None => "DuckDB is not there to be asked".to_owned(),
    };
    format!("{}\nCPU: multiples of the floor's, median of pairs. {asked}.", drawn(table))
}

/// How much faster each question, and the floor, is on more threads.
pub(crate) fn speed_up(trials: &[Trial<'_>]) -> String {
    let mut table = table(&["threads", "question", "floor", "question's speed-up", "limit", ""]);
    for few in trials {
        let is_more = |more: &&Trial<'_>| more.name == few.name && more.threads > few.threads;
        for more in trials.iter().filter(is_more) {
            let ours = Spread::of_ratios(&few.pairs.ours, &more.pairs.ours, Run::wall);
            let floor = Spread::of_ratios(&few.pairs.theirs, &more.pairs.theirs, Run::wall);
            table.add_row([
                format!("{} to {}", few.threads, more.threads),
                few.name.clone(),
                two(middle(floor)),
                two(middle(ours)),
                two(SPEED_UP_LIMIT),
                range(ours),
            ]);
        }
    }
    drawn(table)
}

/// One huge file beside inflating it as a stream.
pub(crate) fn one_file(trials: &[Trial<'_>]) -> String {
    let mut table = table(&[
        "one huge file",
        "matches",
        "wall",
        "from – to",
        "limit",
        "CPU",
        "MB/s",
        "MiB",
        "limit",
    ]);
    for trial in trials {
        let wall = trial.pairs.ratio(Run::wall);
        table.add_row([
            trial.name.clone(),
            trial.matches.to_string(),
            two(middle(wall)),
            range(wall),
            two(ONE_FILE_WALL_LIMIT),
            two(middle(trial.pairs.ratio(Run::cpu))),
            whole(trial.truth.inflated_bytes as f64 / 1e6 / middle(trial.pairs.own(Run::wall))),
            one(most(trial.pairs.own(Run::peak_mib))),
            PEAK_LIMIT_MIB.to_string(),
        ]);
    }
    format!("{}\nwall, CPU: multiples of zlib-rs inflating the file as a stream.", drawn(table))
}

/// Other programs beside trailscan; `theirs` of a pair is trailscan.
pub(crate) fn peers(rows: &[(&Peer, Option<Pairs>)]) -> String {
    let mut table =
        table(&["peer", "question", "seconds", "wall", "from – to", "limit", "CPU", "MiB"]);
    for (peer, pairs) in rows {
        let Some(pairs) = pairs else {
            table.add_row([peer.name, peer.question.name, "is not there"]);
            continue;
        };
        let wall = pairs.ratio(Run::wall);
        table.add_row([
            peer.name.to_owned(),
            peer.question.name.to_owned(),
            two(middle(pairs.own(Run::wall))),
            one(middle(wall)),
            wall.map_or_else(dash, |wall| format!("{:.1} – {:.1}", wall.least, wall.most)),
            one(peer.wall_limit),
            one(middle(pairs.ratio(Run::cpu))),
            one(most(pairs.own(Run::peak_mib))),
        ]);
    }
    let mut text = drawn(table);
    text.push_str("\nwall, CPU: multiples of what trailscan takes for the question.");
    for (peer, pairs) in rows {
        if pairs.is_some() && !peer.note.is_empty() {
            text.extend(["\n", peer.note]);
        }
    }
    text
}

/// The most memory and time that hostile input took, on each number of threads.
pub(crate) fn bounds(all: &[Taken], threads: &[usize]) -> String {
    let threads: Vec<String> = threads.iter().map(ToString::to_string).collect();
    let mut titles = vec!["hostile input, MiB on threads:"];
    titles.extend(threads.iter().map(String::as_str));
    titles.push("CPU seconds");
    let mut table = table(&titles);
    for Taken { name, most } in all {
        let mut row = vec![(*name).to_owned()];
        row.extend(most.iter().map(|run| one(run.peak_mib())));
        row.push(one(most.iter().map(Run::cpu).fold(0.0, f64::max)));
        table.add_row(row);
    }
    format!("{}\nOf all questions and runs the most, held to 256 MiB.", drawn(table))
}

fn table(titles: &[&str]) -> Table {
    let mut table = Table::new();
    table.force_no_tty().load_style(presets::NOTHING).set_header(titles);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn drawn(table: Table) -> String {
    table.trim_fmt()
}

/// Not a number where nothing ran.
fn middle(spread: Option<Spread>) -> f64 {
    spread.map_or(f64::NAN, |spread| spread.median)
}

/// Memory is bounded only if it is in every run.
fn most(spread: Option<Spread>) -> f64 {
    spread.map_or(f64::NAN, |spread| spread.most)
}

fn range(spread: Option<Spread>) -> String {
    spread.map_or_else(dash, |spread| format!("{:.2} – {:.2}", spread.least, spread.most))
}

fn dash() -> String {
    "–".to_owned()
}

fn whole(number: f64) -> String {
    format!("{number:.0}")
}

fn one(number: f64) -> String {
    format!("{number:.1}")
}

fn two(number: f64) -> String {
    format!("{number:.2}")
}
