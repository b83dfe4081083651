//! Each fault, once on each endpoint.

use std::time::Duration;

use extract::testing::{Fault, Server};
use serde_json::{Value, json};

use crate::ask::{ENDPOINTS, ask, good_request};

#[tokio::test]
async fn faults_with_a_status_say_what_the_service_says() {
    let cases = [
        (Fault::BillingExhausted, 429, "insufficient_quota", "insufficient_quota"),
        (Fault::ErrorInBody, 200, "server_error", "server_error"),
        (Fault::Overloaded, 503, "service_unavailable_error", "server_is_overloaded"),
        (
            Fault::RateLimited { retry_after: Duration::from_millis(1_500) },
            429,
            "requests",
            "rate_limit_exceeded",
        ),
        (Fault::ServerError, 500, "server_error", "server_error"),
    ];
    for (fault, status, kind, code) in cases {
        for endpoint in ENDPOINTS {
            let server = Server::start().await.unwrap();
            server.fault(fault.clone());
            let answer = ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
            assert_eq!(answer.status, status, "{fault:?}");
            assert_eq!(answer.at("/error/type"), kind, "{fault:?}");
            assert_eq!(answer.at("/error/code"), code, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.fault(Fault::RateLimited { retry_after: Duration::from_millis(1_500) });
        let answer = ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
        assert_eq!(answer.header("retry-after-ms"), "1500");
        assert_eq!(answer.header("retry-after"), "2");
        assert_eq!(answer.header("x-ratelimit-remaining-requests"), "0");
    }
}

#[tokio::test]
async fn bodies_that_are_no_answer_are_sent_as_they_are() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server
            .fault(Fault::BrokenJson)
            .fault(Fault::Html)
            .fault(Fault::WrongJson)
            .fault(Fault::Status {
                status: 418,
                headers: vec![("X-Kettle".into(), "short".into())],
                body: "tea".into(),
            })
            .respond_raw(207, &[("content-type", "text/plain")], "many");
        let body = good_request(endpoint);
        let next = async || ask(&server, endpoint, &body).await.unwrap();

        let broken = next().await;
        assert_eq!(broken.status, 200);
        assert!(serde_json::from_str::<Value>(&broken.text).is_err());

        let html = next().await;
        assert_eq!((html.status, html.header("content-type")), (502, "text/html"));
        assert!(html.text.starts_with("<html>"));

        let wrong = next().await;
        assert_eq!((wrong.status, wrong.at("/message")), (200, json!("hello")));

        let any = next().await;
        assert_eq!((any.status, any.header("x-kettle"), any.text.as_str()), (418, "short", "tea"));

        let raw = next().await;
        assert_eq!((raw.status, raw.text.as_str()), (207, "many"));
        assert_eq!(raw.header("content-type"), "text/plain");
    }
}

#[tokio::test]
async fn a_dropped_connection_gives_no_status() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        // Clients may ask once more on a fresh connection, so both are dropped.
        server.fault(Fault::Disconnect).fault(Fault::Disconnect);
        let error = ask(&server, endpoint, &good_request(endpoint)).await.err().unwrap();
        assert!(error.is_request() && error.status().is_none(), "{error:?}");
        assert!(!server.requests().is_empty());
    }
}

#[tokio::test]
async fn half_a_body_comes_after_whole_headers() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.fault(Fault::HalfBody);
        let mut response = reqwest::Client::new()
            .post(server.url() + crate::ask::path(endpoint))
            .header("content-type", "application/json")
            .body(good_request(endpoint).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let promised = response.content_length().unwrap() as usize;
        let first = response.chunk().await.unwrap().expect("half of the body");
        assert_eq!(first.len(), promised / 2);
        assert!(response.chunk().await.unwrap_err().is_decode());
    }
}

#[tokio::test]
async fn silence_lasts() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.fault(Fault::Silence);
        let body = good_request(endpoint);
        let asked = ask(&server, endpoint, &body);
        assert!(tokio::time::timeout(Duration::from_millis(100), asked).await.is_err());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_dropped_answers_no_more() {
    let server = Server::start().await.unwrap();
    let url = server.url();
    drop(server);
    tokio::task::yield_now().await;
    assert!(reqwest::get(url + "/models").await.unwrap_err().is_connect());
}
