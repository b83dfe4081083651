use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    mem,
    sync::Arc,
};

use super::{
    Job,
    calls::{self, NotMade},
    files::BOUNDARY,
    job::{Early, Submitted, Waiting},
    ledger::Ledger,
    lines::{Expected, Filling, Line, Slip},
    submit::Options,
};
use crate::{
    Client, Endpoint, Error, Extractor, Input,
    error::{ConfigError, NotSent},
    pipeline::Document,
    record::{self, Key},
    wire::batch,
};

/// Bytes of an id at most. The API states no limit; a line shall not be all id.
const LONGEST_ID: usize = 512;

/// Where documents become lines, lines become files and files become batches.
pub(super) struct Desk<T, M> {
    extractor: Extractor<T>,
    endpoint: Endpoint,
    options: Options,
    ledger: Option<Ledger>,
    /// Hashes of the ids so far.
    ids: HashSet<u64>,
    hasher: RandomState,
    taken: u64,
    /// Where an equal request stands: the number of its batch, and its id there. Only with a journal.
    places: HashMap<Key, (usize, String)>,
    /// The file that is being filled, and its mark.
    file: Option<(Filling, String)>,
    expected: Expected<M>,
    batches: Vec<Submitted<M>>,
    /// Batches that were open when this began.
    open: Vec<String>,
    early: Vec<(Slip<M>, Early)>,
    /// Why nothing more is submitted.
    failed: Option<Error>,
    broken: Option<String>,
}

impl<T: Send + 'static, M> Desk<T, M> {
    pub(super) fn new(
        extractor: Extractor<T>,
        options: Options,
        ledger: Option<Ledger>,
    ) -> Result<Self, Error> {
        Ok(Self {
            endpoint: extractor.its_endpoint()?,
            extractor,
            options,
            ledger,
            ids: HashSet::new(),
            hasher: RandomState::new(),
            taken: 0,
            places: HashMap::new(),
            file: None,
            expected: Expected::new(),
            batches: Vec::new(),
            open: Vec::new(),
            early: Vec::new(),
            failed: None,
            broken: None,
        })
    }

    fn client(&self) -> &Client {
        self.extractor.client()
    }

    /// Takes up what an earlier program has submitted, as far as the journal knows; but for these batches.
    pub(super) async fn join(&mut self, but: &[String]) -> Result<(), Error> {
        let Some(ledger) = self.ledger.clone() else { return Ok(()) };
        for awaited in ledger.awaited()? {
            let mark = awaited.intent.mark;
            let id = match awaited.id {
                Some(id) => id,
                // It was stopped between saying so and hearing the answer.
                None => match calls::find(self.client(), &mark, awaited.intent.when).await? {
                    Some(job) => {
                        ledger.made(&mark, &job.id).await?;
                        job.id
                    }
                    None => {
                        calls::sweep(self.client(), &mark, None).await;
                        ledger.close(&mark).await?;
                        continue;
                    }
                },
            };
            self.open.push(id.clone());
            if but.contains(&id) {
                continue;
            }
            let batch = self.batches.len();
            let mut expected = Expected::new();
            for (number, (id, key)) in (1..).zip(awaited.intent.lines) {
                let Some(key) = record::read_key(&key) else { continue };
                self.places.insert(key, (batch, id.clone()));
                expected.insert(id, Line { number, key, slips: Vec::new() });
            }
            self.batches.push(Submitted { id, mark: Some(mark), expected: Some(expected) });
        }
        Ok(())
    }

    /// The source gave no document; false when it is not to be asked again.
    pub(super) fn broke(&mut self, error: &Error) -> bool {
        let is_first = self.broken.is_none();
        if is_first {
            self.broken = Some(error.to_string());
            let reason = format!("the documents cannot be read further: {error}");
            self.failed.get_or_insert(NotSent::new(reason).into());
        }
        is_first
    }

    pub(super) async fn take(&mut self, document: Document<M>) -> Result<(), Error> {
        let Document { id, input, meta } = document;
        let slip = Slip { id, meta, index: self.taken };
        self.taken += 1;
        if let Err(error) = self.check_id(&slip.id) {
            self.early.push((slip, Early::Failed(Arc::new(error))));
            return Ok(());
        }
        match self.line_of(&slip.id, input).await {
            Ok((key, line)) => self.place(slip, key, &line).await,
            Err(error) => {
                self.early.push((slip, Early::Failed(Arc::new(error))));
                Ok(())
            }
        }
    }

    fn check_id(&mut self, id: &str) -> Result<(), Error> {
        let refuse = |message: String| Err(ConfigError::new(message).into());
        if id.is_empty() || id.len() > LONGEST_ID {
            return refuse(format!(
                "the id of a document has {} bytes, a line of a batch takes 1 to {LONGEST_ID}",
                id.len()
            ));
        }
        if !self.ids.insert(self.hasher.hash_one(id)) {
            return refuse(format!(
                "the document `{id}` is in the batch twice; give each its own id"
            ));
        }
        Ok(())
    }

    async fn line_of(&self, id: &str, input: Input) -> Result<(Key, String), Error> {
        let (_, body) = self.extractor.request_of(input).await?;
        let key = record::key(self.endpoint.path(), &body);
        Ok((key, batch::line(id, self.endpoint, &body)?))
    }

    /// Finds the place of a document: in the journal, beside an equal one, or on a line of its own.
    async fn place(&mut self, slip: Slip<M>, key: Key, line: &str) -> Result<(), Error> {
        if let Some(ledger) = &self.ledger {
            if ledger.answer(key)?.is_some() {
                self.early.push((slip, Early::Known(key)));
                return Ok(());
            }
            if let Some((batch, id)) = self.places.get(&key) {
                let expected = match self.batches.get_mut(*batch) {
                    Some(batch) => batch.expected.as_mut(),
                    None => Some(&mut self.expected),
                };
                if let Some(line) = expected.and_then(|expected| expected.get_mut(id)) {
                    line.slips.push(slip);
                    return Ok(());
                }
            }
        }
        if let Some(error) = self.stopped() {
            self.early.push((slip, Early::Failed(Arc::new(error))));
            return Ok(());
        }
        self.write(slip, key, line).await
    }

    /// The same for a line whose answer is known to be none.
    pub(super) async fn place_anew(
        &mut self,
        mut slip: Slip<M>,
        key: Key,
        line: &str,
    ) -> Result<(), Error> {
        slip.index = self.taken;
        self.taken += 1;
        self.place(slip, key, line).await
    }

    /// What a document comes to that nobody can send any more.
    fn stopped(&self) -> Option<Error> {
        let reason = match self.failed.as_ref()? {
            Error::NotSent(unsent) => unsent.reason().to_owned(),
            error => format!("a batch before it could not be submitted: {error}"),
        };
        Some(NotSent::new(reason).into())
    }

    async fn write(&mut self, slip: Slip<M>, key: Key, line: &str) -> Result<(), Error> {
        if line.len() as u64 >= self.options.room.bytes {
            let message = format!(
                "the line of the document `{}` has {} bytes, which no file of a batch takes",
                slip.id,
                line.len()
            );
            self.early.push((slip, Early::Failed(Arc::new(ConfigError::new(message).into()))));
            return Ok(());
        }
        let file = self.file.as_ref().filter(|(file, _)| file.has_room(line));
        if file.is_none() || self.expected.contains_key(&slip.id) {
            self.send_off().await;
            if let Some(error) = self.stopped() {
                self.early.push((slip, Early::Failed(Arc::new(error))));
                return Ok(());
            }
            let mark = calls::mark(self.client(), line.as_bytes());
            let head = self.client().files().head(&calls::file_name(&mark), "batch", BOUNDARY)?;
            self.file = Some((Filling::new(head, self.options.room), mark));
        }
        let number = self.file.as_mut().map_or(0, |(file, _)| file.push(line));
        if self.ledger.is_some() {
            self.places.insert(key, (self.batches.len(), slip.id.clone()));
        }
        self.expected.insert(slip.id.clone(), Line { number, key, slips: vec![slip] });
        Ok(())
    }

    /// Submits the file as it is. Where that fails, its documents have this for their outcome.
    async fn send_off(&mut self) {
        let Some((file, mark)) = self.file.take() else { return };
        if self.expected.is_empty() {
            return;
        }
        let expected = mem::take(&mut self.expected);
        match self.submit(file, &mark, &expected).await {
            Ok(id) => {
                self.batches.push(Submitted { id, mark: Some(mark), expected: Some(expected) });
            }
            Err(error) => {
                let shared = Arc::new(error.clone());
                let slips = expected.into_values().flat_map(|line| line.slips);
                self.early.extend(slips.map(|slip| (slip, Early::Failed(Arc::clone(&shared)))));
                self.failed.get_or_insert(error);
            }
        }
    }

    /// The id of the batch of this file.
    async fn submit(
        &self,
        file: Filling,
        mark: &str,
        expected: &Expected<M>,
    ) -> Result<String, Error> {
        let client = self.client();
        if let Some(ledger) = &self.ledger {
            let mut lines: Vec<_> = expected.iter().collect();
            lines.sort_unstable_by_key(|(_, line)| line.number);
            let lines = lines.into_iter().map(|(id, line)| (id.clone(), line.key));
            ledger.intend(mark, calls::now(client), lines).await?;
        }
        match self.upload_and_create(file, mark).await {
            Ok(id) => {
                if let Some(ledger) = &self.ledger {
                    // If this is lost, the batch is found by its mark.
                    let _ = ledger.made(mark, &id).await;
                }
                Ok(id)
            }
            Err(NotMade { error, may_exist: true }) => Err(error),
            Err(NotMade { error, may_exist: false }) => {
                calls::sweep(client, mark, None).await;
                if let Some(ledger) = &self.ledger {
                    ledger.close(mark).await?;
                }
                Err(error)
            }
        }
    }

    async fn upload_and_create(&self, file: Filling, mark: &str) -> Result<String, NotMade> {
        let client = self.client();
        let (file, tries) = client
            .files()
            .send(file.close(), BOUNDARY)
            .await
            .map_err(|error| NotMade { error, may_exist: false })?;
        if tries > 1 {
            calls::sweep(client, mark, Some(&file.id)).await;
        }
        let metadata = &self.options.metadata;
        let made = calls::create(client, &file.id, self.endpoint, metadata, mark).await?;
        Ok(made.id)
    }

    /// Submits the last file.
    pub(super) async fn close(mut self) -> Result<Job<T, M>, Error> {
        self.send_off().await;
        // What an earlier program submitted, and nobody asks for now, is left to those who do.
        let is_awaited =
            |expected: &Expected<M>| expected.values().any(|line| !line.slips.is_empty());
        self.batches.retain(|batch| batch.expected.as_ref().is_none_or(is_awaited));
        match self.failed {
            Some(error) if self.batches.is_empty() && self.broken.is_none() => return Err(error),
            _ => {}
        }
        let waiting = Waiting {
            early: self.early,
            batches: self.batches,
            broken: self.broken,
            stranger: None,
        };
        let mut job = Job::new(self.extractor, waiting, self.ledger, self.options);
        job.open_before = self.open;
        Ok(job)
    }
}
