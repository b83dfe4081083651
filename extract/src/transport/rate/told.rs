use std::time::Duration;

use http::{HeaderMap, HeaderName};

use super::bucket::Window;

/// What a server tells of its limits beside an answer (`x-ratelimit-*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// Of requests.
    pub requests: Option<ToldLimit>,
    /// Of tokens.
    pub tokens: Option<ToldLimit>,
}

/// One limit, as a server tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldLimit {
    /// What is allowed within the window, which is a minute for most and a day for some.
    pub limit: u64,
    /// What is left of it.
    pub remaining: u64,
    /// How long until all of it is there again.
    pub reset: Option<Duration>,
}

impl Told {
    /// Reads the headers; what is absent or makes no sense is left out.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self {
            requests: ToldLimit::read(headers, &REQUESTS),
            tokens: ToldLimit::read(headers, &TOKENS),
        }
    }
}

/// The names of limit, remaining and reset.
static REQUESTS: [HeaderName; 3] = [
    HeaderName::from_static("x-ratelimit-limit-requests"),
    HeaderName::from_static("x-ratelimit-remaining-requests"),
    HeaderName::from_static("x-ratelimit-reset-requests"),
];
static TOKENS: [HeaderName; 3] = [
    HeaderName::from_static("x-ratelimit-limit-tokens"),
    HeaderName::from_static("x-ratelimit-remaining-tokens"),
    HeaderName::from_static("x-ratelimit-reset-tokens"),
];

impl ToldLimit {
    fn read(headers: &HeaderMap, [limit, remaining, reset]: &[HeaderName; 3]) -> Option<Self> {
        let text = |name: &HeaderName| Some(headers.get(name)?.to_str().ok()?.trim());
        // A limit of nothing would stop everything: whoever answers does not mean it.
        let limit = text(limit)?.parse().ok().filter(|limit| *limit > 0)?;
        let remaining = text(remaining)?.parse().ok()?;
        Some(Self { limit, remaining, reset: text(reset).and_then(duration) })
    }

    /// The time in which the limit fills up, told by how long what is spent takes to come back.
    pub(super) fn window(&self) -> Window {
        let spent = self.limit.saturating_sub(self.remaining);
        let (Some(reset), true) = (self.reset, spent > 0) else {
            return Window::Minute;
        };
        let seconds = reset.as_secs_f64() * self.limit as f64 / spent as f64;
        // Resets are told to the second or to the millisecond: an hour stands for all that is longer.
        if seconds > 3600.0 && reset > Duration::from_secs(60) {
            Window::Day
        } else {
            Window::Minute
        }
    }
}

/// `6m0s`, `8.64s`, `12ms`, `1h2m3s`, `1d`, and bare seconds.
fn duration(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, tail) = rest.split_at(end);
        let end = tail.find(|it: char| it.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let seconds = match unit {
            "d" => 86_400.0,
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        let part = Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()?;
        total = total.checked_add(part)?;
        rest = tail;
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resets_are_read_in_every_form() {
        let cases = [
            ("1s", Some(1.0)),
            ("6m0s", Some(360.0)),
            ("12ms", Some(0.012)),
            ("8.64s", Some(8.64)),
            ("1h2m3s", Some(3723.0)),
            ("1d", Some(86_400.0)),
            ("2m59.56s", Some(179.56)),
            ("30", Some(30.0)),
            ("0", Some(0.0)),
            ("-1", None),
            ("", None),
            ("s", None),
            ("1x", None),
            ("1.2.3s", None),
            ("soon", None),
            ("9999999999999999999999999h", None),
        ];
        for (text, expected) in cases {
            let read = duration(text).map(|time| time.as_secs_f64());
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn limits_of_a_minute_are_told_from_those_of_a_day() {
        let cases = [
            // OpenAI: one of 60 requests comes back within a second.
            ((60, 59, Some("1s")), Window::Minute),
            ((150_000, 149_984, Some("6ms")), Window::Minute),
            ((150_000, 0, Some("60s")), Window::Minute),
            // Groq: requests are those of a day.
            ((14_400, 14_370, Some("2m59.56s")), Window::Day),
            ((14_400, 0, Some("24h")), Window::Day),
            // Nothing is said, or nothing is spent.
            ((60, 59, None), Window::Minute),
            ((60, 60, Some("0s")), Window::Minute),
        ];
        for ((limit, remaining, reset), expected) in cases {
            let told = ToldLimit { limit, remaining, reset: reset.and_then(duration) };
            assert_eq!(told.window(), expected, "{told:?}");
        }
    }

    #[test]
    fn headers_that_make_no_sense_are_left_out() {
        let cases = [
            (["60", "59", "1s"], true),
            (["60", "59", "soon"], true),
            (["0", "0", "1s"], false),
            (["-1", "-1", "0"], false),
            (["60", "-1", "1s"], false),
            (["many", "59", "1s"], false),
        ];
        for (values, is_read) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in REQUESTS.iter().zip(values) {
                headers.insert(name, value.parse().unwrap());
            }
            let told = Told::from_headers(&headers);
            assert_eq!((told.requests.is_some(), told.tokens), (is_read, None), "{values:?}");
        }
    }
}
