use serde_json::Value;

use super::{Complaint, Node, Verdict};

/// A node without a type would allow anything, also beside `const` and `enum`.
pub(super) fn has_a_type(node: &Node<'_>) -> Verdict {
    if ["type", "anyOf", "$ref"].iter().any(|keyword| node.has(keyword)) {
        Ok(())
    } else {
        missing()
    }
}

pub(super) fn missing() -> Verdict {
    Err(Complaint::Node("schema must have a 'type' key.".into()))
}

/// Whether values of this type fit: the type is given, alone or in a list.
pub(super) fn allows(node: &Node<'_>, kind: &str) -> bool {
    match node.keyword("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|k| k == kind),
        Some(Value::String(only)) => only == kind,
        _ => false,
    }
}
