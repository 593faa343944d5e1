//! Matches that are written as they come, and what stands before the first and behind the last.
//!
//! They come rendered and back to back, many at once, so that a whole batch is one write.

use std::io::{self, Write};

/// Writes pieces in the order in which they come.
pub(crate) struct Stream<'w> {
    to: Box<dyn Write + Send + 'w>,
    edges: Edges,
    begun: bool,
}

/// What is written around the pieces.
#[derive(Default)]
pub(super) struct Edges {
    pub(super) opening: Vec<u8>,
    /// How much of the first piece goes: what sets it apart from the piece before.
    pub(super) dropped_bytes: usize,
    pub(super) closing: &'static [u8],
    /// All there is, where there is no piece.
    pub(super) alone: Vec<u8>,
}

impl<'w> Stream<'w> {
    pub(super) fn new(to: Box<dyn Write + Send + 'w>, edges: Edges) -> Stream<'w> {
        Stream { to, edges, begun: false }
    }

    /// Writes pieces that stand back to back; none of them is empty.
    pub(crate) fn write(&mut self, mut pieces: &[u8]) -> io::Result<()> {
        if pieces.is_empty() {
            return Ok(());
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.to.write_all(&self.edges.opening)?;
            pieces = pieces.get(self.edges.dropped_bytes..).unwrap_or_default();
        }
        self.to.write_all(pieces)
    }

    /// Writes what comes behind the last piece.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let Edges { closing, alone, .. } = &self.edges;
        self.to.write_all(if self.begun { closing } else { alone })?;
        self.to.flush()
    }
}
