use std::fmt;

use serde_json::{Value, json};

/// Why the service does not take a request: the status and the error object of its answer.
///
/// ```
/// let rejection = extract::testing::judge_schema("Names", r#"{"type":"array"}"#).unwrap_err();
/// assert_eq!(rejection.status(), 400);
/// assert_eq!(
///     rejection.message(),
///     "Invalid schema for response_format 'Names': \
///      schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'."
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    status: u16,
    message: String,
    kind: &'static str,
    param: Option<String>,
    code: Option<&'static str>,
}

impl Rejection {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        let kind = "invalid_request_error";
        Self { status, message: message.into(), kind, param: None, code: None }
    }

    pub(crate) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// The HTTP status, 400 for most.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The service's own words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Which parameter is at fault: `text.format.schema`, for instance.
    pub fn parameter(&self) -> Option<&str> {
        self.param.as_deref()
    }

    /// The machine-readable reason: `invalid_json_schema`, for instance.
    pub fn error_code(&self) -> Option<&str> {
        self.code
    }

    /// The body of the answer: `{"error": {…}}`.
    pub fn body(&self) -> Value {
        json!({
            "error": {
                "message": self.message,
                "type": self.kind,
                "param": self.param,
                "code": self.code,
            }
        })
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Rejection {}
