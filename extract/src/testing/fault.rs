use std::time::Duration;

use serde_json::json;

use super::{
    judge::Rejection,
    reply::{Delivery, Reply},
};

/// What can go wrong between the model and the client.
///
/// ```
/// use extract::testing::Fault;
///
/// let busy = Fault::RateLimited { retry_after: std::time::Duration::from_millis(20) };
/// let gone = Fault::Status {
///     status: 410,
///     headers: vec![("x-gateway".into(), "edge-7".into())],
///     body: r#"{"detail":"gone"}"#.into(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Status 429 with the code `insufficient_quota`, which no wait will cure.
    BillingExhausted,
    /// Status 200, and the body is no JSON.
    BrokenJson,
    /// The connection is closed before the first byte of an answer.
    Disconnect,
    /// Status 200, and the body is nothing but an `error` object, as some gateways send it.
    ErrorInBody,
    /// The run fails after it began: status `failed` with an `error` on Responses; on Chat the same
    /// as [`Fault::ErrorInBody`].
    FailedRun,
    /// Headers that promise a whole body, half of it, then a closed connection.
    HalfBody,
    /// Status 502 with a page of HTML, as a proxy sends it.
    Html,
    /// Status 503 with the code `server_is_overloaded`.
    Overloaded,
    /// Status 429 with the code `rate_limit_exceeded` and the wait in `retry-after-ms` and
    /// `retry-after` (whole seconds, rounded up).
    RateLimited {
        /// How long the service asks to wait.
        retry_after: Duration,
    },
    /// Status 500 with an error of type `server_error`.
    ServerError,
    /// Nothing is ever answered; the connection stays open.
    Silence,
    /// Any status, headers and body.
    Status {
        /// The HTTP status, 100 to 999.
        status: u16,
        /// Names and values, in place of the service's own.
        headers: Vec<(String, String)>,
        /// The body as it is sent; JSON unless a header says otherwise.
        body: String,
    },
    /// Status 200 with JSON that has nothing to do with an answer.
    WrongJson,
}

impl Fault {
    /// The reply of a fault that has nothing to do with the run.
    pub(super) fn reply(&self) -> Reply {
        match self {
            Self::BillingExhausted => error(
                429,
                "You exceeded your current quota, please check your plan and billing details.",
                "insufficient_quota",
                "insufficient_quota",
            ),
            Self::BrokenJson => Reply::new(200, r#"{"id":"resp_1","output":[{"#),
            Self::Disconnect => Reply::new(200, "").delivered(Delivery::Dropped),
            Self::ErrorInBody | Self::FailedRun => Reply { status: 200, ..server_error() },
            Self::HalfBody => {
                Reply::new(200, r#"{"id":"resp_1","status":"completed","output":[]}"#)
                    .delivered(Delivery::Half)
            }
            Self::Html => Reply::new(502, HTML_PAGE).header("content-type", "text/html"),
            Self::Overloaded => error(
                503,
                "The server is currently overloaded with other requests.",
                "service_unavailable_error",
                "server_is_overloaded",
            ),
            Self::RateLimited { retry_after } => rate_limited(*retry_after),
            Self::ServerError => server_error(),
            Self::Silence => Reply::new(200, "").delivered(Delivery::Silent),
            Self::Status { status, headers, body } => headers
                .iter()
                .fold(Reply::new(*status, body.clone()), |reply, (n, v)| reply.header(n, v)),
            Self::WrongJson => Reply::json(200, &json!({ "message": "hello", "items": [1, 2] })),
        }
    }
}

const HTML_PAGE: &str = "<html><head><title>502 Bad Gateway</title></head>\
    <body><center><h1>502 Bad Gateway</h1></center></body></html>";

pub(super) const SERVER_ERROR: &str = "The server had an error while processing your request.";

fn server_error() -> Reply {
    error(500, SERVER_ERROR, "server_error", "server_error")
}

fn rate_limited(retry_after: Duration) -> Reply {
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    error(
        429,
        "Rate limit reached for requests per min (RPM): Limit 60, Used 60, Requested 1.",
        "requests",
        "rate_limit_exceeded",
    )
    .header("retry-after-ms", &retry_after.as_millis().to_string())
    .header("retry-after", &seconds.to_string())
    .header("x-ratelimit-remaining-requests", "0")
}

fn error(status: u16, message: &str, kind: &'static str, code: &'static str) -> Reply {
    Reply::rejection(&Rejection::new(status, message).kind(kind).code(code))
}
