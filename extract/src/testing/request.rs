use std::{fmt, sync::OnceLock};

use bytes::Bytes;
use http::{HeaderMap, request::Parts};
use serde_json::Value;

use super::forced;
use crate::{Endpoint, transport::Secret};

/// One request as it arrived; the values of headers whose names say `auth`, `cookie`, `key`, `secret` or
/// `token` read `[hidden]`.
#[derive(Clone)]
pub struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// The body with what is no UTF-8 replaced, if there is any and somebody looks.
    replaced: OnceLock<String>,
}

impl Request {
    pub(super) fn new(head: &Parts, body: Bytes) -> Self {
        Self {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: visible(&head.headers),
            body,
            replaced: OnceLock::new(),
        }
    }

    /// The request that stands in a line of a batch.
    pub(super) fn of_line(path: &str, body: Bytes) -> Self {
        Self {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body,
            replaced: OnceLock::new(),
        }
    }

    /// The method, `POST` for instance.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without the query, `/v1/responses` for instance.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stands behind the `?`, `after=batch_1&limit=20` for instance; empty without one.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Which API was asked, below `/v1` or at one of Azure's paths; `None` for other paths, `/v1/models`
    /// for instance.
    pub fn endpoint(&self) -> Option<Endpoint> {
        let path = self.path.strip_prefix("/openai").unwrap_or(&self.path);
        let path = match (path.strip_prefix("/v1"), path.strip_prefix("/deployments/")) {
            (Some(path), _) => path,
            // Behind the name of the deployment.
            (None, Some(rest)) => rest.split_at_checked(rest.find('/')?)?.1,
            (None, None) if path.len() < self.path.len() => path,
            (None, None) => return None,
        };
        [Endpoint::Chat, Endpoint::Responses].into_iter().find(|endpoint| endpoint.path() == path)
    }

    /// The headers in the order of their arrival, names in lower case.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// The body as it was sent, byte for byte (bytes that are no UTF-8 are replaced).
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body)
            .unwrap_or_else(|_| self.replaced.get_or_init(|| lossy(&self.body)))
    }

    /// The body, which shares its memory with the request.
    pub(super) fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; `null` when it is none.
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The model that was asked.
    pub fn model(&self) -> Option<String> {
        Some(self.body().get("model")?.as_str()?.to_owned())
    }

    /// The name of the schema that was sent, the type's name for instance; that of the tool when the
    /// request forces one.
    pub fn format_name(&self) -> Option<String> {
        let endpoint = self.endpoint()?;
        let pointer = match endpoint {
            Endpoint::Chat => "/response_format/json_schema/name",
            Endpoint::Responses => "/text/format/name",
        };
        let body = self.body();
        let format = || body.pointer(pointer).and_then(Value::as_str);
        forced::tool(endpoint, &body).or_else(format).map(str::to_owned)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &visible_query(&self.query))
            .field("headers", &self.headers)
            .field("text", &self.text())
            .finish()
    }
}

/// Some servers take the key there.
fn visible_query(query: &str) -> String {
    let shown = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if Secret::is_name(name) => format!("{name}=[hidden]"),
        _ => pair.to_owned(),
    });
    shown.collect::<Vec<_>>().join("&")
}

fn visible(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().map(|(name, value)| {
        let value = if Secret::is_name(name.as_str()) {
            "[hidden]".into()
        } else {
            lossy(value.as_bytes())
        };
        (name.to_string(), value)
    });
    shown.collect()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
