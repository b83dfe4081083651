//! Batches from their file to their answers.

use extract::testing::{Outcome, Server};
use serde_json::{Value, json};

use crate::{
    ask::{Answer, good_request, send},
    files::{content, upload},
};
use extract::Endpoint;

/// A line that the judge takes.
pub fn line(custom_id: &str) -> Value {
    let body = good_request(Endpoint::Responses);
    json!({ "custom_id": custom_id, "method": "POST", "url": "/v1/responses", "body": body })
}

pub fn lines(ids: &[&str]) -> String {
    ids.iter().map(|id| line(id).to_string() + "\n").collect()
}

/// Uploads these lines and makes a batch of them.
pub async fn create(server: &Server, lines: &str) -> Answer {
    let file = upload(server, "batch", "lines.jsonl", lines.as_bytes()).await;
    create_with(server, &json!({ "input_file_id": file.at("/id") })).await
}

/// Makes a batch, with more parameters or others.
pub async fn create_with(server: &Server, more: &Value) -> Answer {
    let mut body = json!({ "endpoint": "/v1/responses", "completion_window": "24h" });
    body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    send(server, "POST", "/batches", body.to_string()).await.unwrap()
}

pub async fn poll(server: &Server, batch: &Answer) -> Answer {
    let path = format!("/batches/{}", batch.at("/id").as_str().unwrap());
    send(server, "GET", &path, String::new()).await.unwrap()
}

/// Polls to the end.
pub async fn end(server: &Server, batch: &Answer) -> Answer {
    loop {
        let polled = poll(server, batch).await;
        let status = polled.at("/status");
        if ["completed", "failed", "expired", "cancelled"].iter().any(|last| status == *last) {
            return polled;
        }
    }
}

/// The lines of the file whose id stands there; none without a file.
pub async fn answers(server: &Server, batch: &Answer, pointer: &str) -> Vec<Value> {
    match batch.at(pointer).as_str() {
        Some(id) => {
            let text = content(server, id).await.text;
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
        None => Vec::new(),
    }
}

#[tokio::test]
async fn each_look_moves_a_batch_one_status_on_and_answers_every_line() {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        assert_eq!((request.method(), request.path()), ("POST", "/v1/responses"));
        Outcome::answer(json!({ "city": "Graz" }))
    });
    let made = create(&server, &lines(&["a", "b"])).await;
    assert_eq!((made.status, made.at("/status")), (200, json!("validating")));
    for status in ["in_progress", "finalizing", "completed", "completed"] {
        assert_eq!(poll(&server, &made).await.at("/status"), status);
    }
    let end = poll(&server, &made).await;
    assert_eq!(end.at("/request_counts"), json!({ "total": 2, "completed": 2, "failed": 0 }));
    assert_eq!(end.at("/error_file_id"), Value::Null);
    let answers = answers(&server, &end, "/output_file_id").await;
    let ids: Vec<_> = answers.iter().map(|answer| answer["custom_id"].clone()).collect();
    assert_eq!(ids, ["a", "b"]);
    for answer in answers {
        assert_eq!(
            (&answer["response"]["status_code"], &answer["error"]),
            (&json!(200), &Value::Null)
        );
        let text = &answer["response"]["body"]["output"][0]["content"][0]["text"];
        assert_eq!(text, r#"{"city":"Graz"}"#);
    }
}
