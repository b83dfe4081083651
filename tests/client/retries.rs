//! What is tried again, when, how often; and what never is.

use std::time::Duration;

use extract::{
    Error,
    error::TransportErrorKind,
    testing::{Fault, Filter, Outcome},
};

use crate::stage::{ORDER, Stage, builder, hiding, orders};

/// The waits before each try of a call, in seconds.
async fn waits(stage: &Stage, outcomes: impl IntoIterator<Item = Outcome>) -> Vec<f64> {
    let result = stage.ask(outcomes).await;
    let attempts = match &result {
        Ok(found) => &found.attempts,
        Err(error) => error.attempts(),
    };
    assert_eq!(stage.seen(), attempts.len(), "{result:?}");
    attempts.iter().map(|attempt| attempt.delay.as_secs_f64()).collect()
}

fn error(status: u16, code: &str) -> Outcome {
    Outcome::raw(status, &[], format!(r#"{{"error":{{"message":"M","code":"{code}"}}}}"#))
}

#[tokio::test]
async fn transient_failures_are_tried_twice_more() {
    for stage in Stage::both().await {
        let cases = [
            error(408, ""),
            error(409, "conversation_locked"),
            error(429, "rate_limit_exceeded"),
            error(429, "slow_down"),
            error(500, "server_error"),
            error(502, ""),
            error(503, "server_is_overloaded"),
            error(504, ""),
            error(529, ""),
            error(200, "server_error"),
            Outcome::fault(Fault::Html),
            Outcome::fault(Fault::FailedRun),
            Outcome::fault(Fault::Disconnect),
            Outcome::fault(Fault::HalfBody),
        ];
        for outcome in cases {
            let twice = [outcome.clone(), outcome.clone()];
            assert_eq!(waits(&stage, twice).await, [0.0, 0.5, 1.0], "{outcome:?}");

            let error = stage.error(vec![outcome.clone(); 3]).await;
            assert_eq!((stage.seen(), error.attempts().len()), (3, 3), "{outcome:?}");
            assert!(error.is_retryable(), "{outcome:?}");
            assert!(error.attempts().iter().all(|attempt| attempt.why.is_some()));
            assert_eq!(error.evidence().unwrap().elapsed, Duration::from_millis(1_500));
        }
    }
}

#[tokio::test]
async fn final_failures_are_asked_once() {
    let codes = [
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "billing_hard_limit_reached",
    ];
    for stage in Stage::both().await {
        let mut cases = vec![
            error(400, "invalid_prompt"),
            error(401, "invalid_api_key"),
            error(403, ""),
            error(404, "model_not_found"),
            error(413, ""),
            error(422, ""),
            error(200, "invalid_prompt"),
            Outcome::fault(Fault::BrokenJson),
            Outcome::fault(Fault::BillingExhausted),
            Outcome::refuse("No."),
            Outcome::truncate("{"),
            Outcome::truncate(ORDER),
            Outcome::filter(Filter::Answer),
            Outcome::filter(Filter::Prompt),
            Outcome::empty(),
            Outcome::answer_text("{}"),
        ];
        for code in codes {
            let insists = [("x-should-retry", "true"), ("retry-after", "1")];
            for status in [429, 403, 200] {
                let kind = format!(r#"{{"error":{{"message":"M","type":"{code}","code":null}}}}"#);
                cases.push(Outcome::raw(status, &insists, kind));
                let code = format!(r#"{{"error":{{"message":"M","code":"{code}"}}}}"#);
                cases.push(Outcome::raw(status, &insists, code));
            }
        }
        for outcome in cases {
            let error = stage.error([outcome.clone()]).await;
            assert_eq!(stage.seen(), 1, "{outcome:?}: {error}");
            assert!(!error.is_retryable(), "{outcome:?}: {error}");
        }
    }
}

#[tokio::test]
async fn the_server_may_say_when_to_come_back() {
    // The clock begins on Sunday, 6 November 1994, at 08:49:37, so this date stands first.
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(Headers, &[f64]); 17] = [
        (&[("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT")], &[0.0, 10.0]),
        (&[("retry-after-ms", "1500")], &[0.0, 1.5]),
        (&[("retry-after-ms", "1500"), ("retry-after", "9")], &[0.0, 1.5]),
        (&[("retry-after-ms", "soon"), ("retry-after", "9")], &[0.0, 9.0]),
        (&[("retry-after", "7")], &[0.0, 7.0]),
        (&[("retry-after", "0.25")], &[0.0, 0.25]),
        (&[("retry-after", "120")], &[0.0, 120.0]),
        (&[("retry-after", "121")], &[0.0]),
        (&[("retry-after", "604800")], &[0.0]),
        (&[("retry-after", "1e300")], &[0.0]),
        (&[("retry-after", "99999999999999999999999")], &[0.0]),
        (&[("retry-after", "0")], &[0.0, 0.5]),
        (&[("retry-after", "-7")], &[0.0, 0.5]),
        (&[("retry-after", "NaN")], &[0.0, 0.5]),
        (&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")], &[0.0, 0.5]),
        (&[("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT")], &[0.0]),
        (&[("retry-after", "tomorrow")], &[0.0, 0.5]),
    ];
    for stage in Stage::both().await {
        for (headers, expected) in cases {
            let busy = Outcome::raw(429, headers, r#"{"error":{"message":"M"}}"#);
            let found = waits(&stage, [busy]).await;
            assert_eq!(found, expected, "{headers:?}");
        }
    }
}

#[tokio::test]
async fn the_server_may_say_whether_to_come_back() {
    for stage in Stage::both().await {
        for (status, says, tries) in [(500, "false", 1), (429, "false", 1), (400, "true", 2)] {
            let said = Outcome::raw(status, &[("x-should-retry", says)], "{}");
            let found = waits(&stage, [said]).await;
            assert_eq!(found.len(), tries, "{status} {says}");
        }
    }
}

#[tokio::test]
async fn too_long_a_wish_is_told() {
    for stage in Stage::both().await {
        let headers = [("retry-after", "3600")];
        let error = stage.error([Outcome::raw(429, &headers, "{}")]).await;
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(api.retry_after(), Some(Duration::from_secs(3600)));
        assert!(error.is_retryable());
        assert_eq!(stage.seen(), 1);
    }
}

#[tokio::test]
async fn the_count_of_retries_is_a_setting() {
    for stage in Stage::both().await {
        for retries in [0, 1, 5] {
            stage.play(vec![error(500, ""); retries as usize + 1]);
            let some = orders(stage.builder().max_retries(9)).max_retries(retries);
            let error = hiding(some.extract("a").await.expect_err("an error"));
            assert_eq!(error.attempts().len(), retries as usize + 1);
            assert_eq!(stage.seen(), retries as usize + 1);
        }
    }
}

#[tokio::test]
async fn no_try_begins_after_the_deadline() {
    for stage in Stage::both().await {
        let clock = stage.clock.clone();
        stage.server.respond(move |_| {
            clock.advance(Duration::from_secs(250));
            Outcome::raw(429, &[("retry-after", "60")], "{}")
        });
        let hasty = orders(stage.builder().deadline(Duration::from_secs(300)).max_retries(9));
        let error = hiding(hasty.extract("a").await.expect_err("an error"));
        assert!(matches!(&error, Error::Api(api) if api.status() == 429), "{error:?}");
        assert_eq!((stage.seen(), error.attempts().len()), (1, 1));
        assert_eq!(error.attempts()[0].elapsed, Duration::from_secs(250));
    }
}

#[tokio::test]
async fn all_tries_are_accounted_for() {
    let usage =
        r#""usage":{"input_tokens":5,"output_tokens":1,"prompt_tokens":5,"completion_tokens":1}"#;
    let failed = format!(
        r#"{{"id":"r0","model":"m-0","status":"failed","error":{{"code":"server_error","message":"M"}},{usage}}}"#
    );
    for stage in Stage::both().await {
        let failing = || Outcome::raw(200, &[("x-request-id", "req_0")], failed.clone());
        let found = stage.ask([failing(), error(503, "")]).await.unwrap();
        let statuses: Vec<_> = found.attempts.iter().map(|attempt| attempt.status).collect();
        assert_eq!(statuses, [Some(200), Some(503), Some(200)]);
        assert_eq!(found.attempts[0].request_id.as_deref(), Some("req_0"));
        assert_eq!(found.attempts[0].usage.total(), 6);
        assert_eq!(found.attempts[1].why.as_deref(), Some("the server answered 503: M"),);
        assert_eq!(found.usage.total(), 6 + found.attempts[2].usage.total());
        assert_eq!(found.elapsed, Duration::from_millis(1_500));
        assert!(found.attempts[0].when < found.attempts[1].when);
        assert_ne!(found.request_id.as_deref(), Some("req_0"));

        let error = stage.error([failing(), failing(), failing()]).await;
        assert_eq!(error.usage().total(), 18);
        let evidence = error.evidence().unwrap();
        assert_eq!(evidence.response_id.as_deref(), Some("r0"));
        assert_eq!(evidence.model.as_deref(), Some("m-0"));
        assert_eq!(error.request_id(), Some("req_0"));
    }
}

#[tokio::test]
async fn a_refusal_after_a_failure_pays_for_both_and_ends_the_call() {
    for stage in Stage::both().await {
        let error = stage.error([error(500, ""), Outcome::refuse("No.")]).await;
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
        assert_eq!((stage.seen(), error.attempts().len()), (2, 2));
        assert_eq!(error.attempts()[1].delay, Duration::from_millis(500));
    }
}

#[tokio::test]
async fn a_server_that_silently_waits_is_a_timeout_then_a_deadline() {
    for stage in Stage::both().await {
        stage.server.fault(Fault::Silence);
        let short = Duration::from_millis(250);
        let client = builder(stage.server.url(), stage.endpoint);
        let error = orders(client.clone().timeout(short).max_retries(0)).extract("a").await;
        let error = hiding(error.expect_err("silence"));
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!(transport.kind(), TransportErrorKind::Timeout);
        assert_eq!(error.to_string(), "no answer within the timeout of 250ms");
        assert!(error.is_retryable() && error.attempts()[0].elapsed >= short);

        stage.server.fault(Fault::Silence);
        let error = orders(client.deadline(short)).extract("a").await;
        let error = hiding(error.expect_err("silence"));
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!(transport.kind(), TransportErrorKind::Deadline);
        assert_eq!(error.to_string(), "no answer within the deadline of 250ms");
        assert!(transport.evidence().elapsed >= short);
        assert_eq!(stage.seen(), 2);
    }
}
