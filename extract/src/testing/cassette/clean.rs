//! What of a request and its response may stand in the file.

use bytes::Bytes;
use http::{HeaderMap, Uri};

use super::exchange::{Content, Sent};
use crate::{
    client::is_loopback,
    transport::{Secret, marked},
};

/// Headers of a request that change what it means and carry no key.
const OF_REQUEST: [&str; 5] =
    ["accept", "anthropic-beta", "anthropic-version", "content-type", "openai-beta"];

/// Headers of a response that mean something to a client; those of rate limits as well.
const OF_RESPONSE: [&str; 11] = [
    "apim-request-id",
    "content-encoding",
    "content-type",
    "openai-poll-after-ms",
    "openai-processing-ms",
    "openai-version",
    "request-id",
    "retry-after",
    "retry-after-ms",
    "x-request-id",
    "x-should-retry",
];

/// Who is billed: no key, and yet nobody else's affair.
const OWNERS: [&str; 2] = ["openai-organization", "openai-project"];

/// What a request carries and no file shall show, with the mark that is written in its place. The longest stands first:
/// one may be part of another.
pub(super) struct Secrets(Vec<(String, &'static str)>);

impl Secrets {
    pub(super) fn of(request: &http::Request<Bytes>) -> Self {
        let mut secrets = Vec::new();
        for (name, value) in request.headers() {
            let Ok(value) = std::str::from_utf8(value.as_bytes()) else { continue };
            let value = value.trim();
            if Secret::is_name(name.as_str()) {
                // What follows the scheme, such as `Bearer`, and the whole.
                let rest = value.split_once(' ').map_or(value, |(_, rest)| rest.trim());
                secrets.extend([(value.to_owned(), "[key]"), (rest.to_owned(), "[key]")]);
            } else if OWNERS.contains(&name.as_str()) {
                secrets.push((value.to_owned(), "[hidden]"));
            }
        }
        let query = pairs(request.uri()).filter(|(name, _)| Secret::is_name(name));
        secrets.extend(query.map(|(_, value)| (value.to_owned(), "[key]")));
        let mut secrets: Vec<_> = secrets
            .into_iter()
            .filter(|(secret, _)| secret.len() >= Secret::SHORTEST)
            .flat_map(|(secret, mark)| {
                let secret = Secret::new(secret);
                secret.spellings().map(|secret| (secret.to_owned(), mark)).collect::<Vec<_>>()
            })
            .collect();
        secrets.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    /// The request as the file has it.
    pub(super) fn sent(&self, request: &http::Request<Bytes>) -> Sent {
        Sent {
            method: request.method().to_string(),
            url: self.out_of(&url(request.uri())),
            headers: self.headers(request.headers(), |name| OF_REQUEST.contains(&name)),
            body: self.content(request.body()),
        }
    }

    pub(super) fn of_response(&self, headers: &HeaderMap) -> Vec<String> {
        let is_kept = |name: &str| OF_RESPONSE.contains(&name) || name.contains("ratelimit");
        self.headers(headers, is_kept)
    }

    fn headers(&self, headers: &HeaderMap, is_kept: impl Fn(&str) -> bool) -> Vec<String> {
        let texts = headers.iter().filter_map(|(name, value)| {
            // A value that is no text says nothing to a client.
            let value = is_kept(name.as_str()).then(|| value.to_str().ok()).flatten()?;
            Some(format!("{name}: {}", self.out_of(value)))
        });
        let mut lines: Vec<String> = texts.collect();
        lines.sort_by(|one, other| name_of(one).cmp(name_of(other)));
        lines
    }

    pub(super) fn out_of(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (secret, mark) in &self.0 {
            text = text.replace(secret, mark);
        }
        text
    }

    /// Bytes, since a body need not be text.
    pub(super) fn content(&self, body: &Bytes) -> Content {
        let mut body = body.clone();
        for (secret, mark) in &self.0 {
            body = marked(body, secret.as_bytes(), mark.as_bytes());
        }
        Content(body)
    }
}

/// The name in a `name: value`.
fn name_of(line: &str) -> &str {
    line.split_once(':').map_or(line, |(name, _)| name)
}

/// Without what changes from run to run, and without keys in the query.
fn url(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default();
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().filter(|_| !is_loopback(host));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let query: Vec<String> = uri
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if Secret::is_name(name) => format!("{name}=[key]"),
            _ => pair.to_owned(),
        })
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{scheme}://{host}{port}{}{query}", uri.path())
}

fn pairs(uri: &Uri) -> impl Iterator<Item = (&str, &str)> {
    uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)], url: &str, body: &'static str) -> http::Request<Bytes> {
        let mut request = http::Request::post(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[test]
    fn a_key_that_is_part_of_another_hides_both() {
        let headers = [("api-key", "sk-12345678"), ("x-token", "sk-12345678-more")];
        let request = request(&headers, "http://a/", "sk-12345678-more, sk-12345678sk-12345678");
        let sent = Secrets::of(&request).sent(&request);
        assert_eq!(&*sent.body.0, b"[key], [key][key]");
    }

    #[test]
    fn headers_that_mean_something_to_a_client_are_kept() {
        let secrets = Secrets(Vec::new());
        let names = ["openai-poll-after-ms", "retry-after", "x-ratelimit-reset-tokens"];
        let mut headers = HeaderMap::new();
        for name in names.into_iter().chain(["date", "set-cookie"]) {
            headers.insert(name, "1".parse().unwrap());
        }
        assert_eq!(secrets.of_response(&headers), names.map(|name| format!("{name}: 1")));
    }

    #[test]
    fn words_that_are_no_keys_stay() {
        let headers =
            [("authorization", "Bearer none"), ("accept", "text/none"), ("x-a", "password")];
        let request = request(&headers, "http://a/?key=&max=12345678", "none 12345678 password");
        let sent = Secrets::of(&request).sent(&request);
        assert_eq!(&*sent.body.0, b"none 12345678 password");
        assert_eq!(sent.url, "http://a/?key=[key]&max=12345678");
        assert_eq!(sent.headers, ["accept: text/none"]);
    }

    #[test]
    fn only_the_ports_of_this_machine_are_left_out() {
        let cases = [
            ("http://127.0.0.1:1234/v1", "http://127.0.0.1/v1"),
            ("http://[::1]:1234/v1?a", "http://[::1]/v1?a"),
            ("https://a.example:8443/v1", "https://a.example:8443/v1"),
            ("https://a.example", "https://a.example/"),
        ];
        for (given, expected) in cases {
            assert_eq!(url(&given.parse().unwrap()), expected);
        }
    }
}
