//! Why there is no value: one variant per meaning, each with its evidence.

mod answer;
mod api;
mod cancelled;
mod evidence;
mod rejected;
mod schema_fault;
#[cfg(feature = "client")]
mod texts;
mod transport;
mod truncation;
mod unsent;
mod violation;

use std::fmt;

pub use answer::{EmptyAnswer, Filtering, InvalidAnswer, Refusal};
pub use api::ApiError;
pub use cancelled::Cancellation;
pub use evidence::Evidence;
pub use rejected::RejectedAnswer;
#[cfg(feature = "client")]
pub(crate) use texts::{Change, takes_key};
pub use transport::{TransportError, TransportErrorKind};
pub use truncation::{Truncation, TruncationReason};
pub use unsent::{ConfigError, NotSent};
pub use violation::{Rule, Violation};

use crate::{Attempt, Usage};

/// Why there is no value.
///
/// One variant per meaning; each payload carries all the evidence that exists, and no `Debug` or
/// `Display` shows a key.
///
/// ```
/// use extract::{Error, error::ConfigError};
///
/// let error = Error::from(ConfigError::new("the key is missing"));
/// assert!(matches!(error, Error::Config(_)));
/// assert!(!error.is_retryable());
/// assert_eq!(error.to_string(), "the key is missing");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The server said no: a status of 400 or more, or an error in the place of the answer.
    Api(Box<ApiError>),
    /// The run was cancelled before it ended.
    Cancelled(Box<Cancellation>),
    /// Nothing was sent, because the client or the request is set up wrongly.
    Config(Box<ConfigError>),
    /// The run completed without any answer.
    Empty(Box<EmptyAnswer>),
    /// A content filter withheld the prompt or the answer.
    Filtered(Box<Filtering>),
    /// An answer came, but it is not the wanted type.
    Invalid(Box<InvalidAnswer>),
    /// The request was not sent, because something ran out or was stopped before its turn.
    NotSent(Box<NotSent>),
    /// The model declined, in its own words.
    Refused(Box<Refusal>),
    /// No whole answer came through the network.
    Transport(Box<TransportError>),
    /// The answer was cut off.
    Truncated(Box<Truncation>),
}

impl Error {
    /// What is known about the call: cost, ids, tries. `None` when nothing was sent.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Api(error) => Some(error.evidence()),
            Self::Cancelled(error) => Some(error.evidence()),
            Self::Config(_) | Self::NotSent(_) => None,
            Self::Empty(error) => Some(error.evidence()),
            Self::Filtered(error) => Some(error.evidence()),
            Self::Invalid(error) => Some(error.evidence()),
            Self::Refused(error) => Some(error.evidence()),
            Self::Transport(error) => Some(error.evidence()),
            Self::Truncated(error) => Some(error.evidence()),
        }
    }

    /// The same error with everything that is known about the call.
    #[cfg(feature = "client")]
    pub(crate) fn with_evidence(mut self, evidence: Evidence) -> Self {
        if let Some(known) = self.evidence_mut() {
            *known = evidence;
        }
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn evidence_mut(&mut self) -> Option<&mut Evidence> {
        match self {
            Self::Api(error) => Some(&mut error.evidence),
            Self::Cancelled(error) => Some(&mut error.evidence),
            Self::Config(_) | Self::NotSent(_) => None,
            Self::Empty(error) => Some(&mut error.evidence),
            Self::Filtered(error) => Some(&mut error.evidence),
            Self::Invalid(error) => Some(&mut error.evidence),
            Self::Refused(error) => Some(&mut error.evidence),
            Self::Transport(error) => Some(&mut error.evidence),
            Self::Truncated(error) => Some(&mut error.evidence),
        }
    }

    /// The same error, with a word more in its last try.
    #[cfg(feature = "client")]
    pub(crate) fn remark(&mut self, remark: &str) {
        if let Some(known) = self.evidence_mut() {
            known.remark(remark);
        }
    }

    /// What was paid, failed tries and rejected answers included; nothing is reported when nothing was
    /// sent.
    pub fn usage(&self) -> Usage {
        self.evidence().map(|evidence| evidence.usage).unwrap_or_default()
    }

    /// The server's id of the last request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.evidence()?.request_id.as_deref()
    }

    /// The id of the answer that this is about (`resp_…`, `chatcmpl-…`); of a run in the background, with
    /// which [`resume`](crate::Extractor::resume) waits on.
    pub fn response_id(&self) -> Option<&str> {
        self.evidence()?.response_id.as_deref()
    }

    /// Every try, in order; empty when nothing was sent.
    pub fn attempts(&self) -> &[Attempt] {
        self.evidence().map(|evidence| evidence.attempts.as_slice()).unwrap_or_default()
    }

    /// The text of the answer as far as it came: of one that was cut off, filtered or cancelled, of a stream
    /// that an error ended, and the whole text of one that does not fit the type. `None` when nothing of it
    /// came.
    ///
    /// ```
    /// let error = extract::from_json::<u8>(r#"{"value":300}"#).unwrap_err();
    /// assert_eq!(error.partial_text(), Some(r#"{"value":300}"#));
    /// ```
    pub fn partial_text(&self) -> Option<&str> {
        let text = match self {
            Self::Cancelled(error) => error.partial_text(),
            Self::Filtered(error) => error.partial_text(),
            Self::Invalid(error) => error.raw(),
            Self::Truncated(error) => error.partial_text(),
            _ => "",
        };
        let in_stream = || self.evidence()?.partial.as_deref();
        Some(text).filter(|text| !text.is_empty()).or_else(in_stream)
    }

    /// The answers before the last one, oldest first, if the model was asked again, or another one. What an
    /// [`Invalid`](Self::Invalid) or [`Truncated`](Self::Truncated) error itself is about is not among
    /// them.
    pub fn rejected(&self) -> &[RejectedAnswer] {
        self.evidence().map(|evidence| evidence.rejected.as_slice()).unwrap_or_default()
    }

    /// Whether the model or its provider is the reason, so that another one may well answer: what is
    /// [retryable](Self::is_retryable), an unpaid bill, a model that does not exist, an answer that was
    /// cut off for want of resources, a body that is no answer, an outage. A wrong key is none: somebody
    /// should know.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Api(error) => {
                error.is_retryable() || error.is_billing() || error.is_unknown_model()
            }
            Self::Transport(error) => {
                error.kind().is_retryable() || error.kind() == TransportErrorKind::Malformed
            }
            Self::Truncated(error) => {
                error.reason() == TruncationReason::Connection
                    || error.stated_reason() == Some("insufficient_system_resource")
            }
            Self::NotSent(error) => error.is_outage(),
            _ => false,
        }
    }

    /// Whether the same request may well succeed later: a rate limit, an overloaded server, a lost
    /// connection, be it in the middle of a stream. Refusals, other truncations, filters, wrong answers and
    /// unpaid bills are not, whether or not the model was asked again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => error.is_retryable(),
            Self::Transport(error) => error.kind().is_retryable(),
            Self::Truncated(error) => error.reason() == TruncationReason::Connection,
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    /// The message of the payload, and how many answers came before.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Cancelled(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Empty(error) => error.fmt(f),
            Self::Filtered(error) => error.fmt(f),
            Self::Invalid(error) => error.fmt(f),
            Self::NotSent(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Truncated(error) => error.fmt(f),
        }?;
        match self.rejected().len() {
            0 => Ok(()),
            1 => f.write_str(" (after an earlier answer that was no value)"),
            count => write!(f, " (after {count} earlier answers that were no value)"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => error.source(),
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

macro_rules! from_payloads {
    ($($payload:ident => $variant:ident),* $(,)?) => {$(
        impl From<$payload> for Error {
            fn from(payload: $payload) -> Self {
                Self::$variant(Box::new(payload))
            }
        }
    )*};
}

from_payloads! {
    ApiError => Api,
    Cancellation => Cancelled,
    ConfigError => Config,
    EmptyAnswer => Empty,
    Filtering => Filtered,
    InvalidAnswer => Invalid,
    NotSent => NotSent,
    Refusal => Refused,
    TransportError => Transport,
    Truncation => Truncated,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_two_words_and_crosses_threads() {
        fn crosses_threads<T: Send + Sync + 'static>() {}
        crosses_threads::<Error>();
        assert!(size_of::<Error>() <= 2 * size_of::<usize>());
    }

    #[test]
    fn the_source_chain_is_kept() {
        let cause = std::io::Error::other("connection reset");
        let error = Error::from(
            TransportError::new(TransportErrorKind::Connect, "no connection").with_source(cause),
        );
        let source = std::error::Error::source(&error).expect("a source");
        assert_eq!(source.to_string(), "connection reset");
    }
}
