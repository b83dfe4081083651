use serde_json::Value;

use super::{Asked, Verdict, parameter::Kind, unknown_parameter};
use crate::{Endpoint, testing::judge::Rejection};

/// How a stream is to come.
pub(super) fn judge(asked: &Asked<'_>) -> Verdict {
    let Some(options) = asked.parameter("stream_options").and_then(Value::as_object) else {
        return Ok(());
    };
    // Without a stream the options would have no effect.
    if asked.parameter("stream").and_then(Value::as_bool) != Some(true) {
        let message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
        return Err(Rejection::new(400, message).param("stream_options"));
    }
    for (name, value) in options {
        let path = format!("stream_options.{name}");
        let is_known = match name.as_str() {
            "include_obfuscation" => true,
            "include_usage" => asked.endpoint == Endpoint::Chat,
            _ => false,
        };
        if !is_known {
            return Err(unknown_parameter(&path));
        }
        if !value.is_null() {
            Kind::Boolean.judge(&path, value)?;
        }
    }
    Ok(())
}
