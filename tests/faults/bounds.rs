//! What bounds that which comes: on the edge it is taken, and beyond it is refused.

use extract::{Client, Endpoint, Error, error::TransportErrorKind, testing::Outcome};
use serde_json::json;

use crate::{BOTH, City, KEY, answering, lisbon};

/// The error, or `None` for a value, of an outcome that is played once. Nothing is tried again.
async fn error_of(endpoint: Endpoint, max_body: usize, outcome: Outcome) -> Option<Error> {
    let server = answering().await;
    server.script(outcome);
    let client = Client::builder().base_url(server.url()).api_key(KEY).endpoint(endpoint);
    let client = client.max_retries(0).max_body(max_body).build().unwrap();
    let asked = client.extractor::<City>("gpt-4.1").extract("a city").await;
    assert_eq!(server.requests().len(), 1);
    let found = asked.map(|found| assert_eq!(found.value, lisbon()));
    found.err()
}

fn kind(error: Option<Error>) -> Option<TransportErrorKind> {
    match error? {
        Error::Transport(error) => Some(error.kind()),
        error => panic!("{error:?}"),
    }
}

/// A body of this endpoint with Lisbon as its answer, and one more member.
fn completed(endpoint: Endpoint, more: &str) -> String {
    let text = serde_json::to_string(&lisbon()).unwrap();
    let body = match endpoint {
        Endpoint::Responses => json!({ "status": "completed", "output": [
            { "type": "message", "content": [{ "type": "output_text", "text": text }] }
        ] }),
        _ => json!({ "choices": [{ "message": { "content": text } }] }),
    };
    body.to_string().replacen('{', &format!("{{{more}"), 1)
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_client_says() {
    for endpoint in BOTH {
        let body = completed(endpoint, "");
        let whole = || Outcome::raw(200, &[], body.clone());
        assert!(error_of(endpoint, body.len(), whole()).await.is_none());
        let beyond = error_of(endpoint, body.len() - 1, whole()).await;
        assert_eq!(kind(beyond), Some(TransportErrorKind::TooLarge));
        // Whatever the status is: it stands in the attempt.
        let page = Outcome::raw(502, &[("content-type", "text/html")], " ".repeat(1001));
        let error = error_of(endpoint, 1000, page).await.unwrap();
        assert_eq!(error.attempts()[0].status, Some(502));
        assert_eq!(kind(Some(error)), Some(TransportErrorKind::TooLarge));
    }
}

#[tokio::test]
async fn json_may_be_nested_127_deep_where_it_is_read() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for endpoint in BOTH {
        let read = async |more: String| {
            let body = Outcome::raw(200, &[], completed(endpoint, &more));
            error_of(endpoint, 1_000_000, body).await
        };
        // The object around it counts as well.
        assert!(read(format!(r#""detail":{},"#, nested(126))).await.is_none());
        let beyond = read(format!(r#""detail":{},"#, nested(127))).await;
        assert_eq!(kind(beyond), Some(TransportErrorKind::Malformed));
        // What nobody reads may be as deep as it likes.
        assert!(read(format!(r#""x_unlisted":{},"#, nested(100_000))).await.is_none());
        let error = Outcome::raw(500, &[], format!(r#"{{"error":{}}}"#, nested(100_000)));
        let error = error_of(endpoint, 1_000_000, error).await.unwrap();
        assert!(matches!(&error, Error::Api(api) if api.status() == 500), "{error:.200}");
        assert!(error.to_string().len() < 200);
    }
}

#[tokio::test]
async fn an_answer_may_have_ten_thousand_items() {
    for (endpoint, member) in [(Endpoint::Responses, "output"), (Endpoint::Chat, "choices")] {
        let read = async |count: usize| {
            let whole = completed(endpoint, "");
            let list = format!(r#""{member}":[{}"#, "7,".repeat(count - 1));
            let body = whole.replace(&format!(r#""{member}":["#), &list);
            error_of(endpoint, 1_000_000, Outcome::raw(200, &[], body)).await
        };
        assert!(read(10_000).await.is_none());
        assert_eq!(kind(read(10_001).await), Some(TransportErrorKind::Malformed));
    }
}

#[tokio::test]
async fn an_answer_may_have_a_hundred_headers() {
    for endpoint in BOTH {
        let with = |count: usize| {
            let answer = Outcome::answer(lisbon());
            (0..count).fold(answer, |answer, n| answer.header(format!("x-{n}"), "y"))
        };
        assert!(error_of(endpoint, 1_000_000, with(80)).await.is_none());
        let beyond = error_of(endpoint, 1_000_000, with(101)).await;
        assert_eq!(kind(beyond), Some(TransportErrorKind::Malformed));
        let long = Outcome::answer(lisbon()).header("x-long", "y".repeat(2_000_000));
        let beyond = error_of(endpoint, 1_000_000, long).await;
        assert_eq!(kind(beyond), Some(TransportErrorKind::Malformed));
    }
}
