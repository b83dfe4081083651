use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Waker,
};

/// Ends a run early, from anywhere: [`Outcomes::stopper`](super::Outcomes::stopper) gives it.
///
/// ```
/// use extract::{pipeline::Document, testing::Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = Server::start().await?;
/// # server.respond(|_| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
/// let guests = server.client().extractor::<u8>("gpt-5-mini");
/// let letters = (0..100).map(|n| Document::new(n.to_string(), "three of us"));
/// let mut outcomes = guests.run(letters).concurrency(1).start().await?;
///
/// let stopper = outcomes.stopper(); // may go to another task: one that waits for Ctrl-C, say
/// while let Some(outcome) = outcomes.next().await {
///     if outcome.result.is_ok() {
///         stopper.finish();
///     }
/// }
/// let report = outcomes.report();
/// assert!(report.not_sent > 90);
/// assert_eq!(report.total(), 100);
/// # Ok(()) }
/// ```
///
/// Every document still has its outcome: those that were not begun are
/// [`NotSent`](crate::Error::NotSent). So keep taking outcomes after it, until there are no more.
#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    order: Option<Order>,
    waker: Option<Waker>,
}

/// How a run ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Order {
    /// What is in work is finished.
    Finish,
    /// What is in work is dropped.
    Drop,
}

impl Stop {
    /// Begins no further document, and waits for those in work.
    pub fn finish(&self) {
        self.give(Order::Finish);
    }

    /// Begins no further document, and drops those in work: they are
    /// [`NotSent`](crate::Error::NotSent) as well, and
    /// [`Report::unknown`](super::Report::unknown) lists them, since their requests may have reached the
    /// server and may be charged.
    pub fn drop_all(&self) {
        self.give(Order::Drop);
    }

    fn give(&self, order: Order) {
        let waker = {
            let mut inner = self.lock();
            inner.order = inner.order.max(Some(order));
            inner.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// What was said, and who is to be told when more is.
    pub(super) fn order(&self, waker: &Waker) -> Option<Order> {
        let mut inner = self.lock();
        inner.waker = Some(waker.clone());
        inner.order
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stop").field(&self.lock().order).finish()
    }
}
