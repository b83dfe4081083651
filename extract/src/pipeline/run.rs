use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use futures_core::Stream;

use super::{
    Budget, Forecast, IntoDocument, Outcomes,
    budget::Account,
    journal::Journal,
    outcomes::Parts,
    source::{AtHand, Source},
    work::Worker,
};
use crate::{Error, Extractor, Prices, error::ConfigError};

/// Documents in work at once, unless told. The client sends no more than its own
/// [`max_in_flight`](crate::ClientBuilder::max_in_flight), and fewer while the service cannot keep up.
const CONCURRENCY: usize = 64;

/// A run over many documents, before it starts.
#[must_use = "nothing is asked before `start` is called"]
pub struct Run<T, M> {
    extractor: Extractor<T>,
    documents: Source<M>,
    concurrency: usize,
    in_order: bool,
    deadline: Option<Duration>,
    journal: Option<PathBuf>,
    budget: Option<Budget>,
    prices: Prices,
    #[cfg(feature = "progress")]
    progress: Option<super::Progress>,
}

/// Many documents.
impl<T: Send + 'static> Extractor<T> {
    /// A run over these documents; see [`pipeline`](crate::pipeline) for an example.
    ///
    /// They are taken as places come free, so an iterator that reads files holds only those in work. Where
    /// reading can fail, it gives `Result`s: see [`IntoDocument`].
    pub fn run<D>(&self, documents: D) -> Run<T, <D::Item as IntoDocument>::Meta>
    where
        D: IntoIterator<Item: IntoDocument>,
        D::IntoIter: Send + Unpin + 'static,
    {
        self.run_stream(AtHand(documents.into_iter()))
    }

    /// A run over documents that come one after the other.
    pub fn run_stream<D: IntoDocument>(
        &self,
        documents: impl Stream<Item = D> + Send + 'static,
    ) -> Run<T, D::Meta> {
        Run {
            extractor: self.clone(),
            documents: Box::pin(documents),
            concurrency: CONCURRENCY,
            in_order: false,
            deadline: None,
            journal: None,
            budget: None,
            prices: Prices::builtin(),
            #[cfg(feature = "progress")]
            progress: None,
        }
    }
}

impl<T: Send + 'static, M> Run<T, M> {
    /// Documents in work at once; default 64. How many of their requests are in flight is for the client
    /// to say, whose [`max_in_flight`](crate::ClientBuilder::max_in_flight) adapts to the service.
    pub fn concurrency(mut self, documents: usize) -> Self {
        self.concurrency = documents;
        self
    }

    /// Gives the outcomes in the order of the documents. Default: as they finish.
    ///
    /// An outcome waits for those before it; at most four times the [`concurrency`](Self::concurrency) do,
    /// then no further document is begun.
    pub fn in_order(mut self) -> Self {
        self.in_order = true;
        self
    }

    /// How long the whole run may take. Then it stops as [`Stop::drop_all`](super::Stop::drop_all) does.
    /// Answers on their way into the journal are waited for. Default: as long as it needs.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Keeps every answer in this file, so that nothing is paid twice. What equals an earlier request comes from
    /// there, whichever host answered it: one file for each service. See [`journal`](super::journal).
    /// Default: nowhere.
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.journal = Some(path.into());
        self
    }

    /// How much the run may spend. Default: as much as it needs.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// What tokens cost, for [`Report::cost`](super::Report::cost). Default: [`Prices::builtin`].
    pub fn prices(mut self, prices: Prices) -> Self {
        self.prices = prices;
        self
    }

    /// Shows how far the run is. Default: nothing is shown.
    #[cfg(feature = "progress")]
    pub fn progress(mut self, progress: super::Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Starts. Further documents are begun only as outcomes are asked for; no more documents and outcomes are
    /// held than five times the [`concurrency`](Self::concurrency).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a request that cannot be encoded, a `concurrency` of 0, and a journal that cannot
    /// be opened, is no journal, or is in use by another run.
    pub async fn start(self) -> Result<Outcomes<T, M>, Error> {
        Ok(Outcomes::new(self.open().await?))
    }

    /// What the run would cost, before it is started. It reads all documents, asks for `sample` of them and
    /// tells by their answers what the others need.
    ///
    /// ```
    /// use extract::{pipeline::Document, testing::Server};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = Server::start().await?;
    /// # server.respond(|_| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
    /// let guests = server.client().extractor::<u8>("gpt-5-mini");
    /// let letters = (0..1000).map(|n| Document::new(n.to_string(), format!("{n} of us will come")));
    ///
    /// let forecast = guests.run(letters).dry_run(20).await?;
    /// println!("{} documents, {} tokens", forecast.asked(), forecast.total().unwrap_or(0));
    /// assert_eq!((forecast.documents, server.requests().len()), (1000, 20));
    /// # Ok(()) }
    /// ```
    ///
    /// With a [`journal`](Self::journal) the answers to the sample are kept in it, so that the run does not
    /// pay for them again; what the journal knew before teaches as well and costs nothing. Without one they
    /// are thrown away: only what they cost is kept, in [`Forecast::sample`].
    ///
    /// The sample is drawn by lot, from each size of documents, up to twice as long as the one below: more of
    /// those on which most of the tokens go. So an estimate can be trusted where 20 to 50 documents tell
    /// what answers to documents of their size are like. What they cannot tell: a rare document whose answer
    /// is far longer than those of others of its size; a service that fails more than it did just now; prompt
    /// caching, which begins when many requests follow one another, so that money is told rather too high.
    ///
    /// Without a sample (0) nothing is sent. Where the journal knows no answer either, the requests are
    /// told by the size of their texts: four bytes for a token, which is fair for English prose and wrong by
    /// a third or more for other languages, tables and code; the feature `tiktoken4` counts texts exactly, and
    /// nothing tells what the server adds around them. How long answers are is not known then, so `output` and
    /// `cost` are `None`.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start); and that of a source of documents that breaks.
    pub async fn dry_run(self, sample: usize) -> Result<Forecast, Error> {
        self.look(sample).await
    }

    pub(super) async fn open(self) -> Result<Parts<T, M>, Error> {
        if self.concurrency == 0 {
            let message =
                "the `concurrency` is 0, in which no document is ever begun; give it at least 1";
            return Err(ConfigError::new(message).into());
        }
        self.extractor.prepare()?;
        let journal = match self.journal {
            Some(path) => Some(Arc::new(Journal::open(path).await?)),
            None => None,
        };
        let account = self.budget.map(|budget| Account::new(budget, self.extractor.model()));
        Ok(Parts {
            worker: Arc::new(Worker { extractor: self.extractor, journal }),
            documents: self.documents,
            concurrency: self.concurrency,
            in_order: self.in_order,
            deadline: self.deadline,
            account,
            prices: self.prices,
            #[cfg(feature = "progress")]
            progress: self.progress,
        })
    }
}

impl<T, M> fmt::Debug for Run<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("extractor", &self.extractor)
            .field("concurrency", &self.concurrency)
            .field("in_order", &self.in_order)
            .field("deadline", &self.deadline)
            .field("journal", &self.journal)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}
