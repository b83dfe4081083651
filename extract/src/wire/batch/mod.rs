//! The Batch API: lines of requests in one file, lines of answers in another, and the job between them.
//!
//! ```
//! use extract::{Endpoint, Input, wire::{Request, batch}};
//!
//! let endpoint = Endpoint::Responses;
//! let prefix = endpoint.prefix(&Request::new("gpt-5-mini", &extract::json_schema::<u8>()))?;
//! let line = batch::line("letter-1", endpoint, &prefix.body(&Input::text("three of us"))?)?;
//! assert!(line.starts_with(r#"{"custom_id":"letter-1","method":"POST","url":"/v1/responses","body":{"#));
//!
//! // Days later, out of the output file:
//! let answered = batch::read_line(br#"{"custom_id":"letter-1","response":{"status_code":200,
//!     "body":{"status":"completed","output":[{"type":"message","content":[{"type":"output_text",
//!     "text":"{\"value\":3}"}]}]}},"error":null}"#)?;
//! let batch::Came::Response { body, .. } = answered.came else { panic!("an error") };
//! let (text, _) = endpoint.decode(&body)?.into_text(Default::default())?;
//! assert_eq!(extract::from_json::<u8>(&text)?, 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A file has at most [`MAX_LINES`] lines and [`MAX_BYTES`] bytes. The order of the answers is not that of
//! the requests; what failed stands in a second file, and what never ran says so.

mod file;
mod job;
mod line;
mod page;

pub use file::{File, read_file, read_files};
pub use job::{Counts, Job, JobError, Status, create, read_job, read_jobs};
pub use line::{Answered, Came, line, read_line};
pub use page::Page;

/// Lines of one batch at most (the API's guide to batches).
pub const MAX_LINES: usize = 50_000;
/// Bytes of one input file at most: 200 MB (the same).
pub const MAX_BYTES: u64 = 200_000_000;
