mod chunk;
mod stream;

use serde::Deserialize;
use serde_json::Value;

pub(in crate::wire) use stream::Stream;

use crate::{
    TokenLogprob, Usage,
    wire::{
        Answer, Call, Malformed, Reply,
        answer::CONNECTION,
        call::Arguments,
        content::Content,
        error_body::{self, ErrorBody},
        forgiving::{self, Count, List, Object, Text},
        logprobs::Tokens,
    },
};

/// Reads the body of an answer with status 200.
///
/// # Errors
///
/// [`Malformed`] when the body is not the JSON of this endpoint.
pub fn decode(body: &[u8]) -> Result<Reply, Malformed> {
    let Object(body) = forgiving::read::<Object<Body>>(body)?;
    body.ok_or_else(|| Malformed::new("it is no object"))?.reply()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    choices: Option<List<Object<Choice>>>,
    error: Value,
    id: Text,
    model: Text,
    service_tier: Text,
    usage: Object<UsageBody>,
    /// Only in bodies that are no completion, such as a gateway's `{"detail":…}`.
    detail: Value,
    message: Value,
}

impl Body {
    fn reply(mut self) -> Result<Reply, Malformed> {
        Ok(Reply {
            calls: self.calls(),
            usage: self.usage.0.as_ref().map(UsageBody::read).unwrap_or_default(),
            model: self.model.0.take(),
            id: self.id.0.take(),
            service_tier: self.service_tier.0.take(),
            reasoning_summary: None,
            logprobs: self.logprobs(),
            answer: self.answer()?,
        })
    }

    /// The one that is the answer.
    fn choice(&mut self) -> Option<&mut Choice> {
        let choices = self.choices.iter_mut().flat_map(|choices| &mut choices.0);
        choices.filter_map(|choice| choice.0.as_mut()).next()
    }

    fn calls(&mut self) -> Vec<Call> {
        self.choice().map(Choice::calls).unwrap_or_default()
    }

    fn logprobs(&mut self) -> Vec<TokenLogprob> {
        self.choice().map(|choice| std::mem::take(&mut choice.logprobs.0)).unwrap_or_default()
    }

    fn answer(self) -> Result<Answer, Malformed> {
        if error_body::is_error(&self.error) {
            return Ok(Answer::Failed(error_body::from_value(&self.error)));
        }
        let Some(choices) = self.choices else {
            let said = [self.detail, self.message].into_iter().find(|value| !value.is_null());
            return match said {
                Some(said) => Ok(Answer::Failed(error_body::from_value(&said))),
                None => Err(Malformed::new("it has neither `choices` nor `error`")),
            };
        };
        match choices.0.into_iter().find_map(|choice| choice.0) {
            Some(choice) => Ok(choice.answer()),
            None => Ok(empty("the list of choices is empty")),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    /// Gateways put the failure of the server behind them here.
    error: Value,
    finish_reason: Text,
    logprobs: Tokens,
    message: Object<Message>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Content,
    refusal: Text,
    tool_calls: List<Object<ToolCall>>,
}

/// A call of a function; other tools have no member `function`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ToolCall {
    function: Object<Function>,
    id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Function {
    arguments: Arguments,
    name: Text,
}

impl Choice {
    /// The model writes one call after the other, so only the last one can be cut off.
    fn calls(&mut self) -> Vec<Call> {
        let Some(message) = &mut self.message.0 else { return Vec::new() };
        let mut calls: Vec<Call> =
            message.tool_calls.0.drain(..).filter_map(|call| call.0?.read()).collect();
        let is_stopped = |finish: &str| is_cut(finish) || finish == "content_filter";
        let finish = self.finish_reason.0.as_deref().map(str::to_ascii_lowercase);
        if finish.is_some_and(|finish| is_stopped(&finish))
            && let Some(last) = calls.pop()
        {
            calls.push(last.cut_off(self.finish_reason.0.clone()));
        }
        calls
    }

    fn answer(self) -> Answer {
        if error_body::is_error(&self.error) {
            return Answer::Failed(error_body::from_value(&self.error));
        }
        let message = self.message.0.unwrap_or_default();
        let text = message.content.text;
        let refusal = message.refusal.0.filter(|refusal| !refusal.is_empty());
        let refusal = refusal.unwrap_or(message.content.refusal);
        let finish = self.finish_reason.0;
        if !refusal.is_empty() {
            return Answer::Refused(refusal);
        }
        match finish.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("content_filter") => Answer::Filtered { partial: text },
            Some("error") => Answer::Failed(ErrorBody {
                message: Some("the server ended the answer with an error".to_owned()),
                code: Some("server_error".to_owned()),
                ..ErrorBody::default()
            }),
            Some(reason) if is_cut(reason) => Answer::Truncated { reason: finish, partial: text },
            _ if !text.trim().is_empty() => Answer::Text(text),
            Some("function_call" | "tool_calls") => empty("the model called a tool"),
            Some(reason) => {
                empty(&format!("the content is empty, the finish reason is `{reason}`"))
            }
            None => empty("the content is empty"),
        }
    }
}

impl ToolCall {
    fn read(self) -> Option<Call> {
        let function = self.function.0?;
        let [id, name] = [self.id, function.name].map(|text| text.0.unwrap_or_default());
        Some(Call::new(id, name, function.arguments.0))
    }
}

/// The words of several servers for an answer that is not whole.
fn is_cut(finish_reason: &str) -> bool {
    matches!(
        finish_reason,
        CONNECTION
            | "insufficient_system_resource"
            | "length"
            | "max_completion_tokens"
            | "max_output_tokens"
            | "max_tokens"
            | "model_context_window_exceeded"
            | "model_length"
    )
}

fn empty(reason: &str) -> Answer {
    Answer::Empty { reason: reason.to_owned(), commentary: String::new() }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct UsageBody {
    completion_tokens: Count,
    completion_tokens_details: Object<CompletionDetails>,
    /// The word of DeepSeek for what `prompt_tokens_details` has elsewhere.
    prompt_cache_hit_tokens: Count,
    prompt_tokens: Count,
    prompt_tokens_details: Object<PromptDetails>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    reasoning_tokens: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    cache_write_tokens: Count,
    cached_tokens: Count,
}

impl UsageBody {
    fn read(&self) -> Usage {
        let prompt = self.prompt_tokens_details.0.as_ref();
        let completion = self.completion_tokens_details.0.as_ref();
        Usage {
            input: self.prompt_tokens.0,
            cached: prompt
                .and_then(|details| details.cached_tokens.0)
                .or(self.prompt_cache_hit_tokens.0),
            cache_write: prompt.and_then(|details| details.cache_write_tokens.0),
            output: self.completion_tokens.0,
            reasoning: completion.and_then(|details| details.reasoning_tokens.0),
        }
    }
}

#[cfg(test)]
mod tests;
