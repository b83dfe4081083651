use std::{fmt, path::PathBuf};

use csv::{ErrorKind, StringRecord};
use serde::de::DeserializeOwned;

use super::{
    Documents,
    check::check,
    csv_rows::{Rows, Table},
};
use crate::Error;

/// A file of comma-separated values, whose first row names the columns: one column is what the model reads,
/// the others travel along.
///
/// ```
/// use extract::pipeline::read;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Sender {
///     city: String,
/// }
///
/// # let path = std::env::temp_dir().join(format!("extract-doc-letters-{}.csv", std::process::id()));
/// std::fs::write(&path, "number;city;body\n17;London;\"Dear Ada; …\"\n")?;
/// let letters = read::csv(&path).input("body").id("number").separator(';');
/// let letter = letters.meta::<Sender>().open()?.next().expect("one letter")?;
/// assert_eq!((letter.id.as_str(), letter.meta.city.as_str()), ("17", "London"));
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Values in quotes may hold separators and line breaks. Blank lines are passed over.
#[derive(Clone)]
#[must_use = "nothing is read before `open` is called"]
pub struct Csv<M = ()> {
    path: PathBuf,
    input: String,
    id: Option<String>,
    separator: char,
    meta: Meta<M>,
}

/// Reads the columns that are neither input nor id, with their names.
pub(super) type Meta<M> = fn(&StringRecord, &StringRecord) -> Result<M, String>;

impl Csv {
    pub(super) fn new(path: PathBuf) -> Self {
        let input = "text".to_owned();
        Self { path, input, id: None, separator: ',', meta: |_, _| Ok(()) }
    }
}

impl<M> Csv<M> {
    /// The column that the model reads. Default: `text`.
    pub fn input(self, column: impl Into<String>) -> Self {
        Self { input: column.into(), ..self }
    }

    /// The column that holds the documents' ids, each its own. Default: the number of the line on which
    /// the row begins; the header is on line 1.
    pub fn id(self, column: impl Into<String>) -> Self {
        Self { id: Some(column.into()), ..self }
    }

    /// What stands between the values, an ASCII character: `;` or `\t`, say. Default: `,`.
    pub fn separator(self, separator: char) -> Self {
        Self { separator, ..self }
    }

    /// What the other columns are read into, and what travels along. Default: `()`, which leaves them.
    ///
    /// An empty value is `None` for an `Option`.
    pub fn meta<N: DeserializeOwned>(self) -> Csv<N> {
        let Self { path, input, id, separator, .. } = self;
        Csv { path, input, id, separator, meta: meta::<N> }
    }
}

impl<M: 'static> Csv<M> {
    /// Looks through all rows, and begins again.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a file that cannot be read or is no ordinary one, a separator that is not
    /// ASCII, a column that is not in the header or twice, and with the numbers of the lines and the
    /// reasons, the first five, for rows that are no documents and ids that stand there twice.
    pub fn open(self) -> Result<Documents<M>, Error> {
        let Self { path, input, id, separator, meta } = self;
        check(&path, || {
            let table = Table::open(&path, separator)?;
            Rows::new(table, &path, &input, id.as_deref(), meta)
        })
    }
}

impl<M> fmt::Debug for Csv<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Csv")
            .field("path", &self.path)
            .field("input", &self.input)
            .field("id", &self.id)
            .field("separator", &self.separator)
            .finish_non_exhaustive()
    }
}

fn meta<M: DeserializeOwned>(row: &StringRecord, names: &StringRecord) -> Result<M, String> {
    row.deserialize(Some(names)).map_err(|error| match error.kind() {
        ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|place| names.get(usize::try_from(place).ok()?));
            match column {
                Some(column) => format!("`{column}`: {}", err.kind()),
                None => err.kind().to_string(),
            }
        }
        _ => error.to_string(),
    })
}
