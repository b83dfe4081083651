use std::{fmt, time::Duration};

use super::{Evidence, schema_fault};

/// Unpaid bills and spent quotas, which no wait cures. They come as `code` or as `type`.
const BILLING: [&str; 6] = [
    "billing_hard_limit_reached",
    "credit_balance_exhausted",
    "insufficient_quota",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "project_spend_limit_exceeded",
];

/// What a server says in an error that came with status 200 when a later try may succeed.
const TRANSIENT: [&str; 8] = [
    "batch_cancelled",
    "batch_expired",
    "rate_limit_exceeded",
    "server_error",
    "server_is_overloaded",
    "service_unavailable_error",
    "slow_down",
    "token_limit_exceeded",
];

/// What a server says when it gets too much at once.
const TOO_MUCH: [&str; 4] =
    ["rate_limit_error", "rate_limit_exceeded", "server_is_overloaded", "slow_down"];

/// No such model, in the words of OpenAI, Azure, Groq, and of gateways, which put the status there.
const UNKNOWN_MODEL: [&str; 4] =
    ["404", "DeploymentNotFound", "model_decommissioned", "model_not_found"];

/// The server said no: a status of 400 or more, or an error in the place of the answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) error_type: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) raw: String,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) evidence: Evidence,
}

impl ApiError {
    /// The HTTP status; 200 when the error came in the place of an answer.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The server's code, such as `invalid_json_schema`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's class of errors, such as `invalid_request_error` (`type` on the wire).
    pub fn error_type(&self) -> Option<&str> {
        self.error_type.as_deref()
    }

    /// The part of the request that is at fault, such as `text.format.schema`.
    pub fn param(&self) -> Option<&str> {
        self.param.as_deref()
    }

    /// What the server says happened.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The body as it came, at most its first 16 KiB.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// How long the server asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The Rust field that the server objects to when it refuses the schema: `lines[].price`, or
    /// `Line.price` for a type with a definition of its own; the content of a root that is no object
    /// stands under `value`. `None` for other errors and for the root.
    pub fn field(&self) -> Option<String> {
        schema_fault::field(self.message.as_deref()?)
    }

    /// Whether a later try may succeed. The client itself tries again for these, unless the server says
    /// otherwise (`x-should-retry`) or wants a longer wait than the client allows:
    ///
    /// * 0, in a line of a batch whose request never reached the endpoint.
    /// * 408, the request came too slowly; 409, something else held a lock: both pass.
    /// * 429, too many requests or tokens, or `slow_down`: there is room later. Never with a code of
    ///   [billing](Self::is_billing), which no wait cures.
    /// * 500 and above: the server or a gateway is in trouble, as with `server_is_overloaded`.
    /// * 200 with an error in the place of the answer, if its code says one of these things:
    ///   `rate_limit_exceeded`, `server_error`, `server_is_overloaded`, `service_unavailable_error`,
    ///   `slow_down`, or the number of such a status. Of a line of a batch also `batch_cancelled` and
    ///   `batch_expired`, which never ran, and `token_limit_exceeded`: too much is waiting already.
    ///
    /// Anything else is an answer about the request itself, and stays the same: other statuses below 500,
    /// redirects among them, which are never followed.
    pub fn is_retryable(&self) -> bool {
        is_transient(self.status, self.code.as_deref(), self.error_type.as_deref())
    }

    /// Whether the server says that it gets too much at once: a rate limit or an overload, which fewer
    /// requests at a time cure.
    pub fn is_too_much(&self) -> bool {
        let words = [&self.code, &self.error_type];
        let says = words.into_iter().flatten().any(|word| TOO_MUCH.contains(&word.as_str()));
        (self.status == 429 || says) && !self.is_billing()
    }

    /// Whether a bill or a quota is the reason, which no wait cures: the codes of OpenAI for it, or the
    /// status 402 of others.
    pub fn is_billing(&self) -> bool {
        self.status == 402 || is_billing(self.code.as_deref(), self.error_type.as_deref())
    }

    /// Whether the model does not exist there: status 404, or one of the codes for it.
    pub fn is_unknown_model(&self) -> bool {
        let code = self.code.as_deref();
        self.status == 404 || code.is_some_and(|code| UNKNOWN_MODEL.contains(&code))
    }

    /// The server's code or class, if it is one that is known here.
    #[cfg(feature = "client")]
    pub(crate) fn known_code(&self) -> Option<&'static str> {
        let known = || BILLING.iter().chain(&TRANSIENT).chain(&TOO_MUCH);
        let words = [&self.code, &self.error_type].into_iter().flatten();
        words.filter_map(|word| known().find(|known| **known == word.as_str()).copied()).next()
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server answered {}", self.status)?;
        if let Some(code) = self.code.as_deref().or(self.error_type.as_deref()) {
            write!(f, " `{code}`")?;
        }
        if let Some(field) = self.field() {
            write!(f, " at the field `{field}`")?;
        }
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None if self.raw.is_empty() => f.write_str(" without a body"),
            None => f.write_str(" with a body that is no error object, see `raw`"),
        }
    }
}

/// Whether a later try may succeed. The code is asked before the type, both before the status.
pub(crate) fn is_transient(status: u16, code: Option<&str>, error_type: Option<&str>) -> bool {
    if is_billing(code, error_type) {
        return false;
    }
    // Gateways put the status of the server behind them into `code`.
    let status = match code.and_then(|code| code.parse().ok()) {
        Some(inner) if status == 200 => inner,
        _ => status,
    };
    match status {
        200 => code.or(error_type).is_some_and(|word| TRANSIENT.contains(&word)),
        // In a file of a batch: the request never reached the endpoint.
        0 | 408 | 409 | 429 => true,
        _ => status >= 500,
    }
}

/// Whether an unpaid bill or a spent quota is the reason.
pub(crate) fn is_billing(code: Option<&str>, error_type: Option<&str>) -> bool {
    let is_word = [code, error_type].into_iter().flatten().any(|word| BILLING.contains(&word));
    // Gateways put the status there.
    is_word || code == Some("402")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_errors_are_told_from_final_ones() {
        let cases = [
            (400, None, None, false),
            (401, Some("invalid_api_key"), None, false),
            (404, Some("model_not_found"), None, false),
            (0, None, None, true),
            (408, None, None, true),
            (409, None, None, true),
            (413, None, None, false),
            (422, None, None, false),
            (429, Some("rate_limit_exceeded"), Some("requests"), true),
            (429, None, Some("tokens"), true),
            (429, Some("insufficient_quota"), Some("insufficient_quota"), false),
            (429, None, Some("insufficient_quota"), false),
            (429, Some("project_spend_limit_exceeded"), None, false),
            (500, None, Some("server_error"), true),
            (503, Some("server_is_overloaded"), None, true),
            (504, None, None, true),
            (200, Some("server_error"), None, true),
            (200, Some("rate_limit_exceeded"), None, true),
            (200, Some("502"), None, true),
            (200, Some("batch_expired"), None, true),
            (200, Some("batch_cancelled"), None, true),
            (200, Some("token_limit_exceeded"), None, true),
            (400, Some("token_limit_exceeded"), None, false),
            (200, Some("400"), None, false),
            (200, Some("invalid_prompt"), None, false),
            (200, Some("insufficient_quota"), None, false),
            (200, Some("402"), None, false),
            (402, None, None, false),
            (200, None, None, false),
        ];
        for (status, code, error_type, transient) in cases {
            assert_eq!(is_transient(status, code, error_type), transient, "{status} {code:?}");
        }
    }
}
