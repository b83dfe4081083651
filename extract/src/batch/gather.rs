use std::{collections::VecDeque, sync::Arc};

use super::{
    job::{Early, Waiting},
    join::{Gathering, Joined},
    ledger::Ledger,
    lines::Slip,
    outcomes::{Group, Supply, outcome},
};
use crate::{
    Error, Extraction, Extractor, error::NotSent, pipeline::Outcome, record::Key,
    transport::BoxFuture, wire::batch,
};

/// Outcomes that are kept in a journal together: each sync of the disk takes as long for one as for all.
const GROUP: usize = 256;

/// The outcomes that stand in the files of batches, after those that are known without them.
pub(super) struct Gatherer<T, M> {
    extractor: Extractor<T>,
    ledger: Option<Ledger>,
    early: std::vec::IntoIter<(Slip<M>, Early)>,
    batches: VecDeque<Gathering<M>>,
    ready: VecDeque<Outcome<T, M>>,
    unkept: Vec<String>,
}

impl<T: Send + 'static, M: Send + 'static> Supply<T, M> for Gatherer<T, M> {
    fn more(self: Box<Self>) -> BoxFuture<'static, Group<T, M>> {
        Box::pin(self.filled())
    }
}

impl<T: Send + 'static, M: Send + 'static> Gatherer<T, M> {
    pub(super) fn new(
        extractor: Extractor<T>,
        waiting: Waiting<M>,
        jobs: Vec<batch::Job>,
        ledger: Option<Ledger>,
    ) -> Self {
        let stranger = waiting.stranger;
        let batches = waiting.batches.into_iter().zip(jobs);
        Self {
            extractor,
            ledger,
            early: waiting.early.into_iter(),
            batches: batches.map(|(batch, job)| Gathering::new(batch, job, stranger)).collect(),
            ready: VecDeque::new(),
            unkept: Vec::new(),
        }
    }

    async fn filled(mut self: Box<Self>) -> Group<T, M> {
        let early: Vec<_> = self.early.by_ref().take(GROUP).collect();
        for (slip, early) in early {
            let (result, from_journal) = match early {
                Early::Failed(error) => (Err(Arc::unwrap_or_clone(error)), false),
                Early::Known(key) => (self.known(key), true),
            };
            self.ready.push_back(outcome(slip, result, from_journal));
        }
        while self.ready.is_empty() {
            let Some(batch) = self.batches.pop_front() else { break };
            self.gather(batch).await;
        }
        let (ready, unkept) = (std::mem::take(&mut self.ready), std::mem::take(&mut self.unkept));
        let supply: Option<Box<dyn Supply<T, M>>> =
            if ready.is_empty() { None } else { Some(self) };
        Group { ready, unkept, broken: None, supply }
    }

    /// What the journal knows of a request.
    fn known(&self, key: Key) -> Result<Extraction<T>, Error> {
        let answer = match &self.ledger {
            Some(ledger) => ledger.answer(key)?,
            None => None,
        };
        match answer {
            Some((reply, evidence)) => self.extractor.replay(reply, evidence),
            None => Err(NotSent::new("the journal was changed while it was in use").into()),
        }
    }

    /// Takes a group of lines out of a batch.
    async fn gather(&mut self, mut batch: Gathering<M>) {
        let (joined, is_over) = group_of(&mut batch, &self.extractor).await;
        batch.torn |= !self.keep(joined).await;
        match (is_over, &batch.mark, &self.ledger) {
            (false, ..) => self.batches.push_front(batch),
            (true, Some(mark), Some(ledger)) if !batch.torn => {
                // If that is lost, a later program reads the files once more.
                let _ = ledger.close(mark).await;
            }
            _ => {}
        }
    }

    /// Reads what was joined, keeps it, and makes outcomes of it; false if not all of it could be kept.
    async fn keep(&mut self, joined: Vec<Joined<M>>) -> bool {
        let ledger = self.ledger.clone();
        let mut keeping = Vec::new();
        for Joined { key, id, slips, found } in joined {
            let result = found.outcome(&self.extractor);
            if let (Some(ledger), Some(key)) = (&ledger, key)
                && let Some(record) = ledger.record(&id, key, &result)
            {
                // All are on their way before the first is waited for.
                keeping.push((id, ledger.0.keep_note(key, &record)));
            }
            let mut first = Some(result);
            for slip in slips {
                let from_journal = first.is_none();
                let result = first.take().unwrap_or_else(|| found.outcome(&self.extractor));
                self.ready.push_back(outcome(slip, result, from_journal));
            }
        }
        let before = self.unkept.len();
        for (id, kept) in keeping {
            if kept.await.is_err() {
                self.unkept.push(id);
            }
        }
        self.unkept.len() == before
    }
}

/// A group of lines of a batch, and whether they were the last ones.
async fn group_of<T, M>(
    batch: &mut Gathering<M>,
    extractor: &Extractor<T>,
) -> (Vec<Joined<M>>, bool) {
    let mut joined = Vec::new();
    while joined.len() < GROUP {
        let next = match batch.next(extractor).await {
            Some(next) => Some(next),
            None => batch.left(),
        };
        match next {
            Some(next) => joined.push(next),
            None => return (joined, true),
        }
    }
    (joined, false)
}
