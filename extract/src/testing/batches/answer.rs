//! What came for one line, as a line of the output or the error file.

use serde::Deserialize;
use serde_json::{json, value::RawValue};

use super::check::Line;
use crate::testing::{bare::Delivery, reply::Reply};

/// Of a line that did not run in time.
pub(super) const EXPIRED: (&str, &str) =
    ("batch_expired", "This request could not be executed before the completion window expired.");
/// Of a line that did not run before the batch was stopped.
pub(super) const CANCELLED: (&str, &str) =
    ("batch_cancelled", "This request was not executed because the batch was cancelled.");
/// Of a line whose answer was lost on the way.
const LOST: (&str, &str) =
    ("server_error", "The server had an error while processing your request.");

/// A line of the output file, or of the error file.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) is_good: bool,
    pub(super) usage: Usage,
}

/// The tokens of one answer or of all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    pub(super) input: u64,
    pub(super) cached: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
}

/// A request that was made, by its number.
pub(super) fn of_reply(line: &Line, reply: &Reply, number: u64) -> Answer {
    let body = match reply.delivery {
        Delivery::Whole => body(reply),
        _ => None,
    };
    let Some(body) = body else { return never_ran(line, LOST, number) };
    let is_good = (200..300).contains(&reply.status);
    let text = format!(
        r#"{{"id":"batch_req_{number:032x}","custom_id":{},"response":{{"status_code":{},"request_id":"req_{number:032x}","body":{body}}},"error":null}}"#,
        json!(line.custom_id),
        reply.status,
    );
    let usage = if is_good { usage(&body) } else { Usage::default() };
    Answer { text, is_good, usage }
}

/// A request that was not made, or whose answer is lost.
pub(super) fn never_ran(line: &Line, (code, message): (&str, &str), number: u64) -> Answer {
    let error = json!({ "code": code, "message": message });
    let text = format!(
        r#"{{"id":"batch_req_{number:032x}","custom_id":{},"response":null,"error":{error}}}"#,
        json!(line.custom_id),
    );
    Answer { text, is_good: false, usage: Usage::default() }
}

/// The body on one line. What is no JSON stands as text in an error, and is lost in an answer.
fn body(reply: &Reply) -> Option<String> {
    let text = String::from_utf8_lossy(&reply.body);
    let is_json = std::str::from_utf8(&reply.body).is_ok()
        && serde_json::from_str::<&RawValue>(&text).is_ok();
    match is_json {
        true if text.bytes().any(|byte| matches!(byte, b'\n' | b'\r')) => {
            // The end of a line stands between tokens only, where a blank does as well.
            Some(text.replace(['\n', '\r'], " "))
        }
        true => Some(text.into_owned()),
        false if reply.status < 400 => None,
        false => Some(json!(text).to_string()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    usage: Option<Told>,
}

/// The words of either endpoint.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    #[serde(alias = "prompt_tokens")]
    input_tokens: u64,
    #[serde(alias = "prompt_tokens_details")]
    input_tokens_details: Details,
    #[serde(alias = "completion_tokens")]
    output_tokens: u64,
    #[serde(alias = "completion_tokens_details")]
    output_tokens_details: Details,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    cached_tokens: u64,
    reasoning_tokens: u64,
}

/// What is told oddly counts as nothing.
fn usage(body: &str) -> Usage {
    let told = serde_json::from_str::<Body>(body).unwrap_or_default().usage.unwrap_or_default();
    Usage {
        input: told.input_tokens,
        cached: told.input_tokens_details.cached_tokens,
        output: told.output_tokens,
        reasoning: told.output_tokens_details.reasoning_tokens,
    }
}
