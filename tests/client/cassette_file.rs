//! The file of a cassette: it shows no key, reads well, and is told when it is not whole.

use std::{fs, process::Command};

use extract::{Endpoint, Error, error::TransportErrorKind, testing::Cassette};

use crate::{
    cassette::{file, one_call, replaying},
    listen::{Listener, answer},
    stage::{KEY, Stage, builder, hiding, orders, variant},
};

#[tokio::test]
async fn the_file_shows_no_key_no_cookie_and_no_organization() {
    const QUERY_KEY: &str = "query/secret+0123";
    const TOKEN: &str = "gateway-token-0123";
    let repeated = format!(
        "{{\"error\": {{\"message\": \"{KEY} {QUERY_KEY} {TOKEN} org-0123456 {}\"}}}}",
        QUERY_KEY.replace('/', "\\/")
    );
    let head = format!(
        "400 Bad\r\nset-cookie: session=cookie-0123\r\nopenai-organization: org-0123456\r\n\
         x-request-id: req-{KEY}\r\ncf-ray: ray-0123"
    );
    for binary in [false, true] {
        let mut body = repeated.clone().into_bytes();
        body.extend(binary.then_some(0xff));
        let listener = Listener::sending(answer(&head, body)).await;
        let path = file(&format!("secrets-{binary}"));
        let ask = async |cassette: Cassette| {
            let url = format!("{}?key={QUERY_KEY}&api-version=2", listener.url);
            let client = builder(url, Endpoint::Responses)
                .organization("org-0123456")
                .header("x-gateway-token", format!("Basic {TOKEN}"))
                .header("cookie", "session=cookie-0123")
                .http(cassette);
            orders(client).extract(format!("my key is {KEY}")).await.map_err(hiding)
        };
        let live = ask(Cassette::record(&path).unwrap()).await.expect_err("a refusal");
        let text = fs::read_to_string(&path).unwrap();
        let base64 = text.contains("\"base64\"");
        assert_eq!(base64, binary);
        let hidden =
            [KEY, QUERY_KEY, "secret+0123", TOKEN, "org-0123456", "cookie-0123", "ray-0123"];
        for secret in hidden {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        for name in ["authorization", "gateway", "cookie", "organization"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
        for kept in ["?key=[key]&api-version=2", "my key is [key]", "x-request-id: req-[key]"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }

        let replayed = ask(Cassette::replay(&path).unwrap()).await.expect_err("a refusal");
        let (Error::Api(live), Error::Api(replayed)) = (live, replayed) else { panic!("{text}") };
        let as_written = |raw: &str| raw.replace("org-0123456", "[hidden]");
        assert_eq!(replayed.raw(), as_written(live.raw()));
        assert!(replayed.raw().contains("[key] [key] [key] [hidden] [key]"), "{}", replayed.raw());
    }
}

#[tokio::test]
async fn the_file_is_made_to_be_read() {
    let (path, _) = one_call("readable").await;
    let text = fs::read_to_string(path).unwrap();
    let beginning = r#"{
  "request": {
    "method": "POST",
    "url": "http://127.0.0.1/v1/responses",
    "headers": [
      "accept: application/json",
      "content-type: application/json"
    ],
    "body": {
      "json": {
        "model": "gpt-4.1",
"#;
    assert!(text.starts_with(beginning), "{text}");
    assert!(text.contains("\n            \"content\": \"order 1\"\n"), "{text}");
    assert!(text.contains("\n  \"response\": {\n    \"status\": 200,\n"), "{text}");
}

#[tokio::test]
async fn a_torn_file_is_told_with_its_line() {
    let (path, url) = one_call("torn").await;
    let whole = fs::read_to_string(&path).unwrap();
    let lines = whole.lines().count();
    let twice = format!("{whole}{whole}");
    for cut in (1..twice.len()).filter(|cut| twice.is_char_boundary(*cut)) {
        let part = &twice[..cut];
        if ![whole.len() - 1, whole.len(), twice.len() - 1].contains(&cut) && cut % 97 != 0 {
            continue;
        }
        fs::write(&path, part).unwrap();
        match Cassette::replay(&path) {
            Ok(cassette) => {
                let count = if cut >= twice.len() - 1 { 2 } else { 1 };
                assert!([whole.len() - 1, whole.len(), twice.len() - 1].contains(&cut), "{part}");
                let place = "POST http://127.0.0.1/v1/responses";
                let all = [format!("line 1: {place}"), format!("line {}: {place}", lines + 1)];
                assert_eq!(cassette.unused(), all[..count]);
            }
            Err(error) => {
                assert_eq!(variant(&error), "Config");
                let line = part.matches('\n').count() + 1;
                let message = error.to_string();
                assert!(message.contains("ends in the middle"), "{message}");
                assert!(message.contains(&format!("on line {line};")), "{line}: {message}");
            }
        }
    }
    for (text, expected) in [
        ("[]", "holds no recorded request, on line 1;"),
        (&*whole.replacen("\"method\"", "\"methods\"", 1), "on line 3;"),
        (
            &*whole.replacen("json\": {", "base64\": \"?\", \"x\": {", 1),
            "holds no recorded request",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let error = Cassette::replay(&path).expect_err(text).to_string();
        assert!(error.contains(expected), "{error}");
    }
    for (from, to) in [("\"status\": 200", "\"status\": 7"), ("x-request-id: ", "x request id")] {
        fs::write(&path, whole.replacen(from, to, 1)).unwrap();
        let cassette = Cassette::replay(&path).unwrap();
        let error = orders(replaying(&url, &cassette)).extract("order 1").await.expect_err(to);
        assert!(error.to_string().contains("in the request on line 1"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_or_written_is_told() {
    let missing = file("missing");
    let error = Cassette::replay(&missing).expect_err("no file").to_string();
    assert!(error.contains("`EXTRACT_RECORD=1`") && error.contains("missing"), "{error}");
    let folder = missing.parent().unwrap();
    assert_eq!(variant(&Cassette::record(folder).expect_err("a folder")), "Config");

    if cfg!(target_os = "linux") {
        let stage = Stage::new(Endpoint::Responses).await;
        let orders = orders(stage.builder().http(Cassette::record("/dev/full").unwrap()));
        for seen in [1, 0] {
            let error = orders.extract("order 1").await.expect_err("no room");
            let Error::Transport(transport) = &error else { panic!("{error:?}") };
            assert_eq!(transport.kind(), TransportErrorKind::Cassette, "{error:?}");
            assert!(error.to_string().contains("`/dev/full` cannot be written"), "{error}");
            // Nothing more is paid for once it is known.
            assert_eq!(stage.seen(), seen);
        }
    }
}

/// Calls itself with the variable set, since a test cannot set one for itself alone.
#[tokio::test]
async fn open_records_only_when_told() {
    const PATH: &str = "CASSETTE_OF_THE_TEST";
    if let Ok(path) = std::env::var(PATH) {
        let stage = Stage::new(Endpoint::Responses).await;
        let cassette = Cassette::open(path).unwrap();
        orders(stage.builder().http(cassette)).extract("order 1").await.unwrap();
        return;
    }
    let path = file("open");
    assert_eq!(variant(&Cassette::open(&path).expect_err("nothing is recorded")), "Config");
    let status = |record: &str| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cassette_file::open_records_only_when_told"])
            .env(PATH, &path)
            .env("EXTRACT_RECORD", record)
            .output()
            .unwrap()
            .status
    };
    assert!(!status("").success());
    assert!(!path.exists());
    assert!(status("1").success());
    assert_eq!(Cassette::open(&path).unwrap().unused().len(), 1);
}

#[tokio::test]
async fn two_that_record_into_one_file_do_not_write_over_each_other() {
    let path = file("two-recorders");
    let cassettes = [Cassette::record(&path).unwrap(), Cassette::record(&path).unwrap()];
    for cassette in cassettes.iter().cycle().take(4) {
        let listener = Listener::sending(answer("400 Bad", b"{}")).await;
        let client = builder(listener.url.clone(), Endpoint::Responses).http(cassette.clone());
        orders(client).extract("an order").await.expect_err("a refusal");
    }
    assert_eq!(Cassette::replay(&path).unwrap().unused().len(), 4);
}
