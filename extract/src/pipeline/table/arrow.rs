use std::{fmt, marker::PhantomData, sync::Arc};

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeSeq},
};
use serde_arrow::ArrayBuilder;

use super::{
    Written,
    cell::Cell,
    cells,
    column::{Column, Form, Root},
    text_of,
};
use crate::{Error, Extract, error::ConfigError, pipeline::Outcome};

/// Bytes of ids and answers that are held at most: Arrow counts those of a column in 31 bits.
const MOST_BYTES: usize = 1 << 30;

/// Values as Arrow's record batches, to hand on without a file.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use extract::{Extract, pipeline::{Document, table}, testing::Server};
/// use serde::Deserialize;
///
/// #[derive(Deserialize, Extract)]
/// struct Guest {
///     name: String,
///     age: Option<u8>,
/// }
///
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "name": "Ada", "age": 36 }));
/// let guests = server.client().extractor::<Guest>("gpt-5-mini");
///
/// let mut outcomes = guests.run([Document::new("a", "Ada came.")]).start().await?;
/// let mut batches = table::Batches::<Guest>::new()?;
/// while let Some(outcome) = outcomes.next().await {
///     batches.write(&outcome)?;
/// }
/// let batch = batches.take()?;
/// assert_eq!((batch.num_rows(), batch.num_columns()), (1, 3));
/// assert_eq!(batch.schema().field(2).to_string(), r#"Field { "age": nullable UInt8 }"#);
/// # Ok(()) }
/// ```
///
/// It holds what was written until it is [taken](Self::take): [`Parquet`](super::Parquet) takes by itself.
/// The columns are those of [the module](super#columns). The types are those of arrow 59.
pub struct Batches<T> {
    root: Root,
    schema: SchemaRef,
    builder: ArrayBuilder,
    rows: usize,
    /// Of texts that the rows were made of.
    bytes: usize,
    written: Written,
    of: PhantomData<fn(T)>,
}

impl<T: Extract> Batches<T> {
    /// Nothing so far.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if Arrow refuses the columns, which is not known to happen.
    pub fn new() -> Result<Self, Error> {
        let root = Root::of::<T>();
        let id = Field::new("id", DataType::Utf8, false);
        let schema = Schema::new_with_metadata(
            std::iter::once(id).chain(root.columns().iter().map(field)).collect::<Vec<_>>(),
            Default::default(),
        );
        Ok(Self {
            builder: ArrayBuilder::from_arrow(schema.fields()).map_err(refused)?,
            root,
            schema: Arc::new(schema),
            rows: 0,
            bytes: 0,
            written: Written::default(),
            of: PhantomData,
        })
    }

    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Adds a row, if the outcome is a value.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a value that has no place in its columns or lacks the text of its answer, of
    /// which the row is made; and when 1 GiB of answers are held, until they are [taken](Self::take).
    pub fn write<M>(&mut self, outcome: &Outcome<T, M>) -> Result<(), Error> {
        self.written.without_row += 1;
        let Ok(found) = &outcome.result else { return Ok(()) };
        let value = text_of(&outcome.id, found)?;
        let bytes = self.bytes + outcome.id.len() + value.len();
        if bytes > MOST_BYTES {
            let id = &outcome.id;
            let message = format!("the outcome of `{id}` has no row: 1 GiB is held, take it first");
            return Err(ConfigError::new(message).into());
        }
        let mut row = vec![Cell::Text(outcome.id.as_str().into())];
        row.extend(cells(&self.root, &outcome.id, &value)?);
        self.builder.push(Cell::Struct(row)).map_err(refused)?;
        self.rows += 1;
        self.bytes = bytes;
        self.written.without_row -= 1;
        self.written.rows += 1;
        Ok(())
    }

    /// What was written since the last time, as one batch; it may have no rows.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if Arrow refuses the rows, which is not known to happen.
    pub fn take(&mut self) -> Result<RecordBatch, Error> {
        let columns = self.builder.to_arrow().map_err(refused)?;
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(self.schema(), columns, &options).map_err(refused)
    }

    /// What it came to so far.
    pub fn written(&self) -> Written {
        self.written
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let message = format!("arrow refuses the table: {error}");
    ConfigError::new(message).with_source(error).into()
}

fn field(column: &Column) -> Field {
    Field::new(&column.name, data_type(&column.form), column.nullable)
}

fn data_type(form: &Form) -> DataType {
    match form {
        Form::Boolean => DataType::Boolean,
        Form::Date => DataType::Date32,
        Form::Integer { signed: true, bits: 8 } => DataType::Int8,
        Form::Integer { signed: true, bits: 16 } => DataType::Int16,
        Form::Integer { signed: true, bits: 32 } => DataType::Int32,
        Form::Integer { signed: true, .. } => DataType::Int64,
        Form::Integer { bits: 8, .. } => DataType::UInt8,
        Form::Integer { bits: 16, .. } => DataType::UInt16,
        Form::Integer { bits: 32, .. } => DataType::UInt32,
        Form::Integer { .. } => DataType::UInt64,
        Form::Json | Form::Name(_) | Form::Text => DataType::Utf8,
        Form::List(item) => DataType::List(Arc::new(field(item))),
        Form::Map(entry) => {
            let [key, value] = &**entry;
            let entry = DataType::Struct([field(key), field(value)].into_iter().collect());
            DataType::Map(Arc::new(Field::new("entries", entry, false)), false)
        }
        Form::Number => DataType::Float64,
        Form::Struct(columns) | Form::Tuple(columns) => {
            DataType::Struct(columns.iter().map(field).collect())
        }
        Form::Variants { columns, .. } => {
            let fields = columns.iter().enumerate().map(|(position, column)| {
                let field = field(column);
                // Of all but the tag, most are null.
                let nullable = field.is_nullable() || position > 0;
                FieldRef::new(field.with_nullable(nullable))
            });
            DataType::Struct(fields.collect())
        }
    }
}

/// Structs as lists of their values: the builder knows their names.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Date(_, days) => serializer.serialize_i32(*days),
            Self::Integer(number) => match (u64::try_from(*number), i64::try_from(*number)) {
                (Ok(number), _) => serializer.serialize_u64(number),
                (_, Ok(number)) => serializer.serialize_i64(number),
                _ => Err(S::Error::custom("a number of more than 64 bits")),
            },
            Self::List(cells) | Self::Struct(cells) => {
                let mut list = serializer.serialize_seq(Some(cells.len()))?;
                cells.iter().try_for_each(|cell| list.serialize_element(cell))?;
                list.end()
            }
            Self::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
            Self::Null => serializer.serialize_none(),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<T> fmt::Debug for Batches<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("schema", &self.schema)
            .field("rows", &self.rows)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
