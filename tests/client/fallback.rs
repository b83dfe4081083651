//! Who is asked next, after which errors, and that nothing of those before is lost.

use std::time::Duration;

use bytes::Bytes;
use extract::{
    Client, Effort, Endpoint, Error, Extractor, HttpService, Input,
    transport::{Body, BoxFuture, HttpError},
};
use http::{Request, Response};
use serde_json::json;

use crate::{
    canned::{Canned, Guest, ada, chat},
    stage::{KEY, TestClock, variant},
};

/// An extractor of the Chat endpoint of `host`.
fn guests(canned: &Canned, host: &str) -> Extractor<Guest> {
    let url = format!("https://{host}.example.com/v1");
    let builder = Client::builder().base_url(url).endpoint(Endpoint::Chat).api_key(KEY);
    canned.client(builder).extractor(format!("model-{host}"))
}

/// An error of this code, which no retry helps.
fn no(code: &str) -> String {
    json!({ "error": { "message": "M", "code": code } }).to_string()
}

fn finished(finish: &str, message: serde_json::Value) -> String {
    let usage = json!({ "prompt_tokens": 10, "completion_tokens": 2 });
    let choice = json!({ "finish_reason": finish, "message": message });
    json!({ "id": "c-1", "model": "m-1", "choices": [choice], "usage": usage }).to_string()
}

#[tokio::test]
async fn the_next_one_is_asked_where_the_provider_is_the_reason() {
    let asked = [
        (500, no("server_error")),
        (429, no("rate_limit_exceeded")),
        (529, no("overloaded")),
        (408, "{}".into()),
        (429, no("insufficient_quota")),
        (402, no("unpaid")),
        (404, no("model_not_found")),
        (404, no("DeploymentNotFound")),
        (400, no("model_decommissioned")),
        (404, "<title>Not Found</title>".into()),
        (200, "<title>Bad Gateway</title>".into()),
        (200, no("502")),
        (200, chat("{\"na", "insufficient_system_resource")),
    ];
    let not_asked = [
        (400, no("invalid_json_schema")),
        (401, no("invalid_api_key")),
        (403, no("unsupported_country")),
        (400, no("content_filter")),
        (302, String::new()),
        (200, finished("stop", json!({ "refusal": "No." }))),
        (200, chat("{\"na", "content_filter")),
        (200, chat("{\"na", "length")),
        (200, chat("{}", "stop")),
        (200, chat("", "stop")),
    ];
    let asked = asked.into_iter().map(|case| (case, true));
    for ((status, body), goes_on) in asked.chain(not_asked.into_iter().map(|case| (case, false))) {
        let [first, second] = [Canned::new(&[(status, &body)]), Canned::new(&[])];
        let both = guests(&first, "a").max_retries(0).fallback(guests(&second, "b"));
        let found = both.extract("Who came?").await;
        assert_eq!(second.requests().len(), usize::from(goes_on), "{status} {body}");
        match found {
            Ok(found) => assert_eq!((found.value, goes_on), (ada(), true)),
            Err(error) => assert!(!goes_on && !error.is_unavailable(), "{body}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn usage_attempts_and_answers_of_all_stay_with_the_value() {
    let wrong = finished("stop", json!({ "content": "{\"guest\":1}" }));
    let right = finished("stop", json!({ "content": "{\"name\":\"Ada\"}" }));
    let [first, second] =
        [Canned::new(&[(500, "{}"), (200, &wrong)]), Canned::new(&[(200, &right)])];
    let both = guests(&first, "a").fallback(guests(&second, "b"));
    let both = both.fallback_on(|error| matches!(error, Error::Invalid(_)));
    let found = both.extract("Who came?").await.unwrap();

    assert_eq!((found.value, found.usage.total()), (ada(), 24));
    let tries: Vec<_> = found
        .attempts
        .iter()
        .map(|it| (it.host.as_deref(), it.model.as_deref(), it.status, it.usage.total()))
        .collect();
    let [a, b] =
        [(Some("a.example.com"), Some("model-a")), (Some("b.example.com"), Some("model-b"))];
    let expected = [(a.0, a.1, Some(500), 0), (a.0, a.1, Some(200), 12), (b.0, b.1, Some(200), 12)];
    assert_eq!(tries, expected);
    let [rejected] = found.rejected.as_slice() else { panic!("{:?}", found.rejected) };
    assert_eq!(
        (rejected.raw.as_str(), rejected.response_id.as_deref()),
        ("{\"guest\":1}", Some("c-1"))
    );
    assert_eq!(found.raw, "{\"name\":\"Ada\"}");
}

#[tokio::test]
async fn any_answer_that_is_no_value_can_be_chosen_and_is_kept() {
    let cases = [
        ("stop", json!({ "refusal": "No." }), "No.", "the model declined: No."),
        (
            "content_filter",
            json!({ "content": "{\"na" }),
            "{\"na",
            "a content filter withheld the answer",
        ),
        ("length", json!({ "content": "{\"na" }), "{\"na", "the answer was cut off"),
        ("stop", json!({ "content": "{}" }), "{}", "the answer does not fit the type"),
        ("stop", json!({ "content": null }), "", "the run completed without an answer"),
    ];
    for (finish, message, raw, why) in cases {
        let [first, second] = [Canned::new(&[(200, &finished(finish, message))]), Canned::new(&[])];
        let both = guests(&first, "a").fallback(guests(&second, "b")).fallback_on(|_| true);
        let found = both.extract("Who came?").await.unwrap();
        assert_eq!((found.value, found.usage.total(), found.attempts.len()), (ada(), 12, 2));
        let [rejected] = found.rejected.as_slice() else { panic!("{:?}", found.rejected) };
        assert_eq!(rejected.raw, raw);
        assert!(rejected.why.starts_with(why), "{}", rejected.why);
        assert_eq!(rejected.is_truncated(), finish == "length");
    }
}

#[tokio::test]
async fn a_chain_goes_in_order_and_ends_with_the_last_error() {
    let wrong = finished("stop", json!({ "content": "{}" }));
    let canned = [(404, no("model_not_found")), (200, wrong), (503, no("x")), (402, no("y"))]
        .map(|(status, body)| Canned::new(&[(status, body.as_str())]));
    let [a, b, c, d] = ["a", "b", "c", "d"];
    let any = |it: Extractor<Guest>| it.max_retries(0).fallback_on(|_| true);
    let inner = any(guests(&canned[1], b)).fallback(any(guests(&canned[2], c)));
    let all = any(guests(&canned[0], a)).fallback(inner).fallback(guests(&canned[3], d));
    let error = all.extract("Who came?").await.unwrap_err();

    assert!(matches!(&error, Error::Api(api) if api.code() == Some("y")), "{error:?}");
    let models: Vec<_> = error.attempts().iter().map(|it| it.model.as_deref().unwrap()).collect();
    assert_eq!(models, ["model-a", "model-b", "model-c", "model-d"]);
    assert_eq!((error.usage().total(), error.rejected()[0].raw.as_str()), (12, "{}"));
    assert!(error.to_string().ends_with("(after an earlier answer that was no value)"), "{error}");
}

#[tokio::test]
async fn each_keeps_its_own_retries_and_re_asks() {
    let busy = (500, "{}");
    let [first, second] =
        [Canned::new(&[busy; 9]), Canned::new(&[busy, (200, &chat("{}", "stop"))])];
    let next = guests(&second, "b").max_retries(1).reask(1);
    let found = guests(&first, "a").max_retries(2).fallback(next).extract("a").await.unwrap();
    assert_eq!((found.value, first.requests().len(), second.requests().len()), (ada(), 3, 3));
    assert_eq!((found.attempts.len(), found.rejected.len()), (6, 1));
}

#[tokio::test]
async fn wrong_options_of_a_fallback_are_told_before_anything_is_sent() {
    let [first, second] = [Canned::new(&[]), Canned::new(&[])];
    let both = guests(&first, "a").fallback(guests(&second, "b").temperature(9.0));
    assert_eq!(variant(&both.prepare().unwrap_err()), "Config");
    assert_eq!(variant(&both.extract("a").await.unwrap_err()), "Config");
    assert_eq!(first.requests().len() + second.requests().len(), 0);
}

#[tokio::test]
async fn options_that_come_later_do_not_reach_the_fallback() {
    let [first, second] = [Canned::new(&[(404, "{}")]), Canned::new(&[])];
    let both = guests(&first, "a").fallback(guests(&second, "b")).reasoning(Effort::Low);
    both.extract("a").await.unwrap();
    assert!(first.body().contains("reasoning_effort"));
    assert!(!second.body().contains("reasoning_effort"));
}

#[tokio::test]
async fn one_that_cannot_be_asked_leaves_the_error_before_it() {
    let [first, second] = [Canned::new(&[(404, &no("model_not_found"))]), Canned::new(&[])];
    let responses = guests(&first, "a").endpoint(Endpoint::Responses);
    let both = responses.fallback(guests(&second, "b"));
    // What only the Responses endpoint takes.
    let input = Input::text("Who came?").file_bytes("a.txt", b"Ada".to_vec(), "text/plain");
    let error = both.extract(input).await.unwrap_err();
    assert!(matches!(&error, Error::Api(api) if api.is_unknown_model()), "{error:?}");
    assert_eq!((error.attempts().len(), second.requests().len()), (1, 0));
    let why = error.attempts()[0].why.as_deref().unwrap();
    assert!(why.contains("; the fallback was not asked: "), "{why}");
}

#[tokio::test]
async fn a_run_in_the_background_that_is_left_keeps_its_id() {
    let running = json!({ "id": "resp_1", "status": "queued", "output": [] }).to_string();
    let [first, second] = [Canned::new(&[(200, &running), (500, "{}")]), Canned::new(&[])];
    let run = guests(&first, "a").endpoint(Endpoint::Responses).background(true).max_retries(0);
    let found = run.fallback(guests(&second, "b")).extract("Who came?").await.unwrap();
    let tries: Vec<_> = found.attempts.iter().map(|it| (it.model.as_deref(), it.status)).collect();
    let expected =
        [(Some("model-a"), Some(200)), (Some("model-a"), Some(500)), (Some("model-b"), Some(200))];
    assert_eq!((found.value, tries.as_slice()), (ada(), expected.as_slice()));
    let why = found.attempts[1].why.as_deref().unwrap();
    assert!(why.ends_with("; the run `resp_1` may go on"), "{why}");
}

/// Fails each time, and takes two seconds for it.
struct Slow(TestClock);

impl HttpService for Slow {
    fn call(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        self.0.advance(Duration::from_secs(2));
        let mut response = Response::new(Body::from(Bytes::from_static(b"{}")));
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        Box::pin(async { Ok(response) })
    }
}

#[tokio::test]
async fn the_deadline_is_that_of_the_call() {
    let slow = |ahead: u64| {
        let clock = TestClock::default();
        clock.advance(Duration::from_secs(ahead));
        let builder = Client::builder().base_url("https://slow.example.com").clock(clock.clone());
        builder.http(Slow(clock)).build().unwrap().extractor::<Guest>("m")
    };
    let five = Duration::from_secs(5);
    // 2 s here; then 2 s, a wait of 0.5 s and 2 s more there, on a clock that shows another time.
    let both = slow(0).max_retries(0).deadline(five).fallback(slow(1000).max_retries(9));
    let error = both.extract("a").await.unwrap_err();
    assert_eq!((variant(&error), error.attempts().len()), ("Api", 3));
    assert_eq!(error.evidence().unwrap().elapsed, Duration::from_millis(6500));

    let both = slow(0).deadline(Duration::from_secs(1)).fallback(slow(1000));
    let error = both.extract("a").await.unwrap_err();
    assert_eq!((variant(&error), error.attempts().len()), ("Api", 1));
    let why = error.attempts()[0].why.as_deref().unwrap();
    assert!(why.ends_with("the deadline of 1s is over"), "{why}");
}

#[tokio::test]
async fn in_an_outage_nobody_waits_who_can_ask_another_one() {
    let [first, second] = [Canned::new(&[(503, "{}"); 99]), Canned::new(&[])];
    let alone = guests(&first, "a").max_retries(0);
    let both = alone.clone().fallback(guests(&second, "b"));
    for _ in 0..30 {
        assert_eq!(both.extract("Who came?").await.unwrap().value, ada());
    }
    let asked = first.requests().len();
    assert!((8..20).contains(&asked), "{asked}");
    let found = both.extract("Who came?").await.unwrap();
    let models: Vec<_> = found.attempts.iter().map(|it| it.model.as_deref().unwrap()).collect();
    assert_eq!(models, ["model-b"]);

    // Where an outage is no reason to go on, it is waited out.
    let other = both.clone().fallback_on(|error| matches!(error, Error::Refused(_)));
    assert_eq!(variant(&other.extract("Who came?").await.unwrap_err()), "Api");
    assert_eq!(variant(&alone.extract("Who came?").await.unwrap_err()), "Api");
    assert_eq!(first.requests().len(), asked + 2);
}

#[tokio::test]
async fn the_last_one_waits_an_outage_out() {
    let [first, second] = [Canned::new(&[(503, "{}"); 99]), Canned::new(&[(503, "{}"); 40])];
    let next = guests(&second, "b").max_retries(0);
    let both = guests(&first, "a").max_retries(0).fallback(next);
    let mut values = 0;
    for _ in 0..45 {
        values += usize::from(both.extract("Who came?").await.is_ok());
    }
    assert_eq!((values, second.requests().len()), (5, 45));
}

#[test]
fn the_call_crosses_threads_whatever_the_type() {
    fn is_send<T: Send>(_: T) {}
    let guests = guests(&Canned::new(&[]), "a");
    is_send(guests.clone().fallback(guests).extract("a"));
}
