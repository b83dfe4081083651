//! `Client` and `Extractor`: one call from a text to a value.

mod ask;
mod azure;
mod background;
mod base_url;
#[cfg(feature = "batch")]
mod batch;
mod builder;
#[cfg(feature = "cache")]
mod cache;
mod conversation;
#[cfg(feature = "batch")]
mod download;
mod environment;
mod estimate;
mod extraction;
mod extractor;
mod fallback;
mod files;
mod headers;
mod heard;
mod limits;
#[cfg(any(feature = "cache", feature = "pipeline"))]
mod many;
mod models;
mod options;
#[cfg(any(feature = "long", feature = "stream"))]
mod place;
mod provider;
mod reask;
#[cfg(feature = "long")]
mod retarget;
mod sight;
#[cfg(feature = "stream")]
mod stream;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use serde_json::Value;

pub use background::Pending;
#[cfg(feature = "testing")]
pub(crate) use base_url::is_loopback;
#[cfg(feature = "batch")]
pub(crate) use batch::Plain;
pub use builder::ClientBuilder;
#[cfg(feature = "cache")]
pub use cache::Cache;
#[cfg(feature = "batch")]
pub(crate) use download::Download;
pub use extraction::Extraction;
pub use extractor::Extractor;
#[cfg(feature = "pipeline")]
pub(crate) use files::media_type;
#[cfg(feature = "long")]
pub(crate) use place::Place;
pub use provider::Provider;
#[cfg(feature = "stream")]
pub use stream::{Items, ValueStream};

use crate::{
    Error, decode,
    schema::{self, Dialect, Extract, Schema},
    sight::Sight,
    transport::{Call, Limits, Need, Transport},
    wire::{Endpoint, Request},
};
use base_url::BaseUrl;
use extractor::Target;

/// Speaks to one API with one key. Cheap to clone; all clones share their connections.
///
/// Calls are made inside a tokio runtime with its I/O and time drivers on, as `#[tokio::main]` has.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = extract::testing::Server::start().await?;
/// // For OpenAI itself `Client::from_env()?` reads the key from the environment.
/// let client = extract::Client::builder().base_url(server.url()).build()?;
/// assert!(client.models().await?.contains(&"gpt-5-mini".to_owned()));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Transport,
    provider: Provider,
    base_url: BaseUrl,
    /// Where answers are asked for, joined once.
    chat: Uri,
    responses: Uri,
    headers: HeaderMap,
    endpoint: Endpoint,
    dialect: Dialect,
    limits: Limits,
    sight: Sight,
}

impl Client {
    /// A client with settings of its own.
    ///
    /// ```
    /// use std::time::Duration;
    /// use extract::{Client, Endpoint};
    ///
    /// let client = Client::builder()
    ///     .base_url("http://localhost:11434/v1")
    ///     .endpoint(Endpoint::Chat)
    ///     .timeout(Duration::from_secs(60))
    ///     .build()?;
    /// # Ok::<(), extract::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// An extractor of `T` through this model. The client's settings hold for it until it has its own.
    ///
    /// Nothing is sent and nothing can fail here; a root that strict mode would refuse, such as a
    /// `Vec` of too large a type, does not compile.
    pub fn extractor<T: Extract>(&self, model: impl Into<String>) -> Extractor<T> {
        // Here and not further in: the compiler names the innermost caller of a broken check.
        const { schema::check(T::NODE) };
        let schema = schema::json_schema_in::<T>(self.inner.dialect);
        let request = Request::new(model, &schema);
        Extractor::new(self.clone(), request, Target::Type(decode::decode))
    }

    /// An extractor of what has this schema, for schemas that are known at run time only.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let text = r#"{"type":"object","properties":{"city":{"type":"string"}},
    ///     "required":["city"],"additionalProperties":false}"#;
    /// let schema = extract::Schema::from_json("City", text)?;
    ///
    /// let server = extract::testing::Server::start().await?;
    /// server.answer(serde_json::json!({ "city": "Graz" }));
    /// let cities = server.client().extractor_for("gpt-5-mini", &schema);
    /// let found = cities.extract("a week in Graz").await?;
    /// assert_eq!(found.value["city"], "Graz");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Everything else is as with types: options, errors, retries; every rule of the schema is checked on
    /// arrival, and violations are told with their JSON paths. The value is the answer as it came, so of
    /// [`json_schema`](crate::json_schema)`::<T>()` it is the strict shape of `T`.
    pub fn extractor_for(&self, model: impl Into<String>, schema: &Schema) -> Extractor<Value> {
        let target = Target::Schema(Arc::new(schema.to_value()), decode::document);
        Extractor::new(self.clone(), Request::new(model, schema), target)
    }

    fn uri(&self, path: &str) -> Result<Uri, Error> {
        self.inner.base_url.join(path)
    }

    /// A `GET` that nobody listens to.
    fn call<'a>(&self, uri: &'a Uri, headers: &'a HeaderMap) -> Call<'a> {
        Call {
            method: Method::GET,
            uri,
            model: None,
            headers,
            body: Bytes::new(),
            limits: self.inner.limits,
            started: self.now(),
            need: Need::default(),
            watch: None,
            listener: None,
            taker: None,
        }
    }

    fn now(&self) -> Duration {
        self.inner.transport.clock.now()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("provider", &self.inner.provider.name)
            .field("base_url", &self.inner.base_url)
            .field("endpoint", &self.inner.endpoint)
            .field("dialect", &self.inner.dialect)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
