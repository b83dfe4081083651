use std::time::Duration;

use bytes::Bytes;
use extract::transport::{Body, BoxFuture, HttpError, HttpService};

/// Answers every request alike, after this time.
pub struct Prompt(pub Duration);

const ANSWER: &str = r#"{"id":"resp_1","model":"gpt-4.1","status":"completed","output":[{"type":"message",
"role":"assistant","content":[{"type":"output_text","text":"{\"value\":7}"}]}],
"usage":{"input_tokens":60,"output_tokens":5}}"#;

impl HttpService for Prompt {
    fn call(
        &self,
        _: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async {
            if !self.0.is_zero() {
                tokio::time::sleep(self.0).await;
            }
            Ok(http::Response::new(Body::from(Bytes::from_static(ANSWER.as_bytes()))))
        })
    }
}
