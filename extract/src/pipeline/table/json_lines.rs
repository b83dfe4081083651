use std::{fmt, marker::PhantomData, path::Path};

use serde_json::value::RawValue;

use super::{Written, draft::Draft, line::Line, text_of};
use crate::{Error, Extract, error::ConfigError, pipeline::Outcome};

/// Outcomes as JSON, one a line: values, and failures with all their evidence.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("extract-doc-{}.jsonl", std::process::id()));
/// use extract::{pipeline::{Document, table}, testing::{Outcome, Server}};
///
/// let server = Server::start().await?;
/// server.script(Outcome::answer(serde_json::json!({ "value": 3 })));
/// server.script(Outcome::refuse("I cannot count people."));
/// let guests = server.client().extractor::<u8>("gpt-5-mini");
///
/// let letters = [Document::new("a", "three of us"), Document::new("b", "some of us")];
/// let mut outcomes = guests.run(letters).concurrency(1).start().await?;
/// let mut table = table::JsonLines::<u8>::create(&path)?;
/// while let Some(outcome) = outcomes.next().await {
///     table.write(&outcome)?;
/// }
/// assert_eq!(table.finish()?.rows, 2);
///
/// let text = std::fs::read_to_string(&path)?;
/// let (first, second) = text.split_once('\n').expect("two lines");
/// assert!(first.starts_with(r#"{"id":"a","index":0,"value":3,"#));
/// assert!(second.starts_with(r#"{"id":"b","index":1,"error":{"kind":"refused","#));
/// assert!(second.contains(r#""refusal":"I cannot count people.""#));
/// # std::fs::remove_file(path)?;
/// # Ok(()) }
/// ```
///
/// Each line has the document's `id` and its place in the run, `index`; then `value`, or `error` with
/// `kind` (`api`, `cancelled`, `config`, `empty`, `filtered`, `invalid`, `not_sent`, `refused`,
/// `transport`, `truncated`), `message` and what belongs to that kind: `refusal`, `partial`, `raw`,
/// `violations` with their paths, `status`, `code`, the `reason` of a truncation with the server's word for it
/// (`stated`), and `may_be_charged` for what a run dropped in work. What is known of the call follows: `model`,
/// `response_id`, `request_id`, `usage`, `elapsed` and each of the `attempts`, all times in seconds. What
/// is not known has no key. Log-probabilities, what stood around the JSON of a lenient answer, and what
/// travelled along (`meta`) are not written.
///
/// The value is in the shape that serde reads, so that serde reads it into `T` again: maps are objects,
/// tuples are lists. Only [`Lenient`](crate::Lenient) lists stand there as they came, bad items included.
pub struct JsonLines<T> {
    draft: Draft,
    written: Written,
    of: PhantomData<fn(T)>,
}

impl<T: Extract> JsonLines<T> {
    /// A new file, which takes this place when it is finished.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no file can be made there.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let draft = Draft::create(path.as_ref())?;
        Ok(Self { draft, written: Written::default(), of: PhantomData })
    }

    /// Adds a line.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the disk takes no more, and for a value without the text of its answer, of
    /// which the line is made.
    pub fn write<M>(&mut self, outcome: &Outcome<T, M>) -> Result<(), Error> {
        self.written.without_row += 1;
        let text = match &outcome.result {
            Ok(found) => Some(text_of(&outcome.id, found)?),
            Err(_) => None,
        };
        let value = text.as_deref().map(serde_json::from_str::<&RawValue>).transpose();
        let line = value.and_then(|value| serde_json::to_vec(&Line::of(outcome, value)));
        let mut line = line.map_err(|error| {
            let message = format!("the outcome of `{}` is no JSON: {error}", outcome.id);
            Error::from(ConfigError::new(message).with_source(error))
        })?;
        line.push(b'\n');
        self.draft.put(&line)?;
        self.written.without_row -= 1;
        self.written.rows += 1;
        Ok(())
    }

    /// Syncs the file and gives it its place.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a line before or the file could not be written; what stood in its place stays.
    pub fn finish(self) -> Result<Written, Error> {
        self.draft.finish()?;
        Ok(self.written)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("written", &self.written).finish_non_exhaustive()
    }
}
