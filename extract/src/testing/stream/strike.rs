//! What a fault makes of the events of a good run.

use serde_json::{Value, json};

use super::{
    chat,
    events::{Event, Stage, with},
    fault::{Moment, StreamFault},
    flow::FlowEnd,
    frames::{Framing, Scar},
    responses,
};
use crate::{
    Endpoint,
    testing::{fault::SERVER_ERROR, runs::running},
};

/// A run on its way out.
pub(super) struct Struck {
    pub(super) events: Vec<Event>,
    pub(super) framing: Framing,
    pub(super) end: FlowEnd,
    /// Said again and again, for ever.
    pub(super) refrain: Option<Event>,
}

pub(super) fn strike(
    endpoint: Endpoint,
    body: &Value,
    events: Vec<Event>,
    fault: Option<StreamFault>,
) -> Struck {
    let framing = Framing::new(endpoint);
    let mut run = Struck { events, framing, end: FlowEnd::Whole, refrain: None };
    let Some(fault) = fault else { return run };
    let last = run.events.len().saturating_sub(1);
    let chunk = chat::base(body, false);
    match fault {
        StreamFault::AzureChunks if endpoint == Endpoint::Chat => run.add_azure_chunks(&chunk),
        StreamFault::AzureChunks | StreamFault::Html | StreamFault::PlainBody => {}
        StreamFault::Bom => run.framing.bom = true,
        StreamFault::BrokenJson => run.framing.scar = Some((run.middle(), Scar::BrokenJson)),
        StreamFault::Close(moment) => run.break_off(moment, FlowEnd::Closed),
        StreamFault::Cr => run.framing.line_end = "\r",
        StreamFault::CrLf => run.framing.line_end = "\r\n",
        StreamFault::Cut(moment) => run.break_off(moment, FlowEnd::Whole),
        StreamFault::CutInEvent => {
            let middle = run.middle();
            run.events.truncate(middle + 1);
            run.framing.scar = Some((middle, Scar::Half));
        }
        StreamFault::EmptyTerminalOutput => {
            let output =
                run.events.last_mut().and_then(|end| end.data.pointer_mut("/response/output"));
            if let Some(output) = output {
                *output = json!([]);
            }
        }
        StreamFault::ErrorEvent(moment) => run.fail(moment, [nested(endpoint)]),
        StreamFault::ErrorThenFailed(moment) => match endpoint {
            Endpoint::Chat => run.fail(moment, [finish(&chunk, true), Event::done()]),
            Endpoint::Responses => run.fail(moment, [nested(endpoint), failed(body)]),
        },
        StreamFault::FailedRun(moment) => match endpoint {
            Endpoint::Chat => run.fail(moment, [finish(&chunk, false), Event::done()]),
            Endpoint::Responses => run.fail(moment, [failed(body)]),
        },
        StreamFault::FlatErrorEvent(moment) => run.fail(moment, [flat(endpoint)]),
        StreamFault::InvalidUtf8 => run.framing.scar = Some((run.middle(), Scar::InvalidUtf8)),
        StreamFault::KeepAlives => run.framing.keep_alives = true,
        StreamFault::LongLine { bytes } => {
            run.framing.scar = Some((run.middle(), Scar::LongLine(bytes)));
        }
        StreamFault::MissingDone => match endpoint {
            Endpoint::Chat => run.events.truncate(last),
            Endpoint::Responses => run.events.push(Event::done()),
        },
        StreamFault::MissingLastBlankLine => run.framing.lacks_last_blank_line = true,
        StreamFault::Reset(moment) => run.break_off(moment, FlowEnd::Reset),
        StreamFault::RotatingIds => run.rotate_ids(),
        StreamFault::RunAwayBlanks => run.run_away(),
        StreamFault::Stall(moment) => run.break_off(moment, FlowEnd::Silent),
    }
    run
}

impl Struck {
    /// The event in the middle of the answer's text; the last one where there is no text.
    fn middle(&self) -> usize {
        let content: Vec<usize> = self.indices(Stage::Content).collect();
        let middle = content.get(content.len().saturating_sub(1) / 2).copied();
        middle.unwrap_or(self.events.len().saturating_sub(1))
    }

    fn indices(&self, stage: Stage) -> impl Iterator<Item = usize> {
        self.events
            .iter()
            .enumerate()
            .filter(move |(_, event)| event.stage == stage)
            .map(|(at, _)| at)
    }

    /// How many events come before this moment.
    fn before(&self, moment: Moment) -> usize {
        let end = self.indices(Stage::End).next().unwrap_or(self.events.len());
        let content = self.indices(Stage::Content).next();
        match (moment, content) {
            (Moment::BeforeEvents, _) => 0,
            (Moment::AfterContent, _) | (_, None) => end,
            (Moment::BeforeContent, Some(first)) => first,
            (Moment::InContent, Some(_)) => self.middle() + 1,
        }
    }

    fn break_off(&mut self, moment: Moment, end: FlowEnd) {
        self.events.truncate(self.before(moment));
        self.end = end;
    }

    fn fail<const N: usize>(&mut self, moment: Moment, events: [Event; N]) {
        self.break_off(moment, FlowEnd::Whole);
        self.events.extend(events);
    }

    fn add_azure_chunks(&mut self, chunk: &Value) {
        let filters = json!({ "hate": { "filtered": false, "severity": "safe" } });
        let offsets = json!({ "check_offset": 0, "start_offset": 0, "end_offset": 16 });
        let late = json!({ "choices": [{
            "index": 0,
            "finish_reason": null,
            "content_filter_offsets": offsets,
            "content_filter_results": filters,
        }] });
        let first = with(
            chunk,
            json!({
                "id": "",
                "object": "",
                "created": 0,
                "model": "",
                "choices": [],
                "prompt_filter_results": [{ "prompt_index": 0, "content_filter_results": filters }],
            }),
        );
        let late = Event::new(Stage::Around, with(chunk, late));
        let middle = self.middle();
        let end = self.indices(Stage::End).next().map_or(self.events.len(), |end| end + 1);
        self.events.insert(end, late.clone());
        self.events.insert(middle + 1, late);
        self.events.insert(0, Event::new(Stage::Around, first));
    }

    fn rotate_ids(&mut self) {
        for (number, event) in self.events.iter_mut().enumerate() {
            for place in ["/id", "/item_id", "/item/id"] {
                if let Some(Value::String(id)) = event.data.pointer_mut(place) {
                    id.push_str(&format!("_{number}"));
                }
            }
        }
    }

    /// The blanks begin where JSON allows them: behind the last bracket, comma or colon of the first half.
    fn run_away(&mut self) {
        let (mut in_string, mut is_escaped, mut place) = (false, false, None);
        let middle = self.middle();
        let content: Vec<usize> = self.indices(Stage::Content).collect();
        for index in content.into_iter().take_while(|index| *index <= middle) {
            let delta = self.events.get_mut(index).and_then(Event::delta);
            let text = delta.and_then(|delta| delta.as_str()).unwrap_or_default();
            for (at, letter) in text.bytes().enumerate() {
                match letter {
                    _ if is_escaped => is_escaped = false,
                    b'\\' if in_string => is_escaped = true,
                    b'"' => in_string = !in_string,
                    b'{' | b'[' | b',' | b':' if !in_string => place = Some((index, at + 1)),
                    _ => {}
                }
            }
        }
        let (index, length) = place.unwrap_or((middle, usize::MAX));
        self.events.truncate(index + 1);
        let Some(last) = self.events.last_mut() else { return };
        let mut refrain = last.clone();
        if let Some(Value::String(text)) = last.delta() {
            text.truncate(length.min(text.len()));
        }
        if let Some(delta) = refrain.delta() {
            *delta = json!(" \n  ");
        }
        self.refrain = Some(refrain);
    }
}

fn error() -> Value {
    json!({ "message": SERVER_ERROR, "type": "server_error", "param": null, "code": "server_error" })
}

fn nested(endpoint: Endpoint) -> Event {
    match endpoint {
        Endpoint::Chat => Event::new(Stage::End, json!({ "error": error() })),
        Endpoint::Responses => responses::error(&error()),
    }
}

fn flat(endpoint: Endpoint) -> Event {
    let data = match endpoint {
        Endpoint::Chat => with(&json!({ "object": "error" }), error()),
        Endpoint::Responses => json!({
            "type": "error",
            "code": "server_error",
            "message": SERVER_ERROR,
            "param": null,
        }),
    };
    Event::new(Stage::End, data)
}

fn failed(body: &Value) -> Event {
    let error = json!({ "code": "server_error", "message": SERVER_ERROR });
    let response = with(&running(body, "failed"), json!({ "error": error }));
    Event::new(Stage::End, json!({ "type": "response.failed", "response": response }))
}

/// A last chunk, as gateways send it when the server behind them fails.
fn finish(chunk: &Value, says_why: bool) -> Event {
    let choice = json!({ "index": 0, "delta": {}, "logprobs": null, "finish_reason": "error" });
    let chunk = with(chunk, json!({ "choices": [choice] }));
    let error = if says_why { json!({ "error": error() }) } else { json!({}) };
    Event::new(Stage::End, with(&chunk, error))
}
