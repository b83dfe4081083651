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
/// Bytes that are no UTF-8 are replaced.
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
    match value {
        Value::Array(list) => list.first().map(from_value).unwrap_or_default(),
        Value::String(text) => ErrorBody { message: Some(text.clone()), ..ErrorBody::default() },
        Value::Object(object) => match object.get("error") {
            Some(inner @ (Value::Object(_) | Value::Array(_))) => from_value(inner),
            // Some servers put the name of the error there and the message beside it.
            Some(Value::String(name)) => {
                let flat = flat(object);
                ErrorBody { message: flat.message.or_else(|| Some(name.clone())), ..flat }
            }
            _ => flat(object),
        },
        _ => ErrorBody::default(),
    }
}

fn flat(object: &Map<String, Value>) -> ErrorBody {
    let word = |key: &str| match object.get(key) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let inner = ["message", "detail"].iter().filter_map(|key| object.get(*key)).map(nested);
    let inner = inner.reduce(|first, second| if first.message.is_some() { first } else { second });
    let inner = inner.unwrap_or_default();
    let behind = object.get("metadata").map(behind).unwrap_or_default();
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
fn nested(value: &Value) -> ErrorBody {
    match value {
        Value::Array(list) => list.first().map(nested).unwrap_or_default(),
        Value::Object(object) => match object.get("msg").and_then(Value::as_str) {
            Some(message) => ErrorBody {
                message: Some(message.to_owned()),
                param: object.get("loc").and_then(place),
                ..ErrorBody::default()
            },
            None => from_value(value),
        },
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(text).map(|inner| nested(&inner)).unwrap_or_default()
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
fn behind(metadata: &Value) -> ErrorBody {
    let raw = metadata.get("raw");
    let inner = raw.map(nested).unwrap_or_default();
    ErrorBody {
        message: inner.message.or_else(|| raw?.as_str().map(str::to_owned)),
        error_type: metadata.get("flagged_input").map(|_| CONTENT_FILTER.to_owned()),
        ..ErrorBody::default()
    }
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
mod tests {
    use super::*;
    use crate::error::TruncationReason;

    type Read<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

    #[test]
    fn every_form_of_an_error_is_read() {
        let cases: [(&str, Read<'_>); 24] = [
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
            (
                r#"[{"error":{"code":400,"message":"M","status":"INVALID_ARGUMENT","details":[{}]}}]"#,
                (Some("M"), Some("400"), Some("INVALID_ARGUMENT"), None),
            ),
            (r#"{"error":{"message":"M","status":400}}"#, (Some("M"), None, None, None)),
            (
                r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"M","input":7}]},"type":"T","param":null,"code":null}"#,
                (Some("M"), None, Some("T"), Some("seed")),
            ),
            (
                r#"{"object":"Error","detail":[{"loc":["body","tools",0],"msg":"M"}],"message":[{"loc":["body","tools",0],"msg":"M"}],"type":"T","code":3001}"#,
                (Some("M"), Some("3001"), Some("T"), Some("tools.0")),
            ),
            (
                r#"{"object":"error","message":"{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"M\"}]}","type":"T","code":"1000"}"#,
                (Some("M"), Some("1000"), Some("T"), Some("seed")),
            ),
            (
                r#"{"error":{"code":400,"message":"{\n\"error\":{\"code\":400,\"message\":\"M\"}}"}}"#,
                (Some("M"), Some("400"), None, None),
            ),
            (r#"{"message":"{no JSON"}"#, (Some("{no JSON"), None, None, None)),
            (
                r#"{"error":{"code":429,"message":"Provider returned error","metadata":{"provider_name":"P","raw":"{\"error\":{\"message\":\"M\",\"code\":\"C\"}}"}}}"#,
                (Some("Provider returned error: M"), Some("429"), None, None),
            ),
            (r#""M""#, (Some("M"), None, None, None)),
            (
                "<html><head><TITLE> 502 Bad Gateway </TITLE></head></html>",
                (Some("502 Bad Gateway"), None, None, None),
            ),
            ("<p>no title</p>", (None, None, None, None)),
            ("upstream timed out", (Some("upstream timed out"), None, None, None)),
            ("", (None, None, None, None)),
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
    fn a_byte_that_is_no_text_costs_no_code() {
        let body = b"{\"error\":{\"message\":\"You said \xe9\",\"code\":\"insufficient_quota\"}}";
        let read = parse(body);
        assert_eq!(read.message.as_deref(), Some("You said \u{fffd}"));
        assert_eq!(read.code.as_deref(), Some("insufficient_quota"));
    }

    #[test]
    fn what_nobody_wrote_to_be_read_is_no_message() {
        let deep = format!(r#"{{"error":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        let bodies = [
            deep.as_bytes(),
            br#"{"error":{"message":"#,
            b"[1, 2",
            b"\x1f\x8b\x08\0\0\0",
            b"\x1b[2J\x1b[31mall is well",
        ];
        for body in bodies {
            assert!(parse(body) == ErrorBody::default(), "{:?}", &body[..body.len().min(20)]);
        }
    }

    #[test]
    fn a_filtered_prompt_is_no_api_error() {
        let body = br#"{"error":{"message":"filtered","code":"content_filter","status":400}}"#;
        let error = parse(body).into_error(400, String::new(), None, Evidence::default());
        assert!(matches!(&error, Error::Filtered(filtering) if filtering.is_prompt()));
    }

    #[test]
    fn an_input_that_a_gateway_flagged_is_filtered() {
        let body = br#"{"error":{"code":403,"message":"M","metadata":{"reasons":["violence"],"flagged_input":"a"}}}"#;
        let error = parse(body).into_error(403, String::new(), None, Evidence::default());
        assert!(matches!(&error, Error::Filtered(filtering) if filtering.is_prompt()), "{error:?}");
    }

    #[test]
    fn what_the_model_wrote_is_taken_out_of_an_error() {
        let read = |text: &str| {
            let error = serde_json::json!({ "message": "M", "code": "json_validate_failed", "failed_generation": text });
            let body = serde_json::json!({ "error": error }).to_string();
            parse(body.as_bytes()).into_error(400, body, None, Evidence::default())
        };
        let Error::Invalid(invalid) = read("{\"a\":1}") else { panic!("an answer") };
        assert_eq!(invalid.raw(), "{\"a\":1}");
        assert_eq!(invalid.violations()[0].message(), "M");
        let Error::Truncated(cut) = read(CUT_OFF) else { panic!("a cut answer") };
        assert_eq!(cut.reason(), TruncationReason::TokenLimit);
        assert!(matches!(read(" "), Error::Api(_)));
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
