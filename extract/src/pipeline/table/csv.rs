use std::{borrow::Cow, fmt, io::Write, marker::PhantomData, path::Path};

use super::{
    Written,
    cell::Cell,
    cells,
    column::{Column, Form, Root, unique},
    draft::Draft,
    text_of,
};
use crate::{Error, Extract, pipeline::Outcome};

/// Values as CSV, one a row.
///
/// As RFC 4180 has it: UTF-8, commas, lines that end with CR and LF, a header. Text stands in quotes,
/// everything else does not, so an empty text is `""` and null is an empty cell. In pyarrow this tells them
/// apart (it guesses types, so text that may look like numbers, times or booleans, and a `u64` beyond `i64`, go into
/// `column_types`):
///
/// ```python
/// table = pyarrow.csv.read_csv(
///     "invoices.csv",
///     parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
///     convert_options=pyarrow.csv.ConvertOptions(
///         column_types={"number": pyarrow.string()},
///         strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
///     ),
/// )
/// ```
///
/// Each value reads back as it is; an `f64` has as many digits as tell it apart. The columns are those of
/// [the module](super#columns), and its example shows a table.
///
/// A model writes what the document says, so a text may be one that a spreadsheet takes for a formula, and
/// runs. For files that are opened in one there is [`for_spreadsheets`](Self::for_spreadsheets).
pub struct Csv<T> {
    draft: Draft,
    root: Root,
    for_spreadsheets: bool,
    /// Has it its header?
    begun: bool,
    row: Vec<u8>,
    written: Written,
    of: PhantomData<fn(T)>,
}

impl<T: Extract> Csv<T> {
    /// A new file, which takes this place when it is finished.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no file can be made there.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let Root(root) = Root::of::<T>();
        Ok(Self {
            draft: Draft::create(path.as_ref())?,
            root: Root(flat(root)),
            for_spreadsheets: false,
            begun: false,
            row: Vec::new(),
            written: Written::default(),
            of: PhantomData,
        })
    }

    /// Puts an apostrophe before each text that begins like a formula (`=`, `+`, `-`, `@`, a tab, a line's
    /// end, and what looks like these) or with an apostrophe, and marks the file as UTF-8, by a byte order
    /// mark. Default: texts are written as they are.
    ///
    /// A program that reads the file takes one apostrophe off each text that begins with one.
    pub fn for_spreadsheets(self) -> Self {
        Self { for_spreadsheets: true, ..self }
    }

    /// Adds a row, if the outcome is a value.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the disk takes no more, and for a value that has no place in its columns or
    /// lacks the text of its answer, of which the row is made.
    pub fn write<M>(&mut self, outcome: &Outcome<T, M>) -> Result<(), Error> {
        self.begin()?;
        self.written.without_row += 1;
        let Ok(found) = &outcome.result else { return Ok(()) };
        let value = text_of(&outcome.id, found)?;
        let cells = cells(&self.root, &outcome.id, &value)?;
        self.row.clear();
        self.text(&outcome.id);
        let Self { root, .. } = self;
        let mut leaves = Vec::new();
        for (column, cell) in root.columns().iter().zip(&cells) {
            spread(column, Some(cell), &mut leaves);
        }
        for cell in leaves {
            self.row.push(b',');
            self.cell(cell);
        }
        self.row.extend(b"\r\n");
        self.draft.put(&self.row)?;
        self.written.without_row -= 1;
        self.written.rows += 1;
        Ok(())
    }

    /// Syncs the file and gives it its place.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a row before or the file could not be written; what stood in its place stays.
    pub fn finish(mut self) -> Result<Written, Error> {
        self.begin()?;
        self.draft.finish()?;
        Ok(self.written)
    }

    fn begin(&mut self) -> Result<(), Error> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        let mut names = Vec::new();
        for column in self.root.columns() {
            name(column, "", &mut names);
        }
        unique(names.iter_mut(), Some("id"));
        let mut header = if self.for_spreadsheets { "\u{feff}id" } else { "id" }.to_owned();
        for name in names {
            header.push(',');
            let is_plain = !name.contains([',', '"', '\r', '\n']) && name.trim() == name;
            header.push_str(&if is_plain && !name.is_empty() { name } else { quoted(&name) });
        }
        header.push_str("\r\n");
        self.draft.put(header.as_bytes())
    }

    fn cell(&mut self, cell: &Cell<'_>) {
        let row = &mut self.row;
        // Memory takes whatever is written.
        let _ = match cell {
            Cell::Boolean(value) => write!(row, "{value}"),
            Cell::Date(text, _) => write!(row, "{text}"),
            Cell::Integer(number) => write!(row, "{number}"),
            Cell::Number(number) => write!(row, "{number:?}"),
            Cell::Text(text) => return self.text(text),
            Cell::List(_) | Cell::Map(_) | Cell::Null | Cell::Struct(_) => Ok(()),
        };
    }

    fn text(&mut self, text: &str) {
        let text = match self.for_spreadsheets && is_like_formula(text) {
            true => Cow::Owned(format!("'{text}")),
            false => Cow::Borrowed(text),
        };
        self.row.extend(quoted(&text).as_bytes());
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn is_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠'])
}

/// The same column as a line of a CSV holds it: lists and maps are JSON, and so are structs of which it
/// could not be told whether they are null.
fn flat(column: Column) -> Column {
    let form = match column.form {
        Form::List(_) | Form::Map(_) => Form::Json,
        Form::Struct(columns) | Form::Tuple(columns)
            if column.nullable && !columns.iter().any(is_stated) =>
        {
            Form::Json
        }
        Form::Struct(columns) => Form::Struct(columns.into_iter().map(flat).collect()),
        Form::Tuple(columns) => Form::Tuple(columns.into_iter().map(flat).collect()),
        // The tag tells which of them are there.
        Form::Variants { tagging, variants, columns } => {
            let columns = columns.into_iter().map(flat).collect();
            Form::Variants { tagging, variants, columns }
        }
        form => form,
    };
    Column { form, ..column }
}

/// Is one of its cells never empty while the column is not null?
fn is_stated(column: &Column) -> bool {
    let by_parts = match &column.form {
        Form::Struct(columns) | Form::Tuple(columns) => columns.iter().any(is_stated),
        _ => true,
    };
    !column.nullable && by_parts
}

/// The names of the cells of a column.
fn name(column: &Column, before: &str, names: &mut Vec<String>) {
    let own = format!("{before}{}", column.name);
    match &column.form {
        Form::Struct(columns) | Form::Tuple(columns) | Form::Variants { columns, .. } => {
            let before = format!("{own}.");
            columns.iter().for_each(|column| name(column, &before, names));
        }
        _ => names.push(own),
    }
}

/// The cells of a column, as many as it has names.
fn spread<'a>(column: &Column, cell: Option<&'a Cell<'a>>, leaves: &mut Vec<&'a Cell<'a>>) {
    match &column.form {
        Form::Struct(columns) | Form::Tuple(columns) | Form::Variants { columns, .. } => {
            let cells = match cell {
                Some(Cell::Struct(cells)) => cells.as_slice(),
                _ => &[],
            };
            for (position, column) in columns.iter().enumerate() {
                spread(column, cells.get(position), leaves);
            }
        }
        _ => leaves.push(cell.unwrap_or(&Cell::Null)),
    }
}

impl<T> fmt::Debug for Csv<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Csv")
            .field("for_spreadsheets", &self.for_spreadsheets)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
