use std::time::Duration;

use serde_json::json;

use super::{
    bare::{Delivery, End, Long, Place},
    judge::Rejection,
    reply::Reply,
};

/// What can go wrong between the model and the client, whether the answer comes whole or in a stream.
///
/// What only streams can suffer is a [`StreamFault`](super::StreamFault). A refused connection is no
/// fault of a server; [`ClosedPort`](super::ClosedPort) plays it. What the client makes of each stands
/// in `docs/faults.md`.
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
    /// Status 502 with an error object.
    BadGateway,
    /// Status 429 with the code `insufficient_quota`, which no wait will cure.
    BillingExhausted,
    /// Status 200, and the body is JSON that ends too early.
    BrokenJson,
    /// Status 409 with the code `conversation_locked`.
    Conflict,
    /// Status 200 and 7 MB of gzip, which unpack to 1 GiB of zeros.
    DecompressionBomb,
    /// Status 200 and lists in lists, this many levels deep.
    DeepJson {
        /// The lists around the innermost one, and that one.
        levels: usize,
    },
    /// The connection is closed before the first byte of an answer.
    Disconnect,
    /// Status 200, and the body is nothing but an `error` object, as some gateways send it.
    ErrorInBody,
    /// The run fails after it began: status `failed` with an `error` on Responses; on Chat the same
    /// as [`Fault::ErrorInBody`].
    FailedRun,
    /// Status 504 with an error object.
    GatewayTimeout,
    /// Headers that promise a whole body, half of it, then a closed connection.
    HalfBody,
    /// Status 502 with a page of HTML, as a proxy sends it.
    Html,
    /// Status 200 and a body of this many bytes. It is JSON, and made on the way.
    HugeBody {
        /// The length of the body, 9 at least.
        bytes: usize,
    },
    /// Status 200, and the JSON holds a byte that is no UTF-8.
    InvalidUtf8,
    /// Status 503 with the code `server_is_overloaded`.
    Overloaded,
    /// Status 429 with the code `rate_limit_exceeded` and the wait in `retry-after-ms` and
    /// `retry-after` (whole seconds, rounded up).
    RateLimited {
        /// How long the service asks to wait.
        retry_after: Duration,
    },
    /// Status 307 to another place.
    Redirect {
        /// The header `location`.
        location: String,
    },
    /// Status 408 with an error object.
    RequestTimeout,
    /// The connection is reset (RST) behind the last header.
    ResetAfterHeaders,
    /// The connection is reset (RST) before the first byte of an answer.
    ResetBeforeHeaders,
    /// The connection is reset (RST) in the middle of the body.
    ResetInBody,
    /// The connection is reset (RST) in the middle of the headers.
    ResetInHeaders,
    /// Status 500 with an error of type `server_error`.
    ServerError,
    /// Nothing is ever answered; the connection stays open.
    Silence,
    /// Status 200, and then a blank every few milliseconds, for ever.
    SlowDrip,
    /// Status 429 with the code `slow_down`: the traffic grew too quickly.
    SlowDown,
    /// Any status, headers and body.
    Status {
        /// The HTTP status, 100 to 999.
        status: u16,
        /// Names and values, in place of the service's own.
        headers: Vec<(String, String)>,
        /// The body as it is sent; JSON unless a header says otherwise.
        body: String,
    },
    /// Status 429 with the code `rate_limit_exceeded`; only these headers say when to come back.
    TooManyRequests {
        /// Names and values, `retry-after` for instance; or none.
        headers: Vec<(String, String)>,
    },
    /// Status 429 with the code of an unpaid bill or a spent allowance.
    Unpaid {
        /// The code, `project_spend_limit_exceeded` for instance.
        code: String,
    },
    /// Status 200, and the headers promise half of the body that comes.
    WrongLength,
    /// Status 200 with JSON that has nothing to do with an answer.
    WrongJson,
}

impl Fault {
    /// Every fault with a name for command lines and headers; what it can be told is something usual.
    /// [`Fault::Status`] has none.
    ///
    /// ```
    /// use extract::testing::Fault;
    ///
    /// let (_, fault) = Fault::all().into_iter().find(|(name, _)| *name == "reset-in-body").unwrap();
    /// assert_eq!(fault, Fault::ResetInBody);
    /// ```
    pub fn all() -> Vec<(&'static str, Self)> {
        vec![
            ("bad-gateway", Self::BadGateway),
            ("billing", Self::BillingExhausted),
            ("broken-json", Self::BrokenJson),
            ("conflict", Self::Conflict),
            ("decompression-bomb", Self::DecompressionBomb),
            ("deep-json", Self::DeepJson { levels: 10_000 }),
            ("disconnect", Self::Disconnect),
            ("error-in-body", Self::ErrorInBody),
            ("failed-run", Self::FailedRun),
            ("gateway-timeout", Self::GatewayTimeout),
            ("half-body", Self::HalfBody),
            ("html", Self::Html),
            ("huge-body", Self::HugeBody { bytes: 100_000_000 }),
            ("invalid-utf8", Self::InvalidUtf8),
            ("overloaded", Self::Overloaded),
            ("rate-limited", Self::RateLimited { retry_after: Duration::from_secs(1) }),
            ("redirect", Self::Redirect { location: "http://elsewhere.invalid/v1".into() }),
            ("request-timeout", Self::RequestTimeout),
            ("reset-after-headers", Self::ResetAfterHeaders),
            ("reset-before-headers", Self::ResetBeforeHeaders),
            ("reset-in-body", Self::ResetInBody),
            ("reset-in-headers", Self::ResetInHeaders),
            ("server-error", Self::ServerError),
            ("silence", Self::Silence),
            ("slow-down", Self::SlowDown),
            ("slow-drip", Self::SlowDrip),
            ("too-many-requests", Self::TooManyRequests { headers: Vec::new() }),
            ("unpaid", Self::Unpaid { code: "billing_hard_limit_reached".into() }),
            ("wrong-json", Self::WrongJson),
            ("wrong-length", Self::WrongLength),
        ]
    }

    /// Whether a good answer only travels badly.
    pub(super) fn breaks_the_answer(&self) -> bool {
        matches!(self.delivery(), Delivery::Broken(..) | Delivery::WrongLength)
    }

    pub(super) fn delivery(&self) -> Delivery {
        match self {
            Self::DecompressionBomb => Delivery::Long(Box::new(bomb())),
            Self::Disconnect => Delivery::Broken(Place::BeforeHeaders, End::Closed),
            Self::HalfBody => Delivery::Broken(Place::InBody, End::Closed),
            Self::HugeBody { bytes } => Delivery::Long(Box::new(huge(*bytes))),
            Self::ResetAfterHeaders => Delivery::Broken(Place::AfterHeaders, End::Reset),
            Self::ResetBeforeHeaders => Delivery::Broken(Place::BeforeHeaders, End::Reset),
            Self::ResetInBody => Delivery::Broken(Place::InBody, End::Reset),
            Self::ResetInHeaders => Delivery::Broken(Place::InHeaders, End::Reset),
            Self::Silence => Delivery::Broken(Place::BeforeHeaders, End::Silent),
            Self::SlowDrip => Delivery::Dripped,
            Self::WrongLength => Delivery::WrongLength,
            _ => Delivery::Whole,
        }
    }

    /// The reply of a fault that has nothing to do with the run.
    pub(super) fn reply(&self) -> Reply {
        let reply = match self {
            Self::BadGateway => error(502, "Bad gateway.", "server_error", "bad_gateway"),
            Self::BillingExhausted => unpaid("insufficient_quota"),
            Self::BrokenJson => Reply::new(200, r#"{"id":"resp_1","output":[{"#),
            Self::Conflict => error(
                409,
                "Another process is currently operating on this conversation.",
                "invalid_request_error",
                "conversation_locked",
            ),
            Self::DecompressionBomb => Reply::new(200, "").header("content-encoding", "gzip"),
            Self::DeepJson { levels } => {
                Reply::new(200, ["[".repeat(*levels), "]".repeat(*levels)].concat())
            }
            Self::ErrorInBody | Self::FailedRun => Reply { status: 200, ..server_error() },
            Self::GatewayTimeout => {
                error(504, "The gateway timed out.", "server_error", "gateway_timeout")
            }
            Self::Html => Reply::new(502, HTML_PAGE).header("content-type", "text/html"),
            Self::InvalidUtf8 => Reply::new(200, &b"{\"id\":\"resp_\xff\",\"output\":[]}"[..]),
            Self::Overloaded => error(
                503,
                "The server is currently overloaded with other requests.",
                "service_unavailable_error",
                "server_is_overloaded",
            ),
            Self::RateLimited { retry_after } => rate_limited(*retry_after),
            Self::Redirect { location } => Reply::new(307, "").header("location", location),
            Self::RequestTimeout => {
                error(408, "The request timed out.", "timeout_error", "request_timeout")
            }
            Self::ServerError => server_error(),
            Self::SlowDown => error(
                429,
                "The traffic of this organization grew too quickly.",
                "rate_limit_error",
                "slow_down",
            ),
            Self::Status { status, headers, body } => {
                with_headers(Reply::new(*status, body.clone()), headers)
            }
            Self::TooManyRequests { headers } => with_headers(too_many_requests(), headers),
            Self::Unpaid { code } => unpaid(code),
            Self::WrongJson => Reply::json(200, &json!({ "message": "hello", "items": [1, 2] })),
            // All there is to these is how they travel.
            Self::Disconnect
            | Self::HalfBody
            | Self::HugeBody { .. }
            | Self::ResetAfterHeaders
            | Self::ResetBeforeHeaders
            | Self::ResetInBody
            | Self::ResetInHeaders
            | Self::Silence
            | Self::SlowDrip
            | Self::WrongLength => Reply::new(200, ""),
        };
        reply.delivered(self.delivery())
    }
}

/// The reply of something that is done, or the fault in its place. A fault that only breaks the answer
/// off leaves it done.
pub(super) fn played(
    fault: Option<Fault>,
    done: impl FnOnce() -> Result<Reply, Rejection>,
) -> Result<Reply, Rejection> {
    match fault {
        Some(fault) if !fault.breaks_the_answer() => Ok(fault.reply()),
        Some(fault) => Ok(done()?.delivered(fault.delivery())),
        None => done(),
    }
}

pub(super) const HTML_PAGE: &str = "<html><head><title>502 Bad Gateway</title></head>\
    <body><center><h1>502 Bad Gateway</h1></center></body></html>";

pub(super) const SERVER_ERROR: &str = "The server had an error while processing your request.";

fn server_error() -> Reply {
    error(500, SERVER_ERROR, "server_error", "server_error")
}

fn unpaid(code: &str) -> Reply {
    let message = "You exceeded your current quota, please check your plan and billing details.";
    error(429, message, code, code)
}

fn rate_limited(retry_after: Duration) -> Reply {
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    too_many_requests()
        .header("retry-after-ms", &retry_after.as_millis().to_string())
        .header("retry-after", &seconds.to_string())
}

fn too_many_requests() -> Reply {
    error(
        429,
        "Rate limit reached for requests per min (RPM): Limit 60, Used 60, Requested 1.",
        "requests",
        "rate_limit_exceeded",
    )
    .header("x-ratelimit-remaining-requests", "0")
}

fn with_headers(reply: Reply, headers: &[(String, String)]) -> Reply {
    headers.iter().fold(reply, |reply, (name, value)| reply.header(name, value))
}

fn error(status: u16, message: &str, kind: &str, code: &str) -> Reply {
    let error = json!({ "message": message, "type": kind, "param": null, "code": code });
    Reply::json(status, &json!({ "error": error }))
}

fn huge(bytes: usize) -> Long {
    let (start, end) = (b"{\"id\":\"".to_vec(), b"\"}".to_vec());
    let times = bytes.saturating_sub(start.len() + end.len());
    Long { start, middle: b"x".to_vec(), times, end }
}

/// One DEFLATE block with the fixed codes: a zero, then "258 bytes from one byte back" 4,161,793 times.
/// That takes 13 bits each time, so it repeats every 13 bytes. Check sum and length are right.
fn bomb() -> Long {
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    const EIGHT_TIMES: [u8; 13] =
        [0x05, 0xa3, 0x60, 0x14, 0x8c, 0x82, 0x51, 0x30, 0x0a, 0x46, 0xc1, 0x28, 0x18];
    const TRAILER: [u8; 8] = [0xeb, 0x0c, 0x52, 0x3d, 0x03, 0x03, 0x00, 0x40];
    Long {
        start: [&HEADER[..], &[0x63, 0x18]].concat(),
        middle: EIGHT_TIMES.to_vec(),
        times: 520_224,
        end: [&[0x05, 0x00], &TRAILER[..]].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own() {
        let mut variants = std::collections::BTreeSet::new();
        for (name, fault) in Fault::all() {
            let shown = format!("{fault:?}");
            let variant = shown.split([' ', '{']).next().unwrap_or_default().to_owned();
            let words: String = name.split('-').collect();
            let is_alike = variant.to_ascii_lowercase() == words || name == "billing";
            assert!(is_alike, "{name}: {variant}");
            assert!(variants.insert(variant), "{name}");
        }
        // Only `Status` is missing: it can be anything.
        let source = include_str!("fault.rs");
        let (_, rest) = source.split_once("pub enum Fault {").expect("the enum");
        let (body, _) = rest.split_once("\n}\n").expect("its end");
        let declared = body.lines().filter_map(|line| line.strip_prefix("    "));
        let declared = declared.filter(|line| line.starts_with(|first: char| first.is_uppercase()));
        for line in declared {
            let variant = line.trim_end_matches([' ', '{', ',']);
            assert_eq!(variants.contains(variant), variant != "Status", "{variant}");
        }
    }
}
