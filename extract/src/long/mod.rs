//! Documents that are too long for one request (feature `long`).
//!
//! Either the text is too long to be read at once, or the answer is too long to be written at once:
//!
//! - [`Extractor::split`](crate::Extractor::split) cuts the *text* into parts that overlap, and asks for the
//!   value of each, several at a time. [`Parts`] has what came of them; [`Parts::merge`] makes one list of
//!   their lists, [`Parts::first`] one value of what they say of the same thing.
//! - [`Extractor::paged`](crate::Extractor::paged) shows the whole text each time, and asks for the *list*
//!   page by page, one after the other. [`Paged`] is the whole value.
//!
//! Parts cost each byte of the text once and little more, and the model never sees what stands in another
//! part. Pages cost the whole text for each page, less what the provider's prompt cache takes off, and the
//! model sees all of it.
//!
//! ```
//! # #[derive(Clone, Debug, PartialEq, serde::Deserialize, extract::Extract)]
//! # struct Line { number: u32, cents: i64 }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = extract::testing::Server::start().await?;
//! # server.respond(|request| {
//! #     let body = request.body();
//! #     let text = body["input"][0]["content"].as_str().unwrap_or_default();
//! #     let read = |line: &str| Some((line.split_once(' ')?.0.parse::<u32>().ok()?, line.len()));
//! #     let lines = text.lines().filter_map(read).map(|(number, cents)| serde_json::json!({ "number": number, "cents": cents }));
//! #     extract::testing::Outcome::answer(serde_json::json!({ "value": lines.collect::<Vec<_>>() }))
//! # });
//! # let client = server.client();
//! # let statement: String = (1..=200).map(|n| format!("{n} Coffee 2.50\n")).collect();
//! use extract::long::{Doubt, Split};
//!
//! let lines = client.extractor::<Vec<Line>>("gpt-5-mini").instructions("List the lines.");
//! let mut parts = lines.split(Split::tokens(400).overlap(60)).extract(statement).await?;
//! let merged = parts.merge(|lines| lines, |line| line.number);
//! assert_eq!(merged.items.len(), 200);
//! for doubt in &merged.doubts {
//!     match doubt {
//!         Doubt::Differs { item, other, .. } => println!("{:?} or {other:?}?", merged.items[*item]),
//!         Doubt::Unread { range, .. } => println!("bytes {range:?} are still to be read"),
//!         other => println!("{other}"),
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! Nothing is lost on the way: what could not be merged stands among the [`Doubt`]s with both items, a part
//! that failed keeps its error and leaves the others alone, a list that did not come to its end is
//! [`Unfinished`] with the items that came. What was paid is counted in all of them.
//!
//! All that came of a document is in memory until its future is done: a crash, or a future that is dropped, loses
//! what was paid. An extractor with a cache (feature `cache`) finds what came whole again. Runs (feature `pipeline`),
//! their journals and budgets know nothing of parts and pages.

mod align;
mod cut;
mod given;
mod merge;
mod page;
mod paged;
mod paging;
mod parts;
mod split;
mod splitting;
mod turns;

pub use merge::{Doubt, Merged};
pub use paged::{PageReport, Paged, Unfinished};
pub use paging::Paging;
pub use parts::{Part, Parts, Stated};
pub use split::Split;
pub use splitting::Splitting;
