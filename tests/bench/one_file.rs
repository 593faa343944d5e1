//! One huge log file: the records of a corpus four times over, in a single array.
//!
//! Nobody's trail delivers such a file, but exports and `cat` make them, and no buffer holds it.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Read as _, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result};
use flate2::{Compression, bufread::MultiGzDecoder, write::GzEncoder};

use crate::{
    corpus::{Corpus, ENVELOPE},
    layout::deliveries,
    truth::Truth,
};

const REPEATED: u64 = 4;

/// The file, which is made if it is not there.
pub(crate) fn of(corpus: &Corpus) -> Result<PathBuf> {
    let path = corpus.directory.join("one-file.json.gz");
    if !path.exists() {
        let unfinished = path.with_extension("unfinished");
        write(corpus, &unfinished).with_context(|| unfinished.display().to_string())?;
        fs::rename(&unfinished, &path)?;
    }
    Ok(path)
}

/// What is known of it.
pub(crate) fn truth(corpus: &Corpus) -> Truth {
    let mut truth = Truth::nothing();
    (0..REPEATED).for_each(|_| truth.append(corpus.truth.clone()));
    // One envelope, and a comma between two files' records, instead of an envelope each.
    let envelope = (ENVELOPE.0.len() + ENVELOPE.1.len()) as u64;
    truth.inflated_bytes += envelope + truth.files - 1 - envelope * truth.files;
    truth.files = 1;
    truth
}

/// Streamed to disk: it is as large inflated as a small machine's memory.
fn write(corpus: &Corpus, to: &PathBuf) -> Result<()> {
    let file = BufWriter::with_capacity(1 << 20, File::create(to)?);
    let mut gzip = GzEncoder::new(file, Compression::default());
    gzip.write_all(ENVELOPE.0.as_bytes())?;
    let deliveries = deliveries(corpus.truth.events);
    let all = (0..REPEATED).flat_map(|_| &deliveries);
    let mut text = Vec::new();
    for (number, delivery) in all.enumerate() {
        if number > 0 {
            gzip.write_all(b",")?;
        }
        let path = corpus.directory.join(&delivery.path);
        text.clear();
        MultiGzDecoder::new(BufReader::new(File::open(path)?)).read_to_end(&mut text)?;
        let end = text.len() - ENVELOPE.1.len();
        gzip.write_all(&text[ENVELOPE.0.len()..end])?;
    }
    gzip.write_all(ENVELOPE.1.as_bytes())?;
    gzip.finish()?.flush()?;
    Ok(())
}
