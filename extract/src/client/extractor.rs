use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;

use super::{Client, Extraction, estimate::Estimate, fallback::Fallbacks, options::Settings};
use crate::{
    Error, Input, Tolerated, decode,
    error::{Rule, Violation},
    transport::{Limits, Listener},
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
#[must_use = "it asks nothing before `extract` is called"]
pub struct Extractor<T> {
    pub(super) client: Client,
    pub(super) settings: Arc<Settings>,
    /// The request up to the input; made anew when a setting changes.
    pub(super) prefix: Arc<OnceLock<Prefix>>,
    pub(super) limits: Limits,
    /// Shared by clones, whose inputs are of a kind.
    pub(super) estimate: Arc<Estimate>,
    pub(super) fallbacks: Fallbacks<T>,
    #[cfg(feature = "cache")]
    pub(super) cache: Option<super::Cache>,
    /// Who hears the answer while it arrives; only the copy that asks for a stream has one.
    pub(super) listener: Option<Arc<dyn Listener>>,
    pub(super) target: Target<T>,
}

/// How an answer becomes a value.
pub(super) enum Target<T> {
    Schema(Arc<Value>, fn(&Value, &str) -> Result<T, Vec<Violation>>),
    Type(fn(&str) -> Result<T, Vec<Violation>>),
}

impl<T> Target<T> {
    pub(super) fn read(&self, text: &str) -> Result<T, Vec<Violation>> {
        match self {
            Self::Schema(schema, read) => read(schema, text),
            Self::Type(read) => read(text),
        }
    }
}

impl<T> Clone for Target<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Schema(schema, read) => Self::Schema(Arc::clone(schema), *read),
            Self::Type(read) => Self::Type(*read),
        }
    }
}

impl<T> Extractor<T> {
    /// The value of an answer, and what stood around it. A check that panics shall not cost an answer that
    /// was paid.
    pub(super) fn read(&self, text: &str) -> Result<(T, Vec<Tolerated>), Vec<Violation>> {
        catch_unwind(AssertUnwindSafe(|| self.read_unguarded(text))).unwrap_or_else(|_| {
            let message = "a check of the value panicked".to_owned();
            Err(vec![Violation::new("$", Rule::Value, message)])
        })
    }

    fn read_unguarded(&self, text: &str) -> Result<(T, Vec<Tolerated>), Vec<Violation>> {
        let bare = if self.settings.lenient { decode::bare_json(text) } else { None };
        match bare {
            Some(bare) => Ok((self.target.read(bare.text)?, bare.tolerated)),
            None => Ok((self.target.read(text)?, Vec::new())),
        }
    }

    pub(super) fn new(client: Client, request: Request, target: Target<T>) -> Self {
        let settings = Settings::new(&client, request);
        Self {
            limits: client.inner.limits,
            client,
            settings: Arc::new(settings),
            prefix: Arc::default(),
            estimate: Arc::default(),
            fallbacks: Fallbacks::default(),
            #[cfg(feature = "cache")]
            cache: None,
            listener: None,
            target,
        }
    }

    /// Encodes the request up to the input now instead of at the first use, and that of each
    /// [`fallback`](Self::fallback).
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for options that the endpoint does not have and values that it refuses.
    pub fn prepare(&self) -> Result<(), Error> {
        self.limits.check()?;
        self.prefix()?;
        self.fallbacks.iter().try_for_each(Self::prepare)
    }

    /// What keeps this text from being an answer.
    pub(super) fn broken(&self, text: &str) -> Option<String> {
        let violations = self.target.read(text).err()?;
        Some(violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }

    pub(super) fn prefix(&self) -> Result<&Prefix, Error> {
        if let Some(prefix) = self.prefix.get() {
            return Ok(prefix);
        }
        let prefix = self.settings.prefix()?;
        Ok(self.prefix.get_or_init(|| prefix))
    }
}

impl<T> Extractor<T> {
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
    /// came is only asked for again where [`reask`](Self::reask), [`on_truncated`](Self::on_truncated)
    /// or [`fallback_on`](Self::fallback_on) say so. A future that is dropped stops waiting; the server
    /// may charge all the same.
    ///
    /// # Errors
    ///
    /// Each way in which there is no value is a variant of [`Error`], with its evidence:
    /// [`Config`](Error::Config) and [`NotSent`](Error::NotSent) before anything is sent,
    /// [`Transport`](Error::Transport) and [`Api`](Error::Api) when no answer came,
    /// [`Refused`](Error::Refused), [`Truncated`](Error::Truncated), [`Filtered`](Error::Filtered),
    /// [`Empty`](Error::Empty) and [`Invalid`](Error::Invalid) when one came that is no value,
    /// [`Cancelled`](Error::Cancelled) when a run in the background was stopped.
    pub fn extract(
        &self,
        input: impl Into<Input>,
    ) -> impl Future<Output = Result<Extraction<T>, Error>> + Send {
        let input = input.into();
        async move { self.extract_in_turn(input).await }
    }

    /// The same, through this model alone, in a call that began at `started`.
    ///
    /// In a place of its own: whoever holds or moves this future has a pointer to move, not 2 KB.
    pub(super) fn extract_alone(
        &self,
        input: Input,
        started: Duration,
    ) -> Pin<Box<impl Future<Output = Result<Extraction<T>, Error>>>> {
        Box::pin(self.call(input, started))
    }
}

impl<T> Clone for Extractor<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            settings: Arc::clone(&self.settings),
            prefix: Arc::clone(&self.prefix),
            limits: self.limits,
            estimate: Arc::clone(&self.estimate),
            fallbacks: self.fallbacks.clone(),
            #[cfg(feature = "cache")]
            cache: self.cache.clone(),
            listener: self.listener.clone(),
            target: self.target.clone(),
        }
    }
}

impl<T> fmt::Debug for Extractor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extractor")
            .field("client", &self.client)
            .field("settings", &self.settings)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
