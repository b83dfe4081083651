//! What sets one server apart from another, as data.

mod presets;

use super::{ClientBuilder, base_url::BaseUrl, builder::wrong};
use crate::{
    Error,
    schema::Dialect,
    wire::{Endpoint, TokenLimit},
};

/// A server and its habits: where it is, what it makes of a schema, and in which words it is asked.
///
/// The presets are plain data. What is set on the builder or on an extractor wins over them, whichever
/// was called first.
///
/// ```
/// use extract::{Client, Dialect, Provider};
///
/// // `Client::from_env_for(Provider::GROQ)?` takes the key from `GROQ_API_KEY`.
/// let client = Client::builder().provider(Provider::GROQ).api_key("gsk-secret").build()?;
/// let names = client.extractor::<Vec<String>>("openai/gpt-oss-120b");
///
/// assert_eq!(Provider::GROQ.base_url, Some("https://api.groq.com/openai/v1"));
/// assert_eq!(Provider::DEEPSEEK.dialect, Dialect::JsonMode);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// A server without a preset gets its own data; only the differences need to be said:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use extract::{Client, Provider};
///
/// const HOUSE: Provider = {
///     let mut house = Provider::compatible("house", "https://llm.example.com/v1");
///     house.key_variable = Some("HOUSE_KEY");
///     house.lenient = true;
///     house
/// };
///
/// # let server = extract::testing::Server::start().await?;
/// # server.answer_text("```json\n{\"value\": [\"Ada\"]}\n```");
/// # let url = server.url();
/// let client = Client::builder().provider(HOUSE).base_url(url).build()?;
/// let found = client.extractor::<Vec<String>>("gpt-4.1").extract("Ada came.").await?;
/// assert_eq!(found.value, ["Ada"]);
/// assert_eq!(server.requests()[0].path(), "/v1/chat/completions");
/// # Ok(()) }
/// ```
///
/// Azure has no preset, since each resource has a URL of its own: see [`ClientBuilder::azure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// How messages name it.
    pub name: &'static str,
    /// Where it is, in the place of [`ClientBuilder::base_url`]; local servers at their usual port.
    /// `None`: each user has a URL of their own, which must be given.
    pub base_url: Option<&'static str>,
    /// The variable of the environment that holds the base URL.
    pub url_variable: Option<&'static str>,
    /// The variable of the environment that holds the key. At `base_url` a key must then be given,
    /// unless that is this machine.
    pub key_variable: Option<&'static str>,
    /// The header in which the key goes out; `None`: `authorization`, as a bearer.
    pub key_header: Option<&'static str>,
    /// The API that it speaks.
    pub endpoint: Endpoint,
    /// The form of schema that it takes.
    pub dialect: Dialect,
    /// The word for [`max_output_tokens`](super::Extractor::max_output_tokens) on the Chat endpoint.
    pub token_limit: TokenLimit,
    /// Whether a streamed answer of the Chat endpoint is asked for its usage (`stream_options`). Without
    /// it most servers do not say what such an answer cost.
    pub stream_usage: bool,
    /// Whether its answers may hold more than JSON, see [`lenient`](super::Extractor::lenient).
    pub lenient: bool,
    /// Members that go out with each request, with their JSON. An
    /// [`extra`](super::Extractor::extra) of the same name takes their place.
    pub extra: &'static [(&'static str, &'static str)],
    /// Azure's older paths, which name the model.
    pub(super) deployments: bool,
}

impl Provider {
    /// A server that speaks the Chat endpoint, takes the schemas of strict mode, knows `max_tokens`,
    /// and needs no key: what most compatible servers have in common.
    pub const fn compatible(name: &'static str, base_url: &'static str) -> Self {
        Self {
            name,
            base_url: Some(base_url),
            url_variable: None,
            key_variable: None,
            key_header: None,
            endpoint: Endpoint::Chat,
            dialect: Dialect::Strict,
            token_limit: TokenLimit::MaxTokens,
            stream_usage: true,
            lenient: false,
            extra: &[],
            deployments: false,
        }
    }
}

impl Default for Provider {
    fn default() -> Self {
        Self::OPENAI
    }
}

impl ClientBuilder {
    /// The server that is asked, and its habits. Default: [`Provider::OPENAI`]. What is set on its own,
    /// before or after, wins.
    ///
    /// ```
    /// use extract::{Client, Endpoint, Provider};
    ///
    /// let client = Client::builder()
    ///     .base_url("http://127.0.0.1:9000/v1") // not at its usual port
    ///     .provider(Provider::VLLM)
    ///     .build()?;
    /// # Ok::<(), extract::Error>(())
    /// ```
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = provider;
        self
    }

    /// Refuses members that no server could read.
    pub(super) fn check_extra(&self) -> Result<(), Error> {
        let is_broken = |json: &str| serde_json::from_str::<serde::de::IgnoredAny>(json).is_err();
        match self.provider.extra.iter().find(|(_, json)| is_broken(json)) {
            Some((name, _)) => {
                Err(wrong(&format!("the provider's `extra` holds no JSON under `{name}`")))
            }
            None => Ok(()),
        }
    }

    pub(super) fn whole_base_url(&self) -> Result<BaseUrl, Error> {
        match self.base_url.as_deref().or(self.provider.base_url) {
            Some(url) => BaseUrl::parse(url),
            None => {
                let Provider { name, url_variable, .. } = self.provider;
                let set = url_variable.map(|name| format!("set `{name}` or ")).unwrap_or_default();
                Err(wrong(&format!("the base url of {name} is missing, {set}call `base_url`")))
            }
        }
    }

    /// Refuses to ask a server without a key that is known to want one.
    pub(super) fn check_key(&self, base_url: &BaseUrl) -> Result<(), Error> {
        let Some(variable) = self.provider.key_variable else { return Ok(()) };
        let header = self.provider.key_header.unwrap_or("authorization");
        let is_given = self.api_key.is_some() || self.tokens.is_some();
        if is_given || self.sets(header) || self.sets("authorization") || base_url.is_loopback() {
            return Ok(());
        }
        let is_elsewhere = match self.provider.base_url {
            Some(url) => !base_url.has_host_of(&BaseUrl::parse(url)?),
            None => false,
        };
        match is_elsewhere {
            true => Ok(()),
            false => Err(wrong(&format!("the key is missing, set `{variable}` or call `api_key`"))),
        }
    }
}
