//! How much of a terminal's line each column of a table gets.
//!
//! The widest columns are cut first, and of the columns that nobody asked for the least telling
//! ones give way altogether: some as soon as the rest would be cut short, others only where the
//! rest would not fit at all. What stands in the cells is not looked at here.

use super::{Column, Picture, Shortage};

/// Space between two columns.
pub(super) const GAP: u16 = 2;

/// What is known of a column that nobody had to ask for.
struct Known {
    title: &'static str,
    /// With less room than this for all of them, the readiest columns give way.
    ample: u16,
    /// No column is cut below this. A time or an IPv4 address is of no use in part.
    least: u16,
    gives_way: Option<GivesWay>,
}

/// When a column gives way, in the order in which columns do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GivesWay {
    /// Before the others are cut short.
    First,
    Second,
    /// Before the line would be too long.
    AtNeed,
    AtDireNeed,
}

const KNOWN: [Known; 27] = [
    Known { title: "time", ample: 20, least: 20, gives_way: None },
    Known { title: "source", ample: 10, least: 7, gives_way: Some(GivesWay::AtDireNeed) },
    Known { title: "event", ample: 18, least: 12, gives_way: None },
    Known { title: "identity", ample: 8, least: 8, gives_way: Some(GivesWay::Second) },
    Known { title: "who", ample: 14, least: 8, gives_way: None },
    Known { title: "ip", ample: 15, least: 15, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "region", ample: 9, least: 9, gives_way: Some(GivesWay::First) },
    Known { title: "share", ample: 6, least: 6, gives_way: Some(GivesWay::First) },
    Known { title: "first_seen", ample: 20, least: 20, gives_way: Some(GivesWay::AtDireNeed) },
    Known { title: "last_seen", ample: 20, least: 20, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "files", ample: 5, least: 5, gives_way: Some(GivesWay::Second) },
    Known { title: "longest_gap", ample: 11, least: 11, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "without", ample: 7, least: 7, gives_way: Some(GivesWay::AtDireNeed) },
    Known { title: "account", ample: 12, least: 12, gives_way: Some(GivesWay::First) },
    Known { title: "from", ample: 20, least: 20, gives_way: None },
    Known { title: "until", ample: 20, least: 20, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "trail", ample: 12, least: 8, gives_way: Some(GivesWay::Second) },
    Known { title: "covered", ample: 8, least: 8, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "digests", ample: 7, least: 7, gives_way: Some(GivesWay::First) },
    Known { title: "logs", ample: 4, least: 4, gives_way: Some(GivesWay::First) },
    Known { title: "missing", ample: 7, least: 7, gives_way: Some(GivesWay::AtDireNeed) },
    Known { title: "length", ample: 6, least: 6, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "why", ample: 16, least: 16, gives_way: None },
    Known { title: "outcome", ample: 7, least: 6, gives_way: None },
    Known { title: "failed", ample: 6, least: 6, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "denied", ample: 6, least: 6, gives_way: Some(GivesWay::AtNeed) },
    Known { title: "error", ample: 12, least: 8, gives_way: None },
];

const OTHER_LEAST: u16 = 6;

/// No picture is worth a text cut below this.
const BESIDE_PICTURE_LEAST: u16 = 24;

/// The widths beside a picture, and that of the picture; none where it would take too much.
pub(super) fn rooms_beside(
    columns: &[Column],
    content: &[u16],
    width: u16,
    picture: &Picture<'_>,
) -> Option<(Vec<Option<u16>>, u16)> {
    let left = width.checked_sub(picture.least + GAP)?;
    let rooms = rooms(columns, content, Some(left));
    let is_fine = |index: usize| match rooms[index] {
        Some(room) => room >= content[index].min(BESIDE_PICTURE_LEAST),
        None => columns[index].gives_way() == Some(GivesWay::First),
    };
    let taken = total(&rooms, |_, room| room);
    let room = width.checked_sub(taken + GAP)?.min(picture.most);
    (taken <= left && (0..rooms.len()).all(is_fine)).then_some((rooms, room))
}

/// The width of each column, given how wide its content is; none for one that gives way.
pub(super) fn rooms(columns: &[Column], content: &[u16], width: Option<u16>) -> Vec<Option<u16>> {
    let mut rooms: Vec<Option<u16>> = content.iter().copied().map(Some).collect();
    let Some(width) = width else { return rooms };
    let ample = |index: usize| columns[index].ample().min(content[index]);
    let least = |index: usize| columns[index].least().min(content[index]);
    let mut giving: Vec<(GivesWay, usize)> =
        (0..rooms.len()).filter_map(|index| Some((columns[index].gives_way()?, index))).collect();
    giving.sort_unstable();
    for (gives_way, index) in giving {
        let needed = match gives_way {
            GivesWay::First | GivesWay::Second => total(&rooms, |index, _| ample(index)),
            _ => total(&rooms, |index, _| least(index)),
        };
        if needed > width {
            rooms[index] = None;
        }
    }
    while total(&rooms, |_, room| room) > width {
        let widest = (0..rooms.len())
            .filter(|index| rooms[*index].is_some_and(|room| room > least(*index)))
            .max_by_key(|index| rooms[*index]);
        let Some(index) = widest else { break };
        rooms[index] = rooms[index].map(|room| room - 1);
    }
    // Rows of broken lines are worse to read than short cells.
    while total(&rooms, |_, room| room) > width {
        let widest = (0..rooms.len()).max_by_key(|index| rooms[*index]);
        let Some(index) = widest.filter(|index| rooms[*index] > Some(1)) else { break };
        rooms[index] = rooms[index].map(|room| room - 1);
    }
    rooms
}

/// What there was no room for.
pub(super) fn shortage(columns: &[Column], rooms: &[Option<u16>], content: &[u16]) -> Shortage {
    let each = || columns.iter().zip(rooms).zip(content);
    let dropped = each().filter(|((_, room), _)| room.is_none());
    let cramped = each().any(|((column, room), content)| {
        room.is_some_and(|room| room < column.least().min(*content))
    });
    Shortage { dropped: dropped.map(|((column, _), _)| column.title.clone()).collect(), cramped }
}

impl Column {
    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.title == self.title)
    }

    /// With less room than this something is better left out; a number is whole or of no use.
    fn ample(&self) -> u16 {
        if self.is_number {
            u16::MAX
        } else {
            self.known().map_or(OTHER_LEAST, |known| known.ample)
        }
    }

    fn least(&self) -> u16 {
        if self.is_number {
            u16::MAX
        } else {
            self.known().map_or(OTHER_LEAST, |known| known.least)
        }
    }

    /// When it gives way, if it ever does.
    fn gives_way(&self) -> Option<GivesWay> {
        if self.may_give_way && self.title.starts_with("distinct_") {
            return Some(GivesWay::First);
        }
        self.known().filter(|_| self.may_give_way)?.gives_way
    }
}

/// The width of all columns that are shown, and the gaps between them.
fn total(rooms: &[Option<u16>], width_of: impl Fn(usize, u16) -> u16) -> u16 {
    let shown =
        rooms.iter().enumerate().filter_map(|(index, room)| Some(width_of(index, (*room)?)));
    let with_gaps = shown.map(|width| width.saturating_add(GAP)).fold(0, u16::saturating_add);
    with_gaps.saturating_sub(GAP)
}
