use std::{fmt, sync::Arc, time::Duration};

use super::{Client, Inner, Provider};
use crate::{
    Error,
    error::ConfigError,
    schema::Dialect,
    sight::Sight,
    transport::{
        Allowance, Clock, HttpService, Limits, LocalAllowance, RETRIES, RateLimit, ReqwestService,
        Secret, Shared, SystemClock, TokenProvider, Transport,
    },
    wire::Endpoint,
};

const HAS_TLS: bool = cfg!(any(feature = "native-tls", feature = "rustls"));

/// Requests of a client that are under way at once, at most.
const MAX_IN_FLIGHT: u32 = 1024;

/// Bytes of an answer at most.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// The settings of a [`Client`]. Nothing is checked before [`build`](Self::build).
#[derive(Clone)]
#[must_use = "there is no client before `build`"]
pub struct ClientBuilder {
    pub(super) provider: Provider,
    pub(super) api_key: Option<Secret>,
    pub(super) tokens: Option<Arc<dyn TokenProvider>>,
    pub(super) base_url: Option<String>,
    endpoint: Option<Endpoint>,
    dialect: Option<Dialect>,
    limits: Limits,
    connect_timeout: Duration,
    max_body: usize,
    plain_http: bool,
    pub(super) headers: Vec<(String, Secret)>,
    rate_limit: Option<RateLimit>,
    allowance: Option<Arc<dyn Allowance>>,
    max_in_flight: u32,
    retry_budget: u32,
    service: Option<Arc<dyn HttpService>>,
    clock: Option<Arc<dyn Clock>>,
    pub(super) sight: Sight,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            provider: Provider::default(),
            api_key: None,
            tokens: None,
            base_url: None,
            endpoint: None,
            dialect: None,
            limits: Limits {
                timeout: Duration::from_secs(600),
                deadline: Duration::from_secs(30 * 60),
                max_retries: 2,
                max_server_delay: Duration::from_secs(120),
                waits_out: true,
            },
            connect_timeout: Duration::from_secs(5),
            max_body: MAX_BODY,
            plain_http: false,
            headers: Vec::new(),
            rate_limit: None,
            allowance: None,
            max_in_flight: MAX_IN_FLIGHT,
            retry_budget: RETRIES,
            service: None,
            clock: None,
            sight: Sight::default(),
        }
    }
}

impl ClientBuilder {
    /// The key. Servers at another URL than the [`provider`](Self::provider)'s can do without.
    pub fn api_key(self, key: impl Into<String>) -> Self {
        Self { api_key: Some(Secret::new(key)), ..self }
    }

    /// Sends the token of this provider with each try, in the place of a key; see [`TokenProvider`].
    pub fn token_provider(self, tokens: impl TokenProvider) -> Self {
        Self { tokens: Some(Arc::new(tokens)), ..self }
    }

    /// Where the API is, up to and without the endpoint: `https://api.openai.com/v1`. Default: where the
    /// [`provider`](Self::provider) is.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self { base_url: Some(url.into()), ..self }
    }

    /// The API that is spoken; an extractor can override it. Default: that of the
    /// [`provider`](Self::provider), which is Responses for OpenAI.
    pub fn endpoint(self, endpoint: Endpoint) -> Self {
        Self { endpoint: Some(endpoint), ..self }
    }

    /// The form of schema that the server takes; an extractor can override it. Default: that of the
    /// [`provider`](Self::provider), which is Strict for OpenAI.
    pub fn dialect(self, dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..self }
    }

    /// The time of one try, from the connection to the last byte. Default: 600 s.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.limits.timeout = time;
        self
    }

    /// The time of a whole call, with retries, waits and re-asks. Default: 30 minutes.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.limits.deadline = time;
        self
    }

    /// The time to find the server and shake hands. Default: 5 s. A service given to
    /// [`http`](Self::http) has its own.
    pub fn connect_timeout(self, time: Duration) -> Self {
        Self { connect_timeout: time, ..self }
    }

    /// Tries after the first one, for each ask. Default: 2. Refusals, truncations, filters, wrong answers
    /// and unpaid bills are no reason to try again; an extractor may
    /// [`reask`](crate::Extractor::reask).
    pub fn max_retries(mut self, count: u32) -> Self {
        self.limits.max_retries = count;
        self
    }

    /// The longest wait that a server may ask for before the next try. Default: 120 s. Whoever has to
    /// wait longer wants to know instead: the error carries it
    /// ([`ApiError::retry_after`](crate::error::ApiError::retry_after)).
    pub fn max_server_delay(mut self, time: Duration) -> Self {
        self.limits.max_server_delay = time;
        self
    }

    /// Retries that all calls of this client may make before answers must come: each retry takes one,
    /// each answer gives back 0.3, up to this many. Default: 100. While a service is down, calls end
    /// with the error they have once the budget is spent, instead of making a storm.
    pub fn retry_budget(self, retries: u32) -> Self {
        Self { retry_budget: retries, ..self }
    }

    /// How much may be asked. Requests and tokens wait in the order in which they came until there is
    /// room, and a request that never has room is [`Error::NotSent`]. Default: the limits that the server
    /// tells with its answers (`x-ratelimit-*`), as soon as it does, and what it says is left of them.
    ///
    /// Tokens are estimated before a call, better with each answer, and settled by what was really used.
    /// The wait counts against the deadline, is neither failure nor try, and stands in
    /// [`Attempt::queued`](crate::Attempt::queued).
    pub fn rate_limit(self, limit: RateLimit) -> Self {
        Self { rate_limit: Some(limit), ..self }
    }

    /// Asks this allowance instead of counting here: for several processes that share a key, for instance
    /// through Redis (`transport::RedisAllowance`, feature `redis1`).
    pub fn allowance(self, allowance: impl Allowance) -> Self {
        Self { allowance: Some(Arc::new(allowance)), ..self }
    }

    /// Requests under way at once, at most; 0 counts as 1. Default: 1024. How many there really are finds
    /// itself: 64 at first, more while answers come, half as many when the server answers 429 or
    /// `slow_down`. Eight failures in a row are an outage: then one request at a time asks after pauses of
    /// 0.5 s doubling to 8 s, and all others wait in the queue until an answer comes or their deadline.
    pub fn max_in_flight(self, requests: u32) -> Self {
        Self { max_in_flight: requests, ..self }
    }

    /// Bytes of an answer at most, counted as they are unpacked; a larger one is an error, whatever its
    /// status. Default: 64 MiB.
    pub fn max_body(self, bytes: usize) -> Self {
        Self { max_body: bytes, ..self }
    }

    /// The organization that is billed.
    pub fn organization(self, id: impl Into<String>) -> Self {
        self.header("openai-organization", id)
    }

    /// The project that is billed.
    pub fn project(self, id: impl Into<String>) -> Self {
        self.header("openai-project", id)
    }

    /// Sends a header with every request, in the place of one that would be sent otherwise. Its value is
    /// kept out of every log and error; where a server repeats it, if the name says that it is a secret
    /// (`auth`, `cookie`, `key`, `secret`, `token`) and it has 8 characters or more.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Secret::new(value)));
        self
    }

    /// Allows `http://` to other machines, which makes key and content readable on the way.
    pub fn allow_plain_http(self) -> Self {
        Self { plain_http: true, ..self }
    }

    /// Sends requests through this service instead of the built-in one.
    pub fn http(self, service: impl HttpService) -> Self {
        Self { service: Some(Arc::new(service)), ..self }
    }

    /// Takes time and chance from this clock instead of the system's.
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Some(Arc::new(clock)), ..self }
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the key is missing or cannot stand in a header, the base URL is none or would
    /// send the key in plain text, a header is none, or the timeout or a rate limit is zero.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.whole_base_url()?;
        self.check_key(&base_url)?;
        self.check_extra()?;
        if base_url.is_plain() && !base_url.is_loopback() && !self.plain_http {
            return Err(wrong(
                "the base url is `http://` on another machine, use `https://` or call `allow_plain_http`",
            ));
        }
        self.limits.check()?;
        if let Some(limit) = &self.rate_limit {
            limit.check()?;
        }
        let headers = self.header_map()?;
        let secrets = self.secrets(&base_url);
        let service = match self.service {
            Some(service) => service,
            None if !base_url.is_plain() && !HAS_TLS => {
                return Err(wrong(
                    "this build has no TLS for `https://`, switch on the feature `rustls` or `native-tls`",
                ));
            }
            None => Arc::new(ReqwestService::new(self.connect_timeout, base_url.is_loopback())?),
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::default()));
        let allowance = match self.allowance {
            Some(allowance) => allowance,
            None => Arc::new(LocalAllowance::new(self.rate_limit, Arc::clone(&clock))),
        };
        let Self { max_in_flight, retry_budget, .. } = self;
        let shared = Shared { allowance, max_in_flight, retry_budget };
        let mut transport = Transport::new(service, clock, self.max_body, secrets, shared);
        transport.tokens = self.tokens;
        let Self { provider, limits, sight, .. } = self;
        let endpoint = self.endpoint.unwrap_or(provider.endpoint);
        let dialect = self.dialect.unwrap_or(provider.dialect);
        let inner = Inner {
            chat: base_url.join(Endpoint::Chat.path())?,
            responses: base_url.join(Endpoint::Responses.path())?,
            transport,
            provider,
            base_url,
            headers,
            endpoint,
            dialect,
            limits,
            sight,
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider.name)
            .field("endpoint", &self.endpoint)
            .field("dialect", &self.dialect)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

pub(super) fn wrong(message: &str) -> Error {
    ConfigError::new(message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_told_before_anything_is_sent() {
        let key = || Client::builder().api_key("sk-secret");
        let cases = [
            (Client::builder(), "`OPENAI_API_KEY`"),
            (Client::builder().api_key(" "), "the key is empty"),
            (Client::builder().api_key("sk-secret\n"), "the key holds characters"),
            (key().base_url("api.openai.com/v1"), "the base url"),
            (key().base_url("http://10.0.0.1/v1"), "`allow_plain_http`"),
            (key().header("bad name", "v"), "`bad…`"),
            (key().header("x-a", "sk-secret\n"), "the header `x-a`"),
            (key().timeout(Duration::ZERO), "`timeout`"),
        ];
        for (builder, expected) in cases {
            let error = builder.build().expect_err(expected);
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            let text = format!("{error} {error:?}");
            assert!(text.contains(expected), "{expected}: {text}");
            assert!(!text.contains("sk-secret"), "{text}");
        }
    }

    #[test]
    fn other_servers_need_no_key() {
        assert!(Client::builder().base_url("http://localhost:11434/v1").build().is_ok());
        assert!(
            Client::builder().base_url("http://10.0.0.1/v1").allow_plain_http().build().is_ok()
        );
        assert!(Client::builder().header("Authorization", "Bearer x").build().is_ok());
    }
}
