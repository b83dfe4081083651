//! A local server that speaks the API, for tests without a network (feature `testing`).
//!
//! It judges every request by the rules of the real service, plays scripted outcomes, and keeps
//! what was asked.
//!
//! ```
//! use extract::{Error, Extract, testing::Server};
//! use serde_json::json;
//!
//! #[derive(Debug, serde::Deserialize, Extract)]
//! struct Invoice {
//!     number: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::start().await?;
//! server
//!     .answer(json!({ "number": "2024-17" })) // the first request gets this,
//!     .refuse("I cannot read that."); //         the second one this
//! let invoices = server.client().extractor::<Invoice>("gpt-5-mini");
//!
//! assert_eq!(invoices.extract("INVOICE 2024-17 …").await?.value.number, "2024-17");
//! assert!(matches!(invoices.extract("???").await, Err(Error::Refused(_))));
//! assert_eq!(server.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! A request that says `stream: true` gets the same outcome event by event, as the service sends it:
//! [`Outcome::tokens`] and [`Outcome::between`] set the pace, a [`StreamFault`] breaks it.
//!
//! Files can be uploaded and batches made of them; a [`BatchPlan`] says how a batch goes.
//!
//! [`Cassette`] records what a real server answers, and plays it back.
//! [`judge_schema`] and [`judge_request`] are the judge alone, without any HTTP.

mod answers;
mod bare;
mod batches;
mod cassette;
mod closed_port;
mod fault;
mod files;
mod forced;
mod judge;
mod key;
mod listen;
mod models;
mod outcome;
mod page;
mod reply;
mod request;
mod route;
mod runs;
mod script;
mod server;
mod service;
mod stream;

pub use batches::BatchPlan;
pub use cassette::Cassette;
pub use closed_port::ClosedPort;
pub use fault::Fault;
pub use files::{FileCall, StoredFile};
pub use judge::{Rejection, judge_request, judge_schema};
pub use outcome::{Filter, Outcome};
pub use request::Request;
pub use server::{Builder, Server};
pub use stream::{Moment, StreamFault};
