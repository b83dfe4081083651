//! `Client` and `Extractor`: one call from a text to a value.

mod ask;
mod base_url;
mod builder;
mod conversation;
mod extraction;
mod extractor;
mod files;
mod models;
mod options;
mod reask;

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, Uri};

pub use builder::ClientBuilder;
pub use extraction::Extraction;
pub use extractor::Extractor;

use crate::{
    Error,
    schema::{self, Extract},
    transport::{Limits, Transport},
    wire::{Endpoint, Request},
};
use base_url::BaseUrl;

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
    base_url: BaseUrl,
    headers: HeaderMap,
    endpoint: Endpoint,
    limits: Limits,
}

impl Client {
    /// Reads `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`; what is empty
    /// counts as absent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] as in [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env().build()
    }

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
        Extractor::new(self.clone(), Request::new(model, &schema::json_schema::<T>()))
    }

    fn uri(&self, path: &str) -> Result<Uri, Error> {
        self.inner.base_url.join(path)
    }

    fn now(&self) -> Duration {
        self.inner.transport.clock.now()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("endpoint", &self.inner.endpoint)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
