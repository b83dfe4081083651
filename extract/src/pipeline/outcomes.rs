//! A run under way: a state machine without a task of its own, driven by whoever polls for outcomes.
//!
//! ```text
//! documents -take-> held -begin_one-> in_work -joined, worked-> keeping -keep-> ready -pop-> the caller
//! ```
//!
//! - `held`: at most one document, which the budget tells to wait.
//! - `in_work`: a task for each document, at most `concurrency`; `entries` has what is known of them.
//! - `keeping`: answers on their way into the journal, in its order; their places are free again.
//! - `ready`: outcomes to be taken, which `in_order` may hold back.
//!
//! A document without an answer goes from where it is straight to `ready`. `ended` says why no more are begun;
//! those that are still taken are `NotSent`.

mod take;

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    fmt,
    future::poll_fn,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use tokio::task::{Id, JoinError, JoinSet, coop};

#[cfg(feature = "progress")]
use super::progress::Show;
use super::{
    Outcome, Report, Stop,
    budget::{Account, Verdict},
    ready::Ready,
    source::Source,
    stop::Order,
    work::{Keeping, Worked, Worker},
};
use crate::{
    Prices,
    error::{ConfigError, NotSent},
    transport::BoxFuture,
};

/// Outcomes that wait for an earlier one, for each document in work, when they come in order.
const WAITING: usize = 4;

/// What a run is made of.
pub(super) struct Parts<T, M> {
    pub(super) worker: Arc<Worker<T>>,
    pub(super) documents: Source<M>,
    pub(super) concurrency: usize,
    pub(super) in_order: bool,
    pub(super) deadline: Option<Duration>,
    pub(super) account: Option<Account>,
    pub(super) prices: Prices,
    #[cfg(feature = "progress")]
    pub(super) progress: Option<super::Progress>,
}

/// The outcomes of a run, one for each document: a [`Stream`], with a [`next`](Self::next) of its own.
///
/// To drop it drops what is in work: those requests may have been sent and may be charged, and nothing lists
/// them. To end early and still have every outcome, use [`stopper`](Self::stopper).
pub struct Outcomes<T, M = ()> {
    worker: Arc<Worker<T>>,
    /// Gone when it has ended.
    documents: Option<Source<M>>,
    /// Taken from the source, and not begun: the budget has to say whether it may be.
    held: Option<Entry<M>>,
    concurrency: usize,
    in_work: JoinSet<Worked<T>>,
    entries: HashMap<Id, Entry<M>>,
    /// On their way into the journal, which takes them in this order, about.
    keeping: VecDeque<(Entry<M>, Worked<T>, Keeping)>,
    ready: Ready<T, M>,
    /// Hashes of the ids so far. There may be millions: a tree has no moment at which it is there twice.
    ids: BTreeSet<u64>,
    hasher: RandomState,
    /// Documents so far.
    taken: u64,
    /// Documents in all, where the source knows.
    whole: Option<u64>,
    account: Option<Account>,
    prices: Prices,
    alarm: Option<BoxFuture<'static, ()>>,
    stop: Stop,
    /// Why nothing is begun any more.
    ended: Option<String>,
    started: Duration,
    report: Report,
    #[cfg(feature = "progress")]
    pub(super) show: Option<Show>,
}

/// A document without its input.
struct Entry<M> {
    id: String,
    meta: M,
    index: u64,
    /// Only of one that is held.
    input: Option<crate::Input>,
    put_aside: u128,
}

impl<T, M> Outcomes<T, M> {
    /// What the run came to so far.
    pub fn report(&self) -> Report {
        let elapsed = self.worker.extractor.clock().now().saturating_sub(self.started);
        Report { elapsed, in_work: self.in_work.len() + self.keeping.len(), ..self.report.clone() }
    }
}

impl<T: Send + 'static, M> Outcomes<T, M> {
    pub(super) fn new(parts: Parts<T, M>) -> Self {
        let clock = parts.worker.extractor.clock();
        let started = clock.now();
        let damaged = parts.worker.journal.as_ref().map_or(0, |journal| journal.damaged);
        let whole = parts.documents.count();
        #[cfg(feature = "progress")]
        let show = parts.progress.map(|progress| Show::new(progress, Arc::clone(clock), whole));
        let alarm = parts.deadline.map(|deadline| clock.sleep(deadline));
        Self {
            worker: parts.worker,
            documents: Some(parts.documents),
            held: None,
            concurrency: parts.concurrency,
            in_work: JoinSet::new(),
            entries: HashMap::new(),
            keeping: VecDeque::new(),
            ready: Ready::new(parts.in_order),
            ids: BTreeSet::new(),
            hasher: RandomState::new(),
            taken: 0,
            whole,
            account: parts.account,
            prices: parts.prices,
            alarm,
            stop: Stop::default(),
            ended: None,
            started,
            report: Report { damaged, ..Report::new() },
            #[cfg(feature = "progress")]
            show,
        }
    }

    /// The next outcome; `None` at the end, when every document that was taken has had one. Whether the source
    /// gave all that it has is told by [`Report::broken`].
    pub async fn next(&mut self) -> Option<Outcome<T, M>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Ends the run early, from anywhere.
    pub fn stopper(&self) -> Stop {
        self.stop.clone()
    }

    #[cfg(test)]
    pub(super) fn lose_journal(&mut self) {
        self.worker.journal.as_ref().expect("a journal").close();
    }

    fn poll_outcome(&mut self, context: &mut Context<'_>) -> Poll<Option<Outcome<T, M>>> {
        loop {
            self.keep(context);
            self.begin(context);
            if let Some(outcome) = self.ready.pop() {
                return Poll::Ready(Some(outcome));
            }
            match self.in_work.poll_join_next_with_id(context) {
                Poll::Ready(Some(joined)) => self.joined(joined),
                Poll::Ready(None) if self.is_over() => return Poll::Ready(None),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Begins documents while there are places.
    fn begin(&mut self, context: &mut Context<'_>) {
        self.heed(context);
        while self.in_work.len() < self.concurrency
            && self.ready.len() + self.keeping.len() < self.concurrency.saturating_mul(WAITING)
        {
            let entry = match self.held.take() {
                Some(entry) => entry,
                None => match self.take(context) {
                    Some(entry) => entry,
                    None => return,
                },
            };
            if let Some(reason) = self.ended.clone() {
                self.not_sent(entry, reason);
                continue;
            }
            if !self.begin_one(entry) {
                return;
            }
        }
    }

    /// Whether nothing is in work, and nothing will be.
    fn is_over(&self) -> bool {
        self.documents.is_none() && self.held.is_none() && self.keeping.is_empty()
    }

    /// Listens to whoever may end the run.
    fn heed(&mut self, context: &mut Context<'_>) {
        let over = self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(context).is_ready());
        if over {
            self.alarm = None;
            self.end("the deadline of the run is over", true);
        }
        match self.stop.order(context.waker()) {
            Some(Order::Finish) => self.end("the run was stopped", false),
            Some(Order::Drop) => self.end("the run was stopped", true),
            None => {}
        }
    }

    fn end(&mut self, reason: &str, drops: bool) {
        if drops {
            // Those in work are dropped for this, whatever ended the run before.
            self.ended = Some(reason.to_owned());
            self.in_work.abort_all();
        } else {
            self.ended.get_or_insert_with(|| reason.to_owned());
        }
    }

    /// False when the document has to wait.
    fn begin_one(&mut self, mut entry: Entry<M>) -> bool {
        let Some(input) = entry.input.take() else { return true };
        let id = self.hasher.hash_one(&entry.id);
        if self.ids.contains(&id) {
            let message =
                format!("the document `{}` is in the run twice; give each its own id", entry.id);
            let result = Err(ConfigError::new(message).into());
            self.finish(entry, Worked::now(result));
            return true;
        }
        if let Some(account) = &mut self.account {
            let need = self.worker.extractor.expected(&input);
            match account.may_begin(need.input, need.output, self.in_work.len()) {
                Verdict::Begin(put_aside) => entry.put_aside = put_aside,
                Verdict::Wait => {
                    self.held = Some(Entry { input: Some(input), ..entry });
                    return false;
                }
                Verdict::Over(reason) => {
                    self.ended = Some(reason.clone());
                    self.not_sent(entry, reason);
                    return true;
                }
            }
        }
        self.ids.insert(id);
        let (worker, id) = (Arc::clone(&self.worker), entry.id.clone());
        let task = self.in_work.spawn(async move { worker.work(id, input).await });
        self.entries.insert(task.id(), entry);
        true
    }

    fn not_sent(&mut self, entry: Entry<M>, reason: String) {
        let result = Err(NotSent::new(reason).into());
        self.worked(entry, Worked::now(result));
    }

    /// A document that is out of work; its place is free.
    fn worked(&mut self, entry: Entry<M>, mut worked: Worked<T>) {
        if let Some(account) = &mut self.account {
            if worked.from_journal {
                account.give_back(entry.put_aside);
            } else {
                account.settle(entry.put_aside, &worked.result);
            }
        }
        match worked.keeping.take() {
            Some(keeping) => self.keeping.push_back((entry, worked, keeping)),
            None => self.finish(entry, worked),
        }
    }

    /// Finishes those that are safe.
    fn keep(&mut self, context: &mut Context<'_>) {
        while let Some((_, _, keeping)) = self.keeping.front_mut() {
            let Poll::Ready(kept) = keeping.as_mut().poll(context) else { return };
            let Some((entry, worked, _)) = self.keeping.pop_front() else { return };
            if let Err(error) = kept {
                // What was paid is given in any case. The next one could not be kept either, and would be
                // paid again.
                self.report.unkept.push(entry.id.clone());
                self.end(&error.to_string(), false);
            }
            self.finish(entry, worked);
        }
    }

    fn finish(&mut self, entry: Entry<M>, worked: Worked<T>) {
        let Worked { result, from_journal, .. } = worked;
        self.report.count(&result, from_journal, &self.prices);
        let Entry { id, meta, index, .. } = entry;
        self.ready.push(Outcome { id, meta, index, result, from_journal });
    }

    /// A task that came to its end, or was dropped.
    fn joined(&mut self, joined: Result<(Id, Worked<T>), JoinError>) {
        let (task, worked) = match joined {
            Ok((task, worked)) => (task, Ok(worked)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(mut entry) = self.entries.remove(&task) else { return };
        match worked {
            Ok(worked) => self.worked(entry, worked),
            Err(error) => {
                let reason = match (error.is_panic(), &self.ended) {
                    (true, _) => "its task panicked",
                    (false, Some(reason)) => reason,
                    (false, None) => "its task was stopped",
                };
                let result = Err(NotSent::dropped(reason).into());
                self.report.unknown.push(entry.id.clone());
                if let Some(account) = &mut self.account {
                    account.assume(std::mem::take(&mut entry.put_aside));
                }
                self.worked(entry, Worked::now(result));
            }
        }
    }
}

/// Nothing in it is pinned by where it stands itself.
impl<T, M> Unpin for Outcomes<T, M> {}

impl<T: Send + 'static, M> Stream for Outcomes<T, M> {
    type Item = Outcome<T, M>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Outcomes that are at hand, thousands of them, leave others their turn.
        let turn = ready!(coop::poll_proceed(context));
        let polled = self.poll_outcome(context);
        if polled.is_ready() {
            turn.made_progress();
        }
        #[cfg(feature = "progress")]
        self.show(context, matches!(polled, Poll::Ready(None)));
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.whole.map(|whole| whole.saturating_sub(self.ready.taken()));
        // A source that breaks gives fewer.
        (0, left.and_then(|left| usize::try_from(left).ok()))
    }
}

impl<T, M> Drop for Outcomes<T, M> {
    /// Tasks end when they are next looked at, and the journal is free before that.
    fn drop(&mut self) {
        #[cfg(feature = "progress")]
        if let Some(mut show) = self.show.take() {
            show.finish(&self.report());
        }
        if let Some(journal) = &self.worker.journal {
            journal.close();
        }
    }
}

impl<T, M> fmt::Debug for Outcomes<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes")
            .field("in_work", &self.in_work.len())
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}
