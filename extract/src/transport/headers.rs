//! What the headers of an answer wish.

use std::time::{Duration, SystemTime};

use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_ENCODING, RETRY_AFTER},
};

/// Our id of a request; the service takes ASCII, at most 512 characters.
pub(super) const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-client-request-id");

// Read once, not with each answer.
static REQUEST_IDS: [HeaderName; 3] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("apim-request-id"),
    HeaderName::from_static("request-id"),
];
static POLL_AFTER_MS: HeaderName = HeaderName::from_static("openai-poll-after-ms");
static RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");
static SHOULD_RETRY: HeaderName = HeaderName::from_static("x-should-retry");

/// `retry-after-ms`, else `retry-after` as seconds or as an HTTP date, which alone needs to know the time of
/// day. What cannot be read is no wish.
pub(super) fn retry_after(
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    if let Some(milliseconds) = text(headers, &RETRY_AFTER_MS).and_then(number) {
        return Some(seconds(milliseconds / 1000.0));
    }
    let wish = text(headers, &RETRY_AFTER)?;
    match number(wish) {
        Some(number) => Some(seconds(number)),
        // A moment that is over asks for no wait.
        None => httpdate::parse_http_date(wish)
            .ok()
            .map(|moment| moment.duration_since(now()).unwrap_or_default()),
    }
}

/// When the server wants the next request: as [`retry_after`], or as it tells those who poll.
pub(super) fn next_after(
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let poll = || text(headers, &POLL_AFTER_MS).and_then(number);
    retry_after(headers, now).or_else(|| poll().map(|time| seconds(time / 1000.0)))
}

/// `x-should-retry: true` or `false`.
pub(super) fn should_retry(headers: &HeaderMap) -> Option<bool> {
    text(headers, &SHOULD_RETRY)?.to_ascii_lowercase().parse().ok()
}

/// The server's id of a request.
pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_IDS.iter().find_map(|name| text(headers, name))
}

/// What to say of a body that is still compressed when it arrives here.
pub(super) fn unread_encoding(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 40;
    let encoding = text(headers, &CONTENT_ENCODING)?;
    if encoding.eq_ignore_ascii_case("identity") || encoding.len() > LONGEST {
        return None;
    }
    Some(format!(
        "a body compressed as `{encoding}`, which nobody unpacked, see the feature `gzip`"
    ))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// A wait that no clock can count is as long as can be, not absent.
fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday, 6 November 1994, 08:49:37.
    const NOW: Duration = Duration::from_secs(784_111_777);

    #[test]
    fn every_form_of_a_wish_is_read() {
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(Headers, Option<f64>); 15] = [
            (&[], None),
            (&[("retry-after-ms", "-1"), ("retry-after", "9")], Some(9.0)),
            (&[("retry-after", "1e300")], Some(Duration::MAX.as_secs_f64())),
            (&[("retry-after", "2")], Some(2.0)),
            (&[("retry-after", " 1.5 ")], Some(1.5)),
            (&[("retry-after", "0")], Some(0.0)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")], Some(10.0)),
            (&[("retry-after", "Sun, 06 Nov 1994 08:49:27 GMT")], Some(0.0)),
            (&[("retry-after-ms", "250")], Some(0.25)),
            (&[("retry-after-ms", "250"), ("retry-after", "9")], Some(0.25)),
            (&[("retry-after-ms", "soon"), ("retry-after", "9")], Some(9.0)),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "soon")], None),
        ];
        for (pairs, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().expect("a header value"));
            }
            let wish = retry_after(&headers, || SystemTime::UNIX_EPOCH + NOW);
            assert_eq!(wish.map(|wish| wish.as_secs_f64()), expected, "{pairs:?}");
        }
    }
}
