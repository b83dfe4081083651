//! Text in, Rust values out.
//!
//! A type becomes a strict JSON Schema while the compiler runs, the schema goes to an OpenAI-style
//! API, and what comes back is a value of that type, or one error that says why not.
//!
//! ```
//! use extract::{Extract, testing::Server};
//! use serde::Deserialize;
//!
//! /// An invoice as printed.
//! #[derive(Debug, Deserialize, Extract)]
//! struct Invoice {
//!     /// The invoice number, as printed.
//!     number: String,
//!     total_cents: u64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A server on this machine that judges requests as the real one does. With a key, this is
//! // `extract::Client::from_env()?`.
//! let server = Server::start().await?;
//! server.answer(serde_json::json!({ "number": "2024-17", "total_cents": 119_00 }));
//! let client = server.client();
//!
//! let invoices = client.extractor::<Invoice>("gpt-5-mini").instructions("Extract the invoice.");
//! let found = invoices.extract("INVOICE 2024-17 … total EUR 119.00").await?;
//! assert_eq!(found.value.total_cents, 119_00);
//! # Ok(()) }
//! ```
//!
//! - [`Extract`] describes types; [`json_schema`] shows the schema, [`from_json`] reads an answer.
//! - [`Dialect`] is for fine-tuned models and compatible servers.
//! - [`Client`] and [`Extractor`] ask; [`Input`] is what is read, [`Extraction`] what comes back.
//! - [`Extractor::stream`] shows a value while it arrives, [`Extractor::items`] gives the items of a list one by one.
//! - [`Provider`] has presets of other servers, [`ClientBuilder::azure`] is for Azure, [`Extractor::fallback`] for another one.
//! - [`Shape`] describes a type by hand.
//! - [`Lenient`] is a list that keeps its good items when others are bad.
//! - [`Tool`] is a type as a function tool, for conversations that you drive yourself.
//! - [`Extraction::confidence`] says how sure the model was of a field.
//! - [`Partial`] is what there is of a value while it arrives, made of [`Part`]s; [`json::Filling`] fills it.
//! - [`Prices`] says what the tokens of a call cost.
//! - [`Extractor::split`] reads a text that is too long in parts, [`Extractor::paged`] writes a long list page by page.
//! - [`Error`] has one variant for each way of having no value, with its evidence.
//! - [`testing`] has the local server, and cassettes of what a real one answered; [`wire`] and [`transport`] are for those who bring their own HTTP.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `client` | yes | [`Client`] and [`Extractor`], on tokio and reqwest |
//! | `derive` | yes | `#[derive(Extract)]` |
//! | `rustls` | yes | TLS by rustls, which needs a C compiler to build |
//! | `native-tls` | no | TLS by the operating system's library |
//! | `chrono04`, `jiff02`, `time03` | no | dates and times of chrono 0.4, jiff 0.2 and time 0.3 as fields |
//! | `bigdecimal04`, `rust_decimal1` | no | decimal numbers of bigdecimal 0.4 and rust_decimal 1 |
//! | `indexmap2` | no | maps and sets of indexmap 2 |
//! | `compact_str09`, `smol_str03` | no | text of compact_str 0.9 and smol_str 0.3 |
//! | `arrow59` | no | outcomes as Arrow and Parquet, documents out of Parquet, by arrow 59 |
//! | `batch` | no | [`batch`]: the Batch API, at half the price |
//! | `blocking` | no | [`blocking`]: the same calls without async, for scripts |
//! | `bytes1`, `url2`, `uuid1` | no | `Base64` for the bytes of bytes 1, addresses of url 2, identifiers of uuid 1 |
//! | `cache` | no | answers kept in a file or in Redis, and not paid twice (needs Rust 1.90) |
//! | `csv` | no | documents out of CSV, outcomes as CSV |
//! | `eval` | no | [`eval`]: results beside gold values, field by field |
//! | `garde` | no | `#[extract(garde)]`: the rules of garde 0.23, checked on arrival |
//! | `long` | no | [`long`]: documents that are too long for one request, part by part and page by page |
//! | `pipeline` | no | [`pipeline`]: runs over many documents, with a journal and a budget |
//! | `progress` | no | progress of a run on a terminal |
//! | `redis1` | no | [`transport::RedisAllowance`]: one rate limit for many processes, by redis 1 |
//! | `stream` | no | [`Extractor::stream`] and [`Extractor::items`]: values and items while they arrive |
//! | `testing` | no | [`testing::Server`] and [`testing::Cassette`] |
//! | `tiktoken4` | no | [`tokens::count`]: exact tokens of text, for rate limits as well, by tiktoken 4 (3 MB) |
//! | `tracing` | no | spans and events, see [`sight`] |

// The derive writes `::extract`.
#[cfg(all(test, feature = "derive"))]
extern crate self as extract;

mod attempt;
#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod client;
mod decode;
pub mod error;
#[cfg(feature = "eval")]
pub mod eval;
mod from_json;
pub mod input;
pub mod json;
#[cfg(feature = "long")]
pub mod long;
#[cfg(feature = "pipeline")]
pub mod pipeline;
pub mod prices;
#[cfg(any(feature = "cache", feature = "pipeline"))]
mod record;
pub mod schema;
#[cfg(feature = "client")]
pub mod sight;
#[cfg(feature = "cache")]
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod token_logprob;
#[cfg(feature = "tiktoken4")]
pub mod tokens;
#[cfg(feature = "client")]
pub mod transport;
mod types;
mod usage;
pub mod wire;

pub use attempt::Attempt;
#[cfg(feature = "cache")]
pub use client::Cache;
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder, Extraction, Extractor, Pending, Provider};
#[cfg(feature = "stream")]
pub use client::{Items, ValueStream};
pub use decode::{BadItem, Lenient};
pub use error::Error;
#[cfg(feature = "derive")]
pub use extract_derive::Extract;
pub use from_json::from_json;
pub use input::{Detail, Input, Message, Role};
pub use json::{Part, Partial, Streamed};
pub use prices::{Money, Prices, Tier};
pub use schema::{Dialect, Extract, Schema, Shape, json_schema, json_schema_in};
#[cfg(feature = "client")]
pub use sight::Observer;
pub use token_logprob::TokenLogprob;
#[cfg(feature = "client")]
pub use transport::{HttpService, RateLimit};
#[cfg(feature = "bytes1")]
pub use types::Base64;
pub use usage::Usage;
pub use wire::{
    CacheMode, CacheRetention, Confidence, Effort, Endpoint, ReasoningSummary, ServiceTier,
    TokenLimit, Tolerated, Tool, Verbosity,
};

/// What the derive writes. No part of the public face: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};

    pub use crate::schema::{
        Argument, Body, Bounds, Content, Definition, Extract, Facts, Field, Format, Judge, Link,
        Multiple, Node, Number, Object, Outline, Pattern, Reader, Tagging, Variant, check,
        check_arm, check_beside_tag, check_exclusive_max, check_exclusive_min, check_flattened,
        check_format, check_max, check_max_items, check_max_len, check_min, check_min_items,
        check_min_len, check_multiple_of, check_pattern, check_range, check_unique, derived, mix,
        passes, reads,
    };
    pub use crate::types::MapKey;

    /// What partials are made of.
    pub mod partial {
        pub use std::marker::PhantomData;

        pub use crate::json::{
            Begun, Beside, Content, Part, Partial, Seen, Slot, Start, Streamed, Unseen, Wants,
            child_inside, debug_fields, debug_items, end_inside, key_inside, most, name, read,
        };
    }

    /// The schema of a type that the derive refused: the refusal is the message to read.
    pub const REFUSED: &Node = {
        const BODY: Body = Body::Struct(Object { fields: &[], deny_unknown_fields: false });
        static REFUSED: Definition =
            Definition::new(0, "refused", BODY, const { &Outline::<0>::of(&BODY) });
        &Node::named(Link::to(0, &REFUSED))
    };
}

/// The code blocks of the documentation, run as tests.
#[cfg(doctest)]
mod documents {
    macro_rules! documents {
        ($($name:ident $path:literal)*) => {$(
            #[doc = include_str!($path)]
            struct $name;
        )*};
    }

    documents! {
        Compatibility "../../docs/compatibility.md"
        Constraints "../../docs/constraints.md"
        Design "../../docs/design.md"
        Faults "../../docs/faults.md"
        Pipelines "../../docs/pipelines.md"
        Readme "../../README.md"
        Production "../../docs/production.md"
        Serde "../../docs/serde.md"
        Shapes "../../docs/shapes.md"
        Sight "../../docs/sight.md"
        Streaming "../../docs/streaming.md"
    }
}
