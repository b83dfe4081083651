use super::*;
use crate::{
    Error,
    error::Evidence,
    wire::{Answer::*, Endpoint},
};

fn order(arguments: &str) -> Call {
    Call::new("call_1", "order", arguments)
}

fn nothing() -> Answer {
    Empty { reason: "nothing came".to_owned(), commentary: "Hm.".to_owned() }
}

fn text(text: &str) -> Answer {
    Text(text.to_owned())
}

fn answer(calls: Vec<Call>, answer: Answer) -> Result<Answer, String> {
    answer_of("order", calls, answer).map_err(|wrong| {
        assert_eq!((wrong.violation.path(), wrong.violation.rule()), ("$", Rule::Tool));
        format!("{}: {}", wrong.violation.message(), wrong.raw)
    })
}

#[test]
fn the_arguments_of_the_one_call_are_the_answer() {
    let cut = |reason: &str| order("{\"a").cut_off(Some(reason.to_owned()));
    let truncated = |partial: &str| Truncated {
        reason: Some("length".to_owned()),
        partial: partial.to_owned(),
    };
    let without_arguments = |commentary: &str| Empty {
        reason: "the model called `order` without arguments".to_owned(),
        commentary: commentary.to_owned(),
    };
    let filtered = |partial: &str| Filtered { partial: partial.to_owned() };
    let refused = || Refused("No.".to_owned());
    let cases = [
        (vec![order("{}")], nothing(), text("{}")),
        (vec![order("{}")], text("Here you are."), text("{}")),
        // A call that comes twice says nothing new.
        (vec![order("{}"), order("{}")], nothing(), text("{}")),
        (vec![order("")], nothing(), without_arguments("Hm.")),
        (vec![order(" \n")], text("{\"a\":1}"), without_arguments("{\"a\":1}")),
        (vec![cut("length")], nothing(), truncated("{\"a")),
        (vec![order("{\"a")], truncated("text"), truncated("{\"a")),
        (vec![order("{}")], truncated(""), truncated("{}")),
        (vec![order("{\"a")], filtered(""), filtered("{\"a")),
        (vec![order("{}")], refused(), refused()),
        // No call at all: what came instead.
        (vec![], text("{}"), text("{}")),
        (vec![], nothing(), nothing()),
        (vec![], truncated("text"), truncated("text")),
    ];
    for (calls, came, expected) in cases {
        let case = format!("{calls:?} {came:?}");
        assert_eq!(answer(calls, came), Ok(expected), "{case}");
    }
}

#[test]
fn calls_that_are_no_answer_are_kept_as_evidence() {
    let other = || Call::new("call_2", "refund", "{\"b\":2}");
    let cases = [
        (vec![other()], r#"the model called `refund` in the place of `order`: {"b":2}"#),
        (
            vec![order("{\"a\":1}"), order("{\"a\":2}")],
            r#"2 calls that differ, where one is expected: [{"name":"order","arguments":"{\"a\":1}"},{"name":"order","arguments":"{\"a\":2}"}]"#,
        ),
        (
            vec![order("{}"), other()],
            r#"2 calls that differ, where one is expected: [{"name":"order","arguments":"{}"},{"name":"refund","arguments":"{\"b\":2}"}]"#,
        ),
    ];
    for (calls, expected) in cases {
        assert_eq!(answer(calls, nothing()), Err(expected.to_owned()));
    }
}

#[test]
fn calls_that_came_in_the_place_of_a_text_are_kept_as_well() {
    let bodies = [
        (
            Endpoint::Chat,
            r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}]}"#,
        ),
        (
            Endpoint::Responses,
            r#"{"output":[{"type":"function_call","name":"f","arguments":"{}"}]}"#,
        ),
    ];
    for (endpoint, body) in bodies {
        let reply = endpoint.decode(body.as_bytes()).expect(body);
        let Err(Error::Empty(empty)) = reply.into_text(Evidence::default()) else {
            panic!("there is no text: {body}");
        };
        assert_eq!(empty.commentary(), r#"[{"name":"f","arguments":"{}"}]"#);
    }
}

#[test]
fn arguments_are_read_from_text_and_from_json() {
    let cases = [
        (r#""{\"a\":1}""#, r#"{"a":1}"#),
        (r#""""#, ""),
        ("null", ""),
        (r#"{"a": 12345678901234567890.0}"#, r#"{"a": 12345678901234567890.0}"#),
        ("7", "7"),
        (r#""no JSON""#, "no JSON"),
        // Half a surrogate is no text in Rust; it is not lost, and no `T` either.
        (r#""\ud800""#, r#""\ud800""#),
    ];
    for (arguments, expected) in cases {
        let bodies = [
            (
                Endpoint::Chat,
                format!(
                    r#"{{"choices":[{{"message":{{"tool_calls":[{{"function":{{"name":"f","arguments":{arguments}}}}}]}}}}]}}"#
                ),
            ),
            (
                Endpoint::Responses,
                format!(
                    r#"{{"output":[{{"type":"function_call","name":"f","arguments":{arguments}}}]}}"#
                ),
            ),
        ];
        for (endpoint, body) in bodies {
            let calls = endpoint.decode(body.as_bytes()).expect(&body).calls;
            assert_eq!(calls, [Call::new("", "f", expected)], "{body}");
        }
    }
}
