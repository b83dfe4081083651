//! What a server says when it says no, in any of the forms that servers and gateways have.

use std::time::Duration;

use serde_json::Value;

use crate::{
    Error,
    error::{ApiError, Evidence, Filtering},
};

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
}

/// Reads `{"error":{…}}`, `{"error":"…"}`, `{"message":…}`, `{"detail":…}`, a flat object, a string, a list
/// of any of these, the title of an HTML page, or plain text of one line.
pub fn parse(body: &[u8]) -> ErrorBody {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => from_value(&value),
        Err(_) => ErrorBody { message: title(body), ..ErrorBody::default() },
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
    match value {
        Value::Array(list) => list.first().map(from_value).unwrap_or_default(),
        Value::String(text) => ErrorBody { message: said(text), ..ErrorBody::default() },
        Value::Object(object) => match object.get("error") {
            Some(inner @ (Value::Object(_) | Value::Array(_))) => from_value(inner),
            // Some servers put the name of the error there and the message beside it.
            Some(Value::String(name)) => {
                let flat = flat(object);
                ErrorBody { message: flat.message.or_else(|| said(name)), ..flat }
            }
            _ => flat(object),
        },
        _ => ErrorBody::default(),
    }
}

fn flat(object: &serde_json::Map<String, Value>) -> ErrorBody {
    let word = |key: &str| match object.get(key) {
        Some(Value::String(text)) => said(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let detail = || match object.get("detail") {
        // Validators give a list of objects with a message each.
        Some(Value::Array(list)) => {
            let first = list.first()?;
            first.get("msg").and_then(Value::as_str).and_then(said)
        }
        Some(Value::Object(inner)) => flat(inner).message,
        _ => word("detail"),
    };
    ErrorBody {
        message: word("message").or_else(detail),
        code: word("code"),
        error_type: word("type"),
        param: word("param"),
    }
}

/// An empty text says nothing.
fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The title of a page, or the one line that a gateway wrote.
fn title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(4096))?).into_owned();
    let lower = text.to_ascii_lowercase();
    let title = match lower.split_once("<title>") {
        Some((before, rest)) => {
            let start = before.len() + "<title>".len();
            text.get(start..start + rest.find('<')?)?
        }
        None if lower.contains('<') || text.trim().lines().count() > 1 => return None,
        None => &text,
    };
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

impl ErrorBody {
    /// The error for this body: [`Error::Filtered`] when a content filter withheld the prompt, else
    /// [`Error::Api`]. `raw` is the body as it came; at most its first 16 KiB are kept.
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
        }
    }

    fn is_content_filter(&self) -> bool {
        [&self.code, &self.error_type].into_iter().flatten().any(|word| word == "content_filter")
    }
}

/// The first 16 KiB.
pub(crate) fn excerpt(mut raw: String) -> String {
    const LENGTH: usize = 16 * 1024;
    if raw.len() > LENGTH {
        let end = (0..=LENGTH).rev().find(|end| raw.is_char_boundary(*end));
        raw.truncate(end.unwrap_or_default());
    }
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

    #[test]
    fn every_form_of_an_error_is_read() {
        let cases: [(&str, Read<'_>); 19] = [
            (
                r#"{"error":{"message":"M","type":"T","param":"P","code":"C"}}"#,
                (Some("M"), Some("C"), Some("T"), Some("P")),
            ),
            (
                r#"{"error":{"message":"M","type":"T","param":null,"code":null}}"#,
                (Some("M"), None, Some("T"), None),
            ),
            (r#"{"error":{"message":"M","code":429}}"#, (Some("M"), Some("429"), None, None)),
            (r#"{"error":"M"}"#, (Some("M"), None, None, None)),
            (r#"{"error":"Unauthorized","message":"M"}"#, (Some("M"), None, None, None)),
            (
                r#"{"type":"T","code":"C","message":"M","param":null}"#,
                (Some("M"), Some("C"), Some("T"), None),
            ),
            (r#"{"message":"M"}"#, (Some("M"), None, None, None)),
            (r#"{"detail":"M"}"#, (Some("M"), None, None, None)),
            (
                r#"{"detail":[{"loc":["body"],"msg":"M","type":"missing"}]}"#,
                (Some("M"), None, None, None),
            ),
            (r#"[{"error":{"message":"M","code":400}}]"#, (Some("M"), Some("400"), None, None)),
            (r#""M""#, (Some("M"), None, None, None)),
            (
                "<html><head><TITLE> 502 Bad Gateway </TITLE></head></html>",
                (Some("502 Bad Gateway"), None, None, None),
            ),
            ("<p>no title</p>", (None, None, None, None)),
            ("upstream timed out", (Some("upstream timed out"), None, None, None)),
            ("", (None, None, None, None)),
            (r#""""#, (None, None, None, None)),
            (r#"{"error":"","code":7}"#, (None, Some("7"), None, None)),
            (r#"{"detail":[{"msg":""}]}"#, (None, None, None, None)),
            (r#"{"error":null}"#, (None, None, None, None)),
        ];
        for (body, expected) in cases {
            let read = parse(body.as_bytes());
            let read = (
                read.message.as_deref(),
                read.code.as_deref(),
                read.error_type.as_deref(),
                read.param.as_deref(),
            );
            assert_eq!(read, expected, "{body}");
        }
    }

    #[test]
    fn a_filtered_prompt_is_no_api_error() {
        let body = br#"{"error":{"message":"filtered","code":"content_filter","status":400}}"#;
        let error = parse(body).into_error(400, String::new(), None, Evidence::default());
        assert!(matches!(&error, Error::Filtered(filtering) if filtering.is_prompt()));
    }

    #[test]
    fn a_long_body_is_cut_between_characters() {
        let long = "é".repeat(16 * 1024);
        let body = ErrorBody { message: Some(long.clone()), ..ErrorBody::default() };
        let Error::Api(error) = body.into_error(500, long, None, Evidence::default()) else {
            panic!("an API error");
        };
        for kept in [error.raw(), error.message().expect("a message")] {
            assert_eq!((kept.len(), kept.chars().count()), (16 * 1024, 8 * 1024));
        }
    }
}
