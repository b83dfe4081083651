use super::*;

/// A response object of this status, as far as a poll needs one.
fn run(status: &str) -> String {
    format!(r#"{{"id":"resp_7","object":"response","status":"{status}","output":[],"usage":null}}"#)
}

fn says(status: &str) -> Act {
    told(status, &[])
}

fn told(status: &str, headers: &'static [(&'static str, &'static str)]) -> Act {
    Act::Answer(200, headers, run(status))
}

fn done() -> Act {
    let end = answer(Endpoint::Responses, "{}").replace(r#""id":"c1""#, r#""id":"resp_7""#);
    Act::Answer(200, &[("x-request-id", "req-9")], end)
}

async fn ask(stage: &Stage) -> Result<(String, Evidence), Error> {
    stage.extractor(Endpoint::Responses).background(true).ask("input".into()).await
}

/// Methods and paths of what was sent.
fn sent(stage: &Stage) -> Vec<String> {
    let requests = stage.requests();
    requests
        .iter()
        .map(|request| format!("{} {}", request.method(), request.uri().path()))
        .collect()
}

const POST: &str = "POST /v1/responses";
const GET: &str = "GET /v1/responses/resp_7";

#[tokio::test]
async fn a_run_is_polled_ever_more_slowly_until_it_ends() {
    let acts = [says("queued"), says("in_progress"), says("in_progress"), says("in_progress")];
    let more = [says("in_progress"), says("in_progress"), done()];
    let stage = Stage::new(acts.into_iter().chain(more));
    let (text, evidence) = ask(&stage).await.expect("an answer");
    assert_eq!(text, "{}");
    assert_eq!(stage.clock.now(), Duration::from_millis(500 + 1000 + 2000 + 4000 + 8000 + 8000));
    assert_eq!(sent(&stage), [POST, GET, GET, GET, GET, GET, GET]);
    // The request that started it and the poll that brought the end; what was used counts once.
    let [start, end] = evidence.attempts.as_slice() else { panic!("{evidence:?}") };
    assert_eq!((start.usage, end.usage), (Usage::default(), Usage::new(5, 2)));
    assert_eq!((start.status, end.status), (Some(200), Some(200)));
    assert_eq!(evidence.usage, Usage::new(5, 2));
    assert_eq!(evidence.response_id.as_deref(), Some("resp_7"));
    assert_eq!(
        (evidence.model.as_deref(), end.request_id.as_deref()),
        (Some("m-1"), Some("req-9"))
    );
}

#[tokio::test]
async fn the_server_says_when_it_wants_the_next_poll() {
    let stage = Stage::new([
        told("queued", &[("openai-poll-after-ms", "3000")]),
        told("in_progress", &[("retry-after", "20"), ("openai-poll-after-ms", "1")]),
        told("in_progress", &[("retry-after", "9000")]),
        done(),
    ]);
    ask(&stage).await.expect("an answer");
    // No server may ask for more than `max_server_delay`.
    assert_eq!(stage.clock.now(), Duration::from_secs(3 + 20 + 120));
}

#[tokio::test]
async fn polls_that_fail_are_tried_again_and_stay_in_the_list() {
    let stage = Stage::new([
        says("queued"),
        error(503, ""),
        Act::Fail(TransportErrorKind::Cut),
        says("in_progress"),
        error(429, "rate_limit_exceeded"),
        done(),
    ]);
    let (_, evidence) = ask(&stage).await.expect("an answer");
    let statuses: Vec<_> = evidence.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(200), Some(503), None, Some(429), Some(200)]);
    assert_eq!(sent(&stage), [POST, GET, GET, GET, GET, GET]);
    assert_eq!(evidence.usage, Usage::new(5, 2));
}

#[tokio::test]
async fn whatever_ends_a_poll_carries_the_id_of_the_run() {
    let failed = r#"{"id":"resp_7","status":"failed","model":"m-1","output":[],
        "error":{"code":"server_error","message":"sk-secret broke"},
        "usage":{"input_tokens":5,"output_tokens":1}}"#;
    let cancelled = r#"{"id":"resp_7","status":"cancelled","output":[{"type":"message",
        "content":[{"type":"output_text","text":"{\"a\""}]}]}"#;
    let body = |body: &str| Act::Answer(200, &[], body.to_owned());
    let cases = [
        ("Api", vec![says("queued"), body(failed)], 2),
        ("Api", vec![says("queued"), error(404, "")], 2),
        ("Api", vec![says("queued"), error(500, ""), error(500, ""), error(500, "")], 4),
        ("Cancelled", vec![says("queued"), body(cancelled)], 2),
        ("Transport", vec![says("queued"), body("<html>")], 2),
        ("Truncated", vec![says("queued"), says("incomplete")], 2),
        ("Empty", vec![says("queued"), says("completed")], 2),
    ];
    for (variant, acts, requests) in cases {
        let stage = Stage::new(acts);
        let error = ask(&stage).await.expect_err(variant);
        let shown = format!("{error:?}");
        assert!(shown.starts_with(variant) && !shown.contains("sk-secret"), "{variant}: {shown}");
        assert_eq!(error.response_id(), Some("resp_7"), "{variant}");
        assert_eq!(sent(&stage).len(), requests, "{variant}");
        match error {
            Error::Cancelled(error) => {
                assert_eq!(error.partial_text(), r#"{"a""#);
                assert_eq!(error.to_string(), "the run was cancelled: `resp_7`");
            }
            Error::Api(error) if error.status() == 200 => {
                // To ask again may help; whether to pay for that is the caller's choice.
                assert!(error.is_retryable());
                assert_eq!(error.evidence().usage, Usage::new(5, 1));
                assert_eq!(error.raw(), failed.replace("sk-secret", "[key]"));
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_deadline_leaves_the_id_to_wait_on_with() {
    for late in [Duration::ZERO, Duration::from_secs(3)] {
        let mut stage = Stage::new([says("queued"), says("in_progress"), says("in_progress")]);
        stage.clock.late = late;
        let client = stage.builder().deadline(Duration::from_secs(3)).build().unwrap();
        let runs = extractor(client).background(true);
        let error = runs.ask("input".into()).await.expect_err("too slow");
        let Error::Transport(over) = &error else { panic!("{error:?}") };
        assert_eq!(over.kind(), TransportErrorKind::Deadline);
        assert!(error.to_string().contains("`resp_7`"), "{error}");
        assert_eq!(error.response_id(), Some("resp_7"));
        assert_eq!(error.attempts().len(), 1);
        assert!(stage.clock.now() <= Duration::from_secs(3) + 2 * late);
    }
}

#[tokio::test]
async fn a_run_that_cannot_be_asked_for_is_an_error() {
    for id in [r#""""#, "null", r#""../files""#, r#""a/b""#, r#""a?b""#] {
        let body = run("queued").replace(r#""resp_7""#, id);
        let stage = Stage::new([Act::Answer(200, &[], body)]);
        let error = ask(&stage).await.expect_err(id);
        let Error::Transport(error) = &error else { panic!("{id}: {error:?}") };
        assert_eq!(error.kind(), TransportErrorKind::Malformed, "{id}");
        assert_eq!(error.evidence().attempts.len(), 1, "{id}");
    }
}

#[tokio::test]
async fn who_did_not_ask_for_the_background_gets_no_run() {
    let stage = Stage::new([says("queued")]);
    let error = stage.ask(Endpoint::Responses).await.expect_err("no answer");
    let Error::Api(error) = &error else { panic!("{error:?}") };
    assert_eq!((error.code(), error.raw()), (Some("queued"), run("queued").as_str()));
}

#[test]
fn pending_runs_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn is_send<T: Send>(_: T) {}
    crosses::<crate::Pending<std::rc::Rc<()>>>();
    let runs = Stage::default().extractor(Endpoint::Responses);
    is_send(runs.start("input"));
    let pending = runs.resume("resp_7");
    is_send(pending.wait());
    is_send(pending.cancel());
}
