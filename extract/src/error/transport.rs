use std::{error::Error as StdError, fmt};

use super::Evidence;

/// No whole answer came through the network.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    raw: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    pub(super) evidence: Evidence,
}

impl TransportError {
    /// An error of this kind; the message says what happened to what.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message, raw: None, source: None, evidence: Evidence::default() }
    }

    /// Keeps what caused it.
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// Keeps the beginning of what came instead of an answer.
    pub fn with_raw(self, raw: String) -> Self {
        Self { raw: Some(raw), ..self }
    }

    /// Keeps cost, ids and tries.
    pub fn with_evidence(self, evidence: Evidence) -> Self {
        Self { evidence, ..self }
    }

    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// What came of a body that is no answer or not whole, at most its first 16 KiB.
    pub fn raw(&self) -> Option<&str> {
        self.raw.as_deref()
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    pub(super) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What kept an answer from coming through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// A cassette of `testing` does not hold this request, or cannot be written.
    Cassette,
    /// No connection: name not found, port closed, TLS refused.
    Connect,
    /// The connection ended before the answer did.
    Cut,
    /// The time for the whole call, retries and waits included, is over.
    Deadline,
    /// What came is not HTTP, or its body is not the JSON of this endpoint.
    Malformed,
    /// The time for one try is over.
    Timeout,
    /// A [`TokenProvider`](crate::transport::TokenProvider) has no token, and nothing was sent.
    Token,
    /// The body is larger than the client is willing to hold.
    TooLarge,
}

impl TransportErrorKind {
    /// Whether the same request may well come through later.
    pub fn is_retryable(self) -> bool {
        match self {
            Self::Connect | Self::Cut | Self::Deadline | Self::Timeout => true,
            Self::Cassette | Self::Malformed | Self::Token | Self::TooLarge => false,
        }
    }
}
