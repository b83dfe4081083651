use serde_json::Value;

use super::{Complaint, Node, Verdict, context::quoted, types::allows};

const FORMATS: &[&str] =
    &["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"];

/// Strings know nine formats. On numbers a format carries no meaning and is let through.
pub(super) fn format_is_known(node: &Node<'_>) -> Verdict {
    match node.keyword("format").and_then(Value::as_str) {
        Some(format) if allows(node, "string") && !FORMATS.contains(&format) => {
            Err(Complaint::Node(format!("{} is not a valid format.", quoted(format))))
        }
        _ => Ok(()),
    }
}

/// A pattern becomes part of a grammar, which cannot look ahead or behind.
pub(super) fn pattern_looks_not_around(node: &Node<'_>) -> Verdict {
    match node.keyword("pattern").and_then(Value::as_str) {
        Some(pattern) if looks_around(pattern) => Err(Complaint::Alone(format!(
            "Invalid JSON schema: regex lookaround is not supported. Found at {}.pattern.",
            node.context.json_path()
        ))),
        _ => Ok(()),
    }
}

/// Finds `(?=`, `(?!`, `(?<=` and `(?<!`, but not where they are escaped or inside a class.
fn looks_around(pattern: &str) -> bool {
    let mut in_class = false;
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => {
                rest.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let group = rest.as_str();
                if ["?=", "?!", "?<=", "?<!"].iter().any(|look| group.starts_with(look)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}
