use std::collections::{HashMap, VecDeque};

use tokio::task::{Id, JoinError, JoinSet};

use super::{
    ledger::Ledger,
    lines::Slip,
    outcomes::{Group, Supply, outcome},
    redrive::Unanswered,
};
use crate::{
    Error, Extraction, Extractor,
    error::{Evidence, NotSent},
    record::{self, Key},
    transport::BoxFuture,
    wire::Reply,
};

/// Requests in work at once. How many of them are in flight is for the client to say.
const CONCURRENCY: usize = 64;

/// The outcomes of requests that are asked online.
pub(super) struct Online<T> {
    extractor: Extractor<T>,
    ledger: Option<Ledger>,
    /// Gone when all are begun.
    unanswered: Option<Unanswered>,
    asked: u64,
    in_work: JoinSet<(Result<Extraction<T>, Error>, bool)>,
    slips: HashMap<Id, Slip<()>>,
}

impl<T: Send + 'static> Supply<T, ()> for Online<T> {
    fn more(self: Box<Self>) -> BoxFuture<'static, Group<T, ()>> {
        Box::pin(self.filled())
    }
}

impl<T: Send + 'static> Online<T> {
    pub(super) fn new(
        extractor: Extractor<T>,
        ledger: Option<Ledger>,
        unanswered: Unanswered,
    ) -> Self {
        Self {
            extractor,
            ledger,
            unanswered: Some(unanswered),
            asked: 0,
            in_work: JoinSet::new(),
            slips: HashMap::new(),
        }
    }

    async fn filled(mut self: Box<Self>) -> Group<T, ()> {
        let (mut ready, mut unkept, mut broken) = (VecDeque::new(), Vec::new(), None);
        while self.in_work.len() < CONCURRENCY {
            let Some(unanswered) = &mut self.unanswered else { break };
            let path = unanswered.endpoint.path();
            match unanswered.next().await {
                Ok(Some((id, body))) => {
                    let (extractor, ledger) = (self.extractor.clone(), self.ledger.clone());
                    let key = record::key(path, &body);
                    let slip = Slip { id: id.clone(), meta: (), index: self.asked };
                    self.asked += 1;
                    // A run may have asked for it since.
                    if let Some((reply, evidence)) = self.known(key) {
                        let result = self.extractor.replay(reply, evidence);
                        ready.push_back(outcome(slip, result, true));
                        break;
                    }
                    let task = self.in_work.spawn(async move {
                        let result = extractor.ask_body(body).await;
                        let record = ledger.as_ref().and_then(|it| it.record(&id, key, &result));
                        let is_kept = keep(ledger, key, record).await;
                        (result, is_kept)
                    });
                    self.slips.insert(task.id(), slip);
                }
                Ok(None) => self.unanswered = None,
                Err(error) => {
                    broken = Some(error.to_string());
                    self.unanswered = None;
                }
            }
        }
        if ready.is_empty()
            && let Some(joined) = self.in_work.join_next_with_id().await
            && let Some((slip, result, is_kept)) = self.joined(joined)
        {
            if !is_kept {
                unkept.push(slip.id.clone());
            }
            ready.push_back(outcome(slip, result, false));
        }
        let is_over = self.unanswered.is_none() && self.in_work.is_empty();
        let supply: Option<Box<dyn Supply<T, ()>>> = if is_over { None } else { Some(self) };
        Group { ready, unkept, broken, supply }
    }

    fn known(&self, key: Key) -> Option<(Reply, Evidence)> {
        // What cannot be read there is asked.
        self.ledger.as_ref()?.answer(key).ok()?
    }

    #[allow(clippy::type_complexity, reason = "what a task gives, and whose it is")]
    fn joined(
        &mut self,
        joined: Result<(Id, (Result<Extraction<T>, Error>, bool)), JoinError>,
    ) -> Option<(Slip<()>, Result<Extraction<T>, Error>, bool)> {
        match joined {
            Ok((task, (result, is_kept))) => Some((self.slips.remove(&task)?, result, is_kept)),
            Err(error) => {
                let reason =
                    "its task was stopped while it was in work: its request may have been sent";
                let slip = self.slips.remove(&error.id())?;
                Some((slip, Err(NotSent::new(reason).into()), true))
            }
        }
    }
}

/// False if it could not be kept.
async fn keep(ledger: Option<Ledger>, key: Key, record: Option<String>) -> bool {
    match (ledger, record) {
        (Some(ledger), Some(record)) => ledger.0.keep_note(key, &record).await.is_ok(),
        _ => true,
    }
}
