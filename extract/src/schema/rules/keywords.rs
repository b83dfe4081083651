use super::{Complaint, Node, Verdict};
use crate::schema::Dialect;

/// Keywords of JSON Schema that strict mode refuses, by the reason why.
const REFUSED: &[&[&str]] = &[
    // Only one way to combine schemas is left: `anyOf`.
    &["oneOf", "allOf"],
    // What depends on other parts of the answer cannot be decided from left to right.
    &["if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies"],
    // A list has one kind of item; tuples are objects.
    &["prefixItems", "additionalItems", "unevaluatedItems"],
    // To count or to compare, a grammar would have to remember all items.
    &["uniqueItems", "contains", "minContains", "maxContains"],
    // All keys are known, so there is nothing to say about others.
    &["propertyNames", "minProperties", "maxProperties", "unevaluatedProperties"],
    // Text is text, whatever it encodes.
    &["contentEncoding", "contentMediaType", "contentSchema"],
    // References are resolved before the answer, by name only.
    &["$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef"],
    // Taken by some providers at some times; the judge stands on the safe side.
    &["default", "maxLength", "minLength", "patternProperties"],
];

/// Keywords that fine-tuned models lack beside those.
const LACKING: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "pattern",
];

const KNOWN: &[&str] = &[
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "description",
    "discriminator",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "nullable",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];

const KNOWN_AT_THE_ROOT: &[&str] = &["$defs", "$id", "$schema", "definitions"];

/// Strict mode is a subset: what the grammar cannot keep is refused, not ignored.
pub(super) fn not_refused(node: &Node<'_>) -> Verdict {
    if node.has("not") {
        return Err(Complaint::Node("Unsupported keywords ('not',)".into()));
    }
    match REFUSED.iter().copied().flatten().find(|keyword| node.has(keyword)) {
        Some(keyword) => not_permitted(keyword),
        None => Ok(()),
    }
}

/// Fine-tuned models (`ft:…`) know the shape of an answer, but no bounds, patterns and formats.
pub(super) fn not_lacking_in_fine_tuned_models(node: &Node<'_>) -> Verdict {
    if node.dialect != Dialect::FineTuned {
        return Ok(());
    }
    match LACKING.iter().find(|keyword| node.has(keyword)) {
        Some(keyword) => not_permitted(keyword),
        None => Ok(()),
    }
}

/// Nobody knows what the service does with other keywords; definitions stand at the root only.
pub(super) fn known(node: &Node<'_>) -> Verdict {
    let unknown = node.schema.keys().find(|key| {
        let known = KNOWN.contains(&key.as_str());
        let at_the_root = node.context.is_root() && KNOWN_AT_THE_ROOT.contains(&key.as_str());
        !known && !at_the_root
    });
    match unknown {
        Some(keyword) => not_permitted(keyword),
        None => Ok(()),
    }
}

pub(super) fn not_permitted(keyword: &str) -> Verdict {
    Err(Complaint::Node(format!("'{keyword}' is not permitted.")))
}
