//! The same answer, while it arrives.

use serde_json::{Value, value::RawValue};

use super::{
    Body, Choice, Function, Message, ToolCall, UsageBody,
    chunk::{Chunk, Delivered, Fragment, PlainDelta},
};
use crate::{
    TokenLogprob,
    wire::{
        Malformed, Reply, SseEvent,
        answer::CONNECTION,
        call::Arguments,
        content::Content,
        error_body,
        forgiving::{self, List, Object, Text},
        logprobs::{self, Tokens},
        pieces::Pieces,
    },
};

/// Reads the chunks of an answer.
#[derive(Debug, Default)]
pub(in crate::wire) struct Stream {
    /// The tool that the answer comes through.
    tool: Option<String>,
    id: Text,
    model: Text,
    service_tier: Text,
    usage: Object<UsageBody>,
    /// Once there was a list of choices, and a choice in it.
    has_choices: bool,
    has_choice: bool,
    finish_reason: Text,
    error: Value,
    content: Option<usize>,
    /// The tokens of the content.
    logprobs: Vec<TokenLogprob>,
    refusal: Option<usize>,
    calls: Vec<Fragments>,
    is_done: bool,
}

/// A call, as far as it came.
#[derive(Debug)]
struct Fragments {
    index: Option<u64>,
    id: Text,
    name: Text,
    arguments: usize,
}

impl Stream {
    pub(in crate::wire) fn new(tool: Option<&str>) -> Self {
        Self { tool: tool.map(str::to_owned), ..Self::default() }
    }

    /// Whether nothing more comes.
    pub(in crate::wire) fn is_over(&self) -> bool {
        self.is_done || error_body::is_error(&self.error)
    }

    /// Whether what came is whole, even if nothing more should come.
    pub(in crate::wire) fn is_whole(&self) -> bool {
        self.is_over() || self.finish_reason.0.as_ref().is_some_and(|reason| !reason.is_empty())
    }

    pub(in crate::wire) fn read(
        &mut self,
        event: &SseEvent<'_>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        if event.is_done() {
            self.is_done = true;
            return Ok(());
        }
        if let Some(delta) = PlainDelta::of(event) {
            return self.read_delta(&delta, pieces);
        }
        let chunk = match forgiving::read::<Object<Chunk<'_>>>(event.data) {
            Ok(chunk) => chunk.0,
            Err(_) if event.name == "error" => None,
            Err(error) => return Err(error.into()),
        };
        let before = pieces.count();
        match chunk {
            Some(chunk) => self.read_chunk(&chunk, event, pieces)?,
            None if event.name == "error" => self.error = said(event.data),
            None => {}
        }
        if pieces.count() == before {
            pieces.tell_other();
        }
        Ok(())
    }

    #[inline]
    fn read_delta(&mut self, delta: &PlainDelta<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        let known = [&mut self.id, &mut self.model, &mut self.service_tier];
        for (known, name) in known.into_iter().zip([delta.id, delta.model, delta.service_tier]) {
            if let Some(name) = name {
                remember(known, name);
            }
        }
        (self.has_choices, self.has_choice) = (true, true);
        self.read_content(delta.content, pieces)
    }

    fn read_chunk(
        &mut self,
        chunk: &Chunk<'_>,
        event: &SseEvent<'_>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        let known = [&mut self.id, &mut self.model, &mut self.service_tier];
        for (known, name) in known.into_iter().zip([chunk.id, chunk.model, chunk.service_tier]) {
            let name = name.and_then(|name| serde_json::from_str::<Text>(name.get()).ok()?.0);
            if let Some(name) = name {
                remember(known, &name);
            }
        }
        if let Some(usage) = chunk.usage {
            self.usage = serde_json::from_str(usage.get())?;
        }
        let choices = chunk.choices.as_ref().filter(|choices| choices.is_list);
        let said = chunk.error.or(choices.map_or(chunk.detail.or(chunk.message), |_| None));
        if let Some(said) = said {
            self.fail(said)?;
        } else if event.name == "error" && choices.is_none() {
            self.error = self::said(event.data);
        }
        self.has_choices |= choices.is_some();
        match choices.and_then(|choices| choices.first.as_ref()) {
            Some(choice) => self.read_choice(choice, pieces),
            None => Ok(()),
        }
    }

    fn read_choice(
        &mut self,
        choice: &Delivered<'_>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        self.has_choice = true;
        if let Some(reason) = choice.finish_reason {
            self.finish_reason = serde_json::from_str(reason.get())?;
        }
        if let Some(error) = choice.error {
            self.fail(error)?;
        }
        if let Some(more) = choice.logprobs {
            let mut tokens = logprobs::read(more);
            pieces.keep(logprobs::weight(&tokens))?;
            self.logprobs.append(&mut tokens);
        }
        let whole = match (&self.content, &self.refusal, self.calls.is_empty()) {
            (None, None, true) => choice.message.0.as_ref(),
            _ => None,
        };
        let Some(delta) = choice.delta.0.as_ref().or(whole) else { return Ok(()) };
        if let Some(calls) = delta.tool_calls {
            for fragment in serde_json::from_str::<List<Object<Fragment<'_>>>>(calls.get())?.0 {
                self.read_call(fragment.0.unwrap_or_default(), pieces)?;
            }
        }
        if let Some(content) = delta.content {
            self.read_content(content.get(), pieces)?;
        }
        if let Some(refusal) = delta.refusal.filter(|refusal| refusal.get().starts_with('"')) {
            self.read_refusal(refusal.get(), pieces)?;
        }
        Ok(())
    }

    #[inline]
    fn read_content(&mut self, json: &str, pieces: &mut Pieces) -> Result<(), Malformed> {
        let content = opened(&mut self.content, pieces)?;
        let span = match json.starts_with('"') {
            true => pieces.grow(content, json)?,
            false => {
                let Content { text, refusal, .. } = serde_json::from_str(json)?;
                let refused = opened(&mut self.refusal, pieces)?;
                let span = pieces.add(refused, &refusal)?;
                pieces.tell_refusal(span);
                pieces.add(content, &text)?
            }
        };
        // A model that calls the tool answers by its arguments.
        match self.tool.is_none() || self.calls.is_empty() {
            true => pieces.tell_text(content, span),
            false => pieces.tell_other(),
        }
        Ok(())
    }

    fn read_refusal(&mut self, json: &str, pieces: &mut Pieces) -> Result<(), Malformed> {
        let text = opened(&mut self.refusal, pieces)?;
        let span = pieces.grow(text, json)?;
        pieces.tell_refusal(span);
        Ok(())
    }

    fn read_call(&mut self, fragment: Fragment<'_>, pieces: &mut Pieces) -> Result<(), Malformed> {
        let Some(function) = fragment.function.0 else { return Ok(()) };
        let index = fragment.index.and_then(|index| index.get().parse().ok());
        let position = match self.calls.iter().position(|call| call.goes_on(index, &fragment.id)) {
            Some(position) => position,
            None => {
                let (id, name) = (Text(None), Text(None));
                self.calls.push(Fragments { index, id, name, arguments: pieces.open()? });
                self.calls.len() - 1
            }
        };
        let Some(call) = self.calls.get_mut(position) else { return Ok(()) };
        for (known, new) in [(&mut call.id, fragment.id), (&mut call.name, function.name)] {
            pieces.keep(fill(known, new))?;
        }
        let Some(arguments) = function.arguments else { return Ok(()) };
        let span = match arguments.get() {
            text if text.starts_with('"') => pieces.grow(call.arguments, text)?,
            // Some servers send the JSON itself.
            json => pieces.grow(call.arguments, &serde_json::to_string(json)?)?,
        };
        let is_asked = call.name.0.is_none() || call.name.0 == self.tool;
        if self.tool.is_some() && is_asked && position == 0 {
            pieces.tell_text(call.arguments, span);
        }
        Ok(())
    }

    fn fail(&mut self, said: &RawValue) -> Result<(), Malformed> {
        let error: Value = serde_json::from_str(said.get())?;
        if error_body::is_error(&error) && !error_body::is_error(&self.error) {
            self.error = error;
        }
        Ok(())
    }

    /// What a plain call would have brought. A stream that was cut off is a cut answer, if anything of one
    /// came.
    pub(in crate::wire) fn finish(self, mut pieces: Pieces) -> Result<Reply, Malformed> {
        let is_whole = self.is_whole();
        let mut finish_reason = self.finish_reason;
        if !is_whole {
            if !pieces.has_content() && self.calls.is_empty() {
                return Err(Malformed::new("the stream ended before the answer began"));
            }
            finish_reason = Text(Some(CONNECTION.to_owned()));
        }
        let mut take = |text: Option<usize>| text.map(|text| pieces.take(text)).unwrap_or_default();
        let (text, refusal) = (take(self.content), take(self.refusal));
        let content = Content { text, refusal, ..Content::default() };
        let call = |call: Fragments| {
            let arguments = Arguments(take(Some(call.arguments)));
            let function = Object(Some(Function { arguments, name: call.name }));
            Object(Some(ToolCall { function, id: call.id }))
        };
        let tool_calls = List(self.calls.into_iter().map(call).collect());
        let message = Object(Some(Message { content, refusal: Text(None), tool_calls }));
        let logprobs = Tokens(self.logprobs);
        let choice = Choice { error: Value::Null, finish_reason, logprobs, message };
        let choices = List(self.has_choice.then_some(Object(Some(choice))).into_iter().collect());
        Body {
            choices: self.has_choices.then_some(choices),
            error: self.error,
            id: self.id,
            model: self.model,
            service_tier: self.service_tier,
            usage: self.usage,
            detail: Value::Null,
            message: Value::Null,
        }
        .reply()
    }
}

impl Fragments {
    /// Whether a fragment is more of this call. Some servers number all calls alike, or not at all.
    fn goes_on(&self, index: Option<u64>, id: &Text) -> bool {
        let is_same = |id: &String| id.is_empty() || self.id.0.as_ref().is_none_or(|own| own == id);
        self.index == index && id.0.as_ref().is_none_or(is_same)
    }
}

/// What an error says that has no form of its own.
fn said(data: &[u8]) -> Value {
    let text = || Value::from(String::from_utf8_lossy(data).into_owned());
    match serde_json::from_slice(data) {
        Ok(value) if error_body::is_error(&value) => value,
        _ => text(),
    }
}

/// Keeps the last word; an empty one says nothing.
#[inline]
fn remember(known: &mut Text, name: &str) {
    let is_new = match &known.0 {
        Some(known) => !name.is_empty() && known != name,
        None => true,
    };
    if is_new {
        known.0 = Some(name.to_owned());
    }
}

/// Says how many bytes that took.
fn fill(text: &mut Text, other: Text) -> usize {
    if text.0.as_ref().is_none_or(String::is_empty) && other.0.is_some() {
        *text = other;
        return text.0.as_ref().map_or(0, String::len);
    }
    0
}

fn opened(text: &mut Option<usize>, pieces: &mut Pieces) -> Result<usize, Malformed> {
    match *text {
        Some(text) => Ok(text),
        None => Ok(*text.insert(pieces.open()?)),
    }
}
