//! What an observer is told, event by event.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
    time::Duration,
};

use extract::{
    Endpoint, Observer, RateLimit,
    sight::{Attempted, CallInfo, Finished, Wait, error_type},
    testing::{Fault, Filter, Outcome},
};
use serde_json::json;

use crate::stage::{ORDER, Stage, builder, orders};

/// Writes down what it is told.
#[derive(Default)]
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn write(&self, call: &CallInfo<'_>, line: String) {
        assert_eq!((call.model, call.host, call.provider), ("gpt-4.1", "127.0.0.1", "openai"));
        self.0.lock().unwrap().push(line);
    }

    fn read(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observer for Diary {
    fn waited(&self, call: &CallInfo<'_>, wait: Wait) {
        self.write(call, format!("waited {wait:?}"));
    }

    fn attempted(&self, call: &CallInfo<'_>, tried: &Attempted<'_>) {
        let attempt = tried.attempt;
        assert_eq!(attempt.why, tried.error.map(ToString::to_string));
        assert!(attempt.client_request_id.is_some());
        assert!(attempt.host.as_deref().is_some_and(|host| host.starts_with(call.host)));
        assert_eq!(attempt.model.as_deref(), Some(call.model));
        let status = attempt.status.unwrap_or_default();
        let error = tried.error.map_or("answered".into(), error_type);
        let tokens = attempt.usage.total();
        self.write(call, format!("try {} {status} {error}: {tokens}", tried.resend));
    }

    fn finished(&self, call: &CallInfo<'_>, end: &Finished<'_>) {
        let outcome = end.error.map_or("value".into(), error_type);
        let Finished { attempts, rejected, elapsed, usage, .. } = end;
        let (attempts, tokens) = (attempts.len(), usage.total());
        self.write(
            call,
            format!("{outcome} {attempts} tries, {rejected} rejected, {tokens}, {elapsed:?}"),
        );
    }
}

/// An answer for which 10 tokens were counted, 7 and 3.
fn counted(endpoint: Endpoint, text: &str, is_whole: bool) -> Outcome {
    let body = match endpoint {
        Endpoint::Responses => json!({
            "id": "r-1", "model": "m-1",
            "status": if is_whole { "completed" } else { "incomplete" },
            "incomplete_details": if is_whole { json!(null) } else { json!({ "reason": "max_output_tokens" }) },
            "output": [{ "type": "message", "content": [{ "type": "output_text", "text": text }] }],
            "usage": { "input_tokens": 7, "output_tokens": 3 },
        }),
        _ => json!({
            "id": "r-1", "model": "m-1",
            "choices": [{
                "finish_reason": if is_whole { "stop" } else { "length" },
                "message": { "content": text },
            }],
            "usage": { "prompt_tokens": 7, "completion_tokens": 3 },
        }),
    };
    Outcome::raw(200, &[], body.to_string())
}

fn fault(fault: Fault) -> Outcome {
    Outcome::fault(fault)
}

#[tokio::test]
async fn every_wait_try_and_end_is_told_once_and_in_order() {
    for stage in Stage::both().await {
        let endpoint = stage.endpoint;
        let good = || counted(endpoint, ORDER, true);
        let wrong = || counted(endpoint, r#"{"number":1}"#, true);
        let busy = || fault(Fault::RateLimited { retry_after: Duration::from_secs(7) });
        let spent = "insufficient_quota";
        let cases: Vec<(Vec<Outcome>, Vec<String>)> = vec![
            (
                vec![good()],
                vec!["try 0 200 answered: 10".into(), "value 1 tries, 0 rejected, 10, 0ns".into()],
            ),
            (
                vec![busy(), good()],
                vec![
                    "try 0 429 rate_limit_exceeded: 0".into(),
                    "waited Retry(7s)".into(),
                    "try 1 200 answered: 10".into(),
                    "value 2 tries, 0 rejected, 10, 7s".into(),
                ],
            ),
            (
                vec![fault(Fault::Disconnect), fault(Fault::Html), fault(Fault::ServerError)],
                vec![
                    "try 0 0 cut: 0".into(),
                    "waited Retry(500ms)".into(),
                    "try 1 502 502: 0".into(),
                    "waited Retry(1s)".into(),
                    "try 2 500 server_error: 0".into(),
                    "server_error 3 tries, 0 rejected, 0, 1.5s".into(),
                ],
            ),
            (
                vec![fault(Fault::BillingExhausted)],
                vec![
                    format!("try 0 429 {spent}: 0"),
                    format!("{spent} 1 tries, 0 rejected, 0, 0ns"),
                ],
            ),
            (
                vec![Outcome::refuse("No.").without_usage()],
                vec!["try 0 200 answered: 0".into(), "refused 1 tries, 0 rejected, 0, 0ns".into()],
            ),
            (
                vec![Outcome::filter(Filter::Prompt)],
                vec!["try 0 400 filtered: 0".into(), "filtered 1 tries, 0 rejected, 0, 0ns".into()],
            ),
            // Three asks: each counts its tries anew.
            (
                vec![counted(endpoint, "{", false), busy(), wrong(), good()],
                vec![
                    "try 0 200 answered: 10".into(),
                    "try 0 429 rate_limit_exceeded: 0".into(),
                    "waited Retry(7s)".into(),
                    "try 1 200 answered: 10".into(),
                    "try 0 200 answered: 10".into(),
                    "value 4 tries, 2 rejected, 30, 7s".into(),
                ],
            ),
            (
                vec![wrong(), wrong()],
                vec![
                    "try 0 200 answered: 10".into(),
                    "try 0 200 answered: 10".into(),
                    "invalid 2 tries, 1 rejected, 20, 0ns".into(),
                ],
            ),
        ];
        for (outcomes, expected) in cases {
            let diary = Arc::new(Diary::default());
            stage.play(outcomes);
            let orders = orders(stage.builder().observer(Arc::clone(&diary)));
            let orders = orders.reask(1).max_output_tokens(100).on_truncated(200);
            let _ = orders.extract("an order").await;
            assert_eq!(diary.read(), expected);
        }
    }
}

#[tokio::test]
async fn the_wait_for_the_rate_limit_is_told() {
    for stage in Stage::both().await {
        let diary = Arc::new(Diary::default());
        let limit = RateLimit::default().requests_per_minute(10);
        let orders = orders(stage.builder().rate_limit(limit).observer(Arc::clone(&diary)));
        orders.extract("a").await.unwrap();
        diary.read();
        let found = orders.extract("b").await.unwrap();
        let queued = found.attempts[0].queued;
        // Ten a minute is one in six seconds, and a little more to be safe.
        assert!((6.0..7.0).contains(&queued.as_secs_f64()), "{queued:?}");
        assert_eq!(diary.read()[0], format!("waited Queue({queued:?})"));
    }
}

#[tokio::test]
async fn a_turn_that_never_comes_is_a_wait_as_well() {
    for stage in Stage::both().await {
        let diary = Arc::new(Diary::default());
        let client = builder(stage.server.url(), stage.endpoint).observer(Arc::clone(&diary));
        let orders = orders(client.rate_limit(RateLimit::default().requests_per_minute(10)));
        orders.extract("a").await.unwrap();
        diary.read();
        let hasty = orders.deadline(Duration::from_millis(50));
        hasty.extract("b").await.expect_err("too late");
        let [wait, end] = &diary.read()[..] else { panic!("two events") };
        assert!(wait.starts_with("waited Queue("), "{wait}");
        assert!(end.starts_with("not_sent 0 tries"), "{end}");
    }
}

#[tokio::test]
async fn a_run_in_the_background_is_told_of_where_it_is_waited_for() {
    let stage = Stage::new(Endpoint::Responses).await;
    let diary = Arc::new(Diary::default());
    let orders = orders(stage.builder().observer(Arc::clone(&diary)));
    let used = extract::Usage::new(7, 3);
    stage.play([Outcome::answer_text(ORDER).usage(used).polls(1)]);
    let pending = orders.start("an order").await.unwrap();
    assert_eq!(diary.read(), ["try 0 200 answered: 0"]);
    pending.wait().await.unwrap();
    let expected = [
        "waited Poll(500ms)",
        "try 0 200 answered: 0",
        "waited Poll(1s)",
        "try 0 200 answered: 0",
        "value 2 tries, 0 rejected, 10, 1.5s",
    ];
    assert_eq!(diary.read(), expected);

    stage.play([fault(Fault::BillingExhausted)]);
    orders.start("an order").await.expect_err("no money");
    let expected =
        ["try 0 429 insufficient_quota: 0", "insufficient_quota 1 tries, 0 rejected, 0, 0ns"];
    assert_eq!(diary.read(), expected);
}

#[tokio::test]
async fn what_is_never_sent_ends_as_well() {
    for stage in Stage::both().await {
        let diary = Arc::new(Diary::default());
        let orders = orders(stage.builder().observer(Arc::clone(&diary)));
        orders.clone().temperature(9.0).extract("a").await.expect_err("too hot");
        orders.deadline(Duration::ZERO).extract("a").await.expect_err("too late");
        let expected =
            ["config 0 tries, 0 rejected, 0, 0ns", "not_sent 0 tries, 0 rejected, 0, 0ns"];
        assert_eq!(diary.read(), expected);
        assert_eq!(stage.seen(), 0);
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_and_a_list_of_models_are_no_calls() {
    for stage in Stage::both().await {
        let diary = Arc::new(Diary::default());
        let client = builder(stage.server.url(), stage.endpoint).observer(Arc::clone(&diary));
        let client = client.build().unwrap();
        client.models().await.unwrap();
        stage.play([fault(Fault::Silence)]);
        let orders = client.extractor::<u8>("gpt-4.1");
        let call = orders.extract("a");
        let patience = Duration::from_millis(50);
        tokio::time::timeout(patience, call).await.expect_err("nobody answers");
        assert!(diary.read().is_empty());
    }
}

/// Falls over at the first try.
struct Clumsy;

impl Observer for Clumsy {
    fn attempted(&self, _: &CallInfo<'_>, _: &Attempted<'_>) {
        panic!("the observer's own fault");
    }
}

#[tokio::test]
async fn an_observer_that_panics_leaves_the_client_usable() {
    for stage in Stage::both().await {
        // One place in flight: had the first call kept it, no other would ever be sent.
        let orders = orders(stage.builder().observer(Clumsy).max_in_flight(1));
        for _ in 0..3 {
            let orders = orders.clone();
            let call = AssertUnwindSafe(async move { orders.extract("a").await });
            let panicked = tokio::spawn(call.0).await.expect_err("a panic");
            let message = panicked.into_panic();
            assert_eq!(message.downcast_ref(), Some(&"the observer's own fault"));
        }
        assert_eq!(stage.seen(), 3);
    }
}
