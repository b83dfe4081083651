//! Each arm reads the whole stream, and gives the typed value if it makes one.

use std::{borrow::Cow, error::Error, hint::black_box, str::FromStr};

use extract::{
    json::{Filling, Reader},
    wire::{Answer, Endpoint, Piece},
};
use jiter::{JsonValue, PartialMode};
use memchr::memchr;
use serde::Deserialize;

use crate::{Result, orders::Orders, stream::Stream};

/// One way to read a stream.
#[derive(Clone, Copy, PartialEq)]
pub enum Arm {
    Filling,
    Jiter,
    Limit,
    Ours,
    Reader,
    Wire,
}

impl FromStr for Arm {
    type Err = Box<dyn Error>;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "filling" => Ok(Self::Filling),
            "jiter" => Ok(Self::Jiter),
            "limit" => Ok(Self::Limit),
            "ours" => Ok(Self::Ours),
            "reader" => Ok(Self::Reader),
            "wire" => Ok(Self::Wire),
            _ => Err(format!("there is no arm `{name}`").into()),
        }
    }
}

impl Arm {
    /// The typed value, where the arm makes one. Those that know no SSE get the deltas by themselves.
    pub fn run(self, stream: &Stream, deltas: &[String]) -> Result<Option<Orders>> {
        match self {
            Self::Filling => filling(deltas).map(|()| None),
            Self::Jiter => jiter(deltas).map(|()| None),
            Self::Limit => limit(stream).map(Some),
            Self::Ours => ours(stream).map(Some),
            Self::Reader => reader(deltas).map(|()| None),
            Self::Wire => wire(stream).map(|()| None),
        }
    }
}

/// This library: bytes as they come, a typed partial on every delta, and the value that a plain call
/// gives.
#[inline(never)]
fn ours(stream: &Stream) -> Result<Orders> {
    let mut answer = Endpoint::Responses.stream(None);
    let mut filling = Filling::<Orders>::default();
    for chunk in stream.chunks() {
        answer.push(chunk);
        while let Some(piece) = answer.next() {
            if let Piece::Text(delta) = piece? {
                filling.push(delta)?;
                black_box(filling.partial());
            }
        }
    }
    if !filling.part().is_done() {
        return Err("the partial is not done".into());
    }
    drop(filling);
    let Answer::Text(text) = answer.finish()?.answer else {
        return Err("no text".into());
    };
    Ok(extract::from_json(&text)?)
}

/// The pieces of text alone, without looking into them.
#[inline(never)]
fn wire(stream: &Stream) -> Result {
    let mut answer = Endpoint::Responses.stream(None);
    for chunk in stream.chunks() {
        answer.push(chunk);
        while let Some(piece) = answer.next() {
            black_box(piece?);
        }
    }
    black_box(answer.finish()?);
    Ok(())
}

/// The partial alone, without SSE.
#[inline(never)]
fn filling(deltas: &[String]) -> Result {
    let mut filling = Filling::<Orders>::default();
    for delta in deltas {
        filling.push(delta)?;
        black_box(filling.partial());
    }
    Ok(())
}

/// The events of the JSON alone, without SSE.
#[inline(never)]
fn reader(deltas: &[String]) -> Result {
    let mut reader = Reader::default();
    for delta in deltas {
        reader.push(delta, |event| {
            black_box(&event);
        })?;
    }
    Ok(reader.finish(|_| {})?)
}

/// The limit: lines, the smallest type that serde_json reads an event with, append, one typed parse.
#[inline(never)]
fn limit(stream: &Stream) -> Result<Orders> {
    let mut text = String::new();
    each_delta(&stream.bytes, |delta| text.push_str(delta))?;
    Ok(serde_json::from_str(&text)?)
}

/// All of the text is read again on each delta, as far as it came; without SSE.
#[inline(never)]
fn jiter(deltas: &[String]) -> Result {
    let mut text = String::new();
    for delta in deltas {
        text.push_str(delta);
        let partial =
            JsonValue::parse_with_config(text.as_bytes(), false, PartialMode::TrailingStrings)?;
        black_box(&partial);
    }
    Ok(())
}

/// What the stream brings as text of the answer.
pub fn deltas(stream: &Stream) -> Result<Vec<String>> {
    let mut deltas = Vec::new();
    each_delta(&stream.bytes, |delta| deltas.push(delta.to_owned()))?;
    Ok(deltas)
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    delta: Cow<'a, str>,
}

fn each_delta(mut bytes: &[u8], mut sink: impl FnMut(&str)) -> Result {
    while let Some(end) = memchr(b'\n', bytes) {
        if let Some(data) = bytes[..end].strip_prefix(b"data: ") {
            let event: Event<'_> = serde_json::from_slice(data)?;
            if event.kind == "response.output_text.delta" {
                sink(&event.delta);
            }
        }
        bytes = &bytes[end + 1..];
    }
    Ok(())
}
