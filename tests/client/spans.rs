//! What `tracing` is told: names, values, and to which call they belong.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Mutex,
    time::Duration,
};

use extract::{
    Cache, Endpoint, Error, Input, Message, RateLimit,
    sight::names::{self, *},
    store::{Key, Store, StoreError},
    testing::{Fault, Filter, Outcome},
    transport::BoxFuture,
};
use serde_json::{Value, json};

use crate::{
    stage::{ORDER, Stage, orders},
    subscriber::{Listening, Seen},
};

/// An answer with all that a server can count.
fn counted(endpoint: Endpoint, text: &str) -> Outcome {
    let body = match endpoint {
        Endpoint::Responses => json!({
            "id": "id-1", "model": "m-1", "status": "completed",
            "output": [{ "type": "message", "content": [{ "type": "output_text", "text": text }] }],
            "usage": {
                "input_tokens": 70, "output_tokens": 30,
                "input_tokens_details": { "cached_tokens": 20, "cache_write_tokens": 10 },
                "output_tokens_details": { "reasoning_tokens": 5 },
            },
        }),
        _ => json!({
            "id": "id-1", "model": "m-1", "choices": [{ "message": { "content": text } }],
            "usage": {
                "prompt_tokens": 70, "completion_tokens": 30,
                "prompt_tokens_details": { "cached_tokens": 20, "cache_write_tokens": 10 },
                "completion_tokens_details": { "reasoning_tokens": 5 },
            },
        }),
    };
    Outcome::raw(200, &[("x-request-id", "req-1")], body.to_string())
}

/// A store that is of no use for what it does not know.
#[derive(Default)]
struct Forgetful(Mutex<HashMap<Key, Vec<u8>>>);

impl Store for Forgetful {
    fn get(&self, key: Key) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>> {
        let known = self.0.lock().unwrap().get(&key).cloned();
        Box::pin(async { known.map(Some).ok_or_else(|| StoreError::new("what was it?")) })
    }

    fn put(
        &self,
        key: Key,
        value: Vec<u8>,
        _: Option<Duration>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.lock().unwrap().insert(key, value);
        Box::pin(async { Ok(()) })
    }
}

/// What the library itself says.
fn ours(seen: Vec<Seen>) -> Vec<Seen> {
    seen.into_iter().filter(|seen| seen.target == names::TARGET).collect()
}

fn values<'a>(seen: &'a Seen, names: &[&str]) -> Vec<Option<&'a str>> {
    names.iter().map(|name| seen.value(name)).collect()
}

#[tokio::test]
async fn a_call_is_a_span_and_its_tries_and_waits_are_events_in_it() {
    for stage in Stage::both().await {
        let listening = Listening::start();
        stage.play([
            Outcome::fault(Fault::RateLimited { retry_after: Duration::from_secs(7) })
                .header("x-request-id", "req-0"),
            counted(stage.endpoint, ORDER),
        ]);
        let orders = stage.orders().temperature(0.5).top_p(0.25).max_output_tokens(500);
        let found = orders.extract("an order").await.unwrap();
        let seen = ours(listening.seen());
        let [call, busy, wait, answered] = &seen[..] else { panic!("{seen:#?}") };

        assert!(call.is_span && call.name == CHAT && call.level == tracing::Level::INFO);
        let port = stage.server.url().rsplit([':', '/']).nth(1).unwrap().to_owned();
        let api = match stage.endpoint {
            Endpoint::Chat => "chat_completions",
            _ => "responses",
        };
        let expected = [
            ("otel.name", "chat gpt-4.1"),
            ("otel.kind", "client"),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.output.type", "json"),
            ("openai.api.type", api),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
            ("gen_ai.request.model", "gpt-4.1"),
            ("gen_ai.request.max_tokens", "500"),
            ("gen_ai.request.temperature", "0.5"),
            ("gen_ai.request.top_p", "0.25"),
            ("gen_ai.response.model", "m-1"),
            ("gen_ai.response.id", "id-1"),
            ("extract.request_id", "req-1"),
            ("extract.attempts", "2"),
            ("extract.rejected", "0"),
            ("gen_ai.usage.input_tokens", "70"),
            ("gen_ai.usage.output_tokens", "30"),
            ("gen_ai.usage.cache_read.input_tokens", "20"),
            ("gen_ai.usage.cache_creation.input_tokens", "10"),
            ("gen_ai.usage.reasoning.output_tokens", "5"),
        ];
        let told = call.values.iter().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(told.collect::<BTreeSet<_>>(), BTreeSet::from(expected));

        let fields = [STATUS, RESEND_COUNT, ERROR_TYPE, DELAY, REQUEST_ID, INPUT_TOKENS, WHY];
        let limit = Some("rate_limit_exceeded");
        let first = [Some("429"), None, limit, Some("0.0"), Some("req-0"), None, None];
        let second = [Some("200"), Some("1"), None, Some("7.0"), Some("req-1"), Some("70"), None];
        assert_eq!(values(busy, &fields), first);
        assert_eq!(values(answered, &fields), second);
        let levels = (tracing::Level::WARN, tracing::Level::DEBUG);
        assert_eq!((busy.level, answered.level), levels);
        assert_eq!(
            answered.value(CLIENT_REQUEST_ID),
            found.attempts[1].client_request_id.as_deref()
        );
        assert_eq!(values(wait, &[WAIT_REASON, WAIT_SECONDS]), [Some("retry"), Some("7.0")]);
        assert!([busy, wait, answered].iter().all(|event| !event.is_span));
    }
}

#[tokio::test]
async fn every_way_of_having_no_value_has_its_type() {
    for stage in Stage::both().await {
        let listening = Listening::start();
        let cases = [
            (Outcome::refuse("No."), "refused"),
            (Outcome::truncate("{"), "truncated"),
            (Outcome::filter(Filter::Answer), "filtered"),
            (Outcome::empty(), "empty"),
            (Outcome::answer(json!({})), "invalid"),
            (Outcome::raw(400, &[], "{}"), "400"),
            (Outcome::raw(404, &[], r#"{"error":{"code":"made-up-by-the-server"}}"#), "404"),
            (Outcome::fault(Fault::BillingExhausted), "insufficient_quota"),
            (Outcome::fault(Fault::Overloaded), "server_is_overloaded"),
            (Outcome::fault(Fault::Disconnect), "cut"),
            (Outcome::fault(Fault::BrokenJson), "malformed"),
        ];
        for (outcome, expected) in cases {
            stage.play([outcome]);
            stage.orders().max_retries(0).extract("a").await.expect_err(expected);
            let seen = ours(listening.seen());
            let told = values(&seen[0], &[OTEL_STATUS, ERROR_TYPE, ATTEMPTS]);
            assert_eq!(told, [Some("ERROR"), Some(expected), Some("1")]);
        }
        stage.orders().temperature(9.0).extract("a").await.expect_err("too hot");
        let seen = ours(listening.seen());
        assert_eq!(values(&seen[0], &[ERROR_TYPE, ATTEMPTS]), [Some("config"), Some("0")]);
    }
}

#[tokio::test]
async fn calls_that_take_turns_keep_their_events_apart() {
    for stage in Stage::both().await {
        stage.server.respond(|request| {
            let is_slow = request.text().contains("slow");
            let delay = Duration::from_millis(if is_slow { 60 } else { 20 });
            let id = if is_slow { "req-slow" } else { "req-quick" };
            Outcome::answer_text(ORDER).after(delay).header("x-request-id", id)
        });
        let listening = Listening::start();
        let orders = stage.orders();
        let (slow, quick) = tokio::join!(orders.extract("slow"), orders.extract("quick"));
        slow.and(quick).unwrap();
        let all = listening.seen();
        let attempts = all.iter().filter(|seen| seen.name == ATTEMPT);
        let pairs: Vec<_> = attempts
            .map(|attempt| {
                let call = &all[attempt.parent.expect("an event stands in its call")];
                assert!(call.parent.is_none(), "a call does not stand in another one");
                (attempt.value(REQUEST_ID).unwrap(), call.value(REQUEST_ID).unwrap())
            })
            .collect();
        assert_eq!(pairs, [("req-quick", "req-quick"), ("req-slow", "req-slow")]);
    }
}

/// Calls in which all happens that can be told.
async fn eventful(stage: &Stage) {
    let wrong = counted(stage.endpoint, "{}");
    let busy = Outcome::fault(Fault::Overloaded);
    let client = stage.builder().trace_content(true);
    let orders = orders(client.rate_limit(RateLimit::default().requests_per_minute(10)))
        .instructions("Read it.")
        .temperature(0.5)
        .top_p(0.5)
        .max_output_tokens(500)
        .reask(1);
    stage.play([wrong.clone(), busy, counted(stage.endpoint, ORDER)]);
    orders.extract("a").await.unwrap();
    stage.play([Outcome::refuse("No.")]);
    let orders = orders.cache(Cache::new(Forgetful::default()));
    orders.extract("b").await.expect_err("refused");
    stage.play([counted(stage.endpoint, ORDER)]);
    for is_hit in [false, true] {
        assert_eq!(orders.extract("d").await.unwrap().from_cache, is_hit);
    }
    if stage.endpoint == Endpoint::Chat {
        orders.seed(7).extract("c").await.unwrap();
    }
}

#[tokio::test]
async fn every_name_is_in_the_list_and_every_name_of_the_list_is_seen() {
    let mut all = Vec::new();
    for stage in Stage::both().await {
        let listening = Listening::start();
        eventful(&stage).await;
        all.extend(ours(listening.seen()));
    }
    let kinds: BTreeSet<_> = all.iter().map(|seen| (seen.name, seen.is_span)).collect();
    let events = [(ATTEMPT, false), (CACHE, false), (WAIT, false)];
    assert_eq!(kinds, BTreeSet::from_iter(events.into_iter().chain([(CHAT, true)])));
    let lists: [(&str, &[&str]); 4] = [
        (CHAT, &CALL_FIELDS),
        (ATTEMPT, &ATTEMPT_FIELDS),
        (CACHE, &CACHE_FIELDS),
        (WAIT, &WAIT_FIELDS),
    ];
    for (name, list) in lists {
        let list: BTreeSet<_> = list.iter().copied().collect();
        let mut told = BTreeSet::new();
        for seen in all.iter().filter(|seen| seen.name == name) {
            let fields: BTreeSet<_> = seen.fields.iter().copied().collect();
            assert_eq!(fields, list, "{name}");
            told.extend(seen.values.iter().map(|(name, _)| *name));
        }
        assert_eq!(told, list, "{name}");
    }
}

#[test]
fn the_document_lists_the_same_names() {
    let document = include_str!("../../docs/sight.md");
    let rows = document.lines().filter(|line| line.starts_with('|'));
    let words = rows.flat_map(|row| row.split(|it| !matches!(it, 'a'..='z' | '_' | '.')));
    let is_name = |word: &&str| {
        let heads = ["error.", "extract.", "gen_ai.", "http.", "openai.", "otel.", "server."];
        heads.iter().any(|head| word.starts_with(head) && word.len() > head.len())
    };
    let told: BTreeSet<_> = words.filter(is_name).collect();
    let metrics = [METRIC_DURATION, METRIC_TOKENS, TOKEN_TYPE];
    let events = ATTEMPT_FIELDS.iter().chain(&CACHE_FIELDS).chain(&WAIT_FIELDS);
    let fields = CALL_FIELDS.iter().chain(events).chain(&metrics);
    let expected: BTreeSet<_> = fields.copied().filter(|name| *name != names::MESSAGE).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn content_is_shown_only_when_asked_for() {
    for stage in Stage::both().await {
        let listening = Listening::start();
        let input = || {
            Input::messages([Message::assistant("the-turn"), Message::user("the-input")])
                .image(b"\x89PNG\r\n\x1a\n".to_vec(), "image/png")
        };
        let example = crate::stage::order();
        let mut said = Vec::new();
        for shows in [false, true] {
            stage.play([
                Outcome::raw(500, &[], r#"{"error":{"message":"the-complaint"}}"#),
                Outcome::answer_text(ORDER.replace("chair", "the-answer")),
            ]);
            let orders = orders(stage.builder().trace_content(shows))
                .instructions("the-instructions")
                .example("the-example", &example);
            orders.extract(input()).await.unwrap();
            said.push(listening.seen());
        }
        let texts = ["instructions", "input", "turn", "example", "answer", "complaint"];
        for text in texts {
            let shown =
                said.iter().map(|seen| format!("{seen:?}").contains(&format!("the-{text}")));
            assert_eq!(shown.collect::<Vec<_>>(), [false, true], "{text}");
        }

        let call = said[1].iter().find(|seen| seen.name == CHAT).unwrap();
        let read = |name| serde_json::from_str::<Value>(call.value(name).unwrap()).unwrap();
        let text = |text: &str| json!({ "type": "text", "content": text });
        assert_eq!(read(INSTRUCTIONS), json!([text("the-instructions")]));
        let image = json!({ "type": "image", "mime_type": "image/png", "bytes": 8 });
        assert_eq!(
            read(INPUT_MESSAGES),
            json!([
                { "role": "user", "parts": [text("the-example")] },
                { "role": "assistant", "parts": [text(ORDER)] },
                { "role": "assistant", "parts": [text("the-turn")] },
                { "role": "user", "parts": [text("the-input"), image] },
            ])
        );
        let answer = ORDER.replace("chair", "the-answer");
        let message = json!([
            { "role": "assistant", "parts": [text(&answer)], "finish_reason": "stop" },
        ]);
        assert_eq!(read(OUTPUT_MESSAGES), message);
    }
}

#[tokio::test]
async fn answers_that_are_no_values_are_content_as_well() {
    for stage in Stage::both().await {
        let listening = Listening::start();
        let cases = [
            (Outcome::refuse("the-words"), "stop"),
            (Outcome::truncate("the-words"), "length"),
            (Outcome::answer_text("the-words"), "stop"),
        ];
        for (outcome, reason) in cases {
            stage.play([outcome]);
            let result = orders(stage.builder().trace_content(true)).extract("a").await;
            assert!(!matches!(result, Ok(_) | Err(Error::Config(_))), "{result:?}");
            let seen = ours(listening.seen());
            let told: Value =
                serde_json::from_str(seen[0].value(OUTPUT_MESSAGES).unwrap()).unwrap();
            let content = &told[0]["parts"][0]["content"];
            assert_eq!((content, &told[0]["finish_reason"]), (&json!("the-words"), &json!(reason)));
        }
    }
}
