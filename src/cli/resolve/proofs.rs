//! From the flags of `verify` to the keys and signatures that they name.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::{
    cli::verify_args::VerifyArgs,
    custody::Saved,
    digest::{metadata::Metadata, public_key::PublicKeys},
    source::{self, Order},
    text::in_words,
    wrong::Wrong,
};

/// What signatures are checked with.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    /// None, if no signature is to be checked.
    pub(crate) keys: Option<PublicKeys>,
    pub(crate) saved: Vec<Saved>,
    /// What lies in a directory of metadata and is of no use, and why.
    pub(crate) useless: Vec<(String, String)>,
}

/// Lists of keys and metadata are a few kilobytes.
const BYTES_MAX: u64 = 4 << 20;

/// Reads the keys and the metadata.
pub(crate) fn proofs(typed: &VerifyArgs) -> Result<Proofs, Wrong> {
    if let (Some(path), []) = (typed.digest_metadata.first(), typed.public_keys.as_slice()) {
        let typed = format!("--digest-metadata `{}`", path.display());
        return Err(Wrong::new(typed, "a signature proves nothing without its key")
            .hint("name the output of `aws cloudtrail list-public-keys` by --public-keys, too"));
    }
    let mut proofs = Proofs::default();
    for path in &typed.public_keys {
        let wrong = |why: String| Wrong::new(format!("--public-keys `{}`", path.display()), why);
        let text = read(path).map_err(|error| wrong(in_words(&error)))?;
        proofs.keys.get_or_insert_default().add(&text).map_err(|why| {
            wrong(why).hint("save what `aws cloudtrail list-public-keys --output json` prints")
        })?;
    }
    for path in &typed.digest_metadata {
        metadata(path, &mut proofs)?;
    }
    Ok(proofs)
}

fn metadata(path: &Path, proofs: &mut Proofs) -> Result<(), Wrong> {
    let hint = "save what `aws s3api head-object --bucket BUCKET --key KEY` prints of a digest";
    let wrong =
        |why: String| Wrong::new(format!("--digest-metadata `{}`", path.display()), why).hint(hint);
    if !path.is_dir() {
        let text = read(path).map_err(|error| wrong(in_words(&error)))?;
        let metadata = Metadata::parse(&text).map_err(wrong)?;
        proofs.saved.push(Saved { path: path.display().to_string(), metadata });
        return Ok(());
    }
    let before = proofs.saved.len();
    let found = source::find(&[path.to_owned()], Order::ByPath);
    let problems = found.problems.into_iter();
    proofs
        .useless
        .extend(problems.map(|problem| (problem.path.display().to_string(), problem.fault)));
    for input in found.inputs {
        let path = input.path().display().to_string();
        match read(input.path()).map(|text| (Metadata::parse(&text), text)) {
            Ok((Ok(metadata), _)) => proofs.saved.push(Saved { path, metadata }),
            // It may lie among the digests themselves.
            Ok((Err(_), text)) if text.starts_with(&[0x1f, 0x8b]) => {}
            Ok((Err(why), _)) => proofs.useless.push((path, why)),
            Err(error) => proofs.useless.push((path, in_words(&error))),
        }
    }
    if proofs.saved.len() == before {
        return Err(wrong("no metadata with a signature in it".to_owned()));
    }
    Ok(())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut text)?;
    if text.len() as u64 > BYTES_MAX {
        return Err(io::Error::other("too large to be this"));
    }
    Ok(text)
}
