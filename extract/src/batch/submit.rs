use std::{fmt, future::poll_fn, path::PathBuf, sync::Arc, time::Duration};

use futures_core::Stream;

use super::{Job, desk::Desk, job::Pace, ledger::Ledger, lines::Room};
use crate::{
    Error, Extractor, Prices,
    error::ConfigError,
    pipeline::{AtHand, IntoDocument, Source, journal::Journal},
};

/// Many documents, through the Batch API.
impl<T: Send + 'static> Extractor<T> {
    /// A batch of these documents; see [`batch`](crate::batch) for an example. They are taken one by one
    /// while files are written.
    pub fn batch<D>(&self, documents: D) -> Batch<T, <D::Item as IntoDocument>::Meta>
    where
        D: IntoIterator<Item: IntoDocument>,
        D::IntoIter: Send + Unpin + 'static,
    {
        self.batch_stream(AtHand(documents.into_iter()))
    }

    /// A batch of documents that come one after the other.
    pub fn batch_stream<D: IntoDocument>(
        &self,
        documents: impl Stream<Item = D> + Send + 'static,
    ) -> Batch<T, D::Meta> {
        Batch {
            extractor: self.clone(),
            documents: Box::pin(documents),
            journal: None,
            options: Options::default(),
        }
    }
}

/// A batch of many documents, before it is submitted.
#[must_use = "nothing is sent before `submit` is called"]
pub struct Batch<T, M = ()> {
    extractor: Extractor<T>,
    documents: Source<M>,
    journal: Option<PathBuf>,
    options: Options,
}

/// What a batch was told.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) metadata: Vec<(String, String)>,
    pub(super) room: Room,
    pub(super) pace: Pace,
    pub(super) prices: Prices,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            metadata: Vec::new(),
            room: Room::default(),
            pace: Pace::default(),
            prices: Prices::builtin(),
        }
    }
}

impl<T: Send + 'static, M> Batch<T, M> {
    /// Keeps what is submitted and what comes of it in this file, the same that
    /// [runs](crate::pipeline::Run::journal) use: what has an answer there is not put into a batch, and a
    /// batch that was submitted is found again, even if the program was killed right then. Default: nowhere.
    ///
    /// The job holds the journal until it and its outcomes are dropped.
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.journal = Some(path.into());
        self
    }

    /// Says something of the batches, for whoever looks at them on the server. The API takes 16 of these;
    /// one is ours.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.metadata.push((key.into(), value.into()));
        self
    }

    /// Lines of one batch at most. Default: 50,000, as the API has it; Azure takes 100,000.
    pub fn max_lines(mut self, lines: usize) -> Self {
        self.options.room.lines = lines;
        self
    }

    /// Bytes of one file at most. Default: 200,000,000, as the API has it. So much is held in memory.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.options.room.bytes = bytes;
        self
    }

    /// How often the server is asked whether a batch has ended: after `first`, then after twice the wait
    /// before, up to `longest`. Default: 5 s, up to a minute.
    pub fn poll(mut self, first: Duration, longest: Duration) -> Self {
        self.options.pace = Pace { first, longest };
        self
    }

    /// The prices by which the [report](super::Outcomes::report) counts the cost, at
    /// [`Tier::Batch`](crate::Tier::Batch). Default: those that are built in.
    pub fn prices(mut self, prices: Prices) -> Self {
        self.options.prices = prices;
        self
    }

    /// Writes the files, uploads each as it is full, and makes a batch of it.
    ///
    /// Documents that cannot be sent have their outcome in the job: an id that is empty, longer than 512
    /// bytes or in use already, an input that cannot be encoded. So have those of a file that could not be
    /// submitted, when others were before it: the job has what was, and the rest of the documents is
    /// [`NotSent`](Error::NotSent).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a request that cannot be encoded or not be made in a batch, and for a journal that
    /// cannot be used; [`Error::Api`] and [`Error::Transport`] when not one batch could be submitted.
    pub async fn submit(self) -> Result<Job<T, M>, Error> {
        self.extractor.refuse_batch()?;
        let Room { lines, bytes } = self.options.room;
        if lines == 0 || bytes == 0 {
            let message = "a batch of 0 lines or bytes holds no document; give it more room";
            return Err(ConfigError::new(message).into());
        }
        let ledger = match self.journal {
            Some(path) => Some(Ledger(Arc::new(Journal::open(path).await?), Arc::default())),
            None => None,
        };
        let mut desk = Desk::new(self.extractor, self.options, ledger)?;
        desk.join(&[]).await?;
        let mut documents = self.documents;
        while let Some(document) =
            poll_fn(|context| documents.as_mut().poll_document(context)).await
        {
            match document {
                Ok(document) => desk.take(document).await?,
                Err(error) if desk.broke(&error) => {}
                Err(_) => break,
            }
        }
        desk.close().await
    }
}

impl<T, M> fmt::Debug for Batch<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("extractor", &self.extractor)
            .field("journal", &self.journal)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
