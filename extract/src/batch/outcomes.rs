use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::lines::Slip;
use crate::{
    Error, Extraction, Extractor, Prices,
    pipeline::{Outcome, Report},
    transport::BoxFuture,
};

/// The outcomes of batches, one for each document, in no order: a [`Stream`], with a [`next`](Self::next)
/// of its own.
pub struct Outcomes<T, M = ()> {
    ready: VecDeque<Outcome<T, M>>,
    supply: State<T, M>,
    extractor: Extractor<T>,
    prices: Prices,
    started: Duration,
    report: Report,
}

/// Where outcomes come from, a group at a time.
pub(super) trait Supply<T, M>: Send {
    /// More of them, of which there may be none yet.
    fn more(self: Box<Self>) -> BoxFuture<'static, Group<T, M>>;
}

/// Outcomes that are ready.
pub(super) struct Group<T, M> {
    pub(super) ready: VecDeque<Outcome<T, M>>,
    /// Documents whose outcome the journal could not keep.
    pub(super) unkept: Vec<String>,
    /// Why not all documents could be asked.
    pub(super) broken: Option<String>,
    /// Where the next ones come from; `None` when these were the last.
    pub(super) supply: Option<Box<dyn Supply<T, M>>>,
}

enum State<T, M> {
    Idle(Box<dyn Supply<T, M>>),
    Working(BoxFuture<'static, Group<T, M>>),
    Over,
}

impl<T, M> Outcomes<T, M> {
    pub(super) fn new(
        extractor: Extractor<T>,
        supply: Box<dyn Supply<T, M>>,
        prices: Prices,
        started: Duration,
        (damaged, broken): (u64, Option<String>),
    ) -> Self {
        let mut report = Report::new();
        report.damaged = damaged;
        report.broken = broken;
        let (ready, supply) = (VecDeque::new(), State::Idle(supply));
        Self { ready, supply, extractor, prices, started, report }
    }

    /// The next outcome; `None` at the end, when every document that was taken has had one. Whether the source
    /// gave all that it has is told by [`Report::broken`].
    pub async fn next(&mut self) -> Option<Outcome<T, M>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What the batches came to so far. What a line cost is counted when its outcome is taken, at
    /// [`Tier::Batch`](crate::Tier::Batch).
    pub fn report(&self) -> Report {
        let mut report = self.report.clone();
        report.elapsed = self.extractor.clock().now().saturating_sub(self.started);
        report
    }

    fn take(&mut self, mut group: Group<T, M>) {
        self.ready.append(&mut group.ready);
        self.report.unkept.append(&mut group.unkept);
        if let Some(broken) = group.broken {
            self.report.broken.get_or_insert(broken);
        }
        self.supply = group.supply.map_or(State::Over, State::Idle);
    }
}

/// Nothing in it is pinned where it is.
impl<T, M> Unpin for Outcomes<T, M> {}

impl<T, M> Stream for Outcomes<T, M> {
    type Item = Outcome<T, M>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(outcome) = this.ready.pop_front() {
                this.report.count(&outcome.result, outcome.from_journal, &this.prices);
                return Poll::Ready(Some(outcome));
            }
            match std::mem::replace(&mut this.supply, State::Over) {
                State::Idle(supply) => this.supply = State::Working(supply.more()),
                State::Working(mut work) => match work.as_mut().poll(context) {
                    Poll::Ready(group) => this.take(group),
                    Poll::Pending => {
                        this.supply = State::Working(work);
                        return Poll::Pending;
                    }
                },
                State::Over => return Poll::Ready(None),
            }
        }
    }
}

pub(super) fn outcome<T, M>(
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
