use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::{
    job::{Early, Waiting},
    join::{Gathering, Joined},
    ledger::Ledger,
    lines::Slip,
};
use crate::{
    Error, Extraction, Extractor, Prices,
    error::NotSent,
    pipeline::{Outcome, Report},
    record::{self, Known},
    transport::BoxFuture,
    wire::batch,
};

/// Outcomes that are kept in a journal together: each sync of the disk takes as long for one as for all.
const GROUP: usize = 256;

/// The outcomes of batches, one for each document, in no order: a [`Stream`], with a [`next`](Self::next)
/// of its own.
pub struct Outcomes<T, M = ()> {
    state: State<T, M>,
    extractor: Extractor<T>,
    prices: Prices,
    started: Duration,
    report: Report,
}

enum State<T, M> {
    Idle(Box<Desk<T, M>>),
    Working(BoxFuture<'static, Box<Desk<T, M>>>),
    /// Only while one becomes the other.
    Between,
}

/// Where files are read and outcomes wait to be taken.
struct Desk<T, M> {
    extractor: Extractor<T>,
    ledger: Option<Ledger>,
    early: std::vec::IntoIter<(Slip<M>, Early)>,
    batches: VecDeque<Gathering<M>>,
    ready: VecDeque<Outcome<T, M>>,
    /// Documents whose outcome the journal could not keep.
    unkept: Vec<String>,
    is_over: bool,
}

impl<T: Send + 'static, M> Outcomes<T, M> {
    pub(super) fn new(
        extractor: Extractor<T>,
        waiting: Waiting<M>,
        jobs: Vec<batch::Job>,
        ledger: Option<Ledger>,
        prices: Prices,
        started: Duration,
    ) -> Self {
        let damaged = ledger.as_ref().map_or(0, |ledger| ledger.0.damaged);
        let mut report = Report::new();
        report.damaged = damaged;
        report.broken = waiting.broken;
        let stranger = waiting.stranger;
        let batches = waiting.batches.into_iter().zip(jobs);
        let desk = Desk {
            extractor: extractor.clone(),
            ledger,
            early: waiting.early.into_iter(),
            batches: batches.map(|(batch, job)| Gathering::new(batch, job, stranger)).collect(),
            ready: VecDeque::new(),
            unkept: Vec::new(),
            is_over: false,
        };
        Self { state: State::Idle(Box::new(desk)), extractor, prices, started, report }
    }

    /// The next outcome; `None` when every document has had one.
    pub async fn next(&mut self) -> Option<Outcome<T, M>>
    where
        M: Send + Unpin + 'static,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What the batches came to so far. What a line cost is counted when its outcome is taken, at
    /// [`Tier::Batch`](crate::Tier::Batch).
    pub fn report(&self) -> Report {
        let mut report = self.report.clone();
        report.elapsed = self.extractor.clock().now().saturating_sub(self.started);
        report
    }
}

impl<T: Send + 'static, M: Send + Unpin + 'static> Stream for Outcomes<T, M> {
    type Item = Outcome<T, M>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Idle(desk) => {
                    if let Some(outcome) = desk.ready.pop_front() {
                        this.report.count(&outcome.result, outcome.from_journal, &this.prices);
                        return Poll::Ready(Some(outcome));
                    }
                    if desk.is_over {
                        return Poll::Ready(None);
                    }
                    let State::Idle(desk) = std::mem::replace(&mut this.state, State::Between)
                    else {
                        return Poll::Ready(None);
                    };
                    this.state = State::Working(Box::pin(desk.filled()));
                }
                State::Working(work) => match work.as_mut().poll(context) {
                    Poll::Ready(mut desk) => {
                        this.report.unkept.append(&mut desk.unkept);
                        this.state = State::Idle(desk);
                    }
                    Poll::Pending => return Poll::Pending,
                },
                State::Between => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Send + 'static, M: Send + 'static> Desk<T, M> {
    /// With more outcomes that are ready, or over.
    async fn filled(mut self: Box<Self>) -> Box<Self> {
        let early: Vec<_> = self.early.by_ref().take(GROUP).collect();
        for (slip, early) in early {
            let (result, from_journal) = match early {
                Early::Failed(error) => (Err(error), false),
                Early::Known(key) => {
                    (known(&self.extractor, self.ledger.as_ref(), key).await, true)
                }
            };
            self.ready.push_back(outcome(slip, result, from_journal));
        }
        while self.ready.is_empty() {
            let Some(mut batch) = self.batches.pop_front() else {
                self.is_over = true;
                break;
            };
            let (joined, is_over) = gather(&mut batch, &self.extractor).await;
            let is_kept = self.keep(joined).await;
            match (is_over, &batch.mark, &self.ledger) {
                (false, ..) => self.batches.push_front(batch),
                (true, Some(mark), Some(ledger)) if is_kept && batch.lost.is_none() => {
                    // If that is lost, a later program reads the files once more.
                    let _ = ledger.close(mark).await;
                }
                _ => {}
            }
        }
        self
    }

    /// Reads what was joined, keeps it, and makes outcomes of it; false if not all of it could be kept.
    async fn keep(&mut self, joined: Vec<Joined<M>>) -> bool {
        let ledger = self.ledger.clone();
        let mut keeping = Vec::new();
        for Joined { key, id, slips, found } in joined {
            let result = found.outcome(&self.extractor);
            if let (Some(ledger), Some(key)) = (&ledger, key) {
                if let Some(record) = record::write(&id, key, &result) {
                    // All are on their way before the first is waited for.
                    keeping.push((id, ledger.0.keep_note(key, &record)));
                }
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

/// What the journal knows of a request.
async fn known<T>(
    extractor: &Extractor<T>,
    ledger: Option<&Ledger>,
    key: record::Key,
) -> Result<Extraction<T>, Error> {
    let known = match ledger {
        Some(ledger) => ledger.0.enter(key).await.known()?,
        None => None,
    };
    match known {
        Some(Known::Answer(known)) => {
            let (reply, evidence) = *known;
            extractor.replay(reply, evidence)
        }
        _ => Err(NotSent::new("the journal was changed while it was in use").into()),
    }
}

/// A group of lines of a batch, and whether they were the last ones.
async fn gather<T, M>(
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

fn outcome<T, M>(
    slip: Slip<M>,
    result: Result<Extraction<T>, Error>,
    from_journal: bool,
) -> Outcome<T, M> {
    let Slip { id, meta, index } = slip;
    Outcome { id, meta, index, result, from_journal }
}

impl<T, M> fmt::Debug for Outcomes<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes").field("report", &self.report).finish_non_exhaustive()
    }
}
