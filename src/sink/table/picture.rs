//! What is drawn beside a table: line by line, in the room that the columns leave.

/// What is drawn to the right of the rows, where a terminal has room for it.
pub(crate) struct Picture<'p> {
    /// How much room it takes.
    pub(crate) least: u16,
    pub(crate) most: u16,
    /// What stands above it, in so much room.
    pub(crate) heading: &'p dyn Fn(u16) -> String,
    /// What stands beside the row of this number, in so much room.
    pub(crate) beside: &'p dyn Fn(usize, u16) -> String,
}

/// A picture, and how much of it was drawn.
pub(super) struct Beside<'p> {
    picture: &'p Picture<'p>,
    room: u16,
    /// The title's line and those of rows.
    lines: usize,
}

impl<'p> Beside<'p> {
    pub(super) fn new(picture: &'p Picture<'p>, room: u16) -> Beside<'p> {
        Beside { picture, room, lines: 0 }
    }

    /// What stands beside the next line.
    pub(super) fn next(&mut self) -> String {
        let row = self.lines.checked_sub(1);
        self.lines += 1;
        match row {
            None => (self.picture.heading)(self.room),
            Some(row) => (self.picture.beside)(row, self.room),
        }
    }
}
