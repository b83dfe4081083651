use super::*;
use crate::wire::{Answer, Endpoint, Reply};

/// As the API writes it, blanks and all.
const CHAT: &str = r#"{
  "id": "chatcmpl-1", "object": "chat.completion", "created": 1763474589, "model": "gpt-5-mini",
  "choices": [
    {
      "index": 0,
      "message": { "role": "assistant", "content": "{\"a\":1,\n\"b\":\"\u00e9\"}", "refusal": null, "annotations": [] },
      "logprobs": null, "x_odd": { "list": [ { "text": "\n\"", "number": -0.5e-3, "none": [] } ] },
      "finish_reason": "stop"
    }
  ],
  "usage": {
    "prompt_tokens": 142, "completion_tokens": 34, "total_tokens": 176,
    "prompt_tokens_details": { "cached_tokens": 128, "audio_tokens": 0 },
    "completion_tokens_details": { "reasoning_tokens": 7, "audio_tokens": null }
  },
  "service_tier": "default", "system_fingerprint": "fp_\u00e9\/"
}"#;

const RESPONSE: &str = r#"{
  "id": "resp_1", "object": "response", "status": "completed", "background": false, "error": null,
  "incomplete_details": null, "model": "gpt-5-mini", "temperature": 1.0,
  "output": [
    { "id": "rs_1", "type": "reasoning", "summary": [] },
    {
      "id": "msg_1", "type": "message", "status": "completed", "role": "assistant",
      "content": [ { "type": "output_text", "annotations": [], "logprobs": [], "text": "{\"a\":[1,2]}" } ]
    }
  ],
  "text": { "format": { "type": "json_schema", "strict": true } },
  "service_tier": "default",
  "usage": {
    "input_tokens": 142, "input_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 3 },
    "output_tokens": 34, "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": 176
  }
}"#;

const BODIES: [(Endpoint, &str); 2] = [(Endpoint::Chat, CHAT), (Endpoint::Responses, RESPONSE)];

fn read(endpoint: Endpoint, body: &[u8]) -> Option<Reply> {
    match endpoint {
        Endpoint::Chat => crate::wire::chat::plain::read(body),
        Endpoint::Responses => crate::wire::responses::plain::read(body),
    }
}

/// Whether it was read; what the careful reader does not say is never said here.
fn is_read_alike(endpoint: Endpoint, body: &[u8]) -> bool {
    let Some(reply) = read(endpoint, body) else { return false };
    assert_eq!(endpoint.read(body).as_ref(), Ok(&reply), "{}", String::from_utf8_lossy(body));
    true
}

#[test]
fn what_servers_nearly_always_send_is_read_at_once() {
    for (endpoint, body) in BODIES {
        assert!(is_read_alike(endpoint, body.as_bytes()), "{body}");
        let value: serde_json::Value = serde_json::from_str(body).expect("JSON");
        assert!(is_read_alike(endpoint, value.to_string().as_bytes()), "{value}");
    }
    let least = r#"{"choices":[{"message":{"content":"A"},"finish_reason":"stop"}]}"#;
    assert!(is_read_alike(Endpoint::Chat, least.as_bytes()));
}

#[test]
fn tokens_are_left_to_the_careful_reader() {
    let chat = CHAT.replace(
        r#""logprobs": null"#,
        r#""logprobs": { "content": [ { "token": "{", "logprob": -0.5 } ] }"#,
    );
    let response = RESPONSE
        .replace(r#""logprobs": []"#, r#""logprobs": [ { "token": "{", "logprob": -0.5 } ]"#);
    for (endpoint, body) in [(Endpoint::Chat, chat), (Endpoint::Responses, response)] {
        assert_eq!(read(endpoint, body.as_bytes()), None, "{body}");
        let tokens = endpoint.decode(body.as_bytes()).map(|reply| reply.logprobs.len());
        assert_eq!(tokens, Ok(1), "{body}");
    }
}

#[test]
fn nothing_is_read_otherwise_than_with_care_whatever_byte_is_wrong() {
    let others = *b" \"\\{}[],:.-+0178eEnutrlx\n\x00\x1f\x7f\xc3\xff";
    for (endpoint, body) in BODIES {
        let body = body.as_bytes();
        for at in 0..body.len() {
            let (before, rest) = body.split_at(at);
            let after = rest.get(1..).unwrap_or_default();
            is_read_alike(endpoint, before);
            is_read_alike(endpoint, &[before, after].concat());
            for other in others {
                is_read_alike(endpoint, &[before, &[other], after].concat());
                is_read_alike(endpoint, &[before, &[other], rest].concat());
            }
        }
    }
}

#[test]
fn nothing_is_read_otherwise_than_with_care_whatever_member_is_another() {
    let values = [
        "null",
        "true",
        "7",
        "-1",
        "2.0",
        "1e2",
        "[]",
        "{}",
        "[null]",
        "\"\"",
        "\"stop\"",
        "\" \"",
        "\"incomplete\"",
        "\"message\"",
        "\"reasoning\"",
        "\"refusal\"",
        "\"user\"",
        r#"[{"type":"output_text","text":"T"}]"#,
        r#"{"message":"M"}"#,
        "18446744073709551616",
    ];
    for (endpoint, body) in BODIES {
        for (at, _) in body.match_indices("\": ") {
            let (before, rest) = body.split_at(at + 3);
            let mut json = Plain::new(rest.as_bytes()).expect("text");
            json.pass().expect("a value");
            let after = rest.get(json.position..).unwrap_or_default();
            let start = before.rfind('"').and_then(|end| before.get(..end)?.rfind('"'));
            let key = start.and_then(|start| before.get(start..)).unwrap_or_default();
            for value in values {
                is_read_alike(endpoint, format!("{before}{value}{after}").as_bytes());
                is_read_alike(endpoint, format!("{before}{value}, {key}{rest}").as_bytes());
            }
            for other in ["error", "detail", "message", "tool_calls", "phase", "name", "refusal"] {
                for value in values {
                    let member = format!("{before}null, \"{other}\": {value}{after}");
                    is_read_alike(endpoint, member.as_bytes());
                }
            }
        }
    }
}

#[test]
fn a_long_text_is_read_as_a_short_one_is() {
    for part in ["x", "\u{e9}\"\\\n", " ", "\u{1f600}", "{\"key\":[1,2]},"] {
        for count in (0..300).chain([4_000, 50_000]) {
            let text = format!("x{}", part.repeat(count));
            let string = serde_json::Value::from(text.as_str()).to_string();
            let chat = CHAT.replace(r#""{\"a\":1,\n\"b\":\"\u00e9\"}""#, &string);
            let response = RESPONSE.replace(r#""{\"a\":[1,2]}""#, &string);
            for (endpoint, body) in [(Endpoint::Chat, chat), (Endpoint::Responses, response)] {
                let reply = read(endpoint, body.as_bytes()).map(|reply| reply.answer);
                assert_eq!(reply, Some(Answer::Text(text.clone())), "{count} times {part:?}");
            }
        }
    }
}

#[test]
fn values_in_each_other_without_end_are_left_to_the_careful_reader() {
    for depth in [10, 100, 100_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let body = CHAT.replace("\"annotations\": []", &format!("\"annotations\": {deep}"));
        assert_eq!(is_read_alike(Endpoint::Chat, body.as_bytes()), depth < 20, "{depth}");
    }
}

#[test]
fn a_text_takes_no_more_than_twice_its_room() {
    for count in [1, 100, 10_000, 1_000_000] {
        let body = CHAT.replace(r"\u00e9", &"x".repeat(count));
        let reply = read(Endpoint::Chat, body.as_bytes()).expect("plain");
        let Answer::Text(text) = reply.answer else { panic!("{:?}", reply.answer) };
        assert!(text.capacity() <= 2 * text.len() + 512, "{} for {}", text.capacity(), text.len());
    }
}
