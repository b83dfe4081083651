use std::collections::HashSet;

use serde_json::Value;

use super::{Complaint, Node, Verdict, context::quoted, types::allows};

/// The grammar knows every key beforehand, so maps cannot be expressed; neither can "anything else".
pub(super) fn no_additional_properties(node: &Node<'_>) -> Verdict {
    if is_object(node) && node.keyword("additionalProperties") != Some(&Value::Bool(false)) {
        return Err(Complaint::Node(
            "'additionalProperties' is required to be supplied and to be false.".into(),
        ));
    }
    Ok(())
}

/// An object names its keys, even when it has none.
pub(super) fn has_properties(node: &Node<'_>) -> Verdict {
    if is_object(node) && !node.has("properties") {
        return Err(Complaint::Node("object schema missing properties.".into()));
    }
    Ok(())
}

/// No key may be left out by the model; what is optional is nullable.
pub(super) fn every_property_is_required(node: &Node<'_>) -> Verdict {
    let required: HashSet<&str> = required(node).collect();
    match properties(node).find(|key| !required.contains(key)) {
        Some(key) => incomplete(&format!("Missing {}.", quoted(key))),
        None => Ok(()),
    }
}

/// A required key that has no schema could never be written.
pub(super) fn nothing_else_is_required(node: &Node<'_>) -> Verdict {
    let properties: HashSet<&str> = properties(node).collect();
    match required(node).find(|key| !properties.contains(key)) {
        Some(key) => incomplete(&format!("Extra required key {} supplied.", quoted(key))),
        None => Ok(()),
    }
}

fn incomplete(detail: &str) -> Verdict {
    Err(Complaint::Node(format!(
        "'required' is required to be supplied and to be an array including every key in \
         properties. {detail}"
    )))
}

fn is_object(node: &Node<'_>) -> bool {
    allows(node, "object") || node.has("properties")
}

fn properties<'a>(node: &Node<'a>) -> impl Iterator<Item = &'a str> {
    let properties = node.keyword("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str))
}

fn required<'a>(node: &Node<'a>) -> impl Iterator<Item = &'a str> {
    node.list("required").iter().filter_map(Value::as_str)
}
