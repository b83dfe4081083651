//! What the client makes of scripted log probabilities. Each sum is that of the tokens above it, by hand.

mod streams;

use std::collections::BTreeMap;

use extract::{Endpoint, Error, Extract, Extraction, Streamed, testing::Outcome, wire};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::stage::{KEY, Order, Stage, completed, hiding, order};

/// A token and its log probability. One that ends within a character is no text.
type Token = (Vec<u8>, f64);

fn token(text: impl Into<Vec<u8>>, logprob: f64) -> Token {
    (text.into(), logprob)
}

fn tokens(texts: &[(&str, f64)]) -> Vec<Token> {
    texts.iter().map(|(text, logprob)| token(*text, *logprob)).collect()
}

fn text(tokens: &[Token]) -> String {
    let bytes: Vec<&[u8]> = tokens.iter().map(|(bytes, _)| bytes.as_slice()).collect();
    String::from_utf8(bytes.concat()).unwrap()
}

/// The server answers with these tokens.
fn answer(tokens: &[Token]) -> Outcome {
    Outcome::answer_text(text(tokens)).logprobs(tokens.to_vec())
}

/// As a server tells them in a body.
fn told(tokens: &[Token]) -> Value {
    let told = |(bytes, logprob): &Token| {
        let text = String::from_utf8_lossy(bytes);
        json!({ "token": text, "logprob": logprob, "bytes": bytes, "top_logprobs": [] })
    };
    tokens.iter().map(told).collect()
}

/// A body of this endpoint with this text and these log probabilities.
fn body(endpoint: Endpoint, text: &str, logprobs: &Value) -> Value {
    let mut body: Value = serde_json::from_str(&completed(endpoint, text)).unwrap();
    match endpoint {
        Endpoint::Responses => body["output"][0]["content"][0]["logprobs"] = logprobs.clone(),
        _ => body["choices"][0]["logprobs"] = json!({ "content": logprobs, "refusal": null }),
    }
    body
}

/// The same answer twice: plain, and in a stream.
async fn ask<T: Extract + Streamed + 'static>(
    stage: &Stage,
    tokens: &[Token],
) -> [Extraction<T>; 2] {
    stage.play([answer(tokens), answer(tokens)]);
    let client = stage.builder().build().unwrap();
    let extractor = client.extractor::<T>("gpt-4.1").logprobs(true);
    let plain = extractor.extract("a text").await.unwrap();
    let mut stream = extractor.stream("a text").await.unwrap();
    while let Some(partial) = stream.next().await {
        partial.unwrap();
    }
    [plain, stream.finish().await.unwrap()]
}

/// What the model made of each path is the exponential of its sum, and all else is nothing.
fn expect<T>(found: &Extraction<T>, sums: &[(&str, f64)]) {
    for (path, sum) in sums {
        let probability = found.confidence(path).unwrap_or_else(|| panic!("{path}"));
        assert!((probability - sum.exp()).abs() < 1e-12, "{path}: {probability}");
        assert_eq!(found.confidence(&format!("$.{path}")), Some(probability), "{path}");
    }
}

#[tokio::test]
async fn each_field_has_the_product_of_its_tokens() {
    let order = tokens(&[
        ("{\"number\":\"", -0.01), // begins `number`
        ("2024-", -0.5),
        ("17\",\"", -0.25),                  // ends it
        ("lines\":[{\"item\":\"ch", -0.125), // begins `lines` and `item`
        ("air\",\"cents\":1", -2.0),         // ends `item` and begins `cents`
        ("200}", -0.0625),
        ("]}", -0.03125),
    ]);
    for stage in Stage::both().await {
        for found in ask::<Order>(&stage, &order).await {
            assert_eq!(found.value, self::order());
            expect(
                &found,
                &[
                    ("number", -0.76),           // -0.01 - 0.5 - 0.25
                    ("lines[0].item", -2.125),   // -0.125 - 2.0
                    ("lines[0].cents", -2.0625), // -2.0 - 0.0625
                    ("lines[0]", -2.1875),       // -0.125 - 2.0 - 0.0625
                    ("lines", -2.21875),         // and -0.03125
                ],
            );
            let paths: Vec<_> = found.confidences().into_iter().map(|it| it.path).collect();
            assert_eq!(paths, ["$.lines[0].item", "$.lines[0].cents", "$.number"]);
            assert_eq!(found.logprobs.len(), 7);
            assert_eq!(found.confidence("total"), None);
            let mapped = found.map(|order| order.lines.len());
            expect(&mapped, &[("number", -0.76)]);
        }
    }
}

#[derive(Debug, Deserialize, Extract, PartialEq)]
struct Words {
    first: String,
    second: String,
    third: String,
}

#[tokio::test]
async fn escapes_and_split_characters_are_as_long_as_they_are_written() {
    let words = [
        token(r#"{"first":"a\"#, -0.5), // the first half of an escape
        token(r#"""#, -0.25),           // and its second
        token(r#"\\""#, -0.125),        // ends `first`
        token(r#","second":"#, -64.0),  // no part of any value
        token(r#""\u00"#, -0.0625),
        token(r#"e9\ud83d\ude"#, -1.0),
        token(r#"00","third":""#, -2.0), // ends `second`, begins `third`
        token([0xf0, 0x9f, 0x98], -4.0),
        token([0x80, 0xc3], -8.0),
        token([0xa9, b'"', b'}'], -16.0),
    ];
    for stage in Stage::both().await {
        for found in ask::<Words>(&stage, &words).await {
            let value = ["a\"\\", "\u{e9}\u{1f600}", "\u{1f600}\u{e9}"].map(str::to_owned);
            assert_eq!(
                [&found.value.first, &found.value.second, &found.value.third],
                value.each_ref()
            );
            expect(&found, &[("first", -0.875), ("second", -3.0625), ("third", -30.0)]);
        }
    }
}

#[tokio::test]
async fn paths_lead_through_wrappers_maps_and_tuples_as_those_of_violations_do() {
    type Stock = BTreeMap<String, (u8, String)>;
    let stock = tokens(&[
        (r#"{"value":[{"key":"#, -0.01),
        (r#""a","#, -0.5),
        (r#""value":{"_0":"#, -0.02),
        ("7", -0.25),
        (r#","_1":"#, -0.03),
        (r#""x""#, -0.125),
        ("}}]}", -0.04),
    ]);
    for stage in Stage::both().await {
        let lists = tokens(&[(r#"{"value":[[]"#, 0.0), (",[]]}", -0.5)]);
        for found in ask::<Vec<Stock>>(&stage, &lists).await {
            assert_eq!(found.value.len(), 2);
            expect(&found, &[("value[0]", 0.0), ("value[1]", -0.5)]);
        }

        for found in ask::<Stock>(&stage, &stock).await {
            assert_eq!(found.value["a"], (7, "x".to_owned()));
            expect(
                &found,
                &[
                    ("value[0].key", -0.5),
                    ("value[0].value._0", -0.25),
                    ("value[0].value._1", -0.125),
                    ("value[0].value", -0.465), // -0.02 - 0.25 - 0.03 - 0.125 - 0.04
                ],
            );
        }
    }
}

#[tokio::test]
async fn a_wrong_value_tells_how_sure_the_model_was_of_it() {
    let negative = tokens(&[
        (r#"{"number":"n","lines":[{"item":"chair","cents":"#, -0.5),
        ("-1", -3.0),
        ("}]}", -0.25),
    ]);
    for stage in Stage::both().await {
        stage.play([answer(&negative)]);
        let error = stage.orders().logprobs(true).extract("a").await.map_err(hiding).unwrap_err();
        let Error::Invalid(error) = error else { panic!("{error}") };
        let path = error.violations()[0].path();
        assert_eq!(path, "$.lines[0].cents");
        let tokens = &error.evidence().logprobs;
        assert_eq!(wire::confidence(error.raw(), tokens, path), Some((-3.0_f64).exp()));
    }
}

#[tokio::test]
async fn the_tokens_are_those_of_the_answer_that_is_the_value() {
    let order = serde_json::to_string(&order()).unwrap();
    let answer = [(order.as_str(), -0.5)];
    let (other, answer) = (tokens(&[("{}", -1.0)]), tokens(&answer));
    for stage in Stage::both().await {
        // A first answer that is no value, asked for again.
        stage.play([self::answer(&other), self::answer(&answer)]);
        let orders = stage.orders().logprobs(true);
        let found = orders.clone().reask(1).extract("a").await.unwrap();
        assert_eq!((found.rejected.len(), found.logprobs.len()), (1, 1));
        expect(&found, &[("number", -0.5)]);

        let mut body = body(stage.endpoint, &order, &told(&answer));
        match stage.endpoint {
            Endpoint::Responses => {
                let message = |text: &str, tokens: &[Token]| {
                    let part =
                        json!({ "type": "output_text", "text": text, "logprobs": told(tokens) });
                    json!({ "type": "message", "content": [part], "phase": "commentary" })
                };
                let messages = body["output"].as_array_mut().unwrap();
                messages.insert(0, message("I look.", &tokens(&[("I look.", -9.0)])));
                messages.push(message("I looked.", &tokens(&[("I looked.", -9.0)])));
            }
            _ => {
                let choice = json!({ "message": { "content": "{}" }, "logprobs": { "content": told(&other) } });
                body["choices"].as_array_mut().unwrap().push(choice);
                body["choices"][0]["logprobs"]["refusal"] = told(&tokens(&[("No.", -9.0)]));
            }
        }
        stage.play([Outcome::raw(200, &[], body.to_string())]);
        let found = orders.extract("a").await.unwrap();
        assert_eq!(found.logprobs.len(), 1);
        expect(&found, &[("number", -0.5)]);
    }
}

#[tokio::test]
async fn an_answer_in_parts_has_the_tokens_of_all() {
    for stage in Stage::both().await {
        let part = |text: &str, tokens: &[Token]| json!({ "type": "output_text", "text": text, "logprobs": told(tokens) });
        let (first, second) = (r#"{"number":"n","#, r#""lines":[]}"#);
        let halves = [tokens(&[(first, -0.5)]), tokens(&[(second, -0.25)])];
        let mut body = body(stage.endpoint, "", &told(&halves.concat()));
        let parts = json!([part(first, &halves[0]), part(second, &halves[1])]);
        match stage.endpoint {
            Endpoint::Responses => body["output"][0]["content"] = parts,
            _ => body["choices"][0]["message"]["content"] = parts,
        }
        stage.play([Outcome::raw(200, &[], body.to_string())]);
        let found = stage.orders().logprobs(true).extract("a").await.unwrap();
        expect(&found, &[("number", -0.5), ("lines", -0.25)]);
    }
}

#[tokio::test]
async fn a_long_answer_has_its_tokens_too() {
    let long = "a word \u{e9} ".repeat(400);
    let long = tokens(&[
        ("{\"first\":\"short\"", -0.5),
        (",\"second\":\"", -0.25),
        (&long, -0.125),
        ("\",\"third\":", -2.0),
        ("\"\"}", -1.0),
    ]);
    for stage in Stage::both().await {
        for found in ask::<Words>(&stage, &long).await {
            assert_eq!(found.value.second.len(), 4000);
            expect(&found, &[("first", -0.5), ("second", -2.375), ("third", -1.0)]);
        }
    }
}

#[tokio::test]
async fn what_the_server_tells_wrong_costs_no_answer() {
    let order = serde_json::to_string(&order()).unwrap();
    let cases = [
        json!(null),
        json!([]),
        json!({}),
        json!(7),
        json!("tokens"),
        json!([null]),
        json!([{ "token": order }]),
        json!([{ "token": order, "logprob": null }]),
        json!([{ "token": order, "logprob": 0.9 }]),
        json!([{ "token": order, "logprob": -0.5, "bytes": [300] }]),
        json!([told(&tokens(&[(&order, -0.5)]))[0], 7]),
        told(&tokens(&[(&order.replace("chair", "table"), -0.5)])),
        told(&tokens(&[(&order[1..], -0.5)])),
        told(&tokens(&[(&order[..20], -0.5)])),
        told(&tokens(&[(" ", -0.5), (&order, -0.5)])),
    ];
    for stage in Stage::both().await {
        for logprobs in &cases {
            let body = body(stage.endpoint, &order, logprobs);
            stage.play([Outcome::raw(200, &[], body.to_string())]);
            let found = stage.orders().logprobs(true).extract("a").await.unwrap();
            assert_eq!(found.value, self::order());
            assert_eq!(found.confidence("number"), None, "{logprobs}");
            assert_eq!(found.confidences(), [], "{logprobs}");
            assert_eq!(found.logprobs, [], "{logprobs}");
        }
        // Half of a surrogate pair, which JSON may spell and no text can hold.
        let body = body(stage.endpoint, &order, &told(&tokens(&[("half", -0.5)])));
        let body = body.to_string().replace("half", "\\ud83d");
        stage.play([Outcome::raw(200, &[], body)]);
        assert_eq!(stage.orders().extract("a").await.unwrap().value, self::order());
    }
}

#[tokio::test]
async fn a_server_may_tell_the_tokens_of_a_call() {
    let order = serde_json::to_string(&order()).unwrap();
    let (before, after) = order.split_at(20);
    let stage = Stage::new(Endpoint::Chat).await;
    let mut body = body(Endpoint::Chat, "", &told(&tokens(&[(before, -0.5), (after, -0.25)])));
    let call = json!({ "id": "c", "function": { "name": "Order", "arguments": order } });
    body["choices"][0]["message"] = json!({ "content": null, "tool_calls": [call] });
    stage.play([Outcome::raw(200, &[], body.to_string())]);
    let found = stage.orders().through_tool().logprobs(true).extract("a").await.unwrap();
    expect(&found, &[("number", -0.5), ("lines[0].cents", -0.25)]);
}

#[tokio::test]
async fn what_nobody_asked_for_is_not_there() {
    for stage in Stage::both().await {
        let found = stage.ask([Outcome::answer(order())]).await.unwrap();
        assert_eq!((found.logprobs.len(), found.confidence("number")), (0, None));
        let asked = stage.server.requests();
        assert_eq!(asked[0].body().get("logprobs"), None);
        assert_eq!(asked[0].body().get("include"), None);
    }
}

#[tokio::test]
async fn text_around_the_json_has_its_tokens() {
    let fenced = tokens(&[
        ("```json\n{\"value\":[", -1.0),
        ("\"Ada\"", -0.5),
        ("]}\n", -2.0),
        ("```", -4.0),
        ("<|end|>", -8.0),
    ]);
    for stage in Stage::both().await {
        let shown = text(&fenced[..4]);
        let body = body(stage.endpoint, &shown, &told(&fenced));
        stage.play([Outcome::raw(200, &[], body.to_string())]);
        let client = stage.builder().build().unwrap();
        let names = client.extractor::<Vec<String>>("gpt-4.1").logprobs(true).lenient(true);
        let found = names.extract("Ada came.").await.unwrap();
        assert_eq!((found.value.len(), found.tolerated.len()), (1, 1));
        expect(&found, &[("value[0]", -0.5)]);
    }
}

#[tokio::test]
async fn a_key_that_is_spread_over_tokens_is_shown_nowhere() {
    let (head, tail) = KEY.split_at(8);
    let numbered = |number: &str| format!(r#"{{"number":"{number}","lines":[]}}"#);
    let whole = numbered(KEY);
    let (before, after) = whole.split_once(KEY).unwrap();
    let spread = tokens(&[(before, -0.5), (head, -0.5), (tail, -0.5), (after, -0.5)]);
    for stage in Stage::both().await {
        stage.play([answer(&spread)]);
        let found = stage.orders().logprobs(true).extract("a").await.unwrap();
        assert_eq!(found.raw, numbered("[key]"));
        assert_eq!((found.logprobs.len(), found.confidence("number")), (0, None));

        let cut = body(stage.endpoint, "{}", &told(&spread)).to_string();
        stage.play([Outcome::raw(200, &[], cut)]);
        let error = stage.orders().logprobs(true).extract("a").await.map_err(hiding).unwrap_err();
        let evidence = error.evidence().unwrap();
        assert_eq!(evidence.logprobs, []);
    }
}

#[tokio::test]
async fn what_came_of_a_cut_answer_keeps_its_tokens() {
    let half = tokens(&[("{\"number\":\"2024", -0.5), ("-1", -0.25)]);
    for stage in Stage::both().await {
        let mut body = body(stage.endpoint, &text(&half), &told(&half));
        match stage.endpoint {
            Endpoint::Responses => body["status"] = json!("incomplete"),
            _ => body["choices"][0]["finish_reason"] = json!("length"),
        }
        stage.play([Outcome::raw(200, &[], body.to_string())]);
        let error = stage.orders().logprobs(true).extract("a").await.map_err(hiding).unwrap_err();
        assert!(matches!(error, Error::Truncated(_)), "{error}");
        assert_eq!(error.evidence().unwrap().logprobs.len(), 2);
    }
}
