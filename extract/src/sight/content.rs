//! What is asked and answered, in the form that OpenTelemetry's conventions have for it. Files are told by
//! their kind and size: their bytes help nobody who reads a trace.

use serde_json::{Value, json};

use crate::{
    Error, Input,
    input::{Message, Part, Role},
    wire::Request,
};

pub(super) fn instructions(text: &str) -> String {
    json!([text_part(text)]).to_string()
}

/// All messages that are sent, examples first.
pub(super) fn input(request: &Request, input: &Input) -> String {
    let examples = request.examples.iter().flat_map(|(input, answer)| {
        let answer = json!({ "role": Role::Assistant, "parts": [text_part(answer)] });
        input.messages.iter().map(message).chain([answer])
    });
    Value::Array(examples.chain(input.messages.iter().map(message)).collect()).to_string()
}

/// The last answer; nothing when none came.
pub(super) fn answer(answer: Result<&str, &Error>) -> Option<String> {
    let (text, reason) = match answer {
        Ok(text) => (text, "stop"),
        Err(Error::Cancelled(error)) => (error.partial_text(), "cancelled"),
        Err(Error::Filtered(error)) if !error.is_prompt() => {
            (error.partial_text(), "content_filter")
        }
        Err(Error::Invalid(error)) => (error.raw(), "stop"),
        Err(Error::Refused(error)) => (error.refusal(), "stop"),
        Err(Error::Truncated(error)) => (error.partial_text(), "length"),
        Err(_) => return None,
    };
    let message =
        json!({ "role": Role::Assistant, "parts": [text_part(text)], "finish_reason": reason });
    Some(json!([message]).to_string())
}

fn message(message: &Message) -> Value {
    let parts: Vec<Value> = message.parts.iter().map(part).collect();
    json!({ "role": message.role, "parts": parts })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => text_part(text),
        Part::File { name, bytes, mime } => {
            json!({ "type": "file", "name": name, "mime_type": mime, "bytes": bytes.len() })
        }
        Part::FileId(id) => json!({ "type": "file", "modality": "document", "file_id": id }),
        Part::Image { bytes, mime, .. } => {
            json!({ "type": "image", "mime_type": mime, "bytes": bytes.len() })
        }
        Part::ImageUrl { url, .. } if url.starts_with("data:") => {
            json!({ "type": "image", "bytes": url.len() })
        }
        Part::ImageUrl { url, .. } => json!({ "type": "uri", "modality": "image", "uri": url }),
        Part::Unread { .. } => json!({ "type": "file" }),
    }
}

fn text_part(text: &str) -> Value {
    json!({ "type": "text", "content": text })
}
