//! Paths, walked through the tree that `serde_json` makes of a record.
//!
//! Only tests and fuzzing have this.

use serde_json::Value;

use super::{Path, Reached, Step};
use crate::event::Record;

/// How many of a record's own paths are walked, since there may be thousands.
const PATHS_MAX: usize = 64;

/// Walks a path as it is typed, and every path that a record has, in both ways. Panics where a path
/// leads elsewhere, or is read as another than it is written.
pub(in crate::event) fn check(typed: &str, record: &Record<'_>, tree: &Value) {
    if let Ok(path) = Path::parse(typed) {
        check_path(&path, record, tree);
    }
    let mut paths = Vec::new();
    paths_of(tree, &mut Vec::new(), &mut paths);
    for steps in paths {
        check_path(&Path::new(steps), record, tree);
    }
}

fn check_path(path: &Path, record: &Record<'_>, tree: &Value) {
    let typed = written(&path.steps);
    assert_eq!(Path::parse(&typed).as_ref(), Ok(path), "{typed}");
    let Reached { values, spread } = path.reach(record);
    let values = values.iter().map(|value| serde_json::from_str(value.text()).ok());
    let (expected, expected_spread) = reached(tree, &path.steps);
    assert_eq!(values.collect::<Vec<_>>(), expected, "{typed} in {}", record.json.text());
    assert_eq!(spread, expected_spread, "{typed} in {}", record.json.text());
}

/// A path as it can be typed, every key in quotes.
fn written(steps: &[Step]) -> String {
    let written = |step: &Step| match step {
        Step::Key(key) => format!(".\"{key}\""),
        Step::Each => "[]".to_owned(),
        Step::Index(index) => format!("[{index}]"),
    };
    let typed: String = steps.iter().map(written).collect();
    typed.trim_start_matches('.').to_owned()
}

/// The paths to what a tree holds, by keys alone and through each array's first element.
fn paths_of(tree: &Value, steps: &mut Vec<Step>, paths: &mut Vec<Vec<Step>>) {
    if paths.len() == PATHS_MAX {
        return;
    }
    if !steps.is_empty() {
        paths.push(steps.clone());
    }
    let mut down = |step, tree| {
        steps.push(step);
        paths_of(tree, steps, paths);
        steps.pop();
    };
    match tree {
        Value::Object(trees) => {
            // In quotes, a key ends at the next quote.
            let typable = trees.iter().filter(|(key, _)| !key.is_empty() && !key.contains('"'));
            typable.for_each(|(key, tree)| down(Step::Key(key.clone()), tree));
        }
        Value::Array(trees) => {
            trees.iter().take(1).for_each(|tree| down(Step::Index(0), tree));
            trees.iter().take(2).for_each(|tree| down(Step::Each, tree));
        }
        _ => {}
    }
}

/// The values that the steps lead to, and whether one led through an array.
fn reached(tree: &Value, steps: &[Step]) -> (Vec<Option<Value>>, bool) {
    let (mut trees, mut spread) = (vec![tree], false);
    for step in steps {
        let mut next = Vec::new();
        for tree in trees {
            match step {
                Step::Key(key) => {
                    spread |= tree.is_array();
                    next.extend(leaves(tree).into_iter().filter_map(|leaf| leaf.get(key)));
                }
                Step::Each => {
                    spread = true;
                    next.extend(tree.as_array().into_iter().flatten());
                }
                Step::Index(index) => next.extend(tree.as_array().and_then(|all| all.get(*index))),
            }
        }
        trees = next;
    }
    (trees.into_iter().cloned().map(Some).collect(), spread)
}

/// The elements of an array, those of arrays in it instead of these.
fn leaves(tree: &Value) -> Vec<&Value> {
    match tree {
        Value::Array(trees) => trees.iter().flat_map(leaves).collect(),
        leaf => vec![leaf],
    }
}
