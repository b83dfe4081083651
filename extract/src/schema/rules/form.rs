use serde_json::Value;

use super::{Complaint, Node, Verdict};

const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Each keyword has a value that JSON Schema gives it; anything else is no schema at all.
pub(super) fn well_formed(node: &Node<'_>) -> Verdict {
    let fits = node.schema.iter().all(|(keyword, value)| match keyword.as_str() {
        "type" => is_type(value) || is_filled_list(value, is_type),
        "properties" | "$defs" | "definitions" => value.is_object(),
        "required" => value.as_array().is_some_and(|keys| keys.iter().all(Value::is_string)),
        "items" => value.is_object() || value.is_boolean(),
        "anyOf" => is_filled_list(value, |_| true),
        "enum" => is_filled_list(value, |_| true),
        "$ref" | "description" | "format" | "pattern" | "title" => value.is_string(),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "multipleOf" => value.as_f64().is_some_and(|step| step > 0.0),
        "minItems" | "maxItems" => value.is_u64(),
        _ => true,
    });
    if fits { Ok(()) } else { not_a_schema() }
}

pub(super) fn not_a_schema() -> Verdict {
    Err(Complaint::Schema("Please ensure it is a valid JSON Schema.".into()))
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|name| TYPES.contains(&name))
}

fn is_filled_list(value: &Value, fits: impl Fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|values| !values.is_empty() && values.iter().all(fits))
}
