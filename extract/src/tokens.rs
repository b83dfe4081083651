//! Exact tokens of text (feature `tiktoken4`).

use std::sync::OnceLock;

use tiktoken::{CoreBpe, encoding};

static VOCABULARY: OnceLock<CoreBpe> = OnceLock::new();

/// Tokens of a text in the vocabulary `o200k_base`.
///
/// ```
/// assert_eq!(extract::tokens::count("The invoice is due."), 5);
/// ```
///
/// It is the vocabulary of OpenAI's models since GPT-4o; for models of other families it is an estimate.
/// Names of special tokens, such as `<|endoftext|>`, are text like any other.
///
/// A request costs more than its texts: messages and schema have tokens around them, of which the service
/// does not tell. With this feature on, the client counts the texts of each call for its rate limit by
/// this function, and learns the rest, and the vocabulary of other models, from the usage of the answers.
///
/// The time grows no faster than the text: 4 ms for a megabyte of prose, 40 ms for one of Base64, 0.3 s
/// for one of a single character repeated, the worst of 17 kinds tried. The first call unpacks the
/// vocabulary, which takes 0.1 s and 25 MB; each thread that counts remembers words in 1.2 MB. (Measured
/// on one core of 2026, optimised.)
pub fn count(text: &str) -> usize {
    VOCABULARY.get_or_init(encoding::o200k_base).count(text)
}

#[cfg(feature = "client")]
pub(crate) use aside::count_aside;

#[cfg(feature = "client")]
mod aside {
    use tokio::runtime::Handle;

    use super::{VOCABULARY, count};

    /// Bytes that are counted in place: 5 ms at worst.
    const SHORT: usize = 16 * 1024;
    /// Bytes that are counted at most: 0.3 s at worst.
    const MOST: usize = 1024 * 1024;

    /// The same inside a runtime, whose threads shall not be held up: what may take long is counted on
    /// another one, and what comes after the first megabyte is taken to be like it. `None` when the
    /// runtime ends first.
    pub(crate) async fn count_aside(text: &str) -> Option<usize> {
        let head = head(text);
        let is_quick = head.len() <= SHORT && VOCABULARY.get().is_some();
        let tokens = match Handle::try_current() {
            Ok(runtime) if !is_quick => {
                let head = head.to_owned();
                runtime.spawn_blocking(move || count(&head)).await.ok()?
            }
            _ => count(head),
        };
        let share = text.len() as f64 / head.len().max(1) as f64;
        Some((tokens as f64 * share) as usize)
    }

    fn head(text: &str) -> &str {
        (0..=MOST).rev().find_map(|end| text.get(..end.min(text.len()))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts and their tokens, as the official library counts them: `scripts/tokens` writes the file.
    const COUNTED: &str = include_str!("../../tests/data/o200k_base.json");

    #[test]
    fn tokens_are_those_of_the_official_library() {
        let counted: Vec<(String, usize)> = serde_json::from_str(COUNTED).unwrap();
        assert!(counted.len() > 20);
        for (text, tokens) in counted {
            assert_eq!(count(&text), tokens, "{text:?}");
        }
    }

    #[cfg(feature = "client")]
    #[tokio::test]
    async fn long_texts_are_counted_on_another_thread_and_to_the_same() {
        for text in ["", "Ab", &"Ab ".repeat(100_000), &"\u{20ac}".repeat(100_001)] {
            assert_eq!(count_aside(text).await, Some(count(text)));
        }
    }

    #[cfg(feature = "client")]
    #[tokio::test]
    async fn what_comes_after_a_megabyte_is_taken_to_be_like_it() {
        // Three bytes each, so that the megabyte ends within one.
        let text = "\u{20ac}".repeat(700_000) + &"a b ".repeat(10);
        let tokens = count_aside(&text).await.unwrap();
        assert!(tokens.abs_diff(count(&text)) < 100, "{tokens}");
    }
}
