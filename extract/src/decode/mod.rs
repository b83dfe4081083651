//! Answer text to `T`: back from the strict shapes, all violations at once.

mod arms;
mod bare;
mod choose;
mod cursor;
mod elements;
mod inspect;
mod integer;
mod items;
mod lenient;
#[cfg(any(feature = "arrow59", feature = "csv"))]
mod parts;
#[cfg(feature = "pipeline")]
mod plain;
mod reshape;
mod strict;

pub use bare::{Bare, Tolerated, bare_json};
#[cfg(any(feature = "arrow59", feature = "csv"))]
pub(crate) use choose::variant;
pub(crate) use inspect::{Step, document};
#[cfg(feature = "long")]
pub(crate) use items::{items_at, with_list};
pub use lenient::{BadItem, Lenient};
#[cfg(any(feature = "arrow59", feature = "csv"))]
pub(crate) use parts::{items, members};
#[cfg(feature = "pipeline")]
pub(crate) use plain::plain;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use self::strict::Written;
use crate::{
    error::{Rule, Violation},
    schema::{Extract, Facts, Finding, Judge, WRAPPER, check, without_position},
};

/// Reads an answer in the strict shape of `T`, root wrapper included; all violations at once.
pub(crate) fn decode<T: Extract>(text: &str) -> Result<T, Vec<Violation>> {
    let facts = const { check(T::NODE) };
    read(text, facts, ROOT).map_err(|failure| explain::<T>(text, facts, failure))
}

/// Reads a part of an answer that stands at `path`, in the strict shape of `T` without its wrapper.
pub(crate) fn decode_item<T: Extract>(text: &str, path: &str) -> Result<T, Vec<Violation>> {
    let facts = Facts { wrapped: false, ..const { check(T::NODE) } };
    read(text, facts, path).map_err(|failure| {
        let violations = explain::<T>(text, facts, failure);
        violations.into_iter().map(|violation| violation.below(path)).collect()
    })
}

/// Reads a part of an answer, without its wrapper; nobody asks why it cannot be read.
pub(crate) fn part<T: Extract>(text: &str) -> Option<T> {
    let facts = Facts { wrapped: false, ..const { check(T::NODE) } };
    read(text, facts, ROOT).ok()
}

/// A key as the next step of a path.
#[cfg(any(feature = "long", feature = "stream"))]
pub(crate) fn step(key: &str) -> String {
    inspect::Step(key).to_string()
}

/// The path of the whole answer.
const ROOT: &str = "$";

/// Writes a value in its strict shape, root wrapper included.
///
/// # Errors
///
/// Why the value cannot be shown to a model: it breaks its own schema, or serde writes it in
/// another shape than it reads.
pub(crate) fn encode_strict<T: Extract + Serialize>(value: &T) -> Result<String, String> {
    let facts = const { check(T::NODE) };
    let Written { text: strict, filled_in } = written(value)?;
    let strict = if facts.wrapped { format!(r#"{{"{WRAPPER}":{strict}}}"#) } else { strict };
    match decode::<T>(&strict) {
        // What was filled in for a value must be left out of that value again.
        Ok(read) if filled_in > 0 && written(&read)?.filled_in != filled_in => {
            Err(strict::OTHER_SHAPE.to_owned())
        }
        Ok(_) => Ok(strict),
        Err(violations) => {
            let of_shape = |violation: &Violation| {
                matches!(violation.rule(), Rule::Missing | Rule::Type | Rule::Unknown)
            };
            let of_shape = violations.iter().any(of_shape);
            let reason =
                if of_shape { format!("{}: ", strict::OTHER_SHAPE) } else { String::new() };
            let violations: Vec<_> = violations.iter().map(ToString::to_string).collect();
            Err(reason + &violations.join("; "))
        }
    }
}

fn written<T: Extract + Serialize>(value: &T) -> Result<Written, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    strict::strict(T::NODE, &text)
}

/// The finished items of the list at `path` (`lines`, `a.b`; empty for a root that is a list) in a
/// cut answer; those that are no `L` are left out.
pub(crate) fn finished_items<L: Extract>(partial: &str, path: &str) -> Vec<L> {
    items::items(partial, path).into_iter().filter_map(part::<L>).collect()
}

/// Why a text has no value.
enum Failure {
    Bounds,
    Serde(serde_json::Error),
    Shape,
}

fn read<T: Extract>(text: &str, facts: Facts, path: &str) -> Result<T, Failure> {
    let plain = (!facts.reshaped).then(|| parse::<T>(text, facts));
    let value = match plain {
        Some(Ok(value)) => value,
        // Without maps, tuples and lenient lists there is nothing to reshape but integers such as `5.0`.
        plain => {
            let failure = plain.and_then(Result::err).map_or(Failure::Shape, Failure::Serde);
            let reshaped =
                reshape::reshape(T::NODE, text, facts.wrapped, path).map_err(|_| failure)?;
            parse(&reshaped, facts).map_err(Failure::Serde)?
        }
    };
    let kept = !facts.bounded || value.__holds();
    if kept && (!facts.inspected || inspect::holds(T::NODE, text, facts.wrapped)) {
        Ok(value)
    } else {
        Err(Failure::Bounds)
    }
}

/// What the user's own checks say of a value in its strict shape, if it can be read.
pub(crate) fn judged<T: Extract>(text: &str) -> Vec<Finding> {
    let value = reshape::reshape(T::NODE, text, false, ROOT)
        .ok()
        .and_then(|reshaped| serde_json::from_str::<T>(&reshaped).ok());
    value.map(|value| Judge::of(&value)).unwrap_or_default()
}

fn parse<T: DeserializeOwned>(text: &str, facts: Facts) -> serde_json::Result<T> {
    if facts.wrapped {
        serde_json::from_str::<Wrapped<T>>(text).map(|wrapped| wrapped.value)
    } else {
        serde_json::from_str(text)
    }
}

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Wrapped<T> {
    // Without a function of its own a missing key would be `None` for an option.
    #[serde(deserialize_with = "T::deserialize")]
    value: T,
}

fn explain<T: Extract>(text: &str, facts: Facts, failure: Failure) -> Vec<Violation> {
    let mut violations = inspect::inspect(T::NODE, text, facts.wrapped);
    let syntax = serde_json::from_str::<serde::de::IgnoredAny>(text).err();
    match (syntax, failure) {
        // The walk came no further than this.
        (Some(error), _) => {
            // First, since it is often the cause of the others.
            let hint = around::<T>(text, facts).unwrap_or_default();
            let message = format!("this is no JSON: {error}{hint}");
            violations.insert(0, Violation::new("$", Rule::Syntax, message));
        }
        // Serde_json passes over ignored values of any depth, and stops where it reads.
        (None, Failure::Serde(error)) if error.to_string().starts_with("recursion limit") => {
            if violations.iter().all(|violation| violation.rule() != Rule::Nesting) {
                violations.push(inspect::nesting());
            }
        }
        (None, Failure::Serde(error)) if violations.is_empty() => {
            violations.push(Violation::new("$", Rule::Value, without_position(&error)));
        }
        (None, Failure::Bounds | Failure::Shape) if violations.is_empty() => {
            violations.push(Violation::new(
                "$",
                Rule::Value,
                "the answer is not in its strict shape",
            ));
        }
        (None, _) => {}
    }
    violations
}

/// What keeps a text from being read that is a value but for what stands around it.
fn around<T: Extract>(text: &str, facts: Facts) -> Option<String> {
    let bare = bare_json(text).filter(|bare| !bare.tolerated.is_empty())?;
    read::<T>(bare.text, facts, ROOT).ok()?;
    let names: Vec<_> = bare.tolerated.iter().map(|it| it.name()).collect();
    let names = names.join(" and ");
    Some(format!(
        "; but for {names} it is a value: `Extractor::lenient` or `wire::bare_json` takes it"
    ))
}

/// Writes a JSON string, quotes included.
pub(crate) fn push_json_string(out: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        // A string always serialises.
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}
