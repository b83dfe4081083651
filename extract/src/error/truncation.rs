use std::fmt;

use super::Evidence;
use crate::{decode, schema::Extract, wire::CONNECTION};

/// An answer that ends in this many blanks ran away: no formatted JSON is indented as deep.
const RUN_AWAY_BLANKS: usize = 256;

/// The answer was cut off. It never becomes a value, and is asked for again only where
/// [`on_truncated`](crate::Extractor::on_truncated) says so.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Truncation {
    pub(super) reason: TruncationReason,
    pub(super) stated: Option<String>,
    pub(super) partial: String,
    pub(super) evidence: Evidence,
}

impl Truncation {
    /// Reads the reason from what the server `stated` and from how the text ends.
    pub(crate) fn new(stated: Option<String>, partial: String, evidence: Evidence) -> Self {
        let reason = TruncationReason::of(stated.as_deref(), &partial);
        // That is our word and not the server's.
        let stated = stated.filter(|stated| stated != CONNECTION);
        Self { reason, stated, partial, evidence }
    }

    /// The connection ended in the middle of a stream.
    #[cfg(feature = "client")]
    pub(crate) fn by_connection(partial: String, evidence: Evidence) -> Self {
        Self { reason: TruncationReason::Connection, stated: None, partial, evidence }
    }

    /// So many items came of a list, and never its end.
    #[cfg(feature = "long")]
    pub(crate) fn endless(partial: String, evidence: Evidence) -> Self {
        Self { reason: TruncationReason::Endless, stated: None, partial, evidence }
    }

    /// What cut the answer off.
    pub fn reason(&self) -> TruncationReason {
        self.reason
    }

    /// The reason in the server's own word, such as `max_output_tokens` or `length`.
    pub fn stated_reason(&self) -> Option<&str> {
        self.stated.as_deref()
    }

    /// The answer as far as it came; empty when reasoning spent all tokens.
    pub fn partial_text(&self) -> &str {
        &self.partial
    }

    /// The finished items of the list at `path` (`lines`, `report.lines`; empty for a root that is a
    /// list), so that what was paid for is not lost.
    ///
    /// The item that was being written when the answer was cut is left out, and so is one that is no `L`.
    pub fn items<L: Extract>(&self, path: &str) -> Vec<L> {
        decode::finished_items(&self.partial, path)
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for Truncation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer was cut off after {} bytes: ", self.partial.len())?;
        match self.reason {
            TruncationReason::Connection => {
                f.write_str("the connection ended before the answer did")
            }
            TruncationReason::ContextWindow => {
                f.write_str("the context window is full, send a shorter input")
            }
            TruncationReason::Endless => f.write_str(
                "the list does not end: the same items come again, or more pages than are allowed",
            ),
            TruncationReason::Other => match &self.stated {
                Some(stated) => write!(f, "the server says `{stated}`"),
                None => f.write_str("the server does not say why"),
            },
            TruncationReason::RunAwayBlanks => {
                f.write_str("the model wrote nothing but blanks until the limit")
            }
            TruncationReason::TokenLimit => {
                f.write_str("the token limit is spent, raise `max_output_tokens`")
            }
        }
    }
}

/// What cut an answer off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TruncationReason {
    /// The connection ended, or was reset, in the middle of a stream. The same request may well come through
    /// later.
    Connection,
    /// Input and answer together fill the model's context window.
    ContextWindow,
    /// A list that was asked for page by page did not end: [`Paging`](crate::long::Paging) says when it is
    /// given up.
    Endless,
    /// Something else; [`Truncation::stated_reason`] has the server's word for it.
    Other,
    /// The model wrote blanks until a limit stopped it. A higher limit would only cost more.
    RunAwayBlanks,
    /// The limit of tokens for the answer, reasoning included.
    TokenLimit,
}

impl TruncationReason {
    fn of(stated: Option<&str>, partial: &str) -> Self {
        if partial.len() - partial.trim_end().len() >= RUN_AWAY_BLANKS {
            return Self::RunAwayBlanks;
        }
        match stated.map(str::to_ascii_lowercase).as_deref() {
            Some("length" | "max_completion_tokens" | "max_output_tokens" | "max_tokens") => {
                Self::TokenLimit
            }
            Some(CONNECTION) => Self::Connection,
            Some("model_length") => Self::ContextWindow,
            Some(other) if other.contains("context") => Self::ContextWindow,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_read_from_the_servers_word_and_the_text() {
        let blanks = format!("{{\"a\":{}", " \n".repeat(128));
        let cases = [
            (Some("max_output_tokens"), "{\"a\":", TruncationReason::TokenLimit),
            (Some("max_tokens"), "{\"a\":", TruncationReason::TokenLimit),
            (Some("length"), "", TruncationReason::TokenLimit),
            (Some("model_length"), "{", TruncationReason::ContextWindow),
            (Some("model_context_window_exceeded"), "{", TruncationReason::ContextWindow),
            (Some("max_output_tokens"), blanks.as_str(), TruncationReason::RunAwayBlanks),
            (Some("insufficient_system_resource"), "{", TruncationReason::Other),
            (Some("connection"), "{", TruncationReason::Connection),
            (None, "{", TruncationReason::Other),
        ];
        for (stated, partial, reason) in cases {
            assert_eq!(TruncationReason::of(stated, partial), reason, "{stated:?}");
        }
    }
}
