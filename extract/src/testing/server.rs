use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use serde::Serialize;
use tokio::{net::TcpListener, task::AbortHandle};

use super::{
    BatchPlan, Fault, FileCall, Filter, Outcome, Request, StoredFile, key::Key, listen,
    models::Models, service::Service,
};
use crate::{Client, wire::batch::Job};

/// A server on 127.0.0.1 that judges requests as the real API does and plays what the test wrote.
///
/// Scripted outcomes are used first in, first out, on whichever endpoint is asked. A request that
/// the judge refuses uses none. When none is left, [`Server::respond`] decides; without it the
/// answer is status 500, and its message says that nothing is scripted.
///
/// The server stops when it is dropped.
///
/// ```
/// # use extract::testing::{Fault, Server};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let server = Server::start().await?;
/// server.fault(Fault::ServerError).answer_text(r#"{"city":"Lisbon"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    service: Arc<Service>,
    accepting: AbortHandle,
    client: Client,
}

impl Server {
    /// Starts on any free port of 127.0.0.1, inside the running tokio runtime.
    ///
    /// # Errors
    ///
    /// When no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A server with a fixed port, a key that must be sent, or more models.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL, which ends in `/v1`.
    pub fn url(&self) -> String {
        base_url(self.address)
    }

    /// A client that asks this server, with the key that it wants. Retries wait in real time; for
    /// other settings build a client with [`Server::url`].
    ///
    /// ```
    /// # use extract::testing::Server;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Server::start().await?;
    /// server.answer(serde_json::json!({ "value": 3 }));
    /// let found = server.client().extractor::<u8>("gpt-5-mini").extract("three").await?;
    /// assert_eq!(found.value, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Every request so far, refused ones included, oldest first; the newest 10,000 are kept.
    pub fn requests(&self) -> Vec<Request> {
        self.service.requests()
    }

    /// How many streams their clients left before the end, so far. It takes a moment to be seen.
    ///
    /// ```
    /// # use extract::testing::{Moment, Outcome, Server, StreamFault};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer(3).stream_fault(StreamFault::Stall(Moment::InContent)));
    /// let body = serde_json::json!({ "model": "gpt-4.1", "input": "three", "stream": true });
    /// let asked = reqwest::Client::new()
    ///     .post(server.url() + "/responses")
    ///     .header("content-type", "application/json")
    ///     .body(body.to_string());
    ///
    /// drop(asked.send().await?); // the stream has begun, and nobody reads it
    /// while server.disconnects() == 0 {
    ///     tokio::task::yield_now().await;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn disconnects(&self) -> usize {
        self.service.left()
    }

    /// The model answers with this value, written as JSON.
    ///
    /// The text is sent as it is: a root that is no object stands in `{"value": …}`.
    pub fn answer(&self, value: impl Serialize) -> &Self {
        self.script(Outcome::answer(value))
    }

    /// The model answers with this text, JSON or not.
    pub fn answer_text(&self, text: impl Into<String>) -> &Self {
        self.script(Outcome::answer_text(text))
    }

    /// The model declines, in these words.
    pub fn refuse(&self, refusal: impl Into<String>) -> &Self {
        self.script(Outcome::refuse(refusal))
    }

    /// The answer is cut off at the token limit after this text.
    ///
    /// An empty text means that reasoning used the whole limit: there is no message at all.
    pub fn truncate(&self, partial_text: impl Into<String>) -> &Self {
        self.script(Outcome::truncate(partial_text))
    }

    /// The content filter stops the prompt (status 400) or the answer (status 200).
    pub fn filter(&self, filter: Filter) -> &Self {
        self.script(Outcome::filter(filter))
    }

    /// The run completes without any answer: reasoning only on Responses, `content: null` on Chat.
    pub fn empty(&self) -> &Self {
        self.script(Outcome::empty())
    }

    /// Something goes wrong on the way.
    pub fn fault(&self, fault: Fault) -> &Self {
        self.script(Outcome::fault(fault))
    }

    /// Exactly this status, these headers and this body.
    pub fn respond_raw(
        &self,
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<String>,
    ) -> &Self {
        self.script(Outcome::raw(status, headers, body))
    }

    /// Any outcome, with all that an [`Outcome`] can carry.
    ///
    /// ```
    /// # use {extract::testing::{Outcome, Server}, serde_json::json, std::time::Duration};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer(json!({"n": 1})).after(Duration::from_millis(20)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn script(&self, outcome: Outcome) -> &Self {
        self.service.script().push(outcome);
        self
    }

    /// Decides by request, whenever no scripted outcome is left.
    ///
    /// ```
    /// # use {extract::testing::{Outcome, Server}, serde_json::json};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = Server::start().await?;
    /// server.respond(|request| match request.format_name().as_deref() {
    ///     Some("City") => Outcome::answer(json!({"name": "Lisbon"})),
    ///     _ => Outcome::refuse("I only know cities."),
    /// });
    /// # Ok(())
    /// # }
    /// ```
    pub fn respond(&self, decide: impl Fn(&Request) -> Outcome + Send + Sync + 'static) -> &Self {
        self.service.script().decide_by(decide);
        self
    }

    /// The next batch that is made goes like this; one without a plan goes as [`BatchPlan::new`] does.
    ///
    /// Its lines meet the judge and the script as requests of their own would, but for delays, which are
    /// not waited for; [`Server::requests`] does not have them. An answer that only travels badly is
    /// lost: its line has no response.
    pub fn plan_batch(&self, plan: BatchPlan) -> &Self {
        self.service.batches().plan(plan);
        self
    }

    /// The next call of `/v1/batches` or below gets this. With a fault that breaks the answer off, what
    /// was asked for is done; with any other nothing is.
    pub fn batch_fault(&self, fault: Fault) -> &Self {
        self.service.batches().plan_fault(fault);
        self
    }

    /// The next call of this kind gets this, as [`Server::batch_fault`] has it. A download that breaks
    /// off has begun with what is in the file.
    pub fn file_fault(&self, call: FileCall, fault: Fault) -> &Self {
        self.service.files().plan_fault(call, fault);
        self
    }

    /// Every batch, as its client was told of it last; oldest first.
    pub fn batches(&self) -> Vec<Job> {
        self.service.batches().all()
    }

    /// Every file that is not deleted, uploaded or made of a batch; oldest first.
    pub fn files(&self) -> Vec<StoredFile> {
        self.service.files().all()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What a [`Server`] can be told before it starts.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let server = extract::testing::Server::builder()
///     .api_key("sk-local") // any other key, or none, is answered with status 401
///     .model("house-model-7b") // known beside the models of the real service
///     .start()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct Builder {
    port: u16,
    key: Key,
    models: Models,
}

impl Builder {
    /// The port on 127.0.0.1; 0, the default, takes any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The key that every request must carry. Without this no key is asked for.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.key = Key::required(key.into());
        self
    }

    /// One more model that exists; it takes strict schemas and samples without reasoning.
    pub fn model(mut self, id: impl Into<String>) -> Self {
        self.models.add(id.into());
        self
    }

    /// Starts the server inside the running tokio runtime.
    ///
    /// # Errors
    ///
    /// When the port is taken, or the key cannot stand in a header.
    pub async fn start(self) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let key = self.key.as_str().unwrap_or("sk-local");
        let client = Client::builder().base_url(base_url(address)).api_key(key).build();
        let client = client.map_err(io::Error::other)?;
        let service = Arc::new(Service::new(self.key, self.models));
        let accepting = tokio::spawn(listen::accept(listener, service.clone())).abort_handle();
        Ok(Server { address, service, accepting, client })
    }
}

fn base_url(address: SocketAddr) -> String {
    format!("http://{address}/v1")
}
