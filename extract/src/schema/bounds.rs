//! What `min`, `max`, `min_items` and `max_items` ask of a field.

use std::fmt;

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

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => integer.fmt(f),
            Self::Float(float) => float.fmt(f),
        }
    }
}

/// The bounds of one field; absent ones ask nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub min: Option<Number>,
    pub max: Option<Number>,
    pub min_items: Option<u32>,
    pub max_items: Option<u32>,
}

impl Bounds {
    pub const NONE: Self = Self { min: None, max: None, min_items: None, max_items: None };

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
