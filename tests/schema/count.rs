//! A count of what a schema holds that shares nothing with the library.

use serde_json::Value;

/// Every object of the schema that describes something, `schema` included.
fn nodes(schema: &Value) -> Vec<&Value> {
    let inside = match schema {
        Value::Array(items) => items.iter().flat_map(nodes).collect(),
        Value::Object(object) => object.values().flat_map(nodes).collect(),
        _ => Vec::new(),
    };
    [schema].into_iter().chain(inside).filter(|node| node.is_object()).collect()
}

/// Objects with properties inside each other; a definition begins anew.
pub fn depth(schema: &Value) -> usize {
    let Some(node) = schema.as_object() else {
        return schema.as_array().into_iter().flatten().map(depth).max().unwrap_or(0);
    };
    let (definitions, rest): (Vec<_>, Vec<_>) = node.iter().partition(|(key, _)| *key == "$defs");
    let own = usize::from(node.get("properties").is_some_and(Value::is_object));
    let inside = rest.into_iter().map(|(_, value)| depth(value)).max().unwrap_or(0);
    let defined = definitions.into_iter().map(|(_, value)| depth(value)).max().unwrap_or(0);
    defined.max(own + inside)
}

pub fn properties(schema: &Value) -> usize {
    keys_of(schema, "properties").len()
}

pub fn enum_values(schema: &Value) -> usize {
    texts_of(schema).len()
}

pub fn enum_characters(schema: &Value) -> usize {
    texts_of(schema).iter().map(|text| text.chars().count()).sum()
}

pub fn characters(schema: &Value) -> usize {
    let names = [keys_of(schema, "properties"), keys_of(schema, "$defs")].concat();
    let names: usize = names.iter().map(|name| name.chars().count()).sum();
    names + enum_characters(schema)
}

pub fn definitions(schema: &Value) -> usize {
    keys_of(schema, "$defs").len()
}

fn keys_of<'a>(schema: &'a Value, keyword: &str) -> Vec<&'a str> {
    let objects = nodes(schema).into_iter().filter_map(|node| node.get(keyword)?.as_object());
    objects.flat_map(|object| object.keys().map(String::as_str)).collect()
}

/// The values of all enums; a constant is an enum of one value. A property may be called `const`.
fn texts_of(schema: &Value) -> Vec<&str> {
    let enums = nodes(schema).into_iter().filter_map(|node| node.get("enum")?.as_array());
    let constants = nodes(schema).into_iter().filter_map(|node| node.get("const"));
    enums.flatten().chain(constants).filter_map(Value::as_str).collect()
}
