use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "tiktoken4")]
use crate::tokens;
use crate::{
    Usage,
    input::{Input, Part},
    transport::Need,
    wire::Prefix,
};

/// Bytes of text for a token, until answers tell better (English prose; the provider's rule of thumb).
/// With the feature `tiktoken4` texts are counted instead.
const BYTES: f64 = 4.0;
/// Tokens of an image, until answers tell better: about those of a square at high detail.
const IMAGE: f64 = 1000.0;
/// Bytes of a file for a token, until answers tell better: a page of a PDF has much more around its text.
const FILE_BYTES: f64 = 50.0;
/// Tokens of the first answer.
const ANSWER: f64 = 500.0;
/// Tokens of an answer at most, whatever a server says that it counted: no model writes more.
const LONGEST_ANSWER: f64 = 1e6;
/// The weight of each answer in what is believed of the next.
const WEIGHT: f64 = 0.1;

/// What the tokens of an extractor's calls are expected to be; each answer's usage makes it better.
#[derive(Debug)]
pub(super) struct Estimate {
    believed: Mutex<Believed>,
    /// Calls are counted one after the other, so that a short one does not overtake the long one that
    /// came before it.
    #[cfg(feature = "tiktoken4")]
    turn: tokio::sync::Semaphore,
}

#[derive(Debug)]
struct Believed {
    /// Tokens that the server counted, for each that was estimated.
    input_factor: f64,
    output: f64,
    is_first: bool,
}

impl Default for Estimate {
    fn default() -> Self {
        Self {
            believed: Mutex::new(Believed { input_factor: 1.0, output: ANSWER, is_first: true }),
            #[cfg(feature = "tiktoken4")]
            turn: tokio::sync::Semaphore::new(1),
        }
    }
}

/// Tokens of a request by its size alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size(f64);

impl Size {
    #[cfg(feature = "pipeline")]
    pub(super) fn tokens(self) -> f64 {
        self.0
    }

    async fn of(prefix: &Prefix, input: &Input) -> Self {
        let mut size = of_prefix(prefix).await;
        for part in input.messages.iter().flat_map(|message| &message.parts) {
            size += match part {
                Part::Text(text) => of_text(text).await,
                Part::File { bytes, .. } => bytes.len() as f64 / FILE_BYTES,
                Part::FileId(_)
                | Part::Image { .. }
                | Part::ImageUrl { .. }
                | Part::Unread { .. } => IMAGE,
            };
        }
        Self(size)
    }
}

#[cfg(not(feature = "tiktoken4"))]
async fn of_prefix(prefix: &Prefix) -> f64 {
    by_bytes(prefix.len())
}

#[cfg(feature = "tiktoken4")]
async fn of_prefix(prefix: &Prefix) -> f64 {
    if let Some(tokens) = prefix.tokens.get() {
        return *tokens as f64;
    }
    match tokens::count_aside(prefix.text()).await {
        Some(tokens) => *prefix.tokens.get_or_init(|| tokens) as f64,
        None => by_bytes(prefix.len()),
    }
}

#[cfg(not(feature = "tiktoken4"))]
async fn of_text(text: &str) -> f64 {
    by_bytes(text.len())
}

#[cfg(feature = "tiktoken4")]
async fn of_text(text: &str) -> f64 {
    tokens::count_aside(text).await.map_or_else(|| by_bytes(text.len()), |tokens| tokens as f64)
}

#[cfg(feature = "pipeline")]
fn by_kind(part: &Part) -> f64 {
    match part {
        Part::Text(text) => by_bytes(text.len()),
        Part::File { bytes, .. } => bytes.len() as f64 / FILE_BYTES,
        Part::FileId(_) | Part::Image { .. } | Part::ImageUrl { .. } | Part::Unread { .. } => IMAGE,
    }
}

fn by_bytes(bytes: usize) -> f64 {
    bytes as f64 / BYTES
}

impl Estimate {
    /// What a request needs by the bytes of its texts alone, for those who cannot wait until its tokens are
    /// counted.
    #[cfg(feature = "pipeline")]
    pub(super) fn by_size(
        &self,
        prefix: usize,
        input: &Input,
        max_output_tokens: Option<u32>,
    ) -> Need {
        let parts = input.messages.iter().flat_map(|message| &message.parts);
        let of_parts: f64 = parts.map(by_kind).sum();
        self.need(Size(by_bytes(prefix) + of_parts), max_output_tokens)
    }

    pub(super) async fn size(&self, prefix: &Prefix, input: &Input) -> Size {
        #[cfg(feature = "tiktoken4")]
        let _turn = self.turn.acquire().await.ok();
        Size::of(prefix, input).await
    }

    pub(super) fn need(&self, size: Size, max_output_tokens: Option<u32>) -> Need {
        let believed = self.lock();
        let output =
            max_output_tokens.map_or(believed.output, |most| believed.output.min(most.into()));
        let input = size.0 * believed.input_factor;
        // What answers to other inputs have shown makes a request wait, and never refuses it.
        let least = input.min(size.0);
        Need::new(least.ceil() as u64, (input - least + output).ceil() as u64)
    }

    /// What a request of this size has really used.
    pub(super) fn learn(&self, size: Size, usage: &Usage) {
        let (Some(input), Some(output)) = (usage.input, usage.output) else { return };
        let mut believed = self.lock();
        let weight = if std::mem::take(&mut believed.is_first) { 1.0 } else { WEIGHT };
        let factor = input as f64 / size.0.max(1.0);
        believed.input_factor += weight * (factor.clamp(0.01, 100.0) - believed.input_factor);
        believed.output += weight * ((output as f64).min(LONGEST_ANSWER) - believed.output);
    }

    fn lock(&self) -> MutexGuard<'_, Believed> {
        self.believed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_makes_the_estimate_better() {
        let estimate = Estimate::default();
        let size = Size(100.0);
        assert_eq!(estimate.need(size, None), Need::new(100, 500));
        assert_eq!(estimate.need(size, Some(50)), Need::new(100, 50));

        estimate.learn(size, &Usage::new(300, 20));
        assert_eq!(estimate.need(size, None), Need::new(100, 220));
        assert_eq!(estimate.need(Size(10.0), Some(16)), Need::new(10, 36));
        estimate.learn(size, &Usage::new(400, 120));
        assert_eq!(estimate.need(size, None), Need::new(100, 240));
    }

    #[test]
    fn what_was_not_reported_teaches_nothing_and_nonsense_little() {
        let estimate = Estimate::default();
        estimate.learn(Size(100.0), &Usage::default());
        assert_eq!(estimate.need(Size(100.0), None), Need::new(100, 500));
        estimate.learn(Size(0.0), &Usage::new(u64::MAX, u64::MAX));
        assert_eq!(estimate.need(Size(100.0), Some(16)), Need::new(100, 9_916));
        for _ in 0..100 {
            estimate.learn(Size(100.0), &Usage::new(100, 20));
        }
        let need = estimate.need(Size(100.0), None);
        assert!(need.output < 100, "{need:?}");
    }

    #[cfg(feature = "tiktoken4")]
    #[tokio::test]
    async fn texts_are_counted_and_the_prefix_only_once() {
        let schema = crate::json_schema::<String>();
        let request = crate::wire::Request::new("gpt-4.1", &schema);
        let prefix = crate::Endpoint::Chat.prefix(&request).unwrap();
        let first = Size::of(&prefix, &Input::text("")).await.0;
        assert_eq!(first as usize, tokens::count(prefix.text()));
        assert_eq!(prefix.tokens.get(), Some(&(first as usize)));
        // The count of the table, where a token is far from four bytes.
        let text = "      \n\n\t  x";
        assert_eq!(Size::of(&prefix, &Input::text(text)).await.0, first + 3.0);
    }
}
