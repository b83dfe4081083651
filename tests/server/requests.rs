//! What the judge says of everything in a request but its schema.

use extract::{Endpoint, Endpoint::*, testing::judge_request};
use serde_json::{Value, json};

use crate::ask::good_request;

fn patched(endpoint: Endpoint, patch: &Value) -> Value {
    let mut body = good_request(endpoint);
    for (key, value) in patch.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[test]
fn these_requests_are_taken() {
    let sixteen: serde_json::Map<_, _> =
        (0..16).map(|i| (format!("{i:064}"), json!("v".repeat(512)))).collect();
    let image = json!([{ "role": "user", "content": [
        { "type": "input_text", "text": "What is this?" },
        { "type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "original" },
        { "type": "input_image", "file_id": "file_1", "detail": "auto" },
        { "type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA" },
        { "type": "input_file", "file_url": "https://example.com/a.pdf" },
    ]}]);
    let chat_image = json!([{ "role": "system", "content": "Read." }, { "role": "user", "content": [
        { "type": "text", "text": "What is this?" },
        { "type": "image_url", "image_url": { "url": "https://example.com/a.png" } },
        { "type": "file", "file": { "filename": "a.pdf", "file_data": "data:application/pdf;base64,AA" } },
        { "type": "file", "file": { "file_id": "file_1" } },
    ]}]);
    let cases = [
        (Responses, json!({})),
        (Chat, json!({})),
        (Responses, json!({ "stream": true, "stream_options": { "include_obfuscation": false } })),
        (Responses, json!({ "stream": true, "background": true })),
        (
            Chat,
            json!({ "stream": true,
                "stream_options": { "include_usage": true, "include_obfuscation": null } }),
        ),
        (Chat, json!({ "stream": false, "stream_options": null })),
        (
            Responses,
            json!({ "temperature": 2, "top_p": 0, "max_output_tokens": 16, "store": null }),
        ),
        (Chat, json!({ "temperature": 0.5, "seed": -1, "max_tokens": 1, "stop": ["\n"] })),
        (Responses, json!({ "metadata": sixteen, "safety_identifier": "s".repeat(64) })),
        (Responses, json!({ "model": "gpt-5-mini", "reasoning": { "effort": "minimal" } })),
        (
            Responses,
            json!({ "model": "gpt-5.2", "temperature": 1, "reasoning": { "effort": "none" } }),
        ),
        (Responses, json!({ "model": "gpt-5.2", "temperature": 1 })),
        (Chat, json!({ "model": "gpt-5.6", "reasoning_effort": "none", "top_p": 0.1 })),
        (Chat, json!({ "model": "o3", "max_completion_tokens": 100 })),
        (Responses, json!({ "model": "ft:gpt-4o-mini-2024-07-18:acme::1" })),
        (Responses, json!({ "input": image })),
        (Chat, json!({ "messages": chat_image })),
        (
            Responses,
            json!({ "input": [
            { "type": "reasoning", "id": "rs_1", "summary": [] },
            { "role": "assistant", "content": [{ "type": "output_text", "text": "{}" }] },
            { "type": "message", "role": "developer", "content": "Again." },
            { "role": "assistant", "content": "{}" },
        ] }),
        ),
        (Chat, json!({ "messages": [{ "role": "assistant", "content": "{}" }] })),
        (Chat, json!({ "messages": [{ "role": "assistant", "tool_calls": [] }] })),
        (
            Chat,
            json!({ "response_format": { "type": "json_object" },
            "messages": [{ "role": "user", "content": "Answer in JSON." }] }),
        ),
        (
            Responses,
            json!({ "text": { "format": { "type": "json_object" } },
            "input": [
                { "role": "developer", "content": [{ "type": "input_text", "text": "As json:" }] },
                { "role": "user", "content": "hi" },
            ] }),
        ),
        (Responses, json!({ "text": { "format": { "type": "text" }, "verbosity": "low" } })),
    ];
    for (endpoint, patch) in cases {
        let verdict = judge_request(endpoint, &patched(endpoint, &patch));
        assert_eq!(verdict, Ok(()), "{patch}");
    }
}

#[test]
fn these_requests_are_refused_in_the_words_of_the_service() {
    let seventeen: serde_json::Map<_, _> = (0..17).map(|i| (i.to_string(), json!("v"))).collect();
    let user = |content: Value| json!([{ "role": "user", "content": content }]);
    let cases = [
        (
            Responses,
            json!({ "model": null }),
            "Missing required parameter: 'model'.",
            "model",
            "missing_required_parameter",
        ),
        (
            Responses,
            json!({ "input": null }),
            "Missing required parameter: 'input'.",
            "input",
            "missing_required_parameter",
        ),
        (
            Chat,
            json!({ "messages": null }),
            "Missing required parameter: 'messages'.",
            "messages",
            "missing_required_parameter",
        ),
        (
            Responses,
            json!({ "stop": "x" }),
            "Unknown parameter: 'stop'. Did you mean 'store'?",
            "stop",
            "unknown_parameter",
        ),
        (
            Responses,
            json!({ "seed": 1 }),
            "Unknown parameter: 'seed'.",
            "seed",
            "unknown_parameter",
        ),
        (
            Chat,
            json!({ "input": "x" }),
            "Unknown parameter: 'input'.",
            "input",
            "unknown_parameter",
        ),
        (
            Responses,
            json!({ "temperature": -1 }),
            "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
            "temperature",
            "decimal_below_min_value",
        ),
        (
            Chat,
            json!({ "temperature": 2.5 }),
            "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.5 instead.",
            "temperature",
            "decimal_above_max_value",
        ),
        (
            Chat,
            json!({ "top_p": 1.1 }),
            "Invalid 'top_p': decimal above maximum value. Expected a value <= 1, but got 1.1 instead.",
            "top_p",
            "decimal_above_max_value",
        ),
        (
            Responses,
            json!({ "max_output_tokens": 15 }),
            "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
            "max_output_tokens",
            "integer_below_min_value",
        ),
        (
            Chat,
            json!({ "n": 129 }),
            "Invalid 'n': integer above maximum value. Expected a value <= 128, but got 129 instead.",
            "n",
            "integer_above_max_value",
        ),
        (
            Responses,
            json!({ "store": "yes" }),
            "Invalid type for 'store': expected a boolean, but got a string instead.",
            "store",
            "invalid_type",
        ),
        (
            Responses,
            json!({ "metadata": seventeen }),
            "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
            "metadata",
            "object_above_max_properties",
        ),
        (
            Chat,
            json!({ "metadata": { "k": "v".repeat(513) } }),
            "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 513 instead.",
            "metadata.k",
            "string_above_max_length",
        ),
        (
            Chat,
            json!({ "safety_identifier": "s".repeat(65) }),
            "Invalid 'safety_identifier': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
            "safety_identifier",
            "string_above_max_length",
        ),
        (
            Responses,
            json!({ "service_tier": "slow" }),
            "Invalid value: 'slow'. Supported values are: 'auto', 'default', 'flex', 'scale', 'priority', 'fast', and 'ultrafast'.",
            "service_tier",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "model": "gpt-5-mini", "temperature": 1 }),
            "Unsupported parameter: 'temperature' is not supported with this model.",
            "temperature",
            "",
        ),
        (
            Responses,
            json!({ "model": "gpt-5.2", "top_p": 1, "reasoning": { "effort": "low" } }),
            "Unsupported parameter: 'top_p' is not supported with this model.",
            "top_p",
            "",
        ),
        (
            Chat,
            json!({ "model": "o3", "max_tokens": 9 }),
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "unsupported_parameter",
        ),
        (
            Responses,
            json!({ "reasoning": { "effort": "low" } }),
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "reasoning.effort",
            "unsupported_parameter",
        ),
        (
            Chat,
            json!({ "model": "gpt-5", "reasoning_effort": "none" }),
            "Unsupported value: 'reasoning_effort' does not support 'none' with this model.",
            "reasoning_effort",
            "unsupported_value",
        ),
        (
            Chat,
            json!({ "model": "o1-preview", "messages": [{ "role": "system", "content": "x" }] }),
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            "messages[0].role",
            "unsupported_value",
        ),
        (
            Responses,
            json!({ "input": [{ "role": "tool", "content": "x" }] }),
            "Invalid value: 'tool'. Supported values are: 'assistant', 'developer', 'system', and 'user'.",
            "input[0].role",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "input": user(json!([{ "type": "text", "text": "x" }])) }),
            "Invalid value: 'text'. Supported values are: 'input_file', 'input_image', and 'input_text'.",
            "input[0].content[0].type",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "input": [{ "role": "assistant", "content": [{ "type": "input_text", "text": "x" }] }] }),
            "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
            "input[0].content[0].type",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "input": [{ "role": "assistant" }] }),
            "Missing required parameter: 'input[0].content'.",
            "input[0].content",
            "missing_required_parameter",
        ),
        (
            Responses,
            json!({ "input": user(json!([{ "type": "input_image", "image_url": { "url": "https://a" } }])) }),
            "Invalid type for 'input[0].content[0].image_url': expected a string, but got an object instead.",
            "input[0].content[0].image_url",
            "invalid_type",
        ),
        (
            Chat,
            json!({ "messages": user(json!([{ "type": "image_url", "image_url": "https://a" }])) }),
            "Invalid type for 'messages[0].content[0].image_url': expected an object, but got a string instead.",
            "messages[0].content[0].image_url",
            "invalid_type",
        ),
        (
            Chat,
            json!({ "messages": user(json!([{ "type": "image_url", "image_url": { "url": "a.png" } }])) }),
            "Invalid 'messages[0].content[0].image_url.url'. Expected a valid URL, but got a value with an invalid format.",
            "messages[0].content[0].image_url.url",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "text": { "format": { "type": "xml" } } }),
            "Invalid value: 'xml'. Supported values are: 'json_object', 'json_schema', and 'text'.",
            "text.format.type",
            "invalid_value",
        ),
        (
            Responses,
            json!({ "text": { "format": { "type": "json_schema", "name": "N", "titel": "x" } } }),
            "Unknown parameter: 'text.format.titel'.",
            "text.format.titel",
            "unknown_parameter",
        ),
        (
            Chat,
            json!({ "response_format": { "type": "json_schema",
                "json_schema": { "name": "N", "strict": "yes" } } }),
            "Invalid type for 'response_format.json_schema.strict': expected a boolean, but got a \
             string instead.",
            "response_format.json_schema.strict",
            "invalid_type",
        ),
        (
            Responses,
            json!({ "stream_options": { "include_obfuscation": false } }),
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
            "",
        ),
        (
            Chat,
            json!({ "stream": false, "stream_options": { "include_usage": true } }),
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
            "",
        ),
        (
            Responses,
            json!({ "stream": true, "stream_options": { "include_usage": true } }),
            "Unknown parameter: 'stream_options.include_usage'.",
            "stream_options.include_usage",
            "unknown_parameter",
        ),
        (
            Chat,
            json!({ "stream": true, "stream_options": { "include_usages": true } }),
            "Unknown parameter: 'stream_options.include_usages'.",
            "stream_options.include_usages",
            "unknown_parameter",
        ),
        (
            Chat,
            json!({ "stream": true, "stream_options": { "include_usage": 1 } }),
            "Invalid type for 'stream_options.include_usage': expected a boolean, but got an integer instead.",
            "stream_options.include_usage",
            "invalid_type",
        ),
        (
            Chat,
            json!({ "response_format": { "type": "json_object" } }),
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
            "messages",
            "",
        ),
        (
            Responses,
            json!({ "text": { "format": { "type": "json_object" } },
            "instructions": "Answer in JSON." }),
            "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
            "text.format",
            "",
        ),
        (
            Responses,
            json!({ "text": { "format": { "type": "json_object" } },
            "input": user(json!([{ "type": "input_file", "filename": "a.json", "file_id": "f" }])) }),
            "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
            "text.format",
            "",
        ),
        (
            Responses,
            json!({ "previous_response_id": "resp_1", "conversation": "conv_1" }),
            "Mutually exclusive parameters. Ensure you are only providing one of: 'previous_response_id' or 'conversation'.",
            "",
            "mutually_exclusive_parameters",
        ),
    ];
    for (endpoint, patch, message, param, code) in cases {
        let refused =
            judge_request(endpoint, &patched(endpoint, &patch)).expect_err(&patch.to_string());
        assert_eq!(refused.message(), message);
        assert_eq!(refused.parameter().unwrap_or_default(), param, "{message}");
        assert_eq!(refused.error_code().unwrap_or_default(), code, "{message}");
        assert_eq!(refused.status(), 400, "{message}");
    }
}
