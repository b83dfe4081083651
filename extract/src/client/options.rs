use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde::Serialize;

use super::{Client, Extractor, reask::Reasking};
use crate::{
    Error, Input,
    error::ConfigError,
    schema::Extract,
    transport::Limits,
    wire::{Effort, Endpoint, Prefix, Request, ServiceTier, Verbosity},
};

/// What an extractor was told.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) request: Request,
    pub(super) endpoint: Endpoint,
    pub(super) limits: Limits,
    pub(super) reasking: Reasking,
    /// The first thing that could not be set; told when the request is encoded.
    mistake: Option<String>,
}

impl Settings {
    pub(super) fn new(client: &Client, request: Request) -> Self {
        let (endpoint, limits) = (client.inner.endpoint, client.inner.limits);
        Self { request, endpoint, limits, reasking: Reasking::default(), mistake: None }
    }

    pub(super) fn prefix(&self) -> Result<Prefix, Error> {
        if let Some(mistake) = &self.mistake {
            return Err(ConfigError::new(mistake).into());
        }
        self.limits.check()?;
        self.reasking.check(&self.request)?;
        self.endpoint.prefix(&self.request)
    }
}

/// The options. What is not set is not sent, and the API's default holds.
impl<T> Extractor<T> {
    /// What the model is told to do.
    pub fn instructions(self, text: impl Into<String>) -> Self {
        self.set(|settings| settings.request.instructions = Some(text.into()))
    }

    /// Shows the model an input and the value that belongs to it; can be called several times. The
    /// value goes out in its strict shape. Files must be given as bytes here.
    ///
    /// ```
    /// # fn run(client: extract::Client) {
    /// let names = client
    ///     .extractor::<Vec<String>>("gpt-5-mini")
    ///     .example("Ada, Grace & guest", &vec!["Ada".to_owned(), "Grace".to_owned()]);
    /// # }
    /// ```
    pub fn example(self, input: impl Into<Input>, value: &T) -> Self
    where
        T: Extract + Serialize,
    {
        self.set(|settings| {
            if let Err(error) = settings.request.add_example(input, value) {
                settings.mistake(error.to_string());
            }
        })
    }

    /// Randomness of the answer, 0 to 2. Reasoning models refuse it.
    pub fn temperature(self, temperature: f64) -> Self {
        self.set(|settings| settings.request.temperature = Some(temperature))
    }

    /// The share of probability that is sampled from, 0 to 1. Reasoning models refuse it.
    pub fn top_p(self, share: f64) -> Self {
        self.set(|settings| settings.request.top_p = Some(share))
    }

    /// Tokens of the answer at most, reasoning included; at least 16 on the Responses endpoint.
    pub fn max_output_tokens(self, tokens: u32) -> Self {
        self.set(|settings| settings.request.max_output_tokens = Some(tokens))
    }

    /// How much a reasoning model thinks. What it thinks is paid and counts against
    /// [`max_output_tokens`](Self::max_output_tokens).
    pub fn reasoning(self, effort: Effort) -> Self {
        self.set(|settings| settings.request.reasoning = Some(effort))
    }

    /// How wordy the answer is: the length of texts in it, never its shape.
    pub fn verbosity(self, verbosity: Verbosity) -> Self {
        self.set(|settings| settings.request.verbosity = Some(verbosity))
    }

    /// The same seed tends to give the same answer; only on the Chat endpoint.
    pub fn seed(self, seed: i64) -> Self {
        self.set(|settings| settings.request.seed = Some(seed))
    }

    /// Speed and price, as the provider offers them.
    pub fn service_tier(self, tier: ServiceTier) -> Self {
        self.set(|settings| settings.request.service_tier = Some(tier))
    }

    /// Whether the provider keeps the answer; the Responses endpoint does unless told otherwise.
    pub fn store(self, store: bool) -> Self {
        self.set(|settings| settings.request.store = Some(store))
    }

    /// Adds a pair that is kept with the answer: at most 16, keys of 64 and values of 512 characters.
    pub fn metadata(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.set(|settings| settings.request.metadata.push((key.into(), value.into())))
    }

    /// Requests of one key are served where their prompt is cached.
    pub fn prompt_cache_key(self, key: impl Into<String>) -> Self {
        self.set(|settings| settings.request.prompt_cache_key = Some(key.into()))
    }

    /// A stable name of the end user, at most 64 characters; not a name that tells who it is.
    pub fn safety_identifier(self, name: impl Into<String>) -> Self {
        self.set(|settings| settings.request.safety_identifier = Some(name.into()))
    }

    /// The answer that this request continues; only on the Responses endpoint.
    pub fn previous_response_id(self, id: impl Into<String>) -> Self {
        self.set(|settings| settings.request.previous_response_id = Some(id.into()))
    }

    /// The API that is spoken, in the place of the client's.
    pub fn endpoint(self, endpoint: Endpoint) -> Self {
        self.set(|settings| settings.endpoint = endpoint)
    }

    /// The time of one try, in the place of the client's.
    pub fn timeout(self, time: Duration) -> Self {
        self.set(|settings| settings.limits.timeout = time)
    }

    /// Tries after the first one, in the place of the client's; for each ask anew, see
    /// [`reask`](Self::reask).
    pub fn max_retries(self, count: u32) -> Self {
        self.set(|settings| settings.limits.max_retries = count)
    }

    /// Adds a member to the request that has no setter here. It cannot replace one that is sent anyway.
    ///
    /// ```
    /// # fn run(client: extract::Client) {
    /// let names = client
    ///     .extractor::<Vec<String>>("some/model")
    ///     .extra("provider", serde_json::json!({ "require_parameters": true }));
    /// # }
    /// ```
    pub fn extra(self, key: impl Into<String>, json: impl Serialize) -> Self {
        let key = key.into();
        self.set(|settings| match serde_json::to_string(&json) {
            Ok(json) => settings.request.extra.push((key, json)),
            Err(why) => settings.mistake(format!("the value of `extra` `{key}` is no JSON: {why}")),
        })
    }

    pub(super) fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self.prefix = Arc::new(OnceLock::new());
        self
    }
}

impl Settings {
    fn mistake(&mut self, message: String) {
        self.mistake.get_or_insert(message);
    }
}
