use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    vec,
};

use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema};
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_arrow::{Deserializer, utils::Item};

use super::{
    Documents,
    check::{Broken, Row, check},
    open::open,
};
use crate::{Error, error::ConfigError, pipeline::Document, wire::MAX_BYTES};

/// Rows that are held at once.
const HELD: usize = 64;

/// A file of Parquet: one column is what the model reads, the others travel along.
///
/// ```
/// use extract::pipeline::read;
///
/// let letters = read::parquet("letters.parquet").input("body").open();
/// assert!(letters.unwrap_err().to_string().contains("`letters.parquet`"));
/// ```
///
/// Files that are not packed and those packed by Snappy are read. For others, such as Zstandard's, the
/// program depends on the crate `parquet` itself, with the feature of that name.
#[derive(Clone)]
#[must_use = "nothing is read before `open` is called"]
pub struct Parquet<M = ()> {
    path: PathBuf,
    input: String,
    id: Option<String>,
    /// Gone where nobody asks for the other columns.
    meta: Option<Meta<M>>,
    none: fn() -> Option<M>,
}

/// Reads the rows of the columns that are neither input nor id.
type Meta<M> = fn(&RecordBatch) -> Result<Vec<Result<M, String>>, String>;

impl Parquet {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, input: "text".to_owned(), id: None, meta: None, none: || Some(()) }
    }
}

impl<M> Parquet<M> {
    /// The column that the model reads, of text. Default: `text`.
    pub fn input(self, column: impl Into<String>) -> Self {
        Self { input: column.into(), ..self }
    }

    /// The column that holds the documents' ids, text or whole numbers, each its own. Default: the number
    /// of the row, from 1.
    pub fn id(self, column: impl Into<String>) -> Self {
        Self { id: Some(column.into()), ..self }
    }

    /// What the other columns are read into by serde, and what travels along. Default: `()`, which leaves
    /// them, and does not load them either.
    ///
    /// A date is read as text, as 2024-05-01, and so is a timestamp, of a column in UTC or without a zone; a
    /// column in another zone is refused, whether it is asked for or not. Where the type takes anything, as
    /// `serde_json::Value`, a flattened part or an untagged enum does, a date is its days since 1970, and a
    /// timestamp a number in the unit of its column: give such columns a field with a type of its own.
    pub fn meta<N: DeserializeOwned>(self) -> Parquet<N> {
        let Self { path, input, id, .. } = self;
        Parquet { path, input, id, meta: Some(meta::<N>), none: || None }
    }
}

impl<M: Send + 'static> Parquet<M> {
    /// Looks through all rows, and begins again.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a file that cannot be read or is no Parquet, a column that is not there, and
    /// with the numbers of the rows and the reasons, the first five, for rows that are no documents and
    /// ids that stand there twice.
    pub fn open(self) -> Result<Documents<M>, Error> {
        check(&self.path, || self.rows())
    }

    fn rows(&self) -> Result<Rows<M>, Error> {
        let wrong = |what: String| ConfigError::new(format!("`{}`: {what}", self.path.display()));
        let file = open(&self.path)?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)
            .map_err(|error| wrong(error.to_string()).with_source(error))?;
        let fields = builder.schema().fields();
        let names: Vec<_> = fields.iter().map(|field| field.name().clone()).collect();
        let place = |name: &String| match names.iter().filter(|found| *found == name).count() {
            1 => Ok(names.iter().position(|found| found == name)),
            0 => {
                let there: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                Err(wrong(format!("it has no column `{name}`; it has {}", there.join(", "))))
            }
            _ => Err(wrong(format!("the column `{name}` stands there twice"))),
        };
        let input = place(&self.input)?;
        let id = self.id.as_ref().map(place).transpose()?.flatten();
        let is_wanted =
            |index: &usize| self.meta.is_some() || Some(*index) == input || Some(*index) == id;
        let wanted =
            ProjectionMask::roots(builder.parquet_schema(), (0..names.len()).filter(is_wanted));
        let reader = builder.with_projection(wanted).with_batch_size(HELD).build();
        let reader = reader.map_err(|error| wrong(error.to_string()).with_source(error))?;
        let Self { input, id, meta, none, .. } = self;
        Ok(Rows {
            reader: Some(reader),
            count: 0,
            input: input.clone(),
            id: id.clone(),
            meta: *meta,
            none: *none,
            ready: Vec::new().into_iter(),
        })
    }
}

impl<M> fmt::Debug for Parquet<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parquet")
            .field("path", &self.path)
            .field("input", &self.input)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

struct Rows<M> {
    /// Gone when nothing more can be read.
    reader: Option<ParquetRecordBatchReader>,
    /// Rows so far.
    count: u64,
    input: String,
    id: Option<String>,
    meta: Option<Meta<M>>,
    none: fn() -> Option<M>,
    ready: vec::IntoIter<Row<M>>,
}

impl<M> Iterator for Rows<M> {
    type Item = Row<M>;

    fn next(&mut self) -> Option<Row<M>> {
        loop {
            if let Some(row) = self.ready.next() {
                return Some(row);
            }
            let batch = self.reader.as_mut()?.next()?;
            let rows =
                batch.map_err(|error| error.to_string()).and_then(|batch| self.batch(&batch));
            match rows {
                Ok(rows) => self.ready = rows.into_iter(),
                Err(reason) => {
                    self.reader = None;
                    let place = format!("behind row {}", self.count);
                    return Some(Err(Broken::new(place, reason).last()));
                }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Signed(i64),
    Unsigned(u64),
}

impl<M> Rows<M> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Vec<Row<M>>, String> {
        let inputs = column::<String>(batch, &self.input)?;
        let ids = self.id.as_ref().map(|id| column::<Id>(batch, id)).transpose()?;
        let others = match self.meta {
            Some(meta) => meta(&self.others(batch)?)?,
            None => inputs.iter().filter_map(|_| (self.none)().map(Ok)).collect(),
        };
        let mut ids = ids.map(Vec::into_iter);
        let rows = inputs.into_iter().zip(others).map(|(input, meta)| {
            self.count += 1;
            let number = self.count;
            let id = ids.as_mut().and_then(Iterator::next);
            let row = document(&self.input, input, id, meta, number);
            row.map_err(|reason| Broken::new(format!("row {number}"), reason))
        });
        Ok(rows.collect())
    }

    /// What is neither input nor id.
    fn others(&self, batch: &RecordBatch) -> Result<RecordBatch, String> {
        let is_other = |name: &String| *name != self.input && Some(name) != self.id.as_ref();
        let fields = batch.schema();
        let places = fields.fields().iter().enumerate();
        let places: Vec<_> =
            places.filter_map(|(place, field)| is_other(field.name()).then_some(place)).collect();
        batch.project(&places).map_err(|error| error.to_string())
    }
}

fn document<M>(
    name: &str,
    input: Result<Option<String>, String>,
    id: Option<Result<Option<Id>, String>>,
    meta: Result<M, String>,
    number: u64,
) -> Result<Document<M>, String> {
    let Some(input) = input.map_err(|_| format!("`{name}` is no text"))? else {
        return Err(format!("`{name}` is null"));
    };
    if input.is_empty() {
        return Err(format!("`{name}` is empty"));
    }
    if input.len() as u64 > MAX_BYTES {
        return Err(format!("`{name}` is longer than {MAX_BYTES} bytes"));
    }
    let id = match id {
        None => number.to_string(),
        Some(Ok(Some(Id::Text(text)))) => text,
        Some(Ok(Some(Id::Signed(number)))) => number.to_string(),
        Some(Ok(Some(Id::Unsigned(number)))) => number.to_string(),
        Some(Ok(None)) => return Err("its id is null".to_owned()),
        Some(Err(_)) => return Err("its id is neither text nor a whole number".to_owned()),
    };
    Ok(Document::new(id, input).with(meta?))
}

/// The values of a column.
fn column<V: DeserializeOwned>(
    batch: &RecordBatch,
    name: &str,
) -> Result<Vec<Result<Option<V>, String>>, String> {
    let values = batch.column_by_name(name).ok_or_else(|| format!("there is no `{name}`"))?;
    let field = Field::new("item", values.data_type().clone(), true);
    let schema = Schema::new(vec![field]).into();
    let column = RecordBatch::try_new(schema, vec![values.clone()]);
    let column = column.map_err(|error| error.to_string())?;
    let rows = meta::<Item<Option<V>>>(&column)?;
    Ok(rows.into_iter().map(|row| row.map(|Item(value)| value)).collect())
}

fn meta<M: DeserializeOwned>(batch: &RecordBatch) -> Result<Vec<Result<M, String>>, String> {
    if batch.num_columns() == 0 {
        let nothing = || serde_json::from_str("{}").map_err(|error| error.to_string());
        return Ok((0..batch.num_rows()).map(|_| nothing()).collect());
    }
    let rows = Deserializer::from_record_batch(batch).map_err(told)?;
    let rows = rows.iter().map(|row| {
        // A date beyond what the reader counts panics there.
        catch_unwind(AssertUnwindSafe(|| M::deserialize(row).map_err(told)))
            .unwrap_or_else(|_| Err("a value, such as a date far off, cannot be read".to_owned()))
    });
    Ok(rows.collect())
}

fn told(error: serde_arrow::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("Error: ").unwrap_or(&text);
    text.strip_prefix("deserialization failed: ").unwrap_or(text).to_owned()
}
