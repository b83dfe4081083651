use std::{error::Error as StdError, fmt, sync::Arc};

use super::Evidence;

/// No whole answer came through the network.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TransportError {
    pub(super) kind: TransportErrorKind,
    pub(super) message: String,
    pub(super) raw: Option<String>,
    pub(super) source: Option<Arc<dyn StdError + Send + Sync>>,
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
        Self { source: Some(Arc::from(source.into())), ..self }
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

/// What kept an answer from coming through. Each kind says whether the client tries again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// A cassette of `testing` does not hold this request, or cannot be written.
    ///
    /// Not tried again: it would still not hold it.
    Cassette,
    /// No connection: name not found, port closed, TLS refused.
    ///
    /// Tried again: nothing was sent, and a server that restarts is back in a moment.
    Connect,
    /// The connection ended before the answer did, be it closed or reset.
    ///
    /// Tried again: that is how restarts and proxies look from here. The server may have charged for the
    /// answer all the same.
    Cut,
    /// The time for the whole call, retries and waits included, is over.
    ///
    /// Not tried again, since there is no time left. A later call may well succeed.
    Deadline,
    /// What came is not HTTP, or its body is not the JSON of this endpoint: cut JSON, bytes that are no
    /// UTF-8, a body that is nested too deep or still compressed.
    ///
    /// Not tried again: it came whole and was paid for, and the next one would most likely be the same.
    Malformed,
    /// The time for one try is over: the server stalls, or drips.
    ///
    /// Tried again: another machine behind the same name may be well. The server may charge for both.
    Timeout,
    /// A [`TokenProvider`](crate::transport::TokenProvider) has no token, and nothing was sent.
    ///
    /// Not tried again: a provider that expects better of a later try says so with another kind.
    Token,
    /// The body is larger than the client is willing to hold, as it came or unpacked.
    ///
    /// Not tried again: it would be as large.
    TooLarge,
}

impl TransportErrorKind {
    /// Whether nothing was sent.
    #[cfg(feature = "client")]
    pub(crate) fn is_before_sending(self) -> bool {
        matches!(self, Self::Connect | Self::Token)
    }

    /// Whether the same request may well come through later. The client itself tries again for these,
    /// except after the end of its own time ([`Deadline`](Self::Deadline)).
    pub fn is_retryable(self) -> bool {
        match self {
            Self::Connect | Self::Cut | Self::Deadline | Self::Timeout => true,
            Self::Cassette | Self::Malformed | Self::Token | Self::TooLarge => false,
        }
    }
}
