//! Faults of the connection, played byte by byte.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use extract::{
    Client, Endpoint, Error,
    error::TransportErrorKind::{self, Connect, Cut, Malformed, Timeout, TooLarge},
    transport::{Body, BoxFuture, HttpError, HttpService},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
};

use crate::{
    listen::{Listener, answer, read_request},
    stage::{ORDER, TestClock, builder, completed, hiding, order, orders},
};

const BOTH: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

/// The error of one try.
async fn fault(url: &str, endpoint: Endpoint) -> Error {
    let client = builder(url.to_owned(), endpoint).max_retries(0).max_body(1_000_000);
    let orders = orders(client.timeout(Duration::from_secs(20)));
    hiding(orders.extract("a").await.expect_err("no value"))
}

fn kind(error: &Error) -> TransportErrorKind {
    let Error::Transport(transport) = error else { panic!("{error:?}") };
    transport.kind()
}

#[tokio::test]
async fn every_fault_has_its_kind_and_keeps_what_came() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let unpacks = cfg!(feature = "gzip");
    let cases: Vec<(&str, Vec<u8>, TransportErrorKind, Option<&str>)> = vec![
        ("nothing", vec![], Cut, None),
        ("half a head", b"HTTP/1.1 200 O".to_vec(), Cut, None),
        ("no HTTP", b"220 mail.example.com ESMTP\r\n\r\n".to_vec(), Malformed, None),
        (
            "a TLS record",
            vec![0x15, 3, 1, 0, 2, 2, 70, b'\r', b'\n', b'\r', b'\n'],
            Malformed,
            None,
        ),
        (
            "too long a length",
            b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"id\"".to_vec(),
            Cut,
            Some("{\"id\""),
        ),
        (
            "too short a length",
            b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"id\":1}".to_vec(),
            Malformed,
            Some("{\"id\""),
        ),
        (
            "a length that is none",
            b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}".to_vec(),
            Malformed,
            None,
        ),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}".to_vec(),
            Malformed,
            None,
        ),
        ("chunks without a length", format!("{chunked}zz\r\n{{}}\r\n").into(), Malformed, None),
        ("a chunk that is cut", format!("{chunked}9\r\n{{\"id\"").into(), Cut, Some("{\"id\"")),
        ("chunks without an end", format!("{chunked}2\r\n{{}}\r\n").into(), Cut, Some("{}")),
        ("a huge chunk length", format!("{chunked}ffffffffffffffffff\r\n").into(), Malformed, None),
        (
            "endless headers",
            format!("HTTP/1.1 200 OK\r\n{}", "x-a: b\r\n".repeat(100_000)).into(),
            Malformed,
            None,
        ),
        ("no body", answer("200 OK", ""), Malformed, Some("")),
        ("HTML", answer("200 OK", "<html>hello</html>"), Malformed, Some("<html>hello</html>")),
        ("half JSON", answer("200 OK", "{\"output\":["), Malformed, Some("{\"output\":[")),
        ("a list", answer("200 OK", "[]"), Malformed, Some("[]")),
        ("an empty object", answer("200 OK", "{}"), Malformed, Some("{}")),
        (
            "invalid UTF-8",
            answer("200 OK", b"{\"id\":\"\xff\"}"),
            Malformed,
            Some("{\"id\":\"\u{fffd}\"}"),
        ),
        (
            "half of a gzip",
            answer("200 OK\r\ncontent-encoding: gzip", b"\x1f\x8b\x08\0\0"),
            if unpacks { Cut } else { Malformed },
            if unpacks { None } else { Some("\u{1f}\u{fffd}\u{8}\0\0") },
        ),
        (
            "brotli",
            answer("200 OK\r\ncontent-encoding: br", b"\x0b\x02\x80{}\x03"),
            Malformed,
            Some("\u{b}\u{2}\u{fffd}{}\u{3}"),
        ),
    ];
    for endpoint in BOTH {
        for (name, bytes, expected, raw) in &cases {
            let listener = Listener::sending(bytes.clone()).await;
            let error = fault(&listener.url, endpoint).await;
            let Error::Transport(transport) = &error else { panic!("{name}: {error:?}") };
            assert_eq!(transport.kind(), *expected, "{name}: {error:?}");
            assert_eq!(transport.raw(), *raw, "{name}");
            assert_eq!(error.is_retryable(), *expected == Cut, "{name}");
            assert!(std::error::Error::source(&error).is_some(), "{name}");
            assert_eq!((listener.connections(), error.attempts().len()), (1, 1), "{name}");
        }
    }
}

#[tokio::test]
async fn odd_but_whole_answers_are_values() {
    for endpoint in BOTH {
        let body = completed(endpoint, ORDER);
        let whole = answer("200 OK", &body);
        let with = |head: &str| format!("{head}\r\n\r\n{body}").into_bytes();
        let (first, second) = body.split_at(9);
        let chunks = format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9;a=b\r\n{first}\r\n{:X}\r\n{second}\r\n0\r\nx-late: 1\r\n\r\n",
            second.len()
        );
        let cases = [
            ("until the end", with("HTTP/1.0 200 OK")),
            ("another status", answer("201 Created", &body)),
            ("no reason", answer("200", &body)),
            ("as HTML", answer("200 OK\r\ncontent-type: text/html", &body)),
            ("chunks, an extension and a trailer", chunks.into()),
            ("after hints", [b"HTTP/1.1 103 Hints\r\nx-a: b\r\n\r\n".to_vec(), whole].concat()),
            ("ids that are no text", answer("200 OK\r\nx-request-id: \u{e9}\u{ff}", &body)),
        ];
        for (name, bytes) in cases {
            let listener = Listener::sending(bytes).await;
            let orders = orders(builder(listener.url.clone(), endpoint).max_retries(0));
            let found =
                orders.extract("a").await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert_eq!((found.value, found.request_id), (order(), None), "{name}");
        }
    }
}

#[tokio::test]
async fn hints_without_end_end_with_the_timeout() {
    for endpoint in BOTH {
        let listener = Listener::start(|mut stream| async move {
            read_request(&mut stream).await?;
            loop {
                stream.write_all(b"HTTP/1.1 103 Hints\r\n\r\n").await?;
            }
        })
        .await;
        let hasty = builder(listener.url.clone(), endpoint).max_retries(0);
        let error = orders(hasty.timeout(Duration::from_millis(80))).extract("a").await;
        assert_eq!(kind(&hiding(error.expect_err("no answer"))), Timeout);
    }
}

#[tokio::test]
async fn lost_connections_are_tried_again() {
    for endpoint in BOTH {
        let listener = Listener::sending("").await;
        let patient = builder(listener.url.clone(), endpoint).clock(TestClock::default());
        let error = hiding(orders(patient).extract("a").await.expect_err("cut"));
        assert_eq!((kind(&error), error.attempts().len()), (Cut, 3));
        assert_eq!(listener.connections(), 3);
        let host = listener.url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap();
        assert_eq!(
            error.to_string(),
            format!("the connection ended before the answer did, from `{host}`")
        );

        // A port that was free a moment ago.
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = closed.local_addr().unwrap().to_string();
        drop(closed);
        let patient = builder(format!("http://{host}/v1"), endpoint).clock(TestClock::default());
        let error = hiding(orders(patient).extract("a").await.expect_err("no connection"));
        assert_eq!((kind(&error), error.attempts().len()), (Connect, 3));
        assert!(error.attempts().iter().all(|attempt| attempt.status.is_none()));
        assert_eq!(error.to_string(), format!("no connection to `{host}`"));
        assert!(error.is_retryable() && error.request_id().is_none());
    }
}

#[tokio::test]
async fn bodies_without_end_are_bounded() {
    for endpoint in BOTH {
        let announced = Listener::start(|mut stream| async move {
            read_request(&mut stream).await?;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n").await?;
            for _ in 0..100 {
                stream.write_all(&[b' '; 1_000_000]).await?;
            }
            Ok(())
        });
        let endless = Listener::start(|mut stream| async move {
            read_request(&mut stream).await?;
            stream.write_all(b"HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
            loop {
                stream.write_all(chunk.as_bytes()).await?;
            }
        });
        for listener in [announced.await, endless.await] {
            let error = fault(&listener.url, endpoint).await;
            assert_eq!(kind(&error), TooLarge, "{error:?}");
            let Error::Transport(transport) = &error else { unreachable!() };
            assert_eq!(transport.raw().unwrap().len(), 16 * 1024);
            assert!(!error.is_retryable());
        }
    }
}

#[tokio::test]
async fn a_slow_drip_ends_with_the_timeout() {
    for endpoint in BOTH {
        let listener = Listener::start(|mut stream| async move {
            read_request(&mut stream).await?;
            stream
                .write_all(
                    b"HTTP/1.1 200 OK\r\nx-request-id: req_slow\r\ncontent-length: 99\r\n\r\n{",
                )
                .await?;
            loop {
                tokio::time::timeout(Duration::from_millis(5), std::future::pending::<()>())
                    .await
                    .ok();
                stream.write_all(b" ").await?;
            }
        })
        .await;
        let hasty = builder(listener.url.clone(), endpoint).max_retries(0);
        let error = orders(hasty.timeout(Duration::from_millis(80))).extract("a").await;
        let error = hiding(error.expect_err("no whole answer"));
        assert_eq!(kind(&error), Timeout);
        let Error::Transport(transport) = &error else { unreachable!() };
        assert!(transport.raw().unwrap().starts_with('{'), "{error:?}");
        assert_eq!((error.attempts()[0].status, error.request_id()), (Some(200), Some("req_slow")));
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    for endpoint in BOTH {
        for status in [301, 302, 303, 307, 308] {
            let elsewhere = Listener::sending(answer("200 OK", completed(endpoint, ORDER))).await;
            let location = format!("{status} Go\r\nlocation: {}/responses", elsewhere.url);
            let listener = Listener::sending(answer(&location, "")).await;
            let error = fault(&listener.url, endpoint).await;
            assert!(matches!(&error, Error::Api(api) if api.status() == status), "{error:?}");
            assert!(error.to_string().contains("check the base url"), "{error}");
            assert_eq!((listener.connections(), elsewhere.connections()), (1, 0));
        }
    }
}

#[tokio::test]
async fn a_second_answer_on_a_connection_is_not_taken_for_the_next_one() {
    for endpoint in BOTH {
        let forged = completed(endpoint, &ORDER.replace("chair", "forged"));
        let listener = Listener::start(move |mut stream| {
            let both =
                [answer("200 OK", completed(endpoint, ORDER)), answer("200 OK", &forged)].concat();
            async move {
                read_request(&mut stream).await?;
                stream.write_all(&both).await?;
                read_request(&mut stream).await?;
                Ok(())
            }
        })
        .await;
        let orders = orders(builder(listener.url.clone(), endpoint));
        for _ in 0..3 {
            assert_eq!(orders.extract("a").await.unwrap().value, order());
        }
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    for endpoint in BOTH {
        let (closed, is_closed) = oneshot::channel();
        let closed = Arc::new(Mutex::new(Some(closed)));
        let (asked, is_asked) = oneshot::channel();
        let asked = Arc::new(Mutex::new(Some(asked)));
        let listener = Listener::start(move |mut stream| {
            let closed = closed.lock().unwrap().take().unwrap();
            let asked = asked.lock().unwrap().take().unwrap();
            async move {
                read_request(&mut stream).await?;
                asked.send(()).unwrap();
                let count = stream.read(&mut [0; 1]).await.unwrap_or(0);
                closed.send(count).unwrap();
                Ok(())
            }
        })
        .await;
        let orders = orders(builder(listener.url.clone(), endpoint));
        let call = tokio::spawn(async move { orders.extract("a").await });
        is_asked.await.unwrap();
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        let count = tokio::time::timeout(Duration::from_secs(5), is_closed).await.unwrap().unwrap();
        assert_eq!(count, 0, "the connection ends with the call");
        assert_eq!(listener.connections(), 1);
    }
}

struct Panicking;

impl HttpService for Panicking {
    fn call(
        &self,
        request: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            if request.body().windows(5).any(|word| word == b"panic") {
                panic!("the service panics");
            }
            Ok(http::Response::new(Body::from(bytes::Bytes::from(completed(
                Endpoint::Chat,
                ORDER,
            )))))
        })
    }
}

#[tokio::test]
async fn a_service_that_panics_spoils_only_its_own_call() {
    let client = Client::builder().base_url("http://127.0.0.1:1").endpoint(Endpoint::Chat);
    let orders = orders(client.http(Panicking));
    let call = tokio::spawn({
        let orders = orders.clone();
        async move { orders.extract("panic").await.map(drop) }
    });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(orders.extract("a").await.unwrap().value, order());
}
