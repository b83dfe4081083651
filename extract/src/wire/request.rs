use serde::Serialize;

use super::{
    CacheMode, CacheRetention, Effort, ReasoningSummary, ServiceTier, TokenLimit, Verbosity,
};
use crate::{
    Error, decode,
    error::ConfigError,
    input::Input,
    schema::{Dialect, Extract, Schema},
};

/// Pairs of metadata (this and the next two: the API's description of `metadata`).
const METADATA_PAIRS: usize = 16;
/// Characters of a key of metadata.
const METADATA_KEY: usize = 64;
/// Characters of a value of metadata.
const METADATA_VALUE: usize = 512;
/// Characters of a safety identifier (the API's description of `safety_identifier`).
const SAFETY_IDENTIFIER: usize = 64;

/// `prompt_cache_options`, of what is set.
#[derive(Serialize)]
pub(super) struct CacheOptions<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<CacheMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<&'a str>,
}

/// Everything of a request but its input. What is `None` is not sent, and the API's default holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request {
    /// The model's name.
    pub model: String,
    /// The schema and its name, verbatim.
    pub(super) schema: String,
    pub(super) schema_name: String,
    pub(super) dialect: Dialect,
    pub(super) schema_description: Option<String>,
    /// Asks for the answer as the arguments of a call instead of a text: the schema goes out as one
    /// strict function that the model must call, under the schema's name. Read what comes back with
    /// [`Reply::into_arguments`](super::Reply::into_arguments).
    pub through_tool: bool,
    /// What the model is told to do.
    pub instructions: Option<String>,
    /// Inputs with the answers they should have, in the strict shape of the schema.
    pub examples: Vec<(Input, String)>,
    /// Randomness of the answer, 0 to 2; refused by reasoning models.
    pub temperature: Option<f64>,
    /// The share of probability that is sampled from, 0 to 1; refused by reasoning models.
    pub top_p: Option<f64>,
    /// Tokens of the answer at most, reasoning included; at least 16 on the Responses endpoint.
    pub max_output_tokens: Option<u32>,
    /// The word in which the Chat endpoint is told that limit.
    pub token_limit: TokenLimit,
    /// How much a reasoning model thinks.
    pub reasoning: Option<Effort>,
    /// Whether the reasoning comes back summed up; only on the Responses endpoint.
    pub reasoning_summary: Option<ReasoningSummary>,
    /// How wordy the answer is.
    pub verbosity: Option<Verbosity>,
    /// Whether the answer comes with the log probability of each of its tokens, for
    /// [`TokenLogprob`](crate::TokenLogprob).
    pub logprobs: bool,
    /// The same seed tends to give the same answer; only on the Chat endpoint.
    pub seed: Option<i64>,
    /// Speed and price.
    pub service_tier: Option<ServiceTier>,
    /// Whether the provider keeps the answer; the Responses endpoint does unless told otherwise.
    pub store: Option<bool>,
    /// At most 16 pairs, keys of 64 and values of 512 characters, kept with the answer.
    pub metadata: Vec<(String, String)>,
    /// Requests of one key are served where their prompt is cached.
    pub prompt_cache_key: Option<String>,
    /// What is written to the prompt cache (gpt-5.6 and later).
    pub prompt_cache_mode: Option<CacheMode>,
    /// How long a cached prompt is kept at least, in the API's words: `30m` (gpt-5.6 and later).
    pub prompt_cache_ttl: Option<String>,
    /// How long a cached prompt is kept (models before gpt-5.6); not beside the two above.
    pub prompt_cache_retention: Option<CacheRetention>,
    /// A stable name of the end user, at most 64 characters.
    pub safety_identifier: Option<String>,
    /// The answer that this request continues; only on the Responses endpoint.
    pub previous_response_id: Option<String>,
    /// Whether the answer is made in the background, to be polled for; only on the Responses endpoint.
    /// `store` must not be false then, and goes out as true.
    pub background: bool,
    /// Whether a stream of the Chat endpoint is asked for its usage (`stream_options`), true unless told
    /// otherwise: without it most servers do not say what a streamed answer cost, and a few refuse it.
    pub stream_usage: bool,
    /// Further members of the request: a key and its JSON text.
    pub extra: Vec<(String, String)>,
}

impl Request {
    /// A request to this model for an answer of this schema, sent as the schema's dialect wants it.
    pub fn new(model: impl Into<String>, schema: &Schema) -> Self {
        let [name, text] = [schema.name(), schema.as_str()].map(str::to_owned);
        Self {
            dialect: schema.dialect(),
            schema_description: schema.description().map(str::to_owned),
            ..Self::of_parts(model.into(), name, text)
        }
    }

    pub(crate) fn of_parts(model: String, schema_name: String, schema: String) -> Self {
        Self {
            model,
            schema,
            schema_name,
            dialect: Dialect::Strict,
            schema_description: None,
            through_tool: false,
            instructions: None,
            examples: Vec::new(),
            temperature: None,
            top_p: None,
            max_output_tokens: None,
            token_limit: TokenLimit::default(),
            reasoning: None,
            reasoning_summary: None,
            verbosity: None,
            logprobs: false,
            seed: None,
            service_tier: None,
            store: None,
            metadata: Vec::new(),
            prompt_cache_key: None,
            prompt_cache_mode: None,
            prompt_cache_ttl: None,
            prompt_cache_retention: None,
            safety_identifier: None,
            previous_response_id: None,
            background: false,
            stream_usage: true,
            extra: Vec::new(),
        }
    }

    /// Asks for an answer of this schema instead.
    #[cfg(feature = "client")]
    pub(crate) fn set_schema(&mut self, schema: &Schema) {
        self.schema = schema.as_str().to_owned();
        self.schema_name = schema.name().to_owned();
        self.schema_description = schema.description().map(str::to_owned);
        self.dialect = schema.dialect();
    }

    /// Adds an input and the value that belongs to it, in its strict shape.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the value cannot be written.
    pub fn add_example<T>(&mut self, input: impl Into<Input>, value: &T) -> Result<(), Error>
    where
        T: Extract + Serialize,
    {
        let answer = decode::encode_strict(value)
            .map_err(|why| ConfigError::new(format!("an example cannot be written: {why}")))?;
        self.examples.push((input.into(), answer));
        Ok(())
    }

    /// The dialect of its schema.
    #[cfg(feature = "long")]
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The name of the tool that the answer comes through, if it does.
    #[cfg(feature = "client")]
    pub(crate) fn tool(&self) -> Option<&str> {
        self.through_tool.then_some(self.schema_name.as_str())
    }

    pub(super) fn cache_options(&self) -> Option<CacheOptions<'_>> {
        let options =
            CacheOptions { mode: self.prompt_cache_mode, ttl: self.prompt_cache_ttl.as_deref() };
        (options.mode.is_some() || options.ttl.is_some()).then_some(options)
    }

    /// What both endpoints refuse.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.model.trim().is_empty() {
            return refuse("the `model` is empty, give its name");
        }
        check_range("temperature", self.temperature, 2)?;
        check_range("top_p", self.top_p, 1)?;
        if self.max_output_tokens == Some(0) {
            return refuse("`max_output_tokens` is 0, an answer needs at least one");
        }
        if self.metadata.len() > METADATA_PAIRS {
            return refuse(format!(
                "{} pairs of `metadata`, the API takes {METADATA_PAIRS}",
                self.metadata.len()
            ));
        }
        for (index, (key, value)) in self.metadata.iter().enumerate() {
            if key.chars().count() > METADATA_KEY {
                return refuse(format!(
                    "the `metadata` key `{key}` is longer than {METADATA_KEY} characters"
                ));
            }
            if value.chars().count() > METADATA_VALUE {
                return refuse(format!(
                    "the `metadata` of `{key}` is longer than {METADATA_VALUE} characters"
                ));
            }
            if self.metadata.iter().take(index).any(|(earlier, _)| earlier == key) {
                return refuse(format!("the `metadata` key `{key}` is given twice"));
            }
        }
        let has_cache_options = self.prompt_cache_mode.is_some() || self.prompt_cache_ttl.is_some();
        if has_cache_options && self.prompt_cache_retention.is_some() {
            return refuse(
                "`prompt_cache_retention` is for models before gpt-5.6, `prompt_cache_mode` and `prompt_cache_ttl` for later ones; the API refuses both together",
            );
        }
        match &self.safety_identifier {
            Some(name) if name.chars().count() > SAFETY_IDENTIFIER => {
                refuse(format!("`safety_identifier` is longer than {SAFETY_IDENTIFIER} characters"))
            }
            _ => Ok(()),
        }
    }
}

fn check_range(name: &str, value: Option<f64>, most: u8) -> Result<(), Error> {
    match value {
        Some(value) if !(0.0..=f64::from(most)).contains(&value) => {
            refuse(format!("`{name}` is {value}, the API takes 0 to {most}"))
        }
        _ => Ok(()),
    }
}

pub(super) fn refuse(message: impl Into<String>) -> Result<(), Error> {
    Err(ConfigError::new(message).into())
}
