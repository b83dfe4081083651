use crate::{Error, Input};

/// One document of a run: what is read, the name under which its outcome comes back, and what travels
/// along untouched.
///
/// ```
/// use extract::pipeline::Document;
///
/// let document = Document::new("2024/invoice-17.txt", "INVOICE 2024-17 …").with(17);
/// assert_eq!((document.id.as_str(), document.meta), ("2024/invoice-17.txt", 17));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document<M = ()> {
    /// Unique in a run.
    pub id: String,
    /// What the model reads.
    pub input: Input,
    /// Yours: it stands in the outcome again.
    pub meta: M,
}

impl Document {
    /// A document under this name.
    pub fn new(id: impl Into<String>, input: impl Into<Input>) -> Self {
        Self { id: id.into(), input: input.into(), meta: () }
    }
}

impl<M> Document<M> {
    /// The same with something that travels along.
    pub fn with<N>(self, meta: N) -> Document<N> {
        Document { id: self.id, input: self.input, meta }
    }
}

/// What a run takes: a [`Document`], or a `Result` of one.
///
/// So a source that can break, a file that is read on the way for instance, needs no collecting first.
/// What an `Err` does stands at [`Report::broken`](super::Report::broken).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no document",
    note = "a run takes `Document`s, or `Result<Document, extract::Error>`: `Document::new(id, input)` makes one"
)]
pub trait IntoDocument {
    /// What travels along.
    type Meta;

    /// The document.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn into_document(self) -> Result<Document<Self::Meta>, Error>;
}

impl<M> IntoDocument for Document<M> {
    type Meta = M;

    fn into_document(self) -> Result<Self, Error> {
        Ok(self)
    }
}

impl<M> IntoDocument for Result<Document<M>, Error> {
    type Meta = M;

    fn into_document(self) -> Self {
        self
    }
}
