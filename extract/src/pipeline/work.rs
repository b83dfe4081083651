use super::journal::Journal;
use crate::{
    Error, Extraction, Extractor, Input,
    record::{self, Known},
};

/// Brings documents to their outcomes, one task for each.
pub(super) struct Worker<T> {
    pub(super) extractor: Extractor<T>,
    pub(super) journal: Option<Journal>,
}

/// What became of a document.
pub(super) struct Worked<T> {
    pub(super) result: Result<Extraction<T>, Error>,
    pub(super) from_journal: bool,
    /// Why the journal could not keep it.
    pub(super) unkept: Option<Error>,
}

impl<T> Worked<T> {
    pub(super) fn now(result: Result<Extraction<T>, Error>) -> Self {
        Self { result, from_journal: false, unkept: None }
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
        journal: &Journal,
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
        // What was paid is given in any case.
        let unkept = match place.record(&id, &result) {
            Some(record) => place.keep(record).await.err(),
            None => None,
        };
        Ok(Worked { unkept, ..Worked::now(result) })
    }
}
