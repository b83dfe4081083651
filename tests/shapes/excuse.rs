//! The closed list of reasons for which a document that fits its schema may have no value.

use std::collections::BTreeMap;

use extract::{
    Error,
    error::{Rule, Violation},
};
use serde_json::value::RawValue;

use crate::place;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excuse {
    /// A day that no calendar has: February 30.
    Day,
    /// A key that stands twice in a map.
    DoubleKey,
    /// A number beyond the range of an `f64`.
    DoubleRange,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// Nested deeper than 128 levels.
    Nesting,
    /// A number beyond the range of an `f32`.
    SingleRange,
    /// A rule that the schema cannot state: a length, equal items, a function of the user's.
    Told,
}

/// How often each excuse was needed.
pub type Counts = BTreeMap<Excuse, usize>;

/// The excuse of every violation, or the first violation that has none.
pub fn excuses(text: &str, error: &Error) -> Result<Vec<Excuse>, String> {
    let Error::Invalid(invalid) = error else { return Err(error.to_string()) };
    let violations = invalid.violations();
    assert!(!violations.is_empty(), "no value and no violation: {text}");
    violations
        .iter()
        .map(|violation| excuse(text, violation).ok_or_else(|| violation.to_string()))
        .collect()
}

fn excuse(text: &str, violation: &Violation) -> Option<Excuse> {
    if violation.rule() == Rule::Nesting {
        return (depth(text) > 127).then_some(Excuse::Nesting);
    }
    let path = violation.path();
    let raw = place::at(text, path)?;
    match violation.rule() {
        Rule::Duplicate => is_double(text, path, raw).then_some(Excuse::DoubleKey),
        Rule::Value if raw.parse::<f64>().is_ok_and(f64::is_infinite) => Some(Excuse::DoubleRange),
        Rule::Value if raw.parse::<f32>().is_ok_and(f32::is_infinite) => Some(Excuse::SingleRange),
        Rule::Value if is_lone_surrogate(raw) => Some(Excuse::LoneSurrogate),
        Rule::Value | Rule::Format if is_no_day(raw) => Some(Excuse::Day),
        Rule::MaxLength | Rule::MinLength | Rule::Unique | Rule::Validate => Some(Excuse::Told),
        _ => None,
    }
}

fn is_lone_surrogate(raw: &str) -> bool {
    let lower = raw.to_lowercase();
    let surrogate = ["\\ud8", "\\ud9", "\\uda", "\\udb", "\\udc", "\\udd", "\\ude", "\\udf"];
    surrogate.iter().any(|half| lower.contains(half))
        && serde_json::from_str::<String>(raw).is_err()
}

/// `"2023-02-29…"`, `"2024-04-31…"`.
fn is_no_day(raw: &str) -> bool {
    let field = |range: std::ops::Range<usize>| raw.get(range).and_then(|text| text.parse().ok());
    let (Some(year), Some(month), Some(day)) = (field(1..5), field(6..8), field(9..11)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days: u32 = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=31).contains(&day) && day > days
}

/// Is this the key of an entry, and has another entry of the same map the same key?
fn is_double(text: &str, path: &str, raw: &str) -> bool {
    let key = |raw: &str| serde_json::from_str::<String>(raw).ok();
    let map = place::parent(place::parent(path));
    let Some(entries) = place::at(text, map) else { return false };
    let Ok(entries) = serde_json::from_str::<Vec<&RawValue>>(entries) else { return false };
    let same = |entry: &&&RawValue| place::at(entry.get(), "$.key").and_then(key) == key(raw);
    path.ends_with("].key") && entries.iter().filter(same).count() > 1
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
