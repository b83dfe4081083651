use serde_json::Value;

use super::{
    Asked, Verdict,
    parameter::{invalid_type, one_of},
};
use crate::{Endpoint, testing::judge::Rejection};

const INCLUDED: &str = "message.output_text.logprobs";

/// What Responses can be told to send as well.
const INCLUDES: &[&str] = &[
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    INCLUDED,
];

/// How sure the model was of its tokens.
pub(super) fn judge(asked: &Asked<'_>) -> Verdict {
    match asked.endpoint {
        Endpoint::Chat => alternatives_need_logprobs(asked),
        Endpoint::Responses => what_is_included_is_known(asked),
    }
}

/// Whether a request to Responses asks for them.
pub(super) fn are_included(asked: &Asked<'_>) -> bool {
    includes(asked).iter().any(|include| include == INCLUDED)
}

/// Without log probabilities there is no place for more of them.
fn alternatives_need_logprobs(asked: &Asked<'_>) -> Verdict {
    let has_logprobs = asked.parameter("logprobs").and_then(Value::as_bool) == Some(true);
    if has_logprobs || asked.parameter("top_logprobs").is_none() {
        return Ok(());
    }
    let message = "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.";
    Err(Rejection::new(400, message).param("top_logprobs"))
}

fn what_is_included_is_known(asked: &Asked<'_>) -> Verdict {
    includes(asked).iter().enumerate().try_for_each(|(index, include)| {
        let name = format!("include[{index}]");
        let text = include.as_str().ok_or_else(|| invalid_type(&name, "a string", include))?;
        one_of(&name, text, INCLUDES)
    })
}

fn includes<'a>(asked: &Asked<'a>) -> &'a [Value] {
    asked.parameter("include").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
