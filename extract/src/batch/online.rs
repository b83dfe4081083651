use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use tokio::task::{Id, JoinError, JoinSet};

use super::{
    ledger::Ledger,
    lines::Slip,
    outcomes::{Group, Supply, outcome},
    redrive::Unanswered,
};
use crate::{
    Error, Extraction, Extractor,
    error::NotSent,
    record::{self, Key},
    transport::BoxFuture,
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
    in_work: JoinSet<Asked<T>>,
    slips: HashMap<Id, Slip<()>>,
}

/// What came of a request.
struct Asked<T> {
    result: Result<Extraction<T>, Error>,
    is_kept: bool,
    from_journal: bool,
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
                    let task = self.in_work.spawn(asked(extractor, ledger, id, key, body));
                    self.slips.insert(task.id(), slip);
                }
                Ok(None) => self.unanswered = None,
                Err(error) => {
                    broken = Some(error.to_string());
                    self.unanswered = None;
                }
            }
        }
        if let Some(joined) = self.in_work.join_next_with_id().await
            && let Some((slip, asked)) = self.joined(joined)
        {
            if !asked.is_kept {
                unkept.push(slip.id.clone());
            }
            ready.push_back(outcome(slip, asked.result, asked.from_journal));
        }
        let is_over = self.unanswered.is_none() && self.in_work.is_empty();
        let supply: Option<Box<dyn Supply<T, ()>>> = if is_over { None } else { Some(self) };
        Group { ready, unkept, broken, supply }
    }

    fn joined(
        &mut self,
        joined: Result<(Id, Asked<T>), JoinError>,
    ) -> Option<(Slip<()>, Asked<T>)> {
        match joined {
            Ok((task, asked)) => Some((self.slips.remove(&task)?, asked)),
            Err(error) => {
                let result = Err(NotSent::dropped("its task was stopped").into());
                let slip = self.slips.remove(&error.id())?;
                Some((slip, Asked { result, is_kept: true, from_journal: false }))
            }
        }
    }
}

async fn asked<T>(
    extractor: Extractor<T>,
    ledger: Option<Ledger>,
    id: String,
    key: Key,
    body: Bytes,
) -> Asked<T> {
    // Equal requests wait here for the first of them.
    let place = match &ledger {
        Some(ledger) => Some(ledger.0.enter(key).await),
        None => None,
    };
    // A run may have asked for it since; what cannot be read there is asked.
    if let Some((reply, evidence)) = ledger.as_ref().and_then(|it| it.answer(key).ok()?) {
        let result = extractor.replay(reply, evidence);
        return Asked { result, is_kept: true, from_journal: true };
    }
    let result = extractor.ask_body(body).await;
    let record = ledger.as_ref().and_then(|it| it.record(&id, key, &result));
    let is_kept = keep(ledger, key, record).await;
    drop(place);
    Asked { result, is_kept, from_journal: false }
}

/// False if it could not be kept.
async fn keep(ledger: Option<Ledger>, key: Key, record: Option<String>) -> bool {
    match (ledger, record) {
        (Some(ledger), Some(record)) => ledger.0.keep_note(key, &record).await.is_ok(),
        _ => true,
    }
}
