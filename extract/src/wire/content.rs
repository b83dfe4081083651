use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

use super::{
    forgiving::{Object, Text, pass_over},
    logprobs::Tokens,
};
use crate::TokenLogprob;

/// The content of a message: text, null, or a list of parts of which text and refusals are read and
/// thinking is not.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) refusal: String,
    /// Of the text.
    pub(super) logprobs: Vec<TokenLogprob>,
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Content;
    pass_over!(Content: scalars, numbers, object);

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content { text: text.to_owned(), ..Content::default() })
    }

    fn visit_string<E>(self, text: String) -> Result<Content, E> {
        Ok(Content { text, ..Content::default() })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Content, A::Error> {
        let mut content = Content::default();
        while let Some(part) = parts.next_element::<Object<Part>>()? {
            let part = part.0.unwrap_or_default();
            match part.kind.0.as_deref() {
                Some("output_text" | "text") => {
                    append(&mut content.text, part.text);
                    content.logprobs.extend(part.logprobs.0);
                }
                Some("refusal") => append(&mut content.refusal, part.refusal),
                _ => {}
            }
        }
        Ok(content)
    }
}

/// Moves the one part that there nearly always is, instead of copying it.
fn append(whole: &mut String, part: Text) {
    match part.0 {
        Some(text) if whole.is_empty() => *whole = text,
        Some(text) => whole.push_str(&text),
        None => {}
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    logprobs: Tokens,
    refusal: Text,
    text: Text,
    #[serde(rename = "type")]
    kind: Text,
}
