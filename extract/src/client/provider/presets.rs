//! The presets. Each says what its server does with a schema, and where that is known from: its
//! documentation or reports, in late 2026. Servers change, so try yours.

use super::Provider;
use crate::{
    schema::Dialect,
    wire::{Endpoint, TokenLimit},
};

impl Provider {
    /// Anthropic's endpoint that is compatible with OpenAI's.
    ///
    /// **Ignores the schema**, and `strict` as well ([its documentation][1]). So the schema is told in
    /// the instructions, each answer is checked here only, and text around the JSON is taken.
    /// [`reask`](crate::Extractor::reask) helps where an answer does not fit, and
    /// [`through_tool`](crate::Extractor::through_tool) is worth a try.
    ///
    /// [1]: https://platform.claude.com/docs/en/api/openai-sdk
    pub const ANTHROPIC_COMPATIBLE: Self = Self {
        key_variable: Some("ANTHROPIC_API_KEY"),
        dialect: Dialect::JsonMode,
        lenient: true,
        ..Self::compatible("Anthropic", "https://api.anthropic.com/v1")
    };

    /// DeepSeek's Chat endpoint.
    ///
    /// **Takes no schema**, only JSON mode ([its documentation][1]), so the schema is told in the
    /// instructions, each answer is checked here only, and text around the JSON is taken. An answer of
    /// blanks is [`Empty`](crate::Error::Empty). Its newer Responses endpoint takes a schema:
    /// `.endpoint(Endpoint::Responses).dialect(Dialect::Plain)`.
    ///
    /// [1]: https://api-docs.deepseek.com/guides/json_mode
    pub const DEEPSEEK: Self = Self {
        key_variable: Some("DEEPSEEK_API_KEY"),
        dialect: Dialect::JsonMode,
        lenient: true,
        ..Self::compatible("DeepSeek", "https://api.deepseek.com")
    };

    /// Gemini's endpoint that is compatible with OpenAI's.
    ///
    /// Keeps to the schema. One that is deep or wide is refused with status 400, "too many states for
    /// serving" (reports).
    pub const GEMINI: Self = Self {
        key_variable: Some("GEMINI_API_KEY"),
        ..Self::compatible("Gemini", "https://generativelanguage.googleapis.com/v1beta/openai")
    };

    /// Groq.
    ///
    /// Keeps to the schema for the `openai/gpt-oss` models. For the others it tries, and judges what
    /// came ([its documentation][1]): an answer that failed comes in an error, is read from there and
    /// checked here, and is [`Invalid`](crate::Error::Invalid) with its text, so that
    /// [`reask`](crate::Extractor::reask) can show it to the model.
    ///
    /// [1]: https://console.groq.com/docs/structured-outputs
    pub const GROQ: Self = Self {
        key_variable: Some("GROQ_API_KEY"),
        token_limit: TokenLimit::MaxCompletionTokens,
        ..Self::compatible("Groq", "https://api.groq.com/openai/v1")
    };

    /// The server of llama.cpp, at its usual port on this machine.
    ///
    /// Keeps to the schema by a grammar, and skips in silence what that cannot say; the model is not
    /// shown the schema. On its Responses endpoint it passes over it (our own trial, see
    /// `docs/compatibility.md`).
    pub const LLAMA_CPP: Self = Self {
        key_variable: Some("LLAMA_API_KEY"),
        ..Self::compatible("llama.cpp", "http://localhost:8080/v1")
    };

    /// LM Studio, at its usual port on this machine.
    ///
    /// Keeps to the schema ([its documentation][1]); models below seven billion parameters may not.
    /// Refuses JSON mode.
    ///
    /// [1]: https://lmstudio.ai/docs/advanced/structured-output
    pub const LM_STUDIO: Self = Self {
        key_variable: Some("LM_API_TOKEN"),
        ..Self::compatible("LM Studio", "http://localhost:1234/v1")
    };

    /// Mistral's platform.
    ///
    /// Keeps to the schema. Refuses members that it does not know, such as
    /// `max_completion_tokens`, `seed`, `store` and `stream_options`, with status 422 (reports). A stream
    /// tells its usage without being asked.
    pub const MISTRAL: Self = Self {
        key_variable: Some("MISTRAL_API_KEY"),
        stream_usage: false,
        ..Self::compatible("Mistral", "https://api.mistral.ai/v1")
    };

    /// Ollama, at its usual port on this machine.
    ///
    /// Keeps to the schema by a grammar; some patterns are refused. Passes over
    /// `max_completion_tokens` in silence, and cuts a long input at `num_ctx` without a word (reports).
    pub const OLLAMA: Self = Self {
        key_variable: Some("OLLAMA_API_KEY"),
        ..Self::compatible("Ollama", "http://localhost:11434/v1")
    };

    /// OpenAI, which the schemas are made for.
    ///
    /// Keeps to the schema on both endpoints.
    pub const OPENAI: Self = Self {
        url_variable: Some("OPENAI_BASE_URL"),
        key_variable: Some("OPENAI_API_KEY"),
        endpoint: Endpoint::Responses,
        token_limit: TokenLimit::MaxCompletionTokens,
        ..Self::compatible("OpenAI", "https://api.openai.com/v1")
    };

    /// OpenRouter, which passes requests on.
    ///
    /// What is made of the schema is up to the provider behind it. Requests say
    /// `provider: {"require_parameters": true}`, so that none is chosen that ignores it
    /// ([its documentation][1]).
    ///
    /// [1]: https://openrouter.ai/docs/features/structured-outputs
    pub const OPENROUTER: Self = Self {
        key_variable: Some("OPENROUTER_API_KEY"),
        extra: &[("provider", r#"{"require_parameters":true}"#)],
        ..Self::compatible("OpenRouter", "https://openrouter.ai/api/v1")
    };

    /// vLLM, at its usual port on this machine.
    ///
    /// Keeps to the schema with xgrammar or guidance; some keywords are refused. Long runs of blanks
    /// are possible, and [`Truncated`](crate::Error::Truncated) (reports).
    pub const VLLM: Self = Self {
        key_variable: Some("VLLM_API_KEY"),
        ..Self::compatible("vLLM", "http://localhost:8000/v1")
    };
}
