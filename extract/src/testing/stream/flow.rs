use std::time::Duration;

use super::{
    Pace,
    events::{Event, Stage},
    frames::Framing,
    strike::Struck,
};

/// A stream in the making: what comes, in which pieces, and how it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing) struct Flow {
    /// The pauses before a chunk, and its bytes.
    pub(in crate::testing) chunks: Vec<(Duration, Vec<u8>)>,
    pub(in crate::testing) end: FlowEnd,
}

/// What becomes of the connection behind the last chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing) enum FlowEnd {
    /// As HTTP has it: the next request may come.
    Whole,
    Closed,
    Reset,
    /// It stays open, and nothing more comes.
    Silent,
    /// One event, for ever.
    Refrain(Box<Refrain>),
}

/// An event that is said again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing) struct Refrain {
    event: Event,
    framing: Framing,
}

impl Refrain {
    /// A few of them at once.
    pub(super) fn chorus(&mut self) -> Vec<u8> {
        (0..64).flat_map(|_| self.framing.frame(&self.event)).collect()
    }
}

impl Flow {
    pub(super) fn new(run: Struck, pace: &Pace) -> Self {
        let Struck { events, mut framing, end, refrain } = run;
        let pauses = pauses(&events, pace.between.unwrap_or_default());
        let frames = pauses.into_iter().zip(framing.frames(events));
        let chunks = match pace.chunk {
            Some(size) => evenly(frames, size.max(1)),
            None => frames.collect(),
        };
        let end = match refrain {
            Some(event) => FlowEnd::Refrain(Box::new(Refrain { event, framing })),
            None => end,
        };
        Self { chunks, end }
    }

    /// All of it, for faults that cut by bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.chunks.iter().flat_map(|(_, bytes)| bytes).copied().collect()
    }
}

/// A pause before each delta but the first.
fn pauses(events: &[Event], between: Duration) -> Vec<Duration> {
    let first = events.iter().position(is_delta).unwrap_or(events.len());
    let pause = |(at, event)| {
        if at > first && is_delta(event) { between } else { Duration::ZERO }
    };
    events.iter().enumerate().map(pause).collect()
}

fn is_delta(event: &Event) -> bool {
    event.stage == Stage::Content
}

/// Chunks of one size, which do not care where an event ends. A pause comes before the chunk in which
/// its event begins.
fn evenly(
    frames: impl Iterator<Item = (Duration, Vec<u8>)>,
    size: usize,
) -> Vec<(Duration, Vec<u8>)> {
    let (mut chunks, mut pause, mut chunk) = (Vec::new(), Duration::ZERO, Vec::new());
    for (before, bytes) in frames {
        pause += before;
        for byte in bytes {
            chunk.push(byte);
            if chunk.len() == size {
                chunks.push((std::mem::take(&mut pause), std::mem::take(&mut chunk)));
            }
        }
    }
    if !chunk.is_empty() {
        chunks.push((pause, chunk));
    }
    chunks
}
