use serde_json::{Value, json};

use super::{Shape, Words};

/// Token counts made from lengths: about four characters a token, as English text has.
#[derive(Clone, Copy)]
pub(super) struct Usage {
    input: u64,
    output: u64,
    reasoning: u64,
}

const CHARACTERS_PER_TOKEN: u64 = 4;

impl Usage {
    pub(super) fn of(asked: &Value, words: Words<'_>, shape: &Shape) -> Self {
        let answer = match words {
            Words::Calls(calls) => calls.iter().map(|(_, arguments)| tokens(arguments)).sum(),
            Words::Nothing => 0,
            Words::Refusal(text) | Words::Text(text) => tokens(text),
        };
        let reasoning = shape.reasoning.as_deref().map_or(0, |summary| 64 + tokens(summary));
        let commentary = shape.commentary.as_deref().map_or(0, tokens);
        Self {
            input: tokens(&asked.to_string()),
            output: answer + commentary + reasoning,
            reasoning,
        }
    }

    pub(super) fn responses(self) -> Value {
        json!({
            "input_tokens": self.input,
            "input_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 0 },
            "output_tokens": self.output,
            "output_tokens_details": { "reasoning_tokens": self.reasoning },
            "total_tokens": self.input + self.output,
        })
    }

    pub(super) fn chat(self) -> Value {
        json!({
            "prompt_tokens": self.input,
            "completion_tokens": self.output,
            "total_tokens": self.input + self.output,
            "prompt_tokens_details": {
                "cached_tokens": 0,
                "cache_write_tokens": 0,
                "audio_tokens": 0,
            },
            "completion_tokens_details": {
                "reasoning_tokens": self.reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        })
    }
}

fn tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(CHARACTERS_PER_TOKEN)
}
