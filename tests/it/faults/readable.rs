//! What text can be read of damaged bytes: the slow and obvious way, by flate2's own reader of one
//! gzip member, byte by byte.

use std::io::Read as _;

use flate2::bufread::GzDecoder;

/// What can be read of a file.
pub(super) struct Readable {
    /// Texts between which something is missing, so that nothing reaches from one to the next.
    pub(super) texts: Vec<Vec<u8>>,
    /// Whether nothing was wrong with the compression.
    pub(super) is_sound: bool,
    /// Whether that is all that can be read.
    pub(super) is_all: bool,
}

const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The flag of a header that has a checksum of its own.
const HEADER_CHECKSUM: u8 = 2;

/// What can be read of a file: once compressed, twice, or plain.
pub(super) fn readable(bytes: &[u8]) -> Readable {
    if !bytes.starts_with(&MAGIC) {
        return Readable { texts: vec![bytes.to_vec()], is_sound: true, is_all: true };
    }
    let once = members(bytes);
    if !once.texts.iter().find(|text| !text.is_empty()).is_some_and(|text| text.starts_with(&MAGIC))
    {
        return once;
    }
    let twice = members(&once.texts[0]);
    // Behind damage outside it is a matter of chance what of the inside comes to light, and where.
    let is_all = once.is_sound && twice.is_all;
    Readable { texts: twice.texts, is_sound: once.is_sound && twice.is_sound, is_all }
}

/// What the members of gzip bytes hold. Where one is damaged, reading goes on at the next header
/// behind its own, wherever that stands.
fn members(bytes: &[u8]) -> Readable {
    let mut all = Readable { texts: vec![Vec::new()], is_sound: true, is_all: true };
    // The member that is being read, and one whose checksum was wrong right before.
    let (mut at, mut suspect) = (0, None);
    while at < bytes.len() {
        let member = read_member(&bytes[at..]);
        all.is_sound &= matches!(member, Member { end: Some(_), is_right: true, .. });
        // Of a header with a wrong checksum flate2 tells nothing, though what follows may be sound.
        all.is_all &= bytes.get(at + 3).is_none_or(|flags| flags & HEADER_CHECKSUM == 0);
        let holds_gzip = member.text.starts_with(&MAGIC);
        all.texts.last_mut().expect("one at least").extend(member.text);
        if let Some(end) = member.end {
            suspect = if member.is_right { None } else { Some(at) };
            at += end;
            if at == bytes.len() || bytes[at] == MAGIC[0] {
                continue;
            }
        }
        all.is_sound = false;
        // Headers inside are those of what it holds: what stands behind its damage is not asked
        // for.
        if holds_gzip {
            all.is_all = false;
            return all;
        }
        let from = 1 + if is_header(&bytes[at..]) { at } else { suspect.unwrap_or(at) };
        at = (from..bytes.len()).find(|at| is_header(&bytes[*at..])).unwrap_or(bytes.len());
        suspect = None;
        all.texts.push(Vec::new());
    }
    all
}

/// A member of gzip bytes.
struct Member {
    text: Vec<u8>,
    /// Behind its trailer, if deflate came so far.
    end: Option<usize>,
    /// Whether its trailer is right.
    is_right: bool,
}

fn read_member(bytes: &[u8]) -> Member {
    let mut reader = GzDecoder::new(bytes);
    if !is_header(bytes) || reader.header().is_none() {
        return Member { text: Vec::new(), end: None, is_right: false };
    }
    let (text, error) = read(&mut reader);
    // flate2 sees the checksum last, behind the member's bytes.
    let ends = error.as_ref().is_none_or(|words| words.contains("checksum"));
    let end = ends.then(|| bytes.len() - reader.into_inner().len());
    Member { text, end, is_right: error.is_none() }
}

/// What a member holds up to its end or its damage, and what flate2 says of that.
fn read(member: &mut GzDecoder<&[u8]>) -> (Vec<u8>, Option<String>) {
    let mut text = Vec::new();
    let mut byte = [0];
    loop {
        match member.read(&mut byte) {
            Ok(0) => return (text, None),
            Ok(_) => text.extend(byte),
            Err(error) => return (text, Some(error.to_string())),
        }
    }
}

/// Whether a member's header may begin here (RFC 1952, section 2.3.1).
fn is_header(bytes: &[u8]) -> bool {
    matches!(bytes, [0x1f, 0x8b, 8, flags, ..] if flags & 0xe0 == 0)
}
