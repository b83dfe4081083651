//! A local server that speaks the API, for tests without a network (feature `testing`).
//!
//! It judges every request by the rules of the real service, plays scripted outcomes, and keeps
//! what was asked.
//!
//! ```
//! use extract::testing::Server;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let server = Server::start().await?;
//! server
//!     .answer(json!({ "number": "2024-17" })) // the first request gets this,
//!     .refuse("I cannot read that."); //         the second one this
//! assert!(server.url().ends_with("/v1"));
//! assert!(server.requests().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! [`judge_schema`] and [`judge_request`] are the judge alone, without any HTTP.

mod answers;
mod endpoint;
mod fault;
mod judge;
mod listen;
mod models;
mod outcome;
mod reply;
mod request;
mod route;
mod script;
mod server;

pub use endpoint::Endpoint;
pub use fault::Fault;
pub use judge::{Rejection, judge_request, judge_schema};
pub use outcome::{Filter, Outcome};
pub use request::Request;
pub use server::{Builder, Server};
