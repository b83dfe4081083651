use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{
    failures::{Cut, Kind, Listed},
    fields::Told,
    histogram::Times,
    timeline::Throughput,
};
use crate::{Money, Usage};

/// All that a page says: its JSON, and what its HTML shows.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figures {
    /// The form of this JSON.
    pub(super) report: &'static str,
    pub(super) title: String,
    pub(super) library: &'static str,
    pub(super) first_request_at: Option<String>,
    pub(super) last_answer_at: Option<String>,
    pub(super) elapsed_seconds: f64,
    pub(super) documents: Documents,
    pub(super) tokens: Tokens,
    #[serde(serialize_with = "dollars")]
    pub(super) cost_usd: Option<Money>,
    /// The models that make the cost unknown.
    pub(super) unpriced: Vec<String>,
    pub(super) requests: Requests,
    pub(super) models: Models,
    pub(super) waits: Waits,
    pub(super) latency: Latency,
    pub(super) throughput: Throughput,
    pub(super) fields: Told,
    pub(super) violations: Violations,
    pub(super) scores: Option<Scored>,
    pub(super) failures: Vec<Kind>,
    pub(super) journal: Journal,
    /// Why the documents came to an early end.
    pub(super) broken: Option<String>,
}

/// How many documents came to what.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Documents {
    /// Of the run.
    pub(super) total: u64,
    /// Of these, on this page: what follows counts them.
    pub(super) on_page: u64,
    pub(super) done: u64,
    pub(super) refused: u64,
    pub(super) truncated: u64,
    pub(super) filtered: u64,
    pub(super) empty: u64,
    pub(super) invalid: u64,
    pub(super) failed: u64,
    pub(super) not_sent: u64,
    pub(super) wrong: u64,
    pub(super) from_journal: u64,
    pub(super) in_work: u64,
    /// Asked by the run: what its cost and its time are of.
    #[serde(skip)]
    pub(super) sent: u64,
}

/// Paid in this run; `null` for what no answer told.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Tokens {
    pub(super) input: Option<u64>,
    pub(super) cached: Option<u64>,
    pub(super) cache_write: Option<u64>,
    pub(super) output: Option<u64>,
    pub(super) reasoning: Option<u64>,
}

impl From<Usage> for Tokens {
    fn from(usage: Usage) -> Self {
        let Usage { input, cached, cache_write, output, reasoning } = usage;
        Self { input, cached, cache_write, output, reasoning }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Requests {
    pub(super) sent: u64,
    /// Those after the first for their document.
    pub(super) repeated: u64,
    pub(super) statuses: Vec<Status>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Status {
    /// `null` where no answer came.
    pub(super) status: Option<u16>,
    pub(super) requests: u64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Models {
    pub(super) asked: Vec<Asked>,
    /// Requests to models beyond those that are listed.
    pub(super) asked_others: u64,
    pub(super) answered: Vec<Answered>,
    pub(super) answered_others: u64,
}

/// A model as requests name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Asked {
    pub(super) model: String,
    pub(super) requests: u64,
    pub(super) tokens: Tokens,
}

/// A model as answers name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answered {
    pub(super) model: String,
    pub(super) documents: u64,
}

/// Added up over all requests.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Waits {
    /// For the rate limit or a place in flight.
    pub(super) queued_seconds: f64,
    /// Before requests were sent again.
    pub(super) before_retries_seconds: f64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Latency {
    /// How far a quantile may be from the exact one, as a share.
    pub(super) quantile_error: f64,
    /// Whole calls, with retries and waits.
    pub(super) documents: Times,
    pub(super) requests: Times,
    /// What requests waited for the rate limit or a place in flight.
    pub(super) queued: Times,
}

/// Rules that answers broke, most often first.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Violations {
    pub(super) count: u64,
    pub(super) rules: Vec<Rule>,
    /// Violations beyond the paths and rules that are listed.
    pub(super) others: u64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Rule {
    /// `lines[].price`
    pub(super) path: String,
    pub(super) rule: String,
    pub(super) count: u64,
}

/// Results beside gold values.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Scored {
    pub(super) documents: u64,
    /// Of these, without a result.
    pub(super) missing: u64,
    pub(super) fields: Vec<ScoredField>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ScoredField {
    pub(super) path: String,
    pub(super) right: u64,
    pub(super) wrong: u64,
    pub(super) missed: u64,
    pub(super) precision: Option<f64>,
    pub(super) recall: Option<f64>,
    pub(super) f1: Option<f64>,
    /// The first ones.
    pub(super) differences: Vec<Differs>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Differs {
    pub(super) document: Cut,
    pub(super) path: Cut,
    /// As JSON; `null` for nothing.
    pub(super) gold: Option<Cut>,
    pub(super) found: Option<Cut>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Journal {
    /// Lines whose checksum is wrong.
    pub(super) damaged: u64,
    /// Documents whose outcome could not be kept.
    pub(super) unkept: Listed<Cut>,
    /// Documents that were in work when they were dropped.
    pub(super) unknown: Listed<Cut>,
}

/// As a number with all its decimals.
fn dollars<S: Serializer>(money: &Option<Money>, to: S) -> Result<S::Ok, S::Error> {
    let text = money.map(|money| money.to_string().trim_start_matches('$').to_owned());
    text.and_then(|text| RawValue::from_string(text).ok()).serialize(to)
}
