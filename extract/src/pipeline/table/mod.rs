//! Outcomes as files: JSON lines, CSV, Parquet, and Arrow's record batches.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let path = std::env::temp_dir().join(format!("extract-tables-{}.csv", std::process::id()));
//! use extract::{Extract, pipeline::{Document, table}, testing::Server};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, Extract)]
//! struct Invoice {
//!     number: String,
//!     total_cents: u64,
//!     paid: Option<bool>,
//! }
//!
//! let server = Server::start().await?;
//! server.answer(serde_json::json!({ "number": "2024-17", "total_cents": 11900, "paid": null }));
//! let invoices = server.client().extractor::<Invoice>("gpt-5-mini");
//!
//! let documents = [Document::new("may/17.txt", "INVOICE 2024-17 …")];
//! let mut outcomes = invoices.run(documents).start().await?;
//! let mut table = table::Csv::<Invoice>::create(&path)?;
//! while let Some(outcome) = outcomes.next().await {
//!     table.write(&outcome)?;
//! }
//! let written = table.finish()?;
//! assert_eq!((written.rows, written.without_row), (1, 0));
//! let text = std::fs::read_to_string(&path)?;
//! assert_eq!(text, "id,number,total_cents,paid\r\n\"may/17.txt\",\"2024-17\",11900,\r\n");
//! # std::fs::remove_file(path)?;
//! # Ok(()) }
//! ```
//!
//! The files are written alike: `create`, `write` for each outcome, `finish`. A file is written beside its
//! place, synced, and renamed when it is finished; until then what stood there stays, and an unfinished
//! table that is dropped leaves nothing (a crash leaves `.invoices.csv.1234-0.part`). They write as the
//! outcomes come: JSON lines and CSV hold no rows, Parquet at most 40 MiB of them. Writing blocks, mostly for
//! microseconds; a run goes on meanwhile only in other threads. Record batches are no file, and hold every row
//! until they are taken. What travels along (`meta`) is in none of these.
//!
//! [`JsonLines`] has every outcome, failures with their evidence. The others have a row for each value;
//! [`Written`] says how many outcomes had none, and these belong into a `JsonLines` of their own.
//!
//! # Columns
//!
//! They follow from the type and not from the values, so a column has its type even if no row has a value
//! in it, and so has a table without rows. First comes `id`, that of the document, then the fields in
//! the order of their declaration; a type that is no struct has the column `value`. Of two columns with
//! one name the later is `name_2`: so it is for a field that is called `id`.
//!
//! | field | Parquet and Arrow | CSV |
//! |---|---|---|
//! | `bool`, `f32`, `f64` | boolean, double | the same |
//! | integers | the smallest type that holds what the schema allows: `u8` to `i64` | digits |
//! | text, times, decimals, what is read from text | text | text |
//! | a date: `format: date` | `date32` | `2024-05-01` |
//! | an enum without data | text: the name of the variant | the same |
//! | `Option<T>`, and what `default` fills in | as `T`, may be null | as `T`, may be empty |
//! | a struct, a tuple (`_0`, `_1`, …) | a struct | a column for each field: `address.city` |
//! | an enum with data | a struct: the tag (`variant` if it has no name), and a field for each variant with data, which is null in the others | as structs |
//! | a list, a set, an array | a list | JSON |
//! | a map | a map | JSON |
//! | an untagged enum, a `Lenient` list, `()`, what a type holds of its own kind | JSON in text | JSON |
//!
//! JSON is in the shape that serde reads; `Lenient` lists stand there as they came, bad items included. Cells
//! cannot tell an optional struct that is null from one whose fields all are, so in CSV such a struct is
//! JSON as well, if none of its fields is always stated.
//!
//! Rows are made of the answers' texts, so no type has to implement `Serialize`. Names of variants are those
//! that serde writes, whatever alias the answer had; an `f32` is a double of what the answer says.

#[cfg(feature = "arrow59")]
mod arrow;
#[cfg(any(feature = "arrow59", feature = "csv"))]
mod cell;
#[cfg(any(feature = "arrow59", feature = "csv"))]
mod column;
#[cfg(feature = "csv")]
mod csv;
mod json_lines;
mod line;
#[cfg(feature = "arrow59")]
mod parquet;
#[cfg(test)]
mod tests;

#[cfg(feature = "arrow59")]
pub use arrow::Batches;
#[cfg(feature = "csv")]
pub use csv::Csv;
pub use json_lines::JsonLines;
#[cfg(feature = "arrow59")]
pub use parquet::Parquet;

#[cfg(any(feature = "arrow59", feature = "csv"))]
use self::{
    cell::{Cell, Misfit},
    column::Root,
};
use super::draft;
use crate::{Error, Extract, Extraction, decode, error::ConfigError, wire::bare_json};

/// What a finished table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Its rows.
    pub rows: u64,
    /// Outcomes that have no row: failures, where the table is one of values.
    pub without_row: u64,
}

/// The value of an answer as JSON, in the shape that serde reads.
fn text_of<T: Extract>(id: &str, found: &Extraction<T>) -> Result<String, Error> {
    let raw = found.raw.as_str();
    let answer = match found.tolerated.is_empty() {
        true => raw,
        false => bare_json(raw).map_or(raw, |bare| bare.text),
    };
    if answer.is_empty() {
        let message = format!("the outcome of `{id}` has no text, of which its row is made");
        return Err(ConfigError::new(message).into());
    }
    Ok(decode::plain::<T>(answer))
}

/// The cells of a value, one for each column.
#[cfg(any(feature = "arrow59", feature = "csv"))]
fn cells<'a>(root: &Root, id: &str, value: &'a str) -> Result<Vec<Cell<'a>>, Error> {
    root.cells(value).map_err(|Misfit { path, text, holds }| {
        let message = format!(
            "the outcome of `{id}` has no row: at `${path}` stands `{text}`, and the column holds {holds}"
        );
        ConfigError::new(message).into()
    })
}
