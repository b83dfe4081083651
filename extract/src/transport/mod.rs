//! How bytes travel: one HTTP seam, one clock, one decision about retries.

mod body;
mod clock;
mod exchange;
mod headers;
mod http_client;
mod retry;
mod secret;
mod send;
mod service;

pub use body::{Body, Chunks};
pub use clock::{Clock, SystemClock};
pub(crate) use http_client::ReqwestService;
pub(crate) use secret::Secret;
pub(crate) use send::{Call, Limits, Reading, Transport};
pub use service::{BoxFuture, HttpError, HttpService};
