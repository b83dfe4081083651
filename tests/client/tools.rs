//! An answer that comes through a tool which the model must call: what is sent, and every outcome.

use extract::{
    Dialect, Endpoint, Error, Extract, Extraction, Extractor, Tolerated, Verbosity,
    error::{Rule, TruncationReason},
    testing::{Filter, Outcome},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::stage::{Line, ORDER, Order, Stage, completed, hiding, order, variant};

const CUT: &str = r#"{"number":"7","lines":[{"item":"chair","cents":1},{"item":"table","ce"#;

fn through(stage: &Stage) -> Extractor<Order> {
    stage.orders().through_tool()
}

/// What one call through the tool makes of this outcome.
async fn ask(stage: &Stage, outcome: Outcome) -> Result<Extraction<Order>, Error> {
    stage.play([outcome]);
    through(stage).extract("an order").await.map_err(hiding)
}

async fn error(stage: &Stage, outcome: Outcome) -> Error {
    ask(stage, outcome).await.expect_err("no value")
}

/// A body of this endpoint with calls as they are written in Chat, and this text beside them.
fn called(endpoint: Endpoint, finish: &str, text: Option<&str>, calls: &[Value]) -> Outcome {
    let body = match endpoint {
        Endpoint::Responses => {
            let mut output: Vec<_> = text
                .map(|text| json!({ "type": "message", "content": text }))
                .into_iter()
                .collect();
            output.extend(calls.iter().cloned().map(|mut call| {
                call["type"] = json!("function_call");
                call
            }));
            json!({ "id": "r", "status": "completed", "output": output })
        }
        _ => {
            let calls: Vec<_> =
                calls.iter().map(|call| json!({ "id": "c", "function": call })).collect();
            let message = json!({ "content": text, "tool_calls": calls });
            json!({ "id": "c", "choices": [{ "finish_reason": finish, "message": message }] })
        }
    };
    Outcome::raw(200, &[], body.to_string())
}

#[tokio::test]
async fn the_schema_is_sent_as_a_tool_that_must_be_called() {
    /// What was ordered.
    #[derive(Debug, Deserialize, Extract)]
    struct Chair {
        /// In cents.
        price: u8,
    }
    let parameters = json!({
        "type": "object",
        "description": "What was ordered.",
        "properties": {
            "price": {
                "type": "integer", "description": "In cents.", "minimum": 0, "maximum": 255,
            },
        },
        "required": ["price"],
        "additionalProperties": false,
    });
    let function = json!({
        "name": "Chair",
        "description": "What was ordered.",
        "parameters": parameters,
        "strict": true,
    });
    for stage in Stage::both().await {
        let chairs = stage.builder().build().unwrap().extractor::<Chair>("gpt-4.1");
        stage.play([Outcome::answer(json!({ "price": 7 }))]);
        let found = chairs.through_tool().verbosity(Verbosity::Low).extract("a").await.unwrap();
        assert_eq!(found.value.price, 7);

        let body = stage.server.requests().last().unwrap().body();
        assert_eq!(body["parallel_tool_calls"], false);
        if stage.endpoint == Endpoint::Chat {
            assert_eq!(body["tools"], json!([{ "type": "function", "function": function }]));
            let name = json!({ "name": "Chair" });
            assert_eq!(body["tool_choice"], json!({ "type": "function", "function": name }));
            assert_eq!(body.get("response_format"), None);
            assert_eq!(body["verbosity"], "low");
        } else {
            let mut function = function.clone();
            function["type"] = json!("function");
            assert_eq!(body["tools"], json!([function]));
            assert_eq!(body["tool_choice"], json!({ "type": "function", "name": "Chair" }));
            assert_eq!(body["text"], json!({ "verbosity": "low" }));
        }
    }
}

#[tokio::test]
async fn nothing_of_a_format_is_left() {
    for stage in Stage::both().await {
        through(&stage).extract("a").await.unwrap();
        let body = stage.server.requests()[0].body();
        let mut keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let input = if stage.endpoint == Endpoint::Chat { "messages" } else { "input" };
        assert_eq!(keys, [input, "model", "parallel_tool_calls", "tool_choice", "tools"]);
    }
}

#[tokio::test]
async fn a_root_that_is_no_object_is_wrapped_and_unwrapped() {
    for stage in Stage::both().await {
        let names = stage.builder().build().unwrap().extractor::<Vec<String>>("gpt-4.1");
        stage.play([Outcome::answer(json!({ "value": ["Ada"] }))]);
        let found = names.through_tool().extract("a").await.unwrap();
        assert_eq!((found.value, found.raw.as_str()), (vec!["Ada".into()], r#"{"value":["Ada"]}"#));
        let request = stage.server.requests().pop().unwrap();
        assert_eq!(request.format_name().as_deref(), Some("string_list"));
    }
}

#[tokio::test]
async fn the_arguments_become_the_value_however_the_run_ends() {
    let call = json!({ "name": "Order", "arguments": ORDER });
    let as_json = json!({ "name": "Order", "arguments": order() });
    for stage in Stage::both().await {
        let endpoint = stage.endpoint;
        let outcomes = [
            Outcome::answer(order()),
            Outcome::answer(order()).twice(),
            Outcome::answer(order()).commentary("Let me read.").reasoning("Hm.").unknown_kinds(),
            Outcome::call("Order", order()),
            Outcome::call("Order", order()).and_call("Order", order()),
            called(endpoint, "tool_calls", None, std::slice::from_ref(&call)),
            called(endpoint, "stop", Some("Here it is."), std::slice::from_ref(&call)),
            called(endpoint, "eos", None, std::slice::from_ref(&as_json)),
            // A server that does not know how to force a call.
            Outcome::raw(200, &[], completed(endpoint, ORDER)),
        ];
        for outcome in outcomes {
            let shown = format!("{outcome:?}");
            let found = ask(&stage, outcome).await.expect(&shown);
            assert_eq!(found.value, order(), "{shown}");
            assert_eq!(found.raw, ORDER, "{shown}");
            assert_eq!(found.attempts.len(), 1, "{shown}");
        }
    }
}

#[tokio::test]
async fn every_way_of_having_no_value_is_the_same_as_without_a_tool() {
    for stage in Stage::both().await {
        let outcomes = [
            ("Refused", Outcome::refuse("I can't help with that.")),
            ("Truncated", Outcome::truncate(CUT)),
            ("Truncated", Outcome::truncate("")),
            // A whole value that was cut off is still no value.
            ("Truncated", Outcome::truncate(ORDER)),
            ("Filtered", Outcome::filter(Filter::Answer)),
            ("Filtered", Outcome::filter(Filter::Prompt)),
            ("Invalid", Outcome::answer_text("I found one chair.")),
            ("Invalid", Outcome::answer(json!({ "number": 7, "lines": [] }))),
            ("Empty", Outcome::empty()),
        ];
        for (expected, outcome) in outcomes {
            let through = error(&stage, outcome.clone()).await;
            let direct = stage.error([outcome]).await;
            assert_eq!(variant(&through), expected, "{through:?}");
            assert_eq!(through.to_string(), direct.to_string());
            assert_eq!(through.is_retryable(), direct.is_retryable());
            assert_eq!(through.usage().output, direct.usage().output, "{through:?}");
            assert_eq!(through.attempts().len(), 1, "{through:?}");
            assert_eq!(stage.seen(), 2, "{through}");
        }
    }
}

#[tokio::test]
async fn a_call_that_is_cut_off_keeps_its_items() {
    for stage in Stage::both().await {
        let error = error(&stage, Outcome::truncate(CUT)).await;
        let Error::Truncated(cut) = &error else { panic!("{error:?}") };
        assert_eq!((cut.partial_text(), cut.reason()), (CUT, TruncationReason::TokenLimit));
        assert_eq!(cut.items::<Line>("lines").len(), 1);
    }
    // The run completed, and the call says that it did not.
    let stage = Stage::new(Endpoint::Responses).await;
    let call = json!({ "name": "Order", "status": "incomplete", "arguments": CUT });
    let error = error(&stage, called(Endpoint::Responses, "", None, &[call])).await;
    let Error::Truncated(cut) = &error else { panic!("{error:?}") };
    assert_eq!((cut.partial_text(), cut.stated_reason()), (CUT, None));
}

#[tokio::test]
async fn a_call_that_the_filter_stopped_keeps_what_came() {
    let call = json!({ "name": "Order", "arguments": CUT });
    let stage = Stage::new(Endpoint::Chat).await;
    let error = error(&stage, called(Endpoint::Chat, "content_filter", None, &[call])).await;
    let Error::Filtered(filtering) = &error else { panic!("{error:?}") };
    assert_eq!(filtering.partial_text(), CUT);
}

#[tokio::test]
async fn calls_that_are_not_the_one_are_invalid_and_kept() {
    let two = json!([
        { "name": "Order", "arguments": ORDER },
        { "name": "Order", "arguments": r#"{"number":"8","lines":[]}"# },
    ]);
    for stage in Stage::both().await {
        let cases = [
            (
                Outcome::call("Refund", order()),
                "the model called `Refund` in the place of `Order`",
                ORDER.to_owned(),
            ),
            (
                Outcome::call("Order", order())
                    .and_call("Order", json!({ "number": "8", "lines": [] })),
                "2 calls that differ, where one is expected",
                two.to_string(),
            ),
        ];
        for (outcome, message, raw) in cases {
            let error = error(&stage, outcome).await;
            let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
            let [violation] = invalid.violations() else { panic!("{error:?}") };
            assert_eq!((violation.path(), violation.rule()), ("$", Rule::Tool));
            assert_eq!(violation.message(), message);
            assert_eq!(invalid.raw(), raw);
            assert!(error.usage().is_reported());
        }
    }
}

#[tokio::test]
async fn a_call_without_arguments_is_empty_and_a_text_without_a_call_is_read() {
    let blank = json!({ "name": "Order", "arguments": "" });
    for stage in Stage::both().await {
        let outcome = called(stage.endpoint, "stop", Some("Hm."), std::slice::from_ref(&blank));
        let empty = error(&stage, outcome).await;
        let Error::Empty(empty) = &empty else { panic!("{empty:?}") };
        assert_eq!(empty.reason(), "the model called `Order` without arguments");
        assert_eq!(empty.commentary(), "Hm.");

        let outcome = Outcome::raw(200, &[], completed(stage.endpoint, "I found one chair."));
        let invalid = error(&stage, outcome).await;
        let Error::Invalid(invalid) = &invalid else { panic!("{invalid:?}") };
        assert_eq!(invalid.raw(), "I found one chair.");
        assert_eq!(invalid.violations()[0].rule(), Rule::Syntax);
    }
}

#[tokio::test]
async fn examples_and_options_go_along() {
    for stage in Stage::both().await {
        let orders = through(&stage)
            .instructions("Read the order.")
            .example("One chair", &order())
            .max_output_tokens(100);
        orders.extract("a").await.unwrap();
        let body = stage.server.requests()[0].body();
        let list = if stage.endpoint == Endpoint::Chat { "messages" } else { "input" };
        let messages = body[list].as_array().unwrap();
        let [.., example, answer, input] = messages.as_slice() else { panic!("{body}") };
        assert_eq!(*example, json!({ "role": "user", "content": "One chair" }));
        assert_eq!(answer["role"], "assistant");
        assert_eq!(*input, json!({ "role": "user", "content": "a" }));
    }
}

#[tokio::test]
async fn what_the_tool_decides_cannot_be_set_beside_it() {
    for stage in Stage::both().await {
        for key in ["tools", "tool_choice", "parallel_tool_calls"] {
            let error = through(&stage).extra(key, json!([])).prepare().expect_err(key);
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            assert!(error.to_string().starts_with(&format!("`extra` sets `{key}`")), "{error}");
        }
    }
}

#[tokio::test]
async fn asking_again_shows_the_arguments_or_the_calls_that_were_wrong() {
    let wrong = json!({ "number": 7, "lines": [] });
    for stage in Stage::both().await {
        stage.play([
            Outcome::answer(&wrong),
            Outcome::call("Refund", json!({})),
            Outcome::answer(order()),
        ]);
        let found = through(&stage).reask(2).extract("a").await.unwrap();
        assert_eq!((found.value, found.raw.as_str()), (order(), ORDER));
        let rejected: Vec<_> = found.rejected.iter().map(|answer| answer.raw.as_str()).collect();
        assert_eq!(rejected, [wrong.to_string().as_str(), "{}"]);

        let requests = stage.server.requests();
        let bodies: Vec<_> = requests.iter().map(|request| request.body()).collect();
        let [first, .., last] = bodies.as_slice() else { panic!("{bodies:?}") };
        assert_eq!(last["tool_choice"], first["tool_choice"]);
        let list = if stage.endpoint == Endpoint::Chat { "messages" } else { "input" };
        let said: Vec<_> = last[list].as_array().unwrap().iter().map(Value::to_string).collect();
        let [_, arguments, violations, call, tool] = said.as_slice() else { panic!("{said:?}") };
        assert!(arguments.contains(r#"\"number\":7"#), "{arguments}");
        assert!(violations.contains("$.number (type)"), "{violations}");
        assert!(call.contains("{}") && call.contains("assistant"), "{call}");
        let wrong_tool = "$ (tool): the model called `Refund` in the place of `Order`";
        assert!(tool.contains(wrong_tool), "{tool}");
    }
}

#[tokio::test]
async fn a_tool_takes_the_schema_of_every_dialect_and_no_message_repeats_it() {
    let strict = Some(&Value::Bool(true));
    let cases = [
        (Dialect::Strict, strict),
        (Dialect::FineTuned, strict),
        (Dialect::Plain, None),
        (Dialect::JsonMode, None),
    ];
    for stage in Stage::both().await {
        for (dialect, strict) in cases {
            stage.play([Outcome::answer(order())]);
            let orders = through(&stage).dialect(dialect).instructions("Read.");
            assert_eq!(orders.extract("a").await.map_err(hiding).unwrap().value, order());
            let request = stage.server.requests().pop().unwrap();
            let body = request.body();
            let tool = &body["tools"][0];
            let function = if stage.endpoint == Endpoint::Chat { &tool["function"] } else { tool };
            assert_eq!(function.get("strict"), strict, "{dialect:?}");
            let schema = extract::json_schema_in::<Order>(dialect);
            assert_eq!(request.text().matches(schema.as_str()).count(), 1, "{dialect:?}");
            assert!(!request.text().contains(r#"\"properties\""#), "{dialect:?}");
            assert!(request.text().contains(r#":"Read.""#), "{dialect:?}");
        }
    }
}

#[tokio::test]
async fn a_call_is_read_as_leniently_as_a_text_and_asked_for_again() {
    let fenced = |text: &str| {
        let arguments = format!("```json\n{text}\n```");
        json!({ "name": "Order", "arguments": arguments })
    };
    let calls = [fenced(r#"{"number":7,"lines":[]}"#), fenced(ORDER)];
    for stage in Stage::both().await {
        for dialect in [Dialect::Strict, Dialect::JsonMode] {
            let answer = |call: &Value| {
                called(stage.endpoint, "tool_calls", None, std::slice::from_ref(call))
            };
            stage.play(calls.iter().map(answer));
            let orders = through(&stage).dialect(dialect).lenient(true).reask(1);
            let found = orders.extract("a").await.map_err(hiding).unwrap();
            assert_eq!((found.value, found.tolerated), (order(), vec![Tolerated::Fence]));
            assert_eq!(found.rejected[0].violations[0].path(), "$.number");

            let body = stage.server.requests().pop().unwrap().body();
            let list = if stage.endpoint == Endpoint::Chat { "messages" } else { "input" };
            let [.., shown, _] = body[list].as_array().unwrap().as_slice() else {
                panic!("{body}")
            };
            assert_eq!(*shown, json!({ "role": "assistant", "content": calls[0]["arguments"] }));

            stage.play([answer(&calls[1])]);
            let error = through(&stage).extract("a").await.map_err(hiding).expect_err("a fence");
            assert!(error.to_string().contains("`Extractor::lenient`"), "{error}");
        }
    }
}
