use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use super::{
    date,
    figures::{Answered, Asked, Latency, Models, Requests, Status, Tokens, Waits},
    histogram::{ERROR, Histogram},
    tally::Tally,
    timeline::{Bin, Throughput, Timeline},
};
use crate::{Attempt, Usage};

/// Models that are told apart.
const MODELS: usize = 20;

/// What the requests of a run were, and when.
#[derive(Clone, Debug)]
pub(super) struct Calls {
    first: Option<SystemTime>,
    last: Option<SystemTime>,
    repeated: u64,
    statuses: BTreeMap<Option<u16>, u64>,
    asked: Tally<(u64, Usage)>,
    answered: Tally<u64>,
    delayed: Duration,
    documents: Histogram,
    requests: Histogram,
    queued: Histogram,
    timeline: Timeline,
}

/// One call.
pub(super) struct Call<'a> {
    pub(super) attempts: &'a [Attempt],
    pub(super) model: Option<&'a str>,
    pub(super) elapsed: Duration,
    pub(super) usage: Usage,
    pub(super) is_done: bool,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            first: None,
            last: None,
            repeated: 0,
            statuses: BTreeMap::new(),
            asked: Tally::new(MODELS),
            answered: Tally::new(MODELS),
            delayed: Duration::ZERO,
            documents: Histogram::default(),
            requests: Histogram::default(),
            queued: Histogram::default(),
            timeline: Timeline::default(),
        }
    }
}

impl Calls {
    pub(super) fn add(&mut self, call: &Call<'_>) {
        // Nothing was sent.
        let (Some(first), Some(last)) = (call.attempts.first(), call.attempts.last()) else {
            return;
        };
        let end = last.when.checked_add(last.elapsed).unwrap_or(last.when);
        self.first = Some(self.first.map_or(first.when, |known| known.min(first.when)));
        self.last = self.last.max(Some(end));
        self.repeated += call.attempts.len() as u64 - 1;
        call.attempts.iter().for_each(|attempt| self.request(attempt));
        if let Some(count) = call.model.and_then(|model| self.answered.of(model)) {
            *count += 1;
        }
        if call.elapsed.is_zero() {
            // A line of a batch: nobody told how long it took, or when.
            return;
        }
        self.documents.add(call.elapsed);
        let [done, without_value] = [call.is_done, !call.is_done].map(u64::from);
        self.timeline.add(end, Bin { done, without_value, tokens: call.usage.total() });
    }

    fn request(&mut self, attempt: &Attempt) {
        *self.statuses.entry(attempt.status).or_default() += 1;
        if let Some((requests, usage)) = attempt.model.as_deref().and_then(|it| self.asked.of(it)) {
            *requests += 1;
            *usage += attempt.usage;
        }
        self.delayed = self.delayed.saturating_add(attempt.delay);
        if !attempt.elapsed.is_zero() {
            self.requests.add(attempt.elapsed);
            self.queued.add(attempt.queued);
        }
    }

    pub(super) fn first(&self) -> Option<String> {
        self.first.map(date::iso)
    }

    pub(super) fn last(&self) -> Option<String> {
        self.last.map(date::iso)
    }

    pub(super) fn requests(&self, sent: u64) -> Requests {
        let status = |(status, requests): (&Option<u16>, &u64)| Status {
            status: *status,
            requests: *requests,
        };
        let statuses = self.statuses.iter().map(status).collect();
        Requests { sent, repeated: self.repeated, statuses }
    }

    pub(super) fn models(&self) -> Models {
        let asked = |(model, (requests, usage)): (&str, &(u64, Usage))| Asked {
            model: model.to_owned(),
            requests: *requests,
            tokens: Tokens::from(*usage),
        };
        let answered = |(model, documents): (&str, &u64)| Answered {
            model: model.to_owned(),
            documents: *documents,
        };
        Models {
            asked: self.asked.iter().map(asked).collect(),
            asked_others: self.asked.others,
            answered: self.answered.iter().map(answered).collect(),
            answered_others: self.answered.others,
        }
    }

    pub(super) fn waits(&self, queued: Duration) -> Waits {
        Waits {
            queued_seconds: queued.as_secs_f64(),
            before_retries_seconds: self.delayed.as_secs_f64(),
        }
    }

    pub(super) fn latency(&self) -> Latency {
        Latency {
            quantile_error: ERROR,
            documents: self.documents.times(),
            requests: self.requests.times(),
            queued: self.queued.times(),
        }
    }

    pub(super) fn throughput(&self) -> Throughput {
        self.timeline.throughput()
    }
}
