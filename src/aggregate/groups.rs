//! Events in groups: how many there are in each, when the first and the last was, how many
//! different values a field has and what the numbers of another add up to.

use std::borrow::Cow;

use super::{
    Fold, Note, Reader,
    distinct::{Distinct, Names},
    span::Span,
    sum::Sum,
};
use crate::{
    bounds::LARGE_BYTES,
    event::{Record, field::Field},
    row::{self, Cell},
    time::Zone,
};

/// What is told apart, and what is worked out for each group.
#[derive(Clone, Debug)]
pub(crate) struct Grouping {
    /// An event without a value is in a group with others without. Where the first field that leads
    /// to several values does, the event is in a group for each of them; other fields' values are
    /// then taken together, as a table shows them.
    pub(crate) by: Vec<Field>,
    pub(crate) distinct: Vec<Field>,
    pub(crate) sum: Vec<Field>,
    pub(crate) zone: Zone,
}

/// All groups that events were found for.
#[derive(Debug)]
pub(crate) struct Groups<'g> {
    grouping: &'g Grouping,
    /// Of all events, each of which counts once.
    total: Span,
    without_time: u64,
    /// The packed row of keys of each group, by which it is known.
    keys: Names,
    groups: Vec<Group>,
    /// What the numbers in the groups' [`Distinct`]s stand for.
    names: Vec<Names>,
    /// Of the event that is being added: used again for the next.
    numbers: Vec<(usize, u32)>,
    sums: Vec<Option<Sum>>,
}

/// What is known of a group.
#[derive(Debug, Default)]
struct Group {
    span: Span,
    distinct: Vec<Distinct>,
    sums: Vec<Option<Sum>>,
}

/// A group, counted to the end.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) keys: Vec<Option<String>>,
    pub(crate) span: Span,
    pub(crate) distinct: Vec<u64>,
    /// None where no value was a number.
    pub(crate) sums: Vec<Option<Sum>>,
}

impl Counted {
    /// What is known of no event.
    pub(crate) fn nothing(grouping: &Grouping) -> Counted {
        Counted {
            keys: Vec::new(),
            span: Span::default(),
            distinct: vec![0; grouping.distinct.len()],
            sums: vec![None; grouping.sum.len()],
        }
    }
}

impl<'g> Groups<'g> {
    pub(crate) fn new(grouping: &'g Grouping) -> Groups<'g> {
        let names = grouping.distinct.iter().map(|_| Names::default()).collect();
        Groups {
            grouping,
            total: Span::default(),
            without_time: 0,
            keys: Names::default(),
            groups: Vec::new(),
            names,
            numbers: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// All events together.
    pub(crate) fn total(&self) -> Span {
        self.total
    }

    /// Events without a usable time.
    pub(crate) fn without_time(&self) -> u64 {
        self.without_time
    }

    /// The groups, in no order.
    pub(crate) fn counted(self) -> impl Iterator<Item = Counted> {
        let Groups { keys, mut groups, .. } = self;
        keys.into_values().map(move |(keys, number)| {
            let group = groups.get_mut(number as usize).map(std::mem::take).unwrap_or_default();
            Counted {
                keys: row::unpack(&keys).into_iter().map(|key| key.map(Cow::into_owned)).collect(),
                span: group.span,
                distinct: group.distinct.iter().map(Distinct::count).collect(),
                sums: group.sums,
            }
        })
    }

    /// The group of these keys, which may be a new one.
    fn at(&mut self, keys: &[u8]) -> &mut Group {
        let number = self.keys.number(keys) as usize;
        if number == self.groups.len() {
            let Grouping { distinct, sum, .. } = self.grouping;
            self.groups.push(Group {
                span: Span::default(),
                distinct: distinct.iter().map(|_| Distinct::default()).collect(),
                sums: vec![None; sum.len()],
            });
        }
        &mut self.groups[number]
    }
}

impl Fold for Groups<'_> {
    fn note(&self, record: &Record<'_>, _: usize, note: &mut Note) {
        let Grouping { by, distinct, sum, zone } = self.grouping;
        note.time(record.event.time());
        for field in distinct {
            let at = note.gap();
            let mut values = 0;
            field.each_text(record, *zone, |text| {
                values += 1;
                note.text(Some(&text));
            });
            note.fill(at, values);
        }
        for field in sum {
            let mut all: Option<Sum> = None;
            field.each_text(record, *zone, |text| {
                if let Some(number) = Sum::of(&text) {
                    all.get_or_insert_default().join(number);
                }
            });
            note.byte(u8::from(all.is_some()));
            note.sum(all.unwrap_or_default());
        }
        note_keys(by, record, *zone, note);
    }

    fn add(&mut self, note: &[u8]) {
        let mut note = Reader::new(note);
        let time = note.time();
        self.total.add(time);
        self.without_time += u64::from(time.is_none());
        self.numbers.clear();
        for (field, names) in self.names.iter_mut().enumerate() {
            for _ in 0..note.count() {
                let value = note.text_bytes().unwrap_or_default();
                self.numbers.push((field, names.number(value)));
            }
        }
        self.sums.clear();
        for _ in &self.grouping.sum {
            let has_numbers = note.byte() == 1;
            let sum = note.sum();
            self.sums.push(has_numbers.then_some(sum));
        }
        while let Some(keys) = note.text_bytes() {
            let (numbers, sums) =
                (std::mem::take(&mut self.numbers), std::mem::take(&mut self.sums));
            let group = self.at(keys);
            group.span.add(time);
            for (field, number) in &numbers {
                group.distinct[*field].add(*number);
            }
            join_sums(&mut group.sums, &sums);
            (self.numbers, self.sums) = (numbers, sums);
        }
        self.numbers.shrink_to(LARGE_BYTES / size_of::<(usize, u32)>());
    }

    fn join(&mut self, other: Self) {
        self.total.join(other.total);
        self.without_time += other.without_time;
        let names = self.names.iter_mut().zip(other.names);
        let here: Vec<Vec<u32>> = names.map(|(names, others)| names.join(others)).collect();
        let mut groups = other.groups;
        for (keys, number) in other.keys.into_values() {
            let Some(theirs) = groups.get_mut(number as usize).map(std::mem::take) else {
                continue;
            };
            let group = self.at(&keys);
            group.span.join(theirs.span);
            for ((own, other), here) in group.distinct.iter_mut().zip(theirs.distinct).zip(&here) {
                own.join(other, here);
            }
            join_sums(&mut group.sums, &theirs.sums);
        }
    }
}

fn join_sums(sums: &mut [Option<Sum>], others: &[Option<Sum>]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        if let Some(other) = other {
            sum.get_or_insert_default().join(*other);
        }
    }
}

/// Notes down the row of keys of each group that the record is in.
pub(super) fn note_keys(by: &[Field], record: &Record<'_>, zone: Zone, note: &mut Note) {
    let at = note.gap();
    let mut one_row = true;
    for field in by {
        let mut values = 0;
        field.each_text(record, zone, |text| {
            values += 1;
            if values == 1 {
                row::pack([Some(text)], &mut note.bytes);
            }
        });
        if values == 0 {
            row::pack([None], &mut note.bytes);
        }
        one_row &= values < 2;
    }
    if one_row {
        return note.close(at);
    }
    note.bytes.truncate(at);
    let columns: Vec<Vec<Cell<'_>>> =
        by.iter().map(|field| different_texts(field, record, zone)).collect();
    let spread = columns.iter().position(|texts| texts.len() > 1).unwrap_or_default();
    let row: Vec<Cell<'_>> = columns.iter().map(|texts| together(texts)).collect();
    let row_bytes: usize = row.iter().flatten().map(|text| text.len()).sum();
    // Two long lists would make as many rows as one is long, each as long as the other.
    if row_bytes.saturating_mul(columns[spread].len()) > ROWS_BYTES_MAX {
        return note_row(row.into_iter(), note);
    }
    for text in &columns[spread] {
        let mut cells = row.clone();
        cells[spread].clone_from(text);
        note_row(cells.into_iter(), note);
    }
}

/// A record whose groups would take more than this to name is in one, that of all its values
/// together.
const ROWS_BYTES_MAX: usize = 64 * 1024 * 1024;

fn note_row<'r>(cells: impl Iterator<Item = Cell<'r>>, note: &mut Note) {
    let at = note.gap();
    row::pack(cells, &mut note.bytes);
    note.close(at);
}

/// The different texts of a field, in order; one that is absent, where there are none.
fn different_texts<'r>(field: &Field, record: &'r Record<'_>, zone: Zone) -> Vec<Cell<'r>> {
    let mut texts = Vec::new();
    field.each_text(record, zone, |text| texts.push(Some(text)));
    texts.sort_unstable();
    texts.dedup();
    if texts.is_empty() {
        texts.push(None);
    }
    texts
}

fn together<'r>(texts: &[Cell<'r>]) -> Cell<'r> {
    match texts {
        [one] => one.clone(),
        several => {
            let texts: Vec<&str> = several.iter().flatten().map(|text| text.as_ref()).collect();
            Some(texts.join(",").into())
        }
    }
}
