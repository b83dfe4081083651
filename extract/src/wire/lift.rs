//! Takes long texts out of a body before serde_json reads it.
//!
//! An answer is JSON inside a JSON string, where about every seventh byte is escaped. serde_json
//! unescapes those one by one, which takes nearly as long as to read the value afterwards; a block at
//! a time ([`unescape`](super::unescape)) it is less than half of that.

use super::unescape::unescape;

/// Bytes from which on a text is worth a second look at the body.
const LONG: usize = 1024;

/// The members under which an endpoint sends what the model wrote.
const MEMBERS: [&[u8]; 3] = [b"\"text\"", b"\"content\"", b"\"arguments\""];

/// Around the number of a lifted text, in its place: a character that no answer starts with. What follows
/// in another part of the same content is no part of the number.
const MARK: &str = "\\u0001";

/// A body without its long texts.
pub(super) struct Lifted {
    pub(super) body: Vec<u8>,
    texts: Vec<String>,
}

impl Lifted {
    /// The text that belongs in the place of this one.
    pub(super) fn take(mut self, placeholder: &str) -> Option<String> {
        let number = placeholder.strip_prefix('\u{1}')?.strip_suffix('\u{1}')?;
        let text = self.texts.get_mut(number.parse::<usize>().ok()?)?;
        Some(std::mem::take(text))
    }
}

/// `None` if the body holds no long text, or anything that serde_json should judge instead.
pub(super) fn lift(body: &[u8]) -> Option<Lifted> {
    if !may_hold_long(body) {
        return None;
    }
    // What is left is small.
    let mut lifted = Lifted { body: Vec::with_capacity(4 * LONG), texts: Vec::new() };
    let (mut position, mut copied) = (0, 0);
    while let Some(start) = find(body, position, b'"') {
        position = end_of_string(body, start)?;
        if !MEMBERS.contains(&body.get(start..position)?) {
            continue;
        }
        let Some(value) = value_of_member(body, position) else { continue };
        let near = body.get(..body.len().min(value + LONG))?;
        if end_of_string(near, value).is_some() {
            continue;
        }
        let (mut text, length) = unescape(body.get(value + 1..)?)?;
        // Not too long, but with what could be taken for a placeholder.
        if length < LONG {
            return None;
        }
        // It had room for the rest of the body, which may hold many more.
        if text.capacity() / 2 > text.len() {
            text.shrink_to_fit();
        }
        lifted.body.extend_from_slice(body.get(copied..value)?);
        let placeholder = format!("\"{MARK}{}{MARK}\"", lifted.texts.len());
        lifted.body.extend_from_slice(placeholder.as_bytes());
        lifted.texts.push(String::from_utf8(text).ok()?);
        position = value + 1 + length;
        copied = position;
    }
    if lifted.texts.is_empty() {
        return None;
    }
    lifted.body.extend_from_slice(body.get(copied..)?);
    Some(lifted)
}

/// Whether a text of this length can be in it: then there are half as many bytes somewhere, from a multiple of
/// that, in which none ends. Nearly all blocks of a body without one show the end of a text at once.
fn may_hold_long(body: &[u8]) -> bool {
    let ends_text = |pair: &[u8]| matches!(pair, [before, b'"'] if *before != b'\\');
    body.chunks_exact(LONG / 2).any(|block| !block.windows(2).any(ends_text))
}

fn find(body: &[u8], from: usize, wanted: u8) -> Option<usize> {
    body.get(from..)?.iter().position(|byte| *byte == wanted).map(|length| from + length)
}

/// Behind the string whose first quote stands at `start`; `None` if part of it could be taken for a
/// placeholder.
fn end_of_string(body: &[u8], start: usize) -> Option<usize> {
    let mut position = start + 1;
    loop {
        match body.get(position)? {
            b'"' => return Some(position + 1),
            b'\\' if body.get(position..)?.starts_with(MARK.as_bytes()) => return None,
            b'\\' => position += 2,
            _ => position += 1,
        }
    }
}

/// Where the value of the member starts whose name ends here, if that value is a string.
fn value_of_member(body: &[u8], name: usize) -> Option<usize> {
    let colon = after_blanks(body, name)?;
    let value = after_blanks(body, colon + 1)?;
    (body.get(colon) == Some(&b':') && body.get(value) == Some(&b'"')).then_some(value)
}

fn after_blanks(body: &[u8], from: usize) -> Option<usize> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    body.get(from..)?.iter().position(|byte| !is_blank(byte)).map(|length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        TokenLogprob,
        wire::{Answer, Endpoint},
    };

    fn body(text: &str) -> String {
        let part = serde_json::json!({ "type": "output_text", "text": text });
        let message =
            serde_json::json!({ "type": "message", "role": "assistant", "content": [part] });
        serde_json::json!({ "status": "completed", "output": [message] }).to_string()
    }

    #[test]
    fn a_long_answer_reads_as_a_short_one_does() {
        let texts = [
            "é\"\\\n".repeat(LONG),
            " ".repeat(2 * LONG),
            format!("\u{1}0{}", "x".repeat(LONG)),
            "x".repeat(LONG),
            "\u{1}0".to_owned(),
        ];
        for text in texts {
            let body = body(&text);
            assert_eq!(
                Endpoint::Responses.decode(body.as_bytes()),
                Endpoint::Responses.read(body.as_bytes()),
                "{text}",
            );
        }
    }

    #[test]
    fn a_long_answer_keeps_the_tokens_beside_it() {
        let tokens = [("\"text\":", -1.0), ("\"", -0.5), ("\\", -0.25), ("\n", -0.125)];
        let tokens = tokens.map(|(token, logprob)| TokenLogprob::new(token, logprob));
        let list: Vec<_> = tokens
            .iter()
            .map(|it| serde_json::json!({ "token": it.token, "logprob": it.logprob }))
            .collect();
        let text = "x".repeat(LONG);
        let responses = body(&text)
            .replace(r#""text":""#, &format!(r#""logprobs":{},"text":""#, serde_json::json!(list)));
        let choice =
            serde_json::json!({ "logprobs": { "content": list }, "message": { "content": text } });
        let chat = serde_json::json!({ "choices": [choice] }).to_string();
        for (endpoint, body) in [(Endpoint::Responses, responses), (Endpoint::Chat, chat)] {
            assert!(lift(body.as_bytes()).is_some());
            let reply = endpoint.decode(body.as_bytes());
            assert_eq!(reply, endpoint.read(body.as_bytes()));
            assert_eq!(reply.map(|reply| reply.logprobs), Ok(tokens.to_vec()));
        }
    }

    #[test]
    fn a_text_from_the_least_length_on_is_found_wherever_it_stands() {
        for text in ["x".repeat(LONG), "\\\"".repeat(LONG / 2), "\\\\".repeat(LONG / 2)] {
            for before in 0..LONG {
                let body = format!(r#"{{"a":"{}","text":"{text}"}}"#, "b,".repeat(before / 2));
                let body = format!("{}{body}", " ".repeat(before % 2));
                assert!(lift(body.as_bytes()).is_some(), "{before} {}", &text[..2]);
            }
        }
    }

    #[test]
    fn a_lifted_text_never_stands_in_for_another() {
        let long = "a".repeat(2 * LONG);
        let other = serde_json::json!({ "type": "reasoning", "content": [{ "type": "text", "text": long }] });
        for answer in ["short", "\u{1}0", "\u{1}1"] {
            let body = body(answer).replace(r#""output":["#, &format!(r#""output":[{other},"#));
            let reply = Endpoint::Responses.decode(body.as_bytes()).expect("readable");
            assert_eq!(reply.answer, Answer::Text(answer.to_owned()));
        }
    }

    #[test]
    fn a_digit_behind_a_lifted_text_is_no_part_of_its_number() {
        let (first, second) = ("a".repeat(2 * LONG), "b".repeat(2 * LONG));
        let part = |text: &str| serde_json::json!({ "type": "text", "text": text });
        for tail in ["0", "1", "", "\u{1}", "0\u{1}"] {
            let parts = [part(&first), part(tail)];
            let other = serde_json::json!({ "type": "reasoning", "content": [part(&second)] });
            let message = serde_json::json!({ "type": "message", "content": parts });
            let body = serde_json::json!({ "status": "completed", "output": [message, other] });
            let reply = Endpoint::Responses.decode(body.to_string().as_bytes()).expect("readable");
            assert_eq!(reply.answer, Answer::Text(format!("{first}{tail}")), "{tail}");
        }
    }

    #[test]
    fn a_long_refusal_and_a_long_error_are_read_as_they_came() {
        let long = "no ".repeat(LONG);
        let refusal = format!(
            r#"{{"status":"completed","output":[{{"type":"message","role":"assistant",
                "content":[{{"type":"refusal","refusal":"{long}"}}]}}]}}"#
        );
        assert_eq!(
            Endpoint::Responses.decode(refusal.as_bytes()).map(|reply| reply.answer),
            Ok(Answer::Refused(long.clone())),
        );
        let error = format!(r#"{{"error":{{"message":"m","text":"{long}"}}}}"#);
        assert_eq!(Endpoint::Chat.decode(error.as_bytes()), Endpoint::Chat.read(error.as_bytes()),);
    }

    #[test]
    fn a_call_beside_a_long_text_keeps_its_arguments() {
        let (text, arguments) = ("word ".repeat(LONG), format!("[{}1]", "1,".repeat(LONG)));
        let call = serde_json::json!({ "type": "function_call", "call_id": "call_1", "name": "add", "arguments": arguments });
        let responses = body(&text).replace(r#""output":["#, &format!(r#""output":[{call},"#));
        let call = serde_json::json!({ "id": "call_1", "function": { "name": "add", "arguments": arguments } });
        let message = serde_json::json!({ "content": text, "tool_calls": [call] });
        let choice = serde_json::json!({ "finish_reason": "stop", "message": message });
        let chat = serde_json::json!({ "choices": [choice] }).to_string();
        for (endpoint, body) in [(Endpoint::Responses, responses), (Endpoint::Chat, chat)] {
            let reply = endpoint.decode(body.as_bytes());
            assert_eq!(reply, endpoint.read(body.as_bytes()));
            assert_eq!(reply.map(|reply| reply.calls[0].arguments.clone()), Ok(arguments.clone()));
        }
    }

    #[test]
    fn many_long_texts_take_no_more_room_than_the_body() {
        let part = format!(r#"{{"text":"{}"}}"#, "x".repeat(LONG));
        let body = format!("[{}]", vec![part; 1000].join(","));
        let lifted = lift(body.as_bytes()).expect("long texts");
        let room: usize = lifted.texts.iter().map(String::capacity).sum();
        assert!(room <= 2 * body.len(), "{room} bytes for {}", body.len());
    }
}
