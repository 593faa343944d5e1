//! The rules of the house, checked on the sources themselves.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::trail::repository;

/// The floor of each top-level module; imports point down, or along the same floor.
const FLOORS: [(&str, u8); 35] = [
    ("arn", 0),
    ("bounds", 0),
    ("digest", 0),
    ("event", 0),
    ("fingerprint", 0),
    ("json", 0),
    ("net", 0),
    ("services", 0),
    ("text", 0),
    ("time", 0),
    ("wrong", 0),
    ("decode", 1),
    ("source", 1),
    ("filter", 2),
    ("sql", 2),
    ("aggregate", 3),
    ("custody", 3),
    ("dataset", 3),
    ("lineage", 3),
    ("row", 3),
    ("sink", 3),
    ("spool", 3),
    ("exporting", 4),
    ("folding", 4),
    ("hashing", 4),
    ("matches", 4),
    ("report", 4),
    ("scan", 4),
    ("cli", 5),
    ("command", 5),
    ("console", 5),
    ("fuzzing", 5),
    ("progress", 5),
    ("tell", 5),
    ("main", 5),
];

/// Words that only the edge may use: the command line, the environment, terminals, the clock.
const EDGE_ONLY: [&str; 7] = [
    "clap",
    "IsTerminal",
    "terminal_size",
    "SystemTime::now",
    "Instant::now",
    "indicatif",
    "anyhow",
];

/// Modules of the standard library for I/O and threads, which the ground and the question may not
/// use.
const NOT_WHEN_PURE: [&str; 5] = ["fs", "io", "os", "process", "thread"];

struct Source {
    path: PathBuf,
    text: String,
}

fn rust_files(below: &str) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut directories = vec![repository().join(below)];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // What fuzzing builds is nobody's source.
                if !path.ends_with("target") {
                    directories.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                sources.push(Source { path, text });
            }
        }
    }
    assert!(!sources.is_empty());
    sources
}

impl Source {
    /// Whether all of it is tests.
    fn is_tests(&self) -> bool {
        let inside = self.path.strip_prefix(repository()).expect("in the repository");
        inside.with_extension("").iter().any(|name| name == "tests")
    }

    /// What is compiled outside tests.
    fn without_tests(&self) -> &str {
        if self.is_tests() {
            return "";
        }
        self.text.split("#[cfg(test)]").next().unwrap_or_default()
    }
}

fn module(path: &Path) -> String {
    let inside = path.strip_prefix(repository().join("src")).expect("in src");
    let first = inside.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The modules of this crate that a file names.
fn imports(text: &str) -> Vec<String> {
    named_behind("crate::", text)
}

/// The modules that a file names behind `root`: `root::x` and, inside `root::{…}`, each first word.
fn named_behind(root: &str, text: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in text.match_indices(root) {
        let rest = &text[at + root.len()..];
        match rest.strip_prefix('{') {
            None => modules.push(first_word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => {
                            modules.push(first_word(&list[start..at]));
                            break;
                        }
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            modules.push(first_word(&list[start..at]));
                            start = at + 1;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let text = "use crate::a::b;\nuse crate::{c, d::{e, f}, g};\nfn x() { crate::h::i() }";
    assert_eq!(imports(text), ["a", "c", "d", "g", "h"]);
    let text = "use std::{\n    env,\n    fs::{self, File},\n    io,\n};\nstd::thread::spawn";
    assert_eq!(named_behind("std::", text), ["env", "fs", "io", "thread"]);
}

#[test]
fn imports_point_down_the_floors() {
    for source in rust_files("src") {
        let own = module(&source.path);
        if own == "lib" {
            continue;
        }
        let own_floor = floor(&own).unwrap_or_else(|| panic!("`{own}` stands on no floor"));
        for import in imports(source.without_tests()) {
            // What lib.rs itself offers (the console, the exit codes) is the edge's.
            let theirs = floor(&import).unwrap_or(5);
            assert!(theirs <= own_floor, "{}: {own} imports {import}", source.path.display());
        }
    }
}

#[test]
fn every_floor_in_the_table_exists_and_the_code_map_names_it() {
    let map = fs::read_to_string(repository().join("src/lib.rs")).expect("the code map");
    for (module, _) in FLOORS {
        let file = repository().join(format!("src/{module}.rs"));
        assert!(file.exists(), "{module}");
        assert!(map.contains(&format!("`{module}`")), "{module} in the map");
    }
}

#[test]
fn only_the_edge_knows_the_command_line_the_terminal_and_the_clock() {
    for source in rust_files("src") {
        let own = module(&source.path);
        if own == "lib" || floor(&own) == Some(5) {
            continue;
        }
        for word in EDGE_ONLY {
            let used = source.without_tests().contains(word);
            assert!(!used, "{} names {word}", source.path.display());
        }
        let named = named_behind("std::", source.without_tests());
        assert!(!named.contains(&"env".to_owned()), "{} names env", source.path.display());
    }
}

#[test]
fn the_ground_and_the_question_do_no_input_or_output() {
    for source in rust_files("src") {
        if !matches!(floor(&module(&source.path)), Some(0 | 2)) {
            continue;
        }
        let text = source.without_tests();
        for module in named_behind("std::", text) {
            let pure = !NOT_WHEN_PURE.contains(&module.as_str());
            assert!(pure, "{} names {module}", source.path.display());
        }
        assert!(!text.contains("rayon"), "{} names rayon", source.path.display());
    }
}

#[test]
fn sinks_and_decoders_never_see_a_filter() {
    for source in rust_files("src") {
        if matches!(module(&source.path).as_str(), "sink" | "row" | "decode" | "source") {
            let sees = imports(&source.text).iter().any(|import| import == "filter");
            assert!(!sees, "{}", source.path.display());
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        assert!(source.text.starts_with("//! "), "{}", source.path.display());
    }
}

#[test]
fn lints_are_silenced_nowhere() {
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        let silences = source.text.contains(concat!("#[", "allow"))
            || source.text.contains(concat!("#![", "allow"));
        assert!(!silences, "{}", source.path.display());
    }
}

/// The one file that may hold code which the compiler cannot check.
const SCANNER: &str = "src/decode/simd.rs";

#[test]
fn unsafe_code_is_in_the_byte_scanner_alone() {
    let scanner = repository().join(SCANNER);
    // Elsewhere the compiler denies it, unless it is told not to.
    let told = [concat!("expect(", "unsafe_code"), concat!("allow(", "unsafe_code")];
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        let is_told = told.iter().any(|word| source.text.contains(word));
        assert_eq!(is_told, source.path == scanner, "{}", source.path.display());
    }
    for source in rust_files("src").iter().filter(|source| source.path != scanner) {
        let place = source.text.lines().position(is_unsafe);
        assert_eq!(place, None, "{}", source.path.display());
    }
}

#[test]
fn all_unsafe_code_says_why_it_is_sound() {
    let text = fs::read_to_string(repository().join(SCANNER)).expect("UTF-8");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut seen = 0;
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| is_unsafe(line)) {
        let above = lines[..at].iter().rev();
        let mut comment = above.take_while(|line| line.starts_with("//") || line.starts_with('#'));
        let says = comment.any(|line| line.starts_with("// SAFETY: "));
        assert!(says, "{SCANNER}:{}: {}", at + 1, lines[at]);
        seen += 1;
    }
    assert!(seen > 0);
}

/// Whether a line of code, and not its comment, has the keyword.
fn is_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.split(|letter| !is_part(letter)).any(|word| word == "unsafe")
}

#[test]
fn lines_are_short_and_end_where_they_end() {
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        for (index, line) in source.text.lines().enumerate() {
            let place = format!("{}:{}", source.path.display(), index + 1);
            // Strings and tables cannot be broken everywhere.
            let exempt = line.contains('"') || line.starts_with("//! |") || line.ends_with('\\');
            assert!(line.chars().count() <= 100 || exempt, "{place}: over 100 columns");
            assert!(!line.ends_with(' ') && !line.contains('\t'), "{place}: blanks");
        }
    }
}

#[test]
fn files_hold_one_idea() {
    let mut long: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for source in rust_files("src") {
        let text = if source.is_tests() { &source.text } else { source.without_tests() };
        let lines = text.lines().count();
        if lines > 400 {
            long.insert(source.path, lines);
        }
    }
    assert!(long.is_empty(), "over 400 lines: {long:?}");
}

#[test]
fn made_fixtures_hold_documentation_accounts_only() {
    let known = ["123456789012", "111122223333", "444455556666"];
    let trail = crate::trail::run(&[
        "query",
        &crate::trail::fixture("AWSLogs"),
        &crate::trail::fixture("shapes"),
        "--format",
        "jsonl",
    ]);
    let digits = |letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_';
    for word in trail.stdout.split(digits) {
        let is_account = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit());
        assert!(!is_account || known.contains(&word), "{word}");
    }
}
