mod delta;
mod slots;
mod stream;

use serde::Deserialize;
use serde_json::Value;

pub(in crate::wire) use stream::Stream;

use crate::{
    TokenLogprob, Usage,
    wire::{
        Answer, Call, Malformed, Reply,
        call::Arguments,
        content::Content,
        error_body,
        forgiving::{self, Count, List, Object, Text},
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    error: Value,
    id: Text,
    incomplete_details: Object<IncompleteDetails>,
    model: Text,
    output: Option<List<Object<Item>>>,
    service_tier: Text,
    status: Text,
    usage: Object<UsageBody>,
    /// Only in bodies that are no response, such as a gateway's `{"detail":…}`.
    detail: Value,
    message: Value,
}

impl Body {
    fn reply(mut self) -> Result<Reply, Malformed> {
        let mut logprobs = Vec::new();
        Ok(Reply {
            calls: self.calls(),
            usage: self.usage.0.as_ref().map(UsageBody::read).unwrap_or_default(),
            model: self.model.0.take(),
            id: self.id.0.take(),
            service_tier: self.service_tier.0.take(),
            reasoning_summary: self.reasoning_summary(),
            answer: self.answer(&mut logprobs)?,
            logprobs,
        })
    }

    fn calls(&mut self) -> Vec<Call> {
        let details = self.incomplete_details.0.as_ref();
        let reason = details.and_then(|details| details.reason.0.clone());
        let reason = reason.filter(|reason| !reason.is_empty());
        let is_stopped = reason.is_some() || self.status.0.as_deref() == Some("incomplete");
        let items = self.output.iter_mut().flat_map(|output| &mut output.0);
        calls(items.filter_map(|item| item.0.as_mut()), is_stopped, reason.as_ref())
    }

    /// The summaries of all reasoning items, a blank line between their parts.
    fn reasoning_summary(&mut self) -> Option<String> {
        let items = self.output.iter_mut().flat_map(|output| &mut output.0);
        let reasoning = items
            .filter_map(|item| item.0.as_mut())
            .filter(|item| item.kind.0.as_deref() == Some("reasoning"));
        let parts: Vec<String> = reasoning
            .flat_map(|item| std::mem::take(&mut item.summary.0))
            .filter_map(|part| part.0.and_then(|part| part.text.0))
            .filter(|text| !text.trim().is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    /// The answer, and the tokens of its text.
    fn answer(self, logprobs: &mut Vec<TokenLogprob>) -> Result<Answer, Malformed> {
        let status = self.status.0.as_deref().unwrap_or_default();
        if error_body::is_error(&self.error) {
            return Ok(Answer::Failed(error_body::from_value(&self.error)));
        }
        match status {
            "cancelled" => {
                let last = messages(self.output.unwrap_or_default()).pop().unwrap_or_default();
                return Ok(Answer::Cancelled { partial: last.text });
            }
            "failed" => return Ok(Answer::Failed(error_body::of_run(status))),
            "in_progress" | "queued" => return Ok(Answer::Running { status: status.to_owned() }),
            _ => {}
        }
        let reason = self.incomplete_details.0.and_then(|details| details.reason.0);
        let reason = reason.filter(|reason| !reason.is_empty());
        // Some servers say `completed` beside a reason why the answer is not.
        if status == "incomplete" || reason.is_some() {
            return Ok(cut(reason, messages(self.output.unwrap_or_default()), logprobs));
        }
        match self.output {
            Some(output) => {
                let kinds = kinds(&output);
                Ok(whole(messages(output), &kinds, logprobs))
            }
            None => no_output(status, &self.detail, &self.message),
        }
    }
}

/// Without `output` there may be an error in a form of its own, or nothing that we know.
fn no_output(status: &str, detail: &Value, message: &Value) -> Result<Answer, Malformed> {
    let said = [detail, message].into_iter().find(|value| !value.is_null());
    match (said, status) {
        (Some(said), _) => Ok(Answer::Failed(error_body::from_value(said))),
        (None, "") => Err(Malformed::new("it has neither `output` nor `error`")),
        (None, _) => Ok(empty(Vec::new(), "")),
    }
}

/// The text of a run that was stopped. A model that declines and is cut off has still declined.
fn cut(
    reason: Option<String>,
    mut messages: Vec<Message>,
    logprobs: &mut Vec<TokenLogprob>,
) -> Answer {
    messages.retain(|message| !message.is_commentary);
    let last = messages.pop().unwrap_or_default();
    *logprobs = last.logprobs;
    match reason.as_deref() {
        Some("content_filter") => Answer::Filtered { partial: last.text },
        _ if !last.refusal.is_empty() => Answer::Refused(last.refusal),
        _ => Answer::Truncated { reason, partial: last.text },
    }
}

/// The answer of a completed run: the last message that is marked as final, else the last one that is
/// no commentary; a whole one before one that is not.
fn whole(mut messages: Vec<Message>, kinds: &str, logprobs: &mut Vec<TokenLogprob>) -> Answer {
    let best = messages
        .iter()
        .enumerate()
        .filter(|(_, message)| !message.is_commentary && message.has_content())
        .max_by_key(|(_, message)| (message.is_final, message.is_whole))
        .map(|(index, _)| index);
    let Some(best) = best.map(|index| messages.swap_remove(index)) else {
        return empty(messages, kinds);
    };
    *logprobs = best.logprobs;
    match best.refusal.is_empty() {
        false => Answer::Refused(best.refusal),
        true if best.is_whole => Answer::Text(best.text),
        true => Answer::Truncated { reason: None, partial: best.text },
    }
}

fn empty(messages: Vec<Message>, kinds: &str) -> Answer {
    let commentary = messages.into_iter().map(|message| message.text).collect::<String>();
    let reason = match (kinds, commentary.is_empty()) {
        (_, false) => "only commentary came, no final message".to_owned(),
        ("", true) => "the output is empty".to_owned(),
        (kinds, true) => format!("no text came, only items of the kinds {kinds}"),
    };
    Answer::Empty { reason, commentary }
}

/// The kinds of the items, each once, as far as an error needs them.
fn kinds(output: &List<Object<Item>>) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for item in output.0.iter().filter_map(|item| item.0.as_ref()) {
        let kind = item.kind.0.as_deref().unwrap_or("unknown");
        if kinds.len() < 8 && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ")
}

/// The messages in order. One that comes again under its id replaces the earlier one, unless that is
/// whole and the later one is not.
fn messages(output: List<Object<Item>>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for item in output.0.into_iter().filter_map(|item| item.0) {
        let Some(message) = item.into_message() else {
            continue;
        };
        let earlier =
            messages.iter_mut().find(|earlier| earlier.id.is_some() && earlier.id == message.id);
        match earlier {
            Some(earlier) if earlier.is_whole && !message.is_whole => {}
            Some(earlier) => *earlier = message,
            None => messages.push(message),
        }
    }
    messages
}

/// The calls in order; of those with one id the last one, unless an earlier one is whole and it is not.
/// Where items have no status, the last call of a run that was stopped is cut off.
fn calls<'a>(
    items: impl Iterator<Item = &'a mut Item>,
    is_stopped: bool,
    reason: Option<&String>,
) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut items = items.filter(|item| item.kind.0.as_deref() == Some("function_call")).peekable();
    while let Some(item) = items.next() {
        let is_cut = match item.status.0.as_deref() {
            Some(status) => matches!(status, "in_progress" | "incomplete"),
            None => is_stopped && items.peek().is_none(),
        };
        let call = item.take_call();
        let call = if is_cut { call.cut_off(reason.cloned()) } else { call };
        let earlier =
            calls.iter_mut().find(|earlier| !earlier.id.is_empty() && earlier.id == call.id);
        match earlier {
            Some(earlier) if earlier.is_whole() && is_cut => {}
            Some(earlier) => *earlier = call,
            None => calls.push(call),
        }
    }
    calls
}

#[derive(Default)]
struct Message {
    id: Option<String>,
    is_commentary: bool,
    is_final: bool,
    is_whole: bool,
    logprobs: Vec<TokenLogprob>,
    refusal: String,
    text: String,
}

impl Message {
    fn has_content(&self) -> bool {
        !self.refusal.is_empty() || !self.text.trim().is_empty()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct IncompleteDetails {
    reason: Text,
}

/// An item of any kind; messages and calls are read, others may have members of other types.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Item {
    arguments: Arguments,
    call_id: Text,
    content: Content,
    id: Text,
    name: Text,
    phase: Text,
    role: Text,
    status: Text,
    summary: List<Object<SummaryPart>>,
    #[serde(rename = "type")]
    kind: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SummaryPart {
    text: Text,
}

impl Item {
    fn take_call(&mut self) -> Call {
        let text = |text: &mut Text| text.0.take().unwrap_or_default();
        let arguments = std::mem::take(&mut self.arguments.0);
        Call::new(text(&mut self.call_id), text(&mut self.name), arguments)
    }

    /// `None` for an item that is no message of the model.
    fn into_message(self) -> Option<Message> {
        let is_message = self.kind.0.as_deref() == Some("message")
            && self.role.0.is_none_or(|role| role == "assistant");
        if !is_message {
            return None;
        }
        let phase = self.phase.0.as_deref();
        Some(Message {
            id: self.id.0,
            is_commentary: phase == Some("commentary"),
            is_final: phase == Some("final_answer"),
            is_whole: !matches!(self.status.0.as_deref(), Some("in_progress" | "incomplete")),
            logprobs: self.content.logprobs,
            refusal: self.content.refusal,
            text: self.content.text,
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct UsageBody {
    input_tokens: Count,
    input_tokens_details: Object<InputDetails>,
    output_tokens: Count,
    output_tokens_details: Object<OutputDetails>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    cache_write_tokens: Count,
    cached_tokens: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OutputDetails {
    reasoning_tokens: Count,
}

impl UsageBody {
    fn read(&self) -> Usage {
        let input = self.input_tokens_details.0.as_ref();
        let output = self.output_tokens_details.0.as_ref();
        Usage {
            input: self.input_tokens.0,
            cached: input.and_then(|details| details.cached_tokens.0),
            cache_write: input.and_then(|details| details.cache_write_tokens.0),
            output: self.output_tokens.0,
            reasoning: output.and_then(|details| details.reasoning_tokens.0),
        }
    }
}

#[cfg(test)]
mod tests;
