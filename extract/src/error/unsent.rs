use std::{error::Error as StdError, fmt, sync::Arc};

use crate::schema::Fault;

/// Nothing was sent, because the client or the request is set up wrongly: a missing key, a bad base
/// URL, an option that the endpoint does not have.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConfigError {
    pub(super) message: String,
    pub(super) source: Option<Arc<dyn StdError + Send + Sync>>,
    pub(super) faults: Vec<Fault>,
}

impl ConfigError {
    /// The message names the setting and says what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None, faults: Vec::new() }
    }

    /// Of a schema that strict mode refuses.
    pub(crate) fn of_schema(name: &str, faults: Vec<Fault>) -> Self {
        let told: Vec<_> = faults.iter().map(Fault::to_string).collect();
        let message = format!("the schema `{name}` is not strict: {}", told.join("; "));
        Self { faults, ..Self::new(message) }
    }

    /// Every fault of a schema that came at run time; empty where something else is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Keeps what caused it.
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(Arc::from(source.into())), ..self }
    }

    pub(super) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The request was not sent, because something ran out or was stopped before its turn.
///
/// Nothing was paid, with one exception: a document that a run of `pipeline` dropped while it was in work: by its
/// deadline, by `Stop::drop_all` or by a panic. Its request may have been sent and may be charged;
/// `Report::unknown` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotSent {
    reason: String,
    outage: bool,
    dropped: bool,
}

impl NotSent {
    /// The reason says what ran out or who stopped it.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), outage: false, dropped: false }
    }

    /// It was dropped while it was in work.
    #[cfg(feature = "pipeline")]
    pub(crate) fn dropped(reason: impl Into<String>) -> Self {
        Self { dropped: true, ..Self::new(reason) }
    }

    /// The provider is down, and another one can be asked.
    #[cfg(feature = "client")]
    pub(crate) fn outage() -> Self {
        Self { outage: true, ..Self::new("too many requests to this provider fail in a row") }
    }

    /// Whether it was held back because the provider is down, and another one could be asked: see
    /// [`fallback`](crate::Extractor::fallback).
    pub fn is_outage(&self) -> bool {
        self.outage
    }

    /// Whether a run dropped it while it was in work: its request may have been sent, and may be charged.
    pub fn may_be_charged(&self) -> bool {
        self.dropped
    }

    /// What ran out or who stopped it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, dropped, .. } = self;
        match dropped {
            true => write!(f, "{reason}; its request may have been sent, and charged"),
            false => write!(f, "the request was not sent: {reason}"),
        }
    }
}
