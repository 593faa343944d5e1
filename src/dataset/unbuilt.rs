//! Stands in for the encoder where the program was built without Parquet.

use std::{
    fs::File,
    io::{self, Write},
};

use crate::{fingerprint::Seeds, wrong::Wrong};

/// Says how to come by an encoder.
pub(crate) fn is_built() -> Result<(), Wrong> {
    Err(Wrong::new("export", "this trailscan was built without Parquet, which few need").hint(
        "in its source directory: cargo install --path . --features parquet; DuckDB and Spark also \
         read the output of `trailscan query --format jsonl`",
    ))
}

pub(super) fn write(_: &[&[u8]], _: bool, _: &mut (impl Write + Send)) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn identity(_: &[u8], _: &Seeds) -> u128 {
    0
}

pub(super) fn held(_: File, _: &Seeds, _: &mut Vec<u128>) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
