use std::{
    fmt,
    marker::PhantomData,
    sync::{Arc, OnceLock},
};

use super::{Client, Extraction, options::Settings};
use crate::{
    Error, Input, decode,
    schema::Extract,
    wire::{Prefix, Request},
};

/// Turns inputs into values of `T` through one model. Cheap to clone.
///
/// The request up to the input is encoded once, at the first use or by [`prepare`](Self::prepare), and
/// is the same for every input, so that the provider's prompt cache can hit.
///
/// ```
/// # #[derive(serde::Deserialize, extract::Extract)]
/// # struct Invoice { number: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let server = extract::testing::Server::start().await?;
/// # server.answer(serde_json::json!({ "number": "2024-17" }));
/// # let client = server.client();
/// let invoices = client.extractor::<Invoice>("gpt-5-mini").instructions("Extract the invoice.");
/// let found = invoices.extract("INVOICE 2024-17 …").await?;
/// assert_eq!(found.value.number, "2024-17");
/// println!("{} tokens, {} attempt(s)", found.usage.total(), found.attempts.len());
/// # Ok(()) }
/// ```
pub struct Extractor<T> {
    pub(super) client: Client,
    pub(super) settings: Arc<Settings>,
    /// The request up to the input; made anew when a setting changes.
    pub(super) prefix: Arc<OnceLock<Prefix>>,
    target: PhantomData<fn() -> T>,
}

impl<T> Extractor<T> {
    pub(super) fn new(client: Client, request: Request) -> Self {
        let settings = Settings::new(&client, request);
        Self { client, settings: Arc::new(settings), prefix: Arc::default(), target: PhantomData }
    }

    /// Encodes the request up to the input now instead of at the first use.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for options that the endpoint does not have and values that it refuses.
    pub fn prepare(&self) -> Result<(), Error> {
        self.prefix().map(drop)
    }

    pub(super) fn prefix(&self) -> Result<&Prefix, Error> {
        if let Some(prefix) = self.prefix.get() {
            return Ok(prefix);
        }
        let prefix = self.settings.prefix()?;
        Ok(self.prefix.get_or_init(|| prefix))
    }
}

impl<T: Extract> Extractor<T> {
    /// Asks for the value of one input.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = extract::testing::Server::start().await?;
    /// server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
    /// let found = names.extract("Ada and Grace came.").await?;
    /// assert_eq!(found.value, ["Ada", "Grace"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// One input gives one outcome. What may help is tried again as the client is told; an answer that
    /// came is only asked for again where [`reask`](Self::reask) or
    /// [`on_truncated`](Self::on_truncated) say so. A future that is dropped stops waiting; the server
    /// may charge all the same.
    ///
    /// # Errors
    ///
    /// Each way in which there is no value is a variant of [`Error`], with its evidence:
    /// [`Config`](Error::Config) and [`NotSent`](Error::NotSent) before anything is sent,
    /// [`Transport`](Error::Transport) and [`Api`](Error::Api) when no answer came,
    /// [`Refused`](Error::Refused), [`Truncated`](Error::Truncated), [`Filtered`](Error::Filtered),
    /// [`Empty`](Error::Empty) and [`Invalid`](Error::Invalid) when one came that is no value.
    pub fn extract(
        &self,
        input: impl Into<Input>,
    ) -> impl Future<Output = Result<Extraction<T>, Error>> + Send {
        let input = input.into();
        self.call(input, decode::decode)
    }
}

impl<T> Clone for Extractor<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            settings: Arc::clone(&self.settings),
            prefix: Arc::clone(&self.prefix),
            target: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Extractor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extractor")
            .field("client", &self.client)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
