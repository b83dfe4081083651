use std::{ops::RangeInclusive, time::Duration};

use serde::Serialize;
use serde_json::Value;

use super::{
    Fault, StreamFault,
    answers::Shape,
    bare::Delivery,
    reply::Reply,
    stream::{Pace, Tokens},
};
use crate::Usage;

/// What the server does with one request.
///
/// ```
/// use extract::testing::Outcome;
/// use serde_json::json;
///
/// // A reasoning model that first says what it will do, and reports no usage.
/// let outcome = Outcome::answer(json!({ "total": 12 }))
///     .commentary("Let me read the invoice.")
///     .without_usage();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Outcome {
    pub(super) kind: Kind,
    pub(super) shape: Shape,
    pub(super) delay: Option<Duration>,
    pub(super) headers: Vec<(String, String)>,
    /// How often a poll finds the run going on.
    pub(super) polls: u32,
    pub(super) pace: Pace,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Answer(String),
    Calls(Vec<(String, String)>),
    Empty,
    Fault(Fault),
    /// The text that came before the filter.
    FilteredAnswer(String),
    FilteredPrompt,
    Raw(Reply),
    Refusal(String),
    Truncation(String),
}

/// Which side of a run the content filter stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filter {
    /// The answer: status 200, cut off, with the reason `content_filter`.
    Answer,
    /// The prompt: status 400 with the code `content_filter`, as Azure sends it.
    Prompt,
}

impl Outcome {
    /// The model answers with this value, written as JSON.
    ///
    /// A value that cannot be written (a map with list keys, say) becomes status 500 with the reason.
    pub fn answer(value: impl Serialize) -> Self {
        match serde_json::to_string(&value) {
            Ok(text) => Self::answer_text(text),
            Err(error) => Self::new(unwritable(&error)),
        }
    }

    /// The model answers with this text, JSON or not.
    pub fn answer_text(text: impl Into<String>) -> Self {
        Self::new(Kind::Answer(text.into()))
    }

    /// The model calls this tool, with these arguments written as JSON, whether it must or not.
    ///
    /// Where a request forces a tool, [`Outcome::answer`] comes as a call as well.
    pub fn call(tool: impl Into<String>, arguments: impl Serialize) -> Self {
        Self::new(Kind::Calls(Vec::new())).and_call(tool, arguments)
    }

    /// One more call beside that of [`Outcome::call`]; other outcomes stay as they are.
    pub fn and_call(mut self, tool: impl Into<String>, arguments: impl Serialize) -> Self {
        if let Kind::Calls(calls) = &mut self.kind {
            match serde_json::to_string(&arguments) {
                Ok(text) => calls.push((tool.into(), text)),
                Err(error) => self.kind = unwritable(&error),
            }
        }
        self
    }

    /// The model declines, in these words.
    pub fn refuse(refusal: impl Into<String>) -> Self {
        Self::new(Kind::Refusal(refusal.into()))
    }

    /// The answer is cut off at the token limit after this text; empty: before any text.
    pub fn truncate(partial_text: impl Into<String>) -> Self {
        Self::new(Kind::Truncation(partial_text.into()))
    }

    /// The content filter stops the prompt or the answer.
    pub fn filter(filter: Filter) -> Self {
        match filter {
            Filter::Answer => Self::filter_after(""),
            Filter::Prompt => Self::new(Kind::FilteredPrompt),
        }
    }

    /// The content filter stops the answer after this text; empty: before any text.
    pub fn filter_after(partial_text: impl Into<String>) -> Self {
        Self::new(Kind::FilteredAnswer(partial_text.into()))
    }

    /// The run completes without any answer: reasoning only on Responses, `content: null` on Chat.
    pub fn empty() -> Self {
        Self::new(Kind::Empty)
    }

    /// Something goes wrong on the way.
    pub fn fault(fault: Fault) -> Self {
        Self::new(Kind::Fault(fault))
    }

    /// Exactly this status, these headers and this body. Sent as JSON unless a header says otherwise.
    pub fn raw(status: u16, headers: &[(&str, &str)], body: impl Into<String>) -> Self {
        headers.iter().fold(
            Self::new(Kind::Raw(Reply::new(status, body.into()))),
            |outcome, (name, value)| outcome.header(*name, *value),
        )
    }

    pub(super) fn unscripted() -> Self {
        Self::new(Kind::Raw(Reply::unscripted(
            "no outcome is scripted for this request; script one with `server.answer(..)`",
        )))
    }

    /// Waits this long before the first byte.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Sends one more header, in place of one that has the same name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A message of phase `commentary` stands before the answer (Responses only).
    pub fn commentary(mut self, text: impl Into<String>) -> Self {
        self.shape.commentary = Some(text.into());
        self
    }

    /// Another message with this text stands before the answer and looks like it; the last one counts
    /// (Responses only).
    pub fn draft(mut self, text: impl Into<String>) -> Self {
        self.shape.draft = Some(text.into());
        self
    }

    /// The message with the answer comes twice, with the same id (Responses), or as a second choice
    /// (Chat).
    pub fn twice(mut self) -> Self {
        self.shape.twice = true;
        self
    }

    /// Things that no documentation lists stand around the answer: an item of an unknown kind
    /// (Responses), unknown keys (both).
    pub fn unknown_kinds(mut self) -> Self {
        self.shape.unknown_kinds = true;
        self
    }

    /// A reasoning item stands before the answer, and reasoning tokens are counted.
    pub fn reasoning(mut self, summary: impl Into<String>) -> Self {
        self.shape.reasoning = Some(summary.into());
        self
    }

    /// In the background, this many polls find the run going on; without this it is one. A request that
    /// does not ask for the background gets its answer at once.
    ///
    /// ```
    /// # use extract::testing::{Outcome, Server};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer(serde_json::json!({ "value": 3 })).polls(0));
    /// let numbers = server.client().extractor::<u8>("gpt-5-mini").background(true);
    /// assert_eq!(numbers.extract("three").await?.value, 3);
    /// assert_eq!(server.requests().len(), 2); // one that starts the run, one that fetches its answer
    /// # Ok(())
    /// # }
    /// ```
    pub fn polls(mut self, polls: u32) -> Self {
        self.polls = polls;
        self
    }

    /// What a request that asks for log probabilities gets: the tokens of the answer or the refusal, and
    /// the log probability of each. In a stream, each token is a delta then.
    ///
    /// Together the tokens are the text, byte for byte, else the answer is status 500. One that ends
    /// within a character is given as bytes. Without this, every token has a log probability of -0.125,
    /// and they have the sizes that [`Outcome::tokens`] says.
    ///
    /// ```
    /// # use extract::testing::Outcome;
    /// let outcome = Outcome::answer_text(r#"{"n":12}"#)
    ///     .logprobs([("{\"", -0.001), ("n", -0.02), ("\":", -0.001), ("12", -1.2), ("}", -0.003)]);
    /// ```
    pub fn logprobs(mut self, tokens: impl IntoIterator<Item = (impl Into<Vec<u8>>, f64)>) -> Self {
        let tokens = tokens.into_iter().map(|(token, logprob)| (token.into(), logprob));
        self.shape.logprobs = Some(tokens.collect());
        self
    }

    /// In a stream, deltas have from so many bytes to so many, each size in its turn; without this they
    /// have 4. No character is cut: a delta ends with the one in which it would have ended. A stream is
    /// made before its first byte, which takes some 4 KB of memory for each delta.
    ///
    /// ```
    /// # use extract::testing::{Outcome, Server};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer_text("Lisbon").tokens(1..=3));
    /// let body = serde_json::json!({ "model": "gpt-4.1", "input": "Where?", "stream": true });
    /// let asked = reqwest::Client::new()
    ///     .post(server.url() + "/responses")
    ///     .header("content-type", "application/json")
    ///     .body(body.to_string());
    ///
    /// let stream = asked.send().await?.text().await?;
    /// for delta in ["L", "is", "bon"] {
    ///     assert!(stream.contains(&format!(r#""delta":"{delta}""#)));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn tokens(mut self, sizes: RangeInclusive<usize>) -> Self {
        self.pace.tokens = Tokens::of_range(sizes);
        self
    }

    /// In a stream, deltas have these sizes in bytes, each in its turn and then from the first on.
    pub fn token_sizes(mut self, sizes: impl IntoIterator<Item = usize>) -> Self {
        self.pace.tokens = Tokens::of_sizes(sizes);
        self
    }

    /// In a stream, waits so long before each delta but the first; without this nothing is waited for.
    pub fn between(mut self, pause: Duration) -> Self {
        self.pace.between = Some(pause);
        self
    }

    /// A stream comes in chunks of so many bytes, which end anywhere in an event or a character; without
    /// this, a chunk is an event.
    pub fn chunked_by(mut self, bytes: usize) -> Self {
        self.pace.chunk = Some(bytes);
        self
    }

    /// Where a stream is asked for, this goes wrong with it; a plain answer stays as it is.
    ///
    /// ```
    /// use extract::testing::{Moment, Outcome, StreamFault};
    ///
    /// // Half of the answer, and the connection is gone.
    /// let outcome = Outcome::answer([1, 2, 3]).stream_fault(StreamFault::Reset(Moment::InContent));
    /// ```
    pub fn stream_fault(mut self, fault: StreamFault) -> Self {
        self.pace.fault = Some(fault);
        self
    }

    /// The answer says that it used exactly this. A count that is `None` is left out.
    pub fn usage(mut self, usage: Usage) -> Self {
        self.shape.usage = Some(usage);
        self
    }

    /// The answer does not say what it used.
    pub fn without_usage(mut self) -> Self {
        self.shape.without_usage = true;
        self
    }

    /// The response object that a run in the background ends with, if this request starts one.
    pub(super) fn run(&self, asked: &Value, reply: &Reply) -> Option<Value> {
        let is_wanted = asked.get("background").and_then(Value::as_bool) == Some(true);
        let is_run = reply.status == 200 && reply.delivery == Delivery::Whole;
        if !is_wanted || !is_run || matches!(self.kind, Kind::Raw(_)) {
            return None;
        }
        let end: Value = serde_json::from_slice(&reply.body).ok()?;
        end.get("id").is_some().then_some(end)
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            shape: Shape::default(),
            delay: None,
            headers: Vec::new(),
            polls: 1,
            pace: Pace::default(),
        }
    }
}

fn unwritable(error: &serde_json::Error) -> Kind {
    Kind::Raw(Reply::unscripted(&format!("the answer is no JSON: {error}")))
}
