use super::{Complaint, Node, Verdict, types::allows};

/// A list says what it holds. That the items have a type is judged where they stand.
pub(super) fn has_items(node: &Node<'_>) -> Verdict {
    if allows(node, "array") && !node.has("items") {
        return Err(Complaint::Node("array schema missing items.".into()));
    }
    Ok(())
}
