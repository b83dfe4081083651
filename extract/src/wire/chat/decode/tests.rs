use super::decode;
use crate::wire::{Answer::*, Call};

fn choice(finish: &str, message: &str) -> String {
    format!(
        r#"{{"id":"c1","model":"m","choices":[{{"index":0,"finish_reason":{finish},"message":{message}}}]}}"#
    )
}

#[test]
fn the_answer_is_read_from_the_first_choice() {
    let cut =
        |reason: &str| Truncated { reason: Some(reason.to_owned()), partial: "{\"a".to_owned() };
    let cases = [
        (r#""stop""#, r#"{"content":"A","refusal":null}"#, Text("A".to_owned())),
        (r#""stop""#, r#"{"content":"A","refusal":""}"#, Text("A".to_owned())),
        (r#""stop""#, r#"{"content":"A","refusal":false,"role":7}"#, Text("A".to_owned())),
        ("null", r#"{"content":"A"}"#, Text("A".to_owned())),
        (r#""eos""#, r#"{"content":"A"}"#, Text("A".to_owned())),
        ("7", r#"{"content":"A"}"#, Text("A".to_owned())),
        (
            r#""stop""#,
            r#"{"content":[{"type":"thinking","thinking":[{"text":"hm"}]},{"type":"text","text":"A"},{"type":"text","text":"B"},"C"]}"#,
            Text("AB".to_owned()),
        ),
        (r#""stop""#, r#"{"content":null,"refusal":"No."}"#, Refused("No.".to_owned())),
        (r#""length""#, r#"{"content":null,"refusal":"No."}"#, Refused("No.".to_owned())),
        (
            r#""stop""#,
            r#"{"content":[{"type":"refusal","refusal":"No."}]}"#,
            Refused("No.".to_owned()),
        ),
        (r#""length""#, r#"{"content":"{\"a"}"#, cut("length")),
        (r#""model_length""#, r#"{"content":"{\"a"}"#, cut("model_length")),
        (r#""content_filter""#, r#"{"content":"{\"a"}"#, Filtered { partial: "{\"a".to_owned() }),
        (r#""content_filter""#, r#"{"content":null}"#, Filtered { partial: String::new() }),
    ];
    for (finish, message, expected) in cases {
        let body = choice(finish, message);
        let reply = decode(body.as_bytes()).expect(&body);
        assert_eq!(reply.answer, expected, "{body}");
        assert_eq!((reply.id.as_deref(), reply.model.as_deref()), (Some("c1"), Some("m")));
    }
}

#[test]
fn a_completion_without_content_is_empty() {
    let bodies = [
        choice(r#""stop""#, r#"{"content":null,"refusal":null}"#),
        choice(r#""stop""#, r#"{"content":" \n"}"#),
        choice(r#""stop""#, "null"),
        choice(r#""tool_calls""#, r#"{"content":null,"tool_calls":[]}"#),
        choice("null", r#"{"content":[],"reasoning_content":"hm"}"#),
        r#"{"choices":[]}"#.to_owned(),
        r#"{"choices":[null]}"#.to_owned(),
    ];
    for body in bodies {
        let answer = decode(body.as_bytes()).expect(&body).answer;
        assert!(matches!(answer, Empty { .. }), "{body}: {answer:?}");
    }
}

#[test]
fn errors_in_the_place_of_an_answer_are_found() {
    let cases = [
        (r#"{"error":{"message":"M","code":502}}"#, "502", "M"),
        (r#"{"choices":[],"error":{"message":"M","code":"C"}}"#, "C", "M"),
        (
            r#"{"choices":[{"error":{"message":"M","code":500},"finish_reason":"error"}]}"#,
            "500",
            "M",
        ),
        (
            r#"{"choices":[{"finish_reason":"error","message":{"content":"{"}}]}"#,
            "server_error",
            "the server ended the answer with an error",
        ),
        (r#"{"message":"M"}"#, "", "M"),
        (r#"{"detail":"M"}"#, "", "M"),
    ];
    for (body, code, message) in cases {
        let Failed(error) = decode(body.as_bytes()).expect(body).answer else {
            panic!("{body} is a failure");
        };
        assert_eq!(error.code.unwrap_or_default(), code, "{body}");
        assert_eq!(error.message.as_deref(), Some(message), "{body}");
    }
}

#[test]
fn an_empty_error_is_none() {
    for error in ["null", "false", r#""""#, "{}", "[]"] {
        let body = format!(r#"{{"error":{error},"choices":[{{"message":{{"content":"A"}}}}]}}"#);
        assert_eq!(decode(body.as_bytes()).expect(&body).answer, Text("A".to_owned()), "{body}");
    }
}

#[test]
fn what_is_no_completion_is_malformed() {
    let by_position = r#"[[{"message":{"content":"{}"}}]]"#;
    let bodies = ["", "<html>", "[]", "{}", "null", r#"{"choices":["#, r#""text""#, by_position];
    for body in bodies {
        assert!(decode(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_list_without_end_is_malformed() {
    let body = |count: usize| format!(r#"{{"choices":[{}{{}}]}}"#, "{},".repeat(count - 1));
    assert!(decode(body(10_000).as_bytes()).is_ok());
    assert!(decode(body(10_001).as_bytes()).is_err());
}

#[test]
fn usage_is_read_as_far_as_it_is_there() {
    let full = r#"{"prompt_tokens":16,"completion_tokens":300,"prompt_tokens_details":{"cached_tokens":1,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}"#;
    let cases = [
        (full, [Some(16), Some(1), Some(2), Some(300), Some(3)]),
        (
            r#"{"prompt_tokens":16,"completion_tokens":300}"#,
            [Some(16), None, None, Some(300), None],
        ),
        (
            r#"{"prompt_tokens":16,"completion_tokens":300,"prompt_cache_hit_tokens":5,"prompt_cache_miss_tokens":11}"#,
            [Some(16), Some(5), None, Some(300), None],
        ),
        ("null", [None; 5]),
        ("7", [None; 5]),
    ];
    for (usage, expected) in cases {
        let body = format!(r#"{{"choices":[],"usage":{usage}}}"#);
        let usage = decode(body.as_bytes()).expect("readable").usage;
        let read = [usage.input, usage.cached, usage.cache_write, usage.output, usage.reasoning];
        assert_eq!(read, expected, "{body}");
    }
}

#[test]
fn the_calls_of_the_first_choice_are_listed() {
    let f = |id: &str, arguments: &str| Call::new(id, "f", arguments);
    let cut = |reason: &str| f("2", "{\"a").cut_off(Some(reason.to_owned()));
    let one = r#"{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}"#;
    let two = r#"{"id":"2","type":"function","function":{"name":"f","arguments":"{\"a"}}"#;
    let custom = r#"{"id":"3","type":"custom","custom":{"name":"g","input":"x"}}"#;
    let both = format!("{one},{two}");
    let cases = [
        (r#""tool_calls""#, one, vec![f("1", "{}")]),
        // So ends a call that was forced.
        (r#""stop""#, one, vec![f("1", "{}")]),
        ("null", &both, vec![f("1", "{}"), f("2", "{\"a")]),
        (r#""length""#, &both, vec![f("1", "{}"), cut("length")]),
        (r#""Max_Tokens""#, two, vec![cut("Max_Tokens")]),
        (r#""content_filter""#, two, vec![cut("content_filter")]),
        (r#""tool_calls""#, custom, vec![]),
        (r#""tool_calls""#, r#"null,7,{"id":4},{"function":[]}"#, vec![]),
    ];
    for (finish, calls, expected) in cases {
        let body = choice(finish, &format!(r#"{{"content":null,"tool_calls":[{calls}]}}"#));
        assert_eq!(decode(body.as_bytes()).expect(&body).calls, expected, "{body}");
    }
    for calls in ["null", "{}", r#""none""#] {
        let body = choice(r#""stop""#, &format!(r#"{{"content":"A","tool_calls":{calls}}}"#));
        let reply = decode(body.as_bytes()).expect(&body);
        assert_eq!((reply.answer, reply.calls), (Text("A".to_owned()), vec![]), "{body}");
    }
}
