use serde_json::Value;

use super::{Complaint, Node, Verdict, context::quoted};

/// A reference takes the place of the whole node; a description goes into a one-armed `anyOf`.
pub(super) fn stands_alone(node: &Node<'_>) -> Verdict {
    if !node.has("$ref") {
        return Ok(());
    }
    let siblings: Vec<String> =
        node.schema.keys().filter(|key| *key != "$ref").map(|key| quoted(key)).collect();
    if siblings.is_empty() {
        return Ok(());
    }
    Err(Complaint::Node(format!("$ref cannot have keywords {{{}}}.", siblings.join(", "))))
}

/// A reference points to a definition of the root, or to the root itself; never outside.
pub(super) fn points_to_a_definition(node: &Node<'_>) -> Verdict {
    let Some(target) = node.keyword("$ref").and_then(Value::as_str) else {
        return Ok(());
    };
    let defined = ["$defs", "definitions"].iter().any(|keyword| {
        let name = target.strip_prefix("#/").and_then(|path| path.strip_prefix(keyword));
        let name = name.and_then(|path| path.strip_prefix('/')).filter(|name| !name.contains('/'));
        name.is_some_and(|name| {
            let name = name.replace("~1", "/").replace("~0", "~");
            node.root.get(*keyword).is_some_and(|definitions| definitions.get(name).is_some())
        })
    });
    if defined || target == "#" {
        return Ok(());
    }
    Err(Complaint::Node(
        "reference can only point to definitions defined at the top level of the schema.".into(),
    ))
}
