//! Plain HTTP: these tests do not trust the client that they serve.

use std::sync::LazyLock;

use extract::{Endpoint, testing::Server};
use serde_json::{Value, json};

pub const ENDPOINTS: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

/// A status, the headers and the text of an answer.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect(&self.text)
    }

    pub fn at(&self, pointer: &str) -> Value {
        self.json().pointer(pointer).cloned().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A request that every judge takes.
pub fn good_request(endpoint: Endpoint) -> Value {
    let schema = json!({
        "type": "object",
        "properties": { "city": { "type": "string" } },
        "required": ["city"],
        "additionalProperties": false,
    });
    with_schema(endpoint, "City", &schema)
}

/// A request with this schema, under this name.
pub fn with_schema(endpoint: Endpoint, name: &str, schema: &Value) -> Value {
    with_format(
        endpoint,
        &json!({ "type": "json_schema", "name": name, "strict": true, "schema": schema }),
    )
}

/// A request with this format, which is spelled as on Responses: Chat nests it.
pub fn with_format(endpoint: Endpoint, format: &Value) -> Value {
    if endpoint == Endpoint::Responses {
        return json!({ "model": "gpt-4.1", "input": "hi", "text": { "format": format } });
    }
    let mut nested = format.clone();
    let kind = nested.as_object_mut().expect("a format is an object").remove("type");
    let mut response_format = json!({ "json_schema": nested });
    if let Some(kind) = kind {
        response_format["type"] = kind;
    }
    let messages = json!([{ "role": "user", "content": "hi" }]);
    json!({ "model": "gpt-4.1", "messages": messages, "response_format": response_format })
}

/// The request, asking for a stream with everything that can be asked for.
pub fn streamed(endpoint: Endpoint, request: &Value) -> Value {
    let mut body = request.clone();
    body["stream"] = true.into();
    if endpoint == Endpoint::Chat {
        body["stream_options"] = json!({ "include_usage": true });
    }
    body
}

/// A request that must call the tool `City`.
pub fn forced(endpoint: Endpoint) -> Value {
    let mut body = with_tool(endpoint);
    body["tool_choice"] = match endpoint {
        Endpoint::Chat => json!({ "type": "function", "function": { "name": "City" } }),
        _ => json!({ "type": "function", "name": "City" }),
    };
    body
}

/// A request that may call the tool `City`.
pub fn with_tool(endpoint: Endpoint) -> Value {
    let (user, function) =
        (json!([{ "role": "user", "content": "hi" }]), json!({ "name": "City" }));
    match endpoint {
        Endpoint::Chat => json!({ "model": "gpt-4.1", "messages": user,
            "tools": [{ "type": "function", "function": function }] }),
        _ => json!({ "model": "gpt-4.1", "input": user,
            "tools": [{ "type": "function", "name": "City" }] }),
    }
}

pub fn path(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Responses => "/responses",
        _ => "/chat/completions",
    }
}

/// Every test has a runtime of its own, so no connection may outlive a request.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client")
});

/// Asks, and reads the whole answer.
pub async fn ask(
    server: &Server,
    endpoint: Endpoint,
    body: &Value,
) -> Result<Answer, reqwest::Error> {
    send(server, "POST", path(endpoint), body.to_string()).await
}

pub async fn send(
    server: &Server,
    method: &str,
    path: &str,
    body: String,
) -> Result<Answer, reqwest::Error> {
    send_as(server, method, path, "application/json", body).await
}

/// Sends a body of another type.
pub async fn send_as(
    server: &Server,
    method: &str,
    path: &str,
    content_type: &str,
    body: impl Into<reqwest::Body>,
) -> Result<Answer, reqwest::Error> {
    let response = CLIENT
        .request(method.parse().unwrap(), server.url() + path)
        .header("content-type", content_type)
        .header("authorization", "Bearer sk-of-the-test")
        .body(body)
        .send()
        .await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer { status, headers, text: response.text().await? })
}
