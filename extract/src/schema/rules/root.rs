use serde_json::Value;

use super::{Complaint, Node, Verdict, keywords::not_permitted};

/// An answer is always an object: lists, scalars, enums, unions and references are wrapped.
pub(super) fn is_an_object(node: &Node<'_>) -> Verdict {
    let kind = node.keyword("type");
    if !node.context.is_root() || kind.and_then(Value::as_str) == Some("object") {
        return Ok(());
    }
    let got = match kind {
        None => "None".to_owned(),
        Some(Value::String(kind)) => kind.clone(),
        Some(kinds) => kinds.to_string(),
    };
    Err(Complaint::Schema(format!(
        "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{got}\"'."
    )))
}

/// A union at the root would let the answer begin in more than one way.
pub(super) fn is_no_union(node: &Node<'_>) -> Verdict {
    if node.context.is_root() && node.has("anyOf") { not_permitted("anyOf") } else { Ok(()) }
}
