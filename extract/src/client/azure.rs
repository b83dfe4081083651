//! Azure OpenAI: its URLs, its key and its environment.

use http::Uri;

use super::{Client, ClientBuilder, Provider, builder::wrong, environment::filled};
use crate::{
    Error,
    wire::{Endpoint, TokenLimit},
};

const V1: Provider = Provider {
    name: "Azure OpenAI",
    base_url: None,
    url_variable: Some("AZURE_OPENAI_ENDPOINT"),
    key_variable: Some("AZURE_OPENAI_API_KEY"),
    key_header: Some("api-key"),
    token_limit: TokenLimit::MaxCompletionTokens,
    endpoint: Endpoint::Responses,
    ..Provider::OPENAI
};

/// Its released versions have no Responses endpoint.
const CLASSIC: Provider = Provider { endpoint: Endpoint::Chat, deployments: true, ..V1 };

impl Client {
    /// A client of Azure OpenAI, set up as OpenAI's own libraries are: `AZURE_OPENAI_ENDPOINT`,
    /// `AZURE_OPENAI_API_KEY` or `AZURE_OPENAI_AD_TOKEN` (which wins), and `OPENAI_API_VERSION`. What
    /// is empty counts as absent.
    ///
    /// Without a version, and with `v1`, `preview` or `latest`, this is the
    /// [v1 API](ClientBuilder::azure); with any other one the [classic](ClientBuilder::azure_classic).
    /// `AZURE_OPENAI_AD_TOKEN` stays as it is until it runs out: a service that runs on has a
    /// [`token_provider`](ClientBuilder::token_provider).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the endpoint is missing, and as in [`ClientBuilder::build`].
    pub fn azure_from_env() -> Result<Self, Error> {
        ClientBuilder::azure_from_env().build()
    }

    /// Where an answer of this model is asked for.
    pub(super) fn ask_uri(&self, endpoint: Endpoint, model: &str) -> Result<Uri, Error> {
        match endpoint {
            Endpoint::Chat if self.inner.provider.deployments => {}
            Endpoint::Chat => return Ok(self.inner.chat.clone()),
            Endpoint::Responses => return Ok(self.inner.responses.clone()),
        }
        if matches!(model, "." | "..") {
            return Err(wrong("the `model` is no name of a deployment"));
        }
        self.uri(&format!("/deployments/{}{}", escaped(model), endpoint.path()))
    }
}

impl ClientBuilder {
    /// The settings that stand in the environment, see [`Client::azure_from_env`].
    pub fn azure_from_env() -> Self {
        Self::azure_from_variables(|name| std::env::var(name).ok())
    }

    pub(super) fn azure_from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name| filled(&variable, name);
        let mut builder = Self::default().provider(V1);
        if let Some(endpoint) = variable("AZURE_OPENAI_ENDPOINT") {
            builder = match variable("OPENAI_API_VERSION").as_deref() {
                None | Some("v1") => builder.azure(endpoint),
                Some(version @ ("latest" | "preview")) => {
                    let url = format!("{}/v1?api-version={version}", below(&endpoint));
                    builder.base_url(url)
                }
                Some(version) => builder.azure_classic(endpoint, version),
            };
        }
        if let Some(token) = variable("AZURE_OPENAI_AD_TOKEN") {
            return builder.header("authorization", format!("Bearer {token}"));
        }
        match variable("AZURE_OPENAI_API_KEY") {
            Some(key) => builder.api_key(key),
            None => builder,
        }
    }

    /// Azure OpenAI through its v1 API, which needs no version. The model is the name of a deployment.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::builder().api_key("azure-key").start().await?;
    /// # server.answer(serde_json::json!({ "value": 3 }));
    /// # let endpoint = server.url().replace("/v1", "");
    /// // `endpoint` is `https://my-resource.openai.azure.com`.
    /// let client = extract::Client::builder().azure(endpoint).api_key("azure-key").build()?;
    /// assert_eq!(client.extractor::<u8>("gpt-5-mini").extract("three").await?.value, 3);
    /// assert_eq!(server.requests()[0].path(), "/openai/v1/responses");
    /// # Ok(()) }
    /// ```
    ///
    /// The key goes out as `api-key`; a [`token_provider`](Self::token_provider) takes its place. What
    /// stands behind the resource in a URL from the portal (`/openai/…`) is passed over. This sets the
    /// base URL: of this, [`azure_classic`](Self::azure_classic) and [`base_url`](Self::base_url) the
    /// last one holds.
    pub fn azure(self, endpoint: impl Into<String>) -> Self {
        let base_url = format!("{}/v1", below(&endpoint.into()));
        self.provider(V1).base_url(base_url)
    }

    /// Azure OpenAI through its classic API, of this version: `2024-10-21` for instance. Default
    /// endpoint: Chat, since Responses needs a preview version.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::builder().api_key("azure-key").start().await?;
    /// # server.answer(serde_json::json!({ "value": 3 }));
    /// # let endpoint = server.url().replace("/v1", "");
    /// let client = extract::Client::builder()
    ///     .azure_classic(endpoint, "2024-10-21")
    ///     .api_key("azure-key")
    ///     .build()?;
    /// assert_eq!(client.extractor::<u8>("gpt-4o").extract("three").await?.value, 3);
    /// assert_eq!(server.requests()[0].path(), "/openai/deployments/gpt-4o/chat/completions");
    /// # Ok(()) }
    /// ```
    ///
    /// The model is the name of a deployment, and stands in the path. All else is as with
    /// [`azure`](Self::azure).
    pub fn azure_classic(
        self,
        endpoint: impl Into<String>,
        api_version: impl Into<String>,
    ) -> Self {
        let (base, version) = (below(&endpoint.into()), api_version.into());
        let base_url = format!("{base}?api-version={}", escaped(version.trim()));
        self.provider(CLASSIC).base_url(base_url)
    }
}

/// Where a resource has its API, from any URL below the resource.
fn below(endpoint: &str) -> String {
    let endpoint = endpoint.trim();
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let mut url = scheme.to_owned() + if scheme.is_empty() { "" } else { "://" };
    // Not the host, which may be called so as well.
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    url.extend(segments.next());
    for segment in segments.take_while(|segment| *segment != "openai") {
        url.push('/');
        url.push_str(segment);
    }
    url + "/openai"
}

/// A name as one segment of a path or one value of a query.
fn escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resource_is_found_in_each_url_of_the_portal() {
        let cases = [
            ("https://r.openai.azure.com", "https://r.openai.azure.com/openai"),
            (" https://r.openai.azure.com/ ", "https://r.openai.azure.com/openai"),
            ("https://r.openai.azure.com/openai", "https://r.openai.azure.com/openai"),
            ("https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com/openai"),
            (
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
                "https://r.openai.azure.com/openai",
            ),
            (
                "https://r.services.ai.azure.com/api/projects/p",
                "https://r.services.ai.azure.com/api/projects/p/openai",
            ),
            ("https://openai/gateway", "https://openai/gateway/openai"),
        ];
        for (endpoint, expected) in cases {
            assert_eq!(below(endpoint), expected, "{endpoint}");
        }
    }

    #[test]
    fn the_environment_of_openais_libraries_is_read() {
        let endpoint = ("AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com/");
        let key = ("AZURE_OPENAI_API_KEY", " azure-key\n");
        let token = ("AZURE_OPENAI_AD_TOKEN", "entra-token");
        let version = |version| ("OPENAI_API_VERSION", version);
        let v1 = "https://r.openai.azure.com/openai/v1/chat/completions";
        let classic = "https://r.openai.azure.com/openai/deployments/m%2F1/chat/completions?api-version=2024-10-21";
        let [by_key, by_token] =
            [("api-key", "azure-key"), ("authorization", "Bearer entra-token")];
        let cases = [
            (vec![endpoint, key], v1.to_owned(), by_key),
            (vec![endpoint, key, version("v1")], v1.to_owned(), by_key),
            (vec![endpoint, key, version("preview")], format!("{v1}?api-version=preview"), by_key),
            (vec![endpoint, key, version("2024-10-21")], classic.to_owned(), by_key),
            (vec![endpoint, key, token, version(" ")], v1.to_owned(), by_token),
        ];
        for (variables, url, (header, value)) in cases {
            let read = |name: &str| {
                variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
            };
            let client = ClientBuilder::azure_from_variables(read).build().expect("a client");
            let uri = client.ask_uri(Endpoint::Chat, "m/1").expect("a url");
            assert_eq!(uri.to_string(), url, "{variables:?}");
            let headers = &client.inner.headers;
            assert_eq!(headers[header], value);
            let sent =
                [by_key, by_token].into_iter().filter(|(name, _)| headers.contains_key(*name));
            assert_eq!(sent.count(), 1, "{headers:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases = [
            (ClientBuilder::azure_from_variables(|_| None), "`AZURE_OPENAI_ENDPOINT`"),
            (Client::builder().azure("https://r.openai.azure.com"), "`AZURE_OPENAI_API_KEY`"),
            (Client::builder().azure("r.openai.azure.com").api_key("k"), "the base url"),
        ];
        for (builder, expected) in cases {
            let error = builder.build().expect_err(expected);
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
