use serde_json::{Map, Value};

use super::{Complaint, Verdict};

const MAX_CHARACTERS: usize = 120_000;
const MAX_DEPTH: usize = 10;
const MAX_ENUM_VALUES: usize = 1_000;
const MAX_PROPERTIES: usize = 5_000;

/// What a schema holds. References are not followed, so each definition counts once.
#[derive(Default)]
struct Census {
    characters: usize,
    depth: usize,
    enum_values: usize,
    properties: usize,
}

/// The limits of the schema as a whole.
pub(super) fn respected(schema: &Value) -> Verdict {
    let mut census = Census::default();
    census.count(schema, 0);
    [depth, properties, enum_values, characters].iter().try_for_each(|limit| limit(&census))
}

/// Nested objects, the root included; each definition begins anew.
fn depth(census: &Census) -> Verdict {
    within(census.depth, MAX_DEPTH, |depth| {
        format!("{depth} levels of nesting exceeds limit of {MAX_DEPTH}.")
    })
}

/// The keys of all objects together.
fn properties(census: &Census) -> Verdict {
    within(census.properties, MAX_PROPERTIES, |properties| {
        format!("{properties} parameters exceeds limit of {MAX_PROPERTIES}.")
    })
}

/// The values of all enums together.
fn enum_values(census: &Census) -> Verdict {
    within(census.enum_values, MAX_ENUM_VALUES, |values| {
        format!(
            "Expected at most {MAX_ENUM_VALUES} enum values in total within a single schema when \
             using structured outputs, but received {values}. Consider reducing the number of \
             enums, or opt out of structured outputs by setting 'strict: false'."
        )
    })
}

/// The text of all names and all fixed values together.
fn characters(census: &Census) -> Verdict {
    within(census.characters, MAX_CHARACTERS, |characters| {
        format!(
            "Expected at most {MAX_CHARACTERS} total characters across property names, definition \
             names, enum values and const values, but received {characters}."
        )
    })
}

fn within(figure: usize, limit: usize, message: impl Fn(usize) -> String) -> Verdict {
    if figure <= limit { Ok(()) } else { Err(Complaint::Schema(message(figure))) }
}

impl Census {
    fn count(&mut self, node: &Value, depth: usize) {
        let Some(node) = node.as_object() else { return };
        let depth = depth + usize::from(node.contains_key("properties"));
        self.depth = self.depth.max(depth);

        let properties = members(node, "properties");
        self.properties += properties.clone().count();
        for (name, property) in properties {
            self.characters += name.chars().count();
            self.count(property, depth);
        }
        for (name, definition) in members(node, "$defs").chain(members(node, "definitions")) {
            self.characters += name.chars().count();
            self.count(definition, 0);
        }
        let values = node.get("enum").and_then(Value::as_array);
        for value in values.into_iter().flatten() {
            self.enum_values += 1;
            self.characters += length(value);
        }
        self.characters += node.get("const").map_or(0, length);
        if let Some(items) = node.get("items") {
            self.count(items, depth);
        }
        for arm in node.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            self.count(arm, depth);
        }
    }
}

fn members<'a>(
    node: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + Clone {
    node.get(keyword).and_then(Value::as_object).into_iter().flatten()
}

/// The characters of a fixed value; numbers and the like count as they are written.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        other => other.to_string().len(),
    }
}
