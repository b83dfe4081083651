//! One request and what came of it, as the file has it.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::indented::indented;
use crate::{error::TransportErrorKind, json::compact};

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) request: Sent,
    /// Absent when none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<Received>,
    /// What kept the response, or the rest of its body, from coming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Lost>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) url: String,
    /// `name: value` each.
    pub(super) headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Content::is_empty")]
    pub(super) body: Content,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Received {
    pub(super) status: u16,
    /// `name: value` each.
    pub(super) headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Content::is_empty")]
    pub(super) body: Content,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lost {
    pub(super) kind: Kind,
    pub(super) message: String,
}

/// The kinds of [`TransportErrorKind`] that a connection can give.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Connect,
    Cut,
    Malformed,
    Timeout,
    TooLarge,
}

impl Exchange {
    /// As it stands in the file, with the line break behind it.
    pub(super) fn to_text(&self) -> serde_json::Result<String> {
        let mut text = indented(&serde_json::to_string(self)?);
        text.push('\n');
        Ok(text)
    }
}

impl From<TransportErrorKind> for Kind {
    fn from(kind: TransportErrorKind) -> Self {
        match kind {
            TransportErrorKind::Connect => Self::Connect,
            TransportErrorKind::Malformed
            | TransportErrorKind::Cassette
            | TransportErrorKind::Token => Self::Malformed,
            TransportErrorKind::Timeout | TransportErrorKind::Deadline => Self::Timeout,
            TransportErrorKind::TooLarge => Self::TooLarge,
            TransportErrorKind::Cut => Self::Cut,
        }
    }
}

impl From<Kind> for TransportErrorKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Connect => Self::Connect,
            Kind::Cut => Self::Cut,
            Kind::Malformed => Self::Malformed,
            Kind::Timeout => Self::Timeout,
            Kind::TooLarge => Self::TooLarge,
        }
    }
}

/// The bytes of a body. In the file they stand in the form that reads best and loses nothing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(try_from = "Written", into = "Written")]
pub(super) struct Content(pub(super) Bytes);

impl Content {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    /// What is no UTF-8.
    Base64(String),
    /// JSON that came without blanks, which the file puts in.
    Json(Box<RawValue>),
    /// Any other text, line by line.
    Text(Vec<String>),
}

impl From<Content> for Written {
    fn from(Content(bytes): Content) -> Self {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return Self::Base64(STANDARD.encode(&bytes));
        };
        match serde_json::from_str::<Box<RawValue>>(text) {
            Ok(json) if json.get() == text && compact(text) == text => Self::Json(json),
            _ => Self::Text(text.split('\n').map(str::to_owned).collect()),
        }
    }
}

impl TryFrom<Written> for Content {
    type Error = base64::DecodeError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Ok(Self(match written {
            Written::Base64(text) => STANDARD.decode(text)?.into(),
            Written::Json(json) => compact(json.get()).into(),
            Written::Text(lines) => lines.join("\n").into(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_byte_for_byte() {
        let cases: [(&[u8], &str); 10] = [
            (br#"{"b":1.50,"a":"\u00e9"}"#, "json"),
            (b"12", "json"),
            (b"{ \"a\": 1 }\n", "text"),
            (b"{\r\n  \"a\": 1\r\n}", "text"),
            (b"{\"a\":1}\n", "text"),
            (b" ", "text"),
            (b"\n\n", "text"),
            (b"<html>\n</html>", "text"),
            (b"{\"a\":\"\xff\"}", "base64"),
            (b"\0\x80", "base64"),
        ];
        for (bytes, form) in cases {
            let content = Content(Bytes::copy_from_slice(bytes));
            let written = indented(&serde_json::to_string(&content).unwrap());
            assert!(written.starts_with(&format!("{{\n  \"{form}\": ")), "{written}");
            let read: Content = serde_json::from_str(&written).unwrap();
            assert_eq!(read, content, "{written}");
        }
    }
}
