use std::{
    collections::{BTreeMap, BTreeSet},
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use super::{
    Document, Forecast, Outcomes, Report, Run,
    bill::Bill,
    outcomes::Parts,
    sizes::{Sizes, class_of},
    source::{AtHand, Source},
    work::Worker,
};
use crate::{
    Error, Input,
    record::{self, Key, Known},
};

/// Documents between two moments at which others have their turn.
const STRIDE: u64 = 64;

/// A look at documents that are not asked for.
struct Look<T> {
    worker: Arc<Worker<T>>,
    prices: crate::Prices,
    sizes: Sizes,
    around: f64,
    /// So many of each class are kept, drawn by lot, for the sample.
    sample: usize,
    drawn: BTreeMap<u32, Vec<Drawn>>,
    ids: BTreeSet<u64>,
    /// Keys of those that would be asked for, if there is a journal.
    keys: BTreeSet<Key>,
    hasher: RandomState,
    forecast: Forecast,
}

/// A document that may be asked for as one of the sample.
struct Drawn {
    lot: f64,
    id: String,
    input: Input,
    key: Option<Key>,
    size: f64,
}

impl<T: Send + 'static, M> Run<T, M> {
    pub(super) async fn look(self, sample: usize) -> Result<Forecast, Error> {
        let opened = self.open().await?;
        let Parts { worker, mut documents, concurrency, deadline, account, prices, .. } = opened;
        let around = worker.extractor.tokens_of(&Input::default()).await?;
        let mut look = Look::new(worker, prices, around, sample);
        look.take_all(&mut documents).await?;

        let (asked, places): (Vec<_>, Vec<_>) = look
            .draw()
            .into_iter()
            .map(|drawn| (Document::new(drawn.id, drawn.input), (drawn.key, drawn.size)))
            .unzip();
        let mut outcomes = Outcomes::new(Parts {
            worker: Arc::clone(&look.worker),
            documents: Box::pin(AtHand(asked.into_iter())),
            concurrency,
            in_order: false,
            deadline,
            account,
            prices: look.prices.clone(),
            #[cfg(feature = "progress")]
            progress: None,
        });
        while let Some(outcome) = outcomes.next().await {
            let place = usize::try_from(outcome.index).unwrap_or(usize::MAX);
            let Some((key, size)) = places.get(place).copied() else { continue };
            look.saw(key, size, &Bill::of(&outcome.result)).await?;
        }
        let sample = outcomes.report();
        Ok(look.forecast(sample))
    }
}

impl<T: Send + 'static> Look<T> {
    fn new(worker: Arc<Worker<T>>, prices: crate::Prices, around: f64, sample: usize) -> Self {
        let forecast = Forecast {
            documents: 0,
            known: 0,
            wrong: 0,
            input: 0,
            output: None,
            cost: None,
            sample: Report::new(),
        };
        Self {
            worker,
            prices,
            sizes: Sizes::new(around),
            around,
            sample,
            drawn: BTreeMap::new(),
            ids: BTreeSet::new(),
            keys: BTreeSet::new(),
            hasher: RandomState::new(),
            forecast,
        }
    }

    async fn take_all<M>(&mut self, documents: &mut Source<M>) -> Result<(), Error> {
        while let Some(document) =
            poll_fn(|context| documents.as_mut().poll_document(context)).await
        {
            let Document { id, input, .. } = document?;
            if self.forecast.documents.is_multiple_of(STRIDE) {
                tokio::task::yield_now().await;
            }
            self.forecast.documents += 1;
            if !self.ids.insert(self.hasher.hash_one(&id)) {
                self.forecast.wrong += 1;
                continue;
            }
            match self.worker.extractor.request_of(input).await {
                Ok((input, body)) => self.take(id, input, &body).await?,
                Err(_) => self.forecast.wrong += 1,
            }
        }
        Ok(())
    }

    async fn take(&mut self, id: String, input: Input, body: &[u8]) -> Result<(), Error> {
        let tokens = self.worker.extractor.tokens_of(&input).await?;
        let size = (tokens - self.around).max(1.0);
        let key = match &self.worker.journal {
            Some(journal) => {
                let key = record::key(self.worker.extractor.path()?, body);
                if let Some(Known::Answer(known)) = journal.enter(key).await.known()? {
                    self.forecast.known += 1;
                    let (reply, evidence) = *known;
                    let bill = Bill::known(&reply, &evidence);
                    // A hit of a cache cost nothing, and says nothing of what others will cost.
                    if bill.usage.total() > 0 {
                        self.sizes.saw(size, &bill, &self.prices);
                    }
                    return Ok(());
                }
                if !self.keys.insert(key) {
                    self.forecast.known += 1;
                    return Ok(());
                }
                Some(key)
            }
            None => None,
        };
        self.sizes.add(size);
        let drawn = self.drawn.entry(class_of(size)).or_default();
        let lot = self.worker.extractor.clock().random();
        let place = drawn.partition_point(|other| other.lot <= lot);
        if place < self.sample {
            drawn.insert(place, Drawn { lot, id, input, key, size });
            drawn.truncate(self.sample);
        }
        Ok(())
    }

    /// The sample.
    fn draw(&mut self) -> Vec<Drawn> {
        let shares = self.sizes.shares(self.sample);
        let drawn = std::mem::take(&mut self.drawn);
        let of_class = |(class, drawn): (u32, Vec<Drawn>)| {
            drawn.into_iter().take(shares.get(&class).copied().unwrap_or(0))
        };
        drawn.into_iter().flat_map(of_class).collect()
    }

    /// What one of the sample came to.
    async fn saw(&mut self, key: Option<Key>, size: f64, bill: &Bill<'_>) -> Result<(), Error> {
        self.sizes.saw(size, bill, &self.prices);
        if let (Some(journal), Some(key)) = (&self.worker.journal, key)
            && let Some(Known::Answer(_)) = journal.enter(key).await.known()?
        {
            self.forecast.known += 1;
            self.sizes.remove(size);
        }
        Ok(())
    }

    fn forecast(self, sample: Report) -> Forecast {
        let expected = self.sizes.expected();
        Forecast {
            input: expected.input,
            output: expected.output,
            cost: expected.cost,
            sample,
            ..self.forecast
        }
    }
}
