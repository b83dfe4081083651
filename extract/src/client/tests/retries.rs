use super::*;

/// Statuses, waits in seconds and the end of a call that plays these acts.
struct Case {
    name: &'static str,
    acts: Vec<Act>,
    statuses: &'static [u16],
    waits: &'static [f64],
    succeeds: bool,
}

#[tokio::test]
async fn transient_failures_are_tried_again_and_all_tries_are_kept() {
    for endpoint in BOTH {
        let cases = [
            Case {
                name: "at once",
                acts: vec![ok(endpoint)],
                statuses: &[200],
                waits: &[0.0],
                succeeds: true,
            },
            Case {
                name: "third time lucky",
                acts: vec![error(500, ""), error(429, "rate_limit_exceeded"), ok(endpoint)],
                statuses: &[500, 429, 200],
                waits: &[0.0, 0.5, 1.0],
                succeeds: true,
            },
            Case {
                name: "retries spent",
                acts: vec![error(500, ""), error(502, ""), error(503, "")],
                statuses: &[500, 502, 503],
                waits: &[0.0, 0.5, 1.0],
                succeeds: false,
            },
            Case {
                name: "lost connections",
                acts: vec![
                    Act::Fail(TransportErrorKind::Connect),
                    Act::Cut("{\"id\":1}"),
                    ok(endpoint),
                ],
                statuses: &[0, 200, 200],
                waits: &[0.0, 0.5, 1.0],
                succeeds: true,
            },
            Case {
                name: "a wish of the server",
                acts: vec![
                    Act::Answer(429, &[("retry-after-ms", "1500")], error_body("")),
                    Act::Answer(503, &[("retry-after", "7")], error_body("")),
                    ok(endpoint),
                ],
                statuses: &[429, 503, 200],
                waits: &[0.0, 1.5, 7.0],
                succeeds: true,
            },
            Case {
                name: "an error with status 200",
                acts: vec![Act::Answer(200, &[], error_body("server_error")), ok(endpoint)],
                statuses: &[200, 200],
                waits: &[0.0, 0.5],
                succeeds: true,
            },
            Case {
                name: "too long a wish",
                acts: vec![Act::Answer(429, &[("retry-after", "3600")], error_body(""))],
                statuses: &[429],
                waits: &[0.0],
                succeeds: false,
            },
            Case {
                name: "an unpaid bill",
                acts: vec![Act::Answer(
                    429,
                    &[("x-should-retry", "true"), ("retry-after", "1")],
                    error_body("insufficient_quota"),
                )],
                statuses: &[429],
                waits: &[0.0],
                succeeds: false,
            },
            Case {
                name: "a wrong key",
                acts: vec![error(401, "invalid_api_key")],
                statuses: &[401],
                waits: &[0.0],
                succeeds: false,
            },
            Case {
                name: "a server that declines",
                acts: vec![Act::Answer(500, &[("x-should-retry", "false")], String::new())],
                statuses: &[500],
                waits: &[0.0],
                succeeds: false,
            },
            Case {
                name: "no JSON",
                acts: vec![Act::Answer(200, &[], "<html>".into())],
                statuses: &[200],
                waits: &[0.0],
                succeeds: false,
            },
        ];
        for Case { name, acts, statuses, waits, succeeds } in cases {
            let stage = Stage::new(acts);
            let result = stage.ask(endpoint).await;
            assert_eq!(result.is_ok(), succeeds, "{name}: {result:?}");
            let attempts = match &result {
                Ok((_, evidence)) => evidence.attempts.as_slice(),
                Err(error) => error.attempts(),
            };
            let seen: Vec<u16> =
                attempts.iter().map(|attempt| attempt.status.unwrap_or_default()).collect();
            let waited: Vec<f64> =
                attempts.iter().map(|attempt| attempt.delay.as_secs_f64()).collect();
            assert_eq!((seen.as_slice(), waited.as_slice()), (statuses, waits), "{name}");
            assert_eq!(stage.requests().len(), statuses.len(), "{name}");
            assert_eq!(stage.clock.now().as_secs_f64(), waits.iter().sum::<f64>(), "{name}");
            let failed = attempts.iter().filter(|attempt| attempt.why.is_some()).count();
            assert_eq!(failed, statuses.len() - usize::from(succeeds), "{name}");
        }
    }
}

#[tokio::test]
async fn a_try_and_a_call_end_in_time() {
    let stage = Stage::new([Act::Hang, Act::Hang, Act::Hang]);
    let slow = stage.extractor(Endpoint::Responses).timeout(Duration::from_secs(60));
    let error = slow.ask("a".into()).await.expect_err("no answer");
    let Error::Transport(timeout) = &error else { panic!("{error:?}") };
    assert_eq!(timeout.kind(), TransportErrorKind::Timeout);
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(error.attempts()[0].elapsed, Duration::from_secs(60));
    assert!(error.is_retryable());

    let stage = Stage::new([Act::Hang, Act::Hang]);
    let client = stage.builder().deadline(Duration::from_secs(900)).build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("no answer");
    let Error::Transport(deadline) = &error else { panic!("{error:?}") };
    assert_eq!(deadline.kind(), TransportErrorKind::Deadline);
    assert_eq!(deadline.evidence().elapsed, Duration::from_secs(900));
    assert_eq!(error.attempts().len(), 2);
}

#[tokio::test]
async fn a_deadline_that_is_the_timeout_is_named_deadline() {
    let stage = Stage::new([Act::Hang]);
    let client = stage.builder().deadline(Duration::from_secs(600)).build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("no answer");
    let Error::Transport(deadline) = &error else { panic!("{error:?}") };
    assert_eq!(deadline.kind(), TransportErrorKind::Deadline);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_keeps_the_error_before_it() {
    let mut stage = Stage::new([error(500, "")]);
    stage.clock.late = Duration::from_secs(1);
    let client = stage.builder().deadline(Duration::from_secs(1)).build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("no answer");
    assert!(matches!(&error, Error::Api(api) if api.status() == 500), "{error:?}");
    assert_eq!(error.attempts().len(), 1);
    let why = error.attempts()[0].why.as_deref().unwrap();
    assert!(why.starts_with("the server answered 500"), "{why}");
    assert!(why.ends_with("; not tried again: the deadline of 1s is over"), "{why}");
    assert_eq!(error.evidence().unwrap().elapsed, stage.clock.now());
}

#[tokio::test]
async fn a_spent_budget_is_told_in_the_last_try() {
    let stage = Stage::new((0..4).map(|_| error(500, "")));
    let extractor = extractor(stage.builder().retry_budget(1).build().unwrap());
    for tries in [2, 1] {
        let error = extractor.ask("a".into()).await.expect_err("failed");
        assert_eq!(error.attempts().len(), tries);
        let why = error.attempts().last().unwrap().why.as_deref().unwrap();
        assert!(why.starts_with("the server answered 500"), "{why}");
        assert!(
            why.ends_with(
                "; not tried again: too many calls of this client fail, see `retry_budget`"
            ),
            "{why}"
        );
    }
}

#[tokio::test]
async fn what_is_too_late_is_not_sent() {
    let stage = Stage::default();
    let client = stage.builder().deadline(Duration::ZERO).build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("too late");
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert!(stage.requests().is_empty());
}

#[tokio::test]
async fn usage_of_failed_tries_is_counted() {
    let failed = r#"{"id":"r0","model":"m-0","status":"failed","service_tier":"flex","error":{"code":"server_error","message":"M"},"output":[],"usage":{"input_tokens":5,"output_tokens":1}}"#;
    let act = || Act::Answer(200, &[], failed.to_owned());
    let stage = Stage::new([act(), ok(Endpoint::Responses)]);
    let (_, evidence) = stage.ask(Endpoint::Responses).await.expect("an answer");
    assert_eq!(evidence.usage.total(), 5 + 1 + 5 + 2);
    assert_eq!(evidence.attempts[0].usage.total(), 6);

    let stage = Stage::new([act(), act(), act()]);
    let error = stage.ask(Endpoint::Responses).await.expect_err("failed");
    assert_eq!(error.usage().total(), 18);
    let evidence = error.evidence().unwrap();
    assert_eq!(evidence.response_id.as_deref(), Some("r0"));
    assert_eq!(evidence.model.as_deref(), Some("m-0"));
    assert_eq!(evidence.service_tier.as_deref(), Some("flex"));
}

#[tokio::test]
async fn the_number_of_retries_can_be_set() {
    for retries in [0, 5] {
        let acts = (0..=retries).map(|_| error(500, ""));
        let stage = Stage::new(acts);
        let extractor = stage.extractor(Endpoint::Chat).max_retries(retries);
        let error = extractor.ask("a".into()).await.expect_err("failed");
        assert_eq!(error.attempts().len(), retries as usize + 1);
    }
}
