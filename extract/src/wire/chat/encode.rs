use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Error,
    input::{Detail, Message, Part, Role},
    wire::{
        CacheRetention, Effort, Endpoint, Prefix, Request, ServiceTier, TokenLimit, Verbosity,
        data_url::DataUrl,
        format::Described,
        function::Forced,
        request::{CacheOptions, refuse},
    },
};

/// Encodes a request up to the input.
///
/// Instructions go out in a message of role `system`: every model with structured outputs takes it,
/// while most compatible servers do not know `developer`.
///
/// # Errors
///
/// [`Error::Config`] for options that this endpoint does not have or values that it refuses.
pub fn prefix(request: &Request) -> Result<Prefix, Error> {
    request.check()?;
    if request.previous_response_id.is_some() {
        refuse(
            "`previous_response_id` is not known to the Chat endpoint, use the Responses endpoint",
        )?;
    }
    if request.reasoning_summary.is_some() {
        refuse(
            "`reasoning_summary` is not known to the Chat endpoint, use the Responses endpoint",
        )?;
    }
    if request.background {
        refuse("`background` is not known to the Chat endpoint, use the Responses endpoint")?;
    }
    if request.service_tier == Some(ServiceTier::UltraFast) {
        refuse("`ServiceTier::UltraFast` is only known to the Responses endpoint")?;
    }
    let members = Members {
        model: &request.model,
        response_format: response_format(request)?,
        forced: Forced::of(request, Endpoint::Chat)?,
        verbosity: request.verbosity,
        reasoning_effort: request.reasoning,
        max_completion_tokens: limit(request, TokenLimit::MaxCompletionTokens),
        max_tokens: limit(request, TokenLimit::MaxTokens),
        temperature: request.temperature,
        top_p: request.top_p,
        logprobs: request.logprobs.then_some(true),
        seed: request.seed,
        service_tier: request.service_tier,
        store: request.store,
        metadata: request
            .metadata
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect(),
        prompt_cache_key: request.prompt_cache_key.as_deref(),
        prompt_cache_options: request.cache_options(),
        prompt_cache_retention: request.prompt_cache_retention,
        safety_identifier: request.safety_identifier.as_deref(),
    };
    let mut prefix = Prefix::new(Endpoint::Chat, &members, &request.extra)?;
    if request.stream_usage {
        prefix = prefix.with_stream_usage();
    }
    if let Some(text) = request.system() {
        prefix.push_input(&Message::system(text).into())?;
    }
    for (input, answer) in &request.examples {
        prefix.push_example(input, answer)?;
    }
    Ok(prefix)
}

/// The limit of tokens, if the server knows it by this word.
fn limit(request: &Request, word: TokenLimit) -> Option<u32> {
    request.max_output_tokens.filter(|_| request.token_limit == word)
}

/// `None` when the answer comes through a tool.
fn response_format(request: &Request) -> Result<Option<ResponseFormat<'_>>, Error> {
    if request.through_tool {
        return Ok(None);
    }
    let (kind, json_schema) = request.format()?;
    Ok(Some(ResponseFormat { kind, json_schema }))
}

/// A message as an item of `messages`.
pub(in crate::wire) fn message(message: &Message) -> impl Serialize + '_ {
    let content = match message.parts.as_slice() {
        [Part::Text(text)] => Content::Text(text),
        parts => Content::Parts(parts.iter().filter_map(piece).collect()),
    };
    Item { role: message.role, content }
}

/// `None` for a file that is not read, which the rules for inputs have refused before.
fn piece(part: &Part) -> Option<Piece<'_>> {
    Some(match part {
        Part::Text(text) => Piece::Text { text },
        Part::Image { bytes, mime, detail } => {
            let url = Url::Data(DataUrl { mime, bytes });
            Piece::ImageUrl { image_url: ImageUrl { url, detail: *detail } }
        }
        Part::ImageUrl { url, detail } => {
            Piece::ImageUrl { image_url: ImageUrl { url: Url::Text(url), detail: *detail } }
        }
        Part::File { name, bytes, mime } => {
            Piece::File { file: File::Data { filename: name, file_data: DataUrl { mime, bytes } } }
        }
        Part::FileId(file_id) => Piece::File { file: File::Id { file_id } },
        Part::Unread { .. } => return None,
    })
}

#[derive(Serialize)]
struct Members<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    #[serde(flatten)]
    forced: Option<Forced<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verbosity: Option<Verbosity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logprobs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<ServiceTier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<bool>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_options: Option<CacheOptions<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_retention: Option<CacheRetention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    safety_identifier: Option<&'a str>,
}

#[derive(Serialize)]
struct ResponseFormat<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    json_schema: Option<Described<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    role: Role,
    content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Piece<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Piece<'a> {
    File { file: File<'a> },
    ImageUrl { image_url: ImageUrl<'a> },
    Text { text: &'a str },
}

#[derive(Serialize)]
#[serde(untagged)]
enum File<'a> {
    Data { filename: &'a str, file_data: DataUrl<'a> },
    Id { file_id: &'a str },
}

#[derive(Serialize)]
struct ImageUrl<'a> {
    url: Url<'a>,
    detail: Detail,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Url<'a> {
    Data(DataUrl<'a>),
    Text(&'a str),
}
