//! What the model did, in the words of either endpoint.

mod chat;
mod logprobs;
mod responses;
mod usage;

use serde_json::{Value, json};

use self::logprobs::Wish;
use super::{
    Fault, Moment, Outcome, StreamFault, bare::Delivery, forced, judge::Rejection, outcome::Kind,
    reply::Reply, stream,
};
use crate::{Endpoint, Usage};

/// What stands around an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) commentary: Option<String>,
    pub(super) draft: Option<String>,
    /// The tokens of the answer, each with its log probability.
    pub(super) logprobs: Option<Vec<(Vec<u8>, f64)>>,
    pub(super) reasoning: Option<String>,
    pub(super) twice: bool,
    pub(super) unknown_kinds: bool,
    pub(super) usage: Option<Usage>,
    pub(super) without_usage: bool,
}

/// One run of the model, before an endpoint spells it.
struct Run<'a> {
    ending: Ending,
    words: Words<'a>,
    /// Whether the request forced the call; then Chat ends with `stop`.
    forced: bool,
    shape: &'a Shape,
    usage: Usage,
    /// What is told of the tokens, if it was asked for.
    wish: Option<Wish<'a>>,
    /// The log probabilities of the answer's tokens.
    logprobs: Vec<Value>,
    /// Counts the requests of this server; all ids are made of it, so that answers repeat exactly.
    number: u64,
}

impl Run<'_> {
    fn call_id(&self, index: usize) -> String {
        format!("call_{index}{:023x}", self.number)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Completed,
    Failed,
    Filtered,
    Truncated,
}

#[derive(Clone, Copy)]
enum Words<'a> {
    /// Calls of tools, with their arguments.
    Calls(&'a [(String, String)]),
    Nothing,
    Refusal(&'a str),
    Text(&'a str),
}

pub(super) fn reply(endpoint: Endpoint, asked: &Value, outcome: &Outcome, number: u64) -> Reply {
    let forced = forced::tool(endpoint, asked);
    let is_streamed = stream::is_wanted(asked);
    let (ending, words) = match &outcome.kind {
        Kind::Answer(text) => (Ending::Completed, Words::Text(text)),
        Kind::Calls(calls) => (Ending::Completed, Words::Calls(calls)),
        Kind::Refusal(refusal) => (Ending::Completed, Words::Refusal(refusal)),
        Kind::Empty => (Ending::Completed, Words::Nothing),
        Kind::Truncation(text) if text.is_empty() => (Ending::Truncated, Words::Nothing),
        Kind::Truncation(text) => (Ending::Truncated, Words::Text(text)),
        Kind::FilteredAnswer(text) if text.is_empty() => (Ending::Filtered, Words::Nothing),
        Kind::FilteredAnswer(text) => (Ending::Filtered, Words::Text(text)),
        Kind::FilteredPrompt => return filtered_prompt(),
        Kind::Fault(Fault::FailedRun) if endpoint == Endpoint::Responses || is_streamed => {
            (Ending::Failed, Words::Nothing)
        }
        // A good answer that only travels badly.
        Kind::Fault(fault) if fault.breaks_the_answer() => (Ending::Completed, Words::Text("{}")),
        Kind::Fault(fault) => return fault.reply(),
        Kind::Raw(reply) => return reply.clone(),
    };
    // A model that must call a tool writes its answer into the arguments.
    let call = match (forced, words) {
        (Some(tool), Words::Text(text)) => Some([(tool.to_owned(), text.to_owned())]),
        _ => None,
    };
    let words = call.as_ref().map_or(words, |call| Words::Calls(call));
    let usage = usage::of(asked, words, &outcome.shape);
    let wish = Wish::of(endpoint, asked, outcome);
    let scripted = outcome.shape.logprobs.as_deref();
    let logprobs = wish.as_ref().map_or(Ok(Vec::new()), |wish| wish.answer(words, scripted));
    let logprobs = match logprobs {
        Ok(logprobs) => logprobs,
        Err(reply) => return reply,
    };
    let run = Run {
        ending,
        words,
        forced: forced.is_some(),
        shape: &outcome.shape,
        usage,
        wish,
        logprobs,
        number,
    };
    let mut body = match endpoint {
        Endpoint::Chat => chat::body(asked, &run),
        Endpoint::Responses => responses::body(asked, &run),
    };
    if let (true, Some(body)) = (run.shape.unknown_kinds, body.as_object_mut()) {
        body.insert("x_unlisted".into(), json!({ "since": "tomorrow" }));
    }
    let delivery = match &outcome.kind {
        Kind::Fault(fault) => fault.delivery(),
        _ => Delivery::Whole,
    };
    if is_streamed {
        let mut pace = outcome.pace.clone();
        if (endpoint, ending) == (Endpoint::Chat, Ending::Failed) {
            pace.fault = Some(StreamFault::ErrorEvent(Moment::BeforeContent));
        }
        return stream::reply(endpoint, asked, &body, &pace, delivery);
    }
    Reply::json(200, &body).delivered(delivery)
}

/// The tier that serves: what is sent sooner is told as `priority`.
fn tier(asked: &Value) -> &str {
    match asked.get("service_tier").and_then(Value::as_str) {
        None | Some("auto") => "default",
        Some("fast") => "priority",
        Some(tier) => tier,
    }
}

/// As Azure sends it: the `type` is null, and the categories stand in `innererror`.
fn filtered_prompt() -> Reply {
    let message = "The response was filtered due to the prompt triggering Azure OpenAI's content \
                   management policy. Please modify your prompt and retry.";
    let mut body = Rejection::new(400, message).param("prompt").code("content_filter").body();
    if let Some(error) = body.get_mut("error").and_then(Value::as_object_mut) {
        error.insert("type".into(), Value::Null);
        error.insert("status".into(), json!(400));
        let hate = json!({ "filtered": true, "severity": "high" });
        error.insert(
            "innererror".into(),
            json!({
                "code": "ResponsibleAIPolicyViolation",
                "content_filter_result": { "hate": hate },
            }),
        );
    }
    Reply::json(400, &body)
}
