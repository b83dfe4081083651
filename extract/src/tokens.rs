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
    use tokio::{runtime::Handle, sync::Semaphore};

    use super::{VOCABULARY, count};

    /// Bytes that are counted in place: 5 ms at worst.
    const SHORT: usize = 16 * 1024;

    /// Long texts counted at once. Each thread that counts has a memory of its own.
    static TURNS: Semaphore = Semaphore::const_new(4);

    /// The same inside a runtime, whose threads shall not be held up: what may take long is counted on
    /// another one. `None` when the runtime ends first.
    pub(crate) async fn count_aside(text: &str) -> Option<usize> {
        let is_quick = text.len() <= SHORT && VOCABULARY.get().is_some();
        let runtime = match Handle::try_current() {
            Ok(runtime) if !is_quick => runtime,
            _ => return Some(count(text)),
        };
        let _turn = TURNS.acquire().await.ok();
        let text = text.to_owned();
        runtime.spawn_blocking(move || count(&text)).await.ok()
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
        for repeated in [1, 100_000] {
            let text = "Ab ".repeat(repeated);
            assert_eq!(count_aside(&text).await, Some(count(&text)));
        }
    }
}
