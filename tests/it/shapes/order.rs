//! Which files are read, how often, and in which order: that of their paths, or of a list.

use crate::trail::{Run, Setting, Trail, event};

/// A trail with a log at each path, whose event is named by the path.
fn logs(paths: &[&str]) -> Trail {
    let trail = Trail::new();
    for path in paths {
        trail.log(path, &[event(path)]);
    }
    trail
}

/// Runs `query` as JSON Lines over these paths.
#[track_caller]
fn query(trail: &Trail, paths: &[&str]) -> Run {
    let run = trail.run(&[&["query", "-f", "jsonl"], paths].concat());
    run.exits(0).says_nothing();
    run
}

/// Runs `query` as JSON Lines with a list of paths on standard input.
fn query_list(trail: &Trail, list: &[&str], end: &str) -> Run {
    let line = |name: &&str| format!("{}{end}", trail.path(name).display());
    let stdin = list.iter().map(line).collect::<String>().into_bytes();
    let setting = Setting { stdin, ..Setting::default() };
    trail.run_with(&["query", "-f", "jsonl", "--files-from", "-"], &setting)
}

#[test]
fn paths_sort_component_by_component_by_bytes() {
    let sorted = ["B/1", "a/b/1", "a/b.c", "a-1", "a.b/1", "a0", "b", "\u{e4}"];
    for order in [sorted, ["\u{e4}", "b", "a0", "a.b/1", "a-1", "a/b.c", "a/b/1", "B/1"]] {
        query(&logs(&order), &["{}"]).finds(&sorted);
    }
}

#[test]
fn the_order_in_which_paths_are_given_does_not_matter() {
    let trail = logs(&["a/1", "b/1", "c"]);
    for paths in [["{}/a", "{}/b", "{}/c"], ["{}/c", "{}/b", "{}/a"], ["{}/b", "{}/c", "{}/a/1"]] {
        query(&trail, &paths).finds(&["a/1", "b/1", "c"]);
    }
}

#[test]
fn the_order_does_not_depend_on_the_number_of_threads() {
    let names: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let trail = logs(&names);
    for threads in ["1", "2", "7"] {
        query(&trail, &["{}", "--threads", threads]).finds(&names);
    }
}

#[test]
fn records_keep_their_order_within_a_file() {
    let trail = Trail::new();
    let late = crate::trail::with(event("Late"), "eventTime", "2024-05-02T10:00:00Z");
    trail.log("a", &[late, event("Early"), event("Another")]);
    query(&trail, &["{}"]).finds(&["Late", "Early", "Another"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let trail = logs(&["a", "sub/b"]);
    query(&trail, &["{}/a", "{}/a"]).finds(&["a"]);
    query(&trail, &["{}", "{}/a", "{}/sub"]).finds(&["a", "sub/b"]);
    query(&trail, &["{}", "{}"]).finds(&["a", "sub/b"]);
}

#[test]
fn a_file_is_read_once_however_its_path_is_spelt() {
    let trail = logs(&["a", "sub/b"]);
    query(&trail, &["{}/a", "{}/./a", "{}//a"]).finds(&["a"]);
    query(&trail, &["{}/a", "{}/sub/../a"]).finds(&["a"]);
    query(&trail, &["{}/sub", "{}/sub/../sub"]).finds(&["sub/b"]);
}

#[test]
fn a_list_of_paths_keeps_its_order() {
    let trail = logs(&["a", "b", "c/2", "c/1"]);
    query_list(&trail, &["b", "c", "a"], "\n").finds(&["b", "c/1", "c/2", "a"]).exits(0);
    query_list(&trail, &["b", "a"], "\r\n").finds(&["b", "a"]).exits(0);
    query_list(&trail, &["b", "a"], "\n\n").finds(&["b", "a"]).exits(0);
    query_list(&trail, &["b", "a", "b"], "\n").finds(&["b", "a"]).exits(0);
}

#[test]
fn a_list_of_paths_may_lie_in_a_file() {
    let trail = logs(&["a", "b"]);
    let (a, b) = (trail.path("a"), trail.path("b"));
    trail.write("list", format!("{}\n{}", b.display(), a.display()));
    query(&trail, &["--files-from", "{}/list"]).finds(&["b", "a"]);
    trail.run(&["query", "--files-from", "{}/none"]).exits(2).says("no such file");
}

#[test]
fn an_empty_list_is_nothing_to_read() {
    let trail = logs(&["a"]);
    query_list(&trail, &[], "\n").exits(1).prints("").says("no CloudTrail events");
    trail.write("list", "\n\n");
    trail.run(&["query", "--files-from", "{}/list", "-f", "jsonl"]).exits(1).prints("");
}

#[test]
fn standard_input_may_stand_among_paths() {
    let trail = logs(&["a"]);
    let setting = Setting { stdin: event("In").to_string().into(), ..Setting::default() };
    let run = trail.run_with(&["query", "-f", "jsonl", "-", "{}/a", "-"], &setting);
    let mut names = run.exits(0).says_nothing().names();
    names.sort();
    assert_eq!(names, ["In", "a"], "{run}");
}

#[test]
fn empty_standard_input_is_reported() {
    let trail = Trail::new();
    trail.run(&["query", "-"]).exits(2).says("standard input: empty");
}
