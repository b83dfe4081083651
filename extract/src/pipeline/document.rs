use crate::Input;

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
