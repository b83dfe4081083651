//! The places of a value to which a path like `entries[].date` leads. By itself, and not by what scores
//! the answers: it writes down what the scores have to find.

use serde_json::Value;

/// All places, as JSON pointers.
pub fn of(path: &str, value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    for step in path.split('.') {
        let (key, is_list) = match step.strip_suffix("[]") {
            Some(key) => (key, true),
            None => (step, false),
        };
        for place in std::mem::take(&mut places) {
            let place = format!("{place}/{key}");
            match value.pointer(&place) {
                Some(Value::Array(items)) if is_list => {
                    places.extend((0..items.len()).map(|index| format!("{place}/{index}")));
                }
                Some(_) if !is_list => places.push(place),
                _ => {}
            }
        }
    }
    places
}

/// Whether a value says anything.
pub fn is_stated(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

/// Whether two values say the same to a reader who does not mind case and blanks.
pub fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            plain(one).to_lowercase() == plain(other).to_lowercase()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().all(|item| other.iter().any(|other| is_alike(item, other)))
        }
        _ => one == other,
    }
}
