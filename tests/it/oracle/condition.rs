//! Conditions on any field: `FIELD OP VALUE`.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    pattern::{Pattern, any_text, regex},
    time,
};

/// Does the condition hold?
pub(crate) fn holds(condition: &str, record: &Value) -> bool {
    let mut words = condition.splitn(3, ' ');
    let path: Vec<&str> = words.next().expect("a field").split('.').collect();
    let operator = words.next().expect("an operator");
    let operand = words.next().unwrap_or_default();
    let texts: Vec<String> = values(record, &path).into_iter().filter_map(as_text).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let ordered = |holds: fn(Ordering) -> bool| {
        values(record, &path).into_iter().filter_map(|value| order(value, operand)).any(holds)
    };
    match operator {
        "=" => any_text(&[Pattern::read(operand)], &texts),
        "!=" => !any_text(&[Pattern::read(operand)], &texts),
        "~" => texts.iter().any(|text| regex(operand).is_match(text)),
        "<" => ordered(Ordering::is_lt),
        "<=" => ordered(Ordering::is_le),
        ">" => ordered(Ordering::is_gt),
        ">=" => ordered(Ordering::is_ge),
        "exists" => exists(record, &path),
        "missing" => !exists(record, &path),
        unknown => panic!("no operator {unknown}"),
    }
}

/// The values that a path leads to, through every element of every array.
fn values<'a>(value: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    match (value, path) {
        (Value::Array(elements), _) => {
            elements.iter().flat_map(|element| values(element, path)).collect()
        }
        (_, []) => vec![value],
        (Value::Object(fields), [key, rest @ ..]) => {
            fields.get(*key).map_or_else(Vec::new, |value| values(value, rest))
        }
        _ => Vec::new(),
    }
}

/// Is something there that is not null?
fn exists(value: &Value, path: &[&str]) -> bool {
    match (value, path) {
        (_, []) => !value.is_null(),
        (Value::Array(elements), _) => elements.iter().any(|element| exists(element, path)),
        (Value::Object(fields), [key, rest @ ..]) => {
            fields.get(*key).is_some_and(|value| exists(value, rest))
        }
        _ => false,
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// How a value compares with what was asked for: numbers with numbers, times with times.
fn order(value: &Value, operand: &str) -> Option<Ordering> {
    let text = as_text(value)?;
    if let Ok(asked) = operand.parse::<f64>() {
        return text.parse::<f64>().ok()?.partial_cmp(&asked);
    }
    Some(time::point(&text)?.cmp(&time::asked(operand)?))
}
