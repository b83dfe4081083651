use std::ops::Range;

use crate::{Error, Extraction, Usage};

/// What came of the parts of a long text: see [`Extractor::split`](crate::Extractor::split).
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "some parts may have failed"]
pub struct Parts<T> {
    /// Every part, in the order of the text.
    pub parts: Vec<Part<T>>,
}

/// One part of a long text, and what came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Part<T> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its value, or why there is none.
    pub result: Result<Extraction<T>, Error>,
}

impl<T> Parts<T> {
    /// The parts without a value: their numbers, counted from 0, and why.
    pub fn failed(&self) -> impl Iterator<Item = (usize, &Error)> {
        let errors = self.parts.iter().map(|part| part.result.as_ref().err());
        errors.enumerate().filter_map(|(number, error)| Some((number, error?)))
    }

    /// What was paid for all parts together, failed ones included.
    pub fn usage(&self) -> Usage {
        self.parts.iter().map(Part::usage).sum()
    }

    /// What the parts say of one thing, the first that says it first.
    ///
    /// ```
    /// # #[derive(serde::Deserialize, extract::Extract)]
    /// # struct Page { account: Option<String> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::{long::Split, testing::Server};
    ///
    /// let server = Server::start().await?;
    /// server.respond(|request| {
    ///     let account = request.body().to_string().contains("Account").then_some("12-34");
    ///     extract::testing::Outcome::answer(serde_json::json!({ "account": account }))
    /// });
    /// let pages = server.client().extractor::<Page>("gpt-5-mini").split(Split::tokens(64));
    /// let parts = pages.extract(format!("Account 12-34\n{}", "0042 Coffee 2.50\n".repeat(90))).await?;
    ///
    /// let account = parts.first(|page| page.account.clone());
    /// assert_eq!(account.value.as_deref(), Some("12-34"));
    /// assert!(account.differing.is_empty());
    /// # Ok(()) }
    /// ```
    ///
    /// `None` is a part that does not say it. What a later part says otherwise is kept beside the value, so
    /// that nothing is lost. Parts that failed say nothing.
    pub fn first<V: PartialEq>(&self, say: impl Fn(&T) -> Option<V>) -> Stated<V> {
        let mut stated = Stated { value: None, part: None, differing: Vec::new() };
        for (number, part) in self.parts.iter().enumerate() {
            let Some(value) = part.result.as_ref().ok().and_then(|found| say(&found.value)) else {
                continue;
            };
            match &stated.value {
                None => (stated.value, stated.part) = (Some(value), Some(number)),
                Some(first) if *first == value => {}
                Some(_) => stated.differing.push((number, value)),
            }
        }
        stated
    }
}

impl<T> Part<T> {
    fn usage(&self) -> Usage {
        match &self.result {
            Ok(found) => found.usage,
            Err(error) => error.usage(),
        }
    }
}

/// What the parts of a text say of one thing: see [`Parts::first`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stated<V> {
    /// What the first part says that says anything.
    pub value: Option<V>,
    /// The number of that part.
    pub part: Option<usize>,
    /// What later parts say that is not the same, each with the number of its part.
    pub differing: Vec<(usize, V)>,
}
