use serde_json::Value;

use super::{Asked, Verdict, at_most, parameter::invalid_type};
use crate::testing::judge::Rejection;

const MAX_KEY: usize = 64;
const MAX_PAIRS: usize = 16;
const MAX_VALUE: usize = 512;

/// Metadata is a small index: 16 pairs, keys of 64 characters, values of 512.
pub(super) fn judge(asked: &Asked<'_>) -> Verdict {
    let Some(pairs) = asked.parameter("metadata").and_then(Value::as_object) else {
        return Ok(());
    };
    if pairs.len() > MAX_PAIRS {
        let message = format!(
            "Invalid 'metadata': too many properties. Expected an object with at most {MAX_PAIRS} \
             properties, but got an object with {} properties instead.",
            pairs.len()
        );
        let code = "object_above_max_properties";
        return Err(Rejection::new(400, message).param("metadata").code(code));
    }
    pairs.iter().try_for_each(|(key, value)| {
        let name = format!("metadata.{key}");
        at_most(&name, MAX_KEY, key)?;
        let text = value.as_str().ok_or_else(|| invalid_type(&name, "a string", value))?;
        at_most(&name, MAX_VALUE, text)
    })
}
