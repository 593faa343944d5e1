//! A data set read back: the rows of each file, as JSON.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row},
};
use serde_json::{Map, Value};

/// Every file below a directory, by its path in there.
pub(super) fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(root).expect("below it").to_owned();
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
    files
}

/// The rows of each file.
pub(super) fn rows_by_file(root: &Path) -> BTreeMap<PathBuf, Vec<Value>> {
    let rows = |name: PathBuf| {
        let file = fs::File::open(root.join(&name)).expect("a file");
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let rows = reader.get_row_iter(None).expect("rows");
        let rows = rows.map(|row| row_value(&row.expect("a row"))).collect();
        (name, rows)
    };
    files(root).into_keys().map(rows).collect()
}

pub(super) fn rows(root: &Path) -> Vec<Value> {
    rows_by_file(root).into_values().flatten().collect()
}

fn row_value(row: &Row) -> Value {
    let pair = |(name, field): (&String, &Field)| (name.clone(), value(field));
    Value::Object(row.get_column_iter().map(pair).collect::<Map<_, _>>())
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => Value::from(text.as_str()),
        Field::Group(row) => row_value(row),
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(value).collect()),
        other => panic!("no text, group or list: {other:?}"),
    }
}
