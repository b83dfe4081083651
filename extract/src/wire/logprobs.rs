//! Log probabilities of tokens, as both endpoints spell them.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::TokenLogprob;

/// A member `logprobs`, of either endpoint. Not for types that serde buffers, such as tagged enums.
#[derive(Debug, Default)]
pub(super) struct Tokens(pub(super) Vec<TokenLogprob>);

impl<'de> Deserialize<'de> for Tokens {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(read(<&RawValue>::deserialize(deserializer)?)))
    }
}

/// The tokens of a text: a list on the Responses endpoint, the `content` of an object on the Chat endpoint,
/// in events and chunks as well. Anything else, and a list with anything else in it, has none: nobody
/// loses an answer by what stands beside it.
pub(super) fn read(member: &RawValue) -> Vec<TokenLogprob> {
    #[derive(Deserialize)]
    struct OfChoice {
        content: Vec<TokenLogprob>,
    }

    let tokens = match member.get() {
        "[]" => None,
        list if list.starts_with('[') => serde_json::from_str(list).ok(),
        object if object.starts_with('{') => {
            serde_json::from_str::<OfChoice>(object).ok().map(|choice| choice.content)
        }
        _ => None,
    };
    tokens.unwrap_or_default()
}

/// Bytes that they take.
pub(super) fn weight(tokens: &[TokenLogprob]) -> usize {
    let inside =
        |token: &TokenLogprob| token.token.len() + token.bytes.as_ref().map_or(0, Vec::len);
    size_of_val(tokens) + tokens.iter().map(inside).sum::<usize>()
}

/// A body that is no UTF-8 without its tokens, which may be parts of characters: they are under another
/// name then.
pub(super) fn without(body: &[u8]) -> Option<Vec<u8>> {
    const NAME: &[u8] = b"\"logprobs\"";
    const OTHER: &[u8] = b"\"no_token\"";
    std::str::from_utf8(body).err()?;
    let mut body = body.to_vec();
    let mut rest = body.as_mut_slice();
    while let Some(place) = rest.windows(NAME.len()).position(|window| window == NAME) {
        rest = rest.get_mut(place..)?;
        rest.get_mut(..NAME.len())?.copy_from_slice(OTHER);
    }
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Endpoint, Reply};

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Part {
        logprobs: Tokens,
        text: String,
    }

    #[test]
    fn tokens_that_are_no_utf8_cost_no_answer() {
        let bodies = [
            (
                Endpoint::Chat,
                r#"{"choices":[{"logprobs":{"content":[{"token":"?","logprob":-1}]},"message":{"content":"\"logprobs\""}}]}"#,
            ),
            (
                Endpoint::Responses,
                r#"{"output":[{"type":"message","content":[{"type":"output_text","logprobs":[{"token":"?","logprob":-1}],"text":"\"logprobs\""}]}]}"#,
            ),
        ];
        for (endpoint, body) in bodies {
            let whole = endpoint.decode(body.as_bytes()).expect("an answer");
            assert_eq!(whole.logprobs, [TokenLogprob::new("?", -1.0)]);
            let broken: Vec<u8> =
                body.bytes().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
            let reply = endpoint.decode(&broken).expect("an answer");
            assert_eq!(reply, Reply { logprobs: Vec::new(), ..whole });
            let broken = [broken.as_slice(), b"}"].concat();
            assert!(endpoint.decode(&broken).is_err());
        }
    }

    fn tokens(logprobs: &str) -> Vec<TokenLogprob> {
        let json = format!(r#"{{"logprobs":{logprobs},"text":"after"}}"#);
        let part: Part = serde_json::from_str(&json).expect("readable");
        assert_eq!(part.text, "after", "{json}");
        part.logprobs.0
    }

    #[test]
    fn tokens_are_read_with_their_bytes_or_without() {
        let list = r#"[{"token":"a\"","logprob":-0.5,"bytes":[97,34],"top_logprobs":[{"token":"b"}]},
                {"token":"é","bytes":null,"logprob":0},{"logprob":-1e2,"token":""}]"#;
        let tokens = tokens(list);
        let quoted =
            TokenLogprob { bytes: Some(b"a\"".to_vec()), ..TokenLogprob::new("a\"", -0.5) };
        assert_eq!(tokens, [quoted, TokenLogprob::new("é", 0.0), TokenLogprob::new("", -100.0)]);
        assert_eq!(tokens[1].as_bytes(), [0xc3, 0xa9]);
        let of_choice = format!(r#"{{"refusal":[7],"content":{list}}}"#);
        assert_eq!(self::tokens(&of_choice), tokens);
    }

    #[test]
    fn whatever_is_no_list_of_tokens_is_none_and_loses_nothing() {
        let cases = [
            "null",
            "[]",
            "[ ]",
            "true",
            "-1.5",
            r#""[]""#,
            r#""\ud83d""#,
            "1e999",
            "{}",
            r#"{"content":null,"refusal":[{"token":"a","logprob":-1}]}"#,
            r#"{"content":{"token":"a","logprob":-1}}"#,
            r#"{"content":[{"token":"a","logprob":-1},{}]}"#,
            r#"[{"token":"a","logprob":-1},null]"#,
            r#"[{"token":"a"}]"#,
            r#"[{"logprob":-1}]"#,
            r#"[{"token":"a","logprob":null}]"#,
            r#"[{"token":"a","logprob":"-1"}]"#,
            r#"[{"token":"a","logprob":-1e999}]"#,
            r#"[{"token":7,"logprob":-1}]"#,
            r#"[{"token":"\ud83d","logprob":-1}]"#,
            r#"[{"token":"a","logprob":-1,"bytes":[256]}]"#,
            r#"[{"token":"a","logprob":-1,"bytes":"a"}]"#,
        ];
        for logprobs in cases {
            assert_eq!(tokens(logprobs), [], "{logprobs}");
        }
    }
}
