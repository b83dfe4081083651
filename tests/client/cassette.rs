//! What is recorded comes back, and what is not recorded does not.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use extract::{
    Client, Endpoint, Error, Extraction, HttpService,
    error::TransportErrorKind,
    testing::{Cassette, Fault, Outcome, Server},
    transport::{Body, BoxFuture, Chunks, HttpError},
};
use tokio::task::JoinSet;

use crate::{
    listen::{Listener, answer},
    stage::{KEY, ORDER, Order, Stage, TestClock, builder, hiding, order, orders, variant},
};

/// A file of this test alone.
pub fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cassettes").join(name);
    let _absent = fs::remove_file(&path);
    path
}

/// All that a call gives, but for the inner form of a cause.
fn told(result: Result<Extraction<Order>, Error>) -> String {
    match result.map_err(hiding) {
        Ok(found) => format!("{found:?}"),
        Err(error) => {
            let raw = match &error {
                Error::Api(api) => Some(api.raw()),
                Error::Transport(transport) => transport.raw(),
                _ => None,
            };
            let source = std::error::Error::source(&error).map(ToString::to_string);
            let kind = variant(&error);
            format!("{kind} {error} {raw:?} {source:?} {:?}", error.evidence())
        }
    }
}

fn texts(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("order {number}"))
}

#[tokio::test]
async fn a_replay_gives_the_same_values_errors_and_tries() {
    let repeats =
        format!(r#"{{"error":{{"message":"wrong key {KEY}","code":"invalid_api_key"}}}}"#);
    let calls: [Vec<Outcome>; 9] = [
        vec![Outcome::answer(order())],
        vec![Outcome::refuse("No.")],
        vec![Outcome::fault(Fault::ServerError), Outcome::answer(order())],
        vec![Outcome::raw(429, &[("retry-after", "7")], "{}"), Outcome::answer_text(ORDER)],
        vec![Outcome::truncate("{")],
        vec![Outcome::fault(Fault::Disconnect), Outcome::fault(Fault::HalfBody)],
        vec![Outcome::fault(Fault::HalfBody); 3],
        vec![Outcome::raw(401, &[], repeats)],
        vec![Outcome::fault(Fault::Html); 3],
    ];
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let path = file(&format!("same-{endpoint:?}"));
        let stage = Stage::new(endpoint).await;
        let recorder = Cassette::record(&path).unwrap();
        let recorded = orders(stage.builder().http(recorder.clone()));
        let mut expected = Vec::new();
        for (text, outcomes) in texts(calls.len()).zip(&calls) {
            stage.play(outcomes.clone());
            expected.push(told(recorded.extract(text).await));
        }
        assert!(recorder.is_recording() && recorder.unused().is_empty());
        let (url, count) = (stage.server.url(), stage.server.requests().len());
        drop((stage, recorded));

        let cassette = Cassette::replay(&path).unwrap();
        assert_eq!(cassette.unused().len(), count);
        let clock = TestClock::default();
        let replayed = orders(builder(url, endpoint).clock(clock).http(cassette.clone()));
        for (text, expected) in texts(calls.len()).zip(expected) {
            assert_eq!(told(replayed.extract(text).await), expected);
        }
        assert_eq!(cassette.unused(), [""; 0]);
    }
}

fn request(url: &str, body: &'static [u8]) -> http::Request<Bytes> {
    let mut request = http::Request::new(Bytes::from_static(body));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = url.parse().unwrap();
    request
}

#[tokio::test]
async fn bodies_come_back_byte_for_byte() {
    let long = format!(r#"{{"text":"{}"}}"#, "ä \\u00e9".repeat(20_000));
    let bodies: [&[u8]; 9] = [
        b"",
        b"{\"b\": 1.50,\r\n \"a\": [ ]}\n",
        br#"{"b":1.50,"a":[],"b":"\/\ud800"}"#,
        b"\xef\xbb\xbf{}",
        b"{\"id\":\"\xff\"}",
        b"\x1f\x8b\x08\0\0",
        b"<html>\n\t<body>\n</html>\n",
        b"data: {\"a\":1}\n\ndata: [DONE]\n\n",
        long.as_bytes(),
    ];
    for (number, body) in bodies.into_iter().enumerate() {
        for sent in [&b"{\"a\":1}"[..], b"{ \"a\": 1 }", b"\xff\0", b""] {
            let path = file(&format!("bytes-{number}"));
            let head = "299 Odd\r\nx-request-id: req_1\r\nx-ratelimit-remaining-tokens: 9\r\nretry-after: 1";
            let listener = Listener::sending(answer(head, body)).await;
            let recorder = Cassette::record(&path).unwrap();
            let live = recorder.call(request(&listener.url, sent)).await.unwrap();
            let live = live.into_body().read(usize::MAX).await.unwrap();
            assert_eq!(live, body);
            let url = listener.url.clone();
            drop(listener);

            let cassette = Cassette::replay(&path).unwrap();
            let response = cassette.call(request(&url, sent)).await.unwrap();
            assert_eq!(response.status(), 299);
            for (name, value) in [
                ("x-request-id", "req_1"),
                ("x-ratelimit-remaining-tokens", "9"),
                ("retry-after", "1"),
            ] {
                assert_eq!(response.headers()[name], value);
            }
            assert_eq!(response.into_body().read(usize::MAX).await.unwrap(), body);
        }
    }
}

/// A cassette of one answered call, and the address of the server that is gone.
pub async fn one_call(name: &str) -> (PathBuf, String) {
    let path = file(name);
    let stage = Stage::new(Endpoint::Responses).await;
    let recorder = Cassette::record(&path).unwrap();
    orders(stage.builder().http(recorder)).extract("order 1").await.unwrap();
    (path, stage.server.url())
}

pub fn replaying(url: &str, cassette: &Cassette) -> extract::ClientBuilder {
    builder(url.to_owned(), Endpoint::Responses).http(cassette.clone())
}

#[tokio::test]
async fn another_request_fails_with_the_difference() {
    let (path, url) = one_call("difference").await;
    let cassette = Cassette::replay(&path).unwrap();
    let client = || replaying(&url, &cassette);
    let long = format!("order 1{}", "!".repeat(100));
    let shown = path.display();
    let place = "http://127.0.0.1/v1/responses";
    let absent = format!("the cassette `{shown}` does not hold `POST {place}`");
    let nearest = format!("{absent}: the nearest unused request, on line 1, differs");
    let cases = [
        (
            orders(client()).extract("order 2").await,
            format!(r#"{nearest} at `$.input[0].content`: recorded "order 1", sent "order 2""#),
        ),
        (
            orders(client()).extract(long).await,
            format!(
                r#"{nearest} at `$.input[0].content`: recorded "order 1", sent "order 1{}"…"#,
                "!".repeat(53)
            ),
        ),
        (
            orders(client()).temperature(0.5).instructions("Read.").extract("order 1").await,
            format!(
                "{nearest} in 2 places, first at `$.instructions`: recorded nothing, sent \"Read.\"\n  \
                 and at `$.temperature`: recorded nothing, sent 0.5"
            ),
        ),
        (
            orders(client().header("openai-beta", "x=1")).extract("order 1").await,
            format!(r#"{nearest} at `headers.openai-beta`: recorded nothing, sent "x=1""#),
        ),
        (
            orders(client().base_url(url.replace("/v1", "/v2"))).extract("order 1").await,
            format!(
                "{nearest} at `url`: recorded \"{place}\", sent \"http://127.0.0.1/v2/responses\""
            )
            .replacen("/v1/", "/v2/", 1),
        ),
    ];
    for (result, expected) in cases {
        let error = hiding(result.expect_err("no such request"));
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!(transport.kind(), TransportErrorKind::Cassette);
        assert_eq!((error.attempts().len(), error.is_retryable()), (1, false));
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), expected);
        assert_eq!(format!("{source:?}"), expected);
        assert_eq!(error.to_string(), expected.lines().next().unwrap());
    }

    assert_eq!(cassette.unused(), [format!("line 1: POST {place}")]);
    // Nor is a header compared that tells one try from another.
    let named = client().header("x-client-request-id", "mine");
    orders(named).extract("order 1").await.unwrap();
    let again = orders(client()).extract("order 1").await.expect_err("it is played");
    let expected = format!(
        "the cassette `{shown}` holds `POST {place}` with this body only 1 time(s): \
         all 1 recorded requests are played"
    );
    assert_eq!(again.to_string(), expected);
    let models = client().build().unwrap().models().await.expect_err("never asked");
    assert!(models.to_string().contains("does not hold `GET http://127.0.0.1/v1/models`"));
}

#[tokio::test]
async fn keys_in_another_order_are_another_request() {
    let path = file("order");
    let listener = Listener::sending(answer("200 OK", "{}")).await;
    let recorder = Cassette::record(&path).unwrap();
    let body = recorder.call(request(&listener.url, br#"{"b":1,"a":2}"#)).await.unwrap();
    body.into_body().read(9).await.unwrap();

    let cassette = Cassette::replay(&path).unwrap();
    let sorted = request(&listener.url, br#"{"a":2,"b":1}"#);
    let error = cassette.call(sorted).await.expect_err("another order").to_string();
    let expected = r#"differs at `body`: recorded "{\"b\":1,\"a\":2}", sent "{\"a\":2,\"b\":1}""#;
    assert!(error.ends_with(expected), "{error}");
}

#[tokio::test]
async fn calls_at_the_same_time_find_their_answers() {
    let path = file("together");
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        let number = request.body()["input"][0]["content"].as_str().unwrap().replace("order ", "");
        Outcome::answer(Order { number, lines: vec![] })
    });
    let ask = async |cassette: &Cassette, backwards: bool| {
        let client = Client::builder().base_url(server.url()).http(cassette.clone());
        let orders = orders(client);
        let mut calls = JoinSet::new();
        for number in 0..40 {
            let number = if backwards { 39 - number } else { number };
            let orders = orders.clone();
            calls.spawn(async move {
                let found = orders.extract(format!("order {number}")).await.unwrap();
                assert_eq!(found.value.number, number.to_string());
            });
        }
        calls.join_all().await;
    };
    ask(&Cassette::record(&path).unwrap(), false).await;
    let seen = server.requests().len();
    let cassette = Cassette::replay(&path).unwrap();
    ask(&cassette, true).await;
    assert_eq!(cassette.unused(), [""; 0]);
    assert_eq!(server.requests().len(), seen);
}

/// Never ends: before the head of an answer, or after half of its body.
struct Hanging {
    has_begun: bool,
}

impl HttpService for Hanging {
    fn call(
        &self,
        _: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async {
            match self.has_begun {
                true => Ok(http::Response::new(Body::arriving(Half(Some("{\"id\":"))))),
                false => std::future::pending().await,
            }
        })
    }
}

struct Half(Option<&'static str>);

impl Chunks for Half {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let half = self.0.take();
        Box::pin(async move {
            match half {
                Some(half) => Some(Ok(half.into())),
                None => std::future::pending().await,
            }
        })
    }
}

#[tokio::test]
async fn a_call_that_was_given_up_comes_back_as_a_timeout() {
    for has_begun in [false, true] {
        let path = file(&format!("given-up-{has_begun}"));
        let ask = async |cassette: Cassette| {
            // The alarm of so short a try rings at once.
            let client = builder("http://127.0.0.1:1/v1".into(), Endpoint::Chat)
                .clock(TestClock::default())
                .timeout(Duration::from_secs(60))
                .http(cassette);
            let error = hiding(orders(client).extract("order 1").await.expect_err("no answer"));
            let Error::Transport(transport) = &error else { panic!("{error:?}") };
            let raw = transport.raw().map(str::to_owned);
            (transport.kind(), raw, error.attempts().len())
        };
        let recorder = Cassette::record(&path).unwrap().through(Hanging { has_begun });
        let raw = has_begun.then(|| "{\"id\":".to_owned());
        assert_eq!(ask(recorder).await, (TransportErrorKind::Timeout, raw.clone(), 3));

        let cassette = Cassette::replay(&path).unwrap();
        assert_eq!(ask(cassette.clone()).await, (TransportErrorKind::Timeout, raw, 3));
        assert_eq!(cassette.unused(), [""; 0]);
    }
}

#[tokio::test]
async fn a_replay_under_paused_time_waits_for_nothing() {
    let path = file("paused");
    let stage = Stage::new(Endpoint::Responses).await;
    let busy = Outcome::raw(429, &[("retry-after", "100")], "{}");
    stage.play([busy, Outcome::answer(order())]);
    orders(stage.builder().http(Cassette::record(&path).unwrap())).extract("a").await.unwrap();

    // Not before: paused time runs on while a socket is waited for.
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let cassette = Cassette::replay(&path).unwrap();
    let found = orders(replaying(&stage.server.url(), &cassette)).extract("a").await.unwrap();
    assert_eq!(found.attempts[1].delay, Duration::from_secs(100));
    assert!(begun.elapsed() >= Duration::from_secs(100));
}
