//! A service with one batch that has ended, whose files hold what a test puts there, and whose connections
//! break where a test says.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use extract::{
    Client, Extractor, HttpService,
    error::TransportErrorKind,
    transport::{Body, BoxFuture, Chunks, HttpError},
};
use http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};

use super::stage::TestClock;

#[derive(Clone, Default)]
pub struct Fake(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    batch: Value,
    files: BTreeMap<String, Vec<u8>>,
    /// Bytes after which the next downloads break.
    cuts: VecDeque<usize>,
    knows_ranges: bool,
    /// Bytes that were sent of files.
    sent: usize,
    ranges: Vec<String>,
    /// Bytes of what was uploaded, which is not kept.
    uploads: Vec<usize>,
}

impl Fake {
    /// A batch with this end, made of these documents.
    pub fn new(status: &str, documents: &[&str]) -> Self {
        let fake = Self::default();
        let lines = documents.iter().map(|id| {
            json!({ "custom_id": id, "method": "POST", "url": "/v1/responses", "body": { "id": id } })
                .to_string()
        });
        fake.file("file-in", &lines.collect::<Vec<_>>().join("\n"));
        fake.0.lock().unwrap().batch =
            json!({ "id": "batch_1", "status": status, "input_file_id": "file-in" });
        fake
    }

    fn file(&self, id: &str, text: &str) {
        self.0.lock().unwrap().files.insert(id.to_owned(), text.as_bytes().to_vec());
    }

    pub fn output(self, text: &str) -> Self {
        self.file("file-out", text);
        self.with("output_file_id", json!("file-out"))
    }

    pub fn errors(self, text: &str) -> Self {
        self.file("file-err", text);
        self.with("error_file_id", json!("file-err"))
    }

    pub fn with(self, member: &str, value: Value) -> Self {
        self.0.lock().unwrap().batch[member] = value;
        self
    }

    pub fn without_file(self, id: &str) -> Self {
        self.0.lock().unwrap().files.remove(id);
        self
    }

    pub fn cuts(self, cuts: impl IntoIterator<Item = usize>) -> Self {
        self.0.lock().unwrap().cuts = cuts.into_iter().collect();
        self
    }

    pub fn knows_ranges(self) -> Self {
        self.0.lock().unwrap().knows_ranges = true;
        self
    }

    pub fn sent(&self) -> usize {
        self.0.lock().unwrap().sent
    }

    pub fn ranges(&self) -> Vec<String> {
        self.0.lock().unwrap().ranges.clone()
    }

    pub fn uploads(&self) -> Vec<usize> {
        self.0.lock().unwrap().uploads.clone()
    }

    pub fn client(&self) -> Client {
        let builder = Client::builder().base_url("http://localhost/v1").http(self.clone());
        builder.clock(TestClock::default()).build().unwrap()
    }

    pub fn numbers(&self) -> Extractor<u64> {
        self.client().extractor("gpt-5-mini")
    }

    fn download(&self, id: &str, range: Option<&str>) -> Response<Body> {
        let mut inner = self.0.lock().unwrap();
        let Some(content) = inner.files.get(id).cloned() else {
            return response(
                404,
                Body::from(Bytes::from_static(b"{\"error\":{\"message\":\"gone\"}}")),
            );
        };
        inner.ranges.extend(range.map(str::to_owned));
        let asked = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'));
        let begin = asked.filter(|_| inner.knows_ranges).map(|begin| begin.parse().unwrap());
        let rest = match begin {
            Some(begin) if begin >= content.len() => {
                return response(416, Body::from(Bytes::new()));
            }
            Some(begin) => content[begin..].to_vec(),
            None => content,
        };
        let cut = inner.cuts.pop_front();
        let whole = rest.len();
        inner.sent += cut.map_or(whole, |cut| cut.min(whole));
        let pieces = Pieces { rest: rest.into(), left: cut };
        let mut answer = response(if begin.is_some() { 206 } else { 200 }, Body::arriving(pieces));
        if let Some(begin) = begin {
            let range = format!("bytes {begin}-{}/*", begin + whole - 1);
            answer.headers_mut().insert(header::CONTENT_RANGE, range.parse().unwrap());
        }
        answer
    }
}

fn response(status: u16, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

impl HttpService for Fake {
    fn call(&self, request: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let path = request.uri().path().to_owned();
        let range = request.headers().get(header::RANGE).map(|range| range.to_str().unwrap());
        let answer =
            match path.strip_prefix("/v1/files/").and_then(|it| it.strip_suffix("/content")) {
                Some(id) => self.download(id, range),
                None if path == "/v1/files" => {
                    self.0.lock().unwrap().uploads.push(request.body().len());
                    response(200, Body::from(Bytes::from_static(b"{\"id\":\"file-in\"}")))
                }
                None => {
                    let batch = self.0.lock().unwrap().batch.to_string();
                    response(200, Body::from(Bytes::from(batch)))
                }
            };
        Box::pin(async { Ok(answer) })
    }
}

/// A body in pieces of seven bytes, which breaks after so many.
struct Pieces {
    rest: Bytes,
    left: Option<usize>,
}

impl Chunks for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let length = self.left.unwrap_or(usize::MAX).min(self.rest.len()).min(7);
        let piece = match (length, self.left) {
            (0, Some(_)) => Some(Err(HttpError::new(TransportErrorKind::Cut, "cut"))),
            (0, None) => None,
            _ => Some(Ok(self.rest.split_to(length))),
        };
        self.left = self.left.map(|left| left - length);
        Box::pin(async { piece })
    }
}

/// A line with an answer.
pub fn answer(id: &str, number: u64) -> String {
    let text = json!({ "value": number }).to_string();
    let content = json!([{ "type": "output_text", "text": text }]);
    let body = json!({
        "id": format!("resp_{id}"), "status": "completed",
        "output": [{ "type": "message", "content": content }],
        "usage": { "input_tokens": 60, "output_tokens": 40 },
    });
    json!({
        "id": "x", "custom_id": id, "error": null,
        "response": { "status_code": 200, "request_id": format!("req_{id}"), "body": body },
    })
    .to_string()
}
