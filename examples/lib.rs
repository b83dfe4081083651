//! What the examples share: the choice between a real API and the local server.

use std::error::Error;
use std::{env, fmt};

use extract::testing::Server;
use extract::{Client, ClientBuilder, Endpoint};
use tokio::runtime::Runtime;

/// What `main` gives back.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// Any error, told in words: Rust prints the `Debug` of what `main` gives back.
pub struct Failure(Box<dyn Error>);

impl<E: Into<Box<dyn Error>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A client, and where it leads to.
pub struct Connection {
    /// Calls the real API or the local server.
    pub client: Client,
    /// The model to ask: `OPENAI_MODEL`, or `gpt-5-mini`.
    pub model: String,
    /// Where the requests go.
    pub base_url: String,
    /// The API that is spoken there.
    pub endpoint: Endpoint,
    // The local server stops when this is dropped.
    _server: Option<Server>,
    // The threads of the local server, where `main` has none.
    _runtime: Option<Runtime>,
}

/// Connects to the API that the environment names, or else to a local server that gives these
/// answers in turn.
///
/// `OPENAI_API_KEY` alone calls OpenAI. `OPENAI_BASE_URL`, with or without a key, calls that
/// server, through the Chat endpoint since most compatible servers enforce a schema only there.
///
/// # Errors
///
/// When the local server cannot start, an answer is not JSON, or the client refuses the base URL
/// or the key.
pub async fn connect<'a>(answers: impl IntoIterator<Item = &'a str>) -> Result<Connection> {
    let answers: Vec<serde_json::Value> =
        answers.into_iter().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
    connect_scripted(|server| {
        for answer in answers {
            server.answer(answer);
        }
    })
    .await
}

/// As [`connect`], for a `main` that is not async.
///
/// # Errors
///
/// As [`connect`], and when no thread can be started.
pub fn connect_blocking<'a>(answers: impl IntoIterator<Item = &'a str>) -> Result<Connection> {
    let runtime = Runtime::new()?;
    let connection = runtime.block_on(connect(answers))?;
    Ok(Connection { _runtime: Some(runtime), ..connection })
}

/// As [`connect`], for a server that does more than answer: the closure says what.
///
/// # Errors
///
/// When the local server cannot start, or the client refuses the base URL or the key.
pub async fn connect_scripted(script: impl FnOnce(&Server)) -> Result<Connection> {
    let model = variable("OPENAI_MODEL").unwrap_or("gpt-5-mini".to_owned());
    let (base_url, endpoint, server) = match variable("OPENAI_BASE_URL") {
        Some(url) => (url, Endpoint::Chat, None),
        None if variable("OPENAI_API_KEY").is_some() => {
            ("https://api.openai.com/v1".to_owned(), Endpoint::Responses, None)
        }
        None => {
            let server = Server::start().await?;
            script(&server);
            (server.url(), Endpoint::Responses, Some(server))
        }
    };
    match server {
        Some(_) => println!("No OPENAI_API_KEY: a local server gives scripted answers.\n"),
        None => println!("Asking {model} at {base_url}.\n"),
    }
    // The builder finds the key, if there is one, in the environment.
    let client = ClientBuilder::from_env().base_url(&base_url).endpoint(endpoint).build()?;
    Ok(Connection { client, model, base_url, endpoint, _server: server, _runtime: None })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.trim().is_empty())
}
