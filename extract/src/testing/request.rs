use http::HeaderMap;
use serde_json::Value;

use super::forced;
use crate::{Endpoint, transport::Secret};

/// One request as it arrived; the values of headers whose names say `auth`, `cookie`, `key`, `secret` or
/// `token` read `[hidden]`.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    text: String,
}

impl Request {
    pub(super) fn new(method: &str, path: &str, headers: &HeaderMap, text: String) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let value = if Secret::is_name(name.as_str()) {
                    "[hidden]".into()
                } else {
                    lossy(value.as_bytes())
                };
                (name.to_string(), value)
            })
            .collect();
        Self { method: method.to_owned(), path: path.to_owned(), headers, text }
    }

    /// The method, `POST` for instance.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without the query, `/v1/responses` for instance.
    pub fn path(&self) -> &str {
        &self.path
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
        &self.text
    }

    /// The body as JSON; `null` when it is none.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
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

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
