//! Settings that are wrong, hostile or absurd.

use std::time::{Duration, SystemTime};

use extract::{
    Client, ClientBuilder, Endpoint, Error,
    testing::{Fault, Outcome, Server},
    transport::{BoxFuture, Clock},
};

use crate::{
    listen::{Listener, answer, read_request},
    stage::{KEY, Stage, builder, hiding, order, orders},
};

#[test]
fn base_urls_that_are_none_are_config_errors() {
    let cases = [
        ("", "the base url"),
        (" ", "the base url"),
        ("api.openai.com/v1", "the base url"),
        ("/v1", "the base url"),
        ("ftp://api.openai.com/v1", "the base url"),
        ("file:///etc/passwd", "the base url"),
        ("https://", "the base url"),
        ("https:///v1", "the base url"),
        ("https://:443/v1", "the base url"),
        ("https://host:99999/v1", "the base url"),
        ("https://host:port/v1", "the base url"),
        ("https://[::1/v1", "the base url"),
        ("https://two words/v1", "the base url"),
        ("https://host/v1#part", "the base url"),
        ("https://host/v1\r\nx-evil: 1", "the base url"),
        ("https://user@host/v1", "`api_key`"),
        ("http://example.com/v1", "`allow_plain_http`"),
        ("http://10.0.0.1/v1", "`allow_plain_http`"),
        ("http://localhost.example.com/v1", "`allow_plain_http`"),
        ("http://127.0.0.1.example.com/v1", "`allow_plain_http`"),
        ("http://127.0.0.1@example.com/v1", "`api_key`"),
        ("http://[::ffff:8.8.8.8]/v1", "`allow_plain_http`"),
        ("http://0x08080808/v1", "`allow_plain_http`"),
    ];
    for (url, expected) in cases {
        let result = Client::builder().api_key(KEY).base_url(url).build();
        let error = hiding(result.map(drop).expect_err(url));
        assert!(matches!(error, Error::Config(_)), "{url}: {error:?}");
        assert!(error.to_string().contains(expected), "{url}: {error}");
        assert!(error.evidence().is_none() && !error.is_retryable());
    }
    let secret = format!("https://user:{KEY}@host/v1");
    hiding(Client::builder().base_url(secret).build().map(drop).expect_err("a password"));
}

#[tokio::test]
async fn paths_and_queries_of_the_base_url_are_kept() {
    let cases = [
        ("", "POST /responses HTTP/1.1"),
        ("/", "POST /responses HTTP/1.1"),
        ("/openai/v1/", "POST /openai/v1/responses HTTP/1.1"),
        ("/v1?api-version=1", "POST /v1/responses?api-version=1 HTTP/1.1"),
    ];
    for (path, expected) in cases {
        let (sender, receiver) = std::sync::mpsc::channel();
        let listener = Listener::start(move |mut stream| {
            let sender = sender.clone();
            async move {
                sender.send(read_request(&mut stream).await?).unwrap();
                tokio::io::AsyncWriteExt::write_all(&mut stream, &answer("400 No", "")).await
            }
        })
        .await;
        let url = listener.url.replace("/v1", path);
        let asked = orders(builder(url, Endpoint::Responses)).extract("a").await;
        hiding(asked.expect_err("status 400"));
        let request = receiver.recv().unwrap();
        assert_eq!(request.lines().next(), Some(expected));
        // What is not unpacked is not asked for packed.
        let asks = request.to_ascii_lowercase().contains("accept-encoding");
        assert_eq!(asks, cfg!(feature = "gzip"), "{request}");
        assert!(request.contains(&format!("authorization: Bearer {KEY}")));
    }
}

#[test]
fn a_query_with_a_secret_is_not_shown() {
    let url = format!("https://host/v1?api-key={KEY}");
    let client = Client::builder().base_url(url).build().unwrap();
    let extractor = client.extractor::<u8>("m");
    assert!(!format!("{client:?} {extractor:?}").contains(KEY));
}

#[test]
fn nothing_is_smuggled_through_headers() {
    type Change = fn(ClientBuilder) -> ClientBuilder;
    let cases: [Change; 14] = [
        |it| it.api_key(format!("{KEY}\r\nx-evil: 1")),
        |it| it.api_key(format!("{KEY}\n")),
        |it| it.api_key(format!("{KEY}\0")),
        |it| it.api_key(format!("{KEY}é\u{7f}")),
        |it| it.api_key(""),
        |it| it.organization("org\r\nx-evil: 1"),
        |it| it.project("proj\nx"),
        |it| it.header("x-a\r\nx-evil", "1"),
        |it| it.header("x-a", format!("{KEY}\r\nx-evil: 1")),
        |it| it.header("", "1"),
        |it| it.header(format!("Authorization: Bearer {KEY}"), ""),
        |it| it.header("content-length", "1"),
        |it| it.header("Transfer-Encoding", "chunked"),
        |it| it.timeout(Duration::ZERO),
    ];
    for (index, change) in cases.into_iter().enumerate() {
        let plain = Client::builder().api_key(KEY).base_url("http://127.0.0.1:1/v1");
        let changed = change(plain);
        assert!(!format!("{changed:?}").contains(KEY), "{index}");
        let error = changed.build().map(drop).expect_err(&format!("case {index}"));
        let error = hiding(error);
        assert!(matches!(error, Error::Config(_)), "{index}: {error:?}");
    }
}

#[tokio::test]
async fn a_key_of_no_meaning_garbles_nothing() {
    let body = r#"{"error":{"message":"quota of none","code":"insufficient_quota","type":"x"}}"#;
    for key in ["x", "e", "error", "code", "none", "quota", "EMPTY", "ollama"] {
        let server = Server::start().await.unwrap();
        server.respond_raw(429, &[], body).answer(order());
        let client = Client::builder().base_url(server.url()).api_key(key);
        let error = orders(client).extract("a").await.expect_err("no money");
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!((api.code(), api.raw()), (Some("insufficient_quota"), body), "{key}");
        assert_eq!(server.requests().len(), 1, "{key}");
    }
}

#[tokio::test]
async fn secrets_with_blanks_or_in_other_headers_are_hidden_as_well() {
    let body = format!(r#"{{"error":{{"message":"who is {KEY}?"}}}}"#);
    let server = Server::start().await.unwrap();
    let plain = || Client::builder().base_url(server.url());
    let cases = [
        plain().api_key(format!(" {KEY}")),
        plain().api_key(format!("{KEY} ")),
        plain().header("api-key", KEY),
        plain().header("Authorization", format!("Bearer {KEY}")),
        plain().header("authorization", format!("bearer {KEY}")),
        plain().header("Authorization", format!("Basic {KEY}")),
        plain().base_url(format!("{}?key={KEY}", server.url())),
    ];
    for (index, client) in cases.into_iter().enumerate() {
        server.respond_raw(401, &[], body.clone());
        let error = orders(client).extract("a").await.expect_err("a wrong key");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("who is"), "{shown}");
        assert!(!shown.contains(KEY), "{index}: {shown}");
    }
}

#[tokio::test]
async fn times_without_end_are_times() {
    for stage in Stage::both().await {
        let endless = builder(stage.server.url(), stage.endpoint)
            .timeout(Duration::MAX)
            .deadline(Duration::MAX)
            .connect_timeout(Duration::MAX)
            .max_retries(u32::MAX);
        let quick = Outcome::raw(429, &[("retry-after-ms", "1")], "{}");
        stage.play(vec![quick; 4]);
        let found = orders(endless).extract("a").await.unwrap();
        assert_eq!((found.value, found.attempts.len()), (order(), 5));
    }
}

/// Goes back an hour at each look, and throws dice of its own.
struct StrangeClock(f64, std::sync::atomic::AtomicU64);

impl Clock for StrangeClock {
    fn now(&self) -> Duration {
        let looks = self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Duration::from_secs(1_000_000_000_u64.saturating_sub(3600 * looks))
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH - self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            if time > Duration::from_secs(120) {
                std::future::pending::<()>().await;
            }
        })
    }

    fn random(&self) -> f64 {
        self.0
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_breaks_nothing() {
    for stage in Stage::both().await {
        for random in [-1.0, 2.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let clock = StrangeClock(random, 0.into());
            stage.play([
                Outcome::fault(Fault::ServerError),
                Outcome::raw(429, &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], "{}"),
            ]);
            let client = stage.builder().clock(clock).max_retries(1);
            let error = hiding(orders(client).extract("a").await.expect_err("status 429"));
            assert_eq!(error.attempts().len(), 2, "{random}");
            assert_eq!(error.evidence().unwrap().elapsed, Duration::ZERO);
        }
    }
}
