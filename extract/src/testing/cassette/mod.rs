use std::{
    env, fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;

use crate::{
    Error, HttpService,
    transport::{Body, BoxFuture, HttpError},
};
use {built_in::BuiltIn, record::Tape, replay::Replay};

mod built_in;
mod clean;
mod difference;
mod exchange;
mod indented;
mod record;
mod replay;

/// Set to anything but nothing, it makes [`Cassette::open`] record.
const RECORD: &str = "EXTRACT_RECORD";

/// What went over the line, in a file: recorded once from a real server, played back ever after.
///
/// ```
/// use extract::{Client, testing::{Cassette, Server}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let path = std::env::temp_dir().join(format!("extract-{}.cassette", std::process::id()));
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
/// let url = server.url();
///
/// // Once, with a server and a key:
/// let cassette = Cassette::record(&path)?;
/// let client = Client::builder().base_url(&url).api_key("sk-local").http(cassette).build()?;
/// client.extractor::<Vec<String>>("gpt-5-mini").extract("Ada and Grace came.").await?;
/// drop(server);
///
/// // Ever after, with neither:
/// let cassette = Cassette::replay(&path)?;
/// let client = Client::builder().base_url(&url).http(cassette.clone()).build()?;
/// let names = client.extractor::<Vec<String>>("gpt-5-mini");
/// assert_eq!(names.extract("Ada and Grace came.").await?.value, ["Ada", "Grace"]);
/// assert!(cassette.unused().is_empty());
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
///
/// A test says [`Cassette::open`]`("tests/names.cassette")?`: it plays the file, and
/// `EXTRACT_RECORD=1 cargo test names` records it anew. Clients of `api.openai.com` want some key for a replay as well;
/// any will do.
///
/// **A replay is strict.** A request gets the first unused answer that was recorded for an equal one: method, URL,
/// body (byte for byte) and those headers that the file shows. So calls may come in any order, and tries of the same
/// call keep theirs. Any other request fails with a [`Transport`](Error::Transport) error of the kind
/// [`Cassette`](crate::error::TransportErrorKind::Cassette), which is not tried again and says how the request
/// differs from the nearest unused one. [`unused`](Self::unused) tells what was never asked for.
///
/// **What comes back** is the status, the body byte for byte, and the headers that mean something to a client. An error
/// of the connection comes back with its kind, and with what had come of the body. A call that was given up, by a
/// timeout or because the program dropped it, comes back as a timeout at once. Waits between tries are the client's own:
/// under `#[tokio::test(start_paused = true)]` they take no time.
///
/// **What the file does not show**: keys. Of the headers, only those of a list are written, which carry no key, no cookie and no
/// organization. The keys that a request carries in its headers or its query are replaced by `[key]` wherever they
/// stand, ids of organization and project by `[hidden]`, answers included, since servers repeat them. Words of fewer than
/// 8 characters are no keys. What you ask and what is answered stand there as they are. The port of a loopback
/// address is left out, since it changes from run to run.
///
/// The file is text, made to be committed and reviewed: one JSON object for each request, in the order of their ends,
/// appended as soon as it ends.
#[derive(Clone)]
pub struct Cassette {
    deck: Deck,
    service: Arc<dyn HttpService>,
}

#[derive(Clone)]
enum Deck {
    Record(Arc<Tape>),
    Replay(Arc<Replay>),
}

impl Cassette {
    /// Plays the file, or records it anew if the environment variable `EXTRACT_RECORD` is set and not empty.
    ///
    /// A missing file is an error and no reason to record, so that a build without keys never asks a server.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay) or [`record`](Self::record).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        match env::var_os(RECORD).is_some_and(|value| !value.is_empty()) {
            true => Self::record(path),
            false => Self::replay(path),
        }
    }

    /// Records what goes over the line. A file that is there is replaced at once; folders are made. A call that
    /// cannot be written down fails, though its answer came: a file that lacks it would be found out too late.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the file cannot be written.
    pub fn record(path: impl AsRef<Path>) -> Result<Self, Error> {
        let tape = Tape::create(path.as_ref())?;
        Ok(Self { deck: Deck::Record(Arc::new(tape)), service: Arc::new(BuiltIn::default()) })
    }

    /// Plays what was recorded, and nothing else: no request leaves.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the file cannot be read, or is not whole, with the line.
    pub fn replay(path: impl AsRef<Path>) -> Result<Self, Error> {
        let replay = Replay::open(path.as_ref())?;
        Ok(Self { deck: Deck::Replay(Arc::new(replay)), service: Arc::new(BuiltIn::default()) })
    }

    /// Records what goes through this service, in place of the built-in one. A replay asks none.
    pub fn through(self, service: impl HttpService) -> Self {
        Self { service: Arc::new(service), ..self }
    }

    /// The recorded requests that were not asked for so far, one line each; none while recording.
    pub fn unused(&self) -> Vec<String> {
        match &self.deck {
            Deck::Record(_) => Vec::new(),
            Deck::Replay(replay) => replay.unused(),
        }
    }

    /// Whether this one records.
    pub fn is_recording(&self) -> bool {
        matches!(self.deck, Deck::Record(_))
    }

    fn path(&self) -> &PathBuf {
        match &self.deck {
            Deck::Record(tape) => tape.path(),
            Deck::Replay(replay) => replay.path(),
        }
    }
}

impl HttpService for Cassette {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        match &self.deck {
            Deck::Record(tape) => Box::pin(tape.record(&self.service, request)),
            Deck::Replay(replay) => Box::pin(async move { replay.play(&request) }),
        }
    }
}

impl fmt::Debug for Cassette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cassette")
            .field("path", self.path())
            .field("is_recording", &self.is_recording())
            .field("unused", &self.unused().len())
            .finish()
    }
}
