//! The Batch API: half the price, an answer within a day, the same extractor.
//!
//! ```
//! use extract::{pipeline::Document, testing::Server};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = Server::start().await?;
//! # server.respond(|_| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
//! let guests = server.client().extractor::<u8>("gpt-5-mini").instructions("How many guests came?");
//! let letters = ["three of us", "Ada, Grace and I"];
//! let documents = letters.iter().enumerate().map(|(page, letter)| {
//!     Document::new(format!("letter-{page}"), *letter).with(page)
//! });
//!
//! let job = guests.batch(documents.collect::<Vec<_>>()).submit().await?;
//! # let job = job.poll(std::time::Duration::ZERO, std::time::Duration::ZERO);
//! let ids = job.ids().to_vec(); // to be kept
//! let mut outcomes = job.wait().await?;
//! while let Some(outcome) = outcomes.next().await {
//!     match outcome.result {
//!         Ok(found) => println!("page {}: {} guests", outcome.meta, found.value),
//!         Err(error) => eprintln!("{}: {error}", outcome.id),
//!     }
//! }
//! println!("{}", outcomes.report());
//! # assert_eq!(outcomes.report().done, 2);
//!
//! // Another process, another day:
//! let job = guests.resume_batch(ids)?;
//! let mut outcomes = job.wait().await?;
//! while let Some(outcome) = outcomes.next().await {
//!     assert_eq!(outcome.result?.value, 3);
//! }
//! # Ok(()) }
//! ```
//!
//! Documents become lines, and lines files of at most 50,000 lines and 200 MB, each of which is one batch.
//! One file at a time is held in memory; of the documents before it no more than id and `meta`. The answers
//! are read as they come, so of those no more is held than a few hundred lines. A connection that is lost on
//! the way is made again as the client is told, and where it broke.
//!
//! # One outcome for each document
//!
//! The outcomes come in no order, and each document has exactly one:
//!
//! - An answer is read exactly as one that came online; its tier is `batch`, by which
//!   [prices](crate::Prices) know what it cost.
//! - A line that failed is the error that the endpoint would have given, with status, code, message and
//!   request id.
//! - A line that never ran, since its batch expired or was cancelled, is [`Error::Api`](crate::Error::Api)
//!   with the code `batch_expired` or `batch_cancelled`: a later try may succeed, so it
//!   [is retryable](crate::Error::is_retryable).
//! - A batch whose file is refused gives each document the error that names its line, or that of the whole;
//!   one that is not to blame is [`NotSent`](crate::Error::NotSent).
//! - A line that cannot be read, and a document for which no file has a line, is
//!   [`Error::Transport`](crate::Error::Transport), with what came in its
//!   [`raw`](crate::error::TransportError::raw). A line that came twice counts once.
//!
//! [`Job::redrive`] makes a new batch of what has no answer. Re-asks, fallbacks and the like hold for calls
//! only: a line is asked once.
//!
//! # Nothing is submitted twice
//!
//! With a [journal](Batch::journal), run the same program again after a crash: what has an answer in the
//! journal is not submitted, be it from a batch or from a [run](crate::pipeline), and documents that wait in a
//! batch already are joined with it. Before a batch is made, the journal says so, with a random mark that the
//! batch has in its metadata (`typed_extract`); whether it was made is then looked for in the server's list. So it
//! is without a journal where the answer to its making is lost. With a journal equal content is paid once.
//! Without one, keep the [ids](Job::ids): a program that is killed in `submit` leaves batches that run and are
//! charged, and that only the server's list knows.
//!
//! A lost upload may leave a file on the server; it is looked for by its name and deleted. One that is left
//! all the same, by a crash for instance, is deleted by the API 30 days later.

mod calls;
mod desk;
mod files;
mod gather;
mod job;
mod join;
mod ledger;
mod lines;
mod online;
mod outcomes;
mod redrive;
mod submit;

pub use files::{Content, Files};
pub use job::Job;
pub use outcomes::Outcomes;
pub use submit::Batch;
