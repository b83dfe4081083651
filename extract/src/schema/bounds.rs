//! What `#[extract(…)]` asks of a field: bounds, steps, and the rules of text and lists.

use std::fmt;

use super::{format::Format, pattern::Pattern};

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

    pub(crate) const fn is_below(self, other: Self) -> bool {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one < other,
            (one, other) => one.as_float() < other.as_float(),
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

/// The step of `multiple_of` as written: `digits` / 10^`places`, since 0.1 is no float.
#[derive(Clone, Copy, Debug)]
pub struct Multiple {
    pub digits: u64,
    pub places: u32,
}

impl Multiple {
    const fn scale(self) -> f64 {
        // Exact up to 10^22.
        let (mut scale, mut i) = (1.0, 0);
        while i < self.places {
            scale *= 10.0;
            i += 1;
        }
        scale
    }

    #[allow(clippy::cast_precision_loss, reason = "the derive takes up to 15 digits")]
    pub(crate) const fn as_float(self) -> f64 {
        self.digits as f64 / self.scale()
    }

    pub(crate) const fn is_whole(self) -> bool {
        self.places == 0
    }

    /// Is the value a multiple, or the float that is nearest to one? So a judge sees it that reads
    /// `0.3` as the decimal which was written. `rounded` is how the type rounds.
    #[allow(clippy::cast_precision_loss, reason = "the derive takes up to 15 digits")]
    fn divides(self, value: Number, rounded: impl Fn(f64) -> f64) -> bool {
        let value = match value {
            Number::Integer(integer) if self.is_whole() => {
                return integer % i128::from(self.digits) == 0;
            }
            other => other.as_float(),
        };
        let (digits, scale) = (self.digits as f64, self.scale());
        let multiple = (value * scale / digits).round() * digits;
        // Beyond 2^53 a float is too coarse to tell.
        multiple.abs() > 9_007_199_254_740_992.0 || rounded(multiple / scale) == value
    }
}

impl fmt::Display for Multiple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        let places = self.places as usize;
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        f.write_str(whole)?;
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

/// The rules of one field; absent ones ask nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub min: Option<Number>,
    pub max: Option<Number>,
    pub exclusive_min: Option<Number>,
    pub exclusive_max: Option<Number>,
    pub multiple_of: Option<Multiple>,
    pub min_items: Option<u32>,
    pub max_items: Option<u32>,
    /// No two items are equal. Only the text of the answer tells.
    pub unique: bool,
    /// A function, because a constant cannot refer to what is compiled once at run time.
    pub pattern: Option<fn() -> &'static Pattern>,
    pub format: Option<Format>,
    /// In characters.
    pub min_len: Option<u32>,
    pub max_len: Option<u32>,
}

impl Bounds {
    pub const NONE: Self = Self {
        min: None,
        max: None,
        exclusive_min: None,
        exclusive_max: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique: false,
        pattern: None,
        format: None,
        min_len: None,
        max_len: None,
    };

    pub(crate) const fn is_none(&self) -> bool {
        self.min.is_none()
            && self.max.is_none()
            && self.exclusive_min.is_none()
            && self.exclusive_max.is_none()
            && self.multiple_of.is_none()
            && self.min_items.is_none()
            && self.max_items.is_none()
            && !self.unique
            && self.pattern.is_none()
            && self.format.is_none()
            && self.min_len.is_none()
            && self.max_len.is_none()
    }

    pub(crate) fn admits_integer(&self, value: i128) -> bool {
        self.admits(Number::Integer(value), |float| float)
    }

    pub(crate) fn admits_float(&self, value: f64) -> bool {
        self.admits(Number::Float(value), |float| float)
    }

    /// The answer's number was rounded to the type, so the bounds are as well: 0.1 keeps a maximum
    /// of 0.1, though it reads as 0.10000000149.
    pub(crate) fn admits_single(&self, value: f32) -> bool {
        #[allow(clippy::cast_possible_truncation, reason = "rounded as the value was")]
        let round = |float: f64| f64::from(float as f32);
        let rounded = |bound: Number| Number::Float(round(bound.as_float()));
        let bounds = Self {
            min: self.min.map(rounded),
            max: self.max.map(rounded),
            exclusive_min: self.exclusive_min.map(rounded),
            exclusive_max: self.exclusive_max.map(rounded),
            ..*self
        };
        bounds.admits(Number::Float(f64::from(value)), round)
    }

    fn admits(&self, value: Number, rounded: impl Fn(f64) -> f64) -> bool {
        self.min.is_none_or(|min| !value.is_below(min))
            && self.max.is_none_or(|max| !max.is_below(value))
            && self.exclusive_min.is_none_or(|min| min.is_below(value))
            && self.exclusive_max.is_none_or(|max| value.is_below(max))
            && self.multiple_of.is_none_or(|multiple| multiple.divides(value, rounded))
    }

    pub(crate) fn admits_items(&self, count: usize) -> bool {
        within(self.min_items, count, self.max_items)
    }

    pub(crate) fn admits_text(&self, text: &str) -> bool {
        // Counting is only needed where a length is asked for.
        let counted = self.min_len.is_some() || self.max_len.is_some();
        (!counted || within(self.min_len, text.chars().count(), self.max_len))
            && self.format.is_none_or(|format| format.admits(text))
            && self.pattern.is_none_or(|pattern| pattern().admits(text))
    }

    /// What the schema cannot say, in words for the model.
    pub(crate) fn told(&self) -> Option<String> {
        let characters = |count: u32| match count {
            1 => "1 character".to_owned(),
            count => format!("{count} characters"),
        };
        let length = match (self.min_len, self.max_len) {
            (Some(least), Some(most)) if least == most => {
                Some(format!("Exactly {}.", characters(least)))
            }
            (Some(least), Some(most)) => Some(format!("{least} to {}.", characters(most))),
            (Some(least), None) => Some(format!("At least {}.", characters(least))),
            (None, Some(most)) => Some(format!("At most {}.", characters(most))),
            (None, None) => None,
        };
        length.or_else(|| self.unique.then(|| "No two items are equal.".to_owned()))
    }
}

fn within(least: Option<u32>, count: usize, most: Option<u32>) -> bool {
    least.is_none_or(|least| count >= least as usize)
        && most.is_none_or(|most| count <= most as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_a_multiple_if_it_is_the_nearest_to_one() {
        let tenth = Multiple { digits: 1, places: 1 };
        let step = Multiple { digits: 25, places: 2 };
        let is = |multiple: Multiple, value| multiple.divides(Number::Float(value), |float| float);
        for value in [0.0, -0.0, 0.1, 0.3, 0.7, -2.3, 1_070_468.1, 4.35e9, 1e300] {
            assert!(is(tenth, value), "{value}");
        }
        for value in [0.05, 0.30000000000000004, 0.35, -2.31, 1e-300, 1_070_468.14] {
            assert!(!is(tenth, value), "{value}");
        }
        assert!(is(step, 0.75) && is(step, -3.5) && !is(step, 0.7) && !is(step, 0.2500001));
    }

    #[test]
    fn a_step_is_written_with_its_digits() {
        let written = [(7, 0, "7"), (1, 1, "0.1"), (125, 2, "1.25"), (5, 3, "0.005")];
        for (digits, places, text) in written {
            assert_eq!(Multiple { digits, places }.to_string(), text);
        }
    }

    #[test]
    fn a_single_is_compared_as_it_was_rounded() {
        let tenths =
            Bounds { multiple_of: Some(Multiple { digits: 1, places: 1 }), ..Bounds::NONE };
        assert!(tenths.admits_single(0.1) && tenths.admits_single(16_777_216.0));
        assert!(!tenths.admits_single(0.15));
        // As singles 0.1 is above what was written, and 0.7 below.
        let above = Bounds { exclusive_min: Some(Number::Float(0.1)), ..Bounds::NONE };
        assert!(above.admits_single(0.1001) && !above.admits_single(0.1));
        let below = Bounds { exclusive_max: Some(Number::Float(0.7)), ..Bounds::NONE };
        assert!(below.admits_single(0.6999) && !below.admits_single(0.7));
    }
}
