//! Every option of a request, on both endpoints: what the server sees of it, or why nothing is sent.

use extract::{
    CacheMode, CacheRetention, Dialect, Effort, Endpoint, Error, Extractor, ReasoningSummary,
    ServiceTier, Verbosity, json_schema_in, testing::Outcome, wire,
};
use serde_json::{Map, Value, json};

use crate::stage::{Order, Stage, hiding, order};

/// What becomes of an option on an endpoint.
enum Seen {
    /// Exactly these members of the body are others than without it.
    Members(Value),
    /// Nothing is sent, and the error names this.
    Refused(&'static str),
}
use Seen::{Members, Refused};

struct Case {
    /// The member of [`wire::Request`] that holds it.
    member: &'static str,
    model: &'static str,
    set: fn(Extractor<Order>) -> Extractor<Order>,
    responses: Seen,
    chat: Seen,
}

/// A model that samples, and one that reasons.
const PLAIN: &str = "gpt-4.1";
const REASONING: &str = "gpt-5-mini";

/// What is no option: the model, what the type and its dialect make of the schema, and what the provider
/// knows, which its presets are tested with: the word for the limit of tokens, and whether a stream is
/// asked for its usage.
const GIVEN: [&str; 6] =
    ["model", "schema", "schema_name", "schema_description", "stream_usage", "token_limit"];

/// The same members on both endpoints.
fn same(
    member: &'static str,
    set: fn(Extractor<Order>) -> Extractor<Order>,
    members: Value,
) -> Case {
    let [responses, chat] = [members.clone(), members].map(Members);
    Case { member, model: PLAIN, set, responses, chat }
}

fn only_responses(
    member: &'static str,
    set: fn(Extractor<Order>) -> Extractor<Order>,
    members: Value,
) -> Case {
    Case { member, model: PLAIN, set, responses: Members(members), chat: Refused(member) }
}

fn simple_cases() -> Vec<Case> {
    let tier = |tier: &str| json!({ "service_tier": tier });
    vec![
        same("temperature", |it| it.temperature(0.5), json!({ "temperature": 0.5 })),
        same("top_p", |it| it.top_p(0.25), json!({ "top_p": 0.25 })),
        same("service_tier", |it| it.service_tier(ServiceTier::Auto), tier("auto")),
        same("service_tier", |it| it.service_tier(ServiceTier::Default), tier("default")),
        same("service_tier", |it| it.service_tier(ServiceTier::Fast), tier("fast")),
        same("service_tier", |it| it.service_tier(ServiceTier::Flex), tier("flex")),
        same("service_tier", |it| it.service_tier(ServiceTier::Priority), tier("priority")),
        same("service_tier", |it| it.service_tier(ServiceTier::Scale), tier("scale")),
        Case {
            chat: Refused("UltraFast"),
            ..same("service_tier", |it| it.service_tier(ServiceTier::UltraFast), tier("ultrafast"))
        },
        same("store", |it| it.store(true), json!({ "store": true })),
        same("store", |it| it.store(false), json!({ "store": false })),
        same(
            "metadata",
            |it| it.metadata("run", "7").metadata("by", "me"),
            json!({ "metadata": { "run": "7", "by": "me" } }),
        ),
        same(
            "prompt_cache_key",
            |it| it.prompt_cache_key("orders"),
            json!({ "prompt_cache_key": "orders" }),
        ),
        same(
            "prompt_cache_mode",
            |it| it.prompt_cache_mode(CacheMode::Explicit),
            json!({ "prompt_cache_options": { "mode": "explicit" } }),
        ),
        same(
            "prompt_cache_ttl",
            |it| it.prompt_cache_mode(CacheMode::Implicit).prompt_cache_ttl("30m"),
            json!({ "prompt_cache_options": { "mode": "implicit", "ttl": "30m" } }),
        ),
        same(
            "prompt_cache_retention",
            |it| it.prompt_cache_retention(CacheRetention::Hours24),
            json!({ "prompt_cache_retention": "24h" }),
        ),
        same(
            "prompt_cache_retention",
            |it| it.prompt_cache_retention(CacheRetention::InMemory),
            json!({ "prompt_cache_retention": "in_memory" }),
        ),
        same(
            "safety_identifier",
            |it| it.safety_identifier("user-1"),
            json!({ "safety_identifier": "user-1" }),
        ),
        same("extra", |it| it.extra("user", "me"), json!({ "user": "me" })),
        only_responses(
            "previous_response_id",
            |it| it.previous_response_id("resp_1"),
            json!({ "previous_response_id": "resp_1" }),
        ),
        only_responses(
            "background",
            |it| it.background(true),
            json!({ "background": true, "store": true }),
        ),
        Case {
            member: "logprobs",
            model: PLAIN,
            set: |it| it.logprobs(true),
            responses: Members(json!({ "include": ["message.output_text.logprobs"] })),
            chat: Members(json!({ "logprobs": true })),
        },
        Case { responses: Refused("seed"), ..same("seed", |it| it.seed(7), json!({ "seed": 7 })) },
        Case {
            member: "max_output_tokens",
            model: PLAIN,
            set: |it| it.max_output_tokens(100),
            responses: Members(json!({ "max_output_tokens": 100 })),
            chat: Members(json!({ "max_completion_tokens": 100 })),
        },
    ]
}

fn reasoning_cases() -> Vec<Case> {
    let effort = |set, effort: &str| Case {
        member: "reasoning",
        model: REASONING,
        set,
        responses: Members(json!({ "reasoning": { "effort": effort } })),
        chat: Members(json!({ "reasoning_effort": effort })),
    };
    let summary = |set, summary: &str| Case {
        model: REASONING,
        ..only_responses("reasoning_summary", set, json!({ "reasoning": { "summary": summary } }))
    };
    vec![
        effort(|it| it.reasoning(Effort::Minimal), "minimal"),
        effort(|it| it.reasoning(Effort::Low), "low"),
        effort(|it| it.reasoning(Effort::High), "high"),
        summary(|it| it.reasoning_summary(ReasoningSummary::Auto), "auto"),
        summary(|it| it.reasoning_summary(ReasoningSummary::Concise), "concise"),
        summary(|it| it.reasoning_summary(ReasoningSummary::Detailed), "detailed"),
    ]
}

/// Options that change what is there without them.
fn changing_cases() -> Vec<Case> {
    let schema = |dialect| -> Value {
        serde_json::from_str(json_schema_in::<Order>(dialect).as_str()).unwrap()
    };
    let strict = schema(Dialect::Strict);
    let format = json!({ "name": "Order", "strict": true, "schema": strict });
    let text = |mut format: Value| {
        format["type"] = json!("json_schema");
        json!({ "format": format })
    };
    let mut wordy = text(format.clone());
    wordy["verbosity"] = json!("high");
    let fine_tuned =
        json!({ "name": "Order", "strict": true, "schema": schema(Dialect::FineTuned) });
    let shown = json!([
        { "role": "user", "content": "one chair" },
        { "role": "assistant", "content": serde_json::to_string(&order()).unwrap() },
        { "role": "user", "content": "an order" },
    ]);
    let told = json!([
        { "role": "system", "content": "Read." },
        { "role": "user", "content": "an order" },
    ]);
    let choice = json!({ "type": "function", "name": "Order" });
    let tool = json!({
        "type": "function", "name": "Order", "strict": true, "parameters": schema(Dialect::Strict),
    });
    let function = json!({
        "name": "Order", "strict": true, "parameters": schema(Dialect::Strict),
    });
    vec![
        Case {
            member: "verbosity",
            model: REASONING,
            set: |it| it.verbosity(Verbosity::High),
            responses: Members(json!({ "text": wordy })),
            chat: Members(json!({ "verbosity": "high" })),
        },
        Case {
            member: "dialect",
            model: PLAIN,
            set: |it| it.dialect(Dialect::FineTuned),
            responses: Members(json!({ "text": text(fine_tuned.clone()) })),
            chat: Members(json!({
                "response_format": { "type": "json_schema", "json_schema": fine_tuned },
            })),
        },
        Case {
            member: "through_tool",
            model: PLAIN,
            set: |it| it.through_tool(),
            responses: Members(json!({
                "text": null, "tools": [tool], "tool_choice": choice, "parallel_tool_calls": false,
            })),
            chat: Members(json!({
                "response_format": null, "parallel_tool_calls": false,
                "tools": [{ "type": "function", "function": function }],
                "tool_choice": { "type": "function", "function": { "name": "Order" } },
            })),
        },
        Case {
            member: "instructions",
            model: PLAIN,
            set: |it| it.instructions("Read."),
            responses: Members(json!({ "instructions": "Read." })),
            chat: Members(json!({ "messages": told })),
        },
        Case {
            member: "examples",
            model: PLAIN,
            set: |it| it.example("one chair", &order()),
            responses: Members(json!({ "input": shown })),
            chat: Members(json!({ "messages": shown })),
        },
    ]
}

fn cases() -> Vec<Case> {
    [simple_cases(), reasoning_cases(), changing_cases()].into_iter().flatten().collect()
}

/// The body of the request that this extractor sends first.
async fn sent(stage: &Stage, orders: &Extractor<Order>) -> Result<Map<String, Value>, Error> {
    let before = stage.server.requests().len();
    let result = orders.extract("an order").await.map_err(hiding);
    if let Some(request) = stage.server.requests().get(before) {
        let found = result.expect("the server takes what is sent");
        assert_eq!(found.value, order());
        return Ok(request.body().as_object().cloned().unwrap());
    }
    Err(result.expect_err("nothing was sent"))
}

/// The members that are not the same in both, as they are in the second; what is gone is null.
fn changes(plain: &Map<String, Value>, body: &Map<String, Value>) -> Value {
    let gone = plain.keys().filter(|key| !body.contains_key(*key));
    let others = body.iter().filter(|(key, value)| plain.get(*key) != Some(value));
    let others = others.map(|(key, value)| (key.clone(), value.clone()));
    others.chain(gone.map(|key| (key.clone(), Value::Null))).collect::<Map<_, _>>().into()
}

#[tokio::test]
async fn every_option_changes_its_own_members_or_is_refused_before_anything_is_sent() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        for case in cases() {
            let plain = client.extractor::<Order>(case.model);
            let without = sent(&stage, &plain).await.expect("no option is refused");
            let expected = match stage.endpoint {
                Endpoint::Responses => case.responses,
                _ => case.chat,
            };
            let name = case.member;
            match (sent(&stage, &(case.set)(plain)).await, expected) {
                (Ok(body), Members(members)) => {
                    assert_eq!(changes(&without, &body), members, "{name}")
                }
                (Err(Error::Config(error)), Refused(word)) => {
                    assert!(error.to_string().contains(word), "{name}: {error}");
                }
                (result, _) => panic!("{name} on {:?}: {result:?}", stage.endpoint),
            }
        }
    }
}

/// The names of the members, as `Debug` shows them.
fn members(request: &wire::Request) -> Vec<String> {
    let shown = format!("{request:#?}");
    let names = shown.lines().filter_map(|line| {
        let line = line.strip_prefix("    ").filter(|line| !line.starts_with(' '))?;
        Some(line.split_once(": ")?.0.to_owned())
    });
    names.collect()
}

#[test]
fn no_option_is_forgotten_in_the_table() {
    let request = wire::Request::new("m", &extract::json_schema::<Order>());
    let mut listed: Vec<_> = cases().iter().map(|case| case.member).chain(GIVEN).collect();
    listed.sort_unstable();
    listed.dedup();
    let mut members = members(&request);
    members.sort_unstable();
    assert_eq!(members, listed, "an option needs a line in the table above");
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    let client = extract::Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let orders = || client.extractor::<Order>(PLAIN);
    let retention = CacheRetention::Hours24;
    let cases = [
        (orders().background(true).store(false), "`background`"),
        (
            orders().prompt_cache_retention(retention).prompt_cache_ttl("30m"),
            "`prompt_cache_retention`",
        ),
        (
            orders().prompt_cache_mode(CacheMode::Implicit).prompt_cache_retention(retention),
            "`prompt_cache_retention`",
        ),
        (orders().extra("background", true), "`background`"),
        (orders().logprobs(true).extra("include", json!([])), "`include`"),
        (orders().endpoint(Endpoint::Chat).logprobs(true).extra("logprobs", true), "`logprobs`"),
    ];
    for (extractor, name) in cases {
        let Err(Error::Config(error)) = extractor.prepare() else { panic!("{name} is refused") };
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[tokio::test]
async fn the_summary_of_the_reasoning_and_the_tier_stay_with_every_outcome() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let orders = client.extractor::<Order>(REASONING).service_tier(ServiceTier::Fast);
        stage.play([
            Outcome::answer(order()).reasoning("One chair."),
            Outcome::refuse("No.").reasoning("It may harm."),
            Outcome::answer(order()),
        ]);
        let summary = |text: &str| (stage.endpoint == Endpoint::Responses).then(|| text.to_owned());
        let found = orders.extract("a").await.unwrap();
        assert_eq!(found.reasoning_summary, summary("One chair."));
        assert_eq!(found.service_tier.as_deref(), Some("priority"));
        let error = orders.extract("a").await.expect_err("declined");
        let evidence = error.evidence().unwrap();
        assert_eq!(evidence.reasoning_summary, summary("It may harm."));
        assert_eq!(evidence.service_tier.as_deref(), Some("priority"));
        assert_eq!(orders.extract("a").await.unwrap().reasoning_summary, None);
    }
}
