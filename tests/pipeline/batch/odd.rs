//! Files that no server should make, and what is made of them.

use extract::{Error, error::TransportErrorKind};
use serde_json::json;

use super::{
    fake::{Fake, answer},
    stage::*,
};

async fn joined(fake: &Fake) -> (Found<()>, extract::pipeline::Report) {
    finish(&fake.numbers().resume_batch(["batch_1"]).unwrap()).await
}

#[tokio::test]
async fn a_line_that_came_twice_counts_once_and_a_missing_one_is_an_outcome() {
    let lines = [answer("a", 1), answer("b", 2), answer("a", 1), answer("b", 7), answer("z", 9)];
    let fake = Fake::new("completed", &["a", "b", "c"]).output(&lines.join("\n"));
    let fake = fake.errors(&answer("a", 3));
    let (found, report) = joined(&fake).await;
    let ids: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(ids, ["a", "b", "c"]);
    let value = |id: &str| found[id].result.as_ref().ok().map(|found| found.value);
    assert_eq!((value("a"), value("b")), (Some(1), Some(2)));
    let Err(error @ Error::Transport(lost)) = &found["c"].result else { panic!("{found:?}") };
    assert!(error.is_retryable() && lost.to_string().contains("none of its files"), "{lost}");
    assert_eq!((report.usage.total(), report.requests), (200, 2));
    let request_id = found["a"].result.as_ref().unwrap().request_id.as_deref();
    assert_eq!(request_id, Some("req_a"));
}

#[tokio::test]
async fn lines_that_are_no_json_are_told_with_their_text() {
    let torn = answer("b", 2)[..60].to_owned();
    let lines = [answer("a", 1), torn.clone(), "<html>busy</html>".to_owned(), String::new()];
    let fake = Fake::new("completed", &["a", "b", "c"]).output(&lines.join("\r\n"));
    let (found, _) = joined(&fake).await;
    assert!(found["a"].result.is_ok());
    let lost = |id: &str| match &found[id].result {
        Err(Error::Transport(lost)) => lost.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(lost("b").kind(), TransportErrorKind::Malformed);
    assert_eq!(lost("b").raw().map(str::trim_end), Some(torn.as_str()));
    assert_eq!(lost("c").kind(), TransportErrorKind::Cut);
    assert_eq!(lost("c").raw().map(str::trim_end), Some("<html>busy</html>"));
}

#[tokio::test]
async fn a_body_that_is_no_answer_is_malformed_and_an_error_in_its_place_an_error() {
    let line = |id: &str, body: serde_json::Value| {
        json!({ "custom_id": id, "response": { "status_code": 200, "body": body } }).to_string()
    };
    let failed = json!({ "id": "r", "status": "failed", "output": [],
        "error": { "code": "server_error", "message": "It broke." } });
    let lines = [line("a", json!("text")), line("b", failed)];
    let fake = Fake::new("completed", &["a", "b"]).output(&lines.join("\n"));
    let (found, _) = joined(&fake).await;
    let Err(Error::Transport(lost)) = &found["a"].result else { panic!("{:?}", found["a"]) };
    assert_eq!((lost.kind(), lost.raw()), (TransportErrorKind::Malformed, Some("\"text\"")));
    let Err(error @ Error::Api(said)) = &found["b"].result else { panic!("{:?}", found["b"]) };
    assert_eq!((said.status(), said.code()), (200, Some("server_error")));
    assert!(error.is_retryable());
}

/// The line that is to blame has its own message; the others were not sent.
#[tokio::test]
async fn a_refused_file_names_its_lines() {
    let errors = json!({ "object": "list", "data": [
        { "code": "invalid_request", "message": "Too long.", "param": "body", "line": 2 },
        { "code": "model_mismatch", "message": "Another model.", "line": 3 },
    ] });
    let fake = Fake::new("failed", &["a", "b", "c"]).with("errors", errors);
    let (found, report) = joined(&fake).await;
    assert_eq!((report.failed, report.not_sent), (2, 1));
    let said = |id: &str| match &found[id].result {
        Err(Error::Api(said)) => said.message().map(str::to_owned),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (said("b").as_deref(), said("c").as_deref()),
        (Some("Too long."), Some("Another model."))
    );
    let Err(Error::NotSent(unsent)) = &found["a"].result else { panic!("{:?}", found["a"]) };
    assert!(unsent.reason().contains("line 2: Too long."), "{unsent}");
}

#[tokio::test]
async fn what_ended_early_without_a_line_says_so() {
    for (status, code) in [("expired", "batch_expired"), ("cancelled", "batch_cancelled")] {
        let fake = Fake::new(status, &["a", "b"]).output(&answer("a", 1));
        let (found, _) = joined(&fake).await;
        let Err(error @ Error::Api(said)) = &found["b"].result else { panic!("{found:?}") };
        assert!(said.code() == Some(code) && error.is_retryable(), "{said:?}");
    }
}

#[tokio::test]
async fn without_its_input_file_a_batch_gives_what_its_other_files_hold() {
    let lines = [answer("a", 1), answer("a", 2), answer("b", 3)].join("\n");
    let fake = Fake::new("completed", &["a", "b"]).output(&lines).without_file("file-in");
    let (found, _) = joined(&fake).await;
    assert_eq!(found.len(), 2);
    assert_eq!(found["a"].result.as_ref().unwrap().value, 1);
}

#[tokio::test]
async fn an_output_file_that_is_gone_is_the_outcome_of_all_that_were_in_it() {
    let fake = Fake::new("completed", &["a", "b"]).output("").without_file("file-out");
    let fake = fake.errors(&answer("b", 2));
    let (found, _) = joined(&fake).await;
    assert!(found["b"].result.is_ok());
    assert!(matches!(&found["a"].result, Err(Error::Api(said)) if said.status() == 404));
}

/// The key may be repeated by a server in what it says of a line.
#[tokio::test]
async fn no_key_is_shown() {
    const KEY: &str = "sk-recognisable-0123456789";
    let line = json!({ "custom_id": "a", "response": { "status_code": 401,
        "body": { "error": { "message": format!("Wrong key {KEY}") } } } });
    let fake = Fake::new("completed", &["a", "b"]).errors(&line.to_string()).output(KEY);
    let client = extract::Client::builder().base_url("http://localhost/v1").api_key(KEY);
    let client = client.http(fake).clock(TestClock::default()).build().unwrap();
    let job = client.extractor::<u64>("gpt-5-mini").resume_batch(["batch_1"]).unwrap();
    let (found, _) = finish(&job).await;
    assert!(found.values().all(|outcome| outcome.result.is_err()));
    assert!(!format!("{found:?}").contains(KEY), "{found:?}");
}

#[tokio::test]
async fn an_empty_id_of_a_file_is_none() {
    let errors = json!({ "data": [{ "code": "token_limit_exceeded", "message": "Too much." }] });
    let fake = Fake::new("failed", &["a"]).with("errors", errors);
    let fake = fake.with("output_file_id", json!("")).with("error_file_id", json!(""));
    let (found, _) = joined(&fake).await;
    let Err(Error::Api(said)) = &found["a"].result else { panic!("{found:?}") };
    assert_eq!(said.code(), Some("token_limit_exceeded"));
}

#[tokio::test]
async fn a_line_that_the_server_lost_itself_is_retryable() {
    let line =
        r#"{"custom_id":"a","response":{"status_code":0,"request_id":"","body":{}},"error":null}"#;
    let (found, _) = joined(&Fake::new("completed", &["a"]).errors(line)).await;
    let Err(error @ Error::Api(said)) = &found["a"].result else { panic!("{found:?}") };
    assert!(said.status() == 0 && error.is_retryable());
}
