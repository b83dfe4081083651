use std::sync::{Arc, OnceLock};

use serde::Serialize;
use serde_json::Value;

use super::{Client, Extractor, Provider, reask::Reasking};
use crate::{
    Error, Input,
    error::ConfigError,
    schema::{Dialect, Extract, json_schema_in},
    wire::{
        CacheMode, CacheRetention, Effort, Endpoint, Prefix, ReasoningSummary, Request,
        ServiceTier, Verbosity,
    },
};

/// What an extractor was told.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) request: Request,
    /// What the provider is always sent, unless the request says otherwise.
    usual: &'static [(&'static str, &'static str)],
    pub(super) endpoint: Endpoint,
    pub(super) lenient: bool,
    pub(super) reasking: Reasking,
    /// The first thing that could not be set; told when the request is encoded.
    mistake: Option<String>,
}

impl Settings {
    pub(super) fn new(client: &Client, mut request: Request) -> Self {
        let (endpoint, provider) = (client.inner.endpoint, client.inner.provider);
        request.token_limit = provider.token_limit;
        request.stream_usage = provider.stream_usage;
        let reasking = Reasking::default();
        let Provider { lenient, extra: usual, .. } = provider;
        Self { request, usual, endpoint, lenient, reasking, mistake: None }
    }

    pub(super) fn prefix(&self) -> Result<Prefix, Error> {
        if let Some(mistake) = &self.mistake {
            return Err(ConfigError::new(mistake).into());
        }
        self.reasking.check(&self.request)?;
        self.encode(&self.request)
    }

    /// This request up to the input, as the provider wants it.
    pub(super) fn encode(&self, request: &Request) -> Result<Prefix, Error> {
        let says = |name: &str| request.extra.iter().any(|(key, _)| key == name);
        let missing: Vec<_> = self.usual.iter().filter(|(name, _)| !says(name)).collect();
        if missing.is_empty() {
            return self.endpoint.prefix(request);
        }
        let mut request = request.clone();
        let missing = missing.into_iter().map(|(name, json)| (name.to_string(), json.to_string()));
        request.extra.extend(missing);
        self.endpoint.prefix(&request)
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

    /// Asks for the model's reasoning, summed up: it comes in
    /// [`Extraction::reasoning_summary`](crate::Extraction::reasoning_summary), and in the evidence of
    /// an error. Only on the Responses endpoint, only from models that reason, and not for every answer.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::{ReasoningSummary, testing::{Outcome, Server}};
    ///
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer(serde_json::json!({ "value": 30 })).reasoning("Three tens."));
    ///
    /// let guests = server.client().extractor::<u8>("gpt-5-mini");
    /// let found = guests.reasoning_summary(ReasoningSummary::Auto).extract("thirty").await?;
    /// assert_eq!(found.reasoning_summary.as_deref(), Some("Three tens."));
    /// # Ok(()) }
    /// ```
    pub fn reasoning_summary(self, summary: ReasoningSummary) -> Self {
        self.set(|settings| settings.request.reasoning_summary = Some(summary))
    }

    /// How wordy the answer is: the length of texts in it, never its shape.
    pub fn verbosity(self, verbosity: Verbosity) -> Self {
        self.set(|settings| settings.request.verbosity = Some(verbosity))
    }

    /// Asks for the log probability of each token of the answer, of which
    /// [`Extraction::confidence`](crate::Extraction::confidence) makes how sure the model was of each field.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::testing::{Outcome, Server};
    ///
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer_text(r#"{"value":["Ada","Grace"]}"#).logprobs([
    ///     (r#"{"value":["Ada","#, -0.01),
    ///     (r#""Gr"#, -1.5),
    ///     (r#"ace"]}"#, -0.5),
    /// ]));
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-4.1").logprobs(true);
    /// let found = names.extract("Ada and Gr?ce came.").await?;
    /// assert_eq!(found.confidence("value[1]"), Some((-1.5_f64 - 0.5).exp())); // 14 %
    /// # Ok(()) }
    /// ```
    ///
    /// The answer is longer on the line: a token of four letters comes with 80 bytes around it. Models refuse
    /// this while they reason ([`reasoning`](Self::reasoning)). It goes out to any server; one that does not
    /// know it refuses the request, or answers without, and then there is no confidence. The Responses
    /// endpoint tells the tokens of texts only, not those of an answer that comes
    /// [`through_tool`](Self::through_tool).
    pub fn logprobs(self, logprobs: bool) -> Self {
        self.set(|settings| settings.request.logprobs = logprobs)
    }

    /// The same seed tends to give the same answer; only on the Chat endpoint.
    pub fn seed(self, seed: i64) -> Self {
        self.set(|settings| settings.request.seed = Some(seed))
    }

    /// Speed and price, as the provider offers them. What served in the end stands in
    /// [`Extraction::service_tier`](crate::Extraction::service_tier).
    pub fn service_tier(self, tier: ServiceTier) -> Self {
        self.set(|settings| settings.request.service_tier = Some(tier))
    }

    /// Whether the provider keeps the answer; the Responses endpoint does unless told otherwise, and must
    /// for an answer in the [`background`](Self::background).
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

    /// What is written to the provider's prompt cache: gpt-5.6 and later, where writing is paid. With
    /// [`CacheMode::Explicit`] nothing is.
    pub fn prompt_cache_mode(self, mode: CacheMode) -> Self {
        self.set(|settings| settings.request.prompt_cache_mode = Some(mode))
    }

    /// How long a cached prompt is kept at least, in the API's words: `30m`. For gpt-5.6 and later.
    pub fn prompt_cache_ttl(self, time: impl Into<String>) -> Self {
        self.set(|settings| settings.request.prompt_cache_ttl = Some(time.into()))
    }

    /// How long a cached prompt is kept, for models before gpt-5.6; not beside
    /// [`prompt_cache_mode`](Self::prompt_cache_mode) and [`prompt_cache_ttl`](Self::prompt_cache_ttl).
    pub fn prompt_cache_retention(self, retention: CacheRetention) -> Self {
        self.set(|settings| settings.request.prompt_cache_retention = Some(retention))
    }

    /// A stable name of the end user, at most 64 characters; not a name that tells who it is.
    pub fn safety_identifier(self, name: impl Into<String>) -> Self {
        self.set(|settings| settings.request.safety_identifier = Some(name.into()))
    }

    /// The answer that this request continues; only on the Responses endpoint.
    pub fn previous_response_id(self, id: impl Into<String>) -> Self {
        self.set(|settings| settings.request.previous_response_id = Some(id.into()))
    }

    /// Asks for the answer through a tool that the model must call, instead of an answer that keeps to a
    /// schema: for servers that have tools but no `json_schema`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = extract::testing::Server::start().await?;
    /// server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-4.1").through_tool();
    /// let found = names.extract("Ada and Grace came.").await?;
    /// assert_eq!(found.value, ["Ada", "Grace"]);
    /// assert_eq!(server.requests()[0].body()["tools"][0]["name"], "string_list");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The schema goes out as one strict function of the schema's name, with `tool_choice` and without
    /// parallel calls. The answer is the arguments of the call, also in
    /// [`raw`](super::Extraction::raw); all else is as without a tool. Where the model writes a text and
    /// calls nothing, that text is read as the answer. A call of another tool and several calls that
    /// differ are [`Error::Invalid`].
    pub fn through_tool(self) -> Self {
        self.set(|settings| settings.request.through_tool = true)
    }

    /// The API that is spoken, in the place of the client's.
    pub fn endpoint(self, endpoint: Endpoint) -> Self {
        self.set(|settings| settings.endpoint = endpoint)
    }

    /// The form of schema that the model takes, in the place of the client's.
    ///
    /// ```
    /// # fn run(client: extract::Client) {
    /// use extract::Dialect;
    ///
    /// let invoices = client
    ///     .extractor::<Vec<String>>("ft:gpt-4.1-mini-2025-04-14:acme::1")
    ///     .dialect(Dialect::FineTuned);
    /// # }
    /// ```
    pub fn dialect(self, dialect: Dialect) -> Self
    where
        T: Extract,
    {
        self.set(|settings| settings.request.set_schema(&json_schema_in::<T>(dialect)))
    }

    /// Whether an answer may hold more than JSON: a Markdown fence with text around it, thoughts
    /// before it (`<think>…</think>`), a byte order mark, blanks. Default: it may not, and is
    /// [`Error::Invalid`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::Tolerated;
    ///
    /// let server = extract::testing::Server::start().await?;
    /// server.answer_text("Here you are:\n```json\n{\"value\": [\"Ada\"]}\n```");
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-5-mini").lenient(true);
    /// let found = names.extract("Ada came.").await?;
    /// assert_eq!(found.value, ["Ada"]);
    /// assert_eq!(found.tolerated, [Tolerated::Fence, Tolerated::Prose]);
    /// assert!(found.raw.starts_with("Here you are"));
    /// # Ok(()) }
    /// ```
    ///
    /// Nothing is guessed: [`wire::bare_json`](crate::wire::bare_json) says what is taken. What
    /// was passed over is named in [`Extraction::tolerated`](crate::Extraction::tolerated). An
    /// answer that was cut off stays [`Error::Truncated`].
    pub fn lenient(self, lenient: bool) -> Self {
        self.set(|settings| settings.lenient = lenient)
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

/// For schemas that came at run time.
impl Extractor<Value> {
    /// Shows the model an input and the answer that belongs to it, as [`example`](Self::example) does for
    /// types. An answer that does not have the schema is [`Error::Config`] at the first use.
    ///
    /// ```
    /// # fn run(client: extract::Client, schema: extract::Schema) {
    /// let cities = client
    ///     .extractor_for("gpt-5-mini", &schema)
    ///     .example_json("a week in Graz", &serde_json::json!({ "city": "Graz" }));
    /// # }
    /// ```
    pub fn example_json(self, input: impl Into<Input>, answer: &Value) -> Self {
        let broken = self.broken(&answer.to_string());
        self.set(|settings| match broken {
            None => settings.request.examples.push((input.into(), answer.to_string())),
            Some(why) => settings.mistake(format!("an example cannot be written: {why}")),
        })
    }
}

impl Settings {
    fn mistake(&mut self, message: String) {
        self.mistake.get_or_insert(message);
    }
}
