//! How bytes travel: one HTTP seam, one clock, one gate, one decision about retries.

mod body;
mod budget;
mod clock;
mod concurrency;
mod exchange;
mod gate;
mod headers;
mod http_client;
mod ids;
mod listen;
mod rate;
#[cfg(feature = "redis1")]
mod redis_link;
mod retry;
mod secret;
mod send;
mod service;
mod take;
mod token;

pub use body::{Body, Chunks};
pub(crate) use budget::RETRIES;
pub use clock::{Clock, SystemClock};
pub(crate) use http_client::ReqwestService;
pub(crate) use listen::Listener;
pub(crate) use rate::LocalAllowance;
#[cfg(feature = "redis1")]
pub use rate::RedisAllowance;
pub use rate::{Allowance, Need, RateLimit, Take, Told, ToldLimit};
#[cfg(feature = "redis1")]
pub(crate) use redis_link::RedisLink;
pub(crate) use retry::backoff;
#[cfg(feature = "testing")]
pub(crate) use secret::marked;
pub(crate) use secret::{SHOWN, Secret};
pub(crate) use send::{Call, Limits, Reading, Shared, Transport};
pub use service::{BoxFuture, HttpError, HttpService};
pub(crate) use take::Taker;
pub use token::TokenProvider;
