//! Each fault, once on each endpoint.

use std::{io, time::Duration};

use extract::{
    Endpoint,
    testing::{ClosedPort, Fault, Server},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::ask::{ENDPOINTS, ask, good_request, path};

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

/// What comes over a bare connection after a good request, and how it ends.
async fn bytes_of(fault: Fault, endpoint: Endpoint) -> (Vec<u8>, io::Result<()>) {
    let server = Server::start().await.unwrap();
    server.fault(fault);
    let address = server.url().trim_start_matches("http://").trim_end_matches("/v1").to_owned();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = good_request(endpoint).to_string();
    let request = format!(
        "POST /v1{} HTTP/1.1\r\nhost: local\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        path(endpoint),
        body.len(),
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    loop {
        let mut piece = vec![0; 64 * 1024];
        match stream.read(&mut piece).await {
            Ok(0) => return (bytes, Ok(())),
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) => return (bytes, Err(error)),
        }
        if bytes.len() > 20_000_000 || bytes.ends_with(b"    ") {
            return (bytes, Ok(()));
        }
    }
}

/// The announced length and the body.
fn split(bytes: &[u8]) -> (usize, &[u8]) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    (length.parse().unwrap(), &bytes[end..])
}

#[tokio::test]
async fn a_reset_comes_where_its_name_says() {
    for endpoint in ENDPOINTS {
        let ends = [
            (Fault::ResetBeforeHeaders, false, false, false),
            (Fault::ResetInHeaders, true, false, false),
            (Fault::ResetAfterHeaders, true, true, false),
            (Fault::ResetInBody, true, true, true),
        ];
        for (fault, has_status, has_head, has_half) in ends {
            let (bytes, end) = bytes_of(fault.clone(), endpoint).await;
            assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset, "{fault:?}");
            assert_eq!(bytes.starts_with(b"HTTP/1.1 200 OK\r\n"), has_status, "{fault:?}");
            assert_eq!(bytes.windows(4).any(|end| end == b"\r\n\r\n"), has_head, "{fault:?}");
            if has_head {
                let (length, body) = split(&bytes);
                assert_eq!(body.len(), if has_half { length / 2 } else { 0 }, "{fault:?}");
            }
        }
    }
}

#[tokio::test]
async fn lengths_and_bodies_are_what_their_names_say() {
    for endpoint in ENDPOINTS {
        let (bytes, end) = bytes_of(Fault::Disconnect, endpoint).await;
        assert!(bytes.is_empty() && end.is_ok());

        let (bytes, end) = bytes_of(Fault::WrongLength, endpoint).await;
        let (length, body) = split(&bytes);
        assert!(end.is_ok() && serde_json::from_slice::<Value>(body).is_ok());
        assert_eq!(length, body.len() / 2);

        let (bytes, _) = bytes_of(Fault::HugeBody { bytes: 1_000_000 }, endpoint).await;
        let (length, body) = split(&bytes);
        assert_eq!((length, body.len()), (1_000_000, 1_000_000));
        assert!(serde_json::from_slice::<Value>(body).is_ok());

        let (bytes, _) = bytes_of(Fault::DecompressionBomb, endpoint).await;
        let (length, body) = split(&bytes);
        assert_eq!((length, body.len(), &body[..2]), (6_762_934, 6_762_934, &b"\x1f\x8b"[..]));

        let (bytes, _) = bytes_of(Fault::SlowDrip, endpoint).await;
        assert!(bytes.starts_with(b"HTTP/1.1 200 OK\r\n") && bytes.ends_with(b"\r\n\r\n    "));

        let server = Server::start().await.unwrap();
        server.fault(Fault::InvalidUtf8).fault(Fault::DeepJson { levels: 3 });
        let next = async || ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
        assert!(next().await.text.contains('\u{fffd}'));
        assert_eq!(next().await.text, "[[[]]]");
    }
}

#[tokio::test]
async fn statuses_are_what_their_names_say() {
    let cases = [
        (Fault::BadGateway, 502, "bad_gateway"),
        (Fault::Conflict, 409, "conversation_locked"),
        (Fault::GatewayTimeout, 504, "gateway_timeout"),
        (Fault::RequestTimeout, 408, "request_timeout"),
        (Fault::SlowDown, 429, "slow_down"),
        (Fault::TooManyRequests { headers: vec![] }, 429, "rate_limit_exceeded"),
        (
            Fault::Unpaid { code: "credit_balance_exhausted".into() },
            429,
            "credit_balance_exhausted",
        ),
    ];
    for (fault, status, code) in cases {
        for endpoint in ENDPOINTS {
            let server = Server::start().await.unwrap();
            server.fault(fault.clone());
            let answer = ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
            assert_eq!((answer.status, answer.at("/error/code")), (status, json!(code)));
            assert!(answer.header("retry-after").is_empty(), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_closed_port_refuses_until_a_server_starts_there() {
    let closed = ClosedPort::reserve().unwrap();
    let ask = async || reqwest::get(closed.url() + "/models").await;
    assert!(ask().await.unwrap_err().is_connect());
    let server = Server::builder().port(closed.port()).start().await.unwrap();
    assert_eq!(server.url(), closed.url());
    assert_eq!(ask().await.unwrap().status(), 200);
}
