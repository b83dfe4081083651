//! What the compiler says when a field cannot keep what its attributes ask.
//!
//! The derive calls each function where the user wrote the bound or the type.

use super::{
    bounds::Number,
    message::Message,
    node::{Kind, Node},
};

#[track_caller]
pub const fn check_min(node: &Node, number: Number) {
    check_number("min", node, number);
}

#[track_caller]
pub const fn check_max(node: &Node, number: Number) {
    check_number("max", node, number);
}

#[track_caller]
pub const fn check_min_items(node: &Node, _: u32) {
    check_items("min_items", node);
}

#[track_caller]
pub const fn check_max_items(node: &Node, _: u32) {
    check_items("max_items", node);
}

/// Refuses a number that the field's type cannot reach, and fields that are no numbers.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_number(rule: &str, node: &Node, number: Number) {
    let start = Message::new().text("`").text(rule);
    match &node.required().kind {
        Kind::NonZero { .. } if matches!(number, Number::Integer(0)) => {
            let message = start.text(" = 0` names the one number that the field never holds: ");
            panic!("{}", message.text("write 1 or -1").as_str());
        }
        Kind::Integer { minimum, maximum } | Kind::NonZero { minimum, maximum } => match number {
            Number::Integer(integer) if integer < *minimum || integer > *maximum => {
                let message = start
                    .text(" = ")
                    .number(integer)
                    .text("` is outside of what the field holds: ");
                let message = message.text("write a number from ").number(*minimum);
                let message = message.text(" to ").number(*maximum);
                panic!("{}", message.as_str());
            }
            Number::Integer(_) => {}
            Number::Float(_) => {
                let message = start.text("` has a fraction, and the field holds whole numbers: ");
                let message = message.text("write a whole number");
                panic!("{}", message.as_str());
            }
        },
        Kind::Number { .. } => {}
        other => {
            let message = start.text("` bounds a number, and the field is ").text(other.noun());
            let message = match other {
                Kind::Array { exactly: None, .. } | Kind::Map { .. } => {
                    message.text(": write `").text(rule).text("_items` for how many it holds")
                }
                Kind::Named(_) => message.text(": write it on the number inside that type"),
                _ => message.text(": remove it"),
            };
            panic!("{}", message.as_str());
        }
    }
}

/// Refuses item counts on what is no list.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_items(rule: &str, node: &Node) {
    let start = Message::new().text("`").text(rule);
    let message = match &node.required().kind {
        Kind::Array { exactly: None, .. } | Kind::Map { .. } => return,
        Kind::Array { .. } => {
            start.text("` says nothing new, because an array has its length in its type: remove it")
        }
        other => {
            let message =
                start.text("` bounds a list or a map, and the field is ").text(other.noun());
            match other {
                Kind::Named(_) => message.text(": write it on the list inside that type"),
                Kind::Integer { .. } | Kind::NonZero { .. } | Kind::Number { .. } => {
                    message.text(": write `min` or `max` for its value")
                }
                _ => message.text(": remove it"),
            }
        }
    };
    panic!("{}", message.as_str());
}

/// Refuses a variant whose content serde cannot mix with the tag. `variant` is for the message.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_beside_tag(node: &Node, tag: &str, variant: &str) {
    let start = Message::new().text("`").text(variant).text("` holds ");
    let Some(object) = node.fields() else {
        let noun = match node.kind {
            Kind::Named(_) => "a type without named fields",
            ref other => other.noun(),
        };
        let message = start.text(noun).text(", which has no place for the tag `").text(tag);
        let message =
            message.text("`: write a struct variant, or add `content = \"…\"` beside `tag`");
        panic!("{}", message.as_str());
    };
    if object.is_endless() {
        return;
    }
    if object.has_key(tag) {
        let message = start.text("a struct with a field `").text(tag);
        let message = message.text("`, which is the tag as well: rename one of them");
        panic!("{}", message.as_str());
    }
}
