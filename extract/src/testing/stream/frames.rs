use serde_json::Value;

use super::events::{Event, insert, text};
use crate::Endpoint;

/// How events are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Framing {
    pub(super) bom: bool,
    pub(super) keep_alives: bool,
    pub(super) lacks_last_blank_line: bool,
    pub(super) line_end: &'static str,
    /// What is wrong with the event of this number.
    pub(super) scar: Option<(usize, Scar)>,
    endpoint: Endpoint,
    /// The number of the next event that has one.
    sequence: u64,
}

/// What can be wrong with the data of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scar {
    /// The data ends too early, and the event does not.
    BrokenJson,
    /// The event ends in the middle of its line.
    Half,
    InvalidUtf8,
    LongLine(usize),
}

impl Framing {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        Self {
            bom: false,
            keep_alives: false,
            lacks_last_blank_line: false,
            line_end: "\n",
            scar: None,
            endpoint,
            sequence: 0,
        }
    }

    /// The bytes of all events, one after the other.
    pub(super) fn frames(&mut self, events: Vec<Event>) -> Vec<Vec<u8>> {
        let mut frames: Vec<Vec<u8>> = events
            .into_iter()
            .enumerate()
            .map(|(at, event)| self.numbered_frame(at, event))
            .collect();
        if let (true, Some(first)) = (self.bom, frames.first_mut()) {
            first.splice(0..0, *b"\xef\xbb\xbf");
        }
        if let (true, Some(last)) = (self.lacks_last_blank_line, frames.last_mut()) {
            let shorter = last.len().saturating_sub(2 * self.line_end.len());
            last.truncate(shorter);
        }
        frames
    }

    /// An event that comes behind all others.
    pub(super) fn frame(&mut self, event: &Event) -> Vec<u8> {
        self.numbered_frame(usize::MAX, event.clone())
    }

    fn numbered_frame(&mut self, at: usize, event: Event) -> Vec<u8> {
        let mut frame = if self.keep_alives { self.keep_alive(at) } else { Vec::new() };
        if let (Endpoint::Responses, false) = (self.endpoint, event.data.is_null()) {
            self.line(&mut frame, &[b"event: ", text(&event.data, "type").as_bytes()]);
        }
        let data = self.data(event.data);
        let scar = self.scar.filter(|(scarred, _)| *scarred == at).map(|(_, scar)| scar);
        let data = match scar {
            Some(scar) => scar.mark(&data),
            None => data.into_bytes(),
        };
        if scar == Some(Scar::Half) {
            frame.extend([b"data: ", &data[..]].concat());
            return frame;
        }
        self.line(&mut frame, &[b"data: ", &data]);
        self.line(&mut frame, &[]);
        frame
    }

    /// What holds a connection open: comments, and on Responses an event as well.
    fn keep_alive(&mut self, at: usize) -> Vec<u8> {
        let mut frame = Vec::new();
        self.line(&mut frame, &[b": keep-alive"]);
        self.line(&mut frame, &[]);
        if self.endpoint == Endpoint::Responses && at % 3 == 1 {
            let data = self.data(serde_json::json!({ "type": "keepalive" }));
            self.line(&mut frame, &[b"event: keepalive"]);
            self.line(&mut frame, &[b"data: ", data.as_bytes()]);
            self.line(&mut frame, &[]);
        }
        frame
    }

    fn line(&self, frame: &mut Vec<u8>, parts: &[&[u8]]) {
        parts.iter().for_each(|part| frame.extend_from_slice(part));
        frame.extend_from_slice(self.line_end.as_bytes());
    }

    /// The data with its number on Responses.
    fn data(&mut self, mut data: Value) -> String {
        if data.is_null() {
            return "[DONE]".to_owned();
        }
        if self.endpoint == Endpoint::Responses {
            insert(&mut data, "sequence_number", self.sequence.into());
            self.sequence += 1;
        }
        data.to_string()
    }
}

impl Scar {
    fn mark(self, data: &str) -> Vec<u8> {
        let half = data.as_bytes().get(..data.len() / 2).unwrap_or_default();
        match self {
            Self::BrokenJson | Self::Half => half.to_vec(),
            Self::InvalidUtf8 => {
                // In the text, where a reader that replaces it would change the answer.
                let keys = ["\"delta\":\"", "\"content\":\"", "\"arguments\":\"", "{\""];
                let at = keys.iter().find_map(|key| Some(data.find(key)? + key.len()));
                let (start, end) = data.as_bytes().split_at(at.unwrap_or_default());
                [start, b"\xff", end].concat()
            }
            Self::LongLine(bytes) => {
                let open = data.strip_suffix('}').unwrap_or(data);
                format!("{open},\"x_long\":\"{}\"}}", "x".repeat(bytes)).into_bytes()
            }
        }
    }
}
