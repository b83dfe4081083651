use serde_json::Value;

use super::{
    Asked, Verdict,
    parameter::{invalid_type, one_of},
};
use crate::testing::judge::Rejection;

/// The options of the prompt cache: newer models have an object, older ones a single word.
pub(super) fn judge(asked: &Asked<'_>) -> Verdict {
    let Some(options) = asked.parameter("prompt_cache_options").and_then(Value::as_object) else {
        return Ok(());
    };
    for (key, value) in options {
        let name = format!("prompt_cache_options.{key}");
        let choices: &[&str] = match key.as_str() {
            "mode" => &["implicit", "explicit"],
            "ttl" => &["30m"],
            _ => {
                let message = format!("Unknown parameter: '{name}'.");
                return Err(Rejection::new(400, message).param(name).code("unknown_parameter"));
            }
        };
        let text = value.as_str().ok_or_else(|| invalid_type(&name, "a string", value))?;
        one_of(&name, text, choices)?;
    }
    if asked.parameter("prompt_cache_retention").is_some() {
        let message = "Unsupported parameter: 'prompt_cache_retention' cannot be used together with \
                       'prompt_cache_options'.";
        let param = "prompt_cache_retention";
        return Err(Rejection::new(400, message).param(param).code("unsupported_parameter"));
    }
    Ok(())
}
