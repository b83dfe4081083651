use serde_json::Value;

use super::{Verdict, at_most};
use crate::testing::judge::Rejection;

/// A parameter's name and what it takes.
pub(super) type Parameter = (&'static str, Kind);

/// What a parameter takes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Any,
    Boolean,
    /// A number in this range, both ends included.
    Decimal(f64, f64),
    /// An integer in this range, both ends included.
    Integer(i64, i64),
    List,
    Object,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    Text,
    /// A text of at most so many characters.
    TextUpTo(usize),
}

impl Kind {
    pub(super) fn judge(self, name: &str, value: &Value) -> Verdict {
        let (expected, fits) = match self {
            Self::Any => return Ok(()),
            Self::Boolean => ("a boolean", value.is_boolean()),
            Self::Decimal(low, high) => match value.as_f64() {
                Some(number) => return decimal(name, value, number, low, high),
                None => ("a decimal", false),
            },
            Self::Integer(low, high) => match value.as_i64() {
                Some(number) => return integer(name, number, low, high),
                None => ("an integer", value.is_u64()),
            },
            Self::List => ("an array", value.is_array()),
            Self::Object => ("an object", value.is_object()),
            Self::OneOf(choices) => match value.as_str() {
                Some(text) => return one_of(name, text, choices),
                None => ("a string", false),
            },
            Self::Text => ("a string", value.is_string()),
            Self::TextUpTo(maximum) => match value.as_str() {
                Some(text) => return at_most(name, maximum, text),
                None => ("a string", false),
            },
        };
        if fits { Ok(()) } else { Err(invalid_type(name, expected, value)) }
    }
}

/// One of a closed list of texts.
pub(super) fn one_of(name: &str, text: &str, choices: &[&str]) -> Verdict {
    if choices.contains(&text) {
        return Ok(());
    }
    let quoted: Vec<String> = choices.iter().map(|choice| format!("'{choice}'")).collect();
    let list = match quoted.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [most @ .., last] if !most.is_empty() => format!("{}, and {last}", most.join(", ")),
        _ => quoted.concat(),
    };
    let message = format!("Invalid value: '{text}'. Supported values are: {list}.");
    Err(Rejection::new(400, message).param(name).code("invalid_value"))
}

pub(super) fn invalid_type(name: &str, expected: &str, value: &Value) -> Rejection {
    let got = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    let message = format!("Invalid type for '{name}': expected {expected}, but got {got} instead.");
    Rejection::new(400, message).param(name).code("invalid_type")
}

fn decimal(name: &str, value: &Value, number: f64, low: f64, high: f64) -> Verdict {
    let (side, sign, bound, code) = if number < low {
        ("below minimum", ">=", low, "decimal_below_min_value")
    } else if number > high {
        ("above maximum", "<=", high, "decimal_above_max_value")
    } else {
        return Ok(());
    };
    out_of_range(
        name,
        &format!("decimal {side}"),
        sign,
        &bound.to_string(),
        &value.to_string(),
        code,
    )
}

fn integer(name: &str, number: i64, low: i64, high: i64) -> Verdict {
    let (side, sign, bound, code) = if number < low {
        ("below minimum", ">=", low, "integer_below_min_value")
    } else if number > high {
        ("above maximum", "<=", high, "integer_above_max_value")
    } else {
        return Ok(());
    };
    out_of_range(
        name,
        &format!("integer {side}"),
        sign,
        &bound.to_string(),
        &number.to_string(),
        code,
    )
}

fn out_of_range(
    name: &str,
    what: &str,
    sign: &str,
    bound: &str,
    got: &str,
    code: &'static str,
) -> Verdict {
    let message = format!(
        "Invalid '{name}': {what} value. Expected a value {sign} {bound}, but got {got} instead."
    );
    Err(Rejection::new(400, message).param(name).code(code))
}
