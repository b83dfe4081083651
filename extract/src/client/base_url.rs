use std::{fmt, net::IpAddr};

use http::Uri;

use crate::{Error, error::ConfigError};

/// Where the API is: scheme, host, path and, for services with versions in it, a query.
#[derive(Clone)]
pub(super) struct BaseUrl {
    uri: Uri,
    path: String,
    query: Option<String>,
}

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let uri: Uri = text.trim().parse().map_err(|error: http::uri::InvalidUri| {
            wrong("the base url cannot be read, write it like `https://api.openai.com/v1`")
                .with_source(error)
        })?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong("the base url starts with neither `https://` nor `http://`").into());
        }
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong(
                "the base url holds a user name or password, give the key with `api_key`",
            )
            .into());
        }
        let host = uri.host().unwrap_or_default();
        let port = uri.authority().and_then(|authority| authority.as_str().strip_prefix(host));
        if host.is_empty() || (port != Some("") && uri.port_u16().is_none()) {
            return Err(wrong("the base url has no host, or a port that is none").into());
        }
        if text.contains('#') {
            return Err(wrong("the base url has a part behind `#`, which no server sees").into());
        }
        let path = uri.path().trim_end_matches('/').to_owned();
        let query = uri.query().map(str::to_owned);
        Ok(Self { uri, path, query })
    }

    /// The URL of a path below this one.
    pub(super) fn join(&self, path: &str) -> Result<Uri, Error> {
        let mut target = format!("{}{path}", self.path);
        if let Some(query) = &self.query {
            target.push('?');
            target.push_str(query);
        }
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(target.parse().map_err(|error: http::uri::InvalidUri| {
            wrong("the base url has a path that cannot be read").with_source(error)
        })?);
        Uri::from_parts(parts)
            .map_err(|error| wrong("the base url is not whole").with_source(error).into())
    }

    /// What follows the question mark; empty without one.
    pub(super) fn query(&self) -> &str {
        self.query.as_deref().unwrap_or_default()
    }

    /// Without what requests add to its path.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Whether a request to this URL is readable on its way.
    pub(super) fn is_plain(&self) -> bool {
        self.uri.scheme_str() == Some("http")
    }

    /// Whether the other one is on the same machine.
    pub(super) fn has_host_of(&self, other: &Self) -> bool {
        let host = |url: &Self| url.uri.host().map(str::to_ascii_lowercase);
        host(self) == host(other)
    }

    /// Whether the server is this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.uri.host().is_some_and(is_loopback)
    }
}

/// Whether the host of a URL is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            let host = host.to_ascii_lowercase();
            host == "localhost" || host.ends_with(".localhost")
        }
    }
}

impl fmt::Debug for BaseUrl {
    /// Without the query, which may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let host = self.uri.authority().map(|host| host.as_str()).unwrap_or_default();
        write!(f, "{scheme}://{host}{}", self.path)
    }
}

fn wrong(message: &str) -> ConfigError {
    ConfigError::new(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_below_the_base() {
        let cases = [
            ("https://api.openai.com/v1", "https://api.openai.com/v1/responses"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1/responses"),
            ("http://localhost:8080", "http://localhost:8080/responses"),
            (
                "https://r.openai.azure.com/openai/v1?api-version=preview",
                "https://r.openai.azure.com/openai/v1/responses?api-version=preview",
            ),
        ];
        for (base, expected) in cases {
            let url = BaseUrl::parse(base).and_then(|base| base.join("/responses")).expect(base);
            assert_eq!(url.to_string(), expected);
        }
    }

    #[test]
    fn hosts_are_told_apart() {
        let cases = [
            ("http://localhost/v1", true),
            ("http://api.localhost:1", true),
            ("http://127.0.0.1:8080/v1", true),
            ("http://127.8.8.8", true),
            ("http://[::1]:8080", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
        ];
        for (base, is_loopback) in cases {
            assert_eq!(BaseUrl::parse(base).expect(base).is_loopback(), is_loopback, "{base}");
        }
    }

    #[test]
    fn a_url_that_is_none_is_refused_and_never_repeated() {
        for base in
            ["", "v1", "localhost:8080/v1", "ftp://x", "https://u:secret@x/v1", "https://secret x"]
        {
            let error = BaseUrl::parse(base).expect_err(base);
            assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
        }
    }
}
