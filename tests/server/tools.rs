//! Function tools: what the judge says of them, and how calls are answered.

use extract::{
    Endpoint::{self, *},
    Extract, Tool,
    error::Evidence,
    testing::{Outcome, Server, judge_request},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ask::{ENDPOINTS, ask};

/// Looks up a city.
#[derive(Debug, Deserialize, Extract, PartialEq)]
struct City {
    name: String,
}

fn city_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "name": { "type": "string" } },
        "required": ["name"],
        "additionalProperties": false,
    })
}

fn function(name: &str, parameters: Value) -> Value {
    json!({ "name": name, "parameters": parameters, "strict": true })
}

/// A tool around these members, in the spelling of the endpoint.
fn spelled(endpoint: Endpoint, function: Value) -> Value {
    if endpoint == Chat {
        return json!({ "type": "function", "function": function });
    }
    let mut tool = function;
    tool["type"] = json!("function");
    tool
}

fn request(endpoint: Endpoint, members: &Value) -> Value {
    let mut body = match endpoint {
        Chat => json!({ "model": "gpt-4.1", "messages": [{ "role": "user", "content": "hi" }] }),
        _ => json!({ "model": "gpt-4.1", "input": "hi" }),
    };
    for (key, value) in members.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn choice(endpoint: Endpoint, name: &str) -> Value {
    spelled(endpoint, json!({ "name": name }))
}

#[test]
fn these_tools_are_taken() {
    for endpoint in ENDPOINTS {
        let city = spelled(endpoint, function("get-city_2", city_schema()));
        let bare = spelled(endpoint, json!({ "name": "ping" }));
        // Without `strict` a schema is only a hint.
        let hint = spelled(endpoint, json!({ "name": "hint", "parameters": { "oneOf": [] } }));
        let described = spelled(
            endpoint,
            json!({ "name": "d", "description": "é".repeat(1024), "strict": null }),
        );
        let cases = [
            json!({ "tools": [city] }),
            json!({ "tools": [city, bare, hint, described], "parallel_tool_calls": true }),
            json!({ "tools": [city], "tool_choice": choice(endpoint, "get-city_2") }),
            json!({ "tools": [city], "tool_choice": "required", "parallel_tool_calls": false }),
            json!({ "tools": [city], "tool_choice": null }),
        ];
        for members in cases {
            assert_eq!(judge_request(endpoint, &request(endpoint, &members)), Ok(()), "{members}");
        }
    }
    let hosted = json!({ "tools": [{ "type": "web_search" }], "tool_choice": "auto" });
    assert_eq!(judge_request(Responses, &request(Responses, &hosted)), Ok(()));
}

#[test]
fn these_tools_are_refused_in_the_words_of_the_service() {
    let open = json!({ "type": "object", "properties": {}, "required": [] });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let strict_null = json!({ "type": "object", "properties": { "a": { "not": {} } },
        "required": ["a"], "additionalProperties": false });
    let long = "n".repeat(65);
    // The members of a function, then the message with `@` for its place and the code.
    let cases = [
        (
            function("", city_schema()),
            "Invalid '@.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
            "@.name",
            "invalid_value",
        ),
        (
            function("get city", city_schema()),
            "Invalid '@.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
            "@.name",
            "invalid_value",
        ),
        (
            function(&long, city_schema()),
            "Invalid '@.name': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
            "@.name",
            "string_above_max_length",
        ),
        (
            json!({ "parameters": {} }),
            "Missing required parameter: '@.name'.",
            "@.name",
            "missing_required_parameter",
        ),
        (
            json!({ "name": "city", "description": "d".repeat(1025) }),
            "Invalid '@.description': string too long. Expected a string with maximum length 1024, but got a string with length 1025 instead.",
            "@.description",
            "string_above_max_length",
        ),
        (
            json!({ "name": "city", "strict": "yes" }),
            "Invalid type for '@.strict': expected a boolean, but got a string instead.",
            "@.strict",
            "invalid_type",
        ),
        (
            json!({ "name": "city", "schema": {} }),
            "Unknown parameter: '@.schema'.",
            "@.schema",
            "unknown_parameter",
        ),
        (
            function("city", open),
            "Invalid schema for function 'city': In context=(), 'additionalProperties' is required to be supplied and to be false.",
            "@.parameters",
            "invalid_function_parameters",
        ),
        (
            function("city", list),
            "Invalid schema for function 'city': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"array\"'.",
            "@.parameters",
            "invalid_function_parameters",
        ),
        (
            function("city", strict_null),
            "Invalid schema for function 'city': In context=('properties', 'a'), Unsupported keywords ('not',)",
            "@.parameters",
            "invalid_function_parameters",
        ),
    ];
    for endpoint in ENDPOINTS {
        let place = if endpoint == Chat { "tools[1].function" } else { "tools[1]" };
        for (function, message, parameter, code) in &cases {
            let good = spelled(endpoint, json!({ "name": "good" }));
            let tools = json!({ "tools": [good, spelled(endpoint, function.clone())] });
            let refused = judge_request(endpoint, &request(endpoint, &tools)).unwrap_err();
            assert_eq!(refused.message(), message.replace('@', place));
            assert_eq!(refused.parameter(), Some(parameter.replace('@', place).as_str()));
            assert_eq!(refused.error_code(), Some(*code), "{refused}");
            assert_eq!(refused.status(), 400);
        }
    }
}

#[test]
fn a_choice_must_name_a_tool_that_is_there() {
    let both = |members: fn(Endpoint) -> Value, message: &'static str, parameter: &'static str| {
        ENDPOINTS.map(|endpoint| (endpoint, members(endpoint), message, parameter)).to_vec()
    };
    let city = |endpoint| spelled(endpoint, function("city", city_schema()));
    let mut cases = both(
        |endpoint| json!({ "tool_choice": choice(endpoint, "town") }),
        "Tool choice 'town' not found in 'tools' parameter.",
        "tool_choice",
    );
    cases.extend(both(
        |_| json!({ "tool_choice": "any" }),
        "Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.",
        "tool_choice",
    ));
    cases.extend(both(
        |_| json!({ "tool_choice": { "name": "city" } }),
        "Missing required parameter: 'tool_choice.type'.",
        "tool_choice.type",
    ));
    cases.extend([
        // Each endpoint's spelling is a mistake on the other.
        (
            Responses,
            json!({ "tool_choice": choice(Chat, "city") }),
            "Missing required parameter: 'tool_choice.name'.",
            "tool_choice.name",
        ),
        (
            Chat,
            json!({ "tool_choice": choice(Responses, "city") }),
            "Missing required parameter: 'tool_choice.function'.",
            "tool_choice.function",
        ),
        (
            Responses,
            json!({ "tools": [city(Chat)] }),
            "Missing required parameter: 'tools[0].name'.",
            "tools[0].name",
        ),
        (
            Chat,
            json!({ "tools": [city(Responses)] }),
            "Missing required parameter: 'tools[0].function'.",
            "tools[0].function",
        ),
        (
            Chat,
            json!({ "tools": [] }),
            "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
            "tools",
        ),
        (
            Chat,
            json!({ "tools": null, "tool_choice": "auto" }),
            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
            "tool_choice",
        ),
        (
            Chat,
            json!({ "tools": null, "parallel_tool_calls": false }),
            "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
            "parallel_tool_calls",
        ),
    ]);
    for (endpoint, members, message, parameter) in cases {
        let mut body = request(endpoint, &json!({ "tools": [city(endpoint)] }));
        for (key, value) in members.as_object().unwrap() {
            body[key] = value.clone();
        }
        let refused = judge_request(endpoint, &body).unwrap_err();
        assert_eq!((refused.message(), refused.parameter()), (message, Some(parameter)), "{body}");
    }
}

#[test]
fn the_o_series_takes_no_word_about_parallel_calls_on_chat() {
    for model in ["o1", "o3-mini", "o3", "o4-mini", "o1-mini"] {
        for endpoint in ENDPOINTS {
            let tools = json!([spelled(endpoint, json!({ "name": "f" }))]);
            let members = json!({ "model": model, "tools": tools, "parallel_tool_calls": false });
            let verdict = judge_request(endpoint, &request(endpoint, &members));
            if endpoint == Responses {
                assert_eq!(verdict, Ok(()), "{model}");
                continue;
            }
            let refused = verdict.unwrap_err();
            assert_eq!(
                refused.message(),
                "Unsupported parameter: 'parallel_tool_calls' is not supported with this model."
            );
            assert_eq!(refused.error_code(), Some("unsupported_parameter"));
        }
    }
}

#[test]
fn there_are_at_most_128_tools() {
    for endpoint in ENDPOINTS {
        let tools = |count: usize| {
            let tools: Vec<_> = (0..count)
                .map(|index| spelled(endpoint, json!({ "name": format!("t{index}") })))
                .collect();
            judge_request(endpoint, &request(endpoint, &json!({ "tools": tools })))
        };
        assert_eq!(tools(128), Ok(()));
        assert_eq!(tools(129).unwrap_err().error_code(), Some("array_above_max_length"));
    }
}

/// Where a call stands in an answer.
async fn answered(endpoint: Endpoint, outcome: Outcome, members: &Value) -> crate::ask::Answer {
    let server = Server::start().await.unwrap();
    server.script(outcome);
    let answer = ask(&server, endpoint, &request(endpoint, members)).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

#[tokio::test]
async fn a_forced_tool_is_called_with_the_answer() {
    let lisbon = json!({ "name": "Lisbon" });
    for endpoint in ENDPOINTS {
        let city = spelled(endpoint, function("city", city_schema()));
        for forced in [choice(endpoint, "city"), json!("required")] {
            let members = json!({ "tools": [city], "tool_choice": forced });
            let whole = answered(endpoint, Outcome::answer(&lisbon), &members).await;
            let cut = answered(endpoint, Outcome::truncate("{\"na"), &members).await;
            let refusal = answered(endpoint, Outcome::refuse("No."), &members).await;
            if endpoint == Chat {
                let call = whole.at("/choices/0/message/tool_calls/0");
                let expected = json!({ "name": "city", "arguments": lisbon.to_string() });
                assert_eq!((&call["type"], &call["function"]), (&json!("function"), &expected));
                assert!(call["id"].as_str().unwrap().starts_with("call_"), "{call}");
                assert_eq!(whole.at("/choices/0/message/content"), json!(null));
                assert_eq!(whole.at("/choices/0/finish_reason"), "stop");
                assert_eq!(cut.at("/choices/0/finish_reason"), "length");
                let arguments = "/choices/0/message/tool_calls/0/function/arguments";
                assert_eq!(cut.at(arguments), "{\"na");
                assert_eq!(refusal.at("/choices/0/message/refusal"), "No.");
                assert_eq!(refusal.at("/choices/0/message/tool_calls"), json!(null));
            } else {
                let call = whole.at("/output/0");
                assert_eq!(
                    (&call["type"], &call["name"]),
                    (&json!("function_call"), &json!("city"))
                );
                assert_eq!(call["arguments"], lisbon.to_string());
                assert_eq!(call["status"], "completed");
                assert!(call["call_id"].as_str().unwrap().starts_with("call_"), "{call}");
                assert_eq!(whole.at("/output/1"), json!(null));
                assert_eq!(whole.at("/tools"), members["tools"]);
                assert_eq!(cut.at("/output/0/status"), "incomplete");
                assert_eq!(cut.at("/output/0/arguments"), "{\"na");
                assert_eq!(refusal.at("/output/0/content/0/refusal"), "No.");
            }
        }
    }
}

#[tokio::test]
async fn a_tool_that_need_not_be_called_is_called_when_the_script_says_so() {
    for endpoint in ENDPOINTS {
        let city = spelled(endpoint, function("city", city_schema()));
        let members = json!({ "tools": [city] });
        let text = answered(endpoint, Outcome::answer_text("hello"), &members).await;
        let call = answered(endpoint, Outcome::call("city", json!({})), &members).await;
        if endpoint == Chat {
            assert_eq!(text.at("/choices/0/message/content"), "hello");
            assert_eq!(call.at("/choices/0/finish_reason"), "tool_calls");
        } else {
            assert_eq!(text.at("/output/0/content/0/text"), "hello");
            assert_eq!(call.at("/output/0/type"), "function_call");
        }
    }
}

/// A conversation that somebody else drives: our tools go out, and calls come back as values.
#[tokio::test]
async fn typed_tools_are_taken_and_their_calls_are_read() {
    let city = Tool::of::<City>("city");
    let votes = Tool::of::<Vec<bool>>("votes").description("Casts all votes.");
    for endpoint in ENDPOINTS {
        let tools = [city.json(endpoint).unwrap(), votes.json(endpoint).unwrap()];
        let tools: Vec<Value> =
            tools.iter().map(|tool| serde_json::from_str(tool).unwrap()).collect();
        let members = json!({ "tools": tools });
        let outcome = Outcome::call("city", json!({ "name": "Lisbon" }))
            .and_call("votes", json!({ "value": [true, false] }));
        let answer = answered(endpoint, outcome, &members).await;

        let reply = endpoint.decode(answer.text.as_bytes()).unwrap();
        let [first, second] = reply.calls.as_slice() else { panic!("{reply:?}") };
        assert_eq!(city.read(first).unwrap(), City { name: "Lisbon".into() });
        assert_eq!(votes.read(second).unwrap(), [true, false]);
        assert_ne!(first.id, second.id);
        assert!(first.id.starts_with("call_"), "{first:?}");
        let both = reply.into_arguments("city", Evidence::default());
        assert!(matches!(both, Err(extract::Error::Invalid(_))), "{both:?}");
    }
}
