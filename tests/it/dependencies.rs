//! What the program is built from: one version of each package, from the public registry, under a
//! licence that asks for no more than its text, and a word on why it is there.
//!
//! Known weaknesses of packages are not looked up: the list of them lies on the network, where no
//! test may depend on it. `cargo deny check advisories` does that by hand.

use std::{collections::HashMap, fs, process::Command};

use serde_json::Value;

use crate::trail::repository;

/// Licences whose only condition, if any, is to keep their text, by their SPDX names.
const LICENCES: [&str; 10] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that are there in several versions, and for whom.
const SEVERAL: [(&str, usize, &str); 4] = [
    ("getrandom", 3, "ring's, for keys that the program never makes, tempfile's, and Parquet's"),
    ("r-efi", 2, "two getrandoms'; neither is built elsewhere than on UEFI"),
    ("syn", 2, "two generations of derive macros; neither is in the program"),
    ("windows-sys", 2, "ring's is older; neither is built elsewhere than on Windows"),
];

fn text(name: &str) -> String {
    fs::read_to_string(repository().join(name)).expect("a file of the repository")
}

/// The value of a key in a table of Cargo.lock.
fn value<'t>(table: &'t str, key: &str) -> Option<&'t str> {
    let mut lines = table.lines().filter_map(|line| line.split_once(" = "));
    lines.find(|(name, _)| *name == key).map(|(_, value)| value.trim_matches('"'))
}

#[test]
fn every_package_is_there_once_and_comes_from_the_public_registry() {
    let lock = text("Cargo.lock");
    let mut versions: HashMap<&str, usize> = HashMap::new();
    for package in lock.split("[[package]]\n").skip(1) {
        let name = value(package, "name").expect("a name");
        *versions.entry(name).or_default() += 1;
        if name != env!("CARGO_PKG_NAME") {
            let registry = Some("registry+https://github.com/rust-lang/crates.io-index");
            assert_eq!(value(package, "source"), registry, "{name}");
            assert!(value(package, "checksum").is_some_and(|sum| sum.len() == 64), "{name}");
        }
    }
    assert!(versions.len() > 50, "{versions:?}");
    let mut several: Vec<_> = versions.iter().filter(|(_, number)| **number > 1).collect();
    several.sort_unstable();
    let allowed: Vec<_> = SEVERAL.iter().map(|(name, number, _)| (name, number)).collect();
    assert_eq!(several, allowed, "packages in several versions");
}

/// Whether an SPDX expression leaves a choice that is allowed. `/` is how `OR` was once written.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let allows = |part: &str| {
        let part = part.trim().trim_matches(['(', ')']);
        part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim()))
    };
    expression.split(" AND ").all(allows)
}

#[test]
fn a_licence_is_read_as_its_expression_says() {
    assert!(is_allowed("MIT") && is_allowed("GPL-3.0 OR MIT") && is_allowed("Unlicense/MIT"));
    assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!is_allowed("GPL-3.0") && !is_allowed("MIT AND GPL-3.0") && !is_allowed(""));
}

/// What cargo knows of the packages that this machine builds with every feature, without asking
/// the network.
fn metadata() -> Value {
    let host = Command::new(env!("CARGO")).arg("-vV").output().expect("cargo");
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1", "--all-features"])
        .args(["--filter-platform", host])
        .current_dir(repository())
        .output()
        .expect("cargo");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn every_package_has_a_licence_that_asks_only_for_its_text() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence), "{}: `{licence}`", package["name"]);
    }
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = text("Cargo.toml");
    for table in ["[dependencies]\n", "[dev-dependencies]\n"] {
        let (_, behind) = manifest.split_once(table).expect("a table");
        let lines = behind.lines().take_while(|line| !line.is_empty());
        for line in lines.filter(|line| !line.starts_with('#')) {
            assert!(line.contains(" # "), "no reason: {line}");
        }
    }
}
