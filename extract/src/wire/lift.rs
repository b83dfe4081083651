//! Takes long texts out of a body before serde_json reads it.
//!
//! An answer is JSON inside a JSON string, where about every seventh byte is escaped. serde_json
//! unescapes those one by one, which costs more than to read the value afterwards; eight bytes at a
//! time it is less than half of that.

/// Bytes from which on a text is worth a second look at the body.
const LONG: usize = 1024;

/// The members under which an endpoint sends what the model wrote.
const MEMBERS: [&[u8]; 3] = [b"\"text\"", b"\"content\"", b"\"arguments\""];

/// Before the number of a lifted text, in its place: a character that no answer starts with.
const MARK: &str = "\\u0001";

/// A body without its long texts.
pub(super) struct Lifted {
    pub(super) body: Vec<u8>,
    texts: Vec<String>,
}

impl Lifted {
    /// The text that belongs in the place of this one.
    pub(super) fn take(mut self, placeholder: &str) -> Option<String> {
        let number = placeholder.strip_prefix('\u{1}')?;
        let text = self.texts.get_mut(number.parse::<usize>().ok()?)?;
        Some(std::mem::take(text))
    }
}

/// `None` if the body holds no long text, or anything that serde_json should judge instead.
pub(super) fn lift(body: &[u8]) -> Option<Lifted> {
    if body.len() < LONG {
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
        // It had room for the rest of the body, which may hold many more.
        if text.capacity() / 2 > text.len() {
            text.shrink_to_fit();
        }
        lifted.keep(body.get(copied..value)?)?;
        let placeholder = format!("\"{MARK}{}\"", lifted.texts.len());
        lifted.body.extend_from_slice(placeholder.as_bytes());
        lifted.texts.push(String::from_utf8(text).ok()?);
        position = value + 1 + length;
        copied = position;
    }
    if lifted.texts.is_empty() {
        return None;
    }
    lifted.keep(body.get(copied..)?)?;
    Some(lifted)
}

impl Lifted {
    /// Keeps a part of the body, unless something in it could be taken for a placeholder.
    fn keep(&mut self, part: &[u8]) -> Option<()> {
        if part.windows(MARK.len()).any(|window| window == MARK.as_bytes()) {
            return None;
        }
        self.body.extend_from_slice(part);
        Some(())
    }
}

fn find(body: &[u8], from: usize, wanted: u8) -> Option<usize> {
    body.get(from..)?.iter().position(|byte| *byte == wanted).map(|length| from + length)
}

/// Behind the string whose first quote stands at `start`.
fn end_of_string(body: &[u8], start: usize) -> Option<usize> {
    let mut position = start + 1;
    loop {
        match body.get(position)? {
            b'"' => return Some(position + 1),
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

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Bytes that are copied together: most runs without an escape are shorter.
const WORD: usize = 16;

/// The bytes of the string whose first quote was just passed, and its length with the last quote.
/// `None` for what is no JSON string.
fn unescape(raw: &[u8]) -> Option<(Vec<u8>, usize)> {
    // What is unescaped is never longer; behind it is room for a last word.
    let text = Vec::with_capacity(raw.len() + WORD);
    let mut unescaped = Unescaped { raw, read: 0, text };
    loop {
        while unescaped.block()? {}
        if unescaped.byte()? {
            return Some((unescaped.text, unescaped.read));
        }
    }
}

struct Unescaped<'a> {
    raw: &'a [u8],
    read: usize,
    text: Vec<u8>,
}

impl Unescaped<'_> {
    /// Reads a block; false where something stands that only [`Self::byte`] reads.
    ///
    /// Where the special bytes are is known for the whole block at once: to look for the next one only
    /// after the last was read would make the processor wait.
    #[inline]
    fn block(&mut self) -> Option<bool> {
        let rest = self.raw.get(self.read..)?;
        let Some(window) = rest.first_chunk::<{ BLOCK + WORD }>() else { return Some(false) };
        let mut special = special_bytes(window.first_chunk()?);
        let mut read = 0;
        let whole = loop {
            let end = special.trailing_zeros() as usize;
            let written = self.text.len() + (end - read);
            // Whole words, cut to length afterwards, are quicker than the right number of bytes.
            while read < end {
                self.text.extend_from_slice(window.get(read..)?.first_chunk::<WORD>()?);
                read += WORD;
            }
            self.text.truncate(written);
            read = end;
            let byte = window.get(end + 1).map_or(0, |letter| simple(*letter));
            if byte == 0 || window.get(end) != Some(&b'\\') {
                break end == BLOCK;
            }
            self.text.push(byte);
            read += 2;
            if read >= BLOCK {
                break true;
            }
            special &= u64::MAX << read;
        };
        self.read += read;
        Some(whole)
    }

    /// Reads a character that may be escaped; true at the end of the string.
    fn byte(&mut self) -> Option<bool> {
        let byte = *self.raw.get(self.read)?;
        self.read += 1;
        match byte {
            b'"' => return Some(true),
            b'\\' => {
                let rest = self.raw.get(self.read..)?;
                let (character, length) = match simple(*rest.first()?) {
                    0 => code_point(rest)?,
                    byte => (char::from(byte), 1),
                };
                self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                self.read += length;
            }
            ..b' ' => return None,
            byte => self.text.push(byte),
        }
        Some(false)
    }
}

/// One bit for each byte: is it a quote, a backslash or a control character?
#[inline]
fn special_bytes(block: &[u8; BLOCK]) -> u64 {
    let special = block.map(|byte| byte == b'"' || byte == b'\\' || byte < b' ');
    let (words, _) = special.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        let word = u64::from_le_bytes(word.map(u8::from));
        // One bit of each byte, gathered in the highest byte.
        bits << 8 | word.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// The character that one letter behind a backslash stands for; 0 if it stands for none.
#[allow(clippy::indexing_slicing, reason = "checked by the compiler, as it is a constant")]
const SIMPLE: [u8; 256] = {
    let mut simple = [0; 256];
    simple[b'"' as usize] = b'"';
    simple[b'\\' as usize] = b'\\';
    simple[b'/' as usize] = b'/';
    simple[b'b' as usize] = 8;
    simple[b'f' as usize] = 12;
    simple[b'n' as usize] = b'\n';
    simple[b'r' as usize] = b'\r';
    simple[b't' as usize] = b'\t';
    simple
};

#[inline]
fn simple(letter: u8) -> u8 {
    SIMPLE.get(usize::from(letter)).copied().unwrap_or_default()
}

/// `u00e9`, or a pair of surrogates: `ud83d\ude00`.
fn code_point(raw: &[u8]) -> Option<(char, usize)> {
    let unit = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
    };
    let first = unit(raw.strip_prefix(b"u")?.get(..4)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = raw.get(5..7).filter(|next| next == b"\\u").and_then(|_| unit(raw.get(7..11)?))?;
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    let character = is_pair.then(|| 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    Some((char::from_u32(character)?, 11))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Answer, Endpoint};

    /// As serde_json reads the string that starts with this quote.
    fn judged(text: &str) -> Option<String> {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<String>();
        values.next()?.ok()
    }

    fn ours(text: &str) -> Option<String> {
        let (text, _) = unescape(text.as_bytes().get(1..)?)?;
        String::from_utf8(text).ok()
    }

    #[test]
    fn a_string_is_unescaped_as_serde_json_does_it_wherever_the_blocks_end() {
        let parts = [
            "a",
            "Äpfel",
            "😀",
            r#"\""#,
            r"\\",
            r"\/",
            r"\b\f\n\r\t",
            r"\u00e9",
            r"\ud83d\ude00",
            r"\u0000",
            r"\u0022",
            "plain text of more than one word, and then some more of it",
            r#"{\"key\":\"value\"}"#,
        ];
        for (first, second) in parts.iter().flat_map(|one| parts.iter().map(move |two| (one, two)))
        {
            for filled in 0..2 * BLOCK {
                let text = format!("\"{}{first}{second}\",\"more\":[1,2]}}", "x".repeat(filled));
                assert_eq!(ours(&text), judged(&text), "{text}");
                assert!(ours(&text).is_some(), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_string_is_left_to_serde_json() {
        let broken = [
            r"\x",
            r"\u12",
            r"\u12g4",
            r"\ud83d",
            r"\ude00\ud83d",
            r"\ud83d\n",
            r"\ud83dx",
            r"\ud83d\u0041",
            "\n",
            "\u{1f}",
        ];
        for part in broken {
            for filled in [0, 1, BLOCK - 2, BLOCK - 1, BLOCK, 2 * BLOCK] {
                let text = format!("\"{}{part}{}\"", "x".repeat(filled), "y".repeat(BLOCK));
                assert_eq!(judged(&text), None, "{text}");
                assert_eq!(ours(&text), None, "{text}");
            }
        }
        assert_eq!(ours("\"no end"), None);
        assert_eq!(ours("\"no end\\"), None);
    }

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
