use std::time::Duration;

use serde::Serialize;

use super::date;
use crate::{
    Attempt, Error,
    error::{Evidence, RejectedAnswer, Violation},
    pipeline::Outcome,
};

/// Characters of a text that are kept.
pub(super) const LONGEST: usize = 4_000;
/// Characters that are kept of a name, a message, a path.
const LONGEST_LINE: usize = 1_000;
/// Violations, tries and earlier answers that are kept of one failure.
const LISTED: usize = 10;

/// The kinds of failures, in the order in which they are shown: each with its name in JSON and for people.
pub(super) const KINDS: [(&str, &str); 10] = [
    ("refused", "Refused by the model"),
    ("truncated", "Cut off"),
    ("filtered", "Withheld by a content filter"),
    ("empty", "Completed without an answer"),
    ("invalid", "Answered, but no value"),
    ("api", "The server said no"),
    ("transport", "No whole answer came"),
    ("cancelled", "Cancelled"),
    ("not_sent", "Never sent"),
    ("wrong", "Document or settings are wrong"),
];

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Api(_) => "api",
        Error::Cancelled(_) => "cancelled",
        Error::Config(_) => "wrong",
        Error::Empty(_) => "empty",
        Error::Filtered(_) => "filtered",
        Error::Invalid(_) => "invalid",
        Error::NotSent(_) => "not_sent",
        Error::Refused(_) => "refused",
        Error::Transport(_) => "transport",
        Error::Truncated(_) => "truncated",
    }
}

/// Failures by kind: all are counted, the first are kept.
#[derive(Clone, Debug)]
pub(super) struct Failures {
    pub(super) kept: usize,
    kinds: [Kind; KINDS.len()],
}

/// Failures of a kind.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Kind {
    pub(super) kind: &'static str,
    #[serde(skip)]
    pub(super) heading: &'static str,
    pub(super) count: u64,
    /// The first ones.
    pub(super) shown: Vec<Failure>,
}

/// A document without a value, with its evidence.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Failure {
    pub(super) document: Cut,
    pub(super) index: u64,
    pub(super) from_journal: bool,
    pub(super) message: Cut,
    /// Of an error of the server.
    pub(super) status: Option<u16>,
    pub(super) code: Option<Cut>,
    pub(super) violations: Listed<Broken>,
    pub(super) texts: Vec<Text>,
    pub(super) rejected: Listed<Rejected>,
    pub(super) model: Option<Cut>,
    pub(super) response_id: Option<Cut>,
    pub(super) request_id: Option<Cut>,
    pub(super) input_tokens: Option<u64>,
    pub(super) output_tokens: Option<u64>,
    pub(super) elapsed_seconds: Option<f64>,
    pub(super) attempts: Listed<Try>,
}

/// The beginning of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Cut {
    pub(super) text: String,
    /// Of the whole text.
    pub(super) bytes: u64,
}

/// The first of many.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Listed<T> {
    pub(super) count: u64,
    pub(super) shown: Vec<T>,
}

/// Where an answer breaks a rule.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Broken {
    pub(super) path: Cut,
    pub(super) rule: String,
    pub(super) message: Cut,
}

/// What came, and is no value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Text {
    /// `refusal`, `answer`, `partial answer`, `commentary` or `body`.
    pub(super) what: &'static str,
    #[serde(flatten)]
    pub(super) text: Cut,
}

/// An answer before the last one.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rejected {
    pub(super) why: Cut,
    pub(super) answer: Cut,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Try {
    pub(super) at: String,
    pub(super) host: Option<Cut>,
    pub(super) model: Option<Cut>,
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<Cut>,
    pub(super) client_request_id: Option<Cut>,
    pub(super) waited_seconds: f64,
    pub(super) queued_seconds: f64,
    pub(super) took_seconds: f64,
    pub(super) why: Option<Cut>,
}

impl Default for Failures {
    fn default() -> Self {
        let none = |(kind, heading)| Kind { kind, heading, count: 0, shown: Vec::new() };
        Self { kept: 20, kinds: KINDS.map(none) }
    }
}

impl Failures {
    pub(super) fn add<T, M>(&mut self, outcome: &Outcome<T, M>, error: &Error) {
        let name = kind(error);
        let Some(kind) = self.kinds.iter_mut().find(|kind| kind.kind == name) else { return };
        kind.count += 1;
        if kind.shown.len() < self.kept {
            kind.shown.push(Failure::of(outcome, error));
        }
    }

    /// Those kinds that came.
    pub(super) fn told(&self) -> Vec<Kind> {
        self.kinds.iter().filter(|kind| kind.count > 0).cloned().collect()
    }
}

impl Failure {
    fn of<T, M>(outcome: &Outcome<T, M>, error: &Error) -> Self {
        let nothing = Evidence::default();
        let known = error.evidence().unwrap_or(&nothing);
        let (status, code) = match error {
            Error::Api(api) => (Some(api.status()), api.code().or(api.error_type())),
            _ => (None, None),
        };
        let violations = match error {
            Error::Invalid(invalid) => invalid.violations(),
            _ => &[],
        };
        Self {
            document: Cut::line(&outcome.id),
            index: outcome.index,
            from_journal: outcome.from_journal,
            message: Cut::line(&error.to_string()),
            status,
            code: code.map(Cut::line),
            violations: Listed::of(violations, LISTED, Broken::of),
            texts: texts(error),
            rejected: Listed::of(&known.rejected, LISTED, Rejected::of),
            model: line(&known.model),
            response_id: line(&known.response_id),
            request_id: line(&known.request_id),
            input_tokens: known.usage.input,
            output_tokens: known.usage.output,
            elapsed_seconds: error.evidence().map(|known| known.elapsed.as_secs_f64()),
            attempts: Listed::of(&known.attempts, LISTED, Try::of),
        }
    }
}

/// What came with an error.
fn texts(error: &Error) -> Vec<Text> {
    let own = match error {
        Error::Api(api) => Some(("body", api.raw())),
        Error::Empty(empty) => Some(("commentary", empty.commentary())),
        Error::Filtered(filtered) => filtered.raw().map(|raw| ("body", raw)),
        Error::Invalid(invalid) => Some(("answer", invalid.raw())),
        Error::Refused(refused) => Some(("refusal", refused.refusal())),
        Error::Transport(transport) => transport.raw().map(|raw| ("body", raw)),
        _ => None,
    };
    let partial = match error {
        Error::Invalid(_) => None,
        _ => error.partial_text().map(|text| ("partial answer", text)),
    };
    let all = own.into_iter().chain(partial).filter(|(_, text)| !text.is_empty());
    all.map(|(what, text)| Text { what, text: Cut::of(text, LONGEST) }).collect()
}

impl Cut {
    pub(super) fn line(text: &str) -> Self {
        Self::of(text, LONGEST_LINE)
    }

    fn of(text: &str, characters: usize) -> Self {
        let end = text.char_indices().nth(characters).map_or(text.len(), |(end, _)| end);
        let kept = text.get(..end).unwrap_or_default().to_owned();
        Self { text: kept, bytes: text.len() as u64 }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.bytes > self.text.len() as u64
    }
}

fn line(text: &Option<String>) -> Option<Cut> {
    text.as_deref().map(Cut::line)
}

impl<T> Listed<T> {
    pub(super) fn of<S>(all: &[S], most: usize, make: impl FnMut(&S) -> T) -> Self {
        Self { count: all.len() as u64, shown: all.iter().take(most).map(make).collect() }
    }
}

impl Broken {
    fn of(violation: &Violation) -> Self {
        Self {
            path: Cut::line(violation.path()),
            rule: violation.rule().to_string(),
            message: Cut::line(violation.message()),
        }
    }
}

impl Rejected {
    fn of(answer: &RejectedAnswer) -> Self {
        Self { why: Cut::line(&answer.why), answer: Cut::line(&answer.raw) }
    }
}

impl Try {
    fn of(attempt: &Attempt) -> Self {
        Self {
            at: date::iso(attempt.when),
            host: line(&attempt.host),
            model: line(&attempt.model),
            status: attempt.status,
            request_id: line(&attempt.request_id),
            client_request_id: line(&attempt.client_request_id),
            waited_seconds: Duration::as_secs_f64(&attempt.delay),
            queued_seconds: attempt.queued.as_secs_f64(),
            took_seconds: attempt.elapsed.as_secs_f64(),
            why: line(&attempt.why),
        }
    }
}
