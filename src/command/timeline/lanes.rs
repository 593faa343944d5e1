//! Several timelines for a person at a terminal: a line for each group, and in it the height of
//! every stretch.

use std::{cell::OnceCell, io::Write};

use super::{Drawing, counts};
use crate::{
    aggregate::{
        ended::Ended,
        timeline::{Ruler, Series, Stretches},
    },
    sink::{
        Fault, Shortage, bar,
        sheet::{self, Form, Sheet, Value},
        table::{Column, Picture},
    },
    time::Zone,
};

/// A lane for each group.
pub(super) fn print(
    drawn: &Stretches,
    ruler: &Ruler,
    form: Form,
    to: &mut (dyn Write + Send),
) -> Result<(Shortage, Drawing), Fault> {
    let mut columns: Vec<Column> =
        ruler.by.iter().map(|field| Column::text(&field.title, false)).collect();
    columns.extend([
        Column::number("count", false),
        Column::number("failed", true),
        Column::number("denied", true),
    ]);
    let rows = drawn.series.iter().map(|series| {
        let keys = series.keys.iter().cloned().map(Value::from);
        keys.chain(counts(series.total)).collect()
    });
    let sheet = Sheet { columns, rows: rows.collect() };
    let lanes = Lanes { drawn, zone: form.zone, color: form.is_coloured(), cells: OnceCell::new() };
    let picture = Picture {
        least: 16,
        most: u16::try_from(drawn.starts.len()).unwrap_or(u16::MAX).max(44),
        heading: &|room| lanes.axis(room),
        beside: &|row, room| lanes.lane(row, room),
    };
    let shortage = sheet::print(&sheet, form, Some(&picture), to)?;
    // Of nothing there is nothing to be drawn.
    let undrawn = if drawn.series.is_empty() { Drawing::Rows } else { Drawing::Nothing };
    let drawing = lanes.cells.get().map_or(undrawn, |cells| Drawing::Lanes(cells.stretches));
    Ok((shortage, drawing))
}

/// Lanes, drawn once their room is known.
struct Lanes<'d> {
    drawn: &'d Stretches,
    zone: Zone,
    color: bool,
    cells: OnceCell<Cells>,
}

/// How stretches and characters go together.
struct Cells {
    /// How many stretches are put together, where there are more than the room.
    stretches: usize,
    /// How many characters each takes, where there are fewer.
    characters: usize,
    /// How many events the highest is.
    most: u64,
}

/// A wider one would look like several stretches.
const CHARACTERS_MAX: usize = 6;

impl Lanes<'_> {
    fn cells(&self, room: u16) -> &Cells {
        self.cells.get_or_init(|| {
            let (all, room) = (self.drawn.starts.len().max(1), usize::from(room.max(1)));
            let stretches = all.div_ceil(room);
            let characters = (room / all.div_ceil(stretches)).clamp(1, CHARACTERS_MAX);
            let highest =
                |series: &Series| self.lane_of(series, stretches).into_iter().map(Ended::all).max();
            let most = self.drawn.series.iter().filter_map(highest).max().unwrap_or_default();
            Cells { stretches, characters, most }
        })
    }

    fn lane_of(&self, series: &Series, together: usize) -> Vec<Ended> {
        let each: Vec<Ended> = self.drawn.starts.iter().map(|start| series.at(*start)).collect();
        // The last may have fewer stretches, and should not look as if less had happened.
        let whole = |chunk: &[Ended]| Ended::sum(chunk).times(together, chunk.len());
        each.chunks(together).map(whole).collect()
    }

    fn lane(&self, row: usize, room: u16) -> String {
        let Cells { stretches, characters, most } = self.cells(room);
        let Some(series) = self.drawn.series.get(row) else { return String::new() };
        bar::lane(&self.lane_of(series, *stretches), *most, *characters, self.color)
    }

    /// When the first and the last character begin, above the ends of the lanes where that fits.
    fn axis(&self, room: u16) -> String {
        let Cells { stretches, characters, .. } = self.cells(room);
        let shown = self.drawn.starts.iter().step_by(*stretches);
        let long = shown.len() * characters;
        let mut ends = shown.map(|start| self.zone.show(*start));
        let (first, last) = (ends.next().unwrap_or_default(), ends.last().unwrap_or_default());
        let both = first.len() + last.len() + " – ".chars().count();
        let room = usize::from(room);
        match () {
            () if last.is_empty() || room < both => first.get(..room).unwrap_or(&first).to_owned(),
            () if long < both => format!("{first} – {last}"),
            () => format!("{first}{:1$}{last}", "", long - first.len() - last.len()),
        }
    }
}
