use super::journal::{self, Journal, Known};
use crate::{Error, Extraction, Extractor, Input};

/// Brings documents to their outcomes, one task for each.
pub(super) struct Worker<T> {
    pub(super) extractor: Extractor<T>,
    pub(super) journal: Option<Journal>,
}

/// What became of a document.
pub(super) struct Worked<T> {
    pub(super) result: Result<Extraction<T>, Error>,
    pub(super) from_journal: bool,
}

impl<T: Send + 'static> Worker<T> {
    pub(super) async fn work(&self, id: String, input: Input) -> Worked<T> {
        let Some(journal) = &self.journal else {
            return Worked { result: self.extractor.extract(input).await, from_journal: false };
        };
        match self.through(journal, id, input).await {
            Ok(worked) => worked,
            Err(error) => Worked { result: Err(error), from_journal: false },
        }
    }

    async fn through(
        &self,
        journal: &Journal,
        id: String,
        input: Input,
    ) -> Result<Worked<T>, Error> {
        let (input, body) = self.extractor.request_of(input).await?;
        let key = journal::key(self.extractor.path()?, &body);
        drop(body);
        // Equal documents wait here for the first of them.
        let place = journal.enter(key).await;
        if let Some(Known::Answer(known)) = place.known()? {
            let (reply, evidence) = *known;
            let result = self.extractor.replay(reply, evidence);
            return Ok(Worked { result, from_journal: true });
        }
        let result = self.extractor.extract(input).await;
        if let Some(record) = place.record(&id, &result) {
            // What cannot be kept would be paid twice after a crash, and nobody would know.
            place.keep(record).await?;
        }
        Ok(Worked { result, from_journal: false })
    }
}
