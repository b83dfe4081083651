//! Many documents: each gives exactly one outcome, whatever happens on the way.
//!
//! ```
//! use extract::{Extract, testing::Server, pipeline::Document};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = Server::start().await?;
//! # server.respond(|request| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
//! let client = server.client();
//! let guests = client.extractor::<u8>("gpt-5-mini").instructions("How many guests came?");
//! let letters = ["three of us", "Ada, Grace and I"];
//! let documents = letters.iter().enumerate().map(|(page, letter)| {
//!     Document::new(format!("letter-{page}"), *letter).with(page)
//! });
//!
//! let mut outcomes = guests.run(documents.collect::<Vec<_>>()).concurrency(64).start().await?;
//! while let Some(outcome) = outcomes.next().await {
//!     match outcome.result {
//!         Ok(found) => println!("page {}: {} guests", outcome.meta, found.value),
//!         Err(error) => eprintln!("{}: {error}", outcome.id), // the others go on
//!     }
//! }
//! let report = outcomes.report();
//! println!("{report}");
//! assert_eq!(report.done, 2);
//! # Ok(()) }
//! ```
//!
//! Take the outcomes to their end, or [stop](Outcomes::stopper) the run: to leave the loop early, by `?` for
//! instance, drops what is in work, up to [`concurrency`](Run::concurrency) requests that may be charged.

mod bill;
mod budget;
mod document;
mod draft;
mod dry_run;
mod forecast;
mod grouped;
pub mod journal;
mod outcome;
mod outcomes;
pub mod page;
#[cfg(feature = "progress")]
mod progress;
pub mod read;
mod ready;
mod report;
mod run;
mod sizes;
mod source;
mod stop;
pub mod table;
mod told;
mod work;

pub use budget::Budget;
pub use document::{Document, IntoDocument};
pub use forecast::Forecast;
pub use outcome::Outcome;
pub use outcomes::Outcomes;
#[cfg(feature = "progress")]
pub use progress::Progress;
pub use report::Report;
pub use run::Run;
#[cfg(feature = "batch")]
pub(crate) use source::{AtHand, Source};
pub use stop::Stop;

/// For `fuzz/`.
#[cfg(fuzzing)]
#[doc(hidden)]
pub use journal::attack::attack as attack_journal;

#[cfg(test)]
mod tests;
