//! Log probabilities of tokens, as both endpoints spell them.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::TokenLogprob;

/// A list of tokens. Anything else, and a list with anything else in it, is empty: nobody loses an answer
/// by what stands beside it. Not for members of types that serde buffers, such as tagged enums.
#[derive(Debug, Default)]
pub(super) struct Tokens(pub(super) Vec<TokenLogprob>);

impl<'de> Deserialize<'de> for Tokens {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        // Most answers say `[]` or `null`.
        let may_hold_tokens = raw.starts_with('[') && raw.len() > "[]".len();
        let tokens = may_hold_tokens.then(|| serde_json::from_str(raw).ok()).flatten();
        Ok(Self(tokens.unwrap_or_default()))
    }
}

/// `logprobs` of a choice of the Chat endpoint, also of a chunk. The tokens of a refusal are no answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChatLogprobs {
    pub(super) content: Tokens,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Part {
        logprobs: Tokens,
        text: String,
    }

    fn read(logprobs: &str) -> Vec<TokenLogprob> {
        let json = format!(r#"{{"logprobs":{logprobs},"text":"after"}}"#);
        let part: Part = serde_json::from_str(&json).expect("readable");
        assert_eq!(part.text, "after", "{json}");
        part.logprobs.0
    }

    #[test]
    fn tokens_are_read_with_their_bytes_or_without() {
        let tokens = read(
            r#"[{"token":"a\"","logprob":-0.5,"bytes":[97,34],"top_logprobs":[{"token":"b"}]},
                {"token":"é","bytes":null,"logprob":0},{"logprob":-1e2,"token":""}]"#,
        );
        let quoted =
            TokenLogprob { bytes: Some(b"a\"".to_vec()), ..TokenLogprob::new("a\"", -0.5) };
        assert_eq!(tokens, [quoted, TokenLogprob::new("é", 0.0), TokenLogprob::new("", -100.0)]);
        assert_eq!(tokens[1].as_bytes(), [0xc3, 0xa9]);
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
            r#"{"content":[]}"#,
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
            assert_eq!(read(logprobs), [], "{logprobs}");
        }
    }
}
