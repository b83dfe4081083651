use std::fmt;

use super::{
    Broken, Part, Partial, Reader, Slot, Streamed,
    path::{Kept, Path, Window},
};
use crate::schema::{Extract, WRAPPER, check};

/// Fills the [`Partial`] of a type while the text of an answer arrives. For those who bring their own
/// HTTP.
///
/// ```
/// use extract::{Part, json::Filling};
///
/// let mut names = Filling::<Vec<String>>::default();
/// names.push(r#"{"value":["Ada","Gr"#)?;
/// let shown = names.partial().ok_or("nothing yet")?;
/// assert_eq!(shown[..], [Part::Done("Ada".to_owned()), Part::Growing("Gr".to_owned())]);
///
/// names.push(r#"ace"]}"#)?;
/// assert!(names.part().is_done());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The text is an answer as the schema asks for it: what is no object stands in `{"value": …}`. Each
/// byte is read once, in place: a delta costs what its bytes cost, however much came before. What is not
/// shown piece by piece is read once more when it ends, and no more of the text than that is kept.
///
/// What it shows is not checked: [`from_json`](crate::from_json) of the whole text has the last word. A
/// value that is not of its type is left out, a key that the type does not know is passed over, and of a
/// key that comes twice the first value stays.
pub struct Filling<T: Extract + Streamed> {
    /// What is read again when the value ends that it belongs to.
    text: Kept,
    reader: Reader,
    path: Path,
    part: Part<Partial<T>>,
}

impl<T: Extract + Streamed> Filling<T> {
    /// The next piece of the answer's text, of any size.
    ///
    /// # Errors
    ///
    /// [`Broken`] where the text stops to be JSON, and ever after. What was shown stays as it is.
    pub fn push(&mut self, delta: &str) -> Result<(), Broken> {
        self.text.push(delta);
        let text = self.text.window();
        let read = if const { check(T::NODE).wrapped } {
            feed(&mut self.reader, &mut self.path, &mut Wrapper(&mut self.part), text, delta)
        } else {
            feed(&mut self.reader, &mut self.path, &mut self.part, text, delta)
        };
        self.text.forget(self.path.kept());
        read
    }

    /// What there is of the value; `None` before it has begun.
    pub fn partial(&self) -> Option<&Partial<T>> {
        self.part.get()
    }

    /// The same, and whether it has come to its end.
    pub fn part(&self) -> &Part<Partial<T>> {
        &self.part
    }

    /// What read the text: how far it came, and what is open there.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }
}

impl<T: Extract + Streamed> Default for Filling<T> {
    fn default() -> Self {
        Self {
            text: Kept::default(),
            reader: Reader::default(),
            path: Path::default(),
            part: Part::Absent,
        }
    }
}

/// Without what is shown: a partial need not be `Debug`.
impl<T: Extract + Streamed> fmt::Debug for Filling<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filling").field("reader", &self.reader).finish_non_exhaustive()
    }
}

/// Apart from `Filling`: compiled once for all types.
fn feed(
    reader: &mut Reader,
    path: &mut Path,
    root: &mut dyn Slot,
    text: Window<'_>,
    delta: &str,
) -> Result<(), Broken> {
    reader.push(delta, |event| path.take(root, text, event))
}

/// The object around a value that is none.
struct Wrapper<'a>(&'a mut dyn Slot);

impl Slot for Wrapper<'_> {
    fn key(&mut self, key: &str) -> Option<u32> {
        (key == WRAPPER).then_some(0)
    }

    fn child(&mut self, _place: u32) -> Option<&mut dyn Slot> {
        Some(self.0)
    }
}

#[cfg(all(test, feature = "derive"))]
mod tests;
