//! An outcome as a line of JSON, and the key by which a request is found again: what a journal and a cache keep.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

#[cfg(feature = "pipeline")]
use crate::Error;
use crate::{
    Attempt, Extraction, TokenLogprob, Usage,
    error::{Evidence, RejectedAnswer, Rule, Violation},
    wire::{Answer, Reply},
};

/// By what a request is found again: 128 bits of a hash of all that is sent.
pub(crate) type Key = [u8; 16];

/// The key of a request. A new way of writing requests shall not find the old answers.
pub(crate) fn key(path: &str, body: &[u8]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"typed-extract 1\0");
    hasher.update(path.as_bytes());
    hasher.update(b"\0");
    hasher.update(body);
    let mut key = Key::default();
    hasher.finalize_xof().fill(&mut key);
    key
}

/// What is known of a request.
pub(crate) enum Known {
    Answer(Box<(Reply, Evidence)>),
    /// No answer came.
    Failure,
}

/// A line.
#[derive(Serialize, Deserialize)]
struct Record<'a> {
    key: Cow<'a, str>,
    id: Cow<'a, str>,
    #[serde(flatten)]
    outcome: Outcome<'a>,
    usage: Tokens,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    model: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    response_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    request_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    service_tier: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    reasoning_summary: Option<Cow<'a, str>>,
    /// Each token with its bytes, where they were told, and its figure.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    logprobs: Vec<(Cow<'a, str>, Option<Vec<u8>>, f64)>,
    attempts: Vec<Try<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    rejected: Vec<Rejected<'a>>,
    elapsed: Duration,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
enum Outcome<'a> {
    Answer { text: Cow<'a, str> },
    Empty { reason: Cow<'a, str>, commentary: Cow<'a, str> },
    Failed { why: Cow<'a, str> },
    Filtered { partial: Cow<'a, str> },
    Refused { refusal: Cow<'a, str> },
    Truncated { reason: Option<Cow<'a, str>>, partial: Cow<'a, str> },
}

#[derive(Serialize, Deserialize)]
struct Try<'a> {
    /// Since 1970.
    when: Duration,
    host: Option<Cow<'a, str>>,
    model: Option<Cow<'a, str>>,
    status: Option<u16>,
    request_id: Option<Cow<'a, str>>,
    client_request_id: Option<Cow<'a, str>>,
    delay: Duration,
    queued: Duration,
    elapsed: Duration,
    retry_after: Option<Duration>,
    why: Option<Cow<'a, str>>,
    usage: Tokens,
}

/// An answer before the last one.
#[derive(Serialize, Deserialize)]
struct Rejected<'a> {
    raw: Cow<'a, str>,
    why: Cow<'a, str>,
    is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    response_id: Option<Cow<'a, str>>,
    /// Each with its path, its rule and its message.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    violations: Vec<(Cow<'a, str>, String, Cow<'a, str>)>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Tokens {
    input: Option<u64>,
    cached: Option<u64>,
    cache_write: Option<u64>,
    output: Option<u64>,
    reasoning: Option<u64>,
}

// Values and errors say what is known of a call in fields of the same names.
macro_rules! line {
    ($id:ident, $key:ident, $outcome:expr, $known:expr) => {
        serde_json::to_string(&Record {
            key: spelled($key).into(),
            id: $id.into(),
            outcome: $outcome,
            usage: (&$known.usage).into(),
            model: borrowed(&$known.model),
            response_id: borrowed(&$known.response_id),
            request_id: borrowed(&$known.request_id),
            service_tier: borrowed(&$known.service_tier),
            reasoning_summary: borrowed(&$known.reasoning_summary),
            logprobs: $known.logprobs.iter().map(token).collect(),
            attempts: $known.attempts.iter().map(Try::of).collect(),
            rejected: $known.rejected.iter().map(Rejected::of).collect(),
            elapsed: $known.elapsed,
        })
        .ok()
    };
}

/// What stands in a line of this outcome; `None` if the request was never sent.
#[cfg(feature = "pipeline")]
pub(crate) fn write<T>(
    id: &str,
    key: Key,
    result: &Result<Extraction<T>, Error>,
) -> Option<String> {
    // Without the key it is another answer, which would give another value.
    let hidden =
        || Outcome::Failed { why: "the answer had a key in it, and is kept nowhere".into() };
    match result {
        Ok(found) if found.without_key => line!(id, key, hidden(), found),
        Ok(found) => write_value(id, key, found),
        Err(Error::Invalid(invalid)) if invalid.without_key => {
            line!(id, key, hidden(), result.as_ref().err()?.evidence()?)
        }
        Err(error) => line!(id, key, Outcome::of(error), error.evidence()?),
    }
}

/// The same of a value.
pub(crate) fn write_value<T>(id: &str, key: Key, found: &Extraction<T>) -> Option<String> {
    line!(id, key, Outcome::Answer { text: found.raw.as_str().into() }, found)
}

/// What a line says; `None` for one that says nothing that is known here.
pub(crate) fn read(text: &[u8]) -> Option<Known> {
    let record: Record<'_> = serde_json::from_slice(text).ok()?;
    let answer = match record.outcome {
        Outcome::Failed { .. } => return Some(Known::Failure),
        Outcome::Answer { text } => Answer::Text(text.into_owned()),
        Outcome::Empty { reason, commentary } => {
            Answer::Empty { reason: reason.into_owned(), commentary: commentary.into_owned() }
        }
        Outcome::Filtered { partial } => Answer::Filtered { partial: partial.into_owned() },
        Outcome::Refused { refusal } => Answer::Refused(refusal.into_owned()),
        Outcome::Truncated { reason, partial } => {
            Answer::Truncated { reason: reason.map(Cow::into_owned), partial: partial.into_owned() }
        }
    };
    let usage = record.usage.into();
    let reply = Reply {
        answer,
        calls: Vec::new(),
        usage,
        model: owned(record.model),
        id: owned(record.response_id),
        service_tier: owned(record.service_tier),
        reasoning_summary: owned(record.reasoning_summary),
        logprobs: record.logprobs.into_iter().map(read_token).collect(),
    };
    let evidence = Evidence {
        usage,
        request_id: owned(record.request_id),
        attempts: record.attempts.into_iter().map(Try::read).collect(),
        rejected: record.rejected.into_iter().map(Rejected::read).collect(),
        elapsed: record.elapsed,
        ..Evidence::default()
    };
    Some(Known::Answer(Box::new((reply, evidence))))
}

/// The key that stands in a line.
#[cfg(feature = "pipeline")]
pub(crate) fn key_in(text: &[u8]) -> Option<Key> {
    #[derive(Deserialize)]
    struct Keyed<'a> {
        key: Cow<'a, str>,
    }
    let Keyed { key } = serde_json::from_slice(text).ok()?;
    read_key(&key)
}

/// The key that is spelled so.
#[cfg(feature = "pipeline")]
pub(crate) fn read_key(key: &str) -> Option<Key> {
    let mut bytes = Key::default();
    // `from_str_radix` takes a sign as well.
    if key.len() != 2 * bytes.len() || !key.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(key.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// The key in hexadecimal digits.
pub(crate) fn spelled(key: Key) -> String {
    format!("{:032x}", u128::from_be_bytes(key))
}

fn token(token: &TokenLogprob) -> (Cow<'_, str>, Option<Vec<u8>>, f64) {
    (token.token.as_str().into(), token.bytes.clone(), token.logprob)
}

fn read_token((token, bytes, logprob): (Cow<'_, str>, Option<Vec<u8>>, f64)) -> TokenLogprob {
    TokenLogprob { bytes, ..TokenLogprob::new(token, logprob) }
}

fn borrowed(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::Borrowed)
}

fn owned(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}

#[cfg(feature = "pipeline")]
impl<'a> Outcome<'a> {
    fn of(error: &'a Error) -> Self {
        match error {
            Error::Empty(empty) => {
                Self::Empty { reason: empty.reason().into(), commentary: empty.commentary().into() }
            }
            Error::Filtered(filtered) if !filtered.is_prompt() => {
                Self::Filtered { partial: filtered.partial_text().into() }
            }
            // Its text alone would be read as an answer.
            Error::Invalid(invalid)
                if invalid.violations().iter().any(|it| it.rule() == Rule::Tool) =>
            {
                Self::Empty { reason: error.to_string().into(), commentary: invalid.raw().into() }
            }
            Error::Invalid(invalid) => Self::Answer { text: invalid.raw().into() },
            Error::Refused(refused) => Self::Refused { refusal: refused.refusal().into() },
            Error::Truncated(cut) => Self::Truncated {
                reason: cut.stated_reason().map(Cow::Borrowed),
                partial: cut.partial_text().into(),
            },
            _ => Self::Failed { why: error.to_string().into() },
        }
    }
}

impl<'a> Try<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        Self {
            when: attempt.when.duration_since(UNIX_EPOCH).unwrap_or_default(),
            host: borrowed(&attempt.host),
            model: borrowed(&attempt.model),
            status: attempt.status,
            request_id: borrowed(&attempt.request_id),
            client_request_id: borrowed(&attempt.client_request_id),
            delay: attempt.delay,
            queued: attempt.queued,
            elapsed: attempt.elapsed,
            retry_after: attempt.retry_after,
            why: borrowed(&attempt.why),
            usage: (&attempt.usage).into(),
        }
    }

    fn read(self) -> Attempt {
        let when = UNIX_EPOCH.checked_add(self.when).unwrap_or(SystemTime::UNIX_EPOCH);
        Attempt {
            when,
            host: owned(self.host),
            model: owned(self.model),
            status: self.status,
            request_id: owned(self.request_id),
            client_request_id: owned(self.client_request_id),
            delay: self.delay,
            queued: self.queued,
            elapsed: self.elapsed,
            retry_after: self.retry_after,
            why: owned(self.why),
            usage: self.usage.into(),
        }
    }
}

impl<'a> Rejected<'a> {
    fn of(answer: &'a RejectedAnswer) -> Self {
        let violation =
            |it: &'a Violation| (it.path().into(), it.rule().to_string(), it.message().into());
        Self {
            raw: answer.raw.as_str().into(),
            why: answer.why.as_str().into(),
            is_truncated: answer.is_truncated(),
            response_id: borrowed(&answer.response_id),
            violations: answer.violations.iter().map(violation).collect(),
        }
    }

    fn read(self) -> RejectedAnswer {
        let violation = |(path, rule, message): (Cow<'_, str>, String, Cow<'_, str>)| {
            Violation::new(path, Rule::named(&rule).unwrap_or(Rule::Value), message)
        };
        let (raw, why) = (self.raw.into_owned(), self.why.into_owned());
        let mut answer = RejectedAnswer::known(raw, why, self.is_truncated);
        answer.response_id = owned(self.response_id);
        answer.violations = self.violations.into_iter().map(violation).collect();
        answer
    }
}

impl From<&Usage> for Tokens {
    fn from(usage: &Usage) -> Self {
        let Usage { input, cached, cache_write, output, reasoning } = *usage;
        Self { input, cached, cache_write, output, reasoning }
    }
}

impl From<Tokens> for Usage {
    fn from(tokens: Tokens) -> Self {
        let Tokens { input, cached, cache_write, output, reasoning } = tokens;
        Self { input, cached, cache_write, output, reasoning }
    }
}
