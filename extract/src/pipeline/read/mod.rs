//! Documents out of files: JSON lines, CSV, Parquet, a folder.
//!
//! ```
//! use extract::pipeline::read;
//! use serde::Deserialize;
//!
//! #[derive(Debug, Deserialize)]
//! struct Sender {
//!     city: String,
//! }
//!
//! # let folder = std::env::temp_dir().join(format!("extract-read-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let path = folder.join("letters.jsonl");
//! std::fs::write(&path, r#"{"number":17,"text":"Dear Ada, …","city":"London"}"#)?;
//! let mut letters = read::json_lines(&path).input("text").id("number").meta::<Sender>().open()?;
//! // `extractor.run(letters)` takes them one by one.
//! let letter = letters.next().unwrap()?;
//! assert_eq!((letter.id.as_str(), letter.meta.city.as_str()), ("17", "London"));
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - `open` reads all of it once and refuses what holds a broken row, naming lines and reasons, before
//!   anything is paid. Then the documents are read again, one by one, as they are taken.
//! - The memory does not grow with the source, but for a few bytes for each id at `open`, and the names of
//!   a folder's files. A document has at most 50 MB, which is what the API takes.
//! - A source that changed meanwhile gives one `Err` and then nothing more, which ends a run: see
//!   [`Report::broken`](super::Report::broken). What is added to a file after `open` is not read.
//! - Text is UTF-8, with or without a byte order mark.

mod check;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_rows;
mod folder;
mod json_lines;
mod open;
#[cfg(feature = "arrow59")]
mod parquet;
#[cfg(feature = "csv")]
mod quotes;
mod tree;

use std::{fmt, iter::FusedIterator, path::PathBuf};

use self::check::Row;
#[cfg(feature = "csv")]
pub use self::csv::Csv;
#[cfg(feature = "arrow59")]
pub use self::parquet::Parquet;
pub use self::{folder::Folder, json_lines::JsonLines};
use super::Document;
use crate::{Error, error::ConfigError};

/// A file in which each line is a JSON object: see [`JsonLines`].
pub fn json_lines(path: impl Into<PathBuf>) -> JsonLines {
    JsonLines::new(path.into())
}

/// A file of comma-separated values, with a header: see [`Csv`].
#[cfg(feature = "csv")]
pub fn csv(path: impl Into<PathBuf>) -> Csv {
    Csv::new(path.into())
}

/// A file of Parquet: see [`Parquet`].
#[cfg(feature = "arrow59")]
pub fn parquet(path: impl Into<PathBuf>) -> Parquet {
    Parquet::new(path.into())
}

/// The files in a folder: see [`Folder`].
pub fn folder(path: impl Into<PathBuf>) -> Folder {
    Folder::new(path.into())
}

/// The documents of a source that was looked through.
pub struct Documents<M = ()> {
    name: String,
    rows: Box<dyn Iterator<Item = Row<M>> + Send>,
    count: u64,
    /// Of these, those that were not given yet; 0 after an `Err`.
    left: u64,
}

impl<M> Documents<M> {
    fn broke(&mut self, what: &str) -> Error {
        self.left = 0;
        let message = format!("`{}` has changed since it was opened: {what}", self.name);
        ConfigError::new(message).into()
    }
}

impl<M> Iterator for Documents<M> {
    type Item = Result<Document<M>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let given = self.count - self.left;
        self.left = self.left.checked_sub(1)?;
        Some(match self.rows.next() {
            Some(Ok(document)) => Ok(document),
            Some(Err(broken)) => Err(self.broke(&broken.to_string())),
            None => Err(self.broke(&format!("it ends after {given} of {} documents", self.count))),
        })
    }

    /// So many, unless the source changes.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.left);
        (left.unwrap_or(usize::MAX), left.ok())
    }
}

impl<M> FusedIterator for Documents<M> {}

impl<M> fmt::Debug for Documents<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents")
            .field("name", &self.name)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
