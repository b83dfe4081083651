use super::decode;
use crate::wire::{
    Answer::{self, *},
    Call,
};

fn text(text: &str) -> Answer {
    Text(text.to_owned())
}

fn cut(reason: &str, partial: &str) -> Answer {
    Truncated { reason: Some(reason.to_owned()), partial: partial.to_owned() }
}

/// A body with this status and these items.
fn body(status: &str, output: &str) -> String {
    format!(r#"{{"id":"resp_1","status":"{status}","error":null,"model":"m","output":[{output}]}}"#)
}

fn message(id: &str, status: &str, text: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"message","role":"assistant","status":"{status}","content":[{{"type":"output_text","text":"{text}","annotations":[]}}]}}"#
    )
}

#[test]
fn the_answer_is_chosen_from_what_came() {
    let refusal = r#"{"id":"m","type":"message","content":[{"type":"refusal","refusal":"No."}]}"#;
    let reasoning = r#"{"id":"rs","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]}"#;
    let commentary = r#"{"id":"c","type":"message","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"Looking."}]}"#;
    let last = r#"{"id":"f","type":"message","role":"assistant","phase":"final_answer","content":[{"type":"output_text","text":"F"}]}"#;
    let unknown = r#"{"type":"hologram","id":7,"content":"text","status":{"a":1}}"#;
    let parts = r#"{"type":"message","content":[{"type":"output_text","text":"a"},{"type":"widget","text":{"x":1}},{"type":"output_text","text":"b"}]}"#;
    let cases = [
        ("one message", message("a", "completed", "A"), text("A")),
        (
            "several messages",
            [message("a", "completed", "A"), message("b", "completed", "B")].join(","),
            text("B"),
        ),
        (
            "the same id twice",
            [message("a", "completed", "A"), message("a", "completed", "A")].join(","),
            text("A"),
        ),
        (
            "the same id, whole then cut",
            [message("a", "completed", "A"), message("a", "incomplete", "x")].join(","),
            text("A"),
        ),
        (
            "the last one cut",
            [message("a", "completed", "A"), message("b", "incomplete", "B")].join(","),
            text("A"),
        ),
        (
            "the last one empty",
            [message("a", "completed", "A"), message("b", "completed", "")].join(","),
            text("A"),
        ),
        ("commentary before", format!("{commentary},{last}"), text("F")),
        ("commentary after", format!("{},{commentary}", message("a", "completed", "A")), text("A")),
        (
            "a final one before another",
            format!("{last},{}", message("a", "completed", "A")),
            text("F"),
        ),
        ("reasoning before", format!("{reasoning},{}", message("a", "completed", "A")), text("A")),
        (
            "unknown items",
            format!("{unknown},{},{unknown}", message("a", "completed", "A")),
            text("A"),
        ),
        (
            "an item that is no object",
            format!("null,7,{}", message("a", "completed", "A")),
            text("A"),
        ),
        (
            "a final one that is cut",
            format!(
                r#"{},{{"type":"message","phase":"final_answer","status":"incomplete","content":"x"}}"#,
                message("a", "completed", "A")
            ),
            Truncated { reason: None, partial: "x".to_owned() },
        ),
        ("several parts", parts.to_owned(), text("ab")),
        ("content as text", r#"{"type":"message","content":"A"}"#.to_owned(), text("A")),
        ("a refusal", refusal.to_owned(), Refused("No.".to_owned())),
        (
            "text, then a refusal",
            format!("{},{refusal}", message("a", "completed", "A")),
            Refused("No.".to_owned()),
        ),
        (
            "only a cut message",
            message("a", "incomplete", "x"),
            Truncated { reason: None, partial: "x".to_owned() },
        ),
    ];
    for (name, output, expected) in cases {
        let reply = decode(body("completed", &output).as_bytes()).expect(name);
        assert_eq!(reply.answer, expected, "{name}");
        assert_eq!((reply.id.as_deref(), reply.model.as_deref()), (Some("resp_1"), Some("m")));
    }
}

#[test]
fn a_run_without_an_answer_is_empty() {
    let reasoning = r#"{"id":"rs","type":"reasoning","summary":[]}"#;
    let commentary = r#"{"type":"message","phase":"commentary","content":[{"type":"output_text","text":"Looking."}]}"#;
    let call = r#"{"type":"function_call","name":"f","arguments":"{}"}"#;
    let both = format!("{reasoning},{call},{reasoning}");
    let cases = [
        ("", "", "the output is empty"),
        (reasoning, "", "no text came, only items of the kinds `reasoning`"),
        (&both, "", "no text came, only items of the kinds `reasoning`, `function_call`"),
        (commentary, "Looking.", "only commentary came, no final message"),
    ];
    for (output, commentary, reason) in cases {
        let answer = decode(body("completed", output).as_bytes()).expect("readable").answer;
        let (reason, commentary) = (reason.to_owned(), commentary.to_owned());
        assert_eq!(answer, Empty { reason, commentary });
    }
}

#[test]
fn an_incomplete_run_is_never_a_whole_answer() {
    let item = message("a", "completed", "A");
    let incomplete = |details: &str| {
        format!(r#"{{"status":"incomplete","incomplete_details":{details},"output":[{item}]}}"#)
    };
    let cases = [
        (incomplete(r#"{"reason":"max_output_tokens"}"#), cut("max_output_tokens", "A")),
        (incomplete(r#"{"reason":"max_tokens"}"#), cut("max_tokens", "A")),
        (incomplete(r#"{"reason":"tomorrow"}"#), cut("tomorrow", "A")),
        (
            format!(
                r#"{{"status":"incomplete","output":[{item},{{"type":"message","phase":"commentary","content":"x"}}]}}"#
            ),
            Truncated { reason: None, partial: "A".to_owned() },
        ),
        (incomplete("null"), Truncated { reason: None, partial: "A".to_owned() }),
        (incomplete(r#"{"reason":"content_filter"}"#), Filtered { partial: "A".to_owned() }),
        (
            r#"{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[]}"#.to_owned(),
            cut("max_output_tokens", ""),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(decode(body.as_bytes()).expect("readable").answer, expected, "{body}");
    }
}

#[test]
fn errors_in_the_place_of_an_answer_are_found() {
    let cases = [
        (
            r#"{"status":"failed","error":{"code":"server_error","message":"M"},"output":[]}"#,
            "server_error",
            "M",
        ),
        (
            r#"{"status":"failed","error":null,"output":[]}"#,
            "failed",
            "the run ended with the status `failed`",
        ),
        (r#"{"error":{"message":"M","type":"T","code":502}}"#, "502", "M"),
        (r#"{"error":"M"}"#, "", "M"),
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
fn what_is_no_response_is_malformed() {
    let by_position = r#"[null,"r",null,"m",[{"type":"message","content":"{}"}],"completed"]"#;
    let half = r#"{"status":"completed","output":["#;
    for body in ["", "<html>", "[]", "{}", "null", half, r#""text""#, by_position] {
        assert!(decode(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_list_without_end_is_malformed() {
    let message = r#"{"type":"message","content":"a"},"#;
    let body = |count: usize| format!(r#"{{"output":[{}{{}}]}}"#, message.repeat(count - 1));
    assert!(decode(body(10_000).as_bytes()).is_ok());
    assert!(decode(body(10_001).as_bytes()).is_err());
}

#[test]
fn usage_is_read_as_far_as_it_is_there() {
    let full = r#"{"input_tokens":66,"input_tokens_details":{"cached_tokens":5,"cache_write_tokens":6},"output_tokens":12,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":78}"#;
    let cases = [
        (full, [Some(66), Some(5), Some(6), Some(12), Some(7)]),
        (r#"{"input_tokens":66,"output_tokens":12}"#, [Some(66), None, None, Some(12), None]),
        (
            r#"{"input_tokens":"many","output_tokens":12.0,"input_tokens_details":[]}"#,
            [None, None, None, Some(12), None],
        ),
        ("null", [None; 5]),
        ("[]", [None; 5]),
    ];
    for (usage, expected) in cases {
        let body = format!(r#"{{"status":"completed","output":[],"usage":{usage}}}"#);
        let usage = decode(body.as_bytes()).expect("readable").usage;
        let read = [usage.input, usage.cached, usage.cache_write, usage.output, usage.reasoning];
        assert_eq!(read, expected, "{body}");
    }
}

#[test]
fn the_calls_are_listed_in_order() {
    let f = |id: &str, arguments: &str| Call::new(id, "f", arguments);
    let item = |id: &str, status: &str, arguments: &str| {
        format!(
            r#"{{"id":"fc_{id}","type":"function_call","status":{status},"call_id":"{id}","name":"f","arguments":"{arguments}"}}"#
        )
    };
    let done = |id: &str, arguments: &str| item(id, r#""completed""#, arguments);
    let reason = |reason: &str| Some(reason.to_owned());
    let said = message("m", "completed", "Let me see.");
    let other = r#"{"type":"mcp_call","name":"f","arguments":"{}"}"#;
    let cases = [
        ("completed", [done("1", "{}"), done("2", "")].join(","), vec![f("1", "{}"), f("2", "")]),
        ("completed", format!("{said},{other},null,{}", done("1", "{}")), vec![f("1", "{}")]),
        ("completed", [done("1", "{}"), done("1", "{}")].join(","), vec![f("1", "{}")]),
        (
            "completed",
            [done("1", "{}"), item("1", r#""incomplete""#, "x")].join(","),
            vec![f("1", "{}")],
        ),
        ("completed", item("1", r#""incomplete""#, "x"), vec![f("1", "x").cut_off(None)]),
        ("completed", item("1", "null", "{}"), vec![f("1", "{}")]),
        (
            r#"incomplete","incomplete_details":{"reason":"max_output_tokens"},"x":""#,
            [done("1", "{}"), item("2", r#""incomplete""#, "x")].join(","),
            vec![f("1", "{}"), f("2", "x").cut_off(reason("max_output_tokens"))],
        ),
        // Without a status of their own: the last one was being written.
        (
            "incomplete",
            [item("1", "null", "{}"), item("2", "null", "x")].join(","),
            vec![f("1", "{}"), f("2", "x").cut_off(None)],
        ),
    ];
    for (status, output, expected) in cases {
        let body = body(status, &output);
        assert_eq!(decode(body.as_bytes()).expect(&body).calls, expected, "{body}");
    }
}

#[test]
fn a_run_that_has_not_ended_and_one_that_was_cancelled_are_told_apart() {
    let running = |status: &str| Running { status: status.to_owned() };
    let cancelled = |partial: &str| Cancelled { partial: partial.to_owned() };
    let cases = [
        (body("queued", ""), running("queued")),
        (body("in_progress", &message("a", "in_progress", "A")), running("in_progress")),
        (r#"{"status":"queued"}"#.to_owned(), running("queued")),
        (body("cancelled", ""), cancelled("")),
        (r#"{"status":"cancelled"}"#.to_owned(), cancelled("")),
        (body("cancelled", &message("a", "incomplete", "A")), cancelled("A")),
    ];
    for (body, expected) in cases {
        assert_eq!(decode(body.as_bytes()).expect("readable").answer, expected, "{body}");
    }
}

#[test]
fn summaries_of_the_reasoning_and_the_tier_are_read_as_far_as_they_are_there() {
    let part = |text: &str| format!(r#"{{"type":"summary_text","text":"{text}"}}"#);
    let item =
        |parts: &[String]| format!(r#"{{"type":"reasoning","summary":[{}]}}"#, parts.join(","));
    let two = item(&[part("First."), part("Then.")]);
    let strange =
        r#"{"type":"reasoning","summary":"text"},{"type":"reasoning","summary":[7,{"text":8}]}"#;
    let other = r#"{"type":"message","summary":[{"text":"no"}]}"#;
    let cases = [
        (String::new(), None),
        (item(&[]), None),
        (item(&[part(" ")]), None),
        (two.clone(), Some("First.\n\nThen.")),
        (
            [two, message("a", "completed", "A"), item(&[part("Last.")])].join(","),
            Some("First.\n\nThen.\n\nLast."),
        ),
        (strange.to_owned(), None),
        (other.to_owned(), None),
    ];
    for (output, expected) in cases {
        let reply = decode(body("completed", &output).as_bytes()).expect("readable");
        assert_eq!(reply.reasoning_summary.as_deref(), expected, "{output}");
    }
    for (tier, expected) in [(r#""flex""#, Some("flex")), ("null", None), ("1", None)] {
        let body = format!(r#"{{"status":"completed","service_tier":{tier},"output":[]}}"#);
        let reply = decode(body.as_bytes()).expect("readable");
        assert_eq!(reply.service_tier.as_deref(), expected, "{tier}");
    }
}
