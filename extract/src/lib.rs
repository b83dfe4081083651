//! Text in, Rust values out.

mod attempt;
#[cfg(feature = "client")]
pub mod client;
mod decode;
pub mod error;
mod from_json;
pub mod input;
mod schema;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
mod types;
mod usage;
pub mod wire;

pub use attempt::Attempt;
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder, Extraction, Extractor};
pub use error::Error;
pub use from_json::from_json;
pub use input::{Detail, Input, Message, Role};
pub use schema::{Extract, Schema, json_schema};
pub use usage::Usage;
pub use wire::{Effort, Endpoint, ServiceTier, Verbosity};
