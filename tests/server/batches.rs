//! Batches from their file to their answers.

use extract::{
    Endpoint, Usage,
    testing::{BatchPlan, Fault, Outcome, Server},
    wire::batch::Status,
};
use serde_json::{Value, json};

use crate::{
    ask::{Answer, good_request, send},
    files::{content, upload},
};

/// A line that the judge takes.
pub fn line(custom_id: &str) -> Value {
    let body = good_request(Endpoint::Responses);
    json!({ "custom_id": custom_id, "method": "POST", "url": "/v1/responses", "body": body })
}

pub fn lines(ids: &[&str]) -> String {
    ids.iter().map(|id| line(id).to_string() + "\n").collect()
}

/// Uploads these lines and makes a batch of them.
pub async fn create(server: &Server, lines: &str) -> Answer {
    let file = upload(server, "batch", "lines.jsonl", lines.as_bytes()).await;
    create_with(server, &json!({ "input_file_id": file.at("/id") })).await
}

/// Makes a batch, with more parameters or others.
pub async fn create_with(server: &Server, more: &Value) -> Answer {
    let mut body = json!({ "endpoint": "/v1/responses", "completion_window": "24h" });
    body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    send(server, "POST", "/batches", body.to_string()).await.unwrap()
}

pub async fn poll(server: &Server, batch: &Answer) -> Answer {
    let path = format!("/batches/{}", batch.at("/id").as_str().unwrap());
    send(server, "GET", &path, String::new()).await.unwrap()
}

/// Polls to the end.
pub async fn end(server: &Server, batch: &Answer) -> Answer {
    loop {
        let polled = poll(server, batch).await;
        let status = polled.at("/status");
        if ["completed", "failed", "expired", "cancelled"].iter().any(|last| status == *last) {
            return polled;
        }
    }
}

/// The lines of the file whose id stands there; none without a file.
pub async fn answers(server: &Server, batch: &Answer, pointer: &str) -> Vec<Value> {
    match batch.at(pointer).as_str() {
        Some(id) => {
            let text = content(server, id).await.text;
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
        None => Vec::new(),
    }
}

#[tokio::test]
async fn each_look_moves_a_batch_one_status_on_and_answers_every_line() {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        assert_eq!((request.method(), request.path()), ("POST", "/v1/responses"));
        Outcome::answer(json!({ "city": "Graz" }))
    });
    server.plan_batch(BatchPlan::new().in_order());
    let made = create(&server, &lines(&["a", "b"])).await;
    assert_eq!((made.status, made.at("/status")), (200, json!("validating")));
    for status in ["in_progress", "finalizing", "completed", "completed"] {
        assert_eq!(poll(&server, &made).await.at("/status"), status);
    }
    let end = poll(&server, &made).await;
    assert_eq!(end.at("/request_counts"), json!({ "total": 2, "completed": 2, "failed": 0 }));
    assert_eq!(end.at("/error_file_id"), Value::Null);
    let answers = answers(&server, &end, "/output_file_id").await;
    let ids: Vec<_> = answers.iter().map(|answer| answer["custom_id"].clone()).collect();
    assert_eq!(ids, ["a", "b"]);
    for answer in answers {
        assert_eq!(
            (&answer["response"]["status_code"], &answer["error"]),
            (&json!(200), &Value::Null)
        );
        let text = &answer["response"]["body"]["output"][0]["content"][0]["text"];
        assert_eq!(text, r#"{"city":"Graz"}"#);
    }
}

pub fn ids(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|answer| answer["custom_id"].as_str().unwrap()).collect()
}

/// A server whose model knows one city.
pub async fn graz() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|_| Outcome::answer(json!({ "city": "Graz" })));
    server
}

#[tokio::test]
async fn a_batch_tells_what_it_is_and_when() {
    let server = graz().await;
    let file = upload(&server, "batch", "a.jsonl", lines(&["a"]).as_bytes()).await.at("/id");
    let made = create_with(
        &server,
        &json!({ "input_file_id": file, "metadata": { "run": "7" },
            "output_expires_after": { "anchor": "created_at", "seconds": 7_200 } }),
    )
    .await;
    let wanted = json!({ "object": "batch", "endpoint": "/v1/responses", "errors": null,
        "input_file_id": file, "completion_window": "24h", "metadata": { "run": "7" } });
    let end = end(&server, &made).await;
    for told in [&made, &end] {
        for (key, value) in wanted.as_object().unwrap() {
            assert_eq!(&told.json()[key], value, "{key}");
        }
        let [from, to] = ["/created_at", "/expires_at"].map(|at| told.at(at).as_u64().unwrap());
        assert_eq!(to - from, 86_400);
        // As the clock has it, whose year this is not before.
        assert!(from > 1_760_000_000);
    }
    assert_eq!((made.at("/model"), end.at("/model")), (Value::Null, json!("gpt-4.1")));
    for (time, is_told) in [
        ("/in_progress_at", true),
        ("/finalizing_at", true),
        ("/completed_at", true),
        ("/failed_at", false),
        ("/expired_at", false),
        ("/cancelling_at", false),
        ("/cancelled_at", false),
    ] {
        assert_eq!((made.at(time).is_u64(), end.at(time).is_u64()), (false, is_told), "{time}");
    }
    let output = server.files().pop().unwrap();
    assert_eq!((end.at("/output_file_id"), output.purpose()), (json!(output.id()), "batch_output"));
    assert!(output.filename().ends_with(".jsonl"));
    let path = format!("/files/{}", output.id());
    let output = send(&server, "GET", &path, String::new()).await.unwrap();
    let [from, to] = ["/created_at", "/expires_at"].map(|at| output.at(at).as_u64().unwrap());
    assert_eq!(to - from, 7_200);
}

#[tokio::test]
async fn a_batch_asks_either_endpoint_and_adds_up_what_was_used() {
    for (endpoint, url) in
        [(Endpoint::Responses, "/v1/responses"), (Endpoint::Chat, "/v1/chat/completions")]
    {
        let server = Server::start().await.unwrap();
        let mut usage = Usage::new(100, 20);
        (usage.cached, usage.reasoning) = (Some(60), Some(5));
        server.respond(move |request| {
            assert_eq!(
                (request.endpoint(), request.header("content-type")),
                (Some(endpoint), Some("application/json"))
            );
            Outcome::answer(json!({ "city": "Graz" })).usage(usage)
        });
        let line = |id| json!({ "custom_id": id, "method": "POST", "url": url, "body": good_request(endpoint) });
        let text = format!("{}\n{}", line("a"), line("b"));
        let file = upload(&server, "batch", "a.jsonl", text.as_bytes()).await.at("/id");
        let made = create_with(&server, &json!({ "input_file_id": file, "endpoint": url })).await;
        let end = end(&server, &made).await;
        assert_eq!((end.at("/status"), end.at("/endpoint")), (json!("completed"), json!(url)));
        assert_eq!(
            end.at("/usage"),
            json!({ "input_tokens": 200, "input_tokens_details": { "cached_tokens": 120 },
                "output_tokens": 40, "output_tokens_details": { "reasoning_tokens": 10 },
                "total_tokens": 240 })
        );
        let kind = if endpoint == Endpoint::Chat { "chat.completion" } else { "response" };
        for answer in answers(&server, &end, "/output_file_id").await {
            assert_eq!(answer["response"]["body"]["object"], kind);
        }
    }
}

#[tokio::test]
async fn a_body_is_asked_as_it_was_written() {
    let server = graz().await;
    let body = "{ \"model\":\"gpt-4.1\",\r \"input\" : \"\u{fc} \\u00fc\" }";
    let text = format!(
        r#"{{"body":{body}, "url":"/v1/responses","method":"POST","custom_id":"a","x":1}}"#
    );
    server.respond(move |request| {
        assert_eq!(request.text(), body);
        Outcome::answer(3)
    });
    let end = end(&server, &create(&server, &(text + "\r\n")).await).await;
    assert_eq!(end.at("/request_counts/completed"), 1, "{}", end.text);
}

#[tokio::test]
async fn lines_use_the_script_in_their_order_and_are_no_requests_of_their_own() {
    let server = Server::start().await.unwrap();
    server.answer(1).refuse("No.").truncate("{");
    server.plan_batch(BatchPlan::new().in_order());
    let end = end(&server, &create(&server, &lines(&["a", "b", "c", "d"])).await).await;
    let answers_to = answers(&server, &end, "/output_file_id").await;
    assert_eq!(ids(&answers_to), ["a", "b", "c"]);
    let at = |index: usize, pointer: &str| {
        answers_to[index]["response"]["body"].pointer(pointer).cloned().unwrap()
    };
    assert_eq!(at(0, "/output/0/content/0/text"), "1");
    assert_eq!(at(1, "/output/0/content/0/refusal"), "No.");
    assert_eq!(at(2, "/incomplete_details/reason"), "max_output_tokens");
    // Nothing was scripted for the last one.
    let failures = answers(&server, &end, "/error_file_id").await;
    assert_eq!(failures[0]["response"]["body"]["error"]["code"], "nothing_scripted");
    assert!(server.requests().iter().all(|request| request.path() != "/v1/responses"));
}

#[tokio::test]
async fn polls_say_how_long_a_status_lasts_and_the_lines_run_meanwhile() {
    let server = graz().await;
    server.plan_batch(BatchPlan::new().polls(3));
    let made = create(&server, &lines(&["a", "b", "c", "d", "e"])).await;
    let mut told = Vec::new();
    for _ in 0..9 {
        let polled = poll(&server, &made).await;
        let status = polled.at("/status").as_str().unwrap().to_owned();
        told.push((status, polled.at("/request_counts/completed").as_u64().unwrap()));
    }
    let wanted = [
        ("validating", 0),
        ("validating", 0),
        ("in_progress", 0),
        ("in_progress", 2),
        ("in_progress", 4),
        ("finalizing", 5),
        ("finalizing", 5),
        ("finalizing", 5),
        ("completed", 5),
    ];
    assert_eq!(told, wanted.map(|(status, count)| (status.to_owned(), count)));

    server.plan_batch(BatchPlan::new().polls(0));
    let made = create(&server, &lines(&["a", "b"])).await;
    let polled = poll(&server, &made).await;
    assert_eq!(
        (made.at("/status"), polled.at("/status")),
        (json!("validating"), json!("completed"))
    );
}

#[tokio::test]
async fn answers_come_in_any_order_that_is_asked_for() {
    let server = graz().await;
    let all: Vec<String> = (0..20).map(|number| format!("r-{number:02}")).collect();
    let in_order: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut orders = Vec::new();
    for seed in [1, 1, 2] {
        server.plan_batch(BatchPlan::new().polls(0).shuffle(seed));
        let end = end(&server, &create(&server, &lines(&in_order)).await).await;
        let answers = answers(&server, &end, "/output_file_id").await;
        orders.push(ids(&answers).into_iter().map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(orders[0], orders[1]);
    assert!(orders[0] != orders[2] && orders[0] != in_order);
    orders[0].sort();
    assert_eq!(orders[0], in_order);
}

#[tokio::test]
async fn batches_are_listed_page_by_page() {
    let server = graz().await;
    let mut made = Vec::new();
    for _ in 0..21 {
        made.insert(0, create(&server, &lines(&["a"])).await.at("/id"));
    }
    let list = async |query: &str| {
        send(&server, "GET", &format!("/batches{query}"), String::new()).await.unwrap()
    };
    let ids = |list: &Answer| -> Vec<Value> {
        list.at("/data").as_array().unwrap().iter().map(|batch| batch["id"].clone()).collect()
    };
    let first = list("").await;
    assert_eq!((ids(&first), first.at("/has_more")), (made[..20].to_vec(), json!(true)));
    assert_eq!([first.at("/first_id"), first.at("/last_id")], [made[0].clone(), made[19].clone()]);
    let rest = list(&format!("?limit=100&after={}", made[19].as_str().unwrap())).await;
    assert_eq!((ids(&rest), rest.at("/has_more")), (made[20..].to_vec(), json!(false)));
    assert_eq!(list("?limit=101").await.status, 400);
    // To be listed is not to be asked for.
    assert!(server.batches().iter().all(|batch| batch.status == Status::Validating));
    assert_eq!(server.batches()[0].id, made[20].as_str().unwrap());
}

#[tokio::test]
async fn a_lost_answer_leaves_the_batch_made_and_a_status_does_not() {
    let server = graz().await;
    let file = upload(&server, "batch", "a.jsonl", lines(&["a"]).as_bytes()).await.at("/id");
    let body =
        json!({ "input_file_id": file, "endpoint": "/v1/responses", "completion_window": "24h" });
    for (fault, made) in [
        (Fault::Overloaded, 0),
        (Fault::Disconnect, 1),
        (Fault::ResetInBody, 2),
        (Fault::SlowDown, 2),
    ] {
        server.batch_fault(fault.clone());
        let answer = send(&server, "POST", "/batches", body.to_string()).await;
        assert!(!answer.is_ok_and(|answer| answer.status == 200), "{fault:?}");
        assert_eq!(server.batches().len(), made, "{fault:?}");
    }
    // The next call is spared.
    assert_eq!(create_with(&server, &json!({ "input_file_id": file })).await.status, 200);
}

#[tokio::test]
async fn a_batch_needs_its_file_no_more_once_it_is_made() {
    let server = graz().await;
    let made = create(&server, &lines(&["a"])).await;
    let path = format!("/files/{}", made.at("/input_file_id").as_str().unwrap());
    assert_eq!(send(&server, "DELETE", &path, String::new()).await.unwrap().status, 200);
    assert_eq!(end(&server, &made).await.at("/status"), "completed");
}

#[tokio::test]
async fn a_test_may_look_at_the_server_while_a_line_runs() {
    let server = std::sync::Arc::new(graz().await);
    let watched = std::sync::Arc::downgrade(&server);
    server.respond(move |_| {
        let server = watched.upgrade().unwrap();
        assert_eq!((server.batches().len(), server.files().len()), (1, 1));
        server.answer(json!({ "city": "Linz" }));
        Outcome::answer(json!({ "city": "Graz" }))
    });
    server.plan_batch(BatchPlan::new().in_order());
    let end = end(&server, &create(&server, &lines(&["a", "b"])).await).await;
    let answers = answers(&server, &end, "/output_file_id").await;
    let text = |index: usize| {
        answers[index]["response"]["body"]["output"][0]["content"][0]["text"].clone()
    };
    assert_eq!([text(0), text(1)], [r#"{"city":"Graz"}"#, r#"{"city":"Linz"}"#]);
}

#[tokio::test]
async fn answers_come_in_no_order_unless_it_is_asked_for() {
    for (plan, expected) in
        [(BatchPlan::new(), ["b", "a"]), (BatchPlan::new().in_order(), ["a", "b"])]
    {
        let server = Server::start().await.unwrap();
        server.respond(|_| Outcome::answer(json!({ "city": "Graz" })));
        server.plan_batch(plan);
        let end = end(&server, &create(&server, &lines(&["a", "b"])).await).await;
        assert_eq!(ids(&answers(&server, &end, "/output_file_id").await), expected);
    }
}
