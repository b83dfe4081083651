//! Bodies that are deep, odd or indiscreet.

use extract::{Error, testing::Outcome};
use serde_json::json;

use crate::{
    listen::{Listener, answer},
    stage::{KEY, ORDER, Stage, builder, completed, hiding, order},
};

#[tokio::test]
async fn nesting_without_end_breaks_nothing() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
    for stage in Stage::both().await {
        for nested in [&deep, &objects] {
            // In members that nobody reads it costs nothing.
            let whole = completed(stage.endpoint, ORDER);
            let beside = format!(r#"{{"x_deep":{nested},{}"#, &whole[1..]);
            let found = stage.ask([Outcome::raw(200, &[], beside)]).await.unwrap();
            assert_eq!(found.value, order());

            let members = ["error", "output", "choices", "usage", "detail"];
            for member in members {
                let body = format!(r#"{{"{member}":{nested}}}"#);
                stage.error([Outcome::raw(200, &[], body.clone())]).await;
                let error = stage.error([Outcome::raw(400, &[], body)]).await;
                assert!(matches!(&error, Error::Api(api) if api.status() == 400), "{error:?}");
            }
            for text in
                [nested.clone(), nested.replace(']', ""), format!(r#"{{"number":{nested}}}"#)]
            {
                let error = stage.error([Outcome::answer_text(text)]).await;
                assert!(matches!(error, Error::Invalid(_)), "{error:?}");
            }
        }
    }
}

#[tokio::test]
async fn error_bodies_of_every_shape_are_told() {
    let cases: [(&str, &str, &str); 14] = [
        ("{\"error\":{\"message\":\"M\",\"code\":\"C\"}}", "M", "C"),
        ("{\"error\":{\"message\":\"M\",\"code\":7}}", "M", "7"),
        ("{\"error\":\"M\"}", "M", ""),
        ("{\"error\":{\"error\":{\"message\":\"M\"}}}", "M", ""),
        ("[{\"error\":{\"message\":\"M\"}}]", "M", ""),
        ("{\"detail\":\"M\"}", "M", ""),
        ("{\"detail\":[{\"msg\":\"M\",\"loc\":[]}]}", "M", ""),
        ("{\"message\":\"M\",\"code\":\"C\"}", "M", "C"),
        ("\"M\"", "M", ""),
        ("<html><title>M</title></html>", "M", ""),
        ("M", "M", ""),
        ("", "", ""),
        ("null", "", ""),
        ("[[[]]]", "", ""),
    ];
    for stage in Stage::both().await {
        for (body, message, code) in cases {
            let error = stage.error([Outcome::raw(418, &[], body)]).await;
            let Error::Api(api) = &error else { panic!("{error:?}") };
            assert_eq!(api.message().unwrap_or_default(), message, "{body}");
            assert_eq!(api.code().unwrap_or_default(), code, "{body}");
            assert_eq!((api.status(), api.raw()), (418, body));
        }
        let long = "x".repeat(1_000_000);
        for body in
            [long.clone(), json!({ "error": { "message": long, "code": long } }).to_string()]
        {
            let error = stage.error([Outcome::raw(400, &[], body)]).await;
            assert!(format!("{error:?}").len() < 200_000, "{}", format!("{error:?}").len());
        }
    }
}

#[tokio::test]
async fn a_key_that_comes_back_is_shown_nowhere() {
    let bodies = [
        format!(
            r#"{{"error":{{"message":"Incorrect API key: {KEY}","code":"{KEY}","type":"{KEY}","param":"{KEY}"}}}}"#
        ),
        format!("\"Incorrect API key: {KEY}\""),
        format!("[\"{KEY}\"]"),
        format!("{{\"{KEY}\":{{}}}}"),
        format!("{{\"error\":\"{KEY}\"}}"),
        format!(r#"{{"id":"{KEY}","model":"{KEY}","error":{{"message":"M"}}}}"#),
        format!("<html><title>{KEY}</title></html>"),
        KEY.to_owned(),
    ];
    for stage in Stage::both().await {
        for body in &bodies {
            for status in [200, 302, 401, 500] {
                // `error` looks for the key in all that the error shows.
                let echo = Outcome::raw(status, &[("x-request-id", KEY)], body.clone());
                stage.error(vec![echo; 3]).await;
                stage.server.respond(|_| Outcome::answer(order()));
            }
            let listener = Listener::sending(answer("200 OK", body)).await;
            let client = builder(listener.url.clone(), stage.endpoint).max_retries(0);
            hiding(client.build().unwrap().models().await.expect_err("no list"));
        }
    }
}
