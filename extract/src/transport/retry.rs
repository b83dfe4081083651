//! Whether to try again, and when: a pure decision.

use std::time::Duration;

use crate::error::{ApiError, Error, TransportErrorKind};

/// The first wait; each later one is twice as long, up to the longest.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(500);
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// What speaks for and against another try, beside the error itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Situation {
    /// Tries after the first one, so far.
    pub(super) retries: u32,
    pub(super) max_retries: u32,
    /// Until the deadline of the call.
    pub(super) remaining: Duration,
    /// A server may ask for this much. Whoever must wait longer wants to know instead.
    pub(super) longest_wish: Duration,
    /// `x-should-retry`, which the server puts above its status.
    pub(super) should_retry: Option<bool>,
    /// From 0 up to 1.
    pub(super) random: f64,
}

/// How long to wait before the next try; `None` when there is none.
pub(super) fn wait(error: &Error, situation: Situation) -> Option<Duration> {
    if situation.retries >= situation.max_retries || !is_worth_it(error, situation.should_retry) {
        return None;
    }
    let wish = match error {
        Error::Api(error) => error.retry_after(),
        _ => None,
    };
    let wait = match wish {
        Some(wish) if wish > situation.longest_wish => return None,
        Some(wish) if !wish.is_zero() => wish,
        _ => backoff(situation.retries, situation.random),
    };
    // A try that would start after the deadline can only hide what happened.
    (wait < situation.remaining).then_some(wait)
}

fn is_worth_it(error: &Error, should_retry: Option<bool>) -> bool {
    match error {
        Error::Api(error) if error.is_billing() => false,
        Error::Api(error) => should_retry.unwrap_or_else(|| ApiError::is_retryable(error)),
        Error::Transport(error) => match error.kind() {
            TransportErrorKind::Deadline => false,
            kind => kind.is_retryable(),
        },
        _ => false,
    }
}

/// Up to a quarter less, so that many clients do not come back at the same moment.
pub(crate) fn backoff(retries: u32, random: f64) -> Duration {
    let full = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(retries)).min(LONGEST_WAIT);
    // A clock of somebody else's may give any number, and this one panics on what is none.
    let random = if random.is_finite() { random.clamp(0.0, 1.0) } else { 0.0 };
    full.mul_f64(1.0 - 0.25 * random)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::{ConfigError, Evidence, TransportError},
        wire::error_body,
    };

    const CALM: Situation = Situation {
        retries: 0,
        max_retries: 2,
        remaining: Duration::from_secs(1800),
        longest_wish: Duration::from_secs(120),
        should_retry: None,
        random: 0.0,
    };

    fn api(status: u16, code: &str, retry_after: Option<f64>) -> Error {
        let body = format!(r#"{{"error":{{"message":"M","code":"{code}"}}}}"#);
        let retry_after = retry_after.map(Duration::from_secs_f64);
        error_body::parse(body.as_bytes()).into_error(
            status,
            body,
            retry_after,
            Evidence::default(),
        )
    }

    fn transport(kind: TransportErrorKind) -> Error {
        TransportError::new(kind, "M").into()
    }

    #[test]
    fn the_decision_follows_error_wish_count_and_deadline() {
        let half = Some(0.5);
        let short = Situation { remaining: Duration::from_millis(400), ..CALM };
        let last = Situation { retries: 1, ..CALM };
        let spent = Situation { retries: 2, ..CALM };
        let yes = Situation { should_retry: Some(true), ..CALM };
        let no = Situation { should_retry: Some(false), ..CALM };
        let late = Situation { random: 1.0, ..CALM };
        let odd = Situation { random: f64::NAN, ..CALM };
        let many = Situation { retries: 9, max_retries: 10, ..CALM };
        let cases = [
            ("rate limit", api(429, "rate_limit_exceeded", None), CALM, half),
            ("second retry", api(500, "", None), last, Some(1.0)),
            ("retries spent", api(500, "", None), spent, None),
            ("longest backoff", api(500, "", None), many, Some(8.0)),
            ("jitter", api(500, "", None), late, Some(0.375)),
            ("jitter of a strange clock", api(500, "", None), odd, half),
            ("request timeout", api(408, "", None), CALM, half),
            ("conflict", api(409, "", None), CALM, half),
            ("overloaded", api(503, "server_is_overloaded", None), CALM, half),
            ("error with status 200", api(200, "server_error", None), CALM, half),
            ("bad request", api(400, "invalid_json_schema", None), CALM, None),
            ("the server insists", api(400, "", None), yes, half),
            ("the server declines", api(500, "", None), no, None),
            ("billing", api(429, "insufficient_quota", Some(1.0)), CALM, None),
            ("billing, the server insists", api(429, "insufficient_quota", None), yes, None),
            ("a wish", api(429, "", Some(1.5)), CALM, Some(1.5)),
            ("no wait wished", api(429, "", Some(0.0)), CALM, half),
            ("the longest wish", api(429, "", Some(120.0)), CALM, Some(120.0)),
            ("a longer wish", api(429, "", Some(121.0)), CALM, None),
            ("after the deadline", api(500, "", None), short, None),
            ("a wish after the deadline", api(429, "", Some(0.4)), short, None),
            ("a wish before the deadline", api(429, "", Some(0.3)), short, Some(0.3)),
            ("no connection", transport(TransportErrorKind::Connect), CALM, half),
            ("cut", transport(TransportErrorKind::Cut), CALM, half),
            ("timeout", transport(TransportErrorKind::Timeout), CALM, half),
            ("deadline", transport(TransportErrorKind::Deadline), CALM, None),
            ("malformed", transport(TransportErrorKind::Malformed), CALM, None),
            ("too large", transport(TransportErrorKind::TooLarge), CALM, None),
            ("filtered prompt", api(400, "content_filter", None), yes, None),
            ("config", ConfigError::new("M").into(), yes, None),
        ];
        for (name, error, situation, expected) in cases {
            let wait = wait(&error, situation).map(|wait| wait.as_secs_f64());
            assert_eq!(wait, expected, "{name}");
        }
    }
}
