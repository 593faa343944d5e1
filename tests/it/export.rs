//! `trailscan export`: what a data set holds, where its files stand, and that they are whole.
//!
//! Files are read with the reader of the crate that wrote them, whose rows are turned into JSON.
//! Other engines were tried by hand. Without the feature there is only the word on how to get it.

#[cfg(feature = "parquet")]
mod again;
#[cfg(feature = "parquet")]
mod beside;
#[cfg(feature = "parquet")]
mod expected;
#[cfg(feature = "parquet")]
mod files;
#[cfg(feature = "parquet")]
mod made;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod values;

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_it_says_how_to_build_with_it() {
    let trail = crate::trail::Trail::new();
    trail.log("logs/a.json.gz", &[crate::trail::event("A")]);
    let run = trail.run(&["export", "{}/logs", "--to", "{}/set", "--raw", "no", "-n", "A"]);
    run.exits(2).prints("").says("trailscan: export: this trailscan was built without Parquet");
    run.says("hint: in its source directory: cargo install --path . --features parquet");
    assert!(!trail.path("set").exists());
    trail.run(&["export", "{}/logs"]).exits(2).says("--to DIR: missing");
}
