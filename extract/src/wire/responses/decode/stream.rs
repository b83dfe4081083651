//! The same answer, while it arrives.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{Body, IncompleteDetails, UsageBody, delta::Delta, slots::Slots};
use crate::wire::{
    Malformed, Reply, SseEvent,
    answer::CONNECTION,
    error_body,
    forgiving::{self, List, Object, Text},
    pieces::Pieces,
};

/// Reads the events of a run.
#[derive(Debug, Default)]
pub(in crate::wire) struct Stream {
    slots: Slots,
    id: Text,
    model: Text,
    service_tier: Text,
    /// What the last event says of the run; its output only where no other event brought any.
    end: Option<Box<Body>>,
    error: Value,
}

/// What any event may have. Nothing is read before it is known what for.
#[derive(Default, Deserialize)]
pub(super) struct Event<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) delta: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) output_index: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) content_index: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) summary_index: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) arguments: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) item: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) logprobs: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) name: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) refusal: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) text: Option<&'a RawValue>,
    #[serde(borrow)]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

/// A run without its output.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Run {
    error: Value,
    id: Text,
    incomplete_details: Object<IncompleteDetails>,
    model: Text,
    service_tier: Text,
    status: Text,
    usage: Object<UsageBody>,
}

impl Stream {
    pub(in crate::wire) fn new(tool: Option<&str>) -> Self {
        Self { slots: Slots::new(tool), ..Self::default() }
    }

    /// Whether nothing more comes.
    pub(in crate::wire) fn is_over(&self) -> bool {
        self.end.is_some() || error_body::is_error(&self.error)
    }

    pub(in crate::wire) fn read(
        &mut self,
        event: &SseEvent<'_>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        // Some servers send what only the other endpoint ends with.
        if self.end.is_some() || event.is_done() {
            return Ok(());
        }
        if let Some(delta) = Delta::of(event) {
            return self.slots.grow(&delta, pieces);
        }
        let read = match forgiving::read::<Object<Event<'_>>>(event.data) {
            Ok(read) => read.0.unwrap_or_default(),
            Err(_) if event.name == "error" => Event::default(),
            Err(error) => return Err(error.into()),
        };
        let before = pieces.count();
        let kind = read.kind.map_or(event.name, |kind| kind.get().trim_matches('"'));
        match kind {
            "response.completed"
            | "response.incomplete"
            | "response.failed"
            | "response.cancelled"
            | "response.done" => self.read_end(kind, read.response, pieces)?,
            "response.created" | "response.in_progress" | "response.queued" => {
                self.remember(&run(read.response));
            }
            "error" | "response.error" => self.error = said(event.data),
            kind => {
                let is_known = self.slots.read(kind, &read, pieces)?;
                if let (false, Some(error)) = (is_known, read.error) {
                    self.error = serde_json::from_str(error.get())?;
                }
            }
        }
        if pieces.count() == before {
            pieces.tell_other();
        }
        Ok(())
    }

    /// What was streamed counts; some servers leave the output of the last event empty, and others stream
    /// nothing before it.
    fn read_end(
        &mut self,
        kind: &str,
        response: Option<&RawValue>,
        pieces: &mut Pieces,
    ) -> Result<(), Malformed> {
        let mut run = run(response);
        self.remember(&run);
        let is_open = |status: &str| matches!(status, "" | "in_progress" | "queued");
        if run.status.0.as_deref().is_none_or(is_open) {
            let status = kind.strip_prefix("response.").unwrap_or_default();
            run.status = Text(Some(if status == "done" { "completed" } else { status }.to_owned()));
        }
        let mut end = Body::of(run);
        if let (false, Some(response)) = (self.slots.has_answer(pieces), response) {
            let json = pieces.resolve_json(response.get())?;
            let Object(body) = serde_json::from_str::<Object<Body>>(&json)?;
            end.output = body.and_then(|body| body.output).filter(|output| !output.0.is_empty());
        }
        self.end = Some(Box::new(end));
        Ok(())
    }

    fn remember(&mut self, run: &Run) {
        let known = [&mut self.id, &mut self.model, &mut self.service_tier];
        for (known, new) in known.into_iter().zip([&run.id, &run.model, &run.service_tier]) {
            if let Some(new) = &new.0 {
                *known = Text(Some(new.clone()));
            }
        }
    }

    /// What a plain call would have brought. A stream that was cut off is a cut answer, if anything of one
    /// came.
    pub(in crate::wire) fn finish(self, mut pieces: Pieces) -> Result<Reply, Malformed> {
        let is_over = self.is_over();
        if !(is_over || pieces.has_content() || self.slots.has_answer(&pieces)) {
            return Err(Malformed::new("the stream ended before the answer began"));
        }
        let mut body = self.end.map_or_else(Body::default, |end| *end);
        if !is_over {
            body.incomplete_details =
                Object(Some(IncompleteDetails { reason: Text(Some(CONNECTION.to_owned())) }));
        }
        if !error_body::is_error(&body.error) {
            body.error = self.error;
        }
        [body.id, body.model, body.service_tier] = [self.id, self.model, self.service_tier];
        if body.output.is_none() {
            let items = self.slots.into_items(&mut pieces, is_over);
            body.output = Some(List(items.into_iter().map(|item| Object(Some(item))).collect()));
        }
        body.reply()
    }
}

impl Body {
    fn of(run: Run) -> Self {
        Self {
            error: run.error,
            incomplete_details: run.incomplete_details,
            status: run.status,
            usage: run.usage,
            ..Self::default()
        }
    }
}

fn run(response: Option<&RawValue>) -> Run {
    let run = response.and_then(|json| serde_json::from_str::<Object<Run>>(json.get()).ok()?.0);
    run.unwrap_or_default()
}

/// What an error event says: the service puts it into a member `error`, as its documentation does not.
fn said(data: &[u8]) -> Value {
    match serde_json::from_slice(data) {
        Ok(Value::Object(mut event)) => match event.remove("error") {
            Some(error) if error_body::is_error(&error) => error,
            _ => {
                event.remove("type");
                event.remove("sequence_number");
                Value::Object(event)
            }
        },
        Ok(value) if error_body::is_error(&value) => value,
        _ => Value::from(String::from_utf8_lossy(data).into_owned()),
    }
}
