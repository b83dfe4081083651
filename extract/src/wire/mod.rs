//! How each endpoint spells a request and an answer: pure functions, no I/O.
//!
//! For those who bring their own HTTP: encode a [`Request`] once, finish it with each input, send it
//! to [`Endpoint::path`], and read what comes back. [`error_body`] reads the answers of other statuses
//! than 200; [`responses::path`] is where a run in the background is polled; [`correction`] says what
//! to ask after an answer that is no value. [`Tool`] and [`Call`] are functions that the model may
//! call.
//!
//! ```
//! use extract::{Extract, Input, error::Evidence, wire::{Endpoint, Request}};
//!
//! fn extract_through<T: Extract>(
//!     post: impl Fn(&str, Vec<u8>) -> Vec<u8>,
//!     inputs: Vec<Input>,
//! ) -> Result<Vec<T>, Box<dyn std::error::Error>> {
//!     let endpoint = Endpoint::Responses;
//!     let request = Request::new("gpt-5-mini", &extract::json_schema::<T>());
//!     let prefix = endpoint.prefix(&request)?;
//!     let mut values = Vec::new();
//!     for input in inputs {
//!         let body = post(endpoint.path(), prefix.body(&input)?);
//!         let (text, _) = endpoint.decode(&body)?.into_text(Evidence::default())?;
//!         values.push(extract::from_json(&text)?);
//!     }
//!     Ok(values)
//! }
//! ```
//!
//! The same while the answer arrives: [`Prefix::streamed_body`] asks for a stream, and [`Endpoint::stream`]
//! reads it, whatever the chunks. [`Sse`] is the framing alone.
//!
//! ```
//! use extract::{error::Evidence, wire::{Endpoint, Piece}};
//!
//! fn arrive(
//!     chunks: impl Iterator<Item = Vec<u8>>,
//!     mut show: impl FnMut(&str),
//! ) -> Result<String, Box<dyn std::error::Error>> {
//!     let mut stream = Endpoint::Responses.stream(None);
//!     for chunk in chunks {
//!         stream.push(&chunk);
//!         while let Some(piece) = stream.next() {
//!             if let Piece::Text(more) = piece? {
//!                 show(more);
//!             }
//!         }
//!         if stream.is_over() {
//!             break;
//!         }
//!     }
//!     let (text, _) = stream.finish()?.into_text(Evidence::default())?;
//!     Ok(text)
//! }
//!
//! let stream = concat!(
//!     "event: response.output_text.delta\n",
//!     r#"data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"[7]"}"#,
//!     "\n\nevent: response.completed\n",
//!     r#"data: {"type":"response.completed","response":{"status":"completed","output":[]}}"#,
//!     "\n\n",
//! );
//! let mut shown = String::new();
//! let text = arrive(stream.as_bytes().chunks(16).map(<[u8]>::to_vec), |more| shown += more)?;
//! assert_eq!((text.as_str(), shown.as_str()), ("[7]", "[7]"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod batch;
pub mod chat;
pub mod error_body;
pub mod responses;

mod answer;
mod answer_stream;
mod call;
mod confidence;
mod content;
mod correction;
mod data_url;
mod echo;
mod forgiving;
mod format;
mod function;
mod input_rules;
mod logprobs;
mod models;
mod options;
mod pieces;
mod prefix;
mod quick;
mod request;
mod sse;
mod tool;
mod unescape;

pub use crate::decode::{Bare, Tolerated, bare_json};
pub(crate) use answer::CONNECTION;
pub use answer::{Answer, Malformed, Reply};
pub use answer_stream::AnswerStream;
pub use call::Call;
pub use confidence::{Confidence, confidence, confidences};
pub use correction::correction;
#[cfg(feature = "client")]
pub(crate) use input_rules::MAX_BYTES;
pub use models::models;
pub use options::{
    CacheMode, CacheRetention, Effort, ReasoningSummary, ServiceTier, TokenLimit, Verbosity,
};
pub use pieces::Piece;
#[cfg(feature = "stream")]
pub(crate) use pieces::beginning;
pub use prefix::Prefix;
pub use request::Request;
pub use sse::{Sse, SseEvent};
pub use tool::Tool;

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
        // Nearly always it is a text and nothing else.
        let plain = match self {
            Self::Chat => chat::plain::read(body),
            Self::Responses => responses::plain::read(body),
        };
        if let Some(plain) = plain {
            return Ok(plain);
        }
        self.read(body).or_else(|error| match logprobs::without(body) {
            Some(body) => self.read(&body).map_err(|_| error),
            None => Err(error),
        })
    }

    /// Reads an answer with status 200 while it arrives. `tool` is the name of the tool that the answer
    /// comes through, if it does: see [`Request::through_tool`].
    pub fn stream(self, tool: Option<&str>) -> AnswerStream {
        AnswerStream::new(self, tool)
    }

    fn read(self, body: &[u8]) -> Result<Reply, Malformed> {
        match self {
            Self::Chat => chat::decode(body),
            Self::Responses => responses::decode(body),
        }
    }
}
