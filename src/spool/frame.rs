//! How a piece and its event ID stand in memory and in a file: their lengths, then both.

/// How many bytes the lengths take.
pub(super) const LENGTHS_BYTES: usize = 16;

/// A piece with its event ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'f> {
    pub(super) event_id: &'f [u8],
    pub(super) piece: &'f [u8],
}

impl<'f> Frame<'f> {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.event_id.len() as u64).to_le_bytes());
        out.extend_from_slice(&(self.piece.len() as u64).to_le_bytes());
        out.extend_from_slice(self.event_id);
        out.extend_from_slice(self.piece);
    }

    /// The frame that `bytes` begin with.
    pub(super) fn first(bytes: &'f [u8]) -> Option<Frame<'f>> {
        let (lengths, rest) = bytes.split_at_checked(LENGTHS_BYTES)?;
        let (event_id, piece) = lengths_of(lengths)?;
        let (event_id, rest) = rest.split_at_checked(event_id)?;
        Some(Frame { event_id, piece: rest.get(..piece)? })
    }
}

/// The lengths of an event ID and a piece; none where memory could not hold as much.
pub(super) fn lengths_of(bytes: &[u8]) -> Option<(usize, usize)> {
    let (event_id, rest) = bytes.split_first_chunk()?;
    let length = |bytes| usize::try_from(u64::from_le_bytes(bytes)).ok();
    Some((length(*event_id)?, length(*rest.first_chunk()?)?))
}
