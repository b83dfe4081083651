use serde_json::{Value, json};

use super::Words;
use crate::{
    Endpoint,
    testing::{Outcome, reply::Reply, stream::Tokens},
};

/// That of each token, where the test scripts none: a probability of 0.88.
const USUAL: f64 = -0.125;

/// What the request wants to know of the tokens.
pub(super) struct Wish<'a> {
    /// How many tokens that were likely, too.
    top: u64,
    tokens: &'a Tokens,
}

impl<'a> Wish<'a> {
    pub(super) fn of(endpoint: Endpoint, asked: &Value, outcome: &'a Outcome) -> Option<Self> {
        let is_wanted = match endpoint {
            Endpoint::Chat => asked.get("logprobs").and_then(Value::as_bool) == Some(true),
            Endpoint::Responses => {
                let include = asked.get("include").and_then(Value::as_array);
                include
                    .is_some_and(|all| all.iter().any(|one| one == "message.output_text.logprobs"))
            }
        };
        let top = asked.get("top_logprobs").and_then(Value::as_u64).unwrap_or_default();
        is_wanted.then_some(Self { top, tokens: &outcome.pace.tokens })
    }

    /// The log probabilities of the answer, as the test wrote them.
    pub(super) fn answer(
        &self,
        words: Words<'_>,
        scripted: Option<&[(Vec<u8>, f64)]>,
    ) -> Result<Vec<Value>, Reply> {
        let (Words::Refusal(text) | Words::Text(text)) = words else { return Ok(Vec::new()) };
        let Some(scripted) = scripted else { return Ok(self.usual(text)) };
        if !scripted.iter().flat_map(|(token, _)| token).eq(text.as_bytes()) {
            let message = "the tokens of `Outcome::logprobs` are not the text of the answer";
            return Err(Reply::unscripted(message));
        }
        Ok(scripted.iter().map(|(token, logprob)| self.entry(token, *logprob)).collect())
    }

    /// The same for every token of a text.
    pub(super) fn usual(&self, text: &str) -> Vec<Value> {
        self.tokens.cut(text).into_iter().map(|token| self.entry(token.as_bytes(), USUAL)).collect()
    }

    /// Of the tokens that were likely, the one that was taken is the likeliest; no others are made up.
    fn entry(&self, token: &[u8], logprob: f64) -> Value {
        let mut entry = json!({ "token": shown(token), "logprob": logprob, "bytes": token });
        let top = if self.top > 0 { vec![entry.clone()] } else { Vec::new() };
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("top_logprobs".into(), top.into());
        }
        entry
    }
}

/// The token as text; what is no character, since it begins or ends within one, is written `\xf0\x9f`.
fn shown(token: &[u8]) -> String {
    let chunks = token.utf8_chunks().map(|chunk| {
        let escaped: String = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")).collect();
        chunk.valid().to_owned() + &escaped
    });
    chunks.collect()
}
