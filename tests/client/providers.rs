//! What each preset sends.

use extract::{Client, Dialect, Endpoint, Provider, TokenLimit};
use serde_json::json;

use crate::{
    canned::{Canned, GUEST, Guest, ada, chat},
    stage::{KEY, variant},
};

fn strict() -> String {
    format!(
        r#""response_format":{{"type":"json_schema","json_schema":{{"name":"Guest","strict":true,"schema":{GUEST}}}}}"#
    )
}

const JSON_MODE: &str = r#""response_format":{"type":"json_object"}"#;

fn question() -> String {
    r#"{"role":"user","content":"Who came?"}"#.to_owned()
}

/// The messages of JSON mode.
fn told() -> String {
    let told = format!(
        "Answer with one JSON object and nothing else. It must be valid under this JSON Schema:\n{GUEST}"
    );
    format!("{},{}", json!({ "role": "system", "content": told }), question())
}

#[tokio::test]
async fn each_preset_asks_at_its_url_with_its_headers_and_its_words() {
    let [new, old] = [r#""max_completion_tokens":500"#, r#""max_tokens":500"#];
    let asked_by = r#""max_tokens":500,"provider":{"require_parameters":true}"#;
    let cases = [
        (
            Provider::ANTHROPIC_COMPATIBLE,
            "https://api.anthropic.com/v1",
            JSON_MODE.into(),
            old,
            told(),
        ),
        (Provider::DEEPSEEK, "https://api.deepseek.com", JSON_MODE.into(), old, told()),
        (
            Provider::GEMINI,
            "https://generativelanguage.googleapis.com/v1beta/openai",
            strict(),
            old,
            question(),
        ),
        (Provider::GROQ, "https://api.groq.com/openai/v1", strict(), new, question()),
        (Provider::LLAMA_CPP, "http://localhost:8080/v1", strict(), old, question()),
        (Provider::LM_STUDIO, "http://localhost:1234/v1", strict(), old, question()),
        (Provider::MISTRAL, "https://api.mistral.ai/v1", strict(), old, question()),
        (Provider::OLLAMA, "http://localhost:11434/v1", strict(), old, question()),
        (Provider::OPENROUTER, "https://openrouter.ai/api/v1", strict(), asked_by, question()),
        (Provider::VLLM, "http://localhost:8000/v1", strict(), old, question()),
    ];
    for (provider, url, format, limit, messages) in cases {
        let canned = Canned::new(&[]);
        let client = canned.client(Client::builder().provider(provider).api_key(KEY));
        let guests = client.extractor::<Guest>("a/model").max_output_tokens(500);
        assert_eq!(guests.extract("Who came?").await.unwrap().value, ada(), "{provider:?}");

        let expected = format!(r#"{{"model":"a/model",{format},{limit},"messages":[{messages}]}}"#);
        assert_eq!(canned.body(), expected, "{provider:?}");
        let request = &canned.requests()[0];
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri().to_string(), format!("{url}/chat/completions"));
        let mut names: Vec<_> = request.headers().keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "authorization", "content-type", "x-client-request-id"]);
        assert_eq!(request.headers()["authorization"], format!("Bearer {KEY}"));
        assert_eq!(request.headers()["content-type"], "application/json");
    }
}

#[tokio::test]
async fn the_default_is_openai() {
    let canned = Canned::new(&[]);
    let client = canned.client(Client::builder().api_key(KEY));
    client.extractor::<Guest>("m").max_output_tokens(500).extract("Who came?").await.unwrap();
    let expected = format!(
        r#"{{"model":"m","text":{{"format":{{"type":"json_schema","name":"Guest","strict":true,"schema":{GUEST}}}}},"max_output_tokens":500,"input":[{}]}}"#,
        question()
    );
    assert_eq!(canned.body(), expected);
    assert_eq!(canned.requests()[0].uri(), "https://api.openai.com/v1/responses");
}

#[tokio::test]
async fn what_the_user_sets_wins_in_any_order() {
    type Change = fn(extract::ClientBuilder) -> extract::ClientBuilder;
    let preset: Change = |it| it.provider(Provider::DEEPSEEK);
    let own: Change = |it| {
        it.base_url("https://proxy.example.com/v9")
            .endpoint(Endpoint::Responses)
            .dialect(Dialect::Plain)
    };
    for changes in [[preset, own], [own, preset]] {
        let canned = Canned::new(&[]);
        let [first, second] = changes;
        let client = canned.client(second(first(Client::builder().api_key(KEY))));
        client.extractor::<Guest>("m").extract("Who came?").await.unwrap();
        assert_eq!(canned.requests()[0].uri(), "https://proxy.example.com/v9/responses");
        let format = format!(
            r#""text":{{"format":{{"type":"json_schema","name":"Guest","schema":{GUEST}}}}}"#
        );
        assert!(canned.body().contains(&format), "{}", canned.body());
    }
}

#[tokio::test]
async fn an_extractor_wins_over_the_preset() {
    let canned = Canned::new(&[(200, &chat("```\n{\"name\":\"Ada\"}\n```", "stop"))]);
    let client =
        canned.client(Client::builder().provider(Provider::ANTHROPIC_COMPATIBLE).api_key(KEY));
    let error = client.extractor::<Guest>("m").lenient(false).extract("a").await.unwrap_err();
    assert_eq!(variant(&error), "Invalid");

    let canned = Canned::new(&[]);
    let client = canned.client(Client::builder().provider(Provider::OPENROUTER).api_key(KEY));
    let order = json!({ "order": ["mistral"] });
    let guests = client.extractor::<Guest>("m").extra("provider", &order).extra("route", "x");
    guests.extract("a").await.unwrap();
    let body: serde_json::Value = serde_json::from_str(&canned.body()).unwrap();
    assert_eq!((&body["provider"], &body["route"]), (&order, &json!("x")));
}

#[test]
fn a_key_is_asked_for_where_a_server_wants_one() {
    let wants = |provider| Client::builder().provider(provider).build().map(drop).err();
    for provider in [Provider::VLLM, Provider::LLAMA_CPP, Provider::OLLAMA, Provider::LM_STUDIO] {
        assert!(wants(provider).is_none(), "{provider:?}");
    }
    for provider in [
        Provider::ANTHROPIC_COMPATIBLE,
        Provider::DEEPSEEK,
        Provider::GEMINI,
        Provider::GROQ,
        Provider::MISTRAL,
        Provider::OPENAI,
        Provider::OPENROUTER,
    ] {
        let error = wants(provider).expect(provider.name);
        let variable = provider.key_variable.unwrap();
        assert!(error.to_string().contains(&format!("`{variable}`")), "{error}");
        // Behind a gateway that has the key.
        let elsewhere =
            Client::builder().provider(provider).base_url("https://gateway.example.com");
        assert!(elsewhere.build().is_ok());
    }
}

#[tokio::test]
async fn a_server_of_ones_own_is_data_as_well() {
    const HOUSE: Provider = {
        let mut house = Provider::compatible("house", "https://llm.example.com/v1");
        house.key_header = Some("x-house-key");
        house.token_limit = TokenLimit::MaxCompletionTokens;
        house.extra = &[("top_k", "1")];
        house
    };
    let canned = Canned::new(&[]);
    let client = canned.client(Client::builder().provider(HOUSE).api_key(KEY));
    client.extractor::<Guest>("m").max_output_tokens(9).extract("Who came?").await.unwrap();
    let headers = canned.requests()[0].headers().clone();
    assert_eq!(
        (&headers["x-house-key"], headers.get("authorization")),
        (&KEY.parse().unwrap(), None)
    );
    assert!(headers["x-house-key"].is_sensitive());
    assert!(canned.body().contains(r#""max_completion_tokens":9,"top_k":1,"messages""#));

    let wrong = {
        let mut it = HOUSE;
        it.key_header = Some("no name");
        it
    };
    let error = Client::builder().provider(wrong).api_key(KEY).build().map(drop).unwrap_err();
    assert!(error.to_string().contains("`key_header`"), "{error}");
    let homeless = {
        let mut it = HOUSE;
        it.base_url = None;
        it
    };
    let error = Client::builder().provider(homeless).build().map(drop).unwrap_err();
    assert!(error.to_string().contains("the base url of house is missing"), "{error}");
    let broken = {
        let mut it = HOUSE;
        it.extra = &[("top_k", "one")];
        it
    };
    let error = Client::builder().provider(broken).build().map(drop).unwrap_err();
    assert!(error.to_string().contains("`top_k`"), "{error}");
}
