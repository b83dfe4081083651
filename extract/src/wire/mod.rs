//! How each endpoint spells a request and an answer: pure functions, no I/O.
//!
//! For those who bring their own HTTP: encode a [`Request`] once, finish it with each input, send it
//! to [`Endpoint::path`], and read what comes back.
//!
//! ```
//! use extract::{Input, wire::{Answer, Endpoint}};
//!
//! let body = br#"{"choices":[{"finish_reason":"stop","message":{"content":"{\"total\":7}"}}]}"#;
//! let reply = Endpoint::Chat.decode(body)?;
//! assert_eq!(reply.answer, Answer::Text(r#"{"total":7}"#.to_owned()));
//! # Ok::<(), extract::wire::Malformed>(())
//! ```

pub mod chat;
pub mod error_body;
pub mod responses;

mod answer;
mod content;
mod data_url;
mod input_rules;
mod lenient;
mod models;
mod options;
mod prefix;
mod request;

pub use answer::{Answer, Malformed, Reply};
#[cfg(feature = "client")]
pub(crate) use input_rules::MAX_BYTES;
pub use models::models;
pub use options::{Effort, ServiceTier, Verbosity};
pub use prefix::Prefix;
pub use request::Request;

use crate::Error;

/// The two APIs that are spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/chat/completions`: what compatible servers have.
    Chat,
    /// `/responses`: OpenAI's own.
    #[default]
    Responses,
}

impl Endpoint {
    /// The path below the base URL.
    pub fn path(self) -> &'static str {
        match self {
            Self::Chat => "/chat/completions",
            Self::Responses => "/responses",
        }
    }

    /// Encodes a request up to the input.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for options that this endpoint does not have or values that it refuses.
    pub fn prefix(self, request: &Request) -> Result<Prefix, Error> {
        match self {
            Self::Chat => chat::prefix(request),
            Self::Responses => responses::prefix(request),
        }
    }

    /// Reads the body of an answer with status 200.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the body is not the JSON of this endpoint.
    pub fn decode(self, body: &[u8]) -> Result<Reply, Malformed> {
        match self {
            Self::Chat => chat::decode(body),
            Self::Responses => responses::decode(body),
        }
    }
}
