//! What leaves: options, inputs and examples, as the judge of the local server takes them.

use std::{collections::BTreeMap, time::Duration};

use extract::{
    Client, Detail, Effort, Endpoint, Error, Extract, Extractor, Input, Message, ServiceTier,
    Verbosity, testing::Outcome,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::stage::{KEY, Line, Order, Stage, hiding, order};

#[test]
fn what_users_hold_crosses_threads_and_is_small() {
    fn crosses<T: Send + Sync + Clone + 'static>() {}
    fn is_sent<T: Send>(_: T) {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    crosses::<Client>();
    crosses::<Extractor<Order>>();
    is_error::<Error>();
    assert!(size_of::<Error>() <= 2 * size_of::<usize>());
    assert!(size_of::<Result<(), Error>>() <= 2 * size_of::<usize>());
    let client = Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let orders = client.extractor::<Order>("m");
    is_sent(orders.extract("a"));
    is_sent(client.models());
}

#[tokio::test]
async fn models_are_the_smoke_test_of_key_and_network() {
    let [stage, _] = Stage::both().await;
    let names = stage.builder().build().unwrap().models().await.unwrap();
    assert!(names.iter().any(|name| name == "gpt-5-mini"), "{names:?}");
    let request = &stage.server.requests()[0];
    assert_eq!((request.method(), request.path()), ("GET", "/v1/models"));
    assert_eq!((request.text(), request.header("authorization")), ("", Some("[hidden]")));

    let stranger = stage.builder().api_key("sk-of-a-stranger").build().unwrap();
    let error = hiding(stranger.models().await.expect_err("a wrong key"));
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert_eq!((api.status(), api.code()), (401, Some("invalid_api_key")));
    assert_eq!((error.attempts().len(), stage.seen()), (1, 2));
}

/// The body of the only request that this call sends.
async fn sent<T: Extract>(
    stage: &Stage,
    extractor: &Extractor<T>,
    input: impl Into<Input>,
) -> Value {
    stage.seen();
    // What the judge refuses is a status 400; what it answers need not be a `T`.
    if let Err(error) = extractor.extract(input).await {
        assert!(matches!(error, Error::Invalid(_)), "{error}");
    }
    assert_eq!(stage.seen(), 1);
    stage.server.requests().last().unwrap().body()
}

fn all_options(orders: Extractor<Order>) -> Extractor<Order> {
    orders
        .instructions("Read.")
        .temperature(0.5)
        .top_p(0.25)
        .max_output_tokens(100)
        .service_tier(ServiceTier::Flex)
        .store(false)
        .metadata("run", "7")
        .metadata("by", "me")
        .prompt_cache_key("orders")
        .safety_identifier("user-1")
        .logprobs(true)
        .extra("top_logprobs", 3)
}

#[tokio::test]
async fn options_arrive_under_the_names_of_the_endpoint() {
    let shared = json!({
        "model": "gpt-4.1", "temperature": 0.5, "top_p": 0.25, "service_tier": "flex",
        "store": false, "metadata": { "run": "7", "by": "me" }, "prompt_cache_key": "orders",
        "safety_identifier": "user-1", "top_logprobs": 3,
    });
    let responses = json!({
        "instructions": "Read.", "max_output_tokens": 100, "previous_response_id": "resp_1",
        "include": ["message.output_text.logprobs"],
        "input": [{ "role": "user", "content": "a" }],
    });
    let chat = json!({
        "max_completion_tokens": 100, "seed": 7, "logprobs": true,
        "messages": [{ "role": "system", "content": "Read." }, { "role": "user", "content": "a" }],
    });
    for stage in Stage::both().await {
        let orders = all_options(stage.orders());
        let (orders, own) = match stage.endpoint {
            Endpoint::Responses => (orders.previous_response_id("resp_1"), &responses),
            _ => (orders.seed(7), &chat),
        };
        let mut body = sent(&stage, &orders, "a").await;
        let body = body.as_object_mut().unwrap();
        let format = match stage.endpoint {
            Endpoint::Responses => body.remove("text").unwrap()["format"].take(),
            _ => {
                let mut format = body.remove("response_format").unwrap();
                assert_eq!(format["type"], "json_schema");
                let mut nested = format["json_schema"].take();
                nested["type"] = json!("json_schema");
                nested
            }
        };
        assert_eq!((&format["strict"], &format["name"]), (&json!(true), &json!("Order")));
        let schema = extract::json_schema::<Order>();
        assert_eq!(format["schema"], serde_json::from_str::<Value>(schema.as_str()).unwrap());
        let request = stage.server.requests().pop().unwrap();
        assert!(request.text().contains(schema.as_str()), "the schema goes out byte for byte");
        let expected: BTreeMap<_, _> =
            shared.as_object().unwrap().iter().chain(own.as_object().unwrap()).collect();
        assert_eq!(body.iter().collect::<BTreeMap<_, _>>(), expected);
    }
}

#[tokio::test]
async fn reasoning_and_verbosity_have_a_place_of_their_own() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let thinking = client.extractor::<Order>("gpt-5-mini").reasoning(Effort::Low);
        let body = sent(&stage, &thinking.verbosity(Verbosity::High), "a").await;
        let (effort, verbosity) = match stage.endpoint {
            Endpoint::Responses => ("/reasoning/effort", "/text/verbosity"),
            _ => ("/reasoning_effort", "/verbosity"),
        };
        assert_eq!(body.pointer(effort), Some(&json!("low")));
        assert_eq!(body.pointer(verbosity), Some(&json!("high")));
    }
}

#[tokio::test]
async fn the_beginning_of_a_request_is_the_same_for_every_input_and_clone() {
    for stage in Stage::both().await {
        let orders = all_options(stage.orders()).example("one chair", &order());
        orders.prepare().unwrap();
        let clone = orders.clone();
        for (orders, input) in [(&orders, "a"), (&orders, "b"), (&clone, "c")] {
            sent(&stage, orders, input).await;
        }
        // Built once more from the same settings.
        sent(&stage, &all_options(stage.orders()).example("one chair", &order()), "d").await;
        let texts: Vec<String> = stage
            .server
            .requests()
            .iter()
            .zip(["\"a\"}]}", "\"b\"}]}", "\"c\"}]}", "\"d\"}]}"])
            .map(|(request, end)| request.text().strip_suffix(end).unwrap().to_owned())
            .collect();
        assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_at_once_keep_their_answers_apart() {
    for stage in Stage::both().await {
        stage.server.respond(|request| {
            let text = request.text();
            let number = text.split("number ").nth(1).unwrap();
            let number = number.split('"').next().unwrap();
            Outcome::answer(json!({ "number": number, "lines": [] }))
        });
        let orders = stage.orders();
        let calls: Vec<_> = (0..50)
            .map(|number| {
                let orders = orders.clone();
                tokio::spawn(async move { orders.extract(format!("number {number}")).await })
            })
            .collect();
        for (number, call) in calls.into_iter().enumerate() {
            assert_eq!(call.await.unwrap().unwrap().value.number, number.to_string());
        }
        assert_eq!(stage.seen(), 50);
    }
}

#[tokio::test]
async fn an_option_changes_only_the_extractor_it_is_set_on() {
    for stage in Stage::both().await {
        let plain = stage.orders();
        let told = plain.clone().instructions("Read.");
        assert!(!sent(&stage, &plain, "a").await.to_string().contains("Read."));
        assert!(sent(&stage, &told, "a").await.to_string().contains("Read."));
        let other = match stage.endpoint {
            Endpoint::Responses => Endpoint::Chat,
            _ => Endpoint::Responses,
        };
        sent(&stage, &plain.endpoint(other), "a").await;
        let paths: Vec<_> = stage.server.requests().iter().map(|it| it.path().to_owned()).collect();
        assert_eq!(paths[0], paths[1]);
        assert_ne!(paths[1], paths[2]);
    }
}

#[tokio::test]
async fn inputs_arrive_in_the_shapes_of_the_endpoint() {
    let folder = std::env::temp_dir().join(format!("extract-inputs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in [("a.pdf", b"%PDF"), ("a.png", b"\x89PNG"), ("a.md", b"# Hi")] {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let pdf = "data:application/pdf;base64,JVBERg==";
    let png = "data:image/png;base64,iVBORw==";
    let input = Input::messages([
        Message::system("Be brief."),
        Message::user("one"),
        Message::assistant("two"),
        Message::user("three")
            .image_url("https://example.com/a.png")
            .detail(Detail::Low)
            .image(*b"\x89PNG", "image/png")
            .detail(Detail::High)
            .file(folder.join("a.pdf"))
            .file(folder.join("a.png"))
            .file(folder.join("a.md"))
            .file_bytes("b.pdf", *b"%PDF", "application/pdf")
            .file_id("file-1"),
    ]);
    let responses = json!([
        { "type": "input_text", "text": "three" },
        { "type": "input_image", "image_url": "https://example.com/a.png", "detail": "low" },
        { "type": "input_image", "image_url": png, "detail": "high" },
        { "type": "input_file", "filename": "a.pdf", "file_data": pdf },
        { "type": "input_image", "image_url": png, "detail": "auto" },
        { "type": "input_text", "text": "# Hi" },
        { "type": "input_file", "filename": "b.pdf", "file_data": pdf },
        { "type": "input_file", "file_id": "file-1" },
    ]);
    let chat = json!([
        { "type": "text", "text": "three" },
        { "type": "image_url", "image_url": { "url": "https://example.com/a.png", "detail": "low" } },
        { "type": "image_url", "image_url": { "url": png, "detail": "high" } },
        { "type": "file", "file": { "filename": "a.pdf", "file_data": pdf } },
        { "type": "image_url", "image_url": { "url": png, "detail": "auto" } },
        { "type": "text", "text": "# Hi" },
        { "type": "file", "file": { "filename": "b.pdf", "file_data": pdf } },
        { "type": "file", "file": { "file_id": "file-1" } },
    ]);
    for stage in Stage::both().await {
        let body = sent(&stage, &stage.orders(), &input).await;
        let (list, parts) = match stage.endpoint {
            Endpoint::Responses => ("input", &responses),
            _ => ("messages", &chat),
        };
        let expected = json!([
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "one" },
            { "role": "assistant", "content": "two" },
            { "role": "user", "content": parts },
        ]);
        assert_eq!(body[list], expected);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[derive(Deserialize, Extract, Serialize)]
struct Stock {
    count: BTreeMap<String, u8>,
    place: (i32, String),
}

#[tokio::test]
async fn examples_arrive_in_the_strict_shape() {
    let stock = || Stock { count: BTreeMap::from([("nail".into(), 3)]), place: (7, "b".into()) };
    let lines = vec![Line { item: "chair".into(), cents: 1 }];
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let list = if stage.endpoint == Endpoint::Responses { "input" } else { "messages" };

        let stocks = client.extractor::<Stock>("gpt-4.1").example("3 nails at 7b", &stock());
        let body = sent(&stage, &stocks, "a").await;
        let shown = r#"{"count":[{"key":"nail","value":3}],"place":{"_0":7,"_1":"b"}}"#;
        let turns = json!([
            { "role": "user", "content": "3 nails at 7b" },
            { "role": "assistant", "content": shown },
            { "role": "user", "content": "a" },
        ]);
        assert_eq!(body[list], turns);
        // The strict shape comes back as the same value.
        stage.server.answer_text(shown);
        let found = stocks.extract("a").await.unwrap().value;
        assert_eq!((found.count, found.place), (stock().count, stock().place));

        let many = client.extractor::<Vec<Line>>("gpt-4.1").example("one chair", &lines);
        let body = sent(&stage, &many, "a").await;
        assert_eq!(body[list][1]["content"], r#"{"value":[{"item":"chair","cents":1}]}"#);
    }
}

#[tokio::test]
async fn what_the_api_would_refuse_is_not_sent() {
    type Change = fn(Extractor<Order>) -> Extractor<Order>;
    let both: [(Change, &str); 15] = [
        (|it| it.temperature(-0.1), "`temperature`"),
        (|it| it.temperature(f64::INFINITY), "`temperature`"),
        (|it| it.temperature(f64::NAN), "`temperature`"),
        (|it| it.top_p(1.5), "`top_p`"),
        (|it| it.max_output_tokens(0), "`max_output_tokens`"),
        (|it| it.metadata("x".repeat(65), "v"), "`metadata`"),
        (|it| it.metadata("k", "é".repeat(513)), "`metadata`"),
        (|it| (0..17).fold(it, |it, n| it.metadata(n.to_string(), "v")), "`metadata`"),
        (|it| it.metadata("k", "v").metadata("k", "w"), "`metadata`"),
        (|it| it.safety_identifier("x".repeat(65)), "`safety_identifier`"),
        (|it| it.extra("model", "x"), "`model`"),
        (|it| it.extra("stream", true), "`stream`"),
        (|it| it.extra("n", 2), "`n`"),
        (|it| it.timeout(Duration::ZERO), "`timeout`"),
        (|it| it.example(Input::text("a").file("a.pdf"), &order()), "`file_bytes`"),
    ];
    let responses: [(Change, &str); 2] =
        [(|it| it.seed(7), "`seed`"), (|it| it.max_output_tokens(15), "`max_output_tokens`")];
    let chat: [(Change, &str); 2] = [
        (|it| it.previous_response_id("r"), "`previous_response_id`"),
        (|it| it.service_tier(ServiceTier::UltraFast), "UltraFast"),
    ];
    for stage in Stage::both().await {
        let own = if stage.endpoint == Endpoint::Responses { responses } else { chat };
        for (change, expected) in both.into_iter().chain(own) {
            let wrong = change(stage.orders());
            let prepared = hiding(wrong.prepare().expect_err(expected));
            let error = hiding(wrong.extract("a").await.expect_err(expected));
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            assert!(error.to_string().contains(expected), "{expected}: {error}");
            assert_eq!(error.to_string(), prepared.to_string());
            assert!(error.evidence().is_none() && !error.is_retryable());
        }
        let inputs = [
            Input::default(),
            Input::messages([Message::new(extract::Role::User)]),
            Input::text("a").image(*b"x", "image/tiff"),
            Input::text("a").image(*b"", "image/png"),
            Input::text("a").image_url("file:///etc/passwd"),
            Input::text("a").image_url("javascript:alert(1)"),
            Input::text("a").file("/does/not/exist.pdf"),
            Input::text("a").file("/"),
            Input::text("a").file("/dev/zero"),
            Input::text("a").file_bytes("a.pdf", *b"", "application/pdf"),
            Input::text("a").file_bytes("a.pdf", vec![0; 50_000_001], "application/pdf"),
            Input::from(Message::assistant("a").image(*b"x", "image/png")),
        ];
        for input in inputs {
            let shown = format!("{input:?}");
            let error = hiding(stage.orders().extract(input).await.expect_err(&shown));
            assert!(matches!(error, Error::Config(_)), "{shown}: {error:?}");
        }
        let client = stage.builder().build().unwrap();
        for model in ["", " ", "\n"] {
            let nameless = client.extractor::<Order>(model);
            let error = hiding(nameless.extract("a").await.expect_err("no model"));
            assert!(matches!(error, Error::Config(_)), "{model:?}: {error:?}");
        }
        assert_eq!(stage.seen(), 0);
    }
}

#[tokio::test]
async fn a_long_input_arrives_whole() {
    let long = "Zwölf Stühle.\n\"\\\u{0}\u{1f600} ".repeat(10_000);
    for stage in Stage::both().await {
        let body = sent(&stage, &stage.orders(), long.as_str()).await;
        let list = if stage.endpoint == Endpoint::Responses { "input" } else { "messages" };
        assert_eq!(body[list][0]["content"].as_str(), Some(long.as_str()));
    }
}

#[test]
fn the_key_is_in_no_debug_text() {
    let builder = Client::builder().base_url("http://127.0.0.1:1/v1").api_key(KEY);
    let builder = builder.header("api-key", KEY).organization(KEY);
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let orders = client.extractor::<Order>("m");
    let shown = format!("{shown} {client:?} {orders:?}");
    assert!(!shown.contains(KEY), "{shown}");
}
