//! Every name that a trace or a metric shows, in one place.
//!
//! `gen_ai.*` and `openai.*` are OpenTelemetry's conventions for generative AI
//! (<https://github.com/open-telemetry/semantic-conventions-genai>, schema 1.42.0, read on 2026-11-21,
//! when their status was "development": names may still change, and then change here). `error.*`,
//! `http.*` and `server.*` are its general conventions (schema 1.44.0). `otel.*` is understood by the
//! crate `tracing-opentelemetry`. What is known under no convention stands under `extract.*`.
//!
//! Times are in seconds, as fractions, counts are integers.

/// The target of the span and of all events, for filters such as `extract=debug`.
pub const TARGET: &str = "extract";
/// The span of a call, and the value of [`OPERATION`]; seen as [`OTEL_NAME`].
pub const CHAT: &str = "chat";
/// The event of one try that is over.
pub const ATTEMPT: &str = "extract.attempt";
/// The event of a cache that was of no use. The call goes on.
pub const CACHE: &str = "extract.cache";
/// The event of one wait that is over.
pub const WAIT: &str = "extract.wait";

/// What the event says in words; the field is tracing's own.
pub const MESSAGE: &str = "message";
/// The name of the span: `chat gpt-5-mini`.
pub const OTEL_NAME: &str = "otel.name";
/// The kind of the span: `client`.
pub const OTEL_KIND: &str = "otel.kind";
/// `ERROR` when there is no value.
pub const OTEL_STATUS: &str = "otel.status_code";

/// What is done: [`CHAT`], on both endpoints.
pub const OPERATION: &str = "gen_ai.operation.name";
/// Whose service it is, as far as the host tells; see [`CallInfo::provider`](super::CallInfo::provider).
pub const PROVIDER: &str = "gen_ai.provider.name";
/// What is asked for: `json`.
pub const OUTPUT_TYPE: &str = "gen_ai.output.type";
/// The model that is asked.
pub const REQUEST_MODEL: &str = "gen_ai.request.model";
/// `max_output_tokens`, if it is set.
pub const REQUEST_MAX_TOKENS: &str = "gen_ai.request.max_tokens";
/// `temperature`, if it is set.
pub const REQUEST_TEMPERATURE: &str = "gen_ai.request.temperature";
/// `top_p`, if it is set.
pub const REQUEST_TOP_P: &str = "gen_ai.request.top_p";
/// `seed`, if it is set.
pub const REQUEST_SEED: &str = "gen_ai.request.seed";
/// The model that answered.
pub const RESPONSE_MODEL: &str = "gen_ai.response.model";
/// The id of the answer.
pub const RESPONSE_ID: &str = "gen_ai.response.id";
/// Tokens of the request, cached ones included.
pub const INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
/// Tokens of the answer, reasoning included.
pub const OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
/// Tokens read from the provider's prompt cache.
pub const CACHE_READ_TOKENS: &str = "gen_ai.usage.cache_read.input_tokens";
/// Tokens written to the provider's prompt cache.
pub const CACHE_CREATION_TOKENS: &str = "gen_ai.usage.cache_creation.input_tokens";
/// Tokens spent on reasoning.
pub const REASONING_TOKENS: &str = "gen_ai.usage.reasoning.output_tokens";
/// Content, only when asked for: the instructions, as a JSON list of parts.
pub const INSTRUCTIONS: &str = "gen_ai.system_instructions";
/// Content, only when asked for: the input, as a JSON list of messages.
pub const INPUT_MESSAGES: &str = "gen_ai.input.messages";
/// Content, only when asked for: the last answer, as a JSON list of one message.
pub const OUTPUT_MESSAGES: &str = "gen_ai.output.messages";
/// The endpoint: [`API_CHAT`] or [`API_RESPONSES`].
pub const API_TYPE: &str = "openai.api.type";
/// [`API_TYPE`] of the Chat endpoint.
pub const API_CHAT: &str = "chat_completions";
/// [`API_TYPE`] of the Responses endpoint.
pub const API_RESPONSES: &str = "responses";

/// The host that is asked.
pub const SERVER_ADDRESS: &str = "server.address";
/// The port that is asked.
pub const SERVER_PORT: &str = "server.port";
/// The class of the error, see [`error_type`](super::error_type).
pub const ERROR_TYPE: &str = "error.type";
/// The HTTP status of a try.
pub const STATUS: &str = "http.response.status_code";
/// Which retry of its ask a try is; not on the first one.
pub const RESEND_COUNT: &str = "http.request.resend_count";

/// Tries of the call.
pub const ATTEMPTS: &str = "extract.attempts";
/// Answers before the last one that were no value.
pub const REJECTED: &str = "extract.rejected";
/// `true` when the answer was in the cache, so that nothing was sent.
pub const FROM_CACHE: &str = "extract.from_cache";
/// Why the cache was of no use; nothing of what it keeps is shown.
pub const CACHE_WHY: &str = "extract.cache.why";
/// The server's id of a request.
pub const REQUEST_ID: &str = "extract.request_id";
/// Our id of a request, sent as `X-Client-Request-Id`.
pub const CLIENT_REQUEST_ID: &str = "extract.client_request_id";
/// Seconds waited after the try before.
pub const DELAY: &str = "extract.delay";
/// Seconds then spent in the queue.
pub const QUEUED: &str = "extract.queued";
/// Seconds that the try itself took.
pub const ELAPSED: &str = "extract.elapsed";
/// Content, only when asked for: why a try gave no answer. The server may quote the input in it.
pub const WHY: &str = "extract.why";
/// What was waited for: [`WAIT_POLL`], [`WAIT_QUEUE`] or [`WAIT_RETRY`].
pub const WAIT_REASON: &str = "extract.wait.reason";
/// Seconds that were waited.
pub const WAIT_SECONDS: &str = "extract.wait.seconds";
/// [`WAIT_REASON`] of the pause before a run in the background is asked for again.
pub const WAIT_POLL: &str = "poll";
/// [`WAIT_REASON`] of the queue for the rate limit or a place in flight.
pub const WAIT_QUEUE: &str = "queue";
/// [`WAIT_REASON`] of the pause before another try.
pub const WAIT_RETRY: &str = "retry";

/// All fields of the span of a call; the last three only when content is asked for.
pub const CALL_FIELDS: [&str; 29] = [
    OTEL_NAME,
    OTEL_KIND,
    OTEL_STATUS,
    OPERATION,
    PROVIDER,
    OUTPUT_TYPE,
    API_TYPE,
    SERVER_ADDRESS,
    SERVER_PORT,
    REQUEST_MODEL,
    REQUEST_MAX_TOKENS,
    REQUEST_TEMPERATURE,
    REQUEST_TOP_P,
    REQUEST_SEED,
    RESPONSE_MODEL,
    RESPONSE_ID,
    REQUEST_ID,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    CACHE_READ_TOKENS,
    CACHE_CREATION_TOKENS,
    REASONING_TOKENS,
    ERROR_TYPE,
    ATTEMPTS,
    REJECTED,
    FROM_CACHE,
    INSTRUCTIONS,
    INPUT_MESSAGES,
    OUTPUT_MESSAGES,
];

/// All fields of the event of a try; the last one only when content is asked for.
pub const ATTEMPT_FIELDS: [&str; 12] = [
    MESSAGE,
    STATUS,
    RESEND_COUNT,
    ERROR_TYPE,
    REQUEST_ID,
    CLIENT_REQUEST_ID,
    DELAY,
    QUEUED,
    ELAPSED,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    WHY,
];

/// All fields of the event of a cache that was of no use.
pub const CACHE_FIELDS: [&str; 2] = [MESSAGE, CACHE_WHY];

/// All fields of the event of a wait.
pub const WAIT_FIELDS: [&str; 3] = [MESSAGE, WAIT_REASON, WAIT_SECONDS];

/// The metric of how long calls take: a histogram in seconds. The library keeps no metrics itself; an
/// [`Observer`](super::Observer) feeds them.
pub const METRIC_DURATION: &str = "gen_ai.client.operation.duration";
/// The metric of tokens: a histogram, once for each [`TOKEN_TYPE`] of a call.
pub const METRIC_TOKENS: &str = "gen_ai.client.token.usage";
/// The attribute that tells the two counts of [`METRIC_TOKENS`] apart.
pub const TOKEN_TYPE: &str = "gen_ai.token.type";
/// [`TOKEN_TYPE`] of the request.
pub const TOKEN_INPUT: &str = "input";
/// [`TOKEN_TYPE`] of the answer.
pub const TOKEN_OUTPUT: &str = "output";

/// Upper bounds of the buckets of [`METRIC_DURATION`], as the conventions have them.
pub const DURATION_BUCKETS: [f64; 14] =
    [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/// Upper bounds of the buckets of [`METRIC_TOKENS`], as the conventions have them: the powers of four.
pub const TOKEN_BUCKETS: [f64; 14] = [
    1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0,
    16777216.0, 67108864.0,
];
