use std::ops::RangeInclusive;

use serde_json::Value;

/// More sizes than this are not kept.
const MAX_SIZES: usize = 1_024;

/// The sizes of the pieces that a text comes in: in bytes, used in turn, and never in the middle of a
/// character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::testing) struct Tokens(Vec<usize>);

/// About as long as tokens of English text are.
impl Default for Tokens {
    fn default() -> Self {
        Self(vec![4])
    }
}

/// What one delta says.
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) logprobs: &'t [Value],
}

impl Tokens {
    pub(in crate::testing) fn of_range(range: RangeInclusive<usize>) -> Self {
        Self::of_sizes(range.take(MAX_SIZES))
    }

    pub(in crate::testing) fn of_sizes(sizes: impl IntoIterator<Item = usize>) -> Self {
        let sizes: Vec<usize> = sizes.into_iter().map(|size| size.max(1)).collect();
        if sizes.is_empty() { Self::default() } else { Self(sizes) }
    }

    /// The text in pieces of these sizes.
    pub(in crate::testing) fn cut<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut rest = text;
        let mut pieces = Vec::new();
        for size in self.0.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, behind) = rest.split_at(ceiling(rest, *size));
            pieces.push(piece);
            rest = behind;
        }
        pieces
    }

    /// The text in pieces; one for each log probability where there are any.
    pub(super) fn pieces<'t>(&self, text: &'t str, logprobs: &'t [Value]) -> Vec<Piece<'t>> {
        if logprobs.is_empty() {
            return self.cut(text).into_iter().map(|text| Piece { text, logprobs: &[] }).collect();
        }
        let (mut read, mut start) = (0, 0);
        let mut pieces = Vec::new();
        for logprob in logprobs.chunks(1) {
            read += logprob.first().map_or(0, length);
            // A token that ends within a character says nothing yet.
            let end = floor(text, read).max(start);
            pieces
                .push(Piece { text: text.get(start..end).unwrap_or_default(), logprobs: logprob });
            start = end;
        }
        pieces
    }
}

/// The bytes of a token.
fn length(logprob: &Value) -> usize {
    logprob.get("bytes").and_then(Value::as_array).map_or(0, Vec::len)
}

/// The end of the character in which byte `at` is the last.
fn ceiling(text: &str, at: usize) -> usize {
    (at..text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len())
}

fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0)
}
