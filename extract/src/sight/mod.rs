//! Seeing what calls do: an [`Observer`] for metrics, and spans for the crate `tracing` (feature
//! `tracing`).
//!
//! With the feature, every call of an extractor is a span (`chat gpt-5-mini`) with the names of
//! OpenTelemetry's conventions for generative AI, and each try and each wait in it is an event. All names
//! stand in [`names`]. Neither shows what is asked and answered unless
//! [`ClientBuilder::trace_content`](crate::ClientBuilder) says so, nor ever a key.

#[cfg(feature = "tracing")]
mod content;
mod error_type;
pub mod names;
mod observer;
mod provider;
#[cfg(feature = "tracing")]
mod spans;
mod watch;

pub use error_type::error_type;
pub use observer::{Attempted, CallInfo, Finished, Observer, Wait};
pub(crate) use watch::{Sight, Watch};
