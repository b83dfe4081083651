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
    match properties(node).find(|key| !is_required(node, key)) {
        Some(key) => required(&format!("Missing {}.", quoted(key))),
        None => Ok(()),
    }
}

/// A required key that has no schema could never be written.
pub(super) fn nothing_else_is_required(node: &Node<'_>) -> Verdict {
    let extra = node
        .list("required")
        .iter()
        .filter_map(Value::as_str)
        .find(|required| !properties(node).any(|key| key == *required));
    match extra {
        Some(key) => required(&format!("Extra required key {} supplied.", quoted(key))),
        None => Ok(()),
    }
}

fn required(detail: &str) -> Verdict {
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

fn is_required(node: &Node<'_>, key: &str) -> bool {
    node.list("required").iter().any(|required| required.as_str() == Some(key))
}
