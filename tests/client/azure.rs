//! Azure OpenAI: its URLs, its key and its tokens.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use extract::{
    Client, Endpoint, Error, Extractor,
    error::TransportErrorKind,
    testing::{Outcome, Server},
    transport::HttpError,
};

use crate::{
    canned::{Canned, GUEST, Guest, ada},
    stage::{KEY, Stage, TestClock, hiding, order, variant},
};

const RESOURCE: &str = "https://res.openai.azure.com";

#[tokio::test]
async fn each_api_has_its_url_and_the_key_goes_out_as_api_key() {
    let v1 = || Client::builder().azure(RESOURCE).api_key(KEY);
    let classic = || Client::builder().azure_classic(RESOURCE, "2024-10-21").api_key(KEY);
    let below = |path: &str| format!("{RESOURCE}/openai{path}");
    let dated = |path: &str| below(&format!("{path}?api-version=2024-10-21"));
    let cases = [
        (v1(), below("/v1/responses")),
        (v1().endpoint(Endpoint::Chat), below("/v1/chat/completions")),
        (classic(), dated("/deployments/my%20gpt%2F5/chat/completions")),
        (classic().endpoint(Endpoint::Responses), dated("/responses")),
    ];
    for (builder, url) in cases {
        let canned = Canned::new(&[]);
        let guests = canned.client(builder).extractor::<Guest>("my gpt/5").max_output_tokens(500);
        assert_eq!(guests.extract("Who came?").await.unwrap().value, ada());
        let request = &canned.requests()[0];
        assert_eq!(request.uri().to_string(), url);
        assert_eq!(request.headers()["api-key"], KEY);
        assert!(request.headers()["api-key"].is_sensitive());
        assert!(!request.headers().contains_key("authorization"));
        let limit =
            if url.contains("/chat/") { "max_completion_tokens" } else { "max_output_tokens" };
        assert!(canned.body().contains(&format!(r#""{limit}":500"#)), "{}", canned.body());
        assert!(canned.body().contains(GUEST) && canned.body().contains(r#""strict":true"#));
    }
}

#[tokio::test]
async fn a_deployment_that_would_leave_the_path_is_refused() {
    for name in [".", ".."] {
        let canned = Canned::new(&[]);
        let client = canned.client(Client::builder().azure_classic(RESOURCE, "v").api_key(KEY));
        let error = client.extractor::<Guest>(name).extract("a").await.unwrap_err();
        assert_eq!((variant(&error), canned.requests().len()), ("Config", 0));
    }
}

#[tokio::test]
async fn odd_answers_of_azure_are_read() {
    let filtered = r#"{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}"#;
    let absent =
        r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment does not exist."}}"#;
    let key =
        r#"{"error":{"code":"401","message":"Access denied due to invalid subscription key."}}"#;
    let network = r#"{"error":{"code":"403","message":"Public access is disabled."}}"#;
    let cases = [
        (400, filtered, "Filtered", None),
        (404, absent, "Api", Some("DeploymentNotFound")),
        (401, key, "Api", Some("401")),
        (403, network, "Api", Some("403")),
    ];
    for (status, body, expected, code) in cases {
        let canned = Canned::new(&[(status, body)]);
        let client = canned.client(Client::builder().azure(RESOURCE).api_key(KEY));
        let error = client.extractor::<Guest>("m").extract("a").await.unwrap_err();
        assert_eq!((variant(&error), canned.requests().len()), (expected, 1), "{body}");
        let found = if let Error::Api(api) = &error { api.code() } else { None };
        assert_eq!(found, code, "{body}");
    }
    let busy =
        r#"{"error":{"code":"429","message":"Requests have exceeded the call rate limit."}}"#;
    let answer = r#"{"choices":[{"finish_reason":"stop","content_filter_results":{},"message":{"content":"{\"name\":\"Ada\"}"}}],"prompt_filter_results":[{"prompt_index":0}]}"#;
    let canned = Canned::new(&[(429, busy), (200, answer)]);
    let client =
        canned.client(Client::builder().azure_classic(RESOURCE, "2024-10-21").api_key(KEY));
    let found = client.extractor::<Guest>("m").extract("a").await.unwrap();
    assert_eq!((found.value, found.attempts.len()), (ada(), 2));
}

/// Gives another token each time, and counts how often.
fn counting(tokens: [&'static str; 2]) -> (Arc<AtomicUsize>, impl Fn() -> Token + Send + Sync) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let give = move || {
        let number = count.fetch_add(1, Ordering::Relaxed);
        std::future::ready(Ok(tokens[number.min(1)].to_owned()))
    };
    (asked, give)
}

type Token = std::future::Ready<Result<String, HttpError>>;

#[tokio::test]
async fn a_token_is_asked_for_before_each_try_and_takes_the_place_of_the_key() {
    let (asked, tokens) = counting(["first-token", "second-token"]);
    let canned = Canned::new(&[(500, "{}")]);
    let builder = Client::builder().azure(RESOURCE).api_key(KEY).token_provider(tokens);
    let client = canned.client(builder);
    client.extractor::<Guest>("m").extract("a").await.unwrap();
    client.models().await.unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let sent: Vec<_> = canned.requests().iter().map(|it| it.headers().clone()).collect();
    assert_eq!(sent[0]["authorization"], "Bearer first-token");
    assert_eq!(sent[1]["authorization"], "Bearer second-token");
    for headers in sent {
        assert!(headers["authorization"].is_sensitive() && !headers.contains_key("api-key"));
    }
}

#[tokio::test]
async fn a_header_of_the_user_wins_over_the_token() {
    let (asked, tokens) = counting(["a-token", "a-token"]);
    let canned = Canned::new(&[]);
    let builder = Client::builder().token_provider(tokens).header("Authorization", "Bearer mine");
    canned.client(builder).extractor::<Guest>("m").extract("a").await.unwrap();
    assert_eq!(canned.requests()[0].headers()["authorization"], "Bearer mine");
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn what_a_server_repeats_of_a_token_is_hidden() {
    let echo = format!(r#"{{"error":{{"message":"who is {KEY}?","code":"{KEY}"}}}}"#);
    let flat = format!("<{KEY}>");
    for (status, body) in [(401, &echo), (200, &echo), (200, &flat), (500, &flat)] {
        let (_, tokens) = counting([KEY, KEY]);
        let canned = Canned::new(&[(status, body)]);
        let builder = Client::builder().azure(RESOURCE).token_provider(tokens).max_retries(0);
        assert!(!format!("{builder:?}").contains(KEY));
        let client = canned.client(builder);
        assert!(!format!("{client:?}").contains(KEY));
        let error = hiding(client.extractor::<Guest>("m").extract("a").await.unwrap_err());
        assert!(format!("{error:?}").contains("[key]"), "{error:?}");
    }
}

#[tokio::test]
async fn a_request_id_that_holds_the_token_is_hidden() {
    let server = Server::start().await.unwrap();
    server.respond_raw(400, &[("x-request-id", &format!("req-{KEY}"))], "{}");
    let (_, tokens) = counting([KEY, KEY]);
    let client = Client::builder().base_url(server.url()).token_provider(tokens).build().unwrap();
    let error = hiding(client.extractor::<Guest>("gpt-4.1").extract("a").await.unwrap_err());
    assert_eq!(error.request_id(), Some("req-[key]"));
}

/// An extractor whose token provider fails in this way.
fn without_token(canned: &Canned, kind: TransportErrorKind) -> Extractor<Guest> {
    let tokens = move || std::future::ready(Err(HttpError::new(kind, "the credential is locked")));
    canned.client(Client::builder().azure(RESOURCE).token_provider(tokens)).extractor("m")
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let cases = [
        (TransportErrorKind::Token, 1),
        (TransportErrorKind::Connect, 3),
        (TransportErrorKind::Timeout, 3),
    ];
    for (kind, tries) in cases {
        let canned = Canned::new(&[]);
        let error = without_token(&canned, kind).extract("a").await.unwrap_err();
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!((transport.kind(), canned.requests().len()), (kind, 0));
        assert_eq!(error.attempts().len(), tries, "{kind:?}");
        assert_eq!(error.is_retryable(), tries > 1);
        assert_eq!(error.to_string(), "the token provider gave no token, nothing was sent");
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "the credential is locked");
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_and_not_shown() {
    for token in ["", " \n", "sk-recognisable-0123456789\nx-evil: 1"] {
        let canned = Canned::new(&[]);
        let tokens = move || std::future::ready(Ok(token.to_owned()));
        let client = canned.client(Client::builder().azure(RESOURCE).token_provider(tokens));
        let error = hiding(client.extractor::<Guest>("m").extract("a").await.unwrap_err());
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!((transport.kind(), canned.requests().len()), (TransportErrorKind::Token, 0));
    }
}

#[tokio::test]
async fn a_token_that_does_not_come_ends_with_the_try() {
    let tokens = || std::future::pending::<Result<String, HttpError>>();
    let stage = Stage::new(Endpoint::Responses).await;
    let builder = Client::builder().base_url(stage.server.url()).token_provider(tokens);
    // Times up to 120 s are over at once on this clock.
    let timeout = std::time::Duration::from_secs(1);
    let client = builder.clock(TestClock::default()).timeout(timeout).build().unwrap();
    let error = client.extractor::<Guest>("gpt-4.1").extract("a").await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert_eq!((transport.kind(), stage.seen()), (TransportErrorKind::Timeout, 0));
}

#[tokio::test]
async fn the_local_server_judges_azures_paths_as_its_own() {
    let server = Server::builder().api_key(KEY).start().await.unwrap();
    server.respond(|_| Outcome::answer(order()));
    let resource = server.url().replace("/v1", "");
    for (builder, path) in [
        (Client::builder().azure(&resource), "/openai/v1/responses"),
        (
            Client::builder().azure_classic(&resource, "2024-10-21"),
            "/openai/deployments/gpt-4.1/chat/completions",
        ),
        (
            Client::builder().azure_classic(&resource, "preview").endpoint(Endpoint::Responses),
            "/openai/responses",
        ),
    ] {
        let orders = crate::stage::orders(builder.api_key(KEY));
        assert_eq!(orders.extract("an order").await.unwrap().value, order());
        assert_eq!(server.requests().last().unwrap().path(), path);
    }
}
