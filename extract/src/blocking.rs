//! The same calls without async, for scripts (feature `blocking`).
//!
//! Client and extractor are set up as always; `blocking()` comes last, and what it gives has methods that wait.
//!
//! ```
//! # #[derive(serde::Deserialize, extract::Extract)]
//! # struct Invoice { number: String }
//! # // The server of this example needs a runtime of its own.
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let server = runtime.block_on(extract::testing::Server::start())?;
//! # server.answer(serde_json::json!({ "number": "2024-17" }));
//! // For OpenAI itself `extract::Client::from_env()?` reads the key from the environment.
//! let client = extract::Client::builder().base_url(server.url()).build()?;
//!
//! let invoices =
//!     client.extractor::<Invoice>("gpt-5-mini").instructions("Extract the invoice.").blocking();
//! let found = invoices.extract("INVOICE 2024-17 …")?;
//! assert_eq!(found.value.number, "2024-17");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A script needs no runtime, and no tokio among its dependencies. Each call blocks its thread until it has its outcome; values, errors, retries and deadlines are those of the async
//! calls. Many threads may call at the same time, on clones or on the same extractor. The connections are served by one
//! background thread of the process, which the first call starts, so a client may be used in both ways.
//!
//! **Not inside async code.** A call that blocks there would stop every other task of its thread, so within a tokio runtime,
//! `spawn_blocking` included, it gives [`Error::Config`] and sends nothing. Await [`crate::Extractor`] there.

use std::{future::pending, io, sync::OnceLock, thread};

use tokio::runtime::{Builder, Handle};

use crate::{Error, Extraction, Input, error::ConfigError};

/// A [`Client`](crate::Client) whose calls wait; see [`Client::blocking`](crate::Client::blocking).
///
/// ```
/// # let runtime = tokio::runtime::Runtime::new()?;
/// # let server = runtime.block_on(extract::testing::Server::start())?;
/// let client = extract::Client::builder().base_url(server.url()).build()?;
/// assert!(client.blocking().models()?.contains(&"gpt-5-mini".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "it asks nothing before a method is called"]
pub struct Client(crate::Client);

impl Client {
    /// As [`Client::models`](crate::Client::models).
    ///
    /// # Errors
    ///
    /// Those, and [`Error::Config`] inside async code.
    pub fn models(&self) -> Result<Vec<String>, Error> {
        wait(self.0.models())
    }
}

impl From<crate::Client> for Client {
    fn from(client: crate::Client) -> Self {
        Self(client)
    }
}

impl crate::Client {
    /// The same client, whose calls wait.
    pub fn blocking(&self) -> Client {
        Client(self.clone())
    }
}

/// An [`Extractor`](crate::Extractor) whose calls wait; see the [module](self). Cheap to clone.
#[derive(Debug)]
#[must_use = "it asks nothing before `extract` is called"]
pub struct Extractor<T>(crate::Extractor<T>);

impl<T> Extractor<T> {
    /// As [`Extractor::extract`](crate::Extractor::extract): one input gives one outcome.
    ///
    /// # Errors
    ///
    /// Those, and [`Error::Config`] inside async code.
    pub fn extract(&self, input: impl Into<Input>) -> Result<Extraction<T>, Error> {
        wait(self.0.extract(input))
    }

    /// As [`Extractor::start`](crate::Extractor::start): a run in the background, not waited for.
    ///
    /// # Errors
    ///
    /// Those, and [`Error::Config`] inside async code.
    pub fn start(&self, input: impl Into<Input>) -> Result<Pending<T>, Error> {
        wait(self.0.start(input)).map(Pending)
    }

    /// As [`Extractor::resume`](crate::Extractor::resume): a run that was started before.
    pub fn resume(&self, id: impl Into<String>) -> Pending<T> {
        Pending(self.0.resume(id))
    }
}

/// A [`Pending`](crate::Pending) run whose calls wait.
///
/// ```
/// # let runtime = tokio::runtime::Runtime::new()?;
/// # let server = runtime.block_on(extract::testing::Server::start())?;
/// # server.answer(serde_json::json!({ "value": 3 })).answer(serde_json::json!({ "value": 4 }));
/// # let client = extract::Client::builder().base_url(server.url()).build()?;
/// let numbers = client.extractor::<u8>("gpt-5-mini").blocking();
/// let id = numbers.start("three")?.id().to_owned();
/// assert_eq!(numbers.resume(id).wait()?.value, 3);
///
/// let pending = numbers.start("four")?;
/// pending.cancel()?;
/// assert!(matches!(pending.wait(), Err(extract::Error::Cancelled(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the run is waited for by `wait`"]
pub struct Pending<T>(crate::Pending<T>);

impl<T> Clone for Pending<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Pending<T> {
    /// As [`Pending::id`](crate::Pending::id).
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// As [`Pending::wait`](crate::Pending::wait).
    ///
    /// # Errors
    ///
    /// Those, and [`Error::Config`] inside async code.
    pub fn wait(&self) -> Result<Extraction<T>, Error> {
        wait(self.0.wait())
    }

    /// As [`Pending::cancel`](crate::Pending::cancel).
    ///
    /// # Errors
    ///
    /// Those, and [`Error::Config`] inside async code.
    pub fn cancel(&self) -> Result<(), Error> {
        wait(self.0.cancel())
    }
}

impl<T> Clone for Extractor<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> From<crate::Extractor<T>> for Extractor<T> {
    fn from(extractor: crate::Extractor<T>) -> Self {
        Self(extractor)
    }
}

impl<T> crate::Extractor<T> {
    /// The same extractor, whose calls wait. Options come before it.
    pub fn blocking(self) -> Extractor<T> {
        Extractor(self)
    }
}

/// Runs a call to its end.
fn wait<R>(call: impl Future<Output = Result<R, Error>>) -> Result<R, Error> {
    if Handle::try_current().is_ok() {
        let message = "a blocking call inside async code would stop the other tasks of its thread, await the \
            `Extractor` or `Client` itself; in `spawn_blocking`, call `Handle::block_on`";
        return Err(ConfigError::new(message).into());
    }
    background()?.block_on(call)
}

/// The runtime that serves all connections. Its thread drives it whether or not a call is waiting: a pooled connection that
/// nobody drives would make the next call of an async program hang.
fn background() -> Result<&'static Handle, Error> {
    static RUNTIME: OnceLock<io::Result<Handle>> = OnceLock::new();
    RUNTIME.get_or_init(start).as_ref().map_err(|error| {
        let message = "the background thread of blocking calls cannot start";
        ConfigError::new(message).with_source(error.to_string()).into()
    })
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let drive = move || runtime.block_on(pending::<()>());
    thread::Builder::new().name("extract-blocking".into()).spawn(drive)?;
    Ok(handle)
}
