use std::{fmt, path::Path};

use parquet::{
    arrow::ArrowWriter, basic::Compression, errors::ParquetError,
    file::properties::WriterProperties,
};

use super::{Batches, Written, draft::Draft};
use crate::{Error, Extract, error::ConfigError, pipeline::Outcome};

/// Rows, and bytes of the answers they were made of, that are held before they are packed.
const HELD: usize = 1 << 10;
const HELD_BYTES: usize = 8 << 20;
/// Rows and packed bytes of a row group, which is held until it is whole.
const GROUP: usize = 1 << 16;
const GROUP_BYTES: usize = 32 << 20;

/// Values as Parquet, one a row.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("extract-doc-{}.parquet", std::process::id()));
/// use extract::{pipeline::{Document, table}, testing::Server};
///
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
/// let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
///
/// let mut outcomes = names.run([Document::new("a", "Ada and Grace came.")]).start().await?;
/// let mut table = table::Parquet::<Vec<String>>::create(&path)?;
/// while let Some(outcome) = outcomes.next().await {
///     table.write(&outcome)?;
/// }
/// assert_eq!(table.finish()?.rows, 1);
/// # std::fs::remove_file(path)?;
/// # Ok(()) }
/// ```
///
/// The columns are those of [the module](super#columns), with their types of Arrow, packed by Snappy. A row
/// group has 65,536 rows, or fewer if they are large: at most 32 MiB are held, packed, and 8 MiB of rows.
pub struct Parquet<T> {
    batches: Batches<T>,
    writer: ArrowWriter<Draft>,
}

impl<T: Extract> Parquet<T> {
    /// A new file, which takes this place when it is finished.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no file can be made there.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let batches = Batches::new()?;
        let draft = Draft::create(path.as_ref())?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .set_max_row_group_bytes(Some(GROUP_BYTES))
            .build();
        let writer = ArrowWriter::try_new(draft, batches.schema(), Some(properties));
        Ok(Self { batches, writer: writer.map_err(failed)? })
    }

    /// Adds a row, if the outcome is a value.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the disk takes no more, and for a value that has no place in its columns or
    /// lacks the text of its answer, of which the row is made.
    pub fn write<M>(&mut self, outcome: &Outcome<T, M>) -> Result<(), Error> {
        self.batches.write(outcome)?;
        if self.batches.rows() >= HELD || self.batches.bytes() >= HELD_BYTES {
            self.pack()?;
        }
        Ok(())
    }

    /// Syncs the file and gives it its place.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a row before or the file could not be written; what stood in its place stays.
    pub fn finish(mut self) -> Result<Written, Error> {
        if self.batches.rows() > 0 {
            self.pack()?;
        }
        self.writer.into_inner().map_err(failed)?.finish()?;
        Ok(self.batches.written())
    }

    fn pack(&mut self) -> Result<(), Error> {
        let packed =
            self.batches.take().and_then(|batch| self.writer.write(&batch).map_err(failed));
        if packed.is_err() {
            self.writer.inner_mut().spoil();
        }
        packed
    }
}

fn failed(error: ParquetError) -> Error {
    let message = format!("the table cannot be written: {error}");
    ConfigError::new(message).with_source(error).into()
}

impl<T> fmt::Debug for Parquet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parquet").field("batches", &self.batches).finish_non_exhaustive()
    }
}
