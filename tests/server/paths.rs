//! Who may ask, and where.

use extract::{
    Endpoint,
    testing::{Outcome, Server},
};
use serde_json::json;

use crate::ask::{ENDPOINTS, ask, good_request, send};

#[tokio::test]
async fn unknown_paths_and_wrong_methods_are_refused() {
    let server = Server::start().await.unwrap();
    let cases = [
        ("POST", "/completions", 404, "Invalid URL (POST /v1/completions)"),
        ("GET", "/models/", 404, "Invalid URL (GET /v1/models/)"),
        ("GET", "/responses", 405, "Not allowed to GET on /v1/responses."),
        ("DELETE", "/chat/completions", 405, "Not allowed to DELETE on /v1/chat/completions."),
        ("POST", "/models", 405, "Not allowed to POST on /v1/models."),
    ];
    for (method, path, status, message) in cases {
        let answer = send(&server, method, path, String::new()).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path}");
        let said = answer.at("/error/message");
        assert!(said.as_str().unwrap().starts_with(message), "{said}");
        assert_eq!(answer.at("/error/type"), "invalid_request_error");
    }
}

#[tokio::test]
async fn a_key_that_is_set_must_be_sent() {
    let keys = [("sk-of-the-test", 200), ("sk-another", 401)];
    for (key, status) in keys {
        let server = Server::builder().api_key(key).start().await.unwrap();
        server.respond(|_| Outcome::answer(json!({})));
        for endpoint in ENDPOINTS {
            let answer = ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
            assert_eq!(answer.status, status, "{}", answer.text);
        }
        let models = send(&server, "GET", "/models", String::new()).await.unwrap();
        assert_eq!(models.status, status);
        if status == 401 {
            assert_eq!(models.at("/error/code"), "invalid_api_key");
            assert!(!models.text.contains("sk-"), "the answer shows a key: {}", models.text);
        }
    }
}

#[tokio::test]
async fn without_any_key_the_answer_says_how_to_send_one() {
    let server = Server::builder().api_key("sk-of-the-test").start().await.unwrap();
    let answer = reqwest::get(server.url() + "/models").await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.text().await.unwrap().contains("Authorization: Bearer YOUR_KEY"));
}

#[tokio::test]
async fn models_are_listed_and_described() {
    let server = Server::builder().model("house-7b").start().await.unwrap();
    let list = send(&server, "GET", "/models", String::new()).await.unwrap();
    let ids: Vec<_> =
        list.json()["data"].as_array().unwrap().iter().map(|m| m["id"].clone()).collect();
    assert!(ids.contains(&json!("gpt-5-mini")) && ids.contains(&json!("house-7b")), "{ids:?}");

    let one = send(&server, "GET", "/models/house-7b", String::new()).await.unwrap();
    assert_eq!((one.status, one.at("/object")), (200, json!("model")));
    let none = send(&server, "GET", "/models/house-9b", String::new()).await.unwrap();
    assert_eq!((none.status, none.at("/error/code")), (404, json!("model_not_found")));
}

#[tokio::test]
async fn a_model_that_does_not_exist_is_not_found() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let mut body = good_request(endpoint);
        body["model"] = json!("gpt-99");
        let answer = ask(&server, endpoint, &body).await.unwrap();
        assert_eq!((answer.status, answer.at("/error/code")), (404, json!("model_not_found")));
        assert_eq!(answer.at("/error/param"), "model");
    }
}

#[tokio::test]
async fn requests_are_kept_without_their_key() {
    let server = Server::start().await.unwrap();
    server.answer(json!({}));
    let body = good_request(Endpoint::Chat);
    ask(&server, Endpoint::Chat, &body).await.unwrap();
    send(&server, "GET", "/models", String::new()).await.unwrap();

    let requests = server.requests();
    let [chat, models] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((chat.method(), chat.path()), ("POST", "/v1/chat/completions"));
    assert_eq!((chat.endpoint(), models.endpoint()), (Some(Endpoint::Chat), None));
    assert_eq!((chat.body(), chat.text()), (body.clone(), body.to_string().as_str()));
    assert_eq!(
        (chat.model().as_deref(), chat.format_name().as_deref()),
        (Some("gpt-4.1"), Some("City"))
    );
    assert_eq!(chat.header("Content-Type"), Some("application/json"));
    assert_eq!(chat.header("authorization"), Some("[hidden]"));
    assert!(!format!("{requests:?} {server:?}").contains("sk-of-the-test"));
}

#[tokio::test]
async fn every_answer_carries_the_headers_of_the_service() {
    let server = Server::start().await.unwrap();
    server.answer(json!({}));
    let good = ask(&server, Endpoint::Responses, &good_request(Endpoint::Responses)).await.unwrap();
    let bad = ask(&server, Endpoint::Responses, &json!({})).await.unwrap();
    for answer in [&good, &bad] {
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("openai-version"), "2020-10-01");
        assert!(answer.header("x-request-id").starts_with("req_"));
        assert!(answer.header("openai-processing-ms").parse::<u32>().is_ok());
        assert!(answer.header("x-ratelimit-remaining-tokens").parse::<u32>().is_ok());
    }
    assert_ne!(good.header("x-request-id"), bad.header("x-request-id"));
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let path = crate::ask::path(endpoint);
        let answer = send(&server, "POST", path, "{\"model\":".into()).await.unwrap();
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains("could not parse the JSON body"), "{}", answer.text);
    }
    let plain = reqwest::Client::new().post(server.url() + "/responses").body("{}").send();
    let answer = plain.await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("unsupported_content_type"));
}

#[tokio::test]
async fn the_client_of_a_server_reaches_it_with_its_key() {
    for builder in [Server::builder(), Server::builder().api_key("sk-of-the-test")] {
        let server = builder.start().await.unwrap();
        let models = server.client().models().await.unwrap();
        assert!(models.iter().any(|model| model == "gpt-5-mini"), "{models:?}");
        assert!(server.url().ends_with("/v1"), "{}", server.url());
    }
}
