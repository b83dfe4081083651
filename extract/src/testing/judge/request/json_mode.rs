use serde_json::Value;

use super::{Asked, Verdict};
use crate::{Endpoint, testing::judge::Rejection};

/// Without the word, JSON mode may write blanks until the token limit. Only messages count: the
/// `instructions` of Responses do not.
pub(super) fn mentions_json(asked: &Asked<'_>) -> Verdict {
    let messages = match asked.endpoint {
        Endpoint::Chat => "messages",
        Endpoint::Responses => "input",
    };
    if asked.parameter(messages).is_some_and(says_json) {
        return Ok(());
    }
    let (param, message) = match asked.endpoint {
        Endpoint::Chat => (
            "messages",
            "'messages' must contain the word 'json' in some form, to use 'response_format' of \
             type 'json_object'.",
        ),
        Endpoint::Responses => (
            "text.format",
            "Response input messages must contain the word 'json' in some form to use \
             'text.format' of type 'json_object'.",
        ),
    };
    Err(Rejection::new(400, message).param(param))
}

/// A text, the messages with one, or their parts: the name or type of a file does not count.
fn says_json(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(says_json),
        Value::Object(members) => {
            ["content", "text"].iter().filter_map(|name| members.get(*name)).any(says_json)
        }
        Value::String(text) => text.to_ascii_lowercase().contains("json"),
        _ => false,
    }
}
