//! The headers that go out with every request, and what must never be shown of them.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{ClientBuilder, base_url::BaseUrl, builder::wrong};
use crate::{Error, transport::Secret};

impl ClientBuilder {
    /// What must never be shown: the key, and headers and parts of the query that look like one.
    pub(super) fn secrets(&self, base_url: &BaseUrl) -> Vec<Secret> {
        let key = self.api_key.iter().map(|key| key.expose().trim());
        let headers =
            self.headers.iter().filter(|(name, _)| Secret::is_name(name)).map(|(_, value)| {
                let value = value.expose().trim();
                // What follows the scheme, such as `Bearer`.
                value.split_once(' ').map_or(value, |(_, rest)| rest.trim())
            });
        let pairs = base_url.query().split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.filter(|(name, _)| Secret::is_name(name)).map(|(_, value)| value);
        key.chain(headers)
            .chain(query)
            .filter(|secret| secret.len() >= Secret::SHORTEST)
            .map(Secret::new)
            .collect()
    }

    pub(super) fn sets(&self, header: &str) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(header))
    }

    pub(super) fn header_map(&self) -> Result<HeaderMap, Error> {
        // With room for what is added to each request: our id, and what HTTP itself needs.
        let mut headers = HeaderMap::with_capacity(self.headers.len() + 12);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(key) = &self.api_key {
            if key.expose().trim().is_empty() {
                return Err(wrong(
                    "the key is empty, leave `api_key` out if the server needs none",
                ));
            }
            // A token takes its place, try by try.
            if self.tokens.is_none() {
                let (name, value) = self.key(key.expose())?;
                headers.insert(name, value);
            }
        }
        for (name, value) in &self.headers {
            let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
                // Only its beginning: a whole line, key and all, may stand in the place of a name.
                let is_name = |it: &char| it.is_ascii_alphanumeric() || "-_".contains(*it);
                let shown: String = name.chars().take_while(is_name).collect();
                return Err(wrong(&format!(
                    "the name of a header, `{shown}…`, is empty or holds characters that no name takes"
                )));
            };
            if parsed == header::CONTENT_LENGTH || parsed == header::TRANSFER_ENCODING {
                return Err(wrong(&format!(
                    "the header `{parsed}` is the client's own, leave it out"
                )));
            }
            let value = secret(value.expose()).ok_or_else(|| {
                wrong(&format!("the header `{parsed}` holds characters that no header takes"))
            })?;
            headers.insert(parsed, value);
        }
        Ok(headers)
    }

    /// The key in the header where the provider looks for it.
    fn key(&self, key: &str) -> Result<(HeaderName, HeaderValue), Error> {
        let named = |name: &'static str| match HeaderName::from_bytes(name.as_bytes()) {
            Ok(header) => Ok((header, secret(key))),
            Err(_) => Err(wrong(&format!("the provider's `key_header`, `{name}`, is no name"))),
        };
        let (name, value) = match self.provider.key_header {
            Some(name) => named(name)?,
            None => (header::AUTHORIZATION, secret(&format!("Bearer {key}"))),
        };
        let unfit = "the key holds characters that no header takes, such as a line break";
        Ok((name, value.ok_or_else(|| wrong(unfit))?))
    }
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
