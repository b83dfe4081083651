//! What the compiler says when a field cannot keep what its attributes ask.
//!
//! The derive calls each function where the user wrote the bound or the type.

use super::{
    bounds::{Bounds, Multiple, Number},
    message::Message,
    node::{Kind, Node},
};

#[track_caller]
pub const fn check_min(node: &Node, number: Number) {
    check_zero("min", node, number);
    check_number("min", node, number);
}

#[track_caller]
pub const fn check_max(node: &Node, number: Number) {
    check_zero("max", node, number);
    check_number("max", node, number);
}

#[track_caller]
pub const fn check_exclusive_min(node: &Node, number: Number) {
    check_number("exclusive_min", node, number);
}

#[track_caller]
pub const fn check_exclusive_max(node: &Node, number: Number) {
    check_number("exclusive_max", node, number);
}

#[track_caller]
pub const fn check_multiple_of(node: &Node, multiple: Multiple) {
    // What is no number is refused here; a step may be any number that is as whole as the type.
    let number = match node.required().kind {
        _ if !multiple.is_whole() => Number::Float(0.5),
        Kind::Integer { maximum, .. } | Kind::NonZero { maximum, .. } => Number::Integer(maximum),
        _ => Number::Integer(0),
    };
    check_number("multiple_of", node, number);
}

#[track_caller]
pub const fn check_min_items(node: &Node, _: u32) {
    check_items("min_items", node);
}

#[track_caller]
pub const fn check_max_items(node: &Node, _: u32) {
    check_items("max_items", node);
}

/// Refuses a bound at the one number that the field's type leaves out.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_zero(rule: &str, node: &Node, number: Number) {
    if matches!((&node.required().kind, number), (Kind::NonZero { .. }, Number::Integer(0))) {
        let start = Message::new().text("`").text(rule);
        let message = start.text(" = 0` names the one number that the field never holds: ");
        panic!("{}", message.text("write 1 or -1").as_str());
    }
}

/// Refuses a number that the field's type cannot reach, and fields that are no numbers.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_number(rule: &str, node: &Node, number: Number) {
    let start = Message::new().text("`").text(rule);
    match &node.required().kind {
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

/// Refuses bounds between which no number lies; those of the type count as well.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_range(node: &Node, bounds: &Bounds) {
    let (minimum, maximum, has_zero) = match node.required().kind {
        Kind::Integer { minimum, maximum } => (minimum, maximum, true),
        Kind::NonZero { minimum, maximum } => (minimum, maximum, false),
        _ => return check_float_range(node, bounds),
    };
    let least = match (bounds.min, bounds.exclusive_min) {
        (_, Some(Number::Integer(min))) => min + 1,
        (Some(Number::Integer(min)), _) => min,
        _ => minimum,
    };
    let most = match (bounds.max, bounds.exclusive_max) {
        (_, Some(Number::Integer(max))) => max - 1,
        (Some(Number::Integer(max)), _) => max,
        _ => maximum,
    };
    let least = if least == 0 && !has_zero { 1 } else { least };
    let most = if most == 0 && !has_zero { -1 } else { most };
    if least > most {
        let message = Message::new().text("no whole number lies between these bounds");
        panic!("{}", message.text(": widen them").as_str());
    }
    if let Some(multiple) = bounds.multiple_of {
        let step = multiple.digits as i128;
        let highest = most.div_euclid(step) * step;
        // Of two ranges around zero, the lower one may have a multiple as well.
        let highest = if highest == 0 && !has_zero { -step } else { highest };
        if highest < least {
            let message = Message::new().text("no multiple of ").number(step);
            let message = message.text(" lies from ").number(least).text(" to ").number(most);
            panic!("{}", message.text(": widen the bounds, or write a smaller step").as_str());
        }
    }
}

/// Refuses a step that steps over everything between two bounds.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_float_range(node: &Node, bounds: &Bounds) {
    let (Kind::Number { .. }, Some(multiple)) = (&node.required().kind, bounds.multiple_of) else {
        return;
    };
    let (Some(min), Some(max)) =
        (or(bounds.min, bounds.exclusive_min), or(bounds.max, bounds.exclusive_max))
    else {
        return;
    };
    if !has_multiple(multiple.as_float(), min.as_float(), max.as_float()) {
        let message = Message::new().text("no multiple of `multiple_of` lies between the bounds");
        panic!("{}", message.text(": widen them, or write a smaller step").as_str());
    }
}

/// Does a multiple of `step` lie from `min` to `max`?
const fn has_multiple(step: f64, min: f64, max: f64) -> bool {
    // A millionth of a step covers what the division rounds; what is closer may pass.
    let (first, last) = (min / step - 1e-6, max / step + 1e-6);
    let whole = last as i128 as f64;
    let below = if whole > last { whole - 1.0 } else { whole };
    below >= first
}

const fn or(one: Option<Number>, other: Option<Number>) -> Option<Number> {
    if one.is_some() { one } else { other }
}

#[track_caller]
pub const fn check_pattern(node: &Node, text: bool) {
    check_text("pattern", node, text);
}

#[track_caller]
pub const fn check_format(node: &Node, text: bool) {
    check_text("format", node, text);
}

#[track_caller]
pub const fn check_min_len(node: &Node, text: bool) {
    check_text("min_len", node, text);
}

#[track_caller]
pub const fn check_max_len(node: &Node, text: bool) {
    check_text("max_len", node, text);
}

/// Refuses rules of text on what is no text, or has its own. `text` is `Extract::TEXT`.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check_text(rule: &str, node: &Node, text: bool) {
    let start = Message::new().text("`").text(rule);
    let message = match &node.required().kind {
        Kind::String { format: None, pattern: None, .. } if text => return,
        Kind::String { format: None, pattern: None, .. } => {
            start.text("` is checked on `String` only, and the field reads text in its own way: write `String`, or a function for `validate`")
        }
        Kind::String { .. } => {
            start.text("` is for plain text, and the field's type has its own format: remove it, or write `String`")
        }
        other => {
            let message = start.text("` is a rule of text, and the field is ").text(other.noun());
            match other {
                Kind::Array { exactly: None, .. } | Kind::Map { .. } if is_length(rule) => {
                    message.text(": write `min_items` or `max_items` for how many it holds")
                }
                Kind::Integer { .. } | Kind::Number { .. } if is_length(rule) => {
                    message.text(": write `min` or `max` for its value")
                }
                Kind::Named(_) | Kind::Back(_) => message.text(": write it on the text inside that type"),
                _ => message.text(": remove it"),
            }
        }
    };
    panic!("{}", message.as_str());
}

/// `min_len` or `max_len`.
const fn is_length(rule: &str) -> bool {
    matches!(rule.as_bytes(), [_, _, _, b'_', b'l', ..])
}

/// Refuses `unique` on what is no list.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_unique(node: &Node) {
    let start = Message::new().text("`unique` ");
    let message = match &node.required().kind {
        Kind::Array { .. } => return,
        Kind::Map { .. } => {
            start.text("says nothing new, because the keys of a map are: remove it")
        }
        other => {
            let message = start.text("is a rule of lists, and the field is ").text(other.noun());
            match other {
                Kind::Named(_) | Kind::Back(_) => {
                    message.text(": write it on the list inside that type")
                }
                _ => message.text(": remove it"),
            }
        }
    };
    panic!("{}", message.as_str());
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

#[cfg(test)]
mod tests {
    use super::has_multiple;

    #[test]
    fn a_multiple_lies_between_bounds_or_not() {
        let cases = [
            (0.5, 0.4, 0.6, true),
            (0.5, 0.6, 0.9, false),
            (0.5, 0.5, 0.5, true),
            (0.1, 0.3, 0.3, true),
            (0.5, -0.1, 0.1, true),
            (0.5, -0.4, -0.1, false),
            (0.5, -0.6, -0.4, true),
            (0.5, -0.9, -0.6, false),
            (2.0, 1e30, 1e30, true),
            (4.0, 5.0, 7.0, false),
            (4.0, 5.0, 8.0, true),
        ];
        for (step, min, max, expected) in cases {
            assert_eq!(has_multiple(step, min, max), expected, "{step} from {min} to {max}");
        }
    }
}
