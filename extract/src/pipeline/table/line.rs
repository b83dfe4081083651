//! An outcome as a line of JSON, for those who read it without this crate.

use std::{
    error::Error as _,
    iter::successors,
    time::{Duration, UNIX_EPOCH},
};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{
    Attempt, Error, Extraction, Usage,
    error::{Evidence, RejectedAnswer, TransportErrorKind, TruncationReason, Violation},
    pipeline::Outcome,
};

/// What is written of an outcome: its value or its error, and what is known of the call.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    id: &'a str,
    index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure<'a>>,
    from_journal: bool,
    from_cache: bool,
    #[serde(flatten)]
    call: Option<Call<'a>>,
}

/// Why there is no value. What does not belong to its kind is left out.
#[derive(Serialize)]
struct Failure<'a> {
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The server's word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_be_charged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commentary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Broken<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<&'a str>,
}

#[derive(Serialize)]
struct Broken<'a> {
    path: &'a str,
    rule: String,
    message: &'a str,
}

/// What is known of a call. Times are in seconds.
#[derive(Serialize)]
struct Call<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_summary: Option<&'a str>,
    usage: Tokens,
    #[serde(serialize_with = "seconds")]
    elapsed: Duration,
    attempts: Vec<Try<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<Rejected<'a>>,
}

/// What the server did not tell is left out.
#[derive(Serialize)]
struct Tokens {
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cached: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<u64>,
}

#[derive(Serialize)]
struct Try<'a> {
    /// Since 1970.
    #[serde(serialize_with = "seconds")]
    when: Duration,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
    #[serde(serialize_with = "seconds")]
    delay: Duration,
    #[serde(serialize_with = "seconds")]
    queued: Duration,
    #[serde(serialize_with = "seconds")]
    elapsed: Duration,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    usage: Tokens,
}

#[derive(Serialize)]
struct Rejected<'a> {
    why: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Broken<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
    raw: &'a str,
}

impl<'a> Line<'a> {
    /// `value` is that of the outcome, if it has one.
    pub(super) fn of<T, M>(outcome: &'a Outcome<T, M>, value: Option<&'a RawValue>) -> Self {
        let (call, error) = match &outcome.result {
            Ok(found) => (Some(Call::of_value(found)), None),
            Err(error) => (error.evidence().map(Call::of_failure), Some(Failure::of(error))),
        };
        let Outcome { id, index, from_journal, .. } = outcome;
        let from_cache = outcome.result.as_ref().is_ok_and(|found| found.from_cache);
        Self { id, index: *index, value, error, from_journal: *from_journal, from_cache, call }
    }
}

impl<'a> Failure<'a> {
    fn of(error: &'a Error) -> Self {
        let causes = successors(error.source(), |cause| (*cause).source());
        let plain = Self {
            kind: "",
            message: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
            retryable: error.is_retryable(),
            reason: None,
            stated: None,
            may_be_charged: false,
            refusal: None,
            partial: None,
            commentary: None,
            status: None,
            code: None,
            error_type: None,
            param: None,
            violations: Vec::new(),
            raw: None,
        };
        let partial = error.partial_text();
        match error {
            Error::Api(api) => Self {
                kind: "api",
                partial,
                status: Some(api.status()),
                code: api.code(),
                error_type: api.error_type(),
                param: api.param(),
                raw: Some(api.raw()),
                ..plain
            },
            Error::Cancelled(_) => Self { kind: "cancelled", partial, ..plain },
            Error::Config(_) => Self { kind: "config", ..plain },
            Error::Empty(empty) => Self {
                kind: "empty",
                reason: Some(empty.reason()),
                commentary: Some(empty.commentary()).filter(|text| !text.is_empty()),
                ..plain
            },
            Error::Filtered(filtered) => Self {
                kind: "filtered",
                reason: Some(if filtered.is_prompt() { "prompt" } else { "answer" }),
                partial,
                raw: filtered.raw(),
                ..plain
            },
            Error::Invalid(invalid) => Self {
                kind: "invalid",
                violations: broken(invalid.violations()),
                raw: Some(invalid.raw()),
                ..plain
            },
            Error::NotSent(not_sent) => Self {
                kind: "not_sent",
                reason: Some(not_sent.reason()),
                may_be_charged: not_sent.may_be_charged(),
                ..plain
            },
            Error::Refused(refused) => {
                Self { kind: "refused", refusal: Some(refused.refusal()), ..plain }
            }
            Error::Transport(transport) => Self {
                kind: "transport",
                reason: Some(of_transport(transport.kind())),
                partial,
                raw: transport.raw(),
                ..plain
            },
            Error::Truncated(cut) => Self {
                kind: "truncated",
                reason: Some(of_truncation(cut.reason())),
                stated: cut.stated_reason(),
                partial: Some(cut.partial_text()),
                ..plain
            },
        }
    }
}

fn of_transport(kind: TransportErrorKind) -> &'static str {
    match kind {
        TransportErrorKind::Cassette => "cassette",
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::Cut => "cut",
        TransportErrorKind::Deadline => "deadline",
        TransportErrorKind::Malformed => "malformed",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Token => "token",
        TransportErrorKind::TooLarge => "too_large",
    }
}

fn of_truncation(reason: TruncationReason) -> &'static str {
    match reason {
        TruncationReason::Connection => "connection",
        TruncationReason::ContextWindow => "context_window",
        TruncationReason::Endless => "endless",
        TruncationReason::Other => "other",
        TruncationReason::RunAwayBlanks => "run_away_blanks",
        TruncationReason::TokenLimit => "token_limit",
    }
}

fn broken(violations: &[Violation]) -> Vec<Broken<'_>> {
    let broken = violations.iter().map(|violation| Broken {
        path: violation.path(),
        rule: violation.rule().to_string(),
        message: violation.message(),
    });
    broken.collect()
}

impl<'a> Call<'a> {
    fn of_value<T>(found: &'a Extraction<T>) -> Self {
        Self {
            model: found.model.as_deref(),
            response_id: found.response_id.as_deref(),
            request_id: found.request_id.as_deref(),
            service_tier: found.service_tier.as_deref(),
            reasoning_summary: found.reasoning_summary.as_deref(),
            usage: found.usage.into(),
            elapsed: found.elapsed,
            attempts: found.attempts.iter().map(Try::of).collect(),
            rejected: found.rejected.iter().map(Rejected::of).collect(),
        }
    }

    fn of_failure(known: &'a Evidence) -> Self {
        Self {
            model: known.model.as_deref(),
            response_id: known.response_id.as_deref(),
            request_id: known.request_id.as_deref(),
            service_tier: known.service_tier.as_deref(),
            reasoning_summary: known.reasoning_summary.as_deref(),
            usage: known.usage.into(),
            elapsed: known.elapsed,
            attempts: known.attempts.iter().map(Try::of).collect(),
            rejected: known.rejected.iter().map(Rejected::of).collect(),
        }
    }
}

impl<'a> Try<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        Self {
            when: attempt.when.duration_since(UNIX_EPOCH).unwrap_or_default(),
            host: attempt.host.as_deref(),
            model: attempt.model.as_deref(),
            status: attempt.status,
            request_id: attempt.request_id.as_deref(),
            client_request_id: attempt.client_request_id.as_deref(),
            delay: attempt.delay,
            queued: attempt.queued,
            elapsed: attempt.elapsed,
            retry_after: attempt.retry_after.map(|wait| wait.as_secs_f64()),
            why: attempt.why.as_deref(),
            usage: attempt.usage.into(),
        }
    }
}

impl<'a> Rejected<'a> {
    fn of(answer: &'a RejectedAnswer) -> Self {
        Self {
            why: &answer.why,
            response_id: answer.response_id.as_deref(),
            violations: broken(&answer.violations),
            truncated: answer.is_truncated(),
            raw: &answer.raw,
        }
    }
}

impl From<Usage> for Tokens {
    fn from(usage: Usage) -> Self {
        let Usage { input, cached, cache_write, output, reasoning } = usage;
        Self { input, cached, cache_write, output, reasoning }
    }
}

fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64())
}
