use serde::Serialize;

/// How much a reasoning model thinks before it answers. Which efforts a model takes differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "the names say it; they are the words of the API, least effort first"
)]
pub enum Effort {
    None,
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

/// Whether, and how fully, the provider sums up the reasoning of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReasoningSummary {
    /// As full as the model has it.
    Auto,
    /// Short; not every model takes it.
    Concise,
    /// Full; not every model takes it.
    Detailed,
}

/// What of a request is written to the provider's prompt cache (gpt-5.6 and later).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CacheMode {
    /// Only what is marked. An extractor marks nothing, so nothing is written, and no write is paid.
    Explicit,
    /// What the provider chooses: its default.
    Implicit,
}

/// How long the provider keeps a cached prompt (models before gpt-5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum CacheRetention {
    /// For up to 24 hours.
    #[serde(rename = "24h")]
    Hours24,
    /// For minutes.
    #[serde(rename = "in_memory")]
    InMemory,
}

/// How wordy an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names say it; they are the words of the API")]
pub enum Verbosity {
    Low,
    Medium,
    High,
}

/// How fast, and at what price, a request is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ServiceTier {
    /// As the project is set up.
    Auto,
    /// The ordinary price and speed.
    Default,
    /// Served sooner, at a higher price.
    Fast,
    /// Cheaper and slower.
    Flex,
    /// Served sooner, at a higher price.
    Priority,
    /// Capacity that was bought ahead.
    Scale,
    /// Served soonest; only on the Responses endpoint.
    UltraFast,
}

/// The word for [`max_output_tokens`](super::Request::max_output_tokens) on the Chat endpoint, which
/// changed there while many servers still know the older one only. Some pass over the other in silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenLimit {
    /// `max_completion_tokens`: OpenAI, which refuses the older word for reasoning models.
    #[default]
    MaxCompletionTokens,
    /// `max_tokens`: what most compatible servers know.
    MaxTokens,
}
