//! No key is shown anywhere: marked secrets go through everything that can happen, and all that is ever
//! shown is searched for them.
//!
//! The secrets are the key, two headers that carry one, and a query that does. What is shown is `Display`,
//! `Debug` and the sources of each error, `Debug` of every public type (see [`types`]), what an observer is
//! told, every span and event of every crate at TRACE with content on, every line of the crate `log`, and
//! the messages of panics.

mod echoes;
mod faults;
mod search;
mod settings;
mod types;

use std::{sync::Arc, time::Duration};

use extract::{ClientBuilder, Endpoint, Error, Extraction, Extractor, testing::Server};

use crate::{
    listen::Listener,
    stage::{Order, TestClock},
    subscriber::Listening,
};
use search::{API_KEY, KEY, Loud, PROXY, QUERY, SECRETS, Search};

const BOTH: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

/// A client that carries every secret.
fn carrying(url: &str, endpoint: Endpoint, search: &Arc<Search>) -> ClientBuilder {
    extract::Client::builder()
        .base_url(format!("{url}?sig-key={QUERY}&api-version=1"))
        .api_key(KEY)
        .header("api-key", API_KEY)
        .header("x-proxy-token", PROXY)
        .organization("org-42")
        .endpoint(endpoint)
        .clock(TestClock::default())
        .observer(Loud(Arc::clone(search)))
        .trace_content(true)
}

fn orders(client: ClientBuilder) -> Extractor<Order> {
    client.build().unwrap().extractor("gpt-4.1")
}

fn look_at(search: &Search, result: &Result<Extraction<Order>, Error>) {
    match result {
        Ok(found) => search.debug(found),
        Err(error) => search.error(error),
    }
}

#[tokio::test]
async fn no_secret_is_shown_whatever_happens() {
    let search = Search::start();
    let listening = Listening::start();
    settings::all(&search);
    for endpoint in BOTH {
        echoes::all(endpoint, &search).await;
        faults::all(endpoint, &search).await;
    }
    types::all(&search).await;
    let seen = listening.seen();
    for target in ["extract", "hyper_util", "h2"] {
        let is_there = seen.iter().any(|seen| seen.target.starts_with(target));
        assert!(is_there, "nothing of `{target}` was heard, so nothing was searched");
    }
    search.debug(&seen);
    search.logged("reqwest");
    search.end();
}

/// The search itself.
#[tokio::test]
async fn a_secret_that_is_shown_is_found() {
    for secret in SECRETS {
        let search = Search::start();
        search.debug(&format!("a{secret}z"));
        assert_eq!(search.hits(), 1, "{secret}");
    }
    // The server has really got all of them, where they belong.
    let listener = Listener::sending("").await;
    let search = Search::start();
    let error = orders(carrying(&listener.url, Endpoint::Chat, &search).max_retries(0));
    error.extract("a").await.expect_err("cut");
    let request = listener.requests().concat();
    for secret in SECRETS {
        assert!(request.contains(secret), "{secret}: {request}");
    }
}

/// What the server of the library keeps of requests.
/// A file with the key in it: it is kept, and not shown.
async fn upload(server: &Server) {
    let field = |head: &str, content: &str| {
        format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let purpose = field("name=\"purpose\"", "batch");
    let file = field("name=\"file\"; filename=\"a.jsonl\"", "{}");
    let sent = reqwest::Client::new()
        .post(server.url() + "/files")
        .bearer_auth(KEY)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(purpose + &file + "--b--\r\n");
    assert_eq!(sent.send().await.expect("an answer").status(), 200);
}

async fn served(search: &Arc<Search>) {
    let server = Server::builder().api_key(KEY).start().await.unwrap();
    server.answer(crate::stage::order());
    let orders = orders(carrying(&server.url(), Endpoint::Responses, search));
    orders.extract("a").await.expect("the server takes the key");
    server.answer(crate::stage::order());
    let found =
        orders.clone().logprobs(true).extract("a").await.expect("an answer with its tokens");
    search.debug(&(found.confidences(), found));
    upload(&server).await;
    search.debug(&server);
    search.debug(&(server.files(), server.batches(), server.requests()));
    search.debug(&server.client());
    search.debug(&Server::builder().api_key(KEY));
    tokio::time::timeout(Duration::from_secs(5), orders.extract("b")).await.unwrap().unwrap_err();
}
