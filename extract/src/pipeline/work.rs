use std::sync::Arc;

use super::journal::Journal;
use crate::{
    Error, Extraction, Extractor, Input,
    record::{self, Known},
    transport::BoxFuture,
};

/// Brings documents to their outcomes, one task for each.
pub(super) struct Worker<T> {
    pub(super) extractor: Extractor<T>,
    pub(super) journal: Option<Arc<Journal>>,
}

/// What became of a document.
pub(super) struct Worked<T> {
    pub(super) result: Result<Extraction<T>, Error>,
    pub(super) from_journal: bool,
    /// Its way into the journal, if it takes one. Another document may be in work meanwhile.
    pub(super) keeping: Option<Keeping>,
}

/// Done when an outcome is safe.
pub(super) type Keeping = BoxFuture<'static, Result<(), Error>>;

impl<T> Worked<T> {
    pub(super) fn now(result: Result<Extraction<T>, Error>) -> Self {
        Self { result, from_journal: false, keeping: None }
    }
}

impl<T: Send + 'static> Worker<T> {
    pub(super) async fn work(&self, id: String, input: Input) -> Worked<T> {
        let Some(journal) = &self.journal else {
            return Worked::now(self.extractor.extract(input).await);
        };
        self.through(journal, id, input).await.unwrap_or_else(|error| Worked::now(Err(error)))
    }

    async fn through(
        &self,
        journal: &Arc<Journal>,
        id: String,
        input: Input,
    ) -> Result<Worked<T>, Error> {
        let (input, body) = self.extractor.request_of(input).await?;
        let key = record::key(self.extractor.path()?, &body);
        drop(body);
        // Equal documents wait here for the first of them.
        let place = journal.enter(key).await;
        if let Some(Known::Answer(known)) = place.known()? {
            let (reply, evidence) = *known;
            let result = self.extractor.replay(reply, evidence);
            return Ok(Worked { from_journal: true, ..Worked::now(result) });
        }
        let result = self.extractor.extract(input).await;
        let keeping: Option<Keeping> = match place.record(&id, &result) {
            Some(record) => Some(Box::pin(place.keep(&record).await)),
            None => None,
        };
        Ok(Worked { keeping, ..Worked::now(result) })
    }
}
