use super::Violation;
#[cfg(feature = "client")]
use super::{Error, Evidence};

/// An answer that came, was paid and was no value, so that the model was asked again as
/// [`reask`](crate::Extractor::reask) or [`on_truncated`](crate::Extractor::on_truncated) allows, or
/// another model as [`fallback_on`](crate::Extractor::fallback_on) does.
///
/// ```
/// # fn log(error: &extract::Error) {
/// for answer in error.rejected() {
///     println!("{}: {}", answer.why, answer.raw);
///     for violation in &answer.violations {
///         println!("  {violation}");
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RejectedAnswer {
    /// The answer as it came; of one that was cut off or filtered, as far as it came; of a refusal, its
    /// words.
    pub raw: String,
    /// Why it was no value, in a sentence.
    pub why: String,
    /// Where it does not fit the type; empty when something else is the matter.
    pub violations: Vec<Violation>,
    /// The id of the answer (`resp_…`, `chatcmpl-…`).
    pub response_id: Option<String>,
    pub(super) truncated: bool,
}

impl RejectedAnswer {
    /// One that is known from before.
    #[cfg(any(feature = "cache", feature = "pipeline"))]
    pub(crate) fn known(raw: String, why: String, truncated: bool) -> Self {
        Self { raw, why, violations: Vec::new(), response_id: None, truncated }
    }

    /// Whether the answer was cut off.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}

#[cfg(feature = "client")]
impl Error {
    /// The same error, with what was known before.
    pub(crate) fn after(mut self, earlier: Evidence) -> Self {
        let is_answer = match &self {
            Self::Api(_) | Self::Transport(_) => false,
            Self::Filtered(filtering) => !filtering.is_prompt(),
            _ => true,
        };
        let Some(known) = self.evidence_mut() else { return self };
        if !is_answer {
            // The last answer that came is then the one before.
            known.model = known.model.take().or_else(|| earlier.model.clone());
            known.response_id = known.response_id.take().or_else(|| earlier.response_id.clone());
            known.service_tier = known.service_tier.take().or_else(|| earlier.service_tier.clone());
            known.reasoning_summary =
                known.reasoning_summary.take().or_else(|| earlier.reasoning_summary.clone());
        }
        *known = std::mem::take(known).after(earlier);
        self
    }

    /// What is known of a call that goes on: the answer that was no value is now a rejected one.
    pub(crate) fn rejecting(&self) -> Evidence {
        let mut evidence = self.evidence().cloned().unwrap_or_default();
        let none = &[][..];
        let (raw, violations, why) = match self {
            Self::Invalid(error) => (error.raw(), error.violations(), error.to_string()),
            Self::Truncated(error) => (error.partial_text(), none, error.to_string()),
            Self::Refused(error) => (error.refusal(), none, error.to_string()),
            Self::Filtered(error) if !error.is_prompt() => {
                (error.partial_text(), none, error.to_string())
            }
            Self::Empty(error) => (error.commentary(), none, error.to_string()),
            _ => return evidence,
        };
        evidence.rejected.push(RejectedAnswer {
            raw: raw.to_owned(),
            why,
            truncated: matches!(self, Self::Truncated(_)),
            violations: violations.to_vec(),
            response_id: evidence.response_id.clone(),
        });
        evidence
    }
}
