//! Bars and lanes drawn with block characters, for terminals.
//!
//! What failed and what was denied is told apart by character as well as by colour, because not
//! everyone sees colours, and not every terminal shows them.

use super::nearest;
use crate::aggregate::ended::Ended;

/// What a bar's colours and characters mean, where there is room to say it.
pub(crate) fn legend(room: u16, color: bool) -> String {
    let words = |color| {
        let of = |ink: Ink, word: &str| format!("{} {word}", ink.drawn(1, color));
        [of(Ink::Ok, "ok"), of(Ink::Failed, "failed"), of(Ink::Denied, "denied")].join("  ")
    };
    let fits = words(false).chars().count() <= usize::from(room);
    if fits { words(color) } else { String::new() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    Ok,
    Failed,
    Denied,
}

impl Ink {
    fn character(self) -> char {
        match self {
            Ink::Ok => '█',
            Ink::Failed => '▒',
            Ink::Denied => '╳',
        }
    }

    fn drawn(self, cells: usize, color: bool) -> String {
        self.painted(std::iter::repeat_n(self.character(), cells).collect(), color)
    }

    /// In ANSI's cyan, yellow and red.
    fn painted(self, text: String, color: bool) -> String {
        if !color || text.is_empty() {
            return text;
        }
        let code = match self {
            Ink::Ok => 36,
            Ink::Failed => 33,
            Ink::Denied => 31,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// Eighths of a cell, from one to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A bar as long as `count` is of `most`, who fills the room; whatever there is can be seen.
pub(crate) fn bar(count: u64, most: u64, room: u16, color: bool) -> String {
    let eighths = scaled(count, most, usize::from(room) * 8);
    let mut text: String = std::iter::repeat_n('█', eighths / 8).collect();
    if let Some(part) = (eighths % 8).checked_sub(1) {
        text.push(EIGHTHS[part]);
    }
    Ink::Ok.painted(text, color)
}

/// A bar whose parts say how calls ended. A part that is not empty has a cell, so that one call
/// that was denied among a thousand shows.
pub(crate) fn parted_bar(ended: Ended, most: u64, room: u16, color: bool) -> String {
    if ended.all() == ended.ok {
        return bar(ended.ok, most, room, color);
    }
    let parts = [(Ink::Ok, ended.ok), (Ink::Failed, ended.failed), (Ink::Denied, ended.denied)];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let mut cells: Vec<(Ink, usize)> =
        parts.map(|(ink, count)| (ink, scaled(count, most, usize::from(room)))).collect();
    // Parts that were rounded up may have made the whole too long.
    let whole =
        scaled(ended.all(), most, usize::from(room)).max(cells.len()).min(usize::from(room));
    while cells.iter().map(|(_, cells)| cells).sum::<usize>() > whole {
        let Some(longest) = cells.iter_mut().max_by_key(|(_, cells)| *cells) else { break };
        if longest.1 <= 1 {
            break;
        }
        longest.1 -= 1;
    }
    cells.into_iter().map(|(ink, cells)| ink.drawn(cells, color)).collect()
}

/// Heights of a lane, from one to eight eighths.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// So many characters for each stretch of time, as high as it is beside `most`; in the colour of
/// the worst that happened there.
pub(crate) fn lane(stretches: &[Ended], most: u64, characters: usize, color: bool) -> String {
    let character = |ended: &Ended| {
        let ink = match ended {
            Ended { denied: 1.., .. } => Ink::Denied,
            Ended { failed: 1.., .. } => Ink::Failed,
            _ => Ink::Ok,
        };
        let height = scaled(ended.all(), most, HEIGHTS.len());
        match height.checked_sub(1) {
            Some(height) => {
                ink.painted(std::iter::repeat_n(HEIGHTS[height], characters).collect(), color)
            }
            None => "·".repeat(characters),
        }
    };
    stretches.iter().map(character).collect()
}

/// `count` where `most` would be `units`, rounded to the nearest; not nothing unless it is nothing.
fn scaled(count: u64, most: u64, units: usize) -> usize {
    let nearest = nearest(count, most, units as u128);
    usize::try_from(nearest).unwrap_or(units).clamp(usize::from(count > 0), units.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(ok: u64, failed: u64, denied: u64) -> Ended {
        Ended { ok, failed, denied }
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_the_shortest_can_be_seen() {
        assert_eq!(bar(100, 100, 4, false), "████");
        assert_eq!(bar(50, 100, 3, false), "█▌");
        assert_eq!(bar(1, 1_000_000, 4, false), "▏");
        assert_eq!(bar(0, 100, 4, false), "");
        assert_eq!(bar(0, 0, 4, false), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 2, true), "\u{1b}[36m██\u{1b}[0m");
    }

    #[test]
    fn parts_of_a_bar_are_told_apart_without_colours() {
        assert_eq!(parted_bar(ended(6, 2, 2), 10, 10, false), "██████▒▒╳╳");
        assert_eq!(parted_bar(ended(1000, 0, 1), 1001, 10, false), "█████████╳");
        assert_eq!(parted_bar(ended(0, 0, 5), 10, 4, false), "╳╳");
        assert_eq!(parted_bar(ended(1, 1, 1), 1000, 10, false), "█▒╳");
        assert_eq!(parted_bar(ended(5, 0, 0), 10, 10, false), "█████");
        for room in 3..30 {
            for counts in [(1, 1, 998), (333, 333, 334), (0, 1, 0), (998, 1, 1)] {
                let drawn = parted_bar(ended(counts.0, counts.1, counts.2), 1000, room, false);
                assert!(drawn.chars().count() <= usize::from(room), "{drawn}");
            }
        }
    }

    #[test]
    fn a_lane_has_a_character_for_each_stretch() {
        let stretches = [ended(8, 0, 0), ended(0, 0, 0), ended(1, 0, 0), ended(4, 0, 0)];
        assert_eq!(lane(&stretches, 8, 1, false), "█·▁▄");
        assert_eq!(lane(&stretches[..2], 8, 3, false), "███···");
        assert_eq!(lane(&[ended(0, 0, 1)], 1, 1, true), "\u{1b}[31m█\u{1b}[0m");
        assert_eq!(lane(&[], 0, 1, true), "");
    }
}
