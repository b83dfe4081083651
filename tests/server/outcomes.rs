//! Each scripted outcome, once on each endpoint.

use extract::testing::{Endpoint, Server};
use serde_json::json;

use crate::ask::{ENDPOINTS, ask, good_request};

/// The text of the answer on either endpoint.
fn text_at(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Responses => "/output/0/content/0/text",
        _ => "/choices/0/message/content",
    }
}

#[tokio::test]
async fn an_answer_arrives_as_text() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.answer(json!({ "city": "Lisbon" }));
        let answer = ask(&server, endpoint, &good_request(endpoint))
            .await
            .unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.at(text_at(endpoint)), json!(r#"{"city":"Lisbon"}"#));
    }
}
