//! The table: each fault, and the one thing that becomes of it.

use std::time::Duration;

use extract::testing::{Fault, Outcome};

/// One fault, on either endpoint.
pub struct Cell {
    /// As `docs/faults.md` names it.
    pub name: &'static str,
    pub play: Play,
    /// The error, as [`told`](crate::told) spells it.
    pub becomes: &'static str,
    /// The HTTP status of each try.
    pub status: Option<u16>,
    /// The waits before each further try, in seconds; none where there is none.
    pub waits: &'static [f64],
    pub alarm: Alarm,
    /// What the error keeps of the body begins so.
    pub kept: Option<&'static str>,
    /// Whether the build must unpack gzip; it does not matter to most.
    pub unpacks: Option<bool>,
}

pub enum Play {
    /// Nobody listens.
    Refused,
    Fault(Fault),
    /// To a server that would answer.
    Redirect,
    /// The model answers with this.
    Text(String),
}

/// When the time of a try is over.
#[derive(Clone, Copy)]
pub enum Alarm {
    Never,
    /// Once the server has the request: it sends nothing that could come first.
    Asked,
    /// After the client has gone on so many times: what came before an endless drip is read by then.
    Later,
}

impl Cell {
    /// How the local server is told to play it.
    pub fn played_by(&self) -> String {
        match &self.play {
            Play::Refused => "ClosedPort".into(),
            Play::Redirect => "Fault::Redirect".into(),
            Play::Text(_) => "Outcome::answer_text".into(),
            Play::Fault(fault) => format!("Fault::{}", variant(fault)),
        }
    }

    pub fn outcome(&self, elsewhere: String) -> Outcome {
        match &self.play {
            Play::Refused => unreachable!("no server plays it"),
            Play::Fault(fault) => Outcome::fault(fault.clone()),
            Play::Redirect => Outcome::fault(Fault::Redirect { location: elsewhere }),
            Play::Text(text) => Outcome::answer_text(text),
        }
    }
}

/// The name of a fault's variant.
pub fn variant(fault: &Fault) -> String {
    let shown = format!("{fault:?}");
    shown.split([' ', '{']).next().unwrap().to_owned()
}

/// Twice more, half a second and a second later.
const BACKOFF: &[f64] = &[0.5, 1.0];

fn cut(name: &'static str, fault: Fault) -> Cell {
    Cell {
        name,
        play: Play::Fault(fault),
        becomes: "`Transport` `Cut`",
        status: None,
        waits: BACKOFF,
        alarm: Alarm::Never,
        kept: None,
        unpacks: None,
    }
}

fn malformed(name: &'static str, fault: Fault, kept: &'static str) -> Cell {
    Cell {
        becomes: "`Transport` `Malformed`",
        status: Some(200),
        waits: &[],
        kept: Some(kept),
        ..cut(name, fault)
    }
}

fn too_large(name: &'static str, fault: Fault, kept: &'static str) -> Cell {
    Cell { becomes: "`Transport` `TooLarge`", ..malformed(name, fault, kept) }
}

fn transient(name: &'static str, fault: Fault, status: u16, becomes: &'static str) -> Cell {
    Cell { becomes, status: Some(status), kept: Some(r#"{"error":{"#), ..cut(name, fault) }
}

fn throttled(name: &'static str, header: &[(&str, &str)], waits: &'static [f64]) -> Cell {
    let headers = header.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let fault = Fault::TooManyRequests { headers };
    Cell { waits, ..transient(name, fault, 429, "`Api` 429 `rate_limit_exceeded`") }
}

fn unpaid(name: &'static str, code: &str, becomes: &'static str) -> Cell {
    let fault = Fault::Unpaid { code: code.into() };
    Cell { waits: &[], ..transient(name, fault, 429, becomes) }
}

/// No answer comes through.
fn of_the_line() -> Vec<Cell> {
    vec![
        Cell {
            becomes: "`Transport` `Connect`",
            play: Play::Refused,
            ..cut("refused connection", Fault::Disconnect)
        },
        cut("connection closed before the headers", Fault::Disconnect),
        cut("reset before the headers", Fault::ResetBeforeHeaders),
        cut("reset in the headers", Fault::ResetInHeaders),
        Cell { status: Some(200), ..cut("reset after the headers", Fault::ResetAfterHeaders) },
        Cell {
            status: Some(200),
            kept: Some("{\""),
            ..cut("reset in the body", Fault::ResetInBody)
        },
        Cell {
            status: Some(200),
            kept: Some("{\""),
            ..cut("connection closed in the body", Fault::HalfBody)
        },
        Cell {
            becomes: "`Transport` `Timeout`",
            alarm: Alarm::Asked,
            ..cut("stall", Fault::Silence)
        },
        Cell {
            becomes: "`Transport` `Timeout`",
            status: Some(200),
            alarm: Alarm::Later,
            kept: Some(" "),
            ..cut("slow drip", Fault::SlowDrip)
        },
    ]
}

/// Something whole comes, and it is no answer.
fn of_the_body() -> Vec<Cell> {
    vec![
        malformed("a length that is too short", Fault::WrongLength, "{\""),
        malformed("truncated JSON", Fault::BrokenJson, r#"{"id":"resp_1","output":[{"#),
        Cell { becomes: "`Api` 200", ..malformed("other JSON", Fault::WrongJson, "{\"") },
        malformed("invalid UTF-8", Fault::InvalidUtf8, "{\"id\":\"resp_\u{fffd}\""),
        malformed("JSON nested 10,000 deep", Fault::DeepJson { levels: 10_000 }, "[[["),
        Cell {
            becomes: "`Invalid`",
            play: Play::Text("[".repeat(10_000) + &"]".repeat(10_000)),
            ..malformed("an answer nested 10,000 deep", Fault::WrongJson, "[[[")
        },
        too_large("a body of 100 MB", Fault::HugeBody { bytes: 100_000_000 }, "{\"id\":\"xxx"),
        Cell {
            unpacks: Some(true),
            ..too_large(
                "a decompression bomb, with the feature `gzip`",
                Fault::DecompressionBomb,
                "\0\0\0",
            )
        },
        Cell {
            unpacks: Some(false),
            ..malformed(
                "a decompression bomb, without the feature",
                Fault::DecompressionBomb,
                "\u{1f}\u{fffd}",
            )
        },
    ]
}

/// The server says no.
fn of_the_server() -> Vec<Cell> {
    vec![
        Cell {
            waits: &[],
            kept: Some(""),
            play: Play::Redirect,
            ..transient("a redirect to another origin", Fault::Html, 307, "`Api` 307")
        },
        transient("200 with an error", Fault::ErrorInBody, 200, "`Api` 200 `server_error`"),
        Cell {
            kept: Some("{"),
            ..transient("a run that fails", Fault::FailedRun, 200, "`Api` 200 `server_error`")
        },
        transient("408", Fault::RequestTimeout, 408, "`Api` 408 `request_timeout`"),
        transient("409", Fault::Conflict, 409, "`Api` 409 `conversation_locked`"),
        throttled("429 with seconds", &[("retry-after", "7")], &[7.0, 7.0]),
        throttled("429 with a fraction of a second", &[("retry-after", "0.25")], &[0.25, 0.25]),
        throttled("429 with milliseconds", &[("retry-after-ms", "1500")], &[1.5, 1.5]),
        // By the second try the moment has come.
        throttled(
            "429 with a date",
            &[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")],
            &[10.0, 1.0],
        ),
        throttled("429 with a negative number", &[("retry-after", "-7")], BACKOFF),
        throttled("429 with days", &[("retry-after", "604800")], &[]),
        throttled("429 without a word", &[], BACKOFF),
        Cell {
            waits: &[1.5, 1.5],
            ..transient(
                "429 with milliseconds and whole seconds",
                Fault::RateLimited { retry_after: Duration::from_millis(1500) },
                429,
                "`Api` 429 `rate_limit_exceeded`",
            )
        },
        transient("429, slow down", Fault::SlowDown, 429, "`Api` 429 `slow_down`"),
        Cell {
            waits: &[],
            ..transient(
                "a spent quota",
                Fault::BillingExhausted,
                429,
                "`Api` 429 `insufficient_quota`",
            )
        },
        unpaid("no quota left", "insufficient_quota", "`Api` 429 `insufficient_quota`"),
        unpaid(
            "no credit left",
            "credit_balance_exhausted",
            "`Api` 429 `credit_balance_exhausted`",
        ),
        unpaid(
            "the hard limit is reached",
            "billing_hard_limit_reached",
            "`Api` 429 `billing_hard_limit_reached`",
        ),
        unpaid(
            "the organization spent its limit",
            "organization_spend_limit_exceeded",
            "`Api` 429 `organization_spend_limit_exceeded`",
        ),
        unpaid(
            "the organization used its limit",
            "organization_usage_limit_exceeded",
            "`Api` 429 `organization_usage_limit_exceeded`",
        ),
        unpaid(
            "the project spent its limit",
            "project_spend_limit_exceeded",
            "`Api` 429 `project_spend_limit_exceeded`",
        ),
        transient("500", Fault::ServerError, 500, "`Api` 500 `server_error`"),
        transient("502", Fault::BadGateway, 502, "`Api` 502 `bad_gateway`"),
        Cell {
            kept: Some("<html>"),
            ..transient("502 with a page of HTML", Fault::Html, 502, "`Api` 502")
        },
        transient("503", Fault::Overloaded, 503, "`Api` 503 `server_is_overloaded`"),
        transient("504", Fault::GatewayTimeout, 504, "`Api` 504 `gateway_timeout`"),
    ]
}

/// Those that a server plays to this build.
pub fn played() -> Vec<Cell> {
    let mut cells = all();
    cells.retain(|cell| cell.unpacks.is_none_or(|unpacks| unpacks == cfg!(feature = "gzip")));
    cells.retain(|cell| !matches!(cell.play, Play::Refused));
    cells
}

pub fn all() -> Vec<Cell> {
    [of_the_line(), of_the_body(), of_the_server()].into_iter().flatten().collect()
}
