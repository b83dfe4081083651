//! A service that keeps what is asked, and answers with what was put in.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use extract::{
    Client, ClientBuilder, Extract, HttpService,
    transport::{Body, BoxFuture, HttpError},
};
use http::{Request, Response};
use serde::Deserialize;
use serde_json::json;

use crate::stage::TestClock;

#[derive(Debug, Deserialize, Extract, PartialEq)]
pub struct Guest {
    pub name: String,
}

pub fn ada() -> Guest {
    Guest { name: "Ada".into() }
}

/// The schema of [`Guest`].
pub const GUEST: &str = r#"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}"#;

/// A body of the Chat endpoint with this text.
pub fn chat(text: &str, finish: &str) -> String {
    let message = json!({ "role": "assistant", "content": text });
    json!({ "id": "c", "choices": [{ "message": message, "finish_reason": finish }] }).to_string()
}

#[derive(Clone, Default)]
pub struct Canned {
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
}

impl Canned {
    /// Plays these, and then an answer that fits [`Guest`].
    pub fn new(answers: &[(u16, &str)]) -> Self {
        let answers = answers.iter().map(|(status, body)| (*status, body.to_string()));
        Self { answers: Arc::new(Mutex::new(answers.collect())), ..Self::default() }
    }

    /// This client, through this service, waiting for nothing.
    pub fn client(&self, builder: ClientBuilder) -> Client {
        builder.http(self.clone()).clock(TestClock::default()).build().unwrap()
    }

    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// The body of the only request.
    pub fn body(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1);
        String::from_utf8(requests[0].body().to_vec()).unwrap()
    }
}

impl HttpService for Canned {
    fn call(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let is_chat = request.uri().path().ends_with("/chat/completions");
        self.requests.lock().unwrap().push(request);
        let usual = || {
            let endpoint =
                if is_chat { extract::Endpoint::Chat } else { extract::Endpoint::Responses };
            (200, crate::stage::completed(endpoint, r#"{"name":"Ada"}"#))
        };
        let (status, body) = self.answers.lock().unwrap().pop_front().unwrap_or_else(usual);
        let mut response = Response::new(Body::from(Bytes::from(body)));
        *response.status_mut() = status.try_into().unwrap();
        Box::pin(async { Ok(response) })
    }
}
