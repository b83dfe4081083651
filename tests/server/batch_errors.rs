//! Batches that are refused: when they are made, when their file is looked at, and line by line.

use extract::testing::{BatchPlan, Fault, Outcome, Server};
use serde_json::{Value, json};

use crate::{
    ask::send,
    batches::{answers, create, create_with, end, line, lines, poll},
    files::upload,
};

#[tokio::test]
async fn what_makes_no_batch_is_refused_at_once() {
    let server = Server::start().await.unwrap();
    let file = upload(&server, "batch", "a.jsonl", b"{}").await.at("/id");
    let notes = upload(&server, "user_data", "a.txt", b"{}").await.at("/id");
    let pairs: serde_json::Map<_, _> = (0..17).map(|n| (n.to_string(), json!("v"))).collect();
    let lives = |anchor: &str, seconds: u64| json!({ "anchor": anchor, "seconds": seconds });
    let cases = [
        (json!({ "input_file_id": null }), 400, "input_file_id"),
        (json!({ "input_file_id": 7 }), 400, "input_file_id"),
        (json!({ "input_file_id": "file-0" }), 404, "id"),
        (json!({ "input_file_id": notes }), 400, "input_file_id"),
        (json!({ "endpoint": null }), 400, "endpoint"),
        (json!({ "endpoint": "/v1/lunch" }), 400, "endpoint"),
        (json!({ "endpoint": "/responses" }), 400, "endpoint"),
        (json!({ "completion_window": null }), 400, "completion_window"),
        (json!({ "completion_window": "1h" }), 400, "completion_window"),
        (json!({ "model": "gpt-4.1" }), 400, "model"),
        (json!({ "metadata": [] }), 400, "metadata"),
        (json!({ "metadata": pairs }), 400, "metadata"),
        (json!({ "metadata": { "k": "v".repeat(513) } }), 400, "metadata.k"),
        (json!({ "metadata": { "k": 1 } }), 400, "metadata.k"),
        (json!({ "output_expires_after": {} }), 400, "output_expires_after.anchor"),
        (
            json!({ "output_expires_after": lives("created_at", 60) }),
            400,
            "output_expires_after.seconds",
        ),
        (
            json!({ "output_expires_after": lives("now", 3_600) }),
            400,
            "output_expires_after.anchor",
        ),
    ];
    for (more, status, param) in cases {
        let mut asked = json!({ "input_file_id": file });
        asked.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
        let answer = create_with(&server, &asked).await;
        assert_eq!((answer.status, answer.at("/error/param")), (status, json!(param)), "{more}");
    }
    let long = "k".repeat(65);
    let asked = json!({ "input_file_id": file, "metadata": { &long: "v" } });
    let answer = create_with(&server, &asked).await;
    assert_eq!(answer.at("/error/param"), format!("metadata.{long}"));
    for body in ["", "[]", "{"] {
        assert_eq!(send(&server, "POST", "/batches", body.into()).await.unwrap().status, 400);
    }
    assert_eq!(server.batches().len(), 0);
}

/// The line of this id with a member in place of its own.
fn with(id: &str, member: &str, value: Value) -> String {
    let mut line = line(id);
    line[member] = value;
    line.to_string()
}

#[tokio::test]
async fn a_file_with_a_fault_fails_whole_and_says_where() {
    let server = Server::start().await.unwrap();
    server.respond(|_| panic!("nothing runs"));
    let good = line("good").to_string();
    let body = |more: Value| {
        let mut body = line("a")["body"].clone();
        body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
        body
    };
    let mut unasked = line("a");
    unasked.as_object_mut().unwrap().remove("custom_id");
    let cases = [
        ("{".to_owned(), "invalid_json_line", None),
        (String::new(), "invalid_json_line", None),
        ("[]".to_owned(), "invalid_json_line", None),
        (line("a").to_string() + " {}", "invalid_json_line", None),
        (format!("\u{feff}{}", line("a")), "invalid_json_line", None),
        (unasked.to_string(), "missing_required_parameter", Some("custom_id")),
        (with("", "custom_id", json!(null)), "missing_required_parameter", Some("custom_id")),
        (with("", "custom_id", json!(7)), "invalid_type", Some("custom_id")),
        (with("", "custom_id", json!("")), "invalid_type", Some("custom_id")),
        (line("good").to_string(), "duplicate_custom_id", Some("custom_id")),
        (with("a", "method", json!(null)), "missing_required_parameter", Some("method")),
        (with("a", "method", json!("GET")), "invalid_value", Some("method")),
        (with("a", "url", json!(null)), "missing_required_parameter", Some("url")),
        (with("a", "url", json!("/v1/chat/completions")), "invalid_url", Some("url")),
        (with("a", "url", json!("/responses")), "invalid_url", Some("url")),
        (with("a", "body", json!(null)), "missing_required_parameter", Some("body")),
        (with("a", "body", json!([])), "invalid_type", Some("body")),
        (
            with("a", "body", json!({ "input": "hi" })),
            "missing_required_parameter",
            Some("body.model"),
        ),
        (
            with("a", "body", body(json!({ "model": "gpt-4o-mini" }))),
            "mismatched_model",
            Some("body.model"),
        ),
        (
            with("a", "body", body(json!({ "stream": true }))),
            "unsupported_parameter",
            Some("body.stream"),
        ),
    ];
    for (bad, code, param) in cases {
        let made = create(&server, &format!("{good}\n{bad}\n{}\n", line("last"))).await;
        let failed = poll(&server, &made).await;
        assert_eq!(failed.at("/status"), "failed", "{bad}");
        assert_eq!(failed.at("/errors/object"), "list");
        let errors = failed.at("/errors/data");
        let [error] = errors.as_array().unwrap().as_slice() else { panic!("{bad}: {errors}") };
        let told = (&error["code"], &error["param"], &error["line"]);
        assert_eq!(told, (&json!(code), &json!(param), &json!(2)), "{bad}");
        assert!(error["message"].is_string());
        assert!(failed.at("/failed_at").is_u64() && failed.at("/in_progress_at").is_null());
        assert_eq!(
            [failed.at("/output_file_id"), failed.at("/error_file_id")],
            [Value::Null, Value::Null]
        );
        assert_eq!(poll(&server, &failed).await.at("/status"), "failed");
    }
}

#[tokio::test]
async fn the_words_are_those_of_the_service() {
    let server = Server::start().await.unwrap();
    let text = ["{".to_owned(), line("a").to_string(), line("a").to_string()].join("\n")
        + "\n"
        + &with("b", "url", json!("/v1/chat/completions"))
        + "\n"
        + &with("c", "body", json!({ "model": "gpt-5", "input": "hi" }));
    let failed = end(&server, &create(&server, &text).await).await;
    let errors = failed.at("/errors/data");
    let told: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["message"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "This line is not parseable as valid JSON."),
            (
                3,
                "The custom_id 'a' for this request is a duplicate of another request. The \
                 custom_id parameter must be unique for each request in a batch."
            ),
            (4, "The URL provided for this request does not match the batch endpoint."),
            (
                5,
                "The model 'gpt-5' for this request does not match the rest of the batch. Each \
                 batch must contain requests for a single model."
            ),
        ]
    );
}

#[tokio::test]
async fn faults_of_the_whole_file_have_no_line() {
    let server = Server::start().await.unwrap();
    let cases = [
        (String::new(), "empty_file"),
        ("{}\n".repeat(50_001), "too_many_tasks"),
        ("{}\n".repeat(50_001).trim_end().to_owned(), "too_many_tasks"),
    ];
    for (text, code) in cases {
        let failed = end(&server, &create(&server, &text).await).await;
        let errors = failed.at("/errors/data");
        assert_eq!(errors.as_array().unwrap().len(), 1);
        assert_eq!((&errors[0]["code"], &errors[0]["line"]), (&json!(code), &Value::Null));
    }
    // 50,000 are looked at, until it is clear enough.
    let failed = end(&server, &create(&server, &"{}\n".repeat(50_000)).await).await;
    assert_eq!(failed.at("/errors/data").as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn a_model_that_is_not_known_fails_the_file() {
    let server = Server::builder().model("house-7b").start().await.unwrap();
    server.respond(|_| Outcome::answer(3));
    for (model, status) in [("gpt-99", "failed"), ("house-7b", "completed")] {
        let body = json!({ "model": model, "input": "hi" });
        let made = create(&server, &with("a", "body", body)).await;
        let end = end(&server, &made).await;
        assert_eq!(end.at("/status"), status);
        let code = if status == "failed" { json!("model_not_found") } else { Value::Null };
        assert_eq!(end.at("/errors/data/0/code"), code);
    }
}

#[tokio::test]
async fn a_planned_refusal_is_told_as_it_was_planned() {
    let server = Server::start().await.unwrap();
    server.plan_batch(BatchPlan::new().fail("token_limit_exceeded", "Too much.").fail("b", "B"));
    let failed = end(&server, &create(&server, &lines(&["a"])).await).await;
    let error =
        |code, message| json!({ "code": code, "message": message, "param": null, "line": null });
    assert_eq!(failed.at("/status"), "failed");
    let wanted = [error("token_limit_exceeded", "Too much."), error("b", "B")];
    assert_eq!(failed.at("/errors/data"), json!(wanted));
    // The next batch has no plan.
    server.answer(json!({ "city": "Graz" }));
    assert_eq!(
        end(&server, &create(&server, &lines(&["a"])).await).await.at("/status"),
        "completed"
    );
}

#[tokio::test]
async fn each_line_fails_in_its_own_way() {
    let server = Server::start().await.unwrap();
    let status = |status: u16, pointer: &'static str, value: Value| (Some(status), pointer, value);
    let lost = (None, "/error/code", json!("server_error"));
    let cases = [
        (Outcome::fault(Fault::ServerError), status(500, "/error/type", json!("server_error"))),
        (
            Outcome::fault(Fault::Overloaded),
            status(503, "/error/code", json!("server_is_overloaded")),
        ),
        (
            Outcome::fault(Fault::BillingExhausted),
            status(429, "/error/code", json!("insufficient_quota")),
        ),
        (Outcome::raw(404, &[], "{\r\n \"a\":\n1}"), status(404, "/a", json!(1))),
        (Outcome::raw(502, &[], "<html>\n</html>"), status(502, "", json!("<html>\n</html>"))),
        (Outcome::fault(Fault::Disconnect), lost.clone()),
        (Outcome::fault(Fault::HalfBody), lost.clone()),
        (Outcome::fault(Fault::Silence), lost.clone()),
        (Outcome::fault(Fault::SlowDrip), lost.clone()),
        (Outcome::fault(Fault::HugeBody { bytes: 1_000_000_000 }), lost.clone()),
        (Outcome::fault(Fault::BrokenJson), lost.clone()),
        (Outcome::fault(Fault::InvalidUtf8), lost),
    ];
    for (outcome, (status, pointer, value)) in cases {
        let shown = format!("{outcome:?}");
        server.script(outcome);
        let end = end(&server, &create(&server, &lines(&["a"])).await).await;
        assert_eq!(end.at("/request_counts"), json!({ "total": 1, "completed": 0, "failed": 1 }));
        assert_eq!(
            (end.at("/status"), end.at("/output_file_id")),
            (json!("completed"), Value::Null)
        );
        let lines = answers(&server, &end, "/error_file_id").await;
        let [line] = lines.as_slice() else { panic!("{shown}: {lines:?}") };
        assert_eq!(line["custom_id"], "a");
        match status {
            Some(status) => {
                assert_eq!(line["response"]["status_code"], status, "{shown}");
                assert_eq!(line["response"]["body"].pointer(pointer), Some(&value), "{shown}");
                assert_eq!(line["error"], Value::Null);
            }
            None => {
                assert_eq!(line["response"], Value::Null, "{shown}");
                assert_eq!(line.pointer(pointer), Some(&value), "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn the_judge_refuses_a_line_when_it_runs_and_uses_no_outcome() {
    let server = Server::start().await.unwrap();
    server.answer(json!({ "city": "Graz" }));
    let mut body = line("bad")["body"].clone();
    body["text"]["format"]["schema"]["additionalProperties"] = json!(true);
    let text = with("bad", "body", body) + "\n" + &lines(&["good"]);
    let end = end(&server, &create(&server, &text).await).await;
    assert_eq!(end.at("/request_counts"), json!({ "total": 2, "completed": 1, "failed": 1 }));
    let [failure] = &answers(&server, &end, "/error_file_id").await[..] else { panic!() };
    assert_eq!((&failure["custom_id"], &failure["error"]), (&json!("bad"), &Value::Null));
    assert_eq!(failure["response"]["status_code"], 400);
    assert_eq!(failure["response"]["body"]["error"]["code"], "invalid_json_schema");
    let [answer] = &answers(&server, &end, "/output_file_id").await[..] else { panic!() };
    assert_eq!(answer["custom_id"], "good");
}

#[tokio::test]
async fn a_planned_error_of_a_line_takes_no_outcome() {
    let server = Server::start().await.unwrap();
    server.answer(json!({ "city": "Graz" }));
    server.plan_batch(BatchPlan::new().line_error("a", "odd", "Never ran."));
    let end = end(&server, &create(&server, &lines(&["a", "b"])).await).await;
    let [failure] = &answers(&server, &end, "/error_file_id").await[..] else { panic!() };
    assert_eq!((&failure["custom_id"], &failure["response"]), (&json!("a"), &Value::Null));
    assert_eq!(failure["error"], json!({ "code": "odd", "message": "Never ran." }));
    let [answer] = &answers(&server, &end, "/output_file_id").await[..] else { panic!() };
    assert_eq!(answer["custom_id"], "b");
}

#[tokio::test]
async fn what_is_not_there_cannot_be_had() {
    let server = Server::start().await.unwrap();
    for (method, path) in [("GET", "/batches/batch_1"), ("POST", "/batches/batch_1/cancel")] {
        let answer = send(&server, method, path, String::new()).await.unwrap();
        let message = "No batch found with id 'batch_1'.";
        assert_eq!((answer.status, answer.at("/error/message")), (404, json!(message)));
    }
}
