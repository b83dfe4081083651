//! What `min`, `max`, `min_items` and `max_items` ask of a field.

use super::{
    message::Message,
    node::{Kind, Node},
};

/// A bound as written: whole numbers stay exact beyond 2^53.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    #[allow(clippy::cast_precision_loss, reason = "only compared with what is a float already")]
    pub(crate) const fn as_float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }
}

/// The bounds of one field; absent ones ask nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub(crate) min: Option<Number>,
    pub(crate) max: Option<Number>,
    pub(crate) min_items: Option<u32>,
    pub(crate) max_items: Option<u32>,
}

impl Bounds {
    pub(crate) const NONE: Self = Self { min: None, max: None, min_items: None, max_items: None };

    pub(crate) const fn is_none(&self) -> bool {
        self.min.is_none()
            && self.max.is_none()
            && self.min_items.is_none()
            && self.max_items.is_none()
    }

    pub(crate) const fn admits_integer(&self, value: i128) -> bool {
        let above = match self.min {
            Some(Number::Integer(min)) => value >= min,
            Some(Number::Float(min)) => value as f64 >= min,
            None => true,
        };
        let below = match self.max {
            Some(Number::Integer(max)) => value <= max,
            Some(Number::Float(max)) => value as f64 <= max,
            None => true,
        };
        above && below
    }

    pub(crate) const fn admits_float(&self, value: f64) -> bool {
        let above = match self.min {
            Some(min) => value >= min.as_float(),
            None => true,
        };
        let below = match self.max {
            Some(max) => value <= max.as_float(),
            None => true,
        };
        above && below
    }

    pub(crate) const fn admits_items(&self, count: usize) -> bool {
        let enough = match self.min_items {
            Some(min) => count >= min as usize,
            None => true,
        };
        let few = match self.max_items {
            Some(max) => count <= max as usize,
            None => true,
        };
        enough && few
    }
}

/// Refuses a number that the field's type cannot reach, and fields that are no numbers.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub(super) const fn check_number(rule: &str, number: Number, node: &Node) {
    let start = Message::new().text("`").text(rule);
    match &node.required().kind {
        Kind::Integer { minimum, maximum } => match number {
            Number::Integer(integer) if integer < *minimum || integer > *maximum => {
                let message =
                    start.text(" = ").number(integer).text("` is outside the field's range, ");
                let message = message.number(*minimum).text(" to ").number(*maximum);
                panic!("{}", message.as_str());
            }
            Number::Integer(_) => {}
            Number::Float(_) => {
                let message = start.text("` of a whole number must be a whole number itself");
                panic!("{}", message.as_str());
            }
        },
        Kind::Number { .. } => {}
        other => {
            let message = start.text("` bounds a number, and this field is ").text(other.noun());
            let message = match other {
                Kind::Array { .. } | Kind::Map(_) => {
                    message.text(": write `").text(rule).text("_items` for how many it may hold")
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
pub(super) const fn check_items(rule: &str, node: &Node) {
    let start = Message::new().text("`").text(rule);
    let message = match &node.required().kind {
        Kind::Array { exactly: None, .. } | Kind::Map(_) => return,
        Kind::Array { .. } => start.text("` says nothing new: an array has its length in its type"),
        Kind::Named(_) => start
            .text("` bounds a list or a map, and this field is a derived type: write it on the list inside that type"),
        other => {
            start.text("` bounds a list or a map, and this field is ").text(other.noun()).text(": remove it")
        }
    };
    panic!("{}", message.as_str());
}
