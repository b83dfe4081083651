//! What a server says when it says no, in any of the forms that servers and gateways have.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    Error,
    error::{ApiError, Evidence, Filtering, InvalidAnswer, Rule, Truncation, Violation},
};

const CONTENT_FILTER: &str = "content_filter";

/// What Groq writes in the place of an answer that met the token limit.
const CUT_OFF: &str = "max completion tokens reached before generating a valid document";

/// So many levels of a body are read, texts that hold JSON included: each level is a call on the stack,
/// and a text in a text in a text can hold any number of them.
const LEVELS: usize = 32;

/// What an error body says; what it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorBody {
    /// What happened.
    pub message: Option<String>,
    /// The server's code; numbers are written out.
    pub code: Option<String>,
    /// The server's class of errors (`type` on the wire).
    pub error_type: Option<String>,
    /// The part of the request at fault.
    pub param: Option<String>,
    /// What the model wrote, where the server judged it and sent it back in its error
    /// (`failed_generation` on the wire).
    pub generation: Option<String>,
}

/// Reads `{"error":{…}}`, `{"error":"…"}`, `{"message":…}`, `{"detail":…}`, a flat object, a string, a list
/// of any of these, one of these inside a message, the title of an HTML page, or plain text of one line.
/// Bytes that are no UTF-8 are replaced; what stands more than 32 levels deep is not read.
pub fn parse(body: &[u8]) -> ErrorBody {
    let text = String::from_utf8_lossy(body);
    match serde_json::from_str::<Value>(&text) {
        Ok(value) => from_value(&value),
        Err(_) => ErrorBody { message: title(&text), ..ErrorBody::default() },
    }
}

/// Whether a member `error` tells of one: some servers always send it, and leave it empty.
pub(super) fn is_error(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

/// What is said of a run whose status alone tells that there is no answer.
pub(crate) fn of_run(status: &str) -> ErrorBody {
    let message = match status {
        "in_progress" | "queued" => {
            format!("the run goes on with the status `{status}`, there is no answer yet")
        }
        _ => format!("the run ended with the status `{status}`"),
    };
    ErrorBody { message: Some(message), code: Some(status.to_owned()), ..ErrorBody::default() }
}

/// Reads an error that stands inside a body.
pub(super) fn from_value(value: &Value) -> ErrorBody {
    read(value, LEVELS)
}

fn read(value: &Value, levels: usize) -> ErrorBody {
    let Some(levels) = levels.checked_sub(1) else { return ErrorBody::default() };
    match value {
        Value::Array(list) => list.first().map(|first| read(first, levels)).unwrap_or_default(),
        Value::String(text) => ErrorBody { message: said(text), ..ErrorBody::default() },
        Value::Object(object) => match object.get("error") {
            Some(inner @ (Value::Object(_) | Value::Array(_))) => read(inner, levels),
            // Some servers put the name of the error there and the message beside it.
            Some(Value::String(name)) => {
                let flat = flat(object, levels);
                ErrorBody { message: flat.message.or_else(|| said(name)), ..flat }
            }
            _ => flat(object, levels),
        },
        _ => ErrorBody::default(),
    }
}

fn flat(object: &Map<String, Value>, levels: usize) -> ErrorBody {
    let word = |key: &str| match object.get(key) {
        Some(Value::String(text)) => said(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let inner = ["message", "detail"].iter().filter_map(|key| object.get(*key));
    let inner = inner.map(|value| nested(value, levels));
    let inner = inner.reduce(|first, second| if first.message.is_some() { first } else { second });
    let inner = inner.unwrap_or_default();
    let behind =
        object.get("metadata").map(|metadata| behind(metadata, levels)).unwrap_or_default();
    let message = inner.message.or_else(|| word("message")).or_else(|| word("detail"));
    ErrorBody {
        message: match (message, behind.message) {
            (Some(message), Some(behind)) => Some(format!("{message}: {behind}")),
            (message, behind) => message.or(behind),
        },
        code: word("code").or(inner.code),
        error_type: word("type")
            .or(behind.error_type)
            // A word in Google's errors, and a number in some others.
            .or_else(|| object.get("status")?.as_str().map(str::to_owned))
            .or(inner.error_type),
        param: word("param").or(inner.param),
        generation: word("failed_generation"),
    }
}

/// A message that is itself an error, as JSON or as the text of it; validators give a list of them.
fn nested(value: &Value, levels: usize) -> ErrorBody {
    let Some(levels) = levels.checked_sub(1) else { return ErrorBody::default() };
    match value {
        Value::Array(list) => list.first().map(|first| nested(first, levels)).unwrap_or_default(),
        Value::Object(object) => match object.get("msg").and_then(Value::as_str) {
            Some(message) => ErrorBody {
                message: said(message),
                param: object.get("loc").and_then(place),
                ..ErrorBody::default()
            },
            None => read(value, levels),
        },
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(text).map(|inner| nested(&inner, levels)).unwrap_or_default()
        }
        _ => ErrorBody::default(),
    }
}

/// `["body","tools",0]` as `tools.0`.
fn place(path: &Value) -> Option<String> {
    let steps = path.as_array()?.iter().filter_map(|step| match step {
        Value::String(name) => Some(name.clone()),
        Value::Number(index) => Some(index.to_string()),
        _ => None,
    });
    let steps: Vec<String> = steps.skip_while(|step| step == "body").collect();
    (!steps.is_empty()).then(|| steps.join("."))
}

/// What a gateway tells of the server behind it (`raw`), or of its own filter (`flagged_input`).
fn behind(metadata: &Value, levels: usize) -> ErrorBody {
    let raw = metadata.get("raw");
    let inner = raw.map(|raw| nested(raw, levels)).unwrap_or_default();
    ErrorBody {
        message: inner.message.or_else(|| raw?.as_str().and_then(said)),
        error_type: metadata.get("flagged_input").map(|_| CONTENT_FILTER.to_owned()),
        ..ErrorBody::default()
    }
}

/// An empty text says nothing.
fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The title of a page, or the one line that a gateway wrote.
fn title(text: &str) -> Option<String> {
    let text = beginning(text, 4096);
    let lower = text.to_ascii_lowercase();
    let title = match lower.split_once("<title>") {
        Some((before, rest)) => {
            let start = before.len() + "<title>".len();
            text.get(start..start + rest.find('<')?)?
        }
        None if lower.contains('<') || text.trim().lines().count() > 1 => return None,
        None => text,
    };
    let title = title.trim();
    // Neither half an object nor bytes that are no text.
    let is_control_character = |letter: char| letter.is_control() && !letter.is_whitespace();
    let is_prose = !title.starts_with(['{', '[']) && !title.contains(is_control_character);
    (!title.is_empty() && is_prose).then(|| title.to_owned())
}

impl ErrorBody {
    /// The error for this body: [`Error::Filtered`] when a content filter withheld the prompt,
    /// [`Error::Invalid`] when the model wrote something that the server sent back as no answer,
    /// [`Error::Truncated`] when it wrote until the token limit, else [`Error::Api`]. `raw` is the body as it
    /// came; at most its first 16 KiB are kept.
    pub fn into_error(
        self,
        status: u16,
        raw: String,
        retry_after: Option<Duration>,
        evidence: Evidence,
    ) -> Error {
        if self.is_content_filter() {
            return Filtering::of_prompt(self.message, excerpt(raw), evidence).into();
        }
        match self.generation {
            Some(text) if text == CUT_OFF => {
                let reason = Some("max_completion_tokens".to_owned());
                return Truncation::new(reason, String::new(), evidence).into();
            }
            Some(text) if !text.trim().is_empty() => {
                let message = self.message.unwrap_or_else(|| "the server says so".to_owned());
                let violation = Violation::new("$", Rule::Value, message);
                return InvalidAnswer::new(vec![violation], text, evidence).into();
            }
            _ => {}
        }
        ApiError {
            status,
            code: self.code.map(excerpt),
            error_type: self.error_type.map(excerpt),
            param: self.param.map(excerpt),
            message: self.message.map(excerpt),
            raw: excerpt(raw),
            retry_after,
            evidence,
        }
        .into()
    }

    /// The same body with every text changed.
    #[cfg(feature = "client")]
    pub(crate) fn map(self, change: impl Fn(String) -> String) -> Self {
        Self {
            message: self.message.map(&change),
            code: self.code.map(&change),
            error_type: self.error_type.map(&change),
            param: self.param.map(&change),
            generation: self.generation.map(&change),
        }
    }

    fn is_content_filter(&self) -> bool {
        [&self.code, &self.error_type].into_iter().flatten().any(|word| word == CONTENT_FILTER)
    }
}

/// The first 16 KiB.
pub(crate) fn excerpt(mut raw: String) -> String {
    raw.truncate(beginning(&raw, 16 * 1024).len());
    raw
}

/// At most so many bytes, which end with a character.
fn beginning(text: &str, length: usize) -> &str {
    let end = (0..=length).rev().find(|end| text.is_char_boundary(*end));
    if text.len() <= length {
        text
    } else {
        text.get(..end.unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
